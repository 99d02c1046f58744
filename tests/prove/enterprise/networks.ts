// From where people may come in: a list for everyone, one for a role and one for a person, tried from addresses of both families behind the company's proxy.
import { expect } from 'vitest'
import type { Page } from 'playwright-core'
import { judge, note, open, person, type Who } from '../steps/journey.ts'
import { comeFrom, confirmOf, type Office } from './office.ts'

const here = '127.0.0.0/8 This machine\n::1 This machine, too',
  ofManagers = '/settings/networks/manager',
  places = '203.0.113.0/24 Head office\n2001:db8:77::/48 Depot'
/** Where a request of this person leads that comes from this address. */
async function opensFrom(office: Office, who: Who, address: string, path = '/home'): Promise<string> {
  const { page } = person(office, who)
  await comeFrom(office, who, address)
  await page.goto(path)
  return new URL(page.url()).pathname
}
async function preview(office: Office, path: string, ranges: string): Promise<Page> {
  const page = await open(office, 'owner', path)
  await page.getByRole('textbox', { name: 'Networks' }).fill(ranges)
  await page.getByRole('button', { name: 'See who would be kept out' }).click()
  await page.waitForURL('**ranges=*')
  await judge(office, page)
  return page
}
async function allow(office: Office, path: string, ranges: string): Promise<void> {
  const page = await preview(office, path, ranges)
  await confirmOf(office, 'owner')(page, ranges === '' ? 'Let in from everywhere' : 'Allow these networks')
  await page.waitForURL((url) => url.pathname === '/settings/networks')
}
export async function limitNetworks(office: Office): Promise<void> {
  const company = '/settings/networks/company',
    manager = person(office, 'manager')
  // He comes in anew, on the way.
  await manager.context.clearCookies()
  expect(await opensFrom(office, 'manager', '198.51.100.7', '/sign-in')).toBe('/sign-in')
  await manager.page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await manager.page.waitForURL('**/home')
  let page = await preview(office, company, '203.0.113.0/33 Head office')
  await page.getByText('ends in “/33”. An IPv4 range ends in /0 to /32.').waitFor()
  page = await preview(office, company, '203.0.113.0/2 4 Head office')
  await page.getByText('has digits beyond its length. Did you mean').waitFor()
  page = await preview(office, company, places)
  await page.getByText('You would lock yourself out.').waitFor()
  expect(await page.getByRole('button', { name: 'Allow these networks' }).count()).toBe(0)
  page = await preview(office, company, `${here}\n${places}`)
  const said = await page.locator('main').innerText()
  for (const part of ['Head office', '2001:db8:77::/48', 'Marek Novak (198.51.100.7)', 'would be kept out at the next request']) expect(said).toContain(part)
  expect(said).not.toContain('Otto Berg')
  await allow(office, company, `${here}\n${places}`)
  await judge(office, page)

  // The session is as good as before, and opens neither a page nor a file.
  expect(await opensFrom(office, 'manager', '198.51.100.7')).toBe('/other-network')
  await manager.page.getByText('198.51.100.7').waitFor()
  await judge(office, manager.page)
  expect((await manager.page.request.get('/payees.csv', { headers: { 'x-forwarded-for': '198.51.100.7' } })).status()).toBe(403)
  // Whoever is asked writes further to the left; what the proxy wrote counts.
  expect(await opensFrom(office, 'manager', '203.0.113.9, 198.51.100.7')).toBe('/other-network')
  expect(await opensFrom(office, 'manager', '203.0.113.9')).toBe('/home')
  expect(await opensFrom(office, 'manager', '2001:db8:77:1::5')).toBe('/home')
  expect(await opensFrom(office, 'manager', '::ffff:203.0.113.9')).toBe('/home')
}
export async function narrowNetworks(office: Office): Promise<void> {
  await allow(office, ofManagers, '203.0.113.0/24 Head office')
  expect(await opensFrom(office, 'manager', '2001:db8:77:1::5')).toBe('/other-network')
  expect(await opensFrom(office, 'manager', '203.0.113.9')).toBe('/home')

  const members = await open(office, 'owner', '/members')
  await members.getByRole('link', { name: 'Jana Ruiz' }).first().click()
  await members.getByRole('link', { name: 'From where they come in…' }).click()
  await members.waitForURL('**/settings/networks/mem_*')
  const own = new URL(members.url()).pathname
  office.notes.set('networks of the technician', own)
  await allow(office, own, '198.51.100.0/24 Van\n2001:db8:99::/48 Van, by mobile')
  expect(await opensFrom(office, 'technician', '203.0.113.9', '/my-earnings')).toBe('/other-network')
  expect(await opensFrom(office, 'technician', '2001:db8:99::7', '/my-earnings')).toBe('/my-earnings')
  const shown = await (await open(office, 'owner', '/settings/networks')).locator('main').innerText()
  for (const part of ['Tidewell Services', 'Manager', 'Jana Ruiz', 'Van, by mobile']) expect(shown).toContain(part)
  await comeFrom(office, 'manager')
  await comeFrom(office, 'technician')
}
/** Emptied and sent, as they were written; what is left is the list for everyone. */
export async function liftNetworks(office: Office): Promise<void> {
  for (const path of [ofManagers, note(office, 'networks of the technician')]) {
    const page = await preview(office, path, '')
    await page.getByText('would come in from every network that no other list limits.').waitFor()
    await allow(office, path, '')
  }
  const page = await open(office, 'owner', '/settings/networks'),
    lists = await page.getByRole('table', { name: 'Lists of networks' }).innerText()
  expect(lists).toContain('Head office')
  for (const part of ['Jana Ruiz', 'Van, by mobile']) expect(lists).not.toContain(part)
  // She was last seen where only her own list let her in.
  expect(await page.locator('main').innerText()).toMatch(/one open session is outside[\s\S]*Jana Ruiz[\s\S]*2001:db8:99::7/)
  // Each was kept out from the first of these before, and let in from the second.
  expect(await opensFrom(office, 'manager', '2001:db8:77:1::5')).toBe('/home')
  expect(await opensFrom(office, 'manager', '198.51.100.7')).toBe('/other-network')
  expect(await opensFrom(office, 'technician', '203.0.113.9', '/my-earnings')).toBe('/my-earnings')
  expect(await opensFrom(office, 'technician', '198.51.100.9', '/my-earnings')).toBe('/other-network')
  await comeFrom(office, 'manager')
  await comeFrom(office, 'technician')
}
