import { and, asc, desc, eq, inArray, ne, or, sql } from 'drizzle-orm'
import { catalogueItems, redemptions } from '../../db/schema/wallet.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { query } from '../access/operation.ts'
import { encodeId } from '../kernel/id.ts'
import { money, type Money } from '../kernel/money.ts'
import { z } from 'zod'
import { loadItem, type CatalogueItem } from './catalogue-item.ts'
import { itemRow } from './list-catalogue.ts'
import { balancesOf } from './list-earnings.ts'
import { ownPayeeIds } from './own-payees.ts'
import { ShowItem } from './wallet-inputs.ts'
import { placeOf } from './wallet-place.ts'

const rewardsMax = 200,
  redeemedShown = 20
const missing = (item: CatalogueItem, balances: readonly Money[]): Money | undefined => {
  const have = balances.find((balance) => balance.currency === item.currency)?.minor ?? 0n
  return have >= item.priceMinor ? undefined : money(item.priceMinor - (have > 0n ? have : 0n), item.currency)
}
async function takenBy(ctx: ReadCtx, own: readonly string[]): Promise<ReadonlyMap<string, number>> {
  if (own.length === 0) return new Map()
  const rows = await ctx.tx
    .select({ itemId: redemptions.itemId, n: sql<string>`sum(${redemptions.quantity})` })
    .from(redemptions)
    .where(and(inArray(redemptions.payeeId, [...own]), ne(redemptions.state, 'cancelled')))
    .groupBy(redemptions.itemId)
  return new Map(rows.map((row) => [row.itemId, Number(row.n)]))
}
/** What one's balance buys, and what was redeemed before. */
export const listRewards = query({
  name: 'incentives.listRewards',
  needs: 'redemption.request',
  input: z.strictObject({}),
  run: async (ctx) => {
    const own = await ownPayeeIds(ctx),
      { balances, held } = await balancesOf(ctx, own),
      taken = await takenBy(ctx, own)
    const items = await ctx.tx
      .select()
      .from(catalogueItems)
      .where(and(eq(catalogueItems.isActive, true), or(sql`${catalogueItems.stock} is null`, ne(catalogueItems.stock, 0))))
      .orderBy(asc(catalogueItems.priceMinor), asc(catalogueItems.name), asc(catalogueItems.id))
      .limit(rewardsMax)
    const mine =
      own.length === 0
        ? []
        : await ctx.tx
            .select({ redemption: redemptions, item: catalogueItems.name })
            .from(redemptions)
            .innerJoin(catalogueItems, eq(catalogueItems.id, redemptions.itemId))
            .where(inArray(redemptions.payeeId, own))
            .orderBy(desc(redemptions.id))
            .limit(redeemedShown)
    return {
      place: placeOf(ctx),
      currency: ctx.settings.currency,
      hasPayee: own.length > 0,
      balances,
      held,
      items: items.map((item) => ({
        ...itemRow(item),
        missing: missing(item, balances),
        isTaken: item.limitPerPayee !== null && (taken.get(item.id) ?? 0) >= item.limitPerPayee,
      })),
      redeemed: mine.map(({ redemption, item }) => ({
        id: encodeId('redemption', redemption.id),
        number: redemption.number,
        item,
        quantity: redemption.quantity,
        amount: money(redemption.amountMinor, redemption.currency),
        state: redemption.state,
        at: redemption.createdAt,
        decidedAt: redemption.decidedAt,
        reason: redemption.reason,
      })),
    }
  },
})
/** One reward before it is redeemed: its price, what would be left, and why it cannot be had, if so. */
export const showReward = query({
  name: 'incentives.showReward',
  needs: 'redemption.request',
  input: ShowItem,
  run: async (ctx, { id }) => {
    const item = await loadItem(ctx, id),
      own = await ownPayeeIds(ctx),
      { balances } = await balancesOf(ctx, own),
      before = (await takenBy(ctx, own)).get(item.id) ?? 0
    const balance = balances.find((one) => one.currency === item.currency) ?? money(0n, item.currency),
      row = itemRow(item)
    const limits = [
      ...(item.limitPerPayee === null ? [] : [item.limitPerPayee - before]),
      ...(item.stock === null ? [] : [item.stock]),
      balance.minor <= 0n ? 0 : Number(balance.minor / item.priceMinor),
      99,
    ]
    const why =
      own.length === 0
        ? 'No payee record is linked to you yet'
        : row.state === 'withdrawn'
          ? 'No longer offered'
          : row.state === 'sold_out'
            ? 'Sold out'
            : item.limitPerPayee !== null && before >= item.limitPerPayee
              ? `Limited to ${item.limitPerPayee} for each person`
              : balance.minor < item.priceMinor
                ? 'Your balance does not cover it yet'
                : undefined
    return { place: placeOf(ctx), item: row, balance, missing: missing(item, balances), most: Math.max(0, Math.min(...limits)), why }
  },
})
