// A file of cents makes no debts of payouts that were made: what comes back with more missing than a charge, or comes back to whoever imported
// it, is decided by somebody else.
import { beforeAll, expect, test } from 'vitest'
import { decideStatementLine } from '../../lib/incentives/decide-line.ts'
import { listStatementLines } from '../../lib/incentives/list-statement-lines.ts'
import { balances, brokenInvariants, importFile, ownIban, releasedBatch, setOriginator } from '../support/bank.ts'
import { camtFile, type AnswerLine } from '../support/rails/bank-answers.ts'
import { admin, makeWorld, refusalOf, type World } from '../support/world.ts'

let world: World,
  sequence = 0
beforeAll(async () => {
  world = await makeWorld('2026-05-14T09:00:00Z', { currency: 'EUR' })
  await setOriginator(world, 'pain001', 'EUR')
})
const statement = (lines: readonly AnswerLine[]) => camtFile({ iban: ownIban, id: `SR-${++sequence}`, sequence, lines })
const paid = (reference: string, amount: string): AnswerLine => ({ amount, details: [{ reference, amount }] })
const back = (reference: string, amount: string): AnswerLine => ({
  amount,
  credit: true,
  kind: 'PMNT-RCDT-RRTN',
  details: [{ reference, amount, returned: 'AC04' }],
})
const stateOf = async (number: string): Promise<unknown> =>
  (await admin`select state from payouts where tenant_id = ${world.tenant} and number = ${number}`)[0]?.['state']
const waiting = async (fragment: string) =>
  (await world.as('finance').run(listStatementLines, { state: 'unmatched' })).rows.find((row) => row.reason?.includes(fragment))
const decide = (by: 'finance' | 'owner', lineId: string | undefined, decision: string, payout: string) =>
  world.as(by).run(decideStatementLine, { lineId, decision, payout, reason: 'asked the bank' })

test('a return of nothing, or of a cent, takes nothing back by itself, and not by the hand that imported it', async () => {
  const { payouts } = await releasedBatch(world, [14_687n])
  const number = payouts[0]?.number ?? ''
  await importFile(world, statement([paid(number, '146.87')]))
  const before = await balances(world)
  for (const amount of ['0.00', '0.01', '100.00']) {
    await importFile(world, statement([back(number, amount)]))
    expect(await stateOf(number), amount).toBe('settled')
  }
  expect(await balances(world)).toEqual(before)
  const [nothing, most] = [await waiting('Only 0.00'), await waiting('Only 100.00')]
  for (const by of ['finance', 'owner'] as const)
    expect(await refusalOf(decide(by, nothing?.id, 'return', number))).toMatchObject({ fields: { decision: expect.stringContaining('Nothing came in') } })
  expect(await refusalOf(decide('finance', most?.id, 'return', number))).toMatchObject({
    code: 'forbidden',
    message: expect.stringContaining('you imported this statement'),
  })
  expect(await stateOf(number)).toBe('settled')
  await decide('owner', most?.id, 'return', number)
  expect(await stateOf(number)).toBe('returned')
  expect(await brokenInvariants(world)).toEqual([])
})

test('what came back to whoever imports it waits for somebody else, and they decide nothing about it', async () => {
  const { payouts } = await releasedBatch(world, [9_000n, 8_000n])
  const [own, other] = payouts as unknown as readonly [{ number: string }, { number: string }]
  await importFile(world, statement([paid(own.number, '90.00'), paid(other.number, '80.00')]))
  await admin`update payees set member_id = ${world.people.finance.memberId} where tenant_id = ${world.tenant} and id = (select payee_id from payouts where tenant_id = ${world.tenant} and number = ${own.number})`
  await importFile(world, statement([back(own.number, '90.00'), back(other.number, '80.00')]))
  expect([await stateOf(own.number), await stateOf(other.number)]).toEqual(['settled', 'returned'])
  const line = await waiting('is paid to whoever imported this')
  for (const decision of ['return', 'settle', 'explain'])
    expect(await refusalOf(decide('finance', line?.id, decision, own.number))).toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('is paid to you'),
    })
  await decide('owner', line?.id, 'return', own.number)
  expect(await stateOf(own.number)).toBe('returned')
  // Finance released the batch before this payee was theirs, which no invariant lets pass.
  await admin`update payees set member_id = null where tenant_id = ${world.tenant}`
  expect(await brokenInvariants(world)).toEqual([])
})
