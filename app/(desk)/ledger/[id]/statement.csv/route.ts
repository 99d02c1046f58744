import { csvHandler } from '@/app/_bind/handler.ts'
import { exportLedgerAccount } from '@/lib/incentives/show-ledger-account.ts'

export const GET = csvHandler(exportLedgerAccount, (_query, params) => ({ id: params['id'] }))
