import { eq } from 'drizzle-orm'
import { redemptions } from '../../db/schema/wallet.ts'
import { command } from '../access/operation.ts'
import { assert } from '../kernel/assert.ts'
import { money, moneyText } from '../kernel/money.ts'
import { post } from './ledger.ts'
import { lockForDecision } from './redemption.ts'
import { redemptionFulfilled } from './wallet-events.ts'
import { FulfilRedemption } from './wallet-inputs.ts'

/** The office has handed the item over: the held amount becomes redeemed goods, for good. */
export const fulfilRedemption = command({
  name: 'incentives.fulfilRedemption',
  needs: 'redemption.decide',
  input: FulfilRedemption,
  run: async (ctx, { id }) => {
    const redemption = await lockForDecision(ctx, id, 'fulfil'),
      amount = money(redemption.amountMinor, redemption.currency)
    await post(ctx, {
      kind: 'redemption.fulfilled',
      memo: `${redemption.number}: ${redemption.item}`,
      subject: { kind: 'redemption', id: redemption.id },
      lines: [
        { place: { kind: 'redemption_hold', currency: amount.currency }, minor: amount.minor },
        { place: { kind: 'redeemed', currency: amount.currency }, minor: -amount.minor },
      ],
    })
    const rows = await ctx.tx
      .update(redemptions)
      .set({ state: 'fulfilled', decidedBy: ctx.actor.memberId, decidedAt: ctx.now })
      .where(eq(redemptions.id, redemption.id))
      .returning({ id: redemptions.id })
    assert(rows.length === 1, 'the redemption that was just locked')
    ctx.record(redemptionFulfilled, redemption.id, {
      number: redemption.number,
      item: redemption.item,
      amount: moneyText(amount),
      payee: redemption.payeeNumber,
    })
    return { id, number: redemption.number }
  },
})
