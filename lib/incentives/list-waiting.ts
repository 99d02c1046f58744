import { and, asc, count, eq, inArray, isNull, lte, min, ne, notExists, or, sql, sum, type SQL } from 'drizzle-orm'
import { alias, type PgColumn } from 'drizzle-orm/pg-core'
import { z } from 'zod'
import { awards } from '../../db/schema/incentives.ts'
import { batches, payoutApprovals, payouts } from '../../db/schema/payouts.ts'
import { statementLines } from '../../db/schema/statements.ts'
import { disputes, redemptions } from '../../db/schema/wallet.ts'
import { bankDetails, imports, payees } from '../../db/schema/work.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { query } from '../access/operation.ts'
import type { Permission } from '../access/permissions.ts'
import { addDays, type Day } from '../kernel/day.ts'
import { money, type Money } from '../kernel/money.ts'
import { tallyRaisable } from './raise.sql.ts'

export const waitingKinds = [
  'payout.approve',
  'payout.returned',
  'bank_detail.confirm',
  'dispute.decide',
  'statement.match',
  'award.confirm',
  'payout.raise',
  'batch.release',
  'batch.make',
  'redemption.decide',
  'import.confirm',
  'payout.held',
] as const
export type WaitingKind = (typeof waitingKinds)[number]
/** Things of one kind that wait for this person. `oldest` is an instant; `due` the earliest day on which an answer is owed. */
export interface Waiting {
  readonly kind: WaitingKind
  readonly count: number
  readonly sums: readonly Money[]
  readonly oldest: Date | null
  readonly due: Day | null
}
export interface WaitingList {
  readonly items: readonly Waiting[]
  readonly total: number
  readonly dueSoon: number
}

/** An answer owed within this many days needs one today. */
const soonDays = 1

interface Row {
  readonly count: number
  readonly minor: string | null
  readonly currency: string | null
  readonly oldest: Date | null
  readonly due?: string | null
}
const gather = (kind: WaitingKind, rows: readonly Row[]): Waiting[] => {
  const total = rows.reduce((n, row) => n + row.count, 0)
  if (total === 0) return []
  const oldest =
    rows
      .map((row) => row.oldest)
      .filter((at) => at !== null)
      .sort((a, b) => a.getTime() - b.getTime())[0] ?? null
  const due =
    rows
      .map((row) => row.due ?? null)
      .filter((day) => day !== null)
      .sort()[0] ?? null
  const sums = rows.flatMap((row) => (row.minor !== null && row.minor !== '0' && row.currency !== null ? [money(BigInt(row.minor), row.currency)] : []))
  return [{ kind, count: total, sums, oldest, due: due as Day | null }]
}
const figures = (amount: PgColumn, currency: PgColumn, at: PgColumn) => ({
  count: count(),
  minor: sum(amount),
  currency: sql<string | null>`${currency}`,
  oldest: min(at) as unknown as SQL<Date | null>,
})

/**
 * What waits for the reader, across the domain: only what the reader may really do next, so that the page never sends anyone to a
 * refusal. Each list is a count with its sums; the pages behind show the rows and decide again.
 */
export const listWaiting = query({
  name: 'incentives.listWaiting',
  needs: 'home.read',
  input: z.strictObject({}),
  run: async (ctx): Promise<WaitingList> => {
    const may = (permission: Permission): boolean => ctx.reach(permission) === 'all'
    const found = await Promise.all([
      may('payout.approve') ? toApprove(ctx) : [],
      may('payout.raise') ? returned(ctx) : [],
      may('bank_detail.change') ? toConfirmAccounts(ctx) : [],
      may('dispute.decide') ? openDisputes(ctx) : [],
      may('statement.import') ? unmatched(ctx) : [],
      may('award.confirm') ? toConfirm(ctx) : [],
      may('payout.raise') ? toRaise(ctx) : [],
      may('payout.release') ? toRelease(ctx) : [],
      may('batch.make') ? toBatch(ctx) : [],
      may('redemption.decide') ? requested(ctx) : [],
      may('work.record') ? dryRuns(ctx) : [],
      may('payout.raise') ? held(ctx) : [],
    ])
    const own = ctx.settings.currency
    const items = found
      .flat()
      .map((item) => ({
        ...item,
        sums: item.sums.toSorted((a, b) => Number(b.currency === own) - Number(a.currency === own) || (a.currency < b.currency ? -1 : 1)),
      }))
    const soon = addDays(ctx.today, soonDays)
    return {
      items,
      total: items.reduce((n, item) => n + item.count, 0),
      dueSoon: items.reduce((n, item) => n + (item.due !== null && item.due <= soon ? item.count : 0), 0),
    }
  },
})

