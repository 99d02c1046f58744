// A role of the company's own, from the preset to the person who holds it.
import { expect } from 'vitest'
import { comeInByProvider } from '../../support/desk-acts.ts'
import { judge, open, person } from '../steps/journey.ts'
import { atProvider, confirmOf, type Office } from './office.ts'

export async function writeRole(office: Office): Promise<void> {
  const confirm = confirmOf(office, 'owner'),
    clerk = person(office, 'office')
  let page = await open(office, 'owner', '/roles/office')
  await page.getByRole('link', { name: 'Copy…' }).click()
  await page.waitForURL('**/roles/office/copy')
  await judge(office, page)
  await page.getByLabel('Name', { exact: true }).fill('Yard lead')
  await page.getByLabel('Answer disputes').uncheck()
  await page.getByLabel('See payouts').selectOption({ label: 'Whole company' })
  await page.getByRole('button', { name: 'See what it means' }).click()
  await page.getByRole('heading', { name: 'Yard lead differs from office in two points.' }).waitFor()
  await judge(office, page)
  const line = (words: string) => page.getByRole('row').filter({ hasText: words }).innerText()
  expect([await line('Answer disputes'), await line('See payouts')]).toEqual([
    expect.stringContaining('can no longer'),
    expect.stringContaining('can from now on'),
  ])
  await page.getByText('Nobody yet. You give the role to members afterwards.').waitFor()
  await confirm(page, 'Make role')
  await page.waitForURL('**/roles/rol_*')
  const role = new URL(page.url()).pathname
  await judge(office, page)

  page = await open(office, 'owner', '/members')
  await page.getByRole('link', { name: 'Olu Mensah' }).first().click()
  await page.waitForURL('**/members/mem_*')
  const member = new URL(page.url()).pathname
  office.notes.set('clerk', member)
  await page.getByRole('link', { name: 'Change role…' }).click()
  await page.getByRole('radio', { name: /^Yard lead/ }).check()
  await judge(office, page)
  await confirm(page, 'Change role')
  await page.waitForURL(`**${member}`)
  atProvider(office, 'office')
  await clerk.context.clearCookies()
  await comeInByProvider(clerk.page, clerk.email, /Work account/)
  await clerk.page.waitForURL('**/home')
  expect([(await clerk.page.goto('/payouts'))?.status(), (await clerk.page.goto('/batches'))?.status()]).toEqual([200, 403])

  page = await open(office, 'owner', `${role}/change`)
  await page.getByLabel('See batches').check()
  await page.getByRole('button', { name: 'See what it means' }).click()
  await page.getByRole('heading', { name: 'This changes one permission for one member.' }).waitFor()
  await page.getByText('Olu Mensah, at the next request').waitFor()
  await judge(office, page)
  await confirm(page, 'Save change')
  await page.waitForURL(`**${role}`)
  // At the next request of the session that is open.
  expect((await clerk.page.goto('/batches'))?.status()).toBe(200)
  await open(office, 'owner', `${member}/why?permission=batch.read`)
  const why = await page.locator('main').innerText()
  for (const part of ['Olu Mensah may: see batches.', 'The role includes “See batches”', 'Written into the role by Grace Abara', 'Holds the role Yard lead'])
    expect(why).toContain(part)
  await open(office, 'owner', `${member}/why?permission=dispute.decide`)
  await page.getByText('Not allowed').waitFor()
  await page.getByText('The role does not include “Answer disputes”').waitFor()
}
