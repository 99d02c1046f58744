// A provider lets nobody past the networks of the company, and makes of them no more than its mapping says: a preset or a role of the company's own; it reaches no other company of theirs.
// ASVS V8.2.4
import { afterAll, beforeAll, expect, describe, test } from 'vitest'
import { roles } from '../../../lib/access/roles.ts'
import { chooseCompany } from '../../../lib/identity/choose-company.ts'
import { changeProfile, showOwnAccount } from '../../../lib/identity/own-account.ts'
import { switchCompany } from '../../../lib/identity/switch-company.ts'
import { endOtherOwnSessions, endOwnSession, listOwnSessions } from '../../../lib/identity/own-sessions.ts'
import { giveFactor } from '../../../lib/identity/give-factor.ts'
import { encodeId } from '../../../lib/kernel/id.ts'
import { changeRole } from '../../../lib/tenancy/change-member.ts'
import { inviteMember } from '../../../lib/tenancy/invite-member.ts'
import { changeNetworks, chooseBreakGlass } from '../../../lib/tenancy/networks.ts'
import { writeGrants } from '../../../lib/tenancy/role-draft.ts'
import { showDesk } from '../../../lib/tenancy/show-desk.ts'
import { beginTest } from '../../../lib/tenancy/sso-change.ts'
import { setGroupRoles } from '../../../lib/tenancy/sso-groups.ts'
import { showTest } from '../../../lib/tenancy/sso-connection.ts'
import { copyRole, endRole } from '../../../lib/tenancy/write-role.ts'
import { accept, begin, complete, makeSsoCompany, setConnection, type Settings, type SsoCompany } from '../../support/saml/company.ts'
import { attributeNames, startProvider, visit, type Provider } from '../../support/saml/provider.ts'
import { admin, makeWorld, refusalOf } from '../../support/world.ts'
import { addMembership, Browser, makePerson, presentClock, type TestPerson } from '../person.ts'

let provider: Provider
beforeAll(async () => {
  provider = await startProvider()
  process.env['PLUMBLINE_EGRESS_ALLOW'] = provider.origin
})
afterAll(() => provider.close())
/** Where the people of a world sit, and somewhere else. */
const home = '192.0.2.7',
  elsewhere = '198.51.100.9'
const at = (ip: string): Browser => new Browser(presentClock(), ip)
let count = 0
const companyWith = (settings: Settings = {}): Promise<SsoCompany> =>
  makeSsoCompany(
    { issuer: provider.issuer, ssoUrl: `${provider.origin}/sso`, certificate: provider.certificate },
    { emailAttribute: attributeNames.email, nameAttribute: attributeNames.name, groupsAttribute: attributeNames.groups, ...settings },
  )
async function colleague(company: SsoCompany, role = 'finance'): Promise<TestPerson> {
  const person = await makePerson(company.world.tenant, role),
    email = `p${++count}.${person.accountId.slice(-6)}@${company.domain}`
  await admin`update identity.accounts set email = ${email} where id = ${person.accountId}`
  await admin`update public.members set email = ${email} where id = ${person.memberId}`
  return { ...person, email }
}
/** Who stands at the provider now. */
const standing = (email: string, groups: readonly string[] = []): void => {
  provider.person = { id: `subject of ${email}`, email, name: 'Neu Person', groups }
}
async function signIn(b: Browser, company: SsoCompany) {
  const away = await begin(b, company.connectionId),
    form = await visit(away.to)
  return complete(b, await accept(b, company.connectionId, form.message, form.relayState), away.browser)
}
const sessionsOf = async (memberId: string): Promise<number> =>
  (await admin<{ n: number }[]>`select count(*)::int as n from identity.sessions where member_id = ${memberId}`)[0]?.n ?? -1
const memberOf = async (company: SsoCompany, email: string) =>
  (
    await admin<
      { id: string; account_id: string; role: string; role_id: string | null; state: string }[]
    >`select id, account_id, role, role_id, state from public.members where tenant_id = ${company.world.tenant} and email = ${email}`
  )[0]
