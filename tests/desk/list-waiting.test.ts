// What waits for a person is what that person may really do next: nobody is sent to a refusal, and nobody sees another company's queue.
import { expect, test } from 'vitest'
import { payoutApprovals, payouts } from '../../db/schema/payouts.ts'
import { payees } from '../../db/schema/work.ts'
import { event } from '../../lib/access/event.ts'
import { command } from '../../lib/access/operation.ts'
import { listWaiting } from '../../lib/incentives/list-waiting.ts'
import { raisePayout } from '../../lib/incentives/raise-payouts.ts'
import { showFirstSteps } from '../../lib/incentives/show-first-steps.ts'
import { showMoney } from '../../lib/incentives/show-money.ts'
import { addPayee } from '../../lib/incentives/change-payee.ts'
import { correctWork, recordWork } from '../../lib/incentives/record-work.ts'
import { findRecords, numbersMeant } from '../../lib/incentives/find-records.ts'
import { findMembers } from '../../lib/tenancy/find-members.ts'
import { showDesk } from '../../lib/tenancy/show-desk.ts'
import { newUuid } from '../../lib/kernel/id.ts'
import { z } from 'zod'
import { giveAward, makePayee } from '../support/awards.ts'
import { confirmBankDetail, enterBankDetail } from '../../lib/incentives/bank-detail.ts'
import { listPayees } from '../../lib/incentives/list-payees.ts'
import { setOriginator } from '../support/bank.ts'
import { admin, makeWorld } from '../support/world.ts'

const madeUp = event('test.made', 'payout', z.strictObject({}), () => 'made up')
const Made = z.strictObject({
  payee: z.string(),
  member: z.string().nullable(),
  raisedBy: z.string(),
  minor: z.number(),
  state: z.enum(['raised', 'approved', 'held', 'returned', 'settled']),
  approvedBy: z.string().optional(),
  currency: z.string().default('USD'),
})
/** A payout as some person would have raised it, without the steps before it. */
const makePayout = command({
  name: 'test.makePayout',
  needs: 'home.read',
  input: Made,
  run: async (ctx, p) => {
    const [payee] = await ctx.tx
      .insert(payees)
      .values({ name: p.payee, key: `${p.payee}-${newUuid(ctx.now)}`, number: await ctx.number('payee'), memberId: p.member, source: 'hand' })
      .returning({ id: payees.id })
    const number = await ctx.number('payout')
    const [made] = await ctx.tx
      .insert(payouts)
      .values({
        number,
        payeeId: payee!.id,
        amountMinor: BigInt(p.minor),
        currency: p.currency,
        state: p.state,
        rail: 'pain001',
        raisedBy: p.raisedBy,
        raisedAt: ctx.now,
        approvalsNeeded: 1,
        idempotencyKey: number,
        requestDigest: number,
        endToEndId: number,
        uetr: newUuid(ctx.now),
        ...(p.state === 'held' ? { heldFrom: 'raised' as const, holdReason: 'x' } : {}),
        ...(p.state === 'returned' ? { returnedAt: ctx.now } : {}),
        ...(p.state === 'settled' ? { releasedAt: ctx.now, settledAt: ctx.now } : {}),
      })
      .returning({ id: payouts.id })
    if (p.approvedBy) await ctx.tx.insert(payoutApprovals).values({ payoutId: made!.id, memberId: p.approvedBy, decision: 'approved', at: ctx.now })
    ctx.record(madeUp, made!.id, {})
    return { id: made!.id, number }
  },
})

test('a payout waits for whoever may approve it: not its raiser, not its payee, not who approved it already', async () => {
  const world = await makeWorld()
  const { finance, manager, owner } = world.people
  await world.as('finance').run(makePayout, { payee: 'Jana Ruiz', member: null, raisedBy: finance.memberId, minor: 124000, state: 'raised' })
  await world.as('finance').run(makePayout, { payee: 'Marta', member: manager.memberId, raisedBy: finance.memberId, minor: 5000, state: 'raised' })
  await world
    .as('finance')
    .run(makePayout, { payee: 'Kofi', member: null, raisedBy: finance.memberId, minor: 700, state: 'raised', approvedBy: owner.memberId })
  const count = async (role: 'finance' | 'manager' | 'owner' | 'crew' | 'read_only'): Promise<number> =>
    (await world.as(role).run(listWaiting, {})).items.find((item) => item.kind === 'payout.approve')?.count ?? 0
  expect(await count('finance')).toBe(0)
  expect(await count('manager')).toBe(2)
  expect(await count('owner')).toBe(2)
  expect(await count('crew')).toBe(0)
  expect(await count('read_only')).toBe(0)
  const waiting = (await world.as('manager').run(listWaiting, {})).items.find((item) => item.kind === 'payout.approve')
  expect(waiting?.sums).toEqual([{ minor: 124700n, currency: 'USD' }])
  expect(waiting?.oldest).toBeInstanceOf(Date)
})

