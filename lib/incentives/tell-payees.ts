import { inArray } from 'drizzle-orm'
import { batches, payouts } from '../../db/schema/payouts.ts'
import { bankDetails } from '../../db/schema/work.ts'
import type { Ctx } from '../access/ctx.ts'
import { command } from '../access/operation.ts'
import { dayOf, type Day } from '../kernel/day.ts'
import { eventsAround, NoticeOfEvent } from '../tenancy/notice-cause.ts'
import { tell, type Notice } from '../tenancy/notice.ts'
import { saidDay, saidMoney } from '../tenancy/said.ts'
import { amountOf, membersBehind, type PayoutRow } from './payout.ts'

export const payoutNews = ['payout.released', 'payout.settled', 'payout.returned'] as const
const slice = 500
/** Tells payees what became of their payouts: on its way, arrived, come back. One run for all events of a minute. */
export const tellPayees = command({
  name: 'incentives.tellPayees',
  needs: 'job',
  input: NoticeOfEvent,
  run: async (ctx, notice) => {
    const events = await eventsAround(ctx, payoutNews, notice),
      ids = [...new Set(events.map((event) => event.subjectId))]
    const rows = new Map<string, PayoutRow>(),
      valueDays = new Map<string, Day>(),
      behind = new Map<string, ReadonlySet<string>>()
    for (let at = 0; at < ids.length; at += slice) {
      const part = await ctx.tx
        .select()
        .from(payouts)
        .where(inArray(payouts.id, ids.slice(at, at + slice)))
      for (const row of part) rows.set(row.id, row)
      const missing = [...new Set(part.flatMap((row) => (row.batchId === null || valueDays.has(row.batchId) ? [] : [row.batchId])))]
      if (missing.length > 0)
        for (const batch of await ctx.tx.select({ id: batches.id, valueOn: batches.valueOn }).from(batches).where(inArray(batches.id, missing)))
          valueDays.set(batch.id, batch.valueOn)
      for (const [payeeId, members] of await membersBehind(ctx, [...new Set(part.map((row) => row.payeeId))])) behind.set(payeeId, members)
    }
    const notices = events.flatMap((event): Notice[] => {
      const payout = rows.get(event.subjectId),
        to = [...(payout ? (behind.get(payout.payeeId) ?? []) : [])]
      return payout === undefined || to.length === 0
        ? []
        : [
            {
              kind: 'paid',
              to,
              sentence: sentenceOf(ctx, event.event, payout, payout.batchId === null ? undefined : valueDays.get(payout.batchId)),
              subject: { kind: 'payout', id: payout.id },
              causeId: event.id,
            },
          ]
    })
    return { told: await tell(ctx, notices) }
  },
})
function sentenceOf(ctx: Ctx, event: string, payout: PayoutRow, valueOn: Day | undefined): string {
  const amount = saidMoney(ctx, amountOf(payout))
  if (event === 'payout.settled') return `${amount} has arrived (${payout.number})`
  if (event === 'payout.returned')
    return `${amount} came back from the bank (${payout.number}${payout.returnReason ? `: ${payout.returnReason}` : ''}); it will be paid anew once the reason is settled`
  return `${amount} is on its way (${payout.number})${valueOn ? `, with you by ${saidDay(ctx, valueOn)}` : ''}`
}
/** Tells a payee at once that the bank detail of their money was entered or confirmed: whoever redirects a payout must be seen by its owner. */
export const tellOfBankDetail = command({
  name: 'incentives.tellOfBankDetail',
  needs: 'job',
  input: NoticeOfEvent,
  run: async (ctx, notice) => {
    const [detail] =
      notice.subjectId === null
        ? []
        : await ctx.tx
            .select()
            .from(bankDetails)
            .where(inArray(bankDetails.id, [notice.subjectId]))
    if (!detail) {
      ctx.unchanged('the bank detail is gone')
      return { told: 0 }
    }
    const behind = await membersBehind(ctx, [detail.payeeId])
    const sentence =
      notice.event === 'bank_detail.confirmed'
        ? `Your bank detail ${detail.masked} was confirmed`
        : `Your bank detail was changed to ${detail.masked}; payouts wait until ${saidDay(ctx, dayOf(detail.heldUntil, ctx.settings.zone))}`
    return {
      told: await tell(ctx, [
        {
          kind: 'bank_detail',
          to: [...(behind.get(detail.payeeId) ?? [])],
          sentence,
          more: 'If you did not ask for this, tell the office before that day: nothing is sent to the new account until then.',
          subject: { kind: 'payee', id: detail.payeeId },
          causeId: notice.eventId,
        },
      ]),
    }
  },
})
