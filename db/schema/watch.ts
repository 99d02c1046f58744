// Who came in and who was turned away, as lists and judgements read it, and what looked wrong in it. Made from the audit log by a job.
import { sql } from 'drizzle-orm'
import { check, index, integer, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { instant, word } from '../columns.ts'
import { oneOf, refers, tenantTable } from '../tenant-table.ts'
import { members } from './tenancy.ts'

export const signInOutcomes = ['in', 'refused'] as const
export type SignInOutcome = (typeof signInOutcomes)[number]
/**
 * An attempt to come in (id = its audit event's). Where from and with what are personal and erased with the event's own; the place is what the
 * local database said when it happened. `how`: the proofs of a session, or what refused.
 */
export const signIns = tenantTable(
  'sign_ins',
  {
    at: instant('at').notNull(),
    outcome: word<SignInOutcome>('outcome').notNull(),
    memberId: uuid('member_id'),
    sessionId: uuid('session_id'),
    how: text('how').notNull(),
    ip: text('ip').notNull().default(''),
    network: text('network').notNull().default(''),
    device: text('device').notNull().default(''),
    city: text('city').notNull().default(''),
    country: text('country').notNull().default(''),
    /** Hundredths of a degree, about a kilometre: of a city, never of a house. */
    latitude: integer('latitude'),
    longitude: integer('longitude'),
  },
  (t) => [
    index('sign_ins_member').on(t.tenantId, t.memberId, t.id),
    index('sign_ins_network').on(t.tenantId, t.network, t.id),
    index('sign_ins_outcome').on(t.tenantId, t.outcome, t.id),
    index('sign_ins_at').on(t.tenantId, t.at),
    refers('sign_ins_of', t, t.memberId, () => members),
    oneOf('sign_ins_outcomes', t.outcome, signInOutcomes),
    check('sign_ins_point', sql`(latitude is null) = (longitude is null)`),
  ],
)

export const alertKinds = ['new_device', 'new_network', 'impossible_travel', 'failures', 'network_failures', 'big_export', 'many_exports'] as const
export type AlertKind = (typeof alertKinds)[number]
export const alertStates = ['open', 'resolved'] as const
export type AlertState = (typeof alertStates)[number]
/**
 * Something that an admin should look at. `about` says of what exactly, as a digest: while one about it is open, more of the same is added to
 * it instead of raising another. What was seen stands with its evidence and nowhere else.
 */
export const securityAlerts = tenantTable(
  'security_alerts',
  {
    kind: word<AlertKind>('kind').notNull(),
    about: text('about').notNull(),
    memberId: uuid('member_id'),
    state: word<AlertState>('state').notNull().default('open'),
    at: instant('at').notNull(),
    lastAt: instant('last_at').notNull(),
    resolvedAt: instant('resolved_at'),
    resolvedBy: uuid('resolved_by'),
    note: text('note'),
  },
  (t) => [
    uniqueIndex('security_alerts_open')
      .on(t.tenantId, t.about)
      .where(sql`state = 'open'`),
    index('security_alerts_about').on(t.tenantId, t.about, t.resolvedAt),
    index('security_alerts_state').on(t.tenantId, t.state, t.id),
    refers('security_alerts_member', t, t.memberId, () => members),
    refers('security_alerts_by', t, t.resolvedBy, () => members),
    oneOf('security_alerts_kind', t.kind, alertKinds),
    oneOf('security_alerts_states', t.state, alertStates),
    check('security_alerts_resolved', sql`(state = 'resolved') = (resolved_at is not null) and (state = 'resolved') = (note is not null)`),
  ],
)
/** The events of the log that an alert rests on. */
export const alertEvidence = tenantTable('alert_evidence', { alertId: uuid('alert_id').notNull(), eventId: uuid('event_id').notNull() }, (t) => [
  refers('alert_evidence_alert', t, t.alertId, () => securityAlerts),
  uniqueIndex('alert_evidence_once').on(t.tenantId, t.alertId, t.eventId),
  index('alert_evidence_event').on(t.tenantId, t.eventId),
])
