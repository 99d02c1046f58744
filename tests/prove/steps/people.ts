// Steps 1 and 2: from the one-time link to a company with five people.
import { expect, vi } from 'vitest'
import type { Page } from 'playwright-core'
import { Secret } from 'otpauth'
import { byFactor, type Confirm } from '../../support/confirm.ts'
import { choose, desktop, freshCode, judge, newcomer, note, open, person, phone, typeCode, type Journey, type Look, type Person, type Who } from './journey.ts'

/** The secret as the page shows it to those who have no camera. */
async function readSecret(page: Page): Promise<Buffer> {
  const shown = await page.getByText('Type this key into the app').textContent()
  return Buffer.from(Secret.fromBase32(/((?:[A-Z2-7]{4} ?)+)$/.exec(shown ?? '')?.[1]?.replaceAll(' ', '') ?? '').bytes)
}
/** Name, password, authenticator, backup codes: what everybody who is new does. */
async function introduce(journey: Journey, someone: Person, hasAddress: boolean): Promise<string[]> {
  const { page } = someone
  await page.getByLabel('Your name').fill(someone.name)
  if (!hasAddress) await page.getByLabel('E-mail').fill(someone.email)
  await page.getByLabel('Password').fill(someone.password)
  await judge(journey, page)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('heading', { name: 'Set up your second factor' }).waitFor()
  await judge(journey, page)
  someone.secret = await readSecret(page)
  await page.getByLabel('Code that the app shows').fill(await freshCode(someone))
  await page.getByRole('heading', { name: 'Keep these backup codes' }).waitFor()
  await judge(journey, page)
  const codes = await page.locator('.secret-codes li').allTextContents()
  await page.getByLabel('I have kept them').check()
  await page.getByRole('button', { name: 'Continue' }).click()
  return codes
}

/** The one-time link makes one person operator and owner, and is worth nothing afterwards. */
export async function setUp(journey: Journey): Promise<void> {
  const link = await vi.waitFor(
    () => {
      const found = /http:\/\/localhost:\d+\/setup\/\S+/.exec(journey.product.output())?.[0]
      expect(found).toBeDefined()
      return found as string
    },
    { timeout: 20_000 },
  )
  const owner = await newcomer(journey, 'owner', 'Grace Abara', desktop),
    { page } = owner
  await page.goto(link)
  await judge(journey, page)
  await page.getByRole('button', { name: 'Begin' }).click()
  await page.getByRole('heading', { name: 'You, the operator' }).waitFor()
  const codes = await introduce(journey, owner, false)
  expect(new Set(codes).size).toBe(10)
  await page.getByRole('heading', { name: 'Your company' }).waitFor()
  await page.getByLabel('Name', { exact: true }).fill('Tidewell Services')
  await choose(page, 'Currency', 'EUR')
  expect(await page.title()).toContain('Your company · Set-up')
  // The browser's own zone is chosen already.
  expect(await page.getByRole('combobox', { name: 'Time zone' }).inputValue()).not.toBe('')
  await choose(page, 'Time zone', 'Europe/Amsterdam')
  await judge(journey, page)
  const fingerprint = (await page.locator('.copyable .mono').first().textContent())?.trim() ?? ''
  expect(fingerprint).toMatch(/^\S.{20,}/)
  journey.notes.set('fingerprint', fingerprint)
  await page.getByRole('button', { name: 'Open the company' }).click()
  await page.waitForURL('**/home')
  await judge(journey, page)
  await expectUsedUp(journey, link)
}
/** A link that served is refused to everybody else, with a way on. */
async function expectUsedUp(journey: Journey, link: string): Promise<void> {
  const context = await journey.browser.newContext({ baseURL: journey.product.origin }),
    page = await context.newPage()
  await page.goto(link)
  await page.getByRole('heading', { name: 'This link is used up or too old' }).waitFor()
  await context.close()
}

/** One person joins, by a link that works once. */
export async function join(journey: Journey, who: Who, name: string, role: string, look: Look, confirm: Confirm, domain?: string): Promise<void> {
  const someone = await newcomer(journey, who, name, look, domain),
    page = await open(journey, 'owner', '/members/invite')
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('E-mail').fill(someone.email)
  await page.getByRole('radio', { name: new RegExp(`^${role}\\b`) }).check()
  await confirm(page, 'Invite')
  const link = (await page.locator('form .copyable .mono').textContent())?.trim() ?? ''
  expect(link).toContain('/invitation/')
  await someone.page.goto(link)
  await someone.page.getByText('Tidewell Services invites').waitFor()
  await judge(journey, someone.page)
  await someone.page.getByRole('button', { name: 'Accept' }).click()
  await someone.page.getByRole('heading', { name: 'About you' }).waitFor()
  await introduce(journey, someone, true)
  await someone.page.waitForURL(who === 'technician' ? '**/my-earnings' : '**/home')
  await judge(journey, someone.page)
  await expectUsedUp(journey, link)
}
const invited: readonly (readonly [Who, string, string])[] = [
  ['manager', 'Marek Novak', 'Manager'],
  ['finance', 'Fiona Li', 'Finance'],
  ['office', 'Olu Mensah', 'Office'],
  ['technician', 'Jana Ruiz', 'Crew'],
]
/** Four people join, each by a link that works once. The first two come in while the app shows new codes for the others. */
export async function invite(journey: Journey): Promise<void> {
  for (const [who, name, role] of invited)
    await join(
      journey,
      who,
      name,
      role,
      who === 'technician' ? phone : desktop,
      byFactor(() => freshCode(person(journey, 'owner'))),
    )
  const page = await open(journey, 'owner', '/members')
  for (const [, name] of invited) await page.getByRole('link', { name }).first().waitFor()
  expect(note(journey, 'fingerprint')).not.toBe('')
}

/** Comes back later: address, password, a code of the app. */
export async function signIn(journey: Journey, who: Who): Promise<void> {
  const someone = person(journey, who),
    page = await open(journey, who, '/sign-in')
  await page.getByLabel('E-mail').fill(someone.email)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByLabel('Password').fill(someone.password)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('heading', { name: 'Confirm it’s you' }).waitFor()
  await judge(journey, page)
  await typeCode(someone)
  await page.waitForURL(/\/(home|my-earnings|sign-in\/company)$/)
}
