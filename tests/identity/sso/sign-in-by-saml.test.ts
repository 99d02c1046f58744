// People of a company come in by its own provider (one that we did not write), and only into that company: who they are is decided by connection, issuer and subject, and a first link by a domain that this very company has proven.
// ASVS V6.8.1 V6.8.4
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { confirmEnrolment, keepCodes } from '../../../lib/identity/enrol-totp.ts'
import { giveFactor } from '../../../lib/identity/give-factor.ts'
import { completeSso, confirmSso } from '../../../lib/identity/sso/complete-sso.ts'
import { showOwnMetadata } from '../../../lib/identity/sso/start-sso.ts'
import { showFlow } from '../../../lib/identity/show-flow.ts'
import { listOwnCompanies, switchCompany } from '../../../lib/identity/switch-company.ts'
import { encodeId } from '../../../lib/kernel/id.ts'
import { beginTest, setConnectionState } from '../../../lib/tenancy/sso-change.ts'
import { setGroupRoles } from '../../../lib/tenancy/sso-groups.ts'
import { showConnection, showTest } from '../../../lib/tenancy/sso-connection.ts'
import { showDesk } from '../../../lib/tenancy/show-desk.ts'
import { accept, begin, complete, makeSsoCompany, ownDomain, setConnection, type SsoCompany } from '../../support/saml/company.ts'
import { attributeNames, startProvider, visit, type Provider } from '../../support/saml/provider.ts'
import { makeCertificate } from '../../support/certificate.ts'
import { admin, makeWorld, refusalOf } from '../../support/world.ts'
import { addMembership, Browser, enrolmentCode, makePerson, presentClock, type TestPerson } from '../person.ts'

let provider: Provider, company: SsoCompany
beforeAll(async () => {
  provider = await startProvider()
  process.env['PLUMBLINE_EGRESS_ALLOW'] = provider.origin
  company = await makeSsoCompany(
    { issuer: provider.issuer, ssoUrl: `${provider.origin}/sso`, certificate: provider.certificate },
    { emailAttribute: attributeNames.email, nameAttribute: attributeNames.name, groupsAttribute: attributeNames.groups },
  )
})
afterAll(() => provider.close())
beforeEach(async () => {
  Object.assign(provider, { signResponse: false, failure: undefined })
  await setConnection(company.uuid, { joins: false, defaultRole: null, providerFactor: 'never', allowsProviderStart: false, wantsResponseSigned: false })
})
const browser = (): Browser => new Browser(presentClock())
let count = 0
const subject = (): string => `subject-${++count}-${company.uuid.slice(-6)}`
/** A member with a password and a factor, whose address is at the company's domain. */
async function colleague(role = 'finance', at = company): Promise<TestPerson> {
  const person = await makePerson(at.world.tenant, role),
    email = `p${++count}.${person.accountId.slice(-6)}@${at.domain}`
  await admin`update identity.accounts set email = ${email} where id = ${person.accountId}`
  await admin`update public.members set email = ${email} where id = ${person.memberId}`
  return { ...person, email }
}
const attempt = async (b: Browser, at = company, more: Readonly<Record<string, string>> = {}) => {
  const away = await begin(b, at.connectionId, more),
    form = await visit(away.to)
  return { away, form, accepted: await accept(b, at.connectionId, form.message, form.relayState) }
}
const refusedBy = async (at = company): Promise<unknown> => (await at.world.events('sso.refused')).at(-1)?.detail['check']
const memberOf = async (email: string, tenant = company.world.tenant) =>
  (
    await admin<
      { id: string; role: string; state: string; number: string }[]
    >`select id, role, state, number from public.members where tenant_id = ${tenant} and email = ${email}`
  )[0]

