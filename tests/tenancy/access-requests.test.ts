// Who needs more than their role asks with a reason and a time; somebody else who holds it gives it, never for longer; it counts at the next request and ends by itself.
import { textOf } from '../support/list-file.ts'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { event } from '../../lib/access/event.ts'
import { command } from '../../lib/access/operation.ts'
import { showEvent } from '../../lib/audit/show-event.ts'
import { approvePayouts } from '../../lib/incentives/approve-payouts.ts'
import { raisePayout } from '../../lib/incentives/raise-payouts.ts'
import { encodeId } from '../../lib/kernel/id.ts'
import { askAccess, waitingMax, withdrawAccess } from '../../lib/tenancy/access/ask-access.ts'
import { approveAccess, endAccess, refuseAccess } from '../../lib/tenancy/access/decide-access.ts'
import { exportAccess, listAccess, showAccess } from '../../lib/tenancy/access/list-access.ts'
import { showOwnAccess } from '../../lib/tenancy/access/own-access.ts'
import { changeRole, endMembership, resumeMember, suspendMember } from '../../lib/tenancy/change-member.ts'
import { changeClocks } from '../../lib/tenancy/company.ts'
import { beginDelegation } from '../../lib/tenancy/delegation.ts'
import { explainPermission } from '../../lib/tenancy/explain-permission.ts'
import { showDesk } from '../../lib/tenancy/show-desk.ts'
import { showMember } from '../../lib/tenancy/show-member.ts'
import { copyRole, endRole, reviseRole } from '../../lib/tenancy/write-role.ts'
import { drain } from '../support/drain.ts'
import { arrangeAward, arrangePayee } from '../support/wallet.ts'
import { admin, makeWorld, refusalOf, type Person, type World } from '../support/world.ts'

const confirmed = event('award.test_given', 'award', z.strictObject({}), () => 'confirmed')
const confirm = command({
  name: 'test.confirmGiven',
  needs: 'award.confirm',
  input: z.strictObject({}),
  run: async (ctx) => {
    ctx.record(confirmed, null, {})
    return ctx.reach('award.confirm')
  },
})
const hour = 3_600_000
const later = (world: World, milliseconds: number): void => world.clock.set(new Date(world.clock.now().getTime() + milliseconds).toISOString())
const ask = (world: World, who: Person | 'crew' | 'dispatch' | 'manager' | 'office' | 'finance', what: object) =>
  world.as(who).run(askAccess, { amount: 4, unit: 'hours', reason: 'The others are away', ...what })
const give = (world: World, requestId: string, who: 'owner' | 'admin' | 'manager' = 'owner', how: object = {}) =>
  world.as(who).run(approveAccess, { requestId, amount: 4, unit: 'hours', ...how })

