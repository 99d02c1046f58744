// Step 6: where the money goes, four eyes on every payout, and what a correction of the work does to it.
import { expect } from 'vitest'
import { ibanOf } from '../../support/rails/orders.ts'
import { judge, note, open, person, typeCode, type Journey } from './journey.ts'

export const ownIban = 'NL54FAKE0326806738'
const payees = [
  ['jana', 'Jana Ruiz'],
  ['omar', 'Omar Haddad'],
  ['ines', 'Ines Koch'],
] as const

export async function prepareBank(journey: Journey): Promise<void> {
  const finance = person(journey, 'finance'),
    owner = person(journey, 'owner'),
    page = await open(journey, 'finance', '/settings/rails/pain001/EUR')
  await page.getByLabel('Paid by').fill('Tidewell Services B.V.')
  await page.getByLabel('IBAN').fill(ownIban)
  await page.getByLabel('BIC of the bank').fill('FAKENL2A')
  await page.getByLabel('Town').fill('Rotterdam')
  await page.getByLabel('Country').fill('NL')
  await typeCode(finance)
  await page.getByRole('button', { name: 'Check and save' }).click()
  await page.waitForURL('**/settings/rails')
  await judge(journey, page)
  for (const [i, [key, name]] of payees.entries()) {
    await open(journey, 'finance', `${note(journey, key)}/bank`)
    await page.getByLabel('Account holder').fill(name)
    await page.getByLabel('IBAN').fill(ibanOf('DE', `50010517${5_400_000_000 + i}`))
    await typeCode(finance)
    await page.getByRole('button', { name: 'Save bank detail' }).click()
    await page.getByText('not confirmed yet').first().waitFor()
    const second = await open(journey, 'owner', `${note(journey, key)}/bank`)
    const confirming = second.getByRole('form', { name: 'Confirm it' })
    await confirming.getByLabel('IBAN').fill(ibanOf('DE', `50010517${5_400_000_000 + i}`))
    await typeCode(owner, confirming)
    await second.getByRole('button', { name: 'Confirm', exact: true }).click()
    await second.getByText('Waits for a second person').waitFor({ state: 'detached' })
  }
}
export async function raiseAndApprove(journey: Journey): Promise<void> {
  const page = await open(journey, 'finance', '/payouts/new')
  await page.getByRole('heading', { level: 1, name: 'Three payees would be paid' }).waitFor()
  await page.getByLabel('Paid by').selectOption({ label: 'Bank file, ISO 20022' })
  await page.getByRole('button', { name: 'Raise all 3 payouts' }).click()
  await page.getByRole('heading', { level: 1, name: /^Three payouts worth .* are raised\.$/ }).waitFor()
  await judge(journey, page)
  await page.goto('/payouts?tab=all')
  await judge(journey, page)
  for (const [key, name] of payees)
    journey.notes.set(`${key} payout`, (await page.getByRole('row').filter({ hasText: name }).getByRole('link').first().getAttribute('href')) ?? '')
  await open(journey, 'finance', note(journey, 'jana payout'))
  expect(await page.getByRole('link', { name: /^Approve/ }).count()).toBe(0)

  const manager = await open(journey, 'manager', '/payouts?tab=approve')
  await manager.getByRole('checkbox', { name: 'Choose all' }).check()
  await manager.getByRole('button', { name: /^Approve three/ }).click()
  await manager.getByRole('dialog').waitFor()
  await judge(journey, manager)
  await typeCode(person(journey, 'manager'))
  await manager.getByRole('button', { name: 'Approve three payouts' }).click()
  await manager.waitForURL((url) => url.pathname === '/payouts')
  await open(journey, 'manager', note(journey, 'jana payout'))
  await manager.getByText('1 of 2 given').waitFor()
  expect(await manager.getByRole('link', { name: /^Approve/ }).count()).toBe(0)

  const owner = await open(journey, 'owner', note(journey, 'jana payout'))
  await owner.getByRole('link', { name: /^Approve/ }).click()
  await owner.getByRole('dialog').waitFor()
  await judge(journey, owner)
  await typeCode(person(journey, 'owner'))
  await owner.getByRole('button', { name: 'Approve', exact: true }).click()
  await owner.waitForURL(`**${note(journey, 'jana payout')}`)
  await owner.getByText('Approved', { exact: false }).first().waitFor()
}
/** Work that counted turns out late, work that was late turns out in time: a clawback and an adjustment, beside the award that stays as it was. */
export async function correctWork(journey: Journey): Promise<void> {
  const page = await open(journey, 'office', `/work?payee=${note(journey, 'jana').split('/').at(-1)}&closedFrom=2025-04-01&closedTo=2025-04-30`)
  await judge(journey, page)
  const correct = async (opened: string, closed: string, why: string) => {
    const row = page.getByRole('row').filter({ hasText: opened }).first()
    await row.getByRole('link').first().click()
    await page.waitForURL('**/work/wrk_*')
    await judge(journey, page)
    await page.getByRole('link', { name: /^Correct/ }).click()
    await page.waitForURL('**/correct')
    await judge(journey, page)
    await page.getByLabel('Closed').fill(closed)
    await page.getByLabel('Reason').fill(why)
    await page.getByRole('button', { name: 'Supersede' }).click()
    await page.waitForURL((url) => /\/work\/wrk_[0-9a-z]+$/.test(url.pathname))
  }
  await correct('Apr 13', '2025-04-20 09:00', 'The pump failed again; it was closed too early')
  await expectAward(journey, 'clawback', '2.50')
  await open(journey, 'office', `/work?payee=${note(journey, 'jana').split('/').at(-1)}&closedFrom=2025-04-01&closedTo=2025-04-30`)
  await correct('Apr 19', '2025-04-19 18:00', 'The site log shows that it was closed the same day')
  await expectAward(journey, 'adjustment', '2.50')
  const manager = person(journey, 'manager').page
  await manager.getByRole('button', { name: 'Confirm', exact: true }).click()
  await manager.waitForURL('**/awards')
}
/** The worker computes corrected periods again within seconds. */
async function expectAward(journey: Journey, kind: string, amount: string): Promise<void> {
  const manager = person(journey, 'manager').page
  await expect
    .poll(
      async () => {
        await manager.goto(`/awards?state=all&kind=${kind}`)
        return manager.getByRole('row').filter({ hasText: 'Jana Ruiz' }).count()
      },
      { timeout: 30_000, interval: 500 },
    )
    .toBe(1)
  await manager.getByRole('row').filter({ hasText: 'Jana Ruiz' }).getByRole('link').first().click()
  await manager.waitForURL('**/awards/awd_*')
  expect(await manager.locator('main').textContent()).toContain(amount)
  await judge(journey, manager)
}
