import { statements } from '../../db/schema/statements.ts'
import type { Ctx } from '../access/ctx.ts'
import { assert } from '../kernel/assert.ts'
import { encodeId, newUuid } from '../kernel/id.ts'
import { moneyText } from '../kernel/money.ts'
import { invalid } from '../kernel/refusal.ts'
import { addOpenDays } from '../platform/rails/calendar.ts'
import type { AchChange, AchReport, AchReturn } from '../platform/rails/port.ts'
import { statementImported } from './bank-events.ts'
import { insertLines, type LineRow } from './bank.sql.ts'
import { loadPayments, type SentPayout } from './load-payments.ts'
import { ownAmong, ownReturn } from './payout.ts'
import { finishBatches, returnPayouts } from './settle-payouts.ts'
import { kindWords, knownStatements, type BankSource, type ImportOutcome, type OwnOriginator, type Prepared, type StatementHead } from './statement.ts'

/** Banking days within which a notice of change is to be followed (Nacha rules). */
const changeDays = 6

/** ACH returns give payouts back by trace number; notices of change move no money and wait until the payee's data are corrected. */
export async function prepareAchReport(ctx: Ctx, source: BankSource, report: AchReport, own: readonly OwnOriginator[]): Promise<Prepared> {
  const owners = own.filter(({ originator }) => originator.rail === 'nacha' && report.companyIds.includes(originator.companyId.trim()))
  if (owners.length === 0)
    throw invalid(
      'file',
      `This ACH file is for the company ${report.companyIds.join(', ').slice(0, 40) || 'that it does not name'}, which is not who pays here.`,
    )
  if (report.returns.length + report.changes.length === 0)
    throw invalid('file', 'This ACH file holds neither returns nor notices of change. Choose the file that the bank sent back.')
  const head = {
    kind: report.returns.length > 0 ? ('nacha_return' as const) : ('nacha_noc' as const),
    digest: source.digest,
    reference: report.fileId.slice(0, 200),
  }
  const known = await knownStatements(ctx, [head])
  return known.length > 0 ? { known } : { known, keep: (fileId) => keepAchReport(ctx, source, report, head, owners, fileId) }
}

async function keepAchReport(
  ctx: Ctx,
  source: BankSource,
  report: AchReport,
  head: StatementHead,
  owners: readonly OwnOriginator[],
  fileId: string,
): Promise<ImportOutcome['statements']> {
  const id = newUuid(ctx.now),
    number = await ctx.number('statement')
  const sent = await loadPayments(
    ctx,
    owners.map(({ row }) => row.id),
    { names: [...report.returns, ...report.changes].map(({ trace }) => trace), files: [] },
  )
  const { lines, returned } = await act(ctx, report, new Map(sent.flatMap((p) => (p.trace === undefined ? [] : [[p.trace, p] as const]))), number, source.by)
  const waiting = lines.filter((line) => line.state === 'unmatched').length
  const [row] = await ctx.tx
    .insert(statements)
    .values({
      id,
      number,
      ...head,
      fileId,
      lineCount: lines.length,
      matchedCount: lines.length - waiting,
      currency: 'USD',
      accountMasked: owners[0]?.row.masked ?? '',
      warnings: report.warnings.slice(0, 50),
      importedBy: source.by,
    })
    .returning({ id: statements.id })
  assert(row, 'the ACH file that was imported')
  await insertLines(ctx, id, lines)
  ctx.record(statementImported, id, {
    number,
    kind: kindWords[head.kind],
    account: owners[0]?.row.masked ?? '',
    lines: lines.length,
    settled: 0,
    returned,
    waiting,
    digest: head.digest,
  })
  return [{ id: encodeId('statement', id), number, lines: lines.length, settled: 0, returned, waiting, warnings: report.warnings.slice(0, 50) }]
}

