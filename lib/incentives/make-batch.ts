import { and, eq, inArray, isNull } from 'drizzle-orm'
import { batches, payouts } from '../../db/schema/payouts.ts'
import type { Ctx } from '../access/ctx.ts'
import { command } from '../access/operation.ts'
import { assert } from '../kernel/assert.ts'
import { day, type Day } from '../kernel/day.ts'
import { decodeId, encodeId } from '../kernel/id.ts'
import { moneyText } from '../kernel/money.ts'
import { conflict, invalid, notFound } from '../kernel/refusal.ts'
import { bankFiles } from '../platform/rails/bank-files.ts'
import type { Originator } from '../platform/rails/port.ts'
import { batchCancelled, batchChanged, batchMade } from './bank-events.ts'
import { batchInput, changeBatchInput, makeBatchInput } from './bank-inputs.ts'
import { countBatch, loadBatch, saveBatch, totalOf, type BatchRow } from './batch.ts'
import { loadOriginator, railWords } from './originator.ts'
import { stateWords } from './payout.ts'

/** The most payouts of one batch: what a bank takes in one file and one transaction writes in seconds. */
export const batchPayoutsMax = 10_000

/** Takes approved payouts of one rail and currency that no other batch has, as a draft. Costs nothing until it is released. */
export const makeBatch = command({
  name: 'incentives.makeBatch',
  needs: 'batch.make',
  input: makeBatchInput,
  run: async (ctx, input) => {
    const { row, originator } = await loadOriginator(ctx, input.rail, input.currency)
    const number = await ctx.number('batch')
    const valueOn = valueDay(originator, input.valueOn, ctx.now)
    const [batch] = await ctx.tx
      .insert(batches)
      .values({ number, rail: input.rail, currency: input.currency, state: 'draft', originatorId: row.id, valueOn, madeBy: ctx.actor.memberId ?? '' })
      .returning()
    assert(batch, 'the batch that was made')
    if (input.payoutIds) await take(ctx, batch, input.payoutIds)
    else await takeAll(ctx, batch)
    const { payoutCount, total } = await countBatch(ctx, batch)
    if (payoutCount === 0) throw conflict(`No approved payout in ${input.currency} waits for ${railWords[input.rail]}.`)
    ctx.record(batchMade, batch.id, { number, rail: railWords[input.rail], payouts: payoutCount, amount: moneyText(total) })
    return { id: encodeId('batch', batch.id), number, payoutCount }
  },
})

/** The day asked for if banks move money on it and it is not too early; otherwise a refusal that names the next one. */
export function valueDay(originator: Originator, asked: string | undefined, now: Date): Day {
  const rail = bankFiles.rails[originator.rail],
    earliest = rail.earliestDay(originator, now)
  if (asked === undefined) return earliest
  const wanted = day(asked)
  if (wanted < earliest) throw invalid('valueOn', `The bank’s cut-off allows ${earliest} at the earliest. Choose that day or a later one.`)
  if (rail.nextOpenDay(wanted) !== wanted) throw invalid('valueOn', `Banks do not move money on ${wanted}. Choose ${rail.nextOpenDay(wanted)} instead.`)
  return wanted
}

const free = (batch: BatchRow) =>
  and(eq(payouts.state, 'approved'), isNull(payouts.batchId), eq(payouts.rail, batch.rail), eq(payouts.currency, batch.currency))
