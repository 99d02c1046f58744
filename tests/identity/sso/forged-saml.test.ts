// A forged or bent message of a provider signs nobody in, whatever its shape; each is refused by the check that is named, and the log says so.
// ASVS V6.8.2 V6.8.3
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import type { SamlCheck } from '../../../lib/identity/sso/saml-check.ts'
import { accept, begin, makeSsoCompany, setConnection, type SsoCompany } from '../../support/saml/company.ts'
import { assertionIn, enveloped, exclusive, forge, iso, pack, plainResponse, signatureIn, signXml, type ForgeFacts } from '../../support/saml/forge.ts'
import { makeCertificate } from '../../support/certificate.ts'
import { ownFacts } from '../../../lib/identity/sso/connection.ts'
import { admin, refusalOf } from '../../support/world.ts'
import { Browser, makePerson, presentClock, type TestPerson } from '../person.ts'

const issuer = 'https://idp.example.test/entity',
  certificate = makeCertificate(),
  stranger = makeCertificate()
let company: SsoCompany, twin: SsoCompany, person: TestPerson, owner: TestPerson
beforeAll(async () => {
  const facts = { issuer, ssoUrl: 'https://idp.example.test/sso', certificate }
  ;[company, twin] = [await makeSsoCompany(facts, { emailAttribute: 'mail' }), await makeSsoCompany(facts, { emailAttribute: 'mail' })]
  ;[person, owner] = [await makePerson(company.world.tenant, 'finance'), await makePerson(company.world.tenant, 'owner')]
  for (const [who, name] of [
    [person, 'jana'],
    [owner, 'boss'],
  ] as const) {
    await admin`update identity.accounts set email = ${`${name}@${company.domain}`} where id = ${who.accountId}`
    await admin`update public.members set email = ${`${name}@${company.domain}`} where id = ${who.memberId}`
  }
})
const browser = (): Browser => new Browser(presentClock())
const mail = (name: string): Record<string, string[]> => ({ mail: [`${name}@${company.domain}`] })
/** The facts of a right answer to a request that is under way. */
const right = (inResponseTo: string | undefined, more: Partial<ForgeFacts> = {}): ForgeFacts => ({
  ...ownFacts(company.uuid),
  issuer,
  certificate,
  subject: 'jana-1',
  attributes: mail('jana'),
  ...(inResponseTo === undefined ? {} : { inResponseTo }),
  ...more,
})
interface Case {
  readonly name: string
  readonly check: SamlCheck
  readonly make: (id: string) => string | Promise<string>
}
const bent = (name: string, check: SamlCheck, more: Partial<ForgeFacts> | ((id: string) => Partial<ForgeFacts>)): Case => ({
  name,
  check,
  make: (id) => forge(right(id, typeof more === 'function' ? more(id) : more)).message,
})
/** Swaps a text once; a case whose text is not there would prove nothing. */
const swap =
  (from: string | RegExp, to: string) =>
  (xml: string): string => {
    const next = xml.replace(from, () => to)
    if (next === xml) throw new Error(`nothing to swap: ${String(from)}`)
    return next
  }
const sessionsOf = async (): Promise<number> =>
  Number((await admin`select count(*) as n from identity.sso_codes where tenant_id in (${company.world.tenant}, ${twin.world.tenant})`)[0]?.['n'])

async function outcome(make: Case['make']): Promise<string> {
  const b = browser(),
    { requestId } = await begin(b, company.connectionId),
    message = await make(requestId)
  const codes = await sessionsOf(),
    refusal = await refusalOf(accept(b, company.connectionId, message, requestId))
  expect(refusal.message, 'a forger learns nothing').toMatch(/did not vouch for you/)
  expect(await sessionsOf(), 'nothing to sign in with').toBe(codes)
  return String((await company.world.events('sso.refused')).at(-1)?.detail['check'])
}
/** A forged assertion about the owner, unsigned, with an ID of its own or the signed one's. */
const evil = (xml: string, id = '_evil'): string =>
  assertionIn(xml)
    .replace(signatureIn(xml), '')
    .replace(/ID="[^"]*"/, `ID="${id}"`)
    .replace('jana-1', 'boss-1')
    .replace(`jana@${company.domain}`, `boss@${company.domain}`)
