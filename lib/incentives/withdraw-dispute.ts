import { eq } from 'drizzle-orm'
import { disputes } from '../../db/schema/wallet.ts'
import { command } from '../access/operation.ts'
import { assert } from '../kernel/assert.ts'
import { encodeId } from '../kernel/id.ts'
import { notFound } from '../kernel/refusal.ts'
import { lockDispute, refuseUnlessOpen } from './dispute.ts'
import { isOwnPayee } from './own-payees.ts'
import { disputeWithdrawn } from './wallet-events.ts'
import { WithdrawDispute } from './wallet-inputs.ts'

/** The payee takes an open dispute back. */
export const withdrawDispute = command({
  name: 'incentives.withdrawDispute',
  needs: 'dispute.open',
  input: WithdrawDispute,
  run: async (ctx, { id }) => {
    const dispute = await lockDispute(ctx, id)
    if (!(await isOwnPayee(ctx, dispute.payeeId))) throw notFound('dispute')
    refuseUnlessOpen(dispute)
    const rows = await ctx.tx
      .update(disputes)
      .set({ state: 'withdrawn', decidedBy: ctx.actor.memberId, decidedAt: ctx.now })
      .where(eq(disputes.id, dispute.id))
      .returning({ id: disputes.id })
    assert(rows.length === 1, 'the dispute that was just locked')
    ctx.record(disputeWithdrawn, dispute.id, { number: dispute.number, award: dispute.award.number })
    return { id, awardId: encodeId('award', dispute.awardId) }
  },
})
