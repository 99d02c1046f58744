import { log } from '@/lib/platform/log/log.ts'

export const dynamic = 'force-dynamic'

/** Browsers tell here which script or style the policy stopped. The report is a stranger's text: bounded, redacted and only logged. */
export async function POST(request: Request): Promise<Response> {
  const text = (await request.text()).slice(0, 8_192)
  log('warn', 'browser report', { requestId: request.headers.get('x-request-id') ?? '', report: text.slice(0, 2_000) })
  return new Response(null, { status: 204 })
}
