import { takeCallback } from '@/app/_bind/sso.ts'
import { acceptOidc, takeReturn } from '@/lib/identity/sso/accept-oidc.ts'

export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  return takeCallback(takeReturn, acceptOidc, (await params).id, request)
}
