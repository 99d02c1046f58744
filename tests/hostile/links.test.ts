// No link leads nowhere: whatever a page shows a role, that role can open; and every page is accessible in both themes.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axeFaults, openBrowser, troubleOf, windowOf } from '../support/browser.ts'
import { crawlLinks } from '../support/crawl-links.ts'
import { fillCompany } from '../support/fill-company.ts'
import { signIn } from '../support/hostile-post.ts'
import { addressesOf, pagePatterns } from '../support/records.ts'
import type { World } from '../support/world.ts'

let world: World, browser: Browser
beforeAll(async () => {
  world = (await fillCompany()).world
  browser = await openBrowser()
}, 240_000)
afterAll(() => browser.close())
type Role = keyof World['people']
const memberOf = (role: Role): { tenant: string; memberId: string; accountId: string } => {
  const { caller, memberId, accountId } = world.people[role]
  if (caller.door.kind !== 'session') throw new Error('a person has a session')
  return { tenant: caller.door.tenant, memberId, accountId }
}
const startOf = (role: Role): string[] => (role === 'crew' ? ['/my-earnings', '/account/profile'] : role === 'operator' ? ['/operator/tenants', '/outbox', '/account/profile'] : ['/home', '/my-earnings', '/account/profile'])
/** Following these ends or changes something, or hands out a file once. */
const changes = (path: string): boolean => /^\/(sign-out|signed-out|switch\/|api\/audit\/exports\/)/.test(path)

describe.each(['owner', 'admin', 'manager', 'finance', 'office', 'dispatch', 'crew', 'read_only', 'operator'] as const)('as %s', (role) => {
  test('every link that a page shows leads to a page', async () => {
    const { cookie } = await signIn(memberOf(role)), { broken, followed, patterns } = await crawlLinks(startOf(role), cookie, 3, changes)
    expect(broken).toEqual([])
    console.log(`${role}: ${followed} links, ${patterns.size} patterns`)
    expect(patterns.size).toBeGreaterThan(role === 'crew' || role === 'operator' ? 8 : 20)
  }, 120_000)
})
describe.each([['dark', 1440], ['light', 390]] as const)('%s at %i', (theme, width) => {
  test('every page is accessible and breaks nothing', async () => {
    const faults: string[] = [], patterns = pagePatterns().filter((pattern) => !/^\/(sign-out|signed-out|switch|setup|invitation|reset|recover|confirm-email)/.test(pattern))
    let opened = 0
    for (const who of ['owner', 'crew', 'operator'] as const) {
      const context = await windowOf(browser, memberOf(who), { width, theme })
      const waiting = (await Promise.all(patterns.filter((pattern) => (/^\/(operator|outbox)/.test(pattern) ? 'operator' : pattern.startsWith('/my-earnings') ? 'crew' : 'owner') === who).map((pattern) => addressesOf(world.tenant, pattern)))).map(([path]) => path as string)
      await Promise.all([0, 1].map(async () => {
        const page = await context.newPage(), trouble = troubleOf(page)
        for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
          const status = (await page.goto(path, { waitUntil: 'load' }))?.status() ?? 0
          if (status === 404) continue                                  // no record of this kind, or a step that is not open
          if (status !== 200) { faults.push(`${path}: ${status}`); continue }
          opened++
          await page.waitForTimeout(60)
          for (const fault of await axeFaults(page)) faults.push(`${path}: ${fault}`)
          faults.push(...trouble.splice(0).map((text) => `${path}: ${text}`))
        }
        await page.close()
      }))
      await context.close()
    }
    expect(faults).toEqual([])
    expect(opened).toBeGreaterThan(80)
  }, 300_000)
})
