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
  /** Of the wording: 2 since what rounding leaves over is told in plain words. What is stored keeps the words under its digest. */
  version: z.union([z.literal(1), z.literal(2)]),
  kind: z.enum(['computed', 'nomination', 'correction']),
  program: words,
  payee: words,
  rule: z.strictObject({ version: z.int(), digest: words }).nullable(),
  period: z.strictObject({ from: words, to: words }),
  currency: z.string().length(3),
  /** Ids as the outside sees them, with the digest of each record's content; sorted by id. */
  records: z.array(z.strictObject({ id: words, number: words, digest: words })),
  steps: z.array(Step),
  amount: integer,
  /** For corrections: the award that is corrected, and why. */
  corrects: words.optional(),
  reason: words.optional(),
})
export type Derivation = z.infer<typeof Derivation>

export interface WrittenDerivation {
  readonly text: string
  readonly digest: string
  /** Whether what is stored under this digest says the same, in these words or in those of version 1. */ readonly isStoredAs: (digest: string) => boolean
}
/** The text to store and its SHA-256. */
export function writeDerivation(derivation: Derivation): WrittenDerivation {
  const text = canonicalJson(derivation),
    digest = sha256Hex(text)
  // What was computed or declined before the words changed is neither computed again nor proposed again because of them.
  return { text, digest, isStoredAs: (stored) => stored === digest || stored === sha256Hex(canonicalJson(inFirstWords(derivation))) }
}
const inFirstWords = (derivation: Derivation): Derivation => ({
  ...derivation,
  version: 1,
  steps: derivation.steps.map((step) => ({ ...step, text: firstWordsOf(step.text) })),
})

/** What rounding down left of an amount that was shared out, and how much of it fell to this part. */
export const leftOverWords = (left: string, unit: string, here: string): string =>
  `; the ${left} left over goes, ${unit} each, to those whose share lost most by rounding down, ${here} of it here`
/** The same where a program's limit was shared out. */
export const limitWords = (unit: string): string => ` (rounded down; what is left over goes, ${unit} each, to those who lost most by it)`
/** Both as version 1 said them. */
const firstWordsOf = (text: string): string =>
  text
    .replace(
      /; the ([-\d.]+ [A-Z]{3}) left over goes, [-\d.]+ [A-Z]{3} each, to those whose share lost most by rounding down, /,
      '; the remaining $1 goes to the largest remainders, ',
    )
    .replace(/ \(rounded down; what is left over goes, [-\d.]+ [A-Z]{3} each, to those who lost most by it\)$/, ' (largest remainder)')
export const readDerivation = (text: string): Derivation => Derivation.parse(JSON.parse(text))

/** Numbers the steps as they are added. */
export class StepList {
  readonly #steps: Step[] = []
  add(text: string, result: bigint, unit: Step['unit'] = 'minor'): void {
    this.#steps.push({ key: `s${this.#steps.length + 1}`, text, result: result.toString(), unit })
  }
  get all(): readonly Step[] {
    return this.#steps
  }
}

export const inMoney = (minor: bigint, currency: string): string => moneyText(money(minor, currency))
/** `37.5` for 37500 thousandths. */
export function inUnits(milli: bigint): string {
  const sign = milli < 0n ? '-' : '',
    digits = (milli < 0n ? -milli : milli).toString().padStart(4, '0')
  return `${sign}${digits.slice(0, -3)}.${digits.slice(-3)}`.replace(/\.?0+$/, '')
}
/** `2.5 %` for 250 basis points. */
export const inPercent = (basisPoints: bigint): string => `${decimalText(money(basisPoints, 'USD')).replace(/\.?0+$/, '')} %`
export const records = (n: bigint): string => (n === 1n ? '1 record' : `${n} records`)
