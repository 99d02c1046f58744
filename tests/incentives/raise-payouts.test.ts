// A payout exists exactly once per key, whatever repeats or races, and takes exactly what is owed.
import { randomUUID } from 'node:crypto'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { listRaisable } from '../../lib/incentives/list-raisable.ts'
import { raiseAllPayouts, raisePayout } from '../../lib/incentives/raise-payouts.ts'
import { showPayout } from '../../lib/incentives/show-payout.ts'
import { showRaised } from '../../lib/incentives/show-raised.ts'
import { confirmBankDetail, enterBankDetail } from '../../lib/incentives/bank-detail.ts'
import { Refusal } from '../../lib/kernel/refusal.ts'
import { giveAward, makePayee } from '../support/awards.ts'
import { setOriginator } from '../support/bank.ts'
import { expectBooks } from '../support/books.ts'
import { admin, makeWorld, refusalOf, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await makeWorld()
})
afterEach(async () => {
  await expectBooks(world)
})
const owed = async (of: World, minor: bigint, memberId?: string) => {
  const payee = await makePayee(of, `Payee ${randomUUID().slice(0, 8)}`, memberId)
  await giveAward(of, payee.uuid, minor)
  return payee
}
const count = async (of: World): Promise<number> =>
  (await admin<{ n: number }[]>`select count(*)::int as n from payouts where tenant_id = ${of.tenant}`)[0]?.n as number

