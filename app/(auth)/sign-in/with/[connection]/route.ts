import { goToProvider } from '@/app/_bind/sso.ts'
import { startSso } from '@/lib/identity/sso/start-sso.ts'

export async function GET(request: Request, { params }: { params: Promise<{ connection: string }> }): Promise<Response> {
  return goToProvider(startSso, (await params).connection, new URL(request.url).searchParams)
}
