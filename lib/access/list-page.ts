import { createHmac } from 'node:crypto'
import { and, asc, desc, gt, gte, lt, lte, or, type SQL } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import { z } from 'zod'
import { decodeCursor, encodeCursor, pageSize, pageSizeMax, type Position } from '../kernel/cursor.ts'
import { Refusal } from '../kernel/refusal.ts'
import { cursorKey } from '../platform/keys/keys.ts'

/** What the input of every list takes beside its filters. */
export const pageInput = {
  sort: z.string().max(40).optional(),
  after: z.string().max(600).optional(),
  before: z.string().max(600).optional(),
  size: z.int().min(1).max(pageSizeMax).optional(),
}
export interface PageRequest {
  readonly sort?: string | undefined
  readonly after?: string | undefined
  readonly before?: string | undefined
  readonly size?: number | undefined
}
export interface Page<R> {
  readonly rows: readonly R[]
  readonly next: string | undefined
  readonly previous: string | undefined
}

/**
 * A column that a list may be sorted by: never null, and exact in the row (amounts, days, texts; instants only where our own clock wrote
 * them, because a `now()` of Postgres has microseconds that JavaScript drops). `undefined` stands for the id, which is the order of creation.
 */
export type SortColumn<R> = { readonly column: PgColumn; readonly of: (row: R) => string | bigint | number | Date } | undefined
export interface PagePlan {
  readonly where: SQL | undefined
  readonly orderBy: SQL[]
  readonly limit: number
}
interface ListShape<R, S extends string> {
  readonly id: PgColumn
  readonly idOf: (row: R) => string
  readonly sorts: Readonly<Record<S, SortColumn<R>>>
  /** `-raised` is descending. */
  readonly defaultSort: NoInfer<S> | `-${NoInfer<S>}`
}

type Key = string | bigint | number | Date
/** A list whose order is known by its rows alone; `undefined` stands for the id. */
export interface KeyedShape<R, S extends string> {
  readonly idOf: (row: R) => string
  readonly keys: Readonly<Record<S, ((row: R) => Key) | undefined>>
  readonly defaultSort: NoInfer<S> | `-${NoInfer<S>}`
}
/** What to read: at most `limit` rows in this order of (key, id), beyond `position`. */
export interface KeyedPlan<S extends string> {
  readonly sort: S
  readonly position: Position | undefined
  readonly rising: boolean
  readonly limit: number
}

/** One page, however its rows are read. A cursor is signed for its sort; another one is refused. */
export async function readByKey<R, S extends string>(
  shape: KeyedShape<R, S>,
  request: PageRequest,
  read: (plan: KeyedPlan<S>) => R[] | Promise<R[]>,
): Promise<Page<R>> {
  const asked = request.sort ?? shape.defaultSort,
    isDescending = asked.startsWith('-'),
    name = asked.replace(/^-/, '')
  if (!Object.hasOwn(shape.keys, name))
    throw new Refusal('invalid', `This list cannot be sorted by “${name.slice(0, 40)}”. Choose one of: ${Object.keys(shape.keys).join(', ')}.`)
  const sort = name as S,
    keyOf = shape.keys[sort],
    secret = createHmac('sha256', cursorKey()).update(asked).digest()
  const isBack = request.before !== undefined && request.after === undefined
  const text = isBack ? request.before : request.after
  const position = text === undefined ? undefined : decodeCursor(text, secret)
  const size = request.size ?? pageSize
  const found = await read({ sort, position, rising: isDescending === isBack, limit: size + 1 })
  const hasMore = found.length > size
  const rows = found.slice(0, size)
  if (isBack) rows.reverse()
  const cursorOf = (row: R): string => encodeCursor({ key: keyOf ? written(keyOf(row)) : null, id: shape.idOf(row) }, secret)
  const first = rows[0],
    last = rows.at(-1)
  return {
    rows,
    next: last !== undefined && (isBack || hasMore) ? cursorOf(last) : undefined,
    previous: first !== undefined && (isBack ? hasMore : position !== undefined) ? cursorOf(first) : undefined,
  }
}
/**
 * One page by keyset on (sort column, id): each row appears once however the list grows meanwhile, and the tenth page costs what the first
 * does. `read` adds `where` to the filters of the list.
 */
export function readPage<R, S extends string>(shape: ListShape<R, S>, request: PageRequest, read: (plan: PagePlan) => Promise<R[]>): Promise<Page<R>> {
  const keys = Object.fromEntries(Object.entries<SortColumn<R>>(shape.sorts).map(([name, sort]) => [name, sort?.of])) as KeyedShape<R, S>['keys']
  return readByKey<R, S>({ idOf: shape.idOf, keys, defaultSort: shape.defaultSort }, request, ({ sort, position, rising, limit }) => {
    const column = shape.sorts[sort]?.column,
      order = rising ? asc : desc
    return read({
      where: position && beyond(shape.id, column, position, rising),
      orderBy: column ? [order(column), order(shape.id)] : [order(shape.id)],
      limit,
    })
  })
}
/** One page of rows that are all at hand: for lists that are short by their nature, such as the companies of an installation. */
export function pageOfRows<R, S extends string>(shape: KeyedShape<R, S>, request: PageRequest, rows: readonly R[]): Promise<Page<R>> {
  return readByKey(shape, request, ({ sort, position, rising, limit }) => {
    const keyOf = shape.keys[sort]
    const placed = rows.map((row) => ({ row, id: shape.idOf(row), key: comparable(keyOf?.(row)) })).sort((a, b) => compare(a, b) * (rising ? 1 : -1))
    const at = position && { id: position.id, key: typeof placed[0]?.key === 'number' ? Number(position.key) : (position.key ?? '') }
    return (at ? placed.filter((one) => compare(one, at) * (rising ? 1 : -1) > 0) : placed).slice(0, limit).map(({ row }) => row)
  })
}
interface Placed {
  readonly key: string | number
  readonly id: string
}
const comparable = (key: Key | undefined): string | number => (key === undefined ? '' : typeof key === 'number' ? key : written(key))
const compare = (a: Placed, b: Placed): number => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
const written = (value: Key): string => (value instanceof Date ? value.toISOString() : String(value))
function beyond(id: PgColumn, column: PgColumn | undefined, at: Position, rising: boolean): SQL | undefined {
  const past = rising ? gt : lt
  if (!column || at.key === null) return past(id, at.id)
  const key: unknown =
    column.dataType === 'date' ? new Date(at.key) : column.dataType === 'bigint' ? BigInt(at.key) : column.dataType === 'number' ? Number(at.key) : at.key
  // The first condition says nothing new, but an index can begin there; without it the tenth page reads the nine before.
  return and((rising ? gte : lte)(column, key), or(past(column, key), past(id, at.id)))
}
