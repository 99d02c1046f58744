// Over HTTP as a browser goes it: to an OpenID provider on another site (one that we did not write) and back by a link, and in by the cookie of the browser that began.
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { showConnection } from '../../lib/tenancy/sso-connection.ts'
import { makeOidcCompany } from '../support/oidc/company.ts'
import { switchOidcLogout } from '../support/oidc/logout.ts'
import { startRealProvider, visit, visitOut, type RealProvider } from '../support/oidc/provider.ts'
import type { SsoCompany } from '../support/saml/company.ts'
import { makePerson } from '../identity/person.ts'
import { signOutByForm } from '../support/sign-out-form.ts'
import { admin } from '../support/world.ts'

const origin = inject('origin')
let provider: RealProvider,
  company: SsoCompany,
  callback = ''
beforeAll(async () => {
  provider = await startRealProvider(inject('providerPort'))
  process.env['PLUMBLINE_EGRESS_ALLOW'] = provider.origin
  company = await makeOidcCompany(provider, { providerFactor: 'attested' })
  const person = await makePerson(company.world.tenant, 'finance'),
    email = `over.http@${company.domain}`
  await admin`update identity.accounts set email = ${email} where id = ${person.accountId}`
  await admin`update public.members set email = ${email} where id = ${person.memberId}`
  await switchOidcLogout(company)
  const { own } = await company.world.as('admin').run(showConnection, { connectionId: company.connectionId })
  callback = own.redirectUrl
  provider.register(callback, 'client_secret_post', { backTo: own.logoutUrl, toldAt: own.logoutUrl })
  provider.person = { id: `http-${person.accountId}`, email }
})
afterAll(() => provider.close())
const crossSite = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' } as const
const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(origin + path, { redirect: 'manual', headers: { 'sec-fetch-site': 'none', ...headers } })
const cookieOf = (response: Response, name: string): string =>
  response.headers
    .getSetCookie()
    .find((cookie) => cookie.startsWith(`${name}=`))
    ?.split(';')[0] ?? ''
const placeOf = (response: Response): string => (response.headers.get('location') ?? '').replace(origin, '')
async function toProvider(jar = new Map<string, string>()) {
  const gone = await get(`/sign-in/with/${company.connectionId}?next=${encodeURIComponent('/payouts')}`),
    away = gone.headers.get('location') ?? ''
  return { gone, away, back: (await visit(away, jar)).replace(origin, ''), cookie: cookieOf(gone, 'sso') }
}
test('a person is sent to the provider, comes back and is in, on the page that was asked for', async () => {
  const { gone, away, back, cookie } = await toProvider()
  expect([gone.status, new URL(away).hostname, new URL(origin).hostname]).toEqual([303, '127.0.0.1', 'localhost'])
  expect(gone.headers.getSetCookie().find((c) => c.startsWith('sso='))).toMatch(/HttpOnly.*SameSite=lax/i)
  expect(`${origin}${back.split('?')[0] ?? ''}`).toBe(callback)
  const taken = await get(back, { cookie, ...crossSite })
  expect([taken.status, placeOf(taken).split('?')[0], taken.headers.getSetCookie(), taken.headers.get('cache-control')]).toEqual([
    303,
    '/api/sso/complete',
    [],
    'no-store',
  ])
  const done = await get(placeOf(taken), { cookie, ...crossSite })
  expect(placeOf(done)).toBe('/payouts')
  const session = cookieOf(done, 'session')
  expect(session.length).toBeGreaterThan(50)
  expect((await get('/payouts', { cookie: session })).status).toBe(200)
  // The same ways a second time lead nowhere.
  expect([placeOf(await get(back, { cookie, ...crossSite })), placeOf(await get(placeOf(taken), { cookie, ...crossSite }))]).toEqual([
    '/sign-in?refused=provider',
    '/sign-in?refused=provider',
  ])
})
test('in another browser the answer is worth nothing', async () => {
  const mine = await toProvider(),
    theirs = await toProvider()
  for (const cookie of [theirs.cookie, '']) {
    const stolen = await get(mine.back, { ...(cookie === '' ? {} : { cookie }), ...crossSite })
    expect([placeOf(stolen), cookieOf(stolen, 'session')]).toEqual(['/sign-in?refused=provider', ''])
  }
})
test('what is no answer leads back to the sign-in page, and a provider that is down is said to be', async () => {
  const own = `/api/sso/oidc/${company.connectionId}/callback`
  for (const query of ['', '?state=x', '?code=1&state=2', '?error=access_denied', `?state=${'x'.repeat(5_000)}`, '?state=%00%ff'])
    expect(placeOf(await get(own + query, crossSite)), query.slice(0, 30)).toBe('/sign-in?refused=provider')
  expect(placeOf(await get('/api/sso/oidc/sso_00000000000000000000000000/callback?code=1', crossSite))).toBe('/sign-in?refused=provider')
  expect((await fetch(origin + own, { method: 'POST', redirect: 'manual', headers: { origin: provider.origin }, body: '' })).status).toBe(405)
  const { back, cookie } = await toProvider()
  await admin`update public.sso_clients set token_url = ${`${provider.origin.replace(/\d+$/, '9')}/token`} where connection_id = ${company.uuid}`
  expect(placeOf(await get(back, { cookie, ...crossSite }))).toBe('/sign-in?refused=unreachable')
  await admin`update public.sso_clients set token_url = ${`${provider.origin}/token`} where connection_id = ${company.uuid}`
  const page = await (await get('/sign-in?refused=unreachable')).text()
  expect(page).toContain('does not answer')
  expect(page).toContain('name="email"')
})

