// The domain, the providers, what their groups mean, and who has to come in by them.
import { expect } from 'vitest'
import { addOpenIdProvider, addSamlProvider, comeInByProvider, enterClient, requireProviderFor, switchOn, testSignIn } from '../../support/desk-acts.ts'
import { attributeNames } from '../../support/saml/provider.ts'
import { judge, note, open, person, type Journey } from '../steps/journey.ts'
import { atProvider, confirmOf, domain, type Office } from './office.ts'

export async function proveDomain(office: Journey & Pick<Office, 'names'>): Promise<void> {
  const page = await open(office, 'owner', '/settings/domains')
  await page.getByLabel('Domain').fill(`@${domain.toUpperCase()}`)
  await confirmOf(office, 'owner')(page, 'Claim')
  await page.waitForURL('**/settings/domains/*')
  await judge(office, page)
  const [name = '', value = ''] = await page.locator('.copyable .mono').allTextContents()
  await page.getByRole('button', { name: 'Look now' }).click()
  await page.getByText('There was no record.').waitFor()
  office.names.zone.set(name.trim(), ['v=spf1 -all', value.trim()])
  await page.getByRole('button', { name: 'Look now' }).click()
  await page.getByText(`A provider of yours may sign in people with addresses at ${domain}.`).waitFor()
}
export async function bringSaml(office: Office): Promise<void> {
  const { page, email } = person(office, 'owner'),
    confirm = confirmOf(office, 'owner')
  const connection = await addSamlProvider(page, { name: 'Work account', metadata: await office.saml.metadata() }, confirm)
  office.notes.set('connection', connection)
  await judge(office, page)
  for (const part of [office.saml.issuer, `${office.saml.origin}/sso`, 'valid']) expect(await page.locator('main').innerText()).toContain(part)
  const [ours] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download our metadata' }).click()])
  expect(ours.suggestedFilename()).toMatch(/\.xml$/)
  await open(office, 'owner', `${connection}/change`)
  await page.getByLabel('Attribute that holds the mail address').fill(attributeNames.email)
  await page.getByLabel('Attribute that holds the name').fill(attributeNames.name)
  await page.getByLabel('Attribute that holds the groups').fill(attributeNames.groups)
  await page.getByLabel('It counts always, because I vouch for it').check()
  await page.getByLabel('How the provider asks everybody for it').fill('A hardware key at every sign-in')
  await confirm(page, 'Change')
  await page.waitForURL(`**${connection}`)
  atProvider(office, 'owner', ['Payroll', 'Everyone'])
  office.saml.failure = 'urn:oasis:names:tc:SAML:2.0:status:Responder'
  expect(await testSignIn(page, connection, /refused by the check/)).toContain('Look into its log')
  office.saml.failure = undefined
  const shown = await testSignIn(page, connection, 'The answer was accepted.')
  for (const part of [attributeNames.email, attributeNames.groups, 'Payroll', 'Grace Abara']) expect(shown).toContain(part)
  // As received, and as read: the page says both.
  expect(shown.split(email).length - 1).toBe(2)
  await judge(office, page)
  await switchOn(page, connection, confirm)
}
export async function bringOpenId(office: Office): Promise<void> {
  const { page, email } = person(office, 'owner'),
    confirm = confirmOf(office, 'owner'),
    { openId } = office
  const connection = await addOpenIdProvider(page, { name: 'Second account', issuer: openId.issuer }, confirm)
  openId.register((await page.locator('.copyable .mono').first().textContent())?.trim() ?? '')
  await enterClient(page, connection, openId, confirm)
  openId.person = { id: 'grace at work', email, name: 'Grace Abara', groups: ['Payroll'] }
  const shown = await testSignIn(page, connection, 'The answer was accepted.')
  for (const part of ['email_verified', email, 'Payroll']) expect(shown).toContain(part)
  expect(await page.content()).not.toContain(openId.secret)
}
export async function mapGroups(office: Office): Promise<void> {
  const mapped = async (lines: string): Promise<string> => {
    const page = await open(office, 'owner', `${note(office, 'connection')}/groups`)
    await page.getByLabel('Groups and roles').fill(lines)
    await confirmOf(office, 'owner')(page, 'Save')
    await page.waitForURL(`**${note(office, 'connection')}`)
    return page.locator('main').innerText()
  }
  expect(await mapped('Dispatchers = dispatch')).toContain('Dispatchers')
  expect(await mapped('')).toContain('No group means a role.')
  const shown = await mapped('Payroll = finance\nDispatchers = dispatch')
  for (const part of ['Payroll', 'Finance', 'Dispatchers', 'Dispatch']) expect(shown).toContain(part)
}
export async function requireIt(office: Office): Promise<void> {
  const owner = person(office, 'owner'),
    clerk = person(office, 'office'),
    partner = person(office, 'partner')
  const said = await requireProviderFor(owner.page, domain, confirmOf(office, 'owner'))
  for (const part of ['Grace Abara', 'Otto Berg', 'Olu Mensah', 'has not let them in yet', 'all end at once']) expect(said).toContain(part)
  await judge(office, owner.page)
  // The clerk's session was opened by password; the owners who keep a way in stay.
  await clerk.page.goto('/home')
  await clerk.page.waitForURL('**/sign-in*')
  expect((await partner.page.goto('/home'))?.url()).toContain('/home')
  atProvider(office, 'office')
  await comeInByProvider(clerk.page, clerk.email, /Work account/)
  await clerk.page.waitForURL('**/home')
}
