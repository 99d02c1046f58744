// Each person is told once of what concerns them and of nothing else, by mail as they chose; what guards money cannot be silenced.
// ASVS V6.3.5
import { expect, test } from 'vitest'
import { cancelRedemption } from '../../lib/incentives/cancel-redemption.ts'
import { addItem } from '../../lib/incentives/change-catalogue.ts'
import { openDispute } from '../../lib/incentives/open-dispute.ts'
import { raisePayout } from '../../lib/incentives/raise-payouts.ts'
import { redeem } from '../../lib/incentives/redeem.ts'
import { encodeId, newUuid } from '../../lib/kernel/id.ts'
import { chooseNotifications, showNotificationChoices } from '../../lib/tenancy/choose-notifications.ts'
import { beginDelegation } from '../../lib/tenancy/delegation.ts'
import { listNotifications } from '../../lib/tenancy/list-notifications.ts'
import { openNotification, readNotifications } from '../../lib/tenancy/read-notifications.ts'
import { sendDigest } from '../../lib/tenancy/send-digest.ts'
import { job } from '../../lib/access/job.ts'
import { command } from '../../lib/access/operation.ts'
import { z } from 'zod'
import { awardNominated } from '../../lib/incentives/award-events.ts'
import { sessionStarted } from '../../lib/identity/events.ts'
import { payoutReturned, payoutSettled } from '../../lib/incentives/bank-events.ts'
import { faultOfMail } from '../../lib/platform/mail/smtp.ts'
import { drain } from '../support/drain.ts'
import { arrangeAward, arrangePayee } from '../support/wallet.ts'
import { admin, makeWorld, refusalOf, type Person, type World } from '../support/world.ts'

let keys = 0
const key = (): string => `notice-key-${++keys}`
const told = async (world: World, who: Person | 'office' | 'crew' | 'finance' | 'manager' | 'owner' | 'dispatch') =>
  (await world.as(who).run(listNotifications, {})).rows.map((row) => row.sentence)
const mails = async (world: World, to: Person): Promise<string[]> =>
  (
    await admin<
      { subject: string }[]
    >`select subject from identity.outbox where tenant_id = ${world.tenant} and to_address = ${to.email} order by created_at, id`
  ).map((row) => row.subject)
const minute = (world: World): void => world.clock.advance(61_000)

