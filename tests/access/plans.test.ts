// A plan closes what would be new and nothing that exists, in one place beside the right: executed for every plan and feature, for keys and for bounds; nobody but an operator moves a company to another, with a factor and in both logs.
import { describe, expect, test } from 'vitest'
import { planWords } from '../../db/schema/identity.ts'
import {
  closedSentence,
  bounded,
  boundedNames,
  comparePlans,
  features,
  featureNames,
  mostOf,
  opens,
  planNames,
  plans,
  planThatOpens,
  type Plan,
} from '../../lib/access/plans.ts'
import type { Caller, Operation } from '../../lib/access/operation.ts'
import { Passage } from '../../lib/access/passage.ts'
import { Refusal } from '../../lib/kernel/refusal.ts'
import { encodeId } from '../../lib/kernel/id.ts'
import { platformTenant } from '../../lib/kernel/platform-tenant.ts'
import { setCompanyPlan } from '../../lib/identity/set-company-plan.ts'
import { listPayees } from '../../lib/incentives/list-payees.ts'
import { endMembership } from '../../lib/tenancy/change-member.ts'
import { inviteMember } from '../../lib/tenancy/invite-member.ts'
import { listApiKeys, makeApiKey, revokeApiKey } from '../../lib/tenancy/keys/api-key.ts'
import { showCompanyOfInstallation } from '../../lib/tenancy/operator.ts'
import { showPlan } from '../../lib/tenancy/show-plan.ts'
import { operations } from '../../lib/registry.ts'
import { Browser, eventsOf, makePerson, presentClock } from '../identity/person.ts'
import { sampleOf } from '../support/sample.ts'
import { admin, makeWorld, refusalOf, type World } from '../support/world.ts'

