import { statements } from '../../db/schema/statements.ts'
import { mappings } from '../../db/schema/work.ts'
import type { Ctx } from '../access/ctx.ts'
import { assert } from '../kernel/assert.ts'
import type { Day } from '../kernel/day.ts'
import { canonicalJson, sha256Hex } from '../kernel/digest.ts'
import { encodeId, newUuid } from '../kernel/id.ts'
import { invalid } from '../kernel/refusal.ts'
import { bankFiles } from '../platform/rails/bank-files.ts'
import { maskAccount } from '../platform/rails/iban.ts'
import { readBankFile } from '../platform/rails/read-beside.ts'
import type { CsvStatementMapping, Statement } from '../platform/rails/port.ts'
import { statementImported } from './bank-events.ts'
import type { CsvMappingInput } from './bank-inputs.ts'
import { insertLines, waitAwake } from './bank.sql.ts'
import { accountKey, lastMapping, mappingOf, whichColumns, whoseAccount, type CsvAnswers } from './csv-answers.ts'
import { prepareAchReport } from './import-ach.ts'
import { prepareStatusReport } from './import-status.ts'
import { bookFor } from './load-payments.ts'
import { ownNumber, plainNumber } from './originator.ts'
import { settleLines } from './settle-lines.ts'
import {
  kindWords,
  knownStatements,
  ownOriginators,
  type BankSource,
  type ImportOutcome,
  type OwnOriginator,
  type Prepared,
  type StatementHead,
  type StatementKind,
} from './statement.ts'

/**
 * Reads what a bank sent, whatever it is, and judges it: a file that is not about us, or that cannot be read, is refused here, before
 * anything was written. It is read before the originators are locked, because a large one takes seconds.
 */
export async function prepareStatement(ctx: Ctx, source: BankSource, answers: CsvAnswers): Promise<Prepared> {
  const { bytes } = source
  if (bytes.length === 0) throw invalid('file', 'The file is empty. Download it from the bank again.')
  if (bankFiles.recognise(bytes) === 'csv') return prepareParts(ctx, source, [await readCsv(ctx, source, await ownOriginators(ctx), answers)])
  const read = await waitAwake(ctx, readBankFile({ bytes })),
    own = await ownOriginators(ctx)
  switch (read.kind) {
    case 'status report':
      return prepareStatusReport(ctx, source, read.report)
    case 'ach':
      return prepareAchReport(ctx, source, read.report, own)
    default:
      return prepareParts(
        ctx,
        source,
        read.statements.map((statement) => ({ statement, owners: ownersOf(statement, own) })),
      )
  }
}

/** A statement of an account that pays nothing of ours is refused whole: matching it could only do harm. */
function ownersOf(statement: Statement, own: readonly OwnOriginator[]): OwnOriginator[] {
  const { iban, number } = statement.account,
    wanted = iban ?? (number === undefined ? undefined : plainNumber(number))
  const owners = own.filter(({ originator }) => wanted !== undefined && ownNumber(originator) === wanted)
  if (owners.length > 0) return owners
  // An ACH file names no account, so who pays by it can be entered without one.
  const unknown = own.some(({ originator }) => originator.rail === 'nacha' && originator.accountNumber === undefined)
  throw invalid(
    'file',
    `This file is about the account ${maskAccount(iban ?? number ?? 'without a number')}, which is none of those that pay. ${
      unknown && iban === undefined
        ? 'If it is the account that ACH is paid from, enter its number under Settings, Who pays, ACH.'
        : 'Choose the statement of an account under Settings, Who pays.'
    }`,
  )
}

interface Read {
  readonly statement: Statement
  readonly owners: readonly OwnOriginator[]
  /** What a person said about the columns, where it differs from last time. */ readonly answers?: {
    readonly name: string
    readonly version: number
    readonly body: CsvMappingInput
  }
}

async function readCsv(ctx: Ctx, source: BankSource, own: readonly OwnOriginator[], { originator: chosen, mapping: given }: CsvAnswers): Promise<Read> {
  const owner = own.find(({ row }) => accountKey(row) === chosen)
  if (!owner) throw invalid('originator', whoseAccount)
  const last = await lastMapping(ctx, owner.row),
    answers = given ?? last?.body
  if (!answers) throw invalid('mapping.day', whichColumns(bankFiles.readCsvHeaders(source.bytes)))
  const { originator } = owner
  const account =
    originator.rail === 'pain001'
      ? { iban: originator.iban }
      : originator.rail === 'nacha'
        ? { number: originator.accountNumber ?? originator.companyId }
        : { number: originator.companyCode }
  const { currencyColumn, ...columns } = answers
  const mapping: CsvStatementMapping = {
    ...columns,
    account,
    currency: currencyColumn === undefined || currencyColumn === '' ? { code: owner.row.currency } : { column: currencyColumn },
  }
  const read = await waitAwake(ctx, readBankFile({ bytes: source.bytes, mapping })),
    statement = read.kind === 'statements' ? read.statements[0] : undefined
  assert(statement, 'a CSV file is one statement')
  const isNew = given !== undefined && canonicalJson(given) !== canonicalJson(last?.body ?? null)
  return { statement, owners: [owner], ...(isNew && { answers: { name: mappingOf(owner.row), version: (last?.version ?? 0) + 1, body: given } }) }
}

