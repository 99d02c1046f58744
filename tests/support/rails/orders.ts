import fc from 'fast-check'
import { day } from '../../../lib/kernel/day.ts'
import { money } from '../../../lib/kernel/money.ts'
import { routingCheckDigit } from '../../../lib/platform/rails/aba.ts'
import type { AchOriginator, CutOff, IbanOriginator, Order, OrderPayout, PayrollOriginator } from '../../../lib/platform/rails/port.ts'

export const euroCutOff: CutOff = { time: '15:00', zone: 'Europe/Amsterdam', leadDays: 1, horizonDays: 90 }
export const dollarCutOff: CutOff = { time: '17:00', zone: 'America/New_York', leadDays: 1, horizonDays: 45 }
export const tidewell: IbanOriginator = {
  rail: 'pain001',
  name: 'Tidewell Field Services B.V.',
  iban: 'NL54FAKE0326806738',
  bic: 'FAKENL2A',
  batchBooking: true,
  salary: false,
  testFile: false,
  cutOff: euroCutOff,
  address: { street: 'Havenstraat', building: '12', postcode: '3011 AB', town: 'Rotterdam', country: 'NL' },
}
export const tidewellUs: AchOriginator = {
  rail: 'nacha',
  name: 'TIDEWELL SERVICES',
  companyName: 'TIDEWELL',
  companyId: '1987654321',
  routing: '091000019',
  bankName: 'HARBOR NATIONAL',
  businessDescription: 'VENDOR PAY',
  addenda: false,
  testFile: false,
  cutOff: dollarCutOff,
}
export const tidewellPayroll: PayrollOriginator = { rail: 'payroll_csv', name: 'Tidewell', companyCode: '0042', testFile: false }

/** An IBAN with right check digits for a made-up account. */
export function ibanOf(country: string, bban: string): string {
  const digits = [...`${bban}${country}00`].map((c) => (c >= 'A' ? String(c.charCodeAt(0) - 55) : c)).join('')
  return `${country}${String(98n - (BigInt(digits) % 97n)).padStart(2, '0')}${bban}`
}
export const uetrOf = (n: number): string => `${(0x10000000 + n).toString(16)}-5eed-4abc-9def-${n.toString(16).padStart(12, '0')}`

export function payoutOf(n: number, minor: bigint, given: Partial<OrderPayout> = {}): OrderPayout {
  return {
    id: `pay_${n}`,
    reference: `P-${String(n).padStart(5, '0')}`,
    uetr: uetrOf(n),
    amount: money(minor, 'EUR'),
    payee: { name: `Payee ${n}` },
    destination: { kind: 'iban', iban: ibanOf('DE', `50010517${String(5_000_000_000 + n)}`) },
    remittance: `Tidewell P-${String(n).padStart(5, '0')}`,
    ...given,
  }
}
export function orderOf(payouts: readonly OrderPayout[], given: Partial<Order> = {}): Order {
  return { messageId: 'TW-B-00007', createdAt: new Date('2027-02-09T09:30:00Z'), originator: tidewell, executionDay: day('2027-02-11'), payouts, ...given }
}
export const routingOf = (eight: string): string => eight + routingCheckDigit(eight)
export function achPayoutOf(n: number, minor: bigint, given: Partial<OrderPayout> = {}): OrderPayout {
  return payoutOf(n, minor, {
    amount: money(minor, 'USD'),
    destination: {
      kind: 'ach',
      routing: routingOf(`0${61000000 + n}`.slice(0, 8)),
      number: `000${4400 + n}`,
      account: n % 3 === 0 ? 'savings' : 'checking',
      holder: n % 5 === 0 ? 'business' : 'person',
    },
    ...given,
  })
}
export function achOrderOf(payouts: readonly OrderPayout[], given: Partial<Order> = {}): Order {
  return orderOf(payouts, { originator: tidewellUs, fileModifier: 'A', firstTrace: 101, ...given })
}

