import { and, asc, eq, inArray } from 'drizzle-orm'
import { batches, payouts } from '../../db/schema/payouts.ts'
import type { statementLines } from '../../db/schema/statements.ts'
import type { Ctx, ReadCtx } from '../access/ctx.ts'
import { decodeId } from '../kernel/id.ts'
import { money, moneyText } from '../kernel/money.ts'
import { conflict, invalid, Refusal } from '../kernel/refusal.ts'
import { batchWords, totalOf, type BatchRow } from './batch.ts'
import { ownAmong } from './payout.ts'
import { finishBatches, settlePayouts, type Cause } from './settle-payouts.ts'

type Line = Pick<typeof statementLines.$inferSelect, 'direction' | 'amountMinor' | 'currency'>

/**
 * One line for a whole file, as US banks book ACH: it settles every payout of a released batch that is still under way. Only for the sum of all
 * of them, to the cent, and only while none was settled by a line of its own; a payout that came back before counts, because its money left
 * with the others and comes back by another line.
 */
export async function settleBatch(ctx: Ctx, line: Line, text: string | undefined, cause: Cause): Promise<{ batch: BatchRow; payouts: number }> {
  const batch = await batchNamed(ctx, text)
  if (batch.state !== 'released')
    throw invalid('batch', `${batch.number} is ${batchWords[batch.state]}; only a released batch can be settled. Look at its number.`)
  if (line.direction !== 'debit') throw invalid('decision', 'Money came in with this line; it cannot settle a batch.')
  const rows = await ctx.tx.select().from(payouts).where(eq(payouts.batchId, batch.id)).orderBy(asc(payouts.id)).for('update')
  const own = await ownAmong(
    ctx,
    ctx.actor.memberId,
    rows.map((row) => row.payeeId),
  )
  const mine = rows.find((row) => own.has(row.payeeId))
  if (mine) throw new Refusal('forbidden', `${mine.number} of ${batch.number} is paid to you. Somebody else decides what this line means for it.`)
  const alone = rows.find((row) => row.settledAt !== null)
  if (alone)
    throw invalid(
      'batch',
      `${alone.number} of ${batch.number} was settled by a line of its own, so this line cannot be the whole batch. Ask the bank what it is.`,
    )
  const total = rows.reduce((sum, row) => sum + row.amountMinor, 0n)
  if (line.currency !== batch.currency || line.amountMinor !== total)
    throw invalid(
      'batch',
      `The line is ${moneyText(money(line.amountMinor, line.currency))} and the ${rows.length} payouts of ${batch.number} are ${moneyText(money(total, batch.currency))}. A batch settles by its own sum only.`,
    )
  const open = rows.filter((row) => row.state === 'released')
  if (open.length === 0) throw conflict(`Nothing of ${batch.number} is under way any more.`)
  await settlePayouts(
    ctx,
    open.map((row) => ({
      payout: { id: row.id, number: row.number, payeeId: row.payeeId, batchId: row.batchId, amount: money(row.amountMinor, row.currency) },
      cause,
    })),
  )
  await finishBatches(ctx, [batch.id])
  return { batch, payouts: open.length }
}
/** By its number or its id. */
async function batchNamed(ctx: Ctx, text: string | undefined): Promise<BatchRow> {
  if (text === undefined || text === '') throw invalid('batch', 'Enter the number of the batch, such as B-00042.')
  const which = text.startsWith('bat_') ? eq(batches.id, decodeId('batch', text)) : eq(batches.number, text.toUpperCase())
  const [row] = await ctx.tx
    .select()
    .from(batches)
    .where(and(which, inArray(batches.state, ['released', 'settled', 'refused'])))
    .for('update')
  if (!row) throw invalid('batch', `There is no batch ${text.slice(0, 40)} that was released. Look at its number.`)
  return row
}

/** Released batches whose sum is the line's: a hint, because an amount alone is no match. */
export async function batchesOfAmount(ctx: ReadCtx, line: Line): Promise<{ number: string; payouts: number; total: ReturnType<typeof totalOf> }[]> {
  if (line.direction !== 'debit') return []
  const rows = await ctx.tx
    .select()
    .from(batches)
    .where(and(eq(batches.state, 'released'), eq(batches.currency, line.currency), eq(batches.totalMinor, line.amountMinor)))
    .orderBy(asc(batches.id))
    .limit(8)
  return rows.map((row) => ({ number: row.number, payouts: row.payoutCount, total: totalOf(row) }))
}
