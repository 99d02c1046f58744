import type { Page } from 'playwright-core'

/** Proves a factor in the form that has this button, and sends it. */
export type Confirm = (page: Page, button: string) => Promise<void>
const formWith = (page: Page, button: string) => page.locator('form', { has: page.getByRole('button', { name: button, exact: true }) })

/** By a code of an authenticator. */
export const byFactor =
  (code: () => string | Promise<string>): Confirm =>
  async (page, button) => {
    const form = formWith(page, button),
      field = form.getByLabel('Code from your authenticator app')
    await field.waitFor()
    await field.fill(await code())
    await form.getByRole('button', { name: button, exact: true }).click()
  }
/** By the passkey of the device in this window, which sends the form by itself. */
export const byPasskey: Confirm = (page, button) => formWith(page, button).getByRole('button', { name: 'Use a passkey' }).click()
