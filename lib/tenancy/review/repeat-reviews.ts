import { and, eq, lte } from 'drizzle-orm'
import { z } from 'zod'
import { reviewers, reviews } from '../../../db/schema/access.ts'
import type { Ctx } from '../../access/ctx.ts'
import { demandPlan } from '../../access/demand-plan.ts'
import { opens } from '../../access/plans.ts'
import { command } from '../../access/operation.ts'
import { one } from '../../kernel/assert.ts'
import { addDays, dayOf, daysBetween, type Day } from '../../kernel/day.ts'
import { encodeId, type Id } from '../../kernel/id.ts'
import { conflict } from '../../kernel/refusal.ts'
import { rolesOf } from '../role.ts'
import { candidates, hasRoom, population, writeReview } from './freeze.ts'
import { loadReview, nextAfter, type ReviewRow } from './review.ts'
import { reviewNotRepeated, reviewRepeated } from './review-events.ts'
import { RepeatReview, reviewersMax } from './review-inputs.ts'

/** Lets the newest review of a series be opened anew at another pace, or no more. Stopping is open to a company whose plan has no reviews. */
export const repeatReview = command({
  name: 'tenancy.repeatReview',
  needs: 'member.change',
  stepUp: 'anew',
  input: RepeatReview,
  run: async (ctx, input): Promise<{ readonly id: Id<'review'>; readonly nextOn: Day | null }> => {
    const row = await loadReview(ctx, input.reviewId, 'update'),
      [follower] = await ctx.tx.select({ number: reviews.number }).from(reviews).where(eq(reviews.followsId, row.id))
    if (follower) throw conflict(`${follower.number} follows ${row.number} already. Change how often that one is opened anew.`)
    if (input.repeats !== 'never') demandPlan({ kind: 'command', feature: 'access_reviews' }, ctx)
    const id = encodeId('review', row.id)
    if (input.repeats === row.repeats && (row.nextOn !== null || row.repeats === 'never')) {
      ctx.unchanged('nothing differs')
      return { id, nextOn: row.nextOn }
    }
    const nextOn = nextAfter(dayOf(row.createdAt, ctx.settings.zone), input.repeats, ctx.today)
    await move(ctx, row, { repeats: input.repeats, nextOn })
    ctx.record(reviewRepeated, row.id, {
      number: row.number,
      name: row.name,
      next: nextOn ?? '',
      changes: [{ field: 'repeats', before: row.repeats.replace('_', '-'), after: input.repeats.replace('_', '-') }],
    })
    return { id, nextOn }
  },
})
/**
 * Each day: opens anew what is due, over the same scope as it is now, for as many days, by those reviewers who still may decide; where none of
 * them may, by whoever may. Where ten are open it waits for the next day.
 */
export const repeatDueReviews = command({
  name: 'tenancy.repeatDueReviews',
  needs: 'job',
  input: z.strictObject({}),
  run: async (ctx): Promise<{ opened: number }> => {
    const due = await ctx.tx.select().from(reviews).where(lte(reviews.nextOn, ctx.today)).orderBy(reviews.nextOn, reviews.id).for('update')
    let opened = 0,
      passed = 0
    for (const row of due) {
      if (!(await hasRoom(ctx))) break
      if (await openAnew(ctx, row)) opened++
      else passed++
    }
    if (opened + passed === 0) ctx.unchanged('no review is opened anew')
    return { opened }
  },
})
async function openAnew(ctx: Ctx, row: ReviewRow): Promise<boolean> {
  const nextOn = nextAfter(row.nextOn as Day, row.repeats, ctx.today),
    role =
      row.scope === 'role'
        ? (await rolesOf(ctx)).find((kept) => (row.roleId === null ? kept.id === null && kept.preset === row.preset : kept.id === row.roleId))
        : undefined
  const passOver = async (why: string, next: Day | null): Promise<false> => {
    await move(ctx, row, { nextOn: next, ...(next === null ? { repeats: 'never' } : {}) })
    ctx.record(reviewNotRepeated, row.id, { number: row.number, name: row.name, why, next: next ?? '' })
    return false
  }
  if (!opens(ctx.settings.plan, 'access_reviews')) return passOver('the plan of the company has no access reviews', nextOn)
  if (row.scope === 'role' && !role) return passOver('its role has ended', null)
  const drafts = await population(ctx, row.scope, role)
  if (drafts.length === 0) return passOver('nobody and nothing is in its scope', nextOn)
  const able = await candidates(ctx),
    before = new Set((await ctx.tx.select({ id: reviewers.memberId }).from(reviewers).where(eq(reviewers.reviewId, row.id))).map(({ id }) => id)),
    same = able.filter(({ id }) => before.has(id)),
    people = same.length > 0 ? same : able.slice(0, reviewersMax)
  if (people.length === 0) return passOver('nobody may decide it', nextOn)
  await move(ctx, row, { nextOn: null })
  const days = daysBetween(dayOf(row.createdAt, ctx.settings.zone), row.dueOn),
    { name, scope, openedBy, repeats } = row
  await writeReview(ctx, { name, scope, role, dueOn: addDays(ctx.today, days), openedBy, repeats, nextOn, follows: row, reviewers: people }, drafts)
  return true
}
async function move(ctx: Ctx, row: ReviewRow, to: Partial<Pick<ReviewRow, 'repeats' | 'nextOn'>>): Promise<void> {
  one(
    await ctx.tx
      .update(reviews)
      .set(to)
      .where(and(eq(reviews.id, row.id), eq(reviews.repeats, row.repeats)))
      .returning({ id: reviews.id }),
    'review',
  )
}
