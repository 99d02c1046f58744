import type { z } from 'zod'
import type { ReadCtx } from '../access/ctx.ts'
import type { Page, PageRequest } from '../access/list-page.ts'
import { command, type Operation } from '../access/operation.ts'
import type { Permission } from '../access/permissions.ts'
import { sha256Hex } from '../kernel/digest.ts'
import { newUuid } from '../kernel/id.ts'
import { csvRecord } from './csv.ts'
import { escapeFormula } from './formula-escape.ts'
import { listExportBegun, listExported } from './list-export-events.ts'
import { streamList, type BegunExport } from './list-stream.ts'

export interface CsvColumn<R> {
  readonly header: string
  readonly cell: (row: R) => string | number | bigint | Date | null | undefined
}
/** A list as its file has it: what it is called, what narrows it, its lines, and how to read on in it. */
export interface ExportedList<R> {
  readonly list: string
  /** The list's own input: whatever narrows it is recorded. A place in the list (a cursor) is none of that: all of it leaves, or the log would say more than was taken. */
  readonly input: PageRequest & Readonly<Record<string, unknown>>
  readonly header: string
  readonly record: (row: R) => string
  readonly read: (request: PageRequest) => Promise<Page<R>>
  readonly fileName?: string
}
export interface ListFile {
  readonly fileName: string
  readonly body: ReadableStream<Uint8Array>
  /** For whoever learns that nobody reads any more. Does nothing when all was read. */
  readonly stop: (reason: string) => Promise<void>
}
/** Rows of one reading. A list that ends within the first is recorded and sent whole. */
export const rowsAtOnce = 1_000

/** As RFC 4180 has it, formulas disarmed. Amounts are decimals without grouping, moments are ISO 8601 in UTC. */
export const listOf = <R>(list: string, input: ExportedList<R>['input'], columns: readonly CsvColumn<R>[], read: ExportedList<R>['read']): ExportedList<R> => ({
  list,
  input,
  header: csvRecord(columns.map((column) => column.header)),
  record: (row) => csvRecord(columns.map((column) => disarmed(cellText(column.cell(row))))),
  read,
})

interface Declaration<I, R> {
  readonly name: `${string}.${string}`
  readonly needs: Permission
  readonly stepUp?: 'anew'
  readonly input: z.ZodType<I>
  readonly of: (ctx: ReadCtx, input: I) => ExportedList<R> | Promise<ExportedList<R>>
  readonly rowsAtOnce?: number
}
/**
 * The whole filtered list as CSV (UTF-8 with its mark, without which a spreadsheet reads another encoding), without limit. That it was
 * taken stands in the log before its first byte leaves: a short one with its count and digest, a longer one as begun. The longer one is then
 * read from one snapshot as its reader reads, and its end, good or not, is recorded too.
 */
export function listExport<I, R>(declaration: Declaration<I, R>): Operation<I, ListFile> {
  const { name, needs, stepUp, input: schema, of, rowsAtOnce: size = rowsAtOnce } = declaration
  const begin = command({
    name,
    needs,
    ...(stepUp ? { stepUp } : {}),
    input: schema,
    run: async (ctx, input): Promise<ListFile | BegunExport<I>> => {
      const list = await of(ctx, input),
        id = newUuid(ctx.now),
        about = { list: list.list, filters: filtersOf(list.input) }
      const fileName = list.fileName ?? `${list.list.replaceAll(' ', '-')}-${ctx.today}.csv`
      const { rows, next } = await list.read({ sort: list.input.sort, size })
      if (next !== undefined) {
        ctx.record(listExportBegun, id, about)
        return { id, fileName, about, input, size }
      }
      const body = Buffer.from(`\ufeff${list.header}${rows.map(list.record).join('')}`)
      ctx.record(listExported, id, { ...about, rows: rows.length, sha256: sha256Hex(body) })
      return { fileName, body: streamOf(body), stop: () => Promise.resolve() }
    },
  })
  return {
    ...begin,
    async invoke(caller, raw) {
      const begun = await begin.invoke(caller, raw)
      return 'body' in begun ? begun : streamList(caller, needs, begun, (ctx) => of(ctx, begun.input))
    },
  }
}
const streamOf = (body: Uint8Array): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start(controller) {
      controller.enqueue(body)
      controller.close()
    },
  })
const filtersOf = ({ sort: _sort, after: _after, before: _before, size: _size, ...filters }: ExportedList<unknown>['input']): string =>
  Object.entries(filters)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(' ')
const cellText = (value: string | number | bigint | Date | null | undefined): string =>
  value === null || value === undefined ? '' : value instanceof Date ? value.toISOString() : String(value)
/** A plain decimal, negative ones included, is no formula and stays a number in a spreadsheet. */
const disarmed = (text: string): string => (/^-?\d+(\.\d+)?$/.test(text) ? text : escapeFormula(text))
