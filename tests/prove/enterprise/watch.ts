// Who came in and how, and a burst of wrong passwords as it reaches whoever looks after members.
import { expect } from 'vitest'
import { resolveAlertAs } from '../../support/desk-acts.ts'
import { judge, open, person } from '../steps/journey.ts'
import { confirmOf, readUntil, type Office } from './office.ts'

const tries = 3
export async function watchSignIns(office: Office): Promise<void> {
  const page = await open(office, 'owner', '/security/alerts/rules')
  await page.getByLabel('One person refused').fill(String(tries))
  await confirmOf(office, 'owner')(page, 'Change')
  await page.getByText(`${tries} times within 15 minutes`).waitFor()

  // Somebody else at another browser, who knows the address and guesses.
  const context = await office.browser.newContext({ baseURL: office.product.origin, extraHTTPHeaders: { 'x-forwarded-for': '192.0.2.77' } }),
    stranger = await context.newPage()
  stranger.setDefaultTimeout(60_000)
  for (let i = 0; i < tries; i++) {
    await stranger.goto('/sign-in')
    await stranger.getByLabel('E-mail').fill(person(office, 'technician').email)
    await stranger.getByRole('button', { name: 'Continue' }).click()
    await stranger.getByLabel('Password', { exact: true }).fill(`wrong guess number ${i}`)
    await stranger.getByRole('button', { name: 'Continue' }).click()
    await stranger.getByText('The e-mail address or the password is not right.').first().waitFor()
  }
  await context.close()

  await readUntil(page, '/security/sign-ins', /a wrong password/)
  await judge(office, page)
  const shown = await page.locator('main').innerText()
  for (const part of ['Marek Novak', 'Fiona Li', 'passkey', 'provider', 'text message', 'Chrome on Linux', '192.0.2.0/24', 'unknown place'])
    expect(shown).toContain(part)
  await readUntil(page, '/security/alerts', /Burst of refusals, one person/)
  await judge(office, page)
  await page.getByRole('link', { name: 'Burst of refusals, one person' }).first().click()
  await page.getByRole('heading', { name: /Burst of refusals, one person: Jana Ruiz/ }).waitFor()
  await judge(office, page)
  const evidence = page.getByRole('table', { name: 'Events that the alert rests on' })
  expect(await evidence.getByRole('row').filter({ hasText: 'a wrong password' }).count()).toBe(tries)
  const alert = page.url()
  await evidence.getByRole('link').first().click()
  await page.waitForURL('**/audit/evt_*')
  await page.goto(alert)
  await resolveAlertAs(page, 'She had lent the phone; spoken on the telephone.', 'Grace Abara')
  await judge(office, page)
}
