import { isDay } from '../../lib/kernel/day.ts'
import { type Filter, keysOf } from './filter.ts'

/** `searchParams` of a page, awaited. */
export type SearchParams = Readonly<Record<string, string | readonly string[] | undefined>>
export interface ListShape {
  readonly filters?: readonly Filter[]
  readonly sort?: readonly string[]
  readonly defaultSort?: string
  readonly keep?: readonly string[]
}

const valueMax = 400
/** A day or an amount that cannot be one filters nothing: the list shows no chip for it. */
const readable: Readonly<Partial<Record<string, (value: string) => boolean>>> = { days: isDay, amounts: (value) => /^[-−]?\d{1,15}(\.\d{1,3})?$/.test(value) }
/**
 * The first text under a name. The framework collects values in a plain object: `?__proto__=x` gives it an array as its prototype, and then a
 * `sort` that was asked for stands beside the function of arrays.
 */
const first = (value: unknown): string | undefined => [value].flat().find((one) => typeof one === 'string')

/**
 * The state of a list is its address. Only declared filters, `sort`, `after`, `before` and `cols` are read; empty values (a GET form sends
 * them) are dropped, and what is longer than any honest value is cut, so that the operation judges the rest.
 */
export function readList(path: string, params: SearchParams, shape: ListShape): ListUrl {
  const filters = shape.filters ?? []
  const values = new Map<string, string>(),
    kinds = new Map(filters.flatMap((filter) => keysOf(filter).map((key) => [key, filter.kind] as const)))
  for (const key of [...filters.flatMap(keysOf), ...(shape.keep ?? []), 'cols', 'after', 'before']) {
    const value = first(params[key])
        ?.replaceAll(/\p{Cc}/gu, '')
        .trim()
        .slice(0, valueMax),
      fits = readable[kinds.get(key) ?? '']
    if (value && (fits === undefined || fits(value))) values.set(key, value)
  }
  const asked = first(params['sort']) ?? ''
  const sort = (shape.sort ?? []).includes(asked.replace(/^-/, '')) ? asked : undefined
  if (sort) values.set('sort', sort)
  return new ListUrl(path, values, filters, sort ?? shape.defaultSort ?? '')
}

export class ListUrl {
  readonly path: string
  readonly sort: string
  readonly filters: readonly Filter[]
  readonly #values: ReadonlyMap<string, string>
  constructor(path: string, values: ReadonlyMap<string, string>, filters: readonly Filter[], sort: string) {
    this.path = path
    this.#values = values
    this.filters = filters
    this.sort = sort
  }
  get(key: string): string | undefined {
    return this.#values.get(key)
  }
  /** What the operation of the list takes: filters, sort and cursor as text. */
  get query(): Record<string, string> {
    const query = Object.fromEntries(this.#values)
    delete query['cols']
    if (this.sort) query['sort'] = this.sort
    return query
  }
  /** Pairs that a GET form of some filter must carry on as hidden fields. */
  except(keys: readonly string[]): [string, string][] {
    return [...this.#values].filter(([key]) => !keys.includes(key) && key !== 'after' && key !== 'before')
  }
  /** This list with other values; `undefined` removes one. A change of filter or order starts again from the first page. */
  with(changes: Readonly<Record<string, string | undefined>>): string {
    const next = new Map(this.#values)
    if (!('after' in changes) && !('before' in changes)) {
      next.delete('after')
      next.delete('before')
    }
    if ('after' in changes) next.delete('before')
    if ('before' in changes) next.delete('after')
    for (const [key, value] of Object.entries(changes)) {
      if (value) next.set(key, value)
      else next.delete(key)
    }
    const search = new URLSearchParams([...next]).toString()
    return search ? `${this.path}?${search}` : this.path
  }
  without(filter: Filter): string {
    return this.with(Object.fromEntries(keysOf(filter).map((key) => [key, undefined])))
  }
  sortBy(id: string): string {
    return this.with({ sort: this.sort === id ? `-${id}` : id })
  }
  sorted(id: string): 'ascending' | 'descending' | undefined {
    return this.sort === id ? 'ascending' : this.sort === `-${id}` ? 'descending' : undefined
  }
  get active(): readonly Filter[] {
    return this.filters.filter((filter) => keysOf(filter).some((key) => this.#values.has(key)))
  }
  get cleared(): string {
    return this.with(Object.fromEntries(this.filters.flatMap(keysOf).map((key) => [key, undefined])))
  }
  get csv(): string {
    const search = new URLSearchParams([...this.#values].filter(([key]) => key !== 'after' && key !== 'before')).toString()
    return `${this.path}.csv${search ? `?${search}` : ''}`
  }
  /** Column ids chosen in the address, if any. */
  get columns(): readonly string[] | undefined {
    return this.#values.get('cols')?.split(',')
  }
}
