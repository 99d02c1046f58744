// One running product for all HTTP and browser tests; its address and its owner's URL are provided to them.
import type { TestProject } from 'vitest/node'
import { join } from 'node:path'
import { databaseLogins, databaseRoles, loadConfig, type DatabaseRole } from '../../lib/config.ts'
import { ownerUrl } from '../../scripts/database-home.ts'
import { readDatabasePasswords, urlFor } from '../../scripts/keys-directory.ts'
import { freePort } from '../../scripts/embedded-postgres.ts'
import { makeScratch, removeScratch, startProduct } from './product.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the product answers, e.g. http://localhost:43121 */
    origin: string
    /** What it printed at its first start, the one-time set-up link included. */
    firstWords: string
    /** Of 127.0.0.1, where a test may stand up a provider of identities that the product asks. */
    providerPort: number
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = makeScratch(),
    providerPort = await freePort()
  const product = await startProduct({ folder, env: { PLUMBLINE_LOG_LEVEL: 'warn', PLUMBLINE_EGRESS_ALLOW: `http://127.0.0.1:${providerPort}` } })
  const config = loadConfig({ PLUMBLINE_DATA_DIR: product.dataDir, PLUMBLINE_KEYS_DIR: product.keysDir })
  const url = ownerUrl(config)
  const passwords = readDatabasePasswords(product.keysDir)
  const urls = Object.fromEntries(databaseRoles.map((role) => [role, urlFor(url, databaseLogins[role], passwords[databaseLogins[role]] ?? '')])) as Record<
    DatabaseRole,
    string
  >
  project.provide('origin', product.origin)
  project.provide('providerPort', providerPort)
  project.provide('firstWords', product.output())
  project.provide('databaseUrl', url)
  project.provide('databaseUrls', urls)
  project.provide('keysDir', product.keysDir)
  project.provide('dataDir', product.dataDir)
  // A test that calls operations itself talks to the same database with the same keys.
  for (const role of databaseRoles) process.env[`DATABASE_URL_${role.toUpperCase()}`] = urls[role]
  Object.assign(process.env, {
    PORT: String(product.port),
    PLUMBLINE_KEYS_DIR: product.keysDir,
    PLUMBLINE_DATA_DIR: join(folder, 'data'),
    PLUMBLINE_LOG_LEVEL: 'error',
  })
  return async () => {
    const code = await product.stop()
    removeScratch(folder)
    if (code !== 0) throw new Error(`the product ended with code ${code}:\n${product.output().slice(-4000)}`)
  }
}
