import { and, eq, inArray } from 'drizzle-orm'
import { batches, payouts } from '../../db/schema/payouts.ts'
import { statements } from '../../db/schema/statements.ts'
import type { Ctx } from '../access/ctx.ts'
import { assert } from '../kernel/assert.ts'
import { encodeId, newUuid } from '../kernel/id.ts'
import { money } from '../kernel/money.ts'
import { invalid } from '../kernel/refusal.ts'
import { bankFiles } from '../platform/rails/bank-files.ts'
import { readPain001 } from '../platform/rails/check-pain001.ts'
import { statusCodes } from '../platform/rails/data/iso-codes.ts'
import type { AppliedReport, PaymentView, StatusReport } from '../platform/rails/port.ts'
import { batchReported, statementImported } from './bank-events.ts'
import { insertLines, notePayoutStatus, type LineRow } from './bank.sql.ts'
import { saveBatch, type BatchRow } from './batch.ts'
import { ownAmong, ownReturn, refuseSeparation } from './payout.ts'
import { movedPayout, takeBack } from './refuse-batch.ts'
import { finishBatches, reasonText, returnPayouts, type Paid } from './settle-payouts.ts'
import { knownStatements, type BankSource, type ImportOutcome, type Prepared, type StatementHead } from './statement.ts'
import { readStoredFile } from './stored-file.ts'

interface Sent extends Paid {
  readonly state: string
  readonly reference: string
  readonly uetr: string
  readonly blockId: string | undefined
}
interface Verdict {
  readonly lines: LineRow[]
  readonly returned: number
}

/**
 * A bank's word on a file of ours (pain.002). It never settles: a payment that it refuses is returned, a file that it refuses whole frees
 * its payouts, and everything else is written beside the payouts. A file that the bank calls a duplicate frees nothing, because the first
 * copy may be paid.
 */
export async function prepareStatusReport(ctx: Ctx, source: BankSource, report: StatusReport): Promise<Prepared> {
  const [batch] = await ctx.tx
    .select()
    .from(batches)
    .where(and(eq(batches.messageId, report.originalMessageId), inArray(batches.state, ['released', 'settled', 'refused'])))
    .for('update')
  if (!batch) throw invalid('file', `This status report is about the file “${report.originalMessageId.slice(0, 40)}”, which is none that left here.`)
  const head = { kind: 'pain002' as const, digest: source.digest, reference: `${report.messageId} on ${report.originalMessageId}`.slice(0, 200) }
  const known = await knownStatements(ctx, [head])
  if (known.length > 0) return { known }
  const sent = await sentBy(ctx, batch)
  const applied = bankFiles.applyStatusReport(report, sent)
  const frees = rejectsWhole(report, applied) && !applied.duplicate && batch.state === 'released' && (await movedPayout(ctx, batch.id)) === undefined
  // A file is easily written: whoever could release a batch and free it again by a report of their own could have it paid twice.
  if (frees && batch.releasedBy === source.by)
    throw refuseSeparation(`You released ${batch.number}, and this report frees its payouts. Somebody else imports it.`)
  return { known, keep: (fileId) => keepStatusReport(ctx, source, { report, batch, head, sent, applied }, fileId) }
}

interface Told {
  readonly report: StatusReport
  readonly batch: BatchRow
  readonly head: StatementHead
  readonly sent: readonly Sent[]
  readonly applied: AppliedReport
}
async function keepStatusReport(
  ctx: Ctx,
  source: BankSource,
  { report, batch, head, sent, applied }: Told,
  fileId: string,
): Promise<ImportOutcome['statements']> {
  const id = newUuid(ctx.now),
    number = await ctx.number('statement')
  const verdict = await act(ctx, batch, sent, report, applied, number, source.by)
  const waiting = verdict.lines.filter((line) => line.state === 'unmatched').length
  const [row] = await ctx.tx
    .insert(statements)
    .values({
      id,
      number,
      ...head,
      fileId,
      lineCount: verdict.lines.length,
      matchedCount: verdict.lines.filter((line) => line.state === 'matched').length,
      currency: batch.currency,
      warnings: report.warnings,
      importedBy: source.by,
    })
    .returning({ id: statements.id })
  assert(row, 'the status report that was imported')
  await insertLines(ctx, id, verdict.lines)
  ctx.record(batchReported, batch.id, { number: batch.number, status: fileWords(report, applied) })
  ctx.record(statementImported, id, {
    number,
    kind: 'status report',
    account: '',
    lines: verdict.lines.length,
    settled: 0,
    returned: verdict.returned,
    waiting,
    digest: head.digest,
  })
  return [{ id: encodeId('statement', id), number, lines: verdict.lines.length, settled: 0, returned: verdict.returned, waiting, warnings: report.warnings }]
}

async function sentBy(ctx: Ctx, batch: BatchRow): Promise<Sent[]> {
  const blocks = new Map(
    batch.fileId === null || batch.rail !== 'pain001'
      ? []
      : readPain001((await readStoredFile(ctx, batch.fileId)).body).payments.map((p) => [p.reference, p.blockId] as const),
  )
  const rows = await ctx.tx.select().from(payouts).where(eq(payouts.batchId, batch.id)).orderBy(payouts.id).for('update')
  return rows.map((row) => ({
    id: row.id,
    number: row.number,
    payeeId: row.payeeId,
    batchId: row.batchId,
    amount: money(row.amountMinor, row.currency),
    state: row.state,
    reference: row.endToEndId,
    uetr: row.uetr,
    blockId: blocks.get(row.endToEndId),
  }))
}
const meaningOf = (code: string): string => (Object.hasOwn(statusCodes, code) ? `${code}, ${statusCodes[code]?.meaning}` : code)
const fileWords = (report: StatusReport, applied: AppliedReport): string =>
  [applied.file, report.status === undefined ? '' : meaningOf(report.status), ...report.reasons.map(reasonText)]
    .filter((part) => part !== '')
    .join(' · ')
    .slice(0, 300)

