import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { databaseLogins, databaseRoles, type Config, type DatabaseRole } from '../lib/config.ts'
import { isRunning } from './instance-lock.ts'
import { readDatabasePasswords, urlFor, type DatabasePasswords } from './keys-directory.ts'
import { OperatorFault } from './operator-fault.ts'

/** The owner's URL: `DATABASE_URL`, or the embedded server that is running now. */
export function ownerUrl(config: Config): string {
  if (config.databaseOwner !== undefined) return config.databaseOwner
  const port = runningPort(config.dataDir)
  return `postgres://postgres:${readDatabasePasswords(config.keysDir)['postgres']}@127.0.0.1:${port}/plumbline`
}

/** Is there a database to connect to: one that was named, or the embedded one while it runs? */
export const isDatabaseKnown = (config: Config): boolean => config.databaseOwner !== undefined || findPort(config.dataDir) !== undefined

/** The port of the embedded server on this data directory. */
export function runningPort(dataDir: string): number {
  const port = findPort(dataDir)
  if (port === undefined) throw new OperatorFault('The embedded database is not running: start it with npm start first, or set DATABASE_URL.')
  return port
}

/** From the file that the server itself keeps; undefined when it does not run. */
function findPort(dataDir: string): number | undefined {
  const pidFile = join(dataDir, 'postgres/postmaster.pid')
  const [pid, , , port] = existsSync(pidFile) ? readFileSync(pidFile, 'utf8').split('\n') : []
  return pid === undefined || port === undefined || !isRunning(Number(pid)) ? undefined : Number(port)
}

/** Connections of the roles: given one by one, or derived from the owner's URL and the passwords in the keys directory. */
export function roleUrls(config: Config, owner: string, passwords: DatabasePasswords): Record<DatabaseRole, string> {
  const entries = databaseRoles.map((role): [DatabaseRole, string] => {
    const login = databaseLogins[role]
    return [role, config.database[role] ?? urlFor(owner, login, passwords[login] ?? '')]
  })
  return Object.fromEntries(entries) as Record<DatabaseRole, string>
}

/** As environment variables, for a child that may know these roles and no others. */
export function roleEnvironment(urls: Readonly<Record<DatabaseRole, string>>, roles: readonly DatabaseRole[]): Record<string, string> {
  return Object.fromEntries(roles.map((role) => [`DATABASE_URL_${role.toUpperCase()}`, urls[role]]))
}