test('sums of several currencies stand side by side', async () => {
  const world = await makeWorld()
  const { finance } = world.people
  await world.as('finance').run(makePayout, { payee: 'A', member: null, raisedBy: finance.memberId, minor: 100, state: 'raised' })
  await world.as('finance').run(makePayout, { payee: 'B', member: null, raisedBy: finance.memberId, minor: 250, state: 'raised', currency: 'CAD' })
  const waiting = (await world.as('owner').run(listWaiting, {})).items.find((item) => item.kind === 'payout.approve')
  expect(waiting?.count).toBe(2)
  expect(new Set(waiting?.sums.map((m) => `${m.minor} ${m.currency}`))).toEqual(new Set(['100 USD', '250 CAD']))
})

test('returned and held payouts wait for finance, approved ones for a batch, and every kind of queue is asked', async () => {
  const world = await makeWorld()
  const { finance } = world.people
  for (const state of ['approved', 'held', 'returned'] as const)
    await world.as('finance').run(makePayout, { payee: state, member: null, raisedBy: finance.memberId, minor: 100, state })
  const kinds = (await world.as('finance').run(listWaiting, {})).items.map((item) => item.kind)
  expect(kinds).toEqual(['payout.returned', 'batch.make', 'payout.held'])
})

test('nothing of another company is counted, found or shown', async () => {
  const [a, b] = [await makeWorld(), await makeWorld()]
  const { number } = await a
    .as('finance')
    .run(makePayout, { payee: 'Solveig Unique', member: null, raisedBy: a.people.finance.memberId, minor: 100, state: 'raised' })
  expect((await b.as('owner').run(listWaiting, {})).total).toBe(0)
  expect(await b.as('owner').run(findRecords, { q: number })).toEqual([])
  expect(await b.as('owner').run(findRecords, { q: 'Solveig' })).toEqual([])
  expect((await a.as('owner').run(findRecords, { q: 'solveig' })).map((found) => found.noun)).toEqual(['payee'])
  expect((await a.as('owner').run(findRecords, { q: number.toLowerCase() })).map((found) => found.noun)).toEqual(['payout'])
  const payee = (await a.as('office').run(addPayee, { name: 'Jana Ruiz' })).id,
    visit = { kind: 'repair', payee, opened: '2026-05-10 08:00', closed: '2026-05-10 10:00' }
  const { id } = await a.as('office').run(recordWork, { ...visit, key: 'J-2780' })
  await a.as('office').run(correctWork, { ...visit, recordId: id, closed: '2026-05-10 11:00', reason: 'the clock was wrong' })
  // A job by the number that the company knows it by: as it stands, and only there.
  expect((await a.as('owner').run(findRecords, { q: 'J-2780' })).map((found) => [found.noun, found.number, found.name])).toEqual([
    ['workRecord', 'W-00002', 'J-2780, repair'],
  ])
  expect(await b.as('owner').run(findRecords, { q: 'J-2780' })).toEqual([])
})

test('a record is found only by who may see all of its kind', async () => {
  const world = await makeWorld()
  const { number, id } = await world
    .as('finance')
    .run(makePayout, { payee: 'Jana', member: null, raisedBy: world.people.finance.memberId, minor: 100, state: 'raised' })
  expect(await world.as('crew').run(findRecords, { q: number })).toEqual([])
  expect((await world.as('read_only').run(findRecords, { q: id })).length).toBe(1)
  expect(await world.as('read_only').run(findRecords, { q: '%' })).toEqual([])
})

test('a number is meant however it is typed', () => {
  expect(numbersMeant('p913', 'P')).toEqual(['P-00913'])
  expect(numbersMeant('P-00913', 'P')).toEqual(['P-00913'])
  expect(numbersMeant('913', 'JE')).toEqual(['JE-00913'])
  expect(numbersMeant('p913', 'PE')).toEqual([])
  expect(numbersMeant('ruiz', 'P')).toEqual([])
})

test('members are found by who may see members', async () => {
  const world = await makeWorld()
  const name = world.people.manager.name
  expect((await world.as('admin').run(findMembers, { q: name })).some((m) => m.name === name)).toBe(true)
  expect(await world.as('crew').run(findMembers, { q: name })).toEqual([])
})

test('money is summed by month on the tenant’s clock, in its own currency', async () => {
  const world = await makeWorld()
  const { finance } = world.people
  await world.as('finance').run(makePayout, { payee: 'A', member: null, raisedBy: finance.memberId, minor: 12345, state: 'settled' })
  await world.as('finance').run(makePayout, { payee: 'B', member: null, raisedBy: finance.memberId, minor: 5, state: 'settled', currency: 'CAD' })
  const picture = await world.as('finance').run(showMoney, {})
  expect(picture?.months).toHaveLength(8)
  expect(picture?.lines.find((line) => line.kind === 'settled')?.months.at(-1)).toEqual({ minor: 12345n, currency: 'USD' })
  expect(await world.as('crew').run(showMoney, {})).toBeUndefined()
})

