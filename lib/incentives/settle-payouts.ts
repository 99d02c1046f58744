import { and, count, eq, inArray, isNull, notExists, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { journalEntries } from '../../db/schema/ledger.ts'
import { batches, payouts } from '../../db/schema/payouts.ts'
import type { Ctx } from '../access/ctx.ts'
import { encodeId } from '../kernel/id.ts'
import { money, moneyText, type Money } from '../kernel/money.ts'
import { conflict } from '../kernel/refusal.ts'
import type { Reason } from '../platform/rails/port.ts'
import { batchSettled, payoutReturned, payoutSettled } from './bank-events.ts'
import { returnPayoutRows, settlePayoutRows } from './bank.sql.ts'
import { saveBatch } from './batch.ts'
import { postAll, reverse, type EntryDraft } from './ledger.ts'

/** A payout on its way, as the bank side needs it. */
export interface Paid {
  readonly id: string
  readonly number: string
  readonly payeeId: string
  readonly batchId: string | null
  readonly amount: Money
}
/** Which line of which statement says so, or a person's reason. */
export interface Cause {
  readonly statement: string
  readonly line: number
  readonly reason?: string
}

/**
 * The bank paid: each payout becomes settled, its awards paid, and the ledger takes it from the bank. `booked` is what the bank took when
 * that was in another currency. Answers the journal entry of each payout.
 */
export async function settlePayouts(
  ctx: Ctx,
  items: readonly { readonly payout: Paid; readonly cause: Cause; readonly booked?: Money | undefined }[],
): Promise<Map<string, string>> {
  const entries = new Map<string, string>()
  if (items.length === 0) return entries
  const moved = await settlePayoutRows(
    ctx,
    items.map(({ payout }) => payout.id),
  )
  if (moved !== items.length) throw conflict('A payout changed meanwhile. Nothing was settled; import the statement again.')
  const posted = await postAll(
    ctx,
    items.map(({ payout, cause, booked }) => settlement(payout, cause, booked)),
  )
  items.forEach(({ payout, cause }, i) => {
    entries.set(payout.id, (posted[i] as { id: string }).id)
    ctx.record(payoutSettled, payout.id, {
      number: payout.number,
      amount: moneyText(payout.amount),
      statement: cause.statement,
      line: cause.line,
      payeeId: encodeId('payee', payout.payeeId),
      ...(cause.reason === undefined ? {} : { reason: cause.reason }),
    })
  })
  return entries
}
function settlement(payout: Paid, cause: Cause, booked: Money | undefined): EntryDraft {
  const { minor, currency } = payout.amount,
    payoutId = payout.id
  const away = booked !== undefined && booked.currency !== currency
  return {
    kind: 'payout.settled',
    memo: `${payout.number} settled by ${cause.statement}`,
    subject: { kind: 'payout', id: payout.id },
    lines: [
      { place: { kind: 'under_way', currency }, minor, payoutId },
      { place: { kind: away ? 'exchange' : 'bank', currency }, minor: -minor, payoutId },
      ...(away
        ? [
            { place: { kind: 'exchange' as const, currency: booked.currency }, minor: booked.minor, payoutId },
            { place: { kind: 'bank' as const, currency: booked.currency }, minor: -booked.minor, payoutId },
          ]
        : []),
    ],
  }
}

/**
 * The money came back: the settlement is reversed where there was one, the payee is owed again, the awards are confirmed again, and the
 * payout is returned for good. What the banks kept on the way is our charge, not the payee's.
 */
export async function returnPayouts(
  ctx: Ctx,
  items: readonly { readonly payout: Paid; readonly reason: Reason; readonly shortBy: bigint; readonly cause: Cause }[],
): Promise<Map<string, string>> {
  const entries = new Map<string, string>()
  if (items.length === 0) return entries
  const moved = await returnPayoutRows(
    ctx,
    items.map(({ payout, reason }) => ({ id: payout.id, reason: reasonText(reason) })),
  )
  if (moved !== items.length) throw conflict('A payout changed meanwhile. Nothing was returned; import the statement again.')
  for (const settled of await standingSettlements(
    ctx,
    items.map(({ payout }) => payout.id),
  ))
    await reverse(ctx, settled.id, `${settled.memo}, taken back`)
  const posted = await postAll(
    ctx,
    items.map(({ payout, shortBy, reason }) => returning(payout, shortBy, reason)),
  )
  items.forEach(({ payout, reason, shortBy, cause }, i) => {
    entries.set(payout.id, (posted[i] as { id: string }).id)
    ctx.record(payoutReturned, payout.id, {
      number: payout.number,
      amount: moneyText(payout.amount),
      code: reason.code,
      meaning: reason.text === undefined ? reason.meaning : `${reason.meaning}: ${reason.text}`.slice(0, 400),
      reaction: reason.reaction,
      charges: moneyText(money(shortBy, payout.amount.currency)),
      statement: cause.statement,
      line: cause.line,
      payeeId: encodeId('payee', payout.payeeId),
    })
  })
  return entries
}
export const reasonText = (reason: Reason): string =>
  [reason.code, reason.text === undefined ? reason.meaning : `${reason.meaning} (${reason.text})`]
    .filter((part) => part !== '')
    .join(' · ')
    .slice(0, 300)

function returning(payout: Paid, shortBy: bigint, reason: Reason): EntryDraft {
  const { minor, currency } = payout.amount,
    payoutId = payout.id
  return {
    kind: 'payout.returned',
    memo: `${payout.number} returned: ${reason.meaning}`.slice(0, 300),
    subject: { kind: 'payout', id: payout.id },
    lines: [
      { place: { kind: 'under_way', currency }, minor, payoutId },
      { place: { kind: 'owed', currency, payeeId: payout.payeeId }, minor: -minor, payoutId },
      { place: { kind: 'bank_charges', currency }, minor: shortBy, payoutId },
      { place: { kind: 'bank', currency }, minor: -shortBy, payoutId },
    ],
  }
}
/** Settlement entries of these payouts that nothing has reversed. */
async function standingSettlements(ctx: Ctx, payoutIds: readonly string[]): Promise<{ id: string; memo: string }[]> {
  const later = alias(journalEntries, 'later')
  const reversed = ctx.tx.select({ id: later.id }).from(later).where(eq(later.reversesId, journalEntries.id))
  return ctx.tx
    .select({ id: journalEntries.id, memo: journalEntries.memo })
    .from(journalEntries)
    .where(
      and(inArray(journalEntries.subjectId, [...payoutIds]), eq(journalEntries.kind, 'payout.settled'), isNull(journalEntries.reversesId), notExists(reversed)),
    )
    .orderBy(journalEntries.id)
}

/** A batch is settled when nothing of it is under way any more. */
export async function finishBatches(ctx: Ctx, batchIds: readonly (string | null)[]): Promise<void> {
  for (const id of [...new Set(batchIds)].sort()) {
    if (id === null) continue
    const [batch] = await ctx.tx
      .select()
      .from(batches)
      .where(and(eq(batches.id, id), eq(batches.state, 'released')))
      .for('update')
    if (!batch) continue
    const [row] = await ctx.tx
      .select({
        open: sql<string>`count(*) filter (where ${payouts.state} = 'released')`,
        settled: sql<string>`count(*) filter (where ${payouts.state} = 'settled')`,
        returned: sql<string>`count(*) filter (where ${payouts.state} = 'returned')`,
        all: count(),
      })
      .from(payouts)
      .where(eq(payouts.batchId, id))
    if (!row || Number(row.open) > 0 || row.all === 0) continue
    await saveBatch(ctx, batch, { state: 'settled' })
    ctx.record(batchSettled, batch.id, { number: batch.number, settled: Number(row.settled), returned: Number(row.returned) })
  }
}
