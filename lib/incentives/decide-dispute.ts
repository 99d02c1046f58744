import { eq } from 'drizzle-orm'
import { awards } from '../../db/schema/incentives.ts'
import { disputes } from '../../db/schema/wallet.ts'
import type { Ctx } from '../access/ctx.ts'
import { command } from '../access/operation.ts'
import { permissions } from '../access/permissions.ts'
import { assert } from '../kernel/assert.ts'
import { encodeId } from '../kernel/id.ts'
import { money, moneyText, parseMoney, type Money } from '../kernel/money.ts'
import { invalid, Refusal } from '../kernel/refusal.ts'
import { addCorrection, worthOf } from './correct-award.ts'
import { lockDispute, refuseOwnDispute, refuseUnlessOpen, type Dispute } from './dispute.ts'
import { disputeRejected, disputeUpheld } from './wallet-events.ts'
import { DecideDispute } from './wallet-inputs.ts'

/**
 * Answers a dispute. Rejected: a sentence that the payee reads. Upheld: the same, and, where an amount is given, a correction of the award
 * in this transaction, as a new line with the dispute as its reason; the award itself is never rewritten.
 */
export const decideDispute = command({
  name: 'incentives.decideDispute',
  needs: 'dispute.decide',
  input: DecideDispute,
  run: async (ctx, input) => {
    const dispute = await lockDispute(ctx, input.id)
    await refuseOwnDispute(ctx, dispute)
    refuseUnlessOpen(dispute)
    const correction = input.outcome === 'upheld' && input.amount ? amountOf(input.amount, dispute.award.currency) : undefined
    if (input.outcome === 'rejected' && input.amount)
      throw invalid('amount', 'A rejected dispute corrects nothing. Leave the amount empty, or uphold the dispute.')
    if (correction && ctx.reach('award.correct') === undefined)
      throw new Refusal(
        'forbidden',
        `Your role does not include “${permissions['award.correct']}”. Answer without an amount, or ask a manager or finance to answer.`,
      )
    const corrected = correction ? await correct(ctx, dispute, correction, input.sentence) : undefined
    const rows = await ctx.tx
      .update(disputes)
      .set({ state: input.outcome, outcome: input.sentence, decidedBy: ctx.actor.memberId, decidedAt: ctx.now, correctionId: corrected ?? null })
      .where(eq(disputes.id, dispute.id))
      .returning({ id: disputes.id })
    assert(rows.length === 1, 'the dispute that was just locked')
    if (input.outcome === 'rejected') ctx.record(disputeRejected, dispute.id, { number: dispute.number, award: dispute.award.number, outcome: input.sentence })
    else
      ctx.record(disputeUpheld, dispute.id, {
        number: dispute.number,
        award: dispute.award.number,
        outcome: input.sentence,
        ...(correction ? { correction: moneyText(correction) } : {}),
      })
    return { id: input.id, state: input.outcome, ...(corrected ? { correctionId: encodeId('award', corrected) } : {}) }
  },
})
async function correct(ctx: Ctx, dispute: Dispute, amount: Money, sentence: string): Promise<string> {
  const baseId = dispute.award.correctsId ?? dispute.award.id
  const [base] = await ctx.tx.select().from(awards).where(eq(awards.id, baseId)).for('update')
  assert(base, 'the award that a dispute is about')
  if (base.state === 'declined' || base.state === 'computed' || base.state === 'nominated')
    throw invalid('amount', `${base.number} is ${base.state}: confirm or decline it instead of correcting it, and leave the amount empty.`)
  const worth = await worthOf(ctx, base)
  if (worth + amount.minor < 0n) throw invalid('amount', `More than the award is worth: ${moneyText(money(worth, base.currency))}.`)
  return (await addCorrection(ctx, base, amount.minor, `${dispute.number} upheld: ${sentence}`.slice(0, 500))).id
}
/** Signed: what is missing is positive, what was too much is negative. */
function amountOf(typed: string, currency: string): Money {
  try {
    const amount = parseMoney(typed, currency)
    if (amount.minor === 0n) throw new Refusal('invalid', 'A correction of zero changes nothing. Leave the amount empty instead.')
    return amount
  } catch (error) {
    if (error instanceof Refusal) throw invalid('amount', error.message)
    throw error
  }
}
