import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { databaseLogins } from '../lib/config.ts'

/** Passwords by login name, `postgres` (the embedded server's superuser) included. */
export type DatabasePasswords = Readonly<Record<string, string>>
export type Environment = 'development' | 'production'

const environmentFile = 'environment'
const passwordFile = 'database-passwords.json'

/** In which environment the keys were made; undefined while there are none. */
export function keysMadeIn(keysDir: string): Environment | undefined {
  const file = join(keysDir, environmentFile)
  if (!existsSync(file)) return undefined
  return readFileSync(file, 'utf8').trim() === 'production' ? 'production' : 'development'
}

/** Makes the directory on first use, readable by its owner alone, and notes where its keys come from. */
export function prepareKeysDirectory(keysDir: string, environment: Environment): void {
  mkdirSync(keysDir, { recursive: true, mode: 0o700 })
  if ((statSync(keysDir).mode & 0o077) !== 0) chmodSync(keysDir, 0o700)
  if (keysMadeIn(keysDir) === undefined && readdirSync(keysDir).length === 0) writeKeyFile(keysDir, environmentFile, `${environment}\n`)
}

/** The logins' passwords: random, made once, never typed by a person. Several servers on one database share the keys directory. */
export function readDatabasePasswords(keysDir: string): DatabasePasswords {
  const file = join(keysDir, passwordFile)
  const logins = ['postgres', ...Object.values(databaseLogins)]
  const stored = existsSync(file) ? z.record(z.string(), z.string().min(20)).parse(JSON.parse(readFileSync(file, 'utf8'))) : {}
  if (logins.every((login) => stored[login] !== undefined)) return stored
  const complete = Object.fromEntries(logins.map((login) => [login, stored[login] ?? randomBytes(24).toString('hex')]))
  const content = `${JSON.stringify(complete, null, 2)}\n`
  if (existsSync(file)) writeKeyFile(keysDir, passwordFile, content)
  else if (!createKeyFile(keysDir, passwordFile, content)) return readDatabasePasswords(keysDir)
  return complete
}

/** Replaces the file in one step, so that a crash leaves the old or the new one. */
function writeKeyFile(keysDir: string, name: string, content: string): void {
  const temporary = join(keysDir, `.${name}.${process.pid}`)
  writeFileSync(temporary, content, { mode: 0o600 })
  renameSync(temporary, join(keysDir, name))
}

/** False when another server that starts beside us was first. */
export function createKeyFile(keysDir: string, name: string, content: string): boolean {
  const temporary = join(keysDir, `.${name}.${process.pid}`)
  writeFileSync(temporary, content, { mode: 0o600 })
  try {
    linkSync(temporary, join(keysDir, name))
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(temporary, { force: true })
  }
}

/** The same server and database under another login. */
export function urlFor(ownerUrl: string, login: string, password: string): string {
  const url = new URL(ownerUrl)
  url.username = login
  url.password = password
  return url.toString()
}
