// Step 5: a period is computed to the cent, confirmed by a person; somebody is nominated with a proof.
import { expect } from 'vitest'
import type { Page } from 'playwright-core'
import { choose, judge, note, open, type Journey } from './journey.ts'
import { expected } from './requests.ts'

export async function compute(journey: Journey, program: string, month = 'April 2025'): Promise<Page> {
  const page = await open(journey, 'manager', program)
  await page.getByLabel('Period', { exact: true }).selectOption({ label: month })
  await page.getByRole('button', { name: 'Compute awards' }).click()
  return page
}
/** Confirms all of the run that is open; what follows from it is read before. */
export async function confirmRun(page: Page, count: string): Promise<void> {
  await page.getByRole('link', { name: /^Confirm all/ }).click()
  await page.getByText('That is not undone').waitFor()
  await page.getByRole('button', { name: `Confirm ${count} awards` }).click()
}
const rowOf = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name })

export async function grantAwards(journey: Journey): Promise<void> {
  const { april } = expected,
    page = await compute(journey, note(journey, 'program'))
  await page.waitForURL('**/award-runs/run_*')
  await judge(journey, page)
  for (const [name, sum] of [
    ['Jana Ruiz', april.jana],
    ['Omar Haddad', april.omar],
    ['Ines Koch', april.ines],
  ] as const)
    expect(await rowOf(page, name).textContent()).toContain(sum)
  const run = page.url()
  await compute(journey, note(journey, 'program'))
  await page.getByText('Computed before with the same result; nothing changed.').waitFor()
  await page.goto(run)
  await rowOf(page, 'Jana Ruiz').getByRole('link').first().click()
  await page.waitForURL('**/awards/awd_*')
  journey.notes.set('award', new URL(page.url()).pathname)
  await page.getByRole('heading', { name: 'Step by step' }).waitFor()
  expect(await page.getByRole('table', { name: 'Work records counted' }).getByRole('row').count()).toBe(13)
  await judge(journey, page)
  await page.goto(run)
  await confirmRun(page, 'three')
  await page.waitForURL('**/awards')
  await judge(journey, page)

  await compute(journey, note(journey, 'crewProgram'))
  await page.waitForURL('**/award-runs/run_*')
  for (const name of ['Jana Ruiz', 'Omar Haddad']) expect(await rowOf(page, name).textContent()).toContain('12.50')
  await confirmRun(page, 'two')
  await page.waitForURL('**/awards')
  await nominate(journey)
}
async function nominate(journey: Journey): Promise<void> {
  const page = await open(journey, 'manager', '/awards/nominate')
  await choose(page, 'Payee', 'Jana Ruiz')
  await page.getByLabel('Amount').fill('1200.00')
  await page.getByLabel('Why').fill('Stood in the flooded shaft until the pump ran again')
  await page
    .getByLabel('Proof')
    .setInputFiles({ name: 'letter.txt', mimeType: 'text/plain', buffer: Buffer.from('The harbor master wrote: without her the quay would be gone.') })
  await judge(journey, page)
  await page.getByRole('button', { name: 'Nominate', exact: true }).click()
  await page.waitForURL('**/awards/awd_*')
  await page.getByText('You nominated it').waitFor()
  expect(await page.getByRole('button', { name: 'Confirm', exact: true }).count()).toBe(0)
  await page.getByRole('link', { name: 'letter.txt' }).waitFor()
  const owner = await open(journey, 'owner', new URL(page.url()).pathname)
  await owner.getByRole('button', { name: 'Confirm', exact: true }).click()
  await owner.waitForURL('**/awards')
}
