// Whatever is sent as a provider's word of a sign-out: it ends nothing unless that provider signed it for us, as a sign-out, just now and for the first time; each is refused by the check that is named, and the log says so.
// ASVS V10.5.5
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { LogoutCheck } from '../../../lib/identity/sso/logout-check.ts'
import type { OidcCheck } from '../../../lib/identity/sso/oidc-check.ts'
import { throttleRules } from '../../../lib/identity/throttle-rules.ts'
import { showDesk } from '../../../lib/tenancy/show-desk.ts'
import { begin, comeBack, makeOidcCompany } from '../../support/oidc/company.ts'
import { forgeToken, keyedHash, makeSigningKey, type TokenShape } from '../../support/oidc/forge-token.ts'
import { seconds, startHostileProvider, type Claims, type HostileProvider } from '../../support/oidc/hostile-provider.ts'
import { bodyOf, logoutClaims, logoutEvent, logoutToken, switchOidcLogout, tell } from '../../support/oidc/logout.ts'
import { complete, type SsoCompany } from '../../support/saml/company.ts'
import { colleagueAt } from '../../support/saml/required.ts'
import { admin, refusalOf } from '../../support/world.ts'
import { Browser, presentClock, type TestPerson } from '../person.ts'

const strangerKey = makeSigningKey('RS256', 'k1')
let provider: HostileProvider, other: HostileProvider, company: SsoCompany, twin: SsoCompany, jana: TestPerson, inside: Browser
beforeAll(async () => {
  ;[provider, other] = [await startHostileProvider(), await startHostileProvider()]
  process.env['PLUMBLINE_EGRESS_ALLOW'] = `${provider.origin},${other.origin}`
  ;[company, twin] = [await makeOidcCompany(provider, { providerFactor: 'attested' }), await makeOidcCompany(other)]
  await switchOidcLogout(company)
  await switchOidcLogout(twin)
  jana = await colleagueAt(company)
  inside = await comeIn(jana)
})
afterAll(() => {
  provider.close()
  other.close()
})
let places = 0
/** Networks of its own (RFC 2544): refusals are counted by network. */
const browser = (): Browser => new Browser(presentClock(), `198.19.${Math.floor(++places / 250)}.${places % 250}`)
/** In by the provider's word, in its session of that name. */
async function comeIn(person: TestPerson, sid = 's1'): Promise<Browser> {
  provider.bend = {}
  provider.person = { sub: `subject-${person.accountId}`, email: person.email, email_verified: true, name: 'Jana', groups: [], sid }
  const b = browser(),
    away = await begin(b, company.connectionId)
  await complete(b, await comeBack(b, company.connectionId, provider.visit(away.to), away.browser), away.browser)
  return b
}
const isIn = (b: Browser): Promise<boolean> =>
  showDesk.invoke(b.caller, {}).then(
    () => true,
    () => false,
  )
