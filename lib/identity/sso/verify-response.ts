import { X509Certificate } from 'node:crypto'
import { SAML, ValidateInResponseTo } from '@node-saml/node-saml'
import type { Vouched } from './connection.ts'
import { SsoRefused } from './sso-refused.ts'
import { demandAlgorithms, demandGrammar, find, findAll } from './saml-grammar.ts'
import { readStrictXml, textOf, XmlFault } from './strict-xml.ts'

/** What a message is judged by. `entityId` and `acsUrl` are ours. */
export interface Trust {
  readonly issuer: string
  readonly ssoUrl: string
  readonly entityId: string
  readonly acsUrl: string
  readonly certificates: readonly string[]
  readonly wantsResponseSigned: boolean
}
/** What the signed bytes say; nothing is taken from anywhere else. */
export interface Assertion extends Vouched {
  readonly id: string
  /** The request that it answers; undefined where the provider began. */
  readonly inResponseTo: string | undefined
  /** Until then it could be delivered again, and so it is remembered. */
  readonly deliverableUntil: Date
}
/** Contexts by which an assertion itself says that a second factor was given. */
const factorContexts = new Set([
  'http://schemas.microsoft.com/claims/multipleauthn',
  'https://refeds.org/profile/mfa',
  'urn:oasis:names:tc:SAML:2.0:ac:classes:TimeSyncToken',
  'urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorContract',
  'urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorUnregistered',
  'urn:oasis:names:tc:SAML:2.0:ac:classes:SmartcardPKI',
])
const methodsAttribute = 'http://schemas.microsoft.com/claims/authnmethodsreferences'
export const messageBytesMax = 262_144
/** How far clocks may lie apart, and how old an assertion may be. */
export const skewMilliseconds = 60_000,
  assertionMillisecondsMax = 300_000
export const requestMillisecondsMax = 600_000
const valuesMax = 1_000

/** The library, set so that nothing of its own defaults is left that would let more through. */
export function samlLibrary(trust: Trust, pending: { readonly id: string; readonly at: Date } | undefined): SAML {
  return new SAML({
    issuer: trust.entityId,
    audience: trust.entityId,
    callbackUrl: trust.acsUrl,
    entryPoint: trust.ssoUrl,
    idpIssuer: trust.issuer,
    idpCert: [...trust.certificates],
    wantAssertionsSigned: true,
    wantAuthnResponseSigned: trust.wantsResponseSigned,
    signatureAlgorithm: 'sha256',
    acceptedClockSkewMs: skewMilliseconds,
    maxAssertionAgeMs: assertionMillisecondsMax,
    requestIdExpirationPeriodMs: requestMillisecondsMax,
    disableRequestedAuthnContext: true,
    identifierFormat: null,
    validateInResponseTo: pending === undefined ? ValidateInResponseTo.never : ValidateInResponseTo.always,
    ...(pending === undefined ? {} : { generateUniqueId: () => pending.id }),
    // The requests under way are rows of ours, taken once by the database.
    cacheProvider: {
      saveAsync: async () => null,
      getAsync: async (key) => (key === pending?.id ? pending.at.toISOString() : null),
      removeAsync: async () => null,
    },
  })
}
export function reading<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw error instanceof XmlFault ? new SsoRefused('form', error.message) : error
  }
}
/** @throws SsoRefused when none is valid now */
export function validCertificates(trust: Pick<Trust, 'certificates'>, now: Date): readonly string[] {
  const valid = trust.certificates.filter((pem) => {
    const { validFrom, validTo } = new X509Certificate(pem)
    return new Date(validFrom) <= now && now < new Date(validTo)
  })
  if (valid.length === 0) throw new SsoRefused('certificate', 'none is valid now')
  return valid
}
/** The envelope, before anything in it is believed. */
export function openEnvelope(message: string): { readonly root: Element; readonly text: string; readonly claims: string | undefined } {
  if (message.length > messageBytesMax * 1.4) throw new SsoRefused('size', `${message.length} signs`)
  const packed = message.replaceAll(/[\r\n\t ]/g, '')
  if (packed.length === 0 || packed.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(packed)) throw new SsoRefused('encoding', 'no base64')
  const bytes = Buffer.from(packed, 'base64')
  if (bytes.length > messageBytesMax) throw new SsoRefused('size', `${bytes.length} bytes`)
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new SsoRefused('encoding', 'no UTF-8')
  }
  if (text.startsWith('\ufeff')) throw new SsoRefused('encoding', 'a mark of byte order')
  const root = reading(() => readStrictXml(text)).documentElement
  return { root, text, claims: root.getAttribute('InResponseTo') || undefined }
}

/**
 * Judges a response. The library verifies the signatures and gives back the very bytes that were signed; everything else is read from those
 * bytes and judged here, whether the library looked at it or not.
 * @throws SsoRefused with the check that refused
 */
