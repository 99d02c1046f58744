// People of a company come in by its own OpenID provider (one that we did not write, and a hostile one for what that does not do), by the rules of the company: who joins, with which role, and whose second factor counts.
// ASVS V10.2.3 V10.5.2
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { confirmEnrolment, keepCodes } from '../../../lib/identity/enrol-totp.ts'
import { giveFactor } from '../../../lib/identity/give-factor.ts'
import { showFlow } from '../../../lib/identity/show-flow.ts'
import { beginTest, changeConnection, setConnectionState } from '../../../lib/tenancy/sso-change.ts'
import { setGroupRoles } from '../../../lib/tenancy/sso-groups.ts'
import { showConnection, showTest } from '../../../lib/tenancy/sso-connection.ts'
import { showDesk } from '../../../lib/tenancy/show-desk.ts'
import { begin, comeBack, makeOidcCompany } from '../../support/oidc/company.ts'
import { startHostileProvider, type HostileProvider } from '../../support/oidc/hostile-provider.ts'
import { startRealProvider, visit, type RealProvider } from '../../support/oidc/provider.ts'
import { complete, setConnection, type Settings, type SsoCompany } from '../../support/saml/company.ts'
import { admin, refusalOf } from '../../support/world.ts'
import { Browser, enrolmentCode, makePerson, presentClock, type TestPerson } from '../person.ts'

let real: RealProvider, hostile: HostileProvider, company: SsoCompany, other: SsoCompany
const usual: Settings = { joins: false, defaultRole: null, providerFactor: 'never', groupsAttribute: 'groups' }
beforeAll(async () => {
  ;[real, hostile] = [await startRealProvider(), await startHostileProvider()]
  process.env['PLUMBLINE_EGRESS_ALLOW'] = `${real.origin},${hostile.origin}`
  ;[company, other] = [await makeOidcCompany(real), await makeOidcCompany(hostile)]
  real.register((await company.world.as('admin').run(showConnection, { connectionId: company.connectionId })).own.redirectUrl)
})
afterAll(() => {
  real.close()
  hostile.close()
})
beforeEach(async () => {
  Object.assign(hostile, { bend: {}, userinfo: {} })
  real.refuses = false
  for (const { uuid } of [company, other]) await setConnection(uuid, usual)
})
const browser = (): Browser => new Browser(presentClock())
let count = 0
const subject = (): string => `subject-${++count}-${company.uuid.slice(-6)}`
async function colleague(role = 'finance', at = company): Promise<TestPerson> {
  const person = await makePerson(at.world.tenant, role),
    email = `p${++count}.${person.accountId.slice(-6)}@${at.domain}`
  await admin`update identity.accounts set email = ${email} where id = ${person.accountId}`
  await admin`update public.members set email = ${email} where id = ${person.memberId}`
  return { ...person, email }
}
/** To the provider that is not ours, and back. */
async function attempt(b: Browser, more: Readonly<Record<string, string>> = {}) {
  const away = await begin(b, company.connectionId, more),
    back = new URL(await visit(away.to))
  return { away, back, accepted: await comeBack(b, company.connectionId, back.search.slice(1), away.browser) }
}
/** The same by the other one. */
async function attemptAtOther(b: Browser, person: Record<string, unknown>, more: Readonly<Record<string, string>> = {}) {
  hostile.person = person
  const away = await begin(b, other.connectionId, more)
  return { away, accepted: await comeBack(b, other.connectionId, hostile.visit(away.to), away.browser) }
}
const refusedBy = async (at = company): Promise<unknown> => (await at.world.events('sso.refused')).at(-1)?.detail['check']
const memberOf = async (email: string, tenant = company.world.tenant) =>
  (await admin<{ id: string; role: string; state: string }[]>`select id, role, state from public.members where tenant_id = ${tenant} and email = ${email}`)[0]

