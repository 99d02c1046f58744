import { addDays, addMonths, dayOf, isDay, periodOf, type Day, type DayRange, type PeriodKind } from '../kernel/day.ts'

const monthNames = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'] as const

/** The period after (or, with a negative count, before). */
export const shiftPeriod = (kind: PeriodKind, period: DayRange, by: number): DayRange => {
  const from = kind === 'week' ? addDays(period.from, 7 * by) : addMonths(period.from, by * (kind === 'month' ? 1 : kind === 'quarter' ? 3 : 12))
  return periodOf(kind, from)
}
/** Every period that has a day in the range, oldest first. */
export function periodsIn(kind: PeriodKind, range: DayRange): DayRange[] {
  const found: DayRange[] = []
  for (let period = periodOf(kind, range.from); period.from <= range.to; period = shiftPeriod(kind, period, 1)) found.push(period)
  return found
}
/** The periods that hold at least one of the moments, by the calendar of the zone, oldest first. */
export function periodsHolding(kind: PeriodKind, moments: Iterable<Date>, zone: string): DayRange[] {
  const found = new Map<Day, DayRange>()
  for (const moment of moments) {
    const period = periodOf(kind, dayOf(moment, zone))
    found.set(period.from, period)
  }
  return [...found.values()].sort((a, b) => (a.from < b.from ? -1 : 1))
}
export const isPeriodStart = (kind: PeriodKind, day: Day): boolean => periodOf(kind, day).from === day
/** The period that begins on the day, or undefined where none of that kind does. */
export function periodFrom(kind: PeriodKind, text: string): DayRange | undefined {
  return isDay(text) && isPeriodStart(kind, text) ? periodOf(kind, text) : undefined
}

/** `April 2015`, `second quarter of 2015`, `2015`, `week of 2015-04-06`. */
export function periodName(kind: PeriodKind, from: Day): string {
  const year = from.slice(0, 4),
    month = Number(from.slice(5, 7))
  switch (kind) {
    case 'week':
      return `week of ${from}`
    case 'month':
      return `${monthNames[month - 1] as string} ${year}`
    case 'quarter':
      return `${['first', 'second', 'third', 'fourth'][Math.floor((month - 1) / 3)] as string} quarter of ${year}`
    case 'year':
      return year
  }
}
/** `a month`, for sentences such as “at most 600.00 USD a month”. */
export const perPeriod: Readonly<Record<PeriodKind, string>> = { week: 'a week', month: 'a month', quarter: 'a quarter', year: 'a year' }
