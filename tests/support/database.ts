// One fresh PostgreSQL cluster for a run of tests: in a temporary folder, without fsync, migrated once, gone afterwards.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import postgres from 'postgres'
import type { TestProject } from 'vitest/node'
import { databaseLogins, databaseRoles, type DatabaseRole } from '../../lib/config.ts'
import { migrate, type Passwords } from '../../db/migrate.ts'
import { startEmbedded } from '../../scripts/embedded-postgres.ts'
import { prepareKeysDirectory, readDatabasePasswords, urlFor } from '../../scripts/keys-directory.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The superuser's URL. */
    databaseUrl: string
    databaseUrls: Record<DatabaseRole, string>
    keysDir: string
    dataDir: string
  }
}

export const migrationFolder = fileURLToPath(new URL('../../drizzle', import.meta.url))

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-test-'))
  // As root the server runs under another user, who must be able to walk in.
  chmodSync(folder, 0o711)
  const keysDir = join(folder, 'keys')
  const dataDir = join(folder, 'data')
  prepareKeysDirectory(keysDir, 'development')
  const passwords = readDatabasePasswords(keysDir)
  const server = await startEmbedded({ dataDir, superuserPassword: passwords.postgres ?? '', durable: false })
  const remove = async (): Promise<void> => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await createDatabase(server.url)
    await migrate(server.url, passwords as Passwords, migrationFolder)
  } catch (error) {
    await remove()
    throw error
  }
  const urls = Object.fromEntries(databaseRoles.map((role) => [role, urlFor(server.url, databaseLogins[role], passwords[databaseLogins[role]] ?? '')]))
  project.provide('databaseUrl', server.url)
  project.provide('databaseUrls', urls as Record<DatabaseRole, string>)
  project.provide('keysDir', keysDir)
  project.provide('dataDir', dataDir)
  // The workers copy this environment when they start, and lib/config reads it there.
  for (const role of databaseRoles) process.env[`DATABASE_URL_${role.toUpperCase()}`] = urls[role]
  Object.assign(process.env, { PLUMBLINE_KEYS_DIR: keysDir, PLUMBLINE_DATA_DIR: dataDir, PLUMBLINE_LOG_LEVEL: 'error' })
  return remove
}

async function createDatabase(url: string): Promise<void> {
  const maintenance = new URL(url)
  maintenance.pathname = '/postgres'
  const sql = postgres(maintenance.toString(), { max: 1 })
  try {
    await sql.unsafe('create database plumbline')
  } finally {
    await sql.end()
  }
}
