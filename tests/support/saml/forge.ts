// Responses made here, right in every part unless told otherwise, signed with xml-crypto: what a forger with good tools would post.
import { randomBytes } from 'node:crypto'
import { SignedXml } from 'xml-crypto'
import type { Certificate } from '../certificate.ts'

export interface ForgeFacts {
  readonly entityId: string
  readonly acsUrl: string
  readonly issuer: string
  readonly certificate: Certificate
  readonly subject: string
  readonly inResponseTo?: string
  readonly attributes?: Readonly<Record<string, readonly string[]>>
  readonly now?: Date
  /** Which parts are signed; the assertion unless said. */
  readonly signs?: 'assertion' | 'both' | 'response' | 'none'
  /** Changes the text before it is signed. */
  readonly before?: (xml: string) => string
  /** Changes it afterwards. */
  readonly after?: (xml: string, assertion: string) => string
  readonly method?: string
  readonly digest?: string
  readonly canonical?: string
  readonly transforms?: readonly string[]
  readonly key?: string
}
export const enveloped = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature',
  exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#'
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
export const iso = (at: Date, seconds: number): string => new Date(at.getTime() + seconds * 1000).toISOString()

export function plainResponse(facts: ForgeFacts): string {
  const now = facts.now ?? new Date(),
    answers = facts.inResponseTo === undefined ? '' : ` InResponseTo="${facts.inResponseTo}"`
  const attributes = Object.entries(facts.attributes ?? {})
    .map(
      ([name, values]) =>
        `<saml:Attribute Name="${escaped(name)}">${values.map((value) => `<saml:AttributeValue>${escaped(value)}</saml:AttributeValue>`).join('')}</saml:Attribute>`,
    )
    .join('')
  return (
    `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_r${randomBytes(16).toString('hex')}" Version="2.0" IssueInstant="${iso(now, 0)}" Destination="${facts.acsUrl}"${answers}>` +
    `<saml:Issuer>${facts.issuer}</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>` +
    `<saml:Assertion ID="_a${randomBytes(16).toString('hex')}" Version="2.0" IssueInstant="${iso(now, 0)}"><saml:Issuer>${facts.issuer}</saml:Issuer>` +
    `<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">${escaped(facts.subject)}</saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData NotOnOrAfter="${iso(now, 240)}" Recipient="${facts.acsUrl}"${answers}/></saml:SubjectConfirmation></saml:Subject>` +
    `<saml:Conditions NotBefore="${iso(now, -30)}" NotOnOrAfter="${iso(now, 240)}"><saml:AudienceRestriction><saml:Audience>${facts.entityId}</saml:Audience></saml:AudienceRestriction></saml:Conditions>` +
    `<saml:AuthnStatement AuthnInstant="${iso(now, 0)}" SessionIndex="_s1"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>` +
    `${attributes === '' ? '' : `<saml:AttributeStatement>${attributes}</saml:AttributeStatement>`}</saml:Assertion></samlp:Response>`
  )
}
export function signXml(
  xml: string,
  part: 'Assertion' | 'Response' | 'LogoutRequest' | 'LogoutResponse',
  facts: Pick<ForgeFacts, 'certificate' | 'method' | 'digest' | 'canonical' | 'transforms' | 'key'>,
): string {
  const signer = new SignedXml({
    privateKey: facts.key ?? facts.certificate.privateKey,
    signatureAlgorithm: facts.method ?? 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    canonicalizationAlgorithm: (facts.canonical ?? exclusive) as 'http://www.w3.org/2001/10/xml-exc-c14n#',
  })
  signer.addReference({
    xpath: `//*[local-name(.)='${part}']`,
    transforms: [...(facts.transforms ?? [enveloped, exclusive])],
    digestAlgorithm: facts.digest ?? 'http://www.w3.org/2001/04/xmlenc#sha256',
  })
  signer.computeSignature(xml, { location: { reference: `//*[local-name(.)='${part}']/*[local-name(.)='Issuer']`, action: 'after' } })
  return signer.getSignedXml()
}
export const pack = (xml: string | Buffer): string => Buffer.from(xml).toString('base64')
export const assertionIn = (xml: string): string => /<saml:Assertion[^]*<\/saml:Assertion>/.exec(xml)?.[0] ?? ''
export const signatureIn = (xml: string): string => /<Signature[^]*?<\/Signature>/.exec(xml)?.[0] ?? ''

export function forge(facts: ForgeFacts): { readonly xml: string; readonly message: string } {
  const { signs = 'assertion' } = facts
  let xml = facts.before?.(plainResponse(facts)) ?? plainResponse(facts)
  if (signs === 'assertion' || signs === 'both') xml = signXml(xml, 'Assertion', facts)
  if (signs === 'response' || signs === 'both') xml = signXml(xml, 'Response', facts)
  if (facts.after) xml = facts.after(xml, assertionIn(xml))
  return { xml, message: pack(xml) }
}
