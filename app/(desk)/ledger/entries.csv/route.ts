import { csvHandler } from '@/app/_bind/handler.ts'
import { exportJournalEntries } from '@/lib/incentives/show-journal-entry.ts'

export const GET = csvHandler(exportJournalEntries)
