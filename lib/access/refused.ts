import { z } from 'zod'
import { systemClock } from '../kernel/clock.ts'
import type { Refusal } from '../kernel/refusal.ts'
import { nounOf, tryDecodeId } from '../kernel/id.ts'
import { event } from './event.ts'
import { LiveCtx } from './live-ctx.ts'
import { Passage } from './passage.ts'
import type { Caller, Operation } from './operation.ts'
import { ports } from './ports.ts'

/** A refusal that may mean an attack: somebody tried what is not theirs. Other refusals are only logged. */
export const accessRefused = event('access.refused', 'session', z.strictObject({ operation: z.string(), code: z.enum(['not_found', 'forbidden', 'step_up', 'too_many']), subject: z.string().optional(), count: z.number().int() }),
  (d) => `was refused ${d.operation} (${d.code.replace('_', ' ')}${d.count > 1 ? `, ${d.count} times` : ''})`)
const recordedCodes: ReadonlySet<string> = new Set(['not_found', 'forbidden', 'step_up', 'too_many'])
/** One event a minute for the same actor, operation and subject; the next one carries how many there were. */
const noted = new Map<string, { at: number; count: number }>()
const windowMilliseconds = 60_000

export async function noteRefusal(caller: Caller, operation: Pick<Operation, 'name' | 'needs'>, refused: LiveCtx, refusal: Refusal, raw: unknown): Promise<void> {
  if (!recordedCodes.has(refusal.code)) return
  const subject = firstId(raw)
  const key = `${refused.actor.memberId ?? refused.actor.role}|${operation.name}|${refusal.code}|${subject ?? ''}`
  const at = systemClock.now().getTime(), before = noted.get(key)
  if (before && at - before.at < windowMilliseconds) { before.count++; return }
  if (noted.size > 10_000) for (const [k, v] of noted) if (at - v.at >= windowMilliseconds) noted.delete(k)
  noted.set(key, { at, count: 1 })
  const passage = await Passage.open(caller.door, false)
  try {
    const ctx = new LiveCtx(passage, caller.door, await passage.entered, caller.place, caller.clock ?? systemClock, operation.needs, caller.systemName ?? 'system')
    ctx.record(accessRefused, ctx.actor.sessionId, { operation: operation.name, code: refusal.code as 'forbidden', ...(subject === undefined ? {} : { subject }), count: before?.count ?? 1 })
    await passage.commit(ctx.flush())
  } catch (error) {
    await passage.rollback()
    ports.onError(error, 'recording a refusal')                        // the refusal itself still reaches the caller
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
