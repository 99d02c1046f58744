import { and, eq, inArray, ne, sql } from 'drizzle-orm'
import { catalogueItems, redemptions } from '../../db/schema/wallet.ts'
import { payees } from '../../db/schema/work.ts'
import type { Ctx } from '../access/ctx.ts'
import { command } from '../access/operation.ts'
import { assert } from '../kernel/assert.ts'
import { decodeId, encodeId, newUuid } from '../kernel/id.ts'
import { money, moneyText, type Money } from '../kernel/money.ts'
import { conflict, invalid, Refusal } from '../kernel/refusal.ts'
import { lockItem, type CatalogueItem } from './catalogue-item.ts'
import { lockOwed, post } from './ledger.ts'
import { ownPayeeIds } from './own-payees.ts'
import { redemptionRequested } from './wallet-events.ts'
import { Redeem } from './wallet-inputs.ts'

/**
 * Redeems part of one's own balance for a catalogue item. The amount is held at once (Dr owed, Cr redemption_hold) and the stock taken;
 * the office then hands it over or cancels. What is owed is locked first, in one order, so that redeeming twice at the same moment, or
 * while a payout is raised, cannot draw the same cents twice. The same key redeems once, whatever is sent again.
 */
export const redeem = command({
  name: 'incentives.redeem',
  needs: 'redemption.request',
  input: Redeem,
  run: async (ctx, input) => {
    const own = await ownPayeeIds(ctx)
    if (own.length === 0) throw new Refusal('forbidden', 'There is no payee record linked to you yet, so there is no balance. Ask the office to link it.')
    const itemId = decodeId('catalogueItem', input.itemId),
      key = `${ctx.actor.memberId ?? ''}:${input.key}`
    const [known] = await ctx.tx.select({ currency: catalogueItems.currency }).from(catalogueItems).where(eq(catalogueItems.id, itemId))
    if (!known) throw new Refusal('not_found', 'There is no such catalogue item.')
    const balances = new Map<string, bigint>()
    for (const payeeId of own) balances.set(payeeId, await lockOwed(ctx, payeeId, known.currency))
    const [earlier] = await ctx.tx.select().from(redemptions).where(eq(redemptions.idempotencyKey, key))
    if (earlier) {
      if (earlier.itemId !== itemId || earlier.quantity !== input.quantity)
        throw conflict(`This form was sent before, for something else (${earlier.number}). Open the item again.`)
      ctx.unchanged('the same request was served before')
      return { id: encodeId('redemption', earlier.id), number: earlier.number, amount: moneyText(money(earlier.amountMinor, earlier.currency)) }
    }
    const item = await lockItem(ctx, itemId),
      price = money(item.priceMinor * BigInt(input.quantity), item.currency)
    if (item.currency !== known.currency) throw conflict('The price of this item has just changed. Open it again.')
    await refuseUnlessOffered(ctx, item, input.quantity, own)
    const payeeId = payeeWith(balances, price)
    const id = newUuid(ctx.now),
      number = await ctx.number('redemption')
    const [payee] = await ctx.tx.select({ number: payees.number }).from(payees).where(eq(payees.id, payeeId))
    const hold = await post(ctx, {
      kind: 'redemption.held',
      memo: `${number}: ${item.name}`,
      subject: { kind: 'redemption', id },
      lines: [
        { place: { kind: 'owed', currency: price.currency, payeeId }, minor: price.minor },
        { place: { kind: 'redemption_hold', currency: price.currency }, minor: -price.minor },
      ],
    })
    const rows = await ctx.tx
      .insert(redemptions)
      .values({
        id,
        number,
        itemId,
        payeeId,
        quantity: input.quantity,
        amountMinor: price.minor,
        currency: price.currency,
        state: 'requested',
        createdAt: ctx.now,
        holdEntryId: hold.id,
        requestedBy: ctx.actor.memberId as string,
        idempotencyKey: key,
      })
      .returning({ id: redemptions.id })
    assert(rows.length === 1, 'the redemption that was just written')
    if (item.stock !== null) {
      const left = await ctx.tx
        .update(catalogueItems)
        .set({ stock: item.stock - input.quantity, updatedAt: ctx.now })
        .where(eq(catalogueItems.id, itemId))
        .returning({ id: catalogueItems.id })
      assert(left.length === 1, 'the item that was just locked')
    }
    ctx.record(redemptionRequested, id, { number, item: item.name, quantity: input.quantity, amount: moneyText(price), payee: payee?.number ?? '' })
    return { id: encodeId('redemption', id), number, amount: moneyText(price) }
  },
})

async function refuseUnlessOffered(ctx: Ctx, item: CatalogueItem, quantity: number, own: readonly string[]): Promise<void> {
  if (!item.isActive) throw conflict(`${item.name} is no longer offered. Nothing was taken from your balance.`)
  if (item.stock !== null && item.stock < quantity)
    throw invalid(
      'quantity',
      item.stock === 0
        ? `${item.name} is sold out. Nothing was taken from your balance.`
        : `Only ${item.stock} of ${item.name} ${item.stock === 1 ? 'is' : 'are'} left. Choose fewer.`,
    )
  if (item.limitPerPayee === null) return
  const [taken] = await ctx.tx
    .select({ quantity: sql<string>`coalesce(sum(${redemptions.quantity}), 0)` })
    .from(redemptions)
    .where(and(eq(redemptions.itemId, item.id), inArray(redemptions.payeeId, [...own]), ne(redemptions.state, 'cancelled')))
  const before = Number(taken?.quantity ?? 0)
  if (before + quantity > item.limitPerPayee)
    throw invalid('quantity', `${item.name} is limited to ${item.limitPerPayee} for each person${before > 0 ? `, and you have had ${before}` : ''}.`)
}
/** The record whose balance covers the price: the fullest, because a redemption is drawn from one. */
function payeeWith(balances: ReadonlyMap<string, bigint>, price: Money): string {
  const [best] = [...balances].sort(([, a], [, b]) => (a > b ? -1 : a < b ? 1 : 0))
  assert(best, 'a payee record of one’s own')
  const [payeeId, balance] = best
  if (balance >= price.minor) return payeeId
  const total = [...balances.values()].reduce((a, b) => a + b, 0n)
  if (total >= price.minor)
    throw new Refusal(
      'conflict',
      `Your balance lies on ${balances.size} payee records, none of which covers ${moneyText(price)} alone. Choose something for less.`,
    )
  throw invalid('quantity', `This costs ${moneyText(price)}, but your balance is ${moneyText(money(total, price.currency))}. Nothing was taken.`)
}
