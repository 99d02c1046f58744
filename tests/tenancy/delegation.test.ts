// Who is away lends one right to a colleague for some days: it works as if it were theirs, ends by itself, and is never lent on.
import { expect, test } from 'vitest'
import { z } from 'zod'
import { command } from '../../lib/access/operation.ts'
import { event } from '../../lib/access/event.ts'
import { approvePayouts } from '../../lib/incentives/approve-payouts.ts'
import { raisePayout } from '../../lib/incentives/raise-payouts.ts'
import { encodeId } from '../../lib/kernel/id.ts'
import { changeRole } from '../../lib/tenancy/change-member.ts'
import { beginDelegation, closeDelegations, endDelegation, listDelegations } from '../../lib/tenancy/delegation.ts'
import { job } from '../../lib/access/job.ts'
import { drain } from '../support/drain.ts'
import { arrangeAward, arrangePayee } from '../support/wallet.ts'
import { admin, makeWorld, refusalOf, type World } from '../support/world.ts'

const confirmed = event('award.test_confirmed', 'award', z.strictObject({}), () => 'confirmed')
const confirm = command({
  name: 'test.confirm',
  needs: 'award.confirm',
  input: z.strictObject({}),
  run: async (ctx) => {
    ctx.record(confirmed, null, {})
    return ctx.reach('award.confirm')
  },
})
const memberOf = (world: World, role: 'office' | 'finance' | 'manager' | 'crew' | 'read_only' | 'owner'): string =>
  encodeId('member', world.people[role].memberId)
const days = { from: '2026-05-14', until: '2026-05-20' }

