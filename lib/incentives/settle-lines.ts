import type { Ctx } from '../access/ctx.ts'
import { newUuid } from '../kernel/id.ts'
import type { Money } from '../kernel/money.ts'
import type { Statement } from '../platform/rails/port.ts'
import type { LineRow } from './bank.sql.ts'
import type { SentPayout } from './load-payments.ts'
import { matchStatement, type Match, type Part, type PaymentBook } from './match-line.ts'
import { finishBatches, returnPayouts, settlePayouts } from './settle-payouts.ts'

export interface SettledLines { readonly rows: LineRow[]; readonly settled: number; readonly returned: number; readonly waiting: number }

/**
 * Matches every line of a statement and does what they say: settles first, then returns, in sets. Answers the rows to keep; `position`
 * counts the parts of the statement, because one line may hold many payments.
 */
export async function settleLines(ctx: Ctx, statement: { readonly id: string; readonly number: string }, read: Statement, book: PaymentBook, payments: ReadonlyMap<string, SentPayout>): Promise<SettledLines> {
  const found = matchStatement(read, book).map((pair, i) => ({ ...pair, position: i + 1 }))
  const paid = (id: string): SentPayout => payments.get(id) as SentPayout
  const settle = found.flatMap(({ part, match, position }) => (match.kind !== 'settle' ? [] : match.paymentIds.map((id) => ({ payout: paid(id), cause: { statement: statement.number, line: position }, booked: bookedAbroad(part, paid(id), match.paymentIds.length) }))))
  const settled = await settlePayouts(ctx, settle)
  const back = found.flatMap(({ match, position }) => (match.kind !== 'return' ? [] : [{ payout: paid(match.paymentId), reason: match.reason, shortBy: match.shortBy, cause: { statement: statement.number, line: position } }]))
  const returned = await returnPayouts(ctx, back)
  await finishBatches(ctx, [...settle, ...back].map(({ payout }) => payout.batchId))
  const rows = found.map(({ part, match, position }) => rowOf(ctx, part, match, position, payments, match.kind === 'return' ? returned : settled))
  return { rows, settled: settle.length, returned: back.length, waiting: rows.filter((row) => row.state === 'unmatched').length }
}

/** What the bank took, when it was in another currency than the payout. */
function bookedAbroad(part: Part, payout: SentPayout, payments: number): Money | undefined {
  return payments === 1 && part.amount && part.amount.currency !== payout.amount.currency ? part.amount : undefined
}

const stateOf: Readonly<Record<Match['kind'], string>> = { settle: 'matched', return: 'matched', known: 'matched', noted: 'ignored', queue: 'unmatched' }

function rowOf(ctx: Ctx, part: Part, match: Match, position: number, payments: ReadonlyMap<string, SentPayout>, entries: ReadonlyMap<string, string>): LineRow {
  const ids = match.kind === 'settle' || match.kind === 'known' ? match.paymentIds : match.kind === 'return' ? [match.paymentId] : []
  const one = ids.length === 1 ? ids[0] : undefined
  const { line, amount } = part
  return {
    id: newUuid(ctx.now), position, booked_on: line.bookedOn ?? null, amount_minor: (amount?.minor ?? 0n).toString(), currency: amount?.currency ?? 'XXX',
    direction: amount ? part.direction : 'none', end_to_end_id: part.reference?.slice(0, 140) ?? null, bank_reference: (line.bankReference ?? line.entryReference)?.slice(0, 140) ?? null,
    text: (amount ? part.text : `${line.amountText} ${line.currency} · ${part.text}`).slice(0, 500), status: line.status, reason_code: part.returned?.code ?? null, reason_text: part.returned ? (part.returned.text ?? part.returned.meaning).slice(0, 300) : null,
    state: stateOf[match.kind], payout_id: one ?? null, batch_id: ids[0] === undefined ? null : payments.get(ids[0])?.batchId ?? null, entry_id: one === undefined ? null : entries.get(one) ?? null,
    queue_reason: 'sentence' in match ? match.sentence.slice(0, 500) : null,
  }
}
