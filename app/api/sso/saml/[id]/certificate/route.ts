import { lookAt } from '@/app/_bind/flow.ts'
import { attachment } from '@/app/_bind/handler.ts'
import { Refusal } from '@/lib/kernel/refusal.ts'
import { showOwnMetadata } from '@/lib/identity/sso/start-sso.ts'

/** What we sign sign-outs with, by itself: some providers take a certificate and no metadata. */
export async function GET(_request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  try {
    return new Response(await lookAt(showOwnMetadata, { connectionId: (await params).id, part: 'certificate' }), {
      headers: { ...attachment('plumbline-certificate.pem', 'application/x-pem-file') },
    })
  } catch (error) {
    if (error instanceof Refusal && error.code === 'not_found') return new Response(null, { status: 404 })
    throw error
  }
}
