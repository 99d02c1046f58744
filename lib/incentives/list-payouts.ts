import { and, asc, desc, eq, gte, inArray, lt, lte, ne, notExists, notInArray, or, sql, type SQL } from 'drizzle-orm'
import { payoutApprovals, payouts, payoutTallies, type PayoutState } from '../../db/schema/payouts.ts'
import { members } from '../../db/schema/tenancy.ts'
import { payees } from '../../db/schema/work.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { readPage, type PageRequest } from '../access/list-page.ts'
import { query } from '../access/operation.ts'
import { listExport, listOf } from '../audit/list-export.ts'
import { addDays, day, startOfDay } from '../kernel/day.ts'
import { encodeId, tryDecodeId } from '../kernel/id.ts'
import { decimalText, money, parseMoney, type Money } from '../kernel/money.ts'
import { policyOf } from '../tenancy/policy.ts'
import { lendersOf, standingsOf, whyNotApprove } from './approve-payouts.ts'
import { payeeIdsWithin } from './own-payees.ts'
import { ownAmong, payeesBehind, type PayoutRow } from './payout.ts'
import { checksOf, type PayoutChecks } from './payout-checks.ts'
import { ListPayouts, type ListPayoutsInput } from './payout-inputs.ts'
import { placeOf } from './wallet-place.ts'

const tabs = {
  approve: eq(payouts.state, 'raised'),
  release: eq(payouts.state, 'approved'),
  bank: eq(payouts.state, 'released'),
  held: eq(payouts.state, 'held'),
  settled: eq(payouts.state, 'settled'),
  all: undefined,
} as const satisfies Record<string, SQL | undefined>
/** All, one's crew's, or one's own: what the actor may see. */
export async function reachablePayouts(ctx: ReadCtx): Promise<SQL | undefined> {
  if (ctx.reach('payout.read') === 'all') return undefined
  const within = await payeeIdsWithin(ctx, 'payout.read')
  return within.length === 0 ? sql`false` : inArray(payouts.payeeId, within)
}
/** An id that nothing has: a damaged id in a filter finds nothing. */
const nobody = '00000000-0000-0000-0000-000000000000'
async function readPayouts(ctx: ReadCtx, input: ListPayoutsInput, request: PageRequest) {
  const { zone, currency } = ctx.settings
  const idOr = (noun: 'payee' | 'batch', text: string | undefined): string | undefined => (text === undefined ? undefined : (tryDecodeId(noun, text) ?? nobody))
  const payeeId = idOr('payee', input.payee),
    batchId = idOr('batch', input.batch),
    q = input.q?.trim()
  const filters = and(
    await reachablePayouts(ctx),
    input.state ? eq(payouts.state, input.state as PayoutState) : tabs[input.tab ?? 'all'],
    payeeId ? eq(payouts.payeeId, payeeId) : undefined,
    batchId ? eq(payouts.batchId, batchId) : undefined,
    input.ids
      ? inArray(
          payouts.id,
          input.ids.map((id) => tryDecodeId('payout', id) ?? nobody),
        )
      : undefined,
    q ? sql`(${payouts.number} = ${q.toUpperCase()} or starts_with(lower(${payees.name}), ${q.toLowerCase()}) or ${payouts.endToEndId} = ${q})` : undefined,
    input.raisedFrom ? gte(payouts.raisedAt, startOfDay(day(input.raisedFrom), zone)) : undefined,
    input.raisedTo ? lt(payouts.raisedAt, startOfDay(addDays(day(input.raisedTo), 1), zone)) : undefined,
    input.amountMin ? gte(payouts.amountMinor, parseMoney(input.amountMin, currency).minor) : undefined,
    input.amountMax ? lte(payouts.amountMinor, parseMoney(input.amountMax, currency).minor) : undefined,
  )
  return readPage(
    {
      id: payouts.id,
      idOf: (row: ListRow) => row.payout.id,
      sorts: { raised: undefined, amount: { column: payouts.amountMinor, of: (row) => row.payout.amountMinor } },
      defaultSort: '-raised',
    },
    request,
    ({ where, orderBy, limit }) =>
      ctx.tx
        .select({ payout: payouts, payee: payees.name, raisedBy: members.name })
        .from(payouts)
        .innerJoin(payees, eq(payees.id, payouts.payeeId))
        .innerJoin(members, eq(members.id, payouts.raisedBy))
        .where(and(filters, where))
        .orderBy(...orderBy)
        .limit(limit),
  )
}
interface ListRow {
  readonly payout: PayoutRow
  readonly payee: string
  readonly raisedBy: string
}
export interface PayoutListItem {
  readonly id: string
  readonly number: string
  readonly payee: { readonly id: string; readonly name: string }
  readonly amount: Money
  readonly state: PayoutState
  readonly raisedAt: Date
  readonly raisedBy: string
  readonly approvalsNeeded: number
  readonly approvals: number
  /** What the reader may do with it, in words; `mayApprove` says whether that is to approve. */
  readonly yourPart: string
  readonly mayApprove: boolean
  readonly holdReason: string | null
  /** Whether it is held, nothing at the payee stops it any more, and the reader may let it go on. */
  readonly mayResume: boolean
  readonly batched: boolean
  readonly rail: string
  readonly checks: PayoutChecks
}

