import type { Day } from '../../kernel/day.ts'
import type { Money } from '../../kernel/money.ts'
import type { AppliedReport, StatusReport } from './statement-port.ts'

export type * from './statement-port.ts'

/** The ways money (or an instruction to pay it) leaves. Each writes one file. */
export const railNames = ['pain001', 'nacha', 'payroll_csv'] as const
export type RailName = (typeof railNames)[number]

/** An address in parts: since November 2026 banks refuse free address lines. Town and country together, or no address at all. */
export interface PostalAddress {
  readonly street?: string | undefined
  readonly building?: string | undefined
  readonly postcode?: string | undefined
  readonly town: string
  /** ISO 3166, two letters. */
  readonly country: string
}

/** When the bank stops taking files for the day, and how far ahead it takes dates. */
export interface CutOff {
  /** `HH:MM` on the wall clock of `zone`. A file made later counts as made on the next open day. */
  readonly time: string
  /** IANA zone of the bank. */
  readonly zone: string
  /** Open days between that day and the first day that may be asked for. */
  readonly leadDays: number
  /** Days ahead that the bank accepts at most. */
  readonly horizonDays: number
}

/** Who pays, by an account with an IBAN (ISO 20022). */
export interface IbanOriginator {
  readonly rail: 'pain001'
  readonly name: string
  readonly iban: string
  readonly bic?: string | undefined
  readonly address?: PostalAddress | undefined
  /** `true` asks for one statement line per block, `false` for one per payment. The bank's agreement wins. */
  readonly batchBooking: boolean
  /** The payments are wages: says so once per block (category purpose SALA). */
  readonly salary: boolean
  readonly testFile: boolean
  readonly cutOff: CutOff
}
/** Who pays through a US bank's ACH file. */
export interface AchOriginator {
  readonly rail: 'nacha'
  /** In the file header, at most 23 characters. */
  readonly name: string
  /** What the payee reads on the statement, at most 16 characters. */
  readonly companyName: string
  /** Ten characters, given by the bank; usually 1 and the tax number. */
  readonly companyId: string
  /** Nine digits of the bank that sends the file. */
  readonly routing: string
  readonly bankName: string
  /** The account that the file is paid from, as the bank writes it on its statements. The file does not carry it; statements are known by it. */
  readonly accountNumber?: string | undefined
  /** Ten characters when the bank asks for something other than its routing number or our company id. */
  readonly immediateDestination?: string | undefined
  readonly immediateOrigin?: string | undefined
  /** Entry description for payments to businesses, at most ten characters. Payments to people always say PAYROLL. */
  readonly businessDescription: string
  /** Send the text for the payee in a record of its own, which some banks charge for. */
  readonly addenda: boolean
  readonly testFile: boolean
  readonly cutOff: CutOff
}
/** Who hands a list to a payroll office. */
export interface PayrollOriginator {
  readonly rail: 'payroll_csv'
  readonly name: string
  readonly companyCode?: string | undefined
  readonly testFile: boolean
}
export type Originator = IbanOriginator | AchOriginator | PayrollOriginator

/** Where one payment goes. */
export type Destination =
  | { readonly kind: 'iban'; readonly iban: string; readonly bic?: string | undefined }
  /** An account in a country without IBANs. */
  | { readonly kind: 'account'; readonly number: string; readonly country: string; readonly bic: string }
  | {
      readonly kind: 'ach'
      readonly routing: string
      readonly number: string
      readonly account: 'checking' | 'savings'
      readonly holder: 'person' | 'business'
    }
  /** The payroll office knows. */
  | { readonly kind: 'none' }

export interface OrderPayout {
  /** Ours; never written to the file. */
  readonly id: string
  /** End-to-end id, 1–35 characters of the basic set (ACH: at most 15), unique for ever: our number of the payout. */
  readonly reference: string
  /** Lower-case version 4 UUID, made once per payment and kept when it is sent again. ISO 20022 only. */
  readonly uetr?: string | undefined
  readonly amount: Money
  readonly payee: {
    readonly name: string
    /** What to send when `name` holds letters that no bank takes. */
    readonly latinName?: string | undefined
    /** The payroll office's number of the person. */
    readonly reference?: string | undefined
    readonly address?: PostalAddress | undefined
  }
  readonly destination: Destination
  /** One line for the payee, at most 140 characters (ACH: 80). */
  readonly remittance: string
}

export interface Order {
  /** Never used again, 1–35 characters. */
  readonly messageId: string
  readonly createdAt: Date
  readonly originator: Originator
  readonly executionDay: Day
  readonly payouts: readonly OrderPayout[]
  /** ACH: tells two files of one day apart, `A`–`Z` or `0`–`9`. */
  readonly fileModifier?: string | undefined
  /** ACH: the first trace sequence, 1–9999999; the file uses as many as it has payouts. Returns name nothing else. */
  readonly firstTrace?: number | undefined
}

/** One thing that keeps a payment out of a file: which input, and a sentence with the fix. */
export interface Fault {
  readonly field: string
  readonly sentence: string
  readonly payoutId?: string | undefined
}

export interface RailFile {
  readonly fileName: string
  readonly contentType: string
  readonly body: Uint8Array
  readonly messageId: string
  /** What the bank will name the payment by: end-to-end id, ACH trace number, or our own reference. */
  readonly references: ReadonlyMap<string, string>
  /** Block each payment is in (PmtInfId, ACH batch number): statements may name only that. */
  readonly blocks: ReadonlyMap<string, string>
  /** The name as the bank sees it, which may differ from the one we keep. */
  readonly sentNames: ReadonlyMap<string, string>
  /** Plain sum of the amounts in decimals, whatever the currency. */
  readonly controlSum: string
  readonly count: number
}

/** A rule that a finished file breaks, found by code that shares nothing with the writer. */
export interface Finding {
  readonly rule: string
  readonly sentence: string
}

export interface Rail {
  readonly name: RailName
  /** Faults of the sender's settings. */
  checkOriginator(originator: Originator): Fault[]
  /** Faults of one payment. A payment without faults can be written. */
  check(originator: Originator, payout: OrderPayout): Fault[]
  /** Faults of a whole order: sender, every payment, unique references, an open day that is not past. */
  checkOrder(order: Order): Fault[]
  /** First day that can be asked for in a file made now. */
  earliestDay(originator: Originator, now: Date): Day
  /** Next day on which this rail moves money, the day itself included. */
  nextOpenDay(day: Day): Day
  /** Same order, same bytes. The order must have passed `checkOrder`. */
  write(order: Order): RailFile
  /** The last gate before a file is stored: reads the bytes with other code than wrote them and compares with what was ordered. */
  inspect(body: Uint8Array, order: Order): Finding[]
}

export type BankFileKind = 'statement' | 'status report' | 'ach' | 'csv'

/** Everything the product does with files for banks and from banks, but reading a whole one (read-beside.ts). Pure: bytes and values in, values and bytes out; a Refusal when a file cannot be read. */
export interface BankFiles {
  readonly rails: Readonly<Record<RailName, Rail>>
  recognise(bytes: Uint8Array): BankFileKind
  readCsvHeaders(bytes: Uint8Array): string[]
  /** Lays a report over the payments of the file it is about. */
  applyStatusReport(
    report: StatusReport,
    sent: readonly { readonly reference: string; readonly blockId?: string | undefined; readonly uetr?: string | undefined }[],
  ): AppliedReport
}
