// A text message lets in the roles that the company chose, never one that decides over money, people or the way in, however it came to do so; a password grows too old only where a company says so.
import { describe, expect, test } from 'vitest'
import { decidesTooMuch, mayUseText } from '../../lib/access/text-rules.ts'
import { companyRoles, roles } from '../../lib/access/roles.ts'
import { chooseCompany } from '../../lib/identity/choose-company.ts'
import { giveFactor } from '../../lib/identity/give-factor.ts'
import { setNewPassword } from '../../lib/identity/set-new-password.ts'
import { showFlow } from '../../lib/identity/show-flow.ts'
import { switchCompany } from '../../lib/identity/switch-company.ts'
import { encodeId } from '../../lib/kernel/id.ts'
import { changeFactorRules } from '../../lib/tenancy/factor-rules.ts'
import { showSecurity } from '../../lib/tenancy/show-security.ts'
import { changePasswordAge, changeTextRules } from '../../lib/tenancy/text-rules.ts'
import { enrolPasskey, signInByPasskey } from '../identity/passkey-person.ts'
import { addMembership, Browser, eventsOf, makePerson, password, presentClock, type TestPerson } from '../identity/person.ts'
import { afterPassword } from '../identity/text/text-person.ts'
import { PasskeyDevice } from '../support/passkey-device.ts'
import { admin, makeWorld, refusalOf, type World } from '../support/world.ts'
import '../../lib/registry.ts'

