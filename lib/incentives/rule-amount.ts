import { decimalsOf, divideHalfEven } from '../kernel/money.ts'
import { inMoney, inPercent, inUnits, records, type StepList } from './derivation.ts'
import type { RuleRecord } from './rule-condition.ts'
import type { Pay } from './rule.ts'

/** What the counted records of one earner come to. */
export interface Basis {
  readonly count: bigint
  readonly quantityMilli: bigint
  readonly valueMinor: bigint
}
export const sumOf = (list: readonly RuleRecord[]): Basis => ({
  count: BigInt(list.length),
  quantityMilli: list.reduce((sum, r) => sum + (r.quantityMilli ?? 0n), 0n),
  valueMinor: list.reduce((sum, r) => sum + (r.valueMinor ?? 0n), 0n),
})
type Measure = 'count' | 'quantity' | 'value'
const scaleOf: Readonly<Record<Measure, bigint>> = { count: 1n, quantity: 1_000n, value: 10_000n }
const amountOf = (basis: Basis, measure: Measure): bigint =>
  measure === 'count' ? basis.count : measure === 'quantity' ? basis.quantityMilli : basis.valueMinor
const inWords = (amount: bigint, measure: Measure, currency: string): string =>
  measure === 'count' ? records(amount) : measure === 'quantity' ? `${inUnits(amount)} units` : inMoney(amount, currency)

/** The measure that a rule pays by; a record without it does not count. */
export function measureOf(pay: Pay): Measure {
  switch (pay.kind) {
    case 'per_unit':
      return pay.unit === 'record' ? 'count' : 'quantity'
    case 'tiers':
      return pay.by.measure
    case 'threshold':
      return pay.measure
    case 'percentage':
      return 'value'
    case 'nomination':
      return 'count'
  }
}

/**
 * What a rule pays for a basis, before splits and caps: added up exactly and rounded once, half to even. Never below zero: credits that
 * outweigh the work earn nothing, they take nothing.
 */
export function earn(pay: Pay, basis: Basis, currency: string, steps: StepList): bigint {
  switch (pay.kind) {
    case 'nomination':
      return 0n
    case 'per_unit': {
      const rate = BigInt(pay.rate)
      if (pay.unit === 'record') return stated(steps, `${records(basis.count)} × ${inMoney(rate, currency)}`, basis.count * rate, 1n, currency)
      return stated(steps, `${inUnits(basis.quantityMilli)} units × ${inMoney(rate, currency)}`, basis.quantityMilli * rate, 1_000n, currency)
    }
    case 'percentage':
      return stated(
        steps,
        `${inPercent(BigInt(pay.share))} of ${inMoney(basis.valueMinor, currency)}, the value of ${records(basis.count)}`,
        basis.valueMinor * BigInt(pay.share),
        10_000n,
        currency,
      )
    case 'threshold': {
      const reached = amountOf(basis, pay.measure),
        needed = BigInt(pay.reach),
        isReached = reached >= needed
      const sentence = `${inWords(reached, pay.measure, currency)} of the ${inWords(needed, pay.measure, currency)} needed: ${isReached ? 'reached' : 'not reached'}`
      const amount = isReached ? BigInt(pay.amount) : 0n
      steps.add(`${sentence}, so ${inMoney(amount, currency)}`, amount)
      return amount
    }
    case 'tiers':
      return earnByTiers(pay, basis, currency, steps)
  }
}

function earnByTiers(pay: Extract<Pay, { kind: 'tiers' }>, basis: Basis, currency: string, steps: StepList): bigint {
  const { measure } = pay.by,
    total = amountOf(basis, measure),
    scale = scaleOf[measure]
  // “From the 21st” begins after twenty; “above 1,000.00” begins there.
  const list = pay.by.steps.map((step) => ({ floor: measure === 'count' ? BigInt(step.from) - 1n : BigInt(step.from), rate: BigInt(step.rate) }))
  const rateText = (rate: bigint): string => (measure === 'value' ? inPercent(rate) : inMoney(rate, currency))
  const times = (amount: bigint, rate: bigint): string =>
    measure === 'value' ? `${rateText(rate)} of ${inWords(amount, measure, currency)}` : `${inWords(amount, measure, currency)} × ${rateText(rate)}`
  const reached = list.filter((step) => total > step.floor)
  const top = reached.at(-1)
  if (!top) {
    steps.add(`${inWords(total, measure, currency)} lies below the first step, so ${inMoney(0n, currency)}`, 0n)
    return 0n
  }
  if (pay.backApply) return stated(steps, `Step ${reached.length} reached, and it holds for all: ${times(total, top.rate)}`, total * top.rate, scale, currency)
  let exact = 0n
  reached.forEach((step, i) => {
    const end = reached[i + 1]?.floor ?? total,
      part = end - step.floor
    exact += part * step.rate
    // One step's own result is exact only where nothing is left over; the sum is what gets rounded.
    steps.add(
      `Step ${i + 1}: ${times(part, step.rate)}${(part * step.rate) % scale === 0n ? ` = ${inMoney((part * step.rate) / scale, currency)}` : ''}`,
      divideHalfEven(part * step.rate, scale),
    )
  })
  return reached.length === 1 ? settle(exact, scale) : stated(steps, `Together`, exact, scale, currency)
}

/** One line of arithmetic with its result; says so when something was rounded. */
function stated(steps: StepList, text: string, numerator: bigint, scale: bigint, currency: string): bigint {
  const amount = settle(numerator, scale)
  const isRounded = numerator > 0n && numerator % scale !== 0n
  steps.add(
    `${text} = ${isRounded ? `${exactText(numerator, scale, currency)}, rounded half to even: ` : ''}${inMoney(amount, currency)}${numerator < 0n ? ' (a negative sum earns nothing)' : ''}`,
    amount,
  )
  return amount
}
const settle = (numerator: bigint, scale: bigint): bigint => (numerator <= 0n ? 0n : divideHalfEven(numerator, scale))
/** The exact decimal of numerator / scale minor units: scales are powers of ten, so it always ends. */
function exactText(numerator: bigint, scale: bigint, currency: string): string {
  const places = scale.toString().length - 1 + decimalsOf(currency)
  const digits = numerator.toString().padStart(places + 1, '0')
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`.replace(/0+$/, '').replace(/\.$/, '')
}
