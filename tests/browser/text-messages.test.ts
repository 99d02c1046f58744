// In a real browser: a company lets a role in by text message, its person adds a phone, is let in by a code, changes the number, and the screens are accessible on a phone and a desk, in both themes.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { FrozenClock } from '../../lib/kernel/clock.ts'
import { arrived, forget, openBrowser, troubleOf } from '../support/browser.ts'
import { faultsInBothThemes } from '../support/page-faults.ts'
import { admin, makeWorld } from '../support/world.ts'
import { makePerson, password, type TestPerson } from '../identity/person.ts'
import { newNumber, textsOf } from '../identity/text/text-person.ts'
import '../../lib/registry.ts'

const origin = inject('origin')
let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

async function givePasswordOf(page: Page, person: TestPerson): Promise<void> {
  await page.goto('/sign-in')
  await page.getByLabel('E-mail').fill(person.email)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('heading', { name: 'Confirm it’s you' }).waitFor()
}
async function signInByBackupCode(page: Page, person: TestPerson, code: number): Promise<void> {
  await givePasswordOf(page, person)
  await page.getByText('Backup code', { exact: true }).first().click()
  await page.getByLabel('Backup code').fill(person.codes[code] as string)
  await page.getByRole('button', { name: 'Use this code' }).click()
  await arrived(page)
}
test.each([
  ['light', 1440],
  ['dark', 390],
] as const)(
  'chosen, added, used and changed, %s, at %i',
  async (colorScheme, width) => {
    const world = await makeWorld(new Date().toISOString()),
      owner = await makePerson(world.tenant, 'owner', `Olga ${width}`),
      person = await makePerson(world.tenant, 'office', `Otto ${width}`),
      newest = async (): Promise<string> => (await textsOf(world.tenant)).at(-1)?.code ?? ''
    const context = await browser.newContext({ baseURL: origin, viewport: { width, height: 900 }, colorScheme }),
      page = await context.newPage(),
      trouble = troubleOf(page),
      faults: string[] = []
    await signInByBackupCode(page, owner, 0)
    await page.goto('/settings/security')
    faults.push(...(await faultsInBothThemes(page)))
    const rules = page.locator('form', { has: page.getByText('Roles that may come in by a code') })
    await rules.getByLabel('office', { exact: false }).check()
    await rules.getByLabel('Code from your authenticator app').fill(owner.code(new FrozenClock(new Date())))
    await rules.getByRole('button', { name: 'Change' }).click()
    await page.getByText('Changed. It counts from the next sign-in.').waitFor()

    await forget(page)
    await signInByBackupCode(page, person, 0)
    await page.goto('/account/phone')
    faults.push(...(await faultsInBothThemes(page)))
    const phone = newNumber()
    await page.getByLabel('Phone number').fill('0170 5550132')
    await page.getByLabel('Code from your authenticator app').fill(person.code(new FrozenClock(new Date())))
    await page.getByRole('button', { name: 'Send a code' }).click()
    await page.getByText('Begin the phone number with + and the country code').first().waitFor()
    expect(await page.getByLabel('Phone number').inputValue()).toBe('0170 5550132') // refused, and nothing that was typed is lost
    await page.getByLabel('Phone number').fill(phone)
    await page.getByLabel('Code from your authenticator app').fill(person.code(new FrozenClock(new Date())))
    await page.getByRole('button', { name: 'Send a code' }).click()
    await page.getByLabel(`Code that was sent to •••• ${phone.slice(-2)}`).waitFor()
    faults.push(...(await faultsInBothThemes(page)))
    await page.getByLabel(`Code that was sent to •••• ${phone.slice(-2)}`).fill(await newest())
    await page.waitForURL((url) => url.pathname === '/account/factors')
    await page
      .getByText(`Phone •••• ${phone.slice(-2)}`)
      .first()
      .waitFor()
    faults.push(...(await faultsInBothThemes(page)))

    await forget(page)
    await givePasswordOf(page, person)
    await page.getByText('Text message', { exact: true }).click()
    await page.getByRole('button', { name: `Send a code to •••• ${phone.slice(-2)}` }).click()
    await page.getByLabel(`Code that was sent to •••• ${phone.slice(-2)}`).waitFor()
    faults.push(...(await faultsInBothThemes(page)))
    expect(await page.content()).not.toContain(phone.slice(-7))
    await page.getByLabel(`Code that was sent to •••• ${phone.slice(-2)}`).fill(await newest())
    await arrived(page)
    expect((await admin`select methods from identity.sessions where account_id = ${person.accountId} order by created_at`).at(-1)?.['methods']).toBe(
      'password, text message',
    )
    expect(faults).toEqual([])
    expect(trouble).toEqual([])
    await context.close()
  },
  120_000,
)
