import postgres from 'postgres'
import type { Writable } from 'node:stream'
import { once } from 'node:events'
import { databaseLogins, databaseOptions } from '../lib/config.ts'
import { readArchive } from './backup-archive.ts'
import { columnList, listTables, qualified, type LogicalManifest, type TableCopy } from './backup-logical.ts'
import { urlFor, type DatabasePasswords } from './keys-directory.ts'
import { OperatorFault } from './operator-fault.ts'
import { joinOwners, restTriggers } from './restore-as-owner.ts'

interface WaitingJob {
  readonly task: string
  readonly payload: unknown
  readonly run_at: string
  readonly key: string | null
  readonly attempts_max: number
}

/**
 * Loads the tables of an archive into a database that has the schema and nobody in it. Triggers rest meanwhile. One transaction, so that a failure leaves the database as it was.
 */
export async function loadTables(archive: string, key: Buffer, owner: string, passwords: DatabasePasswords): Promise<LogicalManifest> {
  const sql = postgres(owner, {
    ...databaseOptions(owner),
    max: 1,
    onnotice: () => undefined,
    connection: { application_name: 'plumbline restore', statement_timeout: 0 },
  })
  const leaveOwners = await joinOwners(sql)
  try {
    const { manifest, jobs } = await sql.begin(async (tx) => {
      const [people] = await tx<{ n: number }[]>`select count(*)::int as n from identity.accounts`
      if (people?.n !== 0)
        throw new OperatorFault('The database of DATABASE_URL already holds accounts, which a restore never overwrites. Give it an empty database.')
      const wakeTriggers = await restTriggers(tx)
      const loaded = await loadAll(archive, key, tx)
      await settle(tx)
      await wakeTriggers()
      return loaded
    })
    await enqueue(owner, passwords, jobs)
    await sql`analyze`
    return manifest
  } finally {
    await leaveOwners()
    await sql.end({ timeout: 5 })
  }
}

async function loadAll(archive: string, key: Buffer, tx: postgres.TransactionSql): Promise<{ manifest: LogicalManifest; jobs: WaitingJob[] }> {
  const present = new Map((await listTables(tx as unknown as postgres.Sql)).map((table) => [`${table.schema}.${table.table}`, table]))
  for (const table of present.values()) await tx.unsafe(`delete from ${qualified(table)}`)
  const documents: Record<string, Buffer[]> = {}
  const rowsOf = await columnsInArchive(archive, key)
  let sink: Writable | undefined
  let document: Buffer[] | undefined
  const end = async (): Promise<void> => {
    if (sink === undefined) return
    const done = once(sink, 'finish')
    sink.end()
    await done
    sink = undefined
  }
  await readArchive(archive, key, {
    name: async (name) => {
      await end()
      document = undefined
      if (!name.startsWith('table/')) {
        document = documents[name] = []
        return
      }
      const table = rowsOf.get(name.slice('table/'.length))
      if (table === undefined) throw new OperatorFault(`The backup holds ${name} without saying what it is.`)
      checkColumns(table, present.get(`${table.schema}.${table.table}`))
      sink = await tx.unsafe(`copy ${qualified(table)} (${columnList(table)}) from stdin`).writable()
    },
    data: async (chunk) => {
      if (document !== undefined) document.push(Buffer.from(chunk))
      else if (sink !== undefined && !sink.write(Buffer.from(chunk))) await once(sink, 'drain')
    },
  })
  await end()
  const read = (name: string): unknown => JSON.parse(Buffer.concat(documents[name] ?? []).toString('utf8'))
  const manifest = read('manifest.json') as LogicalManifest
  for (const table of manifest.tables) {
    const [count] = await tx.unsafe<{ n: string }[]>(`select count(*) as n from ${qualified(table)}`)
    if (Number(count?.n) !== table.rows)
      throw new OperatorFault(`${qualified(table)} should hold ${table.rows} rows and holds ${count?.n ?? 0}: the backup is damaged.`)
  }
  return { manifest, jobs: read('jobs.json') as WaitingJob[] }
}

/** The manifest stands last, because rows are counted while they are copied: so it is read in a first pass. */
async function columnsInArchive(archive: string, key: Buffer): Promise<Map<string, TableCopy>> {
  const parts: Buffer[] = []
  let isManifest = false
  await readArchive(archive, key, {
    name: async (name) => {
      isManifest = name === 'manifest.json'
    },
    data: async (chunk) => {
      if (isManifest) parts.push(Buffer.from(chunk))
    },
  })
  const manifest = JSON.parse(Buffer.concat(parts).toString('utf8')) as LogicalManifest
  return new Map(manifest.tables.map((table) => [`${table.schema}.${table.table}`, table]))
}

/** A backup of an older release may lack columns, which then take their defaults; one of a newer release does not fit. */
function checkColumns(table: TableCopy, here: TableCopy | undefined): void {
  const missing = here === undefined ? table.columns : table.columns.filter((column) => !here.columns.includes(column))
  if (missing.length > 0)
    throw new OperatorFault(`This backup is from a newer release: ${qualified(table)} has ${missing.join(', ')}, which this one does not know.`)
}

/**
 * Transaction numbers begin anew in another cluster. Events already sealed must never look new to the sealer, and those not yet sealed must:
 * the former get number 0, the latter that of this transaction, from which the sealer goes on.
 */
async function settle(tx: postgres.TransactionSql): Promise<void> {
  await tx`update public.audit_events e set xid = case when l.id is null then pg_current_xact_id()::text::bigint else 0 end
    from public.audit_events f left join public.audit_leaves l on l.tenant_id = f.tenant_id and l.id = f.id where f.tenant_id = e.tenant_id and f.id = e.id`
  await tx`update audit.horizon set next_xid = pg_snapshot_xmin(pg_current_snapshot())::text::bigint`
  await tx`select setval('audit.seq', greatest((select max(seq) from public.audit_events), 1))`
}

async function enqueue(owner: string, passwords: DatabasePasswords, jobs: readonly WaitingJob[]): Promise<void> {
  if (jobs.length === 0) return
  const url = urlFor(owner, databaseLogins.jobs, passwords[databaseLogins.jobs] ?? '')
  const sql = postgres(url, { ...databaseOptions(url), max: 1, onnotice: () => undefined })
  try {
    for (const job of jobs) {
      await sql`select graphile_worker.add_job(${job.task}, ${JSON.stringify(job.payload)}::text::json, run_at => ${job.run_at}::timestamptz, job_key => ${job.key}, max_attempts => ${job.attempts_max})`
    }
  } finally {
    await sql.end({ timeout: 5 })
  }
}
