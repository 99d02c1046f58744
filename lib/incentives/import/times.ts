import { instantsOf, isDay, offsetAt } from '../../kernel/day.ts'

/** How a file writes times, settled once in the mapping. */
export interface TimeSettings {
  /** `iso` 2026-05-14 09:30, `mdy` 05/14/2026 9:30 AM, `dmy` 14.05.2026 09:30. An offset in the cell always counts. */
  readonly format: 'iso' | 'mdy' | 'dmy'
  /** For times without an offset: the tenant's unless the mapping says another. */
  readonly zone: string
  /** Local times that daylight saving skips or doubles. */
  readonly skipped: 'refuse' | 'earlier' | 'later'
  readonly doubled: 'refuse' | 'earlier' | 'later'
}
export type TimeRead = { readonly at: Date } | { readonly code: TimeFault; readonly sentence: string }
export type TimeFault = 'time_format' | 'no_such_day' | 'no_such_time' | 'skipped_hour' | 'doubled_hour'

const tail = String.raw`(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(AM|PM)?)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?$`
const iso = new RegExp(String.raw`^(\d{4})-(\d{1,2})-(\d{1,2})${tail}`, 'i')
const slashed = new RegExp(String.raw`^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})${tail}`, 'i')
const examples = { iso: '2026-05-14 09:30', mdy: '05/14/2026 9:30 AM', dmy: '14.05.2026 09:30' } as const
const monthDays = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate()
const monthNames = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']
const two = (n: number): string => String(n).padStart(2, '0')
const fault = (code: TimeFault, sentence: string): TimeRead => ({ code, sentence })

