import { moneyText, type Money } from '../kernel/money.ts'
import type { Direction, Reason, Statement, StatementLine } from '../platform/rails/port.ts'

// How a line of a bank statement finds its payout. Pure: the verbs read the payments, ask here, and write what comes out.

/** A payment that left in one of our files, as the bank may name it. */
export interface SentPayment {
  readonly id: string
  readonly number: string
  readonly reference: string
  readonly trace?: string | undefined
  readonly uetr?: string | undefined
  readonly blockId?: string | undefined
  readonly messageId?: string | undefined
  readonly amount: Money
  readonly state: 'released' | 'settled' | 'returned'
}

/** A released batch of the account, as far as a line that names nothing can be compared with it. */
export interface SentBatch {
  readonly number: string
  readonly payouts: number
  readonly total: Money
}
/** One payment of a statement line, or what is left of the line when its payments are taken off: what stands in the queue as one row. */
export interface Part {
  readonly line: StatementLine
  readonly amount: Money | undefined
  readonly instructed: Money | undefined
  readonly direction: Direction
  readonly reference: string | undefined
  readonly uetr: string | undefined
  readonly blockId: string | undefined
  readonly messageId: string | undefined
  readonly count: number | undefined
  readonly returned: Reason | undefined
  readonly text: string
}

export type Match =
  /** The bank paid: `paymentIds` has several when it booked a whole block in one line. */
  | { readonly kind: 'settle'; readonly paymentIds: readonly string[] }
  /** The money came back, short by `shortBy` minor units of charges. */
  | { readonly kind: 'return'; readonly paymentId: string; readonly reason: Reason; readonly shortBy: bigint }
  /** Says what is known already: nothing to post, the line is explained. */
  | { readonly kind: 'known'; readonly paymentIds: readonly string[]; readonly sentence: string }
  /** Not money yet, or not about ours to book: kept and left out of the queue. */
  | { readonly kind: 'noted'; readonly sentence: string }
  /** Waits for a person, with the reason. */
  | { readonly kind: 'queue'; readonly sentence: string }

/** The payments of one paying account, found by anything that a bank may name. Its states follow the lines as they are matched. */
export class PaymentBook {
  readonly #byName = new Map<string, SentPayment>()
  readonly #byBlock = new Map<string, SentPayment[]>()
  readonly #state = new Map<string, SentPayment['state']>()
  readonly #open: readonly SentPayment[]
  readonly #batches: readonly SentBatch[]
  constructor(payments: readonly SentPayment[], batches: readonly SentBatch[] = []) {
    this.#open = payments
    this.#batches = batches
    for (const payment of payments) {
      this.#state.set(payment.id, payment.state)
      for (const name of [payment.reference, payment.trace, payment.uetr]) if (name !== undefined) this.#byName.set(name, payment)
      for (const block of [payment.blockId, payment.messageId]) {
        if (block !== undefined) this.#byBlock.set(block, [...(this.#byBlock.get(block) ?? []), payment])
      }
    }
  }
  find(...names: readonly (string | undefined)[]): SentPayment | undefined {
    for (const name of names) {
      const payment = name === undefined ? undefined : this.#byName.get(name)
      if (payment) return payment
    }
    return undefined
  }
  ofBlock(...ids: readonly (string | undefined)[]): readonly SentPayment[] {
    for (const id of ids) {
      const payments = id === undefined ? undefined : this.#byBlock.get(id)
      if (payments) return payments
    }
    return []
  }
  stateOf(payment: SentPayment): SentPayment['state'] {
    return this.#state.get(payment.id) ?? payment.state
  }
  move(paymentId: string, state: SentPayment['state']): void {
    this.#state.set(paymentId, state)
  }
  batchWithTotal(amount: Money): SentBatch | undefined {
    return this.#batches.find((b) => same(b.total, amount))
  }
  openWithAmount(amount: Money): SentPayment | undefined {
    return this.#open.find((p) => this.stateOf(p) === 'released' && same(p.amount, amount))
  }
}
/**
 * Whether what is missing of a return can be a charge that the bank kept: a tenth of it and 5,000 minor units at most. More has to be decided
 * by a person, or a file of a few cents would turn payouts that were made into debts again, and the difference into charges that nobody asked about.
 */
