// Over HTTP as a browser goes it: to a provider on another site and back, where no cookie of ours comes along, and in by the cookie of the browser that began.
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { makeSsoCompany, setConnection, type SsoCompany } from '../support/saml/company.ts'
import { attributeNames, startProvider, visit, type Provider } from '../support/saml/provider.ts'
import { makePerson } from '../identity/person.ts'
import { admin } from '../support/world.ts'

const origin = inject('origin')
let provider: Provider,
  company: SsoCompany,
  email = ''
beforeAll(async () => {
  provider = await startProvider()
  process.env['PLUMBLINE_EGRESS_ALLOW'] = provider.origin
  company = await makeSsoCompany(
    { issuer: provider.issuer, ssoUrl: `${provider.origin}/sso`, certificate: provider.certificate },
    { emailAttribute: attributeNames.email, providerFactor: 'attested' },
  )
  const person = await makePerson(company.world.tenant, 'finance')
  email = `over.http@${company.domain}`
  await admin`update identity.accounts set email = ${email} where id = ${person.accountId}`
  await admin`update public.members set email = ${email} where id = ${person.memberId}`
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
async function toProvider() {
  const gone = await get(`/sign-in/with/${company.connectionId}?next=${encodeURIComponent('/payouts')}`),
    form = await visit(gone.headers.get('location') ?? '')
  return { gone, form, cookie: cookieOf(gone, 'sso') }
}
const post = (form: { action: string; message: string; relayState: string }): Promise<Response> =>
  fetch(form.action, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: provider.origin, ...crossSite },
    body: new URLSearchParams({ SAMLResponse: form.message, RelayState: form.relayState }),
  })

test('a person is sent to the provider, comes back and is in, on the page that was asked for', async () => {
  const { gone, form, cookie } = await toProvider()
  expect(gone.status).toBe(303)
  expect(new URL(gone.headers.get('location') ?? '').hostname).toBe('127.0.0.1')
  expect(new URL(origin).hostname).toBe('localhost')
  expect(gone.headers.getSetCookie().find((c) => c.startsWith('sso='))).toMatch(/HttpOnly.*SameSite=lax/i)
  expect(form.action).toBe(`${origin}/api/sso/saml/${company.connectionId}/acs`)
  const posted = await post(form)
  expect([posted.status, placeOf(posted).split('?')[0], posted.headers.getSetCookie()]).toEqual([303, '/api/sso/complete', []])
  const back = await get(placeOf(posted), { cookie, ...crossSite })
  expect([303, 307]).toContain(back.status)
  expect(placeOf(back)).toBe('/payouts')
  const session = cookieOf(back, 'session')
  expect(session.length).toBeGreaterThan(50)
  expect((await get('/payouts', { cookie: session })).status).toBe(200)
  // The same way back a second time leads nowhere.
  expect(placeOf(await get(placeOf(posted), { cookie, ...crossSite }))).toBe('/sign-in?refused=provider')
})
test('in another browser the answer is worth nothing', async () => {
  const mine = await toProvider(),
    theirs = await toProvider()
  const posted = await post(mine.form),
    stolen = await get(placeOf(posted), { cookie: theirs.cookie, ...crossSite })
  expect([placeOf(stolen), cookieOf(stolen, 'session')]).toEqual(['/sign-in?refused=provider', ''])
})
test('from outside the networks that the company allows, the way back leads to the page that says so, and to no session', async () => {
  await admin`insert into public.network_rules (tenant_id, id, scope, range) values (${company.world.tenant}, gen_random_uuid(), 'company', '203.0.113.0/24')`
  try {
    const { form, cookie } = await toProvider(),
      back = await get(placeOf(await post(form)), { cookie, ...crossSite, 'x-forwarded-for': '203.0.113.9' })
    expect([placeOf(back), cookieOf(back, 'session'), cookieOf(back, 'flow')]).toEqual(['/other-network', '', ''])
  } finally {
    await admin`delete from public.network_rules where tenant_id = ${company.world.tenant}`
  }
})
test('what is no answer leads back to the sign-in page, which says so and offers the other ways', async () => {
  const { form } = await toProvider()
  for (const message of ['', 'x', '%%%', Buffer.from('<a/>').toString('base64'), `${form.message.slice(0, 400)}AAAA${form.message.slice(404)}`])
    expect(placeOf(await post({ ...form, message })), message.slice(0, 10)).toBe('/sign-in?refused=provider')
  const page = await (await get('/sign-in?refused=provider')).text()
  expect(page).toContain('did not let you in')
  expect(page).toContain('name="email"')
  expect(
    (await fetch(form.action, { method: 'POST', redirect: 'manual', headers: { origin: provider.origin, 'content-type': 'application/json' }, body: '{}' }))
      .status,
  ).toBeLessThan(500)
  expect(
    (
      await fetch(form.action, {
        method: 'POST',
        redirect: 'manual',
        headers: { origin: provider.origin, 'content-type': 'application/x-www-form-urlencoded' },
        body: `SAMLResponse=${'A'.repeat(2_000_000)}`,
      })
    ).status,
  ).toBe(413)
  expect((await get(`/api/sso/saml/${company.connectionId}/acs`)).status).toBe(405)
})
test('a connection that is off or that nobody made sends nobody anywhere', async () => {
  expect(placeOf(await get('/sign-in/with/sso_00000000000000000000000000'))).toBe('/sign-in?refused=provider')
  await admin`update public.sso_connections set state = 'off' where id = ${company.uuid}`
  expect(placeOf(await get(`/sign-in/with/${company.connectionId}`))).toBe('/sign-in?refused=provider')
  await admin`update public.sso_connections set state = 'on' where id = ${company.uuid}`
  await setConnection(company.uuid, { providerFactor: 'attested' })
})
test('our metadata is there for the provider to fetch', async () => {
  const response = await get(`/api/sso/saml/${company.connectionId}/metadata`)
  expect(response.status).toBe(200)
  expect(await response.text()).toContain(`entityID="${origin}/api/sso/saml/${company.connectionId}/metadata"`)
  expect((await get('/api/sso/saml/sso_00000000000000000000000000/metadata')).status).toBe(404)
})
