import { command } from '../access/operation.ts'
import { decodeId, encodeId } from '../kernel/id.ts'
import { emptyTally } from './import/dry-run.ts'
import { changeImport, lockImport, readingOf, tallyOf, withHand } from './import.ts'
import { forgetKeys } from './import.sql.ts'
import { keepMapping } from './save-mapping.ts'
import { importCancelled, importCheckBegun, importStarted } from './work-events.ts'
import { advanceImportJob } from './work-jobs.ts'
import { CheckImport, OneImport } from './work-inputs.ts'

/** Settles how the file is read and begins a dry run. May be done again with another mapping until the import runs. */
export const checkImport = command({
  name: 'incentives.checkImport',
  needs: 'work.record',
  input: CheckImport,
  run: async (ctx, input) => {
    const row = await lockImport(ctx, decodeId('import', input.importId), 'map')
    const mapping = await keepMapping(ctx, input.mappingName, input.mapping)
    const { names: _names, isErrorFile: _isErrorFile, textSize: _textSize, repeats: _repeats, ...found } = readingOf(row)
    const reading = withHand(ctx, { ...found, encoding: input.encoding, delimiter: input.delimiter, hasHeader: input.mapping.hasHeader })
    const attempt = row.attempt + 1
    // A copy in UTF-8 holds for one encoding only.
    await changeImport(ctx, row.id, {
      state: 'checking',
      mappingId: mapping.id,
      reading,
      attempt,
      byteAt: 0,
      lineAt: 0,
      summary: emptyTally(),
      failure: null,
      rowsTotal: 0,
      rowsDone: 0,
      rowsNew: 0,
      rowsSame: 0,
      rowsSuperseding: 0,
      rowsRefused: 0,
      textFileId: null,
    })
    ctx.later(advanceImportJob, { importId: row.id, attempt, byteAt: 0 })
    ctx.record(importCheckBegun, row.id, { number: row.number, mapping: mapping.name, version: mapping.version, encoding: input.encoding })
    return { id: encodeId('import', row.id), number: row.number }
  },
})
/** Imports what the dry run found good. Runs in the background, slice by slice; a stop in the middle goes on where it was. */
export const startImport = command({
  name: 'incentives.startImport',
  needs: 'work.record',
  input: OneImport,
  run: async (ctx, { importId }) => {
    const row = await lockImport(ctx, decodeId('import', importId), 'start'),
      attempt = row.attempt + 1
    const { names: _names, isErrorFile: _isErrorFile, ...found } = readingOf(row),
      reading = withHand(ctx, { ...found, repeats: tallyOf(row).repeated })
    await changeImport(ctx, row.id, {
      state: 'running',
      attempt,
      byteAt: 0,
      lineAt: 0,
      reading,
      summary: emptyTally(),
      rowsTotal: row.rowsDone,
      rowsDone: 0,
      rowsNew: 0,
      rowsSame: 0,
      rowsSuperseding: 0,
      rowsRefused: 0,
    })
    ctx.later(advanceImportJob, { importId: row.id, attempt, byteAt: 0 })
    ctx.record(importStarted, row.id, { number: row.number, file: row.fileName, digest: row.digest })
    return { id: encodeId('import', row.id), number: row.number }
  },
})
/** Stops an import. Rows that came in stay: they are facts; importing the file again leaves them as they are. */
export const cancelImport = command({
  name: 'incentives.cancelImport',
  needs: 'work.record',
  input: OneImport,
  run: async (ctx, { importId }) => {
    const row = await lockImport(ctx, decodeId('import', importId), 'cancel')
    await changeImport(ctx, row.id, { state: 'cancelled', finishedAt: ctx.now })
    await forgetKeys(ctx, row.id)
    const rows = row.state === 'running' ? row.rowsNew + row.rowsSuperseding : 0
    ctx.record(importCancelled, row.id, { number: row.number, rows })
    return { id: encodeId('import', row.id), number: row.number, rows }
  },
})
