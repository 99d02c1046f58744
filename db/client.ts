import { drizzle } from 'drizzle-orm/postgres-js'
import postgres, { type ReservedSql, type Sql } from 'postgres'
import { databaseOptions, databaseUrl, type DatabaseRole } from '../lib/config.ts'
import { Refusal } from '../lib/kernel/refusal.ts'
import { watchConnection } from './reserved-connection.ts'

/** Connections per login and process. Two cores serve about this many at once; the rest wait in line. */
const connectionsMax: Readonly<Record<DatabaseRole, number>> = { app: 12, auth: 6, worker: 4, sealer: 3, platform: 2, backup: 2, jobs: 4 }
/** How long a request waits for a connection before it is told to come back. */
const waitMillisecondsMax = 2_000

const store = globalThis as { plumblinePools?: Map<DatabaseRole, Sql> } // survives hot reload in development
const pools = (): Map<DatabaseRole, Sql> => (store.plumblinePools ??= new Map())

/** Requests plan their statements once (decision 0012), and read too little for more than one process to be worth its start. */
const ofRequests = { plan_cache_mode: 'force_generic_plan', max_parallel_workers_per_gather: '0' } as const

/** The pool of one login. Only lib/access, lib/audit, lib/jobs and scripts may ask; domains get `ctx.tx`. */
export function pool(role: DatabaseRole): Sql {
  let found = pools().get(role)
  if (!found) {
    const url = databaseUrl(role)
    found = postgres(url, {
      ...databaseOptions(url),
      max: connectionsMax[role],
      idle_timeout: 60,
      connect_timeout: 5,
      onnotice: () => {},
      connection: { application_name: `plumbline ${role}`, ...(role === 'app' ? ofRequests : {}) },
    })
    drizzle(found) // teaches the client to leave dates to the columns; once per pool
    pools().set(role, found)
  }
  return found
}
export async function closePools(): Promise<void> {
  const open = [...pools().values()]
  pools().clear()
  await Promise.all(open.map((p) => p.end({ timeout: 5 })))
}

/** After a loss the driver may keep half a message for the next socket: the pool is replaced, and the old one ended when its acts are done. */
function retire(role: DatabaseRole, old: Sql): void {
  if (pools().get(role) === old) pools().delete(role)
  void old.end({ timeout: 60 })
}

/** A connection of one's own, or a refusal after two seconds: a full house must answer, not hang. */
export async function reserve(role: DatabaseRole): Promise<ReservedSql> {
  const from = pool(role)
  const asked = from.reserve()
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), waitMillisecondsMax)
  })
  const first = await Promise.race([asked, late]).finally(() => clearTimeout(timer))
  if (first !== 'late') return watchConnection(first, () => retire(role, from))
  asked.then(
    (connection) => connection.release(),
    () => undefined,
  ) // it comes too late for us: straight back to the pool
  throw new Refusal('unavailable', 'The database is busy. Try again in a few seconds.', {}, 2)
}
