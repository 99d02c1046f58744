import { and, eq, isNull, ne } from 'drizzle-orm'
import { journalEntries } from '../../db/schema/ledger.ts'
import { payouts } from '../../db/schema/payouts.ts'
import type { Ctx } from '../access/ctx.ts'
import { command } from '../access/operation.ts'
import { assert } from '../kernel/assert.ts'
import { moneyText } from '../kernel/money.ts'
import { conflict } from '../kernel/refusal.ts'
import { batchRefused } from './bank-events.ts'
import { refuseBatchInput } from './bank-inputs.ts'
import { unreleasePayouts } from './bank.sql.ts'
import { loadBatch, releaseBar, saveBatch, totalOf, type BatchRow } from './batch.ts'
import { reverse } from './ledger.ts'
import { refuseSeparation, stateWords } from './payout.ts'

/**
 * A person records that the bank refused the whole file, for banks that say so on the telephone or in their portal. Not the one who
 * released it: whoever could do both could have the same payouts paid twice.
 */
export const refuseBatch = command({
  name: 'incentives.refuseBatch',
  needs: 'payout.release',
  stepUp: 'anew',
  input: refuseBatchInput,
  run: async (ctx, input) => {
    const batch = await loadBatch(ctx, input.batchId, 'refuse')
    if (batch.releasedBy === ctx.actor.memberId) throw refuseSeparation(`You released ${batch.number}. Somebody else records that the bank refused it.`)
    const bar = await releaseBar(ctx, batch.id)
    if (bar?.includes('paid to you')) throw refuseSeparation(bar)
    const freed = await takeBack(ctx, batch, input.reason, 'person')
    return { id: input.batchId, number: batch.number, freed }
  },
})

/** A payout of the batch that the bank has moved already, by number and state: then it did not refuse the whole file. */
export async function movedPayout(ctx: Ctx, batchId: string): Promise<{ number: string; state: string } | undefined> {
  const [moved] = await ctx.tx
    .select({ number: payouts.number, state: payouts.state })
    .from(payouts)
    .where(and(eq(payouts.batchId, batchId), ne(payouts.state, 'released')))
    .orderBy(payouts.number)
    .limit(1)
  return moved && { number: moved.number, state: stateWords[moved.state] }
}

/** Refused whole: the release is reversed in the ledger, once, and the payouts are approved again, free for another batch. */
export async function takeBack(ctx: Ctx, batch: BatchRow, reason: string, by: 'status report' | 'person'): Promise<number> {
  const moved = await movedPayout(ctx, batch.id)
  if (moved)
    throw conflict(`${moved.number} of ${batch.number} is ${moved.state}: the bank did not refuse the whole file. Let it return the other payouts one by one.`)
  const [entry] = await ctx.tx
    .select({ id: journalEntries.id })
    .from(journalEntries)
    .where(and(eq(journalEntries.subjectId, batch.id), eq(journalEntries.kind, 'batch.released'), isNull(journalEntries.reversesId)))
  assert(entry, `the ledger entry of the release of ${batch.number}`)
  await reverse(ctx, entry.id, `${batch.number} refused by the bank`)
  const freed = await unreleasePayouts(ctx, batch.id)
  assert(freed.length === batch.payoutCount, `${batch.payoutCount} payouts of ${batch.number}, of which ${freed.length} were freed`)
  await saveBatch(ctx, batch, { state: 'refused', bankStatus: reason.slice(0, 300) })
  ctx.record(batchRefused, batch.id, { number: batch.number, payouts: freed.length, amount: moneyText(totalOf(batch)), reason: reason.slice(0, 300), by })
  return freed.length
}
