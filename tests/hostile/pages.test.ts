// Hostile text in every field that takes text, and then every page: nothing of it becomes an element, a script, a formula or a header line,
// no page grows wider than the window by it, and every page is accessible in both themes.
import { isPermission } from '../../lib/access/operation.ts'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { operations } from '../../lib/registry.ts'
import { axeFaults, giveSession, openBrowser, windowOf } from '../support/browser.ts'
import { fillCompany, type Filled } from '../support/fill-company.ts'
import { look, signIn } from '../support/hostile-post.ts'
import { provePersonal } from '../support/personal-download.ts'
import { addressesOf, handlerPatterns, pagePatterns } from '../support/records.ts'
import { jsonSchema } from '../support/sample.ts'
import { importsRead, noticesTold } from '../support/seeded-company.ts'
import { admin, type Person, type World } from '../support/world.ts'

let filled: Filled, world: World, browser: Browser
beforeAll(async () => {
  filled = await fillCompany()
  world = filled.world
  browser = await openBrowser()
  await importsRead(world.tenant)
  await noticesTold(world.tenant)
}, 900_000)
afterAll(() => browser.close())

type Schema = { readonly [key: string]: unknown }
/** Fields in which a person writes what they like: text of some length that is no id, no amount, no day and no choice. */
function textFields(schema: Schema, path = ''): string[] {
  for (const key of ['anyOf', 'oneOf', 'allOf'])
    if (Array.isArray(schema[key])) return [...new Set((schema[key] as Schema[]).flatMap((option) => textFields(option, path)))]
  if (schema['type'] === 'object')
    return Object.entries((schema['properties'] as Record<string, Schema> | undefined) ?? {}).flatMap(([name, child]) =>
      textFields(child, path === '' ? name : `${path}.${name}`),
    )
  if (schema['type'] === 'array') return textFields((schema['items'] as Schema | undefined) ?? {}, path)
  const isFree =
    schema['type'] === 'string' &&
    !('enum' in schema) &&
    !('const' in schema) &&
    !('pattern' in schema) &&
    !('format' in schema) &&
    Number(schema['maxLength'] ?? 0) >= 60
  return isFree && !/(^|\.)(\w*Ids?|id|idempotencyKey|zone|email|q|type)$/.test(path) ? [path] : []
}
/** Text that is compared or looked up and never kept, or kept only where a bank's rules let nothing hostile through. */
const excused: Readonly<Record<string, string>> = {
  'incentives.checkImport': 'takes the same mapping as saveMapping, which is filled in every part',
  'incentives.enterBankDetail iban': 'an IBAN or nothing',
  'incentives.saveOriginator street': 'the bank’s own letters and digits or nothing',
  'tenancy.makeConnection metadata.name': 'the name of a file that is read and not kept',
  'tenancy.makeConnection metadataUrl': 'an address that answered; what is kept of it was written past the operation',
  'tenancy.makeOidcConnection': 'asks a provider; a connection of its kind, with what one would answer, was written past the operation',
  'incentives.changeBatch add': 'ids',
  'incentives.changeBatch remove': 'ids',
  'incentives.decideStatementLine payout': 'a number that is looked up',
  'incentives.decideStatementLine batch': 'a number that is looked up',
}

// What an export is narrowed by is kept nowhere.
test('every field of every command that takes text was written', () => {
  const missing = operations
    .filter((operation) => operation.kind === 'command' && isPermission(operation.needs) && !operation.name.includes('.export'))
    .flatMap((operation) => textFields(jsonSchema(operation.input)).map((field) => `${operation.name} ${field}`))
    .filter((name) => !filled.written.has(name) && !(name in excused) && !((name.split(' ')[0] as string) in excused))
  expect(missing).toEqual([])
})

const whoSees = (pattern: string): 'owner' | 'crew' | 'operator' =>
  /^\/(operator|outbox)/.test(pattern) ? 'operator' : pattern.startsWith('/my-earnings') ? 'crew' : 'owner'
const member = ({ caller, memberId, accountId }: Person): { tenant: string; memberId: string; accountId: string } => {
  if (caller.door.kind !== 'session') throw new Error('a person has a session')
  return { tenant: caller.door.tenant, memberId, accountId }
}
/** Signing out would end the session under which the rest is opened; without an invitation of a stranger nobody signs up here. */
const apart = ['/sign-out', '/sign-up']
/** A window of a desk in the dark, and then the same page as a phone shows it by day: one opening for both, since nothing asks for the width but the style sheet and observers. */
const desk = { width: 1440, theme: 'dark' } as const,
  phone = { width: 390, theme: 'light' } as const
async function turnTo(page: Page, { width, theme }: { readonly width: number; readonly theme: 'dark' | 'light' }): Promise<void> {
  await page.setViewportSize({ width, height: 900 })
  await page.emulateMedia({ colorScheme: theme })
}
/** Until what follows from the change is done: observers were called, and no colour is on its way from one theme to the other. */
const settle = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    for (let i = 0; i < 2; i++)
      await new Promise((resolve) => {
        requestAnimationFrame(resolve)
      })
    await new Promise((resolve) => {
      requestIdleCallback(resolve)
    })
    for (const animation of document.getAnimations()) if (animation instanceof CSSTransition) animation.finish()
  })
