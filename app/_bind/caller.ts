import { cookies, headers } from 'next/headers'
import { cache } from 'react'
import type { Place } from '@/lib/access/ctx.ts'
import type { Caller } from '@/lib/access/operation.ts'
import { config } from '@/lib/config.ts'
import { readSessionToken } from '@/lib/identity/session-token.ts'
import { sessionCookieName } from '@/lib/platform/http/session-cookie.ts'

/** Where this request comes from. The headers are set by our own server and middleware, which drop what a client claims. */
export const place = cache(async (): Promise<Place> => {
  const list = await headers()
  return { requestId: list.get('x-request-id') ?? '', ip: list.get('x-client-ip') ?? '', agent: (list.get('user-agent') ?? '').slice(0, 300) }
})
/** The session in the cookie, decrypted but not yet believed: the operation's door looks its row up. */
export const sessionToken = cache(async () => readSessionToken((await cookies()).get(sessionCookieName(config().https))?.value))

/** The caller of an operation, or undefined when there is no session cookie. The tenant comes from the session, never from a parameter. */
export async function currentCaller(code?: string): Promise<Caller | undefined> {
  const token = await sessionToken()
  if (!token) return undefined
  return { door: { kind: 'session', tenant: token.tenant, secret: token.secret }, place: await place(), ...(code === undefined ? {} : { code }) }
}
