import { and, eq } from 'drizzle-orm'
import { alertEvidence, signIns } from '../../../db/schema/watch.ts'
import { command } from '../../access/operation.ts'
import { decodeId, encodeId, type Id } from '../../kernel/id.ts'
import { conflict, notFound } from '../../kernel/refusal.ts'
import { demandDeciding, loadMember } from '../member.ts'
import { memberSessionsEnded } from '../member-events.ts'
import { endMemberSession } from '../platform.sql.ts'
import { EndAlertSession } from './watch-inputs.ts'

/** Ends the one session that an alert rests on. The person's other sessions go on. */
export const endAlertSession = command({
  name: 'tenancy.endAlertSession',
  needs: 'member.change',
  stepUp: 'recent',
  input: EndAlertSession,
  run: async (ctx, { alertId, eventId }): Promise<{ readonly id: Id<'alert'>; readonly name: string }> => {
    const id = decodeId('alert', alertId),
      [row] = await ctx.tx
        .select({ memberId: signIns.memberId, sessionId: signIns.sessionId })
        .from(alertEvidence)
        .innerJoin(signIns, eq(signIns.id, alertEvidence.eventId))
        .where(and(eq(alertEvidence.alertId, id), eq(alertEvidence.eventId, decodeId('auditEvent', eventId))))
    if (!row || row.memberId === null || row.sessionId === null) throw notFound('session')
    const member = await loadMember(ctx, encodeId('member', row.memberId), 'end sessions')
    demandDeciding(ctx, member)
    if ((await endMemberSession(ctx, member.id, row.sessionId, 'ended by an admin, for an alert')) === 0) throw conflict('This session is over already.')
    ctx.record(memberSessionsEnded, member.id, { number: member.number, sessions: 1 })
    return { id: encodeId('alert', id), name: member.name }
  },
})
