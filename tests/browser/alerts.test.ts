// In a real browser: an admin reads who signed in and from where, opens an alert to what it rests on, and resolves it with a note. Its pages are accessible in both themes and fit a phone, whatever a browser calls itself.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import '../../lib/registry.ts'
import { encodeId } from '../../lib/kernel/id.ts'
import { makePerson, type TestPerson } from '../identity/person.ts'
import { openBrowser, windowOf } from '../support/browser.ts'
import { resolveAlertAs } from '../support/desk-acts.ts'
import { faultsAt } from '../support/page-faults.ts'
import { hostile } from '../support/hostile-words.ts'
import { alertsOf, arrangePast, chrome, comeIn, failPassword, settle } from '../support/sign-ins.ts'
import { admin, makeWorld, type World } from '../support/world.ts'

let browser: Browser, world: World, admin_: TestPerson, reader: TestPerson
beforeAll(async () => {
  browser = await openBrowser()
  world = await makeWorld(new Date().toISOString())
  admin_ = await makePerson(world.tenant, 'admin', 'Jana Ruiz')
  reader = await makePerson(world.tenant, 'read_only', 'Tom Beck')
  const { office, dispatch, finance, owner } = world.people
  await arrangePast(world, office, { minutesAgo: 90, point: [40.7, -74] })
  await comeIn(office, { agent: chrome, ip: '81.2.69.142' })
  await comeIn(dispatch)
  await comeIn(dispatch, { agent: hostile(200), ip: '2001:db8:aa::1' })
  for (let i = 0; i < 12; i++) await failPassword(owner, finance, { ip: '192.0.2.9' })
  // The product's own worker may have entered them already: then nothing is left to do here.
  for (let tries = 0; (await alertsOf(world)).length < 4; tries++) {
    if (tries > 60) throw new Error(`alerts: ${(await alertsOf(world)).map((row) => row.kind).join(', ')}`)
    await settle(world)
    await new Promise((done) => {
      setTimeout(done, 250)
    })
  }
  // A file of places is the server's own; here the sign-ins are placed by hand, as the job would have placed them.
  await admin`update sign_ins set city = 'London', country = 'United Kingdom', latitude = 5150, longitude = -12 where tenant_id = ${world.tenant} and member_id = ${office.memberId} and device = 'Chrome on Windows'`
  const [device] = await admin<
    { id: string }[]
  >`select id from security_alerts where tenant_id = ${world.tenant} and member_id = ${office.memberId} and kind = 'new_device'`
  await admin`update security_alerts set kind = 'impossible_travel' where id = ${device!.id}`
  await admin`insert into alert_evidence (tenant_id, id, alert_id, event_id) select tenant_id, gen_random_uuid(), ${device!.id}, id from sign_ins where tenant_id = ${world.tenant} and member_id = ${office.memberId} on conflict do nothing`
}, 120_000)
afterAll(() => browser.close())
const as = (person: TestPerson) => ({ tenant: person.tenant, memberId: person.memberId, accountId: person.accountId })
test.each([
  ['light', 1440],
  ['dark', 1440],
  ['light', 390],
  ['dark', 390],
] as const)(
  'its pages, %s, at %i',
  async (theme, width) => {
    const context = await windowOf(browser, as(admin_), { width, theme }),
      page = await context.newPage(),
      faults: string[] = []
    for (const path of [
      '/security/sign-ins',
      '/security/sign-ins?network=nonsense',
      '/security/alerts',
      '/security/alerts/rules',
      ...(await alertsOf(world)).map((row) => `/security/alerts/${encodeId('alert', row.id)}`),
    ])
      faults.push(...(await faultsAt(page, path)))
    expect(faults).toEqual([])
    await context.close()
  },
  90_000,
)
test('from the home page over the alert and its evidence to the note that resolves it', async () => {
  const context = await windowOf(browser, as(admin_), { width: 1440, theme: 'light' }),
    page = await context.newPage()
  await page.goto('/home')
  await page
    .getByRole('link', { name: /alerts$/i })
    .first()
    .click()
  await page.getByRole('heading', { name: /alerts wait for a look/ }).waitFor()
  await page.getByRole('link', { name: 'Impossible travel' }).click()
  await page.getByRole('heading', { name: /Impossible travel: office/ }).waitFor()
  const shown = await page.locator('main').innerText()
  for (const part of ['km apart within', 'km/h', 'London, United Kingdom', 'Chrome on Windows', 'End their sessions…']) expect(shown).toContain(part)
  await resolveAlertAs(page, 'On holiday <b>in London</b>; asked on the phone.', 'Jana Ruiz')
  expect(await page.locator('main').innerText()).toContain('On holiday <b>in London</b>; asked on the phone.')
  expect(await page.getByRole('button', { name: 'Resolve the alert' }).count()).toBe(0)
  await page.locator('table a').first().click()
  await page.waitForURL('**/audit/evt_*')
  await context.close()
}, 60_000)
test('the list says who, from where, with what and how, and is narrowed; a reader sees it and resolves nothing', async () => {
  const context = await windowOf(browser, as(reader), { width: 1440, theme: 'dark' }),
    page = await context.newPage()
  await page.goto('/security/sign-ins?outcome=refused&network=192.0.2.77')
  const shown = await page.locator('main').innerText()
  for (const part of [world.people.finance.name, 'Refused', 'a wrong password', 'Firefox on Linux', 'unknown place', '192.0.2.0/24'])
    expect(shown).toContain(part)
  expect(shown).not.toContain('81.2.69')
  await page.goto('/security/sign-ins?network=nonsense')
  await page.getByText('“nonsense” is not an address.').waitFor()
  const open = (await alertsOf(world)).find((row) => row.state === 'open')!
  await page.goto(`/security/alerts/${encodeId('alert', open.id)}`)
  await page.getByText('Whoever looks after members resolves it.').waitFor()
  expect(await page.getByLabel('What it was').count()).toBe(0)
  await context.close()
}, 60_000)
