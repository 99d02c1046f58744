import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { reserve } from '../../db/client.ts'
import { systemClock } from '../kernel/clock.ts'
import { canonicalJson } from '../kernel/digest.ts'
import { nounOf, tryDecodeId } from '../kernel/id.ts'
import type { Refusal } from '../kernel/refusal.ts'
import type { Support } from './ctx.ts'
import { event, type AuditEvent } from './event.ts'
import type { LiveCtx } from './live-ctx.ts'
import { networkOfRefusal } from './network.ts'
import { ports } from './ports.ts'
import { newEventId, writeRecords } from './record.sql.ts'

const text = z.string().max(300),
  about = { number: text, operation: text, subject: text.optional() }
const under = (d: { number: string; operation: string; subject?: string | undefined }): string =>
  `${d.operation}${d.subject === undefined ? '' : ` of ${d.subject}`} under ${d.number}`
export const supportLooked = event('support.looked', 'supportGrant', z.strictObject(about), (d) => `looked at ${under(d)}`)
export const supportRefused = event(
  'support.refused',
  'supportGrant',
  z.strictObject({ ...about, code: text }),
  (d) => `was refused ${under(d)} (${d.code.replace('_', ' ')})`,
)
export const supportBroke = event(
  'support.broke',
  'supportGrant',
  z.strictObject(about),
  (d) => `met a fault of the system in ${under(d)}; nothing was changed by it`,
)

/** The same look within a minute is written once. Only what was written counts as such. */
const written = new Map<string, number>()
const windowMilliseconds = 60_000
type Of = { readonly name: string }

/** Before anything is read: an operator's look stands in the company's log, or it does not happen. */
export async function noteSupport(ctx: LiveCtx, support: Support, operation: Of, raw: unknown): Promise<void> {
  await note(ctx, support, supportLooked, { ...subjectOf(raw), number: support.number, operation: operation.name })
}
export async function noteSupportRefused(ctx: LiveCtx, support: Support, operation: Of, refusal: Refusal, raw: unknown): Promise<void> {
  await quietly(
    note(ctx, support, supportRefused, {
      ...subjectOf(raw),
      number: support.number,
      operation: operation.name,
      code: networkOfRefusal(refusal) === undefined ? refusal.code : 'network',
    }),
  )
}
export async function noteSupportFault(ctx: LiveCtx, support: Support, operation: Of): Promise<void> {
  await quietly(note(ctx, support, supportBroke, { number: support.number, operation: operation.name }))
}
/** What was refused or broke still reaches the caller as such. */
const quietly = (writing: Promise<void>): Promise<void> => writing.catch((error: unknown) => ports.onError(error, 'recording what support met'))

/** By the login that signs people in: the operator's own transaction can write nothing, the log included. */
async function note<D extends { readonly operation: string; readonly subject?: string | undefined }>(
  ctx: LiveCtx,
  support: Support,
  what: AuditEvent<D>,
  detail: D,
): Promise<void> {
  const key = `${support.grantId}|${what.name}|${detail.operation}|${detail.subject ?? ''}|${ctx.place.ip}`,
    at = systemClock.now().getTime(),
    before = written.get(key)
  if (before !== undefined && at - before < windowMilliseconds) return
  if (written.size > 10_000) written.clear()
  const connection = await reserve('auth'),
    send = (statement: string, values: unknown[]) => connection.unsafe(statement, values as never[], { prepare: true }).execute()
  try {
    await send('begin', [])
    await send('select scope.enter_sign_in($1, $2)', [ctx.tenant, null])
    const actor = { kind: 'system' as const, role: 'operator', name: `${ctx.actor.name}, operator`, sessionId: ctx.actor.sessionId }
    await Promise.all(
      writeRecords(send, { tenant: ctx.tenant, actor, place: ctx.place, permission: 'support', correlation: randomUUID() }, [
        {
          id: newEventId(),
          event: what.name,
          subjectKind: what.subject,
          subjectId: support.grantId,
          detail: canonicalJson(what.schema.parse(detail)),
          personal: {},
        },
      ]),
    )
    await send('select scope.touch_support($1)', [support.grantId])
    if ((await send('commit', [])).command !== 'COMMIT') throw new Error('the record of a look was rolled back')
    written.set(key, at)
  } catch (error) {
    await send('rollback', []).then(
      () => undefined,
      () => undefined,
    )
    throw error
  } finally {
    connection.release()
  }
}
/** The record that was asked for, where the input names one. */
function subjectOf(raw: unknown): { readonly subject?: string } {
  for (const value of typeof raw === 'object' && raw !== null ? Object.values(raw) : []) {
    const noun = typeof value === 'string' ? nounOf(value) : undefined
    if (typeof value === 'string' && noun && tryDecodeId(noun, value)) return { subject: value }
  }
  return {}
}