// What people really type: accents, quotes, formulas, other alphabets, blanks of all kinds.
const letters = fc.constantFrom(...'abcxyzABCXYZ0189 -.,()/?:+\'&_;"@<>=!*éößøŁșğž’–…€ñ', 'ß', ' ')
const text = (max: number) => fc.string({ unit: letters, minLength: 1, maxLength: max })
const wild = fc.oneof(
  { weight: 30, arbitrary: text(60) },
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.constantFrom('', '=1+1', '@SUM(A1)', "'quoted", 'Иван', 'a\nb'),
)
const country = fc.constantFrom('DE', 'AT', 'LT', 'CH', 'SA')
const number = (length: number) => fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length })
const iban = country.chain((code) => {
  const length = { DE: 18, AT: 16, LT: 16, CH: 17, SA: 20 }[code] as number
  return number(length).map((bban) => ibanOf(code, bban))
})
const amount = fc.oneof({ weight: 12, arbitrary: fc.bigInt(1n, 100_000_000n) }, fc.constantFrom(0n, -1n, 1n, 99_999_999_999n, 100_000_000_000n))
const currency = fc.oneof({ weight: 20, arbitrary: fc.constant('EUR') }, fc.constantFrom('USD', 'JPY', 'KWD', 'BGN'))
const days = fc
  .integer({ min: 0, max: 40 })
  .map((n) => new Date(Date.UTC(2027, 1, 9 + n)).toISOString().slice(0, 10))
  .map(day)
const address = fc.option(
  fc.record({
    town: text(30),
    country: fc.constantFrom('DE', 'NL', 'BE', 'AT', 'FR', 'XX'),
    street: fc.option(text(40), { nil: undefined }),
    postcode: fc.option(text(10), { nil: undefined }),
  }),
  { nil: undefined },
)

/** Orders for ISO 20022 files, most of them good and all of them plausible. */
export const isoOrders: fc.Arbitrary<Order> = fc
  .record({
    payouts: fc.array(
      fc.record({
        minor: amount,
        currency,
        name: wild,
        latinName: fc.option(text(20), { nil: undefined }),
        remittance: wild,
        iban,
        bic: fc.option(fc.constantFrom('FAKEDEFF', 'FAKEJPJTXXX'), { nil: undefined }),
        address,
        foreign: fc.integer({ min: 0, max: 9 }),
      }),
      { minLength: 1, maxLength: 6 },
    ),
    executionDay: days,
    testFile: fc.boolean(),
    batchBooking: fc.boolean(),
    salary: fc.boolean(),
  })
  .map(({ payouts, executionDay, ...flags }) =>
    orderOf(
      payouts.map((p, i) =>
        payoutOf(i + 1, p.minor, {
          amount: money(p.minor, p.currency),
          payee: { name: p.name, latinName: p.latinName, address: p.address },
          remittance: p.remittance,
          destination: p.foreign === 0 ? { kind: 'account', number: '1234567', country: 'JP', bic: 'FAKEJPJT' } : { kind: 'iban', iban: p.iban, bic: p.bic },
        }),
      ),
      { executionDay, originator: { ...tidewell, ...flags } },
    ),
  )

/** Orders for ACH files. */
export const achOrders: fc.Arbitrary<Order> = fc
  .record({
    payouts: fc.array(
      fc.record({
        minor: amount,
        name: wild,
        remittance: wild,
        eight: fc.constantFrom('02100002', '12100024', '32227162', '06100010', '11000014', '26000959', '99999999'),
        number: fc.oneof({ weight: 15, arbitrary: number(9) }, text(19)),
        account: fc.constantFrom('checking' as const, 'savings' as const),
        holder: fc.constantFrom('person' as const, 'business' as const),
      }),
      { minLength: 1, maxLength: 5 },
    ),
    executionDay: days,
    testFile: fc.boolean(),
    addenda: fc.boolean(),
    firstTrace: fc.integer({ min: 1, max: 9_999_999 }),
  })
  .map(({ payouts, executionDay, firstTrace, ...flags }) =>
    achOrderOf(
      payouts.map((p, i) =>
        payoutOf(i + 1, p.minor, {
          amount: money(p.minor, 'USD'),
          payee: { name: p.name },
          remittance: p.remittance,
          destination: { kind: 'ach', routing: routingOf(p.eight), number: p.number, account: p.account, holder: p.holder },
        }),
      ),
      { executionDay, firstTrace, originator: { ...tidewellUs, ...flags } },
    ),
  )

/** Lists for a payroll office. */
export const payrollOrders: fc.Arbitrary<Order> = fc
  .record({
    payouts: fc.array(fc.record({ minor: amount, currency, name: wild, remittance: wild, number: fc.option(wild, { nil: undefined }) }), {
      minLength: 1,
      maxLength: 8,
    }),
    executionDay: days,
    testFile: fc.boolean(),
  })
  .map(({ payouts, executionDay, testFile }) =>
    orderOf(
      payouts.map((p, i) =>
        payoutOf(i + 1, p.minor, {
          amount: money(p.minor, p.currency),
          payee: { name: p.name, reference: p.number },
          remittance: p.remittance,
          destination: { kind: 'none' },
        }),
      ),
      { executionDay, originator: { ...tidewellPayroll, testFile } },
    ),
  )
