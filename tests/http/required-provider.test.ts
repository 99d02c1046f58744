// Over HTTP: when a company begins to require its provider, the next request of every session opened by a password leads to the sign-in page, for pages, their data and downloads; sessions by the provider go on.
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { makeSessionToken } from '../../lib/identity/session-token.ts'
import type { Browser } from '../identity/person.ts'
import { byPassword, byProvider, colleagueAt, demand, makeReadyCompany, type RequiredCompany } from '../support/saml/required.ts'
import { startProvider, type Provider } from '../support/saml/provider.ts'
import { admin } from '../support/world.ts'

const origin = inject('origin')
let provider: Provider, company: RequiredCompany
beforeAll(async () => {
  provider = await startProvider()
  process.env['PLUMBLINE_EGRESS_ALLOW'] = provider.origin
  company = await makeReadyCompany(provider, { providerFactor: 'attested' })
})
afterAll(() => provider.close())
const cookieOf = (browser: Browser): Promise<string> => makeSessionToken(browser.own.session)
const ask = (path: string, cookie: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(origin + path, { redirect: 'manual', headers: { cookie: `session=${cookie}`, 'sec-fetch-site': 'none', ...headers } })
const placeOf = (response: Response): string => (response.headers.get('location') ?? '').replace(origin, '').split('?')[0] as string
const places = ['/home', '/payouts', '/members', '/settings/sso', '/account/profile', '/payouts.csv', '/api/pulse'] as const

test('an old session is over at its next request, and what it is sent holds nothing of the company', async () => {
  const person = await colleagueAt(company, 'admin'),
    old = await cookieOf(await byPassword(person)),
    vouched = await cookieOf(await byProvider(provider, company, person, 30_000))
  for (const path of ['/home', '/members', '/settings/sso']) expect((await ask(path, old)).status, path).toBe(200)
  await demand(company)
  for (const path of places) {
    // The framework leads a request for a page's data on before anything of ours is asked, unless the address says what it is.
    for (const [at, headers] of [
      [path, {}],
      [`${path}?_rsc`, { rsc: '1' }],
    ] as const) {
      const response = await ask(at, old, headers),
        body = await response.text()
      expect([401, 303, 307, ...('rsc' in headers ? [200] : [])], `${at} ${response.status}`).toContain(response.status)
      // Data that has begun to be sent leads away by its own text.
      if (response.status === 200) expect(body, at).toMatch(/NEXT_REDIRECT;[a-z]*;\/sign-in[;?]/)
      else if (response.status !== 401) expect(placeOf(response), at).toBe('/sign-in')
      expect(body, path).not.toContain(person.name)
    }
  }
  for (const path of ['/home', '/members', '/settings/sso', `/settings/sso/required/${company.domainId}`])
    expect((await ask(path, vouched)).status, path).toBe(200)
  // Kept alive by hand, it opens nothing all the same.
  await admin`update identity.sessions set ended_at = null where account_id = ${person.accountId}`
  expect(placeOf(await ask('/home', old))).toBe('/sign-in')
})
test('the page of an invitation to an address at the domain names the provider, and offers nothing to begin by itself', async () => {
  const { inviteMember } = await import('../../lib/tenancy/invite-member.ts')
  const { link } = await company.world.as('owner').run(inviteMember, { name: 'Nora New', email: `nora@${company.domain}`, role: 'office' })
  const page = await (await fetch(origin + new URL(link).pathname, { headers: { 'sec-fetch-site': 'none' } })).text()
  expect(page).toContain(`/sign-in/with/${company.connectionId}`)
  expect(page).toContain('only')
  expect(page).not.toContain('>Accept<')
})
