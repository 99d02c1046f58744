import { demand, judgeParties, judgeSubject, judgeTimes, openToken, shown, tokenSecondsMax, tokenSkewSeconds, type TokenTrust } from './signed-token.ts'

/** Which of a person's sessions an OpenID provider has ended. */
export interface ToldSignOut {
  readonly id: string
  readonly subject: string | undefined
  readonly indexes: readonly string[]
  /** Until then it could be sent again, and so it is remembered. */ readonly deliverableUntil: Date
}
const eventName = 'http://schemas.openid.net/event/backchannel-logout'
const partMax = 1_000,
  idMax = 200
/** By its own type only, so that nothing that was signed for another use throws people out (ASVS V10.5.5). */
const isLogout = (type: unknown): boolean => typeof type === 'string' && /^(application\/)?logout\+jwt$/i.test(type)

/** Judges a token by which a provider tells of a sign-out (OpenID Connect Back-Channel Logout 1.0, 2.6). @throws SsoRefused with the check that refused */
export async function verifyLogoutToken(trust: TokenTrust, token: string, now: Date): Promise<ToldSignOut> {
  const { claims } = await openToken(trust, token, isLogout, now)
  judgeParties(trust, claims)
  const events = claims.get('events'),
    event: unknown =
      typeof events === 'object' && events !== null && !Array.isArray(events) ? Object.entries(events).find(([name]) => name === eventName)?.[1] : undefined
  demand('event', typeof event === 'object' && event !== null && !Array.isArray(event), 'another event than a sign-out, or none')
  // What holds a nonce answers a sign-in.
  demand('nonce', !claims.has('nonce'), 'one, in a sign-out')
  const issued = judgeTimes(claims, now)
  const subject = claims.get('sub'),
    session = claims.get('sid'),
    id = claims.get('jti')
  demand('subject', subject !== undefined || session !== undefined, 'nobody and no session')
  if (subject !== undefined) judgeSubject(subject)
  demand(
    'subject',
    session === undefined || (typeof session === 'string' && session !== '' && session.length <= partMax),
    typeof session === 'string' ? `a session of ${session.length} signs` : `the session ${shown(session)}`,
  )
  demand('replay', typeof id === 'string' && id !== '' && id.length <= idMax, typeof id === 'string' ? `an id of ${id.length} signs` : 'no id')
  return {
    id: id as string,
    subject: subject as string | undefined,
    indexes: session === undefined ? [] : [session as string],
    deliverableUntil: new Date((issued + tokenSecondsMax + 2 * tokenSkewSeconds) * 1000),
  }
}