const noChecks: PayoutChecks = { of: 0, faults: [], bank: undefined, programs: [] }
/** Payouts by tab, with what each asks of the reader. */
export const listPayouts = query({
  name: 'incentives.listPayouts',
  needs: 'payout.read',
  input: ListPayouts,
  run: async (ctx, input) => {
    // What does not need an answer of another travels with it: a page is asked for often, and each wait costs as much as a small statement.
    const [{ rows, next, previous }, mine, totals] = await Promise.all([readPayouts(ctx, input, input), waitingForMe(ctx), totalsOf(ctx)])
    const me = ctx.actor.memberId,
      holdsRight = ctx.reach('payout.approve') === 'all',
      raises = ctx.reach('payout.raise') === 'all'
    const toJudge = rows.filter((row) => row.payout.state === 'raised').map((row) => row.payout)
    const policy = policyOf(ctx.settings.policy),
      lenders = holdsRight && toJudge.length > 0 ? lendersOf(ctx, 'payout.approve') : []
    const held = raises ? rows.filter((row) => row.payout.state === 'held').map((row) => row.payout.payeeId) : []
    const [checks, judged, own] = await Promise.all([
      checksOf(
        ctx,
        rows.map((row) => row.payout),
      ),
      standingsOf(ctx, toJudge),
      ownAmong(ctx, me, held),
    ])
    const standings = new Map(judged.map((s) => [s.payout.id, s]))
    const items = rows.map(({ payout, payee, raisedBy }): PayoutListItem => {
      const standing = standings.get(payout.id)
      const verdict = standing && me && holdsRight ? whyNotApprove(me, ctx.actor.able, standing, policy, lenders) : undefined
      const mayApprove = verdict !== undefined && !('reason' in verdict)
      const approvals = standing?.approvals ?? payout.approvalsNeeded
      const yourPart =
        standing === undefined
          ? ''
          : verdict === undefined
            ? 'For an approver'
            : 'reason' in verdict
              ? verdict.reason
              : payout.approvalsNeeded === 1
                ? 'Only approval'
                : approvals === 0
                  ? 'First approval'
                  : 'Second approval'
      return {
        id: encodeId('payout', payout.id),
        number: payout.number,
        payee: { id: encodeId('payee', payout.payeeId), name: payee },
        amount: money(payout.amountMinor, payout.currency),
        state: payout.state,
        raisedAt: payout.raisedAt,
        raisedBy: payout.raisedBy === me ? 'You' : raisedBy,
        approvalsNeeded: payout.approvalsNeeded,
        approvals,
        yourPart,
        mayApprove,
        holdReason: payout.holdReason,
        mayResume: raises && payout.state === 'held' && !own.has(payout.payeeId) && checks.get(payout.id)?.bank === undefined,
        batched: payout.batchId !== null,
        rail: payout.rail,
        checks: checks.get(payout.id) ?? noChecks,
      }
    })
    return {
      rows: items,
      next,
      previous,
      place: placeOf(ctx),
      mine,
      totals,
      may: { raise: raises, approve: holdsRight, batch: ctx.reach('batch.make') === 'all' },
    }
  },
})
/** How many payouts of each state there are, and what they are worth: from the tally, or, for one's own few, counted. */
async function totalsOf(ctx: ReadCtx): Promise<{ state: PayoutState; count: number; amount: Money }[]> {
  const counts =
    ctx.reach('payout.read') === 'all'
      ? await ctx.tx
          .select({
            state: payoutTallies.state,
            currency: payoutTallies.currency,
            count: sql<string>`sum(${payoutTallies.payouts})`,
            minor: sql<string>`sum(${payoutTallies.amountMinor})`,
          })
          .from(payoutTallies)
          .groupBy(payoutTallies.state, payoutTallies.currency)
      : await ctx.tx
          .select({ state: payouts.state, currency: payouts.currency, count: sql<string>`count(*)`, minor: sql<string>`sum(${payouts.amountMinor})` })
          .from(payouts)
          .where(await reachablePayouts(ctx))
          .groupBy(payouts.state, payouts.currency)
  return counts
    .filter((row) => Number(row.count) > 0)
    .map((row) => ({ state: row.state, count: Number(row.count), amount: money(BigInt(row.minor), row.currency) }))
}
/** So many are counted for the headline; beyond that it says “at least”. */
const countedMax = 500
export interface WaitingForMe {
  readonly count: number
  readonly isMore: boolean
  readonly sums: readonly Money[]
  readonly oldestAt: Date | undefined
}
/**
 * What this reader could approve at this moment: how many, how much in each currency, since when. The rule is that of `whyNotApprove`; what
 * can be asked of Postgres is, because this is read with every page of the list. Only where somebody has lent a right is each one judged.
 */
