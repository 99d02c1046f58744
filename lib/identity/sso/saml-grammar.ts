import { SsoRefused } from './sso-refused.ts'
import { elementsOf, hasLooseText } from './strict-xml.ts'

const prefixes: Readonly<Record<string, string>> = {
  'urn:oasis:names:tc:SAML:2.0:protocol': 'p',
  'urn:oasis:names:tc:SAML:2.0:assertion': 'a',
  'http://www.w3.org/2000/09/xmldsig#': 'd',
  'http://www.w3.org/2001/10/xml-exc-c14n#': 'e',
}
/** `p:Response`, whatever prefix the sender chose; `?:Name` for what is of no known namespace. */
export const nameOf = (element: Element): string => `${prefixes[element.namespaceURI ?? ''] ?? '?'}:${element.localName}`

/**
 * Which element may stand in which, and how often at most: `1` once, `?` at most once, `*` any number. What is not named is refused, so that a
 * signed part cannot be moved aside and a forged one put in its place: every known wrapping needs a place for the second copy.
 */
const grammar: Readonly<Record<string, Readonly<Record<string, '1' | '?' | '*'>>>> = {
  'p:Response': { 'a:Issuer': '?', 'd:Signature': '?', 'p:Status': '1', 'a:Assertion': '1' },
  'p:LogoutRequest': { 'a:Issuer': '1', 'd:Signature': '?', 'a:NameID': '1', 'p:SessionIndex': '*' },
  'p:LogoutResponse': { 'a:Issuer': '1', 'd:Signature': '?', 'p:Status': '1' },
  'p:Status': { 'p:StatusCode': '1', 'p:StatusMessage': '?', 'p:StatusDetail': '?' },
  'p:StatusCode': { 'p:StatusCode': '?' },
  'a:Assertion': { 'a:Issuer': '1', 'd:Signature': '?', 'a:Subject': '1', 'a:Conditions': '1', 'a:AuthnStatement': '1', 'a:AttributeStatement': '*' },
  'a:Subject': { 'a:NameID': '1', 'a:SubjectConfirmation': '1' },
  'a:SubjectConfirmation': { 'a:SubjectConfirmationData': '1' },
  'a:Conditions': { 'a:AudienceRestriction': '*', 'a:OneTimeUse': '?', 'a:ProxyRestriction': '?', 'a:Condition': '*' },
  'a:AudienceRestriction': { 'a:Audience': '*' },
  'a:ProxyRestriction': { 'a:Audience': '*' },
  'a:AuthnStatement': { 'a:SubjectLocality': '?', 'a:AuthnContext': '1' },
  'a:AuthnContext': { 'a:AuthnContextClassRef': '?', 'a:AuthnContextDeclRef': '?', 'a:AuthenticatingAuthority': '*' },
  'a:AttributeStatement': { 'a:Attribute': '*' },
  'a:Attribute': { 'a:AttributeValue': '*' },
  'd:Signature': { 'd:SignedInfo': '1', 'd:SignatureValue': '1', 'd:KeyInfo': '?' },
  'd:SignedInfo': { 'd:CanonicalizationMethod': '1', 'd:SignatureMethod': '1', 'd:Reference': '1' },
  'd:CanonicalizationMethod': { 'e:InclusiveNamespaces': '?' },
  'd:Reference': { 'd:Transforms': '1', 'd:DigestMethod': '1', 'd:DigestValue': '1' },
  'd:Transforms': { 'd:Transform': '*' },
  'd:Transform': { 'e:InclusiveNamespaces': '?' },
  // Never trusted, only let pass: keys come from the connection.
  'd:KeyInfo': { 'd:KeyName': '*', 'd:KeyValue': '?', 'd:X509Data': '*' },
  'd:KeyValue': { 'd:RSAKeyValue': '1' },
  'd:RSAKeyValue': { 'd:Modulus': '1', 'd:Exponent': '1' },
  'd:X509Data': { 'd:X509Certificate': '*', 'd:X509SubjectName': '?', 'd:X509IssuerSerial': '?', 'd:X509SKI': '?' },
  'd:X509IssuerSerial': { 'd:X509IssuerName': '1', 'd:X509SerialNumber': '1' },
}
const refuse = (found: string): never => {
  throw new SsoRefused('structure', found)
}

