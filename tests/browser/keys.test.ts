// In a real browser: a member makes an API key, which is shown once; a program uses it; when and from where is read on the page; revoked, it opens nothing. Every page of it is accessible in both themes and fits a phone.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { overHttp, Program } from '../support/api-client.ts'
import { openBrowser, windowOf } from '../support/browser.ts'
import { byFactor } from '../support/confirm.ts'
import { makeApiKeyAt } from '../support/desk-acts.ts'
import { faultsAt } from '../support/page-faults.ts'
import { makePerson, presentClock, type TestPerson } from '../identity/person.ts'
import { admin, makeWorld, type World } from '../support/world.ts'

const origin = inject('origin')
let browser: Browser, world: World, person: TestPerson, reader: TestPerson
beforeAll(async () => {
  browser = await openBrowser()
  world = await makeWorld(new Date().toISOString())
  person = await makePerson(world.tenant, 'finance', 'Marta Lind')
  reader = await makePerson(world.tenant, 'read_only', 'Tom Beck')
}, 120_000)
afterAll(() => browser.close())
const as = (who: TestPerson) => ({ tenant: who.tenant, memberId: who.memberId, accountId: who.accountId })
test('a key is made, shown once, used and revoked', async () => {
  const context = await windowOf(browser, as(person), { width: 1440, theme: 'light' }),
    page = await context.newPage()
  await page.goto('/settings/keys')
  await page.getByText('No key opens anything.').waitFor()
  await page.getByText('No key yet.').waitFor()
  await page.goto('/settings/keys/new')
  expect(await page.getByLabel('Search and read the audit log').count()).toBe(1)
  expect(await page.getByLabel('Nominate a payee for an award').count()).toBe(0)
  expect(await page.getByLabel('It ends after').inputValue()).toBe('90')
  const token = await makeApiKeyAt(
    page,
    { name: 'Payroll sync', may: ['See payees'], networks: '127.0.0.0/8\n::1' },
    byFactor(() => person.code(presentClock())),
  )
  expect(token).not.toBe('')
  const program = new Program(token, overHttp(origin))
  expect([(await program.get('/payees')).status, (await program.get('/payouts')).status]).toEqual([200, 403])
  await page.goto('/settings/keys')
  const text = await page.locator('main').innerText()
  for (const part of ['One key of yours opens something.', 'Payroll sync', token.slice(0, 12), 'See payees', '127.0.0.0/8', '127.0.0.1', 'Valid'])
    expect(text).toContain(part)
  expect(await page.content()).not.toContain(token.slice(14))
  await page.getByRole('link', { name: 'Payroll sync' }).click()
  await page.getByRole('heading', { name: 'Revoke Payroll sync?' }).waitFor()
  await page.getByRole('button', { name: 'Revoke the key' }).click()
  await page.waitForURL('**/settings/keys')
  await page.getByText('Revoked').waitFor()
  expect((await program.get('/payees')).status).toBe(401)
  await context.close()
}, 60_000)
test('every call is listed with what it needs, and whether a key of one’s own could have it', async () => {
  const context = await windowOf(browser, as(person), { width: 390, theme: 'light' }),
    page = await context.newPage()
  await page.goto('/settings/keys')
  await page.getByRole('link', { name: 'What a key can call' }).click()
  await page.getByRole('heading', { name: /^A key of yours can call/ }).waitFor()
  const text = await page.locator('main').innerText(),
    { paths } = (await (await fetch(`${origin}/api/v1/openapi.json`)).json()) as { paths: Record<string, Record<string, { summary: string }>> },
    described = Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, { summary }]) => [method, path, summary] as const))
  expect(described.length).toBeGreaterThan(20)
  for (const [method, path, summary] of described) expect(text).toContain(`${summary}\n${method.toUpperCase()} /api/v1${path}\n`)
  const row = (summary: string) => page.getByRole('row').filter({ hasText: summary })
  expect(await row('Lists payees by name').innerText()).toMatch(/See payees[\s\S]*Can$/)
  expect(await row('Nominates a payee for an award').innerText()).toMatch(/Nominate a payee for an award[\s\S]*Cannot$/)
  await context.close()
}, 60_000)
test('what is wrong is said beside its field, and nothing that was chosen is lost', async () => {
  const context = await windowOf(browser, as(person), { width: 390, theme: 'light' }),
    page = await context.newPage()
  await page.goto('/settings/keys/new')
  await page.getByLabel('Name').fill('Second')
  await page.getByLabel('See batches').check()
  await page.getByLabel('Networks').fill('10.0.0.0/99')
  await page.getByLabel('Code from your authenticator app').fill('000000')
  await page.getByRole('button', { name: 'Make the key' }).click()
  await page.locator('.field-error').first().waitFor()
  expect([
    await page.getByLabel('Name').inputValue(),
    await page.getByLabel('See batches').isChecked(),
    await page.getByLabel('Networks').inputValue(),
  ]).toEqual(['Second', true, '10.0.0.0/99'])
  await context.close()
}, 60_000)
test('who sees all keys and makes none reads them, and is told why there is nothing to press', async () => {
  const context = await windowOf(browser, as(reader), { width: 390, theme: 'dark' }),
    page = await context.newPage()
  await page.goto('/settings/keys')
  expect(await page.locator('main').innerText()).toContain('Payroll sync')
  expect(await page.getByRole('link', { name: 'Payroll sync' }).count()).toBe(0)
  await page.goto('/settings/keys/new')
  await page.getByText('Your role makes no keys.').waitFor()
  await context.close()
}, 60_000)
test.each([
  ['light', 1440],
  ['dark', 1440],
  ['light', 390],
  ['dark', 390],
] as const)(
  'its pages, %s, at %i',
  async (theme, width) => {
    const context = await windowOf(browser, as(person), { width, theme }),
      page = await context.newPage(),
      { encodeId } = await import('../../lib/kernel/id.ts')
    const [row] = await admin`select id from api_keys where tenant_id = ${world.tenant} order by id limit 1`,
      faults: string[] = []
    for (const path of ['/settings/keys', '/settings/keys/calls', '/settings/keys/new', `/settings/keys/${encodeId('apiKey', row?.['id'] as string)}/revoke`])
      faults.push(...(await faultsAt(page, path)))
    expect(faults).toEqual([])
    await context.close()
  },
  60_000,
)
