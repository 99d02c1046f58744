// What stands behind the question mark of an address (RFC 7644 §3.4.2, §3.9), and how the list of last requests names it.
import { filterLengthMax, filterShape, readFilter } from './read-filter.ts'
import { scimFault } from './scim-fault.ts'

export interface Asked {
  readonly filter: string | undefined
  readonly startIndex: number | undefined
  readonly count: number | undefined
  readonly attributes: readonly string[]
  readonly excluded: readonly string[]
}
function whole(value: string | null, name: string): number | undefined {
  if (value === null) return undefined
  if (!/^-?\d{1,9}$/.test(value.trim())) throw scimFault('invalidValue', `“${name}” is a whole number.`)
  return Number(value)
}
const namesOf = (value: string | null): string[] =>
  (value ?? '')
    .slice(0, 2_000)
    .split(',')
    .map(
      (name) =>
        name
          .trim()
          .toLowerCase()
          .replace(/^urn:ietf:params:scim:schemas:core:2\.0:(?:user|group):/, '')
          .split('.')[0] ?? '',
    )
    .filter((name) => name !== '')
function read(query: URLSearchParams): Asked {
  const filter = query.get('filter')?.trim()
  // Refused by its own word before the operation's bounds are asked.
  if (filter !== undefined && filter.length > filterLengthMax) readFilter(filter)
  return {
    filter: filter === undefined || filter === '' ? undefined : filter,
    startIndex: whole(query.get('startIndex'), 'startIndex'),
    count: whole(query.get('count'), 'count'),
    attributes: namesOf(query.get('attributes')),
    excluded: namesOf(query.get('excludedAttributes')),
  }
}
/** The address with what is somebody's left out: `/Users?filter=userName eq …`. */
export function askedShape(kind: string, hasId: boolean, query: URLSearchParams): { readonly shape: string; asked(): Asked } {
  const filter = query.get('filter'),
    path = `/${kind}${hasId ? '/{id}' : ''}`
  let words = ''
  if (filter !== null && filter.trim() !== '') {
    try {
      words = `?filter=${filterShape(readFilter(filter))}`
    } catch {
      words = '?filter=(not readable)'
    }
  }
  return { shape: `${path}${words}`.slice(0, 300), asked: () => read(query) }
}
const always: ReadonlySet<string> = new Set(['schemas', 'id', 'meta'])
/** Only what was asked for, by the first part of a name. Lists are narrowed one by one. */
export function projected(value: object, { attributes, excluded }: Asked): object {
  if (attributes.length === 0 && excluded.length === 0) return value
  if ('Resources' in value && Array.isArray(value.Resources))
    return { ...value, Resources: value.Resources.map((one: object) => narrowed(one, attributes, excluded)) }
  return narrowed(value, attributes, excluded)
}
const narrowed = (value: object, attributes: readonly string[], excluded: readonly string[]): object =>
  Object.fromEntries(
    Object.entries(value).filter(
      ([name]) => always.has(name) || (attributes.length > 0 ? attributes.includes(name.toLowerCase()) : !excluded.includes(name.toLowerCase())),
    ),
  )
/** Whether the members of groups are wanted: a large group is asked for without them. */
export const wantsMembers = ({ attributes, excluded }: Asked): boolean =>
  attributes.length > 0 ? attributes.includes('members') : !excluded.includes('members')
/** What a list takes, and what an act on one resource takes. */
export const listed = (asked: Asked) => ({
  ...(asked.filter === undefined ? {} : { filter: asked.filter }),
  ...(asked.startIndex === undefined ? {} : { startIndex: asked.startIndex }),
  ...(asked.count === undefined ? {} : { count: asked.count }),
  withMembers: wantsMembers(asked),
})
export const matched = ({ id, match }: { readonly id: string; readonly match: string | undefined }) => ({ id, ...(match === undefined ? {} : { match }) })
