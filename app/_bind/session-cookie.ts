import { cookies } from 'next/headers'
import { config } from '@/lib/config.ts'
import { cookieSecondsMax, makeSessionToken, type SessionToken } from '@/lib/identity/session-token.ts'
import { sessionCookieName } from '@/lib/platform/http/session-cookie.ts'

/** Lax, so that links in mails work; state changes are guarded by the origin rule. */
export const cookieAttributes = () => ({ httpOnly: true, secure: config().https, sameSite: 'lax' as const, path: '/' })
/** The session cookie under its new secret: after sign-in, step-up, switch or a change of password or factor. */
export async function keepSession(session: SessionToken): Promise<void> {
  ;(await cookies()).set(sessionCookieName(config().https), await makeSessionToken(session), { ...cookieAttributes(), maxAge: cookieSecondsMax })
}
export async function dropSession(): Promise<void> {
  ;(await cookies()).set(sessionCookieName(config().https), '', { ...cookieAttributes(), maxAge: 0 })
}
