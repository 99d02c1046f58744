// What this company signs with towards a provider, and the messages of a sign-out that are signed with it.
import { createPrivateKey, sign, type KeyObject } from 'node:crypto'
import { deflateRawSync } from 'node:zlib'
import { and, eq, isNull } from 'drizzle-orm'
import { ssoSigningKeys } from '../../../db/schema/sign-in.ts'
import type { TenantSide } from '../../access/identity-act.ts'
import { envelope } from '../../platform/keys/keys.ts'
import type { ProviderSession } from './provider-session.ts'

/** Where the private key is sealed: a copy of the database signs nothing. */
export const signingCell = (tenant: string, id: string) => ({ tenant, table: 'sso_signing_keys', column: 'secret', row: id })
type KeyRow = typeof ssoSigningKeys.$inferSelect
export async function ownCertificateOf(side: TenantSide, connectionId: string): Promise<KeyRow | undefined> {
  const [row] = await side.tx
    .select()
    .from(ssoSigningKeys)
    .where(and(eq(ssoSigningKeys.connectionId, connectionId), isNull(ssoSigningKeys.endedAt)))
  return row
}
/** Undefined where single logout was never switched on. @throws SealBroken */
export async function ownKeyOf(side: TenantSide, tenant: string, connectionId: string): Promise<KeyObject | undefined> {
  const row = await ownCertificateOf(side, connectionId)
  return row && createPrivateKey({ key: await envelope().open(signingCell(tenant, row.id), row.secret), format: 'der', type: 'pkcs8' })
}

const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll(/[\t\n\r]/g, (sign) => `&#${sign.charCodeAt(0)};`)
const attributes = (parts: Readonly<Record<string, string | null>>): string =>
  Object.entries(parts)
    .map(([name, value]) => (value === null || value === '' ? '' : ` ${name}="${escaped(value)}"`))
    .join('')
const spaces = 'xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"'
export const logoutMillisecondsMax = 300_000
export interface LogoutFacts {
  readonly id: string
  readonly now: Date
  readonly destination: string
  readonly entityId: string
}

/** Asks a provider to end its session with a person (SAML profiles 4.4.4.1). The name stands there exactly as it was received. */
export function logoutRequestXml(
  { id, now, destination, entityId }: LogoutFacts,
  { subject, format, index, nameQualifier, spNameQualifier }: ProviderSession,
): string {
  return (
    `<samlp:LogoutRequest ${spaces}${attributes({ ID: id, Version: '2.0', IssueInstant: now.toISOString(), Destination: destination, NotOnOrAfter: new Date(now.getTime() + logoutMillisecondsMax).toISOString(), Reason: 'urn:oasis:names:tc:SAML:2.0:logout:user' })}>` +
    `<saml:Issuer>${escaped(entityId)}</saml:Issuer><saml:NameID${attributes({ NameQualifier: nameQualifier, SPNameQualifier: spNameQualifier, Format: format })}>${escaped(subject)}</saml:NameID>` +
    `${index === null ? '' : `<samlp:SessionIndex>${escaped(index)}</samlp:SessionIndex>`}</samlp:LogoutRequest>`
  )
}
/** Says that the sessions are over (SAML profiles 4.4.4.2). */
export function logoutAnswerXml({ id, now, destination, entityId }: LogoutFacts, inResponseTo: string): string {
  return (
    `<samlp:LogoutResponse ${spaces}${attributes({ ID: id, Version: '2.0', IssueInstant: now.toISOString(), Destination: destination, InResponseTo: inResponseTo })}>` +
    `<saml:Issuer>${escaped(entityId)}</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status></samlp:LogoutResponse>`
  )
}
/** No browser on the way spells a sign otherwise: it would escape a quotation mark that was signed bare. */
const spelled = (text: string): string => encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
/**
 * The address that carries a message by the redirect binding (SAML bindings 3.4.4.1). What is signed is the very text that is sent: the library
 * signs another spelling of some signs than the one it sends, so that a provider's own state would break the signature.
 */
export function signedAddress(to: string, kind: 'SAMLRequest' | 'SAMLResponse', xml: string, relayState: string | undefined, key: KeyObject): string {
  const parts: readonly (readonly [string, string])[] = [
    [kind, deflateRawSync(xml).toString('base64')],
    ...(relayState === undefined ? [] : [['RelayState', relayState] as const]),
    ['SigAlg', 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256'],
  ]
  const query = parts.map(([name, value]) => `${name}=${spelled(value)}`).join('&'),
    signature = sign('sha256', Buffer.from(query), key).toString('base64')
  return `${to}${to.includes('?') ? '&' : '?'}${query}&Signature=${spelled(signature)}`
}
