// A device with passkeys inside a browser's window, by Chromium's virtual authenticator, and what a person does with it.
import type { BrowserContext, CDPSession, Page } from 'playwright-core'
import { byFactor } from './confirm.ts'

export interface Device {
  readonly cdp: CDPSession
  readonly id: string
}
/** A device that lives in this window and says yes to whatever it is asked. */
export async function deviceIn(context: BrowserContext, page: Page, verifies = true): Promise<Device> {
  const cdp = await context.newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  const { authenticatorId: id } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: verifies,
      automaticPresenceSimulation: true,
    },
  })
  return { cdp, id }
}
/** On the page that adds one: names it, and lets the device make it. */
export async function makePasskey(page: Page, name: string, code: () => string | Promise<string>): Promise<void> {
  await page.getByLabel('Name').fill(name)
  await byFactor(code)(page, 'Continue')
  await page.waitForURL((url) => url.pathname === '/account/factors')
  await page.getByRole('cell', { name }).first().waitFor()
}
