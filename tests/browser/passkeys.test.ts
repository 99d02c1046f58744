// In a real browser with a virtual device: a passkey is added, stands beside the password, signs in by itself and approves a change; on a phone and a desk, in both themes, accessible.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { FrozenClock } from '../../lib/kernel/clock.ts'
import { arrived, forget, openBrowser, troubleOf } from '../support/browser.ts'
import { faultsInBothThemes } from '../support/page-faults.ts'
import { deviceIn, makePasskey } from '../support/passkey-window.ts'
import { admin, makeWorld, type World } from '../support/world.ts'
import { makePerson, password, type TestPerson } from '../identity/person.ts'
import '../../lib/registry.ts'

const origin = inject('origin')
let browser: Browser, world: World
beforeAll(async () => {
  browser = await openBrowser()
  world = await makeWorld(new Date().toISOString())
})
afterAll(() => browser.close())

const looks = [
  ['light', 1440],
  ['dark', 390],
] as const
async function signInByCode(page: Page, person: TestPerson): Promise<void> {
  await page.goto('/sign-in')
  await page.getByLabel('E-mail').fill(person.email)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByLabel('Code from your authenticator app').fill(person.code(new FrozenClock(new Date())))
  await arrived(page)
}
test.each(looks)(
  'added, used beside the password, by itself and for an act, %s, at %i',
  async (colorScheme, width) => {
    const person = await makePerson(world.tenant, 'admin', `Ada Keys ${width}`)
    const context = await browser.newContext({ baseURL: origin, viewport: { width, height: 900 }, colorScheme }),
      page = await context.newPage(),
      trouble = troubleOf(page),
      { cdp, id } = await deviceIn(context, page),
      faults: string[] = []
    await signInByCode(page, person)
    await page.goto('/account/add-passkey')
    faults.push(...(await faultsInBothThemes(page)))
    // The authenticator’s code was used a moment ago; half a minute ahead it shows the next.
    await makePasskey(page, 'Work laptop', () => person.code(new FrozenClock(new Date(Date.now() + 30_000))))
    faults.push(...(await faultsInBothThemes(page)))
    expect((await cdp.send('WebAuthn.getCredentials', { authenticatorId: id })).credentials.length).toBe(1)

    await forget(page)
    await page.goto('/sign-in')
    await page.getByRole('button', { name: 'Sign in with a passkey' }).waitFor()
    faults.push(...(await faultsInBothThemes(page)))
    await page.getByLabel('E-mail').fill(person.email)
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByRole('button', { name: 'Use a passkey' }).waitFor()
    faults.push(...(await faultsInBothThemes(page)))
    await page.getByRole('button', { name: 'Use a passkey' }).click()
    await arrived(page)

    await forget(page)
    await page.goto('/sign-in?next=%2Fsettings%2Fsecurity')
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await page.waitForURL((url) => url.pathname === '/settings/security')
    await page.getByRole('heading', { name: 'Which factors count' }).waitFor()
    faults.push(...(await faultsInBothThemes(page)))
    expect(
      (await admin`select methods from identity.sessions where account_id = ${person.accountId} order by created_at`).map((row) => row['methods']),
    ).toEqual(['password, totp', 'password, passkey', 'passkey'])

    const form = page.locator('form', { has: page.getByText('A passkey by itself') })
    await form.getByLabel('Comes after the password').check()
    await form.getByRole('button', { name: 'Use a passkey' }).click()
    await page.getByText('It counts from the next sign-in and the next act.').waitFor()
    expect((await admin`select policy->>'passkeyAlone' as alone from public.settings where tenant_id = ${world.tenant}`)[0]?.['alone']).toBe('false')
    // A form that is posted to a file and no action takes one as well.
    await page.goto('/confirm?next=%2Fmembers.csv')
    await page.getByRole('button', { name: 'Use a passkey' }).waitFor()
    faults.push(...(await faultsInBothThemes(page)))
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Use a passkey' }).click()])
    expect(file.suggestedFilename()).toMatch(/^members-.*\.csv$/)
    // Where nothing else counts the form's own button asks for it too.
    await admin`update public.settings set policy = (policy - 'passkeyAlone') || '{"passkeyRoles":["owner","admin"]}' where tenant_id = ${world.tenant}`
    await page.goto('/confirm?next=%2Fmembers.csv')
    await page.getByRole('group', { name: 'Passkey' }).getByRole('button').waitFor()
    faults.push(...(await faultsInBothThemes(page)))
    await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download' }).click()])
    await page.goto('/settings/security')
    await form.getByRole('group', { name: 'Passkey' }).getByRole('button').waitFor()
    await form.getByLabel('Comes after the password').check()
    await form.locator('button[type=submit]').click()
    await page.getByText('It counts from the next sign-in and the next act.').waitFor()
    await admin`update public.settings set policy = policy - 'passkeyRoles' where tenant_id = ${world.tenant}`
    await forget(page)
    await page.goto('/sign-in')
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await page
      .getByText(/asks for your password beside the passkey/)
      .first()
      .waitFor()
    faults.push(...(await faultsInBothThemes(page)))
    await admin`update public.settings set policy = policy - 'passkeyAlone' where tenant_id = ${world.tenant}`
    expect([...faults, ...trouble]).toEqual([])
    await context.close()
  },
  120_000,
)
test('a device that does not verify its person, and one that has no passkey, leave a sentence and a way on', async () => {
  const context = await browser.newContext({ baseURL: origin, viewport: { width: 390, height: 844 } }),
    page = await context.newPage()
  await deviceIn(context, page, false)
  await page.goto('/sign-in')
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await page.getByText(/No passkey was used/).waitFor()
  expect(await page.getByLabel('E-mail').isEnabled()).toBe(true)
  expect(await faultsInBothThemes(page)).toEqual([])
  await context.close()
}, 60_000)
test('without script a sentence says what is needed, and the address leads on', async () => {
  const context = await browser.newContext({ baseURL: origin, javaScriptEnabled: false }),
    page = await context.newPage()
  await page.goto('/sign-in')
  await page.getByText('A passkey needs script in this page.').waitFor()
  expect(await page.getByRole('button', { name: 'Sign in with a passkey' }).count()).toBe(0)
  await context.close()
})
