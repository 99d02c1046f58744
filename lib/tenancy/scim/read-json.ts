import { scimFault } from './scim-fault.ts'

/** A value of JSON whose every name was judged, so that it may be walked by its own entries. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }
export type JsonRecord = { readonly [name: string]: Json }
/** Deeper than any resource is; whoever nests further means to exhaust us. */
export const depthMax = 12
/** What one request may hold altogether, far above the largest group that is sent at once. */
export const valuesMax = 20_000
/** Names by which an object is made into another kind of thing (prototype pollution, CVE-2019-10744 and its kin). */
const forbidden: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])
export const isForbiddenName = (name: string): boolean =>
  name
    .toLowerCase()
    .split(/[.:[\]]/)
    .some((part) => forbidden.has(part.trim()))

function judge(value: unknown, depth: number, count: { n: number }): void {
  if (++count.n > valuesMax) throw scimFault('invalidSyntax', `A request holds at most ${valuesMax} values. Send less at once.`)
  // Half a sign and the null sign are no text that can be kept.
  if (typeof value === 'string') {
    if (/\p{Cs}|\0/u.test(value)) throw scimFault('invalidSyntax', 'A text holds a character that cannot be kept.')
    return
  }
  if (typeof value !== 'object' || value === null) return
  if (depth >= depthMax) throw scimFault('invalidSyntax', `The request is nested deeper than ${depthMax} levels.`)
  if (Array.isArray(value)) {
    for (const item of value) judge(item, depth + 1, count)
    return
  }
  for (const [name, inner] of Object.entries(value)) {
    if (isForbiddenName(name)) throw scimFault('invalidSyntax', 'An attribute has a name that is not accepted (__proto__, constructor or prototype).')
    judge(name, depth, count)
    judge(inner, depth + 1, count)
  }
}
/** The body of a request. @throws Refusal `invalidSyntax` */
export function readJson(text: string): JsonRecord {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw scimFault('invalidSyntax', 'The request is no JSON.')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw scimFault('invalidSyntax', 'The request is no JSON object.')
  judge(value, 0, { n: 0 })
  return value as JsonRecord
}
export const isRecord = (value: Json | undefined): value is JsonRecord => typeof value === 'object' && value !== null && !Array.isArray(value)
/** A name of the protocol is the same in capitals (RFC 7643 §2.1). */
export function ownValue(record: JsonRecord, name: string): Json | undefined {
  const wanted = name.toLowerCase()
  return Object.entries(record).find(([key]) => key.toLowerCase() === wanted)?.[1]
}
/** Whether `schemas` names what the request has to be. */
export function demandSchema(record: JsonRecord, urn: string): void {
  const named = ownValue(record, 'schemas')
  if (!Array.isArray(named) || !named.some((one) => typeof one === 'string' && one.toLowerCase() === urn.toLowerCase()))
    throw scimFault('invalidSyntax', `“schemas” has to name ${urn}.`)
}
/** Providers write booleans as strings (“True”, “False”), which a loose reader takes for true both. */
export function readBoolean(value: Json | undefined, name: string): boolean {
  if (typeof value === 'boolean') return value
  const word = typeof value === 'string' ? value.trim().toLowerCase() : ''
  if (word === 'true' || word === 'false') return word === 'true'
  throw scimFault('invalidValue', `“${name}” is true or false.`)
}
/** A text, or null for one that is to be empty. */
export function readText(value: Json | undefined, name: string, most: number): string | null {
  if (value === null || value === undefined) return null
  if (typeof value !== 'string') throw scimFault('invalidValue', `“${name}” is a text.`)
  const text = value.trim()
  if (text.length > most) throw scimFault('invalidValue', `“${name}” has at most ${most} characters.`)
  return text === '' ? null : text
}
