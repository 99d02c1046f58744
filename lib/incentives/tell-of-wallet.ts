import { and, eq, isNull, lt } from 'drizzle-orm'
import { disputes } from '../../db/schema/wallet.ts'
import { z } from 'zod'
import { command } from '../access/operation.ts'
import { encodeId } from '../kernel/id.ts'
import { money } from '../kernel/money.ts'
import { membersWho, tell, type Notice } from '../tenancy/notice.ts'
import { NoticeOfEvent, subjectOf } from '../tenancy/notice-cause.ts'
import { saidDay, saidMoney } from '../tenancy/said.ts'
import { loadDispute } from './dispute.ts'
import { membersBehind } from './payout.ts'
import { loadRedemption } from './redemption.ts'
import { disputeOverdue } from './wallet-events.ts'

/** A dispute that was opened, or that has passed its day, goes to those who answer; the answer goes to the payee. */
export const tellOfDispute = command({
  name: 'incentives.tellOfDispute',
  needs: 'job',
  input: NoticeOfEvent,
  run: async (ctx, notice) => {
    const dispute = await loadDispute(ctx, encodeId('dispute', subjectOf(notice))),
      behind = [...((await membersBehind(ctx, [dispute.payeeId])).get(dispute.payeeId) ?? [])]
    const subject = { kind: 'dispute', id: dispute.id } as const,
      causeId = notice.eventId
    if (notice.event === 'dispute.opened' || notice.event === 'dispute.overdue') {
      const sentence =
        notice.event === 'dispute.opened'
          ? `${dispute.payee} disputes “${dispute.line}” of ${dispute.award.number}; answer by ${saidDay(ctx, dispute.dueOn)}`
          : `${dispute.number} of ${dispute.payee} should have been answered by ${saidDay(ctx, dispute.dueOn)}`
      return {
        told: await tell(ctx, [
          { kind: 'disputed', to: await membersWho(ctx, 'dispute.decide', [...behind, dispute.openedBy]), sentence, more: dispute.reason, subject, causeId },
        ]),
      }
    }
    const sentence = `Your dispute of “${dispute.line}” was ${dispute.state === 'upheld' ? 'upheld' : 'rejected'}: ${dispute.outcome ?? ''}`
    return { told: await tell(ctx, [{ kind: 'disputed', to: behind, sentence, subject, causeId }]) }
  },
})
/** A request goes to those who hand out; what became of it goes to the payee. */
export const tellOfRedemption = command({
  name: 'incentives.tellOfRedemption',
  needs: 'job',
  input: NoticeOfEvent,
  run: async (ctx, notice) => {
    const redemption = await loadRedemption(ctx, encodeId('redemption', subjectOf(notice))),
      behind = [...((await membersBehind(ctx, [redemption.payeeId])).get(redemption.payeeId) ?? [])]
    const what = redemption.quantity === 1 ? redemption.item : `${redemption.quantity} × ${redemption.item}`,
      amount = saidMoney(ctx, money(redemption.amountMinor, redemption.currency))
    const shared = { subject: { kind: 'redemption', id: redemption.id } as const, causeId: notice.eventId }
    const told: Notice =
      notice.event === 'redemption.requested'
        ? {
            kind: 'waiting',
            to: await membersWho(ctx, 'redemption.decide', [...behind, redemption.requestedBy]),
            sentence: `${redemption.payee} redeemed ${amount} for ${what}; hand it out or cancel it`,
            ...shared,
          }
        : notice.event === 'redemption.fulfilled'
          ? { kind: 'redeemed', to: behind, sentence: `${what} is yours (${redemption.number})`, ...shared }
          : {
              kind: 'redeemed',
              to: behind,
              sentence: `${redemption.number} was cancelled and ${amount} is back in your balance: ${redemption.reason ?? ''}`,
              ...shared,
            }
    return { told: await tell(ctx, [told]) }
  },
})
/** By the clock: an open dispute whose day has passed is marked once, which tells those who answer. */
export const markOverdueDisputes = command({
  name: 'incentives.markOverdueDisputes',
  needs: 'job',
  input: z.strictObject({}),
  run: async (ctx) => {
    const late = await ctx.tx
      .update(disputes)
      .set({ overdueAt: ctx.now })
      .where(and(eq(disputes.state, 'open'), lt(disputes.dueOn, ctx.today), isNull(disputes.overdueAt)))
      .returning({ id: disputes.id, number: disputes.number, dueOn: disputes.dueOn })
    for (const row of late) ctx.record(disputeOverdue, row.id, { number: row.number, dueOn: row.dueOn })
    if (late.length === 0) ctx.unchanged('no dispute is late')
    return { late: late.length }
  },
})
