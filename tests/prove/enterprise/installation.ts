// The one who runs the installation: let in by a company to look, and deciding over its plan.
import { expect } from 'vitest'
import type { Page } from 'playwright-core'
import { judge, open, person } from '../steps/journey.ts'
import { confirmOf, type Office } from './office.ts'

/** The owner runs the installation too: there she is somebody else. */
async function goTo(office: Office, there: RegExp, path: string): Promise<Page> {
  const { page } = person(office, 'owner')
  await page.goto('/switch')
  await page.getByRole('heading', { name: there }).waitFor()
  await judge(office, page)
  // A factor that was proven within five minutes is not asked for again.
  const asked = page.getByRole('button', { name: 'Use a passkey' })
  await ((await asked.isVisible()) ? asked : page.getByRole('button', { name: 'Switch' })).click()
  await page.waitForURL('**/home')
  return open(office, 'owner', path)
}
export async function letOperatorLook(office: Office): Promise<void> {
  const company = person(office, 'partner').page,
    operator = person(office, 'owner')
  await open(office, 'partner', '/settings/support')
  await company.getByRole('link', { name: 'Let an operator look' }).first().click()
  await company.getByLabel('E-mail of the operator').fill(operator.email)
  await company.getByLabel('What they are to look at').fill('The list of members')
  await judge(office, company)
  await confirmOf(office, 'partner')(company, 'Let them look')
  await company.getByRole('heading', { name: 'One operator may look in.' }).waitFor()

  const console = await goTo(office, /^Go to /, '/operator/support')
  expect(await console.locator('main').innerText()).toContain('The list of members')
  await console.getByRole('link', { name: 'Go in…' }).click()
  await console.getByRole('button', { name: 'Go in' }).waitFor()
  await judge(office, console)
  await confirmOf(office, 'owner')(console, 'Go in')
  await console.getByText('You look at Tidewell Services').waitFor()
  await open(office, 'owner', '/members')
  await console.getByRole('link', { name: 'Olu Mensah' }).first().waitFor()
  expect((await console.goto('/members/invite'))?.status()).toBe(403)
  await open(office, 'partner', '/home')
  await company.getByText('Grace Abara, an operator of this installation, looks at').waitFor()

  await open(office, 'partner', '/settings/support')
  await company.getByRole('link', { name: 'SG-00001' }).first().click()
  await company.getByLabel('Why it ends').fill('Seen')
  await judge(office, company)
  await company.getByRole('button', { name: 'End it now' }).click()
  await company.getByText('Ended early').waitFor()
  await console.goto('/members')
  await console.waitForURL('**/sign-in**')
}
export async function changePlan(office: Office): Promise<void> {
  const { page } = person(office, 'owner')
  await page.goto('/sign-in')
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await page.waitForURL('**/sign-in/company')
  await page
    .getByRole('radio')
    .filter({ hasNot: page.getByText('Tidewell Services') })
    .first()
    .waitFor()
  await page.getByRole('radio', { name: /Operator/i }).check()
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.waitForURL('**/home')
  await open(office, 'owner', '/operator/tenants')
  await page.getByRole('link', { name: 'Tidewell Services' }).first().click()
  await page.getByRole('link', { name: 'Change the plan…' }).click()
  await page
    .getByText(/Closes .*Provisioning \(1 in use\)/)
    .first()
    .waitFor()
  await judge(office, page)
  await page.getByLabel('Essential').check()
  await page.getByLabel('Reason').fill('As agreed')
  await confirmOf(office, 'owner')(page, 'Change the plan')
  await page.waitForURL((url) => !url.pathname.endsWith('/plan'))
  const company = person(office, 'partner').page
  for (const [path, words] of [
    ['/settings/plan', 'Your plan is Essential'],
    ['/settings/keys', 'the plan Business opens it'],
    ['/settings/provisioning', 'the plan Complete opens it'],
    ['/members/reviews/new', 'the plan Complete opens it'],
    ['/roles/crew/copy', 'the plan Business opens it'],
  ] as const) {
    await open(office, 'partner', path)
    expect(await company.locator('body').innerText(), path).toContain(words)
  }
}