/** @throws SsoRefused when the element is anything but `root` with what belongs into it */
export function demandGrammar(element: Element, root: string): void {
  if (nameOf(element) !== root) refuse(`<${element.localName}> instead of <${root.slice(2)}>`)
  const ids = new Set<string>()
  walk(element, ids)
}
function walk(element: Element, ids: Set<string>): void {
  const name = nameOf(element),
    places = grammar[name] ?? {},
    counts = new Map<string, number>()
  for (const attribute of Array.from(element.attributes)) {
    if (!/^id$/i.test(attribute.localName ?? attribute.name)) continue
    // A reference finds its target by id: one spelling, and each id once.
    const own = name === 'd:Signature' || name.startsWith('d:') ? 'Id' : 'ID'
    if (
      attribute.name !== own ||
      !['p:Response', 'p:LogoutRequest', 'p:LogoutResponse', 'a:Assertion', 'd:Signature', 'd:SignedInfo', 'd:KeyInfo'].includes(name)
    )
      refuse(`an ${attribute.name} on <${element.localName}>`)
    if (ids.has(attribute.value) || attribute.value === '') refuse('an ID twice')
    ids.add(attribute.value)
  }
  if (['p:Response', 'p:LogoutRequest', 'p:LogoutResponse', 'a:Assertion'].includes(name) && !element.getAttribute('ID'))
    refuse(`<${element.localName}> without an ID`)
  if (Object.keys(places).length > 0 && hasLooseText(element)) refuse(`text in <${element.localName}>`)
  for (const child of elementsOf(element)) {
    const place = nameOf(child),
      most = places[place]
    if (place === 'a:EncryptedAssertion' || place === 'a:EncryptedID' || place === 'a:EncryptedAttribute')
      throw new SsoRefused('encrypted', `<${child.localName}>`)
    if (most === undefined) refuse(`<${child.localName}> in <${element.localName}>`)
    counts.set(place, (counts.get(place) ?? 0) + 1)
    if (most !== '*' && (counts.get(place) ?? 0) > 1) refuse(`<${child.localName}> twice in <${element.localName}>`)
    // What a failed sign-in says of itself may be anything; it is looked at by nobody.
    if (place !== 'p:StatusDetail') walk(child, ids)
  }
  for (const [place, most] of Object.entries(places)) if (most === '1' && !counts.has(place)) refuse(`no <${place.slice(2)}> in <${element.localName}>`)
}
const child = (element: Element | undefined, name: string): Element | undefined =>
  element === undefined ? undefined : elementsOf(element).find((e) => nameOf(e) === name)
/** The element at the end of a path of names, once the grammar holds. */
export const find = (from: Element, ...path: readonly string[]): Element | undefined => path.reduce<Element | undefined>(child, from)
export const findAll = (from: Element | undefined, name: string): Element[] => (from === undefined ? [] : elementsOf(from).filter((e) => nameOf(e) === name))

const signatureMethods = new Set(['http://www.w3.org/2001/04/xmldsig-more#rsa-sha256', 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512'])
const digestMethods = new Set(['http://www.w3.org/2001/04/xmlenc#sha256', 'http://www.w3.org/2001/04/xmlenc#sha512'])
const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#'
/** Only what is strong, and only the two transforms in their order: others could leave parts out of what is signed. */
export function demandAlgorithms(signature: Element): void {
  const demand = (isFine: boolean, found: string): void => {
    if (!isFine) throw new SsoRefused('algorithm', found)
  }
  const info = find(signature, 'd:SignedInfo') as Element,
    method = (of: Element | undefined): string => of?.getAttribute('Algorithm') ?? ''
  const transforms = findAll(find(info, 'd:Reference', 'd:Transforms'), 'd:Transform').map(method)
  demand(signatureMethods.has(method(find(info, 'd:SignatureMethod'))), `signed by ${method(find(info, 'd:SignatureMethod'))}`)
  demand(digestMethods.has(method(find(info, 'd:Reference', 'd:DigestMethod'))), `digest by ${method(find(info, 'd:Reference', 'd:DigestMethod'))}`)
  demand(method(find(info, 'd:CanonicalizationMethod')) === exclusive, `canonicalised by ${method(find(info, 'd:CanonicalizationMethod'))}`)
  demand(
    transforms.length === 2 && transforms[0] === 'http://www.w3.org/2000/09/xmldsig#enveloped-signature' && transforms[1] === exclusive,
    `transforms ${transforms.join(' ') || 'none'}`,
  )
  const target = (signature.parentNode as Element).getAttribute('ID') ?? ''
  if (find(info, 'd:Reference')?.getAttribute('URI') !== `#${target}`)
    throw new SsoRefused('structure', 'a signature that refers to another part than the one it stands in')
}
