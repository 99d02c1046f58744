// Any order that passes the check becomes an ACH file in which a checker that knows only the layout table finds every total and every field right.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { day } from '../../../lib/kernel/day.ts'
import { money } from '../../../lib/kernel/money.ts'
import { judgeNacha } from '../../../lib/platform/rails/check-nacha.ts'
import { layouts } from '../../../lib/platform/rails/data/nacha-layouts.ts'
import { nacha } from '../../../lib/platform/rails/nacha.ts'
import { readNacha } from '../../../lib/platform/rails/read-nacha.ts'
import { achOrderOf, achOrders, achPayoutOf, payoutOf, tidewellUs } from '../../support/rails/orders.ts'

const text = (body: Uint8Array): string => new TextDecoder().decode(body)
const bytes = (body: string): Uint8Array => new TextEncoder().encode(body)

test('the layout table covers all 94 columns of every record, once', () => {
  for (const [record, fields] of layouts) {
    let column = 1
    for (const field of fields) {
      expect([record, field.name, field.from]).toEqual([record, field.name, column])
      column = field.to + 1
    }
    expect([record, column]).toEqual([record, 95])
  }
})
test('a payroll file: people in PPD, businesses in CCD, PAYROLL, rising traces, blocks of ten', () => {
  const order = achOrderOf(Array.from({ length: 12 }, (_, i) => achPayoutOf(i + 1, BigInt(1000 + i))))
  expect(nacha.checkOrder(order)).toEqual([])
  const file = nacha.write(order)
  const lines = text(file.body).trimEnd().split('\n')
  expect(lines.length % 10).toBe(0)
  expect(new Set(lines.map((l) => l.length))).toEqual(new Set([94]))
  expect(lines[0]).toBe('101 09100001919876543212702090430A094101HARBOR NATIONAL        TIDEWELL SERVICES              ')
  expect(lines.filter((l) => l.startsWith('5')).map((l) => [l.slice(50, 53), l.slice(53, 63), l.slice(69, 75)])).toEqual([
    ['PPD', 'PAYROLL   ', '270211'],
    ['CCD', 'VENDOR PAY', '270211'],
  ])
  expect(lines.filter((l) => l.startsWith('6')).map((l) => l.slice(79))).toEqual(
    Array.from({ length: 12 }, (_, i) => `09100001${String(101 + i).padStart(7, '0')}`),
  )
  expect(file).toMatchObject({ count: 12, controlSum: '120.66', fileName: 'TW-B-00007.ach' })
  expect([...file.references.values()].sort()).toEqual([...new Set(file.references.values())].sort())
  expect(file.references.get('pay_5')).toBe('091000010000111')
  expect(nacha.inspect(file.body, order)).toEqual([])
})
test('property: every checked order passes the table-driven checker and is read back as it was ordered', () => {
  let good = 0
  fc.assert(
    fc.property(achOrders, (order) => {
      if (nacha.checkOrder(order).length > 0) return
      good++
      const file = nacha.write(order)
      expect(nacha.inspect(file.body, order)).toEqual([])
      const read = new Map(
        readNacha(file.body).batches.flatMap((b) => b.entries.map(({ record }) => [record.get('individual id number').trim(), record] as const)),
      )
      for (const payout of order.payouts) {
        const record = read.get(payout.reference)
        const to = payout.destination
        expect(record && { minor: BigInt(record.get('amount')), number: record.get('account number').trimEnd(), trace: record.get('trace number') }).toEqual({
          minor: payout.amount.minor,
          number: to.kind === 'ach' ? to.number : '',
          trace: file.references.get(payout.id),
        })
      }
      expect(nacha.write(order).body).toEqual(file.body)
    }),
    { numRuns: 700 },
  )
  expect(good).toBeGreaterThan(100)
})
test('a text for the payee travels in an addenda tied to its entry; a test file is marked', () => {
  const order = achOrderOf([achPayoutOf(1, 5n), achPayoutOf(2, 6n)], { originator: { ...tidewellUs, addenda: true, testFile: true } })
  const file = nacha.write(order)
  expect(text(file.body)).toContain('705Tidewell P-00001'.padEnd(83) + '00010000101')
  expect(text(file.body).slice(86, 94)).toBe('TEST    ')
  expect(file.fileName).toBe('TEST-TW-B-00007.ach')
  expect(nacha.inspect(file.body, order)).toEqual([])
})
test.each([
  ['euro', achPayoutOf(1, 5n, { amount: money(5n, 'EUR') }), 'amount.currency'],
  ['nothing', achPayoutOf(1, 0n), 'amount'],
  ['a hundred million dollars', achPayoutOf(1, 10_000_000_000n), 'amount'],
  [
    'a wrong check digit',
    achPayoutOf(1, 5n, { destination: { kind: 'ach', routing: '021000022', number: '1', account: 'checking', holder: 'person' } }),
    'destination.routing',
  ],
  [
    'an account of 18 digits',
    achPayoutOf(1, 5n, { destination: { kind: 'ach', routing: '021000021', number: '1'.repeat(18), account: 'checking', holder: 'person' } }),
    'destination.number',
  ],
  ['an IBAN', payoutOf(1, 5n, { amount: money(5n, 'USD') }), 'destination'],
  ['a reference of 16', achPayoutOf(1, 5n, { reference: 'x'.repeat(16) }), 'reference'],
  ['another alphabet', achPayoutOf(1, 5n, { payee: { name: '田中' } }), 'payee.name'],
])('%s is a fault with a sentence', (_, payout, field) => {
  const faults = nacha.check(tidewellUs, payout)
  expect(faults.map((f) => f.field)).toContain(field)
  for (const fault of faults) expect(fault.sentence).toMatch(/^.{10,}\.$/s)
})
test('the originator and the order are checked', () => {
  expect(
    nacha.checkOriginator({ ...tidewellUs, companyId: '123', routing: '021000022', companyName: 'x'.repeat(17), immediateOrigin: 'x' }).map((f) => f.field),
  ).toEqual(['companyName', 'companyId', 'routing', 'immediateOrigin'])
  const faults = nacha.checkOrder(achOrderOf([achPayoutOf(1, 5n)], { executionDay: day('2027-02-15'), fileModifier: 'a', firstTrace: 10_000_000 }))
  expect(faults.map((f) => f.field)).toEqual(['fileModifier', 'firstTrace', 'executionDay'])
  expect(faults[2]?.sentence).toContain('2027-02-16')
})

