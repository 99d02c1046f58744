import { attachment, handler } from '@/app/_bind/handler.ts'
import { exportBatches } from '@/lib/incentives/list-batches.ts'

export const GET = handler(exportBatches, {
  input: (request) => Object.fromEntries([...new URL(request.url).searchParams].filter(([key, value]) => value !== '' && key !== 'cols')),
  respond: ({ fileName, body }) => new Response(new Uint8Array(body), { headers: attachment(fileName, 'text/csv; charset=utf-8') }),
})
