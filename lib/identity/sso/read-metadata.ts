import { X509Certificate } from 'node:crypto'
import { sha256Hex } from '../../kernel/digest.ts'
import { elementsOf, readStrictXml, textOf, XmlFault } from './strict-xml.ts'

/** A sentence for the person who brings the metadata. */
export class MetadataFault extends Error {
  override readonly name = 'MetadataFault'
}
export const metadataBytesMax = 1_048_576
const certificatesMax = 10,
  keyBitsMin = 2048

export interface ProviderCertificate {
  readonly pem: string
  readonly fingerprint: string
  readonly subject: string
  readonly validFrom: Date
  readonly validUntil: Date
}
export interface ProviderMetadata {
  readonly issuer: string
  readonly ssoUrl: string
  /** Where sign-outs go by redirect, and where answers go if elsewhere; null where it takes none so. */ readonly logoutUrl: string | null
  readonly logoutAnswerUrl: string | null
  readonly certificates: readonly ProviderCertificate[]
}

/** One certificate, as PEM or as the bare base64 that metadata holds. RSA only, because nothing else is verified. @throws MetadataFault */
export function readCertificate(text: string): ProviderCertificate {
  const base64 = text.replaceAll(/-----(BEGIN|END) CERTIFICATE-----|\s/g, '')
  if (!/^[A-Za-z0-9+/]{100,12000}={0,2}$/.test(base64))
    throw new MetadataFault('This is not a certificate. Paste it with the lines BEGIN CERTIFICATE and END CERTIFICATE.')
  let certificate: X509Certificate
  try {
    certificate = new X509Certificate(Buffer.from(base64, 'base64'))
  } catch {
    throw new MetadataFault('This is not a certificate, or it is damaged.')
  }
  const { publicKey } = certificate,
    bits = publicKey.asymmetricKeyDetails?.modulusLength ?? 0
  if (publicKey.asymmetricKeyType !== 'rsa' || bits < keyBitsMin)
    throw new MetadataFault(`The certificate’s key is not RSA of ${keyBitsMin} bits or more. Let the provider sign with such a one.`)
  const common = /(?:^|\n)CN=([^\n]*)/.exec(certificate.subject)?.[1] ?? certificate.subject.replaceAll('\n', ', ')
  return {
    pem: `-----BEGIN CERTIFICATE-----\n${(certificate.raw.toString('base64').match(/.{1,64}/g) ?? []).join('\n')}\n-----END CERTIFICATE-----\n`,
    fingerprint: sha256Hex(certificate.raw),
    subject: common.replaceAll(/[\p{Cc}\p{Cf}<>]/gu, ' ').slice(0, 200),
    validFrom: new Date(certificate.validFrom),
    validUntil: new Date(certificate.validTo),
  }
}
/** The address to which people are sent. @throws MetadataFault */
export function readSsoUrl(text: string, allowed: readonly string[], what = 'The sign-in address'): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || text.length > 2_000 || url.username !== '' || url.hash !== '' || (url.protocol !== 'https:' && !allowed.includes(url.origin)))
    throw new MetadataFault(`${what} of the provider must begin with https://.`)
  return url.href
}
const md = 'urn:oasis:names:tc:SAML:2.0:metadata',
  ds = 'http://www.w3.org/2000/09/xmldsig#',
  redirect = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect'
const under = (element: Element, space: string, name: string): Element[] => elementsOf(element).filter((e) => e.namespaceURI === space && e.localName === name)

/** One that cannot be used is none: people sign in all the same. */
function logoutAddress(text: string | null | undefined, allowed: readonly string[]): string | null {
  if (!text) return null
  try {
    return readSsoUrl(text, allowed)
  } catch (error) {
    if (error instanceof MetadataFault) return null
    throw error
  }
}
/**
 * What a provider says of itself. Its own signature is not looked at: an admin brings it, or it comes by a checked HTTPS connection.
 * @throws MetadataFault
 */
export function readMetadata(bytes: Uint8Array | string, now: Date, allowed: readonly string[]): ProviderMetadata {
  if (bytes.length > metadataBytesMax) throw new MetadataFault('This is larger than 1 MB. Bring the metadata of one provider, not of a federation.')
  let text: string
  try {
    text = typeof bytes === 'string' ? bytes : new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new MetadataFault('This is no text in UTF-8. Download the metadata again.')
  }
  if (/^\s*(<!doctype html|<html)/i.test(text))
    throw new MetadataFault('This is a web page, not metadata. Open the provider’s metadata address in a browser, save what it shows, and bring that.')
  let root: Element
  try {
    root = readStrictXml(text, { comments: true }).documentElement
  } catch (error) {
    if (error instanceof XmlFault) throw new MetadataFault(`This is not metadata that can be read: ${error.message}.`)
    throw error
  }
  const entities =
    root.namespaceURI === md && root.localName === 'EntityDescriptor'
      ? [root]
      : root.namespaceURI === md && root.localName === 'EntitiesDescriptor'
        ? under(root, md, 'EntityDescriptor')
        : []
  const providers = entities.flatMap((entity) => under(entity, md, 'IDPSSODescriptor').map((provider) => ({ entity, provider })))
  const [found] = providers
  if (!found)
    throw new MetadataFault(
      entities.length === 0
        ? 'This is XML, but not metadata of a SAML provider.'
        : 'This metadata describes no identity provider. Perhaps it is that of a service.',
    )
  if (providers.length > 1) throw new MetadataFault('This metadata describes several providers. Bring the metadata of one.')
  for (const element of [root, found.entity, found.provider]) {
    const until = element.getAttribute('validUntil')
    if (until && !(new Date(until) > now)) throw new MetadataFault(`This metadata ended on ${until.slice(0, 10)}. Download it again from the provider.`)
  }
  if (/^(true|1)$/.test(found.provider.getAttribute('WantAuthnRequestsSigned') ?? ''))
    throw new MetadataFault('The provider asks for signed requests, which are not sent. Switch that off for this application at the provider.')
  const issuer = found.entity.getAttribute('entityID') ?? ''
  if (issuer === '' || issuer.length > 1_000) throw new MetadataFault('The metadata names no entity id.')
  const target = under(found.provider, md, 'SingleSignOnService')
    .find((e) => e.getAttribute('Binding') === redirect)
    ?.getAttribute('Location')
  if (!target) throw new MetadataFault('The metadata names no sign-in address for the redirect binding.')
  const keys = under(found.provider, md, 'KeyDescriptor').filter((e) => ['', 'signing'].includes(e.getAttribute('use') ?? ''))
  const texts = keys.flatMap((key) => Array.from(key.getElementsByTagNameNS(ds, 'X509Certificate')).map(textOf))
  const certificates = [
    ...new Map(
      texts
        .slice(0, certificatesMax)
        .map(readCertificate)
        .map((certificate) => [certificate.fingerprint, certificate]),
    ).values(),
  ]
  if (certificates.length === 0) throw new MetadataFault('The metadata holds no certificate to sign with. Bring the certificate by itself.')
  if (certificates.every(({ validUntil }) => validUntil <= now))
    throw new MetadataFault('Every certificate in this metadata has ended. Renew it at the provider, then bring the metadata again.')
  const logout = under(found.provider, md, 'SingleLogoutService').find((e) => e.getAttribute('Binding') === redirect)
  return {
    issuer,
    ssoUrl: readSsoUrl(target, allowed),
    logoutUrl: logoutAddress(logout?.getAttribute('Location'), allowed),
    logoutAnswerUrl: logoutAddress(logout?.getAttribute('ResponseLocation'), allowed),
    certificates,
  }
}
