// Filters of RFC 7644 §3.4.2.2, as far as providers ask by them: eq, and, or, parentheses, and a value path such as emails[type eq "work"].
import { isForbiddenName } from './read-json.ts'
import { scimFault } from './scim-fault.ts'

export type FilterValue = string | number | boolean | null
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly of: readonly Filter[] }
  /** Attribute names in lower case, without a schema in front. */
  | { readonly kind: 'eq'; readonly attribute: string; readonly value: FilterValue }
  /** `emails[type eq "work"]`, and what of it is asked for: `.value eq "x"`. */
  | { readonly kind: 'path'; readonly attribute: string; readonly of: Filter; readonly sub?: string; readonly value?: FilterValue }

export const filterLengthMax = 1_000
export const filterDepthMax = 8
/** Comparisons in one filter. */
export const filterTermsMax = 30
const faulty = (why: string): Error => scimFault('invalidFilter', `The filter cannot be read: ${why}`)
const token = /\s*(?:([()[\]])|("(?:[^"\\]|\\.)*")|([^\s()[\]"]+))/y
/** Operators that the protocol has and we do not answer: said by name, since a client could read another answer out of silence. */
const others: ReadonlySet<string> = new Set(['ne', 'co', 'sw', 'ew', 'pr', 'gt', 'ge', 'lt', 'le', 'not'])

function tokensOf(text: string): string[] {
  const found: string[] = []
  token.lastIndex = 0
  while (token.lastIndex < text.length) {
    if (/^\s*$/.test(text.slice(token.lastIndex))) break
    const match = token.exec(text)
    if (!match) throw faulty('a quotation mark is missing.')
    found.push((match[1] ?? match[2] ?? match[3]) as string)
  }
  return found
}
/** The name without its schema, in lower case. */
export function plainAttribute(name: string): string {
  if (isForbiddenName(name)) throw faulty('a name in it is not accepted.')
  const bare = name.toLowerCase().replace(/^urn:ietf:params:scim:schemas:core:2\.0:(?:user|group):/, '')
  if (!/^[a-z$][\w$-]*(?:\.[a-z$][\w$-]*)?$/.test(bare)) throw faulty('a name in it is no attribute.')
  return bare
}
/** @throws Refusal `invalidFilter` */
export function readFilter(text: string): Filter {
  if (text.length > filterLengthMax) throw faulty(`it is longer than ${filterLengthMax} characters.`)
  const tokens = tokensOf(text)
  let at = 0,
    terms = 0
  const peek = (): string | undefined => tokens[at]
  const word = (): string | undefined => peek()?.toLowerCase()
  const take = (wanted: string): void => {
    if (word() !== wanted) throw faulty(`“${wanted}” is missing.`)
    at++
  }
  const readValue = (): FilterValue => {
    const raw = tokens[at++]
    if (raw === undefined) throw faulty('it ends before a value.')
    if (!/^(?:"|-?\d|true$|false$|null$)/i.test(raw)) throw faulty('a text stands without quotation marks.')
    try {
      return JSON.parse(raw.startsWith('"') ? raw : raw.toLowerCase()) as FilterValue
    } catch {
      throw faulty('a value in it is no JSON.')
    }
  }
  const readTerm = (depth: number): Filter => {
    if (depth > filterDepthMax) throw faulty(`it is nested deeper than ${filterDepthMax} levels.`)
    if (peek() === '(') {
      at++
      const inner = readOr(depth + 1)
      take(')')
      return inner
    }
    if (++terms > filterTermsMax) throw faulty(`it has more than ${filterTermsMax} comparisons.`)
    const name = tokens[at++]
    if (name === undefined) throw faulty('it ends too early.')
    if (name.toLowerCase() === 'not') throw faulty('“not” is not answered here; use eq, and, or.')
    if (/^["()[\]]/.test(name)) throw faulty('an attribute is missing.')
    const attribute = plainAttribute(name)
    if (peek() === '[') {
      at++
      const of = readOr(depth + 1)
      take(']')
      if (peek() !== undefined && tokens[at]?.startsWith('.')) {
        const sub = plainAttribute((tokens[at++] as string).slice(1))
        demandEq()
        return { kind: 'path', attribute, of, sub, value: readValue() }
      }
      return { kind: 'path', attribute, of }
    }
    demandEq()
    return { kind: 'eq', attribute, value: readValue() }
  }
  const demandEq = (): void => {
    const operator = word()
    if (operator !== undefined && others.has(operator)) throw faulty(`“${operator}” is not answered here; use eq, and, or.`)
    take('eq')
  }
  const readAnd = (depth: number): Filter => {
    const of = [readTerm(depth)]
    while (word() === 'and') {
      at++
      of.push(readTerm(depth))
    }
    return of.length === 1 ? (of[0] as Filter) : { kind: 'and', of }
  }
  const readOr = (depth: number): Filter => {
    const of = [readAnd(depth)]
    while (word() === 'or') {
      at++
      of.push(readAnd(depth))
    }
    return of.length === 1 ? (of[0] as Filter) : { kind: 'or', of }
  }
  const filter = readOr(0)
  if (at < tokens.length) throw faulty('something stands behind its end.')
  return filter
}
/** A filter with its values left out, for the list of last requests: it names attributes and nobody. */
export function filterShape(filter: Filter): string {
  if (filter.kind === 'eq') return `${filter.attribute} eq …`
  if (filter.kind === 'path') return `${filter.attribute}[${filterShape(filter.of)}]${filter.sub === undefined ? '' : `.${filter.sub} eq …`}`
  return filter.of.map((one) => (one.kind === 'and' || one.kind === 'or' ? `(${filterShape(one)})` : filterShape(one))).join(` ${filter.kind} `)
}