describe('a sign-in by the provider', () => {
  test('of a member ends in a session of this company, after our factor; the second time the subject alone decides', async () => {
    const person = await colleague(),
      b = browser()
    provider.person = { id: subject(), email: person.email.toUpperCase(), name: 'Jana Ruiz' }
    const { away, accepted } = await attempt(b, company, { next: '/payouts' })
    expect(new URL(away.to).origin).toBe(provider.origin)
    expect((await complete(b, accepted, away.browser)).go).toBe('factor')
    expect(await b.step(giveFactor, { code: person.code(b.clock) })).toMatchObject({ go: 'home', next: '/payouts' })
    expect((await showDesk.invoke(b.caller, {})).member.role).toBe('finance')
    const [session] =
      await admin`select tenant_id, member_id, methods, connection_id from identity.sessions where account_id = ${person.accountId} order by created_at desc limit 1`
    expect({ ...session }).toEqual({ tenant_id: company.world.tenant, member_id: person.memberId, methods: 'sso, totp', connection_id: company.uuid })
    // The address at the provider changes, to somebody else's even: the subject is who it was.
    const other = await colleague('owner')
    provider.person = { ...provider.person, email: other.email }
    const again = browser(),
      second = await attempt(again)
    await complete(again, second.accepted, second.away.browser)
    expect((await showFlow.invoke(again, { flow: again.flow }))?.email).toBe(person.email)
    expect((await company.world.events('sso.linked')).filter((e) => e.subject_id === person.memberId)).toHaveLength(1)
  })
  test('is offered where the domain of the address is proven, to everybody alike, and the password stays', async () => {
    const person = await colleague(),
      known = browser(),
      unknown = browser(),
      elsewhere = browser()
    await known.begin(person.email)
    await unknown.begin(`nobody@${company.domain}`)
    await elsewhere.begin('nobody@elsewhere.example')
    const ways = async (b: Browser) => (await showFlow.invoke(b, { flow: b.flow }))?.ways
    expect(await ways(known)).toEqual([{ id: company.connectionId, name: 'Work account', company: expect.any(String) as string, isRequired: false }])
    expect(await ways(unknown)).toEqual(await ways(known))
    expect(await ways(elsewhere)).toEqual([])
  })
  test('goes on without our factor where the provider’s counts: because the assertion says so, or an admin vouched', async () => {
    const person = await colleague(),
      id = subject(),
      mfa = 'http://schemas.microsoft.com/claims/multipleauthn'
    provider.person = { id, email: person.email, context: mfa }
    const go = async (): Promise<string> => {
      const b = browser(),
        { away, accepted } = await attempt(b)
      return (await complete(b, accepted, away.browser)).go
    }
    expect(await go()).toBe('factor')
    await setConnection(company.uuid, { providerFactor: 'asserted' })
    expect(await go()).toBe('home')
    provider.person = { id, email: person.email }
    expect(await go()).toBe('factor')
    await setConnection(company.uuid, { providerFactor: 'attested' })
    expect(await go()).toBe('home')
  })
  test('that the provider refuses, or by a suspended or departed member, is refused and on record', async () => {
    const person = await colleague(),
      b = browser()
    provider.person = { id: subject(), email: person.email }
    provider.failure = 'urn:oasis:names:tc:SAML:2.0:status:Responder'
    expect((await refusalOf(attempt(b))).code).toBe('forbidden')
    expect(await refusedBy()).toBe('status')
    provider.failure = undefined
    await attempt(b)
    for (const state of ['suspended', 'ended']) {
      await admin`update public.members set state = ${state} where id = ${person.memberId}`
      expect((await refusalOf(attempt(b))).code).toBe('forbidden')
      expect(await refusedBy()).toBe('membership')
    }
  })
  test('with a response that must be signed too', async () => {
    const person = await colleague(),
      b = browser()
    provider.person = { id: subject(), email: person.email }
    await setConnection(company.uuid, { wantsResponseSigned: true })
    await refusalOf(attempt(b))
    expect(await refusedBy()).toBe('response signature')
    provider.signResponse = true
    expect((await attempt(b)).accepted?.kind).toBe('code')
  })
  test('goes on while the provider changes its certificate, because both hold', async () => {
    const own = await makeSsoCompany(
        { issuer: provider.issuer, ssoUrl: `${provider.origin}/sso`, certificate: makeCertificate() },
        { emailAttribute: attributeNames.email },
      ),
      person = await colleague('finance', own),
      b = browser()
    provider.person = { id: subject(), email: person.email }
    await refusalOf(attempt(b, own))
    expect(await refusedBy(own)).toBe('signature')
    const { addCertificate, removeCertificate } = await import('../../../lib/tenancy/sso-change.ts')
    await own.world.as('admin').run(addCertificate, { connectionId: own.connectionId, certificate: provider.certificate.pem })
    expect((await attempt(b, own)).accepted?.kind).toBe('code')
    const { certificates } = await own.world.as('admin').run(showConnection, { connectionId: own.connectionId })
    expect(certificates).toHaveLength(2)
    for (const [i, certificate] of certificates.entries())
      if (i === 0) await own.world.as('admin').run(removeCertificate, { connectionId: own.connectionId, certificateId: certificate.id })
    expect((await refusalOf(own.world.as('admin').run(removeCertificate, { connectionId: own.connectionId, certificateId: certificates[1]?.id }))).code).toBe(
      'conflict',
    )
  })
})
describe('people who join', () => {
  test('do so only where the connection lets them, with the role of their groups, never owner; they enrol a factor of ours', async () => {
    const email = `new${++count}@${company.domain}`,
      b = browser()
    provider.person = { id: subject(), email, name: 'Neu Person', groups: ['Payroll', 'Everyone'] }
    await refusalOf(attempt(b))
    expect(await refusedBy()).toBe('membership')
    await setConnection(company.uuid, { joins: true })
    await refusalOf(attempt(b))
    expect(await refusedBy()).toBe('role')
    expect(await memberOf(email)).toBeUndefined()
    expect(
      (await refusalOf(company.world.as('owner').run(setGroupRoles, { connectionId: company.connectionId, lines: 'Payroll = owner' }))).fields['lines'],
    ).toMatch(/nobody becomes owner/)
    await company.world.as('owner').run(setGroupRoles, { connectionId: company.connectionId, lines: 'Payroll = finance\nDispatchers = dispatch' })
    const { away, accepted } = await attempt(b)
    expect(await memberOf(email)).toMatchObject({ role: 'finance', state: 'active' })
    expect((await complete(b, accepted, away.browser)).go).toBe('enrol')
    await b.step(confirmEnrolment, { code: await enrolmentCode(b) })
    expect((await b.step(keepCodes, { kept: 'yes' })).go).toBe('home')
    expect((await showDesk.invoke(b.caller, {})).member.name).toBe('Neu Person')
    // Another group the next time: the role follows, and older sessions end.
    provider.person = { ...provider.person, groups: ['Dispatchers'] }
    const later = browser()
    await attempt(later)
    expect(await memberOf(email)).toMatchObject({ role: 'dispatch' })
    await expect(showDesk.invoke(b.caller, {})).rejects.toThrow()
  })
  test('by an invitation that waits for them are the invited person, with the invited role', async () => {
    const email = `invited${++count}@${company.domain}`,
      { inviteMember } = await import('../../../lib/tenancy/invite-member.ts'),
      b = browser()
    await company.world.as('owner').run(inviteMember, { name: 'Ines Lind', email, role: 'office' })
    provider.person = { id: subject(), email, groups: ['Payroll'] }
    expect((await attempt(b)).accepted?.kind).toBe('code')
    expect(await memberOf(email)).toMatchObject({ role: 'office', state: 'active' })
  })
  test('are not moved by groups when a person has placed them here', async () => {
    const person = await colleague('read_only'),
      b = browser()
    provider.person = { id: subject(), email: person.email, groups: ['Payroll'] }
    await attempt(b)
    await attempt(b)
    expect(await memberOf(person.email)).toMatchObject({ role: 'read_only' })
  })
})
describe('another company', () => {
  test('is not reached by its people’s addresses: no account, member or identity of it is touched', async () => {
    const other = await makeWorld(new Date().toISOString()),
      theirDomain = await ownDomain(other),
      b = browser()
    const theirs = await makePerson(other.tenant, 'owner'),
      email = `boss${++count}@${theirDomain}`
    await admin`update identity.accounts set email = ${email} where id = ${theirs.accountId}`
    await setConnection(company.uuid, { joins: true, defaultRole: 'admin' })
    const before = await admin`select * from identity.accounts where id = ${theirs.accountId}`
    for (const claimed of [
      email,
      `${email} `,
      email.toUpperCase(),
      `x@${company.domain}.${theirDomain}`,
      `a@${company.domain}＠${theirDomain}`,
      `boss@nobodys.example`,
    ]) {
      provider.person = { id: subject(), email: claimed }
      expect((await refusalOf(attempt(b))).code, claimed).toBe('forbidden')
      expect(['domain', 'attributes'], claimed).toContain(await refusedBy())
    }
    expect([...(await admin`select * from identity.accounts where id = ${theirs.accountId}`)]).toEqual([...before])
    expect([...(await admin`select id from public.sso_identities where account_id = ${theirs.accountId}`)]).toEqual([])
    expect([...(await admin`select id from public.members where account_id = ${theirs.accountId} and tenant_id = ${company.world.tenant}`)]).toEqual([])
  })
  test('of the same person stays shut: the provider opens one membership, and a session by it does not switch', async () => {
    const person = await colleague(),
      other = await makeWorld(new Date().toISOString()),
      elsewhere = await addMembership(other.tenant, 'owner', person),
      b = browser()
    provider.person = { id: subject(), email: person.email }
    await setConnection(company.uuid, { providerFactor: 'attested' })
    const { away, accepted } = await attempt(b)
    expect((await complete(b, accepted, away.browser)).go).toBe('home')
    expect(b.session?.tenant).toBe(company.world.tenant)
    expect(await listOwnCompanies.invoke(b, b.own)).toMatchObject({ opensThisOnly: true, companies: [{ isThis: true }] })
    expect((await refusalOf(switchCompany.invoke(b, { ...b.own, memberId: encodeId('member', elsewhere), factorCode: person.code(b.clock) }))).code).toBe(
      'forbidden',
    )
    expect([...(await admin`select id from identity.sessions where account_id = ${person.accountId} and tenant_id = ${other.tenant}`)]).toEqual([])
  })
  test('with a connection of its own to the same provider does not take the other’s answers', async () => {
    const twin = await makeSsoCompany(
        { issuer: provider.issuer, ssoUrl: `${provider.origin}/sso`, certificate: provider.certificate },
        { emailAttribute: attributeNames.email, joins: true, defaultRole: 'admin' },
      ),
      person = await colleague(),
      b = browser()
    provider.person = { id: subject(), email: person.email }
    const away = await begin(b, company.connectionId),
      form = await visit(away.to)
    await refusalOf(accept(b, twin.connectionId, form.message, form.relayState))
    expect(await refusedBy(twin)).toBe('request')
    expect((await accept(b, company.connectionId, form.message))?.kind).toBe('code')
  })
  test('that let somebody make an account under one of our addresses, which was never proven, gets nobody in here by it', async () => {
    const other = await makeWorld(new Date().toISOString()),
      { accountId } = await makePerson(other.tenant, 'owner'),
      email = `never.proven@${company.domain}`
    await Promise.all([
      admin`update identity.accounts set email = ${email}, email_verified_at = null where id = ${accountId}`,
      setConnection(company.uuid, { joins: true, defaultRole: 'crew' }),
    ])
    provider.person = { id: subject(), email }
    expect([
      (await refusalOf(attempt(browser()))).code,
      await refusedBy(),
      (await admin`select 1 from public.members where account_id = ${accountId}`).length,
    ]).toEqual(['forbidden', 'membership', 1])
  })
  test('that had the domain before keeps its people: a link made is kept, a new one goes by who has proven the domain now', async () => {
    const person = await colleague(),
      id = subject(),
      b = browser()
    provider.person = { id, email: person.email }
    await attempt(b)
    await admin`delete from identity.proven_domains where name = ${company.domain}`
    try {
      expect((await attempt(b)).accepted?.kind).toBe('code')
      provider.person = { id: subject(), email: (await colleague()).email }
      await refusalOf(attempt(b))
      expect(await refusedBy()).toBe('domain')
    } finally {
      await admin`insert into identity.proven_domains (name, tenant_id, domain_id) select name, tenant_id, id from public.domains where name = ${company.domain}`
    }
  })
})
describe('the way back', () => {
  test('is for the browser that began: somebody’s own answer signs nobody else in as them', async () => {
    const person = await colleague(),
      mine = browser(),
      victim = browser()
    provider.person = { id: subject(), email: person.email }
    const { accepted } = await attempt(mine)
    if (accepted?.kind !== 'code') throw new Error('no code')
    const theirs = await begin(victim, company.connectionId)
    for (const secret of [undefined, theirs.browser, 'x'])
      expect((await refusalOf(completeSso.invoke(victim, { code: accepted.code, ...(secret === undefined ? {} : { browser: secret }) }))).code).toBe('conflict')
  })
  test('works once and for a minute', async () => {
    const person = await colleague(),
      b = browser()
    provider.person = { id: subject(), email: person.email }
    const first = await attempt(b)
    await complete(b, first.accepted, first.away.browser)
    await expect(complete(b, first.accepted, first.away.browser)).rejects.toThrow(/moved on/)
    const second = await attempt(b)
    b.clock.advance(61_000)
    await expect(complete(b, second.accepted, second.away.browser)).rejects.toThrow(/moved on/)
  })
  test('of one answer posted twenty times at once is one', async () => {
    const person = await colleague(),
      b = browser()
    provider.person = { id: subject(), email: person.email }
    const away = await begin(b, company.connectionId),
      form = await visit(away.to)
    const answers = await Promise.allSettled(Array.from({ length: 20 }, () => accept(b, company.connectionId, form.message)))
    expect(answers.filter((a) => a.status === 'fulfilled')).toHaveLength(1)
    expect(['request', 'replay']).toContain(await refusedBy())
  })
  test('ends no later than the provider says, and not before the tenant’s own time otherwise', async () => {
    const [row] =
      await admin`select expires_at > now() + interval '11 hours' as long from identity.sessions where connection_id = ${company.uuid} and methods like 'sso%' order by created_at desc limit 1`
    expect(row?.['long']).toBe(true)
  })
})
describe('a sign-in that the provider begins', () => {
  test('is refused unless the connection allows it; then it asks its person first, and replay is refused', async () => {
    const { forge } = await import('../../support/saml/forge.ts')
    const person = await colleague(),
      b = browser(),
      { own } = await company.world.as('admin').run(showConnection, { connectionId: company.connectionId })
    const message = () =>
      forge({ ...own, issuer: provider.issuer, certificate: provider.certificate, subject: subject(), attributes: { [attributeNames.email]: [person.email] } })
        .message
    await refusalOf(accept(b, company.connectionId, message()))
    expect(await refusedBy()).toBe('provider start')
    await setConnection(company.uuid, { allowsProviderStart: true })
    const posted = message(),
      accepted = await accept(b, company.connectionId, posted)
    expect((await complete(b, accepted, undefined)).go).toBe('confirm')
    expect((await showFlow.invoke(b, { flow: b.flow }))?.email).toBe(person.email)
    expect((await refusalOf(giveFactor.invoke(b, { flow: b.flow, code: person.code(b.clock) }))).code).toBe('conflict')
    expect((await b.step(confirmSso)).go).toBe('factor')
    await refusalOf(accept(b, company.connectionId, posted))
    expect(await refusedBy()).toBe('replay')
  })
})
describe('a test sign-in', () => {
  test('shows what came and what it was read as, and signs nobody in', async () => {
    const person = await colleague(),
      b = browser(),
      { testId } = await company.world.as('admin').run(beginTest, { connectionId: company.connectionId })
    provider.person = { id: subject(), email: person.email, name: 'Jana Ruiz', groups: ['Payroll'] }
    const { accepted } = await attempt(b, company, { testId })
    expect(accepted).toEqual({ kind: 'test', connectionId: company.connectionId, testId })
    const shown = await company.world.as('admin').run(showTest, { connectionId: company.connectionId, testId })
    expect(shown).toMatchObject({
      state: 'passed',
      mapped: { email: person.email, name: 'Jana Ruiz', groups: ['Payroll'], role: 'finance', factor: false },
      received: { subject: provider.person.id },
    })
    expect(shown.received?.attributes.find((a) => a.name === attributeNames.email)?.values).toEqual([person.email])
    expect([...(await admin`select id from public.sso_identities where account_id = ${person.accountId}`)]).toEqual([])
    expect((await refusalOf(begin(b, company.connectionId, { testId }))).code).toBe('not_found')
  })
  test('that is refused says by which check, and what to change at the provider; a new connection goes on only after one that passed', async () => {
    const own = await makeSsoCompany({ issuer: `${provider.issuer}/other`, ssoUrl: `${provider.origin}/sso`, certificate: provider.certificate }),
      b = browser()
    await admin`update public.sso_connections set state = 'draft' where id = ${own.uuid}`
    const { testId } = await own.world.as('admin').run(beginTest, { connectionId: own.connectionId })
    provider.person = { id: subject(), email: 'x@example.com' }
    expect((await attempt(b, own, { testId })).accepted).toMatchObject({ kind: 'test', testId })
    expect(await own.world.as('admin').run(showTest, { connectionId: own.connectionId, testId })).toMatchObject({
      state: 'refused',
      check: 'issuer',
      found: provider.issuer,
      advice: expect.stringContaining('entity id') as string,
    })
    expect((await refusalOf(begin(b, own.connectionId))).code).toBe('not_found')
    expect((await refusalOf(own.world.as('owner').run(setConnectionState, { connectionId: own.connectionId, to: 'on' }))).message).toMatch(/test sign-in/)
    expect((await refusalOf(company.world.as('admin').run(showTest, { connectionId: own.connectionId, testId }))).code).toBe('not_found')
  })
})
test('our metadata names our addresses and no key', async () => {
  const xml = await showOwnMetadata.invoke(browser(), { connectionId: company.connectionId }),
    { own } = await company.world.as('admin').run(showConnection, { connectionId: company.connectionId })
  expect(xml).toContain(`entityID="${own.entityId}"`)
  expect(xml).toContain(`Location="${own.acsUrl}"`)
  expect(xml).not.toMatch(/KeyDescriptor|X509/)
})
