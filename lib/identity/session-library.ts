import type { AuthOptions } from 'next-auth'
import { identityAct } from '../access/identity-act.ts'
import type { Place } from '../access/ctx.ts'
import { config } from '../config.ts'
import { sessionCookieName } from '../platform/http/session-cookie.ts'
import { sessionKey } from '../platform/keys/session-key.ts'
import { log } from '../platform/log/log.ts'
import { OwnSession } from './inputs.ts'
import { readSession } from './session.ts'
import { cookieSecondsMax } from './session-token.ts'

/** What the session library may tell a script of our own pages: a name, no rights. From anywhere: a refusal would make the library sign out. */
export const showSession = identityAct({
  name: 'identity.showSession',
  credential: 'session',
  why: 'tells whose session the cookie is, for the session library',
  input: OwnSession,
  run: async (ctx, { session }): Promise<{ name: string; company: string }> => {
    const { name, company } = await readSession(ctx, session, 'anywhere')
    ctx.unchanged('read')
    return { name, company }
  },
})
/**
 * How the session library is set up. It encrypts the cookie and no more: whether a session lives is asked of its row each time, and a row
 * that is gone makes the callback throw, upon which the library removes the cookie. Both lifetimes are the longest that a company may
 * choose, because the library's own default of the token is another one than that of the session. There are no providers: signing in is
 * our own state machine, and further ways in end there too.
 */
export function sessionLibrary(place: Place): AuthOptions {
  const { https } = config()
  return {
    providers: [],
    secret: sessionKey(),
    session: { strategy: 'jwt', maxAge: cookieSecondsMax },
    jwt: { maxAge: cookieSecondsMax },
    useSecureCookies: https,
    cookies: { sessionToken: { name: sessionCookieName(https), options: { httpOnly: true, sameSite: 'lax', path: '/', secure: https } } },
    pages: { signIn: '/sign-in', signOut: '/sign-out', error: '/sign-in' },
    callbacks: {
      async jwt({ token }) {
        const { tenant, secret } = token
        await showSession.invoke({ place }, { session: { tenant, secret } })
        return { tenant, secret }
      },
      async session({ session, token }) {
        const { tenant, secret } = token
        return { expires: session.expires, user: { name: (await showSession.invoke({ place }, { session: { tenant, secret } })).name } }
      },
    },
    logger: {
      error: (code) => log('info', 'session library', { code }), // an ended session is its most common “error”
      warn: (code) => log('debug', 'session library', { code }),
      debug: () => undefined,
    },
  }
}
