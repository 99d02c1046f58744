// An answer of an OpenID provider opens its own company only, counts once and in the browser that began; and the client secret is written nowhere.
// ASVS V10.1.1 V10.1.2 V10.2.1 V10.2.2 V10.5.1
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { acceptSaml } from '../../../lib/identity/sso/accept-saml.ts'
import { takeReturn } from '../../../lib/identity/sso/accept-oidc.ts'
import { completeSso } from '../../../lib/identity/sso/complete-sso.ts'
import { showOwnMetadata } from '../../../lib/identity/sso/start-sso.ts'
import { switchCompany } from '../../../lib/identity/switch-company.ts'
import { encodeId } from '../../../lib/kernel/id.ts'
import { showConnection } from '../../../lib/tenancy/sso-connection.ts'
import { begin, comeBack, makeOidcCompany } from '../../support/oidc/company.ts'
import { makeSigningKey } from '../../support/oidc/forge-token.ts'
import { startHostileProvider, type HostileProvider } from '../../support/oidc/hostile-provider.ts'
import { complete, ownDomain, setConnection, type SsoCompany } from '../../support/saml/company.ts'
import { admin, makeWorld, refusalOf } from '../../support/world.ts'
import { addMembership, Browser, makePerson, presentClock, type TestPerson } from '../person.ts'

let hostile: HostileProvider, other: SsoCompany
beforeAll(async () => {
  hostile = await startHostileProvider()
  process.env['PLUMBLINE_EGRESS_ALLOW'] = hostile.origin
  other = await makeOidcCompany(hostile)
})
afterAll(() => hostile.close())
beforeEach(async () => {
  Object.assign(hostile, { bend: {}, userinfo: {} })
  await setConnection(other.uuid, { joins: false, defaultRole: null, providerFactor: 'never', groupsAttribute: '', nameAttribute: '' })
})
const browser = (): Browser => new Browser(presentClock())
let count = 0
const subject = (): string => `subject-${++count}-${other.uuid.slice(-6)}`
async function colleague(role = 'finance', at = other): Promise<TestPerson> {
  const person = await makePerson(at.world.tenant, role),
    email = `p${++count}.${person.accountId.slice(-6)}@${at.domain}`
  await admin`update identity.accounts set email = ${email} where id = ${person.accountId}`
  await admin`update public.members set email = ${email} where id = ${person.memberId}`
  return { ...person, email }
}
async function attemptAtOther(b: Browser, person: Record<string, unknown>) {
  hostile.person = person
  const away = await begin(b, other.connectionId)
  return { away, accepted: await comeBack(b, other.connectionId, hostile.visit(away.to), away.browser) }
}
const refusedBy = async (at = other): Promise<unknown> => (await at.world.events('sso.refused')).at(-1)?.detail['check']

