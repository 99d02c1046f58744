import { systemClock } from '@/lib/kernel/clock.ts'
import { log } from '@/lib/platform/log/log.ts'

export const dynamic = 'force-dynamic'

/** So many are written in a minute: a stranger must not fill the disk, and one report of a fault is as good as a thousand. */
const writtenPerMinuteMax = 60
let minute = 0,
  count = 0

/** Browsers tell here which script or style the policy stopped. The report is a stranger's text: bounded, redacted and only logged. */
export async function POST(request: Request): Promise<Response> {
  const now = Math.floor(systemClock.now().getTime() / 60_000)
  if (now !== minute) [minute, count] = [now, 0]
  if (++count > writtenPerMinuteMax) {
    if (count === writtenPerMinuteMax + 1) log('warn', 'browser reports are not written until the next minute', {})
    return new Response(null, { status: 204 })
  }
  const text = (await request.text()).slice(0, 8_192)
  log('warn', 'browser report', { requestId: request.headers.get('x-request-id') ?? '', report: text.slice(0, 2_000) })
  return new Response(null, { status: 204 })
}