test('a redemption is told to those who hand out, its end to the payee; nobody else and never twice', async () => {
  const world = await makeWorld(),
    payeeId = await arrangePayee(world, 'Jana Ruiz', world.people.crew)
  await arrangeAward(world, payeeId, 5_000)
  const item = await world.as('office').run(addItem, { name: 'Fuel card', price: '10.00' })
  const made = await world.as('crew').run(redeem, { itemId: item.id, key: key() })
  expect(await drain(world)).toEqual(['incentives.tellOfRedemption'])
  expect(await told(world, 'office')).toEqual(['Jana Ruiz redeemed $10.00 for Fuel card; hand it out or cancel it'])
  expect([await told(world, 'crew'), await told(world, 'manager'), await told(world, 'dispatch')]).toEqual([[], [], []])
  await world.as('office').run(cancelRedemption, { id: made.id, reason: 'None left.' })
  await drain(world)
  expect(await told(world, 'crew')).toEqual(['RD-00001 was cancelled and $10.00 is back in your balance: None left.'])
  expect(await mails(world, world.people.crew)).toEqual([expect.stringContaining('RD-00001 was cancelled') as string])
  expect(await world.events('notice.sent')).toHaveLength(2)
})
test('a job that runs again tells nobody again', async () => {
  const world = await makeWorld(),
    payeeId = await arrangePayee(world, 'Jana Ruiz', world.people.crew)
  const award = await arrangeAward(world, payeeId, 5_000)
  await world.as('crew').run(openDispute, { awardId: award.id, line: 'sum', reason: 'Two visits are missing.' })
  const [waiting] = await admin<
    { task: string; payload: object }[]
  >`select t.identifier as task, payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id where payload ->> 'tenant' = ${world.tenant}`
  await drain(world)
  const before = await told(world, 'office')
  expect(before).toEqual(['Jana Ruiz disputes “The sum” of A-00001; answer by Thu, May 28'])
  await admin`select graphile_worker.add_job(${waiting!.task}, ${JSON.stringify(waiting!.payload)}::text::json)`
  expect(await drain(world)).toEqual([waiting!.task])
  expect(await told(world, 'office')).toEqual(before)
  expect(await mails(world, world.people.office)).toHaveLength(1)
})
test('approvers hear once a minute what waits for them, and only what they may approve', async () => {
  const world = await makeWorld(),
    twoPeople: string[] = []
  for (const [name, minor] of [
    ['Jana', 5_000],
    ['Ravi', 250_000],
  ] as const) {
    const payeeId = await arrangePayee(world, name, name === 'Jana' ? world.people.manager : undefined)
    await arrangeAward(world, payeeId, minor)
    twoPeople.push(payeeId)
  }
  for (const payeeId of twoPeople)
    await world.as('finance').run(raisePayout, { payeeId: encodeId('payee', payeeId), currency: 'USD', rail: 'payroll_csv', idempotencyKey: key() })
  expect(await drain(world)).toEqual([])
  minute(world)
  expect(await drain(world)).toEqual(['incentives.tellApprovers'])
  expect(await told(world, 'owner')).toEqual(['2 payouts worth $2,550.00 wait for your approval'])
  expect(await told(world, 'finance')).toEqual([]) // raised them
  expect(await told(world, 'manager')).toEqual([]) // payee of one, and the other is over the own limit
})
test('a delegate hears what the delegator would', async () => {
  const world = await makeWorld(),
    payeeId = await arrangePayee(world, 'Ravi')
  await arrangeAward(world, payeeId, 250_000)
  await world
    .as('owner')
    .run(beginDelegation, { permission: 'payout.approve', to: encodeId('member', world.people.manager.memberId), from: '2026-05-14', until: '2026-05-20' })
  await world.as('finance').run(raisePayout, { payeeId: encodeId('payee', payeeId), currency: 'USD', rail: 'payroll_csv', idempotencyKey: key() })
  minute(world)
  await drain(world)
  expect(await told(world, 'manager')).toEqual(['P-00001 of $2,500.00 waits for your approval'])
})
test('a payee hears that money arrived or came back, through the link of the payee record', async () => {
  const world = await makeWorld(),
    second = await world.join('crew'),
    ids: string[] = []
  for (const [name, person] of [
    ['Jana', world.people.crew],
    ['Ravi', second],
    ['Nobody', undefined],
  ] as const) {
    const payeeId = await arrangePayee(world, name, person)
    await arrangeAward(world, payeeId, 4_000)
    ids.push(payeeId)
    await world.as('finance').run(raisePayout, { payeeId: encodeId('payee', payeeId), currency: 'USD', rail: 'payroll_csv', idempotencyKey: key() })
  }
  const rows = await admin<
    { id: string; payee_id: string; number: string }[]
  >`select id, payee_id, number from payouts where tenant_id = ${world.tenant} order by number`
  const bank = command({
    name: 'test.bankSays',
    needs: 'statement.import',
    input: z.strictObject({}),
    run: async (ctx) => {
      for (const row of rows) {
        if (row.number === 'P-00002')
          ctx.record(payoutReturned, row.id, {
            number: row.number,
            amount: '40.00 USD',
            code: 'AC04',
            meaning: 'closed account',
            reaction: '',
            charges: '0.00 USD',
            statement: 'S-1',
            line: 1,
            payeeId: '',
          })
        else ctx.record(payoutSettled, row.id, { number: row.number, amount: '40.00 USD', statement: 'S-1', line: 1, payeeId: '' })
      }
    },
  })
  await admin`update payouts set return_reason = 'closed account' where tenant_id = ${world.tenant} and number = 'P-00002'`
  await world.as('finance').run(bank, {})
  minute(world)
  await drain(world)
  expect(await told(world, 'crew')).toEqual(['$40.00 has arrived (P-00001)'])
  expect(await told(world, second)).toEqual(['$40.00 came back from the bank (P-00002: closed account); it will be paid anew once the reason is settled'])
})
test('those who confirm awards hear what waits, without their own and without what they nominated', async () => {
  const world = await makeWorld(),
    mine = await arrangePayee(world, 'Henrik', world.people.manager),
    other = await arrangePayee(world, 'Ravi')
  await arrangeAward(world, mine, 1_000, { state: 'computed' })
  await arrangeAward(world, other, 2_500, { state: 'computed' })
  const nominated = await arrangeAward(world, other, 5_000, { state: 'computed' })
  await admin`update awards set kind = 'nomination', state = 'nominated', nominated_by = ${world.people.manager.memberId} where tenant_id = ${world.tenant} and number = ${nominated.number}`
  const compute = command({
    name: 'test.computed',
    needs: 'award.compute',
    input: z.strictObject({}),
    run: async (ctx) => {
      ctx.record(awardNominated, newUuid(ctx.now), { number: nominated.number, amount: '', payee: '', proof: '' })
    },
  })
  await world.as('finance').run(compute, {})
  minute(world)
  expect(await drain(world)).toEqual(['incentives.tellConfirmers'])
  expect(await told(world, 'owner')).toEqual(['3 awards worth $85.00 wait for your confirmation'])
  expect(await told(world, 'manager')).toEqual(['1 award worth $25.00 waits for your confirmation'])
  expect(await told(world, 'finance')).toEqual([])
})
test('a sign-in from a browser not seen before is told to its member, a usual one to nobody', async () => {
  const world = await makeWorld()
  const signIn = (isNew: boolean) =>
    world.as('crew').run(
      command({
        name: 'test.signIn',
        needs: 'session.own',
        input: z.strictObject({}),
        run: async (ctx) => {
          ctx.record(sessionStarted, world.people.crew.sessionId, { device: 'Firefox on Linux', methods: ['password'], isNew })
        },
      }),
      {},
    )
  await signIn(false)
  await drain(world)
  expect(await told(world, 'crew')).toEqual([])
  await signIn(true)
  await drain(world)
  expect(await told(world, 'crew')).toEqual(['New sign-in to your account from Firefox on Linux'])
  const [mail] = await admin<{ body: string }[]>`select body from identity.outbox where tenant_id = ${world.tenant} and to_address = ${world.people.crew.email}`
  expect(mail!.body).toContain('Address 192.0.2.7.')
})
test('a name of control characters does not keep a notice from being mailed', async () => {
  const world = await makeWorld(),
    payeeId = await arrangePayee(world, 'Jana\u0007\u202e Ruiz', world.people.crew) // as an old file may have brought it
  await arrangeAward(world, payeeId, 5_000)
  const item = await world.as('office').run(addItem, { name: 'Fuel card', price: '10.00' })
  await world.as('crew').run(redeem, { itemId: item.id, key: key() })
  await drain(world)
  const [subject] = await mails(world, world.people.office)
  expect(subject).toContain('Jana Ruiz redeemed')
  expect(faultOfMail({ id: 'x', to: 'a@example.com', subject: subject ?? '', body: '' })).toBeUndefined()
})
test('mail goes at once, in the digest, or not at all, as each has chosen; the product shows it in any case', async () => {
  const world = await makeWorld('2026-05-14T20:00:00Z'),
    payeeId = await arrangePayee(world, 'Jana Ruiz', world.people.crew)
  await arrangeAward(world, payeeId, 9_000)
  const daily = world.people.office,
    never = world.people.finance,
    [item] = [await world.as('office').run(addItem, { name: 'Fuel card', price: '10.00' })]
  await world.as(daily).run(chooseNotifications, { choices: { waiting: 'daily' } })
  await world.as(never).run(chooseNotifications, { choices: { waiting: 'never' } })
  for (let n = 0; n < 2; n++) await world.as('crew').run(redeem, { itemId: item.id, key: key() })
  await drain(world)
  expect([await mails(world, daily), await mails(world, never)]).toEqual([[], []])
  expect(await mails(world, world.people.owner)).toHaveLength(2)
  expect([(await told(world, 'office')).length, (await told(world, 'finance')).length]).toEqual([2, 2])
  const run = async (): Promise<string[]> => {
    await admin`select graphile_worker.add_job('test.digest', ${JSON.stringify({ tenant: world.tenant, input: {} })}::text::json)`
    return drain(world, [{ kind: job('test.digest', z.strictObject({})), operation: sendDigest }])
  }
  world.clock.set('2026-05-15T13:59:00Z') // 06:59 in Los Angeles
  await run()
  expect(await mails(world, daily)).toEqual([])
  world.clock.set('2026-05-15T14:00:00Z')
  await run()
  await run()
  expect(await mails(world, daily)).toEqual([expect.stringMatching(/2 notices since yesterday$/) as string])
  expect(await mails(world, never)).toEqual([])
})
test('what is read before the digest leaves is not mailed', async () => {
  const world = await makeWorld('2026-05-14T20:00:00Z')
  const [id] = [newUuid(world.clock.now())]
  await admin`insert into notifications (tenant_id, id, member_id, kind, sentence, subject_kind, subject_id, cause_id, mail, created_at) values (${world.tenant}, ${id}, ${world.people.crew.memberId}, 'paid', 'It arrived', 'payout', ${id}, ${id}, 'daily', ${world.clock.now()})`
  expect(await world.as('crew').run(openNotification, { id: encodeId('notification', id) })).toMatchObject({
    subject: { kind: 'payout', id: encodeId('payout', id) },
  })
  expect(await refusalOf(world.as('office').run(openNotification, { id: encodeId('notification', id) }))).toMatchObject({ code: 'not_found' })
  world.clock.set('2026-05-15T15:00:00Z')
  await admin`select graphile_worker.add_job('test.digest2', ${JSON.stringify({ tenant: world.tenant, input: {} })}::text::json)`
  await drain(world, [{ kind: job('test.digest2', z.strictObject({})), operation: sendDigest }])
  expect(await mails(world, world.people.crew)).toEqual([])
})
test('bank details and sign-ins cannot be silenced', async () => {
  const world = await makeWorld()
  for (const kind of ['bank_detail', 'sign_in'])
    expect(await refusalOf(world.as('crew').run(chooseNotifications, { choices: { [kind]: 'never' } }))).toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('cannot be silenced') as string,
    })
  await world.as('crew').run(chooseNotifications, { choices: { sign_in: 'daily', paid: 'never', waiting: 'at_once' } })
  expect((await world.as('crew').run(showNotificationChoices, {})).kinds.map((kind) => kind.mail)).toEqual([
    'at_once',
    'never',
    'at_once',
    'at_once',
    'at_once',
    'at_once',
    'at_once',
    'daily',
    'at_once',
  ])
  expect(await world.events('notice.choices_changed')).toMatchObject([
    {
      detail: {
        changes: [
          { field: 'paid', before: 'at once', after: 'never' },
          { field: 'new sign-in', before: 'at once', after: 'daily' },
        ],
      },
    },
  ])
})
test('all are marked as read at once, and only one’s own', async () => {
  const world = await makeWorld()
  for (const person of [world.people.crew, world.people.office]) {
    const id = newUuid(world.clock.now())
    await admin`insert into notifications (tenant_id, id, member_id, kind, sentence, subject_kind, subject_id, cause_id, mail) values (${world.tenant}, ${id}, ${person.memberId}, 'paid', 'It arrived', 'payout', ${id}, ${id}, 'never')`
  }
  expect(await world.as('crew').run(readNotifications, {})).toEqual({ count: 1 })
  expect((await world.as('crew').run(listNotifications, { unread: 'yes' })).rows).toEqual([])
  expect((await world.as('office').run(listNotifications, {})).unread).toBe(1)
})
