// Where the provider that a company requires speaks OpenID Connect, the same holds as by SAML: its sign-ins alone open the company, its test is what it takes to require it, and no other company's provider is one of them.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { askRecovery } from '../../../lib/identity/ask-by-mail.ts'
import { confirmEnrolment, keepCodes } from '../../../lib/identity/enrol-totp.ts'
import { giveFactor } from '../../../lib/identity/give-factor.ts'
import { openLink } from '../../../lib/identity/open-link.ts'
import { showFlow } from '../../../lib/identity/show-flow.ts'
import { switchCompany } from '../../../lib/identity/switch-company.ts'
import { encodeId } from '../../../lib/kernel/id.ts'
import { inviteMember } from '../../../lib/tenancy/invite-member.ts'
import { previewRequired } from '../../../lib/tenancy/require-provider.ts'
import { showDesk } from '../../../lib/tenancy/show-desk.ts'
import { beginTest, setConnectionState } from '../../../lib/tenancy/sso-change.ts'
import { begin, comeBack, makeOidcCompany } from '../../support/oidc/company.ts'
import { startHostileProvider, type HostileProvider } from '../../support/oidc/hostile-provider.ts'
import { complete, type Settings, type SsoCompany } from '../../support/saml/company.ts'
import { byPassword, colleagueAt, demand, member, type RequiredCompany } from '../../support/saml/required.ts'
import { admin, makeWorld, refusalOf } from '../../support/world.ts'
import { addMembership, Browser, enrolmentCode, presentClock, type TestPerson } from '../person.ts'

let provider: HostileProvider
beforeAll(async () => {
  provider = await startHostileProvider()
  process.env['PLUMBLINE_EGRESS_ALLOW'] = provider.origin
})
afterAll(() => provider.close())
const isShut = (promise: Promise<unknown>) => expect(promise).rejects.toMatchObject({ name: 'DoorShut' })
async function ready(settings: Settings = {}): Promise<RequiredCompany> {
  const company = await makeOidcCompany(provider, { providerFactor: 'attested', ...settings })
  const [row] = await admin<{ id: string }[]>`select id from public.domains where tenant_id = ${company.world.tenant}`
  return {
    ...company,
    domainId: encodeId('domain', row?.id ?? ''),
    owners: [await colleagueAt(company, 'owner', 'Olga Owner'), await colleagueAt(company, 'owner', 'Otto Owner')],
  }
}
/** To the provider and back, as whoever it says. */
async function vouch(browser: Browser, { connectionId }: Pick<SsoCompany, 'connectionId'>, email: string, more: Readonly<Record<string, string>> = {}) {
  provider.person = { sub: `subject of ${email}`, email, email_verified: true }
  const away = await begin(browser, connectionId, more)
  return { away, accepted: await comeBack(browser, connectionId, provider.visit(away.to), away.browser) }
}
async function tryOut(company: RequiredCompany): Promise<void> {
  const { testId } = await company.world.as('admin').run(beginTest, { connectionId: company.connectionId })
  expect((await vouch(new Browser(presentClock()), company, `any@${company.domain}`, { testId })).accepted).toMatchObject({ kind: 'test', testId })
}
async function required(settings?: Settings): Promise<RequiredCompany> {
  const company = await ready(settings)
  await tryOut(company)
  await demand(company)
  return company
}
async function byOidc(company: SsoCompany, person: Pick<TestPerson, 'email'>): Promise<Browser> {
  const browser = new Browser(presentClock()),
    { away, accepted } = await vouch(browser, company, person.email)
  expect((await complete(browser, accepted, away.browser)).go).toBe('home')
  return browser
}
const sessionsOf = async (person: Pick<TestPerson, 'accountId'>, tenant: string): Promise<number> =>
  (await admin`select 1 from identity.sessions where account_id = ${person.accountId} and tenant_id = ${tenant} and ended_at is null`).length
