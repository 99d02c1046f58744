import { and, inArray, isNull, ne, notInArray, or, sql } from 'drizzle-orm'
import { awards } from '../../db/schema/incentives.ts'
import { command } from '../access/operation.ts'
import { money } from '../kernel/money.ts'
import { membersWho, tell, type Notice } from '../tenancy/notice.ts'
import { NoticeOfEvent, subjectOf } from '../tenancy/notice-cause.ts'
import { saidSums } from '../tenancy/said.ts'
import { ownPayeeIds } from './own-payees.ts'

/** Tells those who confirm, in one sentence, what waits for them: not their own awards, not what they nominated themselves. */
export const tellConfirmers = command({
  name: 'incentives.tellConfirmers',
  needs: 'job',
  input: NoticeOfEvent,
  run: async (ctx, notice) => {
    const notices: Notice[] = []
    for (const memberId of await membersWho(ctx, 'award.confirm')) {
      const own = await ownPayeeIds(ctx, memberId)
      const rows = await ctx.tx
        .select({ currency: awards.currency, count: sql<string>`count(*)`, minor: sql<string>`sum(${awards.amountMinor})` })
        .from(awards)
        .where(
          and(
            inArray(awards.state, ['computed', 'nominated']),
            own.length > 0 ? notInArray(awards.payeeId, own) : undefined,
            or(ne(awards.kind, 'nomination'), isNull(awards.nominatedBy), ne(awards.nominatedBy, memberId)),
          ),
        )
        .groupBy(awards.currency)
        .orderBy(awards.currency)
      const count = rows.reduce((n, row) => n + Number(row.count), 0)
      if (count === 0) continue
      const worth = saidSums(
        ctx,
        rows.map((row) => money(BigInt(row.minor), row.currency)),
      )
      notices.push({
        kind: 'waiting',
        to: [memberId],
        sentence: `${count} ${count === 1 ? 'award' : 'awards'} worth ${worth} ${count === 1 ? 'waits' : 'wait'} for your confirmation`,
        subject: { kind: notice.event === 'award.computed' ? 'awardRun' : 'award', id: subjectOf(notice) },
        causeId: notice.eventId,
      })
    }
    return { told: await tell(ctx, notices) }
  },
})
