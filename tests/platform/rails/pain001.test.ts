// Any order that passes the check becomes a file that code sharing nothing with the writer reads back to the cent, the account and the day.
// ASVS V1.2.1
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { day } from '../../../lib/kernel/day.ts'
import { decimalText, money } from '../../../lib/kernel/money.ts'
import { toLatin } from '../../../lib/platform/rails/charset.ts'
import { judgePain001, readPain001 } from '../../../lib/platform/rails/check-pain001.ts'
import { pain001 } from '../../../lib/platform/rails/pain001.ts'
import { isoOrders, orderOf, payoutOf, tidewell } from '../../support/rails/orders.ts'

const text = (body: Uint8Array): string => new TextDecoder().decode(body)
const bytes = (body: string): Uint8Array => new TextEncoder().encode(body)

test('seven payments: count and control sum are exact in header and block, references unique, addresses in parts', () => {
  const amounts = [10n, 20n, 1999n, 123_456_789n, 435n, 110n, 220n]
  const order = orderOf(amounts.map((minor, i) => payoutOf(i + 1, minor, { payee: { name: `Payee ${i}`, address: { town: 'Gent', country: 'BE' } } })))
  expect(pain001.checkOrder(order)).toEqual([])
  const file = pain001.write(order)
  expect(text(file.body).match(/<CtrlSum>1234595\.83<\/CtrlSum>/g)).toHaveLength(2)
  expect(text(file.body).match(/<NbOfTxs>7<\/NbOfTxs>/g)).toHaveLength(2)
  expect(file).toMatchObject({ controlSum: '1234595.83', count: 7, fileName: 'TW-B-00007.pain.001.001.09.xml' })
  expect(text(file.body)).not.toContain('AdrLine')
  expect(pain001.inspect(file.body, order)).toEqual([])
})
test('property: every checked order passes the independent reader and is read back as it was ordered', () => {
  let good = 0
  fc.assert(
    fc.property(isoOrders, (order) => {
      if (pain001.checkOrder(order).length > 0) return
      good++
      const file = pain001.write(order)
      expect(pain001.inspect(file.body, order)).toEqual([])
      const read = readPain001(file.body)
      const latin = (value: string): string => {
        const sent = toLatin(value)
        return sent.ok ? sent.text : ''
      }
      const key = (p: { reference: string }): string => p.reference
      expect(
        read.payments
          .map((p) => ({
            reference: p.reference,
            uetr: p.uetr,
            amount: p.amount,
            currency: p.currency,
            account: p.account,
            name: p.name,
            remittance: p.remittance,
            day: p.day,
            blockId: p.blockId,
          }))
          .sort((a, b) => (key(a) < key(b) ? -1 : 1)),
      ).toEqual(
        order.payouts.map((p) => ({
          reference: p.reference,
          uetr: p.uetr,
          amount: decimalText(p.amount),
          currency: p.amount.currency,
          account: p.destination.kind === 'iban' ? p.destination.iban : p.destination.kind === 'account' ? p.destination.number : '',
          name: latin(p.payee.latinName ?? p.payee.name),
          remittance: latin(p.remittance),
          day: order.executionDay,
          blockId: file.blocks.get(p.id),
        })),
      )
      expect(pain001.write(order).body).toEqual(file.body)
    }),
    { numRuns: 700 },
  )
  expect(good).toBeGreaterThan(100)
})
test('property: a payment with a fault never hides behind a good one', () => {
  fc.assert(
    fc.property(isoOrders, (order) => {
      const single = order.payouts.flatMap((p) => pain001.check(order.originator, p))
      expect(pain001.checkOrder(order).filter((f) => f.payoutId !== undefined)).toEqual(single)
    }),
  )
})
test('payments outside SEPA go in a block of their own with shared charges and the decimals of their currency', () => {
  const order = orderOf([
    payoutOf(1, 150_025n),
    payoutOf(2, 250_000n, { amount: money(250_000n, 'JPY'), destination: { kind: 'account', number: '1234567', country: 'JP', bic: 'FAKEJPJT' } }),
    payoutOf(3, 1_234_567n, { amount: money(1_234_567n, 'KWD'), destination: { kind: 'iban', iban: 'KW81CBKU0000000000001234560101', bic: 'CBKUKWKW' } }),
  ])
  expect(pain001.checkOrder(order)).toEqual([])
  const file = pain001.write(order)
  expect(file.controlSum).toBe('252734.817')
  expect([...file.blocks]).toEqual([
    ['pay_1', 'TW-B-00007-1'],
    ['pay_2', 'TW-B-00007-2'],
    ['pay_3', 'TW-B-00007-2'],
  ])
  expect(text(file.body)).toMatch(/<Cd>SEPA<\/Cd>[\s\S]*<ChrgBr>SLEV<\/ChrgBr>[\s\S]*<Cd>NURG<\/Cd>[\s\S]*<ChrgBr>SHAR<\/ChrgBr>/)
  expect(text(file.body)).toContain('<InstdAmt Ccy="JPY">250000</InstdAmt>')
  expect(text(file.body)).toContain('<InstdAmt Ccy="KWD">1234.567</InstdAmt>')
  expect(pain001.inspect(file.body, order)).toEqual([])
})
test('a test file says so inside and in its name, a wage file says SALA, single booking asks for single lines', () => {
  const order = orderOf([payoutOf(1, 100n)], { originator: { ...tidewell, testFile: true, salary: true, batchBooking: false } })
  const file = pain001.write(order)
  expect(file.fileName).toBe('TEST-TW-B-00007.pain.001.001.09.xml')
  expect(text(file.body)).toMatch(/<Authstn>\s*<Prtry>TEST<\/Prtry>/)
  expect(text(file.body)).toMatch(/<CtgyPurp>\s*<Cd>SALA<\/Cd>/)
  expect(text(file.body)).toContain('<BtchBookg>false</BtchBookg>')
  expect(pain001.inspect(file.body, order)).toEqual([])
  expect(pain001.inspect(file.body, { ...order, originator: tidewell })).toContainEqual({
    rule: 'order',
    sentence: 'The mark for a test file does not agree with the originator settings.',
  })
})
test.each([
  ['an amount of zero', payoutOf(1, 0n), 'amount'],
  ['more than SEPA takes', payoutOf(1, 100_000_000_000n), 'amount'],
  ['a withdrawn currency', payoutOf(1, 5n, { amount: money(5n, 'BGN') }), 'amount.currency'],
  ['a wrong IBAN', payoutOf(1, 5n, { destination: { kind: 'iban', iban: 'DE88370400440532013000' } }), 'destination.iban'],
  ['an IBAN with blanks', payoutOf(1, 5n, { destination: { kind: 'iban', iban: 'DE89 3704 0044 0532 0130 00' } }), 'destination.iban'],
  ['no BIC outside SEPA', payoutOf(1, 5n, { amount: money(5n, 'USD') }), 'destination.bic'],
  ['a US account', payoutOf(1, 5n, { destination: { kind: 'ach', routing: '021000021', number: '1', account: 'checking', holder: 'person' } }), 'destination'],
  ['another alphabet', payoutOf(1, 5n, { payee: { name: 'Иван' } }), 'payee.name'],
  ['71 characters', payoutOf(1, 5n, { payee: { name: 'x'.repeat(71) } }), 'payee.name'],
  ['35 letters that grow to 70 and one more', payoutOf(1, 5n, { payee: { name: `${'ß'.repeat(35)}x` } }), 'payee.name'],
  ['141 characters of text', payoutOf(1, 5n, { remittance: 'x'.repeat(141) }), 'remittance'],
  ['a reference with a slash first', payoutOf(1, 5n, { reference: '/P1' }), 'reference'],
  ['a reference of 36', payoutOf(1, 5n, { reference: 'x'.repeat(36) }), 'reference'],
  ['a UETR in capitals', payoutOf(1, 5n, { uetr: '0CC175B9-C0F1-46A8-A1C3-99E269772661' }), 'uetr'],
  ['a town missing', payoutOf(1, 5n, { payee: { name: 'x', address: { town: ' ', country: 'DE' } } }), 'payee.address.town'],
  ['no such country', payoutOf(1, 5n, { payee: { name: 'x', address: { town: 'x', country: 'UK' } } }), 'payee.address.country'],
])('%s is a fault of that field, with a sentence', (_, payout, field) => {
  const faults = pain001.check(tidewell, payout)
  expect(faults.map((f) => f.field)).toContain(field)
  for (const fault of faults) expect(fault.sentence).toMatch(/^.{10,}\.$/s)
})
test.each([
  ['a closed day', '2027-03-26', '2027-03-30'],
  ['a Sunday', '2027-02-14', '2027-02-15'],
  ['yesterday', '2027-02-08', '2027-02-09'],
  ['next year', '2028-02-09', '90 days'],
])('%s is refused and another day is named', (_, asked, named) => {
  const faults = pain001.checkOrder(orderOf([payoutOf(1, 5n)], { executionDay: day(asked) }))
  expect(faults).toMatchObject([{ field: 'executionDay' }])
  expect(faults[0]?.sentence).toContain(named)
})
test('a reference, a UETR or a payout used twice in one order is refused', () => {
  expect(pain001.checkOrder(orderOf([payoutOf(1, 5n), payoutOf(2, 5n, { reference: 'P-00001' })])).map((f) => f.field)).toEqual(['reference'])
  expect(pain001.checkOrder(orderOf([payoutOf(1, 5n), payoutOf(1, 5n)])).map((f) => f.field)).toEqual(['id', 'reference', 'uetr'])
})
test('the originator is checked: name, IBAN, BIC, address, cut-off', () => {
  const faults = pain001.checkOriginator({
    ...tidewell,
    name: '',
    iban: 'NL91ABNA0417164301',
    bic: 'ABNANL0A',
    address: { town: '', country: 'XX' },
    cutOff: { time: '25:00', zone: 'Mars/Base', leadDays: -1, horizonDays: 0 },
  })
  expect(faults.map((f) => f.field)).toEqual([
    'name',
    'iban',
    'address.town',
    'address.country',
    'cutOff.time',
    'cutOff.zone',
    'cutOff.leadDays',
    'cutOff.horizonDays',
  ])
})

