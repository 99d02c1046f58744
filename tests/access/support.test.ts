// An operator looks at a company by that company's grant alone: by name, for hours, read only down to the database, each look in the company's log, and out at the next request once the grant is over.
import { beforeAll, describe, expect, test } from 'vitest'
import type { Caller, Operation } from '../../lib/access/operation.ts'
import { Passage } from '../../lib/access/passage.ts'
import { isPermission } from '../../lib/access/operation.ts'
import { permissionNames } from '../../lib/access/permissions.ts'
import { roles } from '../../lib/access/roles.ts'
import { supportRole } from '../../lib/access/support-role.ts'
import { Refusal } from '../../lib/kernel/refusal.ts'
import { encodeId, newUuid } from '../../lib/kernel/id.ts'
import { platformTenant } from '../../lib/kernel/platform-tenant.ts'
import { changePassword } from '../../lib/identity/own-account.ts'
import { endOtherOwnSessions, endOwnSession, listOwnSessions, signOut } from '../../lib/identity/own-sessions.ts'
import { enterSupport } from '../../lib/identity/support/enter-support.ts'
import { leaveSupport } from '../../lib/identity/support/leave-support.ts'
import type { SessionToken } from '../../lib/identity/session-token.ts'
import { listMembers } from '../../lib/tenancy/list-members.ts'
import { changeNetworks } from '../../lib/tenancy/networks.ts'
import { showDesk } from '../../lib/tenancy/show-desk.ts'
import { askAccess } from '../../lib/tenancy/access/ask-access.ts'
import { approveAccess } from '../../lib/tenancy/access/decide-access.ts'
import { endSupport, grantSupport } from '../../lib/tenancy/support/grant-support.ts'
import { listOwnSupport, listSupport } from '../../lib/tenancy/support/list-support.ts'
import { identityOperations, operations } from '../../lib/registry.ts'
import { Browser, eventsOf, makePerson, password, presentClock } from '../identity/person.ts'
import { sampleOf } from '../support/sample.ts'
import { drain } from '../support/drain.ts'
import { admin, makeWorld, refusalOf, type World } from '../support/world.ts'

type Operator = Awaited<ReturnType<typeof makePerson>>
const isShut = (promise: Promise<unknown>) => expect(promise).rejects.toMatchObject({ name: 'DoorShut' })
/** Signed in at the console, with a code that was not used yet. */
async function atConsole(operator: Operator): Promise<Browser> {
  const browser = new Browser(presentClock())
  await admin`update identity.factors set last_step = 0 where account_id = ${operator.accountId}`
  await browser.signIn(operator)
  browser.clock.advance(30_000)
  return browser
}
const letIn = (world: World, operator: Operator, hours = 4) =>
  world.as('owner').run(grantSupport, { operator: operator.email, hours, reason: 'The batch of Monday' })
const goIn = (browser: Browser, world: World, operator: Operator, grantId: string, given: object = {}) =>
  enterSupport.invoke(browser, { ...browser.own, tenantId: encodeId('tenant', world.tenant), grantId, factorCode: operator.code(browser.clock), ...given })
const callerOf = (token: SessionToken, ip = '192.0.2.7'): Caller => ({
  door: { kind: 'session', tenant: token.tenant, secret: token.secret },
  place: { requestId: 'test', ip, agent: 'vitest' },
})
interface Inside {
  readonly world: World
  readonly operator: Operator
  readonly token: SessionToken
  readonly caller: Caller
  readonly grant: { readonly id: string; readonly number: string }
}
async function inside(): Promise<Inside> {
  const world = await makeWorld(new Date().toISOString()),
    operator = await makePerson(platformTenant, 'operator'),
    grant = await letIn(world, operator),
    token = await goIn(await atConsole(operator), world, operator, grant.id)
  if (!token) throw new Error('not inside')
  return { world, operator, token, caller: callerOf(token), grant }
}

