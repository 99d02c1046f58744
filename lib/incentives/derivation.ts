import { z } from 'zod'
import { canonicalJson, sha256Hex } from '../kernel/digest.ts'
import { decimalText, money, moneyText } from '../kernel/money.ts'

// How an award came to its amount, kept with it for ever: which facts were counted, by which rule, and every step of the arithmetic as a
// sentence with its whole-number result. Whoever recomputes from the same facts and rule gets the same text, byte for byte.

const integer = z.string().regex(/^-?\d{1,30}$/)
const words = z.string().max(2_000)
export const Step = z.strictObject({
  /** `s1`, `s2` …: what a dispute names. */
  key: z.string().max(10),
  text: words,
  result: integer,
  /** What the result counts: money in minor units, records, or thousandths of a unit. */
  unit: z.enum(['minor', 'count', 'milli']),
})
export type Step = z.infer<typeof Step>
export const Derivation = z.strictObject({
  version: z.literal(1),
  kind: z.enum(['computed', 'nomination', 'correction']),
  program: words, payee: words,
  rule: z.strictObject({ version: z.int(), digest: words }).nullable(),
  period: z.strictObject({ from: words, to: words }),
  currency: z.string().length(3),
  /** Ids as the outside sees them, with the digest of each record's content; sorted by id. */
  records: z.array(z.strictObject({ id: words, number: words, digest: words })),
  steps: z.array(Step),
  amount: integer,
  /** For corrections: the award that is corrected, and why. */
  corrects: words.optional(), reason: words.optional(),
})
export type Derivation = z.infer<typeof Derivation>

/** The stored text and its SHA-256. */
export function writeDerivation(derivation: Derivation): { readonly text: string; readonly digest: string } {
  const text = canonicalJson(derivation)
  return { text, digest: sha256Hex(text) }
}
export const readDerivation = (text: string): Derivation => Derivation.parse(JSON.parse(text))

/** Numbers the steps as they are added. */
export class StepList {
  readonly #steps: Step[] = []
  add(text: string, result: bigint, unit: Step['unit'] = 'minor'): void { this.#steps.push({ key: `s${this.#steps.length + 1}`, text, result: result.toString(), unit }) }
  get all(): readonly Step[] { return this.#steps }
}

export const inMoney = (minor: bigint, currency: string): string => moneyText(money(minor, currency))
/** `37.5` for 37500 thousandths. */
export function inUnits(milli: bigint): string {
  const sign = milli < 0n ? '-' : '', digits = (milli < 0n ? -milli : milli).toString().padStart(4, '0')
  return `${sign}${digits.slice(0, -3)}.${digits.slice(-3)}`.replace(/\.?0+$/, '')
}
/** `2.5 %` for 250 basis points. */
export const inPercent = (basisPoints: bigint): string => `${decimalText(money(basisPoints, 'USD')).replace(/\.?0+$/, '')} %`
export const records = (n: bigint): string => (n === 1n ? '1 record' : `${n} records`)
