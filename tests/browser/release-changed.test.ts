// A batch that changes between the look and the code stays a draft: the page says what it was and what it is, and a new code releases what is seen.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { factorCell } from '../../lib/identity/factor.ts'
import { newTotpSecret, totpCode } from '../../lib/identity/totp.ts'
import { changeBatch, makeBatch } from '../../lib/incentives/make-batch.ts'
import { envelope } from '../../lib/platform/keys/keys.ts'
import { approvedPayout, setOriginator } from '../support/bank.ts'
import { openBrowser, troubleOf, windowOf } from '../support/browser.ts'
import { admin, makeWorld, type World } from '../support/world.ts'
import '../../lib/registry.ts'

let browser: Browser, world: World
const secret = newTotpSecret(),
  factorId = '01900000-0000-7000-8000-00000000f002'
beforeAll(async () => {
  browser = await openBrowser()
  world = await makeWorld(new Date().toISOString(), { currency: 'EUR', zone: 'Europe/Amsterdam' })
  await setOriginator(world, 'payroll_csv', 'EUR')
  await admin`insert into identity.factors (id, account_id, kind, name, secret, confirmed_at) values (${factorId}, ${world.people.finance.accountId}, 'totp', 'Phone', ${await envelope().seal(factorCell(factorId), secret)}, now())`
})
afterAll(() => browser.close())

test('is shown as it is now, and leaves by a new code', async () => {
  const rail = 'payroll_csv',
    [a, b] = [await approvedPayout(world, 10_000n, { rail }), await approvedPayout(world, 2_500n, { rail })]
  const batch = await world.as('finance').run(makeBatch, { rail, currency: 'EUR', payoutIds: [a.id, b.id] })
  const context = await windowOf(browser, { tenant: world.tenant, ...world.people.finance }, { width: 1440, theme: 'light' }),
    page = await context.newPage(),
    trouble = troubleOf(page)
  await page.goto(`/batches/${batch.id}/release`)
  const dialog = page.getByRole('dialog'),
    cells = dialog.getByRole('textbox', { name: /code|digit|character/i })
  const type = async (code: string) => {
    await cells.first().click()
    await page.keyboard.type(code)
  }
  await dialog.getByRole('button', { name: 'Release two payouts' }).waitFor()
  await world.as('finance').run(changeBatch, { batchId: batch.id, remove: [b.id] })
  await type(totpCode(secret, new Date()))
  await dialog.getByRole('button', { name: 'Release two payouts' }).click()
  await page.getByText('changed since you looked: it held 2 payouts, 125.00 EUR together; now it holds 1 payout, 100.00 EUR together.').first().waitFor()
  await dialog.getByRole('button', { name: 'Release one payout', exact: true }).waitFor()
  await dialog
    .getByText(/^Release.*100\.00.*to one payee/)
    .first()
    .waitFor()
  expect((await admin`select state from batches where tenant_id = ${world.tenant}`)[0]?.['state']).toBe('draft')
  await admin`update identity.factors set last_step = 0 where id = ${factorId}` // the next code, without waiting half a minute for it
  await type(totpCode(secret, new Date()))
  await dialog.getByRole('button', { name: 'Release one payout', exact: true }).click()
  await page.waitForURL(`**/batches/${batch.id}`)
  expect((await admin`select state, payout_count::int as n from batches where tenant_id = ${world.tenant}`)[0]).toMatchObject({ state: 'released', n: 1 })
  expect(trouble).toEqual([])
  await context.close()
})