describe('roles that come in by text message', () => {
  test('are none unless chosen; a change is recorded in words', async () => {
    const world = await makeWorld()
    expect((await world.as('owner').run(showSecurity, {})).textRules).toMatchObject({
      canText: true,
      passwordDaysMax: undefined,
      roles: expect.arrayContaining([{ key: 'office', name: 'office', usesText: false }]) as unknown,
    })
    expect(await world.as('owner').run(changeTextRules, { textRoles: ['office', 'crew'] })).toEqual({ changed: 1 })
    expect(await world.as('owner').run(changeTextRules, { textRoles: ['crew', 'office'] })).toEqual({ changed: 0 })
    expect((await world.events('company.factors_changed')).at(-1)?.detail).toEqual({
      changes: [{ field: 'roles that come in by text message', before: 'none', after: 'crew, office' }],
    })
  })
  test.each(companyRoles.filter((role) => decidesTooMuch(roles[role])))('%s cannot be chosen', async (role) => {
    const world = await makeWorld()
    expect(await refusalOf(world.as('owner').run(changeTextRules, { textRoles: ['crew', role] }))).toMatchObject({
      code: 'invalid',
      fields: { textRoles: expect.stringContaining('never lets such a role in') as string },
    })
    expect((await world.as('owner').run(showSecurity, {})).textRules.roles.map((one) => one.key)).not.toContain(role)
  })
  test('those who decide are every role that approves, releases, invites, or changes roles and the way in', () => {
    expect(companyRoles.filter((role) => decidesTooMuch(roles[role]))).toEqual(['owner', 'admin', 'manager', 'finance'])
  })
  test('a role that needs a passkey cannot be chosen, and is left out once it does', async () => {
    const world = await makeWorld()
    await world.as('owner').run(changeFactorRules, { passkeyAlone: true, passkeyRoles: ['office'] })
    expect(await refusalOf(world.as('owner').run(changeTextRules, { textRoles: ['office'] }))).toMatchObject({
      code: 'invalid',
      fields: { textRoles: expect.stringContaining('by passkey only') as string },
    })
  })
  test('one that decides more than it did when it was chosen is left out from then on', () => {
    const policy = { textRoles: ['0190'] },
      member = { role: 'office', roleId: '0190' }
    expect(mayUseText(policy, { ...member, grants: { 'work.read': 'all' } })).toBe(true)
    expect(mayUseText(policy, { ...member, grants: { 'work.read': 'all', 'payout.approve': 'all' } })).toBe(false)
    expect(mayUseText({ ...policy, passkeyRoles: ['0190'] }, { ...member, grants: {} })).toBe(false)
    for (const broken of [undefined, null, 'x', { textRoles: 'office' }, { textRoles: [7] }])
      expect(mayUseText(broken, { role: 'office', roleId: null, grants: {} })).toBe(false)
  })
  test('are chosen by whoever sets up sign-in, and by nobody else', async () => {
    const world = await makeWorld()
    for (const role of ['manager', 'finance', 'office'] as const)
      expect(await refusalOf(world.as(role).run(changeTextRules, { textRoles: ['crew'] }))).toMatchObject({ code: 'forbidden' })
    expect(await refusalOf(world.as('admin').run(changeTextRules, { textRoles: ['rol_01h00000000000000000000000'] }))).toMatchObject({ code: 'invalid' })
  })
})
describe('the age of a password', () => {
  const old = async (person: TestPerson, days: number): Promise<void> => {
    await admin`update identity.accounts set password_changed_at = now() - make_interval(days => ${days}) where id = ${person.accountId}`
  }
  const strict = async (days = 90): Promise<World> => {
    const world = await makeWorld()
    await world.as('owner').run(changePasswordAge, { passwordDaysMax: days })
    return world
  }
  const given = async (person: TestPerson, code: number): Promise<Browser> => {
    const browser = await afterPassword(person)
    await browser.step(giveFactor, { code: person.codes[code] })
    return browser
  }

  test('matters nowhere unless a company says so', async () => {
    const world = await makeWorld(),
      person = await makePerson(world.tenant, 'office')
    await old(person, 4_000)
    expect((await given(person, 0)).session).toBeDefined()
  })
  test('is between 30 and 730 days, and a change is recorded', async () => {
    const world = await strict()
    for (const passwordDaysMax of [0, 29, 731, -90])
      expect(await refusalOf(world.as('owner').run(changePasswordAge, { passwordDaysMax }))).toMatchObject({ code: 'invalid' })
    expect(await world.as('owner').run(changePasswordAge, {})).toEqual({ changed: 1 })
    expect((await world.events('company.factors_changed')).at(-1)?.detail).toEqual({
      changes: [{ field: 'another password', before: 'after 90 days', after: 'never' }],
    })
  })
  test('keeps somebody at the door until there is another: not the same, not a common one; every other session ends, the new one opens', async () => {
    const world = await strict(),
      person = await makePerson(world.tenant, 'office'),
      before = await given(person, 0)
    await old(person, 91)
    const browser = await given(person, 1)
    expect(browser.session).toBeUndefined()
    expect(await showFlow.invoke(browser, { flow: browser.flow })).toMatchObject({ step: 'new_password', passwordDays: 90 })
    expect(await refusalOf(browser.step(setNewPassword, { password }))).toMatchObject({
      code: 'invalid',
      fields: { password: expect.stringContaining('present password') as string },
    })
    expect(await refusalOf(browser.step(setNewPassword, { password: 'password1234' }))).toMatchObject({ code: 'invalid' })
    expect(await browser.step(setNewPassword, { password: 'walnut harbour 9 kites' })).toMatchObject({ go: 'home' })
    expect((await admin<{ id: string }[]>`select id from identity.sessions where account_id = ${person.accountId} and ended_at is null`).length).toBe(1)
    expect(before.session).toBeDefined()
    expect((await eventsOf(world.tenant, 'account.password_changed')).at(-1)?.detail).toMatchObject({ by: 'the person' })
  })
  test('is asked by the company that is chosen, and by none that is not; a switch says what to do', async () => {
    const lax = await makeWorld(),
      world = await strict(),
      person = await makePerson(lax.tenant, 'office'),
      there = await addMembership(world.tenant, 'office', person)
    await old(person, 91)
    const browser = await given(person, 0)
    expect(await browser.step(chooseCompany, { memberId: encodeId('member', person.memberId) })).toMatchObject({ go: 'home' })
    expect(await refusalOf(switchCompany.invoke(browser, { ...browser.own, memberId: encodeId('member', there) }))).toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('every 90 days') as string,
    })
    const again = await given(person, 1)
    expect(await again.step(chooseCompany, { memberId: encodeId('member', there) })).toMatchObject({ go: 'new_password' })
    expect(await again.step(setNewPassword, { password: 'walnut harbour 9 kites' })).toMatchObject({ go: 'home' })
    expect(
      (await admin<{ tenant_id: string }[]>`select tenant_id from identity.sessions where account_id = ${person.accountId} and ended_at is null`).map(
        (row) => row.tenant_id,
      ),
    ).toEqual([world.tenant])
  })
  test('matters to nobody who types none', async () => {
    const world = await strict(),
      person = await makePerson(world.tenant, 'office'),
      device = new PasskeyDevice(),
      browser = await given(person, 0)
    await enrolPasskey(browser, person, device, 'Key', person.codes[1])
    await old(person, 400)
    expect(await signInByPasskey(new Browser(presentClock()), device)).toMatchObject({ go: 'home' })
  })
})