/** Raised, and neither raised by nor paid to the reader, who has not decided yet. */
async function toApprove(ctx: ReadCtx): Promise<Waiting[]> {
  const me = ctx.actor.memberId ?? ''
  const mine = ctx.tx
    .select({ id: payoutApprovals.id })
    .from(payoutApprovals)
    .where(and(eq(payoutApprovals.payoutId, payouts.id), eq(payoutApprovals.memberId, me)))
  return gather(
    'payout.approve',
    await ctx.tx
      .select(figures(payouts.amountMinor, payouts.currency, payouts.raisedAt))
      .from(payouts)
      .innerJoin(payees, eq(payees.id, payouts.payeeId))
      .where(and(eq(payouts.state, 'raised'), ne(payouts.raisedBy, me), or(isNull(payees.memberId), ne(payees.memberId, me)), notExists(mine)))
      .groupBy(payouts.currency),
  )
}
/** Returned by the bank and not paid anew. */
async function returned(ctx: ReadCtx): Promise<Waiting[]> {
  const anew = alias(payouts, 'anew')
  const reissue = ctx.tx
    .select({ id: anew.id })
    .from(anew)
    .where(and(eq(anew.reissuesId, payouts.id), ne(anew.state, 'rejected')))
  return gather(
    'payout.returned',
    await ctx.tx
      .select(figures(payouts.amountMinor, payouts.currency, payouts.returnedAt))
      .from(payouts)
      .where(and(eq(payouts.state, 'returned'), notExists(reissue)))
      .groupBy(payouts.currency),
  )
}
async function held(ctx: ReadCtx): Promise<Waiting[]> {
  return gather(
    'payout.held',
    await ctx.tx
      .select(figures(payouts.amountMinor, payouts.currency, payouts.updatedAt))
      .from(payouts)
      .where(eq(payouts.state, 'held'))
      .groupBy(payouts.currency),
  )
}
async function openDisputes(ctx: ReadCtx): Promise<Waiting[]> {
  const rows = await ctx.tx
    .select({ count: count(), oldest: min(disputes.createdAt), due: min(disputes.dueOn) })
    .from(disputes)
    .where(eq(disputes.state, 'open'))
  return gather(
    'dispute.decide',
    rows.map((row) => ({ ...row, minor: null, currency: null })),
  )
}
async function unmatched(ctx: ReadCtx): Promise<Waiting[]> {
  return gather(
    'statement.match',
    await ctx.tx
      .select(figures(statementLines.amountMinor, statementLines.currency, statementLines.createdAt))
      .from(statementLines)
      .where(eq(statementLines.state, 'unmatched'))
      .groupBy(statementLines.currency),
  )
}
async function toConfirm(ctx: ReadCtx): Promise<Waiting[]> {
  return gather(
    'award.confirm',
    await ctx.tx
      .select(figures(awards.amountMinor, awards.currency, awards.createdAt))
      .from(awards)
      .where(inArray(awards.state, ['computed', 'nominated']))
      .groupBy(awards.currency),
  )
}
/** Confirmed, and in no payout that lives. */
async function toRaise(ctx: ReadCtx): Promise<Waiting[]> {
  return gather(
    'payout.raise',
    (await tallyRaisable(ctx)).map((row) => ({ ...row, oldest: new Date(row.oldest) })),
  )
}
/** Drafts of which the reader has approved no payout and is payee of none: the releaser is someone else than either. */
async function toRelease(ctx: ReadCtx): Promise<Waiting[]> {
  const me = ctx.actor.memberId ?? ''
  const approved = ctx.tx
    .select({ id: payouts.id })
    .from(payouts)
    .innerJoin(payoutApprovals, eq(payoutApprovals.payoutId, payouts.id))
    .where(and(eq(payouts.batchId, batches.id), eq(payoutApprovals.memberId, me)))
  const paidToMe = ctx.tx
    .select({ id: payouts.id })
    .from(payouts)
    .innerJoin(payees, eq(payees.id, payouts.payeeId))
    .where(and(eq(payouts.batchId, batches.id), eq(payees.memberId, me)))
  return gather(
    'batch.release',
    await ctx.tx
      .select(figures(batches.totalMinor, batches.currency, batches.createdAt))
      .from(batches)
      .where(and(eq(batches.state, 'draft'), sql`${batches.payoutCount} > 0`, notExists(approved), notExists(paidToMe)))
      .groupBy(batches.currency),
  )
}
async function toBatch(ctx: ReadCtx): Promise<Waiting[]> {
  return gather(
    'batch.make',
    await ctx.tx
      .select(figures(payouts.amountMinor, payouts.currency, payouts.updatedAt))
      .from(payouts)
      .where(and(eq(payouts.state, 'approved'), isNull(payouts.batchId)))
      .groupBy(payouts.currency),
  )
}
async function requested(ctx: ReadCtx): Promise<Waiting[]> {
  return gather(
    'redemption.decide',
    await ctx.tx
      .select(figures(redemptions.amountMinor, redemptions.currency, redemptions.createdAt))
      .from(redemptions)
      .where(eq(redemptions.state, 'requested'))
      .groupBy(redemptions.currency),
  )
}
/** Bank details that somebody else entered, of somebody else: payouts to them are held until a second person has typed the account again. */
async function toConfirmAccounts(ctx: ReadCtx): Promise<Waiting[]> {
  const me = ctx.actor.memberId ?? ''
  const rows = await ctx.tx
    .select({ count: count(), oldest: min(bankDetails.createdAt) })
    .from(bankDetails)
    .innerJoin(payees, eq(payees.id, bankDetails.payeeId))
    .where(
      and(
        isNull(bankDetails.replacedAt),
        isNull(bankDetails.confirmedAt),
        ne(bankDetails.enteredBy, me),
        eq(payees.isActive, true),
        or(isNull(payees.memberId), ne(payees.memberId, me)),
      ),
    )
  return gather(
    'bank_detail.confirm',
    rows.map((row) => ({ ...row, minor: null, currency: null })),
  )
}
/** One's own uploads whose dry run was not answered. */
async function dryRuns(ctx: ReadCtx): Promise<Waiting[]> {
  const rows = await ctx.tx
    .select({ count: count(), oldest: min(imports.createdAt) })
    .from(imports)
    .where(and(inArray(imports.state, ['uploaded', 'checked']), eq(imports.startedBy, ctx.actor.memberId ?? ''), lte(imports.createdAt, ctx.now)))
    .orderBy(asc(count()))
  return gather(
    'import.confirm',
    rows.map((row) => ({ ...row, minor: null, currency: null })),
  )
}
