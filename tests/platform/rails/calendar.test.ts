// A payment is never dated on a day when its settlement system is closed, in any year, because the closing days are computed from the rules.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays, day, weekday } from '../../../lib/kernel/day.ts'
import { addOpenDays, cutOffOn, earliestDay, easter, isOpenDay, nextOpenDay, openDaysBetween } from '../../../lib/platform/rails/calendar.ts'
import { dollarCutOff, euroCutOff } from '../../support/rails/orders.ts'

test.each([
  ['t2', '2026-04-03', '2026-04-07'],
  ['t2', '2026-12-25', '2026-12-28'],
  ['t2', '2027-03-29', '2027-03-30'],
  ['t2', '2026-05-01', '2026-05-04'],
  ['t2', '2027-12-24', '2027-12-24'],
  ['t2', '2029-03-30', '2029-04-03'],
  ['fed', '2026-07-03', '2026-07-03'],
  ['fed', '2026-07-04', '2026-07-06'],
  ['fed', '2027-07-05', '2027-07-06'],
  ['fed', '2028-11-10', '2028-11-10'],
  ['fed', '2026-11-26', '2026-11-27'],
  ['fed', '2026-06-19', '2026-06-22'],
  ['fed', '2029-01-15', '2029-01-16'],
  ['fed', '2029-05-28', '2029-05-29'],
  ['fed', '2034-01-02', '2034-01-03'],
] as const)('%s: asked for %s, the next open day is %s', (calendar, asked, open) => {
  expect(nextOpenDay([calendar], day(asked))).toBe(open)
})
test('Easter falls where the almanacs say', () => {
  expect([2024, 2025, 2026, 2027, 2028, 2038, 2057].map(easter)).toEqual([
    '2024-03-31',
    '2025-04-20',
    '2026-04-05',
    '2027-03-28',
    '2028-04-16',
    '2038-04-25',
    '2057-04-22',
  ])
})
test('every year has the closing days its system publishes, and no substitute days in the euro system', () => {
  for (let year = 2024; year < 2060; year++) {
    const closed = (name: 't2' | 'fed') =>
      Array.from({ length: 366 }, (_, i) => addDays(day(`${year}-01-01`), i)).filter(
        (d) => d.startsWith(String(year)) && weekday(d) <= 5 && !isOpenDay([name], d),
      ).length
    expect(closed('fed')).toBeGreaterThanOrEqual(9)
    expect(closed('fed')).toBeLessThanOrEqual(11)
    expect(closed('t2')).toBeGreaterThanOrEqual(2)
    expect(closed('t2')).toBeLessThanOrEqual(6)
  }
})
test('adding open days never ends on a closed day and counts back to the same number', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 20_000 }),
      fc.integer({ min: 0, max: 25 }),
      fc.constantFrom(['t2'] as const, ['fed'] as const, ['t2', 'fed'] as const),
      (offset, n, calendars) => {
        const from = nextOpenDay(calendars, addDays(day('2020-01-01'), offset))
        const to = addOpenDays(calendars, from, n)
        expect(isOpenDay(calendars, to)).toBe(true)
        expect(openDaysBetween(calendars, from, to)).toBe(n)
      },
    ),
  )
})
test('a file made after the cut-off, or on a closed day, starts its clock on the next open day, on the wall clock of the bank', () => {
  expect(earliestDay(['t2'], euroCutOff, new Date('2027-02-09T13:59:59Z'))).toBe('2027-02-10')
  expect(earliestDay(['t2'], euroCutOff, new Date('2027-02-09T14:00:00Z'))).toBe('2027-02-11')
  expect(earliestDay(['t2'], euroCutOff, new Date('2026-12-24T10:00:00Z'))).toBe('2026-12-28')
  expect(earliestDay(['t2'], euroCutOff, new Date('2026-12-25T10:00:00Z'))).toBe('2026-12-29')
  expect(earliestDay(['fed'], dollarCutOff, new Date('2026-07-02T20:59:00Z'))).toBe('2026-07-03')
  expect(earliestDay(['fed'], dollarCutOff, new Date('2026-07-02T21:00:00Z'))).toBe('2026-07-06')
})
test('the cut-off keeps its wall-clock time across daylight saving', () => {
  expect(cutOffOn(day('2027-01-15'), euroCutOff).toISOString()).toBe('2027-01-15T14:00:00.000Z')
  expect(cutOffOn(day('2027-07-15'), euroCutOff).toISOString()).toBe('2027-07-15T13:00:00.000Z')
})
