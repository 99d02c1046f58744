import { addDays, weekday, type Day } from '../kernel/day.ts'

/** The day so many business days (Monday to Friday) after another. */
export function addBusinessDays(from: Day, days: number): Day {
  let at = from
  for (let left = days; left > 0;) { at = addDays(at, 1); if (weekday(at) <= 5) left-- }
  return at
}
/** Business days from today to a day; negative once it has passed. */
export function businessDaysUntil(today: Day, until: Day): number {
  if (until < today) return -businessDaysUntil(until, today)
  let n = 0
  for (let at = today; at < until;) { at = addDays(at, 1); if (weekday(at) <= 5) n++ }
  return n
}
