// An OpenID provider is named by its issuer: what it says of itself is asked through the guard, read strictly, and whatever is wrong with it is a sentence, and nothing is saved. Its secret is entered and never shown.
// ASVS V10.5.3
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { secretCell } from '../../lib/identity/sso/oidc-client.ts'
import { envelope } from '../../lib/platform/keys/keys.ts'
import { tryDecodeId } from '../../lib/kernel/id.ts'
import { addCertificate, beginTest, changeConnection, makeConnection } from '../../lib/tenancy/sso-change.ts'
import { listConnections, showConnection } from '../../lib/tenancy/sso-connection.ts'
import { enterClient, makeOidcConnection, rereadProvider } from '../../lib/tenancy/sso-oidc.ts'
import { makeCertificate } from '../support/certificate.ts'
import { startHostileProvider, type Bend, type Claims, type HostileProvider } from '../support/oidc/hostile-provider.ts'
import { startRealProvider, type RealProvider } from '../support/oidc/provider.ts'
import { admin, makeWorld, refusalOf, type World } from '../support/world.ts'

let provider: HostileProvider, real: RealProvider, world: World, other: World
beforeAll(async () => {
  ;[provider, real] = [await startHostileProvider(), await startRealProvider()]
  process.env['PLUMBLINE_EGRESS_ALLOW'] = `${provider.origin},${real.origin}`
  ;[world, other] = [await makeWorld(new Date().toISOString()), await makeWorld(new Date().toISOString())]
})
afterAll(() => {
  provider.close()
  real.close()
})
beforeEach(() => {
  provider.bend = {}
})
let count = 0
const make = (input: Record<string, unknown> = {}, who: 'owner' | 'admin' = 'admin') =>
  world.as(who).run(makeOidcConnection, { name: `Provider ${++count}`, issuer: provider.issuer, ...input })
const listed = async (): Promise<number> => (await world.as('admin').run(listConnections, {})).connections.length
async function sentence(input: Record<string, unknown> = {}, field = 'issuer'): Promise<string> {
  const before = await listed(),
    { fields } = await refusalOf(make(input))
  expect(await listed()).toBe(before)
  return fields[field] ?? ''
}
/** Ends what a test made, so that the number of connections never stands in the way of the next. */
const end = (id: string) =>
  admin`with client as (delete from public.sso_clients where connection_id = ${tryDecodeId('ssoConnection', id) as string} returning connection_id) delete from public.sso_connections where id in (select connection_id from client)`

