import { and, asc, desc, eq, gte, inArray, isNotNull, lte, ne, notExists, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { awards, programs } from '../../db/schema/incentives.ts'
import { ledgerAccounts } from '../../db/schema/ledger.ts'
import { payouts } from '../../db/schema/payouts.ts'
import { redemptions } from '../../db/schema/wallet.ts'
import { payees } from '../../db/schema/work.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { readPage } from '../access/list-page.ts'
import { query } from '../access/operation.ts'
import { addMonths, day, periodOf, type Day } from '../kernel/day.ts'
import { money, type Money } from '../kernel/money.ts'
import { earningFields, payoutQuery, toEarnings, toMyPayout, type Earning, type MyPayout } from './earning.ts'
import { ownPayeeIds } from './own-payees.ts'
import { ListEarnings, ListMyPayouts } from './wallet-inputs.ts'
import { placeOf } from './wallet-place.ts'

/** Bars of the chart: a year. */
const monthsShown = 12
const arrivedShown = 6
/** Awards of one person in one month; far above what programs are for. */
const awardsMax = 200

export interface MonthSum {
  readonly month: string
  readonly amount: Money
}
export interface Earnings {
  readonly place: { readonly locale: string; readonly zone: string; readonly now: Date }
  readonly currency: string
  readonly person: { readonly name: string; readonly email: string }
  /** Undefined: no payee record is linked to this member. */
  readonly payee: { readonly name: string; readonly isActive: boolean } | undefined
  readonly month: string
  /** Whether that is the month of today, so that more may come. */
  readonly isNow: boolean
  readonly previousMonth: string | undefined
  readonly nextMonth: string | undefined
  /** Sums of the month, per currency; what was declined is not in them. */
  readonly totals: readonly Money[]
  readonly earnings: readonly Earning[]
  readonly arriving: readonly MyPayout[]
  readonly arrived: readonly MyPayout[]
  /** Earned and not yet in a payout, per currency; negative after a clawback, and then carried. */
  readonly balances: readonly Money[]
  readonly held: readonly Money[]
  readonly chart: readonly MonthSum[]
}

/** What the signed-in person earned in a month, why, and when it arrives. Only rows of payee records that are theirs. */
export const listEarnings = query({
  name: 'incentives.listEarnings',
  needs: 'earnings.read',
  input: ListEarnings,
  run: async (ctx, input): Promise<Earnings> => {
    const own = await ownPayeeIds(ctx),
      today = ctx.today.slice(0, 7)
    const shared = { place: placeOf(ctx), currency: ctx.settings.currency, person: { name: ctx.actor.name, email: ctx.actor.email } }
    if (own.length === 0)
      return {
        ...shared,
        payee: undefined,
        month: today,
        isNow: true,
        previousMonth: undefined,
        nextMonth: undefined,
        totals: [],
        earnings: [],
        arriving: [],
        arrived: [],
        balances: [],
        held: [],
        chart: [],
      }
    const [payee] = await ctx.tx
      .select({ name: payees.name, isActive: payees.isActive })
      .from(payees)
      .where(and(inArray(payees.id, own), isNotNull(payees.memberId)))
      .orderBy(desc(payees.isActive), asc(payees.id))
      .limit(1)
    const sums = await monthSums(ctx, own),
      known = [...new Set(sums.map((row) => row.month))].sort()
    const newest = known.filter((month) => month <= today).at(-1) ?? known[0] ?? today
    const month = input.month ?? newest,
      last = [today, known.at(-1) ?? today].sort().at(-1) as string
    const range = periodOf('month', day(`${month}-01`))
    const rows = await ctx.tx
      .select(earningFields)
      .from(awards)
      .innerJoin(programs, eq(programs.id, awards.programId))
      .where(and(inArray(awards.payeeId, own), gte(awards.periodTo, range.from), lte(awards.periodTo, range.to)))
      .orderBy(asc(awards.id))
      .limit(awardsMax)
    const shift = (by: number): string => addMonths(range.from, by).slice(0, 7)
    return {
      ...shared,
      payee,
      month,
      isNow: month === today,
      previousMonth: known.some((one) => one < month) ? shift(-1) : undefined,
      nextMonth: month < last ? shift(1) : undefined,
      totals: sums.filter((row) => row.month === month).map((row) => row.amount),
      earnings: await toEarnings(
        ctx,
        rows.map((row) => ({ ...row.award, program: row.program })),
      ),
      ...(await payoutsOf(ctx, own)),
      ...(await balancesOf(ctx, own)),
      chart: chartOf(sums, month, ctx.settings.currency),
    }
  },
})
/** All one's payouts that arrived or came back, newest first. */
export const listMyPayouts = query({
  name: 'incentives.listMyPayouts',
  needs: 'earnings.read',
  input: ListMyPayouts,
  run: async (ctx, input) => {
    const own = await ownPayeeIds(ctx),
      mine = own.length === 0 ? sql`false` : inArray(payouts.payeeId, own)
    const { rows, next, previous } = await readPage(
      { id: payouts.id, idOf: (row: { payout: { id: string } }) => row.payout.id, sorts: { raised: undefined }, defaultSort: '-raised' },
      input,
      ({ where, orderBy, limit }) =>
        payoutQuery(ctx)
          .where(and(mine, ne(payouts.state, 'rejected'), where))
          .orderBy(...orderBy)
          .limit(limit),
    )
    return { rows: (rows as Parameters<typeof toMyPayout>[0][]).map((row) => toMyPayout(row, ctx.today)), next, previous, place: placeOf(ctx) }
  },
})

async function monthSums(ctx: ReadCtx, own: readonly string[]): Promise<MonthSum[]> {
  const month = sql<string>`to_char(${awards.periodTo}, 'YYYY-MM')`
  const rows = await ctx.tx
    .select({ month, currency: awards.currency, minor: sql<string>`sum(${awards.amountMinor})` })
    .from(awards)
    .where(and(inArray(awards.payeeId, [...own]), ne(awards.state, 'declined')))
    .groupBy(month, awards.currency)
    .orderBy(month)
  return rows.map((row) => ({ month: row.month, amount: money(BigInt(row.minor), row.currency) }))
}
/** A year up to the month that is shown, months without earnings included, in the currency in which most months were earned. */
function chartOf(sums: readonly MonthSum[], month: string, fallback: string): MonthSum[] {
  const counts = new Map<string, number>()
  for (const { amount } of sums) counts.set(amount.currency, (counts.get(amount.currency) ?? 0) + 1)
  const currency = [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? fallback
  return Array.from({ length: monthsShown }, (_, i) => addMonths(`${month}-01` as Day, i - monthsShown + 1).slice(0, 7)).map(
    (one) => sums.find((row) => row.month === one && row.amount.currency === currency) ?? { month: one, amount: money(0n, currency) },
  )
}
async function payoutsOf(ctx: ReadCtx, own: readonly string[]): Promise<{ arriving: MyPayout[]; arrived: MyPayout[] }> {
  const mine = inArray(payouts.payeeId, [...own]),
    anew = alias(payouts, 'anew')
  const reissued = ctx.tx
    .select({ id: anew.id })
    .from(anew)
    .where(and(eq(anew.reissuesId, payouts.id), ne(anew.state, 'rejected')))
  const arriving = await payoutQuery(ctx)
    .where(and(mine, inArray(payouts.state, ['raised', 'approved', 'released', 'held'])))
    .orderBy(asc(payouts.id))
    .limit(20)
  const back = await payoutQuery(ctx)
    .where(and(mine, eq(payouts.state, 'returned'), notExists(reissued)))
    .orderBy(asc(payouts.id))
    .limit(20)
  const arrived = await payoutQuery(ctx)
    .where(and(mine, eq(payouts.state, 'settled')))
    .orderBy(desc(payouts.settledAt), desc(payouts.id))
    .limit(arrivedShown)
  return { arriving: [...back, ...arriving].map((row) => toMyPayout(row, ctx.today)), arrived: arrived.map((row) => toMyPayout(row, ctx.today)) }
}
export async function balancesOf(ctx: ReadCtx, own: readonly string[]): Promise<{ balances: Money[]; held: Money[] }> {
  if (own.length === 0) return { balances: [], held: [] }
  const accounts = await ctx.tx
    .select({ currency: ledgerAccounts.currency, minor: sql<string>`sum(${ledgerAccounts.balanceMinor})` })
    .from(ledgerAccounts)
    .where(and(eq(ledgerAccounts.kind, 'owed'), inArray(ledgerAccounts.payeeId, [...own])))
    .groupBy(ledgerAccounts.currency)
    .orderBy(ledgerAccounts.currency)
  const waiting = await ctx.tx
    .select({ currency: redemptions.currency, minor: sql<string>`sum(${redemptions.amountMinor})` })
    .from(redemptions)
    .where(and(eq(redemptions.state, 'requested'), inArray(redemptions.payeeId, [...own])))
    .groupBy(redemptions.currency)
    .orderBy(redemptions.currency)
  return { balances: accounts.map((row) => money(-BigInt(row.minor), row.currency)), held: waiting.map((row) => money(BigInt(row.minor), row.currency)) }
}
