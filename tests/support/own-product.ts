// A running product that a test calls from inside too: with its database, its keys, and its processes in sight.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { databaseRoles, databaseLogins, loadConfig } from '../../lib/config.ts'
import { ownerUrl } from '../../scripts/database-home.ts'
import { readDatabasePasswords, urlFor } from '../../scripts/keys-directory.ts'
import type { Product } from './product.ts'

export const ownerOf = (product: Pick<Product, 'dataDir' | 'keysDir'>): string =>
  ownerUrl(loadConfig({ PLUMBLINE_DATA_DIR: product.dataDir, PLUMBLINE_KEYS_DIR: product.keysDir }))

/**
 * From here on operations called by this test file meet the product's database with the product's keys. To be called before anything reads
 * the configuration: tests/support/world.ts and what imports it are imported after it.
 */
export function adoptProduct(product: Pick<Product, 'port' | 'dataDir' | 'keysDir'>, owner = ownerOf(product)): void {
  const passwords = readDatabasePasswords(product.keysDir)
  for (const role of databaseRoles)
    process.env[`DATABASE_URL_${role.toUpperCase()}`] = urlFor(owner, databaseLogins[role], passwords[databaseLogins[role]] ?? '')
  Object.assign(process.env, {
    TEST_DATABASE_OWNER: owner,
    PORT: String(product.port),
    PLUMBLINE_KEYS_DIR: product.keysDir,
    PLUMBLINE_DATA_DIR: product.dataDir,
    PLUMBLINE_LOG_LEVEL: 'error',
  })
}

/** This process and all that descend from it. */
export function family(pid: number): number[] {
  const table = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
  const found = [pid]
  for (const parent of found) for (const [child, of] of table) if (of === parent && child !== undefined) found.push(child)
  return found
}
/** What the kernel tells of a process, or nothing when it has ended: between two looks, or while it is being read. */
export function toldOf(pid: number, what: 'cmdline' | 'environ'): string {
  try {
    return readFileSync(`/proc/${pid}/${what}`, 'utf8')
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return ''
    throw error
  }
}
/** Signals a process that may have ended by itself since it was listed. */
export function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
export const commandLine = (pid: number): string => toldOf(pid, 'cmdline').replaceAll('\0', ' ')
/** The process of the family that runs this program: serve, worker or sealer. */
export function childOf(product: Product, name: 'serve' | 'worker' | 'sealer'): number {
  const found = family(product.process.pid ?? 0).find((pid) => commandLine(pid).includes(`child.mjs ${name}`))
  if (found === undefined) throw new Error(`no process of the product runs ${name}`)
  return found
}
