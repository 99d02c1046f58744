// The bench's own database server and keys, apart from whatever else runs here, and the processes that it starts.
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import postgres, { type Sql } from 'postgres'
import { migrate, type Passwords } from '../../db/migrate.ts'
import { databaseLogins, databaseOptions, databaseRoles, type DatabaseRole } from '../../lib/config.ts'
import { roleEnvironment } from '../database-home.ts'
import { startEmbedded, type EmbeddedServer } from '../embedded-postgres.ts'
import { lockInstance } from '../instance-lock.ts'
import { prepareKeysDirectory, readDatabasePasswords, urlFor } from '../keys-directory.ts'
import { OperatorFault } from '../operator-fault.ts'
import { migrationFolder } from '../prepare-database.ts'

/** `kept`: large data sets, made once. `fresh`: empty at every run, for what writes. */
export type DatabaseName = 'kept' | 'fresh'
const script = fileURLToPath(new URL('../scripts/child.mjs', import.meta.url))

/** The server with its databases. Lives in the process that a person started; the rows are measured in children of it. */
export class Stage {
  readonly keysDir: string
  readonly dataDir: string
  readonly #server: EmbeddedServer
  readonly #passwords: Readonly<Record<string, string>>
  readonly #release: () => void
  readonly #children = new Set<ChildProcess>()
  private constructor(folder: string, server: EmbeddedServer, passwords: Readonly<Record<string, string>>, release: () => void) {
    this.dataDir = join(folder, 'data')
    this.keysDir = join(folder, 'keys')
    this.#server = server
    this.#passwords = passwords
    this.#release = release
  }

  static async open(folder: string): Promise<Stage> {
    mkdirSync(folder, { recursive: true })
    if (process.getuid?.() === 0) chmodSync(folder, 0o711) // the server runs under another user then
    const dataDir = join(folder, 'data'),
      keysDir = join(folder, 'keys')
    mkdirSync(dataDir, { recursive: true, mode: 0o711 })
    const lock = lockInstance(dataDir)
    if ('heldBy' in lock)
      throw new OperatorFault(`Another bench runs in ${folder} (process ${lock.heldBy}). Wait for it, or name another directory in PLUMBLINE_BENCH_DIR.`)
    try {
      prepareKeysDirectory(keysDir, 'development')
      const passwords = readDatabasePasswords(keysDir)
      const options = { dataDir, superuserPassword: passwords['postgres'] ?? '', durable: true }
      let server = await startEmbedded(options)
      // When a sealing was committed, by the server's own word; it takes effect after a restart, once.
      const [tracked] = await asOwner(server.socketUrl, 'postgres', async (sql) => {
        await sql.unsafe('alter system set track_commit_timestamp = on')
        return sql<{ isOn: boolean }[]>`select current_setting('track_commit_timestamp')::boolean as "isOn"`
      })
      if (tracked?.isOn !== true) {
        await server.stop()
        server = await startEmbedded(options)
      }
      return new Stage(folder, server, passwords, lock.release)
    } catch (error) {
      lock.release()
      throw error
    }
  }
  owner(database: string): string {
    return databaseUrlOf(this.#server.socketUrl, database)
  }

  /** Is it there, with today's schema? `mark` says by what it was made. */
  async isReady(database: DatabaseName, mark: string): Promise<boolean> {
    const rows = await asOwner(
      this.#server.socketUrl,
      'postgres',
      (sql) => sql<{ mark: string | null }[]>`select shobj_description(oid, 'pg_database') as mark from pg_database where datname = ${database}`,
    )
    return rows[0]?.mark === mark
  }
  /** Makes it anew, with the schema and nothing else. */
  async create(database: DatabaseName): Promise<void> {
    await asOwner(this.#server.socketUrl, 'postgres', async (sql) => {
      await sql.unsafe(`drop database if exists ${database} with (force)`)
      await sql.unsafe(`create database ${database}`)
    })
    await migrate(this.owner(database), this.#passwords as Passwords, migrationFolder)
  }
  /** Says that it is complete. */
  async mark(database: DatabaseName, mark: string): Promise<void> {
    await asOwner(this.#server.socketUrl, 'postgres', (sql) => sql.unsafe(`comment on database ${database} is '${mark.replaceAll("'", "''")}'`))
  }

  /** What a process needs to work on a database with the bench's keys. */
  environment(database: DatabaseName, more: Readonly<Record<string, string>> = {}): Record<string, string> {
    const kept = Object.entries(process.env).filter(
      ([name, value]) => value !== undefined && !/^(npm_|DATABASE_URL|PLUMBLINE_|NODE_OPTIONS$|NODE_ENV$|PG[A-Z]+$|PORT$)/.test(name),
    )
    const urls = Object.fromEntries(
      databaseRoles.map((role) => [role, urlFor(this.owner(database), databaseLogins[role], this.#passwords[databaseLogins[role]] ?? '')]),
    ) as Record<DatabaseRole, string>
    return {
      ...(Object.fromEntries(kept) as Record<string, string>),
      ...roleEnvironment(urls, databaseRoles),
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      TZ: 'UTC',
      PLUMBLINE_KEYS_DIR: this.keysDir,
      PLUMBLINE_DATA_DIR: this.dataDir,
      PLUMBLINE_LOG_LEVEL: 'error',
      BENCH_OWNER: this.owner(database),
      ...more,
    }
  }
  /** Runs this program again as a child, with a part of the work. */
  start(args: readonly string[], env: Readonly<Record<string, string>>): ChildProcess {
    const child = startProgram('bench', args, env)
    this.#children.add(child)
    child.once('exit', () => this.#children.delete(child))
    return child
  }
  async close(): Promise<void> {
    for (const child of this.#children) child.kill('SIGKILL')
    await this.#server.stop()
    this.#release()
  }
}

/** One of our programs as a child of this process, perhaps with a bound of its heap in megabytes; it ends when we do. */
export function startProgram(name: string, args: readonly string[], env: Readonly<Record<string, string>>, heapMegabytes?: number): ChildProcess {
  const execArgv = heapMegabytes === undefined ? [] : [`--max-old-space-size=${heapMegabytes}`]
  return fork(script, [name, ...args], { env: env as NodeJS.ProcessEnv, execArgv, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
}
export async function stopProgram(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  if (child.connected) child.send('stop')
  const timer = setTimeout(() => child.kill('SIGKILL'), 20_000)
  await exited
  clearTimeout(timer)
}

const databaseUrlOf = (url: string, database: string): string => {
  const other = new URL(url)
  other.pathname = `/${database}`
  return other.toString()
}
async function asOwner<T>(url: string, database: string, act: (sql: Sql) => Promise<T> | PromiseLike<T>): Promise<T> {
  const sql = postgres(databaseUrlOf(url, database), { ...databaseOptions(url), max: 1, onnotice: () => undefined })
  try {
    return await act(sql)
  } finally {
    await sql.end({ timeout: 5 })
  }
}
