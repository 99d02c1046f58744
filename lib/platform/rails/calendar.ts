import { addDays, dayOf, instantsOf, startOfDay, weekday, type Day } from '../../kernel/day.ts'
import type { CutOff } from './port.ts'

/**
 * Days on which the settlement systems move money, computed from their published rules so that no table runs out. `t2` is the euro system
 * (TARGET); `fed` is the Federal Reserve, which settles ACH.
 */
export type CalendarName = 't2' | 'fed'

const write = (year: number, month: number, date: number): Day => `${year}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}` as Day

/** Easter Sunday of the Gregorian calendar (the anonymous algorithm, Nature 1876). */
export function easter(year: number): Day {
  const a = year % 19,
    b = Math.floor(year / 100),
    c = year % 100
  const d = Math.floor(b / 4),
    e = b % 4,
    f = Math.floor((b + 8) / 25),
    g = Math.floor((b - f + 1) / 3)
  const h = (19 * a + b - d - g + 15) % 30
  const i = Math.floor(c / 4),
    k = c % 4
  const l = (32 + 2 * e + 2 * i - h - k) % 7
  const m = Math.floor((a + 11 * h + 22 * l) / 451)
  const n = h + l - 7 * m + 114
  return write(year, Math.floor(n / 31), (n % 31) + 1)
}
/** The n-th such weekday of the month; −1 is the last. */
function nth(year: number, month: number, wanted: number, n: number): Day {
  if (n > 0) {
    const first = write(year, month, 1)
    return addDays(first, ((wanted - weekday(first) + 7) % 7) + (n - 1) * 7)
  }
  const last = addDays(month === 12 ? write(year + 1, 1, 1) : write(year, month + 1, 1), -1)
  return addDays(last, -((weekday(last) - wanted + 7) % 7))
}

/** European Central Bank: no substitute days when one falls on a weekend. */
function t2Holidays(year: number): Day[] {
  const sunday = easter(year)
  return [write(year, 1, 1), addDays(sunday, -2), addDays(sunday, 1), write(year, 5, 1), write(year, 12, 25), write(year, 12, 26)]
}
/** Federal Reserve: on a Sunday closed the Monday after; on a Saturday open the Friday before. */
function fedHolidays(year: number): Day[] {
  const fixed = [write(year, 1, 1), write(year, 6, 19), write(year, 7, 4), write(year, 11, 11), write(year, 12, 25)]
  return [
    ...fixed.map((d) => (weekday(d) === 7 ? addDays(d, 1) : d)),
    nth(year, 1, 1, 3),
    nth(year, 2, 1, 3),
    nth(year, 5, 1, -1),
    nth(year, 9, 1, 1),
    nth(year, 10, 1, 2),
    nth(year, 11, 4, 4),
  ]
}

const holidays = new Map<string, ReadonlySet<Day>>()
function holidaysOf(calendar: CalendarName, year: number): ReadonlySet<Day> {
  const key = `${calendar}${year}`
  let days = holidays.get(key)
  if (!days) {
    days = new Set(calendar === 't2' ? t2Holidays(year) : fedHolidays(year))
    holidays.set(key, days)
  }
  return days
}

/** Whether every one of the systems is open: a dollar payment from a euro account needs both. */
export function isOpenDay(calendars: readonly CalendarName[], d: Day): boolean {
  return weekday(d) <= 5 && calendars.every((calendar) => !holidaysOf(calendar, Number(d.slice(0, 4))).has(d))
}
/** The day itself when it is open, otherwise the next one that is. */
export function nextOpenDay(calendars: readonly CalendarName[], d: Day): Day {
  while (!isOpenDay(calendars, d)) d = addDays(d, 1)
  return d
}
/** That many open days after the day (or after the next open day, when it is closed). */
export function addOpenDays(calendars: readonly CalendarName[], d: Day, n: number): Day {
  d = nextOpenDay(calendars, d)
  for (let i = 0; i < n; i++) d = nextOpenDay(calendars, addDays(d, 1))
  return d
}
/** Open days from one to the other: 0 when they are the same. */
export function openDaysBetween(calendars: readonly CalendarName[], from: Day, to: Day): number {
  let n = 0
  for (let d = nextOpenDay(calendars, from); d < to; d = nextOpenDay(calendars, addDays(d, 1))) n++
  return n
}

/** First execution day for a file made at this moment: after the cut-off, or on a closed day, the clock starts on the next open day. */
export function earliestDay(calendars: readonly CalendarName[], cutOff: CutOff, now: Date): Day {
  const today = dayOf(now, cutOff.zone)
  const start = isOpenDay(calendars, today) && now < cutOffOn(today, cutOff) ? today : nextOpenDay(calendars, addDays(today, 1))
  return addOpenDays(calendars, start, cutOff.leadDays)
}
/** The instant of the cut-off on that day. */
export function cutOffOn(d: Day, cutOff: CutOff): Date {
  return instantsOf(`${d}T${cutOff.time}:00`, cutOff.zone)[0] ?? startOfDay(d, cutOff.zone)
}
