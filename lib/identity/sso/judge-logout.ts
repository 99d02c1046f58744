// What a sign-out says, judged once its signature has held.
import type { SignedLogout } from './open-logout.ts'
import { logoutMillisecondsMax } from './own-key.ts'
import { find, findAll } from './saml-grammar.ts'
import { SsoRefused } from './sso-refused.ts'
import { textOf } from './strict-xml.ts'
import { moment, skewMilliseconds } from './verify-response.ts'

/** Which of a person's sessions the provider has ended: those it names, or all of them when it names none. */
export interface AskedLogout {
  readonly id: string
  readonly subject: string
  readonly indexes: readonly string[]
  /** Until then it could be sent again, and so it is remembered. */ readonly deliverableUntil: Date
}
export interface AnsweredLogout {
  readonly inResponseTo: string
  /** Success, or what the provider said instead. */ readonly fault: string | undefined
}
const indexesMax = 100,
  partMax = 1_000

const demand = (check: ConstructorParameters<typeof SsoRefused>[0], isFine: boolean, found: string): void => {
  if (!isFine) throw new SsoRefused(check, found)
}
function demandFrame(root: Element, trust: { readonly issuer: string; readonly logoutUrl: string }, now: Date): Date {
  demand('version', root.getAttribute('Version') === '2.0', root.getAttribute('Version') ?? 'none')
  const issuer = textOf(find(root, 'a:Issuer')),
    destination = root.getAttribute('Destination') ?? ''
  demand('issuer', issuer === trust.issuer, issuer)
  // A message for another connection, or for another service with the same provider, is none for this one.
  demand('destination', destination === trust.logoutUrl, destination || 'none')
  const issued = moment(root.getAttribute('IssueInstant'), 'the moment of issue'),
    until = moment(root.getAttribute('NotOnOrAfter'), 'the end')
  demand(
    'time',
    issued !== undefined && Math.abs(now.getTime() - issued.getTime()) <= skewMilliseconds + (issued < now ? logoutMillisecondsMax : 0),
    `issued ${issued?.toISOString() ?? 'never'}`,
  )
  demand('time', until === undefined || until.getTime() > now.getTime() - skewMilliseconds, `good until ${until?.toISOString() ?? ''}`)
  return issued as Date
}
/** @throws SsoRefused */
export function readLogoutRequest({ root }: SignedLogout, trust: { readonly issuer: string; readonly logoutUrl: string }, now: Date): AskedLogout {
  const issued = demandFrame(root, trust, now),
    subject = textOf(find(root, 'a:NameID')),
    indexes = findAll(root, 'p:SessionIndex').map(textOf)
  demand('subject', subject !== '' && subject.length <= 300, subject === '' ? 'none' : 'one that is too long')
  demand('subject', indexes.length <= indexesMax && indexes.every((index) => index !== '' && index.length <= partMax), 'a session without a name, or too many')
  return { id: root.getAttribute('ID') ?? '', subject, indexes, deliverableUntil: new Date(issued.getTime() + logoutMillisecondsMax + 2 * skewMilliseconds) }
}
/** @throws SsoRefused */
export function readLogoutAnswer({ root }: SignedLogout, trust: { readonly issuer: string; readonly logoutUrl: string }, now: Date): AnsweredLogout {
  demandFrame(root, trust, now)
  const codes = [find(root, 'p:Status', 'p:StatusCode'), find(root, 'p:Status', 'p:StatusCode', 'p:StatusCode')].map(
      (code) => code?.getAttribute('Value') ?? '',
    ),
    message = textOf(find(root, 'p:Status', 'p:StatusMessage'))
  return {
    inResponseTo: root.getAttribute('InResponseTo') ?? '',
    fault: codes[0] === 'urn:oasis:names:tc:SAML:2.0:status:Success' ? undefined : [...codes, message].filter(Boolean).join(', ') || 'no status',
  }
}
