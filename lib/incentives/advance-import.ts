import { createHash } from 'node:crypto'
import type { Ctx } from '../access/ctx.ts'
import { command } from '../access/operation.ts'
import { assert } from '../kernel/assert.ts'
import { changeImport, lockImport, mappingById, readingOf, tallyOf, textOf, type ImportRow, type Reading } from './import.ts'
import { readSlice, takeSlice, Unreadable } from './import-slice.ts'
import { forgetKeys } from './import.sql.ts'
import { transcode } from './import/sniff.ts'
import type { Tally } from './import/dry-run.ts'
import { readStream, storeStream } from './stored-file.ts'
import { importAdvanced, importChecked, importFailed, importFinished } from './work-events.ts'
import { advanceImportJob } from './work-jobs.ts'

/** One slice of a dry run or of an import, in a transaction of its own; the next slice is enqueued in it. */
export const advanceImport = command({
  name: 'incentives.advanceImport',
  needs: 'job',
  input: advanceImportJob.schema,
  run: async (ctx, { importId, attempt, byteAt }) => {
    const row = await lockImport(ctx, importId)
    if (row.attempt !== attempt || row.byteAt !== byteAt || (row.state !== 'checking' && row.state !== 'running')) {
      ctx.unchanged('the slice was done before, or the import was stopped')
      return
    }
    assert(row.mappingId, 'the mapping of an import under way')
    try {
      await advance(ctx, row, await inUtf8(ctx, row))
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error
      await changeImport(ctx, row.id, { state: 'failed', failure: error.message.slice(0, 1_000), finishedAt: ctx.now })
      await forgetKeys(ctx, row.id)
      ctx.record(importFailed, row.id, { number: row.number, why: error.message.slice(0, 500) })
    }
  },
})

async function advance(ctx: Ctx, row: ImportRow, reading: Reading): Promise<void> {
  const mapping = await mappingById(ctx, row.mappingId as string),
    writes = row.state === 'running'
  const slice = await readSlice(ctx, row, reading, mapping.body),
    tally = tallyOf(row),
    before = { ...tally }
  const records = await takeSlice(ctx, row, mapping.name, slice, tally, writes)
  const lines = slice.rows.length === 0 ? `${row.lineAt + 1}` : `${slice.rows[0]?.line ?? 0}–${slice.lineAt}`
  ctx.record(importAdvanced, row.id, {
    number: row.number,
    phase: writes ? 'import' : 'dry run',
    lines,
    records,
    rows: tally.rows - before.rows,
    new: tally.new - before.new,
    same: tally.same - before.same,
    superseding: tally.superseding - before.superseding,
    refused: tally.refused - before.refused,
  })
  const counted = {
    rowsDone: tally.rows,
    rowsNew: tally.new,
    rowsSame: tally.same,
    rowsSuperseding: tally.superseding,
    rowsRefused: tally.refused,
    summary: tally,
    reading: slice.reading,
    lineAt: slice.lineAt,
  }
  if (!slice.isEnd) {
    await changeImport(ctx, row.id, { ...counted, byteAt: slice.byteAt })
    ctx.later(advanceImportJob, { importId: row.id, attempt: row.attempt, byteAt: slice.byteAt })
    return
  }
  const file = await textOf(ctx, row)
  await changeImport(ctx, row.id, {
    ...counted,
    byteAt: file.size,
    rowsTotal: tally.rows,
    state: writes ? 'done' : 'checked',
    ...(writes && { finishedAt: ctx.now }),
  })
  await forgetKeys(ctx, row.id)
  finish(ctx, row, tally, writes)
}
function finish(ctx: Ctx, row: ImportRow, tally: Tally, writes: boolean): void {
  const counts = { rows: tally.rows, new: tally.new, same: tally.same, superseding: tally.superseding, refused: tally.refused }
  if (writes)
    ctx.record(importFinished, row.id, {
      number: row.number,
      file: row.fileName,
      digest: row.digest,
      firstDay: tally.firstDay ?? '',
      lastDay: tally.lastDay ?? '',
      ...counts,
    })
  else ctx.record(importChecked, row.id, { number: row.number, ...counts })
}

/** A file in another encoding is copied into UTF-8 once, so that a slice can begin at any row of it. */
async function inUtf8(ctx: Ctx, row: ImportRow): Promise<Reading> {
  const reading = readingOf(row)
  if (reading.encoding === 'utf-8' || row.textFileId !== null) return reading
  const original = await textOf(ctx, row),
    plain = () => transcode(readStream(ctx, original.id, original.size), reading.encoding)
  const hash = createHash('sha256')
  let size = 0
  for await (const piece of plain()) {
    hash.update(piece)
    size += piece.length
  }
  const copy = await storeStream(
    ctx,
    { name: row.fileName, contentType: 'text/csv; charset=utf-8', purpose: 'import text', size, digest: hash.digest('hex') },
    plain(),
  )
  await changeImport(ctx, row.id, { textFileId: copy.id })
  Object.assign(row, { textFileId: copy.id })
  return { ...reading, textSize: size }
}
