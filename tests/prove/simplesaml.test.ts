// SAML with SimpleSAMLphp, which we did not write, in the built product and a browser: each reads the other's metadata with its own parser, people come in, and a sign-out goes both ways. (2 min)
import { expect, test } from 'vitest'
import { addSamlProvider, comeInByProvider, switchOn, testSignIn } from '../support/desk-acts.ts'
import { startNameServer, type NameServer } from '../support/name-server.ts'
import { startSimpleSaml, whyNoSimpleSaml, type SimpleSaml } from '../support/saml/simplesaml.ts'
import { confirmOf } from './enterprise/office.ts'
import { addPasskey } from './enterprise/first-people.ts'
import { proveDomain } from './enterprise/provider.ts'
import { beginJourney, endJourney, judge, note, open, person, phone, type Journey } from './steps/journey.ts'
import { join, setUp } from './steps/people.ts'
import { walk, type Step } from './steps/walk.ts'

interface Campus extends Journey {
  readonly names: NameServer
  readonly idp: SimpleSaml
}
const olu = { user: 'olu', password: 'of the provider only', email: 'office@tidewell.example', name: 'Olu Mensah', groups: ['Payroll'] },
  grace = { user: 'grace', password: 'also there only', email: 'owner@tidewell.example', name: 'Grace Abara', groups: ['Payroll', 'Everyone'] }

