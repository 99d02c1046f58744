// A payout leaves only through four eyes: neither raiser, nor payee, nor the same person twice, nor beyond a limit; and it exists once per key.
// ASVS V2.3.2 V2.3.4 V2.3.5
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { approvePayouts } from '../../lib/incentives/approve-payouts.ts'
import { readInvariants } from '../../lib/incentives/check-invariants.ts'
import { holdPayout, rejectPayouts, resumePayouts } from '../../lib/incentives/decide-payouts.ts'
import { listPayouts } from '../../lib/incentives/list-payouts.ts'
import { raiseAllPayouts, raisePayout } from '../../lib/incentives/raise-payouts.ts'
import { showPayout } from '../../lib/incentives/show-payout.ts'
import { giveAward, makePayee } from '../support/awards.ts'
import { admin, makeWorld, refusalOf, type Person, type World } from '../support/world.ts'

let world: World, second: Person
let n = 0
const key = () => `test-key-${++n}`
const raised = async (minor: bigint, by: Person | 'finance' = 'finance', memberId?: string) => {
  const payee = await makePayee(world, `Payee ${++n}`, memberId)
  await giveAward(world, payee.uuid, minor)
  return { ...(await world.as(by).run(raisePayout, { payeeId: payee.id, currency: 'USD', rail: 'payroll_csv', idempotencyKey: key() })), payee }
}
const balances = async (payee: string) =>
  (await admin`select kind, balance_minor::text as b from ledger_accounts where tenant_id = ${world.tenant} and payee_id = ${payee}`).map((r) => [
    r['kind'],
    r['b'],
  ])
beforeAll(async () => {
  world = await makeWorld()
  second = await world.join('finance', 'Second Finance')
})
afterEach(async () => {
  expect((await world.as('read_only').run(readInvariants, {})).violations).toEqual([])
})

