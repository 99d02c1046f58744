// Where a payee is paid, by two people: a wrong routing number costs nothing else that was typed, the second types it unseen, and the payouts that waited go on together.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { raisePayout } from '../../lib/incentives/raise-payouts.ts'
import { factorCell } from '../../lib/identity/factor.ts'
import { newTotpSecret, totpCode } from '../../lib/identity/totp.ts'
import { envelope } from '../../lib/platform/keys/keys.ts'
import { giveAward, makePayee } from '../support/awards.ts'
import { openBrowser, troubleOf, windowOf } from '../support/browser.ts'
import { admin, makeWorld, type World } from '../support/world.ts'
import '../../lib/registry.ts'

let browser: Browser, world: World
const secret = newTotpSecret(),
  factorIds = { finance: '01900000-0000-7000-8000-00000000f003', owner: '01900000-0000-7000-8000-00000000f004' }
beforeAll(async () => {
  browser = await openBrowser()
  world = await makeWorld(new Date().toISOString())
  for (const [role, id] of Object.entries(factorIds))
    await admin`insert into identity.factors (id, account_id, kind, name, secret, confirmed_at) values (${id}, ${world.people[role as 'owner'].accountId}, 'totp', 'Phone', ${await envelope().seal(factorCell(id), secret)}, now())`
})
afterAll(() => browser.close())
const routing = '061000104',
  account = '00071234417'
/** Types the present code of whoever looks, which may be used again and again here. */
async function prove(page: Page, form: string, role: keyof typeof factorIds): Promise<void> {
  await admin`update identity.factors set last_step = 0 where id = ${factorIds[role]}`
  await page
    .getByRole('form', { name: form })
    .getByRole('textbox', { name: /code|digit|character/i })
    .first()
    .click()
  await page.keyboard.type(totpCode(secret, new Date()))
}

test('entered, mistyped, confirmed and resumed', async () => {
  const payees = [await makePayee(world, 'Jana Ruiz'), await makePayee(world, 'Kofi Mensah')]
  for (const payee of payees) {
    await giveAward(world, payee.uuid, 12_400n)
    await world.as('finance').run(raisePayout, { payeeId: payee.id, currency: 'USD', rail: 'nacha', idempotencyKey: `browser ${payee.id}` })
  }
  const finance = await windowOf(browser, { tenant: world.tenant, ...world.people.finance }, { width: 1440, theme: 'light' }),
    page = await finance.newPage(),
    trouble = troubleOf(page),
    sent: string[] = []
  page.on(
    'response',
    (response) =>
      void response.text().then(
        (text) => sent.push(text),
        () => undefined,
      ),
  )
  await page.goto(`/payees/${payees[0]?.id}/bank`)
  const entering = page.getByRole('form', { name: 'Enter it' })
  await entering.getByLabel('Account holder').fill('Jana Ruiz')
  await entering.getByLabel('Routing number').fill('061000105')
  await entering.getByLabel('Account number').fill(account)
  await prove(page, 'Enter it', 'finance')
  await entering.getByRole('button', { name: 'Save bank detail' }).click()
  await page.getByText('One field needs you; the rest is as you left it.').waitFor()
  expect([await entering.getByLabel('Account number').inputValue(), await entering.getByLabel('Account holder').inputValue()]).toEqual([account, 'Jana Ruiz'])
  await entering.getByLabel('Routing number').fill(routing)
  await prove(page, 'Enter it', 'finance')
  await entering.getByRole('button', { name: 'Save bank detail' }).click()
  await page.getByText('not confirmed yet').first().waitFor()
  expect(await page.getByRole('button', { name: 'Confirm', exact: true }).count()).toBe(0)
  await page.goto('/payouts?tab=held')
  await page.getByRole('row', { name: /Jana Ruiz.*Bank detail is not confirmed/ }).waitFor()
  expect(await page.getByRole('checkbox', { name: 'Choose all' }).isDisabled()).toBe(true)

  const owner = await windowOf(browser, { tenant: world.tenant, ...world.people.owner }, { width: 390, theme: 'dark' }),
    second = await owner.newPage()
  await second.goto(`/payees/${payees[0]?.id}/bank`)
  const confirming = second.getByRole('form', { name: 'Confirm it' })
  for (const typed of ['00071234418', account]) {
    await confirming.getByLabel('Routing number').fill(routing)
    await confirming.getByLabel('Account number').fill(typed)
    await prove(second, 'Confirm it', 'owner')
    await confirming.getByRole('button', { name: 'Confirm', exact: true }).click()
    if (typed !== account) await second.getByText('This is not the account number that was entered.').first().waitFor()
  }
  await second.getByText('Waits for a second person').waitFor({ state: 'detached' })

  await page.reload()
  await page.getByText('Can go on').first().waitFor()
  await page.getByRole('checkbox', { name: 'Choose all' }).check()
  await page.getByRole('button', { name: 'Resume one' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Resume', exact: true }).click()
  await page.waitForURL(/\/payouts\/pay_/)
  expect(await admin`select state from payouts where tenant_id = ${world.tenant} order by number`).toMatchObject([{ state: 'raised' }, { state: 'held' }])
  expect(sent.filter((text) => text.includes(account))).toEqual([])
  expect(trouble).toEqual([])
  await finance.close()
  await owner.close()
})
