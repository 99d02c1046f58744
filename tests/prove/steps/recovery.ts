// Step 12: the server dies in the middle of a release and comes back; a backup comes up elsewhere, whole.
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'vitest'
import { freePort } from '../../../scripts/embedded-postgres.ts'
import { cleanEnvironment, root, startProduct } from '../../support/product.ts'
import { judge, note, open, person, typeCode, type Journey } from './journey.ts'
import { signIn } from './people.ts'

/** A second batch, whose release is cut off by the death of the server. */
export async function survive(journey: Journey): Promise<void> {
  const finance = person(journey, 'finance'),
    page = await open(journey, 'finance', '/payouts/new')
  await page.getByLabel('Paid by').selectOption({ label: 'Bank file, ISO 20022' })
  await page.getByRole('button', { name: /^Raise all \d+ payouts/ }).click()
  await page.waitForURL('**/payouts/raised/*')
  const manager = await open(journey, 'manager', '/payouts?tab=approve')
  await manager.getByRole('checkbox', { name: 'Choose all' }).check()
  await manager.getByRole('button', { name: /^Approve/ }).click()
  await typeCode(person(journey, 'manager'))
  await manager.getByRole('button', { name: /^Approve \w+ payouts?$/ }).click()
  await manager.waitForURL((url) => url.pathname === '/payouts')
  await open(journey, 'finance', '/batches/new')
  await page.getByRole('button', { name: /^Make a batch/ }).click()
  await page.waitForURL('**/batches/bat_*')
  const batch = new URL(page.url()).pathname
  await open(journey, 'finance', `${batch}/release`)
  await typeCode(finance)
  const sent = page.waitForRequest((request) => request.method() === 'POST' && request.url().includes(batch))
  await Promise.all([sent, page.getByRole('button', { name: /^Release/ }).click({ noWaitAfter: true })])
  await kill(journey)
  await page.goto(batch)
  const state = await page.locator('main').textContent()
  if (!state?.includes('Released')) {
    await open(journey, 'finance', `${batch}/release`)
    await typeCode(finance)
    await page.getByRole('button', { name: /^Release/ }).click()
  }
  await page.getByText('The file has not been downloaded yet.').waitFor()
  await judge(journey, page)
  await open(journey, 'finance', `/audit?action=batch.released&subject=${batch.split('/').at(-1)}`)
  expect(await page.getByRole('table', { name: 'Events of the audit log' }).getByRole('row').count()).toBe(2)
  await open(journey, 'finance', '/ledger')
}
/** Everything at once, as when the power fails, and the same start as ever afterwards. */
async function kill(journey: Journey): Promise<void> {
  const { product } = journey,
    gone = once(product.process, 'exit')
  product.process.kill('SIGKILL')
  await gone
  journey.product = await startProduct({ folder: journey.folder, port: product.port, env: { PLUMBLINE_LOG_LEVEL: 'warn' } })
}

const run = (program: string, args: readonly string[], env: Readonly<Record<string, string>>) =>
  promisify(execFile)(process.execPath, ['scripts/run.mjs', program, ...args], {
    cwd: root,
    env: { ...cleanEnvironment(), ...env } as unknown as NodeJS.ProcessEnv,
  })
export async function restoreElsewhere(journey: Journey): Promise<void> {
  const { product, folder } = journey,
    elsewhere = join(folder, 'elsewhere'),
    backups = join(folder, 'backups'),
    payout = note(journey, 'jana payout')
  await run('backup', [backups], { PLUMBLINE_DATA_DIR: product.dataDir, PLUMBLINE_KEYS_DIR: product.keysDir, PORT: String(product.port) })
  const [archive] = readdirSync(backups)
  cpSync(product.keysDir, join(elsewhere, 'keys'), { recursive: true })
  const restored = await run('restore', [join(backups, archive ?? '')], {
    PLUMBLINE_DATA_DIR: join(elsewhere, 'data'),
    PLUMBLINE_KEYS_DIR: join(elsewhere, 'keys'),
    PORT: String(await freePort()),
  })
  expect(restored.stdout).toContain('Done.')
  await product.stop()
  // The same address, so that the same browser comes back to it.
  journey.product = await startProduct({ folder: elsewhere, port: product.port, env: { PLUMBLINE_LOG_LEVEL: 'warn' } })
  await signIn(journey, 'finance')
  const page = await open(journey, 'finance', payout)
  await page.getByText('Settled').first().waitFor()
  await open(journey, 'finance', '/audit/seal')
}