describe('raising', () => {
  test('collects every confirmed award and takes it from what is owed', async () => {
    const payee = await makePayee(world, 'Jana')
    await giveAward(world, payee.uuid, 1_000n)
    await giveAward(world, payee.uuid, 250n)
    const payout = await world.as('finance').run(raisePayout, { payeeId: payee.id, currency: 'USD', rail: 'payroll_csv', idempotencyKey: key() })
    const page = await world.as('finance').run(showPayout, { id: payout.id })
    expect(page.amount).toEqual({ minor: 1_250n, currency: 'USD' })
    expect(page.lines.length).toBe(2)
    expect(await balances(payee.uuid)).toEqual([['owed', '0']])
    expect(await world.events('payout.raised')).toHaveLength(1)
  })
  test('the same key and body answers the first payout; another body is refused; nothing doubles', async () => {
    const payee = await makePayee(world, 'Once')
    await giveAward(world, payee.uuid, 500n)
    const body = { payeeId: payee.id, currency: 'USD', rail: 'payroll_csv', idempotencyKey: key() }
    const [first, again] = [await world.as('finance').run(raisePayout, body), await world.as('finance').run(raisePayout, body)]
    expect(again.id).toBe(first.id)
    expect(await refusalOf(world.as('finance').run(raisePayout, { ...body, currency: 'EUR' }))).toMatchObject({ code: 'conflict' })
  })
  test('two raises of one payee at once pay once', async () => {
    const payee = await makePayee(world, 'Race')
    await giveAward(world, payee.uuid, 700n)
    const results = await Promise.allSettled(
      Array.from({ length: 8 }, () => world.as('finance').run(raisePayout, { payeeId: payee.id, currency: 'USD', rail: 'payroll_csv', idempotencyKey: key() })),
    )
    expect(results.filter((r) => r.status === 'fulfilled')).toHaveLength(1)
    expect(await balances(payee.uuid)).toEqual([['owed', '0']])
  })
  test('nothing owed, a debt, a bank rail without a bank detail', async () => {
    const payee = await makePayee(world, 'Debt')
    expect(
      await refusalOf(world.as('finance').run(raisePayout, { payeeId: payee.id, currency: 'USD', rail: 'payroll_csv', idempotencyKey: key() })),
    ).toMatchObject({ code: 'conflict' })
    await giveAward(world, payee.uuid, -300n)
    expect(
      (await refusalOf(world.as('finance').run(raisePayout, { payeeId: payee.id, currency: 'USD', rail: 'payroll_csv', idempotencyKey: key() }))).message,
    ).toContain('negative balance is carried')
    const held = await makePayee(world, 'No bank')
    await giveAward(world, held.uuid, 300n)
    expect(await world.as('finance').run(raisePayout, { payeeId: held.id, currency: 'USD', rail: 'pain001', idempotencyKey: key() })).toMatchObject({
      state: 'held',
    })
  })
  test('everyone at once, once per key', async () => {
    const other = await makeWorld()
    for (let i = 0; i < 5; i++) {
      const p = await makePayee(other, `P${i}`)
      await giveAward(other, p.uuid, BigInt(100 + i))
    }
    const body = { currency: 'USD', rail: 'payroll_csv', idempotencyKey: key() }
    expect((await other.as('finance').run(raiseAllPayouts, body)).payouts).toHaveLength(5)
    expect((await other.as('finance').run(raiseAllPayouts, body)).payouts).toHaveLength(5)
    expect((await admin`select count(*)::int as n from payouts where tenant_id = ${other.tenant}`)[0]?.['n']).toBe(5)
  })
})
describe('approving', () => {
  test('the raiser never approves, not even as owner', async () => {
    const payout = await raised(100n)
    expect((await refusalOf(world.as('finance').run(approvePayouts, { payoutIds: [payout.id] }))).message).toContain('you raised it')
    const owned = await raised(100n, world.people.owner)
    expect(await refusalOf(world.as('owner').run(approvePayouts, { payoutIds: [owned.id] }))).toMatchObject({ code: 'forbidden' })
  })
  test('a payee never approves an own payout, through any merged payee', async () => {
    const payout = await raised(100n, 'finance', world.people.manager.memberId)
    expect((await refusalOf(world.as('manager').run(approvePayouts, { payoutIds: [payout.id] }))).message).toContain('it is paid to you')
    const alias = await raised(100n)
    await admin`update payees set merged_into_id = ${payout.payee.uuid} where tenant_id = ${world.tenant} and id = ${alias.payee.uuid}`
    expect((await refusalOf(world.as('manager').run(approvePayouts, { payoutIds: [alias.id] }))).message).toContain('it is paid to you')
  })
  test('one person below the two-person amount, two different people from it on', async () => {
    const small = await raised(99_999n),
      large = await raised(100_000n)
    expect((await world.as('manager').run(approvePayouts, { payoutIds: [small.id] })).approved).toEqual([small.id])
    expect((await world.as('manager').run(approvePayouts, { payoutIds: [large.id] })).waiting).toEqual([large.id])
    expect((await refusalOf(world.as('manager').run(approvePayouts, { payoutIds: [large.id] }))).message).toContain('approved it first')
    expect((await world.as('owner').run(approvePayouts, { payoutIds: [large.id] })).approved).toEqual([large.id])
  })
  test('a manager stops at the own limit; finance does not', async () => {
    const payout = await raised(200_001n)
    expect((await refusalOf(world.as('manager').run(approvePayouts, { payoutIds: [payout.id] }))).message).toContain('over your limit of 2000.00 USD')
    await world.as(second).run(approvePayouts, { payoutIds: [payout.id] })
  })
  test('all or none, and never without a factor for this very act', async () => {
    const [mine, other] = [await raised(100n, second), await raised(100n)]
    expect(await refusalOf(world.as(second).run(approvePayouts, { payoutIds: [other.id, mine.id] }))).toMatchObject({ code: 'forbidden' })
    expect((await world.as('finance').run(showPayout, { id: other.id })).state).toBe('raised')
    expect(await refusalOf(world.as('owner').runWithoutFactor(approvePayouts, { payoutIds: [other.id] }))).toMatchObject({ code: 'step_up' })
  })
  test('fifty approvals at once of a payout that needs two give exactly two', async () => {
    const payout = await raised(150_000n)
    const crowd = await Promise.all(Array.from({ length: 50 }, (_, i) => world.join('finance', `Approver ${i}`)))
    const results = await Promise.allSettled(crowd.map((person) => world.as(person).run(approvePayouts, { payoutIds: [payout.id] })))
    expect(results.filter((r) => r.status === 'fulfilled')).toHaveLength(2)
    expect(
      (
        await admin`select count(*)::int as n from payout_approvals a join payouts p on p.tenant_id = a.tenant_id and p.id = a.payout_id where p.number = ${payout.number} and p.tenant_id = ${world.tenant}`
      )[0]?.['n'],
    ).toBe(2)
  })
  test('the list says what each payout asks of the reader', async () => {
    const payout = await raised(120_000n)
    const seen = async (who: Person | 'manager' | 'finance' | 'read_only') =>
      (await world.as(who).run(listPayouts, { tab: 'approve' })).rows.find((row) => row.id === payout.id)
    expect(await seen('finance')).toMatchObject({ yourPart: 'You raised it', mayApprove: false })
    expect(await seen('manager')).toMatchObject({ yourPart: 'First approval', mayApprove: true })
    expect(await seen('read_only')).toMatchObject({ yourPart: 'For an approver', mayApprove: false })
  })
})
describe('rejecting, holding, resuming', () => {
  test('a rejected payout is reversed in the ledger and its awards can be paid again', async () => {
    const payout = await raised(400n)
    await world.as('manager').run(rejectPayouts, { payoutIds: [payout.id], reason: 'Wrong month' })
    expect(await balances(payout.payee.uuid)).toEqual([['owed', '-400']])
    expect(await refusalOf(world.as('manager').run(rejectPayouts, { payoutIds: [payout.id], reason: 'Wrong month' }))).toMatchObject({ code: 'conflict' })
    expect(await world.as('finance').run(raisePayout, { payeeId: payout.payee.id, currency: 'USD', rail: 'payroll_csv', idempotencyKey: key() })).toMatchObject(
      { state: 'raised' },
    )
  })
  test('held ends in the state it came from, and not while the reason stands', async () => {
    const payout = await raised(400n)
    await world.as('manager').run(approvePayouts, { payoutIds: [payout.id] })
    await world.as('finance').run(holdPayout, { payoutId: payout.id, reason: 'Waiting for the contract' })
    await admin`update payees set is_active = false where tenant_id = ${world.tenant} and id = ${payout.payee.uuid}`
    expect((await refusalOf(world.as('finance').run(resumePayouts, { payoutIds: [payout.id] }))).message).toContain('not active')
    await admin`update payees set is_active = true where tenant_id = ${world.tenant} and id = ${payout.payee.uuid}`
    await world.as('finance').run(resumePayouts, { payoutIds: [payout.id] })
    expect((await world.as('finance').run(showPayout, { id: payout.id })).state).toBe('approved')
  })
  test('the crew member sees own payouts and no other', async () => {
    const own = await raised(100n, 'finance', world.people.crew.memberId),
      other = await raised(100n)
    expect((await world.as('crew').run(showPayout, { id: own.id })).id).toBe(own.id)
    expect(await refusalOf(world.as('crew').run(showPayout, { id: other.id }))).toMatchObject({ code: 'not_found' })
  })
})
