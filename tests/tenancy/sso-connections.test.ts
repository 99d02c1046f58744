// What a provider says of itself is read strictly and shown; whatever is wrong with it is a sentence, and nothing is saved. Who may decide about it is an admin or owner, with a factor for the very act.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addCertificate, changeConnection, makeConnection, setConnectionState } from '../../lib/tenancy/sso-change.ts'
import { setGroupRoles } from '../../lib/tenancy/sso-groups.ts'
import { listConnections, showConnection } from '../../lib/tenancy/sso-connection.ts'
import { makeCertificate } from '../support/certificate.ts'
import { startProvider, type Provider } from '../support/saml/provider.ts'
import { makeWorld, refusalOf, type World } from '../support/world.ts'

let provider: Provider, world: World, other: World
beforeAll(async () => {
  provider = await startProvider()
  process.env['PLUMBLINE_EGRESS_ALLOW'] = provider.origin
  ;[world, other] = [await makeWorld(new Date().toISOString()), await makeWorld(new Date().toISOString())]
})
afterAll(() => provider.close())
const certificate = makeCertificate(),
  file = (text: string | Buffer) => ({ name: 'metadata.xml', type: 'text/xml', bytes: new Uint8Array(Buffer.from(text)) })
interface Shape {
  readonly keys?: string
  readonly attributes?: string
  readonly role?: string
  readonly service?: string
  readonly descriptors?: number
}
const key = (base64: string, use = ' use="signing"'): string =>
  `<md:KeyDescriptor${use}><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>${base64}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`
const metadata = ({
  keys = key(certificate.base64),
  attributes = '',
  role = 'IDPSSODescriptor',
  service = '<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example.com/sso?tenant=1"/>',
  descriptors = 1,
}: Shape = {}): string =>
  `<?xml version="1.0"?><!-- exported --><md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example.com/entity"${attributes}>${`<md:${role} protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">${keys}${service}</md:${role}>`.repeat(descriptors)}</md:EntityDescriptor>`
let count = 0
const make = (input: Record<string, unknown>, who: 'owner' | 'admin' = 'admin') => world.as(who).run(makeConnection, { name: `Provider ${++count}`, ...input })
const sentence = async (input: Record<string, unknown>, field = 'metadata'): Promise<string> => {
  const before = (await world.as('admin').run(listConnections, {})).connections.length,
    { fields } = await refusalOf(make(input))
  expect((await world.as('admin').run(listConnections, {})).connections).toHaveLength(before)
  return fields[field] ?? JSON.stringify(fields)
}

