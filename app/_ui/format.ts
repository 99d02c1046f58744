import { decimalsOf, decimalText, parseMoneyText, type Money } from '../../lib/kernel/money.ts'
import { addDays, addMonths, type Day, dayOf, isDay, startOfMonth } from '../../lib/kernel/day.ts'
import { Refusal } from '../../lib/kernel/refusal.ts'
import type { Place } from './place.ts'

const minus = '\u2212'
const kept = new Map<string, unknown>()
/** Intl objects are dear to make; one for each locale and shape lives as long as the process. */
function keep<T>(key: string, make: () => T): T {
  let found = kept.get(key) as T | undefined
  if (found === undefined) {
    found = make()
    kept.set(key, found)
  }
  return found
}

/** An amount taken apart for typesetting. `head` and `tail` hold the symbol wherever the locale puts it; `minor` has its decimal sign. */
export interface MoneyParts {
  readonly sign: '' | '+' | typeof minus
  readonly head: string
  readonly minor: string
  readonly tail: string
  readonly code: string
}

export function moneyParts(amount: Money, place: Pick<Place, 'locale'>): MoneyParts {
  const format = keep(
    `money:${place.locale}:${amount.currency}`,
    () => new Intl.NumberFormat(place.locale, { style: 'currency', currency: amount.currency, currencyDisplay: 'narrowSymbol', signDisplay: 'never' }),
  )
  let head = '',
    minor = '',
    tail = '',
    symbol = ''
  for (const part of format.formatToParts(decimalText(amount) as Intl.StringNumericLiteral)) {
    if (part.type === 'currency') symbol = part.value
    if (part.type === 'decimal' || part.type === 'fraction') minor += part.value
    else if (minor) tail += part.value
    else head += part.value
  }
  return { sign: amount.minor < 0n ? minus : amount.minor > 0n ? '+' : '', head, minor, tail, code: symbol === amount.currency ? '' : amount.currency }
}

/** `$1,240.00`, with `code` `$1,240.00 USD`, with `sign` `+$50.00`. */
export function moneyText(amount: Money, place: Pick<Place, 'locale'>, options: { code?: boolean; sign?: boolean } = {}): string {
  const p = moneyParts(amount, place)
  return `${p.sign === '+' && !options.sign ? '' : p.sign}${p.head}${p.minor}${p.tail}${options.code && p.code ? ` ${p.code}` : ''}`
}

/** Whole units of the currency, rounded half away from zero, for the labels of a chart: `$2,321` of 2,320.87. */
export function wholeMoneyText({ minor, currency }: Money, place: Pick<Place, 'locale'>): string {
  const unit = 10n ** BigInt(decimalsOf(currency)),
    size = minor < 0n ? -minor : minor,
    whole = ((size + unit / 2n) / unit) * unit
  const p = moneyParts({ minor: minor < 0n ? -whole : whole, currency }, place)
  return `${p.sign === '+' ? '' : p.sign}${p.head}${p.tail}`
}

export function numberText(value: number | bigint, place: Pick<Place, 'locale'>): string {
  return keep(`number:${place.locale}`, () => new Intl.NumberFormat(place.locale))
    .format(value)
    .replace('-', minus)
}
/** A quantity held as decimal text (`9.4`, `31`), never through a float. */
export function quantityText(decimal: string, place: Pick<Place, 'locale'>): string {
  return keep(`quantity:${place.locale}`, () => new Intl.NumberFormat(place.locale, { maximumFractionDigits: 6 }))
    .format(decimal as Intl.StringNumericLiteral)
    .replace('-', minus)
}
/** Basis points as a percentage: 400 → `4%`. */
export function percentText(basisPoints: number | bigint, place: Pick<Place, 'locale'>): string {
  return keep(`percent:${place.locale}`, () => new Intl.NumberFormat(place.locale, { style: 'percent', maximumFractionDigits: 2 })).format(
    Number(basisPoints) / 10_000,
  )
}
export function bytesText(bytes: number | bigint, place: Pick<Place, 'locale'>): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const
  let value = Number(bytes),
    at = 0
  while (value >= 1000 && at < units.length - 1) {
    value /= 1000
    at++
  }
  const unit = units[at] as string
  return keep(
    `bytes:${place.locale}:${unit}`,
    () => new Intl.NumberFormat(place.locale, { style: 'unit', unit, unitDisplay: at === 0 ? 'long' : 'short', maximumSignificantDigits: 3 }),
  ).format(value)
}

