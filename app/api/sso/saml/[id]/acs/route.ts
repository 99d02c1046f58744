import { takeAnswer } from '@/app/_bind/sso.ts'
import { acceptSaml } from '@/lib/identity/sso/accept-saml.ts'

export async function POST(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  return takeAnswer(acceptSaml, (await params).id, request)
}
