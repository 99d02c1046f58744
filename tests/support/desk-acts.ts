// What administrators do at the desk, act by act, as they find it on the screen: walked one by one by tests/browser and in a row by tests/prove.
import type { Page } from 'playwright-core'
import type { Confirm } from './confirm.ts'

/** Brings what a SAML provider says of itself, as a file or by its address. @returns the address of the connection */
export async function addSamlProvider(
  page: Page,
  given: { readonly name: string } & ({ readonly metadata: string } | { readonly metadataUrl: string }),
  confirm: Confirm,
): Promise<string> {
  await page.goto('/settings/sso/new')
  await page.getByLabel('Name', { exact: true }).fill(given.name)
  if ('metadata' in given)
    await page.getByLabel('Metadata as a file').setInputFiles({ name: 'metadata.xml', mimeType: 'application/xml', buffer: Buffer.from(given.metadata) })
  else await page.getByLabel('Metadata by address').fill(given.metadataUrl)
  await confirm(page, 'Add the provider')
  await page.waitForURL(/\/settings\/sso\/sso_/)
  return new URL(page.url()).pathname
}
/** Names an OpenID provider by its issuer. @returns the address of the connection */
export async function addOpenIdProvider(page: Page, given: { readonly name: string; readonly issuer: string }, confirm: Confirm): Promise<string> {
  await page.goto('/settings/sso/new')
  await page.getByRole('link', { name: 'OpenID Connect' }).click()
  // The page before has a name to fill in too.
  await page.waitForURL('**/settings/sso/new/oidc')
  await page.getByLabel('Name').fill(given.name)
  await page.getByLabel('Issuer').fill(given.issuer)
  await confirm(page, 'Add the provider')
  await page.waitForURL(/\/settings\/sso\/sso_/)
  await page.getByText('Client id and secret are missing').waitFor()
  return new URL(page.url()).pathname
}
/** What the OpenID provider gave for the address that was registered there. */
export async function enterClient(
  page: Page,
  connection: string,
  given: { readonly clientId: string; readonly secret: string },
  confirm: Confirm,
): Promise<void> {
  await page.goto(connection)
  await page.getByRole('link', { name: 'Enter them' }).click()
  await page.waitForURL('**/client')
  await page.getByLabel('Client id', { exact: true }).fill(given.clientId)
  await page.getByLabel('Client secret').fill(given.secret)
  await confirm(page, 'Save')
  await page.waitForURL(`**${connection}`)
}
/** A test sign-in, as far as the heading that says how it ended. @returns what the page of the test shows */
export async function testSignIn(page: Page, connection: string, heading: string | RegExp): Promise<string> {
  await page.goto(connection)
  await page.getByRole('button', { name: 'Test sign-in' }).click()
  await page.getByRole('link', { name: 'Go to the provider' }).click()
  await page.waitForURL(/\/settings\/sso\/.*\/tests\//)
  await page.getByRole('heading', { name: heading }).waitFor()
  return page.locator('main').innerText()
}
export async function switchOn(page: Page, connection: string, confirm: Confirm): Promise<void> {
  await page.goto(connection)
  await page.getByRole('link', { name: 'Switch on…' }).click()
  await page.waitForURL('**/state')
  await confirm(page, 'Switch on')
  await page.waitForURL(`**${connection}`)
  await page.getByText('It vouches for addresses at your proven domains.').waitFor()
}
/** Reads whom it means, then requires the provider for addresses at the domain. @returns what was said before the act */
export async function requireProviderFor(page: Page, domain: string, confirm: Confirm): Promise<string> {
  await page.goto('/settings/sso')
  await page.getByRole('link', { name: domain }).click()
  await page.getByRole('heading', { name: /would come in by the provider only/ }).waitFor()
  const said = await page.locator('main').innerText()
  await confirm(page, 'Require sign-in by the provider')
  await page.waitForURL((url) => url.pathname === '/settings/sso')
  await page.getByText('the provider only').first().waitFor()
  return said
}
/** In by the provider: the address, then the way that the page offers first. */
export async function comeInByProvider(page: Page, email: string, way: string | RegExp): Promise<void> {
  await page.goto('/sign-in')
  await page.getByLabel('E-mail').fill(email)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('link', { name: way }).click()
}
/** `connection`: where there are several. @returns the provisioning token, which is shown once */
export async function makeProvisioningToken(page: Page, name: string, confirm: Confirm, connection?: string): Promise<string> {
  await page.goto('/settings/provisioning')
  await page.getByRole('link', { name: 'Make a token' }).first().click()
  await page.getByLabel('Name').fill(name)
  if (connection !== undefined) await page.getByLabel('Connection').selectOption({ label: connection })
  await confirm(page, 'Make the token')
  await page.getByText(`${name} is made.`).waitFor()
  return /plscim_[\w-]{64}/.exec(await page.locator('main').innerText())?.[0] ?? ''
}
/** @returns the API key, which is shown once */
export async function makeApiKeyAt(
  page: Page,
  given: { readonly name: string; readonly may: readonly string[]; readonly days?: number; readonly networks?: string },
  confirm: Confirm,
): Promise<string> {
  await page.goto('/settings/keys')
  await page.getByRole('link', { name: 'Make a key' }).first().click()
  await page.waitForURL('**/settings/keys/new')
  await page.getByLabel('Name').fill(given.name)
  for (const permission of given.may) await page.getByLabel(permission, { exact: true }).check()
  if (given.days !== undefined) await page.getByLabel('It ends after').fill(String(given.days))
  if (given.networks !== undefined) await page.getByLabel('Networks').fill(given.networks)
  await confirm(page, 'Make the key')
  await page.getByText(`${given.name} is made.`).waitFor()
  return /plkey_[\w-]{64}[0-9A-Za-z]{6}/.exec(await page.locator('main').innerText())?.[0] ?? ''
}
/** From the refused page to the request: what for and for how many days. */
export async function askForAccess(page: Page, permission: string, reason: string, days: number): Promise<void> {
  await page.getByRole('link', { name: 'Ask for it' }).click()
  await page.getByLabel(permission, { exact: true }).check()
  await page.getByLabel('What for').fill(reason)
  await page.getByLabel('For how long').fill(String(days))
  await page.getByRole('button', { name: 'Ask', exact: true }).click()
  await page.waitForURL('**/account/access')
  await page.getByText('one request waits for an answer').first().waitFor()
}
/** Gives it for hours instead of days: shorter than was asked. */
export async function giveAccessTo(page: Page, name: string, confirm: Confirm): Promise<void> {
  await page.goto('/members/requests')
  await page.getByRole('link', { name }).click()
  await page.getByRole('link', { name: 'Give…' }).click()
  await page.getByLabel('Hours or days').selectOption('hours')
  await confirm(page, 'Give it for a time')
  await page.getByText('It ends by itself').first().waitFor()
}
/** Freezes the population and opens the review. @returns its address */
export async function openReviewOf(
  page: Page,
  given: { readonly name: string; readonly role?: string; readonly reviewers: readonly string[] },
  confirm: Confirm,
): Promise<string> {
  await page.goto('/members/reviews')
  await page.getByRole('link', { name: 'Open a review' }).first().click()
  await page.waitForURL('**/members/reviews/new')
  await page.getByLabel('Name', { exact: true }).fill(given.name)
  if (given.role !== undefined) {
    await page.getByLabel('The members of one role').check()
    await page.getByLabel('Role', { exact: true }).selectOption(given.role)
  }
  for (const reviewer of given.reviewers) await page.getByLabel(reviewer).check()
  await confirm(page, 'Freeze and open')
  await page.getByText('and the lines are still exactly that').waitFor()
  return new URL(page.url()).pathname
}
/** Takes away what one line of the review is about; `to`: the role that whoever holds it gets instead. */
export async function removeLine(page: Page, subject: string, reason: string, confirm: Confirm, to?: string): Promise<void> {
  await page.getByRole('link', { name: subject }).first().click()
  await page.getByText('Could do').waitFor()
  await page.getByRole('link', { name: 'Remove…' }).click()
  if (to !== undefined) await page.getByLabel('Instead, move to the role').selectOption({ label: to })
  await page.getByLabel('Reason').fill(reason)
  await confirm(page, 'Remove')
}
/** Keeps every line that is one's own to decide. */
export async function keepOwnLines(page: Page, review: string, confirm: Confirm): Promise<void> {
  await page.goto(`${review}?mine=yes`)
  await page.getByRole('checkbox', { name: 'Choose all' }).check()
  await page.getByRole('button', { name: /^Keep/ }).click()
  await page.getByLabel('Reason').waitFor()
  await confirm(page, 'Keep')
}
/** Says what it was; there is nothing left to press afterwards. */
export async function resolveAlertAs(page: Page, note: string, by: string): Promise<void> {
  await page.getByLabel('What it was').fill(note)
  await page.getByRole('button', { name: 'Resolve the alert' }).click()
  await page.getByText(`by ${by}`).waitFor()
}