test('every page opens, is accessible in both themes, keeps its policy, shows the text as text and does not scroll sideways, on a desk and on a phone', async () => {
  let opened = 0
  const faults: string[] = [],
    seen = new Set<string>(),
    patterns = pagePatterns().filter((pattern) => !apart.includes(pattern))
  for (const who of ['owner', 'crew', 'operator'] as const) {
    const asker = member(world.people[who]),
      context = await windowOf(browser, asker, desk)
    context.setDefaultTimeout(600_000)
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        console.error(`policy violated: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`)
      })
    })
    // Of every kind of record three are opened, one of them on the phone too.
    const waiting = (
      await Promise.all(
        patterns
          .filter((pattern) => whoSees(pattern) === who)
          .map(async (pattern) => (await addressesOf(world.tenant, pattern, pattern.endsWith('[id]') ? 3 : 1, asker)).map((path) => [pattern, path] as const)),
      )
    ).flat()
    const onPhone = new Set<string>()
    await Promise.all(
      [0, 1].map(async () => {
        const page = await context.newPage()
        let path = ''
        page.on('console', (message) => {
          if (message.type() === 'error') faults.push(`${path}: ${message.text().slice(0, 240)} ${message.location().url}`)
        })
        page.on('pageerror', (error) => faults.push(`${path}: ${String(error).slice(0, 240)}`))
        page.on('dialog', (dialog) => {
          faults.push(`${path}: a dialog says ${dialog.message()}`)
          void dialog.dismiss()
        })
        const judge = async (width: number): Promise<void> => {
          for (const fault of await axeFaults(page)) faults.push(`${path} at ${width}: ${fault}`)
          const found = await page.evaluate(hostileTraces)
          if (found.ran || found.parsed > 0 || found.script > 0) faults.push(`${path} at ${width}: hostile text became ${JSON.stringify(found)}`)
          if (found.wide > 1) faults.push(`${path} at ${width}: the page scrolls sideways by ${found.wide} px because of ${found.because.join(', ')}`)
        }
        for (let next = waiting.pop(); next; next = waiting.pop()) {
          const [pattern] = next
          path = next[1]
          if (++opened % 30 === 0) await giveSession(context, asker)
          const status = (await page.goto(path, { waitUntil: 'load' }))?.status() ?? 0
          if (status !== 200) {
            faults.push(`${path}: ${status}`)
            continue
          }
          seen.add(pattern)
          await judge(desk.width)
          // A list of words has a page for each: every one is opened on the phone as well.
          if (pattern.endsWith('[id]') && onPhone.has(pattern)) continue
          onPhone.add(pattern)
          await turnTo(page, phone)
          await settle(page)
          await judge(phone.width)
          await turnTo(page, desk)
        }
        await page.close()
      }),
    )
    await context.close()
  }
  expect(faults).toEqual([])
  expect(patterns.filter((pattern) => !seen.has(pattern))).toEqual([])
}, 1_200_000)
/** Runs in the page: what became of the text, and what stands out at the side. */
function hostileTraces(): { ran: boolean; parsed: number; script: number; wide: number; because: string[] } {
  const { scrollWidth, clientWidth } = document.documentElement
  const clipped = (element: Element | null): boolean =>
    element !== null && element !== document.body && (getComputedStyle(element).overflowX !== 'visible' || clipped(element.parentElement))
  const outer =
    scrollWidth <= clientWidth + 1
      ? []
      : [...document.body.querySelectorAll('*')].filter((e) => e.getBoundingClientRect().right > clientWidth + 1 && !clipped(e.parentElement))
  return {
    ran: (globalThis as unknown as { hostile?: unknown }).hostile !== undefined,
    parsed: document.querySelectorAll('x-hostile, [onerror], [onload], [onclick], img[src="x"]').length,
    script: [...document.querySelectorAll('a[href]')].filter((a) => /^\s*javascript:/i.test(a.getAttribute('href') ?? '')).length,
    wide: scrollWidth - clientWidth,
    because: outer
      .filter((e) => ![...e.children].some((child) => outer.includes(child)))
      .slice(0, 4)
      .map((e) => `${e.tagName.toLowerCase()}.${e.getAttribute('class') ?? ''} in .${e.parentElement?.getAttribute('class') ?? ''}`),
  }
}
test('nobody signs up where the installation does not let strangers in', async () => {
  expect((await look('/sign-up')).status).toBe(404)
})

/** The cells of a CSV file (RFC 4180). */
function cellsOf(text: string): string[] {
  return [...text.matchAll(/(?:^|,|\r\n)(?:"((?:[^"]|"")*)"|([^",\r\n]*))/g)].map((m) => (m[1] ?? m[2] ?? '').replaceAll('""', '"'))
}
test('no cell of a download is a formula', async () => {
  const own = await signIn(member(world.people.owner)),
    operator = await signIn(member(world.people.operator)),
    faults: string[] = []
  let hostileCells = 0
  for (const pattern of handlerPatterns().filter((handler) => handler.endsWith('.csv'))) {
    const { cookie, sessionId } = whoSees(pattern) === 'operator' ? operator : own
    for (const path of await addressesOf(world.tenant, pattern)) {
      await provePersonal(sessionId, path)
      const answer = await look(path, cookie)
      if (answer.status !== 200) {
        faults.push(`${path}: ${answer.status}`)
        continue
      }
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
  const mails = await admin<
    { to_address: string; subject: string; body: string }[]
  >`select to_address, subject, body from identity.outbox where tenant_id = ${world.tenant}`
  expect(mails.length).toBeGreaterThan(2)
  for (const { to_address: to, subject } of mails) {
    expect(to).toMatch(/^[^\s<>,;]+@[^\s<>,;]+$/)
    expect(/[\p{Cc}]/u.test(subject), subject).toBe(false)
  }
})
