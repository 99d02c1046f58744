// Money goes to the account that its approvers saw: a bank detail changed afterwards, however long it was held, takes nothing that was approved for another.
import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { approvePayouts } from '../../lib/incentives/approve-payouts.ts'
import { confirmBankDetail, enterBankDetail } from '../../lib/incentives/bank-detail.ts'
import { holdPayout, rejectPayouts, resumePayouts } from '../../lib/incentives/decide-payouts.ts'
import { makeBatch } from '../../lib/incentives/make-batch.ts'
import { raisePayout } from '../../lib/incentives/raise-payouts.ts'
import { releaseBatch } from '../../lib/incentives/release-batch.ts'
import { showPayout } from '../../lib/incentives/show-payout.ts'
import { giveAward, makePayee } from '../support/awards.ts'
import { approvedPayout, secondApprover, setOriginator } from '../support/bank.ts'
import { admin, makeWorld, refusalOf, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await makeWorld()
  await setOriginator(world, 'pain001', 'EUR')
})
/** Two people change the account, and the days for which a changed one is held are over. */
async function changeAccount(payeeId: string, iban = 'AT611904300234573201'): Promise<void> {
  const { id } = await world.as('finance').run(enterBankDetail, { payeeId, kind: 'iban', holder: 'Somebody new', iban })
  await world.as('owner').run(confirmBankDetail, { bankDetailId: id, iban })
  await admin`update bank_details set held_until = ${world.clock.now()} where tenant_id = ${world.tenant} and replaced_at is null`
}
async function raised(minor: bigint) {
  const payee = await makePayee(world, `Payee ${randomUUID()}`)
  await changeAccount(payee.id, 'DE89370400440532013000')
  await giveAward(world, payee.uuid, minor, 'EUR')
  return { payee, ...(await world.as('finance').run(raisePayout, { payeeId: payee.id, currency: 'EUR', rail: 'pain001', idempotencyKey: randomUUID() })) }
}

test('an approved payout is not released to an account that nobody approved', async () => {
  const payout = await approvedPayout(world, 410n),
    isStillCurrent = async () => (await world.as('finance').run(showPayout, { id: payout.id })).bankDetail.isStillCurrent
  expect(await isStillCurrent()).toBe(true)
  await changeAccount(payout.payee.id)
  expect(await isStillCurrent()).toBe(false)
  const batch = await world.as('finance').run(makeBatch, { rail: 'pain001', currency: 'EUR', payoutIds: [payout.id] })
  expect((await refusalOf(world.as('finance').run(releaseBatch, { batchId: batch.id }))).message).toContain(
    `${payout.number}: Its bank detail changed after it was approved.`,
  )
})
test('holding and resuming is no way around it; rejected and raised anew it is approved for the new account', async () => {
  const { payee, id, number } = await approvedPayout(world, 420n)
  await changeAccount(payee.id)
  await world.as('finance').run(holdPayout, { payoutId: id, reason: 'The account changed' })
  expect(await refusalOf(world.as('finance').run(resumePayouts, { payoutIds: [id] }))).toMatchObject({
    code: 'conflict',
    message: expect.stringContaining(`${number} was approved for another account`),
  })
  await world.as('owner').run(rejectPayouts, { payoutIds: [id], reason: 'Approved for the old account' })
  const again = await world.as('finance').run(raisePayout, { payeeId: payee.id, currency: 'EUR', rail: 'pain001', idempotencyKey: randomUUID() })
  await world.as('owner').run(approvePayouts, { payoutIds: [again.id] })
  const batch = await world.as('finance').run(makeBatch, { rail: 'pain001', currency: 'EUR', payoutIds: [again.id] })
  await world.as('finance').run(releaseBatch, { batchId: batch.id })
})
test('what an approver signs is the present account: after a change it is resumed for the new one first, and says so', async () => {
  const { payee, id } = await raised(430n)
  await changeAccount(payee.id)
  expect(await refusalOf(world.as('owner').run(approvePayouts, { payoutIds: [id] }))).toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('changed after it was raised'),
  })
  expect((await world.as('owner').run(showPayout, { id })).checks?.faults).toContain('Bank detail changed after it was raised')
  await world.as('finance').run(holdPayout, { payoutId: id, reason: 'The account changed' })
  await world.as('finance').run(resumePayouts, { payoutIds: [id] })
  expect((await world.as('owner').run(showPayout, { id })).bankDetail.masked).toBe('••3201')
  await world.as('owner').run(approvePayouts, { payoutIds: [id] })
})
test('where two approve, the account cannot change between the first and the second', async () => {
  const { payee, id } = await raised(200_000n)
  await world.as('owner').run(approvePayouts, { payoutIds: [id] })
  await changeAccount(payee.id)
  const second = world.as(await secondApprover(world))
  expect(await refusalOf(second.run(approvePayouts, { payoutIds: [id] }))).toMatchObject({ code: 'conflict' })
  await world.as('finance').run(holdPayout, { payoutId: id, reason: 'The account changed' })
  expect(await refusalOf(world.as('finance').run(resumePayouts, { payoutIds: [id] }))).toMatchObject({ code: 'conflict' })
})