async function act(
  ctx: Ctx,
  batch: BatchRow,
  sent: readonly Sent[],
  report: StatusReport,
  applied: AppliedReport,
  number: string,
  by: string,
): Promise<Verdict> {
  const own = await ownAmong(
    ctx,
    by,
    sent.map(({ payeeId }) => payeeId),
  )
  if (rejectsWhole(report, applied) || (applied.duplicate && applied.file === 'rejected')) return wholeFile(ctx, batch, report, applied)
  await saveBatch(ctx, batch, { bankStatus: fileWords(report, applied) })
  const rejected: { payout: Sent; view: PaymentView; line: number }[] = [],
    lines: LineRow[] = [],
    notes: { id: string; status: string }[] = []
  const named = new Set(report.blocks.flatMap((block) => block.transactions.flatMap((t) => [t.endToEndId ?? '', t.uetr ?? ''])))
  for (const payout of sent) {
    const view = applied.payments.get(payout.reference)
    if (!view || view.status === undefined) continue
    notes.push({ id: payout.id, status: [meaningOf(view.status), ...view.reasons.map(reasonText)].join(' · ').slice(0, 300) })
    const refused = view.view === 'rejected' || view.view === 'cancelled'
    if (!refused && !named.has(payout.reference) && !named.has(payout.uetr)) continue
    const line = lines.length + 1
    const isOwn = refused && payout.state === 'released' && own.has(payout.payeeId)
    if (refused && payout.state === 'released' && !isOwn) rejected.push({ payout, view, line })
    lines.push(
      lineOf(ctx, line, {
        payout,
        view,
        queue: isOwn
          ? ownReturn(payout.number)
          : refused && payout.state === 'settled'
            ? `The bank refuses ${payout.number} after its own statement settled it. Ask the bank.`
            : undefined,
      }),
    )
  }
  for (const reference of applied.unknown)
    lines.push(lineOf(ctx, lines.length + 1, { reference, queue: `The report names “${reference.slice(0, 40)}”, which is not in ${batch.number}.` }))
  await notePayoutStatus(ctx, notes)
  const entries = await returnPayouts(
    ctx,
    rejected.map(({ payout, view, line }) => ({
      payout,
      reason: view.reasons[0] ?? { code: view.status ?? '', meaning: 'refused by the bank', reaction: 'investigate' },
      shortBy: 0n,
      cause: { statement: number, line },
    })),
  )
  if (rejected.length > 0) await finishBatches(ctx, [batch.id])
  return {
    lines: lines.map((line) => ({ ...line, entry_id: line.payout_id === null ? null : (entries.get(line.payout_id) ?? null) })),
    returned: rejected.length,
  }
}

const rejectsWhole = (report: StatusReport, applied: AppliedReport): boolean => report.status === 'RJCT' && applied.file === 'rejected'
/** One line about the file as a whole. */
async function wholeFile(ctx: Ctx, batch: BatchRow, report: StatusReport, applied: AppliedReport): Promise<Verdict> {
  const reason = fileWords(report, applied)
  const line = (queue: string | undefined): Verdict => ({
    returned: 0,
    lines: [lineOf(ctx, 1, { reference: report.originalMessageId, status: report.status, reason, queue, batchId: batch.id })],
  })
  if (batch.state !== 'released')
    return line(batch.state === 'refused' ? undefined : `The bank refuses ${batch.number} after its payouts were settled or returned. Ask the bank.`)
  if (applied.duplicate) {
    await saveBatch(ctx, batch, { bankStatus: reason })
    return line(
      `The bank has the file of ${batch.number} already. The first copy counts, so nothing was freed: wait for the statement, or ask the bank which payments it made.`,
    )
  }
  const moved = await movedPayout(ctx, batch.id)
  if (moved) return line(`The bank refuses the whole of ${batch.number}, but ${moved.number} is ${moved.state}. Ask the bank.`)
  await takeBack(ctx, batch, reason, 'status report')
  return line(undefined)
}

interface LineFacts {
  readonly payout?: Sent
  readonly view?: PaymentView
  readonly reference?: string
  readonly status?: string | undefined
  readonly reason?: string
  readonly queue?: string | undefined
  readonly batchId?: string
}
function lineOf(ctx: Ctx, position: number, { payout, view, reference, status, reason, queue, batchId }: LineFacts): LineRow {
  const first = view?.reasons[0]
  return {
    id: newUuid(ctx.now),
    position,
    booked_on: null,
    amount_minor: (payout?.amount.minor ?? 0n).toString(),
    currency: payout?.amount.currency ?? 'XXX',
    direction: 'none',
    end_to_end_id: payout?.reference ?? reference?.slice(0, 140) ?? null,
    bank_reference: null,
    text: reason ?? (view?.status === undefined ? '' : meaningOf(view.status)),
    status: view?.status ?? status ?? null,
    reason_code: first?.code ?? null,
    reason_text: first ? reasonText(first) : null,
    state: queue === undefined ? 'matched' : 'unmatched',
    payout_id: payout?.id ?? null,
    batch_id: payout?.batchId ?? batchId ?? null,
    entry_id: null,
    queue_reason: queue ?? null,
  }
}
