// A sign-out as it came, by either binding, until its signature has held. Nothing in it is believed here.
import { verify, X509Certificate } from 'node:crypto'
import { inflateRawSync } from 'node:zlib'
import { demandAlgorithms, demandGrammar, find, nameOf } from './saml-grammar.ts'
import { SsoRefused } from './sso-refused.ts'
import { readStrictXml } from './strict-xml.ts'
import { messageBytesMax, openEnvelope, reading, samlLibrary, validCertificates, type Trust } from './verify-response.ts'

/** What stands behind the question mark, or in the body of a form: as it was sent, because the signature of a redirect holds for that spelling only. */
export interface SentLogout {
  readonly binding: 'redirect' | 'post'
  readonly text: string
}
export interface SignedLogout {
  readonly kind: 'request' | 'answer'
  readonly root: Element
  readonly relayState: string | undefined
}

const kinds = { SAMLRequest: { kind: 'request', root: 'p:LogoutRequest' }, SAMLResponse: { kind: 'answer', root: 'p:LogoutResponse' } } as const
type Field = keyof typeof kinds
const names = new Set(['SAMLRequest', 'SAMLResponse', 'RelayState', 'SigAlg', 'Signature', 'SAMLEncoding'])
const hashes: ReadonlyMap<string, string> = new Map([
  ['http://www.w3.org/2001/04/xmldsig-more#rsa-sha256', 'sha256'],
  ['http://www.w3.org/2001/04/xmldsig-more#rsa-sha512', 'sha512'],
])
const relayStateMax = 1_000

/** The parts by name, as spelled. Each stands there once at most: of two, the signature would hold for one and the other would be read. */
function partsOf(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const part of text.split('&')) {
    const at = part.indexOf('='),
      spelled = at < 0 ? part : part.slice(0, at),
      name = plain(spelled)
    if (!names.has(name)) continue
    if (name !== spelled) throw new SsoRefused('parameters', `${name} in another spelling`)
    if (found.has(name)) throw new SsoRefused('parameters', `${name} twice`)
    found.set(name, at < 0 ? '' : part.slice(at + 1))
  }
  return found
}
function plain(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    throw new SsoRefused('parameters', 'signs that are escaped in no known way')
  }
}
function fieldOf(parts: ReadonlyMap<string, string>): Field {
  const [field, other] = (['SAMLRequest', 'SAMLResponse'] as const).filter((name) => parts.has(name))
  if (field === undefined || other !== undefined) throw new SsoRefused('parameters', field === undefined ? 'no message' : 'a request and an answer at once')
  return field
}
function relayStateOf(parts: ReadonlyMap<string, string>): string | undefined {
  const text = plain(parts.get('RelayState') ?? '')
  if (text.length > relayStateMax) throw new SsoRefused('parameters', `a state of ${text.length} signs`)
  return text === '' ? undefined : text
}
/** @throws SsoRefused with the check that refused; nothing was signed out */
export async function openLogout(trust: Trust, sent: SentLogout, now: Date): Promise<SignedLogout> {
  if (sent.text.length > messageBytesMax * 2) throw new SsoRefused('size', `${sent.text.length} signs`)
  const parts = partsOf(sent.text),
    field = fieldOf(parts),
    relayState = relayStateOf(parts),
    certificates = validCertificates(trust, now)
  const root =
    sent.binding === 'redirect' ? openRedirect(certificates, parts, field) : await openPost({ ...trust, certificates }, plain(parts.get(field) ?? ''), field)
  return { kind: kinds[field].kind, root, relayState }
}
/** The signature first: what a stranger deflated is never inflated. */
function openRedirect(certificates: readonly string[], parts: ReadonlyMap<string, string>, field: Field): Element {
  const algorithm = plain(parts.get('SigAlg') ?? ''),
    hash = hashes.get(algorithm),
    signature = plain(parts.get('Signature') ?? '')
  if (signature === '') throw new SsoRefused('signature', 'the message is not signed')
  if (hash === undefined) throw new SsoRefused('algorithm', `signed by ${algorithm || 'no algorithm'}`)
  if (parts.has('SAMLEncoding') && plain(parts.get('SAMLEncoding') ?? '') !== 'urn:oasis:names:tc:SAML:2.0:bindings:URL-Encoding:DEFLATE')
    throw new SsoRefused('encoding', 'another encoding than DEFLATE')
  const said = [field, 'RelayState', 'SigAlg']
    .filter((name) => parts.has(name))
    .map((name) => `${name}=${parts.get(name) ?? ''}`)
    .join('&')
  if (!certificates.some((pem) => verify(hash, Buffer.from(said), new X509Certificate(pem).publicKey, bytesOf(signature))))
    throw new SsoRefused('signature', 'not by a certificate of this connection')
  const root = reading(() => readStrictXml(inflate(bytesOf(plain(parts.get(field) ?? ''))))).documentElement
  demandGrammar(root, kinds[field].root)
  // By this binding the address is what is signed, and the message carries no signature (SAML bindings 3.4.4.1).
  if (find(root, 'd:Signature') !== undefined) throw new SsoRefused('structure', 'a signature inside the message')
  return root
}
function bytesOf(text: string): Buffer {
  const packed = text.replaceAll(/[\r\n\t ]/g, '')
  if (packed.length === 0 || packed.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(packed)) throw new SsoRefused('encoding', 'no base64')
  return Buffer.from(packed, 'base64')
}
/** No more comes out than a message may have, however little goes in. */
function inflate(packed: Buffer): string {
  let bytes: Buffer
  try {
    bytes = inflateRawSync(packed, { maxOutputLength: messageBytesMax })
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
      ? new SsoRefused('size', `more than ${messageBytesMax} bytes once inflated`)
      : new SsoRefused('encoding', 'nothing that was deflated')
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new SsoRefused('encoding', 'no UTF-8')
  }
}
/** The signature stands in the message and covers its root; the library verifies it once the grammar has left no room for a second copy of anything. */
async function openPost(trust: Trust, message: string, field: Field): Promise<Element> {
  const { root } = openEnvelope(message),
    signature = find(root, 'd:Signature')
  if (nameOf(root) !== kinds[field].root) throw new SsoRefused('structure', `<${root.localName}> as ${field}`)
  demandGrammar(root, kinds[field].root)
  if (signature === undefined) throw new SsoRefused('signature', 'the message is not signed')
  demandAlgorithms(signature)
  try {
    await (field === 'SAMLRequest'
      ? samlLibrary(trust, undefined).validatePostRequestAsync({ SAMLRequest: message })
      : samlLibrary(trust, undefined).validatePostResponseAsync({ SAMLResponse: message }))
  } catch (error) {
    const found = error instanceof Error ? error.message : ''
    throw new SsoRefused(
      /signature/i.test(found)
        ? 'signature'
        : /issuer/i.test(found)
          ? 'issuer'
          : /expired|not yet valid|NotOnOrAfter|NotBefore/i.test(found)
            ? 'time'
            : 'structure',
      found,
    )
  }
  return root
}
