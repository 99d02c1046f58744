import { attachment, handler } from '@/app/_bind/handler.ts'
import { exportBatchPayouts } from '@/lib/incentives/list-batches.ts'

export const GET = handler(exportBatchPayouts, {
  input: (_request, params) => ({ batchId: params['id'] }),
  respond: ({ fileName, body }) => new Response(new Uint8Array(body), { headers: attachment(fileName, 'text/csv; charset=utf-8') }),
})
