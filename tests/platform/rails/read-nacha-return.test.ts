// An ACH return names our entry by its trace number only, says what to do next, and a change notice moves no money.
import { expect, test } from 'vitest'
import { Refusal } from '../../../lib/kernel/refusal.ts'
import { judgeNacha } from '../../../lib/platform/rails/check-nacha.ts'
import { nacha } from '../../../lib/platform/rails/nacha.ts'
import { readNachaReport } from '../../../lib/platform/rails/read-nacha-return.ts'
import { achAnswerFile } from '../../support/rails/bank-answers.ts'
import { achOrderOf, achPayoutOf } from '../../support/rails/orders.ts'

test('three returns of a payroll of five hundred: trace, amount, code and reaction, the rest untouched', () => {
  const order = achOrderOf(Array.from({ length: 500 }, (_, i) => achPayoutOf(i + 1, BigInt(100_000 + i * 37))))
  const file = nacha.write(order)
  const traceOf = (n: number): string => file.references.get(`pay_${n}`) as string
  const answer = achAnswerFile([
    { trace: traceOf(7), code: 'R01', cents: 100_222n },
    { trace: traceOf(42), code: 'R02', cents: 101_517n },
    { trace: traceOf(251), code: 'R03', cents: 109_250n, reference: 'P-00251', text: 'NO SUCH ACCOUNT' },
  ])
  expect(judgeNacha(answer, { ours: false })).toEqual([])
  const report = readNachaReport(answer)
  expect(report).toMatchObject({ createdOn: '2027-02-15', companyIds: ['1987654321'], changes: [], warnings: [] })
  expect(report.returns.map((r) => [r.trace, r.amount.minor, r.reason.code, r.reason.reaction])).toEqual([
    [traceOf(7), 100_222n, 'R01', 'investigate'],
    [traceOf(42), 101_517n, 'R02', 'close'],
    [traceOf(251), 109_250n, 'R03', 'fix'],
  ])
  expect(report.returns[2]).toMatchObject({
    payeeReference: 'P-00251',
    reason: { text: 'NO SUCH ACCOUNT' },
    advice: expect.stringContaining('never retry unchanged'),
  })
  expect(report.returns.reduce((sum, r) => sum + r.amount.minor, 0n)).toBe(310_989n)
})
test.each([
  ['C01', '0009876543', { number: '0009876543' }],
  ['C02', '121000248', { routing: '121000248' }],
  ['C03', `121000248   0009876543`, { routing: '121000248', number: '0009876543' }],
  ['C05', '32', { account: 'savings' }],
  ['C06', `${'0009876543'.padEnd(17)}   22`, { number: '0009876543', account: 'checking' }],
  ['C07', `121000248${'0009876543'.padEnd(17)}37`, { routing: '121000248', number: '0009876543', account: 'savings' }],
  ['C09', 'EMP-0042', { payeeReference: 'EMP-0042' }],
  ['C13', '', {}],
])('change %s asks for the right correction', (code, text, corrected) => {
  const report = readNachaReport(achAnswerFile([{ trace: '091000010000012', code, text }]))
  expect(report).toMatchObject({ returns: [], changes: [{ trace: '091000010000012', code, corrected }], warnings: [] })
})
test('a code that is not public, a wrong corrected routing number and lost blanks are said, not swallowed', () => {
  expect(readNachaReport(achAnswerFile([{ trace: '091000010000012', code: 'R97', cents: 5n }]))).toMatchObject({
    returns: [{ reason: { code: 'R97', reaction: 'investigate' } }],
    warnings: ['The return code R97 is not in the list; ask the bank what it means.'],
  })
  expect(readNachaReport(achAnswerFile([{ trace: '091000010000012', code: 'C02', text: '121000249' }])).warnings[0]).toContain('is itself wrong')
  const lost = new TextDecoder().decode(achAnswerFile([{ trace: '091000010000012', code: 'R02', cents: 5n }])).replace(/ +\n/g, '\n')
  expect(readNachaReport(new TextEncoder().encode(lost))).toMatchObject({
    returns: [{ trace: '091000010000012' }],
    warnings: [expect.stringContaining('instead of 94'), expect.anything()],
  })
})
test('our own payment file is no return, and a file that is not ACH is refused', () => {
  const own = nacha.write(achOrderOf([achPayoutOf(1, 5n)])).body
  expect(readNachaReport(own)).toMatchObject({ returns: [], changes: [], warnings: [expect.stringContaining('neither a return nor a change')] })
  for (const text of ['', 'hello', '<xml/>', '101 é', `101${'x'.repeat(120)}`]) expect(() => readNachaReport(new TextEncoder().encode(text))).toThrow(Refusal)
})
