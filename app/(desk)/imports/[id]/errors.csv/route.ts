import { attachment, handler } from '@/app/_bind/handler.ts'
import { exportImportErrors } from '@/lib/incentives/show-import.ts'

export const GET = handler(exportImportErrors, {
  input: (_request, params) => ({ importId: params['id'] }),
  respond: ({ fileName, body }) => new Response(new Uint8Array(body), { headers: attachment(fileName, 'text/csv; charset=utf-8') }),
})
