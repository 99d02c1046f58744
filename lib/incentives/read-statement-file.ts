import { and, desc, eq, gt, or } from 'drizzle-orm'
import { statementFiles, statements, type StatementFileState } from '../../db/schema/statements.ts'
import { files, members } from '../../db/schema/tenancy.ts'
import type { Ctx, ReadCtx } from '../access/ctx.ts'
import { command, query } from '../access/operation.ts'
import { assert } from '../kernel/assert.ts'
import { decodeId, encodeId, type Id } from '../kernel/id.ts'
import { notFound, Refusal } from '../kernel/refusal.ts'
import { statementFileRead, statementFileRefused } from './bank-events.ts'
import { statementFileInput, type CsvMappingInput } from './bank-inputs.ts'
import { readStatementFileJob } from './bank-jobs.ts'
import { prepareStatement } from './prepare-statement.ts'
import type { ImportOutcome, KnownStatement, Prepared } from './statement.ts'
import { readStoredFile } from './stored-file.ts'
import { placeOf } from './wallet-place.ts'

type FileRow = typeof statementFiles.$inferSelect

/** Reads a received file and does what it says, in one transaction and in the name of who brought it. What refuses it stands on its page. */
export const readStatementFile = command({
  name: 'incentives.readStatementFile',
  needs: 'job',
  input: readStatementFileJob.schema,
  run: async (ctx, { statementFileId }): Promise<void> => {
    const [row] = await ctx.tx.select().from(statementFiles).where(eq(statementFiles.id, statementFileId)).for('update')
    if (!row) throw notFound('statement file')
    if (row.state !== 'reading') {
      ctx.unchanged('the file was read before')
      return
    }
    const prepared = await prepare(ctx, row)
    if (prepared instanceof Refusal) {
      await close(ctx, row, { state: 'refused', failure: prepared.message.slice(0, 1_000) })
      ctx.record(statementFileRefused, row.id, { file: row.name, digest: row.digest, why: prepared.message.slice(0, 500) })
      return
    }
    const done = prepared.keep ? await kept(prepared.keep, row.fileId) : []
    await close(ctx, row, { state: prepared.keep ? 'done' : 'same', known: prepared.known })
    ctx.record(statementFileRead, row.id, { file: row.name, digest: row.digest, statements: numbers(done), known: numbers(prepared.known) })
  },
})
const numbers = (of: readonly { readonly number: string }[]): string =>
  of
    .map(({ number }) => number)
    .join(', ')
    .slice(0, 500)

/** All refusals of a file lie before the first write, so that one may be kept where the rest was not done. */
async function prepare(ctx: Ctx, row: FileRow): Promise<Prepared | Refusal> {
  const { body } = await readStoredFile(ctx, row.fileId)
  try {
    return await prepareStatement(
      ctx,
      { name: row.name, bytes: body, digest: row.digest, by: row.receivedBy },
      { originator: row.originator ?? undefined, mapping: (row.mapping as CsvMappingInput | null) ?? undefined },
    )
  } catch (error) {
    if (error instanceof Refusal && error.code !== 'unavailable') return error
    throw error
  }
}
/** A payout that moves under the reading undoes all of it; read again it finds the payout as it is then. */
async function kept(keep: (fileId: string) => Promise<ImportOutcome['statements']>, fileId: string): Promise<ImportOutcome['statements']> {
  try {
    return await keep(fileId)
  } catch (error) {
    throw error instanceof Refusal && error.code === 'conflict' ? new Refusal('unavailable', error.message) : error
  }
}
async function close(
  ctx: Ctx,
  row: FileRow,
  set: { readonly state: StatementFileState; readonly failure?: string; readonly known?: readonly KnownStatement[] },
): Promise<void> {
  const rows = await ctx.tx
    .update(statementFiles)
    .set({ ...set, finishedAt: ctx.now })
    .where(eq(statementFiles.id, row.id))
    .returning({ id: statementFiles.id })
  assert(rows.length === 1, 'the bank file that was just locked')
}

export interface StatementFileRow {
  readonly id: Id<'statementFile'>
  readonly name: string
  readonly size: number
  readonly state: StatementFileState
  readonly failure: string | null
  readonly receivedBy: string | null
  readonly receivedAt: Date
  readonly finishedAt: Date | null
}
const columns = {
  id: statementFiles.id,
  name: statementFiles.name,
  size: files.size,
  state: statementFiles.state,
  failure: statementFiles.failure,
  receivedBy: members.name,
  receivedAt: statementFiles.createdAt,
  finishedAt: statementFiles.finishedAt,
}

/** A file that was received: whether it is being read still, what it did, or why nothing of it was taken. */
export const showStatementFile = query({
  name: 'incentives.showStatementFile',
  needs: 'statement.read',
  input: statementFileInput,
  run: async (ctx, { fileId }) => {
    const [row] = await ctx.tx
      .select({ ...columns, digest: statementFiles.digest, known: statementFiles.known, stored: statementFiles.fileId })
      .from(statementFiles)
      .innerJoin(files, eq(files.id, statementFiles.fileId))
      .leftJoin(members, eq(members.id, statementFiles.receivedBy))
      .where(eq(statementFiles.id, decodeId('statementFile', fileId)))
    if (!row) throw notFound('bank file')
    const { stored, known, ...file } = row
    const read = await ctx.tx
      .select({ id: statements.id, number: statements.number, lines: statements.lineCount, matched: statements.matchedCount })
      .from(statements)
      .where(eq(statements.fileId, stored))
      .orderBy(statements.id)
      .limit(100)
    return {
      ...file,
      id: encodeId('statementFile', file.id),
      known: known as KnownStatement[],
      statements: read.map((one) => ({ ...one, id: encodeId('statement', one.id) })),
      mayImport: ctx.reach('statement.import') !== undefined,
      place: placeOf(ctx),
    }
  },
})

const refusedShownMilliseconds = 7 * 86_400_000
/** Files that have not become statements: those being read, and those refused within a week. */
export async function unfinishedFiles(ctx: ReadCtx): Promise<StatementFileRow[]> {
  const lately = and(eq(statementFiles.state, 'refused'), gt(statementFiles.createdAt, new Date(ctx.now.getTime() - refusedShownMilliseconds)))
  const rows = await ctx.tx
    .select(columns)
    .from(statementFiles)
    .innerJoin(files, eq(files.id, statementFiles.fileId))
    .leftJoin(members, eq(members.id, statementFiles.receivedBy))
    .where(or(eq(statementFiles.state, 'reading'), lately))
    .orderBy(desc(statementFiles.id))
    .limit(20)
  return rows.map((row) => ({ ...row, id: encodeId('statementFile', row.id) }))
}
