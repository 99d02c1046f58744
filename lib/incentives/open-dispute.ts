import { eq } from 'drizzle-orm'
import { awards } from '../../db/schema/incentives.ts'
import { disputes } from '../../db/schema/wallet.ts'
import { payees } from '../../db/schema/work.ts'
import { command } from '../access/operation.ts'
import { violated } from '../access/passage.ts'
import { decodeId, encodeId, newUuid } from '../kernel/id.ts'
import { conflict, notFound } from '../kernel/refusal.ts'
import { policyOf } from '../tenancy/policy.ts'
import { addBusinessDays } from '../kernel/business-day.ts'
import { disputableLine } from './dispute.ts'
import { isOwnPayee } from './own-payees.ts'
import { disputeOpened } from './wallet-events.ts'
import { OpenDispute } from './wallet-inputs.ts'

/** Disputes one line of an award of one's own: a work record, a step of the arithmetic, or the sum. The clock of the answer starts. */
export const openDispute = command({
  name: 'incentives.openDispute',
  needs: 'dispute.open',
  input: OpenDispute,
  run: async (ctx, input) => {
    const [award] = await ctx.tx
      .select()
      .from(awards)
      .where(eq(awards.id, decodeId('award', input.awardId)))
    if (!award || !(await isOwnPayee(ctx, award.payeeId))) throw notFound('award')
    const line = await disputableLine(ctx, award, input.line),
      id = newUuid(ctx.now),
      number = await ctx.number('dispute'),
      dueOn = addBusinessDays(ctx.today, policyOf(ctx.settings.policy).disputeBusinessDays)
    const [payee] = await ctx.tx.select({ number: payees.number }).from(payees).where(eq(payees.id, award.payeeId))
    try {
      await ctx.tx
        .insert(disputes)
        .values({
          id,
          number,
          awardId: award.id,
          recordId: line.recordId,
          payeeId: award.payeeId,
          lineKey: line.key,
          line: line.words,
          reason: input.reason,
          state: 'open',
          openedBy: ctx.actor.memberId as string,
          dueOn,
          createdAt: ctx.now,
        })
    } catch (error) {
      if (violated(error) === 'disputes_open') throw conflict('This line is disputed already and waits for its answer.')
      throw error
    }
    ctx.record(disputeOpened, id, { number, award: award.number, line: line.words, reason: input.reason, dueOn, payee: payee?.number ?? '' })
    return { id: encodeId('dispute', id), number, dueOn, awardId: input.awardId }
  },
})