const here = (): string => `/api/sso/oidc/${company.connectionId}/logout`
/** In, with the cookies that the provider gave to the same browser. */
async function comeIn(): Promise<{ readonly session: string; readonly jar: Map<string, string> }> {
  const jar = new Map<string, string>(),
    { back, cookie } = await toProvider(jar),
    taken = await get(back, { cookie, ...crossSite })
  return { session: cookieOf(await get(placeOf(taken), { cookie, ...crossSite }), 'session'), jar }
}
const isIn = async (session: string): Promise<boolean> => (await get('/home', { cookie: session })).status === 200
test('a sign-out ends the session, leads on to the provider by a page of ours, and back to one that says it was taken', async () => {
  const { session, jar } = await comeIn()
  expect(await isIn(session)).toBe(true)
  const on = placeOf(await signOutByForm(session)),
    page = await (await get(on)).text(),
    next = (/http-equiv="refresh" content="0; url=([^"]*)"/i.exec(page)?.[1] ?? '').replaceAll('&amp;', '&')
  expect([on.split('?')[0], next.split('?')[0], await isIn(session)]).toEqual(['/signed-out', `/api/sso/leave/${company.connectionId}`, false])
  const away = await get(next),
    back = (await visitOut(away.headers.get('location') ?? '', jar)).replace(origin, '')
  expect([away.status, back.split('?')[0]]).toEqual([303, here()])
  const done = await get(back, crossSite)
  expect([done.status, placeOf(done), done.headers.getSetCookie()]).toEqual([303, '/signed-out?provider=taken', []])
  expect(await (await get('/signed-out?provider=taken')).text()).toContain('has taken the sign-out')
  expect(placeOf(await get(back, crossSite)), 'once').toBe('/signed-out?provider=unconfirmed')
})
test('a sign-out at the provider ends the session that it opened, by its own word and without any browser', async () => {
  const [mine, stays] = [await comeIn(), await comeIn()],
    end = new URL('/session/end', provider.origin)
  end.searchParams.set('client_id', provider.clientId)
  await visitOut(end.href, mine.jar)
  expect([await isIn(mine.session), await isIn(stays.session)]).toEqual([false, true])
})
test('what is no word of a sign-out is answered as its protocol asks for, says nothing, and ends nothing', async () => {
  const { session } = await comeIn(),
    send = (path: string, body: string): Promise<Response> =>
      fetch(origin + path, { method: 'POST', redirect: 'manual', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body })
  for (const body of ['', 'logout_token=x', 'logout_token=a.b.c', 'logout_token=%', `logout_token=${'A'.repeat(70_000)}`]) {
    const refused = await send(here(), body)
    expect([refused.status, refused.headers.get('cache-control'), await refused.json()], body.slice(0, 30)).toEqual([
      400,
      'no-store',
      { error: 'invalid_request', error_description: expect.stringContaining('cannot be accepted') as string },
    ])
  }
  expect((await send(here(), `logout_token=${'A'.repeat(2_000_000)}`)).status).toBe(413)
  expect((await send('/api/sso/oidc/sso_00000000000000000000000000/logout', 'logout_token=x')).status).toBe(404)
  expect((await send(`/api/sso/oidc/${'x'.repeat(50)}/logout`, 'logout_token=x')).status).toBeGreaterThanOrEqual(400)
  expect(placeOf(await get(`${here()}?state=x`, crossSite))).toBe('/signed-out?provider=unconfirmed')
  expect(await isIn(session)).toBe(true)
})