async function begin(): Promise<Campus> {
  const [names, idp] = await Promise.all([startNameServer(), startSimpleSaml([olu, grace])])
  return Object.assign(await beginJourney({ PLUMBLINE_NAME_SERVERS: names.address, PLUMBLINE_EGRESS_ALLOW: idp.origin }), { names, idp })
}
async function end(campus: Campus): Promise<void> {
  await endJourney(campus)
  await campus.idp.close()
  await campus.names.close()
}
/** On the form of SimpleSAMLphp itself. */
async function identify(campus: Campus, who: 'owner' | 'office', { user, password }: { user: string; password: string }): Promise<void> {
  const { page } = person(campus, who)
  await page.waitForURL(`${campus.idp.origin}/**`)
  await page.locator('#username').fill(user)
  await page.locator('#password').fill(password)
  await page.locator('#submit_button').click()
}
async function bringIt(campus: Campus): Promise<void> {
  const { page } = person(campus, 'owner'),
    confirm = confirmOf(campus, 'owner')
  const connection = await addSamlProvider(page, { name: 'Campus account', metadataUrl: campus.idp.metadataUrl }, confirm)
  campus.notes.set('connection', connection)
  const shown = await page.locator('main').innerText()
  for (const part of [campus.idp.entityId, `${campus.idp.origin}/saml2/idp/SSOService.php`, 'valid']) expect(shown).toContain(part)
  await open(campus, 'owner', `${connection}/change`)
  await page.getByLabel('Attribute that holds the mail address').fill('mail')
  await page.getByLabel('Attribute that holds the name').fill('displayName')
  await page.getByLabel('Attribute that holds the groups').fill('groups')
  for (const ticked of ['The response must be signed too', 'A sign-in may begin at the provider']) await page.getByLabel(ticked).check()
  await page.getByLabel('It counts always, because I vouch for it').check()
  await page.getByLabel('How the provider asks everybody for it').fill('A hardware key at every sign-in')
  await confirm(page, 'Change')
  await page.waitForURL(`**${connection}`)
  const kept = await page.locator('main').innerText()
  for (const part of ['assertion and response, RSA', 'allowed; the person is asked first']) expect(kept).toContain(part)
  await page.goto(`${connection}/logout`)
  await page.getByLabel('Signing out goes both ways').check()
  expect(await page.getByLabel('Logout address of the provider').inputValue()).toBe(`${campus.idp.origin}/saml2/idp/SingleLogoutService.php`)
  await confirm(page, 'Save')
  await page.waitForURL(`**${connection}`)
  await giveOurs(campus)
}
/** Our metadata, as its page is downloaded, into the provider. */
async function giveOurs(campus: Campus): Promise<void> {
  const { page } = person(campus, 'owner')
  await page.goto(note(campus, 'connection'))
  const [ours] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download our metadata' }).click()])
  const chunks: Buffer[] = []
  for await (const chunk of await ours.createReadStream()) chunks.push(chunk as Buffer)
  campus.idp.register(Buffer.concat(chunks).toString())
}
/** A test sign-in of somebody whom it does not know yet. @returns what the page of the test shows */
async function testAtForm(campus: Campus, heading: string | RegExp): Promise<string> {
  const { page } = person(campus, 'owner')
  await page.goto(note(campus, 'connection'))
  await page.getByRole('button', { name: 'Test sign-in' }).click()
  await page.getByRole('link', { name: 'Go to the provider' }).click()
  await identify(campus, 'owner', grace)
  await page.waitForURL(/\/settings\/sso\/.*\/tests\//)
  await page.getByRole('heading', { name: heading }).waitFor()
  return page.locator('main').innerText()
}
async function tryIt(campus: Campus): Promise<void> {
  const { page } = person(campus, 'owner'),
    connection = note(campus, 'connection')
  const shown = await testAtForm(campus, 'The answer was accepted.')
  for (const part of ['displayName', 'Grace Abara', 'Payroll', grace.email]) expect(shown).toContain(part)
  await judge(campus, page)
  await switchOn(page, connection, confirmOf(campus, 'owner'))
  await testSignIn(page, connection, 'The answer was accepted.')
  await page.getByRole('link', { name: 'Try the sign-out' }).click()
  await page.getByText('The provider ended its session and said so.').waitFor()
}
async function comeIn(campus: Campus): Promise<void> {
  const { page, context } = person(campus, 'office')
  await context.clearCookies()
  await comeInByProvider(page, olu.email, /Campus account/)
  await identify(campus, 'office', olu)
  await page.waitForURL('**/home')
  await judge(campus, page)
}
async function leaveHere(campus: Campus): Promise<void> {
  const { page } = person(campus, 'office')
  await page.goto('/sign-out')
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.waitForURL('**/signed-out?provider=done')
  await judge(campus, page)
  await page.goto('/home')
  await page.waitForURL('**/sign-in*')
  // The provider's own session ended too: it asks who comes.
  await comeInByProvider(page, olu.email, /Campus account/)
  await identify(campus, 'office', olu)
  await page.waitForURL('**/home')
}
async function leaveThere(campus: Campus): Promise<void> {
  const { page, context } = person(campus, 'office'),
    out = `${campus.idp.origin}/saml2/idp/SingleLogoutService.php?ReturnTo=${encodeURIComponent(`${campus.idp.origin}/logout.php`)}`,
    kept = (await context.cookies()).filter(({ name }) => name === 'session')
  expect(kept).toHaveLength(1)
  // Signed by a key that is not the provider's, its sign-out ends nothing here.
  campus.idp.signWith('unknown')
  await page.goto(out)
  await page.waitForURL('**/signed-out?provider=ignored')
  await page.goto('/home')
  await page.waitForURL('**/home')
  campus.idp.signWith('known')
  await page.goto(out)
  await page.waitForURL(`${campus.idp.origin}/logout.php`)
  await page.getByText('You have been logged out').waitFor()
  // Nor does what the browser kept open anything.
  await context.addCookies(kept)
  await page.goto('/home')
  await page.waitForURL('**/sign-in*')
  const log = await open(campus, 'owner', '/audit')
  await log.getByText('ended a session: signed out at the provider').first().waitFor()
}
async function refuseAnother(campus: Campus): Promise<void> {
  campus.idp.signWith('unknown')
  const shown = await testAtForm(campus, /refused by the check/)
  expect(shown.toLowerCase()).toContain('signature')
  const office = person(campus, 'office')
  await comeInByProvider(office.page, olu.email, /Campus account/)
  await identify(campus, 'office', olu)
  await office.page.waitForURL(`${campus.product.origin}/**`)
  await office.page.goto('/home')
  await office.page.waitForURL('**/sign-in*')
}
const steps: readonly Step<Campus>[] = [
  ['the one-time link makes one person operator and owner', setUp],
  ['the owner has a passkey', addPasskey],
  ['a clerk joins', (campus) => join(campus, 'office', olu.name, 'Office', phone, confirmOf(campus, 'owner'))],
  ['a domain is proven', proveDomain],
  ['its metadata is read by us, with its logout address, and ours by it', bringIt],
  ['a test sign-in shows what it says of a person, and it is switched on', tryIt],
  ['the clerk comes in by its own form', comeIn],
  ['a sign-out here ends both sessions and comes back', leaveHere],
  ['a sign-out there ends the session here', leaveThere],
  ['signed by a certificate that nobody told us of, nothing lets anybody in', refuseAnother],
]
const missing = whyNoSimpleSaml()
if (missing === undefined) walk(steps, begin, end)
else
  test('SimpleSAMLphp is not on this machine, which is said', () => {
    console.warn(`SAML with SimpleSAMLphp could not be run here: ${missing}. .ci/run tries to install it.`)
    expect(missing).not.toBe('')
  })
