import { and, asc, eq, ilike, inArray, isNull, ne, or, type SQL } from 'drizzle-orm'
import type { z } from 'zod'
import { reviewLines } from '../../../db/schema/access.ts'
import { members } from '../../../db/schema/tenancy.ts'
import type { ReadCtx } from '../../access/ctx.ts'
import { readPage, type PageRequest } from '../../access/list-page.ts'
import { query } from '../../access/operation.ts'
import { listExport, listOf } from '../../audit/list-export.ts'
import { decodeId, encodeId, tryDecodeId, type Id } from '../../kernel/id.ts'
import { sha256Hex } from '../../kernel/digest.ts'
import { notFound } from '../../kernel/refusal.ts'
import { rolesOf } from '../role.ts'
import { changesSince, mayInGroups, moneyPermissions, readFrozen, type Facts } from './facts.ts'
import { kindOf, readNow } from './line-kinds.ts'
import { namesOf, placeOf } from './list-reviews.ts'
import { entriesOf } from './review-entries.ts'
import { isReviewer, loadReview, whyNotDecide, type LineRow, type ReviewRow } from './review.ts'
import { LineId, ListLines } from './review-inputs.ts'

interface Stored {
  readonly line: LineRow
  readonly name: string | null
}
export interface LineView {
  readonly id: Id<'reviewLine'>
  readonly position: number
  readonly kind: LineRow['kind']
  readonly noun: string
  readonly label: string
  /** Whose it is, as the person is called now. */ readonly name: string
  readonly facts: Facts['facts']
  readonly permissions: number
  readonly moneyPermissions: number
  readonly holdsMoney: boolean
  readonly changes: readonly string[]
  readonly isWhole: boolean
  readonly decision: 'keep' | 'remove' | null
  readonly decidedBy: string
  readonly decidedAt: Date | null
  readonly reason: string
  readonly outcome: string
  readonly whyNot: string
  readonly frozen: string
  readonly digest: string
}
function filtersOf(ctx: ReadCtx, review: ReviewRow, input: z.infer<typeof ListLines>): SQL | undefined {
  const like = input.q === undefined ? undefined : `%${input.q.replaceAll(/[\\%_]/g, (c) => `\\${c}`)}%`,
    me = ctx.actor.memberId
  return and(
    eq(reviewLines.reviewId, review.id),
    input.kind && eq(reviewLines.kind, input.kind),
    input.decision === undefined ? undefined : input.decision === 'open' ? isNull(reviewLines.decision) : eq(reviewLines.decision, input.decision),
    input.money === 'yes' ? eq(reviewLines.holdsMoney, true) : undefined,
    input.mine === 'yes'
      ? and(isNull(reviewLines.decision), me === null ? undefined : or(isNull(reviewLines.memberId), ne(reviewLines.memberId, me)))
      : undefined,
    like === undefined ? undefined : or(ilike(members.name, like), ilike(reviewLines.frozen, like)),
    input.ids === undefined
      ? undefined
      : inArray(
          reviewLines.id,
          input.ids.flatMap((text) => tryDecodeId('reviewLine', text) ?? []),
        ),
  )
}
async function readLines(ctx: ReadCtx, review: ReviewRow, input: z.infer<typeof ListLines>, request: PageRequest = input) {
  // Lines were written in their order, and their ids rise with it.
  const page = await readPage<Stored, 'line'>(
    { id: reviewLines.id, idOf: ({ line }) => line.id, sorts: { line: undefined }, defaultSort: 'line' },
    request,
    ({ where, orderBy, limit }) =>
      ctx.tx
        .select({ line: reviewLines, name: members.name })
        .from(reviewLines)
        .leftJoin(members, eq(members.id, reviewLines.memberId))
        .where(and(filtersOf(ctx, review, input), where))
        .orderBy(...orderBy)
        .limit(limit),
  )
  return { ...page, rows: await viewsOf(ctx, review, page.rows) }
}
async function viewsOf(ctx: ReadCtx, review: ReviewRow, rows: readonly Stored[]): Promise<LineView[]> {
  const [nowOf, names, reviewer] = [
    await readNow(
      ctx,
      rows.map(({ line }) => line),
    ),
    await namesOf(
      ctx,
      rows.map(({ line }) => line.decidedBy),
    ),
    await isReviewer(ctx, review.id),
  ]
  return rows.map(({ line, name }) => {
    const then = readFrozen(line.frozen),
      now = nowOf(line)
    return {
      id: encodeId('reviewLine', line.id),
      position: line.position,
      kind: line.kind,
      noun: kindOf(line.kind).noun,
      label: then.label,
      name: name ?? '',
      facts: then.facts,
      permissions: then.may.length,
      moneyPermissions: then.may.filter((grant) => moneyPermissions.some((known) => grant === `${known}:all`)).length,
      holdsMoney: line.holdsMoney,
      changes: changesSince(then, now?.facts),
      isWhole: sha256Hex(line.frozen) === line.digest,
      decision: line.decision,
      decidedBy: line.decidedBy === null ? '' : (names.get(line.decidedBy) ?? ''),
      decidedAt: line.decidedAt,
      reason: line.reason ?? '',
      outcome: line.outcome ?? '',
      whyNot: whyNotDecide(ctx, { isOpen: review.state === 'open', isReviewer: reviewer }, line, now) ?? '',
      frozen: line.frozen,
      digest: line.digest,
    }
  })
}
/** The lines of a review, in their order, each as it was frozen, with what has changed since. */
export const listLines = query({
  name: 'tenancy.listLines',
  needs: 'role.read',
  input: ListLines,
  run: async (ctx, input) => {
    const review = await loadReview(ctx, input.reviewId)
    return { ...(await readLines(ctx, review, input)), place: placeOf(ctx), roles: (await rolesOf(ctx)).map((role) => ({ key: role.key, name: role.name })) }
  },
})
export const showLine = query({
  name: 'tenancy.showLine',
  needs: 'role.read',
  input: LineId,
  run: async (ctx, { reviewId, lineId }) => {
    const review = await loadReview(ctx, reviewId),
      [row] = await ctx.tx
        .select({ line: reviewLines, name: members.name })
        .from(reviewLines)
        .leftJoin(members, eq(members.id, reviewLines.memberId))
        .where(and(eq(reviewLines.reviewId, review.id), eq(reviewLines.id, decodeId('reviewLine', lineId))))
        .orderBy(asc(reviewLines.position))
    const [view] = row ? await viewsOf(ctx, review, [row]) : []
    if (!row || !view) throw notFound('line')
    return {
      ...view,
      review: { id: encodeId('review', review.id), number: review.number, name: review.name, openedAt: review.createdAt },
      groups: mayInGroups(readFrozen(row.line.frozen)),
      subject: readFrozen(row.line.frozen).id,
      place: placeOf(ctx),
    }
  },
})
/** Everything that proves the review, a row for each line: the frozen text that the digest is over, what was decided, by whom, and where it stands in the log. */
export const exportReview = listExport({
  name: 'tenancy.exportReview',
  needs: 'role.read',
  stepUp: 'anew',
  input: ListLines,
  of: async (ctx, input) => {
    const review = await loadReview(ctx, input.reviewId),
      entries = await entriesOf(ctx, review.id)
    return listOf(
      `review ${review.number}`,
      input,
      [
        { header: 'Review', cell: () => review.number },
        { header: 'Population digest', cell: () => review.digest },
        { header: 'Opened in entry', cell: () => entries.opened },
        { header: 'Line', cell: (r: LineView) => r.position },
        { header: 'Kind', cell: (r) => r.noun },
        { header: 'Subject', cell: (r) => r.label },
        { header: 'Name', cell: (r) => r.name },
        {
          header: 'Facts',
          cell: (r) =>
            Object.entries(r.facts)
              .map(([key, value]) => `${key}: ${value}`)
              .join('; '),
        },
        { header: 'Changed since', cell: (r) => r.changes.join('; ') },
        { header: 'Decision', cell: (r) => r.decision ?? 'undecided' },
        { header: 'Reason', cell: (r) => r.reason },
        { header: 'Outcome', cell: (r) => r.outcome },
        { header: 'Decided by', cell: (r) => r.decidedBy },
        { header: 'Decided at', cell: (r) => r.decidedAt },
        { header: 'Decided in entry', cell: (r) => entries.line(r.position) },
        { header: 'Line digest', cell: (r) => r.digest },
        { header: 'Frozen', cell: (r) => r.frozen },
      ],
      (request) => readLines(ctx, review, input, request),
    )
  },
})
