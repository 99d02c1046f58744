import { lookAt } from '@/app/_bind/flow.ts'
import { attachment } from '@/app/_bind/handler.ts'
import { Refusal } from '@/lib/kernel/refusal.ts'
import { showOwnMetadata } from '@/lib/identity/sso/start-sso.ts'

/** What a provider is told about us; it fetches this by itself or is handed the file. */
export async function GET(_request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  try {
    return new Response(await lookAt(showOwnMetadata, { connectionId: (await params).id }), {
      headers: { ...attachment('plumbline-metadata.xml', 'application/samlmetadata+xml') },
    })
  } catch (error) {
    if (error instanceof Refusal && error.code === 'not_found') return new Response(null, { status: 404 })
    throw error
  }
}
