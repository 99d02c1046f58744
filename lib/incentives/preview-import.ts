import { eq } from 'drizzle-orm'
import { payees } from '../../db/schema/work.ts'
import type { Settings } from '../access/ctx.ts'
import { query } from '../access/operation.ts'
import { encodeId } from '../kernel/id.ts'
import { readHead, restoreCells } from './import/error-file.ts'
import { bindMapping, fieldNameFor, proposeColumns, type Mapping } from './import/mapping.ts'
import { proposeTimeFormat } from './import/times.ts'
import { readCsv } from './import/read-csv.ts'
import { transcode } from './import/sniff.ts'
import { loadImport, mappingById, newestMappings, readingOf, type SavedMapping } from './import.ts'
import { files } from '../../db/schema/tenancy.ts'
import { readStream } from './stored-file.ts'
import { placeOf } from './wallet-place.ts'
import { PreviewImport } from './work-inputs.ts'

const rowsShown = 5
/** From so many it is read how times are written: the first of a month says nothing. */
const rowsLooked = 500
/** Only the first slice is looked at. */
async function* first(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const piece of source) {
    yield piece
    return
  }
}

/** The first rows of a file as they would be read, its columns, and a mapping to begin with: the one it had, one that fits, or a proposal. */
export const previewImport = query({
  name: 'incentives.previewImport',
  needs: 'work.record',
  input: PreviewImport,
  run: async (ctx, input) => {
    const row = await loadImport(ctx, input.id),
      found = readingOf(row)
    const encoding = input.encoding ?? found.encoding,
      delimiter = input.delimiter ?? found.delimiter,
      hasHeader = input.hasHeader === undefined ? found.hasHeader : input.hasHeader === 'yes'
    const [file] = await ctx.tx.select({ size: files.size }).from(files).where(eq(files.id, row.fileId))
    const rows: (readonly string[])[] = []
    let names: readonly string[] = [],
      isErrorFile = false
    const source = transcode(first(readStream(ctx, row.fileId, file?.size ?? 0)), encoding)
    for await (const record of readCsv(skipping(source, found.skip), { delimiter })) {
      if (names.length === 0) {
        const head = readHead(record.cells, hasHeader)
        ;({ names, isErrorFile } = head)
        if (head.firstIsHeader) continue
      }
      rows.push(isErrorFile ? restoreCells(record.cells, names.length) : record.cells)
      if (rows.length >= rowsLooked) break
    }
    const saved = await newestMappings(ctx)
    const fits = (m: SavedMapping): boolean => 'bound' in bindMapping(m.body, names)
    const own = row.mappingId === null ? undefined : await mappingById(ctx, row.mappingId)
    const chosen = input.mapping !== undefined ? saved.find((m) => m.name === input.mapping) : (own ?? saved.find(fits))
    const faults = chosen ? bindMapping(chosen.body, names) : undefined
    const people = await ctx.tx.select({ id: payees.id, name: payees.name }).from(payees).where(eq(payees.isActive, true)).orderBy(payees.name).limit(500)
    return {
      id: input.id,
      number: row.number,
      fileName: row.fileName,
      size: file?.size ?? 0,
      state: row.state,
      reading: { encoding, delimiter, hasHeader, proposed: found.proposed, isUtf8: found.isUtf8 },
      names,
      samples: rows.slice(0, rowsShown),
      isErrorFile,
      mappings: saved.map((m) => ({ name: m.name, version: m.version, fits: fits(m) })),
      chosen: chosen && { name: chosen.name, version: chosen.version, body: chosen.body },
      faults: faults && 'faults' in faults ? faults.faults : [],
      proposal: propose(names, hasHeader, ctx.settings, row.fileName, rows),
      payees: people.map((p) => ({ id: encodeId('payee', p.id), name: p.name })),
      place: placeOf(ctx),
      zone: ctx.settings.zone,
    }
  },
})
async function* skipping(source: AsyncIterable<Uint8Array>, bytes: number): AsyncGenerator<Uint8Array> {
  let left = bytes
  for await (const piece of source) {
    const drop = Math.min(left, piece.length)
    left -= drop
    if (drop < piece.length) yield piece.subarray(drop)
  }
}
export interface Proposal {
  readonly name: string
  readonly mapping: Omit<Mapping, 'columns'> & {
    readonly columns: Partial<Record<'key' | 'kind' | 'payee' | 'crew' | 'opened' | 'closed' | 'quantity' | 'value', string>>
    readonly extra: readonly { column: string; field: string }[]
  }
}
function propose(
  names: readonly string[],
  hasHeader: boolean,
  { zone, currency, locale }: Settings,
  fileName: string,
  rows: readonly (readonly string[])[],
): Proposal {
  const columns = proposeColumns(names),
    times = [columns.opened, columns.closed].flatMap((name) => (name === undefined ? [] : rows.map((cells) => cells[names.indexOf(name)] ?? ''))),
    used = new Set(Object.values(columns)),
    taken = new Set<string>()
  const extra = names
    .filter((name) => !used.has(name))
    .map((column) => {
      const field = fieldNameFor(column, taken)
      taken.add(field)
      return { column, field }
    })
  const { columns: _columns, ...settings } = {
    version: 1 as const,
    hasHeader,
    columns: null,
    currency,
    times: { format: proposeTimeFormat(times, locale), zone, skipped: 'refuse' as const, doubled: 'refuse' as const },
    unmatchedPayee: 'create' as const,
    blankPayee: 'none' as const,
    unmatchedCrew: 'create' as const,
    openRows: 'keep' as const,
  }
  return {
    name:
      fileName
        .replace(/\.[a-z]{2,4}$/i, '')
        .replaceAll(/[_\d-]+/g, ' ')
        .replaceAll(/\s+/g, ' ')
        .trim()
        .slice(0, 60) || 'Work',
    mapping: { ...settings, columns, extra },
  }
}
