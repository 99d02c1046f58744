// In a real browser: an owner lets an operator look, the operator goes in from the console with a code, reads, is refused what changes, and leaves; the company sees it while it lasts and reads it afterwards. The operator changes a company's plan, and the company reads what is closed. Every page of it is accessible in both themes and fits a phone.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { platformTenant } from '../../lib/kernel/platform-tenant.ts'
import { encodeId } from '../../lib/kernel/id.ts'
import { makePerson, presentClock, type TestPerson } from '../identity/person.ts'
import { axeFaults, openBrowser, troubleOf, windowOf } from '../support/browser.ts'
import { admin, makeWorld, type World } from '../support/world.ts'

let browser: Browser, world: World, owner: TestPerson, operator: TestPerson
const company = `Tidewell ${Date.now() % 100_000}`
beforeAll(async () => {
  browser = await openBrowser()
  world = await makeWorld(new Date().toISOString(), { company })
  owner = await makePerson(world.tenant, 'owner', 'Ingrid Halvorsen')
  operator = await makePerson(platformTenant, 'operator', 'Odd Operator')
}, 120_000)
afterAll(() => browser.close())
const as = (who: TestPerson) => ({ tenant: who.tenant, memberId: who.memberId, accountId: who.accountId })
/** A code that was not used yet, whatever was typed half a minute ago. */
async function codeOf(who: TestPerson): Promise<string> {
  await admin`update identity.factors set last_step = 0 where account_id = ${who.accountId}`
  return who.code(presentClock())
}
async function faultsOf(page: Page, path: string): Promise<string[]> {
  const trouble = troubleOf(page),
    response = await page.goto(path, { waitUntil: 'load' })
  await page.waitForTimeout(80)
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  return [
    ...(response?.status() === 200 ? [] : [`${path}: ${response?.status()}`]),
    ...trouble.map((text) => `${path}: ${text}`),
    ...(await axeFaults(page)).map((fault) => `${path}: ${fault}`),
    ...(wide > 1 ? [`${path}: scrolls sideways by ${wide}`] : []),
  ]
}
test('an operator is let in, looks, changes nothing and leaves; the company sees it', async () => {
  const inner = await windowOf(browser, as(owner), { width: 1440, theme: 'light' }),
    outer = await windowOf(browser, as(operator), { width: 1440, theme: 'light' }),
    ours = await inner.newPage(),
    theirs = await outer.newPage()
  await ours.goto('/settings/support')
  await ours.getByText('Nobody outside the company may look in.').waitFor()
  await ours.getByRole('link', { name: 'Let an operator look' }).first().click()
  await ours.getByLabel('E-mail of the operator').fill(operator.email)
  await ours.getByLabel('What they are to look at').fill('The batch of Monday')
  await ours.getByLabel('Code from your authenticator app').fill(await codeOf(owner))
  await ours.getByRole('button', { name: 'Let them look' }).click()
  await ours.getByRole('heading', { name: 'One operator may look in.' }).waitFor()
  await theirs.goto('/operator/support')
  expect(await theirs.locator('main').innerText()).toContain('The batch of Monday')
  await theirs.getByRole('link', { name: 'Go in…' }).click()
  await theirs.getByLabel('Code from your authenticator app').fill(await codeOf(operator))
  await theirs.getByRole('button', { name: 'Go in' }).click()
  await theirs.getByText(`You look at ${company}`).waitFor()
  await theirs.goto('/members')
  expect(await theirs.locator('main').innerText()).toContain('Ingrid Halvorsen')
  expect((await theirs.goto('/members/invite'))?.status()).toBe(403)
  await ours.goto('/home')
  await ours.getByText('Odd Operator, an operator of this installation, looks at').waitFor()
  await theirs.goto('/members')
  await theirs.getByRole('button', { name: 'Leave' }).click()
  await theirs.waitForURL('**/operator/support')
  await theirs.getByRole('heading', { name: 'One company lets you look.' }).waitFor()
  // Back in, and the company ends it.
  await theirs.getByRole('link', { name: 'Go in…' }).click()
  await theirs.getByLabel('Code from your authenticator app').fill(await codeOf(operator))
  await theirs.getByRole('button', { name: 'Go in' }).click()
  await theirs.getByText(`You look at ${company}`).waitFor()
  await ours.goto('/settings/support')
  await ours.getByRole('link', { name: 'SG-00001' }).first().click()
  await ours.getByLabel('Why it ends').fill('Found it')
  await ours.getByRole('button', { name: 'End it now' }).click()
  await ours.getByText('Ended early').waitFor()
  await theirs.goto('/members')
  await theirs.waitForURL('**/sign-in**')
  await ours.goto('/audit')
  const log = await ours.locator('main').innerText()
  for (const part of ['SG-00001', 'tenancy.listMembers', 'to look']) expect(log).toContain(part)
  await inner.close()
  await outer.close()
}, 90_000)
test('the operator changes the plan, reads before what it closes, and the company reads what is closed', async () => {
  const outer = await windowOf(browser, as(operator), { width: 1440, theme: 'light' }),
    inner = await windowOf(browser, as(owner), { width: 390, theme: 'dark' }),
    theirs = await outer.newPage(),
    ours = await inner.newPage()
  await theirs.goto(`/operator/tenants/${encodeId('tenant', world.tenant)}`)
  await theirs.getByRole('link', { name: 'Change the plan…' }).click()
  await theirs.getByText('Closes Provisioning, Access reviews.').waitFor()
  await theirs.getByLabel('Essential').check()
  await theirs.getByLabel('Reason').fill('As agreed')
  await theirs.getByLabel('Code from your authenticator app').fill(await codeOf(operator))
  await theirs.getByRole('button', { name: 'Change the plan' }).click()
  await theirs.waitForURL((url) => !url.pathname.endsWith('/plan'))
  for (const [path, words] of [
    ['/settings/plan', 'Your plan is Essential'],
    ['/settings/keys', 'the plan Business opens it'],
    ['/settings/keys/new', 'the plan Business opens it'],
    ['/settings/sso/new', 'the plan Business opens it'],
    ['/settings/provisioning', 'the plan Complete opens it'],
    ['/members/reviews/new', 'the plan Complete opens it'],
    ['/roles/crew/copy', 'the plan Business opens it'],
  ] as const) {
    expect((await ours.goto(path))?.status(), path).toBe(200)
    expect(await ours.locator('body').innerText(), path).toContain(words)
  }
  await inner.close()
  await outer.close()
}, 60_000)
test.each([
  ['light', 1440],
  ['dark', 1440],
  ['light', 390],
  ['dark', 390],
] as const)(
  'its pages, %s, at %i',
  async (theme, width) => {
    const faults: string[] = []
    for (const [who, pages] of [
      [owner, ['/settings/plan', '/settings/support', '/settings/support/new', '/settings/keys', '/settings/sso', '/home']],
      [operator, ['/operator/support', `/operator/tenants/${encodeId('tenant', world.tenant)}/plan`]],
    ] as const) {
      // As while somebody looks.
      await admin`update support_grants set last_used_at = now(), ended_at = null, ended_why = null where tenant_id = ${world.tenant}`
      const context = await windowOf(browser, as(who), { width, theme }),
        page = await context.newPage()
      for (const path of pages) faults.push(...(await faultsOf(page, path)))
      await context.close()
    }
    expect(faults).toEqual([])
  },
  90_000,
)
