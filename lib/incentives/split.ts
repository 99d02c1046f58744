import { sha256Hex } from '../kernel/digest.ts'
import { allocate, money } from '../kernel/money.ts'

export interface Sharer {
  readonly payeeId: string
  readonly share: number
}
export interface Part {
  readonly payeeId: string
  readonly minor: bigint
  /** Whether a minor unit of the remainder fell to this part. */ readonly hasRemainder: boolean
}

/**
 * Who comes first where remainders are equal: drawn from the period and the payee, so that it is the same whenever it is computed, in
 * whatever order people are listed, and yet not the same person every month.
 */
export function inFairOrder<T>(items: readonly T[], payeeOf: (item: T) => string, seed: string): T[] {
  return items
    .map((item) => ({ item, lot: sha256Hex(`${seed}|${payeeOf(item)}`) }))
    .sort((a, b) => (a.lot < b.lot ? -1 : a.lot > b.lot ? 1 : 0))
    .map(({ item }) => item)
}

/** Splits minor units by weights; the parts sum to the whole (largest remainder). Parts come in fair order. */
export function splitAmount(minor: bigint, currency: string, sharers: readonly Sharer[], seed: string): Part[] {
  const ordered = inFairOrder(
    sharers.filter((s) => s.share > 0),
    (s) => s.payeeId,
    seed,
  )
  if (ordered.length === 0) return []
  const weights = ordered.map((s) => BigInt(s.share)),
    total = weights.reduce((a, b) => a + b, 0n)
  return allocate(money(minor, currency), weights).map((part, i) => ({
    payeeId: (ordered[i] as Sharer).payeeId,
    minor: part.minor,
    hasRemainder: part.minor !== (minor * (weights[i] as bigint)) / total,
  }))
}
