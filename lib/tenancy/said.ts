import type { ReadCtx } from '../access/ctx.ts'
import type { Day } from '../kernel/day.ts'
import { decimalText, type Money } from '../kernel/money.ts'

// Amounts and days inside sentences that are stored and mailed: as the company writes them, because a reader has no page around them.
const kept = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>()
function keep<T extends Intl.NumberFormat | Intl.DateTimeFormat>(key: string, make: () => T): T {
  const found = kept.get(key) as T | undefined
  if (found) return found
  const made = make()
  kept.set(key, made)
  return made
}
type Where = Pick<ReadCtx, 'settings'>
/** `$1,240.00`; a currency that is not the locale's own is told apart by its sign (`CA$80.00`). */
export const saidMoney = ({ settings }: Where, amount: Money): string =>
  keep(`${settings.locale}:${amount.currency}`, () => new Intl.NumberFormat(settings.locale, { style: 'currency', currency: amount.currency })).format(
    decimalText(amount) as Intl.StringNumericLiteral,
  )
/** `Thu, May 28`. */
export const saidDay = ({ settings }: Where, day: Day): string =>
  keep(settings.locale, () => new Intl.DateTimeFormat(settings.locale, { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' })).format(
    new Date(`${day}T00:00:00Z`),
  )
/** `$1,240.00 and €80.00`: never added across currencies. */
export function saidSums(where: Where, amounts: readonly Money[]): string {
  const sums = new Map<string, bigint>()
  for (const { minor, currency } of amounts) sums.set(currency, (sums.get(currency) ?? 0n) + minor)
  return [...sums].map(([currency, minor]) => saidMoney(where, { minor, currency })).join(' and ')
}
