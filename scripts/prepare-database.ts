import { fileURLToPath } from 'node:url'
import { setTimeout as delay } from 'node:timers/promises'
import postgres from 'postgres'
import { migrate, migrationTags, type Passwords } from '../db/migrate.ts'
import { databaseOptions } from '../lib/config.ts'
import type { DatabasePasswords } from './keys-directory.ts'
import { OperatorFault } from './operator-fault.ts'

export const migrationFolder = fileURLToPath(new URL('../drizzle', import.meta.url))

/** How far the schema has come. */
export interface SchemaState {
  /** False while the database holds nothing of ours. */
  readonly hasData: boolean
  readonly pending: readonly string[]
}

/** Makes the embedded server's database at the first start. */
export async function createEmbeddedDatabase(url: string): Promise<void> {
  const maintenance = new URL(url)
  maintenance.pathname = '/postgres'
  const sql = connect(maintenance.toString())
  try {
    const [found] = await sql`select 1 from pg_database where datname = 'plumbline'`
    if (found === undefined) await sql.unsafe('create database plumbline')
  } catch (error) {
    throw explain(error)
  } finally {
    await sql.end()
  }
}

/** Waits for the server: it may start beside us. */
export async function awaitDatabase(url: string, waitMilliseconds: number): Promise<void> {
  const sql = connect(url)
  try {
    await waitFor(sql, waitMilliseconds)
  } finally {
    await sql.end({ timeout: 5 })
  }
}

/** Does it answer right now? */
export async function answers(url: string): Promise<boolean> {
  try {
    await awaitDatabase(url, 0)
    return true
  } catch (error) {
    if (error instanceof OperatorFault) return false
    throw error
  }
}

/** Judges a server before it is trusted with money: one that would forget what it acknowledged is refused. Returns its version. */
export async function inspectServer(url: string): Promise<string> {
  const sql = connect(url)
  try {
    const faults = await durabilityFaults(sql)
    if (faults.length > 0) throw new OperatorFault(`This database would lose acknowledged payments:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`)
    const [version] = await sql<{ server_version: string }[]>`show server_version`
    return version?.server_version.split(' ')[0] ?? '0'
  } finally {
    await sql.end({ timeout: 5 })
  }
}

/** Which migrations are still to come. For the embedded server: elsewhere the administrator may not even look. */
export async function readSchemaState(url: string): Promise<SchemaState> {
  const sql = connect(url)
  try {
    const [known] = await sql<{ present: boolean }[]>`select to_regclass('scope.migrations') is not null as present`
    const applied = known?.present === true ? (await sql<{ tag: string }[]>`select tag from scope.migrations`).map((row) => row.tag) : []
    return { hasData: applied.length > 0, pending: migrationTags(migrationFolder).filter((tag) => !applied.includes(tag)) }
  } finally {
    await sql.end({ timeout: 5 })
  }
}

/** Has somebody used the one-time link of the first start? */
export async function isSetUp(url: string): Promise<boolean> {
  const sql = connect(url)
  try {
    const [row] = await sql<{ done: boolean }[]>`select setup_at is not null as done from identity.installation`
    return row?.done === true
  } finally {
    await sql.end({ timeout: 5 })
  }
}

/** Roles, schema, guards and grants; safe at every start and from several servers at once. */
export async function bringUpToDate(url: string, passwords: DatabasePasswords): Promise<string[]> {
  try {
    return await migrate(url, passwords as Passwords, migrationFolder)
  } catch (error) {
    throw explain(error)
  }
}

async function durabilityFaults(sql: postgres.Sql): Promise<string[]> {
  const rows = await sql<{ name: string; setting: string }[]>`
    select name, setting from pg_settings where name in ('fsync', 'full_page_writes', 'synchronous_commit', 'server_version_num')`
  const setting = Object.fromEntries(rows.map((row) => [row.name, row.setting]))
  const faults: string[] = []
  if (Number(setting['server_version_num']) < 150_000) faults.push('it is older than PostgreSQL 15')
  if (setting['fsync'] !== 'on') faults.push('fsync is off')
  if (setting['full_page_writes'] !== 'on') faults.push('full_page_writes is off')
  if (setting['synchronous_commit'] === 'off') faults.push('synchronous_commit is off')
  const lax = await sql<{ rolname: string }[]>`
    select distinct rolname from pg_db_role_setting s join pg_roles r on r.oid = s.setrole, unnest(setconfig) c
    where (c ilike 'synchronous_commit=off' or c ilike 'synchronous_commit=local') and starts_with(rolname, 'app_')`
  for (const { rolname } of lax) faults.push(`the role ${rolname} does not wait for its commits (synchronous_commit)`)
  return faults
}

async function waitFor(sql: postgres.Sql, milliseconds: number): Promise<void> {
  const deadline = performance.now() + milliseconds
  for (;;) {
    try {
      await sql`select 1`
      return
    } catch (error) {
      const code = codeOf(error)
      if (!away.has(code) || performance.now() > deadline) throw explain(error)
      await delay(250)
    }
  }
}

/** Codes of a server that is not there, not yet there, or on its way out. */
const away = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EAI_AGAIN',
  'ENOTFOUND',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'CONNECT_TIMEOUT',
  'CONNECTION_ENDED',
  'CONNECTION_CLOSED',
  'CONNECTION_DESTROYED',
  '57P01',
  '57P02',
  '57P03',
  '53300',
])

/** Without the driver's own question after each connect: it awaits the answer nowhere, and a server that goes away just then would end us. */
const connect = (url: string): postgres.Sql =>
  postgres(url, {
    ...databaseOptions(url),
    max: 1,
    fetch_types: false,
    connect_timeout: 5,
    backoff: () => 0.2,
    onnotice: () => undefined,
    connection: { application_name: 'plumbline launcher' },
  })

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '')

/** The usual reasons why a database does not let us in, as sentences. */
function explain(error: unknown): Error {
  const code = codeOf(error)
  const reason = error instanceof Error ? error.message : String(error)
  if (code === '28P01') {
    return new OperatorFault('The database refuses our password. Is PLUMBLINE_KEYS_DIR the one that belongs to this data, or DATABASE_URL out of date?')
  }
  if (code === '42501') return new OperatorFault(`The login of DATABASE_URL may not create roles and schemas: ${reason}`)
  if (away.has(code) || code === '3D000') {
    return new OperatorFault(`The database of DATABASE_URL does not answer: ${reason}`)
  }
  return error instanceof Error ? error : new Error(reason)
}