const setPlan = (world: World, plan: Plan) => admin`update identity.tenants set plan = ${plan} where id = ${world.tenant}`
/** Done, or the refusal that it met. */
async function outcome(act: Promise<unknown>): Promise<Refusal | undefined> {
  try {
    await act
    return undefined
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
}

describe('the table', () => {
  test('is the database’s, and each plan opens whatever a smaller one does and has no less room', () => {
    expect(planNames).toEqual([...planWords])
    for (const [i, name] of planNames.entries())
      for (const larger of planNames.slice(i)) {
        for (const feature of featureNames) if (opens(name, feature)) expect(opens(larger, feature), `${larger} ${feature}`).toBe(true)
        for (const what of boundedNames) expect(mostOf(larger, what) ?? Infinity).toBeGreaterThanOrEqual(mostOf(name, what) ?? Infinity)
      }
  })
  test('holds nothing that keeps people out, and a company has all of it until an operator says otherwise', async () => {
    expect(featureNames).toEqual(['single_sign_on', 'provisioning', 'custom_roles', 'access_reviews', 'api'])
    const world = await makeWorld(),
      seen = await world.as('owner').run(showPlan, {})
    expect(seen).toMatchObject({ name: 'Complete' })
    expect([...seen.features.map((f) => f.isOpen), ...seen.bounds.map((b) => b.most)]).toEqual([
      ...featureNames.map(() => true),
      ...boundedNames.map(() => undefined),
    ])
  })
  test('closes beginnings only: no reading, nothing that revokes, ends, repairs or lets people in', () => {
    expect(
      operations
        .filter((operation) => operation.feature !== undefined)
        .map((operation) => [operation.name, operation.kind, operation.feature])
        .sort(),
    ).toEqual([
      ['tenancy.copyRole', 'command', 'custom_roles'],
      ['tenancy.makeApiKey', 'command', 'api'],
      ['tenancy.makeConnection', 'command', 'single_sign_on'],
      ['tenancy.makeOidcConnection', 'command', 'single_sign_on'],
      ['tenancy.makeScimToken', 'command', 'provisioning'],
      ['tenancy.openReview', 'command', 'access_reviews'],
      ['tenancy.requireProvider', 'command', 'single_sign_on'],
    ])
    expect(
      operations
        .filter((operation) => operation.adds !== undefined)
        .map((operation) => [operation.name, operation.adds])
        .sort(),
    ).toEqual([
      ['tenancy.inviteMember', 'members'],
      ['tenancy.makeApiKey', 'apiKeys'],
      ['tenancy.makeConnection', 'connections'],
      ['tenancy.makeOidcConnection', 'connections'],
    ])
  })
})
describe.each(planNames)('under the plan %s', (plan) => {
  test.each(operations.filter((operation) => operation.feature !== undefined).map((operation) => [operation.name, operation] as const))(
    '%s is refused for the plan exactly where the plan does not open it',
    async (_name, operation: Operation) => {
      const world = await makeWorld(new Date().toISOString()),
        feature = operation.feature
      if (feature === undefined) throw new Error('no feature')
      await setPlan(world, plan)
      const met = await outcome(world.as('owner').run(operation, sampleOf(operation)))
      if (opens(plan, feature)) expect(met?.message).not.toBe(closedSentence(plan, feature))
      else {
        expect(met).toMatchObject({ code: 'forbidden', message: closedSentence(plan, feature), fields: { plan: feature } })
        expect(met?.message).toContain(plans[planThatOpens(feature)].name)
        // Nobody tried what is not theirs: the log is not filled with it.
        expect(await world.events('access.refused')).toEqual([])
      }
      // Whoever lacks the right learns that, and nothing of plans.
      expect((await outcome(world.as('crew').run(operation, sampleOf(operation))))?.message).toMatch(/^Your role does not include/)
    },
  )
  test('the company reads what is open to it, and how much room there is', async () => {
    const world = await makeWorld()
    await setPlan(world, plan)
    const seen = await world.as('read_only').run(showPlan, {})
    expect(seen.name).toBe(plans[plan].name)
    expect(seen.features.map((f) => f.isOpen)).toEqual(featureNames.map((feature) => opens(plan, feature)))
    expect(seen.bounds.map((b) => [b.has, b.most])).toEqual([
      [8, mostOf(plan, 'members')],
      [0, mostOf(plan, 'connections')],
      [0, mostOf(plan, 'apiKeys')],
    ])
  })
})
describe('keys under a plan without them', () => {
  test('go on reading, write nothing, and are seen and revoked', async () => {
    const world = await makeWorld(new Date().toISOString())
    const made = await world.as('owner').run(makeApiKey, { name: 'Sync', permissions: ['payee.read', 'payee.change'], days: 30, networks: '' }),
      caller: Caller = {
        door: { kind: 'key', tenant: world.tenant, secret: made.token },
        place: { requestId: 'test', ip: '192.0.2.7', agent: 'vitest' },
        clock: world.clock,
      }
    const writes = operations.filter((operation) => operation.kind === 'command' && operation.needs === 'payee.change' && operation.stepUp === undefined)
    expect(writes.length).toBeGreaterThan(2)
    for (const plan of planNames) {
      await setPlan(world, plan)
      await listPayees.invoke(caller, {})
      for (const operation of writes)
        expect((await outcome(operation.invoke(caller, sampleOf(operation))))?.message === closedSentence(plan, 'api'), `${operation.name} under ${plan}`).toBe(
          !opens(plan, 'api'),
        )
    }
    await setPlan(world, 'essential')
    const [row] = (await world.as('owner').run(listApiKeys, {})).keys
    await world.as('owner').run(revokeApiKey, { keyId: row?.id })
    expect(await world.events('api_key.revoked')).toHaveLength(1)
  })
})
describe('room', () => {
  const guest = (i: number) => ({ name: `Guest ${i}`, email: `guest.${i}.${Math.random().toString(36).slice(2)}@example.com`, role: 'crew' })
  test('ends with the last place, also for two who ask at once; whoever leaves makes room, and more than it has stays', async () => {
    const world = await makeWorld(new Date().toISOString()),
      most = mostOf('essential', 'members') ?? 0
    for (let i = 8; i < most - 1; i++) await world.join('crew')
    await setPlan(world, 'essential')
    const [a, b] = await Promise.all([outcome(world.as('owner').run(inviteMember, guest(1))), outcome(world.as('admin').run(inviteMember, guest(2)))])
    expect([a, b].filter((met) => met === undefined)).toHaveLength(1)
    expect(a ?? b).toMatchObject({
      code: 'forbidden',
      fields: { plan: 'members' },
      message: expect.stringContaining(`room for ${most} members; the plan Business`),
    })
    expect((await admin`select count(*)::int as n from members where tenant_id = ${world.tenant} and state <> 'ended'`)[0]).toMatchObject({ n: most })
    await world.as('owner').run(endMembership, { memberId: encodeId('member', world.people.office.memberId), reason: 'moved' })
    await world.as('owner').run(inviteMember, guest(3))
    // More than there is room for, as after a change of plan: everyone stays, and taking away is never refused.
    for (let i = 0; i < 3; i++) await world.join('crew')
    await world.as('owner').run(endMembership, { memberId: encodeId('member', world.people.dispatch.memberId), reason: 'moved' })
    expect(await outcome(world.as('owner').run(inviteMember, guest(4)))).toMatchObject({ code: 'forbidden' })
  })
  test('for keys counts those that open something', async () => {
    const world = await makeWorld(new Date().toISOString()),
      most = mostOf('business', 'apiKeys') ?? 0,
      key = (i: number) => ({ name: `Sync ${i}`, permissions: ['payee.read'], days: 30, networks: '' })
    await setPlan(world, 'business')
    for (let i = 0; i < most; i++) await world.as('owner').run(makeApiKey, key(i))
    expect(await outcome(world.as('owner').run(makeApiKey, key(most)))).toMatchObject({
      fields: { plan: 'apiKeys' },
      message: expect.stringContaining(bounded.apiKeys.many),
    })
    await admin`update api_keys set expires_at = ${new Date(world.clock.now().getTime() - 1000)} where id = (select id from api_keys where tenant_id = ${world.tenant} limit 1)`
    await world.as('owner').run(makeApiKey, key(most))
  })
})
describe('another plan', () => {
  test('says before what it closes and where more is in use', () => {
    expect(comparePlans('complete', 'business', { members: 300, connections: 1, apiKeys: 2 })).toEqual({
      closes: ['provisioning', 'access_reviews'],
      opens: [],
      over: [{ what: 'members', has: 300, most: 250 }],
    })
    expect(comparePlans('essential', 'complete', { members: 300 })).toEqual({ closes: [], opens: featureNames, over: [] })
  })
  test('is given by an operator with a code, says why in both logs, and counts at the next request', async () => {
    const world = await makeWorld(new Date().toISOString()),
      operator = await makePerson(platformTenant, 'operator'),
      browser = new Browser(presentClock()),
      tenantId = encodeId('tenant', world.tenant)
    await world.as('owner').run(makeApiKey, { name: 'Sync', permissions: ['payee.read'], days: 30, networks: '' })
    await browser.signIn(operator)
    browser.clock.advance(30_000)
    const ask = (given: object) =>
      setCompanyPlan.invoke(browser, { ...browser.own, tenantId, plan: 'essential', reason: 'As agreed', factorCode: operator.code(browser.clock), ...given })
    expect(await refusalOf(ask({ factorCode: '000000' }))).toMatchObject({ fields: { factorCode: expect.any(String) } })
    expect(await refusalOf(ask({ plan: 'gold' }))).toMatchObject({ code: 'invalid' })
    expect(await refusalOf(ask({ tenantId: encodeId('tenant', platformTenant) }))).toMatchObject({ code: 'not_found' })
    expect(await showCompanyOfInstallation.invoke(world.people.operator.caller, { tenantId })).toMatchObject({
      plan: 'complete',
      use: { members: 8, connections: 0, apiKeys: 1, roles: 0, tokens: 0 },
    })
    await ask({})
    const [{ name } = { name: '' }] = await admin<{ name: string }[]>`select name from identity.tenants where id = ${world.tenant}`,
      said = {
        company: name,
        before: 'Complete',
        after: 'Essential',
        closes: featureNames.map((feature) => features[feature].name),
        opens: [],
        reason: 'As agreed',
      }
    expect((await world.events('company.plan_set')).at(-1)).toMatchObject({ detail: said, actor_role: 'operator' })
    expect((await eventsOf(platformTenant, 'company.plan_set')).filter((event) => event.detail['company'] === name)).toMatchObject([{ detail: said }])
    expect(await outcome(world.as('owner').run(makeApiKey, { name: 'More', permissions: ['payee.read'], days: 30, networks: '' }))).toMatchObject({
      fields: { plan: 'api' },
    })
    browser.clock.advance(30_000)
    await admin`update identity.factors set last_step = 0 where account_id = ${operator.accountId}`
    expect(await refusalOf(ask({ factorCode: operator.code(browser.clock) }))).toMatchObject({ code: 'conflict' })
  })
  test('is not the company’s to take: neither by that act, nor below it', async () => {
    const world = await makeWorld(new Date().toISOString()),
      owner = await makePerson(world.tenant, 'owner'),
      browser = new Browser(presentClock())
    await setPlan(world, 'essential')
    await browser.signIn(owner)
    expect(
      await refusalOf(
        setCompanyPlan.invoke(browser, {
          ...browser.own,
          tenantId: encodeId('tenant', world.tenant),
          plan: 'complete',
          reason: 'we like it',
          factorCode: '123456',
        }),
      ),
    ).toMatchObject({ code: 'forbidden' })
    const passage = await Passage.open(world.people.owner.caller.door, false)
    await passage.entered
    await expect(passage.send("update identity.tenants set plan = 'complete'", [])).rejects.toMatchObject({ code: '42501' })
    await passage.rollback()
    const asked = await Passage.open(world.people.owner.caller.door, false)
    await asked.entered
    await expect(asked.send('select * from scope.use_of($1)', [world.tenant])).rejects.toMatchObject({ code: '28000' })
    await asked.rollback()
    await expect(admin`update identity.tenants set plan = 'gold' where id = ${world.tenant}`).rejects.toMatchObject({ constraint_name: 'tenants_plan' })
  })
})
