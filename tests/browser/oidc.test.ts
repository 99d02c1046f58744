// In a real browser: an owner names an OpenID provider that is not ours by its issuer, registers our address there, tests it and sees what came; a person comes in by it. Every page of it is accessible in both themes and fits a phone.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { FrozenClock } from '../../lib/kernel/clock.ts'
import { encodeId, tryDecodeId } from '../../lib/kernel/id.ts'
import { showConnection } from '../../lib/tenancy/sso-connection.ts'
import { startRealProvider, type RealProvider } from '../support/oidc/provider.ts'
import { ownDomain } from '../support/saml/company.ts'
import { axeFaults, openBrowser, windowOf } from '../support/browser.ts'
import { byFactor } from '../support/confirm.ts'
import { addOpenIdProvider, enterClient, switchOn, testSignIn } from '../support/desk-acts.ts'
import { faultsAt } from '../support/page-faults.ts'
import { makePerson, type TestPerson } from '../identity/person.ts'
import { admin, makeWorld, type World } from '../support/world.ts'

const origin = inject('origin')
let browser: Browser,
  provider: RealProvider,
  world: World,
  owner: TestPerson,
  second: TestPerson,
  clerkEmail = '',
  connectionId = ''
beforeAll(async () => {
  ;[browser, provider] = [await openBrowser(), await startRealProvider(inject('providerPort'))]
  process.env['PLUMBLINE_EGRESS_ALLOW'] = provider.origin
  world = await makeWorld(new Date().toISOString())
  const domain = await ownDomain(world),
    clerk = await makePerson(world.tenant, 'finance', 'Tom Beck')
  owner = await makePerson(world.tenant, 'owner', 'Jana Ruiz')
  second = await makePerson(world.tenant, 'owner', 'Olga Owner')
  clerkEmail = `tom@${domain}`
  await admin`update identity.accounts set email = ${clerkEmail} where id = ${clerk.accountId}`
  await admin`update public.members set email = ${clerkEmail} where id = ${clerk.memberId}`
  provider.person = { id: 'tom-at-work', email: clerkEmail, name: 'Tom Beck', groups: ['Payroll', 'Everyone'] }
}, 120_000)
afterAll(async () => {
  await browser.close()
  provider.close()
})
const member = (person = owner) => ({ tenant: world.tenant, memberId: person.memberId, accountId: person.accountId })
/** A code of an authenticator that was not used before: half a minute ahead of the last one. */
const code = (person: TestPerson, ahead = 0): string => person.code(new FrozenClock(new Date(Date.now() + ahead)))
const looks = [
  ['light', 1440],
  ['dark', 1440],
  ['light', 390],
  ['dark', 390],
] as const
test('an owner names the issuer, registers the address that is shown, enters client id and secret, tests, and reads what was received and what it was read as', async () => {
  const context = await windowOf(browser, member(), { width: 1440, theme: 'light' }),
    page = await context.newPage()
  const connection = await addOpenIdProvider(
    page,
    { name: 'Work account', issuer: provider.issuer },
    byFactor(() => code(owner)),
  )
  connectionId = connection.split('/').at(-1) ?? ''
  const { own } = await world.as('admin').run(showConnection, { connectionId }),
    shown = await page.locator('main').innerText()
  expect(shown).toContain(own.redirectUrl)
  provider.register(own.redirectUrl)
  await enterClient(
    page,
    connection,
    provider,
    byFactor(() => code(owner, 30_000)),
  )
  const text = await testSignIn(page, connection, 'The answer was accepted.')
  for (const part of ['email_verified', 'Tom Beck', 'Payroll', 'tom-at-work']) expect(text).toContain(part)
  // As received, and as read: the page says both.
  expect([text.split(clerkEmail).length - 1, text]).toEqual([2, expect.not.stringContaining('none: map') as string])
  expect(await page.content()).not.toContain(provider.secret)
  provider.refuses = true
  // At the provider it is another visit, not one that goes on with the last.
  await context.clearCookies({ domain: '127.0.0.1' })
  expect(await testSignIn(page, connection, /refused by the check “status”/)).toContain('Look into its log')
  provider.refuses = false
  await context.close()
}, 60_000)
test('another owner switches it on', async () => {
  const context = await windowOf(browser, member(second), { width: 390, theme: 'dark' }),
    page = await context.newPage()
  await switchOn(
    page,
    `/settings/sso/${connectionId}`,
    byFactor(() => code(second)),
  )
  await context.close()
}, 60_000)
test('an owner lets sign-outs go both ways, and tries it: to the provider, which asks, and back', async () => {
  const third = await makePerson(world.tenant, 'owner', 'Otto Owner'),
    context = await windowOf(browser, member(third), { width: 390, theme: 'light' }),
    page = await context.newPage(),
    own = `/settings/sso/${connectionId}`,
    shown = await world.as('admin').run(showConnection, { connectionId })
  provider.register(shown.own.redirectUrl, 'client_secret_post', { backTo: shown.own.logoutUrl, toldAt: shown.own.logoutUrl })
  await page.goto(own)
  await page.getByRole('link', { name: 'Switch on single logout…' }).click()
  await page.getByText(shown.own.logoutUrl).first().waitFor()
  await page.getByRole('checkbox', { name: /goes both ways/ }).check()
  await byFactor(() => code(third))(page, 'Save')
  await page.waitForURL(`**${own}`)
  await page.getByText('yes, by the back channel').waitFor()
  await testSignIn(page, own, 'The answer was accepted.')
  await page.getByRole('link', { name: 'Try the sign-out' }).click()
  await page.waitForURL((url) => url.origin === provider.origin)
  await page.getByRole('button', { name: 'Yes, sign me out' }).click()
  await page.waitForURL(/\/settings\/sso\/.*\/tests\//)
  await page.getByText('The provider took the sign-out and led back here.').waitFor()
  await context.close()
}, 60_000)
test.each([
  [1440, 900],
  [390, 844],
] as const)(
  'a person types the address, chooses the work account, and is in, at %i',
  async (width, height) => {
    await admin`update public.sso_connections set provider_factor = 'attested' where id = ${tryDecodeId('ssoConnection', connectionId) ?? ''}`
    const context = await browser.newContext({ baseURL: origin, viewport: { width, height } }),
      page = await context.newPage()
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
  },
  60_000,
)
test.each(looks)(
  'its pages, %s, at %i',
  async (theme, width) => {
    const context = await windowOf(browser, member(), { width, theme }),
      page = await context.newPage(),
      own = `/settings/sso/${connectionId}`,
      faults: string[] = []
    const tests = await admin<{ id: string }[]>`select id from public.sso_tests where tenant_id = ${world.tenant} and state <> 'waiting'`
    for (const path of [
      '/settings/sso',
      '/settings/sso/new/oidc',
      own,
      `${own}/client`,
      `${own}/reread`,
      `${own}/change`,
      `${own}/groups`,
      `${own}/state`,
      `${own}/logout`,
      ...tests.map(({ id }) => `${own}/tests/${encodeId('ssoTest', id)}`),
      '/sign-in?refused=unreachable',
      '/signed-out?provider=taken',
    ])
      faults.push(...(await faultsAt(page, path)))
    expect(faults).toEqual([])
    await context.close()
  },
  120_000,
)
