import { paths } from '@/app/_ui/paths.ts'
import { ports } from '@/lib/access/ports.ts'
import type { acceptLogout } from '@/lib/identity/sso/accept-logout.ts'
import type { endByToken, takeLogoutReturn, takeLogoutToken } from '@/lib/identity/sso/accept-oidc-logout.ts'
import { hearSignOut } from '@/lib/identity/sso/hear-sign-out.ts'
import type { leaveProvider } from '@/lib/identity/sso/leave-provider.ts'
import { Refusal, type RefusalCode } from '@/lib/kernel/refusal.ts'
import { place } from './caller.ts'
import '@/lib/registry.ts'

const leadTo = (location: string): Response => new Response(null, { status: 303, headers: { location, 'cache-control': 'no-store' } })

/** A provider's sign-out: its request goes back answered, its answer to ours leads to the page that says so. */
export async function takeLogout(act: typeof acceptLogout, connectionId: string, binding: 'redirect' | 'post', text: string): Promise<Response> {
  try {
    const outcome = await act.invoke({ place: await place() }, { connectionId, binding, text })
    if (outcome?.kind === 'answer') return leadTo(outcome.to)
    if (outcome?.kind === 'test') return leadTo(paths.ssoTest(outcome.connectionId, outcome.testId))
    return leadTo(paths.signedOut('done'))
  } catch (error) {
    // Whoever asked us has signed nobody out; whoever answered has not confirmed what had ended here before.
    if (error instanceof Refusal) return leadTo(paths.signedOut(/(^|&)SAMLResponse=/.test(text) ? 'unconfirmed' : 'ignored'))
    throw error
  }
}
/** On to the provider. The session here has ended; whatever is wrong from here on is said, and brings nothing back. */
export async function goOut(act: typeof leaveProvider, connectionId: string, query: URLSearchParams): Promise<Response> {
  const request = query.get('request'),
    test = query.get('test')
  try {
    const away = await act.invoke(
      { place: await place() },
      { connectionId, ...(request === null ? {} : { request }), ...(test === null ? {} : { testId: test }) },
    )
    return leadTo(away?.to ?? paths.signedOut('unconfirmed'))
  } catch (error) {
    if (!(error instanceof Refusal)) ports.onError(error, 'signing out at a provider')
    return leadTo(paths.signedOut('unconfirmed'))
  }
}
/** A browser that an OpenID provider leads back. */
export async function comeBackOut(act: typeof takeLogoutReturn, connectionId: string, state: string): Promise<Response> {
  try {
    const outcome = await act.invoke({ place: await place() }, { connectionId, state })
    return leadTo(outcome?.kind === 'test' ? paths.ssoTest(outcome.connectionId, outcome.testId) : paths.signedOut('taken'))
  } catch (error) {
    if (error instanceof Refusal) return leadTo(paths.signedOut('unconfirmed'))
    throw error
  }
}
const statuses: Partial<Record<RefusalCode, number>> = { not_found: 404, too_many: 429, unavailable: 503 }
/** An OpenID provider's own word of a sign-out, and the answer that its protocol asks for (Back-Channel Logout 1.0, 2.8). Which check refused is for the log. */
export async function hearLogout(take: typeof takeLogoutToken, end: typeof endByToken, connectionId: string, text: string): Promise<Response> {
  const headers = { 'cache-control': 'no-store' },
    caller = { place: await place() }
  try {
    const question = await take.invoke(caller, { connectionId, text })
    if (question) await end.invoke(caller, { heard: await hearSignOut(question) })
    return new Response(null, { status: 200, headers })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const wait: Record<string, string> = error.retryAfterSeconds === undefined ? {} : { 'retry-after': String(error.retryAfterSeconds) }
    return Response.json(
      { error: 'invalid_request', error_description: error.message },
      { status: statuses[error.code] ?? 400, headers: { ...headers, ...wait } },
    )
  }
}
