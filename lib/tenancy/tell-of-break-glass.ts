import { and, eq, ne } from 'drizzle-orm'
import { z } from 'zod'
import { auditPersonal } from '../../db/schema/audit.ts'
import { members } from '../../db/schema/tenancy.ts'
import { command } from '../access/operation.ts'
import { config } from '../config.ts'
import { NoticeOfEvent, subjectOf } from './notice-cause.ts'
import { tell } from './notice.ts'

const detail = z.object({ device: z.string() })
/** Tells the other owners at once that one of them came in past the provider that the company requires. */
export const tellOfBreakGlass = command({
  name: 'tenancy.tellOfBreakGlass',
  needs: 'job',
  input: NoticeOfEvent,
  run: async (ctx, notice) => {
    const { device } = detail.parse(JSON.parse(notice.detail)),
      who = notice.actorMemberId
    if (who === null) {
      ctx.unchanged('nobody came in')
      return { told: 0 }
    }
    const [[person], [place], others] = await Promise.all([
      ctx.tx.select({ name: members.name, number: members.number }).from(members).where(eq(members.id, who)),
      ctx.tx.select({ ip: auditPersonal.ip }).from(auditPersonal).where(eq(auditPersonal.id, notice.eventId)),
      ctx.tx
        .select({ id: members.id })
        .from(members)
        .where(and(eq(members.role, 'owner'), eq(members.state, 'active'), ne(members.id, who))),
    ])
    return {
      told: await tell(ctx, [
        {
          kind: 'sign_in',
          to: others.map((owner) => owner.id),
          sentence: `${person?.name ?? 'An owner'} came in by break-glass, past the provider that is required, from ${device}`,
          subject: { kind: 'session', id: subjectOf(notice) },
          causeId: notice.eventId,
          more: `${person?.number ?? ''}${place?.ip ? `, address ${place.ip}` : ''}. If that was not agreed between you, end the sessions of this owner on their page, ${config().url}/members, and look into the log, ${config().url}/audit.`,
        },
      ]),
    }
  },
})
