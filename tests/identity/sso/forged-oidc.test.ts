// Whatever a hostile OpenID provider, or somebody in its place, answers: it signs nobody in; each is refused by the check that is named, and the log says so.
// ASVS V10.5.4
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OidcCheck } from '../../../lib/identity/sso/oidc-check.ts'
import { begin, comeBack, makeOidcCompany } from '../../support/oidc/company.ts'
import { keyedHash, makeSigningKey, signatureBy } from '../../support/oidc/forge-token.ts'
import { seconds, startHostileProvider, type Bend, type Claims, type HostileProvider } from '../../support/oidc/hostile-provider.ts'
import type { SsoCompany } from '../../support/saml/company.ts'
import { admin, refusalOf } from '../../support/world.ts'
import { Browser, makePerson, presentClock, type TestPerson } from '../person.ts'

const strangerKey = makeSigningKey('RS256', 'k1'),
  shortKey = makeSigningKey('RS256', 'k1', 1024),
  curve = makeSigningKey('ES256', 'e1'),
  edwards = makeSigningKey('EdDSA', 'd1')
let provider: HostileProvider, company: SsoCompany, twin: SsoCompany, person: TestPerson, boss: TestPerson
beforeAll(async () => {
  provider = await startHostileProvider()
  process.env['PLUMBLINE_EGRESS_ALLOW'] = provider.origin
  ;[company, twin] = [await makeOidcCompany(provider), await makeOidcCompany(provider)]
  ;[person, boss] = [await makePerson(company.world.tenant, 'finance'), await makePerson(company.world.tenant, 'owner')]
  for (const [who, name] of [
    [person, 'jana'],
    [boss, 'boss'],
  ] as const) {
    await admin`update identity.accounts set email = ${`${name}@${company.domain}`} where id = ${who.accountId}`
    await admin`update public.members set email = ${`${name}@${company.domain}`} where id = ${who.memberId}`
  }
})
afterAll(() => provider.close())
let places = 0
/** Networks of its own (RFC 2544): refusals are counted by network, in one place for all tests. */
const browser = (): Browser => new Browser(presentClock(), `198.18.${Math.floor(++places / 250)}.${places % 250}`)
const jana = (): Claims => ({ sub: 'jana-1', email: `jana@${company.domain}`, email_verified: true, name: 'Jana', groups: [] })
const codesOf = async (): Promise<number> =>
  Number((await admin`select count(*) as n from identity.sso_codes where tenant_id in (${company.world.tenant}, ${twin.world.tenant})`)[0]?.['n'])
const lastRefusal = async (at = company): Promise<string> => String((await at.world.events('sso.refused')).at(-1)?.detail['check'])
/** Each case has keys of its own: what was asked for one is not remembered for the next. */
const freshKeys = async (): Promise<void> => {
  await admin`update public.sso_clients set keys_url = ${`${provider.origin}/keys/${randomUUID()}`} where connection_id = ${company.uuid}`
}
async function outcome(bend: Bend, more: { readonly person?: Claims; readonly userinfo?: Claims } = {}): Promise<string> {
  await freshKeys()
  const about = more.person ?? jana()
  Object.assign(provider, { bend, person: about, userinfo: more.userinfo ?? { sub: about['sub'] } })
  const b = browser(),
    away = await begin(b, company.connectionId),
    query = provider.visit(away.to),
    codes = await codesOf()
  const refusal = await refusalOf(comeBack(b, company.connectionId, query, away.browser))
  expect(refusal.message, 'a forger learns nothing').toMatch(/did not vouch for you|does not answer at present/)
  expect(await codesOf(), 'nothing to sign in with').toBe(codes)
  return lastRefusal()
}
interface Case {
  readonly name: string
  readonly check: OidcCheck
  readonly bend: Bend
  readonly person?: () => Claims
  readonly userinfo?: Claims
}
const bent = (name: string, check: OidcCheck, bend: Bend): Case => ({ name, check, bend })
const claim = (name: string, check: OidcCheck, more: Claims | (() => Claims)): Case =>
  bent(name, check, { claims: (claims) => ({ ...claims, ...(typeof more === 'function' ? more() : more) }) })
