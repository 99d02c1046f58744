import { eq, or, sql } from 'drizzle-orm'
import { payouts } from '../../db/schema/payouts.ts'
import { query } from '../access/operation.ts'
import { money, type Money } from '../kernel/money.ts'
import { notFound } from '../kernel/refusal.ts'
import { ShowRaised } from './payout-inputs.ts'
import { placeOf } from './wallet-place.ts'

export interface RaisedGroup {
  readonly state: (typeof payouts.$inferSelect)['state']
  /** Why those of this group are held; empty for the others. */
  readonly reason: string
  readonly count: number
  readonly amount: Money
}
/** What one act of raising brought, by the key of its form: how many payouts are in which state now, how many are held and why, the largest group first. */
export const showRaised = query({
  name: 'incentives.showRaised',
  needs: 'payout.raise',
  input: ShowRaised,
  run: async (ctx, { key }) => {
    const reason = sql<string>`coalesce(${payouts.holdReason}, '')`
    const rows = await ctx.tx
      .select({ state: payouts.state, reason, currency: payouts.currency, count: sql<number>`count(*)::int`, minor: sql<string>`sum(${payouts.amountMinor})` })
      .from(payouts)
      .where(or(eq(payouts.idempotencyKey, key), sql`starts_with(${payouts.idempotencyKey}, ${`${key}:`})`))
      .groupBy(payouts.state, reason, payouts.currency)
    if (rows.length === 0) throw notFound('raise')
    const groups = rows
      .map((row): RaisedGroup => ({ state: row.state, reason: row.reason, count: row.count, amount: money(BigInt(row.minor), row.currency) }))
      .sort((a, b) => b.count - a.count)
    return { groups, place: placeOf(ctx) }
  },
})
