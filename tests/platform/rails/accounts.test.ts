// An account number that a bank would send back is refused where it is typed, and nobody sees more of one than its last four characters.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { achAccountFault, isRouting, routingCheckDigit } from '../../../lib/platform/rails/aba.ts'
import { bicFault, isBic } from '../../../lib/platform/rails/bic.ts'
import { ibanFits } from '../../../lib/platform/rails/check-pain001.ts'
import { ibanFault, inSepa, isIban, maskAccount, normalizeIban } from '../../../lib/platform/rails/iban.ts'
import { ibanOf } from '../../support/rails/orders.ts'

test.each([
  ['DE89370400440532013000', true],
  ['gb82 west 1234 5698 7654 32', true],
  ['BE68 5390 0754 7034', true],
  ['MT84MALT011000012345MTLCAST001S', true],
  ['NO9386011117947', true],
  ['', false],
  ['DE88370400440532013000', false],
  ['DE8937040044053201300O', false],
  ['DE00370400440532013000', false],
  ['GB82 WEST-1234-5698-7654-32', false],
  ['GB82WEST1234569876543', false],
  ['XX82WEST12345698765432', false],
  ['US12345678901234567890', false],
  ['IE29AIBK93115212345678\u200b', false],
  ['\u0421\u041d9300762011623852957', false],
])('IBAN %j is accepted: %s', (typed, accepted) => {
  expect(isIban(normalizeIban(typed))).toBe(accepted)
})
test('every refusal of an IBAN says what to do about it', () => {
  for (const typed of [
    '',
    'XX82WEST12345698765432',
    'GB82WEST1234',
    'DE89ABCD00440532013000',
    'DE88370400440532013000',
    'DE89-3704',
    'CH4431999123000889012',
  ]) {
    expect(ibanFault(normalizeIban(typed))).toMatch(/[a-z] .*\.$/)
  }
})
test('one wrong digit or two neighbours swapped never pass as an IBAN, by either of the two checks', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 18, maxLength: 18 }),
      fc.integer({ min: 2, max: 20 }),
      fc.integer({ min: 1, max: 9 }),
      (bban, at, by) => {
        const iban = ibanOf('DE', bban)
        expect([isIban(iban), ibanFits(iban)]).toEqual([true, true])
        const wrong = iban.slice(0, at) + String((Number(iban[at]) + by) % 10) + iban.slice(at + 1)
        expect([isIban(wrong), ibanFits(wrong)]).toEqual([false, false])
        if (iban[at] !== iban[at + 1] && at < 21) {
          const swapped = iban.slice(0, at) + iban[at + 1] + iban[at] + iban.slice(at + 2)
          expect([isIban(swapped), ibanFits(swapped)]).toEqual([false, false])
        }
      },
    ),
  )
})
test('the SEPA schemes reach their newest members and the territories, and no further', () => {
  expect(['AL47212110090000000235698741', 'RS35260005601001611379', 'GP791234512345123456789AB13', 'CH9300762011623852957'].map(inSepa)).toEqual([
    true,
    true,
    true,
    true,
  ])
  expect(['SA0380000000608010167519', 'BR1800360305000010009795493C1'].map(inSepa)).toEqual([false, false])
})
test.each([
  ['DEUTDEFF', true],
  ['DEUTDEFF500', true],
  ['DEU1DEFF', true],
  ['deutdeff', false],
  ['DEUTDEF', false],
  ['DEUT1EFF', false],
  ['DEUTZZFF', false],
  ['DEUTDEF0', false],
  ['DEUTDEFF50', false],
])('BIC %s is accepted: %s', (bic, accepted) => {
  expect(isBic(bic)).toBe(accepted)
  expect(bicFault(bic) === undefined).toBe(accepted)
})
test.each([
  ['021000021', true],
  ['322271627', true],
  ['021000022', false],
  ['012000021', false],
  ['000000000', false],
  ['130000006', false],
  ['02100002', false],
  ['02100002A', false],
  [' 21000021', false],
  ['900000017', false],
])('routing number %j is accepted: %s', (routing, accepted) => {
  expect(isRouting(routing)).toBe(accepted)
})
test('one wrong digit or two neighbours swapped never pass as a routing number', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1_000_000, max: 12_999_999 }), fc.integer({ min: 0, max: 8 }), fc.integer({ min: 1, max: 9 }), (n, at, by) => {
      const eight = String(n).padStart(8, '0')
      const routing = eight + routingCheckDigit(eight)
      expect(isRouting(routing)).toBe(true)
      expect(isRouting(routing.slice(0, at) + String((Number(routing[at]) + by) % 10) + routing.slice(at + 1))).toBe(false)
    }),
  )
})
test('US account numbers keep their leading zeros and refuse what no bank has', () => {
  expect(['0001234567', '744-5678-99', '1'].map(achAccountFault)).toEqual([undefined, undefined, undefined])
  for (const typed of ['', ' 123', '0000', '123456789012345678', '12é4']) expect(achAccountFault(typed)).toMatch(/\.$/)
})
test('a masked account shows its last four characters and nothing else', () => {
  expect(maskAccount('NL91 ABNA 0417 1643 00')).toBe('••4300')
  expect(maskAccount('000-4417')).toBe('••4417')
})
