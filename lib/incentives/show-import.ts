import { and, asc, desc, eq, ilike, ne, or, sql } from 'drizzle-orm'
import type { z } from 'zod'
import { members } from '../../db/schema/tenancy.ts'
import { files } from '../../db/schema/tenancy.ts'
import { importRefusals, imports, mappings, type ImportState } from '../../db/schema/work.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { readPage, type Page, type PageRequest } from '../access/list-page.ts'
import { query } from '../access/operation.ts'
import { listExport, listOf } from '../audit/list-export.ts'
import { encodeId } from '../kernel/id.ts'
import { Refusal } from '../kernel/refusal.ts'
import { refusalNames } from './import/map-row.ts'
import { importMay, loadImport, mappingById, newestMappings, readingOf, tallyOf, textOf } from './import.ts'
import { errorHeader, errorRecord } from './import/error-file.ts'
import { likeText } from './list-catalogue.ts'
import { placeOf } from './wallet-place.ts'
import { ExportRefusals, ListImports, ListRefusals, ShowImport } from './work-inputs.ts'

export interface RefusalGroup {
  readonly code: string
  readonly name: string
  readonly count: number
}
const may = (ctx: ReadCtx, state: ImportState) => {
  const records = ctx.reach('work.record') !== undefined
  return {
    map: records && (importMay.map as readonly string[]).includes(state),
    start: records && state === 'checked',
    cancel: records && (importMay.cancel as readonly string[]).includes(state),
  }
}

/** An import as it stands: how far, what it did or would do, the first refusals, and whether the same bytes were imported before. */
export const showImport = query({
  name: 'incentives.showImport',
  needs: 'work.record',
  input: ShowImport,
  run: async (ctx, { id }) => {
    const row = await loadImport(ctx, id),
      { hands: _hands, ...reading } = readingOf(row),
      tally = tallyOf(row),
      file = await textOf(ctx, row)
    const mapping = row.mappingId === null ? undefined : await mappingById(ctx, row.mappingId)
    const [starter] = await ctx.tx.select({ name: members.name }).from(members).where(eq(members.id, row.startedBy))
    const [original] = await ctx.tx.select({ size: files.size }).from(files).where(eq(files.id, row.fileId))
    const [earlier] = await ctx.tx
      .select({ id: imports.id, number: imports.number, at: imports.finishedAt })
      .from(imports)
      .where(and(eq(imports.digest, row.digest), eq(imports.state, 'done'), ne(imports.id, row.id)))
      .orderBy(desc(imports.id))
      .limit(1)
    const first = await firstRefusals(ctx, row.id, row.attempt)
    return {
      id,
      number: row.number,
      state: row.state,
      fileName: row.fileName,
      size: original?.size ?? 0,
      digest: row.digest,
      startedBy: starter?.name ?? '',
      startedAt: row.createdAt,
      finishedAt: row.finishedAt,
      failure: row.failure,
      reading,
      tally,
      place: placeOf(ctx),
      progress: {
        done: row.rowsDone,
        total: row.rowsTotal,
        basisPoints: file.size === 0 ? 0 : Math.min(10_000, Math.floor((row.byteAt / file.size) * 10_000)),
      },
      mapping: mapping && { id: encodeId('mapping', mapping.id), name: mapping.name, version: mapping.version, body: mapping.body },
      earlier: earlier && { id: encodeId('import', earlier.id), number: earlier.number, at: earlier.at },
      refusals: {
        groups: Object.entries(tally.refusedBy)
          .map(([code, count]): RefusalGroup => ({ code, name: refusalNames[code] ?? code, count }))
          .sort((a, b) => b.count - a.count),
        first,
      },
      may: may(ctx, row.state),
    }
  },
})
const refusalFields = {
  line: importRefusals.line,
  column: importRefusals.column,
  reason: importRefusals.reason,
  code: importRefusals.code,
  cells: importRefusals.row,
}
const shaped = (names: readonly string[]) => (r: { line: number; column: string; reason: string; code: string; cells: unknown }) => {
  const cells = r.cells as string[],
    at = names.indexOf(r.column)
  return { line: r.line, column: r.column, reason: r.reason, code: r.code, written: at >= 0 ? (cells[at] ?? '') : '' }
}
async function firstRefusals(ctx: ReadCtx, importId: string, attempt: number) {
  const [row] = await ctx.tx.select({ reading: imports.reading }).from(imports).where(eq(imports.id, importId))
  const names = row ? (readingOf(row).names ?? []) : []
  return (
    await ctx.tx
      .select(refusalFields)
      .from(importRefusals)
      .where(and(eq(importRefusals.importId, importId), eq(importRefusals.attempt, attempt)))
      .orderBy(asc(importRefusals.line))
      .limit(8)
  ).map(shaped(names))
}
type RefusalFilters = Pick<z.infer<typeof ListRefusals>, 'code' | 'q'>
const refusalsOf = (row: Pick<typeof imports.$inferSelect, 'id' | 'attempt'>, { code, q }: RefusalFilters) =>
  and(
    eq(importRefusals.importId, row.id),
    eq(importRefusals.attempt, row.attempt),
    code === undefined ? undefined : eq(importRefusals.code, code),
    q === undefined ? undefined : or(ilike(importRefusals.reason, `%${likeText(q)}%`), ilike(importRefusals.column, `%${likeText(q)}%`)),
  )