test('the delegate may what the role does not include, from the first day to the last and not a moment longer', async () => {
  const world = await makeWorld()
  expect(await refusalOf(world.as('office').run(confirm, {}))).toMatchObject({ code: 'forbidden' })
  await world
    .as('manager')
    .run(beginDelegation, { permission: 'award.confirm', to: memberOf(world, 'office'), from: '2026-05-15', until: '2026-05-16', reason: 'Holiday' })
  expect(await refusalOf(world.as('office').run(confirm, {}))).toMatchObject({ code: 'forbidden' })
  world.clock.set('2026-05-15T07:00:00Z') // midnight in Los Angeles
  expect(await world.as('office').run(confirm, {})).toBe('all')
  expect((await world.events('award.test_confirmed')).at(-1)).toMatchObject({ actor_role: 'office', permission: 'award.confirm' })
  expect(await refusalOf(world.as('dispatch').run(confirm, {}))).toMatchObject({ code: 'forbidden' })
  world.clock.set('2026-05-17T06:59:59Z')
  expect(await world.as('office').run(confirm, {})).toBe('all')
  world.clock.set('2026-05-17T07:00:00Z')
  expect(await refusalOf(world.as('office').run(confirm, {}))).toMatchObject({ code: 'forbidden' })
})
test('a demotion is not outlived by what colleagues lent before it, however it came about', async () => {
  const world = await makeWorld()
  await world.as('manager').run(beginDelegation, { permission: 'award.confirm', to: memberOf(world, 'office'), ...days })
  expect(await world.as('office').run(confirm, {})).toBe('all')
  const lent = async () => (await admin`select ended_at is null as open from delegations where tenant_id = ${world.tenant}`)[0]
  // As a provider's groups do it: nobody looked at what was lent, and it lends nothing all the same.
  for (const role of ['crew', 'read_only']) {
    await admin`update members set role = ${role} where tenant_id = ${world.tenant} and id = ${world.people.office.memberId}`
    expect(await refusalOf(world.as('office').run(confirm, {})), role).toMatchObject({ code: 'forbidden' })
  }
  await admin`update members set role = 'office' where tenant_id = ${world.tenant} and id = ${world.people.office.memberId}`
  expect(await lent()).toEqual({ open: true })
  await world.as('admin').run(changeRole, { memberId: memberOf(world, 'office'), role: 'manager' })
  expect(await lent()).toEqual({ open: true })
  await world.as('admin').run(changeRole, { memberId: memberOf(world, 'office'), role: 'crew' })
  expect(await lent()).toEqual({ open: false })
  expect((await world.events('delegation.ended')).at(-1)?.detail).toMatchObject({ permission: 'award.confirm', why: 'the delegate’s role was changed' })
})
test('a manager with the delegation of finance approves beyond the own limit, on behalf of finance and within four eyes', async () => {
  const world = await makeWorld(),
    raiser = await world.join('finance'),
    away = world.people.finance
  const payout = async (name: string, person?: typeof away) => {
    const payeeId = await arrangePayee(world, name, person)
    await arrangeAward(world, payeeId, 250_000)
    return world
      .as(raiser)
      .run(raisePayout, { payeeId: encodeId('payee', payeeId), currency: 'USD', rail: 'payroll_csv', idempotencyKey: `delegated-${name}-1` })
  }
  const [other, toTheAway] = [await payout('Ravi'), await payout('Marta', away)]
  expect(await refusalOf(world.as('manager').run(approvePayouts, { payoutIds: [other.id] }))).toMatchObject({
    code: 'forbidden',
    message: expect.stringContaining('limit') as string,
  })
  await world.as('finance').run(beginDelegation, { permission: 'payout.approve', to: memberOf(world, 'manager'), ...days })
  await world.as('manager').run(approvePayouts, { payoutIds: [other.id] })
  expect(await admin`select on_behalf_of from payout_approvals where tenant_id = ${world.tenant}`).toMatchObject([{ on_behalf_of: away.memberId }])
  expect(await refusalOf(world.as('manager').run(approvePayouts, { payoutIds: [toTheAway.id] }))).toMatchObject({ code: 'forbidden' }) // paid to the delegator
})
test('a right that the delegator loses is lost to the delegate too', async () => {
  const world = await makeWorld()
  await world.as('manager').run(beginDelegation, { permission: 'award.confirm', to: memberOf(world, 'office'), ...days })
  expect(await world.as('office').run(confirm, {})).toBe('all')
  await admin`update members set role = 'dispatch' where id = ${world.people.manager.memberId}`
  expect(await refusalOf(world.as('office').run(confirm, {}))).toMatchObject({ code: 'forbidden' })
  await admin`update members set role = 'manager', state = 'suspended' where id = ${world.people.manager.memberId}`
  expect(await refusalOf(world.as('office').run(confirm, {}))).toMatchObject({ code: 'forbidden' })
})
test('the limit of a delegator who lost the right is no limit to approve by', async () => {
  const world = await makeWorld(),
    raiser = await world.join('finance'),
    payeeId = await arrangePayee(world, 'Ravi')
  await arrangeAward(world, payeeId, 250_000)
  const payout = await world
    .as(raiser)
    .run(raisePayout, { payeeId: encodeId('payee', payeeId), currency: 'USD', rail: 'payroll_csv', idempotencyKey: 'delegated-lost-1' })
  await world.as('finance').run(beginDelegation, { permission: 'payout.approve', to: memberOf(world, 'manager'), ...days })
  await admin`update members set role = 'dispatch' where id = ${world.people.finance.memberId}`
  expect(await refusalOf(world.as('manager').run(approvePayouts, { payoutIds: [payout.id] }))).toMatchObject({
    code: 'forbidden',
    message: expect.stringContaining('limit') as string,
  })
})
test('it is not lent on, not to oneself, not to who cannot see, not for the past, not twice, not for ever', async () => {
  const world = await makeWorld()
  await world.as('manager').run(beginDelegation, { permission: 'award.confirm', to: memberOf(world, 'finance'), ...days })
  const ask = (who: 'manager' | 'finance' | 'owner', input: object) =>
    refusalOf(world.as(who).run(beginDelegation, { permission: 'award.confirm', to: memberOf(world, 'office'), ...days, ...input }))
  expect(await ask('finance', {})).toMatchObject({ code: 'forbidden', message: expect.stringContaining('your own role does not include it') as string })
  expect(await ask('owner', { to: memberOf(world, 'owner') })).toMatchObject({ fields: { to: expect.stringContaining('colleague') as string } })
  for (const role of ['crew', 'read_only'] as const)
    expect(await ask('owner', { to: memberOf(world, role) })).toMatchObject({ fields: { to: expect.stringContaining('cannot see') as string } })
  expect(await ask('owner', { from: '2026-05-13' })).toMatchObject({ fields: { from: expect.stringContaining('in the past') as string } })
  expect(await ask('owner', { until: '2026-05-13' })).toMatchObject({ fields: { until: expect.stringContaining('before the first') as string } })
  expect(await ask('owner', { until: '2026-09-01' })).toMatchObject({ fields: { until: expect.stringContaining('92 days') as string } })
  expect(await ask('owner', { until: '2026-02-30' })).toMatchObject({ fields: { until: expect.stringContaining('not a day that exists') as string } })
  expect(await ask('manager', { from: '2026-05-20', until: '2026-05-30' })).toMatchObject({ code: 'conflict' })
  expect(await ask('owner', { permission: 'payout.release' })).toMatchObject({ fields: { permission: 'Choose what you delegate.' } })
  expect(await refusalOf(world.as('crew').run(beginDelegation, { permission: 'award.confirm', to: memberOf(world, 'office'), ...days }))).toMatchObject({
    code: 'forbidden',
  })
  expect(
    await refusalOf(world.as('owner').runWithoutFactor(beginDelegation, { permission: 'award.confirm', to: memberOf(world, 'office'), ...days })),
  ).toMatchObject({ code: 'step_up' })
})
test('either of both ends it at once, both are told, and a stranger sees nothing of it', async () => {
  const world = await makeWorld()
  const { id } = await world.as('manager').run(beginDelegation, { permission: 'award.confirm', to: memberOf(world, 'office'), ...days })
  expect(await refusalOf(world.as('finance').run(endDelegation, { id }))).toMatchObject({ code: 'not_found' })
  expect((await world.as('office').run(listDelegations, {})).delegations).toMatchObject([
    { direction: 'received', state: 'now', other: world.people.manager.name },
  ])
  expect((await world.as('finance').run(listDelegations, {})).delegations).toEqual([])
  await world.as('office').run(endDelegation, { id })
  expect(await refusalOf(world.as('office').run(confirm, {}))).toMatchObject({ code: 'forbidden' })
  expect(await refusalOf(world.as('manager').run(endDelegation, { id }))).toMatchObject({ code: 'conflict' })
  const mails = await admin<
    { to_address: string; subject: string }[]
  >`select to_address, subject from identity.outbox where tenant_id = ${world.tenant} order by created_at, id`
  expect(mails.filter((mail) => mail.to_address === world.people.manager.email)).toHaveLength(2)
  expect(mails.filter((mail) => mail.to_address === world.people.office.email)).toHaveLength(2)
  expect((await world.events()).map((row) => row.event).filter((name) => name.startsWith('delegation'))).toEqual(['delegation.begun', 'delegation.ended'])
  expect(JSON.stringify((await world.events('delegation.begun'))[0]!.detail)).not.toContain(world.people.office.name)
})
test('what has run out is closed by the clock, once', async () => {
  const world = await makeWorld()
  await world.as('manager').run(beginDelegation, { permission: 'award.confirm', to: memberOf(world, 'office'), ...days })
  const close = async (): Promise<unknown> => {
    await admin`select graphile_worker.add_job('test.close', ${JSON.stringify({ tenant: world.tenant, input: {} })}::text::json)`
    return drain(world, [{ kind: job('test.close', z.strictObject({})), operation: closeDelegations }])
  }
  await close()
  world.clock.set('2026-05-22T09:00:00Z')
  await close()
  await close()
  expect(await world.events('delegation.ended')).toMatchObject([{ actor_role: 'job', detail: { why: 'its last day is over' } }])
  expect((await world.as('manager').run(listDelegations, {})).delegations).toMatchObject([{ state: 'ended' }])
})
