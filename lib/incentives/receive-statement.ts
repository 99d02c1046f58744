import { and, desc, eq, inArray } from 'drizzle-orm'
import { originators } from '../../db/schema/payouts.ts'
import { statementFiles, statements } from '../../db/schema/statements.ts'
import type { Ctx } from '../access/ctx.ts'
import { command } from '../access/operation.ts'
import { encodeId, newUuid } from '../kernel/id.ts'
import { invalid } from '../kernel/refusal.ts'
import { bankFiles } from '../platform/rails/bank-files.ts'
import { statementReceived } from './bank-events.ts'
import { receiveStatementInput } from './bank-inputs.ts'
import { readStatementFileJob } from './bank-jobs.ts'
import { accountKey, lastMapping, whichColumns, whoseAccount, type CsvAnswers } from './csv-answers.ts'
import type { ImportOutcome, KnownStatement } from './statement.ts'
import { storeStream } from './stored-file.ts'

/** Up to here a file is read while its sender waits, half a second at most; a larger one would hold up everybody whom this process serves. */
export const immediateBytesMax = 1_048_576

/** Takes in a file that is too large to be read at once: kept whole and sealed, read by the worker. Nothing of it counts before. */
export const receiveStatement = command({
  name: 'incentives.receiveStatement',
  needs: 'statement.import',
  input: receiveStatementInput,
  run: (ctx, { originator, mapping, ...file }): Promise<ImportOutcome> => receive(ctx, file, { originator, mapping }),
})

interface Arriving {
  readonly name: string
  readonly size: number
  readonly digest: string
  readonly head: Uint8Array
  readonly body: () => AsyncIterable<Uint8Array>
}
/** What can be said at once is said at once: that it is here already, or that a CSV file lacks its answers. */
export async function receive(ctx: Ctx, file: Arriving, answers: CsvAnswers): Promise<ImportOutcome> {
  const { name, size, digest } = file
  const before = await broughtBefore(ctx, digest)
  if (before) {
    ctx.unchanged('received before')
    return before
  }
  if (bankFiles.recognise(file.head) === 'csv') await judgeAnswers(ctx, file.head, answers)
  const stored = await storeStream(ctx, { name, contentType: 'application/octet-stream', purpose: 'bank statement', size, digest }, file.body())
  const id = newUuid(ctx.now)
  await ctx.tx
    .insert(statementFiles)
    .values({
      id,
      name: name.slice(0, 200),
      fileId: stored.id,
      digest,
      state: 'reading',
      originator: answers.originator ?? null,
      mapping: answers.mapping ?? null,
      receivedBy: ctx.actor.memberId ?? '',
      createdAt: ctx.now,
    })
  ctx.later(readStatementFileJob, { statementFileId: id })
  ctx.record(statementReceived, id, { file: name.slice(0, 200), bytes: size, digest })
  return { same: false, statements: [], known: [], reading: encodeId('statementFile', id) }
}

/** The same bytes: being read just now, or read before. A file that was refused may be brought again, because what it lacked may be there now. */
async function broughtBefore(ctx: Ctx, digest: string): Promise<ImportOutcome | undefined> {
  const [file] = await ctx.tx
    .select()
    .from(statementFiles)
    .where(and(eq(statementFiles.digest, digest), inArray(statementFiles.state, ['reading', 'done', 'same'])))
    .orderBy(desc(statementFiles.id))
    .limit(1)
  if (file?.state === 'reading') return { same: true, statements: [], known: [], reading: encodeId('statementFile', file.id) }
  const rows = await ctx.tx
    .select({ id: statements.id, number: statements.number })
    .from(statements)
    .where(file ? eq(statements.fileId, file.fileId) : eq(statements.digest, digest))
    .orderBy(statements.id)
  const known = [...rows.map((row) => ({ id: encodeId('statement', row.id), number: row.number })), ...((file?.known ?? []) as KnownStatement[])]
  return known.length === 0 ? undefined : { same: true, statements: [], known }
}

async function judgeAnswers(ctx: Ctx, head: Uint8Array, { originator, mapping }: CsvAnswers): Promise<void> {
  const [owner] = (await ctx.tx.select({ rail: originators.rail, currency: originators.currency }).from(originators)).filter(
    (row) => accountKey(row) === originator,
  )
  if (!owner) throw invalid('originator', whoseAccount)
  if (mapping === undefined && !(await lastMapping(ctx, owner))) throw invalid('mapping.day', whichColumns(headersOf(head)))
}
/** The header of a long file by its beginning; the row that the beginning cuts off is none. */
function headersOf(head: Uint8Array): string[] {
  const end = head.lastIndexOf(0x0a)
  return bankFiles.readCsvHeaders(end < 0 ? head : head.subarray(0, end))
}
