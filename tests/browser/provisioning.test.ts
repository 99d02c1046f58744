// In a real browser: an admin makes a provisioning token, which is shown once; the provider uses it; its requests and the reason of each refusal are read on the page; revoked, it opens nothing. Every page of it is accessible in both themes and fits a phone.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { overHttp, ScimClient } from '../support/scim/client.ts'
import { makeScimCompany, userBody, type ScimCompany } from '../support/scim/company.ts'
import { openBrowser, windowOf } from '../support/browser.ts'
import { byFactor } from '../support/confirm.ts'
import { makeProvisioningToken } from '../support/desk-acts.ts'
import { faultsAt } from '../support/page-faults.ts'
import { makePerson, presentClock, type TestPerson } from '../identity/person.ts'
import { admin, makeWorld, type World } from '../support/world.ts'

const origin = inject('origin')
let browser: Browser, company: ScimCompany, admin_: TestPerson, reader: TestPerson, bare: World
beforeAll(async () => {
  browser = await openBrowser()
  company = await makeScimCompany({ send: overHttp(origin), lines: [['Payroll', 'finance']], others: null })
  await admin`update public.scim_tokens set name = 'First token', expires_at = now() + interval '10 days' where id = ${company.tokenId}`
  admin_ = await makePerson(company.world.tenant, 'admin', 'Jana Ruiz')
  reader = await makePerson(company.world.tenant, 'read_only', 'Tom Beck')
  bare = await makeWorld(new Date().toISOString())
  await company.client.post('/Users', userBody(`ana@${company.domain}`))
  await company.client.post('/Users', userBody('someone@elsewhere.example'))
}, 120_000)
afterAll(() => browser.close())
const as = (person: TestPerson) => ({ tenant: person.tenant, memberId: person.memberId, accountId: person.accountId })
test('a token is made, shown once, used and revoked', async () => {
  const context = await windowOf(browser, as(admin_), { width: 1440, theme: 'light' }),
    page = await context.newPage()
  await page.goto('/settings/provisioning')
  await page.getByText('One person is provisioned.').waitFor()
  const before = await page.locator('main').innerText()
  for (const part of [
    'First token',
    'Ends soon',
    '/scim/v2',
    'POST /Users',
    'Refused (400)',
    'not at a domain that the company has proven',
    'as no group of theirs means a role',
  ])
    expect(before).toContain(part)
  expect(before).not.toContain('elsewhere.example')
  const token = await makeProvisioningToken(
    page,
    'Entra ID 2026',
    byFactor(() => admin_.code(presentClock())),
  )
  expect(token).not.toBe('')
  const client = new ScimClient(token, overHttp(origin))
  expect((await client.find('Users', `userName eq "ana@${company.domain}"`)).body.totalResults).toBe(1)
  await page.goto('/settings/provisioning')
  const after = await page.locator('main').innerText()
  for (const part of ['Entra ID 2026', token.slice(0, 12), 'GET /Users?filter=username eq …']) expect(after).toContain(part)
  expect(await page.content()).not.toContain(token.slice(14))
  await page.getByRole('link', { name: 'Entra ID 2026' }).click()
  await page.getByRole('heading', { name: 'Revoke Entra ID 2026?' }).waitFor()
  const code = page.getByLabel('Code from your authenticator app')
  if (await code.isVisible()) await code.fill('')
  await page.getByRole('button', { name: 'Revoke the token' }).click()
  await page.waitForURL('**/settings/provisioning')
  await page.getByText('Revoked').waitFor()
  expect((await client.get('/Users')).status).toBe(401)
  await page.reload()
  expect(await page.locator('main').innerText()).toContain('The token is revoked.')
  await context.close()
}, 60_000)
test('who may not set it up reads, and is told who may; where nothing is set up yet, what comes first is named', async () => {
  const context = await windowOf(browser, as(reader), { width: 390, theme: 'dark' }),
    page = await context.newPage()
  await page.goto('/settings/provisioning')
  expect(await page.locator('main').innerText()).toContain('Last requests')
  await page.goto('/settings/provisioning/new')
  await page.getByText('An admin or owner sets up provisioning.').waitFor()
  await context.close()
  const empty = await windowOf(
      browser,
      { tenant: bare.tenant, memberId: bare.people.admin.memberId, accountId: bare.people.admin.accountId },
      { width: 390, theme: 'light' },
    ),
    first = await empty.newPage()
  expect(await faultsAt(first, '/settings/provisioning')).toEqual([])
  const text = await first.locator('main').innerText()
  for (const part of ['Nobody is provisioned.', 'Add the provider first.', 'No token yet.', 'None yet.']) expect(text).toContain(part)
  await empty.close()
}, 60_000)
test.each([
  ['light', 1440],
  ['dark', 1440],
  ['light', 390],
  ['dark', 390],
] as const)(
  'its pages, %s, at %i',
  async (theme, width) => {
    const context = await windowOf(browser, as(admin_), { width, theme }),
      page = await context.newPage(),
      faults: string[] = [],
      { encodeId } = await import('../../lib/kernel/id.ts')
    for (const path of ['/settings/provisioning', '/settings/provisioning/new', `/settings/provisioning/${encodeId('scimToken', company.tokenId)}/revoke`])
      faults.push(...(await faultsAt(page, path)))
    expect(faults).toEqual([])
    await context.close()
  },
  60_000,
)
