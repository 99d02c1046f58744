// Single logout by OpenID Connect, against a provider that we did not write: a sign-out here goes on to the provider and never waits for it, a sign-out there ends exactly what it opened here, and both are on record.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { takeLogoutReturn } from '../../../lib/identity/sso/accept-oidc-logout.ts'
import { ownOidcLogoutUrl } from '../../../lib/identity/sso/connection.ts'
import { leaveProvider } from '../../../lib/identity/sso/leave-provider.ts'
import { giveFactor } from '../../../lib/identity/give-factor.ts'
import { signOut } from '../../../lib/identity/own-sessions.ts'
import { showDesk } from '../../../lib/tenancy/show-desk.ts'
import { beginTest } from '../../../lib/tenancy/sso-change.ts'
import { showConnection, showTest } from '../../../lib/tenancy/sso-connection.ts'
import { setConnectionLogout } from '../../../lib/tenancy/sso-logout.ts'
import { makeOidcConnection, rereadProvider } from '../../../lib/tenancy/sso-oidc.ts'
import { begin, comeBack, makeOidcCompany } from '../../support/oidc/company.ts'
import { startHostileProvider, type HostileProvider } from '../../support/oidc/hostile-provider.ts'
import { bodyOf, logoutToken, switchOidcLogout, tell } from '../../support/oidc/logout.ts'
import { startRealProvider, visit, visitOut, type RealProvider } from '../../support/oidc/provider.ts'
import { complete, setConnection, type SsoCompany } from '../../support/saml/company.ts'
import { openSessions } from '../../support/saml/logout.ts'
import { colleagueAt } from '../../support/saml/required.ts'
import { admin, refusalOf } from '../../support/world.ts'
import { Browser, presentClock, type TestPerson } from '../person.ts'

let real: RealProvider, hostile: HostileProvider, company: SsoCompany, other: SsoCompany
/** What the provider told our address, caught on the way: these tests bring it to the act themselves. */
const told: string[] = []
const ear = createServer((request, response) => {
  let body = ''
  request.on('data', (part: Buffer) => (body += part.toString()))
  request.on('end', () => {
    told.push(body)
    response.end()
  })
})
beforeAll(async () => {
  ;[real, hostile] = [await startRealProvider(), await startHostileProvider()]
  process.env['PLUMBLINE_EGRESS_ALLOW'] = `${real.origin},${hostile.origin}`
  await new Promise<void>((done) => ear.listen(0, '127.0.0.1', done))
  ;[company, other] = [await makeOidcCompany(real, { providerFactor: 'attested' }), await makeOidcCompany(hostile, { providerFactor: 'attested' })]
  for (const one of [company, other]) await switchOidcLogout(one)
  const { own } = await company.world.as('admin').run(showConnection, { connectionId: company.connectionId })
  real.register(own.redirectUrl, 'client_secret_post', { backTo: own.logoutUrl, toldAt: `http://127.0.0.1:${(ear.address() as AddressInfo).port}/` })
})
afterAll(() => {
  real.close()
  hostile.close()
  ear.close()
})
const browser = (): Browser => new Browser(presentClock())
const isIn = (b: Browser): Promise<boolean> =>
  showDesk.invoke(b.caller, {}).then(
    () => true,
    () => false,
  )
interface Inside {
  readonly b: Browser
  /** Its cookies at the provider. */ readonly jar: Map<string, string>
}
async function comeIn(person: TestPerson): Promise<Inside> {
  real.person = { id: `subject-${person.accountId}`, email: person.email }
  const b = browser(),
    jar = new Map<string, string>(),
    away = await begin(b, company.connectionId),
    back = new URL(await visit(away.to, jar))
  await complete(b, await comeBack(b, company.connectionId, back.search.slice(1), away.browser), away.browser)
  return { b, jar }
}
/** By the other provider, in its session of that name. */
async function comeInAtOther(person: TestPerson, sid?: string): Promise<Browser> {
  hostile.person = { sub: `subject-${person.accountId}`, email: person.email, email_verified: true, ...(sid === undefined ? {} : { sid }) }
  const b = browser(),
    away = await begin(b, other.connectionId)
  await complete(b, await comeBack(b, other.connectionId, hostile.visit(away.to), away.browser), away.browser)
  return b
}
const stateOf = (to: string): string => new URL(to).searchParams.get('state') ?? ''

