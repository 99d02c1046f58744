// The pages of the main job and their records open, keep their security policy, are accessible in both themes, and fit a phone; the technician's first page loads at most 130 kB of script.
import { gzipSync } from 'node:zlib'
import type { Browser, Page, Request } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import '../../lib/registry.ts'
import { makeDemoPeople, type DemoPeople, type DemoRole } from '../../scripts/demo-people.ts'
import { seedYear } from '../../scripts/demo-year.ts'
import { axeFaults, openBrowser, troubleOf, windowOf } from '../support/browser.ts'
import { admin } from '../support/world.ts'

let browser: Browser, people: DemoPeople
const pagesMax = 40
const records = /^\/(payouts|awards|programs|batches|ledger)\/[a-z]{3}_[0-9a-z]{26}$/
const accountOf = async (role: DemoRole) => ({
  tenant: people.tenant,
  memberId: people.members[role],
  accountId: (await admin`select account_id from members where id = ${people.members[role]}`)[0]?.['account_id'] as string,
})
beforeAll(async () => {
  const made = await makeDemoPeople.invoke({ place: { requestId: 'test', ip: '', agent: '' } }, {})
  if (!made) throw new Error('the demo company was there already')
  people = made
  await seedYear(people, () => undefined)
  browser = await openBrowser()
}, 300_000)
afterAll(() => browser.close())

/** One address for all records of a kind: /payouts/pay_… → /payouts/pay. */
const patternOf = (path: string): string => path.split('?')[0]?.replaceAll(/([a-z]{3})_[0-9a-z]{26}/g, '$1') ?? path
async function linksOf(page: Page): Promise<string[]> {
  const all = await page.evaluate(() =>
    [...document.querySelectorAll('a[href]')]
      .map((a) => a as HTMLAnchorElement)
      .filter((a) => a.origin === location.origin && !a.hasAttribute('download'))
      .map((a) => a.pathname + a.search),
  )
  return all.filter((path) => !/\.csv|\.zip|sign-out|\/file$|\/files$|\/proof$|bundle\.|errors\.csv|^\/api\//.test(path))
}
/** Opens these pages and one record of each kind that they list, and says what is wrong with each. */
async function crawl(role: DemoRole, from: readonly string[], look: { width: number; theme: 'light' | 'dark' }): Promise<{ seen: string[]; faults: string[] }> {
  const context = await windowOf(browser, await accountOf(role), look),
    page = await context.newPage(),
    trouble = troubleOf(page)
  const waiting = [...from],
    seen = new Set<string>(),
    faults: string[] = []
  for (let path = waiting.shift(); path !== undefined && seen.size < pagesMax; path = waiting.shift()) {
    const pattern = patternOf(path)
    if (seen.has(pattern)) continue
    seen.add(pattern)
    const response = await page.goto(path, { waitUntil: 'load' })
    const status = response?.status() ?? 0
    if (status >= 400) {
      faults.push(`${path}: ${status}`)
      continue
    }
    await page.waitForTimeout(80)
    faults.push(...trouble.splice(0).map((text) => `${path}: ${text}`))
    for (const fault of await axeFaults(page)) faults.push(`${path}: ${fault}`)
    if (look.width < 500) {
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
      if (wide > 1) faults.push(`${path}: the page scrolls sideways by ${wide} px`)
    }
    if (from.includes(path)) waiting.push(...(await linksOf(page)).filter((link) => records.test(link)))
  }
  await context.close()
  return { seen: [...seen].sort(), faults }
}
describe.each([
  ['owner', 1440, 'light'],
  ['owner', 390, 'dark'],
  ['finance', 1440, 'dark'],
  ['manager', 390, 'light'],
] as const)('%s at %i, %s', (role, width, theme) => {
  test('the main pages and one record of each kind', async () => {
    const { seen, faults } = await crawl(
      role,
      [
        '/home',
        '/payouts?tab=all',
        '/payouts?tab=approve',
        '/awards?state=all',
        '/programs',
        '/batches',
        '/statements',
        '/ledger',
        '/ledger/entries',
        '/members',
        '/my-earnings',
        '/sign-in',
      ],
      { width, theme },
    )
    expect(faults).toEqual([])
    expect(seen.length).toBeGreaterThan(12)
  }, 300_000)
})
test('the technician’s phone', async () => {
  const { seen, faults } = await crawl('crew', ['/my-earnings'], { width: 390, theme: 'light' })
  expect(faults).toEqual([])
  expect(seen).toContain('/my-earnings')
}, 120_000)
test('the technician’s first page loads at most 130 kB of script, compressed, until it asks for nothing more', async () => {
  const context = await windowOf(browser, await accountOf('crew'), { width: 390, theme: 'light' }),
    page = await context.newPage()
  const asked: Request[] = []
  page.on('request', (request) => {
    if (request.resourceType() === 'script' || new URL(request.url()).pathname.endsWith('.js')) asked.push(request)
  })
  await page.goto('/my-earnings', { waitUntil: 'networkidle' })
  await page.getByRole('heading', { name: 'Why you earned it' }).waitFor()
  const sizes: number[] = []
  for (const request of asked) sizes.push(gzipSync((await (await request.response())?.body()) ?? '').length)
  expect(sizes.length).toBeGreaterThan(3)
  expect(Math.min(...sizes)).toBeGreaterThan(100)
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(130_000)
  await context.close()
})
test('a record of another company is not there, says so like any other missing one, and leads to one’s other companies with its address', async () => {
  const context = await windowOf(browser, await accountOf('owner'), { width: 1440, theme: 'light' }),
    page = await context.newPage()
  expect((await page.goto('/payouts/pay_01m80gngezeztt2xxbmvgjqdky'))?.status()).toBe(404)
  expect(await page.textContent('body')).toContain('There is nothing at this address')
  await page.getByRole('link', { name: 'Another of my companies' }).click()
  await page.waitForURL('**/switch?next=%2Fpayouts%2Fpay_01m80gngezeztt2xxbmvgjqdky')
  await page.getByRole('heading', { name: 'You belong to no other company' }).waitFor()
  await context.close()
})
test('without a session every page leads to the way in', async () => {
  const response = await fetch(`${inject('origin')}/payouts`, { redirect: 'manual', headers: { 'sec-fetch-site': 'none' } })
  expect([302, 303, 307]).toContain(response.status)
  expect(response.headers.get('location')).toContain('/sign-in')
})
