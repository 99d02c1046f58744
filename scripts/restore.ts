import { existsSync } from 'node:fs'
import { isAbsolute, resolve } from 'node:path'
import { loadConfig, type Config } from '../lib/config.ts'
import { readArchiveHeader, type ArchiveHeader } from './backup-archive.ts'
import { readBackupKey } from './backup-key.ts'
import { checkRestored } from './check-restored.ts'
import { startEmbedded } from './embedded-postgres.ts'
import { lockInstance } from './instance-lock.ts'
import { readDatabasePasswords } from './keys-directory.ts'
import { OperatorFault } from './operator-fault.ts'
import { awaitDatabase, bringUpToDate } from './prepare-database.ts'
import { loadTables } from './restore-logical.ts'
import { layFiles } from './restore-physical.ts'

/** `npm run restore -- FILE`: into an empty data directory, or into the empty database of DATABASE_URL. */
export async function main(args: readonly string[]): Promise<void> {
  const [file] = args
  if (file === undefined) throw new OperatorFault('Say which backup to restore: npm run restore -- FILE')
  const path = isAbsolute(file) ? file : resolve(process.env['INIT_CWD'] ?? '.', file)
  await restore(loadConfig(process.env), path)
}

/** Restores one archive and says what it finds, a sentence each. */
export async function restore(config: Config, path: string): Promise<void> {
  if (!existsSync(path)) throw new OperatorFault(`There is no file ${path}.`)
  const { header } = await readArchiveHeader(path)
  const key = readBackupKey(config.keysDir)
  if (key === undefined) {
    throw new OperatorFault(
      `The keys are missing: ${config.keysDir} holds no backup.key. No backup contains the keys; put your copy of the keys directory there (or set PLUMBLINE_KEYS_DIR) and run this again.`,
    )
  }
  refuseMismatch(config, header)
  console.log(`This backup was made at ${header.madeAt} on PostgreSQL ${header.postgres}.`)
  const lock = lockInstance(config.dataDir)
  if ('heldBy' in lock) throw new OperatorFault(`Plumbline runs on ${config.dataDir} (process ${lock.heldBy}). Stop it before restoring.`)
  try {
    await (header.kind === 'physical' ? restoreFiles(config, path, key) : restoreTables(config, path, key))
  } finally {
    lock.release()
  }
  console.log('Done. Start Plumbline as usual; mail and bank files stay paused until the operator resumes them in the console.')
}

function refuseMismatch(config: Config, header: ArchiveHeader): void {
  if (header.kind === 'physical' && config.databaseOwner !== undefined) {
    throw new OperatorFault(
      'This is a backup of the embedded database. Unset DATABASE_URL to restore it, and move it afterwards by a backup and restore of that one.',
    )
  }
  if (header.kind === 'logical' && config.databaseOwner === undefined) {
    throw new OperatorFault('This is a backup of a database server. Set DATABASE_URL to an empty database to restore it there.')
  }
}

async function restoreFiles(config: Config, path: string, key: Buffer): Promise<void> {
  const files = await layFiles(path, key, config.dataDir)
  console.log(`${files} files were laid into ${config.dataDir}.`)
  const passwords = readDatabasePasswords(config.keysDir)
  const server = await startEmbedded({ dataDir: config.dataDir, superuserPassword: passwords['postgres'] ?? '', durable: true })
  console.log('The database server replayed its log and is consistent.')
  try {
    await awaitDatabase(server.url, 10_000)
    await bringUpToDate(server.url, passwords)
    await checkRestored(server.url)
  } finally {
    await server.stop()
  }
}

async function restoreTables(config: Config, path: string, key: Buffer): Promise<void> {
  const owner = config.databaseOwner ?? ''
  const passwords = readDatabasePasswords(config.keysDir)
  await awaitDatabase(owner, 10_000)
  await bringUpToDate(owner, passwords)
  const manifest = await loadTables(path, key, owner, passwords)
  const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0)
  console.log(`${rows} rows of ${manifest.tables.length} tables were loaded, and every table holds as many as the backup counted.`)
  await checkRestored(owner)
}
