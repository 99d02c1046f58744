import { Refusal } from './refusal.ts'

declare const dayBrand: unique symbol
/** A calendar day without a zone, `YYYY-MM-DD`. Compares and sorts as text. */
export type Day = string & { readonly [dayBrand]: 'day' }
/** Days from `from` to `to`, both included. */
export interface DayRange {
  readonly from: Day
  readonly to: Day
}

export function isDay(text: string): text is Day {
  // At the end of the calendar the day after is none that can be written.
  if (!/^(?!0000)[0-8]\d{3}-\d{2}-\d{2}$/.test(text)) return false
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === text
}
export function day(text: string): Day {
  if (!isDay(text)) throw new Refusal('invalid', `“${text.slice(0, 20)}” is not a day that exists. Write it as YYYY-MM-DD, such as 2026-05-14.`)
  return text
}
const utc = (d: Day): number => Date.parse(`${d}T00:00:00Z`)
const fromUtc = (ms: number): Day => new Date(ms).toISOString().slice(0, 10) as Day
export const addDays = (d: Day, n: number): Day => fromUtc(utc(d) + n * 86_400_000)
export const daysBetween = (from: Day, to: Day): number => Math.round((utc(to) - utc(from)) / 86_400_000)
/** 1 Monday … 7 Sunday (ISO 8601). */
export const weekday = (d: Day): number => ((new Date(utc(d)).getUTCDay() + 6) % 7) + 1
export const startOfMonth = (d: Day): Day => `${d.slice(0, 7)}-01` as Day
export function addMonths(d: Day, n: number): Day {
  const total = Number(d.slice(0, 4)) * 12 + Number(d.slice(5, 7)) - 1 + n
  const year = Math.floor(total / 12),
    month = total - year * 12 + 1
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate()
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(Math.min(Number(d.slice(8)), last)).padStart(2, '0')}` as Day
}

export const periodKinds = ['week', 'month', 'quarter', 'year'] as const
export type PeriodKind = (typeof periodKinds)[number]
/** The period of that kind in which the day lies. Weeks start on Monday. */
export function periodOf(kind: PeriodKind, d: Day): DayRange {
  if (kind === 'week') {
    const from = addDays(d, 1 - weekday(d))
    return { from, to: addDays(from, 6) }
  }
  const months = kind === 'month' ? 1 : kind === 'quarter' ? 3 : 12
  const index = Number(d.slice(5, 7)) - 1
  const from = `${d.slice(0, 4)}-${String(index - (index % months) + 1).padStart(2, '0')}-01` as Day
  return { from, to: addDays(addMonths(from, months), -1) }
}

const formats = new Map<string, Intl.DateTimeFormat>()
function parts(instant: Date, zone: string): { date: Day; clock: string; asUtc: number } {
  let format = formats.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
    formats.set(zone, format)
  }
  const p = Object.fromEntries(format.formatToParts(instant).map((x) => [x.type, x.value])) as Record<string, string>
  const date = `${p['year']?.padStart(4, '0')}-${p['month']}-${p['day']}` as Day
  const clock = `${p['hour']}:${p['minute']}:${p['second']}`
  return { date, clock, asUtc: Date.parse(`${date}T${clock}Z`) }
}
export const isZone = (zone: string): boolean => {
  try {
    parts(new Date(0), zone)
    return true
  } catch {
    return false
  }
}
/** The calendar day of an instant in a zone (IANA name). */
export const dayOf = (instant: Date, zone: string): Day => parts(instant, zone).date
/** Milliseconds by which the zone is ahead of UTC at that instant. */
export const offsetAt = (instant: Date, zone: string): number => parts(instant, zone).asUtc - Math.floor(instant.getTime() / 1000) * 1000

/**
 * The instants that a wall clock in the zone showed as `YYYY-MM-DDTHH:MM:SS`: none when daylight saving skipped it, two when it came
 * twice, earlier first.
 */
export function instantsOf(local: string, zone: string): Date[] {
  const wall = Date.parse(`${local}Z`)
  if (Number.isNaN(wall)) return []
  const offsets = new Set([offsetAt(new Date(wall - 86_400_000), zone), offsetAt(new Date(wall + 86_400_000), zone)])
  return [...offsets]
    .map((offset) => new Date(wall - offset))
    .filter((t) => t.getTime() + offsetAt(t, zone) === wall)
    .sort((a, b) => a.getTime() - b.getTime())
}
/** Midnight at which the day begins in the zone (the first instant of the day where midnight was skipped). */
export function startOfDay(d: Day, zone: string): Date {
  for (let minutes = 0; minutes < 180; minutes += 15) {
    const clock = `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}:00`
    const first = instantsOf(`${d}T${clock}`, zone)[0]
    if (first) return first
  }
  throw new Error(`no start of ${d} in ${zone}`)
}
/** First instant of `from` and the first instant after `to`: half open, for `>= start and < end`. */
export const instantRange = (range: DayRange, zone: string): { start: Date; end: Date } => ({
  start: startOfDay(range.from, zone),
  end: startOfDay(addDays(range.to, 1), zone),
})
