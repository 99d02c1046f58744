import { and, asc, count, eq, ilike, inArray, isNull, lt, or } from 'drizzle-orm'
import { auditEvents } from '../../../db/schema/audit.ts'
import { reviewers, reviewLines, reviews } from '../../../db/schema/access.ts'
import { customRoles, members } from '../../../db/schema/tenancy.ts'
import type { ReadCtx } from '../../access/ctx.ts'
import { readPage, type PageRequest } from '../../access/list-page.ts'
import { query } from '../../access/operation.ts'
import { listExport, listOf } from '../../audit/list-export.ts'
import { dayOf, type Day } from '../../kernel/day.ts'
import { encodeId } from '../../kernel/id.ts'
import { digestOfLines } from './facts.ts'
import { isReviewer, loadReview, type ReviewRow } from './review.ts'
import { ListReviews, ReviewId } from './review-inputs.ts'
import type { z } from 'zod'

export const placeOf = (ctx: ReadCtx) => ({ locale: ctx.settings.locale, zone: ctx.settings.zone, now: ctx.now })
const rowsOf = (ctx: ReadCtx) =>
  ctx.tx
    .select({ row: reviews, roleName: customRoles.name, openedBy: members.name })
    .from(reviews)
    .innerJoin(members, eq(members.id, reviews.openedBy))
    .leftJoin(customRoles, eq(customRoles.id, reviews.roleId))
type Stored = Awaited<ReturnType<typeof rowsOf>>[number]
export const scopeWords = (row: Pick<ReviewRow, 'scope' | 'preset'>, roleName: string | null): string =>
  row.scope === 'all' ? 'Everybody' : row.scope === 'money' ? 'Who holds money' : `Role ${(row.preset ?? roleName ?? '').replace('_', ' ')}`
/** As it is now: open and past its day is late. */
const stateOf = (row: Pick<ReviewRow, 'state' | 'dueOn'>, today: Day): 'open' | 'late' | 'closed' =>
  row.state === 'open' && row.dueOn < today ? 'late' : row.state
