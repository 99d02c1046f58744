// What is wrong with a page as it stands, or with one at an address: for eyes that cannot see it, for phones, for its policy.
import type { Page } from 'playwright-core'
import { axeFaults, troubleOf } from './browser.ts'

/** Accessibility by axe, and nothing that scrolls sideways. */
export async function faultsHere(page: Page): Promise<string[]> {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  return [...(await axeFaults(page)), ...(wide > 1 ? [`scrolls sideways by ${wide} px`] : [])].map((fault) => `${page.url()}: ${fault}`)
}
/** The same in both themes, whichever the window prefers. */
export async function faultsInBothThemes(page: Page): Promise<string[]> {
  const faults: string[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    faults.push(...(await faultsHere(page)).map((fault) => `${colorScheme}: ${fault}`))
  }
  await page.emulateMedia({ colorScheme: null })
  return faults
}
/** Opens an address: it answers 200, breaks no policy, throws nothing, and is without the faults above. */
export async function faultsAt(page: Page, path: string): Promise<string[]> {
  const trouble = troubleOf(page),
    response = await page.goto(path, { waitUntil: 'load' })
  await page.waitForTimeout(80) // what script changes after the page has loaded belongs to it
  return [...(response?.status() === 200 ? [] : [`${path}: ${response?.status()}`]), ...trouble.map((text) => `${path}: ${text}`), ...(await faultsHere(page))]
}
