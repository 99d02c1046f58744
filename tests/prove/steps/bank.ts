// Step 7: one file leaves, the bank settles most of it and sends one payout back.
import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { camtFile, type AnswerLine } from '../../support/rails/bank-answers.ts'
import { ownIban } from './payouts.ts'
import { judge, note, open, person, typeCode, type Journey } from './journey.ts'

export async function releaseAndSettle(journey: Journey): Promise<void> {
  const finance = person(journey, 'finance'),
    page = await open(journey, 'finance', '/batches/new')
  await page.getByRole('button', { name: 'Make a batch of 3' }).click()
  await page.waitForURL('**/batches/bat_*')
  journey.notes.set('batch', new URL(page.url()).pathname)
  await judge(journey, page)
  await page.getByRole('link', { name: /^Release/ }).click()
  await page
    .getByRole('dialog')
    .getByRole('heading', { name: /^Release .*1,287\.50\s?EUR to three payees$/ })
    .waitFor()
  await judge(journey, page)
  await typeCode(finance)
  await page.getByRole('button', { name: 'Release three payouts' }).click()
  await page.getByText('The file has not been downloaded yet.').waitFor()
  await page.getByRole('link', { name: /^Download file/ }).click()
  await typeCode(finance)
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download', exact: true }).click()])
  await page.getByText('The file was handed out, and that is recorded.').waitFor()
  const file = readFileSync(await download.path(), 'utf8'),
    amountOf = (number: string): string => new RegExp(`<EndToEndId>${number}</EndToEndId>.*?<InstdAmt Ccy="EUR">([\\d.]+)<`, 's').exec(file)?.[1] ?? ''
  expect(file.match(/<CdtTrfTxInf>/g)).toHaveLength(3)
  expect(file).toContain('<CtrlSum>1287.50</CtrlSum>')

  const numbers = new Map<string, string>()
  for (const key of ['jana', 'omar', 'ines']) {
    await open(journey, 'finance', note(journey, `${key} payout`))
    numbers.set(key, /P-\d+/.exec((await page.title()) + (await page.locator('main').textContent()))?.[0] ?? '')
  }
  const line = (key: string, more: Partial<AnswerLine> = {}, returned?: string): AnswerLine => {
    const reference = numbers.get(key) ?? '',
      amount = amountOf(reference)
    return { amount, details: [{ reference, amount, ...(returned ? { returned } : {}) }], ...more }
  }
  const statement = camtFile({
    iban: ownIban,
    id: 'JOB-1',
    lines: [line('jana'), line('omar'), line('ines'), line('ines', { credit: true, kind: 'PMNT-RCDT-RRTN' }, 'AC04')],
  })
  await open(journey, 'finance', '/statements/new')
  await page.getByLabel('File from the bank').setInputFiles({ name: 'statement.xml', mimeType: 'application/xml', buffer: Buffer.from(statement) })
  await page.getByRole('button', { name: 'Import', exact: true }).click()
  await page.getByText('4 lines, 3 settled, 1 returned, 0 waiting in the queue').waitFor()
  await judge(journey, page)
  await open(journey, 'finance', '/statements')
  await page.getByRole('heading', { level: 1, name: 'Every bank line is explained.' }).waitFor()

  await open(journey, 'finance', note(journey, 'ines payout'))
  await page.getByText('account closed').first().waitFor()
  await page.getByRole('table', { name: 'Ledger postings of this payout' }).getByText('return', { exact: false }).first().waitFor()
  await page.getByRole('link', { name: /^Reissue/ }).click()
  await page.getByRole('dialog').waitFor()
  await judge(journey, page)
  await page.getByRole('button', { name: 'Reissue', exact: true }).click()
  await page.waitForURL((url) => /\/payouts\/pay_/.test(url.pathname) && url.pathname !== note(journey, 'ines payout') && !url.pathname.endsWith('/reissue'))
  journey.notes.set('reissue', new URL(page.url()).pathname)
  await page.getByText('Reissues').first().waitFor()
  await judge(journey, page)
}
