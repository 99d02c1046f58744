import { and, eq, inArray, isNull } from 'drizzle-orm'
import { reviewLines, reviews, type LineKindName } from '../../../db/schema/access.ts'
import { customRoles, members } from '../../../db/schema/tenancy.ts'
import type { Ctx } from '../../access/ctx.ts'
import { command } from '../../access/operation.ts'
import { roleOf } from '../../access/roles.ts'
import { one } from '../../kernel/assert.ts'
import { encodeId, tryDecodeId, type Id } from '../../kernel/id.ts'
import { conflict, invalid, notFound, Refusal } from '../../kernel/refusal.ts'
import { endGrant } from '../access/decide-access.ts'
import { beyond, loadRequest, stateNow } from '../access/access-request.ts'
import { endFor, placeMember, suspend } from '../change-member.ts'
import { withdraw } from '../invite-member.ts'
import { revokeKey } from '../keys/api-key.ts'
import { demandDeciding } from '../member.ts'
import { findRole } from '../role.ts'
import { revokeToken } from '../scim/scim-token.ts'
import { endOwnRole } from '../write-role.ts'
import { readFrozen } from './facts.ts'
import { kindOf, readNow } from './line-kinds.ts'
import { closeNow, isReviewer, loadReview, whyNotDecide, type LineRow } from './review.ts'
import { reviewLineDecided } from './review-events.ts'
import { CloseReview, DecideLines } from './review-inputs.ts'

interface How {
  readonly reason: string
  readonly to: string | undefined
  /** What the line says now, or undefined where nothing is left of it. */ readonly isThere: boolean
}
type Line = Pick<LineRow, 'subjectId' | 'frozen'>
/** What taking away does for each kind, by the same rules as anywhere else; answers what happened, in words. */
const removals: Readonly<Record<LineKindName, (ctx: Ctx, line: Line, how: How) => Promise<string>>> = {
  async member(ctx, line, { reason, to }) {
    const [member] = await ctx.tx
      .select({ id: members.id, state: members.state, role: members.role, preset: customRoles.preset, grants: customRoles.grants })
      .from(members)
      .leftJoin(customRoles, eq(customRoles.id, members.roleId))
      .where(eq(members.id, line.subjectId))
    if (!member || member.state === 'ended') return 'had left already'
    const id = encodeId('member', member.id)
    if (to !== undefined) {
      const role = await findRole(ctx, to)
      // A review takes away; what it would add is given elsewhere, by name.
      if (role && Object.keys(beyond(roleOf(member.role, member).grants, role.grants)).length > 0)
        throw invalid('to', `The role ${role.name.replace('_', ' ')} includes more than theirs. A review only takes away: choose a role that holds less.`)
      await placeMember(ctx, id, to)
      return `role lowered to ${role?.name.replace('_', ' ') ?? ''}`
    }
    if (member.state === 'invited') {
      await withdraw(ctx, id)
      return 'invitation withdrawn'
    }
    if (member.state === 'suspended') {
      await endFor(ctx, id, reason)
      return 'membership ended'
    }
    await suspend(ctx, id, reason)
    return 'suspended'
  },
  async role(ctx, line, { to, isThere }) {
    if (!isThere) return 'had ended already'
    const ended = await endOwnRole(ctx, encodeId('role', line.subjectId), to)
    return ended.members === 0 ? 'role ended' : `role ended, ${ended.members} moved`
  },
  async token(ctx, line, { isThere }) {
    if (!isThere) return 'was over already'
    await revokeToken(ctx, encodeId('scimToken', line.subjectId))
    return 'revoked'
  },
  async key(ctx, line, { isThere }) {
    if (!isThere) return 'was over already'
    await revokeKey(ctx, encodeId('apiKey', line.subjectId))
    return 'revoked'
  },
  async grant(ctx, line, { reason }) {
    const { row, member, what } = await loadRequest(ctx, encodeId('accessRequest', line.subjectId))
    if (stateNow(row, ctx.now) !== 'granted') return 'was over already'
    demandDeciding(ctx, member)
    await endGrant(ctx, row, { member: member.number, what }, reason)
    return 'ended'
  },
}
/**
 * Decides lines, all or none, by one code. What is removed is gone at the next request; what the rules refuse (a last owner, a role that one does
 * not hold) refuses all of them, with the line named. The last decision closes the review.
 */