const words = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve']
/** The way a sentence counts: words to twelve, figures above. */
export const countWord = (n: number | bigint, place: Pick<Place, 'locale'>): string => words[Number(n)] ?? numberText(n, place)
export const plural = (n: number | bigint, one: string, many = `${one}s`): string => (Number(n) === 1 ? one : many)
/** `seven payouts`, `one payout`, `1,204 rows`. */
export const countText = (n: number | bigint, one: string, place: Pick<Place, 'locale'>, many?: string): string =>
  `${countWord(n, place)} ${plural(n, one, many)}`
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
/** `a, b and c`. */
export const listText = (items: readonly string[]): string =>
  keep('list', () => new Intl.ListFormat('en-GB', { style: 'long', type: 'conjunction' })).format(items)

type DayShape = 'short' | 'long' | 'weekday' | 'month' | 'numeric'
const dayShapes: Record<DayShape, Intl.DateTimeFormatOptions> = {
  short: { day: 'numeric', month: 'short' },
  long: { day: 'numeric', month: 'short', year: 'numeric' },
  weekday: { weekday: 'long', day: 'numeric', month: 'long' },
  month: { month: 'long', year: 'numeric' },
  numeric: { day: '2-digit', month: '2-digit', year: 'numeric' },
}
/** A calendar day. `short` adds the year when it is not the reader's. */
export function dayText(day: Day, place: Place, shape: DayShape = 'short'): string {
  const full = shape === 'short' && day.slice(0, 4) !== dayOf(place.now, place.zone).slice(0, 4) ? 'long' : shape
  return keep(`day:${place.locale}:${full}`, () => new Intl.DateTimeFormat(place.locale, { ...dayShapes[full], timeZone: 'UTC' })).format(
    new Date(`${day}T00:00:00Z`),
  )
}

/** A month without its year, short: an axis. */
export const monthText = (day: Day, place: Pick<Place, 'locale'>): string =>
  keep(`axis:${place.locale}`, () => new Intl.DateTimeFormat(place.locale, { month: 'short', timeZone: 'UTC' })).format(new Date(`${day}T00:00:00Z`))
/** A stretch of days as people say it: `October 2026`, `July to September 2026`, `2026`, `Oct 1 – 15`. */
export function periodText(from: Day, to: Day, place: Place): string {
  const first = startOfMonth(from),
    last = addDays(addMonths(startOfMonth(to), 1), -1)
  if (from !== first || to !== last) return from === to ? dayText(from, place) : `${dayText(from, place)} – ${dayText(to, place)}`
  if (from.slice(0, 7) === to.slice(0, 7)) return dayText(from, place, 'month')
  if (from.slice(5) === '01-01' && to.slice(5) === '12-31' && from.slice(0, 4) === to.slice(0, 4)) return from.slice(0, 4)
  const start =
    from.slice(0, 4) === to.slice(0, 4)
      ? keep(`bare:${place.locale}`, () => new Intl.DateTimeFormat(place.locale, { month: 'long', timeZone: 'UTC' })).format(new Date(`${from}T00:00:00Z`))
      : dayText(from, place, 'month')
  return `${start} to ${dayText(to, place, 'month')}`
}

