// Nothing that a person typed is lost when no answer comes, when the server does not take the form, when it breaks, when the session has ended, or when the script comes late.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { axeFaults, giveSession, openBrowser, troubleOf, windowOf } from '../support/browser.ts'
import { changeNetworks } from '../../lib/tenancy/networks.ts'
import { admin, makeWorld, type World } from '../support/world.ts'
import '../../lib/registry.ts'

let browser: Browser, world: World
const finance = () => ({ tenant: world.tenant, ...world.people.finance })
beforeAll(async () => {
  browser = await openBrowser()
  world = await makeWorld(new Date().toISOString())
})
afterAll(() => browser.close())

const typed = { name: 'Ana Lima', key: 'HR-77' }
async function fill(page: Page): Promise<void> {
  await page.goto('/payees/new', { waitUntil: 'networkidle' })
  await page.getByLabel('Name', { exact: true }).fill(typed.name)
  await page.getByLabel('Key in files').fill(typed.key)
}
const send = (page: Page): Promise<void> => page.getByRole('button', { name: 'Add' }).click()
async function stillThere(page: Page, sentence: RegExp): Promise<void> {
  const message = page.locator('.form-message')
  await message.getByText(sentence).waitFor()
  expect(await message.evaluate((element) => document.activeElement === element)).toBe(true)
  expect([
    await page.getByLabel('Name', { exact: true }).inputValue(),
    await page.getByLabel('Key in files').inputValue(),
    new URL(page.url()).pathname,
  ]).toEqual([typed.name, typed.key, '/payees/new'])
  expect(await axeFaults(page)).toEqual([])
}
const payees = async (): Promise<number> =>
  Number((await admin`select count(*) as n from payees where tenant_id = ${world.tenant} and name = ${typed.name}`)[0]?.['n'])

test.each([
  ['a line that breaks', /What you typed is still here\. It may have been saved all the same/, { abort: 'connectionreset' }],
  [
    'a server that takes no more for the moment',
    /Too many requests at once\. Try again in a moment\. What you typed is still here/,
    { status: 503, contentType: 'text/plain', body: 'Too many requests at once. Try again in a moment.' },
  ],
  [
    'an answer of something in between',
    /The server did not take it\. What you typed is still here/,
    { status: 502, contentType: 'text/html', body: '<h1>Bad gateway</h1>' },
  ],
] as const)('%s leaves the form as it is, and the same form goes through afterwards', async (_what, sentence, instead) => {
  await admin`delete from payees where tenant_id = ${world.tenant} and name = ${typed.name}`
  const context = await windowOf(browser, finance(), { width: 390, theme: 'dark' }),
    page = await context.newPage(),
    trouble = troubleOf(page)
  await fill(page)
  await page.route('**/payees/new', (route) =>
    route.request().method() !== 'POST' ? route.fallback() : 'abort' in instead ? route.abort(instead.abort) : route.fulfill({ ...instead }),
  )
  await send(page)
  await stillThere(page, sentence)
  expect(await payees()).toBe(0)
  await page.unroute('**/payees/new')
  await send(page)
  await page.waitForURL(/\/payees\/pye_/)
  expect(await payees()).toBe(1)
  expect(trouble).toEqual([])
  await context.close()
})

test('a session that has ended says so on the form, which goes through once its person is back', async () => {
  await admin`delete from payees where tenant_id = ${world.tenant} and name = ${typed.name}`
  const context = await windowOf(browser, finance(), { width: 1440, theme: 'light' }),
    page = await context.newPage()
  await fill(page)
  await admin`update identity.sessions set ended_at = now() where tenant_id = ${world.tenant}`
  await send(page)
  await stillThere(page, /Your session has ended\. What you typed is still here/)
  expect(await page.getByRole('link', { name: 'Sign in' }).getAttribute('target')).toBe('_blank')
  expect(await payees()).toBe(0)
  await giveSession(context, finance())
  await send(page)
  await page.waitForURL(/\/payees\/pye_/)
  await context.close()
})

test('where even the cookie is gone, the form says the same', async () => {
  await admin`delete from payees where tenant_id = ${world.tenant} and name = ${typed.name}`
  const context = await windowOf(browser, finance(), { width: 1440, theme: 'dark' }),
    page = await context.newPage()
  await fill(page)
  await context.clearCookies()
  await send(page)
  await stillThere(page, /Your session has ended: sign in on another page, then send it again\. What you typed is still here/)
  await giveSession(context, finance())
  await send(page)
  await page.waitForURL(/\/payees\/pye_/)
  await context.close()
})

test.each([
  ['an emptied text area', 'owner', '/settings/networks/manager', 'ranges', ''],
  ['a text area', 'owner', '/settings/networks/manager', 'ranges', '192.0.2.0/24 Yard'],
  ['a field', 'finance', '/payees/new', 'name', typed.name],
] as const)('%s that was changed before the script came keeps its text when it comes', async (_what, who, path, name, text) => {
  const own = await makeWorld(new Date().toISOString())
  await own.as('owner').run(changeNetworks, { whose: 'manager', ranges: '203.0.113.0/24 Office' })
  const context = await windowOf(browser, { tenant: own.tenant, ...own.people[who] }, { width: 390, theme: 'light' }),
    page = await context.newPage(),
    field = page.locator(`main [name=${name}]`)
  let letGo = (): void => {}
  const held = new Promise<void>((resolve) => (letGo = resolve))
  await page.route('**/_next/static/**/*.js', async (route) => {
    await held
    await route.continue()
  })
  await page.goto(path, { waitUntil: 'commit' })
  await field.fill(text)
  letGo()
  await page.waitForLoadState('networkidle')
  await page.waitForFunction(isTakenOver)
  expect(await field.inputValue()).toBe(text)
  await context.close()
})
/** The script has taken the form over. Runs in the page. */
const isTakenOver = (): boolean => Object.keys(document.querySelector('main form') ?? {}).some((key) => key.startsWith('__react'))
test('a text area that is typed into while the script takes it over keeps every stroke', async () => {
  const own = await makeWorld(new Date().toISOString())
  await own.as('owner').run(changeNetworks, { whose: 'manager', ranges: '203.0.113.0/24 Office' })
  const context = await windowOf(browser, { tenant: own.tenant, ...own.people.owner }, { width: 1440, theme: 'light' })
  for (let round = 0; round < 5; round++) {
    const page = await context.newPage()
    await page.goto('/settings/networks/manager', { waitUntil: 'commit' })
    await page.locator('main [name=ranges]').waitFor()
    const { strokes, lost } = await page.evaluate(async () => {
      const area = document.querySelector<HTMLTextAreaElement>('main [name=ranges]') as HTMLTextAreaElement,
        began = performance.now()
      let strokes = 0,
        lost = 0
      await new Promise<void>((done) => {
        const stroke = (): void => {
          if (strokes > 0 && area.value !== `192.0.2.${strokes}`) lost++
          area.value = `192.0.2.${++strokes}`
          area.dispatchEvent(new Event('input', { bubbles: true }))
          if (performance.now() - began < 1_500) setTimeout(stroke, 0)
          else done()
        }
        stroke()
      })
      return { strokes, lost }
    })
    expect([await page.evaluate(isTakenOver), lost, await page.locator('main [name=ranges]').inputValue()]).toEqual([true, 0, `192.0.2.${strokes}`])
    await page.close()
  }
  await context.close()
})