describe('a retry storm', () => {
  test('two hundred calls with one key from twenty people have one effect and one answer', async () => {
    const payee = await owed(world, 500n),
      crowd = await Promise.all(Array.from({ length: 20 }, (_, i) => world.join('finance', `Teller ${i}`))),
      before = await count(world),
      events = (await world.events('payout.raised')).length
    const body = { payeeId: payee.id, currency: 'USD', rail: 'payroll_csv', idempotencyKey: randomUUID() }
    const sent = async (i: number): Promise<unknown> => {
      try {
        return await world.as(crowd[i % 20]!).run(raisePayout, body)
      } catch (error) {
        if (error instanceof Refusal && error.code === 'unavailable') return sent(i)
        throw error
      }
    } // busy: sent again, as a client does
    const answers = await Promise.all(Array.from({ length: 200 }, (_, i) => sent(i)))
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect(await count(world)).toBe(before + 1)
    expect(await world.events('payout.raised')).toHaveLength(events + 1)
  })
  test('one key with two bodies at the same moment raises one of them and refuses the other', async () => {
    const [a, b] = [await owed(world, 500n), await owed(world, 600n)],
      key = randomUUID(),
      second = await world.join('finance')
    const results = await Promise.allSettled(
      [a, b, a, b].map((payee, i) =>
        world.as(i % 2 === 0 ? 'finance' : second).run(raisePayout, { payeeId: payee.id, currency: 'USD', rail: 'payroll_csv', idempotencyKey: key }),
      ),
    )
    const ids = new Set(results.flatMap((result) => (result.status === 'fulfilled' ? [result.value.id] : [])))
    expect(ids.size).toBe(1)
    for (const result of results) if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'conflict' })
    expect(results.filter((result) => result.status === 'rejected')).toHaveLength(2)
  })
  test('the same key in another company is another key', async () => {
    const other = await makeWorld(),
      key = randomUUID(),
      [here, there] = [await owed(world, 500n), await owed(other, 500n)]
    const first = await world.as('finance').run(raisePayout, { payeeId: here.id, currency: 'USD', rail: 'payroll_csv', idempotencyKey: key })
    const second = await other.as('finance').run(raisePayout, { payeeId: there.id, currency: 'USD', rail: 'payroll_csv', idempotencyKey: key })
    expect(second.id).not.toBe(first.id)
    expect(
      await refusalOf(other.as('finance').run(raisePayout, { payeeId: here.id, currency: 'USD', rail: 'payroll_csv', idempotencyKey: randomUUID() })),
    ).toMatchObject({ code: 'not_found', message: 'There is no such payee.' })
  })
  test('raising everyone is answered the same when it is sent again, and twenty at once raise each once', async () => {
    const own = await makeWorld()
    for (let i = 0; i < 12; i++) await owed(own, BigInt(1_000 + i))
    const key = randomUUID(),
      body = { currency: 'USD', rail: 'payroll_csv', idempotencyKey: key }
    const answers = await Promise.all(Array.from({ length: 20 }, () => own.as('finance').run(raiseAllPayouts, body)))
    for (const answer of answers) expect(answer.payouts.map((p) => p.number).sort()).toEqual(answers[0]?.payouts.map((p) => p.number).sort())
    expect(await count(own)).toBe(12)
    await expectBooks(own)
  })
})
describe('what is collected', () => {
  test('awards, corrections and nothing of another currency', async () => {
    const payee = await owed(world, 1_000n)
    await giveAward(world, payee.uuid, -250n)
    await giveAward(world, payee.uuid, 900n, 'EUR')
    const payout = await world.as('finance').run(raisePayout, { payeeId: payee.id, currency: 'USD', rail: 'payroll_csv', idempotencyKey: randomUUID() })
    expect((await world.as('finance').run(showPayout, { id: payout.id })).amount).toEqual({ minor: 750n, currency: 'USD' })
  })
  test('a program under its minimum carries over whole until it is reached', async () => {
    const own = await makeWorld(),
      payee = await owed(own, 400n)
    await admin`update programs set minimum_minor = 1000 where tenant_id = ${own.tenant}`
    expect(
      (await refusalOf(own.as('finance').run(raisePayout, { payeeId: payee.id, currency: 'USD', rail: 'payroll_csv', idempotencyKey: randomUUID() }))).message,
    ).toContain('no confirmed award in USD that waits')
    expect((await own.as('finance').run(listRaisable, {})).currencies.flatMap((c) => c.rows)).toEqual([])
    await giveAward(own, payee.uuid, 600n)
    expect((await own.as('finance').run(listRaisable, {})).currencies[0]?.rows[0]).toMatchObject({ awards: 2, amount: { minor: 1_000n } })
    await own.as('finance').run(raisePayout, { payeeId: payee.id, currency: 'USD', rail: 'payroll_csv', idempotencyKey: randomUUID() })
  })
  test('oneself is never raised for: refused alone, left out among all', async () => {
    const own = await makeWorld(),
      mine = await owed(own, 500n, own.people.finance.memberId),
      alias = await owed(own, 300n)
    await owed(own, 700n)
    await admin`update payees set merged_into_id = ${mine.uuid} where tenant_id = ${own.tenant} and id = ${alias.uuid}`
    for (const payee of [mine, alias])
      expect(
        await refusalOf(own.as('finance').run(raisePayout, { payeeId: payee.id, currency: 'USD', rail: 'payroll_csv', idempotencyKey: randomUUID() })),
      ).toMatchObject({ code: 'forbidden' })
    expect(await own.as('finance').run(raiseAllPayouts, { currency: 'USD', rail: 'payroll_csv', idempotencyKey: randomUUID() })).toMatchObject({
      leftOut: 2,
      payouts: [{ state: 'raised' }],
    })
  })
  test('held at once, with the reason: inactive, no bank detail', async () => {
    const inactive = await owed(world, 500n),
      bare = await owed(world, 500n)
    await admin`update payees set is_active = false where tenant_id = ${world.tenant} and id = ${inactive.uuid}`
    for (const [payee, rail, why] of [
      [inactive, 'payroll_csv', 'is not active'],
      [bare, 'nacha', 'No bank detail yet'],
    ] as const) {
      const payout = await world.as('finance').run(raisePayout, { payeeId: payee.id, currency: 'USD', rail, idempotencyKey: randomUUID() })
      expect(payout.state).toBe('held')
      expect((await world.as('finance').run(showPayout, { id: payout.id })).holdReason).toContain(why)
    }
  })
  test('only finance and the owner may', async () => {
    const payee = await owed(world, 500n)
    for (const role of ['manager', 'office', 'dispatch', 'crew', 'read_only', 'admin'] as const)
      expect(
        await refusalOf(world.as(role).run(raisePayout, { payeeId: payee.id, currency: 'USD', rail: 'payroll_csv', idempotencyKey: randomUUID() })),
      ).toMatchObject({ code: 'forbidden' })
  })
})
test('whoever raises is told beforehand who would be held and why, and afterwards what became of them', async () => {
  const own = await makeWorld(),
    paid = await owed(own, 700n),
    bare = await owed(own, 300n)
  await setOriginator(own, 'nacha', 'USD')
  const account = { routing: '061000104', accountNumber: '0004417' }
  const { id } = await own.as('finance').run(enterBankDetail, { payeeId: paid.id, kind: 'ach', holder: 'J R', ...account })
  await own.as('owner').run(confirmBankDetail, { bankDetailId: id, ...account })
  const [before] = (await own.as('finance').run(listRaisable, {})).currencies
  expect(before?.held).toEqual({ nacha: 1, payroll_csv: 0 })
  expect(before?.rows.map((row) => [row.id, row.why])).toEqual([
    [paid.id, ''],
    [bare.id, 'No bank detail yet: it would be held'],
  ])
  const { request } = await own.as('finance').run(raiseAllPayouts, { currency: 'USD', rail: 'nacha', idempotencyKey: randomUUID() })
  expect((await own.as('finance').run(showRaised, { key: request })).groups).toEqual(
    expect.arrayContaining([
      { state: 'raised', reason: '', count: 1, amount: { minor: 700n, currency: 'USD' } },
      { state: 'held', reason: 'No bank detail yet', count: 1, amount: { minor: 300n, currency: 'USD' } },
    ]),
  )
  expect(await refusalOf(own.as('manager').run(showRaised, { key: request }))).toMatchObject({ code: 'forbidden' })
  expect(await refusalOf(world.as('finance').run(showRaised, { key: request }))).toMatchObject({ code: 'not_found' })
})