const refusedBy = async (company: SsoCompany): Promise<unknown> => (await company.world.events('sso.refused')).at(-1)?.detail['check']
const allow = (company: SsoCompany, whose: string, ranges: string) => company.world.as('owner').run(changeNetworks, { whose, ranges })

test('a session by the provider of one company neither sees nor ends sessions in another, and writes no name there', async () => {
  const company = await companyWith({ providerFactor: 'attested' }),
    person = await colleague(company),
    other = await makeWorld(new Date().toISOString()),
    b = at(home),
    there = at(elsewhere)
  const membership = await addMembership(other.tenant, 'owner', person)
  await there.signIn(person)
  await there.step(chooseCompany, { memberId: encodeId('member', membership) })
  standing(person.email)
  expect((await signIn(b, company)).go).toBe('home')
  expect((await listOwnSessions.invoke(b, b.own)).map((session) => session.isThis)).toEqual([true])
  const [row] = await admin<{ id: string }[]>`select id from identity.sessions where account_id = ${person.accountId} and tenant_id = ${other.tenant}`
  expect((await refusalOf(endOwnSession.invoke(b, { ...b.own, id: encodeId('session', row?.id ?? '') }))).code).toBe('not_found')
  expect(await endOtherOwnSessions.invoke(b, b.own)).toEqual({ count: 0 })
  expect((await refusalOf(changeProfile.invoke(b, { ...b.own, name: 'Somebody Else' }))).code).toBe('forbidden')
  expect((await admin`select name from public.members where id = ${membership}`)[0]).toEqual({ name: person.name })
  // Nor does it tell whether there is another company: the one that is not there is refused by the same words.
  expect((await showOwnAccount.invoke(b, b.own)).companies).toHaveLength(1)
  const [real, none] = [
    await refusalOf(switchCompany.invoke(b, { ...b.own, memberId: encodeId('member', membership) })),
    await refusalOf(switchCompany.invoke(b, { ...b.own, memberId: encodeId('member', company.world.tenant) })),
  ]
  expect(real).toEqual(none)
  expect((await showOwnAccount.invoke(there, there.own)).companies).toHaveLength(2)
  // By the password all of it is one's own, the other company's session included.
  expect(await listOwnSessions.invoke(there, there.own)).toHaveLength(2)
  expect(await endOtherOwnSessions.invoke(there, there.own)).toEqual({ count: 1 })
})
test('a value that is cut is not cut in the middle of a sign, which no column of the test sign-in would take', async () => {
  const company = await companyWith(),
    person = await colleague(company),
    { testId } = await company.world.as('admin').run(beginTest, { connectionId: company.connectionId }),
    b = at(home)
  provider.person = { id: 'a long name', email: person.email, name: `${'n'.repeat(99)}💥`, groups: [`${'g'.repeat(299)}💥`] }
  const away = await begin(b, company.connectionId, { testId }),
    form = await visit(away.to)
  expect(await accept(b, company.connectionId, form.message, form.relayState)).toEqual({ kind: 'test', connectionId: company.connectionId, testId })
  const shown = await company.world.as('admin').run(showTest, { connectionId: company.connectionId, testId })
  expect(shown).toMatchObject({ state: 'passed', mapped: { name: 'n'.repeat(99) } })
  expect(shown.received?.attributes.find((a) => a.name === attributeNames.groups)?.values).toEqual(['g'.repeat(299)])
})
test('whom an admin has given another role by hand keeps it, though a group at the provider would give more', async () => {
  const company = await companyWith({ joins: true }),
    email = `joins${++count}@${company.domain}`
  await company.world.as('owner').run(setGroupRoles, { connectionId: company.connectionId, lines: 'Payroll = finance' })
  standing(email, ['Payroll'])
  await signIn(at(home), company)
  const member = await memberOf(company, email)
  expect(member).toMatchObject({ role: 'finance' })
  await company.world.as('owner').run(changeRole, { memberId: encodeId('member', member?.id ?? ''), role: 'crew' })
  await signIn(at(home), company)
  expect(await memberOf(company, email)).toMatchObject({ role: 'crew' })
})
describe('from outside the networks that are allowed', () => {
  test.each(['attested', 'never'] as const)(
    'nobody comes in by a provider, whether its factor counts (%s) or not; it is recorded, and from inside they do',
    async (providerFactor) => {
      const company = await companyWith({ providerFactor }),
        person = await colleague(company),
        { world } = company
      await allow(company, 'company', `${home} Head office`)
      standing(person.email)
      const outside = at(elsewhere)
      expect(await refusalOf(signIn(outside, company))).toMatchObject({
        code: 'forbidden',
        message: expect.stringMatching(/is not among the networks that the company allows/) as string,
        fields: { network: 'company' },
      })
      expect(outside.session).toBeUndefined()
      expect(await sessionsOf(person.memberId)).toBe(0)
      expect(await world.events('network.refused')).toMatchObject([{ actor_id: person.memberId, detail: { operation: 'identity.signIn', list: 'company' } }])
      const inside = at(home)
      if ((await signIn(inside, company)).go === 'factor') await inside.step(giveFactor, { code: person.code(inside.clock) })
      expect((await showDesk.invoke(inside.caller, {})).member.role).toBe('finance')
      // The session is worth nothing elsewhere, like any other.
      expect(await refusalOf(showDesk.invoke({ ...inside.caller, place: { ...inside.place, ip: elsewhere } }, {}))).toMatchObject({
        fields: { network: 'company' },
      })
    },
  )
  test('of a person’s own list, their provider does not help them either; a list of their own may let them in where the company’s would not', async () => {
    const company = await companyWith({ providerFactor: 'attested' }),
      person = await colleague(company)
    await allow(company, 'company', home)
    await allow(company, encodeId('member', person.memberId), '203.0.113.0/24')
    standing(person.email)
    expect(await refusalOf(signIn(at(home), company))).toMatchObject({ fields: { network: 'member' } })
    expect((await signIn(at('203.0.113.5'), company)).go).toBe('home')
  })
  test('between two steps, the last one is refused', async () => {
    const company = await companyWith(),
      person = await colleague(company),
      b = at(home)
    await allow(company, 'company', home)
    standing(person.email)
    expect((await signIn(b, company)).go).toBe('factor')
    b.place = { ...b.place, ip: elsewhere }
    expect(await refusalOf(b.step(giveFactor, { code: person.code(b.clock) }))).toMatchObject({ fields: { network: 'company' } })
    expect(await sessionsOf(person.memberId)).toBe(0)
  })
  test('who has no second factor yet enrols none', async () => {
    const company = await companyWith({ joins: true, defaultRole: 'crew' }),
      email = `new${++count}@${company.domain}`
    await allow(company, 'company', home)
    standing(email)
    expect(await refusalOf(signIn(at(elsewhere), company))).toMatchObject({ fields: { network: 'company' } })
    const { account_id: accountId } = (await memberOf(company, email)) as { account_id: string }
    expect([...(await admin`select id from identity.factors where account_id = ${accountId}`)]).toEqual([])
    expect([...(await admin`select id from identity.flows where account_id = ${accountId} and ended_at is null`)]).toEqual([])
    expect((await signIn(at(home), company)).go).toBe('enrol')
  })
  test('an owner with break-glass comes in, with a factor of ours, and it is recorded', async () => {
    const company = await companyWith({ providerFactor: 'attested' }),
      owner = await colleague(company, 'owner'),
      b = at(elsewhere)
    await company.world.as('owner').run(chooseBreakGlass, { owners: [encodeId('member', owner.memberId)] })
    await allow(company, 'company', home)
    standing(owner.email)
    expect((await signIn(b, company)).go, 'whoever decides over the provider is no owner by it').toBe('factor')
    expect((await b.step(giveFactor, { code: owner.code(b.clock) })).go).toBe('home')
    expect((await company.world.events('network.break_glass_used')).length).toBeGreaterThan(0)
  })
})
describe('a role of the company’s own', () => {
  const make = (company: SsoCompany, name: string, source: 'crew' | 'dispatch' = 'dispatch') =>
    company.world.as('owner').run(copyRole, { source, name, grants: writeGrants(roles[source]) })
  test('is given to who joins by a group, or by none that is mapped; another group moves them, and their sessions end', async () => {
    const company = await companyWith({ joins: true, providerFactor: 'attested' }),
      lead = await make(company, 'Field lead'),
      { world } = company
    const uuid = (await admin<{ id: string }[]>`select id from public.roles where tenant_id = ${world.tenant} and name = 'Field lead'`)[0]?.id as string
    await world.as('owner').run(setGroupRoles, { connectionId: company.connectionId, lines: `Leads = ${lead.id}\nOffice = office` })
    const email = `lead${++count}@${company.domain}`,
      b = at(home)
    standing(email, ['Everyone', 'Leads'])
    expect((await signIn(b, company)).go).toBe('enrol')
    expect(await memberOf(company, email)).toMatchObject({ role: 'Field lead', role_id: uuid, state: 'active' })
    standing(email, ['Office'])
    await signIn(at(home), company)
    expect(await memberOf(company, email)).toMatchObject({ role: 'office', role_id: null })
    standing(email, ['Leads'])
    await signIn(at(home), company)
    expect(await memberOf(company, email)).toMatchObject({ role: 'Field lead', role_id: uuid })
    expect((await world.events('sso.role_followed')).map(({ detail }) => [detail['before'], detail['after']])).toEqual([
      ['Field lead', 'office'],
      ['office', 'Field lead'],
    ])
    await admin`update public.sso_connections set default_role_id = ${uuid} where id = ${company.uuid}`
    standing(`other${++count}@${company.domain}`, ['Everyone'])
    await signIn(at(home), company)
    expect(await memberOf(company, provider.person.email ?? '')).toMatchObject({ role: 'Field lead', role_id: uuid })
  })
  test('is what an invited person keeps, and what a session of theirs is judged by', async () => {
    const company = await companyWith({ providerFactor: 'attested' }),
      own = await make(company, 'Yard', 'crew'),
      email = `yard${++count}@${company.domain}`
    await company.world.as('owner').run(inviteMember, { name: 'Ines Lind', email, role: own.id })
    standing(email)
    await signIn(at(home), company)
    expect(await memberOf(company, email)).toMatchObject({ role: 'Yard', state: 'active', role_id: expect.any(String) as string })
  })
  test('that has ended is given to nobody: by the operation its groups mean another, and past it they are refused', async () => {
    const company = await companyWith({ joins: true, defaultRole: 'admin' }),
      lead = await make(company, 'Ending'),
      { world } = company,
      lines = `Leads = ${lead.id}`
    await world.as('owner').run(setGroupRoles, { connectionId: company.connectionId, lines })
    await admin`update public.roles set ended_at = now() where tenant_id = ${world.tenant} and name = 'Ending'`
    standing(`late${++count}@${company.domain}`, ['Leads'])
    await refusalOf(signIn(at(home), company))
    expect(await refusedBy(company)).toBe('role')
    expect(await memberOf(company, provider.person.email ?? '')).toBeUndefined()
    await admin`update public.roles set ended_at = null where tenant_id = ${world.tenant} and name = 'Ending'`
    await world.as('owner').run(endRole, { roleId: lead.id, target: 'crew' })
    await signIn(at(home), company)
    expect(await memberOf(company, provider.person.email ?? '')).toMatchObject({ role: 'crew', role_id: null })
  })
  test('like a preset, decides about the networks that count', async () => {
    const company = await companyWith({ joins: true, providerFactor: 'attested' }),
      lead = await make(company, 'Roaming'),
      person = await colleague(company)
    await admin`update public.members set role = 'Roaming', role_id = (select id from public.roles where tenant_id = ${company.world.tenant} and name = 'Roaming') where id = ${person.memberId}`
    await allow(company, 'company', home)
    await allow(company, lead.id, '203.0.113.0/24')
    standing(person.email)
    expect(await refusalOf(signIn(at(home), company))).toMatchObject({ fields: { network: 'role' } })
    expect((await signIn(at('203.0.113.5'), company)).go).toBe('home')
    await setConnection(company.uuid, { providerFactor: 'never' })
    expect((await signIn(at('203.0.113.6'), company)).go).toBe('factor')
  })
})