describe('a provider', () => {
  test('that we did not write is read by its issuer; nothing is switched on by it, and our redirect address is shown before it has given out a secret', async () => {
    const { id } = await make({ issuer: real.issuer }),
      shown = await world.as('read_only').run(showConnection, { connectionId: id })
    expect(shown).toMatchObject({
      protocol: 'oidc',
      state: 'draft',
      issuer: real.issuer,
      ssoUrl: `${real.origin}/auth`,
      emailAttribute: 'email',
      nameAttribute: 'name',
      groupsAttribute: 'groups',
      joins: false,
      providerFactor: 'never',
      mayChange: false,
      certificates: [],
    })
    expect(shown.client).toMatchObject({
      clientId: null,
      secretSetAt: null,
      proof: 'post',
      tokenUrl: `${real.origin}/token`,
      keysUrl: `${real.origin}/jwks`,
      userinfoUrl: `${real.origin}/me`,
      algorithms: ['RS256'],
      namesIssuer: true,
      wantsVerifiedEmail: true,
    })
    expect(shown.own.redirectUrl).toMatch(new RegExp(`^http://localhost:\\d+/api/sso/oidc/${id}/callback$`))
    expect((await refusalOf(world.as('admin').run(beginTest, { connectionId: id }))).message).toMatch(/client id and secret first/)
    expect((await world.as('admin').run(listConnections, {})).connections.find((c) => c.id === id)).toMatchObject({ protocol: 'oidc', isEnding: false })
    await end(id)
  })
  const document = (discovery: (claims: Claims) => unknown): Bend => ({ discovery })
  test.each<readonly [string, Bend, RegExp]>([
    ['with another issuer', document((d) => ({ ...d, issuer: 'https://evil.example' })), /calls itself otherwise/],
    ['with an issuer that differs by a slash', document((d) => ({ ...d, issuer: `${String(d['issuer'])}/` })), /with or without a slash/],
    ['for many companies', document((d) => ({ ...d, issuer: 'https://login.example.com/{tenantid}/v2.0' })), /many companies/],
    ['without an issuer', document((d) => ({ ...d, issuer: undefined })), /calls itself otherwise/],
    ['with a list as its issuer', document((d) => ({ ...d, issuer: [d['issuer']] })), /calls itself otherwise/],
    ['that is not there', { discoveryAnswer: { status: 404 } }, /answers 404/],
    ['that is a web page', { discoveryAnswer: { type: 'text/html', body: '<html><body>secret inside' } }, /not what a provider says/],
    ['that is a list', document((d) => [d]), /not what a provider says/],
    ['in broken UTF-8', { discoveryAnswer: { body: Buffer.from([0x7b, 0xff, 0x7d]) } }, /not what a provider says/],
    ['of half a megabyte', { discoveryAnswer: { body: Buffer.alloc(524_288, ' ') } }, /more than 256 kB/],
    ['that hangs up', { discoveryAnswer: 'hang up' }, /cannot be reached/],
    ['that leads on', { discoveryAnswer: { status: 302, location: 'https://elsewhere.example/' } }, /leads on/],
    ['that leads inside', { discoveryAnswer: { status: 302, location: 'http://169.254.169.254/' } }, /leads on/],
    ['without an address for codes', document((d) => ({ ...d, token_endpoint: undefined })), /where a code is exchanged/],
    ['without keys', document((d) => ({ ...d, jwks_uri: 1 })), /where its keys are/],
    ['without a page to sign in', document((d) => ({ ...d, authorization_endpoint: null })), /where people sign in/],
    ['whose codes go inside', document((d) => ({ ...d, token_endpoint: 'https://10.0.0.1/token' })), /private network/],
    ['whose keys are inside, spelled otherwise', document((d) => ({ ...d, jwks_uri: 'https://0x7f.1/keys' })), /private network/],
    ['that tells of people inside', document((d) => ({ ...d, userinfo_endpoint: 'https://[::ffff:127.0.0.1]/me' })), /private network/],
    ['that sends people to a script', document((d) => ({ ...d, authorization_endpoint: 'javascript:alert(1)' })), /https:\/\//],
    ['without HTTPS', document((d) => ({ ...d, authorization_endpoint: 'http://idp.example.com/' })), /https:\/\//],
    ['with a password in an address', document((d) => ({ ...d, token_endpoint: 'https://a:b@idp.example.com/' })), /name and password/],
    ['without the flow by code', document((d) => ({ ...d, response_types_supported: ['id_token'] })), /flow by code/],
    ['without S256', document((d) => ({ ...d, code_challenge_methods_supported: ['plain'] })), /S256/],
    [
      'that signs by nothing or by a shared secret',
      document((d) => ({ ...d, id_token_signing_alg_values_supported: ['none', 'HS256'] })),
      /no way that is accepted/,
    ],
    ['that takes no secret', document((d) => ({ ...d, token_endpoint_auth_methods_supported: ['private_key_jwt'] })), /client secret/],
  ])('%s is refused in a sentence, and nothing is saved', async (_name, bend, words) => {
    provider.bend = bend
    const said = await sentence()
    expect(said).toMatch(words)
    expect(said, 'what was answered is not repeated').not.toMatch(/secret inside|evil\.example/)
  })
  test.each([
    'http://127.0.0.1:1/tenant',
    'https://127.0.0.1',
    'https://169.254.169.254',
    'https://localhost',
    'https://2130706433',
    'file:///etc/passwd',
    'idp.example.com',
    'https://idp.example.com/?tenant=1',
    'https://idp.example.com/#x',
    'https://a:b@idp.example.com',
    'https://idp.example.com/ x',
    'https://idp.example.com\\evil',
  ])('is not asked at %s', async (issuer) => {
    expect(await sentence({ issuer })).toMatch(/https:\/\/|private network|name and password/)
  })
  test('that says nothing of how it takes a secret takes it in the header, as the standard has it', async () => {
    provider.bend = {
      discovery: (d) => ({
        ...d,
        token_endpoint_auth_methods_supported: undefined,
        id_token_signing_alg_values_supported: undefined,
        code_challenge_methods_supported: undefined,
        userinfo_endpoint: undefined,
      }),
    }
    const { id } = await make()
    expect((await world.as('admin').run(showConnection, { connectionId: id })).client).toMatchObject({
      proof: 'basic',
      algorithms: ['RS256'],
      userinfoUrl: null,
    })
    await end(id)
  })
  test.each<readonly [string, unknown]>([
    ['inside', 'https://10.0.0.1/logout'],
    ['by a script', 'javascript:alert(1)'],
    ['nowhere', ''],
    ['in a list', ['https://idp.example.com/logout']],
  ])('that signs people out %s lets them sign in all the same, and nobody is sent there', async (_name, address) => {
    provider.bend = { discovery: (d) => ({ ...d, end_session_endpoint: address }) }
    const { id } = await make()
    expect((await world.as('admin').run(showConnection, { connectionId: id })).logoutUrl).toBeNull()
    await end(id)
  })
})
describe('the client', () => {
  test('is entered with its secret, which is sealed, never shown, and replaced by the next; who may not change how people sign in does not', async () => {
    const { id } = await make(),
      uuid = tryDecodeId('ssoConnection', id) as string,
      secret = 'canary "first" secret'
    await world.as('admin').run(enterClient, { connectionId: id, clientId: 'client-1', clientSecret: secret })
    const [row] = await admin<{ id: string; secret: Buffer }[]>`select id, secret from public.sso_clients where connection_id = ${uuid}`
    expect((await envelope().open(secretCell(world.tenant, row?.id as string), row?.secret as Buffer)).toString()).toBe(secret)
    expect(row?.secret.includes('canary')).toBe(false)
    await expect(envelope().open(secretCell(other.tenant, row?.id as string), row?.secret as Buffer)).rejects.toThrow(/belongs elsewhere/)
    const shown = await world.as('owner').run(showConnection, { connectionId: id })
    expect(shown.client).toMatchObject({ clientId: 'client-1' })
    expect(JSON.stringify(shown)).not.toContain('canary')
    await world.as('owner').run(enterClient, { connectionId: id, clientId: 'client-2', clientSecret: 'another' })
    const [next] = await admin<{ secret: Buffer }[]>`select secret from public.sso_clients where connection_id = ${uuid}`
    expect((await envelope().open(secretCell(world.tenant, row?.id as string), next?.secret as Buffer)).toString()).toBe('another')
    for (const event of await world.events('sso.client_entered')) expect(JSON.stringify(event.detail)).not.toMatch(/canary|another/)
    expect((await refusalOf(world.as('finance').run(enterClient, { connectionId: id, clientId: 'x', clientSecret: 'y' }))).code).toBe('forbidden')
    expect((await refusalOf(other.as('owner').run(enterClient, { connectionId: id, clientId: 'x', clientSecret: 'y' }))).code).toBe('not_found')
    await end(id)
  })
  test.each([
    ['clientId', { clientId: '', clientSecret: 'x' }],
    ['clientId', { clientId: 'a b', clientSecret: 'x' }],
    ['clientId', { clientId: 'ä', clientSecret: 'x' }],
    ['clientSecret', { clientId: 'x', clientSecret: '' }],
    ['clientSecret', { clientId: 'x', clientSecret: 'a\nb' }],
    ['clientSecret', { clientId: 'x', clientSecret: 'x'.repeat(1_001) }],
  ] as const)('with a wrong %s is a sentence beside the field', async (field, input) => {
    const { id } = await make()
    expect((await refusalOf(world.as('admin').run(enterClient, { connectionId: id, ...input }))).fields[field]).toBeTruthy()
    await end(id)
  })
  test('comes whole or not at all', async () => {
    expect(await sentence({ clientId: 'x' }, 'clientSecret')).toMatch(/secret too/)
    expect(await sentence({ clientSecret: 'x' }, 'clientId')).toMatch(/belongs to the secret/)
  })
  test('is none of SAML’s, and certificates are none of OpenID Connect', async () => {
    const { id } = await make(),
      saml = await world
        .as('admin')
        .run(makeConnection, { name: `SAML ${++count}`, issuer: 'urn:x', ssoUrl: 'https://idp.example.com/sso', certificate: makeCertificate().pem })
    expect((await refusalOf(world.as('admin').run(addCertificate, { connectionId: id, certificate: makeCertificate().pem }))).code).toBe('conflict')
    expect((await refusalOf(world.as('admin').run(enterClient, { connectionId: saml.id, clientId: 'x', clientSecret: 'y' }))).code).toBe('conflict')
    expect((await refusalOf(world.as('admin').run(rereadProvider, { connectionId: saml.id }))).code).toBe('conflict')
    await end(id)
  })
})
describe('what changes later', () => {
  test('at the provider is read again and written down; another issuer is refused, since people are known by it', async () => {
    const { id } = await make()
    provider.bend = { discovery: (d) => ({ ...d, token_endpoint: `${provider.origin}/v2/token`, authorization_response_iss_parameter_supported: false }) }
    expect(await world.as('admin').run(rereadProvider, { connectionId: id })).toMatchObject({ changed: 2 })
    expect((await world.events('sso.reread')).at(-1)?.detail['changes']).toEqual([
      { field: 'where a code is exchanged', before: `${provider.origin}/token`, after: `${provider.origin}/v2/token` },
      { field: 'names itself in answers', before: 'yes', after: 'no' },
    ])
    provider.bend = { discovery: (d) => ({ ...d, issuer: 'https://evil.example', token_endpoint: 'https://evil.example/token' }) }
    expect((await refusalOf(world.as('admin').run(rereadProvider, { connectionId: id }))).code).toBe('conflict')
    expect((await world.as('admin').run(showConnection, { connectionId: id })).client?.tokenUrl).toBe(`${provider.origin}/v2/token`)
    await end(id)
  })
  test('by an admin: claims are named, an empty one for the address means email, and what only SAML knows stays shut', async () => {
    const { id } = await make()
    await world
      .as('admin')
      .run(changeConnection, {
        connectionId: id,
        name: `Provider ${++count}`,
        wantsResponseSigned: true,
        allowsProviderStart: true,
        joins: true,
        emailAttribute: '',
        nameAttribute: 'given_name',
        groupsAttribute: '',
        providerFactor: 'asserted',
      })
    expect(await world.as('admin').run(showConnection, { connectionId: id })).toMatchObject({
      emailAttribute: 'email',
      nameAttribute: 'given_name',
      groupsAttribute: '',
      wantsResponseSigned: false,
      allowsProviderStart: false,
      joins: true,
      providerFactor: 'asserted',
      client: { wantsVerifiedEmail: true },
    })
    await end(id)
  })
})
