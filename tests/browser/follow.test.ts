// Links lead on without a reload; what asks for a tab of its own stays the browser's.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { raisePayout } from '../../lib/incentives/raise-payouts.ts'
import { giveAward, makePayee } from '../support/awards.ts'
import { openBrowser, troubleOf, windowOf } from '../support/browser.ts'
import { makeWorld, type World } from '../support/world.ts'
import '../../lib/registry.ts'

let browser: Browser,
  world: World,
  path = ''
beforeAll(async () => {
  browser = await openBrowser()
  world = await makeWorld(new Date().toISOString())
  const payee = await makePayee(world, 'Ana Lima')
  await giveAward(world, payee.uuid, 4_000n)
  path = `/payouts/${(await world.as('finance').run(raisePayout, { payeeId: payee.id, currency: 'USD', rail: 'payroll_csv', idempotencyKey: 'browser-follow' })).id}`
})
afterAll(() => browser.close())

test('rows, tabs and places lead on within the page', async () => {
  const context = await windowOf(browser, { tenant: world.tenant, ...world.people.finance }, { width: 1440, theme: 'light' }),
    page = await context.newPage(),
    trouble = troubleOf(page)
  await page.goto('/payouts?tab=all', { waitUntil: 'networkidle' })
  await page.evaluate(() => {
    document.documentElement.dataset['mark'] = 'kept'
  })
  const arrivedAt = async (url: string): Promise<void> => {
    await page.waitForURL(url)
    expect(await page.evaluate(() => document.documentElement.dataset['mark']), url).toBe('kept')
  }
  await page.getByRole('link', { name: 'Ana Lima' }).first().click()
  await arrivedAt(`**${path}`)
  await page.goBack()
  await arrivedAt('**/payouts?tab=all')
  await page.getByRole('navigation', { name: 'Payouts by state' }).getByRole('link', { name: 'Settled' }).click()
  await arrivedAt('**/payouts?tab=settled')
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Payees' }).click()
  await arrivedAt('**/payees')
  expect(trouble).toEqual([])
  await context.close()
})
test('with Ctrl a link opens a tab of its own, and the page stays where it is', async () => {
  const context = await windowOf(browser, { tenant: world.tenant, ...world.people.finance }, { width: 1440, theme: 'light' }),
    page = await context.newPage()
  await page.goto('/payouts?tab=all', { waitUntil: 'networkidle' })
  const [opened] = await Promise.all([
    context.waitForEvent('page'),
    page
      .getByRole('link', { name: 'Ana Lima' })
      .first()
      .click({ modifiers: ['Control'] }),
  ])
  await opened.waitForURL(`**${path}`)
  expect(new URL(page.url()).search).toBe('?tab=all')
  await context.close()
})
