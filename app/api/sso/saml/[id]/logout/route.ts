import { takeLogout } from '@/app/_bind/sso-logout.ts'
import { acceptLogout } from '@/lib/identity/sso/accept-logout.ts'

export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  return takeLogout(acceptLogout, (await params).id, 'redirect', new URL(request.url).search.slice(1))
}
export async function POST(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  return takeLogout(acceptLogout, (await params).id, 'post', await request.text())
}
