import { createHmac } from 'node:crypto'
import { and, asc, desc, eq, gt, lt, or, type SQL } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import { z } from 'zod'
import { decodeCursor, encodeCursor, pageSize, pageSizeMax, type Position } from '../kernel/cursor.ts'
import { Refusal } from '../kernel/refusal.ts'
import { cursorKey } from '../platform/keys/keys.ts'

/** What the input of every list takes beside its filters. */
export const pageInput = { sort: z.string().max(40).optional(), after: z.string().max(600).optional(), before: z.string().max(600).optional(), size: z.int().min(1).max(pageSizeMax).optional() }
export interface PageRequest { readonly sort?: string | undefined; readonly after?: string | undefined; readonly before?: string | undefined; readonly size?: number | undefined }
export interface Page<R> { readonly rows: readonly R[]; readonly next: string | undefined; readonly previous: string | undefined }

/**
 * A column that a list may be sorted by: never null, and exact in the row (amounts, days, texts; instants only where our own clock wrote
 * them, because a `now()` of Postgres has microseconds that JavaScript drops). `undefined` stands for the id, which is the order of creation.
 */
export type SortColumn<R> = { readonly column: PgColumn; readonly of: (row: R) => string | bigint | number | Date } | undefined
export interface PagePlan { readonly where: SQL | undefined; readonly orderBy: SQL[]; readonly limit: number }
interface ListShape<R, S extends string> {
  readonly id: PgColumn
  readonly idOf: (row: R) => string
  readonly sorts: Readonly<Record<S, SortColumn<R>>>
  /** `-raised` is descending. */
  readonly defaultSort: NoInfer<S> | `-${NoInfer<S>}`
}

/**
 * One page by keyset on (sort column, id): each row appears once however the list grows meanwhile, and the tenth page costs what the first
 * does. `read` adds `where` to the filters of the list. A cursor is signed for its sort; another one is refused.
 */
export async function readPage<R, S extends string>(shape: ListShape<R, S>, request: PageRequest, read: (plan: PagePlan) => Promise<R[]>): Promise<Page<R>> {
  const asked = request.sort ?? shape.defaultSort, isDescending = asked.startsWith('-'), name = asked.replace(/^-/, '')
  if (!Object.hasOwn(shape.sorts, name)) throw new Refusal('invalid', `This list cannot be sorted by “${name.slice(0, 40)}”. Choose one of: ${Object.keys(shape.sorts).join(', ')}.`)
  const sort = shape.sorts[name as S], secret = createHmac('sha256', cursorKey()).update(asked).digest()
  const isBack = request.before !== undefined && request.after === undefined
  const text = isBack ? request.before : request.after
  const position = text === undefined ? undefined : decodeCursor(text, secret)
  const size = request.size ?? pageSize, rising = isDescending === isBack
  const order = rising ? asc : desc
  const found = await read({ where: position && beyond(shape.id, sort?.column, position, rising), orderBy: sort ? [order(sort.column), order(shape.id)] : [order(shape.id)], limit: size + 1 })
  const hasMore = found.length > size
  const rows = found.slice(0, size)
  if (isBack) rows.reverse()
  const cursorOf = (row: R): string => encodeCursor({ key: sort ? written(sort.of(row)) : null, id: shape.idOf(row) }, secret)
  const first = rows[0], last = rows.at(-1)
  return { rows, next: last !== undefined && (isBack || hasMore) ? cursorOf(last) : undefined, previous: first !== undefined && (isBack ? hasMore : position !== undefined) ? cursorOf(first) : undefined }
}
const written = (value: string | bigint | number | Date): string => (value instanceof Date ? value.toISOString() : String(value))
function beyond(id: PgColumn, column: PgColumn | undefined, at: Position, rising: boolean): SQL | undefined {
  const past = rising ? gt : lt
  if (!column || at.key === null) return past(id, at.id)
  const key: unknown = column.dataType === 'date' ? new Date(at.key) : column.dataType === 'bigint' ? BigInt(at.key) : column.dataType === 'number' ? Number(at.key) : at.key
  return or(past(column, key), and(eq(column, key), past(id, at.id)))
}
