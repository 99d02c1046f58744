// A payee sees what was earned, why and when it arrives: their own rows through every link of the payee record, and nobody else’s.
import { expect, test } from 'vitest'
import { addItem } from '../../lib/incentives/change-catalogue.ts'
import { correctAward } from '../../lib/incentives/correct-award.ts'
import { listEarnings, listMyPayouts } from '../../lib/incentives/list-earnings.ts'
import { listRewards, showReward } from '../../lib/incentives/list-rewards.ts'
import { openDispute } from '../../lib/incentives/open-dispute.ts'
import { raisePayout } from '../../lib/incentives/raise-payouts.ts'
import { approvePayouts } from '../../lib/incentives/approve-payouts.ts'
import { redeem } from '../../lib/incentives/redeem.ts'
import { showEarning, showMyPayout } from '../../lib/incentives/show-earning.ts'
import { encodeId } from '../../lib/kernel/id.ts'
import { arrangeAward, arrangePayee } from '../support/wallet.ts'
import { admin, makeWorld, refusalOf } from '../support/world.ts'

test('a month with its arithmetic, what was declined left out of the sum, and the months around it', async () => {
  const world = await makeWorld(),
    payeeId = await arrangePayee(world, 'Jana Ruiz', world.people.crew)
  await arrangeAward(world, payeeId, 38_000, { program: 'First-visit fix' })
  const declined = await arrangeAward(world, payeeId, 9_900, { program: 'Referral', state: 'computed' })
  await admin`update awards set state = 'declined', reason = 'counted twice' where tenant_id = ${world.tenant} and number = ${declined.number}`
  await arrangeAward(world, payeeId, 61_250, { from: '2026-03-01', to: '2026-03-31' })
  const may = await world.as('crew').run(listEarnings, {})
  expect(may).toMatchObject({
    month: '2026-05',
    previousMonth: '2026-04',
    nextMonth: undefined,
    totals: [{ minor: 38_000n, currency: 'USD' }],
    balances: [{ minor: 99_250n }],
    payee: { name: 'Jana Ruiz' },
  })
  expect(may.earnings.map((earning) => [earning.program, earning.state, earning.amount.minor])).toEqual([
    ['First-visit fix', 'confirmed', 38_000n],
    ['Referral', 'declined', 9_900n],
  ])
  expect(may.earnings[0]!.lines).toEqual([
    { key: 's1', words: '152 records', amount: undefined },
    { key: 's2', words: '152 × 2.50 USD', amount: { minor: 38_000n, currency: 'USD' } },
  ])
  expect(may.chart).toHaveLength(12)
  expect(may.chart.slice(-3).map((bar) => bar.amount.minor)).toEqual([61_250n, 0n, 38_000n])
  const march = await world.as('crew').run(listEarnings, { month: '2026-03' })
  expect(march).toMatchObject({ previousMonth: undefined, nextMonth: '2026-04', totals: [{ minor: 61_250n }] })
  expect(await refusalOf(world.as('crew').run(listEarnings, { month: '2026-13' }))).toMatchObject({ code: 'invalid' })
})
test('records merged with one’s own count as one’s own; a record of somebody else never does', async () => {
  const world = await makeWorld(),
    second = await world.join('crew'),
    payeeId = await arrangePayee(world, 'Jana Ruiz', world.people.crew)
  const twin = await arrangePayee(world, 'J Ruiz', undefined, payeeId),
    twinOfTwin = await arrangePayee(world, 'Jana R.', undefined, twin),
    ravi = await arrangePayee(world, 'Ravi', second, payeeId)
  const mine = [await arrangeAward(world, payeeId, 100), await arrangeAward(world, twin, 250), await arrangeAward(world, twinOfTwin, 500)],
    theirs = await arrangeAward(world, ravi, 7_500)
  expect((await world.as('crew').run(listEarnings, {})).totals).toEqual([{ minor: 850n, currency: 'USD' }])
  for (const award of mine) await world.as('crew').run(showEarning, { id: award.id })
  expect(await refusalOf(world.as('crew').run(showEarning, { id: theirs.id }))).toMatchObject({ code: 'not_found' })
  expect(await refusalOf(world.as('owner').run(showEarning, { id: theirs.id }))).toMatchObject({ code: 'not_found' })
  expect(await refusalOf(world.as('crew').run(openDispute, { awardId: theirs.id, line: 'sum', reason: 'not mine' }))).toMatchObject({ code: 'not_found' })
})
test('without a payee record there is nothing to see, and no error', async () => {
  const world = await makeWorld()
  expect(await world.as('crew').run(listEarnings, {})).toMatchObject({
    payee: undefined,
    earnings: [],
    balances: [],
    person: { email: world.people.crew.email },
  })
  expect(await world.as('crew').run(listRewards, {})).toMatchObject({ hasPayee: false, balances: [] })
  expect((await world.as('crew').run(listMyPayouts, {})).rows).toEqual([])
})
test('a payout is followed from raised to approved, with its lines, and is not there for others', async () => {
  const world = await makeWorld(),
    payeeId = await arrangePayee(world, 'Jana Ruiz', world.people.crew)
  await arrangeAward(world, payeeId, 38_150)
  const item = await world.as('office').run(addItem, { name: 'Fuel card', price: '10.00' })
  await world.as('crew').run(redeem, { itemId: item.id, key: 'wallet-key-1' })
  const payout = await world
    .as('finance')
    .run(raisePayout, { payeeId: encodeId('payee', payeeId), currency: 'USD', rail: 'payroll_csv', idempotencyKey: 'wallet-payout-1' })
  expect(await world.as('crew').run(listEarnings, {})).toMatchObject({
    arriving: [{ number: 'P-00001', state: 'raised', amount: { minor: 37_150n } }],
    balances: [{ minor: 0n }],
    held: [{ minor: 1_000n }],
    earnings: [{ state: 'in_payout', payout: { number: 'P-00001' } }],
  })
  await world.as('owner').run(approvePayouts, { payoutIds: [payout.id] })
  expect(await world.as('crew').run(showMyPayout, { id: payout.id })).toMatchObject({
    payout: { state: 'approved', approvals: 1 },
    lines: [
      { amount: { minor: 38_150n }, award: { program: 'First-visit fix' } },
      { amount: { minor: -1_000n }, redemption: 'RD-00001' },
    ],
  })
  expect((await world.as('crew').run(listMyPayouts, {})).rows).toMatchObject([{ number: 'P-00001' }])
  const second = await world.join('crew')
  await arrangePayee(world, 'Ravi', second)
  expect(await refusalOf(world.as(second).run(showMyPayout, { id: payout.id }))).toMatchObject({ code: 'not_found' })
})
test('a negative balance is shown and redeems nothing', async () => {
  const world = await makeWorld(),
    payeeId = await arrangePayee(world, 'Jana Ruiz', world.people.crew)
  const award = await arrangeAward(world, payeeId, 2_500)
  await world.as('finance').run(raisePayout, { payeeId: encodeId('payee', payeeId), currency: 'USD', rail: 'payroll_csv', idempotencyKey: 'wallet-payout-2' })
  await world.as('manager').run(correctAward, { awardId: award.id, amount: '-25.00', reason: 'Counted twice.' })
  const item = await world.as('office').run(addItem, { name: 'Fuel card', price: '10.00', limitPerPayee: 3 })
  expect(await world.as('crew').run(listEarnings, {})).toMatchObject({ balances: [{ minor: -2_500n }] })
  expect(await world.as('crew').run(showReward, { id: item.id })).toMatchObject({
    most: 0,
    missing: { minor: 1_000n },
    why: 'Your balance does not cover it yet',
  })
  expect(await refusalOf(world.as('crew').run(redeem, { itemId: item.id, key: 'wallet-key-2' }))).toMatchObject({
    message: 'This costs 10.00 USD, but your balance is -25.00 USD. Nothing was taken.',
  })
})
test('the offer says how many one can have', async () => {
  const world = await makeWorld(),
    payeeId = await arrangePayee(world, 'Jana Ruiz', world.people.crew)
  await arrangeAward(world, payeeId, 10_000)
  const item = await world.as('office').run(addItem, { name: 'Fuel card', price: '10.00', limitPerPayee: 3, stock: 7 })
  expect(await world.as('crew').run(showReward, { id: item.id })).toMatchObject({ most: 3, why: undefined })
  await world.as('crew').run(redeem, { itemId: item.id, quantity: 3, key: 'wallet-key-3' })
  expect(await world.as('crew').run(showReward, { id: item.id })).toMatchObject({ most: 0, why: 'Limited to 3 for each person' })
  expect(await world.as('crew').run(listRewards, {})).toMatchObject({
    items: [{ isTaken: true }],
    redeemed: [{ number: 'RD-00001', quantity: 3 }],
    held: [{ minor: 3_000n }],
  })
})
