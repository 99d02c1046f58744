// A balance can be redeemed once for what it covers: never overdrawn, never past stock or limit, handed out or given back by someone else.
// ASVS V2.3.2 V2.3.4 V15.4.2
import { expect, test } from 'vitest'
import { cancelRedemption } from '../../lib/incentives/cancel-redemption.ts'
import { addItem, changeItem } from '../../lib/incentives/change-catalogue.ts'
import { fulfilRedemption } from '../../lib/incentives/fulfil-redemption.ts'
import { exportCatalogue, listCatalogue, showItem } from '../../lib/incentives/list-catalogue.ts'
import { exportRedemptions, listRedemptions, showRedemption } from '../../lib/incentives/list-redemptions.ts'
import { raisePayout } from '../../lib/incentives/raise-payouts.ts'
import { rejectPayouts } from '../../lib/incentives/decide-payouts.ts'
import { redeem } from '../../lib/incentives/redeem.ts'
import { encodeId } from '../../lib/kernel/id.ts'
import { textOf } from '../support/list-file.ts'
import { arrangeAward, arrangePayee, balance, owed } from '../support/wallet.ts'
import { admin, makeWorld, refusalOf, type World } from '../support/world.ts'

let keys = 0
const key = (): string => `test-key-${++keys}`
const offer = async (world: World, item: object = {}) => world.as('office').run(addItem, { name: 'Fuel card', price: '10.00', ...item })
const technician = async (minor: number): Promise<{ world: World; payeeId: string }> => {
  const world = await makeWorld(),
    payeeId = await arrangePayee(world, 'Jana Ruiz', world.people.crew)
  await arrangeAward(world, payeeId, minor)
  return { world, payeeId }
}

