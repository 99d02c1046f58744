import { redirect } from 'next/navigation'
import { attachment, handler } from '@/app/_bind/handler.ts'
import { paths } from '@/app/_ui/paths.ts'
import { exportMembers } from '@/lib/tenancy/list-members.ts'

const download = handler(exportMembers, {
  input: (request) => Object.fromEntries([...new URL(request.url).searchParams].filter(([key, value]) => value !== '' && key !== 'cols')),
  respond: ({ fileName, body }) => new Response(new Uint8Array(body), { headers: attachment(fileName, 'text/csv; charset=utf-8') }),
})
/** Names and addresses leave the house: where no factor was proven within five minutes, the person is asked first and comes back. */
export async function GET(request: Request, route: Parameters<typeof download>[1]): Promise<Response> {
  const answer = await download(request, route)
  if (answer.status !== 401 || ((await answer.clone().json()) as { code?: string }).code !== 'step_up') return answer
  const { pathname, search } = new URL(request.url)
  redirect(paths.confirm(pathname + search))
}
