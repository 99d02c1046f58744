// Steps 9 to 11: from the bank line back to one record, the log searched and exported, and the bundle proven away from the product.
import { execFile } from 'node:child_process'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'vitest'
import { ZipReader } from '../../../lib/audit/zip-reader.ts'
import { writeZip } from '../../../lib/audit/zip-writer.ts'
import { cleanEnvironment, root } from '../../support/product.ts'
import { judge, note, open, person, typeCode, type Journey, type Who } from './journey.ts'

/** Every step of the trail is a link, and each leads to its record. */
export async function followTrail(journey: Journey): Promise<void> {
  const payout = note(journey, 'jana payout'),
    page = await open(journey, 'finance', payout)
  await page.getByText(/Every step is sealed/).waitFor()
  const links = await page.locator('.trail a').evaluateAll((all) => all.map((a) => a.getAttribute('href') ?? ''))
  for (const kind of [/^\/statements\/stm_/, /^\/batches\/bat_/, /^\/awards\/awd_/, /^\/work\/wrk_/]) {
    const href = links.find((link) => kind.test(link))
    expect(href, `${String(kind)} among ${links.join(' ')}`).toBeDefined()
    await open(journey, 'finance', href ?? '')
  }
  await page.getByText('requests.csv').first().waitFor()
  await open(journey, 'finance', payout)
  await page.getByRole('link', { name: 'Evidence pack' }).first().click()
  await page.waitForURL('**/evidence')
  await page.getByRole('button', { name: 'Make the evidence pack' }).click()
  await page.getByText('Digest of this pack').waitFor()
  await judge(journey, page)
  expect(await page.locator('main').textContent()).toContain(note(journey, 'fingerprint'))
  await page.emulateMedia({ media: 'print' })
  expect((await page.pdf({ format: 'A4' })).subarray(0, 5).toString()).toBe('%PDF-')
  await page.emulateMedia({ media: null })
}

/** By person, action, object, day, address and words; one entry opened; the found set as CSV. */
export async function searchLog(journey: Journey): Promise<void> {
  const page = await open(journey, 'finance', '/audit'),
    table = page.getByRole('table', { name: 'Events of the audit log' })
  await page.locator('summary').filter({ hasText: 'Filter' }).click()
  await page.locator('select[name=person]').selectOption({ label: 'Marek Novak' })
  await page.locator('select[name=action]').selectOption({ label: 'payout: approved' })
  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  await page.waitForURL('**/audit?*payout.approved*')
  await expect.poll(() => table.getByRole('row').count()).toBe(4)
  await judge(journey, page)
  const action = new URL(page.url()).searchParams
  await table.getByRole('link').first().click()
  await page.waitForURL('**/audit/evt_*')
  await page.getByRole('heading', { name: 'What allowed it' }).waitFor()
  await page.getByText('Part of one act').waitFor()
  await page.getByText('Before and after').waitFor()
  await judge(journey, page)
  const ip = await page
      .getByRole('button', { name: /^Copy (127\.0\.0\.1|::1)/ })
      .first()
      .getAttribute('aria-label'),
    address = ip?.replace('Copy ', '') ?? ''
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Amsterdam' }).format(new Date()),
    object = note(journey, 'jana payout').split('/').at(-1) as string
  for (const search of [`subject=${object}`, `dayFrom=${today}&dayTo=${today}`, `ip=${encodeURIComponent(address)}`, 'q=Jana']) {
    await open(journey, 'finance', `/audit?${search}`)
    expect(await table.getByRole('row').count(), search).toBeGreaterThan(1)
  }
  await open(journey, 'finance', '/audit?q=nobodyhaseverwrittenthisword')
  expect(await table.getByRole('row').count()).toBeLessThan(2)
  const csv = readFileSync(await exported(journey, 'finance', `?action=${action.get('action')}`, 'Spreadsheet'), 'utf8')
  expect(
    csv
      .trim()
      .split('\n')
      .filter((line) => line.includes('payout.approved')),
  ).toHaveLength(4)
}
/** Asks for an export of what is shown, and takes it. @returns the path of the file */
async function exported(journey: Journey, who: Who, query: string, format: string): Promise<string> {
  const someone = person(journey, who),
    page = await open(journey, who, `/audit/export${query}`)
  await page.getByRole('radio', { name: new RegExp(`^${format}`) }).check()
  await typeCode(someone)
  await page.getByRole('button', { name: 'Prepare the download' }).click()
  await page.getByText('Your export is ready').waitFor()
  await judge(journey, page)
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download', exact: true }).click()])
  return download.path()
}

/** A verifier whose process cannot open a connection: what is proven is proven by the file alone. */
const noNetwork = `data:text/javascript,${encodeURIComponent('import net from "node:net"; const no = () => { throw new Error("there is no network here") }; net.Socket.prototype.connect = no; globalThis.fetch = no')}`
export async function verify(file: string, fingerprint: string): Promise<{ code: number; said: string }> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', noNetwork, join(root, 'public/verify.mjs'), file, '--key', fingerprint], {
      env: cleanEnvironment() as unknown as NodeJS.ProcessEnv,
    })
    return { code: 0, said: stdout }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    return { code, said: stdout + stderr }
  }
}
async function changed(file: string, to: string, change: (csv: string) => string): Promise<string> {
  const zip = await ZipReader.open(file),
    parts: Buffer[] = []
  async function* files() {
    for (const name of zip.names) {
      const bytes = await zip.readAll(name, 50_000_000)
      yield { name, level: 6, bytes: [name === 'audit.csv' ? Buffer.from(change(bytes.toString('utf8'))) : bytes] }
    }
  }
  for await (const part of writeZip(files(), new Date())) parts.push(Buffer.from(part))
  await zip.close()
  writeFileSync(to, Buffer.concat(parts))
  return to
}
export async function proveAway(journey: Journey): Promise<void> {
  const taken = await exported(journey, 'owner', '', 'Bundle'),
    file = join(journey.folder, 'bundle.zip'),
    fingerprint = note(journey, 'fingerprint')
  copyFileSync(taken, file)
  journey.notes.set('bundle', file)
  const whole = await verify(file, fingerprint)
  expect(whole.code, whole.said).toBe(0)
  expect(whole.said).toMatch(/proven.*none left out.*checkpoint/s)
  const byte = await verify(
    await changed(file, join(journey.folder, 'byte.zip'), (csv) => csv.replace('Jana Ruiz', 'Jane Ruiz').replace('Marek Novak', 'Merek Novak')),
    fingerprint,
  )
  expect([byte.code, byte.said]).toEqual([1, expect.stringContaining('BROKEN')])
  const cut = await verify(await changed(file, join(journey.folder, 'cut.zip'), (csv) => csv.split('\n').slice(0, -4).join('\n') + '\n'), fingerprint)
  expect([cut.code, cut.said]).toEqual([1, expect.stringContaining('BROKEN')])
  const forged = await verify(file, `0${fingerprint.slice(1, -1)}${fingerprint.endsWith('0') ? '1' : '0'}`)
  expect(forged.code, forged.said).not.toBe(0)
}
