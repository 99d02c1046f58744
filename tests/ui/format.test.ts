// Figures, days and moments are written the same everywhere, in the tenant's locale and zone, and no amount passes through a float.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mostSaid } from '../../app/_ui/chart/most-said.ts'
import {
  ageText,
  bytesText,
  countText,
  dayText,
  exactText,
  initials,
  localText,
  moneyParts,
  moneyText,
  momentText,
  numberText,
  percentText,
  periodText,
  quantityText,
  relativeText,
  shortDigest,
  wholeMoneyText,
} from '../../app/_ui/format.ts'
import type { Place } from '../../app/_ui/place.ts'
import { day } from '../../lib/kernel/day.ts'
import { money } from '../../lib/kernel/money.ts'

const place: Place = { locale: 'en-US', zone: 'America/Los_Angeles', now: new Date('2026-05-14T16:43:00Z') }
const german: Place = { ...place, locale: 'de-DE', zone: 'Europe/Berlin' }

describe('money', () => {
  test('carries a true minus, its decimals apart, and the code only when asked', () => {
    expect(moneyText(money(124000n, 'USD'), place)).toBe('$1,240.00')
    expect(moneyText(money(-1250n, 'USD'), place)).toBe('−$12.50')
    expect([232_087n, 232_050n, 232_049n, -150n, 0n].map((minor) => wholeMoneyText(money(minor, 'USD'), place))).toEqual([
      '$2,321',
      '$2,321',
      '$2,320',
      '−$2',
      '$0',
    ])
    expect([wholeMoneyText(money(232_087n, 'EUR'), { locale: 'de-DE' }), wholeMoneyText(money(2_320n, 'JPY'), place)]).toEqual(['2.321\u00a0€', '¥2,320'])
    expect(moneyText(money(124000n, 'USD'), place, { code: true })).toBe('$1,240.00 USD')
    expect(moneyText(money(5000n, 'USD'), place, { sign: true })).toBe('+$50.00')
    expect(moneyParts(money(110240n, 'CAD'), place)).toMatchObject({ head: '$1,102', minor: '.40', tail: '', code: 'CAD' })
  })
  test('follows the locale and the decimals of the currency', () => {
    expect(moneyText(money(124000n, 'EUR'), german)).toBe('1.240,00\u00a0€')
    expect(moneyText(money(1240n, 'JPY'), place)).toBe('¥1,240')
    expect(moneyText(money(1240n, 'KWD'), place)).toContain('1.240')
  })
  test('never says a code twice', () => {
    expect(moneyText(money(100n, 'CHF'), place, { code: true }).match(/CHF/g)).toHaveLength(1)
  })
  test('keeps every digit of amounts that a float would lose', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), (minor) => {
        expect(BigInt(moneyText(money(minor, 'USD'), place).replaceAll(/[^\d]/g, ''))).toBe(minor < 0n ? -minor : minor)
      }),
    )
  })
})

describe('days and moments', () => {
  test('a day has no zone and shows its year when it is not this one', () => {
    expect(dayText(day('2026-05-14'), place)).toBe('May 14')
    expect(dayText(day('2024-11-03'), place)).toBe('Nov 3, 2024')
    expect(dayText(day('2026-05-14'), place, 'weekday')).toBe('Thursday, May 14')
  })
  test('a period of whole months is told by its months', () => {
    expect(periodText(day('2026-10-01'), day('2026-10-31'), place)).toBe('October 2026')
    expect(periodText(day('2026-07-01'), day('2026-09-30'), place)).toBe('July to September 2026')
    expect(periodText(day('2026-01-01'), day('2026-12-31'), place)).toBe('2026')
    expect(periodText(day('2026-10-05'), day('2026-10-11'), place)).toBe('Oct 5 – Oct 11')
    expect(periodText(day('2025-12-01'), day('2026-02-28'), place)).toBe('December 2025 to February 2026')
  })
  test('a moment is told on the clock of the tenant, not of the server', () => {
    expect(momentText(new Date('2026-05-13T23:02:00Z'), place)).toMatch(/^May 13, 0?4:02\sPM$/)
    expect(momentText(new Date('2026-05-13T23:02:00Z'), german)).toContain('14. Mai')
    expect(exactText(new Date('2026-05-13T23:02:00Z'), place)).toContain('PDT')
  })
  test('on paper a moment carries its year and its zone, also in the year of the reader', () => {
    expect(momentText(new Date('2026-05-13T23:02:07Z'), place, 'paper')).toMatch(/^May 13, 2026, 0?4:02:07\sPM\sPDT$/)
    expect(momentText(new Date('2026-05-13T23:02:07Z'), german, 'paper')).toMatch(/^14\. Mai 2026.*01:02:07.*(MESZ|GMT\+2)$/)
  })
  test('what is near is told in words', () => {
    const before = (seconds: number): Date => new Date(place.now.getTime() - seconds * 1000)
    expect(relativeText(before(10), place)).toBe('just now')
    expect(relativeText(before(180), place)).toBe('3 minutes ago')
    expect(relativeText(before(-2 * 86_400), place)).toBe('in 2 days')
    expect(ageText(before(5 * 3600), place)).toBe('5 h')
    expect(ageText(before(50 * 3600), place)).toBe('2 d')
  })
})

describe('counts', () => {
  test('are words to twelve and figures above, with their noun in the right number', () => {
    expect(countText(7, 'payout', place)).toBe('seven payouts')
    expect(countText(1, 'entry', place, 'entries')).toBe('one entry')
    expect(countText(1204, 'row', place)).toBe('1,204 rows')
    expect(countText(0, 'row', place)).toBe('no rows')
  })
  test('quantities and shares keep their decimals', () => {
    expect(quantityText('1234.56', place)).toBe('1,234.56')
    expect(percentText(425, place)).toBe('4.25%')
    expect(numberText(-3, place)).toBe('−3')
    expect(bytesText(41_000_000_000, place)).toBe('41 GB')
  })
})

test('text of the books is shown in the reader’s amounts and days, and nothing else in it moves', () => {
  expect(localText('Step 2: 8 records × 7.00 USD = 10521.00 USD on 2026-04-30', place)).toBe('Step 2: 8 records × $7.00 = $10,521.00 on Apr 30')
  expect(localText('0.5 % of 10521.00 USD', german)).toContain('10.521,00')
  for (const text of ['A-01062, W-20931, J-2026-04-30x', '2026-02-30', '7.123 USD', '12 ABC', '40 BOOTSY', 'ISO 20022 USD'])
    expect(localText(text, place)).toBe(text)
})
test('initials stand for names of any script', () => {
  expect(initials('Nguyễn Thị Bích Ngọc')).toBe('NN')
  expect(initials('Łukasz Wiśniewski')).toBe('ŁW')
  expect(initials('Madonna')).toBe('M')
  expect(initials('')).toBe('')
  expect(shortDigest('9c1e00000000000040ab')).toBe('9c1e…40ab')
})
test('the sentence under a chart names one month, several that are equal, or the only one', () => {
  const bars = (...minors: bigint[]) => mostSaid(minors.map((minor, i) => ({ name: ['May', 'June', 'July'][i] ?? '', minor })))
  expect(bars(1n, 3n, 2n)).toEqual({ words: 'June carries the most', each: '' })
  expect(bars(3n, 1n, 3n)).toEqual({ words: 'May and July carry the most', each: ' each' })
  expect(bars(0n, 0n, 3n)).toEqual({ words: 'July is the only one so far', each: '' })
  expect(bars(0n, 0n)).toBeUndefined()
})
