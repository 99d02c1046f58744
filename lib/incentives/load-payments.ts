import { and, desc, eq, inArray, or } from 'drizzle-orm'
import { batches, payouts } from '../../db/schema/payouts.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { money } from '../kernel/money.ts'
import { readPain001 } from '../platform/rails/check-pain001.ts'
import type { Statement } from '../platform/rails/port.ts'
import { partsOf, PaymentBook, type SentBatch, type SentPayment } from './match-line.ts'
import type { Paid } from './settle-payouts.ts'
import { readStoredFile } from './stored-file.ts'

/** Names of one query; Postgres takes at most 65,535 parameters in a statement. */
const namesMax = 5_000
const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)

export interface SentPayout extends SentPayment, Paid {
  readonly state: 'released' | 'settled' | 'returned'
}
const columns = {
  id: payouts.id,
  number: payouts.number,
  payeeId: payouts.payeeId,
  batchId: payouts.batchId,
  minor: payouts.amountMinor,
  currency: payouts.currency,
  state: payouts.state,
  reference: payouts.endToEndId,
  trace: payouts.traceNumber,
  uetr: payouts.uetr,
  messageId: batches.messageId,
  originatorId: batches.originatorId,
}
const left = ['released', 'settled', 'returned'] as const

/** Payouts that left by these originators' files, found by whatever a bank may name: reference, trace number, UETR, file or block. */
export async function loadPayments(
  ctx: ReadCtx,
  originatorIds: readonly string[],
  wanted: { readonly names: Iterable<string>; readonly files: Iterable<string> },
): Promise<SentPayout[]> {
  if (originatorIds.length === 0) return []
  const found = new Map<string, SentPayout>()
  const read = async (condition: Parameters<typeof and>[0]): Promise<void> => {
    const rows = await ctx.tx
      .select(columns)
      .from(payouts)
      .innerJoin(batches, eq(batches.id, payouts.batchId))
      .where(and(inArray(payouts.state, [...left]), inArray(batches.originatorId, [...originatorIds]), condition))
    for (const row of rows) {
      found.set(row.id, {
        id: row.id,
        number: row.number,
        payeeId: row.payeeId,
        batchId: row.batchId,
        amount: money(row.minor, row.currency),
        state: row.state as SentPayout['state'],
        reference: row.reference,
        trace: row.trace ?? undefined,
        uetr: row.uetr,
        messageId: row.messageId ?? undefined,
      })
    }
  }
  const names = [...new Set(wanted.names)]
  for (let at = 0; at < names.length; at += namesMax) {
    const part = names.slice(at, at + namesMax),
      uetrs = part.filter(isUuid)
    await read(or(inArray(payouts.endToEndId, part), inArray(payouts.traceNumber, part), uetrs.length > 0 ? inArray(payouts.uetr, uetrs) : undefined))
  }
  const files = [...new Set(wanted.files)].slice(0, namesMax)
  if (files.length > 0) await read(inArray(batches.messageId, files))
  return [...found.values()]
}

/** The payments that a statement talks about, ready for matching. Blocks are looked up in the file that was sent, not guessed. */
export async function bookFor(
  ctx: ReadCtx,
  originatorIds: readonly string[],
  statements: readonly Statement[],
): Promise<{ book: PaymentBook; payments: ReadonlyMap<string, SentPayout> }> {
  const parts = statements.flatMap((statement) => statement.lines.flatMap(partsOf))
  const given = (values: readonly (string | undefined)[]): string[] => values.filter((value) => value !== undefined)
  const names = new Set(parts.flatMap((part) => given([part.reference, part.uetr])))
  // Our block ids are the message id and a number.
  const files = new Set(parts.flatMap((part) => (part.reference === undefined ? given([part.messageId, part.blockId?.replace(/-\d+$/, '')]) : [])))
  const sent = await loadPayments(ctx, originatorIds, { names, files })
  const blocks = files.size > 0 ? await blocksOf(ctx, sent) : new Map<string, string>()
  const payments = sent.map((payment): SentPayout => ({ ...payment, blockId: blocks.get(payment.reference) }))
  return { book: new PaymentBook(payments, await releasedBatches(ctx, originatorIds)), payments: new Map(payments.map((payment) => [payment.id, payment])) }
}
/** Batches on their way, newest first: as many as a hint needs. */
async function releasedBatches(ctx: ReadCtx, originatorIds: readonly string[]): Promise<SentBatch[]> {
  if (originatorIds.length === 0) return []
  const rows = await ctx.tx
    .select({ number: batches.number, payouts: batches.payoutCount, minor: batches.totalMinor, currency: batches.currency })
    .from(batches)
    .where(and(eq(batches.state, 'released'), inArray(batches.originatorId, [...originatorIds])))
    .orderBy(desc(batches.id))
    .limit(500)
  return rows.map(({ minor, currency, ...batch }) => ({ ...batch, total: money(minor, currency) }))
}
async function blocksOf(ctx: ReadCtx, sent: readonly SentPayout[]): Promise<Map<string, string>> {
  const ids = [...new Set(sent.flatMap((payment) => (payment.batchId === null ? [] : [payment.batchId])))]
  const rows =
    ids.length === 0
      ? []
      : await ctx.tx
          .select({ fileId: batches.fileId })
          .from(batches)
          .where(and(inArray(batches.id, ids), eq(batches.rail, 'pain001')))
  const blocks = new Map<string, string>()
  for (const { fileId } of rows) {
    if (fileId === null) continue
    for (const payment of readPain001((await readStoredFile(ctx, fileId)).body).payments) blocks.set(payment.reference, payment.blockId)
  }
  return blocks
}