describe('a grant', () => {
  test('is given by who may, to an operator by name, for hours, with a code and a reason, in the log', async () => {
    const world = await makeWorld(new Date().toISOString()),
      operator = await makePerson(platformTenant, 'operator'),
      stranger = await makePerson((await makeWorld()).tenant, 'owner')
    const given = { operator: operator.email, hours: 4, reason: 'The batch of Monday' }
    expect(
      Object.entries(roles)
        .filter(([, grants]) => grants['support.change'] !== undefined)
        .map(([name]) => name),
    ).toEqual(['owner', 'admin'])
    expect(await refusalOf(world.as('finance').run(grantSupport, given))).toMatchObject({ code: 'forbidden' })
    expect(await refusalOf(world.as('owner').runWithoutFactor(grantSupport, given))).toMatchObject({ code: 'step_up' })
    for (const email of [stranger.email, world.people.owner.email, 'nobody@example.com'])
      expect((await refusalOf(world.as('owner').run(grantSupport, { ...given, operator: email }))).fields).toHaveProperty('operator')
    for (const hours of [0, 73, 1.5]) expect((await refusalOf(world.as('owner').run(grantSupport, { ...given, hours }))).fields).toHaveProperty('hours')
    const { id, number } = await world.as('admin').run(grantSupport, given)
    expect((await world.events('support.granted')).at(-1)).toMatchObject({
      detail: { number, hours: 4, reason: 'The batch of Monday' },
      actor_id: world.people.admin.memberId,
    })
    expect((await world.as('read_only').run(listSupport, {})).grants).toMatchObject([{ id, number, operator: operator.name, state: 'open', enteredAt: null }])
    // The database bounds it, whatever the code says.
    await expect(
      admin`update support_grants set ends_at = granted_at + interval '73 hours', hours = 73 where tenant_id = ${world.tenant}`,
    ).rejects.toMatchObject({ constraint_name: 'support_grants_times' })
    await expect(admin`update support_grants set ends_at = granted_at + interval '5 hours' where tenant_id = ${world.tenant}`).rejects.toMatchObject({
      constraint_name: 'support_grants_times',
    })
  })
  test('is not given by a right that was itself given for a time: it would outlive it', async () => {
    const world = await makeWorld(new Date().toISOString()),
      operator = await makePerson(platformTenant, 'operator'),
      given = { operator: operator.email, hours: 72, reason: 'To look around' }
    const { id } = await world.as('manager').run(askAccess, { grants: ['support.change:all'], amount: 1, unit: 'hours', reason: 'The owner is away' })
    await world.as('owner').run(approveAccess, { requestId: id, amount: 1, unit: 'hours' })
    expect(await refusalOf(world.as('manager').run(grantSupport, given))).toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('outlive') as string,
    })
    expect(await world.events('support.granted')).toEqual([])
  })
  test('opens for the operator whom it names and no other, with a code; what is over, foreign or made up reads alike', async () => {
    const world = await makeWorld(new Date().toISOString()),
      other = await makeWorld(new Date().toISOString()),
      operator = await makePerson(platformTenant, 'operator'),
      second = await makePerson(platformTenant, 'operator'),
      owner = await makePerson(world.tenant, 'owner')
    const grant = await letIn(world, operator),
      theirs = await letIn(other, second),
      alike = { code: 'not_found', message: 'There is no such grant.' }
    const browser = await atConsole(operator)
    expect(await refusalOf(goIn(browser, world, operator, grant.id, { factorCode: '000000' }))).toMatchObject({ fields: { factorCode: expect.any(String) } })
    expect(await refusalOf(goIn(browser, other, operator, theirs.id))).toMatchObject(alike)
    expect(await refusalOf(goIn(browser, other, operator, grant.id))).toMatchObject(alike)
    expect(await refusalOf(goIn(browser, world, operator, encodeId('supportGrant', newUuid(new Date()))))).toMatchObject(alike)
    expect(await refusalOf(goIn(await atConsole(second), world, second, grant.id))).toMatchObject(alike)
    const people = new Browser(presentClock())
    await people.signIn(owner)
    people.clock.advance(30_000)
    expect(await refusalOf(goIn(people, world, owner, grant.id))).toMatchObject({ code: 'forbidden' })
    expect((await world.events('support.entered')).length).toBe(0)
    const token = await goIn(browser, world, operator, grant.id)
    expect(token?.tenant).toBe(world.tenant)
    for (const tenant of [world.tenant, platformTenant])
      expect(
        (await eventsOf(tenant, 'support.entered')).filter((event) => event.detail['number'] === grant.number && event.detail['company'] !== undefined).length,
      ).toBeGreaterThan(0)
    // Those who may take it back are told at once.
    await drain({ tenant: world.tenant, clock: world.clock })
    expect(
      (
        await admin`select member_id from public.notifications where tenant_id = ${world.tenant} and sentence like ${`%came in to look, under ${grant.number}%`}`
      )
        .map((row) => row['member_id'] as string)
        .sort(),
    ).toEqual([owner.memberId, world.people.owner.memberId, world.people.admin.memberId].sort())
    expect(await admin`select 1 from identity.outbox where to_address = ${owner.email} and subject like ${`%${grant.number}%`}`).toHaveLength(1)
    // The console's session was left behind.
    await isShut(goIn(browser, world, operator, grant.id))
  })
  test('is seen by its operator with what was said, and by no other', async () => {
    const world = await makeWorld(new Date().toISOString()),
      joined = world.people.operator
    const grant = await world.as('owner').run(grantSupport, { operator: joined.email, hours: 1, reason: 'The batch of Monday' })
    expect((await listOwnSupport.invoke(joined.caller, {})).grants.filter((one) => one.id === grant.id)).toMatchObject([
      { tenantId: encodeId('tenant', world.tenant), reason: 'The batch of Monday' },
    ])
    expect((await listOwnSupport.invoke((await world.join('operator')).caller, {})).grants).toEqual([])
    expect(await refusalOf(world.as('owner').run(listOwnSupport, {}))).toMatchObject({ code: 'forbidden' })
  })
})
describe('whoever looks', () => {
  let at: Inside
  beforeAll(async () => {
    at = await inside()
  })
  const outcome = async (operation: Operation): Promise<string> => {
    try {
      await operation.invoke(at.caller, sampleOf(operation))
      return 'done'
    } catch (error) {
      if (error instanceof Refusal) return `${error.code}: ${error.message}`
      throw new Error(`${operation.name} broke: ${String(error)}`, { cause: error })
    }
  }
  test('holds less than the preset that reads: nothing that leaves, reveals or is an account’s own', () => {
    for (const name of permissionNames) if (supportRole.grants[name] !== undefined) expect(roles.read_only[name], name).toBe(supportRole.grants[name])
    for (const name of ['audit.export', 'evidence.print', 'session.own', 'statement.read', 'bank_detail.reveal', 'api_key.read'] as const)
      expect(supportRole.grants[name]).toBeUndefined()
  })
  test('is refused every command there is, and every reading behind a second factor or another right', async () => {
    let reads = 0
    for (const operation of operations) {
      const got = await outcome(operation),
        right = isPermission(operation.needs) && supportRole.grants[operation.needs] !== undefined
      if (operation.kind === 'command' || operation.stepUp !== undefined)
        expect(got, operation.name).toBe(
          `forbidden: You look under ${at.grant.number}, which changes nothing and takes nothing out. Somebody of the company does this.`,
        )
      else if (!right) expect(got, operation.name).toMatch(/^forbidden: /)
      else {
        expect(got, operation.name).not.toMatch(/^forbidden: /)
        reads++
      }
    }
    expect(reads).toBeGreaterThan(40)
  }, 120_000)
  test('left each look and each refusal in the company’s log, under the grant, and nothing else there', async () => {
    const all = await at.world.events(),
      looked = all.filter((event) => event.event === 'support.looked'),
      refused = all.filter((event) => event.event === 'support.refused')
    const reading = operations.filter(
      (operation) =>
        operation.kind === 'query' && operation.stepUp === undefined && isPermission(operation.needs) && supportRole.grants[operation.needs] !== undefined,
    )
    expect([...new Set(looked.map((event) => event.detail['operation']))].sort()).toEqual(reading.map((operation) => operation.name).sort())
    for (const event of [...looked, ...refused])
      expect(event).toMatchObject({ detail: { number: at.grant.number }, actor_role: 'operator', permission: 'support' })
    expect(refused.some((event) => event.detail['operation'] === 'tenancy.inviteMember')).toBe(true)
    const [grant] = await admin<{ id: string }[]>`select id from support_grants where tenant_id = ${at.world.tenant}`
    expect(new Set([...looked, ...refused].map((event) => event.subject_id))).toEqual(new Set([grant?.id]))
    expect([...new Set(all.map((event) => event.event))].sort()).toEqual(['support.entered', 'support.granted', 'support.looked', 'support.refused'])
  })
  test('reaches no act on accounts and sessions: for those it is nobody’s session', async () => {
    const done: string[] = []
    for (const act of identityOperations.filter((one) => one.credential === 'session' && one !== leaveSupport && one !== signOut)) {
      try {
        await act.invoke({ place: at.caller.place }, { ...(sampleOf(act as never) as object), session: at.token })
        done.push(act.name)
      } catch (error) {
        expect(
          error instanceof Error && (error.name === 'DoorShut' || (error instanceof Refusal && error.code === 'invalid')),
          `${act.name}: ${String(error)}`,
        ).toBe(true)
      }
    }
    expect(done).toEqual([])
  })
  test('can write nothing below the code, and sees nothing of another company', async () => {
    const passage = await Passage.open(at.caller.door, false)
    await passage.entered
    expect(await passage.send('select count(*)::int as n from public.members where tenant_id <> $1', [at.world.tenant])).toMatchObject([{ n: 0 }])
    await expect(passage.send('set transaction read write', [])).rejects.toMatchObject({ code: '25001' })
    await passage.rollback()
    for (const statement of [
      "update public.members set name = 'x'",
      "insert into public.counters (tenant_id, id, series, value) values (scope.tenant(), gen_random_uuid(), 'x', 1)",
      "update public.support_grants set ends_at = ends_at + interval '1 hour'",
      "select platform.end_member_sessions(gen_random_uuid(), 'x')",
      "select platform.send_mail(gen_random_uuid(), 'a@example.com', 's', 'b', 'k')",
    ]) {
      const again = await Passage.open(at.caller.door, false)
      await again.entered
      await expect(again.send(statement, []), statement).rejects.toMatchObject({ code: '25006' })
      await again.rollback()
    }
    await isShut(Passage.open({ ...at.caller.door, tenant: (await makeWorld()).tenant } as Caller['door'], true).then((passage) => passage.entered))
  })
  test('is told where they are, and everybody of the company is told that they are there', async () => {
    expect(await showDesk.invoke(at.caller, {})).toMatchObject({ support: { number: at.grant.number }, looking: [], member: { role: 'operator' } })
    for (const role of ['owner', 'crew'] as const)
      expect(await at.world.as(role).run(showDesk, {})).toMatchObject({
        support: undefined,
        looking: [{ number: at.grant.number, operator: at.operator.name }],
      })
    await admin`update support_grants set last_used_at = now() - interval '16 minutes' where tenant_id = ${at.world.tenant}`
    expect(await at.world.as('owner').run(showDesk, {})).toMatchObject({ looking: [] })
  })
})
describe('the next request finds nothing', () => {
  const past = (world: World) =>
    admin`update support_grants set granted_at = now() - interval '4 hours 1 second', ends_at = now() - interval '1 second' where tenant_id = ${world.tenant}`
  test.each<readonly [string, (at: Inside) => Promise<unknown>]>([
    ['when the company ends the grant', ({ world, grant }) => world.as('admin').run(endSupport, { grantId: grant.id, reason: 'Found it' })],
    ['when its time is over, by the clock', ({ world }) => past(world)],
    [
      'when the grant is longer than any may be',
      ({ world }) =>
        admin`update support_grants set granted_at = now() + interval '200 hours', ends_at = now() + interval '201 hours' where tenant_id = ${world.tenant}`,
    ],
    ['when the operator is suspended', ({ operator }) => admin`update members set state = 'suspended' where id = ${operator.memberId}`],
    ['when the operator is none any more', ({ operator }) => admin`update members set role = 'read_only' where id = ${operator.memberId}`],
    ['when the account is closed', ({ operator }) => admin`update identity.accounts set is_disabled = true where id = ${operator.accountId}`],
    ['when the company is suspended', ({ world }) => admin`update identity.tenants set state = 'suspended' where id = ${world.tenant}`],
    [
      'when nothing was looked at for a quarter of an hour',
      ({ world }) =>
        admin`update identity.sessions set last_seen_at = now() - interval '16 minutes' where tenant_id = ${world.tenant} and support_grant_id is not null`,
    ],
    [
      'when the row names another grant',
      ({ world }) =>
        admin`update identity.sessions set support_grant_id = gen_random_uuid() where tenant_id = ${world.tenant} and support_grant_id is not null`,
    ],
  ])('%s', async (_when, happens) => {
    const at = await inside()
    await listMembers.invoke(at.caller, {})
    await happens(at)
    await isShut(listMembers.invoke(at.caller, {}))
    await isShut(Passage.open(at.caller.door, true).then((passage) => passage.entered))
    await isShut(
      leaveSupport.invoke({ place: at.caller.place }, { session: at.token }).then((token) => {
        if (token === undefined) throw new Error('left')
      }),
    )
  })
  test('an end that came twice, or from elsewhere, is refused', async () => {
    const { world, grant } = await inside(),
      other = await makeWorld(new Date().toISOString())
    expect(await refusalOf(other.as('owner').run(endSupport, { grantId: grant.id, reason: 'Found it' }))).toMatchObject({ code: 'not_found' })
    expect(await refusalOf(world.as('finance').run(endSupport, { grantId: grant.id, reason: 'Found it' }))).toMatchObject({ code: 'forbidden' })
    await world.as('owner').run(endSupport, { grantId: grant.id, reason: 'Found it' })
    expect((await world.events('support.ended')).at(-1)).toMatchObject({ detail: { number: grant.number, why: 'Found it', sessions: 1 } })
    expect(await refusalOf(world.as('owner').run(endSupport, { grantId: grant.id, reason: 'Found it' }))).toMatchObject({ code: 'conflict' })
  })
})
describe('the company’s networks', () => {
  test('hold for operators: at the door and at each request, and the log says so', async () => {
    const at = await inside()
    await at.world.as('owner').run(changeNetworks, { whose: 'company', ranges: '192.0.2.0/24 Office' })
    await listMembers.invoke(at.caller, {})
    expect(await refusalOf(listMembers.invoke(callerOf(at.token, '203.0.113.9'), {}))).toMatchObject({ code: 'forbidden', fields: { network: 'company' } })
    expect((await at.world.events('support.refused')).at(-1)).toMatchObject({ detail: { code: 'network', number: at.grant.number } })
    const second = await makePerson(platformTenant, 'operator'),
      grant = await letIn(at.world, second),
      browser = await atConsole(second)
    browser.place = { ...browser.place, ip: '203.0.113.9' }
    expect(await refusalOf(goIn(browser, at.world, second, grant.id))).toMatchObject({ fields: { network: 'company' } })
    expect((await at.world.events('network.refused')).at(-1)).toMatchObject({ detail: { operation: 'identity.enterSupport' } })
  })
})
describe('leaving', () => {
  test('leads back to the console, ends the session and stands in the log; so does signing out', async () => {
    const at = await inside(),
      back = await leaveSupport.invoke({ place: at.caller.place }, { session: at.token })
    if (!back) throw new Error('no way back')
    expect(back.tenant).toBe(platformTenant)
    expect((await listOwnSupport.invoke(callerOf(back), {})).grants).toHaveLength(1)
    await isShut(listMembers.invoke(at.caller, {}))
    expect((await at.world.events('support.left')).at(-1)).toMatchObject({ detail: { why: 'back to the console' } })
    const out = await inside()
    await signOut.invoke({ place: out.caller.place }, { session: out.token })
    await isShut(listMembers.invoke(out.caller, {}))
    expect((await out.world.events('support.left')).at(-1)).toMatchObject({ detail: { why: 'signed out' } })
  })
  test('stands in the log too where the session was ended from elsewhere: by a changed password, one by one, or all at once', async () => {
    const left = async ({ world, caller }: Inside, why: string): Promise<void> => {
      await isShut(listMembers.invoke(caller, {}))
      const events = await world.events('support.left')
      expect(events.map(({ detail }) => detail)).toEqual([{ why }])
      expect(events[0]).toMatchObject({ actor_role: 'operator' })
    }
    const changed = await inside(),
      at = await atConsole(changed.operator)
    at.clock.advance(60_000)
    await changePassword.invoke(at, { ...at.own, password, newPassword: 'another good one, quite long', factorCode: changed.operator.code(at.clock) })
    await left(changed, 'the password was changed')
    const one = await inside(),
      console = await atConsole(one.operator),
      looks = await admin<{ id: string }[]>`select id from identity.sessions where account_id = ${one.operator.accountId} and tenant_id = ${one.world.tenant}`,
      look = (await listOwnSessions.invoke(console, console.own)).find(({ id }) => looks.some((row) => encodeId('session', row.id) === id))
    await endOwnSession.invoke(console, { ...console.own, id: look?.id ?? '' })
    await left(one, 'ended by the person')
    const all = await inside(),
      last = await atConsole(all.operator)
    await endOtherOwnSessions.invoke(last, last.own)
    await left(all, 'ended by the person')
  })
})