export async function verifyResponse(
  trust: Trust,
  message: string,
  pendingFor: (claimed: string) => Promise<{ readonly at: Date } | undefined>,
  now: Date,
): Promise<Assertion> {
  const { root, claims } = openEnvelope(message)
  demandSuccess(root)
  demandGrammar(root, 'p:Response')
  const assertion = find(root, 'a:Assertion') as Element,
    signatures = [find(root, 'd:Signature'), find(assertion, 'd:Signature')]
  for (const signature of signatures) if (signature) demandAlgorithms(signature)
  if (root.getAttribute('Version') !== '2.0') throw new SsoRefused('version', root.getAttribute('Version') ?? 'none')
  const pending = claims === undefined ? undefined : await pendingFor(claims)
  if (claims !== undefined && pending === undefined) throw new SsoRefused('request', 'an answer to no request of ours')
  const valid = validCertificates(trust, now)
  if (signatures[1] === undefined) throw new SsoRefused('signature', 'the assertion is not signed')
  if (trust.wantsResponseSigned && signatures[0] === undefined) throw new SsoRefused('response signature', 'the response is not signed')
  // A signature that is there has to hold, whether it was asked for or not.
  const signed = await signedAssertion(
    { ...trust, certificates: valid, wantsResponseSigned: signatures[0] !== undefined },
    message,
    claims !== undefined && pending ? { id: claims, at: pending.at } : undefined,
  )
  return readAssertion(trust, signed, root, now)
}
function demandSuccess(root: Element): void {
  const status = find(root, 'p:Status'),
    code = find(root, 'p:Status', 'p:StatusCode')?.getAttribute('Value') ?? ''
  if (status === undefined || code === 'urn:oasis:names:tc:SAML:2.0:status:Success') return
  const inner = find(root, 'p:Status', 'p:StatusCode', 'p:StatusCode')?.getAttribute('Value')
  throw new SsoRefused('status', [code, inner, textOf(find(status, 'p:StatusMessage'))].filter(Boolean).join(', ') || 'no status')
}
async function signedAssertion(trust: Trust, message: string, pending: { id: string; at: Date } | undefined): Promise<Element> {
  let xml: unknown
  try {
    const { profile } = await samlLibrary(trust, pending).validatePostResponseAsync({ SAMLResponse: message })
    xml = profile?.getAssertionXml?.()
  } catch (error) {
    const said = error instanceof Error ? error.message : ''
    throw new SsoRefused(
      /audience/i.test(said)
        ? 'audience'
        : /expired|not yet valid|subject confirmation|valid date|NotOnOrAfter|NotBefore/i.test(said)
          ? 'time'
          : /InResponseTo/i.test(said)
            ? 'in response to'
            : 'signature',
      said,
    )
  }
  if (typeof xml !== 'string') throw new SsoRefused('signature', 'nothing was signed')
  const element = reading(() => readStrictXml(xml)).documentElement
  demandGrammar(element, 'a:Assertion')
  return element
}
export function moment(text: string | null, what: string): Date | undefined {
  if (text === null || text === '') return undefined
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/.test(text) ? new Date(text) : undefined
  if (at === undefined || Number.isNaN(at.getTime())) throw new SsoRefused('time', `${what} is ${text}`)
  return at
}
function readAssertion(trust: Trust, assertion: Element, response: Element, now: Date): Assertion {
  const demand = (check: ConstructorParameters<typeof SsoRefused>[0], isFine: boolean, found: string): void => {
    if (!isFine) throw new SsoRefused(check, found)
  }
  const early = new Date(now.getTime() + skewMilliseconds),
    late = new Date(now.getTime() - skewMilliseconds)
  demand('version', assertion.getAttribute('Version') === '2.0', assertion.getAttribute('Version') ?? 'none')
  const issuer = textOf(find(assertion, 'a:Issuer')),
    outer = find(response, 'a:Issuer')
  demand('issuer', issuer === trust.issuer, issuer)
  demand('issuer', outer === undefined || textOf(outer) === trust.issuer, textOf(outer))
  const destination = response.getAttribute('Destination') ?? ''
  demand('destination', destination === trust.acsUrl || (destination === '' && find(response, 'd:Signature') === undefined), destination || 'none')
  const confirmation = find(assertion, 'a:Subject', 'a:SubjectConfirmation') as Element,
    data = find(confirmation, 'a:SubjectConfirmationData') as Element
  demand('confirmation', confirmation.getAttribute('Method') === 'urn:oasis:names:tc:SAML:2.0:cm:bearer', confirmation.getAttribute('Method') ?? 'none')
  demand('recipient', data.getAttribute('Recipient') === trust.acsUrl, data.getAttribute('Recipient') ?? 'none')
  const inResponseTo = data.getAttribute('InResponseTo') || undefined,
    claimed = response.getAttribute('InResponseTo') || undefined
  demand('in response to', inResponseTo === claimed, `${inResponseTo ?? 'none'} in an answer to ${claimed ?? 'none'}`)
  const until = moment(data.getAttribute('NotOnOrAfter'), 'the end of delivery'),
    from = moment(data.getAttribute('NotBefore'), 'the begin of delivery'),
    issued = moment(assertion.getAttribute('IssueInstant'), 'the moment of issue'),
    sent = moment(response.getAttribute('IssueInstant'), 'the moment of sending')
  demand('time', until !== undefined && until > late, `to be delivered until ${until?.toISOString() ?? 'ever'}`)
  demand('time', from === undefined || from <= early, `to be delivered from ${from?.toISOString() ?? ''}`)
  demand(
    'time',
    issued !== undefined && issued <= early && issued.getTime() >= late.getTime() - assertionMillisecondsMax,
    `issued ${issued?.toISOString() ?? 'never'}`,
  )
  demand('time', sent === undefined || (sent <= early && sent.getTime() >= late.getTime() - assertionMillisecondsMax), `sent ${sent?.toISOString() ?? ''}`)
  const conditions = find(assertion, 'a:Conditions') as Element,
    notBefore = moment(conditions.getAttribute('NotBefore'), 'the begin'),
    notAfter = moment(conditions.getAttribute('NotOnOrAfter'), 'the end')
  demand(
    'time',
    (notBefore === undefined || notBefore <= early) && (notAfter === undefined || notAfter > late),
    `valid from ${notBefore?.toISOString() ?? 'ever'} until ${notAfter?.toISOString() ?? 'ever'}`,
  )
  demand('conditions', findAll(conditions, 'a:Condition').length === 0, 'a condition of the provider’s own')
  const audiences = findAll(conditions, 'a:AudienceRestriction')
  // Each restriction has to hold (SAML core 2.5.1.4).
  demand(
    'audience',
    audiences.length > 0 && audiences.every((restriction) => findAll(restriction, 'a:Audience').some((audience) => textOf(audience) === trust.entityId)),
    audiences.flatMap((r) => findAll(r, 'a:Audience').map(textOf)).join(' ') || 'none',
  )
  const name = find(assertion, 'a:Subject', 'a:NameID') as Element,
    subject = textOf(name),
    format = name.getAttribute('Format') ?? ''
  demand('subject', subject !== '' && subject.length <= 300, subject === '' ? 'none' : 'one that is too long')
  demand('subject', !format.endsWith(':transient'), 'one that differs at each sign-in (transient)')
  const statement = find(assertion, 'a:AuthnStatement') as Element,
    sessionUntil = moment(statement.getAttribute('SessionNotOnOrAfter'), 'the end of the session')
  demand('session', sessionUntil === undefined || sessionUntil > now, `it ended ${sessionUntil?.toISOString() ?? ''}`)
  const context = textOf(find(statement, 'a:AuthnContext', 'a:AuthnContextClassRef')),
    attributes = attributesOf(assertion)
  const session = {
    subject,
    format: format.slice(0, 1_000),
    index: partOf(statement, 'SessionIndex'),
    nameQualifier: partOf(name, 'NameQualifier'),
    spNameQualifier: partOf(name, 'SPNameQualifier'),
  }
  return {
    id: assertion.getAttribute('ID') ?? '',
    issuer,
    subject,
    format,
    session,
    inResponseTo,
    deliverableUntil: new Date((until as Date).getTime() + skewMilliseconds),
    sessionUntil,
    context,
    attributes,
    // A provider of SAML has no word for it; the domain that the company has proven stands for the address.
    addressVerified: true,
    saysFactor: factorContexts.has(context) || (attributes.get(methodsAttribute) ?? []).some((method) => factorContexts.has(method)),
  }
}
/** What a sign-out repeats later, letter by letter; one that is too long is none. */
const partOf = (element: Element, name: string): string | null => {
  const value = element.getAttribute(name) ?? ''
  return value === '' || value.length > 1_000 ? null : value
}
/** A map, never an object: a name such as `__proto__` is a name like any other. */
function attributesOf(assertion: Element): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  let count = 0
  for (const attribute of findAll(assertion, 'a:AttributeStatement').flatMap((statement) => findAll(statement, 'a:Attribute'))) {
    const name = attribute.getAttribute('Name') ?? '',
      values = findAll(attribute, 'a:AttributeValue').map(textOf)
    if (name === '' || name.length > 300 || (count += values.length) > valuesMax)
      throw new SsoRefused('attributes', 'a name that is missing or too long, or too many values')
    found.set(name, [...(found.get(name) ?? []), ...values])
  }
  return found
}
