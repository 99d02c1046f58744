import { and, eq, gte, ne, sql, sum, type SQL } from 'drizzle-orm'
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core'
import { z } from 'zod'
import { awards } from '../../db/schema/incentives.ts'
import { ledgerAccounts } from '../../db/schema/ledger.ts'
import { payouts } from '../../db/schema/payouts.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { query } from '../access/operation.ts'
import { addMonths, startOfDay, startOfMonth, type Day } from '../kernel/day.ts'
import { money, negate, type Money } from '../kernel/money.ts'

export interface MoneyLine {
  readonly kind: 'earned' | 'released' | 'settled'
  readonly months: readonly Money[]
}
export interface MoneyPicture {
  readonly currency: string
  /** First days of the months, oldest first; the last is the month at hand. */
  readonly months: readonly Day[]
  readonly lines: readonly MoneyLine[]
  /** What the company owes its payees at this moment. */
  readonly owed: Money
}
const monthsShown = 8

/** What money did in the last months, in the company's own currency: earned (by the month in which the period ends), sent to the bank, arrived. Empty without the right to see payouts. */
export const showMoney = query({
  name: 'incentives.showMoney',
  needs: 'payout.read',
  input: z.strictObject({}),
  run: async (ctx): Promise<MoneyPicture | undefined> => {
    if (ctx.reach('payout.read') !== 'all' || ctx.reach('award.read') !== 'all') return undefined
    const { currency, zone } = ctx.settings
    const first = addMonths(startOfMonth(ctx.today), 1 - monthsShown)
    const months = Array.from({ length: monthsShown }, (_, i) => addMonths(first, i))
    const since = startOfDay(first, zone)
    const at = (moment: PgColumn) => sql`${moment} at time zone ${sql.param(zone)}`
    const [earned, released, settled, owed] = await Promise.all([
      monthly(
        ctx,
        awards,
        awards.amountMinor,
        sql`${awards.periodTo}`,
        and(eq(awards.currency, currency), ne(awards.state, 'declined'), gte(awards.periodTo, first)),
      ),
      monthly(ctx, payouts, payouts.amountMinor, at(payouts.releasedAt), and(eq(payouts.currency, currency), gte(payouts.releasedAt, since))),
      monthly(
        ctx,
        payouts,
        payouts.amountMinor,
        at(payouts.settledAt),
        and(eq(payouts.currency, currency), ne(payouts.state, 'returned'), gte(payouts.settledAt, since)),
      ),
      ctx.tx
        .select({ minor: sum(ledgerAccounts.balanceMinor) })
        .from(ledgerAccounts)
        .where(and(eq(ledgerAccounts.kind, 'owed'), eq(ledgerAccounts.currency, currency))),
    ])
    const line = (kind: MoneyLine['kind'], sums: ReadonlyMap<string, bigint>): MoneyLine => ({
      kind,
      months: months.map((month) => money(sums.get(month.slice(0, 7)) ?? 0n, currency)),
    })
    return {
      currency,
      months,
      lines: [line('earned', earned), line('released', released), line('settled', settled)],
      owed: negate(money(BigInt(owed[0]?.minor ?? 0), currency)),
    }
  },
})

/** Sums by calendar month. */
async function monthly(ctx: ReadCtx, table: PgTable, amount: PgColumn, day: SQL, where: SQL | undefined): Promise<Map<string, bigint>> {
  const month = sql<string>`to_char(${day}, 'YYYY-MM')`.as('month')
  const rows = await ctx.tx
    .select({ month, minor: sum(amount) })
    .from(table)
    .where(where)
    .groupBy(sql`month`)
  return new Map(rows.map((row) => [row.month, BigInt(row.minor ?? 0)]))
}
