import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { supportGrants } from '../../../db/schema/access.ts'
import { command } from '../../access/operation.ts'
import { config } from '../../config.ts'
import { membersWho, tell } from '../notice.ts'
import { NoticeOfEvent, subjectOf } from '../notice-cause.ts'

const detail = z.object({ device: z.string() })
/** Tells those who may take it back, at once, that an operator whom they let in has come. */
export const tellOfSupport = command({
  name: 'tenancy.tellOfSupport',
  needs: 'job',
  input: NoticeOfEvent,
  run: async (ctx, notice) => {
    const id = subjectOf(notice),
      { device } = detail.parse(JSON.parse(notice.detail)),
      [grant] = await ctx.tx
        .select({ number: supportGrants.number, operator: supportGrants.operatorName, endsAt: supportGrants.endsAt })
        .from(supportGrants)
        .where(eq(supportGrants.id, id))
    // The same is recorded in the console's log, whose people went in themselves.
    if (!grant) {
      ctx.unchanged('the grant is another company’s')
      return { told: 0 }
    }
    const until = new Intl.DateTimeFormat(ctx.settings.locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: ctx.settings.zone }).format(grant.endsAt)
    return {
      told: await tell(ctx, [
        {
          kind: 'sign_in',
          to: await membersWho(ctx, 'support.change'),
          sentence: `${grant.operator} of the installation came in to look, under ${grant.number}, from ${device}`,
          subject: { kind: 'supportGrant', id },
          causeId: notice.eventId,
          more: `It was granted until ${until} and reads only. What they open stands in the log. To end it now: ${config().url}/settings/support.`,
        },
      ]),
    }
  },
})
