import { and, eq, isNull, lte, ne, or } from 'drizzle-orm'
import { z } from 'zod'
import { reviewers, reviews } from '../../../db/schema/access.ts'
import { command } from '../../access/operation.ts'
import { one } from '../../kernel/assert.ts'
import { addDays, daysBetween } from '../../kernel/day.ts'
import { newUuid } from '../../kernel/id.ts'
import { tell, type Notice } from '../notice.ts'
import { NoticeOfEvent, subjectOf } from '../notice-cause.ts'
import { saidDay } from '../said.ts'
import { openLines } from './list-reviews.ts'

/** Tells the reviewers that a review waits for them, and whoever opened it that it is closed, or that it was due again and not opened. */
export const tellOfReview = command({
  name: 'tenancy.tellOfReview',
  needs: 'job',
  input: NoticeOfEvent,
  run: async (ctx, notice) => {
    const [row] = await ctx.tx
      .select()
      .from(reviews)
      .where(eq(reviews.id, subjectOf(notice)))
    if (!row) {
      ctx.unchanged('nobody to tell')
      return { told: 0 }
    }
    const people = (await ctx.tx.select({ id: reviewers.memberId }).from(reviewers).where(eq(reviewers.reviewId, row.id))).map((person) => person.id),
      isClosed = notice.event === 'review.closed',
      passedOver = notice.event === 'review.not_repeated' ? (JSON.parse(notice.detail) as { why: string }).why : undefined
    const to = (isClosed || passedOver !== undefined ? [row.openedBy] : people).filter((id) => id !== notice.actorMemberId)
    const sentence =
      passedOver !== undefined
        ? `The access review ${row.number}, ${row.name}, was due again and not opened: ${passedOver}`
        : isClosed
          ? `The access review ${row.number}, ${row.name}, is closed`
          : `${row.name} (${row.number}): ${row.lines} ${row.lines === 1 ? 'line waits' : 'lines wait'} for you to decide by ${saidDay(ctx, row.dueOn)}`
    return { told: await tell(ctx, [{ kind: 'access', to, sentence, subject: { kind: 'review', id: row.id }, causeId: notice.eventId }]) }
  },
})
/** How many days ahead the first reminder comes; then on the last day, and each day after it. */
export const remindDays = 3
/** Each day: reviews that are due soon, today, or late, to those reviewers who still have lines that they may decide. */
export const remindReviewers = command({
  name: 'tenancy.remindReviewers',
  needs: 'job',
  input: z.strictObject({}),
  run: async (ctx) => {
    const due = (
      await ctx.tx
        .select()
        .from(reviews)
        .where(
          and(eq(reviews.state, 'open'), lte(reviews.dueOn, addDays(ctx.today, remindDays)), or(isNull(reviews.remindedOn), ne(reviews.remindedOn, ctx.today))),
        )
        .orderBy(reviews.id)
        .for('update')
    ).filter((row) => [remindDays, 1, 0].includes(daysBetween(ctx.today, row.dueOn)) || row.dueOn < ctx.today)
    const notices: Notice[] = []
    for (const row of due) {
      one(await ctx.tx.update(reviews).set({ remindedOn: ctx.today }).where(eq(reviews.id, row.id)).returning({ id: reviews.id }), 'review')
      const open = await openLines(ctx, row.id),
        left = daysBetween(ctx.today, row.dueOn),
        when = left < 0 ? `since ${saidDay(ctx, row.dueOn)}` : left === 0 ? 'today' : `by ${saidDay(ctx, row.dueOn)}`,
        causeId = newUuid(ctx.now)
      for (const person of await ctx.tx.select({ id: reviewers.memberId }).from(reviewers).where(eq(reviewers.reviewId, row.id))) {
        const n = open.filter((line) => line.memberId !== person.id).length
        if (n > 0)
          notices.push({
            kind: 'access',
            to: [person.id],
            sentence: `${row.name} (${row.number}): ${n} ${n === 1 ? 'line is' : 'lines are'} to be decided ${when}`,
            subject: { kind: 'review', id: row.id },
            causeId,
          })
      }
    }
    if (notices.length === 0) {
      ctx.unchanged('nobody to remind')
      return { told: 0 }
    }
    return { told: await tell(ctx, notices) }
  },
})
