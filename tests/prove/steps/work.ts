// Step 3: a file comes in, once; then the people behind its names.
import { expect } from 'vitest'
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { choose, judge, open, type Journey } from './journey.ts'
import { expected, requestsFile } from './requests.ts'

const becomes: readonly (readonly [string, string])[] = [
  ['unique_key', 'Key of the record'],
  ['created_date', 'Opened at'],
  ['closed_date', 'Closed at'],
  ['agency_name', 'Payee'],
  ['crew', 'Crew'],
  ['category', 'A field: text'],
]
async function upload(journey: Journey): Promise<Page> {
  const page = await open(journey, 'office', '/imports/new')
  await page.getByLabel('CSV file').setInputFiles({ name: 'requests.csv', mimeType: 'text/csv', buffer: Buffer.from(requestsFile()) })
  await page.getByRole('button', { name: 'Upload' }).click()
  await page.getByRole('button', { name: 'Start the dry run' }).waitFor()
  await judge(journey, page)
  return page
}
/** Mapped once, tried, imported; what is refused is a file to take along; the same file again changes nothing and says so. */
export async function importWork(journey: Journey): Promise<void> {
  const page = await upload(journey)
  for (const [column, target] of becomes) await page.getByLabel(`What “${column}” becomes`).selectOption({ label: target })
  await page.getByLabel('Name of this mapping').fill('City requests')
  await page.getByRole('button', { name: 'Start the dry run' }).click()
  await page.getByRole('heading', { level: 1, name: `${expected.incoming} rows would come in; ${expected.refused} are refused.` }).waitFor()
  await judge(journey, page)
  await page.getByText('1 closed before opened').waitFor()
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: `${expected.refused} refused rows` }).click()])
  const errors = readFileSync(await download.path(), 'utf8')
  expect(errors.trim().split('\n')).toHaveLength(expected.refused + 1)
  expect(errors).toContain('2025-04-31')
  await page.getByRole('button', { name: `Import ${expected.incoming} rows` }).click()
  await page.getByRole('heading', { level: 1, name: `${expected.incoming} rows came in; ${expected.refused} were refused.` }).waitFor()
  await judge(journey, page)
  await page.getByRole('link', { name: `${expected.incoming} rows` }).click()
  await page.waitForURL('**/work?import=*')
  await judge(journey, page)

  await upload(journey)
  await page.getByText('The same file was imported before').waitFor()
  await page.getByRole('button', { name: 'Start the dry run' }).click()
  await page.getByRole('heading', { level: 1, name: 'Nothing would change' }).waitFor()
  await page.getByRole('button', { name: 'Import anyway' }).click()
  await page.getByRole('heading', { level: 1, name: `This file changed nothing: all ${expected.incoming} rows were here already` }).waitFor()
  await nameThePeople(journey)
}
/** The technician is one of the payees; two of them are a crew. */
async function nameThePeople(journey: Journey): Promise<void> {
  const page = await open(journey, 'manager', '/payees')
  await page.getByRole('link', { name: 'Jana Ruiz' }).first().click()
  await page.waitForURL('**/payees/pye_*')
  journey.notes.set('jana', new URL(page.url()).pathname)
  await judge(journey, page)
  await open(journey, 'manager', `${new URL(page.url()).pathname}/link`)
  await page.getByLabel('Member').selectOption({ label: 'Jana Ruiz' })
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  for (const name of ['Omar Haddad', 'Ines Koch']) {
    await open(journey, 'manager', '/payees')
    await page.getByRole('link', { name }).first().click()
    await page.waitForURL('**/payees/pye_*')
    journey.notes.set(name === 'Omar Haddad' ? 'omar' : 'ines', new URL(page.url()).pathname)
  }
  await open(journey, 'manager', '/crews')
  await page.getByRole('link', { name: 'North crew' }).first().click()
  await page.waitForURL('**/crews/crw_*')
  for (const name of ['Jana Ruiz', 'Omar Haddad']) {
    await choose(page, 'Payee', name)
    await page.getByRole('button', { name: 'Put on' }).click()
    await page.getByRole('table', { name: 'People of the crew' }).getByRole('link', { name }).waitFor()
  }
  await judge(journey, page)
}
