import { redirect } from 'next/navigation'
import { csvHandler } from '@/app/_bind/handler.ts'
import { paths } from '@/app/_ui/paths.ts'
import { exportMembers } from '@/lib/tenancy/list-members.ts'

const download = csvHandler(exportMembers)
/** Names and addresses leave the house: where no factor was proven within five minutes, the person is asked first and comes back. */
export async function GET(request: Request, route: Parameters<typeof download>[1]): Promise<Response> {
  const answer = await download(request, route)
  if (answer.status !== 401 || ((await answer.clone().json()) as { code?: string }).code !== 'step_up') return answer
  const { pathname, search } = new URL(request.url)
  redirect(paths.confirm(pathname + search))
}
