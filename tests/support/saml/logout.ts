// Sign-outs made here, right in every part unless told otherwise: what a provider sends, and what a forger with good tools would.
import { randomBytes, sign } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { acceptLogout } from '../../../lib/identity/sso/accept-logout.ts'
import type { LogoutOutcome } from '../../../lib/identity/sso/confirm-left.ts'
import { ownLogoutUrl } from '../../../lib/identity/sso/connection.ts'
import { setConnectionLogout } from '../../../lib/tenancy/sso-logout.ts'
import type { Browser } from '../../identity/person.ts'
import type { Certificate } from '../certificate.ts'
import { admin } from '../world.ts'
import { accept, begin, complete, type SsoCompany } from './company.ts'
import { forge, iso, pack, signXml } from './forge.ts'

export const rsaSha256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256'
export interface LogoutFacts {
  readonly issuer: string
  readonly destination: string
  readonly certificate: Certificate
  readonly subject?: string
  readonly index?: readonly string[]
  readonly inResponseTo?: string
  readonly now?: Date
  /** Changes the text before it is signed. */
  readonly before?: (xml: string) => string
}
const spaces = 'xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"'
export function logoutRequest({ issuer, destination, subject = 'jana-1', index = ['_s1'], now = new Date(), before = (xml) => xml }: LogoutFacts): string {
  return before(
    `<samlp:LogoutRequest ${spaces} ID="_l${randomBytes(16).toString('hex')}" Version="2.0" IssueInstant="${iso(now, 0)}" Destination="${destination}" NotOnOrAfter="${iso(now, 240)}"><saml:Issuer>${issuer}</saml:Issuer>` +
      `<saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">${subject}</saml:NameID>${index.map((one) => `<samlp:SessionIndex>${one}</samlp:SessionIndex>`).join('')}</samlp:LogoutRequest>`,
  )
}
export function logoutAnswer({ issuer, destination, inResponseTo = '_none', now = new Date(), before = (xml) => xml }: LogoutFacts): string {
  return before(
    `<samlp:LogoutResponse ${spaces} ID="_l${randomBytes(16).toString('hex')}" Version="2.0" IssueInstant="${iso(now, 0)}" Destination="${destination}" InResponseTo="${inResponseTo}"><saml:Issuer>${issuer}</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status></samlp:LogoutResponse>`,
  )
}
export interface RedirectFacts {
  readonly certificate: Pick<Certificate, 'privateKey'>
  readonly field?: 'SAMLRequest' | 'SAMLResponse'
  readonly relayState?: string
  readonly algorithm?: string
  readonly hash?: string
  readonly packed?: Buffer
}
/** What stands behind the question mark, signed as it stands there. */
export function byRedirect(
  xml: string,
  { certificate, field = 'SAMLRequest', relayState, algorithm = rsaSha256, hash = 'sha256', packed = deflateRawSync(xml) }: RedirectFacts,
): string {
  const said = [[field, packed.toString('base64')], ...(relayState === undefined ? [] : [['RelayState', relayState]]), ['SigAlg', algorithm]]
    .map(([name = '', value = '']) => `${name}=${encodeURIComponent(value)}`)
    .join('&')
  return `${said}&Signature=${encodeURIComponent(sign(hash, Buffer.from(said), certificate.privateKey).toString('base64'))}`
}
/** The body of the form that a browser would post. */
export const formOf = (xml: string, field: 'SAMLRequest' | 'SAMLResponse' = 'SAMLRequest', more: Readonly<Record<string, string>> = {}): string =>
  new URLSearchParams({ [field]: pack(xml), ...more }).toString()
export const signRoot = (xml: string, certificate: Certificate, more: Omit<Parameters<typeof signXml>[2], 'certificate'> = {}): string =>
  signXml(xml, xml.includes('<samlp:LogoutRequest') ? 'LogoutRequest' : 'LogoutResponse', { certificate, ...more })

export const send = (
  browser: Browser,
  company: Pick<SsoCompany, 'connectionId'>,
  binding: 'redirect' | 'post',
  text: string,
): Promise<LogoutOutcome | undefined> => acceptLogout.invoke(browser, { connectionId: company.connectionId, binding, text })
export const switchLogout = (company: SsoCompany, logoutUrl: string, more: Readonly<Record<string, string>> = {}) =>
  company.world.as('owner').run(setConnectionLogout, { connectionId: company.connectionId, signsOut: true, logoutUrl, ...more })
export const destinationOf = (company: Pick<SsoCompany, 'uuid'>): string => ownLogoutUrl(company.uuid)
/** In by a provider's word for this name, in its session of that name. */
export async function comeIn(
  browser: Browser,
  company: SsoCompany,
  facts: {
    readonly entityId: string
    readonly acsUrl: string
    readonly issuer: string
    readonly certificate: Certificate
    readonly subject: string
    readonly email: string
    readonly index?: string
  },
): Promise<void> {
  const { index = '_s1', email, ...rest } = facts,
    away = await begin(browser, company.connectionId)
  const { message } = forge({
    ...rest,
    inResponseTo: away.requestId,
    attributes: { mail: [email] },
    before: (xml) => xml.replace('SessionIndex="_s1"', `SessionIndex="${index}"`),
  })
  await complete(browser, await accept(browser, company.connectionId, message), away.browser)
}
/** Sessions that a provider opened and that are open: by the name of the person and of its own session. */
export const openSessions = async (company: Pick<SsoCompany, 'world'>): Promise<readonly string[]> =>
  (
    await admin<
      { name: string }[]
    >`select provider_subject || coalesce(' ' || provider_index, '') as name from identity.sessions where tenant_id = ${company.world.tenant} and connection_id is not null and ended_at is null order by 1`
  ).map(({ name }) => name)
/** A message of ours, as a provider reads it: its parts, and the text that was signed. */
export function readSent(to: string): {
  readonly xml: string
  readonly relayState: string | null
  readonly said: string
  readonly signature: Buffer
  readonly field: string
  readonly at: string
} {
  const url = new URL(to),
    query = url.search.slice(1),
    field = url.searchParams.has('SAMLRequest') ? 'SAMLRequest' : 'SAMLResponse',
    from = query.indexOf(field)
  return {
    xml: inflateRawSync(Buffer.from(url.searchParams.get(field) ?? '', 'base64')).toString('utf8'),
    relayState: url.searchParams.get('RelayState'),
    said: query.slice(from, query.indexOf('&Signature=')),
    signature: Buffer.from(url.searchParams.get('Signature') ?? '', 'base64'),
    field,
    at: `${url.origin}${url.pathname}${from > 0 ? `?${query.slice(0, from - 1)}` : ''}`,
  }
}