type RefusedRow = { id: string; line: number; column: string; reason: string; code: string; cells: unknown }
const readRefusals = (ctx: ReadCtx, filters: ReturnType<typeof refusalsOf>, request: PageRequest): Promise<Page<RefusedRow>> =>
  readPage(
    { id: importRefusals.id, idOf: (r: RefusedRow) => r.id, sorts: { line: { column: importRefusals.line, of: (r) => r.line } }, defaultSort: 'line' },
    request,
    ({ where, orderBy, limit }) =>
      ctx.tx
        .select({ id: importRefusals.id, ...refusalFields })
        .from(importRefusals)
        .where(and(filters, where))
        .orderBy(...orderBy)
        .limit(limit),
  )
/** Refused rows in the order of the file, a page at a time. */
export const listRefusals = query({
  name: 'incentives.listRefusals',
  needs: 'work.record',
  input: ListRefusals,
  run: async (ctx, { id, ...input }) => {
    const row = await loadImport(ctx, id),
      page = await readRefusals(ctx, refusalsOf(row, input), input)
    return { number: row.number, fileName: row.fileName, ...page, rows: page.rows.map(shaped(readingOf(row).names ?? [])), place: placeOf(ctx) }
  },
})
/** The refused rows as a CSV file to correct and import again; taking it is recorded. */
export const exportImportErrors = listExport({
  name: 'incentives.exportImportErrors',
  needs: 'work.record',
  input: ExportRefusals,
  of: async (ctx, { importId, ...input }) => {
    const row = await loadImport(ctx, importId),
      names = readingOf(row).names
    if (row.rowsRefused === 0 || !names) throw new Refusal('not_found', `${row.number} has no refused rows.`)
    return {
      list: `refused rows of ${row.number}`,
      input,
      fileName: `${row.number}-refused.csv`,
      header: errorHeader(names),
      record: (r: RefusedRow) => errorRecord(r.cells as string[], names.length, r.reason),
      read: (request: PageRequest) => readRefusals(ctx, refusalsOf(row, input), request),
    }
  },
})

const listFields = {
  id: imports.id,
  number: imports.number,
  fileName: imports.fileName,
  state: imports.state,
  rows: imports.rowsDone,
  fresh: imports.rowsNew,
  same: imports.rowsSame,
  superseding: imports.rowsSuperseding,
  refused: imports.rowsRefused,
  at: imports.createdAt,
  by: members.name,
  mapping: mappings.name,
}
interface ListRow {
  id: string
  number: string
  fileName: string
  state: ImportState
  rows: number
  fresh: number
  same: number
  superseding: number
  refused: number
  at: Date
  by: string | null
  mapping: string | null
}
async function readImports(ctx: ReadCtx, input: z.infer<typeof ListImports>, request: PageRequest = input): Promise<Page<ListRow>> {
  const filters = and(
    input.state && eq(imports.state, input.state),
    input.q ? or(ilike(imports.fileName, `%${likeText(input.q)}%`), eq(imports.number, input.q.toUpperCase())) : undefined,
  )
  return readPage(
    { id: imports.id, idOf: (r: ListRow) => r.id, sorts: { started: undefined }, defaultSort: '-started' },
    request,
    ({ where, orderBy, limit }) =>
      ctx.tx
        .select(listFields)
        .from(imports)
        .leftJoin(members, eq(members.id, imports.startedBy))
        .leftJoin(mappings, eq(mappings.id, imports.mappingId))
        .where(and(filters, where))
        .orderBy(...orderBy)
        .limit(limit),
  )
}
/** The filtered imports as CSV, recorded. */
export const exportImports = listExport({
  name: 'incentives.exportImports',
  needs: 'work.record',
  input: ListImports,
  of: (ctx, input) =>
    listOf<ListRow>(
      'imports',
      input,
      [
        { header: 'Import', cell: (r) => r.number },
        { header: 'File', cell: (r) => r.fileName },
        { header: 'State', cell: (r) => r.state },
        { header: 'Mapping', cell: (r) => r.mapping },
        { header: 'Rows', cell: (r) => r.rows },
        { header: 'New', cell: (r) => r.fresh },
        { header: 'Corrections', cell: (r) => r.superseding },
        { header: 'Unchanged', cell: (r) => r.same },
        { header: 'Refused', cell: (r) => r.refused },
        { header: 'By', cell: (r) => r.by },
        { header: 'Started', cell: (r) => r.at },
      ],
      (request) => readImports(ctx, input, request),
    ),
})
export const listImports = query({
  name: 'incentives.listImports',
  needs: 'work.record',
  input: ListImports,
  run: async (ctx, input) => {
    const page = await readImports(ctx, input)
    const counts = await ctx.tx
      .select({ state: imports.state, count: sql<string>`count(*)` })
      .from(imports)
      .groupBy(imports.state)
    return {
      ...page,
      rows: page.rows.map((r) => ({ ...r, id: encodeId('import', r.id), by: r.by ?? '', mapping: r.mapping ?? '' })),
      counts: Object.fromEntries(counts.map((c) => [c.state, Number(c.count)])) as Partial<Record<ImportState, number>>,
      place: placeOf(ctx),
      mappings: (await newestMappings(ctx)).length,
    }
  },
})
