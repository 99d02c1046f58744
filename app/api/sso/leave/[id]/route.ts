import { goOut } from '@/app/_bind/sso-logout.ts'
import { leaveProvider } from '@/lib/identity/sso/leave-provider.ts'

export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  return goOut(leaveProvider, (await params).id, new URL(request.url).searchParams)
}
