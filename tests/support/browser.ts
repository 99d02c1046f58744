import { createHash, randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { chromium, errors, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { inject } from 'vitest'
import { makeSessionToken } from '../../lib/identity/session-token.ts'
import { admin } from './world.ts'

const places = [
  process.env['PLUMBLINE_CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
].filter((p): p is string => Boolean(p))
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
/** An installed Chromium; its absence is a failure that says what to do, never a skipped test. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = places.find((place) => existsSync(place))
  if (!executablePath) throw new Error('No Chromium was found. Install the package chromium, or name one in PLUMBLINE_CHROMIUM.')
  return chromium.launch({ executablePath, args: flags })
}
/** A browser window of a member, signed in by a session row as the sign-in leaves it. */
export async function windowOf(
  browser: Browser,
  member: { tenant: string; memberId: string; accountId: string },
  look: { width: number; theme: 'light' | 'dark' },
): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: look.width, height: 900 }, colorScheme: look.theme, baseURL: inject('origin') })
  await giveSession(context, member)
  return context
}
/** A new session in this window: one that opens very many pages changes it in time, since a session may ask so many things a minute. */
export async function giveSession(context: BrowserContext, member: { tenant: string; memberId: string; accountId: string }): Promise<void> {
  const secret = randomUUID()
  await admin`insert into identity.sessions (id, secret_hash, account_id, tenant_id, member_id, methods, factor_at, idle_seconds_max, expires_at) values (${randomUUID()}, ${createHash('sha256').update(secret).digest()}, ${member.accountId}, ${member.tenant}, ${member.memberId}, 'password totp', now(), 3600, now() + interval '2 hours')`
  await context.addCookies([
    {
      name: 'session',
      value: await makeSessionToken({ tenant: member.tenant, secret }),
      domain: new URL(inject('origin')).hostname,
      path: '/',
      httpOnly: true,
      sameSite: 'Lax',
    },
  ])
}
/** Until a sign-in has led to its page: the address changes more than once on the way, and whoever leaves between is taken along. */
export async function arrived(page: Page): Promise<void> {
  await page.waitForURL((url) => url.pathname !== '/' && !url.pathname.startsWith('/sign-in'))
  await page.locator('main h1').first().waitFor()
  await page.waitForLoadState('networkidle')
}
/** Lets this window forget who it was, from an empty page: what the last one still asked for would be answered by the sign-in, and lead there. */
export async function forget(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle')
  await page.goto('about:blank')
  await page.context().clearCookies()
}
/** What went wrong on a page that no status says: broken policy, a feature in it that no browser knows, thrown errors. Collected from the moment of the call. */
export function troubleOf(page: Page): string[] {
  const trouble: string[] = []
  page.on('console', (message) => {
    if (/Content Security Policy|Permissions-Policy|Trusted ?Type|Hydration|did not match/i.test(message.text())) trouble.push(message.text().slice(0, 240))
  })
  page.on('pageerror', (error) => trouble.push(String(error).slice(0, 240)))
  return trouble
}
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
/**
 * WCAG 2.0 to 2.2, A and AA, by axe, once what fades or slides has come to rest: half-way a text has neither of its colours. A page that has
 * just taken another's place is titled a moment after its content, so the title is waited for; one that never comes is axe's to report.
 * Evaluated by the debugger's protocol, which the page's policy does not bind.
 */
export async function axeFaults(page: Page): Promise<string[]> {
  await page
    .waitForFunction(() => document.title !== '', undefined, { timeout: 5_000 })
    .catch((error: unknown) => {
      if (!(error instanceof errors.TimeoutError)) throw error
    })
  await page.evaluate(() =>
    Promise.allSettled(document.getAnimations().map((a) => (a.effect?.getComputedTiming().endTime === Infinity ? undefined : a.finished))),
  )
  await page.evaluate(axeSource)
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(options: object): Promise<{ violations: { id: string; help: string; nodes: { target: string[] }[] }[] }> }
    }
    const { violations } = await axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'] })
    return violations.map(
      (v) =>
        `${v.id}: ${v.help} (${v.nodes
          .slice(0, 3)
          .map((n) => n.target.join(' '))
          .join('; ')})`,
    )
  })
}
