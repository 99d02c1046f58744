// In a real browser: an owner reads whom it means, requires the provider, and lifts it again; a person at the domain is offered the provider first. Every page of it is accessible in both themes and fits a phone.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { FrozenClock } from '../../lib/kernel/clock.ts'
import { colleagueAt, makeReadyCompany, type RequiredCompany } from '../support/saml/required.ts'
import { startProvider, type Provider } from '../support/saml/provider.ts'
import { axeFaults, openBrowser, windowOf } from '../support/browser.ts'
import { byFactor } from '../support/confirm.ts'
import { requireProviderFor } from '../support/desk-acts.ts'
import { faultsAt } from '../support/page-faults.ts'
import { password, type TestPerson } from '../identity/person.ts'

const origin = inject('origin')
let browser: Browser, provider: Provider, company: RequiredCompany, person: TestPerson
beforeAll(async () => {
  ;[browser, provider] = [await openBrowser(), await startProvider()]
  process.env['PLUMBLINE_EGRESS_ALLOW'] = provider.origin
  company = await makeReadyCompany(provider)
  person = await colleagueAt(company, 'finance', 'Tom Beck')
}, 120_000)
afterAll(async () => {
  await browser.close()
  provider.close()
})
const asker = () => {
  const [owner] = company.owners
  return { tenant: company.world.tenant, memberId: owner.memberId, accountId: owner.accountId }
}
const act = () => `/settings/sso/required/${company.domainId}`
/** A code of the owner's authenticator that was not used before: half a minute ahead of the last one. */
const code = (ahead: number): string => company.owners[0].code(new FrozenClock(new Date(Date.now() + ahead)))
const looks = [
  ['light', 1440],
  ['dark', 1440],
  ['light', 390],
  ['dark', 390],
] as const
test.each(looks)(
  'before it is required, %s, at %i',
  async (theme, width) => {
    const context = await windowOf(browser, asker(), { width, theme }),
      page = await context.newPage()
    expect([...(await faultsAt(page, '/settings/sso')), ...(await faultsAt(page, act()))]).toEqual([])
    await context.close()
  },
  60_000,
)
test('an owner sees who is meant by name, requires it, and a person at the domain is offered the provider first and told why a password opens nothing', async () => {
  const context = await windowOf(browser, asker(), { width: 1440, theme: 'light' }),
    page = await context.newPage()
  const text = await requireProviderFor(
    page,
    company.domain,
    byFactor(() => code(0)),
  )
  for (const part of ['Tom Beck', 'Olga Owner', 'Otto Owner', 'has not let them in yet', 'all end at once']) expect(text).toContain(part)
  await context.close()
  const outside = await browser.newContext({ baseURL: origin, viewport: { width: 390, height: 844 } }),
    door = await outside.newPage()
  await door.goto('/sign-in')
  await door.getByLabel('E-mail').fill(person.email)
  await door.getByRole('button', { name: 'Continue' }).click()
  await door.getByRole('link', { name: 'Continue with Work account' }).waitFor()
  expect(await axeFaults(door)).toEqual([])
  // A password all the same: after the code a sentence says who requires what, and which way is left.
  await door.locator('input[name=password]').fill(password)
  await door.getByRole('button', { name: 'Continue', exact: true }).click()
  await door.getByLabel('Code from your authenticator app').fill(person.code(new FrozenClock(new Date())))
  const said = door.locator('.form-message').first()
  await said.getByText(`lets addresses at ${company.domain} in by “Work account” only.`).waitFor()
  expect(await said.innerText()).not.toMatch(/field|required/)
  expect(await axeFaults(door)).toEqual([])
  await outside.close()
}, 60_000)
test.each(looks)(
  'while it is required, %s, at %i',
  async (theme, width) => {
    const context = await windowOf(browser, asker(), { width, theme }),
      page = await context.newPage()
    expect([...(await faultsAt(page, '/settings/sso')), ...(await faultsAt(page, act()))]).toEqual([])
    await context.close()
  },
  60_000,
)
test('and lifts it again', async () => {
  const context = await windowOf(browser, asker(), { width: 1440, theme: 'dark' }),
    page = await context.newPage()
  await page.goto(act())
  await page.getByLabel('Code from your authenticator app').fill(code(30_000))
  await page.getByRole('button', { name: 'Lift the requirement' }).click()
  await page.waitForURL((url) => url.pathname === '/settings/sso')
  await page.getByText('password or provider').first().waitFor()
  await context.close()
}, 60_000)
