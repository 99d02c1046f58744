import postgres, { type Sql } from 'postgres'
import { databaseOptions, databaseUrl } from '../config.ts'

/** First half of the advisory lock that a living worker holds; the second is the hash of its name. */
const lockClass = 732_102
/** Jobs taken this recently are left alone: their worker may not hold its lock yet. */
const graceSeconds = 15
/** A job that was taken this often is not given back any more: it may be the one that ends its workers. */
const attemptsCeiling = 40

/**
 * Says that a worker lives, by a lock that Postgres lets go the moment its connection is gone. Whoever sweeps finds by it the jobs of
 * workers that were killed and gives them back at once; the queue itself would wait for four hours.
 */
export class Lease {
  readonly #sql: Sql
  readonly #worker: string
  constructor(worker: string) {
    const url = databaseUrl('jobs')
    this.#sql = postgres(url, {
      ...databaseOptions(url),
      max: 1,
      idle_timeout: 0,
      max_lifetime: null,
      onnotice: () => {},
      connection: { application_name: 'plumbline lease' },
    })
    this.#worker = worker
  }
  /** Takes the lock, or takes it again after a lost connection. */
  async hold(): Promise<void> {
    await this.#sql`select pg_advisory_lock(${lockClass}, hashtext(${this.#worker}))
      where not exists (select from pg_locks where locktype = 'advisory' and pid = pg_backend_pid() and classid = ${lockClass}::oid)`
  }
  /**
   * Gives back the jobs of workers that hold no lock. The end of a worker is no failure of the jobs it had taken, many of which it never
   * began: each gets one attempt more, up to a ceiling. Returns the names of those workers.
   */
  async sweep(): Promise<string[]> {
    return this.#sql.begin(async (tx) => {
      const lost = await tx<{ name: string }[]>`
        select name from (select distinct locked_by as name from graphile_worker._private_jobs where locked_at < now() - make_interval(secs => ${graceSeconds}) and locked_by <> ${this.#worker}) w
        where pg_try_advisory_xact_lock(${lockClass}, hashtext(name))`
      const names = lost.map((row) => row.name)
      if (names.length > 0) {
        await tx`update graphile_worker._private_jobs set max_attempts = max_attempts + 1 where locked_by = any(${names}) and max_attempts < ${attemptsCeiling}`
        await tx`select graphile_worker.force_unlock_workers(${names})`
      }
      return names
    })
  }
  async end(): Promise<void> {
    await this.#sql.end({ timeout: 5 })
  }
}