export const isCharge = (shortBy: bigint, sent: Money): boolean => shortBy * 10n <= sent.minor && shortBy <= 5_000n
const same = (a: Money | undefined, b: Money): boolean => a !== undefined && a.currency === b.currency && a.minor === b.minor

/**
 * A line as its payments. What the payments leave of the booked amount (charges, as a rule) becomes a part of its own, so that the parts
 * of a statement always sum to what the bank booked.
 */
export function partsOf(line: StatementLine): Part[] {
  const whole: Part = {
    line,
    amount: line.amount,
    instructed: undefined,
    direction: line.direction,
    reference: undefined,
    uetr: undefined,
    blockId: line.batch?.blockId,
    messageId: line.batch?.messageId,
    count: line.batch?.count,
    returned: undefined,
    text: line.note ?? '',
  }
  const { amount, details } = line
  if (!amount || details.length === 0) return [whole]
  const own = details.filter((d) => d.amount?.currency === amount.currency)
  if (own.length !== details.length && details.length > 1) return [whole]
  const parts = details.map((d): Part => ({
    line,
    amount: d.amount?.currency === amount.currency ? d.amount : amount,
    instructed: d.instructed ?? (d.amount?.currency === amount.currency ? undefined : d.amount),
    direction: d.direction,
    reference: d.endToEndId ?? d.instructionId,
    uetr: d.uetr,
    blockId: undefined,
    messageId: undefined,
    count: undefined,
    returned: d.returned,
    text: [d.counterparty, d.remittance, line.note].filter((t) => t !== undefined && t !== '').join(' · '),
  }))
  const signed = (direction: Direction, minor: bigint): bigint => (direction === 'credit' ? minor : -minor)
  const rest = signed(line.direction, amount.minor) - parts.reduce((sum, p) => sum + signed(p.direction, p.amount?.minor ?? 0n), 0n)
  if (rest === 0n) return parts
  const size = rest < 0n ? -rest : rest
  return [
    ...parts,
    {
      ...whole,
      amount: { minor: size, currency: amount.currency },
      direction: rest < 0n ? 'debit' : 'credit',
      blockId: undefined,
      messageId: undefined,
      count: undefined,
      text: line.note ?? 'Difference between the line and its payments',
    },
  ]
}

/** Finds what a part of a booked line means for us, by reference only: never by the amount alone. */
export function matchPart(part: Part, book: PaymentBook): Match {
  const { line, amount } = part
  if (line.problem !== undefined || !amount) return { kind: 'queue', sentence: line.problem ?? 'The amount cannot be read. Ask the bank.' }
  if (line.status !== 'booked') return { kind: 'noted', sentence: 'The bank has not booked this line yet; only a booked line settles.' }
  const payment = book.find(part.reference, part.uetr)
  if (!payment)
    return part.direction === 'debit' && (part.blockId ?? part.messageId) !== undefined
      ? matchBlock(part, amount, book)
      : { kind: 'queue', sentence: unknownSentence(part, amount, book) }
  return part.direction === 'debit' ? matchDebit(part, payment, book) : matchCredit(part, amount, payment, book)
}

function matchDebit(part: Part, payment: SentPayment, book: PaymentBook): Match {
  const state = book.stateOf(payment)
  if (!same(part.amount, payment.amount) && !same(part.instructed, payment.amount)) {
    return {
      kind: 'queue',
      sentence: `The bank booked ${moneyText(part.instructed ?? (part.amount as Money))} for ${payment.number}, which is ${moneyText(payment.amount)}. Ask the bank before settling it.`,
    }
  }
  if (state === 'released') {
    book.move(payment.id, 'settled')
    return { kind: 'settle', paymentIds: [payment.id] }
  }
  if (state === 'settled')
    return {
      kind: 'queue',
      sentence: `${payment.number} is settled already. If the bank paid it twice, ask for one back; if the line is a repeat, set it aside.`,
    }
  return { kind: 'queue', sentence: `${payment.number} was returned and is final. If the bank paid it again, ask for the money back.` }
}

