// Step 8, on a phone: what was earned, why and when; a line disputed, a part of the balance redeemed, and the office hands it out.
import { expect } from 'vitest'
import { compute, confirmRun } from './awards.ts'
import { expected } from './requests.ts'
import { judge, note, open, type Journey } from './journey.ts'

export async function readAndRedeem(journey: Journey): Promise<void> {
  const page = await open(journey, 'technician', '/my-earnings?month=2025-04')
  await page.getByText('Closed within two days').first().waitFor()
  await page.getByText(/Sum/).first().waitFor()
  expect(await page.locator('.crew-figure').first().textContent()).toContain('42.50')
  await page.getByRole('link', { name: 'All payouts' }).first().click()
  await page.waitForURL('**/my-earnings/payouts')
  await judge(journey, page)
  await page.getByRole('link', { name: /P-0/ }).first().click()
  await page.getByText('Arrived, says the bank’s statement').waitFor()
  await judge(journey, page)

  const award = `/my-earnings${note(journey, 'award')}`
  await open(journey, 'technician', award)
  await page.getByText('How it was reckoned').waitFor()
  expect(await page.locator('main').textContent()).toContain(expected.april.jana)
  await page.getByRole('link', { name: 'Dispute a line…' }).click()
  await page.waitForURL('**/dispute')
  await judge(journey, page)
  await page.getByRole('radio', { name: /The sum/ }).check()
  await page.getByLabel('What is wrong with it?').fill('The night of the flood is missing')
  await page.getByRole('button', { name: 'Dispute this line' }).click()
  await page.waitForURL(`**${award}`)
  await page.getByText('The night of the flood is missing').waitFor()
  await judge(journey, page)
  const office = await open(journey, 'office', '/disputes')
  await office
    .getByRole('link', { name: /D-0|Jana Ruiz/ })
    .first()
    .click()
  await office.getByText('The night of the flood is missing').first().waitFor()
  await judge(journey, office)
  await redeem(journey)
}
async function redeem(journey: Journey): Promise<void> {
  const manager = await compute(journey, note(journey, 'program'), 'March 2025')
  await manager.waitForURL('**/award-runs/run_*')
  await confirmRun(manager, 'three')
  await manager.waitForURL('**/awards')
  const office = await open(journey, 'office', '/catalogue/new')
  await office.getByLabel('Name', { exact: true }).fill('Rain jacket')
  await office.getByLabel('Price').fill('15.00')
  await office.getByLabel('Stock').fill('4')
  await office.getByRole('button', { name: 'Add item' }).click()
  await office.waitForURL('**/catalogue/cat_*')
  await judge(journey, office)

  const page = await open(journey, 'technician', '/my-earnings/rewards')
  await page.getByRole('link', { name: /Rain jacket/ }).click()
  await page.getByRole('button', { name: 'Redeem' }).waitFor()
  await judge(journey, page)
  await page.getByRole('button', { name: 'Redeem' }).click()
  await page.getByText('The office prepares it').waitFor()

  await open(journey, 'office', '/redemptions')
  await office.getByRole('link', { name: 'Jana Ruiz' }).first().click()
  await office.waitForURL('**/redemptions/red_*')
  await judge(journey, office)
  await office.getByRole('link', { name: /^Handed out/ }).click()
  await office.getByRole('dialog').getByRole('button', { name: 'It was handed out' }).click()
  await office.getByText('The held amount became redeemed goods.').waitFor()
  await open(journey, 'technician', '/my-earnings/rewards')
  await page.getByText('Handed out').waitFor()
}