/** As a list and a page say how often it is opened anew. */
export const repeatWords: Readonly<Record<ReviewRow['repeats'], string>> = {
  never: 'Once',
  quarterly: 'Quarterly',
  half_yearly: 'Half-yearly',
  yearly: 'Yearly',
}
const viewOf = (ctx: ReadCtx, { row, roleName, openedBy }: Stored) => ({
  id: encodeId('review', row.id),
  number: row.number,
  name: row.name,
  scope: scopeWords(row, roleName),
  state: stateOf(row, ctx.today),
  lines: row.lines,
  undecided: row.undecided,
  dueOn: row.dueOn,
  openedAt: row.createdAt,
  // What was due again opened by itself.
  openedBy: row.followsId === null ? openedBy : 'itself',
  repeats: row.repeats,
  nextOn: row.nextOn,
  closedAt: row.closedAt,
})
async function readReviews(ctx: ReadCtx, input: z.infer<typeof ListReviews>, request: PageRequest = input) {
  const like = input.q === undefined ? undefined : `%${input.q.replaceAll(/[\\%_]/g, (c) => `\\${c}`)}%`
  const filters = and(
    input.state && eq(reviews.state, input.state),
    like === undefined ? undefined : or(ilike(reviews.name, like), ilike(reviews.number, like)),
  )
  const page = await readPage<Stored, 'opened' | 'due'>(
    {
      id: reviews.id,
      idOf: ({ row }) => row.id,
      sorts: { opened: undefined, due: { column: reviews.dueOn, of: ({ row }) => row.dueOn } },
      defaultSort: '-opened',
    },
    request,
    ({ where, orderBy, limit }) =>
      rowsOf(ctx)
        .where(and(filters, where))
        .orderBy(...orderBy)
        .limit(limit),
  )
  return { ...page, rows: page.rows.map((row) => viewOf(ctx, row)) }
}
export const listReviews = query({
  name: 'tenancy.listReviews',
  needs: 'role.read',
  input: ListReviews,
  run: async (ctx, input) => {
    const page = await readReviews(ctx, input)
    const [[open], [late]] = await Promise.all([
      ctx.tx.select({ n: count() }).from(reviews).where(eq(reviews.state, 'open')),
      ctx.tx
        .select({ n: count() })
        .from(reviews)
        .where(and(eq(reviews.state, 'open'), lt(reviews.dueOn, ctx.today))),
    ])
    return { ...page, counts: { open: open?.n ?? 0, late: late?.n ?? 0 }, may: { open: ctx.reach('member.change') === 'all' }, place: placeOf(ctx) }
  },
})
type View = ReturnType<typeof viewOf>
/** Reviews as a list: numbers and words, nobody's name. */
export const exportReviews = listExport({
  name: 'tenancy.exportReviews',
  needs: 'role.read',
  input: ListReviews,
  of: (ctx, input) =>
    listOf(
      'access reviews',
      input,
      [
        { header: 'Review', cell: (r: View) => r.number },
        { header: 'Name', cell: (r) => r.name },
        { header: 'Over', cell: (r) => r.scope },
        { header: 'State', cell: (r) => r.state },
        { header: 'Lines', cell: (r) => r.lines },
        { header: 'Undecided', cell: (r) => r.undecided },
        { header: 'Due', cell: (r) => r.dueOn },
        { header: 'Opened anew', cell: (r) => repeatWords[r.repeats].toLowerCase() },
        { header: 'Next on', cell: (r) => r.nextOn },
        { header: 'Opened at', cell: (r) => r.openedAt },
        { header: 'Closed at', cell: (r) => r.closedAt },
      ],
      (request) => readReviews(ctx, input, request),
    ),
})
/** Whether the lines are still what was frozen: reckoned anew from them, and compared with the row and with what the sealed log says. */
export async function judgeDigest(ctx: ReadCtx, review: ReviewRow) {
  const frozen = (
    await ctx.tx.select({ frozen: reviewLines.frozen }).from(reviewLines).where(eq(reviewLines.reviewId, review.id)).orderBy(asc(reviewLines.position))
  ).map((row) => row.frozen)
  const [opened] = await ctx.tx
    .select({ detail: auditEvents.detail })
    .from(auditEvents)
    .where(and(eq(auditEvents.subjectId, review.id), eq(auditEvents.event, 'review.opened')))
    .orderBy(asc(auditEvents.id))
    .limit(1)
  const inLog = opened ? (JSON.parse(opened.detail) as { digest: string }).digest : undefined,
    reckoned = digestOfLines(frozen)
  return { stored: review.digest, reckoned, inLog, isWhole: reckoned === review.digest && inLog === reckoned && frozen.length === review.lines }
}
/** One review: how far it is, who decides, whether its population is what was frozen, and what stands in the way of the rest. */
export const showReview = query({
  name: 'tenancy.showReview',
  needs: 'role.read',
  input: ReviewId,
  run: async (ctx, { reviewId }) => {
    const review = await loadReview(ctx, reviewId),
      [stored] = await rowsOf(ctx).where(eq(reviews.id, review.id))
    const people = await ctx.tx
      .select({ id: members.id, name: members.name, role: members.role, state: members.state })
      .from(reviewers)
      .innerJoin(members, eq(members.id, reviewers.memberId))
      .where(eq(reviewers.reviewId, review.id))
      .orderBy(members.name)
    const by = await ctx.tx
        .select({ decision: reviewLines.decision, n: count() })
        .from(reviewLines)
        .where(eq(reviewLines.reviewId, review.id))
        .groupBy(reviewLines.decision),
      open = await openLines(ctx, review.id)
    const active = people.filter((person) => person.state === 'active')
    // A line that none of the reviewers may decide stays: it is said from the start, not found out at the end.
    const stuck = open.filter(
      (line) => !active.some((person) => person.id !== line.memberId && (line.kind !== 'member' || line.role !== 'owner' || person.role === 'owner')),
    )
    const series = await ctx.tx
      .select({ id: reviews.id, number: reviews.number, followsId: reviews.followsId })
      .from(reviews)
      .where(or(eq(reviews.followsId, review.id), review.followsId === null ? undefined : eq(reviews.id, review.followsId)))
    const named = (row: (typeof series)[number] | undefined) => row && { id: encodeId('review', row.id), number: row.number }
    const [closer] = review.closedBy === null ? [] : await ctx.tx.select({ name: members.name }).from(members).where(eq(members.id, review.closedBy))
    return {
      ...viewOf(ctx, stored as Stored),
      digest: await judgeDigest(ctx, review),
      reviewers: people.map((person) => ({
        id: encodeId('member', person.id),
        name: person.name,
        isActive: person.state === 'active',
        isYou: person.id === ctx.actor.memberId,
      })),
      kept: by.find((row) => row.decision === 'keep')?.n ?? 0,
      removed: by.find((row) => row.decision === 'remove')?.n ?? 0,
      closedBy: closer?.name ?? null,
      closedWhy: review.closedWhy,
      follows: named(series.find((row) => row.id === review.followsId)),
      followedBy: named(series.find((row) => row.followsId === review.id)),
      isReviewer: await isReviewer(ctx, review.id),
      stuck: stuck.map((line) => line.label),
      mayClose: review.state === 'open' && ctx.reach('member.change') === 'all',
      mayRepeat: ctx.reach('member.change') === 'all',
      mayReadLog: ctx.reach('audit.read') === 'all',
      today: dayOf(ctx.now, ctx.settings.zone),
      place: placeOf(ctx),
    }
  },
})
/** Open lines with whose they are, as far as it decides about who may decide them. */
export async function openLines(ctx: ReadCtx, reviewId: string) {
  const rows = await ctx.tx
    .select({ kind: reviewLines.kind, memberId: reviewLines.memberId, frozen: reviewLines.frozen, role: members.role })
    .from(reviewLines)
    .leftJoin(members, eq(members.id, reviewLines.memberId))
    .where(and(eq(reviewLines.reviewId, reviewId), isNull(reviewLines.decision)))
    .orderBy(reviewLines.position)
  return rows.map(({ frozen, ...row }) => ({ ...row, label: (JSON.parse(frozen) as { label: string }).label }))
}
/** Names of members by id. */
export async function namesOf(ctx: ReadCtx, ids: readonly (string | null)[]): Promise<ReadonlyMap<string, string>> {
  const known = [...new Set(ids.flatMap((id) => id ?? []))]
  return known.length === 0
    ? new Map()
    : new Map((await ctx.tx.select({ id: members.id, name: members.name }).from(members).where(inArray(members.id, known))).map((row) => [row.id, row.name]))
}
