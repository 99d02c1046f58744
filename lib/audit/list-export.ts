import { z } from 'zod'
import { event } from '../access/event.ts'
import type { Ctx } from '../access/ctx.ts'
import type { Page, PageRequest } from '../access/list-page.ts'
import { pageSizeMax } from '../kernel/cursor.ts'
import { Refusal } from '../kernel/refusal.ts'
import { csvRecord } from './csv.ts'
import { escapeFormula } from './formula-escape.ts'

/** An export leaves the house: who took what, by which filters, how much. */
export const listExported = event('list.exported', 'export', z.strictObject({ list: z.string(), filters: z.string(), rows: z.int() }), (d) => `exported ${d.rows} rows of ${d.list}${d.filters ? ` (${d.filters})` : ''}`)
/** Beyond this many rows a list is narrowed by a filter first; the audit log has an export of its own without limit. */
const rowsMax = 200_000

export interface CsvColumn<R> { readonly header: string; readonly cell: (row: R) => string | number | bigint | Date | null | undefined }
/**
 * The whole filtered list as CSV (RFC 4180, UTF-8 with its mark, without which a spreadsheet reads another encoding, formulas disarmed), read page by page in the caller's transaction, and recorded.
 * Amounts are decimals without grouping, moments are ISO 8601 in UTC. `input` is the list's own: whatever narrows it is recorded, and a place
 * in the list (a cursor) is none of that: all of it leaves, or the log would say more than was taken.
 */
export async function exportList<R>(ctx: Ctx, list: string, input: PageRequest & Readonly<Record<string, unknown>>, columns: readonly CsvColumn<R>[], read: (request: PageRequest) => Promise<Page<R>>): Promise<{ fileName: string; body: Buffer }> {
  const { sort, after: _after, before: _before, size: _size, ...filters } = input
  const parts: Buffer[] = [Buffer.from(`\ufeff${csvRecord(columns.map((column) => column.header))}`)]
  let rows = 0, after: string | undefined
  do {
    const page: Page<R> = await read({ ...(sort === undefined ? {} : { sort }), after, before: undefined, size: pageSizeMax })
    parts.push(Buffer.from(page.rows.map((row) => csvRecord(columns.map((column) => disarmed(cellText(column.cell(row)))))).join('')))
    rows += page.rows.length
    after = page.next
    if (rows > rowsMax) throw new Refusal('invalid', `The list has more than ${rowsMax} rows. Narrow it by a filter and export the parts.`)
  } while (after !== undefined)
  const used = Object.entries(filters).filter(([, value]) => value !== undefined).map(([key, value]) => `${key}=${String(value)}`).join(' ').slice(0, 500)
  ctx.record(listExported, null, { list, filters: used, rows })
  return { fileName: `${list.replaceAll(' ', '-')}-${ctx.today}.csv`, body: Buffer.concat(parts) }
}
const cellText = (value: string | number | bigint | Date | null | undefined): string => (value === null || value === undefined ? '' : value instanceof Date ? value.toISOString() : String(value))
/** A plain decimal, negative ones included, is no formula and stays a number in a spreadsheet. */
const disarmed = (text: string): string => (/^-?\d+(\.\d+)?$/.test(text) ? text : escapeFormula(text))