const without = (name: string, check: OidcCheck): Case =>
  bent(`no ${name}`, check, { claims: (claims) => Object.fromEntries(Object.entries(claims).filter(([key]) => key !== name)) })
const said = (name: string, check: OidcCheck, person: () => Claims, userinfo?: Claims): Case => ({
  name,
  check,
  bend: {},
  person,
  ...(userinfo === undefined ? {} : { userinfo }),
})
const packed = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
/** The same token with another part. */
const swapPart =
  (i: 0 | 1 | 2, part: (old: string) => string) =>
  (token: string): string =>
    token
      .split('.')
      .map((old, at) => (at === i ? part(old) : old))
      .join('.')
const json = (part: string): Claims => JSON.parse(Buffer.from(part, 'base64url').toString()) as Claims

test('the right one is accepted, so that what follows is refused for its fault and for nothing else', async () => {
  const right: readonly Bend[] = [
    {},
    { header: { typ: 'JWT' } },
    { key: { ...provider.key, alg: 'PS256' }, keys: () => ({ keys: [{ ...provider.key.jwk, alg: 'PS256' }] }) },
    { key: curve, keys: (keys) => ({ keys: [...keys, curve.jwk] }) },
    { key: edwards, keys: (keys) => ({ keys: [...keys, edwards.jwk] }) },
    { header: { kid: undefined } },
    { claims: (claims) => ({ ...claims, aud: [claims['aud'], 'another'], azp: claims['aud'] }) },
    { claims: (claims) => ({ ...claims, aud: [claims['aud']] }) },
    { claims: (claims) => ({ ...claims, ['__proto__']: { role: 'owner' }, constructor: 'x' }) },
    { claims: (claims) => ({ ...claims, nbf: seconds() - 10 }) },
    { answer: (answer) => ({ ...answer, token_type: 'bearer' }) },
  ]
  for (const [i, bend] of right.entries()) {
    await freshKeys()
    Object.assign(provider, { bend, person: jana(), userinfo: { sub: 'jana-1' } })
    const b = browser(),
      away = await begin(b, company.connectionId)
    expect((await comeBack(b, company.connectionId, provider.visit(away.to), away.browser))?.kind, String(i)).toBe('code')
  }
})
const ways: readonly Case[] = [
  bent('state twice', 'return', { back: (q) => q.append('state', 'x') }),
  bent('code twice', 'return', { back: (q) => q.append('code', 'x') }),
  bent('the issuer twice', 'return', { back: (q) => q.append('iss', 'x') }),
  bent('no code', 'return', { back: (q) => q.delete('code') }),
  bent('an empty code', 'return', { back: (q) => q.set('code', '') }),
  bent('a code of 5,000 signs', 'return', { back: (q) => q.set('code', 'x'.repeat(5_000)) }),
  bent('no state', 'request', { back: (q) => q.delete('state') }),
  bent('a state of nobody', 'request', { back: (q) => q.set('state', `_${'0'.repeat(40)}`) }),
  bent('a state in other letters', 'request', { back: (q) => q.set('state', (q.get('state') ?? '').toUpperCase()) }),
  bent('a state with a blank', 'request', { back: (q) => q.set('state', `${q.get('state') ?? ''} `) }),
  bent('another provider answers (mix-up)', 'answering issuer', { back: (q) => q.set('iss', 'https://evil.example') }),
  bent('an issuer that differs by a slash', 'answering issuer', { back: (q) => q.set('iss', `${q.get('iss') ?? ''}/`) }),
  bent('no issuer although it says that it always names itself', 'answering issuer', { back: (q) => q.delete('iss') }),
  bent('the provider refuses', 'status', {
    back: (q) => {
      q.delete('code')
      q.set('error', 'access_denied')
      q.set('error_description', 'not assigned')
    },
  }),
  bent('an error beside a code', 'status', { back: (q) => q.set('error', 'login_required') }),
]
const exchanges: readonly Case[] = [
  bent('the connection breaks', 'reach', { exchange: 'hang up' }),
  bent('half a megabyte', 'reach', { exchange: { body: Buffer.alloc(524_288, ' ') } }),
  bent('a way on to somewhere else', 'reach', { exchange: { status: 307, location: 'https://elsewhere.example/' } }),
  bent('the keys’ address breaks', 'reach', { keysAnswer: 'hang up' }),
  bent('keys of half a megabyte', 'reach', { keysAnswer: { body: Buffer.alloc(524_288, ' ') } }),
  bent('the code is refused', 'exchange', { exchange: { status: 400, body: '{"error":"invalid_grant"}' } }),
  bent('the client is refused', 'exchange', { exchange: { status: 401, body: '{"error":"invalid_client"}' } }),
  bent('a web page', 'exchange', { exchange: { type: 'text/html', body: '<html>' } }),
  bent('JSON that is called text', 'exchange', { exchange: { type: 'text/plain', body: '{"id_token":"x"}' } }),
  bent('a list', 'exchange', { exchange: { body: '[]' } }),
  bent('nothing', 'exchange', { exchange: { body: '' } }),
  bent('broken UTF-8', 'exchange', { exchange: { body: Buffer.from([0x7b, 0xff, 0x7d]) } }),
  bent('an error that was called fine', 'exchange', { exchange: { body: '{"error":"server_error"}' } }),
  bent('no identity token', 'exchange', { answer: (a) => ({ ...a, id_token: undefined }) }),
  bent('an identity token that is a list', 'exchange', { answer: (a) => ({ ...a, id_token: [a['id_token']] }) }),
  bent('an access token of another kind', 'exchange', { answer: (a) => ({ ...a, token_type: 'DPoP' }) }),
  bent('an access token of no kind', 'exchange', { answer: (a) => ({ ...a, token_type: undefined }) }),
  bent('an access token with a line break', 'exchange', { answer: (a) => ({ ...a, access_token: 'a\r\nx-evil: 1' }) }),
  bent('an access token that is a list', 'exchange', { answer: (a) => ({ ...a, access_token: ['a'] }) }),
]
const forms: readonly Case[] = [
  bent('no token', 'token form', { token: () => 'hello' }),
  bent('two parts', 'token form', { token: (t) => t.split('.').slice(0, 2).join('.') }),
  bent('four parts', 'token form', { token: (t) => `${t}.x` }),
  bent('five parts', 'encrypted', { token: (t) => `${t}.x.y` }),
  bent('blanks around it', 'token form', { token: (t) => ` ${t}` }),
  bent('base64 with other signs', 'token form', { token: (t) => `${t}==` }),
  bent('a header that is no JSON', 'token form', { token: swapPart(0, () => 'eA') }),
  bent('a header that is a list', 'token form', { token: swapPart(0, () => packed([])) }),
  bent('a header with broken UTF-8', 'token form', { token: swapPart(0, () => Buffer.from([0x7b, 0xff, 0x7d]).toString('base64url')) }),
  bent('a hundred kilobytes', 'token form', { claims: (c) => ({ ...c, more: 'x'.repeat(100_000) }) }),
  bent('a part that must be understood', 'token form', { header: { crit: ['exp'] } }),
  bent('an unpacked body', 'token form', { header: { b64: false, crit: ['b64'] } }),
  bent('a compressed body', 'token form', { header: { zip: 'DEF' } }),
  bent('a token for signing out', 'token form', { header: { typ: 'logout+jwt' } }),
  bent('an access token', 'token form', { header: { typ: 'at+jwt' } }),
  bent('a type that is a list', 'token form', { header: { typ: ['JWT'] } }),
  bent('a key’s name that is a number', 'token form', { header: { kid: 1 } }),
  bent('a sign that no text holds', 'token form', { claims: (c) => ({ ...c, sub: 'a\0b' }) }),
  bent('half a sign in a group', 'token form', { claims: (c) => ({ ...c, groups: ['\ud800'] }) }),
  bent('twenty thousand levels', 'token form', { claims: (c) => JSON.stringify(c).replace(/}$/, `,"more":${'['.repeat(20_000)}${']'.repeat(20_000)}}`) }),
  bent('forty levels', 'token form', { claims: (c) => ({ ...c, more: JSON.parse(`${'['.repeat(40)}${']'.repeat(40)}`) as unknown }) }),
  bent('a signed list', 'token form', { claims: () => [] }),
  bent('a signed text', 'token form', { claims: () => 'hello' }),
  bent('a signed null', 'token form', { claims: () => null }),
  bent('signed words in quotes', 'token form', { claims: () => '"jana-1"' }),
]
const unsigned = (alg: unknown): Case => bent(`signed by ${String(alg)}`, 'algorithm', { header: { alg }, signs: () => '' })
const algorithms: readonly Case[] = [
  ...['none', 'None', 'NONE', 'nOnE', ' none', '', null, 0, ['RS256'], 'RS256 ', 'rs256', 'RS1', 'ES256K', 'dir'].map(unsigned),
  bent('no algorithm', 'algorithm', { header: { alg: undefined } }),
  bent('HMAC, keyed with the client secret', 'algorithm', { header: { alg: 'HS256' }, signs: (input) => keyedHash(provider.secret)(input) }),
  bent('HMAC, keyed with the public key', 'algorithm', {
    header: { alg: 'HS256' },
    signs: (input) => keyedHash(Buffer.from(String(provider.key.jwk['n']), 'base64url'))(input),
  }),
  bent('HMAC, keyed with nothing', 'algorithm', { header: { alg: 'HS512' }, signs: keyedHash('') }),
  bent('one that this provider does not use', 'algorithm', {
    header: { alg: 'RS512' },
    signs: (input) => signatureBy('RS512', input, provider.key.privateKey),
  }),
]
const keys: readonly Case[] = [
  bent('none is published', 'keys', { keys: () => ({ keys: [] }) }),
  bent('a web page', 'keys', { keysAnswer: { type: 'text/html', body: '<html>' } }),
  bent('a list', 'keys', { keys: (k) => k }),
  bent('keys that are a record', 'keys', { keys: () => ({ keys: {} }) }),
  bent('an error', 'keys', { keysAnswer: { status: 500 } }),
  bent('keys of all sorts', 'keys', { keys: () => ({ keys: [null, 1, 'x', [], {}, { kty: 1 }] }) }),
  bent('a hundred and one', 'keys', { keys: (k) => ({ keys: Array.from({ length: 101 }, () => k[0]) }) }),
  bent('another name', 'keys', { header: { kid: 'k2' } }),
  bent('a name of the prototype', 'keys', { header: { kid: '__proto__' } }),
  bent('a path as a name', 'keys', { header: { kid: '../../keys' } }),
  bent('an empty name', 'keys', { header: { kid: '' } }),
  bent('two of one name', 'keys', { keys: (k) => ({ keys: [...k, strangerKey.jwk] }) }),
  bent('no name, and two that fit', 'keys', { header: { kid: undefined }, keys: (k) => ({ keys: [...k, { ...strangerKey.jwk, kid: 'k2' }] }) }),
  bent('one for encryption', 'keys', { keys: () => ({ keys: [{ ...provider.key.jwk, use: 'enc' }] }) }),
  bent('one that may not verify', 'keys', { keys: () => ({ keys: [{ ...provider.key.jwk, key_ops: ['encrypt'] }] }) }),
  bent('one whose private part is published', 'keys', { keys: () => ({ keys: [{ ...provider.key.jwk, d: 'AQAB' }] }) }),
  bent('a shared one', 'keys', { keys: () => ({ keys: [{ kty: 'oct', k: 'AAAA', kid: 'k1' }] }) }),
  bent('RSA of 1024 bits', 'keys', { key: shortKey, keys: () => ({ keys: [shortKey.jwk] }) }),
  bent('one for another algorithm', 'keys', { keys: () => ({ keys: [{ ...provider.key.jwk, alg: 'RS512' }] }) }),
  bent('one of another kind', 'keys', { keys: () => ({ keys: [{ ...curve.jwk, alg: undefined, kid: 'k1' }] }) }),
  bent('a point that is not on its curve', 'keys', {
    key: { ...curve, kid: 'e1' },
    keys: () => ({ keys: [{ ...curve.jwk, x: curve.jwk['y'], y: curve.jwk['x'] }] }),
  }),
  bent('a modulus that is missing', 'keys', { keys: () => ({ keys: [{ ...provider.key.jwk, n: undefined }] }) }),
]
const signatures: readonly Case[] = [
  bent('by a stranger’s key of the same name', 'signature', { key: strangerKey }),
  bent('with a key inside', 'signature', { key: strangerKey, header: { jwk: strangerKey.jwk } }),
  bent('with an address of keys inside', 'signature', { key: strangerKey, header: { jku: 'https://evil.example/keys' } }),
  bent('with a certificate inside', 'signature', { key: strangerKey, header: { x5c: ['AAAA'], x5u: 'https://evil.example/' } }),
  bent('emptied', 'signature', { signs: () => '' }),
  bent('one bit changed', 'signature', { token: swapPart(2, (s) => `${s.startsWith('A') ? 'B' : 'A'}${s.slice(1)}`) }),
  bent('shortened', 'signature', { token: swapPart(2, (s) => s.slice(0, -8)) }),
  bent('the person changed afterwards', 'signature', { token: swapPart(1, (p) => packed({ ...json(p), sub: 'boss-1' })) }),
  bent('a claim added afterwards', 'signature', { token: swapPart(1, (p) => packed({ ...json(p), groups: ['admins'] })) }),
  bent('the header changed afterwards', 'signature', { token: swapPart(0, (p) => packed({ ...json(p), typ: 'JWT' })) }),
  bent('a signature in another padding', 'signature', { signs: (input) => signatureBy('PS256', input, provider.key.privateKey) }),
  bent('of nothing but zeros (CVE-2022-21449)', 'signature', { key: curve, keys: () => ({ keys: [curve.jwk] }), signs: () => Buffer.alloc(64) }),
  bent('of a curve, in the wrong code', 'signature', {
    key: curve,
    keys: () => ({ keys: [curve.jwk] }),
    signs: (input) => signatureBy('ES256', input, curve.privateKey, 'der'),
  }),
  bent('of another text', 'signature', { signs: () => signatureBy('RS256', 'x.y', provider.key.privateKey) }),
]
const claims: readonly Case[] = [
  claim('another issuer', 'issuer', { iss: 'https://evil.example' }),
  claim('an issuer that differs by a slash', 'issuer', () => ({ iss: `${provider.issuer}/` })),
  claim('an issuer in other letters', 'issuer', () => ({ iss: provider.issuer.toUpperCase() })),
  claim('an issuer in a list', 'issuer', () => ({ iss: [provider.issuer] })),
  without('iss', 'issuer'),
  claim('another application', 'audience', { aud: 'another' }),
  claim('a list of others', 'audience', { aud: ['a', 'b'] }),
  claim('no application', 'audience', { aud: [] }),
  claim('a number', 'audience', { aud: 1 }),
  claim('our id as a part', 'audience', () => ({ aud: `${provider.clientId}x` })),
  claim('a list with a record in it', 'audience', () => ({ aud: [provider.clientId, {}] })),
  without('aud', 'audience'),
  claim('two applications and no word for whom', 'authorized party', () => ({ aud: [provider.clientId, 'another'] })),
  claim('given to another', 'authorized party', { azp: 'another' }),
  claim('given to nobody', 'authorized party', { azp: '' }),
  claim('given to a list', 'authorized party', () => ({ azp: [provider.clientId] })),
  claim('given to null', 'authorized party', { azp: null }),
  claim('another nonce', 'nonce', { nonce: 'x' }),
  claim('a nonce that is a number', 'nonce', { nonce: 1 }),
  claim('an empty nonce', 'nonce', { nonce: '' }),
  bent('the nonce in a list', 'nonce', { claims: (c) => ({ ...c, nonce: [c['nonce']] }) }),
  without('nonce', 'nonce'),
  claim('ended', 'time', () => ({ exp: seconds() - 120 })),
  claim('an end in words', 'time', { exp: 'tomorrow' }),
  claim('an end that is a text', 'time', () => ({ exp: String(seconds() + 300) })),
  without('exp', 'time'),
  claim('of ten minutes ahead', 'time', () => ({ iat: seconds() + 600 })),
  claim('of an hour ago', 'time', () => ({ iat: seconds() - 3_600 })),
  without('iat', 'time'),
  claim('valid from later', 'time', () => ({ nbf: seconds() + 600 })),
  claim('valid from a text', 'time', { nbf: '0' }),
  claim('an endless number', 'time', { exp: null }),
  claim('an empty subject', 'subject', { sub: '' }),
  claim('a subject of blanks', 'subject', { sub: '  ' }),
  claim('a subject that is a number', 'subject', { sub: 1 }),
  claim('a subject that is a list', 'subject', { sub: ['jana-1'] }),
  claim('a subject of 300 signs', 'subject', { sub: 'x'.repeat(300) }),
  without('sub', 'subject'),
  claim('the hash of another access token', 'token hash', { at_hash: 'AAAAAAAAAAAAAAAAAAAAAA' }),
  claim('the hash of another code', 'token hash', { c_hash: 'AAAAAAAAAAAAAAAAAAAAAA' }),
  claim('a hash that is a number', 'token hash', { at_hash: 1 }),
  bent('a hash of no access token', 'token hash', { answer: (a) => ({ id_token: a['id_token'] }) }),
  bent('another access token than the hashed one', 'token hash', { answer: (a) => ({ ...a, access_token: 'stolen' }) }),
]
const bare = (): Claims => ({ sub: 'new-1' }),
  told = { sub: 'new-1', email: 'x', email_verified: true }
