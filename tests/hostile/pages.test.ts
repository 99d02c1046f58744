// Hostile text in every field that takes text, and then every page: nothing of it becomes an element, a script, a formula or a header line.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { operations } from '../../lib/registry.ts'
import { openBrowser, windowOf } from '../support/browser.ts'
import { fillCompany, type Filled } from '../support/fill-company.ts'
import { look, signIn } from '../support/hostile-post.ts'
import { addressesOf, handlerPatterns, pagePatterns } from '../support/records.ts'
import { jsonSchema } from '../support/sample.ts'
import { importsRead } from '../support/seeded-company.ts'
import { admin, type Person, type World } from '../support/world.ts'

let filled: Filled, world: World, browser: Browser
beforeAll(async () => {
  filled = await fillCompany()
  world = filled.world
  browser = await openBrowser()
  await importsRead(world.tenant)
}, 240_000)
afterAll(() => browser.close())

type Schema = { readonly [key: string]: unknown }
/** Fields in which a person writes what they like: text of some length that is no id, no amount, no day and no choice. */
function textFields(schema: Schema, path = ''): string[] {
  for (const key of ['anyOf', 'oneOf', 'allOf']) if (Array.isArray(schema[key])) return [...new Set((schema[key] as Schema[]).flatMap((option) => textFields(option, path)))]
  if (schema['type'] === 'object') return Object.entries((schema['properties'] as Record<string, Schema> | undefined) ?? {}).flatMap(([name, child]) => textFields(child, path === '' ? name : `${path}.${name}`))
  if (schema['type'] === 'array') return textFields((schema['items'] as Schema | undefined) ?? {}, path)
  const isFree = schema['type'] === 'string' && !('enum' in schema) && !('const' in schema) && !('pattern' in schema) && !('format' in schema) && Number(schema['maxLength'] ?? 0) >= 60
  return isFree && !/(^|\.)(\w*Ids?|id|idempotencyKey|zone|email|q|type)$/.test(path) ? [path] : []
}
/** Text that is compared or looked up and never kept, or kept only where a bank's rules let nothing hostile through. */
const excused: Readonly<Record<string, string>> = {
  'incentives.checkImport': 'takes the same mapping as saveMapping, which is filled in every part', 'incentives.enterBankDetail iban': 'an IBAN or nothing', 'incentives.saveOriginator street': 'the bank’s own letters and digits or nothing',
  'incentives.changeBatch add': 'ids', 'incentives.changeBatch remove': 'ids', 'incentives.decideStatementLine payout': 'a number that is looked up',
}

// What an export is narrowed by is kept nowhere.
test('every field of every command that takes text was written', () => {
  const missing = operations.filter((operation) => operation.kind === 'command' && operation.needs !== 'job' && !operation.name.includes('.export')).flatMap((operation) => textFields(jsonSchema(operation.input)).map((field) => `${operation.name} ${field}`)).filter((name) => !filled.written.has(name) && !(name in excused) && !(name.split(' ')[0] as string in excused))
  expect(missing).toEqual([])
})

