import { desc, eq } from 'drizzle-orm'
import { mappings } from '../../db/schema/work.ts'
import { statements } from '../../db/schema/incentives.ts'
import type { Ctx } from '../access/ctx.ts'
import { command } from '../access/operation.ts'
import { assert } from '../kernel/assert.ts'
import { canonicalJson, sha256Hex } from '../kernel/digest.ts'
import { encodeId, newUuid, type Id } from '../kernel/id.ts'
import { invalid } from '../kernel/refusal.ts'
import { bankFiles } from '../platform/rails/bank-files.ts'
import { maskAccount } from '../platform/rails/iban.ts'
import type { CsvStatementMapping, Statement } from '../platform/rails/port.ts'
import { statementImported } from './bank-events.ts'
import { importStatementInput, type CsvMappingInput } from './bank-inputs.ts'
import { insertLines } from './bank.sql.ts'
import { importAchReport } from './import-ach.ts'
import { importStatusReport } from './import-status.ts'
import { bookFor } from './load-payments.ts'
import { settleLines } from './settle-lines.ts'
import { kindWords, knownStatements, ownOriginators, type ImportOutcome, type OwnOriginator, type StatementHead, type StatementKind } from './statement.ts'
import { storeFile } from './stored-file.ts'
import { statementMappingPrefix } from './mapping-name.ts'

/**
 * Reads what a bank sent, whatever it is: a statement or advice (camt), CSV, a status report (pain.002), ACH returns or notices of change.
 * Good lines settle or return their payouts in this transaction; the others wait in the queue with the reason. A file that is not about
 * us, or that cannot be read, changes nothing.
 */
export const importStatement = command({
  name: 'incentives.importStatement', needs: 'statement.import', input: importStatementInput,
  run: async (ctx, input): Promise<ImportOutcome> => {
    const { bytes } = input.file
    if (bytes.length === 0) throw invalid('file', 'The file is empty. Download it from the bank again.')
    const own = await ownOriginators(ctx)
    const kind = bankFiles.recognise(bytes)
    if (kind === 'status report') return importStatusReport(ctx, input.file)
    if (kind === 'ach') return importAchReport(ctx, input.file, own)
    const read = kind === 'csv' ? [await readCsv(ctx, bytes, own, input.originator, input.mapping)] : bankFiles.readStatements(bytes).map((statement) => ({ statement, owners: ownersOf(statement, own) }))
    return keep(ctx, input.file, read)
  },
})

/** A statement of an account that pays nothing of ours is refused whole: matching it could only do harm. */
function ownersOf(statement: Statement, own: readonly OwnOriginator[]): OwnOriginator[] {
  const { iban, number } = statement.account
  const owners = own.filter(({ originator }) => originator.rail === 'pain001' && iban !== undefined && originator.iban === iban)
  if (owners.length === 0) throw invalid('file', `This file is about the account ${maskAccount(iban ?? number ?? 'without a number')}, which is none of those that pay. Choose the statement of an account under Settings, Rails.`)
  return owners
}

interface Read { readonly statement: Statement; readonly owners: readonly OwnOriginator[] }

async function readCsv(ctx: Ctx, bytes: Uint8Array, own: readonly OwnOriginator[], chosen: string | undefined, given: CsvMappingInput | undefined): Promise<Read> {
  const owner = own.find(({ row }) => `${row.rail} ${row.currency}` === chosen)
  if (!owner) throw invalid('originator', 'A CSV file does not say whose account it is. Choose the account.')
  const name = `${statementMappingPrefix}${owner.row.rail} ${owner.row.currency}`
  const [last] = await ctx.tx.select().from(mappings).where(eq(mappings.name, name)).orderBy(desc(mappings.version)).limit(1)
  const answers = given ?? (last?.body as CsvMappingInput | undefined)
  if (!answers) throw invalid('mapping.day', `The file has the columns ${bankFiles.readCsvHeaders(bytes).join(', ').slice(0, 300)}. Say once which is which.`)
  const { originator } = owner
  const account = originator.rail === 'pain001' ? { iban: originator.iban } : originator.rail === 'nacha' ? { number: originator.companyId } : { number: originator.companyCode }
  const { currencyColumn, ...columns } = answers
  const mapping: CsvStatementMapping = { ...columns, account, currency: currencyColumn === undefined || currencyColumn === '' ? { code: owner.row.currency } : { column: currencyColumn } }
  const statement = bankFiles.readCsvStatement(bytes, mapping)
  if (given && canonicalJson(given) !== canonicalJson(last?.body ?? null)) await ctx.tx.insert(mappings).values({ name, version: (last?.version ?? 0) + 1, body: given, createdBy: ctx.actor.memberId ?? '' })
  return { statement, owners: [owner] }
}

