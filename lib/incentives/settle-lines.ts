import type { Ctx } from '../access/ctx.ts'
import { newUuid } from '../kernel/id.ts'
import type { Money } from '../kernel/money.ts'
import type { Statement } from '../platform/rails/port.ts'
import type { LineRow } from './bank.sql.ts'
import type { SentPayout } from './load-payments.ts'
import { matchStatement, type Match, type Part, type PaymentBook } from './match-line.ts'
import { ownAmong, ownReturn } from './payout.ts'
import { finishBatches, returnPayouts, settlePayouts } from './settle-payouts.ts'

export interface SettledLines {
  readonly rows: LineRow[]
  readonly settled: number
  readonly returned: number
  readonly waiting: number
}

/**
 * Matches every line of a statement and does what they say: settles first, then returns, in sets. A line becomes a row for each of its
 * payments, so that every payout leads to its own place in the statement; `position` counts these rows. What came back to `by`, who imports
 * it, waits for somebody else.
 */
export async function settleLines(
  ctx: Ctx,
  statement: { readonly id: string; readonly number: string },
  read: Statement,
  book: PaymentBook,
  payments: ReadonlyMap<string, SentPayout>,
  by: string,
): Promise<SettledLines> {
  const found: { part: Part; match: Match; payout: SentPayout | undefined; position: number }[] = []
  const matched = matchStatement(read, book)
  const own = await ownAmong(
    ctx,
    by,
    matched.flatMap(({ match }) => (match.kind === 'return' ? (payments.get(match.paymentId)?.payeeId ?? []) : [])),
  )
  const judged = (match: Match): Match => {
    const payout = match.kind === 'return' ? payments.get(match.paymentId) : undefined
    return payout && own.has(payout.payeeId) ? { kind: 'queue', sentence: ownReturn(payout.number) } : match
  }
  for (const { part, match: told } of matched) {
    const match = judged(told)
    const ids = match.kind === 'settle' || match.kind === 'known' ? match.paymentIds : match.kind === 'return' ? [match.paymentId] : []
    for (const payout of ids.length === 0 ? [undefined] : ids.map((id) => payments.get(id)))
      found.push({ part: ids.length > 1 && payout ? shareOf(part, payout) : part, match, payout, position: found.length + 1 })
  }
  const settle = found.flatMap(({ part, match, payout, position }) =>
    match.kind === 'settle' && payout ? [{ payout, cause: { statement: statement.number, line: position }, booked: bookedAbroad(part, payout) }] : [],
  )
  const settled = await settlePayouts(ctx, settle)
  const back = found.flatMap(({ match, payout, position }) =>
    match.kind === 'return' && payout ? [{ payout, reason: match.reason, shortBy: match.shortBy, cause: { statement: statement.number, line: position } }] : [],
  )
  const returned = await returnPayouts(ctx, back)
  await finishBatches(
    ctx,
    [...settle, ...back].map(({ payout }) => payout.batchId),
  )
  const rows = found.map(({ part, match, payout, position }) => rowOf(ctx, part, match, payout, position, match.kind === 'return' ? returned : settled))
  return { rows, settled: settle.length, returned: back.length, waiting: rows.filter((row) => row.state === 'unmatched').length }
}
/** One payment's share of a line that the bank booked for a whole block. */
const shareOf = (part: Part, payout: SentPayout): Part => ({
  ...part,
  amount: payout.amount,
  reference: payout.reference,
  text: [`in one line for ${part.count ?? 'several'} payments`, part.text].filter((t) => t !== '').join(' · '),
})

/** What the bank took, when it was in another currency than the payout. */
function bookedAbroad(part: Part, payout: SentPayout): Money | undefined {
  return part.amount && part.amount.currency !== payout.amount.currency ? part.amount : undefined
}

const stateOf: Readonly<Record<Match['kind'], string>> = { settle: 'matched', return: 'matched', known: 'matched', noted: 'ignored', queue: 'unmatched' }

function rowOf(ctx: Ctx, part: Part, match: Match, payout: SentPayout | undefined, position: number, entries: ReadonlyMap<string, string>): LineRow {
  const { line, amount } = part
  return {
    id: newUuid(ctx.now),
    position,
    booked_on: line.bookedOn ?? null,
    amount_minor: (amount?.minor ?? 0n).toString(),
    currency: amount?.currency ?? 'XXX',
    direction: amount ? part.direction : 'none',
    end_to_end_id: part.reference?.slice(0, 140) ?? null,
    bank_reference: (line.bankReference ?? line.entryReference)?.slice(0, 140) ?? null,
    text: (amount ? part.text : `${line.amountText} ${line.currency} · ${part.text}`).slice(0, 500),
    status: line.status,
    reason_code: part.returned?.code ?? null,
    reason_text: part.returned ? (part.returned.text ?? part.returned.meaning).slice(0, 300) : null,
    state: stateOf[match.kind],
    payout_id: payout?.id ?? null,
    batch_id: payout?.batchId ?? null,
    entry_id: payout && match.kind !== 'known' ? (entries.get(payout.id) ?? null) : null,
    queue_reason: 'sentence' in match ? match.sentence.slice(0, 500) : null,
  }
}
