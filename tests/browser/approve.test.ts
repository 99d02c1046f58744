// A manager approves a payout in the browser with a code of the authenticator app; a wrong code changes nothing; one person cannot do both halves.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { approvePayouts } from '../../lib/incentives/approve-payouts.ts'
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
  factorId = '01900000-0000-7000-8000-00000000f001'
beforeAll(async () => {
  browser = await openBrowser()
  world = await makeWorld(new Date().toISOString())
  await admin`insert into identity.factors (id, account_id, kind, name, secret, confirmed_at) values (${factorId}, ${world.people.manager.accountId}, 'totp', 'Phone', ${await envelope().seal(factorCell(factorId), secret)}, now())`
})
afterAll(() => browser.close())

test('approve with a code', async () => {
  const payee = await makePayee(world, 'Jana Ruiz')
  await giveAward(world, payee.uuid, 124_000n)
  const payout = await world.as('finance').run(raisePayout, { payeeId: payee.id, currency: 'USD', rail: 'payroll_csv', idempotencyKey: 'browser-approve' })
  const context = await windowOf(browser, { tenant: world.tenant, ...world.people.manager }, { width: 1440, theme: 'light' }),
    page = await context.newPage(),
    trouble = troubleOf(page)
  await page.goto('/payouts')
  await page.getByRole('link', { name: 'Jana Ruiz' }).first().click()
  await page.getByRole('link', { name: /^Approve/ }).click()
  await page.getByRole('dialog').waitFor()
  const cells = page.getByRole('dialog').getByRole('textbox', { name: /code|digit|character/i })
  const type = async (code: string) => {
    await cells.first().click()
    await page.keyboard.type(code)
  }
  await type('000000')
  await page.getByRole('button', { name: 'Approve', exact: true }).click()
  await page
    .getByText(/code is not right|not right/i)
    .first()
    .waitFor()
  expect((await admin`select count(*)::int as n from payout_approvals where tenant_id = ${world.tenant}`)[0]?.['n']).toBe(0)
  await page.reload()
  await type(totpCode(secret, new Date()))
  await page.getByRole('button', { name: 'Approve', exact: true }).click()
  await page.waitForURL(`**/payouts/${payout.id}`)
  await page.getByText('1 of 2 given').waitFor()
  expect(await page.getByRole('link', { name: /^Approve/ }).count()).toBe(0)
  expect(
    (await world
      .as('finance')
      .run(approvePayouts, { payoutIds: [payout.id] })
      .catch((error: { code: string }) => error)) as unknown,
  ).toMatchObject({ code: 'forbidden' })
  expect(trouble).toEqual([])
  await context.close()
})
