import { z } from 'zod'
import { pageInput } from '../access/list-page.ts'

const id = z.string().max(60)
const field = (max: number, empty: string) => z.string(empty).trim().min(1, empty).max(max, `This has more than ${max} characters. Shorten it.`)
const optional = (max: number) => z.string().trim().max(max, `This has more than ${max} characters. Shorten it.`).optional()
const reason = field(500, 'Give the reason; it is kept with the record.')
export const rail = z.enum(['pain001', 'nacha', 'payroll_csv'], 'Choose how the money leaves.')
export const currency = z.string('Choose the currency.').regex(/^[A-Z]{3}$/, 'Write the currency as three capital letters, such as EUR.')
const dayText = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'Write the day as YYYY-MM-DD, such as 2026-05-14.')

const cutOff = z.strictObject({
  time: field(5, 'Enter the bank’s cut-off, such as 15:00.'),
  zone: field(60, 'Enter the bank’s time zone, such as Europe/Amsterdam.'),
  leadDays: z.int('Enter a whole number of days.').min(0).max(10, 'Lead days are 0 to 10.'),
  horizonDays: z.int('Enter a whole number of days.').min(1).max(365, 'The horizon is 1 to 365 days.'),
})
/** One shape for every rail, so that one form can hold them; what a rail needs is checked by the rail. */
export const saveOriginatorInput = z.strictObject({
  rail,
  currency,
  name: field(140, 'Enter the name of who pays.'),
  isTest: z.boolean().default(false),
  iban: optional(50),
  bic: optional(20),
  street: optional(70),
  building: optional(16),
  postcode: optional(16),
  town: optional(35),
  country: optional(2),
  batchBooking: z.boolean().default(true),
  salary: z.boolean().default(false),
  companyName: optional(16),
  companyId: optional(10),
  routing: optional(9),
  bankName: optional(23),
  accountNumber: optional(17),
  immediateDestination: optional(10),
  immediateOrigin: optional(10),
  businessDescription: optional(10),
  addenda: z.boolean().default(false),
  companyCode: optional(35),
  cutOff: cutOff.optional(),
})
export type SaveOriginatorInput = z.infer<typeof saveOriginatorInput>

export const payoutIds = z.array(id).min(1, 'Choose at least one payout.').max(10_000, 'A batch takes at most 10,000 payouts.')
/** Without `payoutIds` the batch takes every approved payout of the rail and currency. */
export const makeBatchInput = z.strictObject({ rail, currency, payoutIds: payoutIds.optional(), valueOn: dayText.optional() })
export const changeBatchInput = z.strictObject({
  batchId: id,
  add: z.array(id).max(10_000).default([]),
  remove: z.array(id).max(10_000).default([]),
  valueOn: dayText.optional(),
})
export const batchInput = z.strictObject({ batchId: id })
/** `content`: what checkBatch said of it when the releaser looked. */
export const releaseBatchInput = z.strictObject({
  batchId: id,
  valueOn: dayText.optional(),
  content: z
    .string()
    .regex(/^([0-9a-f]{32})?$/, 'Open the batch again and look at what it holds.')
    .optional(),
  /** What the page said: only to tell the person what became of it. */
  seenPayouts: z.int().min(0).optional(),
  seenMinor: z
    .string()
    .regex(/^\d{1,18}$/, 'Open the batch again and look at what it holds.')
    .optional(),
})
export const refuseBatchInput = z.strictObject({ batchId: id, reason })
export const listBatchesInput = z.strictObject({
  state: z.enum(['draft', 'released', 'settled', 'refused', 'cancelled']).optional(),
  rail: rail.optional(),
  q: optional(80),
  madeFrom: dayText.optional(),
  madeTo: dayText.optional(),
  ...pageInput,
})
/** `ids`: these of its payouts only. */
export const listBatchPayoutsInput = z.strictObject({ batchId: id, ids: z.array(id).max(100, 'Choose at most 100 at a time.').optional(), ...pageInput })

export const fileInput = z.strictObject(
  { name: z.string().max(300), type: z.string().max(200), bytes: z.instanceof(Uint8Array, { message: 'Choose the file that the bank gave you.' }) },
  'Choose the file that the bank gave you.',
)
const column = optional(120)
export const csvMappingInput = z.strictObject({
  day: field(120, 'Choose the column of the booking day.'),
  dayFormat: z.enum(['YYYY-MM-DD', 'DD.MM.YYYY', 'DD/MM/YYYY', 'MM/DD/YYYY', 'YYYYMMDD'], 'Choose how days are written.'),
  amount: column,
  debit: column,
  credit: column,
  decimals: z.enum(['point', 'comma'], 'Choose the decimal mark.'),
  currencyColumn: column,
  reference: column,
  counterparty: column,
  note: column,
  returnCode: column,
})
export type CsvMappingInput = z.infer<typeof csvMappingInput>
/** For CSV, `originator` (`pain001 EUR`) says whose account it is; without a mapping the one used last for it is taken. */
export const importStatementInput = z.strictObject({ file: fileInput, originator: optional(20), mapping: csvMappingInput.optional() })
/** A file that was spooled and measured at the door; its bytes are read once, as a stream. */
export const receiveStatementInput = z.strictObject({
  name: z.string().max(300),
  size: z
    .int()
    .min(1, 'The file is empty. Download it from the bank again.')
    .max(52_428_800, 'A file from a bank has at most 50 MB. Ask the bank for one file per day.'),
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  head: z.instanceof(Uint8Array),
  body: z.custom<() => AsyncIterable<Uint8Array>>((value) => typeof value === 'function', 'Send the file itself.'),
  originator: optional(20),
  mapping: csvMappingInput.optional(),
})
export const statementFileInput = z.strictObject({ fileId: id })
export const listStatementsInput = z.strictObject({
  kind: z.enum(['camt053', 'camt054', 'csv', 'pain002', 'nacha_return', 'nacha_noc']).optional(),
  q: optional(80),
  ...pageInput,
})
export const statementInput = z.strictObject({ statementId: id })
export const listLinesInput = z.strictObject({
  state: z.enum(['unmatched', 'matched', 'ignored']).optional(),
  direction: z.enum(['credit', 'debit']).optional(),
  statementId: id.optional(),
  q: optional(80),
  ...pageInput,
})
export const lineInput = z.strictObject({ lineId: id })
export const lineDecisions = ['settle', 'batch', 'return', 'explain', 'charges', 'ignore'] as const
export const decideLineInput = z.strictObject({
  lineId: id,
  decision: z.enum(lineDecisions, 'Choose what the line is.'),
  payout: optional(60),
  batch: optional(60),
  reason,
})