export const decideLines = command({
  name: 'tenancy.decideLines',
  needs: 'member.change',
  stepUp: 'anew',
  input: DecideLines,
  run: async (ctx, input): Promise<{ readonly id: Id<'review'>; readonly decided: number; readonly isClosed: boolean }> => {
    const review = await loadReview(ctx, input.reviewId, 'update'),
      reviewer = await isReviewer(ctx, review.id),
      reason = input.reason ?? '',
      to = input.to === undefined || input.to === '' ? undefined : input.to
    if (input.decision === 'remove' && reason === '') throw invalid('reason', 'Say why it is taken away; it stands in the evidence.')
    const wanted = [...new Set(input.lineIds)].map((text) => tryDecodeId('reviewLine', text)),
      lines = await ctx.tx
        .select()
        .from(reviewLines)
        .where(
          and(
            eq(reviewLines.reviewId, review.id),
            inArray(
              reviewLines.id,
              wanted.flatMap((id) => id ?? []),
            ),
          ),
        )
        .orderBy(reviewLines.position)
        .for('update')
    if (lines.length !== wanted.length) throw notFound('line')
    if (to !== undefined && (input.decision === 'keep' || lines.some((line) => line.kind !== 'member' && line.kind !== 'role')))
      throw invalid('to', 'Another role is chosen only where members or roles are taken away.')
    const nowOf = await readNow(ctx, lines)
    for (const line of lines) {
      const now = nowOf(line),
        label = readFrozen(line.frozen).label,
        why = whyNotDecide(ctx, { isOpen: review.state === 'open', isReviewer: reviewer }, line, now)
      if (why !== undefined)
        throw line.decision !== null || review.state !== 'open'
          ? conflict(`${label}: ${why.charAt(0).toLowerCase()}${why.slice(1)}.`)
          : new Refusal('forbidden', `${label}: ${why.charAt(0).toLowerCase()}${why.slice(1)}.`)
    }
    for (const line of lines) {
      const { label } = readFrozen(line.frozen),
        outcome = input.decision === 'keep' ? '' : await named(label, removals[line.kind](ctx, line, { reason, to, isThere: nowOf(line) !== undefined }))
      one(
        await ctx.tx
          .update(reviewLines)
          .set({
            decision: input.decision,
            decidedBy: ctx.actor.memberId,
            decidedAt: ctx.now,
            reason: reason === '' ? null : reason,
            outcome: outcome === '' ? null : outcome,
          })
          .where(and(eq(reviewLines.id, line.id), isNull(reviewLines.decision)))
          .returning({ id: reviewLines.id }),
        'undecided line',
      )
      ctx.record(reviewLineDecided, review.id, {
        number: review.number,
        line: line.position,
        kind: kindOf(line.kind).noun,
        label,
        decision: input.decision,
        outcome,
        reason,
      })
    }
    const undecided = review.undecided - lines.length
    one(await ctx.tx.update(reviews).set({ undecided }).where(eq(reviews.id, review.id)).returning({ id: reviews.id }), 'review')
    if (undecided === 0) await closeNow(ctx, review, '')
    return { id: encodeId('review', review.id), decided: lines.length, isClosed: undecided === 0 }
  },
})
/** A refusal of one line names it, because many may have been sent. */
async function named<T>(label: string, done: Promise<T>): Promise<T> {
  try {
    return await done
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    throw new Refusal(
      error.code,
      `${label}: ${error.message}`,
      error.fields['target'] === undefined ? error.fields : { to: error.fields['target'] },
      error.retryAfterSeconds,
    )
  }
}
/** Closes a review with lines that nobody decided, and names them. */
export const closeReview = command({
  name: 'tenancy.closeReview',
  needs: 'member.change',
  stepUp: 'anew',
  input: CloseReview,
  run: async (ctx, { reviewId, reason }): Promise<{ readonly id: Id<'review'>; readonly undecided: number }> => {
    const review = await loadReview(ctx, reviewId, 'update')
    if (review.state !== 'open') throw conflict(`${review.number} is closed already.`)
    await closeNow(ctx, review, reason)
    return { id: encodeId('review', review.id), undecided: review.undecided }
  },
})