/** Reads one cell. A day without a time is its midnight. Fractions of a second beyond milliseconds are dropped. */
export function readTime(text: string, settings: TimeSettings): TimeRead {
  const cell = text.trim(),
    { format } = settings
  const isIso = iso.exec(cell)
  // A four-digit year in front is never ambiguous, whatever the mapping says.
  const match = isIso ?? (format === 'iso' ? null : slashed.exec(cell))
  if (!match)
    return fault(
      'time_format',
      slashed.test(cell)
        ? `The mapping expects times such as ${examples[format]}. Write the year first, or choose month first or day first in the mapping.`
        : `This is not a time that the mapping understands. Write it like ${examples[format]}.`,
    )
  const [a, b, c] = [Number(match[1]), Number(match[2]), Number(match[3])] as [number, number, number]
  const [year, month, day] = isIso ? [a, b, c] : format === 'mdy' ? [c, a, b] : [c, b, a]
  const wrongDay = judgeDay(year, month, day, isIso ? 'iso' : format)
  if (wrongDay) return wrongDay
  const clock = readClock(match)
  if (!clock) return fault('no_such_time', `There is no such time of day. Hours go from 00 to 23 (or 1 to 12 with AM and PM), minutes and seconds to 59.`)
  const local = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T${two(clock.hour)}:${two(clock.minute)}:${two(clock.second)}`
  const wall = Date.parse(`${local}Z`) + clock.ms
  const offset = match[9]
  return offset === undefined || offset === '' ? inZone(local, wall, settings) : { at: new Date(wall - offsetMs(offset)) }
}

function judgeDay(year: number, month: number, day: number, format: 'iso' | 'mdy' | 'dmy'): TimeRead | undefined {
  if (month >= 1 && month <= 12 && day >= 1 && day <= monthDays(year, month) && isDay(`${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`)) {
    return year >= 1970 && year <= 2200 ? undefined : fault('no_such_day', `The year ${year} is not one of this company’s. Check the date.`)
  }
  if (month > 12 && day >= 1 && day <= 12 && month <= monthDays(year, day) && format !== 'iso') {
    const swapped = format === 'mdy' ? `${two(day)}/${two(month)}/${year}` : `${two(month)}.${two(day)}.${year}`
    return fault(
      'no_such_day',
      `There is no month ${month}; the mapping says ${format === 'mdy' ? 'month' : 'day'} first. Write ${swapped}, or change the mapping.`,
    )
  }
  if (month < 1 || month > 12) return fault('no_such_day', `There is no month ${month}. Months go from 1 to 12.`)
  return fault('no_such_day', `${monthNames[month - 1] as string} ${year} has ${monthDays(year, month)} days; there is no day ${day}.`)
}
function readClock(match: RegExpExecArray): { hour: number; minute: number; second: number; ms: number } | undefined {
  if (match[4] === undefined) return { hour: 0, minute: 0, second: 0, ms: 0 }
  let hour = Number(match[4])
  const minute = Number(match[5]),
    second = Number(match[6] ?? 0),
    half = match[8]?.toUpperCase()
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return undefined
    hour = (hour % 12) + (half === 'PM' ? 12 : 0)
  }
  if (hour > 23 || minute > 59 || second > 59) return undefined
  return { hour, minute, second, ms: Number((match[7] ?? '').padEnd(3, '0').slice(0, 3)) }
}
function offsetMs(text: string): number {
  if (/^(Z|UTC|GMT)$/i.test(text)) return 0
  const digits = text.slice(1).replace(':', '').padEnd(4, '0')
  return (text.startsWith('-') ? -1 : 1) * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))) * 60_000
}

const dayMs = 86_400_000
/** Offsets at midnights UTC by zone: asking the calendar is slow and a file has many times. Kept small. */
const known = new Map<string, Map<number, number>>()
function offsetOnDay(day: number, zone: string): number {
  let days = known.get(zone)
  if (!days) {
    if (known.size > 50) known.clear()
    days = new Map()
    known.set(zone, days)
  }
  let offset = days.get(day)
  if (offset === undefined) {
    if (days.size > 50_000) days.clear()
    offset = offsetAt(new Date(day * dayMs), zone)
    days.set(day, offset)
  }
  return offset
}
function inZone(local: string, wall: number, { zone, skipped, doubled }: TimeSettings): TimeRead {
  const day = Math.floor(wall / dayMs),
    before = offsetOnDay(day - 1, zone),
    after = offsetOnDay(day + 2, zone)
  if (before === after) return { at: new Date(wall - before) } // no change of the clocks anywhere near
  const ms = wall - Date.parse(`${local}Z`),
    found = instantsOf(local, zone)
  const shown = local.replace('T', ' ')
  if (found.length === 1) return { at: new Date((found[0] as Date).getTime() + ms) }
  if (found.length === 0) {
    // Read with the offset after the change it lies before the gap, with the one before the change behind it.
    const [low, high] = [wall - Math.max(before, after), wall - Math.min(before, after)] as const
    if (skipped !== 'refuse') return { at: new Date(skipped === 'earlier' ? low : high) }
    return fault(
      'skipped_hour',
      `${shown} did not exist in ${zone}: the clocks went forward over it. Write the time with its offset, such as ${local}${offsetText(before)}, or let the mapping take the earlier or the later hour.`,
    )
  }
  const [first, second] = found as [Date, Date]
  if (doubled !== 'refuse') return { at: new Date((doubled === 'earlier' ? first : second).getTime() + ms) }
  return fault(
    'doubled_hour',
    `${shown} came twice in ${zone}: the clocks went back. Write the time with its offset, such as ${local}${offsetText(offsetAt(first, zone))}, or let the mapping take the earlier or the later one.`,
  )
}
function offsetText(ms: number): string {
  const minutes = Math.abs(ms) / 60_000
  return `${ms < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

/**
 * How a file seems to write its times, to be looked over by a person: a number above twelve says which of the two is the day. Where none
 * does, the language of the company decides; points between the numbers are day first everywhere.
 */
export function proposeTimeFormat(cells: readonly string[], locale: string): TimeSettings['format'] {
  const dates = cells.map((cell) => slashed.exec(cell.trim())).filter((date) => date !== null)
  if (dates.length === 0) return 'iso'
  if (dates.some(([, first]) => Number(first) > 12)) return 'dmy'
  if (dates.some(([, , second]) => Number(second) > 12)) return 'mdy'
  if (dates.every(([text]) => text.includes('.'))) return 'dmy'
  const parts = new Intl.DateTimeFormat(locale).formatToParts(0).map((part) => part.type)
  return parts.indexOf('month') < parts.indexOf('day') && parts.indexOf('day') < parts.indexOf('year') ? 'mdy' : 'dmy'
}
