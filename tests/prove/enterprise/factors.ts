// Which factors people have and which count: two passkeys of a manager, what the company demands of whom, and text messages for the crew; on a phone, each screen in both themes.
import { expect } from 'vitest'
import type { Page } from 'playwright-core'
import { deviceIn, makePasskey } from '../../support/passkey-window.ts'
import { freshCode, open, person, phone, typeCode, type Who } from '../steps/journey.ts'
import { join } from '../steps/people.ts'
import { confirmOf, confirmWhere, judgeBoth, type Office } from './office.ts'

const number = '+14155550132'
/** Their addresses belong to no domain of the company, so the provider does not speak for them. */
export async function inviteOutsiders(office: Office): Promise<void> {
  await join(office, 'manager', 'Marek Novak', 'Manager', { width: phone.width, theme: 'light' }, confirmOf(office, 'owner'), 'bookkeeper.example')
  await join(office, 'technician', 'Jana Ruiz', 'Crew', phone, confirmOf(office, 'owner'), 'mail.example')
}
/** As far as the page that asks for a second factor; each of the screens is looked at. */
async function givePassword(office: Office, who: Who): Promise<Page> {
  const { page, context, email, password } = person(office, who)
  await context.clearCookies()
  await page.goto('/sign-in')
  await judgeBoth(office, page)
  await page.getByLabel('E-mail').fill(email)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByLabel('Password', { exact: true }).waitFor()
  await judgeBoth(office, page)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('heading', { name: 'Confirm it’s you' }).waitFor()
  await judgeBoth(office, page)
  return page
}
export async function addKeysOfOwn(office: Office): Promise<void> {
  const manager = person(office, 'manager'),
    { page, context } = manager,
    first = await deviceIn(context, page)
  await open(office, 'manager', '/account/add-passkey')
  await judgeBoth(office, page)
  await makePasskey(page, 'Phone', () => freshCode(manager))
  // The phone is away; a key is held to the reader instead.
  await first.cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: first.id })
  await deviceIn(context, page)
  await open(office, 'manager', '/account/add-passkey')
  await makePasskey(page, 'Key', () => freshCode(manager))
  const row = page.getByRole('row').filter({ has: page.getByRole('cell', { name: 'Key', exact: true }) })
  await row.getByRole('link', { name: 'Rename…' }).click()
  await page.waitForURL('**/rename')
  await page.getByRole('textbox', { name: 'Name' }).fill('Key in the drawer')
  await judgeBoth(office, page)
  await page.getByRole('button', { name: 'Rename' }).click()
  await page.waitForURL('**/account/factors')
  await judgeBoth(office, page)
  const shown = await page.locator('main').innerText()
  for (const part of ['One authenticator, two passkeys and ten backup codes', 'Phone', 'Key in the drawer']) expect(shown).toContain(part)
  office.notes.set('manager passkey', 'yes')
}
export async function decideFactors(office: Office): Promise<void> {
  const page = await open(office, 'owner', '/settings/security'),
    factors = page.locator('form', { has: page.getByText('A passkey by itself') })
  await factors.getByLabel('Manager', { exact: false }).check()
  expect(await factors.innerText()).toMatch(/Manager\s+1 of 1 has one/)
  await confirmWhere(page, 'A passkey by itself')
  await page.getByText('It counts from the next sign-in and the next act.').waitFor()
  const texts = page.locator('form', { has: page.getByText('Roles that may come in by a code') })
  await texts.getByLabel('Crew', { exact: false }).check()
  // Whoever decides over money is not offered it.
  expect(await texts.getByLabel(/^(Owner|Finance|Manager)/).count()).toBe(0)
  await confirmWhere(page, 'Roles that may come in by a code')
  await page.getByText('Changed. It counts from the next sign-in.', { exact: true }).waitFor()
  await page.getByLabel('Office, idle').fill('20')
  await confirmWhere(page, 'Office, idle')
  await page.getByText('Shorter times hold at once, longer ones from the next sign-in.').waitFor()
  await page.getByLabel('Asked for every').fill('180')
  await confirmWhere(page, 'Asked for every')
  await page.getByText('It counts from the next sign-in with a password.').waitFor()
  await open(office, 'owner', '/settings/security')
  expect([await page.getByLabel('Office, idle').inputValue(), await page.getByLabel('Asked for every').inputValue()]).toEqual(['20', '180'])

  // A code does not go round the passkey; by itself the passkey opens everything.
  const own = await givePassword(office, 'manager')
  await typeCode(person(office, 'manager'))
  await own.getByText('Tidewell Services lets you in by passkey only, for your role.').first().waitFor()
  await judgeBoth(office, own)
  await own.goto('/sign-in')
  await own.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await own.waitForURL('**/home')
}
export async function textTheCrew(office: Office): Promise<void> {
  const technician = person(office, 'technician'),
    { page } = technician,
    sent = `Code that was sent to •••• ${number.slice(-2)}`
  await open(office, 'technician', '/account/phone')
  await judgeBoth(office, page)
  await page.getByLabel('Phone number').fill('0170 5550132')
  await page.getByLabel('Code from your authenticator app').fill(await freshCode(technician))
  await page.getByRole('button', { name: 'Send a code' }).click()
  await page.getByText('Begin the phone number with + and the country code').first().waitFor()
  await judgeBoth(office, page)
  await page.getByLabel('Phone number').fill(number)
  await page.getByLabel('Code from your authenticator app').fill(await freshCode(technician))
  await page.getByRole('button', { name: 'Send a code' }).click()
  await page.getByLabel(sent).waitFor()
  await judgeBoth(office, page)
  await page.getByLabel(sent).fill(await office.texts.codeTo(number, 1))
  await page.waitForURL('**/account/factors')
  await judgeBoth(office, page)
  await givePassword(office, 'technician')
  await page.getByText('Text message', { exact: true }).click()
  await judgeBoth(office, page)
  await page.getByRole('button', { name: `Send a code to •••• ${number.slice(-2)}` }).click()
  await page.getByLabel(sent).waitFor()
  await judgeBoth(office, page)
  await page.getByLabel(sent).fill(await office.texts.codeTo(number, 2))
  await page.waitForURL('**/my-earnings')
}
