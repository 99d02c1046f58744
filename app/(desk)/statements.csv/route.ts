import { attachment, handler } from '@/app/_bind/handler.ts'
import { exportStatementLines } from '@/lib/incentives/list-statements.ts'

export const GET = handler(exportStatementLines, {
  input: (request) => Object.fromEntries([...new URL(request.url).searchParams].filter(([key, value]) => value !== '' && key !== 'cols')),
  respond: ({ fileName, body }) => new Response(new Uint8Array(body), { headers: attachment(fileName, 'text/csv; charset=utf-8') }),
})
