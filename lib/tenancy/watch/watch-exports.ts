import { and, eq, gt, gte, inArray, lte } from 'drizzle-orm'
import { z } from 'zod'
import { auditEvents } from '../../../db/schema/audit.ts'
import { members } from '../../../db/schema/tenancy.ts'
import { command } from '../../access/operation.ts'
import { NoticeOfEvent } from '../notice-cause.ts'
import { membersWho, tell } from '../notice.ts'
import { alertRulesOf } from './alert-rules.ts'
import { firstIdOf } from './first-id.ts'
import { isEvidence, raiseAlert, resolvedBefore, type Finding } from './raise-alert.ts'

/** Lists as CSV, and the log: whatever leaves as a file of many rows. */
export const exportEvents = ['list.exported', 'list.export_stopped', 'audit.exported', 'audit.export_stopped'] as const
const taken = z.union([z.object({ rows: z.int() }), z.object({ bytes: z.int() })])
/** An export that its reader broke off tells its bytes only: whoever takes nearly all of it shall not pass unseen. */
const bytesOfRow = 300
const rowsIn = (of: z.infer<typeof taken>): number => ('rows' in of ? of.rows : Math.floor(of.bytes / bytesOfRow))
const hourMilliseconds = 3_600_000

/** Looks at one export: how much left in it, and how many its person has taken within an hour. */
export const watchExports = command({
  name: 'tenancy.watchExports',
  needs: 'job',
  input: NoticeOfEvent,
  run: async (ctx, { eventId, actorMemberId, detail }) => {
    const rules = alertRulesOf(ctx.settings.policy),
      [event] = await ctx.tx.select({ at: auditEvents.at, event: auditEvents.event }).from(auditEvents).where(eq(auditEvents.id, eventId))
    if (!event) {
      ctx.unchanged('the export stands in the log no more')
      return { raised: 0 }
    }
    const at = new Date(event.at),
      rows = rowsIn(taken.parse(JSON.parse(detail))),
      found: Finding[] = []
    if (rows >= rules.exportRows && !(await isEvidence(ctx, 'big_export', eventId)))
      found.push({ kind: 'big_export', memberId: actorMemberId, about: eventId, at, evidence: [eventId] })
    if (actorMemberId !== null) {
      const many = { kind: 'many_exports' as const, memberId: actorMemberId, about: 'exports' },
        seen = await resolvedBefore(ctx, many),
        since = new Date(at.getTime() - hourMilliseconds)
      const others = await ctx.tx
        .select({ id: auditEvents.id })
        .from(auditEvents)
        .where(
          and(
            inArray(auditEvents.event, [...exportEvents]),
            eq(auditEvents.actorId, actorMemberId),
            gte(auditEvents.id, firstIdOf(since)),
            gt(auditEvents.at, since.toISOString()),
            lte(auditEvents.at, event.at),
            ...(seen ? [gt(auditEvents.at, seen.toISOString())] : []),
          ),
        )
        .orderBy(auditEvents.id)
        .limit(1_000)
      if (others.length > rules.exportsAnHour && !(await isEvidence(ctx, 'many_exports', eventId)))
        found.push({ ...many, at, evidence: others.map(({ id }) => id) })
    }
    const raised: { id: string; kind: Finding['kind'] }[] = []
    for (const finding of found) {
      const id = await raiseAlert(ctx, finding)
      if (id !== undefined) raised.push({ id, kind: finding.kind })
    }
    const first = raised[0]
    if (!first) {
      ctx.unchanged(found.length === 0 ? 'nothing unusual' : 'an alert about it is open')
      return { raised: 0 }
    }
    const [person] = actorMemberId === null ? [] : await ctx.tx.select({ name: members.name }).from(members).where(eq(members.id, actorMemberId)),
      who = person?.name ?? 'Somebody'
    const sentence = raised
      .map(({ kind }) =>
        kind === 'big_export'
          ? `${who} exported ${event.event === 'audit.export_stopped' ? `about ${rows} entries of the log and broke off` : `${rows} rows at once`}`
          : `${who} made more than ${rules.exportsAnHour} exports within an hour`,
      )
      .join('; ')
    await tell(ctx, [
      {
        kind: 'alert',
        to: await membersWho(ctx, 'member.change'),
        sentence,
        subject: { kind: 'alert', id: first.id },
        causeId: first.id,
        more: 'The alert shows what it rests on. Resolve it with a note once you know what it was.',
      },
    ])
    return { raised: raised.length }
  },
})