const order = achOrderOf(Array.from({ length: 6 }, (_, i) => achPayoutOf(i + 1, BigInt(250_000 + i * 7))))
const good = text(nacha.write(order).body)
const line = (n: number): string => good.split('\n')[n] as string
test.each([
  ['one digit of an amount', '0000250007', '0000250008', 'sum'],
  ['an account', '0004402', '0004403', 'order'],
  ['a routing number', line(2).slice(3, 12), '021000021', 'hash'],
  ['the effective day, to a Saturday', '270211   1', '270213   1', 'date'],
  ['the description', 'PPDPAYROLL   ', 'PPDSALARY    ', 'description'],
  ['a trace', line(3).slice(79), line(2).slice(79), 'trace'],
  ['the service class', '5220', '5225', 'class'],
  ['a debit instead', '\n622', '\n627', 'class'],
  ['savings for checking', '\n622', '\n632', 'order'],
  ['the company id of a control', '1987654321                         091', '1987654322                         091', 'header'],
  ['the sender in the file header', '0191987654321', '0191987654322', 'order'],
  ['another company', 'TIDEWELL                            1987654321', 'TIDEWELL                            1987654322', 'order'],
  ['the batch number', '091000010000001', '091000010000003', 'count'],
  ['the block count', '9000002000002', '9000002000003', 'blocks'],
  ['the padding', `\n${'9'.repeat(94)}`, '', 'blocks'],
  ['a lower-case modifier', 'A094', 'a094', 'field'],
  ['a letter outside ASCII', 'Payee', 'Päyee', 'file'],
  ['a lost blank', 'Payee 1 ', 'Payee 1', 'line'],
  ['a lost line', `${line(2)}\n`, '', 'count'],
  ['two blanks in front of a name', 'Payee 1  ', '  Payee 1', 'field'],
])('the last gate finds %s', (_, from, to, rule) => {
  const changed = good.replace(from, to)
  expect(changed).not.toBe(good)
  expect(nacha.inspect(bytes(changed), order).map((f) => f.rule)).toContain(rule)
})
test('property: no single changed digit passes the checker unseen', () => {
  const body = good
    .split('\n')
    .slice(0, -1)
    .filter((l) => !/^9+$/.test(l))
    .join('\n')
  fc.assert(
    fc.property(fc.integer({ min: 94, max: body.length - 1 }), fc.integer({ min: 1, max: 9 }), (at, by) => {
      if (!/\d/.test(good[at] as string) || (at % 95 >= 54 && at % 95 < 76 && good[at - (at % 95)] === '6')) return
      const changed = good.slice(0, at) + String((Number(good[at]) + by) % 10) + good.slice(at + 1)
      expect(nacha.inspect(bytes(changed), order)).not.toEqual([])
    }),
    { numRuns: 800 },
  )
})
test('files that banks would refuse are judged by the same rules whoever wrote them', () => {
  expect(judgeNacha(bytes('hello'), { ours: false })).toMatchObject([{ rule: 'file' }])
  expect(judgeNacha(bytes(good.slice(0, 500)), { ours: false }).map((f) => f.rule)).toContain('count')
  expect(judgeNacha(bytes(`${line(0)}\n${line(2)}\n`), { ours: false })).toMatchObject([{ rule: 'file', sentence: expect.stringContaining('Line 2') }])
})