const order = orderOf([payoutOf(1, 12_345n), payoutOf(2, 67_890n), payoutOf(3, 1n)])
const good = text(pain001.write(order).body)
test.each([
  ['an amount', '123.45', '123.46', 'order'],
  ['an account', 'DE', 'FR', 'iban'],
  ['the payer', 'NL54FAKE0326806738', 'NL91ABNA0417164300', 'order'],
  ['a day', '2027-02-11', '2027-02-12', 'order'],
  ['a closed day', '2027-02-11', '2027-02-13', 'date'],
  ['the count', '<NbOfTxs>3<', '<NbOfTxs>4<', 'count'],
  ['the sum', '802.36', '802.37', 'sum'],
  ['a currency', 'Ccy="EUR">0.01', 'Ccy="USD">0.01', 'order'],
  ['three decimals', '>0.01<', '>0.010<', 'decimals'],
  ['an exponent', '>0.01<', '>1e-2<', 'shape'],
  ['a decimal comma', '>0.01<', '>0,01<', 'shape'],
  ['a negative amount', '>0.01<', '>-0.01<', 'shape'],
  ['a letter', 'Payee 2', 'Päyee 2', 'characters'],
  ['a repeated reference', '<EndToEndId>P-00002', '<EndToEndId>P-00001', 'repeated'],
  ['a UETR', '10000001-5eed-4', '10000001-5eed-1', 'uetr'],
  ['an old BIC tag', '<BICFI>FAKENL2A</BICFI>', '<BIC>FAKENL2A</BIC>', 'shape'],
  ['another payee', 'Payee 2', 'Payee 3', 'order'],
  ['another text', 'Tidewell P-00002', 'Tidewell P-00003', 'order'],
  ['an unforeseen element', '<PmtMtd>TRF</PmtMtd>', '<PmtMtd>TRF</PmtMtd><Extra>1</Extra>', 'shape'],
  ['the version', 'pain.001.001.09', 'pain.001.001.99', 'file'],
  ['a cheque instead', '<PmtMtd>TRF', '<PmtMtd>CHK', 'shape'],
  ['a missing end', '</Document>', '', 'file'],
  ['a free address line', '<Ctry>NL</Ctry>', '<Ctry>NL</Ctry><AdrLine>x</AdrLine>', 'shape'],
  ['a town left out', '<TwnNm>Rotterdam</TwnNm>', '', 'address'],
  ['the message id', 'MsgId>TW-B-00007', 'MsgId>TW-B-00008', 'order'],
  ['a document type', '<Document ', '<!DOCTYPE x><Document ', 'file'],
  ['priority charges', 'SLEV', 'DEBT', 'shape'],
])('the last gate finds %s that was changed in the file', (_, from, to, rule) => {
  const changed = good.replace(from, to)
  expect(changed).not.toBe(good)
  expect(pain001.inspect(bytes(changed), order).map((f) => f.rule)).toContain(rule)
})
test('the last gate finds a payment dropped, added or swapped', () => {
  const payments = good.match(/ *<CdtTrfTxInf>[\s\S]*?<\/CdtTrfTxInf>\n/g) as string[]
  expect(pain001.inspect(bytes(good.replace(payments[0] as string, '')), order).map((f) => f.rule)).toEqual(expect.arrayContaining(['count', 'sum', 'order']))
  const added = (payments[0] as string).replaceAll('P-00001', 'P-00009').replace('10000001', '10000009')
  expect(pain001.inspect(bytes(good.replace(payments[0] as string, added + payments[0])), order).map((f) => f.rule)).toEqual(
    expect.arrayContaining(['count', 'sum', 'order']),
  )
  const swapped = good.replace('P-00001', 'X').replace('P-00002', 'P-00001').replace('<EndToEndId>X', '<EndToEndId>P-00002')
  expect(pain001.inspect(bytes(swapped), order).map((f) => f.rule)).toContain('order')
})
test('property: no single changed character outside free text passes the last gate unseen', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: good.length - 1 }), fc.constantFrom(...'0123456789ABCxyz</> '), (at, c) => {
      const changed = good.slice(0, at) + c + good.slice(at + 1)
      const free = /<(Nm|Ustrd|StrtNm|BldgNb|PstCd|TwnNm|CreDtTm|PmtInfId|BtchBookg|Ctry|BICFI)>[^<]*$/.test(good.slice(0, at))
      if (changed === good || free || /^\s$/.test(good[at] as string) || changed.trim() === good.trim()) return
      expect(pain001.inspect(bytes(changed), order)).not.toEqual([])
    }),
    { numRuns: 400 },
  )
})
test('ten thousand payments are written and judged in seconds', () => {
  const many = orderOf(Array.from({ length: 10_000 }, (_, i) => payoutOf(i + 1, BigInt(i + 1))))
  const start = performance.now()
  const file = pain001.write(many)
  expect(file.controlSum).toBe('500050.00')
  expect(judgePain001(file.body, { ours: true })).toEqual([])
  expect(performance.now() - start).toBeLessThan(60_000)
})
