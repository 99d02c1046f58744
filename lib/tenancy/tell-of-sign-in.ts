import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { auditPersonal } from '../../db/schema/audit.ts'
import { command } from '../access/operation.ts'
import { config } from '../config.ts'
import { NoticeOfEvent, subjectOf } from './notice-cause.ts'
import { tell } from './notice.ts'

const detail = z.object({ device: z.string(), isNew: z.boolean() })
/** Tells a member that their account was used from a browser or a network not seen before, with what to do if it was not they. */
export const tellOfSignIn = command({
  name: 'tenancy.tellOfSignIn',
  needs: 'job',
  input: NoticeOfEvent,
  run: async (ctx, notice) => {
    const { device, isNew } = detail.parse(JSON.parse(notice.detail))
    if (!isNew || notice.actorMemberId === null) {
      ctx.unchanged('a browser and network seen before')
      return { told: 0 }
    }
    const [place] = await ctx.tx.select({ ip: auditPersonal.ip }).from(auditPersonal).where(eq(auditPersonal.id, notice.eventId))
    return {
      told: await tell(ctx, [
        {
          kind: 'sign_in',
          to: [notice.actorMemberId],
          sentence: `New sign-in to your account from ${device}`,
          subject: { kind: 'session', id: subjectOf(notice) },
          causeId: notice.eventId,
          more: `${place?.ip ? `Address ${place.ip}. ` : ''}If this was not you, end that session at ${config().url}/account/sessions, then change your password.`,
        },
      ]),
    }
  },
})
