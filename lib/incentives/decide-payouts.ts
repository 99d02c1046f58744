import { and, eq, inArray } from 'drizzle-orm'
import { awards } from '../../db/schema/incentives.ts'
import { journalEntries } from '../../db/schema/ledger.ts'
import { payoutApprovals, payoutLines } from '../../db/schema/payouts.ts'
import type { Ctx } from '../access/ctx.ts'
import { command } from '../access/operation.ts'
import { assert } from '../kernel/assert.ts'
import { encodeId } from '../kernel/id.ts'
import { moneyText } from '../kernel/money.ts'
import { conflict } from '../kernel/refusal.ts'
import { reverse } from './ledger.ts'
import {
  amountOf,
  decisionsOn,
  loadPayout,
  loadPayouts,
  moveState,
  ownAmong,
  ownHold,
  refuseSeparation,
  whyHeld,
  type HeldBy,
  type PayoutRow,
} from './payout.ts'
import { payoutHeld, payoutRejected, payoutResumed } from './payout-events.ts'
import { HoldPayout, RejectPayouts, ResumePayouts } from './payout-inputs.ts'

const about = (payout: PayoutRow) => ({ number: payout.number, amount: moneyText(amountOf(payout)), payee: encodeId('payee', payout.payeeId) })

/** Frees what a payout had collected: its lines become void, its awards are confirmed again and may be paid by another payout. */
export async function freeLines(ctx: Ctx, payoutIds: readonly string[]): Promise<void> {
  const lines = await ctx.tx
    .update(payoutLines)
    .set({ isVoid: true })
    .where(and(inArray(payoutLines.payoutId, [...payoutIds]), eq(payoutLines.isVoid, false)))
    .returning({ awardId: payoutLines.awardId })
  const awardIds = lines.flatMap((line) => (line.awardId ? [line.awardId] : []))
  if (awardIds.length > 0)
    await ctx.tx
      .update(awards)
      .set({ state: 'confirmed', updatedAt: ctx.now })
      .where(and(inArray(awards.id, awardIds), inArray(awards.state, ['in_payout', 'paid'])))
}

/** Rejects payouts with a reason. The ledger entry is reversed and the awards wait for another payout. */
export const rejectPayouts = command({
  name: 'incentives.rejectPayouts',
  needs: 'payout.approve',
  input: RejectPayouts,
  run: async (ctx, { payoutIds, reason }) => {
    const rows = await loadPayouts(ctx, payoutIds, 'reject')
    const decided = await decisionsOn(
      ctx,
      rows.map((row) => row.id),
    )
    for (const payout of rows) {
      const [entry] = await ctx.tx
        .select({ id: journalEntries.id })
        .from(journalEntries)
        .where(and(eq(journalEntries.subjectId, payout.id), eq(journalEntries.kind, 'payout.raised')))
      assert(entry, 'the entry of a raised payout')
      const reversal = await reverse(ctx, entry.id, `${payout.number} rejected`)
      const { memberId } = ctx.actor
      if (memberId && !decided.some((d) => d.payoutId === payout.id && d.memberId === memberId))
        await ctx.tx
          .insert(payoutApprovals)
          .values({ payoutId: payout.id, memberId, decision: 'rejected', note: reason, at: ctx.now, factorAt: ctx.actor.factorAt })
      ctx.record(payoutRejected, payout.id, {
        ...about(payout),
        reason,
        entry: reversal.number,
        changes: [{ field: 'state', before: payout.state, after: 'rejected' }],
      })
    }
    await moveState(
      ctx,
      rows.map((row) => row.id),
      'reject',
      { state: 'rejected', heldFrom: null, holdReason: null },
    )
    await freeLines(
      ctx,
      rows.map((row) => row.id),
    )
    return { rejected: rows.map((row) => encodeId('payout', row.id)) }
  },
})
/** Stops a payout before its release; it will go on in the state it came from. */
export const holdPayout = command({
  name: 'incentives.holdPayout',
  needs: 'payout.raise',
  input: HoldPayout,
  run: async (ctx, { payoutId, reason }) => {
    const payout = await loadPayout(ctx, payoutId, 'hold')
    await moveState(ctx, [payout.id], 'hold', { state: 'held', heldFrom: payout.state, holdReason: reason })
    ctx.record(payoutHeld, payout.id, { ...about(payout), reason, changes: [{ field: 'state', before: payout.state, after: 'held' }] })
    return { id: payoutId }
  },
})
/**
 * Lets held payouts go on, all or none, once the reason at each payee is gone; with a new account only while nobody has approved the payout
 * for the old one. Nobody lifts a hold of what is paid to them: somebody put it there.
 */
export const resumePayouts = command({
  name: 'incentives.resumePayouts',
  needs: 'payout.raise',
  input: ResumePayouts,
  run: async (ctx, { payoutIds }) => {
    const rows = await loadPayouts(ctx, payoutIds, 'resume'),
      stops = await whyHeld(ctx, rows)
    const own = await ownAmong(
      ctx,
      ctx.actor.memberId,
      rows.map((row) => row.payeeId),
    )
    for (const payout of rows) {
      if (own.has(payout.payeeId)) throw refuseSeparation(ownHold(payout.number))
      const { fault, approvedFor, detailId } = stops.get(payout.id) as HeldBy
      if (approvedFor === 'another account')
        throw conflict(`${payout.number} was approved for another account. Reject it and raise it anew, so that it is approved for the new one.`)
      if (fault !== undefined) throw conflict(`${payout.number} stays held: ${fault}.`)
      assert(payout.heldFrom, 'the state a held payout came from')
      await moveState(ctx, [payout.id], 'resume', { state: payout.heldFrom, heldFrom: null, holdReason: null, bankDetailId: detailId })
      ctx.record(payoutResumed, payout.id, {
        ...about(payout),
        changes: [
          { field: 'state', before: 'held', after: payout.heldFrom },
          { field: 'hold', before: payout.holdReason ?? '', after: '' },
        ],
      })
    }
    return { resumed: rows.map((row) => encodeId('payout', row.id)) }
  },
})
