// The people of the main job, each with a browser window and an authenticator of their own, on an installation that nobody has used before.
import { expect } from 'vitest'
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { totpCode, totpPeriodSeconds, totpStep } from '../../../lib/identity/totp.ts'
import { axeFaults, openBrowser, troubleOf } from '../../support/browser.ts'
import { makeScratch, removeScratch, startProduct, type Product } from '../../support/product.ts'

export type Theme = 'light' | 'dark'
export interface Look {
  readonly width: number
  readonly theme: Theme
}
export const desktop: Look = { width: 1440, theme: 'light' }
export const phone: Look = { width: 390, theme: 'dark' }
export type Who = 'owner' | 'partner' | 'manager' | 'finance' | 'office' | 'technician'

/** What a person has: a name, a password, an app that shows codes, and what the browser keeps between visits. */
export interface Person {
  readonly name: string
  readonly email: string
  readonly password: string
  secret: Buffer
  lastStep: number
  readonly context: BrowserContext
  readonly page: Page
}
export interface Journey {
  readonly browser: Browser
  readonly folder: string
  product: Product
  readonly people: Map<Who, Person>
  /** What one step leaves for the next: addresses of records, numbers, the fingerprint. */
  readonly notes: Map<string, string>
  /** Pages that were judged, by pattern and look. */
  readonly seen: Set<string>
  readonly faults: string[]
}

export async function beginJourney(env: Readonly<Record<string, string>> = {}): Promise<Journey> {
  const folder = makeScratch(),
    product = await startProduct({ folder, env: { PLUMBLINE_LOG_LEVEL: 'warn', ...env } })
  return { browser: await openBrowser(), folder, product, people: new Map(), notes: new Map(), seen: new Set(), faults: [] }
}
export async function endJourney(journey: Journey): Promise<void> {
  await journey.browser.close()
  await journey.product.stop()
  removeScratch(journey.folder)
}
export const note = (journey: Journey, name: string): string => {
  const text = journey.notes.get(name)
  if (text === undefined) throw new Error(`no step has noted “${name}”`)
  return text
}
export const person = (journey: Journey, who: Who): Person => {
  const found = journey.people.get(who)
  if (!found) throw new Error(`the ${who} has not come yet`)
  return found
}

/** A window of somebody who has never been here. */
export async function newcomer(journey: Journey, who: Who, name: string, look: Look, domain = 'tidewell.example'): Promise<Person> {
  const context = await journey.browser.newContext({
    viewport: { width: look.width, height: 900 },
    colorScheme: look.theme,
    baseURL: journey.product.origin,
    acceptDownloads: true,
  })
  const page = await context.newPage(),
    someone: Person = {
      name,
      email: `${who}@${domain}`,
      password: `seven quiet copper lines and ${who.length} birds`,
      secret: Buffer.alloc(0),
      lastStep: 0,
      context,
      page,
    }
  const trouble = troubleOf(page)
  page.on('load', () => {
    journey.faults.push(...trouble.splice(0).map((text) => `${who} at ${page.url()}: ${text}`))
  })
  page.setDefaultTimeout(60_000) // how long a busy machine may take says nothing about the product
  journey.people.set(who, someone)
  return someone
}
/** A code of the person's app that was not used yet. The server takes the step before and after the present one, so at most half a minute passes. */
export async function freshCode(someone: Person): Promise<string> {
  for (;;) {
    const now = totpStep(new Date()),
      step = Math.max(someone.lastStep + 1, now - 1)
    // A code about to fall out of the server's window might arrive too late.
    const left = (now + 1) * totpPeriodSeconds * 1000 - Date.now()
    if (step <= now + 1 && !(step === now - 1 && left < 4_000)) {
      someone.lastStep = step
      return totpCode(someone.secret, new Date(step * totpPeriodSeconds * 1000))
    }
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}
/** Types a fresh code into the six cells of the page, or of that part of it. */
export async function typeCode(someone: Person, part: Page | Locator = someone.page): Promise<void> {
  const field = part.getByLabel('Code from your authenticator app')
  await field.waitFor()
  await field.fill(await freshCode(someone))
}

const patternOf = (url: string): string => new URL(url).pathname.replaceAll(/([a-z]{3})_[0-9a-z]{26}/g, '$1').replace(/\/(setup|invitation)\/.*/, '/$1')
/** Judges the page as it stands, once per kind of page and look: no policy broken, nothing for axe, no sideways scroll on a phone. */
export async function judge(journey: Journey, page: Page): Promise<void> {
  const scheme = await page.evaluate(() => (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')),
    width = page.viewportSize()?.width ?? 0
  const pattern = `${patternOf(page.url())} ${width} ${scheme}`
  if (journey.seen.has(pattern)) return
  journey.seen.add(pattern)
  // A page that is still on its way has no title yet.
  await page.waitForFunction(() => document.title !== '')
  for (const fault of await axeFaults(page)) journey.faults.push(`${pattern}: ${fault}`)
  const wide = width < 500 ? await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth) : 0
  if (wide > 1) journey.faults.push(`${pattern}: the page scrolls sideways by ${wide} px`)
}
/** Opens an address and judges what is there. */
export async function open(journey: Journey, who: Who, path: string): Promise<Page> {
  const { page } = person(journey, who),
    response = await page.goto(path, { waitUntil: 'load' })
  expect(response?.status(), `${who} opens ${path}`).toBeLessThan(400)
  await judge(journey, page)
  return page
}
/** Chooses in a list that narrows as one types. */
export async function choose(page: Page, label: string, text: string): Promise<void> {
  const box = page.getByRole('combobox', { name: label })
  await box.fill(text)
  await page.getByRole('option', { name: text }).first().click()
  await page.getByRole('listbox').waitFor({ state: 'detached' })
}
export const expectClean = (journey: Journey): void => expect(journey.faults.splice(0)).toEqual([])
