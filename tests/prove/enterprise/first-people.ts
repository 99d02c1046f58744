// The owner's passkey, and two people more.
import { expect } from 'vitest'
import { forget } from '../../support/browser.ts'
import { faultsInBothThemes } from '../../support/page-faults.ts'
import { deviceIn, makePasskey } from '../../support/passkey-window.ts'
import { desktop, freshCode, judge, open, person, phone, type Journey } from '../steps/journey.ts'
import { join } from '../steps/people.ts'
import { confirmOf, type Office } from './office.ts'

export async function addPasskey(office: Journey): Promise<void> {
  const owner = person(office, 'owner'),
    { page, context } = owner,
    { cdp, id } = await deviceIn(context, page)
  await open(office, 'owner', '/account/add-passkey')
  await makePasskey(page, 'Work laptop', () => freshCode(owner))
  await judge(office, page)
  expect((await cdp.send('WebAuthn.getCredentials', { authenticatorId: id })).credentials).toHaveLength(1)
  await forget(page)
  // On a phone too, in both themes, although she sits at a desk.
  await page.setViewportSize({ width: phone.width, height: 900 })
  await page.goto('/sign-in')
  await page.getByRole('button', { name: 'Sign in with a passkey' }).waitFor()
  office.faults.push(...(await faultsInBothThemes(page)))
  await page.setViewportSize({ width: desktop.width, height: 900 })
  await page.emulateMedia({ colorScheme: desktop.theme })
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  // She runs the installation too.
  await page.waitForURL('**/sign-in/company')
  await page.getByRole('radio', { name: /^Tidewell Services/ }).check()
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.waitForURL('**/home')
}
export async function inviteThree(office: Office): Promise<void> {
  await join(office, 'partner', 'Otto Berg', 'Owner', { width: 1440, theme: 'dark' }, confirmOf(office, 'owner'))
  await join(office, 'office', 'Olu Mensah', 'Office', phone, confirmOf(office, 'owner'))
  await join(office, 'finance', 'Fiona Li', 'Finance', desktop, confirmOf(office, 'owner'))
}
