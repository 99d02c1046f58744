import { z } from 'zod'
import { event } from '../access/event.ts'

// What happens to money on its way to the bank and back, as the log tells it.
const amount = z.string(),
  words = z.string(),
  count = z.int()
const changes = z.array(z.strictObject({ field: z.string(), before: z.string(), after: z.string() }))
const payouts = (n: number): string => `${n} ${n === 1 ? 'payout' : 'payouts'}`

export const originatorSet = event(
  'originator.set',
  'originator',
  z.strictObject({ rail: words, currency: words, account: words, test: z.boolean() }),
  (d) => `entered who pays ${d.currency} by ${d.rail}: ${d.account}${d.test ? ', test files only' : ''}`,
)
export const originatorChanged = event(
  'originator.changed',
  'originator',
  z.strictObject({ rail: words, currency: words, changes }),
  (d) => `changed ${d.changes.map((c) => c.field).join(', ')} of who pays ${d.currency} by ${d.rail}`,
)
export const batchMade = event(
  'batch.made',
  'batch',
  z.strictObject({ number: words, rail: words, payouts: count, amount }),
  (d) => `made batch ${d.number} of ${payouts(d.payouts)}, ${d.amount}`,
)
export const batchChanged = event(
  'batch.changed',
  'batch',
  z.strictObject({ number: words, added: count, removed: count, payouts: count, amount }),
  (d) => `changed batch ${d.number}: ${d.added} in, ${d.removed} out; now ${payouts(d.payouts)}, ${d.amount}`,
)
export const batchCancelled = event(
  'batch.cancelled',
  'batch',
  z.strictObject({ number: words, payouts: count, amount }),
  (d) => `cancelled batch ${d.number} and freed ${payouts(d.payouts)}`,
)
export const testFileWritten = event(
  'batch.test_file_written',
  'batch',
  z.strictObject({ number: words, digest: words, file: words }),
  (d) => `wrote a test file for batch ${d.number}; no payout moved`,
)
export const batchReleased = event(
  'batch.released',
  'batch',
  z.strictObject({ number: words, rail: words, payouts: count, amount, account: words, valueOn: words, file: words, digest: words, messageId: words }),
  (d) => `released batch ${d.number}: ${payouts(d.payouts)}, ${d.amount} from ${d.account} for ${d.valueOn}`,
)
export const batchFileDownloaded = event(
  'batch.file_downloaded',
  'batch',
  z.strictObject({ number: words, file: words, digest: words, time: count }),
  (d) => `downloaded the bank file of ${d.number}${d.time > 1 ? ` again (${d.time} times now)` : ''}`,
)
export const batchRefused = event(
  'batch.refused',
  'batch',
  z.strictObject({ number: words, payouts: count, amount, reason: words, by: z.enum(['status report', 'person']) }),
  (d) => `recorded that the bank refused batch ${d.number} (${d.reason}); ${payouts(d.payouts)} approved again`,
)
export const batchSettled = event(
  'batch.settled',
  'batch',
  z.strictObject({ number: words, settled: count, returned: count }),
  (d) => `finished batch ${d.number}: ${d.settled} settled, ${d.returned} returned`,
)
export const batchReported = event(
  'batch.reported',
  'batch',
  z.strictObject({ number: words, status: words }),
  (d) => `read the bank’s word on batch ${d.number}: ${d.status}`,
)

export const payoutReleased = event(
  'payout.released',
  'payout',
  z.strictObject({ number: words, batch: words, amount, payeeId: words }),
  (d) => `released ${d.number}, ${d.amount}, in batch ${d.batch}`,
)
export const payoutSettled = event(
  'payout.settled',
  'payout',
  z.strictObject({ number: words, amount, statement: words, line: count, payeeId: words, reason: words.optional() }),
  (d) => `settled ${d.number}, ${d.amount}, by line ${d.line} of ${d.statement}`,
)
export const payoutReturned = event(
  'payout.returned',
  'payout',
  z.strictObject({ number: words, amount, code: words, meaning: words, reaction: words, charges: amount, statement: words, line: count, payeeId: words }),
  (d) => `took ${d.number}, ${d.amount}, back from the bank: ${d.code === '' ? '' : `${d.code}, `}${d.meaning}`,
)

export const statementImported = event(
  'statement.imported',
  'statement',
  z.strictObject({ number: words, kind: words, account: words, lines: count, settled: count, returned: count, waiting: count, digest: words }),
  (d) => `imported ${d.number} (${d.kind}): ${d.lines} lines, ${d.settled} settled, ${d.returned} returned, ${d.waiting} waiting`,
)
export const statementReceived = event(
  'statement.received',
  'statementFile',
  z.strictObject({ file: words, bytes: count, digest: words }),
  (d) => `received “${d.file}” from the bank, ${d.bytes} bytes, to be read in the background`,
)
export const statementFileRefused = event(
  'statement.file_refused',
  'statementFile',
  z.strictObject({ file: words, digest: words, why: words }),
  (d) => `took nothing of “${d.file}”: ${d.why}`,
)
export const statementFileRead = event(
  'statement.file_read',
  'statementFile',
  z.strictObject({ file: words, digest: words, statements: words, known: words }),
  (d) => `read “${d.file}”: ${d.statements === '' ? 'nothing new' : d.statements}${d.known === '' ? '' : `; ${d.known} had been imported before`}`,
)
export const lineDecided = event(
  'statement.line_decided',
  'statementLine',
  z.strictObject({ statement: words, line: count, amount, decision: words, payout: words, batch: words.optional(), payouts: count.optional(), reason: words }),
  (d) =>
    `decided line ${d.line} of ${d.statement}, ${d.amount}: ${d.decision}${d.payout === '' ? '' : ` ${d.payout}`}${d.batch === undefined ? '' : ` ${d.batch} of ${payouts(d.payouts ?? 0)}`}${d.reason === '' ? '' : ` (${d.reason})`}`,
)
export const booksAgreed = event(
  'books.agreed',
  'tenant',
  z.strictObject({ day: words, currencies: words }),
  (d) => `compared bank, batches and ledger on ${d.day}: they agree to the cent (${d.currencies})`,
)
export const booksDiffer = event(
  'books.differ',
  'tenant',
  z.strictObject({ day: words, findings: z.array(z.string().max(300)).min(1).max(50) }),
  (d) => `compared bank, batches and ledger on ${d.day}: ${d.findings.join('; ')}`,
)