test('redeeming holds the amount and takes the stock; fulfilling turns the hold into redeemed goods', async () => {
  const { world, payeeId } = await technician(5_000)
  const item = await offer(world, { stock: 3 })
  const made = await world.as('crew').run(redeem, { itemId: item.id, quantity: 2, key: key() })
  expect(made).toMatchObject({ number: 'RD-00001', amount: '20.00 USD' })
  expect([await owed(world, payeeId), await balance(world, 'redemption_hold'), await balance(world, 'redeemed')]).toEqual([3_000n, -2_000n, 0n])
  expect((await world.as('crew').run(showItem, { id: item.id })).item.stock).toBe(1)
  await world.as('office').run(fulfilRedemption, { id: made.id })
  expect([await owed(world, payeeId), await balance(world, 'redemption_hold'), await balance(world, 'redeemed')]).toEqual([3_000n, 0n, -2_000n])
  expect(await world.events('redemption.fulfilled')).toMatchObject([{ actor_role: 'office', detail: { number: 'RD-00001', amount: '20.00 USD' } }])
  expect(await refusalOf(world.as('office').run(cancelRedemption, { id: made.id, reason: 'too late' }))).toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('fulfilled already') as string,
  })
})
test('cancelling gives the amount and the stock back, with a reason', async () => {
  const { world, payeeId } = await technician(5_000)
  const item = await offer(world, { stock: 1 })
  const made = await world.as('crew').run(redeem, { itemId: item.id, key: key() })
  expect(await refusalOf(world.as('crew').run(redeem, { itemId: item.id, key: key() }))).toMatchObject({
    fields: { quantity: expect.stringContaining('sold out') as string },
  })
  await world.as('office').run(cancelRedemption, { id: made.id, reason: 'The shop has none left.' })
  expect([await owed(world, payeeId), await balance(world, 'redemption_hold')]).toEqual([5_000n, 0n])
  expect((await world.as('crew').run(showItem, { id: item.id })).item.stock).toBe(1)
  expect(await world.as('crew').run(showRedemption, { id: made.id })).toMatchObject({ state: 'cancelled', reason: 'The shop has none left.' })
  expect(await refusalOf(world.as('office').run(cancelRedemption, { id: made.id, reason: 'again' }))).toMatchObject({ code: 'conflict' })
})
test('fifty redemptions at once never take more than the balance', async () => {
  const { world, payeeId } = await technician(2_500)
  const item = await offer(world)
  const outcomes = await Promise.allSettled(Array.from({ length: 50 }, () => world.as('crew').run(redeem, { itemId: item.id, key: key() })))
  const served = outcomes.filter((outcome) => outcome.status === 'fulfilled').length
  expect(served).toBeLessThanOrEqual(2)
  expect(await owed(world, payeeId)).toBe(2_500n - 1_000n * BigInt(served))
  expect(await balance(world, 'redemption_hold')).toBe(-1_000n * BigInt(served))
  for (const outcome of outcomes) if (outcome.status === 'rejected') expect((outcome.reason as { code: string }).code).toMatch(/invalid|unavailable/)
}, 60_000)
test('the last piece goes to one of two people', async () => {
  const { world } = await technician(2_000),
    second = await world.join('crew'),
    other = await arrangePayee(world, 'Ravi Patel', second)
  await arrangeAward(world, other, 2_000)
  const item = await offer(world, { stock: 1 })
  const outcomes = await Promise.allSettled([
    world.as('crew').run(redeem, { itemId: item.id, key: key() }),
    world.as(second).run(redeem, { itemId: item.id, key: key() }),
  ])
  expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected'])
})
test('the same key redeems once, also when sent twice at the same moment; another body with it is refused', async () => {
  const { world, payeeId } = await technician(5_000)
  const item = await offer(world),
    same = key()
  const both = await Promise.all([1, 2].map(() => world.as('crew').run(redeem, { itemId: item.id, key: same })))
  expect(both[0]!.id).toBe(both[1]!.id)
  expect(await owed(world, payeeId)).toBe(4_000n)
  expect(await refusalOf(world.as('crew').run(redeem, { itemId: item.id, quantity: 2, key: same }))).toMatchObject({ code: 'conflict' })
})
test('a limit for each payee counts all their records and nothing that was cancelled', async () => {
  const { world, payeeId } = await technician(9_000)
  const twin = await arrangePayee(world, 'J. Ruiz', undefined, payeeId)
  await arrangeAward(world, twin, 9_500)
  const item = await offer(world, { limitPerPayee: 2 })
  const first = await world.as('crew').run(redeem, { itemId: item.id, key: key() })
  await world.as('crew').run(redeem, { itemId: item.id, key: key() })
  expect(await refusalOf(world.as('crew').run(redeem, { itemId: item.id, key: key() }))).toMatchObject({
    fields: { quantity: 'Fuel card is limited to 2 for each person, and you have had 2.' },
  })
  await world.as('office').run(cancelRedemption, { id: first.id, reason: 'a mistake' })
  await world.as('crew').run(redeem, { itemId: item.id, key: key() })
})
test('a balance that does not cover the price, a withdrawn item, or no payee record is refused in words', async () => {
  const { world } = await technician(500)
  const item = await offer(world)
  expect(await refusalOf(world.as('crew').run(redeem, { itemId: item.id, key: key() }))).toMatchObject({
    code: 'invalid',
    message: 'This costs 10.00 USD, but your balance is 5.00 USD. Nothing was taken.',
  })
  await world.as('office').run(changeItem, { id: item.id, name: 'Fuel card', price: '1.00', isActive: false })
  expect(await refusalOf(world.as('crew').run(redeem, { itemId: item.id, key: key() }))).toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('no longer offered') as string,
  })
  expect(await refusalOf(world.as('office').run(redeem, { itemId: item.id, key: key() }))).toMatchObject({
    code: 'forbidden',
    message: expect.stringContaining('no payee record') as string,
  })
})
test('nobody decides about their own redemption, whatever their role', async () => {
  const world = await makeWorld(),
    payeeId = await arrangePayee(world, 'Rosa', world.people.office)
  await arrangeAward(world, payeeId, 5_000)
  const item = await offer(world),
    made = await world.as('office').run(redeem, { itemId: item.id, key: key() })
  for (const operation of [fulfilRedemption, cancelRedemption] as const)
    expect(await refusalOf(world.as('office').run(operation, { id: made.id, ...(operation === cancelRedemption ? { reason: 'mine' } : {}) }))).toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('your own') as string,
    })
  await world.as('finance').run(fulfilRedemption, { id: made.id })
})
test('a technician sees only what is their own', async () => {
  const { world } = await technician(5_000),
    second = await world.join('crew'),
    other = await arrangePayee(world, 'Ravi Patel', second)
  await arrangeAward(world, other, 5_000)
  const item = await offer(world),
    theirs = await world.as(second).run(redeem, { itemId: item.id, key: key() }),
    mine = await world.as('crew').run(redeem, { itemId: item.id, key: key() })
  expect((await world.as('crew').run(listRedemptions, {})).rows.map((row) => row.id)).toEqual([mine.id])
  expect(await refusalOf(world.as('crew').run(showRedemption, { id: theirs.id }))).toMatchObject({ code: 'not_found' })
  const office = await world.as('office').run(listRedemptions, { state: 'requested', q: 'ravi' })
  expect(office.rows).toMatchObject([{ id: theirs.id, mayDecide: true }])
  expect(office.waiting).toMatchObject({ count: 2, sums: [{ minor: 2_000n, currency: 'USD' }] })
})
test('a payout pays what is left after a redemption, and gives one back that is cancelled later', async () => {
  const { world, payeeId } = await technician(5_000)
  const item = await offer(world),
    made = await world.as('crew').run(redeem, { itemId: item.id, key: key() })
  const raise = async () =>
    world.as('finance').run(raisePayout, { payeeId: encodeId('payee', payeeId), currency: 'USD', rail: 'payroll_csv', idempotencyKey: key() })
  const first = await raise()
  const amount = async (id: string): Promise<string> =>
    (await admin<{ n: string }[]>`select amount_minor::text as n from payouts where tenant_id = ${world.tenant} and number = ${id}`)[0]!.n
  expect(await amount(first.number)).toBe('4000')
  expect(await owed(world, payeeId)).toBe(0n)
  await world.as('office').run(cancelRedemption, { id: made.id, reason: 'The shop has none left.' })
  expect(await owed(world, payeeId)).toBe(1_000n)
  const second = await raise()
  expect(await amount(second.number)).toBe('1000')
  expect(await owed(world, payeeId)).toBe(0n)
  await world.as('owner').run(rejectPayouts, { payoutIds: [first.id], reason: 'Start again.' })
  expect(await owed(world, payeeId)).toBe(4_000n)
  expect(await amount((await raise()).number)).toBe('4000')
  expect(await owed(world, payeeId)).toBe(0n)
})
test('the catalogue keeps what was sold out, refuses a price of nothing, and does not overwrite a stock that moved', async () => {
  const { world } = await technician(5_000)
  const item = await offer(world, { stock: 5, description: 'For the van' })
  await offer(world, { name: 'Day off', price: '99.50', stock: 0 })
  expect(await refusalOf(offer(world, { price: '0.00' }))).toMatchObject({ fields: { price: 'The price must be more than zero.' } })
  expect(await refusalOf(offer(world, { price: '1,50' }))).toMatchObject({
    code: 'invalid',
    fields: { price: expect.stringContaining('is not an amount') as string },
  })
  await world.as('crew').run(redeem, { itemId: item.id, key: key() })
  expect(await refusalOf(world.as('office').run(changeItem, { id: item.id, name: 'Fuel card', price: '12.00', stock: '5', stockBefore: '5' }))).toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('from 5 to 4') as string,
  })
  await world.as('office').run(changeItem, { id: item.id, name: 'Fuel card', description: 'For the van', price: '12.00', stock: '4', stockBefore: '4' })
  expect(await world.events('catalogue.item_changed')).toMatchObject([{ detail: { changes: [{ field: 'price', before: '10.00 USD', after: '12.00 USD' }] } }])
  expect((await world.as('crew').run(listCatalogue, { state: 'sold_out' })).rows.map((row) => row.name)).toEqual(['Day off'])
  expect(await refusalOf(world.as('crew').run(changeItem, { id: item.id, name: 'x', price: '1.00' }))).toMatchObject({ code: 'forbidden' })
  const csv = await textOf(await world.as('office').run(exportCatalogue, {}))
  expect(csv).toBe(
    '\ufeffNumber,Name,Description,Price,Currency,Stock,Limit for each payee,State\r\nK-00002,Day off,,99.50,USD,0,,sold out\r\nK-00001,Fuel card,For the van,12.00,USD,4,,offered\r\n',
  )
  expect((await textOf(await world.as('office').run(exportRedemptions, {}))).split('\r\n')).toHaveLength(3)
  expect(await world.events('list.exported')).toMatchObject([{ detail: { list: 'catalogue', rows: 2 } }, { detail: { list: 'redemptions', rows: 1 } }])
})