const whoSees = (pattern: string): 'owner' | 'crew' | 'operator' => (/^\/(operator|outbox)/.test(pattern) ? 'operator' : pattern.startsWith('/my-earnings') ? 'crew' : 'owner')
const member = ({ caller, memberId, accountId }: Person): { tenant: string; memberId: string; accountId: string } => { if (caller.door.kind !== 'session') throw new Error('a person has a session'); return { tenant: caller.door.tenant, memberId, accountId } }
describe.each([[390, 'dark'], [1440, 'light']] as const)('at %i', (width, theme) => {
  test('every page opens under the policy and shows the text as text', async () => {
    const faults: string[] = [], seen = new Set<string>()
    const patterns = pagePatterns().filter((pattern) => !/^\/(sign-out|setup|invitation|reset|recover|confirm-email)/.test(pattern))
    for (const who of ['owner', 'crew', 'operator'] as const) {
      const context = await windowOf(browser, member(world.people[who]), { width, theme })
      await context.addInitScript(() => { document.addEventListener('securitypolicyviolation', (event) => { console.error(`policy violated: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`) }) })
      const waiting = (await Promise.all(patterns.filter((pattern) => whoSees(pattern) === who).map(async (pattern) => (await addressesOf(world.tenant, pattern, pattern.endsWith('[id]') ? 3 : 1)).map((path) => [pattern, path] as const)))).flat()
      await Promise.all([0, 1].map(async () => {
        const page = await context.newPage()
        let path = ''
        page.on('console', (message) => { if (message.type() === 'error' && !/status of 40[34]/.test(message.text())) faults.push(`${path}: ${message.text().slice(0, 240)}`) })
        page.on('pageerror', (error) => faults.push(`${path}: ${String(error).slice(0, 240)}`))
        page.on('dialog', (dialog) => { faults.push(`${path}: a dialog says ${dialog.message()}`); void dialog.dismiss() })
        for (let next = waiting.pop(); next; next = waiting.pop()) {
          const pattern = next[0]
          path = next[1]
          const status = (await page.goto(path, { waitUntil: 'load' }))?.status() ?? 0
          // Where there is no record of a kind, its page is not there; a step that is not under way leads elsewhere.
          if (status === 404 && /none|\/members\/[^/]+\/\w|\/switch\//.test(path)) continue
          if (status !== 200) { faults.push(`${path}: ${status}`); continue }
          seen.add(pattern)
          await page.waitForTimeout(60)
          const found = await page.evaluate(() => ({
            ran: (globalThis as unknown as { hostile?: unknown }).hostile !== undefined, parsed: document.querySelectorAll('x-hostile, [onerror], [onload], [onclick], img[src="x"]').length,
            script: [...document.querySelectorAll('a[href]')].filter((a) => /^\s*javascript:/i.test(a.getAttribute('href') ?? '')).length, wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
          }))
          if (found.ran || found.parsed > 0 || found.script > 0) faults.push(`${path}: hostile text became ${JSON.stringify(found)}`)
          if (found.wide > 1) faults.push(`${path}: the page scrolls sideways by ${found.wide} px`)
        }
        await page.close()
      }))
      await context.close()
    }
    expect(faults).toEqual([])
    expect(seen.size).toBeGreaterThan(80)
  }, 300_000)
})

/** The cells of a CSV file (RFC 4180). */
function cellsOf(text: string): string[] {
  return [...text.matchAll(/(?:^|,|\r\n)(?:"((?:[^"]|"")*)"|([^",\r\n]*))/g)].map((m) => (m[1] ?? m[2] ?? '').replaceAll('""', '"'))
}
test('no cell of a download is a formula', async () => {
  const { cookie } = await signIn(member(world.people.owner)), faults: string[] = []
  let hostileCells = 0
  for (const pattern of handlerPatterns().filter((handler) => handler.endsWith('.csv'))) {
    for (const path of await addressesOf(world.tenant, pattern)) {
      const answer = await look(path, cookie)
      if (answer.status !== 200) { faults.push(`${path}: ${answer.status}`); continue }
      for (const cell of cellsOf(answer.text.replace(/^\uFEFF/, ''))) {
        if (/HYPERLINK|x-hostile|\/C calc/.test(cell)) hostileCells++
        if (/^[=+\-@\t\r|%]/.test(cell) && !/^[-+]?[\d.,]+%?$/.test(cell) && !/^[%|]/.test(cell)) faults.push(`${path}: ${cell.slice(0, 80)}`)
      }
    }
  }
  expect(faults).toEqual([])
  expect(hostileCells).toBeGreaterThan(20)
})
test('no mail has a line in its head that a person wrote', async () => {
  const mails = await admin<{ to_address: string; subject: string; body: string }[]>`select to_address, subject, body from identity.outbox where tenant_id = ${world.tenant}`
  expect(mails.length).toBeGreaterThan(2)
  for (const { to_address: to, subject } of mails) {
    expect(to).toMatch(/^[^\s<>,;]+@[^\s<>,;]+$/)
    expect(/[\p{Cc}]/u.test(subject), subject).toBe(false)
  }
})