const kindOf = (statement: Statement): StatementKind => (statement.format === 'csv' ? 'csv' : statement.format === 'camt.053' ? 'camt053' : 'camt054')
const accountOf = (statement: Statement): string => statement.account.iban ?? statement.account.number ?? ''
function headOf(statement: Statement, file: string, index: number, count: number): StatementHead {
  return {
    kind: kindOf(statement),
    digest: count === 1 ? file : sha256Hex(`${file}:${index}`),
    reference: `${sha256Hex(accountOf(statement)).slice(0, 16)} ${statement.statementId} ${statement.sequence ?? ''}`.trim().slice(0, 200),
  }
}

async function prepareParts(ctx: Ctx, source: BankSource, parts: readonly Read[]): Promise<Prepared> {
  const heads = parts.map(({ statement }, i) => headOf(statement, source.digest, i, parts.length)),
    known: Prepared['known'][number][] = [],
    fresh: Part[] = []
  for (const [i, head] of heads.entries()) {
    const [row] = await knownStatements(ctx, [head])
    if (row) known.push(row)
    else if (!heads.slice(0, i).some((other) => other.reference === head.reference)) fresh.push({ ...(parts[i] as Read), head })
  }
  return fresh.length === 0 ? { known } : { known, keep: (fileId) => keepParts(ctx, source, fresh, fileId) }
}

/** Loops, not spreading: a statement may have two hundred thousand lines. */
function bookedDays({ lines }: Statement): { from: Day | null; to: Day | null } {
  let from: Day | null = null,
    to: Day | null = null
  for (const { bookedOn } of lines) {
    if (bookedOn === undefined) continue
    if (from === null || bookedOn < from) from = bookedOn
    if (to === null || bookedOn > to) to = bookedOn
  }
  return { from, to }
}
type Part = Read & { readonly head: StatementHead }
async function keepParts(ctx: Ctx, source: BankSource, parts: readonly Part[], fileId: string): Promise<ImportOutcome['statements']> {
  for (const { answers } of parts) if (answers) await ctx.tx.insert(mappings).values({ ...answers, createdBy: source.by })
  const owners = [...new Set(parts.flatMap(({ owners: of }) => of.map(({ row }) => row.id)))]
  const { book, payments } = await bookFor(
    ctx,
    owners,
    parts.map(({ statement }) => statement),
  )
  const done: ImportOutcome['statements'][number][] = []
  for (const { statement, head } of parts) {
    const id = newUuid(ctx.now),
      number = await ctx.number('statement')
    const settled = await settleLines(ctx, { id, number }, statement, book, payments, source.by)
    const account = maskAccount(accountOf(statement)),
      booked = bookedDays(statement)
    const [row] = await ctx.tx
      .insert(statements)
      .values({
        id,
        number,
        kind: head.kind,
        accountMasked: account,
        reference: head.reference,
        fileId,
        digest: head.digest,
        lineCount: settled.rows.length,
        matchedCount: settled.rows.filter((line) => line.state === 'matched').length,
        bookedFrom: booked.from,
        bookedTo: booked.to,
        openingMinor: statement.opening?.amount.minor ?? null,
        closingMinor: statement.closing?.amount.minor ?? null,
        currency: statement.account.currency ?? null,
        warnings: statement.warnings.slice(0, 50),
        importedBy: source.by,
      })
      .returning({ id: statements.id })
    assert(row, 'the statement that was imported')
    await insertLines(ctx, id, settled.rows)
    ctx.record(statementImported, id, {
      number,
      kind: kindWords[head.kind],
      account,
      lines: settled.rows.length,
      settled: settled.settled,
      returned: settled.returned,
      waiting: settled.waiting,
      digest: head.digest,
    })
    done.push({
      id: encodeId('statement', id),
      number,
      lines: settled.rows.length,
      settled: settled.settled,
      returned: settled.returned,
      waiting: settled.waiting,
      warnings: statement.warnings.slice(0, 50),
    })
  }
  return done
}
