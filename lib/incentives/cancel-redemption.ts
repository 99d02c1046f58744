import { and, eq, isNotNull, sql } from 'drizzle-orm'
import { catalogueItems, redemptions } from '../../db/schema/wallet.ts'
import { command } from '../access/operation.ts'
import { assert } from '../kernel/assert.ts'
import { money, moneyText } from '../kernel/money.ts'
import { lockOwed, reverse } from './ledger.ts'
import { lockForDecision } from './redemption.ts'
import { redemptionCancelled } from './wallet-events.ts'
import { CancelRedemption } from './wallet-inputs.ts'

/**
 * Takes a redemption back: the hold is reversed, so the amount is the payee's balance again, and the stock returns. A payout that was
 * raised meanwhile without this amount stays as it is; the next one pays it.
 */
export const cancelRedemption = command({
  name: 'incentives.cancelRedemption',
  needs: 'redemption.decide',
  input: CancelRedemption,
  run: async (ctx, { id, reason }) => {
    const redemption = await lockForDecision(ctx, id, 'cancel'),
      amount = money(redemption.amountMinor, redemption.currency)
    await lockOwed(ctx, redemption.payeeId, redemption.currency) // what is owed before the item, as in redeem: two orders would deadlock
    await ctx.tx
      .update(catalogueItems)
      .set({ stock: sql`${catalogueItems.stock} + ${redemption.quantity}`, updatedAt: ctx.now })
      .where(and(eq(catalogueItems.id, redemption.itemId), isNotNull(catalogueItems.stock)))
    await reverse(ctx, redemption.holdEntryId, `${redemption.number} cancelled: ${redemption.item}`)
    const rows = await ctx.tx
      .update(redemptions)
      .set({ state: 'cancelled', decidedBy: ctx.actor.memberId, decidedAt: ctx.now, reason })
      .where(eq(redemptions.id, redemption.id))
      .returning({ id: redemptions.id })
    assert(rows.length === 1, 'the redemption that was just locked')
    ctx.record(redemptionCancelled, redemption.id, {
      number: redemption.number,
      item: redemption.item,
      amount: moneyText(amount),
      payee: redemption.payeeNumber,
      reason,
    })
    return { id, number: redemption.number }
  },
})
