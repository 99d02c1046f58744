import { attachment, handler } from '@/app/_bind/handler.ts'
import { exportLedgerAccount } from '@/lib/incentives/show-ledger-account.ts'

export const GET = handler(exportLedgerAccount, {
  input: (_request, params) => ({ id: params['id'] }),
  respond: ({ fileName, body }) => new Response(new Uint8Array(body), { headers: attachment(fileName, 'text/csv; charset=utf-8') }),
})
