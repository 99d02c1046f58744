import { decode, encode } from 'next-auth/jwt'
import { sessionKey } from '../platform/keys/session-key.ts'

/** What the session cookie carries, encrypted: the tenant it claims and the secret whose hash is the key of the session row. */
export interface SessionToken {
  readonly tenant: string
  readonly secret: string
}
/** The longest absolute expiry a tenant may choose; the real one is judged on the session row. */
export const cookieSecondsMax = 30 * 24 * 3600

export const makeSessionToken = async (token: SessionToken): Promise<string> =>
  encode({ token: { tenant: token.tenant, secret: token.secret }, secret: sessionKey(), maxAge: cookieSecondsMax })
/** Undefined for anything that we did not encrypt ourselves. */
export async function readSessionToken(cookie: string | undefined): Promise<SessionToken | undefined> {
  if (!cookie || cookie.length > 4096) return undefined
  const token = await decode({ token: cookie, secret: sessionKey() }).catch(() => null) // damaged, foreign or outdated: not signed in
  const tenant = token?.['tenant'],
    secret = token?.['secret']
  return typeof tenant === 'string' && typeof secret === 'string' ? { tenant, secret } : undefined
}
