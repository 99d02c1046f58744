import { and, count, eq, inArray, isNull, or, sql, sum } from 'drizzle-orm'
import { batches, payoutApprovals, payouts, type BatchState } from '../../db/schema/payouts.ts'
import type { Ctx, ReadCtx } from '../access/ctx.ts'
import { assert } from '../kernel/assert.ts'
import { decodeId } from '../kernel/id.ts'
import { money, type Money } from '../kernel/money.ts'
import { conflict, notFound } from '../kernel/refusal.ts'
import { payeesBehind } from './payout.ts'

export type BatchRow = typeof batches.$inferSelect
/** In which states each verb is possible. Who may is a permission; who against whom is the verb's own. */
export const batchMay = {
  change: ['draft'],
  cancel: ['draft'],
  release: ['draft'],
  refuse: ['released'],
  report: ['released'],
  settle: ['released'],
  download: ['released', 'settled', 'refused'],
} as const satisfies Record<string, readonly BatchState[]>
export type BatchVerb = keyof typeof batchMay
const pastTense: Readonly<Record<BatchVerb, string>> = {
  change: 'changed',
  cancel: 'cancelled',
  release: 'released',
  refuse: 'refused',
  report: 'reported on',
  settle: 'settled',
  download: 'downloaded',
}
export const batchWords: Readonly<Record<BatchState, string>> = {
  draft: 'a draft',
  released: 'released',
  settled: 'settled',
  refused: 'refused by the bank',
  cancelled: 'cancelled',
}
export const totalOf = (batch: Pick<BatchRow, 'totalMinor' | 'currency'>): Money => money(batch.totalMinor, batch.currency)

/** The batch of this tenant in a state that allows the verb, locked until the transaction ends; otherwise a refusal that says the state. */
export async function loadBatch(ctx: Ctx, batchId: string, verb: BatchVerb): Promise<BatchRow> {
  const [batch] = await ctx.tx
    .select()
    .from(batches)
    .where(eq(batches.id, decodeId('batch', batchId)))
    .for('update')
  if (!batch) throw notFound('batch')
  if (!(batchMay[verb] as readonly BatchState[]).includes(batch.state))
    throw conflict(`${batch.number} is ${batchWords[batch.state]}; it cannot be ${pastTense[verb]} now.`)
  return batch
}
/** Changes the batch that is locked; a row that moved meanwhile is an error, never silence. */
export async function saveBatch(ctx: Ctx, batch: Pick<BatchRow, 'id' | 'state' | 'number'>, set: Partial<typeof batches.$inferInsert>): Promise<void> {
  const saved = await ctx.tx
    .update(batches)
    .set({ ...set, updatedAt: ctx.now })
    .where(and(eq(batches.id, batch.id), eq(batches.state, batch.state)))
    .returning({ id: batches.id })
  assert(saved.length === 1, `${batch.number}, which is locked`)
}
/** Counts a draft anew from its payouts. */
export async function countBatch(
  ctx: Ctx,
  batch: Pick<BatchRow, 'id' | 'state' | 'number' | 'currency'>,
  set: Partial<typeof batches.$inferInsert> = {},
): Promise<{ payoutCount: number; total: Money }> {
  const [row] = await ctx.tx
    .select({ payoutCount: count(), minor: sum(payouts.amountMinor) })
    .from(payouts)
    .where(eq(payouts.batchId, batch.id))
  const payoutCount = row?.payoutCount ?? 0,
    totalMinor = BigInt(row?.minor ?? 0)
  await saveBatch(ctx, batch, { ...set, payoutCount, totalMinor })
  return { payoutCount, total: money(totalMinor, batch.currency) }
}

/**
 * Why this person may not release: the releaser has approved no payout of the batch, neither in person nor through a delegate, and is
 * payee of none. Otherwise one person could approve and pay out alone.
 */
export async function releaseBar(ctx: ReadCtx, batchId: string): Promise<string | undefined> {
  const me = ctx.actor.memberId
  if (me === null) return 'A batch is released by a person.'
  const [approved] = await ctx.tx
    .select({ number: payouts.number })
    .from(payouts)
    .innerJoin(payoutApprovals, eq(payoutApprovals.payoutId, payouts.id))
    .where(
      and(eq(payouts.batchId, batchId), eq(payoutApprovals.decision, 'approved'), or(eq(payoutApprovals.memberId, me), eq(payoutApprovals.onBehalfOf, me))),
    )
    .orderBy(payouts.number)
    .limit(1)
  if (approved) return `You approved ${approved.number}. Somebody who approved nothing in this batch releases it.`
  const own = await payeesBehind(ctx, me)
  if (own.length === 0) return undefined
  const [paid] = await ctx.tx
    .select({ number: payouts.number })
    .from(payouts)
    .where(and(eq(payouts.batchId, batchId), inArray(payouts.payeeId, own)))
    .orderBy(payouts.number)
    .limit(1)
  return paid && `${paid.number} is paid to you. Somebody else releases this batch, or ${paid.number} goes into another one.`
}

/** Approved payouts that no batch has taken, by rail and currency. */
export async function freePayouts(ctx: ReadCtx) {
  return ctx.tx
    .select({
      rail: payouts.rail,
      currency: payouts.currency,
      payoutCount: count(),
      minor: sum(payouts.amountMinor),
      oldest: sql<string>`min(${payouts.raisedAt})`,
    })
    .from(payouts)
    .where(and(eq(payouts.state, 'approved'), isNull(payouts.batchId)))
    .groupBy(payouts.rail, payouts.currency)
    .orderBy(payouts.rail, payouts.currency)
}