async function act(
  ctx: Ctx,
  report: AchReport,
  sent: ReadonlyMap<string, SentPayout>,
  number: string,
  by: string,
): Promise<{ lines: LineRow[]; returned: number }> {
  const own = await ownAmong(
    ctx,
    by,
    report.returns.flatMap(({ trace }) => sent.get(trace)?.payeeId ?? []),
  )
  const back: { payout: SentPayout; told: AchReturn; line: number }[] = [],
    lines: LineRow[] = []
  const gone = new Set<string>()
  for (const told of report.returns) {
    const payout = sent.get(told.trace),
      line = lines.length + 1
    const queue = whyNot(told, payout, gone) ?? (payout && own.has(payout.payeeId) ? ownReturn(payout.number) : undefined)
    if (queue === undefined && payout) {
      gone.add(payout.id)
      back.push({ payout, told, line })
    }
    lines.push(
      lineOf(ctx, line, {
        trace: told.trace,
        payout,
        code: told.reason.code,
        words: told.reason.text ?? told.reason.meaning,
        minor: told.amount.minor,
        text: `${told.payeeName} · ${told.advice}`,
        queue,
      }),
    )
  }
  for (const told of report.changes) lines.push(changeLine(ctx, lines.length + 1, told, sent.get(told.trace)))
  const entries = await returnPayouts(
    ctx,
    back.map(({ payout, told, line }) => ({ payout, reason: told.reason, shortBy: 0n, cause: { statement: number, line } })),
  )
  await finishBatches(
    ctx,
    back.map(({ payout }) => payout.batchId),
  )
  return { lines: lines.map((line) => ({ ...line, entry_id: line.payout_id === null ? null : (entries.get(line.payout_id) ?? null) })), returned: back.length }
}

function whyNot(told: AchReturn, payout: SentPayout | undefined, gone: ReadonlySet<string>): string | undefined {
  if (told.kind === 'dishonoured')
    return `${told.reason.code}, ${told.reason.meaning}: the banks settle this between them. Ask ours what it means for ${payout?.number ?? 'the payment'}.`
  if (!payout) return `No payout has the trace number ${told.trace}. Ask the bank which payment it means.`
  if (payout.state === 'returned' || gone.has(payout.id)) return `${payout.number} was returned already; this is a second return of it. Ask the bank.`
  if (told.amount.minor !== payout.amount.minor || payout.amount.currency !== 'USD')
    return `${moneyText(told.amount)} came back for ${payout.number}, which is ${moneyText(payout.amount)}. Ask the bank before taking it back.`
  return undefined
}
function changeLine(ctx: Ctx, position: number, told: AchChange, payout: SentPayout | undefined): LineRow {
  const { routing, number, account } = told.corrected
  const right = [routing && `routing number ${routing}`, number && `account ending in ${number.slice(-4)}`, account && `a ${account} account`]
    .filter(Boolean)
    .join(', ')
  const due = addOpenDays(['fed'], ctx.today, changeDays)
  const queue = payout
    ? `${told.code}, ${told.meaning}: correct the bank detail of ${payout.number}’s payee${right === '' ? '' : ` (${right})`} by ${due}, before the next payment.`
    : `No payout has the trace number ${told.trace}. Ask the bank which payment it means.`
  return lineOf(ctx, position, { trace: told.trace, payout, code: told.code, words: told.meaning, minor: 0n, text: told.advice, queue })
}
interface LineFacts {
  readonly trace: string
  readonly payout: SentPayout | undefined
  readonly code: string
  readonly words: string
  readonly minor: bigint
  readonly text: string
  readonly queue: string | undefined
}
function lineOf(ctx: Ctx, position: number, facts: LineFacts): LineRow {
  return {
    id: newUuid(ctx.now),
    position,
    booked_on: null,
    amount_minor: facts.minor.toString(),
    currency: 'USD',
    direction: facts.minor > 0n ? 'credit' : 'none',
    end_to_end_id: facts.trace,
    bank_reference: null,
    text: facts.text.slice(0, 500),
    status: null,
    reason_code: facts.code,
    reason_text: facts.words.slice(0, 300),
    state: facts.queue === undefined ? 'matched' : 'unmatched',
    payout_id: facts.payout?.id ?? null,
    batch_id: facts.payout?.batchId ?? null,
    entry_id: null,
    queue_reason: facts.queue?.slice(0, 500) ?? null,
  }
}