test('the frame says who reads, what that person may do, and how far the log is sealed', async () => {
  const world = await makeWorld()
  const desk = await world.as('crew').run(showDesk, {})
  expect(desk.member.name).toBe(world.people.crew.name)
  expect(desk.reaches['payout.approve']).toBeUndefined()
  expect(desk.reaches['earnings.read']).toBe('own')
  expect(desk.theme).toBe('system')
  expect(desk.unread).toBe(0)
})

test('confirmed awards wait for who may raise them: not their payee, not those in a payout, and nothing that a program carries over', async () => {
  const world = await makeWorld(),
    { owner, finance } = world.people
  const jana = await makePayee(world, 'Jana Ruiz'),
    kofi = await makePayee(world, 'Kofi'),
    own = await makePayee(world, 'Grace', owner.memberId)
  for (const [payee, minor] of [
    [jana, 10_000n],
    [jana, 200n],
    [kofi, 4_025n],
    [own, 700n],
  ] as const)
    await giveAward(world, payee.uuid, minor)
  const toRaise = async (role: 'finance' | 'owner' | 'crew') => (await world.as(role).run(listWaiting, {})).items.find((item) => item.kind === 'payout.raise')
  expect(await toRaise('finance')).toMatchObject({ count: 4, sums: [{ minor: 14_925n, currency: 'USD' }], oldest: expect.any(Date) })
  expect(await toRaise('owner')).toMatchObject({ count: 3, sums: [{ minor: 14_225n, currency: 'USD' }] })
  expect(await toRaise('crew')).toBeUndefined()
  await admin`update programs set minimum_minor = 5000 where tenant_id = ${world.tenant}`
  expect(await toRaise('finance')).toMatchObject({ count: 2, sums: [{ minor: 10_200n, currency: 'USD' }] })
  await world.as('finance').run(raisePayout, { payeeId: jana.id, currency: 'USD', rail: 'payroll_csv', idempotencyKey: `all of ${finance.memberId}` })
  expect(await toRaise('finance')).toBeUndefined()
})

test('the first steps are those that the reader may take, told by what is there, until the first payout', async () => {
  const world = await makeWorld()
  const steps = async (role: 'owner' | 'finance' | 'office' | 'crew' | 'read_only') =>
    (await world.as(role).run(showFirstSteps, {})).map((step) => `${step.kind} ${step.isDone ? 'done' : 'open'}`)
  expect(await steps('owner')).toEqual(['people done', 'work open', 'linked open', 'program open', 'payer open', 'bank open', 'computed open', 'raised open'])
  expect(await steps('crew')).toEqual([])
  expect(await steps('read_only')).toEqual([])
  expect(await steps('finance')).toContain('raised open')
  expect(await steps('finance')).not.toContain('people done')
  await giveAward(world, (await makePayee(world, 'Jana Ruiz')).uuid, 100n)
  expect(await steps('owner')).toEqual(expect.arrayContaining(['program done', 'linked open', 'bank open']))
  await makePayee(world, 'Sam', world.people.crew.memberId)
  // Whom a payroll list pays needs no bank detail; with a bank file beside it somebody does.
  await setOriginator(world, 'payroll_csv', 'USD')
  expect(await steps('owner')).toEqual(expect.arrayContaining(['linked done', 'payer done', 'bank done']))
  await setOriginator(world, 'nacha', 'USD')
  expect(await steps('owner')).toContain('bank open')
  await world.as('finance').run(makePayout, { payee: 'Kofi', member: null, raisedBy: world.people.finance.memberId, minor: 100, state: 'raised' })
  expect(await steps('owner')).toEqual([])
})
test('a bank detail waits for whoever did not enter it and is not its payee, until it is confirmed; the list of payees finds it', async () => {
  const world = await makeWorld(),
    payee = await makePayee(world, 'Ana'),
    own = await makePayee(world, 'Owner', world.people.owner.memberId),
    account = { routing: '061000104', accountNumber: '0004417' }
  const waits = async (role: 'owner' | 'finance' | 'office') =>
    (await world.as(role).run(listWaiting, {})).items.find((item) => item.kind === 'bank_detail.confirm')?.count
  const found = async (bank: string) => (await world.as('owner').run(listPayees, { bank })).rows.map((row) => [row.name, row.isConfirmed])
  const { id } = await world.as('finance').run(enterBankDetail, { payeeId: payee.id, kind: 'ach', holder: 'Ana', ...account })
  await world.as('finance').run(enterBankDetail, { payeeId: own.id, kind: 'ach', holder: 'Owner', ...account, accountNumber: '9' })
  expect([await waits('owner'), await waits('finance'), await waits('office')]).toEqual([1, undefined, undefined])
  expect([await found('waiting'), await found('confirmed'), await found('none')]).toEqual([
    [
      ['Ana', false],
      ['Owner', false],
    ],
    [],
    [],
  ])
  await world.as('owner').run(confirmBankDetail, { bankDetailId: id, ...account })
  expect(await waits('owner')).toBeUndefined()
  expect([await found('waiting'), await found('confirmed')]).toEqual([[['Owner', false]], [['Ana', true]]])
})
