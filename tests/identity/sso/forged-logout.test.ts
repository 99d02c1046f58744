// A forged, bent, replayed or foreign sign-out of a provider ends nobody's session, whatever its shape; each is refused by the check that is named, and the log says so.
import { deflateRawSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { ownFacts } from '../../../lib/identity/sso/connection.ts'
import type { LogoutCheck } from '../../../lib/identity/sso/logout-check.ts'
import { makeCertificate } from '../../support/certificate.ts'
import { makeSsoCompany, type SsoCompany } from '../../support/saml/company.ts'
import { forge, iso, plainResponse, signatureIn } from '../../support/saml/forge.ts'
import {
  byRedirect,
  comeIn,
  destinationOf,
  formOf,
  logoutAnswer,
  logoutRequest,
  openSessions,
  send,
  signRoot,
  switchLogout,
  type LogoutFacts,
} from '../../support/saml/logout.ts'
import { admin, refusalOf } from '../../support/world.ts'
import { Browser, makePerson, presentClock } from '../person.ts'

const issuer = 'https://idp.example.test/entity',
  logoutUrl = 'https://idp.example.test/slo',
  certificate = makeCertificate(),
  stranger = makeCertificate()
let company: SsoCompany, twin: SsoCompany
const browser = (): Browser => new Browser(presentClock())
/** Jana is in both companies by the same provider, under the same name and in its session of the same name. */
async function ready(): Promise<SsoCompany> {
  const made = await makeSsoCompany({ issuer, ssoUrl: 'https://idp.example.test/sso', certificate }, { emailAttribute: 'mail', providerFactor: 'attested' }),
    email = `jana@${made.domain}`,
    person = await makePerson(made.world.tenant, 'finance')
  await admin`update identity.accounts set email = ${email} where id = ${person.accountId}`
  await admin`update public.members set email = ${email} where id = ${person.memberId}`
  await switchLogout(made, logoutUrl)
  await comeIn(browser(), made, { ...ownFacts(made.uuid), issuer, certificate, subject: 'jana-1', email })
  return made
}
beforeAll(async () => {
  company = await ready()
  twin = await ready()
})
const facts = (more: Partial<LogoutFacts> = {}): LogoutFacts => ({ issuer, destination: destinationOf(company), certificate, ...more })
/** Swaps a text once; a case whose text is not there would prove nothing. */
const swap =
  (from: string | RegExp, to: string) =>
  (xml: string): string => {
    const next = xml.replace(from, () => to)
    if (next === xml) throw new Error(`nothing to swap: ${String(from)}`)
    return next
  }
interface Case {
  readonly name: string
  readonly check: LogoutCheck
  readonly binding?: 'post'
  readonly make: () => string
}
const redirect = (name: string, check: LogoutCheck, make: () => string): Case => ({ name, check, make })
/** Signed by the provider as the redirect binding asks for, once the text was changed. */
const said = (name: string, check: LogoutCheck, before: (xml: string) => string): Case =>
  redirect(name, check, () => byRedirect(logoutRequest(facts({ before })), { certificate }))
const post = (name: string, check: LogoutCheck, make: () => string): Case => ({ name, check, make, binding: 'post' })
const posted = (name: string, check: LogoutCheck, after: (xml: string) => string, more: Parameters<typeof signRoot>[2] = {}): Case =>
  post(name, check, () => formOf(after(signRoot(logoutRequest(facts()), certificate, more))))
const right = (): string => byRedirect(logoutRequest(facts()), { certificate, relayState: 'abc' })

async function outcome({
  make,
  binding,
  at = company,
}: {
  readonly make: () => string
  readonly binding?: 'post' | undefined
  readonly at?: SsoCompany
}): Promise<string> {
  const before = [await openSessions(company), await openSessions(twin)],
    refusal = await refusalOf(send(browser(), at, binding ?? 'redirect', make()))
  expect(refusal.message, 'a forger learns nothing').toMatch(/cannot be accepted/)
  expect([await openSessions(company), await openSessions(twin)], 'nobody is signed out').toEqual(before)
  expect(before.flat()).toEqual(['jana-1 _s1', 'jana-1 _s1'])
  return String((await at.world.events('sso.logout_refused')).at(-1)?.detail['check'])
}
const signatures: readonly Case[] = [
  redirect('nothing is signed', 'signature', () => `SAMLRequest=${encodeURIComponent(deflateRawSync(logoutRequest(facts())).toString('base64'))}`),
  redirect('the signature cut away', 'signature', () => right().replace(/&Signature=.*/, '')),
  redirect('an empty signature', 'signature', () => right().replace(/&Signature=.*/, '&Signature=')),
  redirect('by a stranger’s key', 'signature', () => byRedirect(logoutRequest(facts()), { certificate: stranger })),
  redirect('another message under the signature', 'signature', () =>
    right().replace(/SAMLRequest=[^&]*/, `SAMLRequest=${encodeURIComponent(deflateRawSync(logoutRequest(facts({ subject: 'boss-1' }))).toString('base64'))}`),
  ),
  redirect('the state changed afterwards', 'signature', () => swap('RelayState=abc', 'RelayState=abd')(right())),
  redirect('the state taken away', 'signature', () => swap('&RelayState=abc', '')(right())),
  redirect('a state added', 'signature', () => `${byRedirect(logoutRequest(facts()), { certificate })}&RelayState=x`),
  redirect('the same text in another spelling', 'signature', () => swap('RelayState=abc', 'RelayState=%61bc')(right())),
  redirect('one sign of the signature changed', 'signature', () =>
    right().replace(/Signature=(.)/, (_all, sign: string) => `Signature=${sign === 'A' ? 'B' : 'A'}`),
  ),
  redirect('a signature by SHA-1 that is called SHA-256', 'signature', () => byRedirect(logoutRequest(facts()), { certificate, hash: 'sha1' })),
  redirect('RSA with SHA-1', 'algorithm', () =>
    byRedirect(logoutRequest(facts()), { certificate, hash: 'sha1', algorithm: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1' }),
  ),
  redirect('a name that ends like a hash', 'algorithm', () => byRedirect(logoutRequest(facts()), { certificate, algorithm: 'urn:x#RSA-SHA256' })),
  redirect('HMAC', 'algorithm', () => byRedirect(logoutRequest(facts()), { certificate, algorithm: 'http://www.w3.org/2001/04/xmldsig-more#hmac-sha256' })),
  redirect('no algorithm', 'algorithm', () => swap(/SigAlg=[^&]*/, 'SigAlg=')(right())),
  redirect('the algorithm taken away', 'algorithm', () => right().replace(/&SigAlg=[^&]*/, '')),
  redirect('the signature of an answer for a request', 'signature', () =>
    byRedirect(logoutAnswer(facts()), { certificate, field: 'SAMLResponse' }).replace('SAMLResponse=', 'SAMLRequest='),
  ),
  post('nothing is signed, posted', 'signature', () => formOf(logoutRequest(facts()))),
  post('a redirect’s signature in a form', 'signature', () => `${formOf(logoutRequest(facts()))}&SigAlg=x&Signature=eA==`),
  posted('by a stranger’s key, posted', 'signature', (xml) => xml, { key: stranger.privateKey }),
  posted(
    'the stranger’s certificate inside',
    'signature',
    swap('</SignatureValue>', `</SignatureValue><KeyInfo><X509Data><X509Certificate>${stranger.base64}</X509Certificate></X509Data></KeyInfo>`),
    { key: stranger.privateKey },
  ),
  posted('the name changed afterwards', 'signature', swap('jana-1', 'boss-1')),
  posted('the session taken away afterwards', 'signature', swap(/<samlp:SessionIndex>.*<\/samlp:SessionIndex>/, '')),
  posted('the signature cut away, posted', 'signature', (xml) => xml.replace(signatureIn(xml), '')),
  posted('the digest of other bytes', 'signature', swap(/<DigestValue>[^<]*/, '<DigestValue>47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=')),
  posted('RSA with SHA-1, posted', 'algorithm', (xml) => xml, { method: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1' }),
  posted('a digest by SHA-1', 'algorithm', (xml) => xml, { digest: 'http://www.w3.org/2000/09/xmldsig#sha1' }),
  posted('inclusive canonicalisation', 'algorithm', (xml) => xml, { canonical: 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315' }),
  posted('no algorithm, posted', 'algorithm', swap(/<SignatureMethod Algorithm="[^"]*"/, '<SignatureMethod Algorithm=""')),
]
const evil = (xml: string): string =>
  xml
    .replace(signatureIn(xml), '')
    .replace(/ID="[^"]*"/, 'ID="_evil"')
    .replace('jana-1', 'boss-1')
const shapes: readonly Case[] = [
  posted('the signed request inside a forged one', 'structure', (xml) => evil(xml).replace('</samlp:LogoutRequest>', `${xml}</samlp:LogoutRequest>`)),
  posted('the signed request inside the signature of a forged one', 'structure', (xml) =>
    evil(xml).replace(
      '</saml:Issuer>',
      `</saml:Issuer>${signatureIn(xml).replace('</Signature>', `<Object>${xml.replace(signatureIn(xml), '')}</Object></Signature>`)}`,
    ),
  ),
  posted('the signed request in extensions', 'structure', (xml) =>
    evil(xml).replace('</saml:Issuer>', `</saml:Issuer><samlp:Extensions>${xml}</samlp:Extensions>`),
  ),
  posted('a signature that refers to another part', 'structure', (xml) => evil(xml).replace('</saml:Issuer>', `</saml:Issuer>${signatureIn(xml)}`)),
  posted('a signature that refers to everything', 'structure', swap(/URI="#[^"]*"/, 'URI=""')),
  posted('two signatures', 'structure', (xml) => xml.replace('</Signature>', `</Signature>${signatureIn(xml)}`)),
  posted('two names', 'structure', swap('</saml:NameID>', '</saml:NameID><saml:NameID>boss-1</saml:NameID>')),
  posted('an ID in other letters', 'structure', swap('<saml:NameID', '<saml:NameID Id="_x"')),
  posted('a name with a part inside', 'structure', swap('jana-1', 'boss-1<x>jana-1</x>')),
  post('a sign-in’s answer, signed by the provider, as a sign-out', 'structure', () =>
    formOf(forge({ ...ownFacts(company.uuid), issuer, certificate, subject: 'jana-1', signs: 'response' }).xml),
  ),
  post('a request in the field of an answer', 'structure', () => formOf(signRoot(logoutRequest(facts()), certificate), 'SAMLResponse')),
  post('an answer in the field of a request', 'structure', () => formOf(signRoot(logoutAnswer(facts()), certificate))),
  redirect('a sign-in’s answer, signed as an address', 'structure', () =>
    byRedirect(plainResponse({ ...ownFacts(company.uuid), issuer, certificate, subject: 'jana-1' }), { certificate }),
  ),
  redirect('a request in the field of an answer, by redirect', 'structure', () => byRedirect(logoutRequest(facts()), { certificate, field: 'SAMLResponse' })),
  redirect('a signature inside the message too', 'structure', () => byRedirect(signRoot(logoutRequest(facts()), certificate), { certificate })),
  said('no name', 'structure', swap(/<saml:NameID.*<\/saml:NameID>/, '')),
  said('another kind of identifier', 'structure', swap(/<saml:NameID.*<\/saml:NameID>/, '<saml:BaseID>jana-1</saml:BaseID>')),
  said('an encrypted name', 'encrypted', swap(/<saml:NameID.*<\/saml:NameID>/, '<saml:EncryptedID/>')),
  said('no ID', 'structure', (xml) => xml.replace(/ ID="[^"]*"/, '')),
  said('extensions', 'structure', swap('</saml:Issuer>', '</saml:Issuer><samlp:Extensions/>')),
  said('a comment in the name (CVE-2017-11427)', 'form', swap('jana-1', 'jana-1<!-- -->.evil')),
  said('a document type', 'form', (xml) => `<!DOCTYPE x>${xml}`),
  said('entities that multiply', 'form', (xml) => `<!DOCTYPE x [<!ENTITY a "aaaa">]>${xml}`),
  said('HTML', 'form', () => '<html><p>hello'),
  redirect('the message twice', 'parameters', () => `${right()}&SAMLRequest=x`),
  redirect('the message twice, once in another spelling', 'parameters', () => `%53AMLRequest=x&${right()}`),
  redirect('the signature twice', 'parameters', () => `${right()}&Signature=x`),
  redirect('the algorithm twice', 'parameters', () => `SigAlg=x&${right()}`),
  redirect('the state twice', 'parameters', () => `${right()}&RelayState=y`),
  redirect('a request and an answer at once', 'parameters', () => `${right()}&SAMLResponse=x`),
  redirect('nothing', 'parameters', () => ''),
  redirect('signs escaped in no known way', 'parameters', () => right().replace(/RelayState=abc/, 'RelayState=%zz')),
  redirect('a state without end', 'parameters', () => byRedirect(logoutRequest(facts()), { certificate, relayState: 'x'.repeat(1_001) })),
  post('the message twice, posted', 'parameters', () => `${formOf(signRoot(logoutRequest(facts()), certificate))}&SAMLRequest=x`),
]
const sizes: readonly Case[] = [
  redirect('a bomb that was deflated and signed', 'size', () => byRedirect('', { certificate, packed: deflateRawSync(Buffer.alloc(50_000_000, 0x20)) })),
  redirect('a stranger’s bomb, which is not inflated at all', 'signature', () =>
    byRedirect('', { certificate: stranger, packed: deflateRawSync(Buffer.alloc(50_000_000, 0x20)) }),
  ),
  said('a little more than a message may have', 'size', (xml) => `${xml}${' '.repeat(262_145)}`),
  redirect('a megabyte', 'size', () => `SAMLRequest=${'A'.repeat(1_000_000)}`),
  post('half a megabyte, posted', 'size', () => `SAMLRequest=${'A'.repeat(500_000)}`),
  redirect('what was never deflated', 'encoding', () => byRedirect('', { certificate, packed: Buffer.from(logoutRequest(facts())) })),
  redirect('another encoding', 'encoding', () => `${right()}&SAMLEncoding=urn:x`),
  redirect('broken UTF-8', 'encoding', () => byRedirect('', { certificate, packed: deflateRawSync(Buffer.from([0xc3, 0x28])) })),
  post('no base64', 'encoding', () => 'SAMLRequest=%3Csamlp%3E'),
  post('nothing in the field', 'encoding', () => 'SAMLRequest='),
  said(
    'a hundred sessions and one',
    'subject',
    swap(
      /(<samlp:SessionIndex>_s1<\/samlp:SessionIndex>)/,
      Array.from({ length: 101 }, (_one, i) => `<samlp:SessionIndex>_${i}</samlp:SessionIndex>`).join(''),
    ),
  ),
]
const at = (seconds: number): string => iso(new Date(), seconds)
const words: readonly Case[] = [
  said('another issuer', 'issuer', swap(issuer, 'https://evil.example')),
  said('an issuer that differs by a slash', 'issuer', swap(`${issuer}<`, `${issuer}/<`)),
  said('an issuer in other letters', 'issuer', swap(issuer, issuer.replace('entity', 'Entity'))),
  posted('another issuer, posted', 'signature', swap(issuer, 'https://evil.example')),
  post('another issuer, signed and posted', 'issuer', () =>
    formOf(signRoot(logoutRequest(facts({ before: swap(issuer, 'https://evil.example') })), certificate)),
  ),
  redirect('addressed elsewhere', 'destination', () => byRedirect(logoutRequest(facts({ destination: 'https://elsewhere.example/logout' })), { certificate })),
  redirect('addressed to our sign-in', 'destination', () => byRedirect(logoutRequest(facts({ destination: ownFacts(company.uuid).acsUrl })), { certificate })),
  redirect('addressed to another company', 'destination', () => byRedirect(logoutRequest(facts({ destination: destinationOf(twin) })), { certificate })),
  said('addressed to nobody', 'destination', (xml) => xml.replace(/ Destination="[^"]*"/, '')),
  said('too old', 'time', (xml) => xml.replace(/IssueInstant="[^"]*"/, `IssueInstant="${at(-400)}"`)),
  said('from the future', 'time', (xml) => xml.replace(/IssueInstant="[^"]*"/, `IssueInstant="${at(120)}"`)),
  said('no moment of issue', 'time', (xml) => xml.replace(/ IssueInstant="[^"]*"/, '')),
  said('over', 'time', (xml) => xml.replace(/NotOnOrAfter="[^"]*"/, `NotOnOrAfter="${at(-90)}"`)),
  said('a moment that is none', 'time', (xml) => xml.replace(/NotOnOrAfter="[^"]*"/, 'NotOnOrAfter="soon"')),
  post('over, signed and posted', 'time', () =>
    formOf(signRoot(logoutRequest(facts({ before: (xml) => xml.replace(/NotOnOrAfter="[^"]*"/, `NotOnOrAfter="${at(-90)}"`) })), certificate)),
  ),
  said('another version', 'version', swap('Version="2.0"', 'Version="1.1"')),
  said('an empty name', 'subject', swap('jana-1', '')),
  said('a name too long', 'subject', swap('jana-1', 'j'.repeat(301))),
  said('a session without a name', 'subject', swap('_s1<', '<')),
  redirect('an answer to nothing', 'request', () =>
    byRedirect(logoutAnswer(facts({ inResponseTo: `_${'0'.repeat(40)}` })), { certificate, field: 'SAMLResponse' }),
  ),
  post('an answer to nothing, posted', 'request', () => formOf(signRoot(logoutAnswer(facts()), certificate), 'SAMLResponse')),
  redirect('an answer that is not signed', 'signature', () =>
    byRedirect(logoutAnswer(facts()), { certificate, field: 'SAMLResponse' }).replace(/&Signature=.*/, ''),
  ),
  post('an answer by a stranger', 'signature', () => formOf(signRoot(logoutAnswer(facts()), stranger), 'SAMLResponse')),
]
describe.each([
  ['signatures', signatures],
  ['shapes', shapes],
  ['sizes', sizes],
  ['what it says', words],
] as const)('%s', (_group, cases) => {
  test.each(cases.map((one) => [`${one.name}: refused by the check “${one.check}”`, one] as const))('%s', async (_name, one) => {
    expect(await outcome(one)).toBe(one.check)
  })
})
test('a message for one company ends nothing in another with the same provider, and a right one there ends its own only', async () => {
  expect(await outcome({ make: right, at: twin })).toBe('destination')
  const third = await ready()
  expect((await send(browser(), third, 'redirect', byRedirect(logoutRequest(facts({ destination: destinationOf(third) })), { certificate })))?.kind).toBe(
    'answer',
  )
  expect([await openSessions(third), await openSessions(company)]).toEqual([[], ['jana-1 _s1']])
})
test('a connection that is off, or whose single logout is, takes none; neither does one whose certificates have ended', async () => {
  await admin`update public.sso_connections set state = 'off' where id = ${company.uuid}`
  expect(await outcome({ make: right })).toBe('off')
  await admin`update public.sso_connections set state = 'on', signs_out = false where id = ${company.uuid}`
  expect(await outcome({ make: right })).toBe('off')
  await admin`update public.sso_connections set signs_out = true where id = ${company.uuid}`
  await admin`update public.sso_certificates set removed_at = now() where connection_id = ${company.uuid}`
  expect(await outcome({ make: right })).toBe('certificate')
  await admin`update public.sso_certificates set removed_at = null where connection_id = ${company.uuid}`
})
test('a message works once: of twenty at the same time one does, and none later', async () => {
  const own = await ready(),
    message = byRedirect(logoutRequest(facts({ destination: destinationOf(own) })), { certificate })
  const results = await Promise.allSettled(Array.from({ length: 20 }, () => send(browser(), own, 'redirect', message)))
  expect(results.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
  expect([...new Set((await own.world.events('sso.logout_refused')).map((event) => event.detail['check']))]).toEqual(['replay'])
  const form = formOf(signRoot(logoutRequest(facts({ destination: destinationOf(own) })), certificate))
  expect((await send(browser(), own, 'post', form))?.kind).toBe('answer')
  await refusalOf(send(browser(), own, 'post', form))
  expect((await own.world.events('sso.logout_refused')).at(-1)?.detail['check']).toBe('replay')
})