/** The rows first and by name: beside a subquery the planner may, without fresh statistics, compare each payout with each. */
async function takeAll(ctx: Ctx, batch: BatchRow): Promise<number> {
  const waiting = (await ctx.tx.select({ id: payouts.id }).from(payouts).where(free(batch)).orderBy(payouts.id).limit(batchPayoutsMax).for('update')).map(
    (row) => row.id,
  )
  let taken = 0
  for (let at = 0; at < waiting.length; at += takeSlice)
    taken += (
      await ctx.tx
        .update(payouts)
        .set({ batchId: batch.id, updatedAt: ctx.now })
        .where(inArray(payouts.id, waiting.slice(at, at + takeSlice)))
        .returning({ id: payouts.id })
    ).length
  return taken
}
const takeSlice = 2_000
/** All of these or none: a payout that cannot come along is named. */
async function take(ctx: Ctx, batch: BatchRow, payoutIds: readonly string[]): Promise<number> {
  const ids = [...new Set(payoutIds.map((id) => decodeId('payout', id)))].sort()
  const rows = await ctx.tx
    .select({ id: payouts.id, number: payouts.number, state: payouts.state, batchId: payouts.batchId, rail: payouts.rail, currency: payouts.currency })
    .from(payouts)
    .where(inArray(payouts.id, ids))
    .orderBy(payouts.id)
    .for('update')
  if (rows.length !== ids.length) throw notFound('payout')
  for (const row of rows) {
    if (row.state !== 'approved') throw conflict(`${row.number} is ${stateWords[row.state]}; only approved payouts go into a batch.`)
    if (row.batchId !== null) throw conflict(`${row.number} is in ${row.batchId === batch.id ? 'this batch' : 'another batch'} already.`)
    if (row.rail !== batch.rail || row.currency !== batch.currency)
      throw conflict(`${row.number} is paid in ${row.currency} by ${railWords[row.rail]}; this batch holds ${batch.currency} by ${railWords[batch.rail]}.`)
  }
  const taken = await ctx.tx.update(payouts).set({ batchId: batch.id, updatedAt: ctx.now }).where(inArray(payouts.id, ids)).returning({ id: payouts.id })
  assert(taken.length === ids.length, 'payouts that are locked')
  return taken.length
}

/** Puts payouts in and takes others out, or moves the value day, while the batch is a draft. */
export const changeBatch = command({
  name: 'incentives.changeBatch',
  needs: 'batch.make',
  input: changeBatchInput,
  run: async (ctx, input) => {
    const batch = await loadBatch(ctx, input.batchId, 'change')
    if (input.add.length + input.remove.length === 0 && input.valueOn === undefined) throw invalid('remove', 'Choose at least one payout.')
    const added = input.add.length > 0 ? await take(ctx, batch, input.add) : 0
    const out = [...new Set(input.remove.map((id) => decodeId('payout', id)))]
    const removed =
      out.length > 0
        ? (
            await ctx.tx
              .update(payouts)
              .set({ batchId: null, updatedAt: ctx.now })
              .where(and(inArray(payouts.id, out), eq(payouts.batchId, batch.id)))
              .returning({ id: payouts.id })
          ).length
        : 0
    if (removed !== out.length) throw notFound('payout')
    const { originator } = await loadOriginator(ctx, batch.rail, batch.currency)
    const { payoutCount, total } = await countBatch(ctx, batch, input.valueOn === undefined ? {} : { valueOn: valueDay(originator, input.valueOn, ctx.now) })
    if (payoutCount > batchPayoutsMax) throw invalid('add', `A batch takes at most ${batchPayoutsMax} payouts. Make a second one.`)
    ctx.record(batchChanged, batch.id, { number: batch.number, added, removed, payouts: payoutCount, amount: moneyText(total) })
    return { id: input.batchId, number: batch.number, payoutCount, added, removed }
  },
})

/** Drops a draft; its payouts are free for another batch. After release only the bank's answer takes a batch back. */
export const cancelBatch = command({
  name: 'incentives.cancelBatch',
  needs: 'batch.make',
  input: batchInput,
  run: async (ctx, input) => {
    const batch = await loadBatch(ctx, input.batchId, 'cancel')
    const freed = await ctx.tx.update(payouts).set({ batchId: null, updatedAt: ctx.now }).where(eq(payouts.batchId, batch.id)).returning({ id: payouts.id })
    await saveBatch(ctx, batch, { state: 'cancelled' })
    ctx.record(batchCancelled, batch.id, { number: batch.number, payouts: freed.length, amount: moneyText(totalOf(batch)) })
    return { id: input.batchId, number: batch.number, freed: freed.length }
  },
})
