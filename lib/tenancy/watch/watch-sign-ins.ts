import { and, eq, gte, inArray, notExists, sql } from 'drizzle-orm'
import { auditEvents } from '../../../db/schema/audit.ts'
import { members } from '../../../db/schema/tenancy.ts'
import { signIns } from '../../../db/schema/watch.ts'
import type { Ctx } from '../../access/ctx.ts'
import { command } from '../../access/operation.ts'
import { config } from '../../config.ts'
import { NoticeOfEvent } from '../notice-cause.ts'
import { membersWho, tell, type Notice } from '../notice.ts'
import { alertRulesOf } from './alert-rules.ts'
import { idAt } from './first-id.ts'
import { judgeAttempt } from './judge-attempt.ts'
import { raiseAlert, type Finding } from './raise-alert.ts'
import { attemptEvents, enterAttempts, type SignIn } from './read-attempts.ts'

/** One run enters so many at most; a flood is entered by the runs that its later events start. */
const runMax = 2_000
/**
 * Enters the attempts of the last seconds into the list and judges each, in the transaction that enters it: none is judged twice, and none is
 * lost, because its event and this job were written together.
 */
export const watchSignIns = command({
  name: 'tenancy.watchSignIns',
  needs: 'job',
  input: NoticeOfEvent,
  run: async (ctx, notice) => {
    const around = await attemptIds(ctx, notice.eventId),
      entered = await enterAttempts(ctx, around),
      rules = alertRulesOf(ctx.settings.policy)
    const notices: Notice[] = []
    for (const row of entered) {
      const raised: { id: string; finding: Finding }[] = []
      for (const finding of await judgeAttempt(ctx, row, rules)) {
        const id = await raiseAlert(ctx, finding)
        if (id !== undefined) raised.push({ id, finding })
      }
      if (raised.length > 0) notices.push(...(await noticesOf(ctx, row, raised)))
    }
    if (notices.length === 0) ctx.unchanged('nothing unusual')
    else await tell(ctx, notices)
    return { entered: entered.length, raised: notices.length }
  },
})
/** How far behind the event that started this others may have been committed, or have been left by a run that was full. */
const reachMilliseconds = 600_000
/** Attempts around that event which are not in the list yet. */
async function attemptIds(ctx: Ctx, eventId: string): Promise<string[]> {
  const from = idAt(Number.parseInt(eventId.replaceAll('-', '').slice(0, 12), 16) - reachMilliseconds)
  const rows = await ctx.tx
    .select({ id: auditEvents.id })
    .from(auditEvents)
    .where(
      and(
        inArray(auditEvents.event, [...attemptEvents]),
        gte(auditEvents.id, from),
        notExists(
          ctx.tx
            .select({ one: sql`1` })
            .from(signIns)
            .where(eq(signIns.id, auditEvents.id)),
        ),
      ),
    )
    .orderBy(auditEvents.id)
    .limit(runMax)
  return rows.map(({ id }) => id)
}

const what: Readonly<Record<Finding['kind'], string>> = {
  new_device: 'a device not seen for 90 days',
  new_network: 'a network not seen for 90 days',
  impossible_travel: 'farther away than anybody travels in that time',
  failures: '',
  network_failures: '',
  big_export: '',
  many_exports: '',
}
/** One notice for the admins about all that one attempt raised, and one for the person, who knows best whether it was they. */
async function noticesOf(ctx: Ctx, row: SignIn, raised: readonly { readonly id: string; readonly finding: Finding }[]): Promise<Notice[]> {
  const first = raised[0]
  if (!first) return []
  const [person] =
    row.memberId === null ? [] : await ctx.tx.select({ name: members.name, number: members.number }).from(members).where(eq(members.id, row.memberId))
  const who = person?.name ?? 'Somebody',
    isIn = row.outcome === 'in'
  const sentence = isIn
    ? `${who} signed in from ${raised.map(({ finding }) => what[finding.kind]).join(', ')}`
    : first.finding.kind === 'network_failures'
      ? 'Many sign-ins from one network were refused within a quarter of an hour'
      : `Many sign-ins of ${who} were refused within a quarter of an hour`
  const admins: Notice = {
    kind: 'alert',
    to: await membersWho(ctx, 'member.change', isIn ? [row.memberId] : []),
    sentence,
    subject: { kind: 'alert', id: first.id },
    causeId: first.id,
    more: 'The alert shows what it rests on. Resolve it with a note once you know what it was.',
  }
  if (!isIn || row.memberId === null) return [admins]
  // The cause is the sign-in: who was told of it already, as from a browser never seen before, is not told twice.
  return [
    admins,
    {
      kind: 'sign_in',
      to: [row.memberId],
      sentence: `Was it you? Your account was used from ${raised.map(({ finding }) => what[finding.kind]).join(', ')}`,
      subject: { kind: 'session', id: row.sessionId ?? row.id },
      causeId: row.id,
      more: `${row.device}${row.ip === '' ? '' : `, address ${row.ip}`}. If this was not you, end that session at ${config().url}/account/sessions, then change your password.`,
    },
  ]
}
