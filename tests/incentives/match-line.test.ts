// A bank line settles a payout by its reference only: never by the amount, never twice, never for another amount.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { matchStatement, PaymentBook, type SentPayment } from '../../lib/incentives/match-line.ts'
import { money } from '../../lib/kernel/money.ts'
import { readCamt } from '../../lib/platform/rails/read-camt.ts'
import { camtFile, type AnswerLine } from '../support/rails/bank-answers.ts'

const sentence = expect.stringMatching(/\.$/)
const payment = (n: number, minor: bigint, given: Partial<SentPayment> = {}): SentPayment => ({
  id: `pay_${n}`,
  number: `P-${n}`,
  reference: `P-${n}`,
  blockId: 'B-1',
  messageId: 'B',
  amount: money(minor, 'EUR'),
  state: 'released',
  ...given,
})
const match = (lines: readonly AnswerLine[], payments: readonly SentPayment[], advice = false) => {
  const [statement] = readCamt(camtFile({ lines }, advice))
  if (!statement) throw new Error('no statement')
  return matchStatement(statement, new PaymentBook(payments)).map(({ match: found }) => found)
}
const ten = [12_000n, 7550n, 30_000n, 4242n, 1808n, 99_999n, 25_000n, 6101n, 8800n, 14_000n].map((minor, i) => payment(i + 1, minor))
const paid = (n: number, amount: string): AnswerLine => ({ amount, details: [{ reference: `P-${n}`, amount }] })

