import { isWithin, parseAddress, parseRange, type NetworkRange } from '../kernel/network-range.ts'
import { Refusal } from '../kernel/refusal.ts'

/** Whom a list of networks is for. The narrowest list that there is for somebody decides: their own, else their role's, else the company's. */
export const networkScopes = ['member', 'role', 'company'] as const
export type NetworkScope = (typeof networkScopes)[number]
/** A range as it is stored. */
export interface StoredRange {
  readonly scope: NetworkScope
  readonly range: string
}

const answered = new Map<string, readonly StoredRange[]>()
/** What a door answers: `scope range`, with commas between; as text, because as JSON it costs Postgres three times as much, at every door. */
export function readRanges(text: string): readonly StoredRange[] {
  let ranges = answered.get(text)
  if (!ranges) {
    if (answered.size > 1_000) answered.clear()
    ranges = text.split(',').map((entry) => {
      const at = entry.indexOf(' '),
        scope = networkScopes.find((known) => known === entry.slice(0, at))
      return scope === undefined ? { scope: 'member', range: entry } : { scope, range: entry.slice(at + 1) } // what cannot be read lets nobody in
    })
    answered.set(text, ranges)
  }
  return ranges
}

const parsed = new Map<string, NetworkRange | undefined>() // ranges are few and asked at every request
function rangeOf(text: string): NetworkRange | undefined {
  if (!parsed.has(text)) {
    if (parsed.size > 10_000) parsed.clear()
    const range = parseRange(text)
    parsed.set(text, 'fault' in range ? undefined : range)
  }
  return parsed.get(text)
}
/** The list that holds for somebody who has these ranges around them; undefined: nothing limits them. */
export function listFor(stored: readonly StoredRange[]): { readonly scope: NetworkScope; readonly ranges: readonly string[] } | undefined {
  const scope = networkScopes.find((one) => stored.some((row) => row.scope === one))
  return scope === undefined ? undefined : { scope, ranges: stored.filter((row) => row.scope === scope).map((row) => row.range) }
}
/** An address that cannot be read is outside every list: unknown is not allowed. A stored range that cannot be read lets nobody in. */
export function admits(ranges: readonly string[], address: string): boolean {
  const from = parseAddress(address)
  return (
    from !== undefined &&
    ranges.some((text) => {
      const range = rangeOf(text)
      return range !== undefined && isWithin(from, range)
    })
  )
}
/** Which list keeps this address out; undefined: it may come in. */
export function keptOut(stored: readonly StoredRange[], address: string): NetworkScope | undefined {
  const list = listFor(stored)
  return list === undefined || admits(list.ranges, address) ? undefined : list.scope
}
const whose: Readonly<Record<NetworkScope, string>> = {
  member: 'the networks allowed for you',
  role: 'the networks allowed for your role',
  company: 'the networks that the company allows',
}
/** The refusal that every door gives; known by its field, because a build may hold a class twice. */
export const networkRefusal = (scope: NetworkScope, address: string, company: string): Refusal => {
  const sentence = `Your address, ${address === '' ? 'which could not be read' : address}, is not among ${whose[scope]}. Connect from one of them, or ask an admin of ${company}.`
  return new Refusal('forbidden', sentence, { network: scope })
}
export const networkOfRefusal = (refusal: unknown): NetworkScope | undefined =>
  refusal instanceof Refusal && refusal.code === 'forbidden' ? networkScopes.find((scope) => scope === refusal.fields['network']) : undefined
/** Owners whom no list keeps out: the way in that is left when a list was wrong. It counts only while they are owners. */
export function isBreakGlass(policy: unknown, member: { readonly id: string | null; readonly role: string }): boolean {
  const named = typeof policy === 'object' && policy !== null ? (policy as { breakGlass?: unknown }).breakGlass : undefined
  return member.role === 'owner' && member.id !== null && Array.isArray(named) && named.includes(member.id)
}
