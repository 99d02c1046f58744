import { and, eq } from 'drizzle-orm'
import { reviewers, reviewLines, reviewMonths, reviews } from '../../../db/schema/access.ts'
import type { Ctx, ReadCtx } from '../../access/ctx.ts'
import { one } from '../../kernel/assert.ts'
import { addMonths, type Day } from '../../kernel/day.ts'
import { decodeId } from '../../kernel/id.ts'
import { notFound } from '../../kernel/refusal.ts'
import { readFrozen, type Draft } from './facts.ts'
import { kindOf } from './line-kinds.ts'
import { reviewClosed } from './review-events.ts'

export type ReviewRow = typeof reviews.$inferSelect
export type LineRow = typeof reviewLines.$inferSelect
/** The first day after today on which a review that is counted from this day is opened anew; none where it never is. */
export function nextAfter(from: Day, repeats: ReviewRow['repeats'], today: Day): Day | null {
  const months = reviewMonths[repeats]
  if (months === 0) return null
  for (let n = 1; ; n++) {
    const next = addMonths(from, months * n)
    if (next > today) return next
  }
}
/** A review; held for whoever changes it, so that two who decide stand in line. */
export async function loadReview(ctx: ReadCtx, reviewId: string, lock?: 'update'): Promise<ReviewRow> {
  const read = ctx.tx
    .select()
    .from(reviews)
    .where(eq(reviews.id, decodeId('review', reviewId)))
  const [row] = await (lock ? read.for(lock) : read)
  if (!row) throw notFound('review')
  return row
}
export async function isReviewer(ctx: ReadCtx, reviewId: string): Promise<boolean> {
  if (ctx.actor.memberId === null) return false
  return (
    (
      await ctx.tx
        .select({ id: reviewers.id })
        .from(reviewers)
        .where(and(eq(reviewers.reviewId, reviewId), eq(reviewers.memberId, ctx.actor.memberId)))
    ).length > 0
  )
}
/**
 * Why this person does not decide this line; undefined: they do. Nobody decides about themselves, an owner's line is another owner's, and who
 * takes away needs the right to.
 */
export function whyNotDecide(
  ctx: Pick<ReadCtx, 'actor' | 'reach'>,
  given: { readonly isOpen: boolean; readonly isReviewer: boolean },
  line: Pick<LineRow, 'kind' | 'memberId' | 'decision' | 'frozen'>,
  now: Draft | undefined,
): string | undefined {
  if (!given.isOpen) return 'The review is closed'
  if (line.decision !== null) return 'It is decided already'
  if (!given.isReviewer) return 'You are no reviewer here'
  if (line.memberId !== null && line.memberId === ctx.actor.memberId) return 'It is about yourself: another reviewer decides'
  const facts = now?.facts ?? readFrozen(line.frozen)
  if (line.kind === 'role' && facts.label === ctx.actor.role) return 'It is your own role: another reviewer decides'
  if (line.kind === 'member' && facts.facts['role'] === 'owner' && ctx.actor.role !== 'owner') return 'An owner’s line is another owner’s to decide'
  return ctx.reach(kindOf(line.kind).needs) === 'all' ? undefined : `Your role does not include what taking away a ${kindOf(line.kind).noun} needs`
}
/** Undecided lines that the event of the closing names. */
const namedMax = 50
/** Closes it with what was decided; the evidence is read from the lines and the log. */
export async function closeNow(ctx: Ctx, review: ReviewRow, why: string): Promise<void> {
  const rows = await ctx.tx
    .select({ decision: reviewLines.decision, frozen: reviewLines.frozen, position: reviewLines.position })
    .from(reviewLines)
    .where(eq(reviewLines.reviewId, review.id))
    .orderBy(reviewLines.position)
  const open = rows.filter((row) => row.decision === null)
  one(
    await ctx.tx
      .update(reviews)
      .set({ state: 'closed', undecided: open.length, closedBy: ctx.actor.memberId, closedAt: ctx.now, closedWhy: why === '' ? null : why })
      .where(and(eq(reviews.id, review.id), eq(reviews.state, 'open')))
      .returning({ id: reviews.id }),
    'open review',
  )
  ctx.record(reviewClosed, review.id, {
    number: review.number,
    name: review.name,
    digest: review.digest,
    kept: rows.filter((row) => row.decision === 'keep').length,
    removed: rows.filter((row) => row.decision === 'remove').length,
    undecided: open.length,
    named: open.slice(0, namedMax).map((row) => readFrozen(row.frozen).label.slice(0, 300)),
    why,
  })
}