async function waitingForMe(ctx: ReadCtx): Promise<WaitingForMe> {
  const me = ctx.actor.memberId,
    { able: held } = ctx.actor
  const nothing = { count: 0, isMore: false, sums: [], oldestAt: undefined }
  if (!me || ctx.reach('payout.approve') !== 'all' || (await nobodyElseRaised(ctx, me))) return nothing
  const policy = policyOf(ctx.settings.policy),
    lenders = lendersOf(ctx, 'payout.approve'),
    own = await payeesBehind(ctx, me)
  const decided = ctx.tx
    .select({ one: sql`1` })
    .from(payoutApprovals)
    .where(
      and(
        eq(payoutApprovals.payoutId, payouts.id),
        eq(payoutApprovals.decision, 'approved'),
        or(eq(payoutApprovals.memberId, me), eq(payoutApprovals.onBehalfOf, me)),
      ),
    )
  const open = and(eq(payouts.state, 'raised'), ne(payouts.raisedBy, me), own.length === 0 ? undefined : notInArray(payouts.payeeId, own), notExists(decided))
  const judged =
    lenders.length > 0
      ? await ctx.tx
          .select()
          .from(payouts)
          .where(open)
          .orderBy(payouts.id)
          .limit(countedMax + 1)
      : undefined
  const found =
    judged ??
    (await ctx.tx
      .select({ amountMinor: payouts.amountMinor, currency: payouts.currency, raisedAt: payouts.raisedAt })
      .from(payouts)
      .where(open)
      .orderBy(payouts.id)
      .limit(countedMax + 1))
  const counted = judged
    ? (await standingsOf(ctx, judged.slice(0, countedMax)))
        .filter((standing) => !('reason' in whyNotApprove(me, held, standing, policy, lenders)))
        .map((standing) => standing.payout)
    : found.slice(0, countedMax).filter(({ amountMinor, currency }) => amountMinor <= (policy.limitOf(held.preset, currency)?.minor ?? amountMinor))
  const sums = new Map<string, bigint>()
  for (const payout of counted) sums.set(payout.currency, (sums.get(payout.currency) ?? 0n) + payout.amountMinor)
  return {
    count: counted.length,
    isMore: found.length > countedMax,
    sums: [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([currency, minor]) => money(minor, currency)),
    oldestAt: counted[0]?.raisedAt,
  }
}
/** Where one person raises everything, as in many companies, that person approves nothing of it; twenty thousand need not be read to know. */
async function nobodyElseRaised(ctx: ReadCtx, me: string): Promise<boolean> {
  // The first and the last by the index of who raised what waits. Its condition is written out: statements are planned without their values.
  const end = (order: SQL) =>
    ctx.tx
      .select({ by: payouts.raisedBy })
      .from(payouts)
      .where(sql`${payouts.state} = 'raised'`)
      .orderBy(order)
      .limit(1)
  const [[first], [last]] = await Promise.all([end(asc(payouts.raisedBy)), end(desc(payouts.raisedBy))])
  return (first === undefined || first.by === me) && (last === undefined || last.by === me)
}
export const exportPayouts = listExport({
  name: 'incentives.exportPayouts',
  needs: 'payout.read',
  input: ListPayouts,
  of: (ctx, input) =>
    listOf(
      'payouts',
      input,
      [
        { header: 'Payout', cell: (row: ListRow) => row.payout.number },
        { header: 'Payee', cell: (row) => row.payee },
        { header: 'Amount', cell: (row) => decimalText(money(row.payout.amountMinor, row.payout.currency)) },
        { header: 'Currency', cell: (row) => row.payout.currency },
        { header: 'State', cell: (row) => row.payout.state },
        { header: 'Raised at', cell: (row) => row.payout.raisedAt },
        { header: 'Raised by', cell: (row) => row.raisedBy },
        { header: 'Rail', cell: (row) => row.payout.rail },
        { header: 'End-to-end id', cell: (row) => row.payout.endToEndId },
        { header: 'Released at', cell: (row) => row.payout.releasedAt },
        { header: 'Settled at', cell: (row) => row.payout.settledAt },
        { header: 'Returned at', cell: (row) => row.payout.returnedAt },
        { header: 'Return reason', cell: (row) => row.payout.returnReason },
        { header: 'Hold reason', cell: (row) => row.payout.holdReason },
      ],
      (request) => readPayouts(ctx, input, request),
    ),
})