describe('metadata', () => {
  test('as a file: issuer, address and certificates with their ends, deduplicated; nothing is switched on by it', async () => {
    const next = makeCertificate({ common: 'next.example.com', until: new Date(Date.now() + 9 * 86_400_000) })
    const { id } = await make({
      metadata: file(
        metadata({ keys: key(certificate.base64) + key(certificate.base64, '') + key(next.base64) + key(makeCertificate().base64, ' use="encryption"') }),
      ),
    })
    const shown = await world.as('read_only').run(showConnection, { connectionId: id })
    expect(shown).toMatchObject({
      state: 'draft',
      issuer: 'https://idp.example.com/entity',
      ssoUrl: 'https://idp.example.com/sso?tenant=1',
      allowsProviderStart: false,
      joins: false,
      providerFactor: 'never',
      mayChange: false,
    })
    expect(shown.certificates.map(({ subject, state }) => [subject, state])).toEqual([
      ['next.example.com', 'ends soon'],
      ['idp.example.test', 'valid'],
    ])
  })
  test('by address, of a provider that we did not write, and through the guard', async () => {
    const { id } = await make({ metadataUrl: `${provider.origin}/metadata` })
    expect(await world.as('admin').run(showConnection, { connectionId: id })).toMatchObject({
      issuer: provider.issuer,
      metadataUrl: `${provider.origin}/metadata`,
      ssoUrl: `${provider.origin}/sso`,
    })
    for (const address of [
      'http://127.0.0.1:1/metadata',
      'https://127.0.0.1/metadata',
      'https://169.254.169.254/latest',
      'https://localhost/',
      'file:///etc/passwd',
    ])
      expect(await sentence({ metadataUrl: address }, 'metadataUrl'), address).toMatch(/https:\/\/|private network/)
    expect(await sentence({ metadataUrl: `${provider.origin}/nowhere` }, 'metadataUrl')).toMatch(/answers \d|metadata/)
  })
  test.each<readonly [string, string | Buffer, RegExp]>([
    ['a web page', '<!DOCTYPE html><html><body>Sign in</body></html>', /web page/],
    ['three megabytes', Buffer.alloc(3_000_000, ' '), /larger than 1 MB/],
    ['nothing that is XML', 'hello', /can be read/],
    ['other XML', '<x/>', /not metadata of a SAML provider/],
    ['a service’s own', metadata({ role: 'SPSSODescriptor' }), /no identity provider/],
    ['that of two providers', metadata({ descriptors: 2 }), /several providers/],
    ['one that has ended', metadata({ attributes: ' validUntil="2020-01-01T00:00:00Z"' }), /ended on 2020-01-01/],
    ['one without a key to sign with', metadata({ keys: key(certificate.base64, ' use="encryption"') }), /no certificate to sign with/],
    ['one without an address', metadata({ service: '' }), /no sign-in address/],
    [
      'one with an address by POST only',
      metadata({ service: '<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://idp.example.com/sso"/>' }),
      /redirect binding/,
    ],
    [
      'an address without HTTPS',
      metadata({ service: '<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="http://idp.example.com/sso"/>' }),
      /https:\/\//,
    ],
    [
      'a script as its address',
      metadata({ service: '<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="javascript:alert(1)"/>' }),
      /https:\/\//,
    ],
    ['a damaged certificate', metadata({ keys: key('A'.repeat(400)) }), /damaged|not a certificate/],
    ['a key of 1024 bits', metadata({ keys: key(makeCertificate({ bits: 1024 }).base64) }), /RSA of 2048 bits/],
    ['a key that is not RSA', metadata({ keys: key(makeCertificate({ curve: 'P-256' }).base64) }), /RSA of 2048 bits/],
    [
      'certificates that have ended',
      metadata({ keys: key(makeCertificate({ from: new Date('2020-01-01'), until: new Date('2021-01-01') }).base64) }),
      /has ended/,
    ],
    ['a document type', `<!DOCTYPE x [<!ENTITY a "b">]>${metadata().replace('<?xml version="1.0"?>', '')}`, /document type/],
    ['broken UTF-8', Buffer.concat([Buffer.from(metadata()), Buffer.from([0xff])]), /UTF-8/],
  ])('that is %s is refused in a sentence, and nothing is saved', async (_name, text, words) => {
    expect(await sentence({ metadata: file(text) })).toMatch(words)
  })
  test('that asks for signed requests is refused, because none are sent', async () => {
    expect(
      await sentence({ metadata: file(metadata().replace('protocolSupportEnumeration', 'WantAuthnRequestsSigned="true" protocolSupportEnumeration')) }),
    ).toMatch(/signed requests/)
  })
  test('may be entered by hand, and each value is looked at', async () => {
    const values = { issuer: 'urn:example:idp', ssoUrl: 'https://idp.example.com/sso', certificate: certificate.pem }
    expect(await sentence({})).toMatch(/Bring the provider’s metadata/)
    expect(await sentence({ issuer: 'urn:x' }, 'ssoUrl')).toMatch(/sign-in address/)
    expect(await sentence({ ...values, certificate: '' }, 'certificate')).toMatch(/Paste/)
    expect(await sentence({ ...values, certificate: 'hello' }, 'certificate')).toMatch(/not a certificate/)
    expect(await sentence({ ...values, ssoUrl: 'ftp://x.example' }, 'ssoUrl')).toMatch(/https/)
    const { id } = await make(values)
    expect((await refusalOf(world.as('admin').run(addCertificate, { connectionId: id, certificate: certificate.pem }))).fields['certificate']).toMatch(
      /in the list already/,
    )
  })
})
describe('deciding', () => {
  const values = { issuer: 'urn:example:idp', ssoUrl: 'https://idp.example.com/sso', certificate: certificate.pem }
  const change = {
    wantsResponseSigned: true,
    allowsProviderStart: true,
    joins: true,
    defaultRole: 'crew',
    emailAttribute: 'mail',
    nameAttribute: 'cn',
    groupsAttribute: 'groups',
    providerFactor: 'never',
  }
  test('is for admins and owners, with a factor for the very act, and stands in the log line by line', async () => {
    for (const role of ['manager', 'finance', 'office', 'crew', 'read_only'] as const)
      expect((await refusalOf(world.as(role).run(makeConnection, { name: 'X', ...values }))).code, role).toBe('forbidden')
    expect((await refusalOf(world.as('owner').runWithoutFactor(makeConnection, { name: 'X', ...values }))).code).toBe('step_up')
    const { id } = await make(values, 'owner')
    await world.as('owner').run(changeConnection, { connectionId: id, name: 'Work', ...change })
    expect(((await world.events('sso.changed')).at(-1)?.detail['changes'] as unknown[]).length).toBe(8)
    expect(await world.as('owner').run(changeConnection, { connectionId: id, name: 'Work', ...change })).toMatchObject({ changed: 0 })
  })
  test('that the provider’s factor counts asks how, and names who vouched', async () => {
    const { id } = await make(values),
      name = `Vouched ${count}`
    expect(
      (await refusalOf(world.as('admin').run(changeConnection, { connectionId: id, name, ...change, providerFactor: 'attested' }))).fields['attestation'],
    ).toMatch(/Say how/)
    await world.as('admin').run(changeConnection, { connectionId: id, name, ...change, providerFactor: 'attested', attestation: 'Policy “MFA for all”' })
    expect(await world.as('owner').run(showConnection, { connectionId: id })).toMatchObject({
      providerFactor: 'attested',
      attestation: 'Policy “MFA for all”',
      attestedBy: world.people.admin.name,
    })
    expect((await world.events('sso.factor_attested')).at(-1)?.actor_id).toBe(world.people.admin.memberId)
  })
  test('which group means which role: no owner, no role that there is not, no group twice', async () => {
    const { id } = await make(values),
      set = (lines: string) => world.as('admin').run(setGroupRoles, { connectionId: id, lines })
    for (const [lines, words] of [
      ['Bosses = owner', /nobody becomes owner/],
      ['Bosses = operator', /no role operator/],
      ['Bosses', /equals sign/],
      ['= finance', /equals sign/],
      ['A = finance\nA = crew', /twice/],
      [Array.from({ length: 201 }, (_, i) => `g${i} = crew`).join('\n'), /At most 200/],
    ] as const)
      expect((await refusalOf(set(lines))).fields['lines'], lines.slice(0, 20)).toMatch(words)
    await set('a=b = finance\nCrew chiefs = read only')
    expect((await world.as('admin').run(showConnection, { connectionId: id })).groups).toEqual([
      { group: 'a=b', role: 'finance', key: 'finance' },
      { group: 'Crew chiefs', role: 'read_only', key: 'read_only' },
    ])
  })
  test('that it goes on needs a proven domain and a test that passed', async () => {
    const { id } = await make(values)
    expect((await refusalOf(world.as('owner').run(setConnectionState, { connectionId: id, to: 'on' }))).message).toMatch(/Prove a domain first/)
  })
  test('about another company’s connection is deciding about nothing', async () => {
    const { id } = await make(values)
    for (const [operation, more] of [
      [showConnection, {}],
      [setConnectionState, { to: 'on' }],
      [addCertificate, { certificate: makeCertificate().pem }],
      [setGroupRoles, { lines: '' }],
      [changeConnection, { name: 'Y', ...change }],
    ] as const)
      expect((await refusalOf(other.as('owner').run<unknown>(operation, { connectionId: id, ...more }))).code).toBe('not_found')
  })
})
