import { count, eq, inArray } from 'drizzle-orm'
import { members } from '../../../db/schema/tenancy.ts'
import { alertEvidence, securityAlerts, signIns } from '../../../db/schema/watch.ts'
import type { ReadCtx } from '../../access/ctx.ts'
import { command, query } from '../../access/operation.ts'
import { readEvents, type EventItem } from '../../audit/search-events.ts'
import { one } from '../../kernel/assert.ts'
import { decodeId, encodeId } from '../../kernel/id.ts'
import { conflict, notFound, Refusal } from '../../kernel/refusal.ts'
import { faultOfDeciding } from '../member.ts'
import { membersWho } from '../notice.ts'
import { aliveSessions } from '../platform.sql.ts'
import { alertRulesOf } from './alert-rules.ts'
import { journeyOf, type Journey } from './journey.ts'
import { alertRow, evidenceOf, selectAlerts } from './list-alerts.ts'
import { selectSignIns, signInRow, type SignInRow } from './list-sign-ins.ts'
import { AlertId, ResolveAlert } from './watch-inputs.ts'
import { alertResolved } from './watch-events.ts'
import { stayOf } from './judge-attempt.ts'

const shownMax = 100
/** Each event as the log tells it and, of an attempt to come in, from where and with what. */
export interface Evidence {
  readonly id: string
  readonly at: Date
  /** Undefined when the log keeps it no more. */ readonly event: EventItem | undefined
  readonly signIn: SignInRow | undefined
  /** Its session is alive and may be ended from here. */ readonly maySessionEnd: boolean
}
/** One alert with all that it rests on. */
export const showAlert = query({
  name: 'tenancy.showAlert',
  needs: 'audit.read',
  input: AlertId,
  run: async (ctx, { alertId }) => {
    const id = decodeId('alert', alertId),
      [row] = await selectAlerts(ctx).where(eq(securityAlerts.id, id))
    if (!row) throw notFound('alert')
    const ids = await evidenceOf(ctx, id, shownMax),
      [total] = await ctx.tx.select({ n: count() }).from(alertEvidence).where(eq(alertEvidence.alertId, id))
    const mayEnd = ctx.reach('member.change') === 'all',
      isAboutMe = await isForOthers(ctx, row.memberId),
      [events, attempts, open] = await Promise.all([
        readEvents(ctx, ids),
        ids.length === 0 ? [] : selectSignIns(ctx, inArray(signIns.id, ids)).orderBy(signIns.id),
        mayEnd ? openSessions(ctx, ids) : new Set<string>(),
      ]),
      rows = attempts.map(signInRow),
      of = new Map(rows.map((attempt) => [attempt.id as string, attempt])),
      logged = new Map(events.map((event) => [event.id, event]))
    const evidence = ids.flatMap((uuid): Evidence[] => {
      const event = encodeId('auditEvent', uuid),
        at = logged.get(event)?.at ?? of.get(event)?.at
      return at ? [{ id: event, at, event: logged.get(event), signIn: of.get(event), maySessionEnd: open.has(uuid) }] : []
    })
    return {
      ...alertRow(row),
      evidence,
      evidenceCount: total?.n ?? 0,
      journey: row.kind === 'impossible_travel' ? await journeyIn(ctx, ids) : undefined,
      rules: alertRulesOf(ctx.settings.policy),
      may: { resolve: row.state === 'open' && mayEnd && !isAboutMe, endSessions: mayEnd },
      isAboutMe,
      place: { locale: ctx.settings.locale, zone: ctx.settings.zone, now: ctx.now },
    }
  },
})
/** Nobody judges what was noticed about themselves, as long as there is anybody else who may. */
const isForOthers = async (ctx: ReadCtx, about: string | null): Promise<boolean> =>
  about !== null && about === ctx.actor.memberId && (await membersWho(ctx, 'member.change', [about])).length > 0
/** Which of these attempts opened a session that is alive still and is not whoever asks. */
async function openSessions(ctx: ReadCtx, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set()
  const rows = await ctx.tx
    .select({ id: signIns.id, sessionId: signIns.sessionId, memberId: members.id, role: members.role, name: members.name })
    .from(signIns)
    .innerJoin(members, eq(members.id, signIns.memberId))
    .where(inArray(signIns.id, [...ids]))
  const theirs = rows.flatMap(({ id, sessionId, memberId, ...member }) =>
      sessionId === null || faultOfDeciding(ctx, { id: memberId, ...member }) !== undefined ? [] : [{ id, sessionId }],
    ),
    alive = await aliveSessions(
      ctx,
      theirs.map((row) => row.sessionId),
    )
  return new Set(theirs.filter((row) => alive.has(row.sessionId)).map((row) => row.id))
}
/** The way between the two places; undefined when either was erased since. */
async function journeyIn(ctx: ReadCtx, ids: readonly string[]): Promise<Journey | undefined> {
  const stays = (
      await ctx.tx
        .select({ at: signIns.at, latitude: signIns.latitude, longitude: signIns.longitude })
        .from(signIns)
        .where(inArray(signIns.id, [...ids]))
        .orderBy(signIns.id)
    ).map(stayOf),
    [a, b] = stays
  return a && b ? journeyOf(a, b) : undefined
}
/** Somebody looked and says what it was. */
export const resolveAlert = command({
  name: 'tenancy.resolveAlert',
  needs: 'member.change',
  input: ResolveAlert,
  run: async (ctx, { alertId, note }) => {
    const [row] = await ctx.tx
      .select({ id: securityAlerts.id, kind: securityAlerts.kind, state: securityAlerts.state, memberId: securityAlerts.memberId })
      .from(securityAlerts)
      .where(eq(securityAlerts.id, decodeId('alert', alertId)))
      .for('update')
    if (!row) throw notFound('alert')
    if (row.state === 'resolved') throw conflict('This alert is resolved already. Its page says by whom and with which note.')
    // Whoever is the only one there is says it of themselves, and the log says so.
    if (await isForOthers(ctx, row.memberId))
      throw new Refusal('forbidden', 'This alert is about you. Somebody else who may change members looks into it and resolves it.')
    one(
      await ctx.tx
        .update(securityAlerts)
        .set({ state: 'resolved', resolvedAt: ctx.now, resolvedBy: ctx.actor.memberId, note })
        .where(eq(securityAlerts.id, row.id))
        .returning({ id: securityAlerts.id }),
      'alert',
    )
    ctx.record(alertResolved, row.id, { kind: row.kind }, { note })
    return { id: encodeId('alert', row.id) }
  },
})
