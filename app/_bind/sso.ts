import { cookies } from 'next/headers'
import { paths } from '@/app/_ui/paths.ts'
import { networkOfRefusal } from '@/lib/access/network.ts'
import { config } from '@/lib/config.ts'
import type { acceptOidc, takeReturn } from '@/lib/identity/sso/accept-oidc.ts'
import type { acceptSaml } from '@/lib/identity/sso/accept-saml.ts'
import { askProvider } from '@/lib/identity/sso/ask-provider.ts'
import type { completeSso } from '@/lib/identity/sso/complete-sso.ts'
import type { Accepted } from '@/lib/identity/sso/sso-outcome.ts'
import type { startSso } from '@/lib/identity/sso/start-sso.ts'
import { requestMillisecondsMax } from '@/lib/identity/sso/verify-response.ts'
import { Refusal } from '@/lib/kernel/refusal.ts'
import { place, sessionToken } from './caller.ts'
import { follow } from './flow.ts'
import { cookieAttributes } from './session-cookie.ts'
import '@/lib/registry.ts'

/** The secret that binds a sign-in at a provider to this browser. Lax: it comes along when the provider's answer leads back to us. */
const browserCookie = (): string => (config().https ? '__Host-sso' : 'sso')
const leadTo = (location: string): Response => new Response(null, { status: 303, headers: { location, 'cache-control': 'no-store' } })
const notIn = (error?: Refusal): Response => leadTo(`${paths.signIn()}?refused=${error?.code === 'unavailable' ? 'unreachable' : 'provider'}`)
const leadOn = (accepted: Accepted): Response =>
  leadTo(accepted.kind === 'test' ? paths.ssoTest(accepted.connectionId, accepted.testId) : paths.completeSso(accepted.code))

/** Sends the browser to the provider. A link and no form: the policy of our pages lets no form lead elsewhere. */
export async function goToProvider(act: typeof startSso, connectionId: string, query: URLSearchParams): Promise<Response> {
  const next = query.get('next'),
    test = query.get('test')
  try {
    const away = await act.invoke({ place: await place() }, { connectionId, ...(next === null ? {} : { next }), ...(test === null ? {} : { testId: test }) })
    if (!away) return notIn()
    ;(await cookies()).set(browserCookie(), away.browser, { ...cookieAttributes(), maxAge: requestMillisecondsMax / 1000 })
    return leadTo(away.to)
  } catch (error) {
    if (error instanceof Refusal) return notIn()
    throw error
  }
}
/** Takes the answer that a browser posts from the provider's site, where none of our cookies come along, and leads it back to where they do. */
export async function takeAnswer(act: typeof acceptSaml, connectionId: string, request: Request): Promise<Response> {
  try {
    const form = await request.formData(),
      message = form.get('SAMLResponse'),
      relayState = form.get('RelayState')
    const accepted = await act.invoke(
      { place: await place() },
      { connectionId, message: typeof message === 'string' ? message : '', ...(typeof relayState === 'string' && relayState !== '' ? { relayState } : {}) },
    )
    if (!accepted) return notIn()
    return leadOn(accepted)
  } catch (error) {
    if (error instanceof Refusal || error instanceof TypeError) return notIn()
    throw error
  }
}
/** Takes what a browser brings back in an address, together with our cookie, and asks the provider what it is worth. */
export async function takeCallback(take: typeof takeReturn, accept: typeof acceptOidc, connectionId: string, request: Request): Promise<Response> {
  try {
    const caller = { place: await place() },
      browser = (await cookies()).get(browserCookie())?.value
    const taken = await take.invoke(caller, { connectionId, query: new URL(request.url).search.slice(1), ...(browser === undefined ? {} : { browser }) })
    const accepted = taken?.kind === 'ask' ? await accept.invoke(caller, { answered: await askProvider(taken.question) }) : taken
    return accepted ? leadOn(accepted) : notIn()
  } catch (error) {
    if (error instanceof Refusal) return notIn(error)
    throw error
  }
}
export async function fetchSession(act: typeof completeSso, code: string): Promise<Response> {
  const jar = await cookies(),
    browser = jar.get(browserCookie())?.value,
    previous = await sessionToken()
  jar.set(browserCookie(), '', { ...cookieAttributes(), maxAge: 0 })
  try {
    const answer = await act.invoke({ place: await place() }, { code, ...(browser === undefined ? {} : { browser }), ...(previous ? { previous } : {}) })
    return answer ? await follow(answer) : notIn()
  } catch (error) {
    if (networkOfRefusal(error) !== undefined) return leadTo(paths.otherNetwork())
    if (error instanceof Refusal) return notIn()
    throw error
  }
}
