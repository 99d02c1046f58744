import { fetchSession } from '@/app/_bind/sso.ts'
import { completeSso } from '@/lib/identity/sso/complete-sso.ts'

export async function GET(request: Request): Promise<Response> {
  return fetchSession(completeSso, new URL(request.url).searchParams.get('code') ?? '')
}
