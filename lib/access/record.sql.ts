// The one place that writes audit rows: one statement for any number of events of an act, and one for their erasable personal values.
import { createHmac, randomBytes } from 'node:crypto'
import { systemClock } from '../kernel/clock.ts'
import { canonicalJson } from '../kernel/digest.ts'
import { uuidSource } from '../kernel/id.ts'
import type { Actor, Place } from './ctx.ts'

export interface Recorded {
  readonly id: string
  readonly event: string
  readonly subjectKind: string
  readonly subjectId: string | null
  readonly detail: string
  readonly personal: Readonly<Record<string, string>>
}
export interface Act {
  readonly tenant: string
  readonly actor: Pick<Actor, 'role' | 'name' | 'sessionId'> & { readonly kind: Actor['kind'] | 'key' }
  readonly place: Place
  readonly permission: string
  readonly correlation: string
}
type Send = (text: string, values: unknown[]) => PromiseLike<unknown>

const eventsText = `insert into public.audit_events (tenant_id, id, seq, xid, at, actor_kind, actor_role, event, subject_kind, subject_id, detail, permission, request_id, correlation_id, personal_commitment)
  select $1::uuid, e.id, 0, 0, now(), $2, $3, e.event, e.subject_kind, e.subject_id, e.detail, $4, $5, $6::uuid, e.commitment
  from json_to_recordset($7::text::json) as e(id uuid, event text, subject_kind text, subject_id uuid, detail text, commitment text)`
const personalText = `insert into public.audit_personal (tenant_id, id, salt, body, ip, name)
  select $1::uuid, e.id, decode(e.salt, 'hex'), e.body, $2, $3 from json_to_recordset($4::text::json) as e(id uuid, salt text, body text)`

/** A clock that ran ahead for a moment and was set right must not leave ids behind that the log refuses for hours (drizzle/always/30_audit.sql). */
const eventIds = uuidSource(60_000)
/** Id of an event: the true moment, whatever clock rows are given by, because the log is partitioned and searched by it, and takes no other. */
export const newEventId = (): string => eventIds(systemClock.now())

/**
 * Sends the rows in the caller's transaction and returns what to wait for. Personal values (name, address, device, session, notes) are
 * sealed only as an HMAC with a salt of their own, so that erasing the plain row leaves every proof valid.
 */
export function writeRecords(send: Send, act: Act, recorded: readonly Recorded[]): PromiseLike<unknown>[] {
  if (recorded.length === 0) return []
  const rows = recorded.map((r) => {
    const body = canonicalJson(
      present({ ...r.personal, actor: act.actor.name, ip: act.place.ip, agent: act.place.agent.slice(0, 300), session: act.actor.sessionId ?? '' }),
    )
    const salt = randomBytes(16)
    return {
      id: r.id,
      event: r.event,
      subject_kind: r.subjectKind,
      subject_id: r.subjectId,
      detail: r.detail,
      body,
      salt: salt.toString('hex'),
      commitment: createHmac('sha256', salt).update(body).digest('hex'),
    }
  })
  return [
    send(eventsText, [
      act.tenant,
      act.actor.kind,
      act.actor.role,
      act.permission,
      act.place.requestId,
      act.correlation,
      JSON.stringify(rows.map(({ salt: _salt, body: _body, ...row }) => row)),
    ]),
    send(personalText, [act.tenant, act.place.ip, act.actor.name, JSON.stringify(rows.map(({ id, salt, body }) => ({ id, salt, body })))]),
  ]
}
/** An empty value is the same as an absent one, so that whoever has only the exported columns arrives at the same text. */
const present = (values: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''))