const idOf = (xml: string): string => /<saml:Assertion[^>]* ID="([^"]*)"/.exec(xml)?.[1] ?? ''
const wrap = (name: string, after: (xml: string, signed: string) => string): Case => bent(name, 'structure', { after })

test('the right one is accepted, so that what follows is refused for its fault and for nothing else', async () => {
  for (const signs of ['assertion', 'both'] as const) {
    const b = browser(),
      { requestId } = await begin(b, company.connectionId)
    expect((await accept(b, company.connectionId, forge(right(requestId, { signs })).message))?.kind, signs).toBe('code')
  }
})
const signed: readonly Case[] = [
  bent('nothing is signed', 'signature', { signs: 'none' }),
  bent('only the response is signed', 'signature', { signs: 'response' }),
  bent('by a stranger’s key', 'signature', { key: stranger.privateKey }),
  bent('by a stranger’s key, with the stranger’s certificate inside', 'signature', {
    key: stranger.privateKey,
    after: (xml) =>
      swap('</SignatureValue>', `</SignatureValue><KeyInfo><X509Data><X509Certificate>${stranger.base64}</X509Certificate></X509Data></KeyInfo>`)(xml),
  }),
  bent('the name changed afterwards', 'signature', { after: swap('jana-1', 'boss-1') }),
  bent('an attribute changed afterwards', 'signature', { after: (xml) => swap(`jana@${company.domain}`, `boss@${company.domain}`)(xml) }),
  bent('an attribute added afterwards', 'signature', {
    after: swap(
      '</saml:AttributeStatement>',
      '<saml:Attribute Name="groups"><saml:AttributeValue>admins</saml:AttributeValue></saml:Attribute></saml:AttributeStatement>',
    ),
  }),
  bent('the audience changed afterwards', 'signature', { after: (xml) => swap(/<saml:Audience>[^<]*/, '<saml:Audience>https://elsewhere.example')(xml) }),
  bent('the signature cut away', 'signature', { after: (xml) => xml.replace(signatureIn(xml), '') }),
  bent('the signature’s value emptied', 'signature', { after: swap(/<SignatureValue>[^<]*/, '<SignatureValue>') }),
  bent('one bit of the signature’s value changed', 'signature', {
    after: (xml) => xml.replace(/<SignatureValue>(.)/, (_all, sign: string) => `<SignatureValue>${sign === 'A' ? 'B' : 'A'}`),
  }),
  bent('the digest of other bytes', 'signature', { after: swap(/<DigestValue>[^<]*/, '<DigestValue>47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=') }),
  bent('the response signed, its assertion changed, the assertion’s signature left', 'signature', { signs: 'both', after: swap('jana-1', 'boss-1') }),
  bent('the response’s own signature wrong, the assertion’s right', 'signature', {
    signs: 'both',
    after: swap('IssueInstant="', 'Consent="x" IssueInstant="'),
  }),
]
const wrapped: readonly Case[] = [
  // The shapes XSW 1 to 8 of Somorovsky et al. (USENIX Security 2012), and what came after them.
  {
    name: 'XSW 1: the signed response inside the signature of a forged one',
    check: 'structure',
    make: (id) => {
      const { xml } = forge(right(id, { signs: 'response' }))
      return pack(
        xml
          .replace(/ID="_r/, 'ID="_x')
          .replace('jana-1', 'boss-1')
          .replace('</Signature>', `<Object>${xml.replace(signatureIn(xml), '')}</Object></Signature>`),
      )
    },
  },
  {
    name: 'XSW 2: the signed response beside the signature, before the forged parts',
    check: 'structure',
    make: (id) => {
      const { xml } = forge(right(id, { signs: 'response' }))
      return pack(
        xml
          .replace(/ID="_r/, 'ID="_x')
          .replace('jana-1', 'boss-1')
          .replace('</Signature>', `</Signature>${xml.replace(signatureIn(xml), '')}`),
      )
    },
  },
  wrap('XSW 3: a forged assertion before the signed one', (xml, own) => xml.replace(own, evil(xml) + own)),
  wrap('XSW 3, the other way round', (xml, own) => xml.replace(own, own + evil(xml))),
  wrap('XSW 4: the signed assertion inside a forged one', (xml, own) => xml.replace(own, evil(xml).replace('</saml:Assertion>', `${own}</saml:Assertion>`))),
  wrap('XSW 5: the signed one moved to the end, its signature in the forged one', (xml, own) => {
    const bare = own.replace(signatureIn(xml), '')
    return xml.replace(own, evil(xml).replace('</saml:Issuer>', `</saml:Issuer>${signatureIn(xml)}`)).replace('</samlp:Response>', `${bare}</samlp:Response>`)
  }),
  wrap('XSW 6: the signed one inside the signature of the forged one', (xml, own) => {
    const bare = own.replace(signatureIn(xml), '')
    return xml.replace(own, evil(xml).replace('</saml:Issuer>', `</saml:Issuer>${signatureIn(xml).replace('</SignatureValue>', `</SignatureValue>${bare}`)}`))
  }),
  wrap('XSW 7: the signed one in extensions', (xml, own) =>
    xml.replace(own, evil(xml)).replace('<samlp:Status>', `<samlp:Extensions>${own}</samlp:Extensions><samlp:Status>`),
  ),
  wrap('XSW 8: the signed one in an object of the signature', (xml, own) => {
    const bare = own.replace(signatureIn(xml), '')
    return xml.replace(
      own,
      evil(xml).replace('</saml:Issuer>', `</saml:Issuer>${signatureIn(xml).replace('</Signature>', `<Object>${bare}</Object></Signature>`)}`),
    )
  }),
  wrap('both with one ID', (xml, own) => xml.replace(own, evil(xml, idOf(xml)) + own)),
  wrap('the signature in a forged one, referring to the signed one in the status', (xml, own) =>
    xml.replace(own, evil(xml)).replace('</samlp:Status>', `<samlp:StatusMessage>x</samlp:StatusMessage>${own}</samlp:Status>`),
  ),
  wrap('a signature that refers to another part', (xml, own) => xml.replace(own, evil(xml).replace('</saml:Issuer>', `</saml:Issuer>${signatureIn(xml)}`))),
  wrap('a signature that refers to everything', (xml) => swap(/URI="#[^"]*"/, 'URI=""')(xml)),
  wrap('a signature that refers by a path', (xml) => swap(/URI="#[^"]*"/, 'URI="#xpointer(/)"')(xml)),
  wrap('two signatures', (xml) => xml.replace('</Signature>', `</Signature>${signatureIn(xml)}`)),
  wrap('two references', (xml) => xml.replace(/<Reference[^]*<\/Reference>/, (reference) => reference + reference)),
  wrap('two digests (CVE-2025-29775)', (xml) => xml.replace('</DigestValue>', '</DigestValue><DigestValue>x</DigestValue>')),
  wrap('two signed infos (CVE-2025-29774)', (xml) => xml.replace(/<SignedInfo>[^]*<\/SignedInfo>/, (info) => info + info)),
  wrap('a digest with a part inside', (xml) => swap('</DigestValue>', '<x/></DigestValue>')(xml)),
  wrap('two responses’ worth of parts', (xml) => swap('</samlp:Status>', '</samlp:Status><samlp:Status><samlp:StatusCode Value="x"/></samlp:Status>')(xml)),
  wrap('two names', (xml) => swap('</saml:NameID>', '</saml:NameID><saml:NameID>boss-1</saml:NameID>')(xml)),
  wrap('two confirmations', (xml) =>
    swap(
      '</saml:SubjectConfirmation>',
      '</saml:SubjectConfirmation><saml:SubjectConfirmation Method="x"><saml:SubjectConfirmationData/></saml:SubjectConfirmation>',
    )(xml),
  ),
  wrap('an ID spelled in other letters', (xml) => swap(/<samlp:StatusCode /, '<samlp:StatusCode Id="_x" ')(xml)),
  wrap('an ID of the xml namespace', (xml) => swap(/<samlp:StatusCode /, '<samlp:StatusCode xml:id="_x" ')(xml)),
  wrap('an assertion of another namespace', (xml, own) =>
    xml.replace(own, own.replaceAll('saml:', 'x:').replace('<x:Assertion', '<x:Assertion xmlns:x="urn:x"')),
  ),
  wrap('text between the parts', (xml) => swap('</samlp:Status>', '</samlp:Status>boss-1')(xml)),
  wrap('another kind of message', (xml) => xml.replaceAll('samlp:Response', 'samlp:LogoutResponse')),
  wrap('an assertion alone', (_xml, own) => own.replace('<saml:Assertion', '<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"')),
  wrap('no assertion', (xml, own) => xml.replace(own, '')),
  wrap('advice with an assertion', (xml) => swap('<saml:AuthnStatement', '<saml:Advice><saml:Assertion/></saml:Advice><saml:AuthnStatement')(xml)),
  wrap('a decision statement', (xml) => swap('<saml:AuthnStatement', '<saml:AuthzDecisionStatement/><saml:AuthnStatement')(xml)),
  wrap('a name with a part inside', (xml) => swap('jana-1', 'boss-1<x>jana-1</x>')(xml)),
  wrap('an attribute with a part inside', (xml) => swap('<saml:AttributeValue>', '<saml:AttributeValue><x/>')(xml)),
  bent('an encrypted assertion', 'encrypted', { after: (xml, own) => xml.replace(own, '<saml:EncryptedAssertion/>') }),
  bent('an encrypted name', 'encrypted', { before: swap(/<saml:NameID[^]*<\/saml:NameID>/, '<saml:EncryptedID/>') }),
]
const algorithms: readonly Case[] = [
  bent('RSA with SHA-1', 'algorithm', { method: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1' }),
  bent('a digest by SHA-1', 'algorithm', { digest: 'http://www.w3.org/2000/09/xmldsig#sha1' }),
  bent('HMAC, keyed with the public certificate', 'algorithm', { after: swap(/rsa-sha256"/, 'hmac-sha256"') }),
  bent('no algorithm', 'algorithm', { after: swap(/<SignatureMethod Algorithm="[^"]*"/, '<SignatureMethod') }),
  bent('an algorithm that nobody knows', 'algorithm', { after: swap(/<SignatureMethod Algorithm="[^"]*"/, '<SignatureMethod Algorithm="urn:none"') }),
  bent('inclusive canonicalisation', 'algorithm', { canonical: 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315' }),
  bent('canonicalisation with comments', 'algorithm', {
    after: swap(/<CanonicalizationMethod Algorithm="[^"]*"/, '<CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#WithComments"'),
  }),
  bent('a transform by path', 'algorithm', {
    after: swap(`<Transform Algorithm="${exclusive}"/>`, '<Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"/>'),
  }),
  bent('a transform by style sheet', 'algorithm', {
    after: swap(`<Transform Algorithm="${exclusive}"/>`, '<Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"/>'),
  }),
  bent('three transforms', 'algorithm', { transforms: [enveloped, exclusive, exclusive] }),
  bent('one transform', 'algorithm', { transforms: [exclusive] }),
  bent('the transforms the other way round', 'algorithm', {
    after: swap(
      new RegExp(`<Transform Algorithm="${enveloped}"/><Transform Algorithm="${exclusive.replaceAll('/', '\\/')}"/>`),
      `<Transform Algorithm="${exclusive}"/><Transform Algorithm="${enveloped}"/>`,
    ),
  }),
  bent('a shortened signature', 'structure', {
    after: swap(
      /<SignatureMethod Algorithm="[^"]*"\/>/,
      '<SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"><HMACOutputLength>1</HMACOutputLength></SignatureMethod>',
    ),
  }),
]
const written: readonly Case[] = [
  bent('a comment in the name (CVE-2017-11427)', 'form', { after: swap('jana-1', 'boss-1<!-- -->jana-1') }),
  bent('a comment in an attribute', 'form', { after: (xml) => swap(`jana@${company.domain}`, `boss@${company.domain}<!---->.evil`)(xml) }),
  bent('a processing instruction', 'form', { after: swap('jana-1', 'boss-1<?x?>') }),
  bent('a CDATA section', 'form', { after: swap('jana-1', '<![CDATA[boss-1]]>') }),
  bent('a document type', 'form', { after: (xml) => `<!DOCTYPE x>${xml}` }),
  bent('an entity that reads a file', 'form', { after: (xml) => `<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>${xml}` }),
  bent('entities that multiply', 'form', { after: (xml) => `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>${xml}` }),
  bent('an entity of nobody', 'form', { after: swap('jana-1', '&x;') }),
  bent('a character that XML does not have', 'form', { after: swap('jana-1', '&#0;jana-1') }),
  bent('a prefix with two meanings', 'form', { after: swap('<samlp:Status>', '<samlp:Status xmlns:saml="urn:x">') }),
  bent('something after the end', 'form', { after: (xml) => `${xml}<x/>` }),
  bent('an attribute twice', 'form', { after: swap('Version="2.0"', 'Version="2.0" Version="2.0"') }),
  bent('an open tag', 'form', { after: swap('</samlp:Response>', '') }),
  bent('a style sheet', 'form', { after: (xml) => `<?xml-stylesheet href="x"?>${xml}` }),
  bent('a prefix in another alphabet', 'form', { after: swap('<samlp:Status>', '<samlp:Status xmlns:é="urn:x">') }),
  bent('more prefixes than anybody needs', 'form', {
    after: swap('<samlp:Status>', `<samlp:Status${Array.from({ length: 60 }, (_, i) => ` xmlns:p${i}="u"`).join('')}>`),
  }),
  bent('fifty levels', 'form', { after: swap('<samlp:Status>', `${'<x>'.repeat(50)}${'</x>'.repeat(50)}<samlp:Status>`) }),
  { name: 'HTML', check: 'form', make: () => pack('<html><p>hello') },
  { name: 'JSON', check: 'form', make: () => pack('{"a":1}') },
  { name: 'nothing', check: 'encoding', make: () => '' },
  { name: 'no base64', check: 'encoding', make: () => '<samlp:Response/>' },
  { name: 'base64 with strange signs', check: 'encoding', make: (id) => `${forge(right(id)).message.slice(0, -8)}*%$#${'A'.repeat(4)}` },
  { name: 'base64 for addresses', check: 'encoding', make: () => Buffer.from('<a>???>>></a>').toString('base64url') },
  { name: 'UTF-16', check: 'form', make: (id) => pack(Buffer.from(plainResponse(right(id)), 'utf16le')) },
  { name: 'broken UTF-8', check: 'encoding', make: (id) => pack(Buffer.concat([Buffer.from(forge(right(id)).xml), Buffer.from([0xc3, 0x28])])) },
  { name: 'a byte order mark', check: 'encoding', make: (id) => pack(`\ufeff${forge(right(id)).xml}`) },
  { name: 'compressed', check: 'encoding', make: (id) => gzipSync(forge(right(id)).xml).toString('base64') },
  { name: 'another encoding declared', check: 'form', make: (id) => pack(`<?xml version="1.0" encoding="UTF-7"?>${forge(right(id)).xml}`) },
  { name: 'XML 1.1', check: 'form', make: (id) => pack(`<?xml version="1.1"?>${forge(right(id)).xml}`) },
  { name: 'half a megabyte', check: 'size', make: (id) => forge(right(id, { attributes: { ...mail('jana'), x: ['y'.repeat(500_000)] } })).message },
  {
    name: 'two thousand values',
    check: 'attributes',
    make: (id) => forge(right(id, { attributes: { ...mail('jana'), groups: Array.from({ length: 2_000 }, (_, i) => `g${i}`) } })).message,
  },
]
const now = (seconds: number): string => iso(new Date(), seconds)
const said: readonly Case[] = [
  bent('another issuer in the assertion', 'issuer', { before: (xml) => xml.replace(/(<saml:Assertion[^>]*><saml:Issuer>)[^<]*/, '$1https://evil.example') }),
  bent('another issuer in the response', 'issuer', { after: swap(`<saml:Issuer>${issuer}`, '<saml:Issuer>https://evil.example') }),
  bent('an issuer that differs by a slash', 'issuer', { issuer: `${issuer}/` }),
  bent('an issuer in other letters', 'issuer', { issuer: issuer.toUpperCase() }),
  bent('another destination', 'destination', { after: swap(/Destination="[^"]*"/, 'Destination="https://elsewhere.example/acs"') }),
  bent('no destination on a signed response', 'destination', { signs: 'both', before: swap(/ Destination="[^"]*"/, '') }),
  bent('another recipient', 'recipient', { before: swap(/Recipient="[^"]*"/, 'Recipient="https://elsewhere.example/acs"') }),
  bent('no recipient', 'recipient', { before: swap(/ Recipient="[^"]*"/, '') }),
  bent('a recipient that goes on', 'recipient', { before: swap(/Recipient="([^"]*)"/, 'Recipient="http://localhost:3000/api/sso/saml/x"') }),
  bent('a holder of a key', 'confirmation', { before: swap('cm:bearer', 'cm:holder-of-key') }),
  bent('sender vouches', 'confirmation', { before: swap('cm:bearer', 'cm:sender-vouches') }),
  bent('another audience', 'audience', { before: swap(/<saml:Audience>[^<]*/, '<saml:Audience>https://elsewhere.example') }),
  bent('no audience', 'audience', { before: swap(/<saml:AudienceRestriction>[^]*<\/saml:AudienceRestriction>/, '') }),
  bent('an audience that begins like ours', 'audience', { before: swap('</saml:Audience>', '.evil.example</saml:Audience>') }),
  bent('two restrictions, one of them another’s', 'audience', {
    before: swap(
      '</saml:AudienceRestriction>',
      '</saml:AudienceRestriction><saml:AudienceRestriction><saml:Audience>https://elsewhere.example</saml:Audience></saml:AudienceRestriction>',
    ),
  }),
  bent('a condition of its own', 'conditions', { before: swap('<saml:AudienceRestriction>', '<saml:Condition/><saml:AudienceRestriction>') }),
  bent('no conditions', 'structure', { before: swap(/<saml:Conditions[^]*<\/saml:Conditions>/, '') }),
  bent('ten minutes old', 'time', { now: new Date(Date.now() - 600_000) }),
  bent('of ten minutes ahead', 'time', { now: new Date(Date.now() + 600_000) }),
  bent('to be delivered until a while ago', 'time', {
    before: swap(/<saml:SubjectConfirmationData NotOnOrAfter="[^"]*"/, `<saml:SubjectConfirmationData NotOnOrAfter="${now(-120)}"`),
  }),
  bent('to be delivered for ever', 'time', { before: swap(/<saml:SubjectConfirmationData NotOnOrAfter="[^"]*"/, '<saml:SubjectConfirmationData') }),
  bent('valid later', 'time', { before: swap(/NotBefore="[^"]*"/, `NotBefore="${now(300)}"`) }),
  bent('issued last week though valid', 'time', { before: (xml) => xml.replace(/(<saml:Assertion[^>]*IssueInstant=)"[^"]*"/, `$1"${now(-600_000)}"`) }),
  bent('a moment of no zone', 'time', { before: (xml) => xml.replace(/(<saml:Assertion[^>]*IssueInstant=)"[^"]*"/, `$1"${now(0).slice(0, -1)}"`) }),
  bent('a moment that is none', 'time', {
    before: swap(/<saml:SubjectConfirmationData NotOnOrAfter="[^"]*"/, '<saml:SubjectConfirmationData NotOnOrAfter="tomorrow"'),
  }),
  bent('a session that is over', 'session', { before: swap('SessionIndex=', `SessionNotOnOrAfter="${now(-5)}" SessionIndex=`) }),
  bent('SAML 1.1 outside', 'version', { after: swap('Version="2.0"', 'Version="1.1"') }),
  bent('SAML 1.1 inside', 'version', { before: (xml) => xml.replace(/(<saml:Assertion[^>]*Version=)"2.0"/, '$1"1.1"') }),
  bent('a name of blanks', 'subject', { subject: '  ' }),
  bent('a name that differs each time', 'subject', { before: swap('nameid-format:persistent', 'nameid-format:transient') }),
  bent('a name of a thousand signs', 'subject', { subject: 'x'.repeat(1_000) }),
  bent('a failed sign-in, with an assertion all the same', 'status', { after: swap('status:Success', 'status:AuthnFailed') }),
  bent('no status', 'structure', { after: swap(/<samlp:Status>[^]*<\/samlp:Status>/, '') }),
  bent('a status like success', 'status', { after: swap('status:Success', 'status:Success2') }),
  bent('no address', 'attributes', { subject: 'new-1', attributes: {} }),
  bent('the address under another name', 'attributes', { subject: 'new-2', attributes: { Mail: ['x'] } }),
  bent('an address of another domain', 'domain', { subject: 'new-3', attributes: { mail: ['boss@elsewhere.example'] } }),
  bent('an address with a second one after it', 'attributes', { subject: 'new-4', attributes: { mail: ['boss@x.example,jana@y.example'] } }),
  bent('an address that nobody here has', 'membership', (): Partial<ForgeFacts> => ({ subject: 'someone', attributes: mail('someone') })),
  bent('attributes called __proto__ and constructor', 'attributes', {
    subject: 'new-5',
    attributes: JSON.parse('{"__proto__":["x"],"constructor":["x"],"mail.mail":["x"]}') as Record<string, string[]>,
  }),
]
const asked: readonly Case[] = [
  { name: 'an answer to nobody’s request', check: 'request', make: () => forge(right(`_${'0'.repeat(40)}`)).message },
  { name: 'an answer to no request', check: 'provider start', make: () => forge(right(undefined)).message },
  {
    name: 'the envelope names the request, the signed part none',
    check: 'in response to',
    make: (id) => forge(right(undefined, { after: swap(' Destination=', ` InResponseTo="${id}" Destination=`) })).message,
  },
  {
    name: 'the signed part answers another request',
    check: 'in response to',
    make: (id) => forge(right(`_${'1'.repeat(40)}`, { after: (xml) => xml.replace(/InResponseTo="[^"]*"/, `InResponseTo="${id}"`) })).message,
  },
  {
    name: 'the envelope names no request, the signed part one',
    check: 'in response to',
    make: (id) => forge(right(id, { after: (xml) => xml.replace(/ InResponseTo="[^"]*"/, '') })).message,
  },
  {
    name: 'an answer to another company’s request',
    check: 'request',
    make: async () => forge(right((await begin(browser(), twin.connectionId)).requestId)).message,
  },
  {
    name: 'an answer meant for another company’s connection',
    check: 'destination',
    make: (id) => forge({ ...right(id), ...ownFacts(company.uuid), acsUrl: ownFacts(twin.uuid).acsUrl }).message,
  },
  {
    name: 'another company’s answer, grafted into an envelope for this one',
    check: 'audience',
    make: (id) => {
      const theirs = forge({ ...right(id), ...ownFacts(twin.uuid) }),
        ours = plainResponse(right(id))
      return pack(ours.replace(assertionIn(ours), assertionIn(theirs.xml)))
    },
  },
  {
    name: 'a failed answer’s envelope around an older assertion',
    check: 'in response to',
    make: async (id) => {
      const older = forge(right((await begin(browser(), company.connectionId)).requestId)),
        ours = plainResponse(right(id))
      return pack(ours.replace(assertionIn(ours), assertionIn(older.xml)))
    },
  },
  {
    name: 'a signature grafted from another assertion',
    check: 'structure',
    make: (id) => {
      const one = forge(right(id)),
        other = forge(right(id, { subject: 'boss-1', attributes: mail('boss') }))
      return pack(other.xml.replace(signatureIn(other.xml), signatureIn(one.xml)))
    },
  },
  {
    name: 'a signed part of a service’s own metadata',
    check: 'structure',
    make: () =>
      pack(
        signXml(
          `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_m"><saml:Issuer>${issuer}</saml:Issuer></saml:Assertion>`,
          'Assertion',
          { certificate },
        ),
      ),
  },
]
describe.each([
  ['signatures', signed],
  ['wrappings', wrapped],
  ['algorithms', algorithms],
  ['spellings', written],
  ['what is said', said],
  ['what was asked', asked],
] as const)('%s', (_name, cases) => {
  test.each(cases.map((c) => [c.name, c.check, c.make] as const))('%s: %s', async (_case, check, make) => {
    expect(await outcome(make)).toBe(check)
  })
})
test('refused answers of one network fill neither the log nor our time: the next ones are not read', async () => {
  const b = browser(),
    of = async (): Promise<number> => (await company.world.events('sso.refused')).length,
    before = await of()
  for (let i = 0; i < 60; i++) expect((await refusalOf(accept(b, company.connectionId, 'AAAA'))).code).toBe('forbidden')
  const after = await of()
  expect((await refusalOf(accept(b, company.connectionId, 'AAAA'))).code).toBe('too_many')
  expect([after - before, (await of()) - after]).toEqual([60, 0])
})
test('a page elsewhere that makes browsers bring refused answers keeps nobody out: neither another company nor whoever began here', async () => {
  const b = browser()
  for (let i = 0; i < 62; i++) await refusalOf(accept(b, company.connectionId, 'AAAA'))
  expect((await refusalOf(accept(b, company.connectionId, 'AAAA', `_${'0'.repeat(40)}`))).code).toBe('too_many')
  expect((await refusalOf(accept(b, twin.connectionId, 'AAAA'))).code).toBe('forbidden')
  const [honest, forger] = [await begin(b, company.connectionId), await begin(b, company.connectionId)]
  expect((await accept(b, company.connectionId, forge(right(honest.requestId)).message, honest.requestId))?.kind).toBe('code')
  const codes = []
  for (let i = 0; i < 7; i++) codes.push((await refusalOf(accept(b, company.connectionId, 'AAAA', forger.requestId))).code)
  expect(codes).toEqual(['forbidden', 'forbidden', 'forbidden', 'forbidden', 'forbidden', 'too_many', 'too_many'])
})
describe('replay', () => {
  test('of one answer, twenty times at once, is taken once', async () => {
    const b = browser(),
      { requestId } = await begin(b, company.connectionId),
      { message } = forge(right(requestId))
    const answers = await Promise.allSettled(Array.from({ length: 20 }, () => accept(b, company.connectionId, message)))
    expect(answers.filter((a) => a.status === 'fulfilled')).toHaveLength(1)
  })
  test('of one assertion for a second request is refused, and where the provider may begin it is taken once of twenty', async () => {
    await setConnection(company.uuid, { allowsProviderStart: true })
    try {
      const { message } = forge(right(undefined)),
        b = browser(),
        answers = await Promise.allSettled(Array.from({ length: 20 }, () => accept(b, company.connectionId, message)))
      expect(answers.filter((a) => a.status === 'fulfilled')).toHaveLength(1)
      expect((await company.world.events('sso.refused')).at(-1)?.detail['check']).toBe('replay')
    } finally {
      await setConnection(company.uuid, { allowsProviderStart: false })
    }
  })
  test('after the request ran out is refused', async () => {
    const b = browser(),
      { requestId } = await begin(b, company.connectionId)
    await admin`update identity.sso_requests set expires_at = now() - interval '1 second' where id = ${requestId}`
    await refusalOf(accept(b, company.connectionId, forge(right(requestId)).message))
    expect((await company.world.events('sso.refused')).at(-1)?.detail['check']).toBe('request')
  })
})
describe('a connection', () => {
  test('whose certificates have all ended accepts nothing', async () => {
    const ended = makeCertificate({ from: new Date(Date.now() - 9 * 86_400_000), until: new Date(Date.now() + 1_500) }),
      own = await makeSsoCompany({ issuer, ssoUrl: 'https://idp.example.test/sso', certificate: ended }),
      b = browser(),
      { requestId } = await begin(b, own.connectionId)
    b.clock.advance(3_000)
    await refusalOf(accept(b, own.connectionId, forge({ ...right(requestId), ...ownFacts(own.uuid), certificate: ended }).message))
    expect((await own.world.events('sso.refused')).at(-1)?.detail['check']).toBe('certificate')
  })
  test('that was switched off, or that nobody made, answers nothing', async () => {
    const b = browser(),
      { requestId } = await begin(b, company.connectionId)
    await admin`update public.sso_connections set state = 'off' where id = ${company.uuid}`
    await refusalOf(accept(b, company.connectionId, forge(right(requestId)).message))
    expect((await company.world.events('sso.refused')).at(-1)?.detail['check']).toBe('request')
    await admin`update public.sso_connections set state = 'on' where id = ${company.uuid}`
    expect((await refusalOf(accept(b, 'sso_00000000000000000000000000', 'x'))).code).toBe('not_found')
  })
})
test('nothing of all this signed anybody in', async () => {
  expect([...(await admin`select id from identity.sessions where tenant_id = ${company.world.tenant} and methods like '%sso%'`)]).toEqual([])
  expect([...(await admin`select id from public.sso_identities where account_id = ${owner.accountId}`)]).toEqual([])
})
