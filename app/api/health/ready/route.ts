import { checkReady } from '@/lib/platform/health/check-ready.ts'

export const dynamic = 'force-dynamic'

/** Whether requests should be sent here. Warnings are told to callers on this machine only: they name versions. */
export async function GET(request: Request): Promise<Response> {
  const { obstacle, warnings } = await checkReady()
  const told = request.headers.get('x-peer') === 'loopback' && warnings.length > 0 ? { warnings } : {}
  if (obstacle === undefined) return Response.json({ status: 'ready', ...told })
  return Response.json({ status: 'not ready', obstacle, ...told }, { status: 503, headers: { 'retry-after': '2' } })
}
