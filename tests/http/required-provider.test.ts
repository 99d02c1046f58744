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
const ask = (path: string, cookie: string, headers: Record<string, string> = {}): Promise<Response> => fetch(origin + path, { redirect: 'manual', headers: { cookie: `session=${cookie}`, 'sec-fetch-site': 'none', ...headers } })
const placeOf = (response: Response): string => (response.headers.get('location') ?? '').replace(origin, '').split('?')[0] as string
const places = ['/home', '/payouts', '/members', '/settings/sso', '/account', '/payouts.csv', '/api/pulse'] as const

test('an old session is over at its next request, and what it is sent holds nothing of the company', async () => {
  const person = await colleagueAt(company, 'admin'), old = await cookieOf(await byPassword(person)), vouched = await cookieOf(await byProvider(provider, company, person, 30_000))
  for (const path of ['/home', '/members', '/settings/sso']) expect((await ask(path, old)).status, path).toBe(200)
  await demand(company)
  for (const path of places) {
    for (const headers of [{}, { rsc: '1' }]) {
      const first = await ask(path, old, headers), marked = first.headers.get('location')?.match(/\?_rsc=[\w-]+$/)
      // A page's data is asked for by an address with a mark; without one the framework leads there first, before anything of ours is asked.
      const response = marked ? await ask(path + marked[0], old, headers) : first, body = await response.text()
      expect([401, 303, 307], `${path} ${response.status}`).toContain(response.status)
      if (response.status !== 401) expect(placeOf(response), path).toBe('/sign-in')
      expect(body, path).not.toContain(person.name)
    }
  }
  for (const path of ['/home', '/members', '/settings/sso', `/settings/sso/required/${company.domainId}`]) expect((await ask(path, vouched)).status, path).toBe(200)
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
