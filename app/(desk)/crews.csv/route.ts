import { attachment, handler } from '@/app/_bind/handler.ts'
import { exportCrews } from '@/lib/incentives/change-crew.ts'

export const GET = handler(exportCrews, {
  input: (request) => Object.fromEntries([...new URL(request.url).searchParams].filter(([key, value]) => value !== '' && key !== 'cols')),
  respond: ({ fileName, body }) => new Response(new Uint8Array(body), { headers: attachment(fileName, 'text/csv; charset=utf-8') }),
})