export type MomentShape = 'minute' | 'second' | 'clock' | 'paper'
const clockShapes: Record<MomentShape, Intl.DateTimeFormatOptions> = {
  minute: { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
  second: { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit' },
  clock: { hour: '2-digit', minute: '2-digit' },
  paper: { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'short' },
}
/** An instant on the tenant's clock. The year appears when it is not the reader's; on `paper` always, with the zone: it is read years later and elsewhere. */
export function momentText(instant: Date, place: Place, shape: MomentShape = 'minute'): string {
  const year = shape !== 'clock' && dayOf(instant, place.zone).slice(0, 4) !== dayOf(place.now, place.zone).slice(0, 4)
  return keep(
    `moment:${place.locale}:${place.zone}:${shape}:${year}`,
    () => new Intl.DateTimeFormat(place.locale, { ...clockShapes[shape], ...(year ? { year: 'numeric' } : {}), timeZone: place.zone }),
  ).format(instant)
}
/** Everything about an instant, for a title: `Thursday, 14 May 2026, 09:41:07 PDT`. */
export function exactText(instant: Date, place: Place): string {
  return keep(
    `exact:${place.locale}:${place.zone}`,
    () =>
      new Intl.DateTimeFormat(place.locale, {
        weekday: 'long',
        day: 'numeric',
        month: 'long',
        year: 'numeric',
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
        timeZone: place.zone,
        timeZoneName: 'short',
      }),
  ).format(instant)
}
/** The zone's short name at that instant: `PDT`. */
export function zoneText(instant: Date, place: Place): string {
  const parts = keep(
    `zone:${place.locale}:${place.zone}`,
    () => new Intl.DateTimeFormat(place.locale, { timeZone: place.zone, timeZoneName: 'short' }),
  ).formatToParts(instant)
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? place.zone
}

const steps = [
  ['minute', 60],
  ['hour', 3600],
  ['day', 86_400],
  ['month', 2_629_800],
  ['year', 31_557_600],
] as const
const secondsFrom = (instant: Date, place: Place): number => Math.round((instant.getTime() - place.now.getTime()) / 1000)
/** `3 minutes ago`, `in 2 days`, `just now`. */
export function relativeText(instant: Date, place: Place): string {
  const seconds = secondsFrom(instant, place)
  if (Math.abs(seconds) < 45) return 'just now'
  let unit: (typeof steps)[number] = steps[0]
  for (const step of steps) if (Math.abs(seconds) >= step[1] * 0.95) unit = step
  return keep('relative', () => new Intl.RelativeTimeFormat('en-GB', { numeric: 'always' })).format(
    Math.round(seconds / unit[1]) || Math.sign(seconds),
    unit[0],
  )
}
/** The narrow age of a queue column: `4 h`, `2 d`, `now`. */
export function ageText(instant: Date, place: Place): string {
  const seconds = Math.max(0, -secondsFrom(instant, place))
  if (seconds < 60) return 'now'
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`
  return `${numberText(Math.floor(seconds / 86_400), place)} d`
}
/** Two letters for a disc: `Nguyễn Thị Bích Ngọc` → `NN`. */
export function initials(name: string): string {
  const parts = name
    .trim()
    .split(/[\s–-]+/u)
    .filter(Boolean)
  const first = parts[0] ?? '',
    last = parts.length > 1 ? (parts[parts.length - 1] as string) : ''
  return `${[...first][0] ?? ''}${[...last][0] ?? ''}`.toLocaleUpperCase('en')
}
/** `9c1e…40ab`: a digest short enough for a line. */
export const shortDigest = (digest: string): string => (digest.length > 12 ? `${digest.slice(0, 4)}…${digest.slice(-4)}` : digest)

/**
 * Text that the books keep without a locale (`4.00 USD`, `2026-09-30`), as the reader writes amounts and days. For display only: what is
 * hashed, exported or searched stays as it is.
 */
export function localText(text: string, place: Place): string {
  return text
    .replace(/(?<![\w.,])[-−]?\d{1,15}(?:\.\d{1,4})? [A-Z]{3}(?![\w])/g, (amount) => {
      const read = readAmount(amount)
      return read ? moneyText(read, place) : amount
    })
    .replace(/(?<![\w-])(\d{4}-\d{2}-\d{2})(?![\w-])/g, (day) => (isDay(day) ? dayText(day, place) : day))
}
function readAmount(text: string): Money | undefined {
  try {
    const read = parseMoneyText(text)
    return `${decimalText(read)} ${read.currency}` === text.replace(minus, '-') ? read : undefined
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
}