const more = (name: string, bend: Bend): Case => ({ name, check: 'userinfo', bend, person: bare, userinfo: told })
const people: readonly Case[] = [
  more('another person', { userinfo: (u) => ({ ...u, sub: 'boss-1' }) }),
  more('no person', { userinfo: () => ({ email: 'x' }) }),
  more('a person in other letters', { userinfo: (u) => ({ ...u, sub: 'NEW-1' }) }),
  more('a list', { userinfo: (u) => [u] }),
  more('an error', { userinfoAnswer: { status: 401 } }),
  more('a web page', { userinfoAnswer: { type: 'text/html', body: '<html>' } }),
  more('a signed record', { userinfoAnswer: { type: 'application/jwt', body: 'a.b.c' } }),
  { name: 'the connection breaks', check: 'reach', bend: { userinfoAnswer: 'hang up' }, person: bare, userinfo: told },
  said('no address', 'attributes', bare, { sub: 'new-1' }),
  said('an address that is none', 'attributes', () => ({ sub: 'new-2', email: 'boss', email_verified: true })),
  said('an address with two signs of at', 'attributes', () => ({ sub: 'new-3', email: `a@evil.example@${company.domain}`, email_verified: true })),
  said('an address in a record', 'attributes', () => ({ sub: 'new-4', email: { value: `boss@${company.domain}` }, email_verified: true })),
  ...[false, 'true', 1, null, undefined, ['true'], {}].map((word, i) =>
    said(`verified: ${String(JSON.stringify(word))}`, 'verified address', () => ({ sub: `new-v${i}`, email: `boss@${company.domain}`, email_verified: word })),
  ),
  said('the word about another place’s address', 'verified address', () => ({ sub: 'new-5', email: `boss@${company.domain}` }), {
    sub: 'new-5',
    email: 'x@elsewhere.example',
    email_verified: true,
  }),
  {
    name: 'the address elsewhere than the word',
    check: 'verified address',
    bend: { userinfo: () => ({ sub: 'new-6', email: `boss@${company?.domain}` }) },
    person: () => ({ sub: 'new-6', email_verified: true }),
  },
  said('an address of another domain', 'domain', () => ({ sub: 'new-7', email: 'boss@elsewhere.example', email_verified: true })),
  said('an address of a part of the domain', 'domain', () => ({ sub: 'new-8', email: `boss@sub.${company.domain}`, email_verified: true })),
  said('an address that nobody has', 'membership', () => ({ sub: 'new-9', email: `nobody@${company.domain}`, email_verified: true })),
  said('five hundred claims', 'attributes', () => ({ ...jana(), ...Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`c${i}`, i])) })),
]
describe.each([
  ['the way back', ways],
  ['the exchange', exchanges],
  ['the form of the token', forms],
  ['algorithms', algorithms],
  ['keys', keys],
  ['signatures', signatures],
  ['what is claimed', claims],
  ['whom it is about', people],
] as const)('%s', (_name, cases) => {
  test.each(cases.map((c) => [c.name, c.check, c] as const))('%s: %s', async (_case, check, { bend, person: make, userinfo }) => {
    const who = make?.()
    expect(await outcome(bend, { ...(who === undefined ? {} : { person: who }), ...(userinfo === undefined ? {} : { userinfo }) })).toBe(check)
  })
})
