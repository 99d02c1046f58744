import { z } from 'zod'
import { canonicalJson, sha256Hex } from '../kernel/digest.ts'

// What a program pays for, as data. A rule is plain JSON with a version, so that one written today can be read and recomputed for ever.
// Amounts are whole minor units as digits in text; shares are basis points: no float can stand in a rule.

/** Whole minor units, up to 15 digits. */
const minorText = z.string().regex(/^(0|[1-9]\d{0,14})$/, 'Write an amount above zero, such as 2.50.')
const positiveMinor = minorText.refine((text) => text !== '0', 'Write an amount above zero, such as 2.50.')
const share = z.int('Write a percentage with at most two decimals.').min(1, 'A percentage starts at 0.01.').max(100_000, 'A percentage ends at 1000.')
const phrase = z.string().trim().min(1, 'Write the text to compare with.').max(200, 'At most 200 characters.')

export const textFields = ['kind', 'external_key', 'source'] as const
export const numberFields = ['quantity', 'value'] as const
export const timeFields = ['opened', 'closed'] as const
/** A column that a mapping keeps beside the known ones: `field:category`. */
const extraField = z.string().regex(/^field:[a-z][a-z0-9_]{0,39}$/, 'Choose a field of the records.')
const anyField = z.union([z.enum([...textFields, ...numberFields, ...timeFields]), extraField], 'Choose a field of the records.')
const textField = z.union([z.enum(textFields), extraField], 'Choose a field that holds text.')
const numberField = z.union([z.enum(numberFields), extraField], 'Choose a field that holds a number.')
const timeField = z.union([z.enum(timeFields), extraField], 'Choose a field that holds a time.')
/** Plain decimal; compared exactly, not as a float. */
const decimal = z.string().regex(/^-?\d{1,15}(\.\d{1,6})?$/, 'Write a number with a point for decimals and no grouping, such as 1240.50.')

export const Condition = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('is'), field: textField, value: phrase }),
  z.strictObject({ op: z.literal('is_not'), field: textField, value: phrase }),
  z.strictObject({ op: z.literal('contains'), field: textField, value: phrase }),
  z.strictObject({ op: z.literal('one_of'), field: textField, values: z.array(phrase).min(1, 'Write at least one value.').max(50, 'At most 50 values.') }),
  z.strictObject({ op: z.literal('at_least'), field: numberField, value: decimal }),
  z.strictObject({ op: z.literal('at_most'), field: numberField, value: decimal }),
  /** From one time to the other, both ends included: exactly 48 hours is within 48 hours. The second time may not lie before the first. */
  z.strictObject({
    op: z.literal('within'),
    from: timeField,
    to: timeField,
    seconds: z.int().min(1, 'Write a duration above zero.').max(31_622_400, 'At most 366 days.'),
  }),
  z.strictObject({ op: z.literal('is_set'), field: anyField }),
  z.strictObject({ op: z.literal('is_not_set'), field: anyField }),
])
export type Condition = z.infer<typeof Condition>

/** Count tiers begin at a record's place (the 1st, the 21st); quantity (thousandths) and value (minor units) tiers begin above an amount. */
const steps = <T extends z.ZodType>(from: z.ZodType<string>, rate: T) =>
  z.array(z.strictObject({ from, rate })).min(1, 'Write at least one step.').max(20, 'At most 20 steps.')
const milliText = minorText
const Tiers = z.discriminatedUnion('measure', [
  z.strictObject({ measure: z.literal('count'), steps: steps(positiveMinor, minorText) }),
  z.strictObject({ measure: z.literal('quantity'), steps: steps(milliText, minorText) }),
  z.strictObject({ measure: z.literal('value'), steps: steps(minorText, z.int().min(0).max(100_000)) }),
])
const Pay = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('per_unit'), unit: z.enum(['record', 'quantity']), rate: positiveMinor }),
  /** `backApply`: what the highest step reached pays holds for all of the period, not only for what lies above it. */
  z.strictObject({ kind: z.literal('tiers'), backApply: z.boolean(), by: Tiers }),
  /** `reach`: records, thousandths of a unit, or minor units, by the measure. */
  z.strictObject({ kind: z.literal('threshold'), measure: z.enum(['count', 'quantity', 'value']), reach: positiveMinor, amount: positiveMinor }),
  z.strictObject({ kind: z.literal('percentage'), share }),
  z.strictObject({ kind: z.literal('nomination'), least: positiveMinor, most: positiveMinor }),
])
export type Pay = z.infer<typeof Pay>

export const Rule = z
  .strictObject({
    version: z.literal(1),
    pay: Pay,
    conditions: z.array(Condition).max(12, 'At most 12 conditions.'),
    /** Equal or by share weights: work is counted for each crew and divided among those on it on the period's last day. */
    split: z.enum(['none', 'equal', 'shares']),
    caps: z.strictObject({ perPayee: positiveMinor.optional(), program: positiveMinor.optional() }),
  })
  .superRefine((rule, check) => {
    const fault = (path: (string | number)[], message: string): void => {
      check.addIssue({ code: 'custom', path, message })
    }
    const { pay } = rule
    if (pay.kind === 'nomination') {
      if (BigInt(pay.least) > BigInt(pay.most)) fault(['pay', 'most'], 'The highest amount lies below the lowest.')
      if (rule.split !== 'none') fault(['split'], 'A nomination is for one payee; it cannot be split.')
      if (rule.conditions.length > 0) fault(['conditions'], 'A nomination counts no records, so it has no conditions.')
    }
    if (pay.kind === 'tiers') {
      const { steps: list } = pay.by
      list.forEach((step, i) => {
        const before = list[i - 1]
        if (!before) return
        if (BigInt(step.from) <= BigInt(before.from)) fault(['pay', 'by', 'steps', i, 'from'], 'Each step begins above the one before it.')
        // Otherwise one more piece of work would lower what all the others earned.
        if (pay.backApply && BigInt(step.rate) < BigInt(before.rate))
          fault(['pay', 'by', 'steps', i, 'rate'], 'With back-application a later step may not pay less than an earlier one: more work would earn less.')
      })
    }
    rule.conditions.forEach((condition, i) => {
      if (condition.op === 'within' && condition.from === condition.to) fault(['conditions', i, 'to'], 'Choose two different times.')
    })
  })
export type Rule = z.infer<typeof Rule>

/** SHA-256 over the canonical JSON: two rules with the same digest pay the same. */
export const ruleDigest = (rule: Rule): string => sha256Hex(canonicalJson(rule))
/** A stored rule. Written by us and checked when it was; what does not parse is damage, not a person's mistake. */
export const readRule = (stored: unknown): Rule => Rule.parse(typeof stored === 'string' ? JSON.parse(stored) : stored)

/** Fields that a rule looks at, for the sentence under the tester and for the form's choices. */
export function fieldsOf(rule: Rule): string[] {
  const named = rule.conditions.flatMap((c) => (c.op === 'within' ? [c.from, c.to] : [c.field]))
  return [...new Set(named)].sort()
}
