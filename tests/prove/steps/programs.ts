// Step 4: two programs and one for nominations, each tried on real work before it pays.
import { expect } from 'vitest'
import type { Page } from 'playwright-core'
import { judge, open, note, type Journey } from './journey.ts'
import { expected } from './requests.ts'

async function write(journey: Journey, name: string, budget: string, fill: (page: Page) => Promise<void>): Promise<Page> {
  const page = await open(journey, 'manager', '/programs/new')
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('Budget').fill(budget)
  await fill(page)
  await page.getByRole('button', { name: 'Save as draft' }).click()
  await page.waitForURL('**/programs/prg_*')
  await page.getByRole('heading', { name }).first().waitFor()
  await judge(journey, page)
  return page
}
async function activate(journey: Journey, page: Page): Promise<void> {
  await page.getByLabel('In force from').fill('2025-01-01')
  await page.getByRole('button', { name: 'Activate v1' }).click()
  await page.getByRole('heading', { name: 'Rule v1' }).waitFor()
  await page.getByText(/in force since .*2025/).waitFor()
  await judge(journey, page)
}
export async function writePrograms(journey: Journey): Promise<void> {
  const page = await write(journey, 'Closed within two days', '1000.00', async (page) => {
    await page.getByLabel('Amount', { exact: true }).fill('2.50')
    await page.getByLabel('Closed within').fill('48')
  })
  const first = new URL(page.url()).pathname
  journey.notes.set('program', first)
  await page.getByText(new RegExp(`it would have paid .*${expected.quarter}\\s?EUR for ${expected.within} records`)).waitFor()
  await page.getByRole('link', { name: 'Try on a person' }).click()
  await page.getByLabel('Payee', { exact: true }).selectOption({ label: 'Jana Ruiz' })
  await page.getByLabel('Period').selectOption({ label: 'April 2025' })
  await page.getByRole('button', { name: 'Try', exact: true }).click()
  await page.getByRole('heading', { level: 1, name: new RegExp(`^Jana Ruiz would earn .*${expected.april.jana}`) }).waitFor()
  await judge(journey, page)
  await open(journey, 'manager', first)
  await activate(journey, page)

  await write(journey, 'North crew, together', '500.00', async (page) => {
    await page.getByLabel('Way of paying').selectOption({ label: 'More from a certain count on' })
    await page.getByLabel('Steps').fill('1: 2.00\n6: 3.00')
    await page.getByLabel('Shared').selectOption({ label: 'Equally among the crew' })
  })
  journey.notes.set('crewProgram', new URL(page.url()).pathname)
  await activate(journey, page)
  await write(journey, 'Beyond the call', '5000.00', async (page) => {
    await page.getByLabel('Way of paying').selectOption({ label: 'By nomination, with a proof' })
    await page.getByLabel('At least', { exact: true }).fill('100.00')
    await page.getByLabel('At most', { exact: true }).fill('2000.00')
  })
  await activate(journey, page)

  await open(journey, 'manager', note(journey, 'program'))
  await page.getByRole('link', { name: 'Change rule' }).click()
  await page.getByLabel('Amount', { exact: true }).fill('3.00')
  await page.getByRole('button', { name: 'See who gains and who loses' }).click()
  await page.getByText('three payees gain').waitFor()
  await judge(journey, page)
  const table = page.getByRole('table', { name: 'Who gains and who loses' })
  expect(await table.getByRole('row').filter({ hasText: 'Jana Ruiz' }).textContent()).toContain('13.00')
  await page.getByLabel('Why it changes').fill('The tariff of next year')
  await page.getByRole('button', { name: 'Save as draft' }).click()
  await page.getByRole('heading', { name: 'Rule v2' }).waitFor()
}
