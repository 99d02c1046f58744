// What the interface answers, field by field. Names of people are in it, their addresses are not: those leave after a second factor only.
import { z } from 'zod'
import { decimalText, type Money } from '../kernel/money.ts'

const id = z.string().describe('Such as `pay_` and 26 signs.'),
  text = z.string(),
  number = z.string().describe('By which people speak of it, such as P-00913.'),
  instant = z.iso.datetime().describe('UTC.'),
  day = z.iso.date()
export const amount = z.strictObject({
  amount: z
    .string()
    .regex(/^-?\d+(\.\d+)?$/)
    .describe('Decimal, in the units of the currency.'),
  currency: z.string().length(3),
})
const named = z.strictObject({ id, name: text }),
  numbered = z.strictObject({ id, number })
const step = z.strictObject({ text, result: text, unit: text })
export const moneyOf = (value: Money) => ({ amount: decimalText(value), currency: value.currency })
export const moneyOrNull = (value: Money | null | undefined) => (value ? moneyOf(value) : null)
export const instantOf = (at: Date | string | null | undefined): string | null => (at === null || at === undefined ? null : new Date(at).toISOString())

const work = {
  id,
  number,
  key: text.describe('Its key in the system that it comes from.'),
  kind: text,
  state: z.enum(['open', 'closed', 'superseded']),
  payee: named.nullable(),
  crew: named.nullable(),
  openedAt: instant.nullable(),
  closedAt: instant.nullable(),
  quantity: text.nullable(),
  value: amount.nullable(),
  revision: z.int(),
  recordedAt: instant,
}
export const WorkRecord = { name: 'WorkRecord', schema: z.strictObject(work) }
export const WorkRecordDetail = {
  name: 'WorkRecordDetail',
  schema: z.strictObject({
    ...work,
    digest: text,
    fields: z.array(z.strictObject({ name: text, value: text })),
    newest: numbered.nullable(),
    revisions: z.array(z.strictObject({ id, number, revision: z.int(), recordedAt: instant, reason: text.nullable(), digest: text })),
    awards: z.array(z.strictObject({ id, number, state: text, amount })),
  }),
}
export const Made = { name: 'Made', schema: z.strictObject({ id, number }) }
export const Changed = { name: 'Changed', schema: z.strictObject({ id }) }

const program = { id, number, name: text, state: text, period: text, currency: text }
const figures = z.strictObject({ budget: amount, computed: amount, confirmed: amount, paid: amount }).nullable()
export const Program = { name: 'Program', schema: z.strictObject({ ...program, version: z.int().nullable(), rule: text, figures }) }
export const ProgramDetail = {
  name: 'ProgramDetail',
  schema: z.strictObject({
    ...program,
    confirmation: text,
    minimum: amount,
    startsOn: day.nullable(),
    endsOn: day.nullable(),
    isForEveryone: z.boolean(),
    figures,
    versions: z.array(z.strictObject({ version: z.int(), state: text, effectiveOn: day.nullable(), digest: text, rule: text, isCurrent: z.boolean() })),
  }),
}

const award = { id, number, kind: text, state: text, amount, payee: named, program: named, period: text, reason: text.nullable() }
export const Award = { name: 'Award', schema: z.strictObject(award) }
export const AwardDetail = {
  name: 'AwardDetail',
  schema: z.strictObject({
    ...award,
    from: day,
    to: day,
    derivationDigest: text,
    derivationHolds: z.boolean(),
    steps: z.array(step),
    records: z.array(z.strictObject({ id, number, key: text, kind: text, countedAt: instant.nullable(), digest: text })),
    payouts: z.array(z.strictObject({ id, number, state: text, isVoid: z.boolean() })),
    madeAt: instant,
  }),
}

const payee = { id, number, name: text, key: text, state: text }
export const Payee = { name: 'Payee', schema: z.strictObject({ ...payee, bankDetail: text.nullable().describe('Masked.'), owed: z.array(amount) }) }
export const PayeeDetail = {
  name: 'PayeeDetail',
  schema: z.strictObject({
    ...payee,
    isActive: z.boolean(),
    updatedAt: instant,
    owed: z.array(amount),
    bankDetail: text.nullable().describe('Masked. The whole number is shown to people only, after a second factor.'),
    crews: z.array(named),
  }),
}

