import { attachment, handler } from '@/app/_bind/handler.ts'
import { exportPrograms } from '@/lib/incentives/read-programs.ts'

export const GET = handler(exportPrograms, {
  input: (request) => Object.fromEntries([...new URL(request.url).searchParams].filter(([key, value]) => value !== '' && key !== 'cols')),
  respond: ({ fileName, body }) => new Response(new Uint8Array(body), { headers: attachment(fileName, 'text/csv; charset=utf-8') }),
})
