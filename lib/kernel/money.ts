import { currencies } from './currencies.ts'
import { invalid, Refusal } from './refusal.ts'

/** An amount in whole minor units (cents, yen, fils). There is no other representation of money in the product. */
export interface Money {
  readonly minor: bigint
  readonly currency: string
}

export const money = (minor: bigint, currency: string): Money => ({ minor, currency })
export const zero = (currency: string): Money => ({ minor: 0n, currency })

/** Decimals of the currency's minor unit: USD 2, JPY 0, KWD 3. */
export function decimalsOf(currency: string): number {
  const decimals = currencies.get(currency)
  if (decimals === undefined) throw new Refusal('invalid', `“${currency}” is not a currency that can be paid out. Use an ISO 4217 code such as USD.`)
  return decimals
}

function same(a: Money, b: Money): void {
  if (a.currency !== b.currency) throw new Error(`mixed currencies: ${a.currency} and ${b.currency}`)
}
export function add(a: Money, b: Money): Money {
  same(a, b)
  return { minor: a.minor + b.minor, currency: a.currency }
}
export const negate = (a: Money): Money => ({ minor: -a.minor, currency: a.currency })

/** n / d rounded half to even (IEEE 754 roundTiesToEven), for any signs; d ≠ 0. */
export function divideHalfEven(n: bigint, d: bigint): bigint {
  if (d < 0n) {
    n = -n
    d = -d
  }
  let q = n / d
  let r = n % d
  if (r < 0n) {
    q -= 1n
    r += d
  } // floor, so that 0 ≤ r < d
  const twice = r * 2n
  return twice > d || (twice === d && (q & 1n) === 1n) ? q + 1n : q
}

/**
 * Splits an amount by weights so that the parts sum to the whole: each part gets its floor, the remaining minor units go one each to the
 * largest remainders, the earlier part first where remainders are equal (largest-remainder method).
 */
export function allocate(amount: Money, weights: readonly bigint[]): Money[] {
  const total = weights.reduce((a, b) => a + b, 0n)
  if (total <= 0n || weights.some((w) => w < 0n)) throw new Error('weights must not be negative and must not all be zero')
  const negative = amount.minor < 0n
  const whole = negative ? -amount.minor : amount.minor
  const parts = weights.map((w) => (whole * w) / total)
  const left = whole - parts.reduce((a, b) => a + b, 0n)
  const order = weights
    .map((w, i) => ({ i, remainder: (whole * w) % total }))
    .sort((a, b) => (a.remainder === b.remainder ? a.i - b.i : a.remainder > b.remainder ? -1 : 1))
  for (let k = 0; k < Number(left); k++) {
    const at = (order[k] as { i: number }).i
    parts[at] = (parts[at] as bigint) + 1n
  }
  return parts.map((minor) => ({ minor: negative ? -minor : minor, currency: amount.currency }))
}

/** `1240.00 USD`: how audit details, derivations and CSV write an amount. No grouping, always the currency's decimals. */
export function moneyText(amount: Money): string {
  return `${decimalText(amount)} ${amount.currency}`
}
/** `1240.00`, `-0.05`. */
export function decimalText(amount: Money): string {
  const decimals = decimalsOf(amount.currency)
  const digits = (amount.minor < 0n ? -amount.minor : amount.minor).toString().padStart(decimals + 1, '0')
  const whole = digits.slice(0, digits.length - decimals)
  return `${amount.minor < 0n ? '-' : ''}${whole}${decimals ? `.${digits.slice(-decimals)}` : ''}`
}

/**
 * Reads what a person typed: `1240`, `1240.5`, `-3.20`. Refuses grouping, decimal commas, exponents and more decimals than the currency
 * has, because guessing between 1.240 and 1,240 moves money.
 */
export function parseMoney(text: string, currency: string): Money {
  const decimals = decimalsOf(currency)
  const example = decimals ? `1240.${'5'.padEnd(decimals, '0')}` : '1240'
  const match = /^([-−]?)(\d{1,15})(?:\.(\d+))?$/.exec(text.trim())
  if (!match)
    throw new Refusal('invalid', `“${text.slice(0, 40)}” is not an amount. Write digits with a point for decimals and no grouping, such as ${example}.`)
  const fraction = match[3] ?? ''
  if (fraction.length > decimals)
    throw new Refusal('invalid', `${currency} has ${decimals === 0 ? 'no decimals' : `${decimals} decimals`}; “${text.slice(0, 40)}” has ${fraction.length}.`)
  const minor = BigInt(match[2] + fraction.padEnd(decimals, '0'))
  return { minor: match[1] ? -minor : minor, currency }
}
/** The same for a form: what cannot be read is said beside the field that it was typed in. */
export function parseMoneyField(field: string, text: string, currency: string): Money {
  try {
    return parseMoney(text, currency)
  } catch (error) {
    if (error instanceof Refusal) throw invalid(field, error.message)
    throw error
  }
}
/** Reads `moneyText` back. */
export function parseMoneyText(text: string): Money {
  const [amount, currency, rest] = text.split(' ')
  if (amount === undefined || currency === undefined || rest !== undefined)
    throw new Refusal('invalid', `“${text.slice(0, 40)}” is not an amount with a currency, such as 1240.00 USD.`)
  return parseMoney(amount, currency)
}
