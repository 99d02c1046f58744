import { config } from '@/lib/config.ts'
import { mayReadMetrics } from '@/lib/platform/metrics/may-read-metrics.ts'
import { renderMetrics } from '@/lib/platform/metrics/render-metrics.ts'

export const dynamic = 'force-dynamic'

export async function GET(request: Request): Promise<Response> {
  const { headers } = request
  if (!mayReadMetrics(config(), headers.get('authorization'), headers.get('x-peer'))) {
    return Response.json({ error: { code: 'forbidden', message: 'The metrics need their token.' } }, { status: 403 })
  }
  return new Response(await renderMetrics(), { headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' } })
}