test('a statement settles all but two of ten: a batch of five, three single lines, a rent that looks like a payout, and charges', () => {
  const found = match(
    [
      {
        amount: '556.00',
        block: { id: 'B-1', count: 5 },
        details: [
          ['P-1', '120.00'],
          ['P-2', '75.50'],
          ['P-3', '300.00'],
          ['P-4', '42.42'],
          ['P-5', '18.08'],
        ].map(([reference, amount]) => ({ reference: reference as string, amount: amount as string })),
      },
      paid(6, '999.99'),
      paid(7, '250.00'),
      paid(8, '61.01'),
      { amount: '88.00', details: [{ reference: 'RENT-FEB', amount: '88.00' }], note: 'not one of ours' },
      { amount: '3.20', kind: 'PMNT-ICDT-CHRG', note: 'charges' },
    ],
    ten,
  )
  expect(found.flatMap((m) => (m.kind === 'settle' ? m.paymentIds : []))).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((n) => `pay_${n}`))
  expect(found.filter((m) => m.kind === 'queue')).toEqual([
    { kind: 'queue', sentence: 'No payout has the reference “RENT-FEB”. P-9 has the same amount, but an amount alone is no match.' },
    { kind: 'queue', sentence: 'Bank charges of 3.20 EUR. Book them as charges.' },
  ])
})
test('a whole block booked in one line settles all of it; a part of a block waits for the details; details that come later are known', () => {
  const three = [payment(1, 100n), payment(2, 200n), payment(3, 300n)]
  expect(match([{ amount: '6.00', block: { id: 'B-1', count: 3 } }], three)).toEqual([{ kind: 'settle', paymentIds: ['pay_1', 'pay_2', 'pay_3'] }])
  expect(match([{ amount: '3.00', block: { id: 'B-1', count: 2 } }], three)).toEqual([{ kind: 'queue', sentence: expect.stringContaining('camt.054') }])
  expect(match([{ amount: '6.00', block: { id: 'B-1', count: 2 } }], three)).toMatchObject([{ kind: 'queue' }])
  expect(match([{ amount: '6.00', block: { id: 'OTHER', count: 3 } }], three)).toMatchObject([
    { kind: 'queue', sentence: expect.stringContaining('No file of ours') },
  ])
  expect(
    match(
      [{ amount: '6.00', block: { id: 'B-1', count: 3 } }],
      three.map((p) => ({ ...p, state: 'settled' as const })),
    ),
  ).toMatchObject([{ kind: 'known', paymentIds: ['pay_1', 'pay_2', 'pay_3'] }])
})
test('a return reverses once, may be short by a charge, and is never more than was sent', () => {
  const back = (amount: string, returned?: string): AnswerLine => ({
    amount,
    credit: true,
    kind: returned === undefined ? 'PMNT-RCDT-ESCT' : 'PMNT-RCDT-RRTN',
    details: [{ reference: 'P-1', amount, ...(returned === undefined ? {} : { returned }) }],
  })
  const one = [payment(1, 10_000n)]
  expect(match([paid(1, '100.00'), back('100.00', 'AC04')], one)).toMatchObject([
    { kind: 'settle' },
    { kind: 'return', paymentId: 'pay_1', shortBy: 0n, reason: { code: 'AC04', reaction: 'close' } },
  ])
  expect(match([back('97.50', 'AC01')], one)).toMatchObject([{ kind: 'return', shortBy: 250n }])
  // A file of cents must not make debts of payouts that were made, with the difference as charges that nobody asked about.
  for (const short of ['0.00', '0.01', '89.99'])
    expect(match([back(short, 'AC01')], one), short).toMatchObject([{ kind: 'queue', sentence: expect.stringContaining('more is missing than a charge') }])
  expect(match([back('9900.00', 'AC01')], [payment(1, 1_000_000n)])).toMatchObject([{ kind: 'queue' }])
  expect(match([back('9950.00', 'AC01')], [payment(1, 1_000_000n)])).toMatchObject([{ kind: 'return', shortBy: 5_000n }])
  expect(match([back('100.00', 'AC01'), back('100.00', 'AC01')], one)).toMatchObject([
    { kind: 'return' },
    { kind: 'queue', sentence: expect.stringContaining('second return') },
  ])
  expect(match([back('100.01', 'AC01')], one)).toMatchObject([{ kind: 'queue' }])
  expect(match([back('100.00')], one)).toMatchObject([{ kind: 'queue', sentence: expect.stringContaining('does not say that it is a return') }])
  expect(match([back('100.00', 'AC01'), paid(1, '100.00')], one)).toMatchObject([
    { kind: 'return' },
    { kind: 'queue', sentence: expect.stringContaining('is final') },
  ])
  expect(match([{ ...back('100.00'), reversal: true }], one)).toMatchObject([{ kind: 'return', reason: { reaction: 'investigate' } }])
})
test('another amount, another currency, the same line twice: a sentence, and nothing is settled', () => {
  const one = [payment(1, 10_000n)]
  expect(match([paid(1, '100.01')], one)).toEqual([
    { kind: 'queue', sentence: 'The bank booked 100.01 EUR for P-1, which is 100.00 EUR. Ask the bank before settling it.' },
  ])
  expect(match([{ amount: '100.00', currency: 'USD', details: [{ reference: 'P-1', amount: '100.00', currency: 'USD' }] }], one)).toMatchObject([
    { kind: 'queue', sentence },
  ])
  expect(match([{ amount: '100.00', currency: 'XXX', details: [{ reference: 'P-1', amount: '100.00', currency: 'XXX' }] }], one)).toMatchObject([
    { kind: 'queue', sentence: expect.stringContaining('not a currency') },
  ])
  expect(match([paid(1, '100.00'), paid(1, '100.00')], one)).toMatchObject([
    { kind: 'settle' },
    { kind: 'queue', sentence: expect.stringContaining('settled already') },
  ])
})
test('a payment in another currency settles by what was asked for, and the charges stand alone', () => {
  const dollars = [payment(1, 50_000n, { amount: money(50_000n, 'USD') })]
  expect(
    match([{ amount: '472.96', details: [{ reference: 'P-1', amount: '462.96', instructed: ['500.00', 'USD'] }], note: 'includes 10.00 charges' }], dollars),
  ).toMatchObject([
    { kind: 'settle', paymentIds: ['pay_1'] },
    { kind: 'queue', sentence: 'Bank charges of 10.00 EUR. Book them as charges.' },
  ])
})
test('a line that is not booked settles nothing', () => {
  for (const status of ['PDNG', 'INFO', 'FUTR', 'ODD'])
    expect(match([{ ...paid(1, '100.00'), status }], [payment(1, 10_000n)])).toMatchObject([{ kind: 'noted' }])
})
test('the UETR or the ACH trace finds a payment when the reference does not', () => {
  const known = [payment(1, 100n, { uetr: '10000001-5eed-4abc-9def-000000000001', trace: '091000010000101' })]
  expect(
    match([{ amount: '1.00', details: [{ reference: 'NOTPROVIDED', amount: '1.00', uetr: '10000001-5EED-4ABC-9DEF-000000000001' }] }], known),
  ).toMatchObject([{ kind: 'settle' }])
  expect(match([{ amount: '1.00', details: [{ reference: '091000010000101', amount: '1.00' }] }], known)).toMatchObject([{ kind: 'settle' }])
})
test('property: the parts of any statement sum to what the bank booked, and no payment settles twice', () => {
  const cents = (minor: bigint): string => `${minor / 100n}.${String(minor % 100n).padStart(2, '0')}`
  const detail = fc.record({ n: fc.integer({ min: 1, max: 6 }), minor: fc.bigInt(1n, 4n), returned: fc.boolean() })
  const line = fc.record({ minor: fc.bigInt(1n, 20n), credit: fc.boolean(), details: fc.array(detail, { maxLength: 4 }) })
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
      const [statement] = readCamt(
        camtFile({
          lines: lines.map((l) => ({
            amount: cents(l.minor),
            credit: l.credit,
            details: l.details.map((d) => ({ reference: `P-${d.n}`, amount: cents(d.minor), credit: l.credit, ...(d.returned ? { returned: 'AC01' } : {}) })),
          })),
        }),
      )
      if (!statement) throw new Error('no statement')
      const found = matchStatement(statement, new PaymentBook([1, 2, 3, 4, 5, 6].map((n) => payment(n, BigInt((n % 3) + 1)))))
      const sign = (direction: string, minor: bigint): bigint => (direction === 'credit' ? minor : -minor)
      expect(found.reduce((sum, { part }) => sum + sign(part.direction, part.amount?.minor ?? 0n), 0n)).toBe(
        lines.reduce((sum, l) => sum + sign(l.credit ? 'credit' : 'debit', l.minor), 0n),
      )
      const settled = found.flatMap(({ match: m }) => (m.kind === 'settle' ? m.paymentIds : [])),
        returned = found.flatMap(({ match: m }) => (m.kind === 'return' ? [m.paymentId] : []))
      expect(new Set(settled).size).toBe(settled.length)
      expect(new Set(returned).size).toBe(returned.length)
    }),
    { numRuns: 300 },
  )
})
