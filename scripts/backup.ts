import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { isAbsolute, join, resolve } from 'node:path'
import postgres from 'postgres'
import { migrationTags } from '../db/migrate.ts'
import { databaseLogins, databaseOptions, loadConfig, type Config } from '../lib/config.ts'
import { ArchiveWriter } from './backup-archive.ts'
import { ensureBackupKey } from './backup-key.ts'
import { writeLogical } from './backup-logical.ts'
import { writePhysical } from './backup-physical.ts'
import { ownerUrl } from './database-home.ts'
import { findCluster } from './embedded-postgres.ts'
import { readDatabasePasswords, urlFor } from './keys-directory.ts'
import { OperatorFault } from './operator-fault.ts'
import { migrationFolder } from './prepare-database.ts'

const usage = 'npm run backup -- DIRECTORY [--keep DAYS]'

/** Backs up while everything runs. `--keep 30` then removes archives of ours that are older. */
export async function main(args: readonly string[]): Promise<void> {
  const keepAt = args.indexOf('--keep')
  const keepDays = keepAt === -1 ? undefined : Number(args[keepAt + 1])
  const [target] = args.filter((arg, index) => !arg.startsWith('--') && (keepAt === -1 || index !== keepAt + 1))
  if (target === undefined || (keepDays !== undefined && !(keepDays >= 1))) throw new OperatorFault(`Say where the backup goes: ${usage}`)
  const config = loadConfig(process.env)
  const directory = isAbsolute(target) ? target : resolve(process.env['INIT_CWD'] ?? '.', target)
  const started = performance.now()
  const { path, bytes } = await makeBackup(config, ownerUrl(config), directory)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`Backed up ${megabytes(bytes)} of data in ${seconds} s to ${path} (${megabytes(statSync(path).size)}, encrypted).`)
  console.log(`It cannot be read without the keys directory ${config.keysDir}, which no backup holds: keep a copy of that elsewhere.`)
  if (keepDays !== undefined) {
    const removed = removeOlder(directory, keepDays)
    if (removed > 0) console.log(`Removed ${removed} backup${removed === 1 ? '' : 's'} older than ${keepDays} days.`)
  }
}

const megabytes = (bytes: number): string => `${(bytes / 1_048_576).toFixed(1)} MB`

/** One archive: the files of the embedded server, or one snapshot of the tables of any other. */
export async function makeBackup(config: Config, owner: string, directory: string): Promise<{ path: string; bytes: number }> {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const embedded = config.databaseOwner === undefined
  const url = embedded ? owner : backupUrl(config, owner)
  const sql = postgres(url, {
    ...databaseOptions(url),
    max: 1,
    onnotice: () => undefined,
    connection: { application_name: 'plumbline backup', statement_timeout: 0, idle_in_transaction_session_timeout: 0 },
  })
  let archive: ArchiveWriter | undefined
  try {
    const [server] = await sql<{ version: string; system: string | null; now: Date }[]>`
      select current_setting('server_version') as version, now(), (select system_identifier::text from pg_control_system()) as system`
    if (server === undefined) throw new Error('the server does not introduce itself')
    const path = join(directory, `plumbline-${server.now.toISOString().replaceAll(/[-:]|\.\d+/g, '')}.backup`)
    archive = new ArchiveWriter(path, ensureBackupKey(config.keysDir), {
      kind: embedded ? 'physical' : 'logical',
      madeAt: server.now.toISOString(),
      postgres: server.version,
      systemIdentifier: server.system ?? '',
      migrations: migrationTags(migrationFolder),
    })
    if (embedded) {
      // The session that begins the copy must be the one that ends it.
      const session = await sql.reserve()
      try {
        await writePhysical(session, findCluster(config.dataDir).directory, archive)
      } finally {
        session.release()
      }
    } else await writeLogical(sql, archive)
    await archive.finish()
    return { path, bytes: archive.bytes }
  } catch (error) {
    await archive?.abandon()
    throw error
  } finally {
    await sql.end({ timeout: 5 })
  }
}

const backupUrl = (config: Config, owner: string): string =>
  config.database.backup ?? urlFor(owner, databaseLogins.backup, readDatabasePasswords(config.keysDir)[databaseLogins.backup] ?? '')

/** A backup that was killed leaves what it had written. Nothing writes at one for a day. */
const unfinishedDays = 1
/** Removes archives of ours that are older than so many days, and the beginnings of those that were never finished. @returns how many */
export function removeOlder(directory: string, days: number, now = Date.now()): number {
  const old = readdirSync(directory).filter((name) => {
    const ours = /^plumbline-\d{8}T\d{6}Z\.backup(?<unfinished>\.part)?$/.exec(name)
    return ours !== null && now - statSync(join(directory, name)).mtimeMs > (ours.groups?.['unfinished'] ? unfinishedDays : days) * 86_400_000
  })
  for (const name of old) rmSync(join(directory, name))
  return old.length
}
