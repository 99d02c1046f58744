import { headers } from 'next/headers'
import { config } from '@/lib/config.ts'
import { Refusal } from '@/lib/kernel/refusal.ts'
import { noteBegun } from '@/lib/platform/http/begun-acts.ts'
import { refuseByOrigin } from '@/lib/platform/http/origin-rule.ts'

/** The origin rule once more, inside the application: cross-site forgery must not depend on one layer. */
export async function judgeRequestOrigin(): Promise<void> {
  const list = await headers()
  noteBegun(list.get('x-request-id') ?? '')
  const reason = refuseByOrigin({ method: 'POST', path: '/', header: (name) => list.get(name) ?? undefined }, config().origins)
  if (reason !== undefined) throw new Refusal('forbidden', reason)
}
/** The beginning of every act behind a form. Whoever knows its id can post it without one: that is a request we cannot read. */
export async function beginAct(data: unknown): Promise<void> {
  if (!(data instanceof FormData)) throw new TypeError('an act was posted without its form')
  await judgeRequestOrigin()
}
