import { config } from '@/lib/config.ts'
import { systemClock } from '@/lib/kernel/clock.ts'
import { securityTxt } from '@/lib/platform/http/security-txt.ts'

export const dynamic = 'force-dynamic'

export function GET(): Response {
  const { url, securityContact } = config()
  return new Response(securityTxt(systemClock.now(), url, securityContact), { headers: { 'content-type': 'text/plain; charset=utf-8' } })
}
