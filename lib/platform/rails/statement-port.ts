import type { Day } from '../../kernel/day.ts'
import type { Money } from '../../kernel/money.ts'

// What banks send back, in our words: statements, status reports, returns and notices of change.

/** What the bank says about a payment. Stored beside the payout, whose own state it does not change unless the payment is refused. */
export type BankView = 'pending' | 'sent' | 'credited' | 'rejected' | 'cancelled' | 'held'
/** What a refusal asks of us. */
export type Reaction = 'fix' | 'close' | 'retry' | 'investigate'

export type Direction = 'credit' | 'debit'
export interface Reason {
  readonly code: string
  readonly meaning: string
  readonly reaction: Reaction
  readonly text?: string | undefined
}

/** One payment inside a statement line. */
export interface StatementDetail {
  readonly endToEndId?: string | undefined
  readonly instructionId?: string | undefined
  readonly transactionId?: string | undefined
  readonly blockId?: string | undefined
  readonly uetr?: string | undefined
  readonly amount?: Money | undefined
  /** What was asked for, where the booked amount is in another currency. */
  readonly instructed?: Money | undefined
  readonly direction: Direction
  /** Present when money came back. */
  readonly returned?: Reason | undefined
  readonly charges?: Money | undefined
  readonly counterparty?: string | undefined
  readonly counterpartyAccount?: string | undefined
  readonly remittance?: string | undefined
}

export interface StatementLine {
  /** Position in the statement, from 1. */
  readonly position: number
  readonly entryReference?: string | undefined
  readonly bankReference?: string | undefined
  /** Only a booked line settles. */
  readonly status: 'booked' | 'pending' | 'information' | 'future'
  readonly bookedOn?: Day | undefined
  readonly valueOn?: Day | undefined
  /** Absent when the amount cannot be used; `problem` says why. Never negative. */
  readonly amount?: Money | undefined
  readonly amountText: string
  readonly currency: string
  readonly direction: Direction
  /** The bank takes back an earlier booking. */
  readonly reversal: boolean
  /** Bank transaction code, such as `PMNT-ICDT-ESCT`. */
  readonly kind?: string | undefined
  readonly batch?:
    | {
        readonly blockId?: string | undefined
        readonly messageId?: string | undefined
        readonly count?: number | undefined
        readonly total?: Money | undefined
      }
    | undefined
  readonly details: readonly StatementDetail[]
  readonly charges?: Money | undefined
  readonly note?: string | undefined
  readonly problem?: string | undefined
}

export interface Balance {
  readonly amount: Money
  readonly day?: Day | undefined
  readonly kind: string
}
export interface Statement {
  readonly format: 'camt.053' | 'camt.054' | 'csv'
  /** The namespace of the message, or `csv`. */
  readonly version: string
  readonly messageId: string
  readonly statementId: string
  /** Counts up per account; with account and statement id it tells a repeated file. */
  readonly sequence?: string | undefined
  readonly createdAt?: string | undefined
  readonly account: {
    readonly iban?: string | undefined
    readonly number?: string | undefined
    readonly currency?: string | undefined
    readonly bic?: string | undefined
  }
  readonly opening?: Balance | undefined
  readonly closing?: Balance | undefined
  readonly lines: readonly StatementLine[]
  /** What is wrong with the file though it can be read: sums, check digits, odd shapes. */
  readonly warnings: readonly string[]
}

export interface TransactionStatus {
  readonly endToEndId?: string | undefined
  readonly instructionId?: string | undefined
  readonly uetr?: string | undefined
  readonly status?: string | undefined
  readonly reasons: readonly Reason[]
}
export interface BlockStatus {
  readonly blockId: string
  readonly status?: string | undefined
  readonly reasons: readonly Reason[]
  readonly transactions: readonly TransactionStatus[]
}
/** What the bank says about one file of ours. */
export interface StatusReport {
  readonly version: string
  readonly messageId: string
  readonly originalMessageId: string
  readonly status?: string | undefined
  readonly reasons: readonly Reason[]
  readonly blocks: readonly BlockStatus[]
  readonly warnings: readonly string[]
}

/** Columns of a bank's CSV statement, named by their headers. */
export interface CsvStatementMapping {
  readonly account: { readonly iban?: string | undefined; readonly number?: string | undefined }
  readonly day: string
  readonly dayFormat: 'YYYY-MM-DD' | 'DD.MM.YYYY' | 'DD/MM/YYYY' | 'MM/DD/YYYY' | 'YYYYMMDD'
  /** One signed column, negative when money left; or a column each way. */
  readonly amount?: string | undefined
  readonly debit?: string | undefined
  readonly credit?: string | undefined
  readonly decimals: 'point' | 'comma'
  /** A column, or one code for the whole file. */
  readonly currency: { readonly column: string } | { readonly code: string }
  /** Column that holds the end-to-end id, trace number or our reference. */
  readonly reference?: string | undefined
  readonly counterparty?: string | undefined
  readonly note?: string | undefined
  /** Column with the return code of money that came back. */
  readonly returnCode?: string | undefined
}

export interface AchReturn {
  readonly kind: 'return' | 'dishonoured'
  /** Trace number of the entry that came back: the only thing that names it. */
  readonly trace: string
  readonly reason: Reason
  readonly advice: string
  readonly amount: Money
  readonly payeeReference: string
  readonly payeeName: string
  readonly dateOfDeath?: Day | undefined
  readonly returnTrace: string
}
export interface AchChange {
  readonly trace: string
  readonly code: string
  readonly meaning: string
  readonly advice: string
  readonly corrected: {
    readonly routing?: string | undefined
    readonly number?: string | undefined
    readonly account?: 'checking' | 'savings' | undefined
    readonly payeeReference?: string | undefined
  }
  readonly correctedText: string
  readonly payeeReference: string
}
export interface AchReport {
  /** File creation day and modifier: with the sender they tell a repeated file. */
  readonly fileId: string
  readonly createdOn?: Day | undefined
  readonly companyIds: readonly string[]
  readonly returns: readonly AchReturn[]
  readonly changes: readonly AchChange[]
  readonly warnings: readonly string[]
}

/** What the bank says about one payment of a file. */
export interface PaymentView {
  readonly view: BankView
  readonly status: string | undefined
  readonly reasons: readonly Reason[]
}
export interface AppliedReport {
  readonly file: 'accepted' | 'partly accepted' | 'rejected' | 'pending'
  /** By reference. Every payment asked about is in it: one that the report does not name stays pending, silence is not success. */
  readonly payments: ReadonlyMap<string, PaymentView>
  /** The bank says it has this file already: the first one may well be paid, so nothing may be freed for another file. */
  readonly duplicate: boolean
  /** References that the report names and the file does not hold. */
  readonly unknown: readonly string[]
}
