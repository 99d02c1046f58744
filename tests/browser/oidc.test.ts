// In a real browser: an owner names an OpenID provider that is not ours by its issuer, registers our address there, tests it and sees what came; a person comes in by it. Every page of it is accessible in both themes and fits a phone.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { FrozenClock } from '../../lib/kernel/clock.ts'
import { encodeId, tryDecodeId } from '../../lib/kernel/id.ts'
import { showConnection } from '../../lib/tenancy/sso-connection.ts'
import { startRealProvider, type RealProvider } from '../support/oidc/provider.ts'
import { ownDomain } from '../support/saml/company.ts'
import { axeFaults, openBrowser, troubleOf, windowOf } from '../support/browser.ts'
import { makePerson, type TestPerson } from '../identity/person.ts'
import { admin, makeWorld, type World } from '../support/world.ts'

const origin = inject('origin')
let browser: Browser, provider: RealProvider, world: World, owner: TestPerson, second: TestPerson, clerkEmail = '', connectionId = ''
beforeAll(async () => {
  [browser, provider] = [await openBrowser(), await startRealProvider(inject('providerPort'))]
  process.env['PLUMBLINE_EGRESS_ALLOW'] = provider.origin
  world = await makeWorld(new Date().toISOString())
  const domain = await ownDomain(world), clerk = await makePerson(world.tenant, 'finance', 'Tom Beck')
  owner = await makePerson(world.tenant, 'owner', 'Jana Ruiz')
  second = await makePerson(world.tenant, 'owner', 'Olga Owner')
  clerkEmail = `tom@${domain}`
  await admin`update identity.accounts set email = ${clerkEmail} where id = ${clerk.accountId}`
  await admin`update public.members set email = ${clerkEmail} where id = ${clerk.memberId}`
  provider.person = { id: 'tom-at-work', email: clerkEmail, name: 'Tom Beck', groups: ['Payroll', 'Everyone'] }
}, 120_000)
afterAll(async () => { await browser.close(); provider.close() })
const member = (person = owner) => ({ tenant: world.tenant, memberId: person.memberId, accountId: person.accountId })
/** A code of an authenticator that was not used before: half a minute ahead of the last one. */
const code = (person: TestPerson, ahead = 0): string => person.code(new FrozenClock(new Date(Date.now() + ahead)))
const looks = [['light', 1440], ['dark', 1440], ['light', 390], ['dark', 390]] as const
async function faultsOf(page: Page, path: string): Promise<string[]> {
  const trouble = troubleOf(page), response = await page.goto(path, { waitUntil: 'load' })
  await page.waitForTimeout(80)
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  return [...((response?.status() ?? 0) === 200 ? [] : [`${path}: ${response?.status()}`]), ...trouble.map((text) => `${path}: ${text}`), ...(await axeFaults(page)).map((fault) => `${path}: ${fault}`), ...(wide > 1 ? [`${path}: scrolls sideways by ${wide} px`] : [])]
}
test('an owner names the issuer, registers the address that is shown, enters client id and secret, tests, and reads what was received and what it was read as', async () => {
  const context = await windowOf(browser, member(), { width: 1440, theme: 'light' }), page = await context.newPage()
  await page.goto('/settings/sso/new')
  await page.getByRole('link', { name: 'OpenID Connect' }).click()
  // The page before has a name to fill in too.
  await page.waitForURL('**/settings/sso/new/oidc')
  await page.getByLabel('Name').fill('Work account')
  await page.getByLabel('Issuer').fill(provider.issuer)
  await page.getByLabel('Code from your authenticator app').fill(code(owner))
  await page.getByRole('button', { name: 'Add the provider' }).click()
  await page.waitForURL(/\/settings\/sso\/sso_/)
  connectionId = new URL(page.url()).pathname.split('/').at(-1) ?? ''
  const { own } = await world.as('admin').run(showConnection, { connectionId }), shown = await page.locator('main').innerText()
  expect(shown).toContain(own.redirectUrl)
  expect(shown).toContain('Client id and secret are missing')
  provider.register(own.redirectUrl)
  await page.getByRole('link', { name: 'Enter them' }).click()
  await page.waitForURL('**/client')
  await page.getByLabel('Client id', { exact: true }).fill(provider.clientId)
  await page.getByLabel('Client secret').fill(provider.secret)
  await page.getByLabel('Code from your authenticator app').fill(code(owner, 30_000))
  await page.getByRole('button', { name: 'Save' }).click()
  await page.waitForURL(`**/settings/sso/${connectionId}`)
  await page.getByRole('button', { name: 'Test sign-in' }).click()
  await page.getByRole('link', { name: 'Go to the provider' }).click()
  await page.waitForURL(/\/settings\/sso\/.*\/tests\//)
  await page.getByRole('heading', { name: 'The answer was accepted.' }).waitFor()
  const text = await page.locator('main').innerText()
  for (const part of ['email_verified', 'Tom Beck', 'Payroll', 'tom-at-work']) expect(text).toContain(part)
  // As received, and as read: the page says both.
  expect([text.split(clerkEmail).length - 1, text]).toEqual([2, expect.not.stringContaining('none: map') as string])
  expect(await page.content()).not.toContain(provider.secret)
  provider.refuses = true
  // At the provider it is another visit, not one that goes on with the last.
  await context.clearCookies({ domain: '127.0.0.1' })
  await page.goto(`/settings/sso/${connectionId}`)
  await page.getByRole('button', { name: 'Test sign-in' }).click()
  await page.getByRole('link', { name: 'Go to the provider' }).click()
  await page.getByRole('heading', { name: /refused by the check “status”/ }).waitFor()
  expect(await page.locator('main').innerText()).toContain('Look into its log')
  provider.refuses = false
  await context.close()
}, 60_000)
test('another owner switches it on', async () => {
  const context = await windowOf(browser, member(second), { width: 390, theme: 'dark' }), page = await context.newPage()
  await page.goto(`/settings/sso/${connectionId}`)
  await page.getByRole('link', { name: 'Switch on…' }).click()
  await page.waitForURL('**/state')
  await page.getByLabel('Code from your authenticator app').fill(code(second))
  await page.getByRole('button', { name: 'Switch on' }).click()
  await page.waitForURL(`**/settings/sso/${connectionId}`)
  await page.getByText('It vouches for addresses at your proven domains.').waitFor()
  await context.close()
}, 60_000)
test.each([[1440, 900], [390, 844]] as const)('a person types the address, chooses the work account, and is in, at %i', async (width, height) => {
  await admin`update public.sso_connections set provider_factor = 'attested' where id = ${tryDecodeId('ssoConnection', connectionId) ?? ''}`
  const context = await browser.newContext({ baseURL: origin, viewport: { width, height } }), page = await context.newPage()
  await page.goto('/sign-in')
  await page.getByLabel('E-mail').fill(clerkEmail)
  await page.getByRole('button', { name: 'Continue' }).click()
  const way = page.getByRole('link', { name: /Work account/ })
  await way.waitFor()
  expect(await axeFaults(page)).toEqual([])
  await way.click()
  await page.waitForURL((url) => url.origin === origin && url.pathname === '/home')
  expect((await context.cookies(origin)).map(({ name, sameSite }) => [name, sameSite])).toContainEqual(['session', 'Lax'])
  await context.close()
}, 60_000)
test.each(looks)('its pages, %s, at %i', async (theme, width) => {
  const context = await windowOf(browser, member(), { width, theme }), page = await context.newPage(), own = `/settings/sso/${connectionId}`, faults: string[] = []
  const tests = await admin<{ id: string }[]>`select id from public.sso_tests where tenant_id = ${world.tenant} and state <> 'waiting'`
  for (const path of ['/settings/sso', '/settings/sso/new/oidc', own, `${own}/client`, `${own}/reread`, `${own}/change`, `${own}/groups`, `${own}/state`, ...tests.map(({ id }) => `${own}/tests/${encodeId('ssoTest', id)}`), '/sign-in?refused=unreachable']) faults.push(...(await faultsOf(page, path)))
  expect(faults).toEqual([])
  await context.close()
}, 120_000)
