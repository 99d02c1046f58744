// The words of a derivation are hashed: what is stored in earlier words keeps them, is read as ever, and counts as the same when the same facts are told in the words of today.
import { expect, test } from 'vitest'
import { leftOverWords, limitWords, readDerivation, writeDerivation, type Derivation } from '../../lib/incentives/derivation.ts'
import { canonicalJson, sha256Hex } from '../../lib/kernel/digest.ts'

const shared = 'Crew Ash on 2026-05-31: 100.00 USD shared equally by 3 people = 33.34 USD',
  limited = 'The program pays at most 80.00 USD, and 90.00 USD were earned: 50.00 USD × 80.00 USD / 90.00 USD = 44.44 USD'
const derivation = (version: 1 | 2, texts: readonly string[], more: Partial<Derivation> = {}): Derivation => ({
  version,
  kind: 'computed',
  program: 'prg_1',
  payee: 'pye_1',
  rule: { version: 1, digest: 'd' },
  period: { from: '2026-05-01', to: '2026-05-31' },
  currency: 'USD',
  records: [{ id: 'wrk_1', number: 'W-1', digest: 'e' }],
  steps: texts.map((text, i) => ({ key: `s${i + 1}`, text, result: '3334', unit: 'minor' })),
  amount: '3334',
  ...more,
})
/** Written out, as it stands in databases: not made by the code that is tested. */
const earlier = derivation(1, [
  `${shared}; the remaining 0.01 USD goes to the largest remainders, 0.01 USD of it here`,
  `${shared}; the remaining 0.02 USD goes to the largest remainders, none of it here`,
  `${limited} (largest remainder)`,
  'Together = 33.34 USD',
])
const texts = [
  shared + leftOverWords('0.01 USD', '0.01 USD', '0.01 USD'),
  shared + leftOverWords('0.02 USD', '0.01 USD', 'none'),
  limited + limitWords('0.01 USD'),
  'Together = 33.34 USD',
]
const earlierText = canonicalJson(earlier),
  today = writeDerivation(derivation(2, texts))

test('what is stored in earlier words is read as ever, under the digest it has', () => {
  expect(readDerivation(earlierText)).toEqual(earlier)
  expect(sha256Hex(earlierText)).toBe('e7d876d7845cbb91be66a5bf6ef72fda4d22e872650fba2cbcf447c86d839824')
})
test('the same facts in the words of today have a digest of their own and count as the same', () => {
  expect(today.digest).toBe(sha256Hex(today.text))
  expect(today.digest).not.toBe(sha256Hex(earlierText))
  expect(today.isStoredAs(today.digest)).toBe(true)
  expect(today.isStoredAs(sha256Hex(earlierText))).toBe(true)
  expect(
    readDerivation(today.text)
      .steps.map((step) => step.text)
      .join(),
  ).not.toContain('largest remainder')
})
test.each([
  ['another amount', derivation(2, texts, { amount: '3333' })],
  ['another record', derivation(2, texts, { records: [] })],
  ['another remainder', derivation(2, [shared + leftOverWords('0.02 USD', '0.01 USD', '0.01 USD'), ...texts.slice(1)])],
  ['another limit', derivation(2, [...texts.slice(0, 2), `${limited.replace('44.44', '44.45')}${limitWords('0.01 USD')}`, ...texts.slice(3)])],
])('%s does not count as the same', (_name, other) => {
  expect(writeDerivation(other).isStoredAs(sha256Hex(earlierText))).toBe(false)
})
