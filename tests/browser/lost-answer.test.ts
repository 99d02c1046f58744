// Nothing that a person typed is lost when no answer comes, when the server does not take the form, when it breaks, when the session has ended, or when the script comes late.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { axeFaults, giveSession, openBrowser, troubleOf, windowOf } from '../support/browser.ts'
import { addCrew } from '../../lib/incentives/change-crew.ts'
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

test('what is wrong with a choice among many is said beside it, once', async () => {
  const own = await makeWorld(new Date().toISOString()),
    crew = await own.as('manager').run(addCrew, { name: 'Ash' }),
    context = await windowOf(browser, { tenant: own.tenant, ...own.people.manager }, { width: 1440, theme: 'light' }),
    page = await context.newPage()
  await page.goto(`/crews/${crew.id}`, { waitUntil: 'networkidle' })
  const form = page.locator('form').filter({ has: page.getByRole('combobox', { name: 'Payee' }) })
  await form.locator('button[type=submit]').click()
  await form.locator('[aria-invalid=true]').waitFor()
  const beside = (await form.locator('.field-error').innerText()).trim()
  expect(beside).not.toBe('')
  expect((await form.innerText()).split(beside)).toHaveLength(2)
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

/** A page whose script waits; and the taking over, once it is let go. */
async function beforeScript(who: 'owner' | 'finance', path: string) {
  const own = await makeWorld(new Date().toISOString())
  await own.as('owner').run(changeNetworks, { whose: 'manager', ranges: '203.0.113.0/24 Office' })
  const context = await windowOf(browser, { tenant: own.tenant, ...own.people[who] }, { width: 390, theme: 'light' }),
    page = await context.newPage()
  let letGo = (): void => {}
  const held = new Promise<void>((resolve) => (letGo = resolve))
  await page.route('**/_next/static/**/*.js', async (route) => {
    await held
    await route.continue()
  })
  await page.goto(path, { waitUntil: 'commit' })
  return {
    page,
    letScriptCome: async () => {
      letGo()
      await page.waitForLoadState('networkidle')
      await page.waitForFunction(() => Object.keys(document.querySelector('main form') ?? {}).some((key) => key.startsWith('__react')))
    },
    close: () => context.close(),
  }
}
test.each([
  ['an emptied text area', 'owner', '/settings/networks/manager', 'ranges', ''],
  ['a text area', 'owner', '/settings/networks/manager', 'ranges', '192.0.2.0/24 Yard'],
  ['a field', 'finance', '/payees/new', 'name', typed.name],
] as const)('%s that was changed before the script came keeps its text when it comes', async (_what, who, path, name, text) => {
  const { page, letScriptCome, close } = await beforeScript(who, path),
    field = page.locator(`main [name=${name}]`)
  await field.fill(text)
  await letScriptCome()
  expect(await field.inputValue()).toBe(text)
  await close()
})
test('what was marked in a text area when the script came is still marked, so that the next text replaces it', async () => {
  const { page, letScriptCome, close } = await beforeScript('owner', '/settings/networks/manager'),
    field = page.locator('main [name=ranges]')
  await field.selectText()
  await letScriptCome()
  await page.keyboard.insertText('192.0.2.0/24')
  expect(await field.inputValue()).toBe('192.0.2.0/24')
  // The caret stays too.
  await page.keyboard.insertText(' Yard')
  expect(await field.inputValue()).toBe('192.0.2.0/24 Yard')
  await close()
})
test('the caret stays where it was in a text that was begun before the script came', async () => {
  const { page, letScriptCome, close } = await beforeScript('owner', '/settings/networks/manager'),
    field = page.locator('main [name=ranges]')
  await field.fill('192.0.2.0/24 Yard')
  await field.evaluate((area: HTMLTextAreaElement) => area.setSelectionRange(13, 13))
  await letScriptCome()
  await page.keyboard.insertText('Old ')
  expect(await field.inputValue()).toBe('192.0.2.0/24 Old Yard')
  await close()
})

test('who has begun to write in an act goes on where they were when it turns modal', async () => {
  // The address stands first.
  const { page, letScriptCome, close } = await beforeScript('owner', '/account/email'),
    field = page.locator('dialog [name=factorCode]')
  await field.focus()
  await page.keyboard.insertText('123')
  await letScriptCome()
  await page.locator('dialog:modal').waitFor()
  await page.keyboard.insertText('456')
  expect(await field.inputValue()).toBe('123456')
  await close()
})
test.each(['', '192.0.2.0/24 Yard'])('a text area that is changed while the script takes it over keeps its text: “%s”', async (text) => {
  const own = await makeWorld(new Date().toISOString())
  await own.as('owner').run(changeNetworks, { whose: 'manager', ranges: '203.0.113.0/24 Office' })
  const context = await windowOf(browser, { tenant: own.tenant, ...own.people.owner }, { width: 390, theme: 'light' }),
    page = await context.newPage()
  // A taking over takes a while, and is written down at its end: somebody types once it has first touched the text.
  await page.addInitScript((words) => {
    const value = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value') as PropertyDescriptor & { set: (text: string) => void }
    Object.defineProperty(HTMLTextAreaElement.prototype, 'value', {
      ...value,
      set(this: HTMLTextAreaElement, first: string) {
        value.set.call(this, first)
        Object.defineProperty(HTMLTextAreaElement.prototype, 'value', value)
        value.set.call(this, words)
        this.dispatchEvent(new Event('input', { bubbles: true }))
        document.documentElement.dataset['typed'] = 'yes'
      },
    })
  }, text)
  await page.goto('/settings/networks/manager', { waitUntil: 'networkidle' })
  await page.locator('html[data-typed=yes]').waitFor({ state: 'attached' })
  await page.waitForFunction(() => Object.keys(document.querySelector('main form') ?? {}).some((key) => key.startsWith('__react')))
  expect(await page.locator('main [name=ranges]').inputValue()).toBe(text)
  await context.close()
})