describe('another company', () => {
  test('is not reached by its people’s addresses: no account, member or identity of it is touched', async () => {
    const victim = await makeWorld(new Date().toISOString()),
      theirDomain = await ownDomain(victim),
      b = browser()
    const theirs = await makePerson(victim.tenant, 'owner'),
      email = `boss${++count}@${theirDomain}`
    await admin`update identity.accounts set email = ${email} where id = ${theirs.accountId}`
    await setConnection(other.uuid, { joins: true, defaultRole: 'admin' })
    const before = await admin`select * from identity.accounts where id = ${theirs.accountId}`
    for (const claimed of [
      email,
      `${email} `,
      email.toUpperCase(),
      `x@${other.domain}.${theirDomain}`,
      `a@${other.domain}＠${theirDomain}`,
      `boss@nobodys.example`,
    ]) {
      expect((await refusalOf(attemptAtOther(b, { sub: subject(), email: claimed, email_verified: true }))).code, claimed).toBe('forbidden')
      expect(['domain', 'attributes'], claimed).toContain(await refusedBy(other))
    }
    expect([...(await admin`select * from identity.accounts where id = ${theirs.accountId}`)]).toEqual([...before])
    expect([...(await admin`select id from public.sso_identities where account_id = ${theirs.accountId}`)]).toEqual([])
  })
  test('of the same person stays shut: the provider opens one membership, and a session by it does not switch', async () => {
    const person = await colleague('finance', other),
      elsewhere = await makeWorld(new Date().toISOString()),
      membership = await addMembership(elsewhere.tenant, 'owner', person),
      b = browser()
    await setConnection(other.uuid, { providerFactor: 'attested' })
    const { away, accepted } = await attemptAtOther(b, { sub: subject(), email: person.email, email_verified: true })
    expect((await complete(b, accepted, away.browser)).go).toBe('home')
    expect((await refusalOf(switchCompany.invoke(b, { ...b.own, memberId: encodeId('member', membership), factorCode: person.code(b.clock) }))).code).toBe(
      'forbidden',
    )
    expect([...(await admin`select id from identity.sessions where account_id = ${person.accountId} and tenant_id = ${elsewhere.tenant}`)]).toEqual([])
  })
  test('with the same subject at a provider of the same name is somebody else: people are known by connection, issuer and subject', async () => {
    const twin = await makeOidcCompany(hostile),
      person = await colleague('finance', other),
      b = browser(),
      sub = subject()
    await attemptAtOther(b, { sub, email: person.email, email_verified: true })
    const away = await begin(b, twin.connectionId)
    await refusalOf(comeBack(b, twin.connectionId, hostile.visit(away.to), away.browser))
    expect(await refusedBy(twin)).toBe('domain')
  })
  test('that had the domain before keeps its people: a link made is kept, a new one goes by who has proven the domain now', async () => {
    const person = await colleague('finance', other),
      said = { sub: subject(), email: person.email, email_verified: true },
      b = browser(),
      later = await makeWorld(new Date().toISOString())
    await attemptAtOther(b, said)
    await admin`update identity.proven_domains set tenant_id = ${later.tenant} where name = ${other.domain}`
    try {
      expect((await attemptAtOther(b, said)).accepted?.kind).toBe('code')
      await refusalOf(attemptAtOther(b, { sub: subject(), email: (await colleague('finance', other)).email, email_verified: true }))
      expect(await refusedBy(other)).toBe('domain')
    } finally {
      await admin`update identity.proven_domains set tenant_id = ${other.world.tenant} where name = ${other.domain}`
    }
  })
})
describe('the way back', () => {
  test('is for the browser that began: neither another browser’s cookie nor none is good, and the person’s own still is afterwards', async () => {
    const person = await colleague('finance', other),
      mine = browser(),
      victim = browser()
    hostile.person = { sub: subject(), email: person.email, email_verified: true }
    const away = await begin(mine, other.connectionId),
      query = hostile.visit(away.to),
      theirs = await begin(victim, other.connectionId)
    for (const secret of [undefined, theirs.browser, 'x', '']) {
      expect((await refusalOf(comeBack(victim, other.connectionId, query, secret))).code).toBe('forbidden')
      expect(await refusedBy(other)).toBe('browser')
    }
    const accepted = await comeBack(mine, other.connectionId, query, away.browser)
    if (accepted?.kind !== 'code') throw new Error('no code')
    for (const secret of [undefined, theirs.browser])
      expect((await refusalOf(completeSso.invoke(victim, { code: accepted.code, ...(secret === undefined ? {} : { browser: secret }) }))).code).toBe('conflict')
  })
  test('of one answer, twenty times at once, is one; the code is exchanged once', async () => {
    const person = await colleague('finance', other),
      b = browser(),
      before = hostile.asked.get('/token') ?? 0
    hostile.person = { sub: subject(), email: person.email, email_verified: true }
    const away = await begin(b, other.connectionId),
      query = hostile.visit(away.to)
    const answers = await Promise.allSettled(Array.from({ length: 20 }, () => comeBack(b, other.connectionId, query, away.browser)))
    expect(answers.filter((a) => a.status === 'fulfilled')).toHaveLength(1)
    expect(await refusedBy(other)).toBe('request')
    expect((hostile.asked.get('/token') ?? 0) - before).toBe(1)
  })
  test('with a code that was caught and put into another sign-in is refused: by the provider’s proof of the code, and by the nonce where it has none', async () => {
    const thief = browser(),
      b = browser(),
      person = await colleague('finance', other)
    hostile.person = { sub: subject(), email: person.email, email_verified: true }
    for (const [ignoresVerifier, check] of [
      [false, 'exchange'],
      [true, 'nonce'],
    ] as const) {
      hostile.bend = { ignoresVerifier }
      const theirs = await begin(b, other.connectionId),
        caught = new URLSearchParams(hostile.visit(theirs.to)),
        own = await begin(thief, other.connectionId),
        mine = new URLSearchParams(hostile.visit(own.to))
      mine.set('code', caught.get('code') ?? '')
      await refusalOf(comeBack(thief, other.connectionId, mine.toString(), own.browser))
      expect(await refusedBy(other)).toBe(check)
    }
  })
  test('to another connection than the one that was asked is refused, as is one that came late, and one to a connection that was switched off', async () => {
    const twin = await makeOidcCompany(hostile),
      b = browser(),
      person = await colleague('finance', other)
    hostile.person = { sub: subject(), email: person.email, email_verified: true }
    const away = await begin(b, other.connectionId),
      query = hostile.visit(away.to)
    await refusalOf(comeBack(b, twin.connectionId, query, away.browser))
    expect(await refusedBy(twin)).toBe('request')
    await admin`update identity.sso_requests set expires_at = now() - interval '1 second' where connection_id = ${other.uuid}`
    await refusalOf(comeBack(b, other.connectionId, query, away.browser))
    expect((await other.world.events('sso.refused')).at(-1)?.detail).toMatchObject({ check: 'request', found: 'an answer that came late' })
    const last = await begin(b, other.connectionId),
      answer = hostile.visit(last.to)
    await admin`update public.sso_connections set state = 'off' where id = ${other.uuid}`
    await refusalOf(comeBack(b, other.connectionId, answer, last.browser))
    expect(await refusedBy(other)).toBe('connection')
    expect((await refusalOf(begin(b, other.connectionId))).code).toBe('not_found')
    await admin`update public.sso_connections set state = 'on' where id = ${other.uuid}`
    expect((await refusalOf(takeReturn.invoke(b, { connectionId: 'sso_00000000000000000000000000', query: '' }))).code).toBe('not_found')
  })
  test('refused sixty times from one network is not read for a while: neither our time nor the log is filled', async () => {
    // A network that no other test has: refusals are counted in one place for all of them.
    const b = new Browser(presentClock(), `2001:db8:${randomBytes(2).toString('hex')}:${randomBytes(2).toString('hex')}::1`),
      of = async (): Promise<number> => (await other.world.events('sso.refused')).length,
      before = await of()
    for (let i = 0; i < 60; i++) await comeBack(b, other.connectionId, 'state=x', undefined).catch(() => undefined)
    const after = await of()
    expect((await refusalOf(comeBack(b, other.connectionId, 'state=x', undefined))).code).toBe('too_many')
    expect([after - before, (await of()) - after]).toEqual([60, 0])
    // Whoever began here is looked at all the same: an image in a page elsewhere can bring refused answers for a whole office.
    const away = await begin(b, other.connectionId)
    expect((await refusalOf(comeBack(b, other.connectionId, hostile.visit(away.to), undefined))).code).not.toBe('too_many')
  })
  test('of one protocol is no way of the other', async () => {
    const b = browser()
    expect((await refusalOf(acceptSaml.invoke(b, { connectionId: other.connectionId, message: 'x' }))).code).toBe('not_found')
    expect((await refusalOf(showOwnMetadata.invoke(b, { connectionId: other.connectionId }))).code).toBe('not_found')
  })
})
describe('the provider’s keys', () => {
  test('are kept for a while, asked for again when a new name turns up, and not more often than each half minute', async () => {
    const own = await makeOidcCompany(hostile),
      person = await colleague('finance', own),
      next = makeSigningKey('RS256', 'k2'),
      b = browser(),
      sub = subject()
    const go = async () => {
      hostile.person = { sub, email: person.email, email_verified: true }
      const away = await begin(b, own.connectionId)
      return comeBack(b, own.connectionId, hostile.visit(away.to), away.browser)
    }
    const asked = (): number => hostile.asked.get('/keys') ?? 0,
      start = asked()
    await go()
    await go()
    expect(asked() - start).toBe(1)
    // It changes its key: the first sign-in after half a minute finds the new one, and those before ask nothing.
    hostile.bend = { key: next, keys: (keys) => ({ keys: [...keys, next.jwk] }) }
    await refusalOf(go())
    expect([await refusedBy(own), asked() - start]).toEqual(['keys', 1])
    b.clock.advance(31_000)
    expect((await go())?.kind).toBe('code')
    expect(asked() - start).toBe(2)
    // A key that is published no more counts no more, once what we know is ten minutes old.
    hostile.bend = {
      keys: () => ({ keys: [next.jwk] }),
      claims: (claims) => ({ ...claims, iat: Math.floor(b.clock.now().getTime() / 1000), exp: Math.floor(b.clock.now().getTime() / 1000) + 60 }),
    }
    b.clock.advance(601_000)
    await refusalOf(go())
    expect([await refusedBy(own), asked() - start]).toEqual(['keys', 3])
  })
})
test('the client secret goes to the token address and nowhere else, and no token of the provider is kept: neither is in a log, a row, an answer or another request', async () => {
  const withSecret = hostile.seen.filter((line) => line.includes('canary')),
    elsewhere = withSecret.filter((line) => !line.startsWith('POST /token '))
  expect(withSecret.length).toBeGreaterThan(5)
  expect(elsewhere).toEqual([])
  const { tenant } = other.world
  const rows = await admin<
    { text: string }[]
  >`select detail as text from public.audit_events where tenant_id = ${tenant} union all select body::text from public.audit_personal where tenant_id = ${tenant} union all select t::text from public.sso_tests t where tenant_id = ${tenant} union all select t::text from public.sso_connections t where tenant_id = ${tenant} union all select t::text from public.sso_clients t where tenant_id = ${tenant} union all select encode(secret, 'escape') from public.sso_clients where tenant_id = ${tenant} union all select t::text from identity.sso_codes t where tenant_id = ${tenant} union all select t::text from identity.sessions t where tenant_id = ${tenant} union all select t::text from identity.flows t where tenant_id = ${tenant}`
  expect(rows.length).toBeGreaterThan(20)
  expect(hostile.tokens.length).toBeGreaterThan(5)
  for (const secret of ['canary', Buffer.from('canary').toString('hex'), ...hostile.tokens])
    expect(rows.filter(({ text }) => text.includes(secret))).toEqual([])
  const shown = JSON.stringify(await other.world.as('owner').run(showConnection, { connectionId: other.connectionId }), (_key, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  )
  expect(shown).not.toMatch(/canary/)
})