describe('a sign-in by the provider', () => {
  test('of a member ends in a session of this company, after our factor; the second time the subject alone decides', async () => {
    const person = await colleague(),
      b = browser()
    real.person = { id: subject(), email: person.email.toUpperCase(), name: 'Jana Ruiz' }
    const { away, back, accepted } = await attempt(b, { next: '/payouts' }),
      asked = new URL(away.to).searchParams
    expect(new URL(away.to).origin).toBe(real.origin)
    expect(`${back.origin}${back.pathname}`).toBe((await company.world.as('admin').run(showConnection, { connectionId: company.connectionId })).own.redirectUrl)
    expect([asked.get('response_type'), asked.get('code_challenge_method'), asked.get('scope')]).toEqual(['code', 'S256', 'openid email profile groups'])
    expect(away.to).not.toContain(away.browser)
    expect((await complete(b, accepted, away.browser)).go).toBe('factor')
    expect(await b.step(giveFactor, { code: person.code(b.clock) })).toMatchObject({ go: 'home', next: '/payouts' })
    expect((await showDesk.invoke(b.caller, {})).member.role).toBe('finance')
    const [session] =
      await admin`select tenant_id, member_id, methods, connection_id from identity.sessions where account_id = ${person.accountId} order by created_at desc limit 1`
    expect({ ...session }).toEqual({ tenant_id: company.world.tenant, member_id: person.memberId, methods: 'sso, totp', connection_id: company.uuid })
    // The address at the provider changes, to somebody else's even, and unverified: the subject is who it was.
    const another = await colleague('owner')
    real.person = { ...real.person, email: another.email, verified: false }
    const again = browser(),
      second = await attempt(again)
    await complete(again, second.accepted, second.away.browser)
    expect((await showFlow.invoke(again, { flow: again.flow }))?.email).toBe(person.email)
  })
  test('is offered where the domain of the address is proven, to everybody alike, and the password stays', async () => {
    const person = await colleague(),
      ways = async (email: string) => {
        const b = browser()
        await b.begin(email)
        return (await showFlow.invoke(b, { flow: b.flow }))?.ways
      }
    expect(await ways(person.email)).toEqual([{ id: company.connectionId, name: 'Work account', company: expect.any(String) as string, isRequired: false }])
    expect(await ways(`nobody@${company.domain}`)).toEqual(await ways(person.email))
    expect((await browser().signIn(person)).go).toBe('home')
  })
  test('by a secret in the header of the request, with signs that have to be escaped', async () => {
    const own = await makeOidcCompany(real),
      person = await colleague('finance', own),
      b = browser()
    await admin`update public.sso_clients set proof = 'basic' where connection_id = ${own.uuid}`
    real.register((await own.world.as('admin').run(showConnection, { connectionId: own.connectionId })).own.redirectUrl, 'client_secret_basic')
    real.person = { id: subject(), email: person.email }
    const away = await begin(b, own.connectionId)
    expect((await comeBack(b, own.connectionId, new URL(await visit(away.to)).search.slice(1), away.browser))?.kind).toBe('code')
    real.register((await company.world.as('admin').run(showConnection, { connectionId: company.connectionId })).own.redirectUrl)
  })
  test('that the provider refuses, or by a suspended or departed member, is refused and on record', async () => {
    const person = await colleague(),
      b = browser()
    real.person = { id: subject(), email: person.email }
    real.refuses = true
    expect((await refusalOf(attempt(b))).code).toBe('forbidden')
    expect((await company.world.events('sso.refused')).at(-1)?.detail).toMatchObject({
      check: 'status',
      found: expect.stringContaining('access_denied') as string,
    })
    real.refuses = false
    await attempt(b)
    for (const state of ['suspended', 'ended']) {
      await admin`update public.members set state = ${state} where id = ${person.memberId}`
      expect((await refusalOf(attempt(b))).code).toBe('forbidden')
      expect(await refusedBy()).toBe('membership')
    }
  })
  test('while the provider is down is a sentence of its own, and the other ways in stay', async () => {
    const person = await colleague('finance', other),
      b = browser()
    hostile.bend = { exchange: 'hang up' }
    const refusal = await refusalOf(attemptAtOther(b, { sub: subject(), email: person.email, email_verified: true }))
    expect([refusal.code, refusal.message]).toEqual(['unavailable', expect.stringMatching(/does not answer at present.*password/)])
    expect(await refusedBy(other)).toBe('reach')
    expect((await browser().signIn(person)).go).toBe('home')
  })
  test('goes on without our factor where the provider’s counts: because its token says so, or an admin vouched; an owner’s never', async () => {
    const person = await colleague('finance', other),
      owner = await colleague('owner', other),
      sub = subject(),
      claims = { sub, email: person.email, email_verified: true }
    const go = async (said: Record<string, unknown>): Promise<string> => {
      const b = browser(),
        { away, accepted } = await attemptAtOther(b, said)
      return (await complete(b, accepted, away.browser)).go
    }
    expect(await go({ ...claims, amr: ['pwd', 'mfa'] })).toBe('factor')
    await setConnection(other.uuid, { providerFactor: 'asserted' })
    for (const proof of [{ amr: ['pwd', 'mfa'] }, { acr: 'https://refeds.org/profile/mfa' }, { acr: 'phr' }])
      expect(await go({ ...claims, ...proof }), JSON.stringify(proof)).toBe('home')
    for (const none of [
      {},
      { amr: 'mfa' },
      { amr: ['pwd'] },
      { amr: ['MFA'] },
      { amr: [['mfa']] },
      { acr: '1' },
      { acr: ['phr'] },
      { acr: 'https://refeds.org/profile/mfa/' },
    ])
      expect(await go({ ...claims, ...none }), JSON.stringify(none)).toBe('factor')
    // What the unsigned record says of it counts nothing.
    hostile.userinfo = { amr: ['mfa'], acr: 'phr', name: 'Jana' }
    expect(await go(claims)).toBe('factor')
    await setConnection(other.uuid, { providerFactor: 'attested' })
    expect(await go(claims)).toBe('home')
    expect(await go({ sub: subject(), email: owner.email, email_verified: true, amr: ['mfa'] })).toBe('factor')
  })
})
describe('people who join', () => {
  test('do so only where the connection lets them, with the role of their groups, never owner; they enrol a factor of ours', async () => {
    const email = `new${++count}@${company.domain}`,
      b = browser()
    real.person = { id: subject(), email, name: 'Neu Person', groups: ['Payroll', 'Everyone'] }
    await refusalOf(attempt(b))
    expect(await refusedBy()).toBe('membership')
    await setConnection(company.uuid, { joins: true })
    await refusalOf(attempt(b))
    expect(await refusedBy()).toBe('role')
    expect(await memberOf(email)).toBeUndefined()
    await company.world.as('owner').run(setGroupRoles, { connectionId: company.connectionId, lines: 'Payroll = finance\nDispatchers = dispatch' })
    const { away, accepted } = await attempt(b)
    expect(await memberOf(email)).toMatchObject({ role: 'finance', state: 'active' })
    expect((await complete(b, accepted, away.browser)).go).toBe('enrol')
    await b.step(confirmEnrolment, { code: await enrolmentCode(b) })
    expect((await b.step(keepCodes, { kept: 'yes' })).go).toBe('home')
    expect((await showDesk.invoke(b.caller, {})).member.name).toBe('Neu Person')
    real.person = { ...real.person, groups: ['Dispatchers'] }
    await attempt(browser())
    expect(await memberOf(email)).toMatchObject({ role: 'dispatch' })
    await expect(showDesk.invoke(b.caller, {})).rejects.toThrow()
  })
  test('need the provider’s word that the address is verified, unless an admin trusts its addresses; its no is no all the same', async () => {
    const person = await colleague('finance', other),
      b = browser(),
      change = (wantsVerifiedEmail: boolean) =>
        other.world
          .as('admin')
          .run(changeConnection, {
            connectionId: other.connectionId,
            name: 'Work account',
            wantsVerifiedEmail,
            joins: false,
            emailAttribute: 'email',
            nameAttribute: 'name',
            groupsAttribute: 'groups',
            providerFactor: 'never',
          })
    await refusalOf(attemptAtOther(b, { sub: subject(), email: person.email }))
    expect(await refusedBy(other)).toBe('verified address')
    await change(false)
    for (const word of [false, 'true', 'false', null]) {
      await refusalOf(attemptAtOther(b, { sub: subject(), email: person.email, email_verified: word }))
      expect(await refusedBy(other), String(word)).toBe('verified address')
    }
    expect((await attemptAtOther(b, { sub: subject(), email: person.email })).accepted?.kind).toBe('code')
    await change(true)
    expect((await other.world.events('sso.changed')).at(-1)?.detail['changes']).toContainEqual({
      field: 'address verified by the provider',
      before: 'no',
      after: 'yes',
    })
    // A claim of the provider's own has nobody's word.
    await setConnection(other.uuid, { emailAttribute: 'upn' })
    await refusalOf(attemptAtOther(b, { sub: subject(), upn: person.email, email: 'x@elsewhere.example', email_verified: true }))
    expect(await refusedBy(other)).toBe('verified address')
    await setConnection(other.uuid, { emailAttribute: 'email' })
  })
})
describe('a test sign-in', () => {
  test('shows what came and what it was read as, and signs nobody in', async () => {
    const person = await colleague(),
      b = browser(),
      { testId } = await company.world.as('admin').run(beginTest, { connectionId: company.connectionId })
    real.person = { id: subject(), email: person.email, name: 'Jana Ruiz', groups: ['Payroll'] }
    const { accepted } = await attempt(b, { testId })
    expect(accepted).toEqual({ kind: 'test', connectionId: company.connectionId, testId })
    const shown = await company.world.as('admin').run(showTest, { connectionId: company.connectionId, testId })
    expect(shown).toMatchObject({
      state: 'passed',
      protocol: 'oidc',
      mapped: { email: person.email, name: 'Jana Ruiz', groups: ['Payroll'], role: 'finance', factor: false, addressVerified: true },
      received: { subject: real.person.id },
    })
    expect(shown.received?.attributes.find((a) => a.name === 'email')?.values).toEqual([person.email])
    expect([...(await admin`select id from public.sso_identities where account_id = ${person.accountId}`)]).toEqual([])
    expect((await refusalOf(begin(b, company.connectionId, { testId }))).code).toBe('not_found')
  })
  test('that is refused says by which check, and what to change at the provider; a new connection goes on only after one that passed', async () => {
    const own = await makeOidcCompany({ ...hostile, secret: 'a secret that is wrong' }),
      b = browser()
    await admin`update public.sso_connections set state = 'draft' where id = ${own.uuid}`
    const { testId } = await own.world.as('admin').run(beginTest, { connectionId: own.connectionId }),
      away = await begin(b, own.connectionId, { testId })
    expect(await comeBack(b, own.connectionId, hostile.visit(away.to), away.browser)).toMatchObject({ kind: 'test', testId })
    const shown = await own.world.as('admin').run(showTest, { connectionId: own.connectionId, testId })
    expect(shown).toMatchObject({
      state: 'refused',
      check: 'exchange',
      found: '401, invalid_client',
      advice: expect.stringContaining('client secret') as string,
    })
    expect((await refusalOf(own.world.as('owner').run(setConnectionState, { connectionId: own.connectionId, to: 'on' }))).message).toMatch(/test sign-in/)
    expect((await refusalOf(company.world.as('admin').run(showTest, { connectionId: own.connectionId, testId }))).code).toBe('not_found')
  })
})
