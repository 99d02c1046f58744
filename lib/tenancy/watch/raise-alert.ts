import { and, eq, max } from 'drizzle-orm'
import { alertEvidence, securityAlerts, type AlertKind } from '../../../db/schema/watch.ts'
import type { Ctx, ReadCtx } from '../../access/ctx.ts'
import { sha256Hex } from '../../kernel/digest.ts'
import { newUuid } from '../../kernel/id.ts'
import { alertRaised } from './watch-events.ts'

export interface Finding {
  readonly kind: AlertKind
  readonly memberId: string | null
  /** Of what exactly: a device, a network, two sign-ins, an export. Kept as a digest. */
  readonly about: string
  readonly at: Date
  /** Ids of events. */
  readonly evidence: readonly string[]
}
/** Evidence beyond this says nothing new. */
const evidenceMax = 100
export const aboutOf = ({ kind, memberId, about }: Pick<Finding, 'kind' | 'memberId' | 'about'>): string => sha256Hex(`${kind} ${memberId ?? ''} ${about}`)

/**
 * Raises an alert, once: while one about the same thing is open, the evidence is added to it, whoever finds it at the same time.
 * @returns the id of a new alert; undefined when one was there
 */
export async function raiseAlert(ctx: Ctx, finding: Finding): Promise<string | undefined> {
  const { kind, memberId, at, evidence } = finding,
    about = aboutOf(finding),
    id = newUuid(ctx.now)
  // An index decides, not a look before: of two jobs the second waits here for the first.
  const made = await ctx.tx
    .insert(securityAlerts)
    .values({ id, kind, about, memberId, at, lastAt: at, createdAt: ctx.now })
    .onConflictDoNothing()
    .returning({ id: securityAlerts.id })
  const alertId =
    made[0]?.id ??
    (
      await ctx.tx
        .select({ id: securityAlerts.id })
        .from(securityAlerts)
        .where(and(eq(securityAlerts.about, about), eq(securityAlerts.state, 'open')))
        .for('update')
    )[0]?.id
  if (alertId === undefined) return undefined // resolved this very moment: whoever did it has seen it
  await ctx.tx
    .insert(alertEvidence)
    .values([...new Set(evidence)].slice(-evidenceMax).map((eventId) => ({ id: newUuid(ctx.now), alertId, eventId, createdAt: ctx.now })))
    .onConflictDoNothing()
  if (made.length === 0) {
    await ctx.tx.update(securityAlerts).set({ lastAt: at }).where(eq(securityAlerts.id, alertId))
    return undefined
  }
  ctx.record(alertRaised, alertId, { kind, evidence: evidence.length })
  return alertId
}
/** When the last alert about this was resolved: what came before was looked at then. */
export async function resolvedBefore(ctx: ReadCtx, finding: Pick<Finding, 'kind' | 'memberId' | 'about'>): Promise<Date | undefined> {
  const [row] = await ctx.tx
    .select({ at: max(securityAlerts.resolvedAt) })
    .from(securityAlerts)
    .where(eq(securityAlerts.about, aboutOf(finding)))
  return row?.at ?? undefined
}
/** Whether an event is evidence of an alert of this kind already. */
export async function isEvidence(ctx: ReadCtx, kind: AlertKind, eventId: string): Promise<boolean> {
  const rows = await ctx.tx
    .select({ id: alertEvidence.id })
    .from(alertEvidence)
    .innerJoin(securityAlerts, and(eq(securityAlerts.id, alertEvidence.alertId), eq(securityAlerts.kind, kind)))
    .where(eq(alertEvidence.eventId, eventId))
    .limit(1)
  return rows.length > 0
}
