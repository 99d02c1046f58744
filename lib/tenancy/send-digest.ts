import { and, asc, eq, inArray, isNull, lt } from 'drizzle-orm'
import { z } from 'zod'
import { members, notifications } from '../../db/schema/tenancy.ts'
import { command } from '../access/operation.ts'
import { config } from '../config.ts'
import { assert } from '../kernel/assert.ts'
import { instantsOf } from '../kernel/day.ts'
import { digestSent } from './notice-events.ts'

/** The digest leaves at seven in the company's morning. */
const hour = '07:00:00'
/** Lines in one mail; what is beyond stands in the product. */
const linesMax = 40
/** Notifications taken in one transaction. */
const sliceMax = 2_000

/**
 * Mails what members asked for once a day. Runs every hour and sends once after seven: a worker that was down at seven catches up later,
 * and a second run finds nothing left.
 */
export const sendDigest = command({
  name: 'tenancy.sendDigest',
  needs: 'job',
  input: z.strictObject({}),
  run: async (ctx) => {
    const seven = instantsOf(`${ctx.today}T${hour}`, ctx.settings.zone)[0]
    if (!seven || ctx.now < seven) {
      ctx.unchanged('it is not seven yet')
      return { mailed: 0 }
    }
    const waiting = await ctx.tx
      .select({
        id: notifications.id,
        memberId: notifications.memberId,
        sentence: notifications.sentence,
        readAt: notifications.readAt,
        email: members.email,
        state: members.state,
      })
      .from(notifications)
      .innerJoin(members, eq(members.id, notifications.memberId))
      .where(and(eq(notifications.mail, 'daily'), isNull(notifications.mailedAt), lt(notifications.createdAt, seven)))
      .orderBy(asc(notifications.id))
      .limit(sliceMax)
    if (waiting.length === 0) {
      ctx.unchanged('nothing waits for a digest')
      return { mailed: 0 }
    }
    const marked = await ctx.tx
      .update(notifications)
      .set({ mailedAt: ctx.now })
      .where(
        and(
          inArray(
            notifications.id,
            waiting.map((row) => row.id),
          ),
          isNull(notifications.mailedAt),
        ),
      )
      .returning({ id: notifications.id })
    assert(marked.length === waiting.length, 'each waiting notification goes into one digest')
    const byMember = new Map<string, typeof waiting>()
    for (const row of waiting) if (row.state === 'active' && row.readAt === null) byMember.set(row.memberId, [...(byMember.get(row.memberId) ?? []), row])
    for (const rows of byMember.values()) {
      const lines = rows.slice(0, linesMax).map((row) => `- ${row.sentence}`),
        more = rows.length - lines.length
      ctx.mail(
        (rows[0] as (typeof rows)[number]).email,
        `${ctx.settings.company}: ${rows.length === 1 ? 'one notice' : `${rows.length} notices`} since yesterday`,
        [
          ...lines,
          ...(more > 0 ? [`and ${more} more.`] : []),
          '',
          `All of them: ${config().url}/notifications`,
          '',
          '--',
          `Choose what you are mailed: ${config().url}/account/notifications`,
        ].join('\n'),
        'digest',
      )
    }
    ctx.record(digestSent, null, { members: byMember.size, notices: waiting.length })
    return { mailed: byMember.size }
  },
})
