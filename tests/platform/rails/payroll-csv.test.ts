// A payroll list opens in a spreadsheet without running anything, and holds exactly what was ordered.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decimalText } from '../../../lib/kernel/money.ts'
import { readPayrollCsv } from '../../../lib/platform/rails/check-payroll-csv.ts'
import { payrollCsv } from '../../../lib/platform/rails/payroll-csv.ts'
import { orderOf, payoutOf, payrollOrders, tidewellPayroll } from '../../support/rails/orders.ts'

const one = orderOf(
  [
    payoutOf(1, 12_345n, { payee: { name: '=cmd|calc!A1', reference: "'0042" }, destination: { kind: 'none' } }),
    payoutOf(2, 5n, { payee: { name: 'Løv, "Bo"' }, destination: { kind: 'none' } }),
  ],
  { originator: tidewellPayroll },
)

test('formulas are disarmed, quotes and commas survive, rows end as RFC 4180 says', () => {
  const file = payrollCsv.write(one)
  expect(new TextDecoder().decode(file.body)).toBe(
    [
      'file,company,payout,payee number,payee,amount,currency,pay day,text',
      "TW-B-00007,0042,P-00001,''0042,'=cmd|calc!A1,123.45,EUR,2027-02-11,Tidewell P-00001",
      'TW-B-00007,0042,P-00002,,"Løv, ""Bo""",0.05,EUR,2027-02-11,Tidewell P-00002',
      '',
    ].join('\r\n'),
  )
  expect(file).toMatchObject({ controlSum: '123.50', count: 2 })
  expect(payrollCsv.inspect(file.body, one)).toEqual([])
})
test('property: every checked list is read back as it was ordered, and no cell starts a formula', () => {
  let good = 0
  fc.assert(
    fc.property(payrollOrders, (order) => {
      if (payrollCsv.checkOrder(order).length > 0) return
      good++
      const file = payrollCsv.write(order)
      expect(payrollCsv.inspect(file.body, order)).toEqual([])
      expect(readPayrollCsv(file.body).map((row) => [row['payee'], row['payee number'], row['amount'], row['text']])).toEqual(
        order.payouts.map((p) => [p.payee.name, p.payee.reference ?? '', decimalText(p.amount), p.remittance]),
      )
      expect(payrollCsv.write(order).body).toEqual(file.body)
    }),
    { numRuns: 600 },
  )
  expect(good).toBeGreaterThan(60)
})
test('the last gate finds a changed amount, person, day, and a formula', () => {
  const text = new TextDecoder().decode(payrollCsv.write(one).body)
  for (const [from, to] of [
    ['123.45', '123.46'],
    ['0.05', '.05'],
    ['Løv', 'Bov'],
    ['2027-02-11,Tidewell P-00002', '2027-02-12,Tidewell P-00002'],
    ["'=cmd", '=cmd'],
    ['P-00002,,', 'P-00003,,'],
  ] as const) {
    expect(text).toContain(from)
    expect(payrollCsv.inspect(new TextEncoder().encode(text.replace(from, to)), one)).not.toEqual([])
  }
})
test('a line break in a name, an amount of zero and an empty list are refused', () => {
  expect(payrollCsv.checkOrder(orderOf([], { originator: tidewellPayroll })).map((f) => f.field)).toEqual(['payouts'])
  expect(payrollCsv.check(tidewellPayroll, payoutOf(1, 0n, { payee: { name: 'a\nb' } })).map((f) => f.field)).toEqual(['amount', 'payee.name'])
})