function matchCredit(part: Part, amount: Money, payment: SentPayment, book: PaymentBook): Match {
  const reason = part.returned ?? (part.line.reversal ? { code: '', meaning: 'the bank took its booking back', reaction: 'investigate' as const } : undefined)
  if (!reason)
    return { kind: 'queue', sentence: `Money came in with the reference of ${payment.number} and the bank does not say that it is a return. Ask the bank.` }
  if (book.stateOf(payment) === 'returned')
    return { kind: 'queue', sentence: `${payment.number} was returned already; this is a second return of it. Ask the bank.` }
  const back = same(part.instructed, payment.amount) ? payment.amount : amount
  if (back.currency !== payment.amount.currency)
    return {
      kind: 'queue',
      sentence: `${payment.number} came back in ${back.currency}; it was sent in ${payment.amount.currency}. Ask the bank for the amount in ${payment.amount.currency}.`,
    }
  if (back.minor > payment.amount.minor)
    return { kind: 'queue', sentence: `${moneyText(back)} came back for ${payment.number}, which is only ${moneyText(payment.amount)}. Ask the bank.` }
  if (!isCharge(payment.amount.minor - back.minor, payment.amount))
    return {
      kind: 'queue',
      sentence: `Only ${moneyText(back)} came back for ${payment.number}, which is ${moneyText(payment.amount)}: more is missing than a charge. Ask the bank; somebody who did not import this decides it.`,
    }
  book.move(payment.id, 'returned')
  return { kind: 'return', paymentId: payment.id, reason, shortBy: payment.amount.minor - back.minor }
}

/** One line for a whole block settles it only when it is the whole block: count and sum of all its payments, none of them settled before. */
function matchBlock(part: Part, amount: Money, book: PaymentBook): Match {
  const block = book.ofBlock(part.blockId, part.messageId)
  const name = part.blockId ?? part.messageId ?? ''
  if (block.length === 0)
    return { kind: 'queue', sentence: `No file of ours has the block “${name.slice(0, 40)}”. Somebody else may have paid from this account.` }
  const total = block.reduce((sum, p) => sum + p.amount.minor, 0n)
  const fits = block.every((p) => p.amount.currency === amount.currency) && total === amount.minor && (part.count === undefined || part.count === block.length)
  const open = block.filter((p) => book.stateOf(p) === 'released')
  if (fits && open.length === block.length) {
    for (const payment of open) book.move(payment.id, 'settled')
    return { kind: 'settle', paymentIds: open.map((p) => p.id) }
  }
  if (fits && open.length === 0)
    return { kind: 'known', paymentIds: block.map((p) => p.id), sentence: `The payments of block ${name} were settled one by one.` }
  return {
    kind: 'queue',
    sentence: `The bank booked ${moneyText(amount)} for block ${name} without its payments, and that is not the whole block. Import the detailed advice (camt.054).`,
  }
}

function unknownSentence(part: Part, amount: Money, book: PaymentBook): string {
  if (/CHRG|-COMM|-FEES/.test(part.line.kind ?? '') || (part.reference === undefined && /charge|fee/i.test(part.text)))
    return `Bank charges of ${moneyText(amount)}. Book them as charges.`
  const named = part.reference === undefined ? 'The line names no reference' : `No payout has the reference “${part.reference.slice(0, 40)}”`
  const whole = part.direction === 'debit' ? book.batchWithTotal(amount) : undefined
  if (whole)
    return `${named}. ${whole.number} of ${whole.payouts} ${whole.payouts === 1 ? 'payout' : 'payouts'} has this sum: if the bank booked it in one line, decide that it settles the whole batch.`
  const trap = part.direction === 'debit' ? book.openWithAmount(amount) : undefined
  if (trap) return `${named}. ${trap.number} has the same amount, but an amount alone is no match.`
  return part.direction === 'debit' ? `${named}: it did not leave by a file of ours.` : `${named}: the money is not a return of ours.`
}

/** Every part of a statement with what it means, in the bank's order. */
export function matchStatement(statement: Statement, book: PaymentBook): { readonly part: Part; readonly match: Match }[] {
  return statement.lines.flatMap((line) => partsOf(line).map((part) => ({ part, match: matchPart(part, book) })))
}