test('asking gives nothing; a permission that was given counts at the next request and not from its last moment on', async () => {
  const world = await makeWorld(),
    { id, number } = await ask(world, 'dispatch', { grants: ['award.confirm:all'] })
  expect(number).toBe('RQ-00001')
  expect(await refusalOf(world.as('dispatch').run(confirm, {}))).toMatchObject({ code: 'forbidden' })
  await give(world, id)
  expect(await world.as('dispatch').run(confirm, {})).toBe('all')
  expect((await world.as('dispatch').run(showDesk, {})).reaches['award.confirm']).toBe('all')
  later(world, 4 * hour - 1)
  expect(await world.as('dispatch').run(confirm, {})).toBe('all')
  later(world, 1)
  expect(await refusalOf(world.as('dispatch').run(confirm, {}))).toMatchObject({ code: 'forbidden' })
  expect((await world.as('dispatch').run(showOwnAccess, {})).requests[0]).toMatchObject({ number, state: 'expired' })
  expect((await world.as('owner').run(listAccess, { state: 'expired' })).rows.map((row) => row.number)).toEqual([number])
  expect((await world.events()).map((one) => one.event).filter((name) => name.startsWith('access_request.'))).toEqual([
    'access_request.asked',
    'access_request.approved',
  ])
  await drain(world)
  expect((await world.events('access_request.expired')).map((one) => one.detail)).toEqual([
    { member: expect.stringContaining('M-') as string, number, what: '“Confirm or decline awards”' },
  ])
})
test('a role that was given adds what it holds; when it holds less, or has ended, so does the grant, and what it gains later is not given', async () => {
  const world = await makeWorld(),
    { id: roleId } = await world
      .as('owner')
      .run(copyRole, { source: 'manager', name: 'Stand-in', grants: ['home.read:own', 'session.own:own', 'award.confirm:all', 'award.read:all'] })
  const { id } = await ask(world, 'dispatch', { role: roleId })
  await give(world, id)
  expect(await world.as('dispatch').run(confirm, {})).toBe('all')
  await world
    .as('owner')
    .run(reviseRole, { roleId, version: 1, name: 'Stand-in', grants: ['home.read:own', 'session.own:own', 'award.read:all', 'payout.read:all'] })
  const { reaches } = await world.as('dispatch').run(showDesk, {})
  expect([reaches['award.confirm'], reaches['award.read'], reaches['payout.read']]).toEqual([undefined, 'all', undefined])
  await world.as('owner').run(endRole, { roleId })
  expect((await world.as('dispatch').run(showDesk, {})).reaches['award.read']).toBeUndefined()
  expect((await world.events('access_request.ended')).at(-1)?.detail).toMatchObject({ why: 'the role has ended' })
})
test('nobody decides over their own request, whatever they hold, and the database refuses it as well', async () => {
  const world = await makeWorld(),
    second = await world.join('admin'),
    { id } = await ask(world, second, { grants: ['work.read:all'] })
  expect(await refusalOf(world.as(second).run(approveAccess, { requestId: id, amount: 1, unit: 'hours' }))).toMatchObject({
    code: 'forbidden',
    message: expect.stringContaining('yourself') as string,
  })
  expect(await refusalOf(world.as(second).run(refuseAccess, { requestId: id, reason: 'No reason' }))).toMatchObject({ code: 'forbidden' })
  await expect(admin`update access_requests set decided_by = member_id where tenant_id = ${world.tenant}`).rejects.toThrow(/two_people/)
})
test('nobody gives what their own role does not hold, nor hands on what was given to them for a time', async () => {
  const world = await makeWorld(),
    { id } = await ask(world, 'crew', { grants: ['payout.approve:all'] })
  expect(await refusalOf(give(world, id, 'admin'))).toMatchObject({ code: 'forbidden', message: expect.stringContaining('do not hold') as string })
  const own = await ask(world, 'manager', { grants: ['member.change:all'] })
  await give(world, own.id)
  const raise = await ask(world, 'crew', { grants: ['payout.raise:all'] })
  expect(await refusalOf(give(world, raise.id, 'manager'))).toMatchObject({ code: 'forbidden' })
  await give(world, id, 'manager') // by role the manager approves payouts
  // A right that ends by itself is not lent on either.
  const office = await ask(world, 'office', { grants: ['award.confirm:all', 'delegation.change:all'] })
  await give(world, office.id)
  expect(
    await refusalOf(
      world
        .as('office')
        .run(beginDelegation, { permission: 'award.confirm', to: encodeId('member', world.people.manager.memberId), from: '2026-05-14', until: '2026-05-15' }),
    ),
  ).toMatchObject({ code: 'forbidden' })
  // Nor does it give roles beyond the own one.
  expect(await refusalOf(world.as('manager').run(changeRole, { memberId: encodeId('member', world.people.crew.memberId), role: 'finance' }))).toMatchObject({
    code: 'forbidden',
  })
})
test('who lacks the right to look after members sees and decides nothing', async () => {
  const world = await makeWorld(),
    { id } = await ask(world, 'crew', { grants: ['work.read:all'] })
  for (const who of ['finance', 'manager', 'office', 'crew', 'read_only'] as const) {
    for (const attempt of [
      () => world.as(who).run(listAccess, {}),
      () => world.as(who).run(showAccess, { requestId: id }),
      () => give(world, id, who as 'manager'),
      () => world.as(who).run(refuseAccess, { requestId: id, reason: 'No reason' }),
      () => world.as(who).run(endAccess, { requestId: id, reason: 'No reason' }),
    ])
      expect(await refusalOf(attempt())).toMatchObject({ code: 'forbidden' })
  }
  expect(await refusalOf(world.as('owner').runWithoutFactor(approveAccess, { requestId: id, amount: 1, unit: 'hours' }))).toMatchObject({ code: 'step_up' })
})
test('the time is the company’s to bound and the approver’s to shorten, never to lengthen', async () => {
  const world = await makeWorld()
  for (const [amount, unit] of [
    [31, 'days'],
    [721, 'hours'],
    [0, 'days'],
    [1.5, 'days'],
  ] as const)
    expect((await refusalOf(ask(world, 'crew', { grants: ['work.read:all'], amount, unit }))).fields).toHaveProperty('amount')
  const { id } = await ask(world, 'crew', { grants: ['work.read:all'], amount: 2, unit: 'days' })
  expect((await refusalOf(give(world, id, 'owner', { amount: 49 }))).fields).toHaveProperty('amount')
  await give(world, id, 'owner', { amount: 1 })
  expect((await world.as('crew').run(showOwnAccess, {})).requests[0]).toMatchObject({ state: 'granted', endsAt: new Date('2026-05-14T10:00:00Z') })
  await world.as('owner').run(changeClocks, { bankDetailHoldDays: 7, disputeBusinessDays: 10, accessDaysMax: 1 })
  expect((await refusalOf(ask(world, 'office', { grants: ['work.record:all', 'award.confirm:all'], amount: 2, unit: 'days' }))).fields).toHaveProperty('amount')
})
test('what cannot be asked for is refused with the field: owner, what one has, what everyone has, what there is not, both at once, nothing', async () => {
  const world = await makeWorld(),
    fault = async (what: object) => Object.keys((await refusalOf(ask(world, 'crew', what))).fields)
  expect(await fault({ role: 'owner' })).toEqual(['role'])
  expect(await fault({ role: 'operator' })).toEqual(['role'])
  expect(await fault({ role: 'crew' })).toEqual(['role'])
  expect(await fault({ grants: ['program.read:all'] })).toEqual(['grants'])
  for (const grant of ['home.read:own', 'tenant.read:all', 'payout.approve:own', 'payout.fly:all', '__proto__:all'])
    expect(await fault({ grants: [grant] }), grant).toEqual(['grants'])
  expect(await fault({})).toEqual(['grants'])
  expect(await fault({ role: 'office', grants: ['work.read:all'] })).toEqual(['role'])
  expect(await fault({ grants: ['work.read:all'], reason: ' ' })).toEqual(['reason'])
  for (let n = 0; n < waitingMax; n++) await ask(world, 'crew', { grants: ['work.read:all'] })
  expect(await refusalOf(ask(world, 'crew', { grants: ['work.read:all'] }))).toMatchObject({ code: 'conflict' })
})
test('it ends early by the asker or a manager, once, and a decided request is not decided again', async () => {
  const world = await makeWorld(),
    [first, second, third] = [
      await ask(world, 'crew', { grants: ['work.read:all'] }),
      await ask(world, 'crew', { grants: ['payee.read:all'] }),
      await ask(world, 'crew', { grants: ['award.read:all'] }),
    ]
  await give(world, first.id)
  await give(world, second.id)
  await world.as('crew').run(withdrawAccess, { requestId: first.id })
  expect((await world.as('crew').run(showDesk, {})).reaches).toMatchObject({ 'work.read': 'own', 'payee.read': 'all' })
  expect(await refusalOf(world.as('office').run(withdrawAccess, { requestId: second.id }))).toMatchObject({ code: 'not_found' })
  await world.as('admin').run(endAccess, { requestId: second.id, reason: 'The others are back' })
  expect((await world.as('crew').run(showDesk, {})).reaches['payee.read']).toBeUndefined()
  await world.as('crew').run(withdrawAccess, { requestId: third.id })
  for (const attempt of [
    () => give(world, first.id),
    () => give(world, third.id),
    () => world.as('admin').run(endAccess, { requestId: second.id, reason: 'Again' }),
    () => world.as('admin').run(refuseAccess, { requestId: third.id, reason: 'Too late' }),
    () => world.as('crew').run(withdrawAccess, { requestId: third.id }),
  ])
    expect(await refusalOf(attempt())).toMatchObject({ code: 'conflict' })
  expect((await world.events()).map((one) => one.event).filter((name) => /^access_request\.(ended|withdrawn)/.test(name))).toEqual([
    'access_request.ended',
    'access_request.ended',
    'access_request.withdrawn',
  ])
})
test('two who approve at the same time: one does, and one is told', async () => {
  const world = await makeWorld(),
    { id } = await ask(world, 'crew', { grants: ['member.read:all'] }),
    outcomes = await Promise.allSettled([give(world, id, 'owner'), give(world, id, 'admin')])
  expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected'])
  expect(await world.events('access_request.approved')).toHaveLength(1)
})
test('another role leaves nothing of what was given in the one before', async () => {
  const world = await makeWorld(),
    person = await world.join('office'),
    memberId = encodeId('member', person.memberId)
  await give(world, (await ask(world, person, { grants: ['member.read:all'] })).id)
  await world.as('owner').run(changeRole, { memberId, role: 'crew' })
  expect((await world.as('owner').run(showMember, { memberId })).granted).toEqual([])
  expect(await admin`select state, ended_why from access_requests where tenant_id = ${world.tenant}`).toMatchObject([
    { state: 'ended', ended_why: 'the role was changed' },
  ])
})
test('whoever is suspended or leaves takes nothing along, and does not find it again on coming back', async () => {
  const world = await makeWorld(),
    person = await world.join('crew'),
    memberId = encodeId('member', person.memberId),
    [given, waiting] = [await ask(world, person, { grants: ['member.read:all'] }), await ask(world, person, { grants: ['work.read:all'] })]
  await give(world, given.id)
  await world.as('owner').run(suspendMember, { memberId, reason: 'On leave' })
  expect(await refusalOf(give(world, waiting.id))).toMatchObject({ code: 'conflict' })
  await world.as('owner').run(resumeMember, { memberId })
  expect((await world.as('owner').run(showMember, { memberId })).granted).toEqual([])
  expect(await admin`select state from access_requests where tenant_id = ${world.tenant} order by number`).toMatchObject([
    { state: 'ended' },
    { state: 'withdrawn' },
  ])
  await give(world, (await ask(world, 'office', { grants: ['member.read:all'] })).id)
  await world.as('owner').run(endMembership, { memberId: encodeId('member', world.people.office.memberId), reason: 'Left us' })
  expect(await admin`select ended_why from access_requests where tenant_id = ${world.tenant} and number = 'RQ-00003'`).toMatchObject([
    { ended_why: 'the membership was ended' },
  ])
})
test('separation is by person: a grant to approve payouts lets nobody approve what they raised or are paid, and keeps the limit of their role', async () => {
  const world = await makeWorld(),
    finance = await world.join('finance'),
    payee = await arrangePayee(world, 'Ravi'),
    mine = await arrangePayee(world, 'Ofelia', world.people.office)
  await arrangeAward(world, payee, 50_000)
  await arrangeAward(world, mine, 50_000)
  const raise = (who: Person | 'office', payeeId: string) =>
    world.as(who).run(raisePayout, { payeeId: encodeId('payee', payeeId), currency: 'USD', rail: 'payroll_csv', idempotencyKey: `given-${payeeId}` })
  await give(world, (await ask(world, 'office', { grants: ['payout.approve:all', 'payout.raise:all'] })).id)
  const [raised, paid] = [await raise('office', payee), await raise(finance, mine)]
  for (const payout of [raised, paid])
    expect(await refusalOf(world.as('office').run(approvePayouts, { payoutIds: [payout.id] }))).toMatchObject({ code: 'forbidden' })
  const [other, large] = [await arrangePayee(world, 'Sol'), await arrangePayee(world, 'Tess')]
  await arrangeAward(world, other, 50_000)
  await arrangeAward(world, large, 250_000)
  await world.as('office').run(approvePayouts, { payoutIds: [(await raise(finance, other)).id] })
  expect(await refusalOf(world.as('office').run(approvePayouts, { payoutIds: [(await raise(finance, large)).id] }))).toMatchObject({
    message: expect.stringContaining('limit') as string,
  })
})
test('“why can this person do that?” names the request and its end, and the member page shows what was given', async () => {
  const world = await makeWorld(),
    { id, number } = await ask(world, 'dispatch', { grants: ['award.confirm:all'] }),
    memberId = encodeId('member', world.people.dispatch.memberId)
  await give(world, id)
  const why = await world.as('owner').run(explainPermission, { memberId, permission: 'award.confirm' })
  expect(why).toMatchObject({
    reach: 'all',
    role: { reach: undefined },
    given: [{ number, endsAt: new Date('2026-05-14T13:00:00Z'), by: world.people.owner.name, counts: true }],
  })
  const page = await world.as('owner').run(showMember, { memberId })
  expect(page.granted).toMatchObject([{ number, sentences: ['Confirm or decline awards'] }])
  expect(page.permissions.find((one) => one.name === 'award.confirm')).toMatchObject({ reach: 'all', why: `given by ${number}` })
  later(world, 5 * hour)
  expect(await world.as('owner').run(explainPermission, { memberId, permission: 'award.confirm' })).toMatchObject({ reach: undefined, given: [] })
})
test('the log says of an act that a grant allowed it, where the role did not', async () => {
  const world = await makeWorld(new Date().toISOString()),
    { id, number } = await ask(world, 'dispatch', { grants: ['award.confirm:all'] })
  await give(world, id)
  await world.as('dispatch').run(confirm, {})
  await world.as('manager').run(confirm, {})
  later(world, 5 * hour)
  await drain(world)
  const [byGrant, byRole] = await world.events('award.test_given')
  expect((await world.as('owner').run(showEvent, { id: encodeId('auditEvent', byGrant?.id ?? '') })).event).toMatchObject({
    grant: { id, number },
    permission: { name: 'award.confirm' },
  })
  expect((await world.as('owner').run(showEvent, { id: encodeId('auditEvent', byRole?.id ?? '') })).event.grant).toBeUndefined()
})
test('those who may decide are told, the asker is told what came of it, and nobody is told of what they did themselves', async () => {
  const world = await makeWorld(),
    { id } = await ask(world, 'crew', { grants: ['member.read:all'] }),
    told = async () =>
      await admin<
        { name: string; sentence: string }[]
      >`select m.name, n.sentence from notifications n join members m on m.tenant_id = n.tenant_id and m.id = n.member_id where n.tenant_id = ${world.tenant} and n.kind = 'access' order by n.id`
  await drain(world)
  expect((await told()).map((one) => one.name).sort()).toEqual([world.people.admin.name, world.people.owner.name].sort())
  await give(world, id)
  await drain(world)
  expect((await told()).at(-1)).toMatchObject({
    name: world.people.crew.name,
    sentence: expect.stringContaining('“See who belongs to the company” until') as string,
  })
  later(world, 4 * hour)
  await drain(world)
  expect((await told()).at(-1)).toMatchObject({ name: world.people.crew.name, sentence: expect.stringContaining('is over') as string })
  const before = (await told()).length,
    second = await ask(world, 'crew', { grants: ['member.read:all'] })
  await drain(world)
  await world.as('crew').run(withdrawAccess, { requestId: second.id })
  await drain(world)
  expect((await told()).length).toBe(before + 2)
})
test('the list is read by state and name, and leaves the house as a file only with a code', async () => {
  const world = await makeWorld()
  for (const grants of [['work.read:all'], ['payee.read:all'], ['member.read:all']]) await ask(world, 'crew', { grants })
  expect((await world.as('admin').run(listAccess, { state: 'asked', size: 2 })).rows.map((row) => row.number)).toEqual(['RQ-00003', 'RQ-00002'])
  const page = await world.as('admin').run(listAccess, { size: 2 })
  expect((await world.as('admin').run(listAccess, { size: 2, after: page.next })).rows.map((row) => row.number)).toEqual(['RQ-00001'])
  expect((await world.as('admin').run(listAccess, { q: 'RQ-00002' })).rows).toHaveLength(1)
  expect(await refusalOf(world.as('admin').runWithoutFactor(exportAccess, {}))).toMatchObject({ code: 'step_up' })
  expect(await textOf(await world.as('admin').run(exportAccess, {}))).toContain('RQ-00003')
})