describe('a sign-out here', () => {
  test('ends the session first; then the provider is asked, ends its own and leads back, and that is on record', async () => {
    const { b, jar } = await comeIn(await colleagueAt(company)),
      leaving = await signOut.invoke(b, b.own)
    expect([await isIn(b), leaving?.connectionId]).toEqual([false, company.connectionId])
    const away = await leaveProvider.invoke(b, { connectionId: company.connectionId, request: leaving?.request }),
      sent = new URL(away?.to ?? '')
    expect([sent.origin, Object.fromEntries(sent.searchParams)]).toEqual([
      real.origin,
      { client_id: real.clientId, post_logout_redirect_uri: ownOidcLogoutUrl(company.uuid), state: leaving?.request },
    ])
    told.splice(0)
    const back = await visitOut(sent.href, jar)
    expect([back.split('?')[0], stateOf(back)]).toEqual([ownOidcLogoutUrl(company.uuid), leaving?.request])
    expect(await takeLogoutReturn.invoke(browser(), { connectionId: company.connectionId, state: stateOf(back) })).toEqual({ kind: 'done' })
    expect((await company.world.events('sso.logout_confirmed')).at(-1)?.detail).toEqual({ isTest: false })
    // It tells us as well, of a session that has ended already.
    expect([told.length, await tell(browser(), company, told[0] ?? '')]).toEqual([1, 'ended'])
  })
  test('that the provider leads back from twice, or never asked for, confirms nothing', async () => {
    const { b } = await comeIn(await colleagueAt(company)),
      leaving = await signOut.invoke(b, b.own),
      once = { connectionId: company.connectionId, state: leaving?.request ?? '' }
    expect(await takeLogoutReturn.invoke(browser(), once)).toEqual({ kind: 'done' })
    for (const state of [once.state, '', 'x', `_${'0'.repeat(40)}`, `${once.state} `]) {
      expect((await refusalOf(takeLogoutReturn.invoke(browser(), { ...once, state }))).code, state).toBe('forbidden')
      expect((await company.world.events('sso.logout_refused')).at(-1)?.detail['check'], state).toBe('request')
    }
    const { b: again } = await comeIn(await colleagueAt(company)),
      request = (await signOut.invoke(again, again.own))?.request ?? ''
    expect((await refusalOf(takeLogoutReturn.invoke(browser(), { connectionId: other.connectionId, state: request }))).code).toBe('forbidden')
    expect(await takeLogoutReturn.invoke(browser(), { ...once, state: request }), 'its own connection still may').toEqual({ kind: 'done' })
  })
  test('goes no further where single logout is off, where the provider names no address, or where a password opened the session', async () => {
    const person = await colleagueAt(company),
      byPassword = browser()
    await byPassword.signIn(person)
    expect(await signOut.invoke(byPassword, byPassword.own)).toBeUndefined()
    const { b } = await comeIn(person)
    await switchOidcLogout(company, false)
    expect(await signOut.invoke(b, b.own)).toBeUndefined()
    await switchOidcLogout(company)
    const { b: c } = await comeIn(person)
    await admin`update public.sso_connections set logout_url = null where id = ${company.uuid}`
    expect(await signOut.invoke(c, c.own)).toBeUndefined()
    await company.world.as('owner').run(rereadProvider, { connectionId: company.connectionId })
    expect((await company.world.events('sso.reread')).at(-1)?.detail['changes']).toEqual([
      { field: 'where people sign out', before: 'nowhere', after: `${real.origin}/session/end` },
    ])
  })
})
describe('a sign-out there', () => {
  test('is told by the provider and ends the session that it opened, and no other of the same person', async () => {
    const person = await colleagueAt(company),
      first = await comeIn(person),
      second = await comeIn(person)
    told.splice(0)
    const end = new URL('/session/end', real.origin)
    end.searchParams.set('client_id', real.clientId)
    await visitOut(end.href, first.jar)
    expect(told.length).toBe(1)
    expect(await tell(browser(), company, told[0] ?? '')).toBe('ended')
    expect([await isIn(first.b), await isIn(second.b)]).toEqual([false, true])
    expect([(await company.world.events('sso.signed_out')).at(-1)?.detail, (await company.world.events('session.ended')).at(-1)?.detail]).toEqual([
      { sessions: 1, pending: 0 },
      { why: 'signed out at the provider', count: 1 },
    ])
  })
  test('ends by the session there, by the person, or by both together, and never what a password opened', async () => {
    const [jana, otto] = [await colleagueAt(other), await colleagueAt(other)],
      [a, b, c] = [await comeInAtOther(jana, 's-a'), await comeInAtOther(jana, 's-b'), await comeInAtOther(otto, 's-c')],
      byPassword = browser()
    await byPassword.signIn(jana)
    const say = (more: Record<string, unknown>) => tell(browser(), other, bodyOf(logoutToken(hostile, more))),
      sub = `subject-${jana.accountId}`,
      inside = () => Promise.all([a, b, c, byPassword].map(isIn))
    await say({ sub, sid: 's-c' })
    expect(await inside(), 'a session of somebody else').toEqual([true, true, true, true])
    await say({ sid: 's-a' })
    expect(await inside()).toEqual([false, true, true, true])
    const nameless = await comeInAtOther(jana)
    await say({ sub })
    expect([await inside(), await isIn(nameless)]).toEqual([[false, false, true, true], false])
    await say({ sub: `subject-${otto.accountId}`, sid: 's-c' })
    expect(await inside()).toEqual([false, false, false, true])
  })
  test('also ends a sign-in that is under way: a code that was not fetched, and a factor that was not given', async () => {
    const person = await colleagueAt(other)
    await setConnection(other.uuid, { providerFactor: 'never' })
    hostile.person = { sub: 'under-way', email: person.email, email_verified: true, sid: 's-under' }
    const b = browser(),
      away = await begin(b, other.connectionId),
      accepted = await comeBack(b, other.connectionId, hostile.visit(away.to), away.browser)
    const c = browser(),
      there = await begin(c, other.connectionId)
    expect((await complete(c, await comeBack(c, other.connectionId, hostile.visit(there.to), there.browser), there.browser)).go).toBe('factor')
    await tell(browser(), other, bodyOf(logoutToken(hostile, { sid: 's-under' })))
    expect((await other.world.events('sso.signed_out')).at(-1)?.detail).toEqual({ sessions: 0, pending: 2 })
    await expect(complete(b, accepted, away.browser)).rejects.toThrow(/moved on/)
    expect((await refusalOf(c.step(giveFactor, { code: person.code(c.clock) }))).code).toBe('conflict')
    expect(await openSessions(other)).toEqual([])
    await setConnection(other.uuid, { providerFactor: 'attested' })
  })
})
describe('the setting', () => {
  test('is off by default, knows what the provider says of itself, and makes no key', async () => {
    const { id } = await other.world
        .as('owner')
        .run(makeOidcConnection, { name: 'Second', issuer: hostile.issuer, clientId: hostile.clientId, clientSecret: hostile.secret }),
      shown = await other.world.as('owner').run(showConnection, { connectionId: id })
    expect(shown).toMatchObject({ signsOut: false, logoutUrl: `${hostile.origin}/leave?tenant=1`, signs: null, client: { tellsSignOuts: true } })
    await other.world.as('owner').run(setConnectionLogout, { connectionId: id, signsOut: true })
    expect(await other.world.as('owner').run(showConnection, { connectionId: id })).toMatchObject({ signsOut: true, signs: null })
    expect((await other.world.events('sso.logout_changed')).at(-1)?.detail).toMatchObject({ changes: [{ field: 'single logout', before: 'off', after: 'on' }] })
    expect(
      (await refusalOf(other.world.as('owner').run(setConnectionLogout, { connectionId: id, signsOut: true, logoutUrl: 'https://idp.example.test/slo' }))).code,
    ).toBe('conflict')
    expect((await refusalOf(other.world.as('finance').run(setConnectionLogout, { connectionId: id, signsOut: false }))).code).toBe('forbidden')
  })
  test('is tried out after a test sign-in: that the provider led back is shown, and nobody is signed out here', async () => {
    const person = await colleagueAt(company),
      { b: stays } = await comeIn(person),
      { testId } = await company.world.as('admin').run(beginTest, { connectionId: company.connectionId }),
      b = browser(),
      jar = new Map<string, string>(),
      away = await begin(b, company.connectionId, { testId })
    await comeBack(b, company.connectionId, new URL(await visit(away.to, jar)).search.slice(1), away.browser)
    const shown = () => company.world.as('admin').run(showTest, { connectionId: company.connectionId, testId })
    expect(await shown()).toMatchObject({ state: 'passed', signsOut: true, logout: null })
    const out = (await leaveProvider.invoke(b, { connectionId: company.connectionId, testId }))?.to ?? ''
    expect((await shown()).logout).toMatchObject({ state: 'sent' })
    const back = await visitOut(out, jar)
    expect(await takeLogoutReturn.invoke(browser(), { connectionId: company.connectionId, state: stateOf(back) })).toEqual({
      kind: 'test',
      connectionId: company.connectionId,
      testId,
    })
    expect([(await shown()).logout, await isIn(stays)]).toEqual([{ state: 'passed', check: null, found: null, advice: null }, true])
  })
})