const waysOf = async (email: string) => {
  const browser = new Browser(presentClock())
  await browser.begin(email)
  return (await showFlow.invoke(browser, { flow: browser.flow }))?.ways?.map(({ id, isRequired }) => [id, isRequired])
}

test('it can be required once a test by it was accepted, and not before', async () => {
  const company = await ready()
  expect((await refusalOf(demand(company))).message).toMatch(/after a test sign-in that was accepted/)
  await tryOut(company)
  expect(
    await admin`select protocol, t.state from public.sso_tests t join public.sso_connections c on c.id = t.connection_id where t.tenant_id = ${company.world.tenant}`,
  ).toMatchObject([{ protocol: 'oidc', state: 'passed' }])
  expect(await waysOf(`nobody@${company.domain}`)).toEqual([[company.connectionId, false]])
  await demand(company)
  expect(await waysOf(`nobody@${company.domain}`)).toEqual([[company.connectionId, true]])
  expect((await refusalOf(company.world.as('owner').run(setConnectionState, { connectionId: company.connectionId, to: 'off' }))).code).toBe('conflict')
})
test('requiring it ends what a password opened and leaves what it opened; the preview knows whom it has let in', async () => {
  const company = await ready(),
    [person, linked] = [await colleagueAt(company, 'finance', 'Ada Amber'), await colleagueAt(company, 'crew', 'Bo Birch')],
    old = await byPassword(person),
    vouched = await byOidc(company, linked)
  await tryOut(company)
  expect(
    (await company.world.as('admin').run(previewRequired, { domainId: company.domainId })).people.map(({ name, isLinked }) => [name, isLinked]).slice(0, 2),
  ).toEqual([
    ['Ada Amber', false],
    ['Bo Birch', true],
  ])
  expect(await demand(company)).toMatchObject({ sessions: 1 })
  await isShut(showDesk.invoke(old.caller, {}))
  expect((await showDesk.invoke(vouched.caller, {})).member.name).toBe('Bo Birch')
  expect((await refusalOf(byPassword(person, 30_000))).message).toContain(`lets addresses at ${company.domain} in by “Work account” only`)
  expect((await showDesk.invoke((await byOidc(company, person)).caller, {})).member.name).toBe('Ada Amber')
  // The session knows who vouched; without that the door shuts on it like on any other.
  await admin`update identity.sessions set connection_id = null where account_id = ${linked.accountId}`
  await isShut(showDesk.invoke(vouched.caller, {}))
})
test('with our factor after it, where its own does not count, the session is still one that it vouched for', async () => {
  const company = await required({ providerFactor: 'never' }),
    person = await colleagueAt(company),
    browser = new Browser(presentClock()),
    { away, accepted } = await vouch(browser, company, person.email)
  expect((await complete(browser, accepted, away.browser)).go).toBe('factor')
  expect((await browser.step(giveFactor, { code: person.code(browser.clock) })).go).toBe('home')
  expect((await showDesk.invoke(browser.caller, {})).member.role).toBe('finance')
})
test('an invitation’s link begins nothing; by the provider its person joins as what they were invited', async () => {
  const company = await required(),
    email = `nora@${company.domain}`,
    { link } = await company.world.as('owner').run(inviteMember, { name: 'Nora New', email, role: 'office' }),
    browser = new Browser(presentClock())
  expect((await refusalOf(new Browser(presentClock()).step(openLink, { flow: undefined, purpose: 'invite', token: link.split('/').at(-1) }))).message).toMatch(
    /“Work account” only/,
  )
  expect(await admin`select 1 from identity.accounts where email = ${email}`).toEqual([])
  const { away, accepted } = await vouch(browser, company, email)
  expect((await complete(browser, accepted, away.browser)).go).toBe('enrol')
  await browser.step(confirmEnrolment, { code: await enrolmentCode(browser) })
  await browser.step(keepCodes, { kept: 'yes' })
  expect((await showDesk.invoke(browser.caller, {})).member).toMatchObject({ role: 'office' })
})
test('while it does not answer nothing opens instead, and the sentence promises no password to whom none opens', async () => {
  const company = await required(),
    person = await colleagueAt(company)
  provider.bend = { exchange: 'hang up' }
  const refusal = await refusalOf(vouch(new Browser(presentClock()), company, person.email))
  provider.bend = {}
  expect(refusal.message).toMatch(/does not answer at present.*where your company lets you/)
  expect((await refusalOf(byPassword(person))).fields['provider']).toBe('required')
  expect(await sessionsOf(person, company.world.tenant)).toBe(0)
})
test('another company’s provider is no way in: not for its people, nor for whoever belongs to both', async () => {
  const company = await required(),
    other = await ready({ joins: true, defaultRole: 'admin' }),
    person = await colleagueAt(company),
    theirs = await addMembership(other.world.tenant, 'finance', person)
  await refusalOf(vouch(new Browser(presentClock()), other, person.email))
  expect((await other.world.events('sso.refused')).at(-1)?.detail['check']).toBe('domain')
  expect(await admin`select 1 from public.sso_identities where account_id = ${person.accountId}`).toEqual([])
  // Linked there all the same, it opens that company and does not lead on to this one.
  await admin`insert into public.sso_identities (tenant_id, id, connection_id, issuer, subject, member_id, account_id, last_used_at) values (${other.world.tenant}, gen_random_uuid(), ${other.uuid}, ${provider.issuer}, ${`subject of ${person.email}`}, ${theirs}, ${person.accountId}, now())`
  const browser = await byOidc(other, person)
  expect((await refusalOf(switchCompany.invoke(browser, { ...browser.own, memberId: member(person), factorCode: person.code(browser.clock) }))).code).toBe(
    'forbidden',
  )
  expect([await sessionsOf(person, company.world.tenant), await sessionsOf(person, other.world.tenant)]).toEqual([0, 1])
})
test('a domain that another company claims later stays required here and binds nobody there; its provider links nobody of this company', async () => {
  const company = await required(),
    later = await ready(),
    person = await colleagueAt(company),
    stranger = await colleagueAt(company),
    known = await colleagueAt(company)
  await byOidc(company, known)
  await admin`update identity.proven_domains set tenant_id = ${later.world.tenant} where name = ${company.domain}`
  expect((await refusalOf(byPassword(person))).fields['provider']).toBe('required')
  expect((await showDesk.invoke((await byOidc(company, known)).caller, {})).member.role).toBe('finance')
  await refusalOf(vouch(new Browser(presentClock()), company, stranger.email))
  expect((await company.world.events('sso.refused')).at(-1)?.detail['check']).toBe('domain')
  // The later one's provider may say the address; it makes nobody a member there, and touches nothing here.
  await refusalOf(vouch(new Browser(presentClock()), later, person.email))
  expect((await later.world.events('sso.refused')).at(-1)?.detail['check']).toBe('membership')
  expect(await sessionsOf(person, company.world.tenant)).toBe(0)
  const both = await makeWorld(new Date().toISOString()),
    elsewhere = await colleagueAt({ world: both, domain: company.domain })
  expect((await showDesk.invoke((await byPassword(elsewhere)).caller, {})).member.role).toBe('finance')
})
test('a sign-in by the factor of the provider cancels a recovery that somebody asked for, as the mail about it says', async () => {
  const company = await required(),
    person = await colleagueAt(company, 'finance', 'Rea Reed')
  await askRecovery.invoke(new Browser(presentClock()), { email: person.email, lost: 'factor' })
  const open = async () => (await admin`select 1 from public.recoveries where account_id = ${person.accountId} and state in ('asked', 'agreed')`).length
  expect(await open()).toBe(1)
  await byOidc(company, person)
  expect(await open()).toBe(0)
  expect((await company.world.events('recovery.cancelled')).map((e) => e.detail)).toMatchObject([
    { why: 'its person signed in with the second factor of the provider' },
  ])
})
