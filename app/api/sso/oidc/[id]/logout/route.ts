import { comeBackOut, hearLogout } from '@/app/_bind/sso-logout.ts'
import { endByToken, takeLogoutReturn, takeLogoutToken } from '@/lib/identity/sso/accept-oidc-logout.ts'

/** A browser that the provider leads back, after a sign-out that began here. */
export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  return comeBackOut(takeLogoutReturn, (await params).id, new URL(request.url).searchParams.get('state') ?? '')
}
/** The provider itself, after a sign-out that began there. */
export async function POST(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  return hearLogout(takeLogoutToken, endByToken, (await params).id, await request.text())
}
