import { addDays, dayOf, instantsOf, startOfDay, weekday, type Day } from './day.ts'

/** The day so many business days (Monday to Friday) after another. */
export function addBusinessDays(from: Day, days: number): Day {
  let at = from
  for (let left = days; left > 0;) {
    at = addDays(at, 1)
    if (weekday(at) <= 5) left--
  }
  return at
}
/** Business days from today to a day; negative once it has passed. */
export function businessDaysUntil(today: Day, until: Day): number {
  if (until < today) return -businessDaysUntil(until, today)
  let n = 0
  for (let at = today; at < until;) {
    at = addDays(at, 1)
    if (weekday(at) <= 5) n++
  }
  return n
}
/**
 * The moment by which something that began at an instant has had so many business days in that zone: the same time of day, so many business
 * days later. What begins on a Saturday or Sunday begins with Monday.
 */
export function afterBusinessDays(from: Date, days: number, zone: string): Date {
  const today = dayOf(from, zone)
  if (weekday(today) > 5) return startOfDay(addBusinessDays(addBusinessDays(today, 1), days), zone)
  const until = addBusinessDays(today, days),
    clock = from.toLocaleTimeString('en-GB', { timeZone: zone, hourCycle: 'h23' })
  // An hour that daylight saving skips that day: the day's first instant after it is not worth a rule, its end is the next day.
  return instantsOf(`${until}T${clock}`, zone)[0] ?? startOfDay(addDays(until, 1), zone)
}