const kindOf = (statement: Statement): StatementKind => (statement.format === 'csv' ? 'csv' : statement.format === 'camt.053' ? 'camt053' : 'camt054')
const accountOf = (statement: Statement): string => statement.account.iban ?? statement.account.number ?? ''
function headOf(statement: Statement, file: string, index: number, count: number): StatementHead {
  return {
    kind: kindOf(statement), digest: count === 1 ? file : sha256Hex(`${file}:${index}`),
    reference: `${sha256Hex(accountOf(statement)).slice(0, 16)} ${statement.statementId} ${statement.sequence ?? ''}`.trim().slice(0, 200),
  }
}

async function keep(ctx: Ctx, file: { readonly name: string; readonly bytes: Uint8Array }, parts: readonly Read[]): Promise<ImportOutcome> {
  const fileDigest = sha256Hex(file.bytes)
  const heads = parts.map(({ statement }, i) => headOf(statement, fileDigest, i, parts.length))
  const fresh: number[] = [], known: { id: Id<'statement'>; number: string }[] = []
  for (const [i, head] of heads.entries()) {
    const [row] = await knownStatements(ctx, [head])
    if (row) known.push({ id: encodeId('statement', row.id), number: row.number })
    else if (!heads.slice(0, i).some((other) => other.reference === head.reference)) fresh.push(i)
  }
  if (fresh.length === 0) {
    ctx.unchanged('imported before')
    return { same: true, statements: [], known }
  }
  const stored = await storeFile(ctx, { name: file.name, contentType: 'application/octet-stream', purpose: 'bank statement', body: file.bytes })
  const read = fresh.map((i) => parts[i] as Read)
  const owners = [...new Set(read.flatMap(({ owners: of }) => of.map(({ row }) => row.id)))]
  const { book, payments } = await bookFor(ctx, owners, read.map(({ statement }) => statement))
  const done: ImportOutcome['statements'][number][] = []
  for (const i of fresh) {
    const { statement } = parts[i] as Read
    const head = heads[i] as StatementHead
    const id = newUuid(ctx.now), number = await ctx.number('statement')
    const settled = await settleLines(ctx, { id, number }, statement, book, payments)
    const account = maskAccount(accountOf(statement))
    const [row] = await ctx.tx.insert(statements).values({
      id, number, kind: head.kind, accountMasked: account, reference: head.reference, fileId: stored.id, digest: head.digest, lineCount: settled.rows.length, matchedCount: settled.rows.filter((line) => line.state === 'matched').length,
      openingMinor: statement.opening?.amount.minor ?? null, closingMinor: statement.closing?.amount.minor ?? null, currency: statement.account.currency ?? null, warnings: statement.warnings.slice(0, 50), importedBy: ctx.actor.memberId ?? '',
    }).returning({ id: statements.id })
    assert(row, 'the statement that was imported')
    await insertLines(ctx, id, settled.rows)
    ctx.record(statementImported, id, { number, kind: kindWords[head.kind], account, lines: settled.rows.length, settled: settled.settled, returned: settled.returned, waiting: settled.waiting, digest: head.digest })
    done.push({ id: encodeId('statement', id), number, lines: settled.rows.length, settled: settled.settled, returned: settled.returned, waiting: settled.waiting, warnings: statement.warnings.slice(0, 50) })
  }
  return { same: false, statements: done, known }
}
