// A list of networks is lifted as it was written: by its page, emptied.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { FrozenClock } from '../../lib/kernel/clock.ts'
import { changeNetworks } from '../../lib/tenancy/networks.ts'
import { makePerson } from '../identity/person.ts'
import { openBrowser, windowOf } from '../support/browser.ts'
import { byFactor } from '../support/confirm.ts'
import { admin, makeWorld } from '../support/world.ts'
import '../../lib/registry.ts'

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

test('an emptied list says that it lets in from everywhere, and does', async () => {
  const world = await makeWorld(new Date().toISOString()),
    owner = await makePerson(world.tenant, 'owner'),
    context = await windowOf(browser, { ...owner, tenant: world.tenant }, { width: 1440, theme: 'light' }),
    page = await context.newPage()
  await world.as('owner').run(changeNetworks, { whose: 'manager', ranges: '203.0.113.0/24 Office' })
  await page.goto('/settings/networks/manager')
  await page.getByRole('textbox', { name: 'Networks' }).fill('')
  await page.getByRole('button', { name: 'See who would be kept out' }).click()
  await page.waitForURL('**ranges=*')
  await byFactor(() => owner.code(new FrozenClock(new Date())))(page, 'Let in from everywhere')
  await page.waitForURL((url) => url.pathname === '/settings/networks')
  expect((await admin`select 1 from public.network_rules where tenant_id = ${world.tenant} and ended_at is null`).length).toBe(0)
  await context.close()
})