const subject = (): string => `subject-${jana.accountId}`
/** Keys of its own for each case: what was asked for one is not remembered for the next. */
beforeEach(async () => {
  provider.bend = {}
  await admin`update public.sso_clients set keys_url = ${`${provider.origin}/keys/${randomUUID()}`} where connection_id = ${company.uuid}`
})
async function expectRefused(body: string, check: LogoutCheck | OidcCheck, at = company): Promise<void> {
  const refusal = await refusalOf(tell(browser(), at, body))
  expect(refusal.message, 'a forger learns nothing').toMatch(/a sign-out that cannot be accepted/)
  expect((await at.world.events('sso.logout_refused')).at(-1)?.detail['check']).toBe(check)
  expect(await isIn(inside), 'nobody is thrown out').toBe(true)
}
test('the right one ends the session that it names, so that what follows is refused for its fault and for nothing else', async () => {
  const b = await comeIn(jana, 's-right')
  expect(await tell(browser(), company, bodyOf(logoutToken(provider, { sub: subject(), sid: 's-right' })))).toBe('ended')
  expect([await isIn(b), await isIn(inside)]).toEqual([false, true])
  expect((await company.world.events('sso.signed_out')).at(-1)?.detail).toEqual({ sessions: 1, pending: 0 })
  for (const header of [{ typ: 'LOGOUT+JWT' }, { typ: 'application/logout+jwt' }, { kid: undefined }])
    expect(await tell(browser(), company, bodyOf(logoutToken(provider, { sid: randomUUID() }, { header })))).toBe('ended')
})
type Forged = readonly [name: string, check: LogoutCheck | OidcCheck, more: Claims | (() => Claims), shape: () => Partial<TokenShape>]
const asItIs = (): Partial<TokenShape> => ({})
const without = (name: string, check: LogoutCheck | OidcCheck): Forged => [`no ${name}`, check, { [name]: undefined }, asItIs]
const forged: readonly Forged[] = [
  ['an identity token', 'token form', {}, () => ({ header: { typ: 'JWT' } })],
  ['a token of no type', 'token form', {}, () => ({ header: { typ: undefined } })],
  ['an access token', 'token form', {}, () => ({ header: { typ: 'at+jwt' } })],
  ['a type in a list', 'token form', {}, () => ({ header: { typ: ['logout+jwt'] } })],
  ['a part that must be understood', 'token form', {}, () => ({ header: { crit: ['exp'] } })],
  ['signed by none', 'algorithm', {}, () => ({ header: { alg: 'none' }, signs: () => '' })],
  ['HMAC, keyed with the client secret', 'algorithm', {}, () => ({ header: { alg: 'HS256' }, signs: keyedHash(provider.secret) })],
  ['by a key of another name', 'keys', {}, () => ({ header: { kid: 'k2' } })],
  ['by a stranger’s key of the same name', 'signature', {}, () => ({ key: strangerKey })],
  ['by a stranger’s key, brought along', 'signature', {}, () => ({ key: strangerKey, header: { jwk: strangerKey.jwk } })],
  ['with no signature', 'signature', {}, () => ({ signs: () => '' })],
  ['by another issuer', 'issuer', { iss: 'https://evil.example' }, asItIs],
  without('iss', 'issuer'),
  ['for another application', 'audience', { aud: 'another' }, asItIs],
  without('aud', 'audience'),
  ['for us and another', 'authorized party', () => ({ aud: [provider.clientId, 'another'] }), asItIs],
  ['another event', 'event', { events: { 'http://schemas.openid.net/event/other': {} } }, asItIs],
  ['an event that is a text', 'event', { events: logoutEvent }, asItIs],
  ['events in a list', 'event', { events: [logoutEvent] }, asItIs],
  ['an event without a record', 'event', { events: { [logoutEvent]: true } }, asItIs],
  ['an event that is null', 'event', { events: { [logoutEvent]: null } }, asItIs],
  ['an event of the prototype', 'event', { events: { __proto__: { [logoutEvent]: {} } } }, asItIs],
  without('events', 'event'),
  ['a nonce', 'nonce', { nonce: 'x' }, asItIs],
  ['a nonce that is null', 'nonce', { nonce: null }, asItIs],
  ['an old one', 'time', { iat: seconds() - 3_600, exp: seconds() + 3_600 }, asItIs],
  ['one of tomorrow', 'time', { iat: seconds() + 86_400, exp: seconds() + 90_000 }, asItIs],
  ['one that has ended', 'time', { exp: seconds() - 120 }, asItIs],
  without('exp', 'time'),
  without('iat', 'time'),
  ['nobody and no session', 'subject', { sub: undefined, sid: undefined }, asItIs],
  ['a subject in a list', 'subject', { sub: ['x'] }, asItIs],
  ['an empty subject', 'subject', { sub: '' }, asItIs],
  ['an empty session', 'subject', { sid: '' }, asItIs],
  ['sessions in a list', 'subject', { sid: ['s1'] }, asItIs],
  ['a session of two thousand signs', 'subject', { sid: 'x'.repeat(2_000) }, asItIs],
  without('jti', 'replay'),
  ['an id that is a number', 'replay', { jti: 1 }, asItIs],
  ['an id of a thousand signs', 'replay', { jti: 'x'.repeat(1_000) }, asItIs],
]
test.each(forged)('%s ends nothing: “%s”', async (_name, check, more, shape) => {
  await expectRefused(bodyOf(logoutToken(provider, { sub: subject(), sid: 's1', ...(typeof more === 'function' ? more() : more) }, shape())), check)
})
describe('what is sent', () => {
  test('is one token and nothing beside it of that name; anything else ends nothing', async () => {
    const token = logoutToken(provider, { sub: subject() })
    for (const [body, check] of [
      ['', 'parameters'],
      [`${bodyOf(token)}&${bodyOf(token)}`, 'parameters'],
      ['logout_token=', 'token form'],
      ['logout_token=hello', 'token form'],
      [bodyOf(`${token}.x`), 'token form'],
      [bodyOf(`${token}.x.y`), 'encrypted'],
      [bodyOf(` ${token}`), 'token form'],
      [bodyOf('x'.repeat(100_000)), 'token form'],
      [JSON.stringify({ logout_token: token }), 'parameters'],
    ] as const)
      await expectRefused(body, check)
  })
  test('works once, of twenty that come at once too', async () => {
    const b = await comeIn(jana, 's-once'),
      body = bodyOf(logoutToken(provider, { sid: 's-once' }))
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () =>
        tell(browser(), company, body).then(
          (said) => said,
          (error: Error) => error.message,
        ),
      ),
    )
    expect(outcomes.filter((one) => one === 'ended').length).toBe(1)
    expect(await isIn(b)).toBe(false)
    await expectRefused(body, 'replay')
  })
  test('an identity token that was given out for a sign-in throws nobody out, and a sign-out signs nobody in', async () => {
    await comeIn(jana, 's-cross')
    await expectRefused(bodyOf(provider.tokens.at(-1) ?? ''), 'token form')
    provider.bend = { header: { typ: 'logout+jwt' } }
    const b = browser(),
      away = await begin(b, company.connectionId)
    expect((await refusalOf(comeBack(b, company.connectionId, provider.visit(away.to), away.browser))).code).toBe('forbidden')
    expect((await company.world.events('sso.refused')).at(-1)?.detail['check']).toBe('token form')
  })
  test('for another company’s connection it is worth nothing, whoever has signed it', async () => {
    await admin`update public.sso_clients set keys_url = ${`${other.origin}/keys/${randomUUID()}`} where connection_id = ${twin.uuid}`
    await expectRefused(bodyOf(logoutToken(provider, { sub: subject() })), 'signature', twin)
    const foreign = forgeToken({ key: other.key, claims: logoutClaims(provider, { sub: subject() }), header: { typ: 'logout+jwt' } })
    await expectRefused(bodyOf(foreign), 'signature')
    // Its own word about our subject ends what it opened itself, and that is nothing.
    expect(await tell(browser(), twin, bodyOf(logoutToken(other, { sub: subject() })))).toBe('ended')
    expect([(await twin.world.events('sso.signed_out')).at(-1)?.detail, await isIn(inside)]).toEqual([{ sessions: 0, pending: 0 }, true])
  })
  test('to a connection that is off, or takes no sign-outs, it is worth nothing; a connection by SAML has no such address', async () => {
    await admin`update public.sso_connections set state = 'off' where id = ${company.uuid}`
    await expectRefused(bodyOf(logoutToken(provider, { sub: subject() })), 'off')
    await admin`update public.sso_connections set state = 'on' where id = ${company.uuid}`
    await switchOidcLogout(company, false)
    await expectRefused(bodyOf(logoutToken(provider, { sub: subject() })), 'off')
    await switchOidcLogout(company)
    expect((await refusalOf(tell(browser(), { connectionId: 'sso_00000000000000000000000000' }, ''))).code).toBe('not_found')
  })
  test('is looked at no more where too many came before, and another company’s from the same network is', async () => {
    const cloud = new Browser(presentClock(), '198.18.77.1')
    for (let n = 0; n < throttleRules.logoutFromNetwork.free; n++) expect((await refusalOf(tell(cloud, company, 'nothing'))).code).toBe('forbidden')
    expect((await refusalOf(tell(cloud, company, bodyOf(logoutToken(provider, { sub: subject() }))))).code).toBe('too_many')
    expect(await isIn(inside)).toBe(true)
    await admin`update public.sso_clients set keys_url = ${`${other.origin}/keys/${randomUUID()}`} where connection_id = ${twin.uuid}`
    expect(await tell(cloud, twin, bodyOf(logoutToken(other, { sub: 'somebody of theirs' })))).toBe('ended')
    expect(await tell(browser(), company, bodyOf(logoutToken(provider, { sid: randomUUID() }))), 'from elsewhere').toBe('ended')
  })
  test('whose keys cannot be asked for is told to come again, and nobody’s tries are counted', async () => {
    provider.bend = { keysAnswer: 'hang up' }
    const refusal = await refusalOf(tell(browser(), company, bodyOf(logoutToken(provider, { sub: subject() }))))
    expect([refusal.code, (await company.world.events('sso.logout_refused')).at(-1)?.detail['check']]).toEqual(['unavailable', 'reach'])
  })
  test('from a network that sends much that is refused, waits', async () => {
    const b = browser()
    let last = ''
    for (let i = 0; i < 70 && last !== 'too_many'; i++) last = (await refusalOf(tell(b, company, 'logout_token=x'))).code
    expect(last).toBe('too_many')
    expect(await tell(browser(), company, bodyOf(logoutToken(provider, { sid: 'elsewhere' }))), 'another network does not').toBe('ended')
  })
})
