import { csvHandler } from '@/app/_bind/handler.ts'
import { exportLedgerAccounts } from '@/lib/incentives/list-ledger-accounts.ts'

export const GET = csvHandler(exportLedgerAccounts)
