import { z } from 'zod'
import { systemClock } from '../kernel/clock.ts'
import type { Refusal } from '../kernel/refusal.ts'
import { nounOf, tryDecodeId } from '../kernel/id.ts'
import { event } from './event.ts'
import { LiveCtx } from './live-ctx.ts'
import { Passage } from './passage.ts'
import { isPlanRefusal } from './plans.ts'
import { networkOfRefusal } from './network.ts'
import type { Caller, Operation } from './operation.ts'
import { noteSupportFault, noteSupportRefused } from './note-support.ts'
import { ports } from './ports.ts'

/** A refusal that may mean an attack: somebody tried what is not theirs. Other refusals are only logged. */
export const accessRefused = event(
  'access.refused',
  'session',
  z.strictObject({
    operation: z.string(),
    code: z.enum(['not_found', 'forbidden', 'step_up', 'too_many']),
    subject: z.string().optional(),
    count: z.number().int(),
  }),
  (d) => `was refused ${d.operation} (${d.code.replace('_', ' ')}${d.count > 1 ? `, ${d.count} times` : ''})`,
)
/** Somebody with a good session came from where they may not. The address itself stands with the event’s erasable details. */
export const networkRefused = event(
  'network.refused',
  'session',
  z.strictObject({ operation: z.string(), list: z.enum(['member', 'role', 'company']), count: z.number().int() }),
  (d) =>
    `was refused from a network that is not allowed for ${d.list === 'member' ? 'them' : d.list === 'role' ? 'their role' : 'the company'} (${d.operation}${d.count > 1 ? `, ${d.count} times` : ''})`,
)
/** What a program was refused, by its key: whoever reads it knows what the key was tried for. */
export const keyRefused = event(
  'api_key.refused',
  'apiKey',
  z.strictObject({
    operation: z.string(),
    code: z.enum(['not_found', 'forbidden', 'step_up', 'too_many']),
    byNetwork: z.boolean(),
    subject: z.string().optional(),
    count: z.number().int(),
  }),
  (d) =>
    `was refused ${d.operation} (${d.byNetwork ? 'from a network that is not allowed' : d.code.replace('_', ' ')}${d.count > 1 ? `, ${d.count} times` : ''})`,
)
export const breakGlassUsed = event(
  'network.break_glass_used',
  'session',
  z.strictObject({}),
  () => 'came in by break-glass from a network that is not allowed',
)
/** Something of ours broke while somebody acted. What it was stands in the server's log under the same request: the company reads that it was no refusal. */
export const systemBroke = event(
  'system.broke',
  'session',
  z.strictObject({ operation: z.string(), count: z.number().int() }),
  (d) => `met a fault of the system in ${d.operation}${d.count > 1 ? `, ${d.count} times` : ''}; nothing was changed by it`,
)
const recordedCodes: ReadonlySet<string> = new Set(['not_found', 'forbidden', 'step_up', 'too_many'])
/** One event a minute for the same actor, operation and subject; the next one carries how many there were. */
const noted = new Map<string, { at: number; count: number }>()
const windowMilliseconds = 60_000

/** How many there were since the last note, this one included; undefined: noted within the minute already. */
export function admitNote(key: string): number | undefined {
  const at = systemClock.now().getTime(),
    before = noted.get(key)
  if (before && at - before.at < windowMilliseconds) {
    before.count++
    return undefined
  }
  if (noted.size > 10_000) for (const [k, v] of noted) if (at - v.at >= windowMilliseconds) noted.delete(k)
  noted.set(key, { at, count: 1 })
  return before?.count ?? 1
}
export async function noteRefusal(
  caller: Caller,
  operation: Pick<Operation, 'name' | 'needs'>,
  refused: LiveCtx,
  refusal: Refusal,
  raw: unknown,
): Promise<void> {
  // What a plan closes is nobody's attempt at what is not theirs.
  if (!recordedCodes.has(refusal.code) || isPlanRefusal(refusal)) return
  const subject = firstId(raw),
    { key: acting, support } = refused.actor
  if (support) return noteSupportRefused(refused, support, operation, refusal, raw)
  if (acting) {
    const byNetwork = refusal.fields['network'] !== undefined,
      n = admitNote(byNetwork ? `${acting.id}|network|${caller.place.ip}` : `${acting.id}|${operation.name}|${refusal.code}|${subject ?? ''}`)
    if (n !== undefined)
      await alone(caller, operation.needs, (ctx) => {
        ctx.record(keyRefused, acting.id, {
          operation: operation.name,
          code: refusal.code as 'forbidden',
          byNetwork,
          ...(subject === undefined ? {} : { subject }),
          count: n,
        })
      })
    return
  }
  const list = networkOfRefusal(refusal)
  const key =
    list === undefined
      ? `${refused.actor.memberId ?? `${refused.actor.role} ${refused.tenant}`}|${operation.name}|${refusal.code}|${subject ?? ''}`
      : `${refused.actor.sessionId}|network|${caller.place.ip}`
  const count = admitNote(key)
  if (count === undefined) return
  await alone(caller, operation.needs, (ctx) => {
    if (list !== undefined) ctx.record(networkRefused, ctx.actor.sessionId, { operation: operation.name, list, count })
    else
      ctx.record(accessRefused, ctx.actor.sessionId, {
        operation: operation.name,
        code: refusal.code as 'forbidden',
        ...(subject === undefined ? {} : { subject }),
        count,
      })
  })
}
export async function noteFault(caller: Caller, operation: Pick<Operation, 'name' | 'needs'>, broken: LiveCtx): Promise<void> {
  if (broken.actor.support) return noteSupportFault(broken, broken.actor.support, operation)
  const count = admitNote(`${broken.actor.memberId ?? `${broken.actor.role} ${broken.tenant}`}|${operation.name}|broke`)
  if (count !== undefined)
    await alone(caller, operation.needs, (ctx) => {
      ctx.record(systemBroke, ctx.actor.sessionId, { operation: operation.name, count })
    })
}
/** Break-glass is used rarely and always told: once an hour for each session and address. */
const opened = new Map<string, number>()
export function noteBreakGlass(caller: Caller, used: LiveCtx): void {
  const key = `${used.actor.sessionId}|${caller.place.ip}`,
    at = systemClock.now().getTime(),
    before = opened.get(key)
  if (before !== undefined && at - before < 3_600_000) return
  if (opened.size > 1_000) opened.clear()
  opened.set(key, at)
  void alone(caller, 'session.own', (ctx) => {
    ctx.record(breakGlassUsed, ctx.actor.sessionId, {})
  })
}
/** A small transaction of its own, beside what was refused or let through. */
async function alone(caller: Caller, needs: string, write: (ctx: LiveCtx) => void): Promise<void> {
  let passage: Passage | undefined
  try {
    passage = await Passage.open(caller.door, false)
    const ctx = new LiveCtx(passage, caller.door, await passage.entered, caller.place, caller.clock ?? systemClock, needs, caller.systemName ?? 'system')
    write(ctx)
    await passage.commit(ctx.flush())
  } catch (error) {
    await passage?.rollback()
    ports.onError(error, 'recording a refusal') // what was refused or broke still reaches the caller as such
  }
}
function firstId(raw: unknown): string | undefined {
  if (typeof raw !== 'object' || raw === null) return undefined
  for (const value of Object.values(raw)) {
    if (typeof value !== 'string') continue
    const noun = nounOf(value)
    if (noun && tryDecodeId(noun, value)) return value
  }
  return undefined
}
