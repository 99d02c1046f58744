import { csvHandler } from '@/app/_bind/handler.ts'
import { exportStatementLines } from '@/lib/incentives/list-statement-lines.ts'

export const GET = csvHandler(exportStatementLines)
