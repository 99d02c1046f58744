import type { Evaluation, Outcome } from './evaluate-rule.ts'
import type { Rule } from './rule.ts'

/** One payee under two rules on the same facts. Zero where a rule gives nothing. */
export interface Difference {
  readonly payeeId: string
  readonly countedBefore: number
  readonly countedAfter: number
  readonly before: bigint
  readonly after: bigint
  readonly difference: bigint
  readonly because: string
}
export interface Comparison {
  /** Those who lose most first, then those who keep, then those who gain, the most last. */
  readonly rows: readonly Difference[]
  readonly gaining: { readonly count: number; readonly minor: bigint }
  readonly losing: { readonly count: number; readonly minor: bigint }
  readonly before: bigint
  readonly after: bigint
}

/** The rules, and who takes part under each where that is another matter. */
export interface Compared {
  readonly before: Rule | undefined
  readonly after: Rule
  readonly takesPart?: { readonly before: (payeeId: string) => boolean; readonly after: (payeeId: string) => boolean } | undefined
}
/** Who gains and who loses when one rule takes the place of another. Several periods are compared one by one and added up. */
export function compareEvaluations(pairs: readonly { readonly before: Evaluation | undefined; readonly after: Evaluation }[], rules: Compared): Comparison {
  interface Sum {
    before: bigint
    after: bigint
    countedBefore: number
    countedAfter: number
    wasCapped: boolean
    isCapped: boolean
  }
  const sums = new Map<string, Sum>()
  const of = (payeeId: string): Sum => {
    let sum = sums.get(payeeId)
    if (!sum) {
      sum = { before: 0n, after: 0n, countedBefore: 0, countedAfter: 0, wasCapped: false, isCapped: false }
      sums.set(payeeId, sum)
    }
    return sum
  }
  for (const { before, after } of pairs) {
    before?.outcomes.forEach((o: Outcome) => {
      const s = of(o.payeeId)
      s.before += o.minor
      s.countedBefore += o.records.length
      s.wasCapped ||= o.isCapped
    })
    after.outcomes.forEach((o: Outcome) => {
      const s = of(o.payeeId)
      s.after += o.minor
      s.countedAfter += o.records.length
      s.isCapped ||= o.isCapped
    })
  }
  const rows = [...sums]
    .map(([payeeId, s]) => ({
      payeeId,
      countedBefore: s.countedBefore,
      countedAfter: s.countedAfter,
      before: s.before,
      after: s.after,
      difference: s.after - s.before,
      because: reason(payeeId, s, rules),
    }))
    .sort((a, b) => (a.difference < b.difference ? -1 : a.difference > b.difference ? 1 : a.payeeId < b.payeeId ? -1 : 1))
  const gain = rows.filter((r) => r.difference > 0n),
    loss = rows.filter((r) => r.difference < 0n)
  const total = (list: readonly Difference[]): bigint => list.reduce((sum, r) => sum + r.difference, 0n)
  return {
    rows,
    gaining: { count: gain.length, minor: total(gain) },
    losing: { count: loss.length, minor: total(loss) },
    before: rows.reduce((sum, r) => sum + r.before, 0n),
    after: rows.reduce((sum, r) => sum + r.after, 0n),
  }
}

function reason(
  payeeId: string,
  s: { before: bigint; after: bigint; countedBefore: number; countedAfter: number; wasCapped: boolean; isCapped: boolean },
  rules: Compared,
): string {
  const records = (n: number): string => (n === 1 ? 'one record' : `${n} records`)
  if (!rules.before) return s.after === 0n ? 'Earns nothing' : s.isCapped ? 'Reaches the limit' : 'New'
  if (rules.takesPart && rules.takesPart.before(payeeId) !== rules.takesPart.after(payeeId))
    return rules.takesPart.after(payeeId) ? 'Takes part now' : 'No longer takes part'
  if (s.isCapped && (!s.wasCapped || s.after !== s.before)) return 'Reaches the new limit'
  if (s.wasCapped && !s.isCapped) return 'No longer limited'
  if (s.countedAfter !== s.countedBefore)
    return s.countedAfter > s.countedBefore
      ? `${records(s.countedAfter - s.countedBefore)} more count`
      : `${records(s.countedBefore - s.countedAfter)} fewer count`
  if (s.after === s.before) return 'Unchanged'
  if (rules.before.split !== rules.after.split) return 'Shared differently'
  if (rules.before.pay.kind !== rules.after.pay.kind) return 'Paid in another way'
  return s.after > s.before ? 'Higher rate or earlier step' : 'Lower rate or later step'
}
