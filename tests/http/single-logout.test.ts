// Over HTTP as a browser goes it: out here first and then at the provider, and out from the provider without any cookie of ours.
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { makeSsoCompany, type SsoCompany } from '../support/saml/company.ts'
import { byRedirect, destinationOf, formOf, logoutRequest, openSessions, signRoot, switchLogout } from '../support/saml/logout.ts'
import { attributeNames, startProvider, visit, type Provider } from '../support/saml/provider.ts'
import { colleagueAt } from '../support/saml/required.ts'
import { signOutByForm } from '../support/sign-out-form.ts'

const origin = inject('origin')
let provider: Provider, company: SsoCompany
beforeAll(async () => {
  provider = await startProvider()
  process.env['PLUMBLINE_EGRESS_ALLOW'] = provider.origin
  company = await makeSsoCompany(
    { issuer: provider.issuer, ssoUrl: `${provider.origin}/sso`, certificate: provider.certificate },
    { emailAttribute: attributeNames.email, providerFactor: 'attested' },
  )
  await switchLogout(company, `${provider.origin}/logout`)
  provider.person = { id: 'over-http', email: (await colleagueAt(company)).email }
  provider.signsOut = {
    pem: await (await get(`/api/sso/saml/${company.connectionId}/certificate`)).text(),
    url: `${origin}/api/sso/saml/${company.connectionId}/logout`,
  }
})
afterAll(() => provider.close())
const crossSite = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' } as const
const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(path.startsWith('http') ? path : origin + path, { redirect: 'manual', headers: { 'sec-fetch-site': 'none', ...headers } })
const cookieOf = (response: Response, name: string): string =>
  response.headers
    .getSetCookie()
    .find((cookie) => cookie.startsWith(`${name}=`))
    ?.split(';')[0] ?? ''
const placeOf = (response: Response): string => (response.headers.get('location') ?? '').replace(origin, '')
const post = (path: string, body: string): Promise<Response> =>
  fetch(origin + path, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: provider.origin, ...crossSite, 'content-type': 'application/x-www-form-urlencoded' },
    body,
  })
const here = (): string => `/api/sso/saml/${company.connectionId}/logout`
async function comeIn(): Promise<string> {
  const gone = await get(`/sign-in/with/${company.connectionId}`),
    form = await visit(gone.headers.get('location') ?? ''),
    posted = await post(form.action.replace(origin, ''), new URLSearchParams({ SAMLResponse: form.message, RelayState: form.relayState }).toString())
  return cookieOf(await get(placeOf(posted), { cookie: cookieOf(gone, 'sso'), ...crossSite }), 'session')
}

test('a sign-out ends the session, leads on to the provider by a page of ours, and back to one that says it is done', async () => {
  const cookie = await comeIn()
  expect((await get('/home', { cookie })).status).toBeLessThan(400)
  const out = await signOutByForm(cookie),
    on = placeOf(out)
  expect([out.status, on.split('?')[0]]).toEqual([303, '/signed-out'])
  expect(placeOf(await get('/home', { cookie }))).toMatch(/^\/sign-in/)
  const page = await (await get(on)).text(),
    next = (/http-equiv="refresh" content="0; url=([^"]*)"/i.exec(page)?.[1] ?? '').replaceAll('&amp;', '&')
  expect(next).toMatch(new RegExp(`^/api/sso/leave/${company.connectionId}\\?request=_`))
  const away = await get(next),
    there = await get(placeOf(away)),
    back = await get(placeOf(there), crossSite)
  expect([away.status, new URL(away.headers.get('location') ?? '').origin, placeOf(there).split('?')[0], back.status, placeOf(back)]).toEqual([
    303,
    provider.origin,
    here(),
    303,
    '/signed-out?provider=done',
  ])
  expect(await (await get('/signed-out?provider=done')).text()).toContain('has ended its own')
})
test('a sign-out at the provider ends the session without a cookie of ours, by redirect and by POST', async () => {
  for (const binding of ['redirect', 'post'] as const) {
    const cookie = await comeIn(),
      xml = logoutRequest({
        issuer: provider.issuer,
        destination: destinationOf(company),
        certificate: provider.certificate,
        subject: 'over-http',
        index: [],
        before: (text) => text.replace(/Destination="[^"]*"/, `Destination="${origin}${here()}"`),
      })
    const answer =
      binding === 'redirect'
        ? await get(`${here()}?${byRedirect(xml, { certificate: provider.certificate, relayState: 'theirs' })}`, crossSite)
        : await post(here(), formOf(signRoot(xml, provider.certificate), 'SAMLRequest', { RelayState: 'theirs' }))
    const location = new URL(answer.headers.get('location') ?? '')
    expect([answer.status, location.origin, location.searchParams.get('RelayState'), answer.headers.getSetCookie()], binding).toEqual([
      303,
      provider.origin,
      'theirs',
      [],
    ])
    expect([placeOf(await get('/home', { cookie })).split('?')[0], await openSessions(company)], binding).toEqual(['/sign-in', []])
  }
})
test('what is no sign-out ends nothing and says so; nothing that is sent makes the server stumble', async () => {
  const cookie = await comeIn()
  for (const query of ['', 'SAMLRequest=x', 'SAMLRequest=%', `SAMLRequest=${'A'.repeat(6_000)}`, 'Signature=x&SigAlg=y&SAMLRequest=AAAA'])
    expect(placeOf(await get(`${here()}?${query}`, crossSite)), query.slice(0, 30)).toBe('/signed-out?provider=ignored')
  expect(placeOf(await get(`${here()}?SAMLResponse=x`, crossSite))).toBe('/signed-out?provider=unconfirmed')
  expect(placeOf(await post(here(), 'SAMLRequest=PGEvPg=='))).toBe('/signed-out?provider=ignored')
  expect((await post(here(), `SAMLRequest=${'A'.repeat(2_000_000)}`)).status).toBe(413)
  expect((await get(`${here()}?SAMLRequest=${'A'.repeat(9_000)}`)).status).toBe(414)
  for (const query of ['?request=_x', '', `?request=_${'0'.repeat(40)}`, '?test=tst_0'])
    expect(placeOf(await get(`/api/sso/leave/${company.connectionId}${query}`)), query).toBe('/signed-out?provider=unconfirmed')
  expect((await get('/api/sso/saml/sso_00000000000000000000000000/certificate')).status).toBe(404)
  const page = await (await get('/signed-out?provider=ignored')).text()
  expect(page).toContain('Nobody was signed out')
  expect((await get('/home', { cookie })).status).toBeLessThan(400)
})
