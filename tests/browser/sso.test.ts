// In a real browser: an admin tests a provider that is not ours, on another site, and sees what came; a person comes in by it. Every page of it is accessible in both themes and fits a phone.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { roles } from '../../lib/access/roles.ts'
import { addDomain } from '../../lib/tenancy/domains.ts'
import { writeGrants } from '../../lib/tenancy/role-draft.ts'
import { setGroupRoles } from '../../lib/tenancy/sso-groups.ts'
import { copyRole } from '../../lib/tenancy/write-role.ts'
import { makeSsoCompany, type SsoCompany } from '../support/saml/company.ts'
import { attributeNames, startProvider, type Provider } from '../support/saml/provider.ts'
import { axeFaults, openBrowser, windowOf } from '../support/browser.ts'
import { testSignIn } from '../support/desk-acts.ts'
import { faultsAt } from '../support/page-faults.ts'
import { makePerson, type TestPerson } from '../identity/person.ts'
import { admin } from '../support/world.ts'

const origin = inject('origin')
let browser: Browser,
  provider: Provider,
  company: SsoCompany,
  owner: TestPerson,
  email = '',
  clerkEmail = '',
  domainId = '',
  roleId = ''
beforeAll(async () => {
  ;[browser, provider] = [await openBrowser(), await startProvider()]
  process.env['PLUMBLINE_EGRESS_ALLOW'] = provider.origin
  company = await makeSsoCompany(
    { issuer: provider.issuer, ssoUrl: `${provider.origin}/sso`, certificate: provider.certificate },
    { emailAttribute: attributeNames.email, nameAttribute: attributeNames.name, groupsAttribute: attributeNames.groups, providerFactor: 'attested' },
  )
  owner = await makePerson(company.world.tenant, 'owner', 'Jana Ruiz')
  email = `jana@${company.domain}`
  await admin`update identity.accounts set email = ${email} where id = ${owner.accountId}`
  await admin`update public.members set email = ${email} where id = ${owner.memberId}`
  const clerk = await makePerson(company.world.tenant, 'finance', 'Tom Beck')
  clerkEmail = `tom@${company.domain}`
  await admin`update identity.accounts set email = ${clerkEmail} where id = ${clerk.accountId}`
  await admin`update public.members set email = ${clerkEmail} where id = ${clerk.memberId}`
  roleId = (await company.world.as('owner').run(copyRole, { source: 'dispatch', name: 'Field lead', grants: writeGrants(roles.dispatch) })).id
  await company.world.as('owner').run(setGroupRoles, { connectionId: company.connectionId, lines: 'Payroll = finance\nLeads = Field lead' })
  domainId = (await company.world.as('owner').run(addDomain, { name: `second.${company.domain}` })).id
  provider.person = { id: 'jana-at-work', email, name: 'Jana Ruiz', groups: ['Payroll', 'Everyone'] }
}, 120_000)
afterAll(async () => {
  await browser.close()
  provider.close()
})
const member = () => ({ tenant: company.world.tenant, memberId: owner.memberId, accountId: owner.accountId })

test('a test sign-in goes to the provider and back, and shows what was received and what it was read as', async () => {
  const context = await windowOf(browser, member(), { width: 1440, theme: 'light' }),
    page = await context.newPage()
  const text = await testSignIn(page, `/settings/sso/${company.connectionId}`, 'The answer was accepted.')
  for (const part of [attributeNames.email, 'Jana Ruiz', 'Payroll', 'jana-at-work']) expect(text).toContain(part)
  // As received, and as read: the page says both.
  expect([text.split(email).length - 1, text]).toEqual([2, expect.not.stringContaining('none: map') as string])
  provider.failure = 'urn:oasis:names:tc:SAML:2.0:status:Responder'
  expect(await testSignIn(page, `/settings/sso/${company.connectionId}`, /refused by the check/)).toContain('Look into its log')
  provider.failure = undefined
  await context.close()
}, 60_000)
test('a person types the address, chooses the work account, and is in', async () => {
  const context = await browser.newContext({ baseURL: origin, viewport: { width: 390, height: 844 } }),
    page = await context.newPage()
  await page.goto('/sign-in')
  provider.person = { id: 'tom-at-work', email: clerkEmail, name: 'Tom Beck' }
  await page.getByLabel('E-mail').fill(clerkEmail)
  await page.getByRole('button', { name: 'Continue' }).click()
  const way = page.getByRole('link', { name: /Work account/ })
  await way.waitFor()
  expect(await axeFaults(page)).toEqual([])
  await way.click()
  await page.waitForURL((url) => url.origin === origin && url.pathname === '/home')
  expect((await context.cookies(origin)).map(({ name, sameSite }) => [name, sameSite])).toContainEqual(['session', 'Lax'])
  await context.close()
}, 60_000)
test.each([
  ['light', 1440],
  ['dark', 1440],
  ['light', 390],
  ['dark', 390],
] as const)(
  'its pages, %s, at %i',
  async (theme, width) => {
    const context = await windowOf(browser, member(), { width, theme }),
      page = await context.newPage(),
      own = `/settings/sso/${company.connectionId}`,
      faults: string[] = []
    const [passed] = await admin<{ id: string }[]>`select id from public.sso_tests where connection_id = ${company.uuid} and state = 'passed' limit 1`,
      { encodeId } = await import('../../lib/kernel/id.ts')
    for (const path of [
      '/settings/domains',
      `/settings/domains/${domainId}`,
      `/settings/domains/${domainId}/remove`,
      '/settings/sso',
      '/settings/sso/new',
      own,
      `${own}/change`,
      `${own}/groups`,
      `${own}/certificates`,
      `${own}/state`,
      `/roles/${roleId}`,
      `/roles/${roleId}/end`,
      ...(passed ? [`${own}/tests/${encodeId('ssoTest', passed.id)}`] : []),
      '/sign-in?refused=provider',
    ])
      faults.push(...(await faultsAt(page, path)))
    expect(faults).toEqual([])
    await context.close()
  },
  120_000,
)