const payout = { id, number, state: text, amount, payee: named, rail: text, raisedAt: instant, approvalsNeeded: z.int(), holdReason: text.nullable() }
export const Payout = { name: 'Payout', schema: z.strictObject({ ...payout, approvals: z.int(), isInBatch: z.boolean() }) }
export const PayoutDetail = {
  name: 'PayoutDetail',
  schema: z.strictObject({
    ...payout,
    raisedBy: named,
    note: text.nullable(),
    endToEndId: text.nullable(),
    releasedAt: instant.nullable(),
    settledAt: instant.nullable(),
    returnedAt: instant.nullable(),
    returnReason: text.nullable(),
    bankDetail: text.nullable().describe('Masked.'),
    approvals: z.array(z.strictObject({ decision: text, by: text, role: text, withFactor: z.boolean(), at: instant })),
    lines: z.array(
      z.strictObject({
        kind: text,
        amount,
        isVoid: z.boolean(),
        award: numbered.nullable(),
        program: named.nullable(),
        recordCount: z.int(),
        steps: z.array(step),
        records: z.array(z.strictObject({ id, number, key: text, kind: text, countedAt: instant.nullable(), digest: text })),
      }),
    ),
    ledger: z
      .array(z.strictObject({ entry: numbered, kind: text, memo: text, account: named, amount, at: instant }))
      .describe('With “See ledger accounts and journal entries” only.'),
    batch: z.strictObject({ id, number, state: text, valueOn: day.nullable(), fileDigest: text.nullable() }).nullable(),
    bankLines: z.array(z.strictObject({ id, bookedOn: day.nullable(), direction: text, amount, isWholeBatch: z.boolean(), statement: numbered })),
  }),
}
export const RaisedPayout = { name: 'RaisedPayout', schema: z.strictObject({ id, number, state: text }) }
export const HeldPayout = { name: 'HeldPayout', schema: z.strictObject({ id }) }
const batch = { id, number, state: text, rail: text, payouts: z.int(), total: amount, valueOn: day, madeAt: instant, releasedAt: instant.nullable() }
export const Batch = { name: 'Batch', schema: z.strictObject(batch) }
export const BatchDetail = {
  name: 'BatchDetail',
  schema: z.strictObject({
    ...batch,
    settledAt: instant.nullable(),
    file: z
      .strictObject({ name: text, size: z.int(), digest: text })
      .nullable()
      .describe('What was written for the bank. It is downloaded by people only, after a second factor.'),
    parts: z.array(z.strictObject({ state: text, payouts: z.int(), amount })),
  }),
}
export const LedgerAccount = {
  name: 'LedgerAccount',
  schema: z.strictObject({ id, number, kind: text, name: text, balance: amount.describe('Debit positive.') }),
}
export const Statement = {
  name: 'Statement',
  schema: z.strictObject({ id, number, kind: text, lines: z.int(), explained: z.int(), closing: amount.nullable(), importedAt: instant }),
}
export const Key = {
  name: 'Key',
  schema: z.strictObject({
    id,
    name: text,
    begins: text.describe('Its first signs, by which people tell keys apart.'),
    company: text,
    member: z.strictObject({ id, name: text, role: text }).describe('For whom it acts.'),
    permissions: z.array(
      z.strictObject({ permission: text, sentence: text, holds: z.boolean().describe('Whether its maker holds it now: what they do not, the key may not.') }),
    ),
    networks: z.array(text).describe('From where it is taken; empty: from everywhere.'),
    requestsPerMinute: z.int(),
    madeAt: instant,
    expiresAt: instant,
    lastUsedAt: instant.nullable().describe('Noted once in a while, not at each request.'),
  }),
}
export const Member = { name: 'Member', schema: z.strictObject({ id, number, name: text, role: text, state: text, lastSeenAt: instant.nullable() }) }
export const AuditEvent = {
  name: 'AuditEvent',
  schema: z.strictObject({
    id,
    entry: z.int().nullable().describe('Its number in the sealed log; null until it is sealed.'),
    at: instant,
    event: text,
    sentence: text,
    actor: z.strictObject({ kind: text, memberId: text.nullable(), role: text }),
    subject: z.strictObject({ kind: text, id }).nullable(),
  }),
}

const item = {
  id,
  number,
  name: text,
  description: text,
  price: amount,
  stock: z.int().nullable().describe('Null: without limit.'),
  limitPerPayee: z.int().nullable(),
  state: z.enum(['offered', 'sold_out', 'withdrawn']),
  updatedAt: instant,
}
export const CatalogueItem = { name: 'CatalogueItem', schema: z.strictObject(item) }
const imported = {
  id,
  number,
  fileName: text,
  state: text,
  rows: z.int(),
  new: z.int(),
  unchanged: z.int(),
  corrections: z.int(),
  refused: z.int(),
  by: text,
  startedAt: instant,
}
export const Import = { name: 'Import', schema: z.strictObject({ ...imported, mapping: text.nullable() }) }
export const ImportDetail = {
  name: 'ImportDetail',
  schema: z.strictObject({
    ...imported,
    digest: text,
    size: z.int(),
    finishedAt: instant.nullable(),
    failure: text.nullable(),
    mapping: z.strictObject({ id, name: text, version: z.int() }).nullable(),
    rowsTotal: z.int(),
    refusedFor: z.array(z.strictObject({ code: text, reason: text, rows: z.int() })),
  }),
}
export const Refusal = {
  name: 'ImportRefusal',
  schema: z.strictObject({ line: z.int(), column: text, reason: text, code: text, written: text.describe('What stood in that column.') }),
}
const dispute = {
  id,
  number,
  state: z.enum(['open', 'upheld', 'rejected', 'withdrawn']),
  line: text.describe('What is said to be wrong.'),
  reason: text,
  dueOn: day.describe('By when it is to be answered.'),
  openedAt: instant,
  decidedAt: instant.nullable(),
  answer: text.nullable(),
  payee: named,
  award: z.strictObject({ id, number, amount }),
}
export const Dispute = { name: 'Dispute', schema: z.strictObject({ ...dispute, program: text }) }
export const DisputeDetail = {
  name: 'DisputeDetail',
  schema: z.strictObject({
    ...dispute,
    program: named,
    openedBy: text,
    decidedBy: text.nullable(),
    record: z.strictObject({ id, number, key: text, kind: text, countedAt: instant.nullable() }).nullable(),
    corrections: z.array(z.strictObject({ id, number, amount, reason: text.nullable(), isAnswer: z.boolean() })),
  }),
}
export const DecidedDispute = { name: 'DecidedDispute', schema: z.strictObject({ id, state: text }) }
