// Access that is asked for and ends by itself.
import { expect } from 'vitest'
import { askForAccess, giveAccessTo } from '../../support/desk-acts.ts'
import { judge, note, open, person } from '../steps/journey.ts'
import { confirmOf, type Office } from './office.ts'

export async function askAndReceive(office: Office): Promise<void> {
  const clerk = person(office, 'office'),
    partner = person(office, 'partner')
  expect((await clerk.page.goto('/members'))?.status()).toBe(403)
  await judge(office, clerk.page)
  await askForAccess(clerk.page, 'See who belongs to the company', 'To plan who stands in', 2)
  await judge(office, clerk.page)
  await giveAccessTo(partner.page, 'Olu Mensah', confirmOf(office, 'partner'))
  await judge(office, partner.page)
  expect((await clerk.page.goto('/members'))?.status()).toBe(200)
  await open(office, 'office', '/account/access')
  const shown = await clerk.page.locator('main').innerText()
  expect(shown).toContain('for a time you have “See who belongs to the company”')
  expect(shown).toMatch(/in (two|2) hours|in (one|1|an) hour/)
  const member = await open(office, 'owner', note(office, 'clerk'))
  await member.getByRole('heading', { name: 'Given for a time' }).waitFor()
}
