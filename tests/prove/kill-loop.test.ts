// Whatever is killed at whatever moment, nothing that was acknowledged is lost, nothing is done twice, every change has its event, and the log is proven.
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import postgres, { type Sql } from 'postgres'
import { afterAll, expect, test, vi } from 'vitest'
import { closePools } from '../../db/client.ts'
import { actDigest, parse } from '../../lib/access/operation.ts'
import { verifyBundle } from '../../lib/audit/verify-bundle.ts'
import { requestExport } from '../../lib/audit/request-export.ts'
import { violationsOf } from '../../lib/incentives/invariants.sql.ts'
import { systemClock } from '../../lib/kernel/clock.ts'
import { auditSigner } from '../../lib/platform/keys/keys.ts'
import { isRunning } from '../../scripts/instance-lock.ts'
import { postAction, sessionCookie } from '../support/http-act.ts'
import { KillLoad } from '../support/kill-load.ts'
import { adoptProduct, childOf, commandLine, family, ownerOf, signalTo } from '../support/own-product.ts'
import { makeScratch, removeScratch, startProduct, type Product } from '../support/product.ts'

const cycles = process.env['PROVE_LONG'] === '1' ? 300 : 25
const payeeCount = 24,
  monthCount = 240
const seed = Number(process.env['PROVE_SEED'] ?? systemClock.now().getTime() % 1_000_000)
let state = seed
/** A small generator of its own, so that a failure names the seed that repeats its moments. */
const random = (): number => (state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff) / 0x7fffffff

const folder = makeScratch()
let product: Product = await startProduct({ folder, env: { PLUMBLINE_LOG_LEVEL: 'warn' } })
let said = ''
adoptProduct(product)
const { admin } = await import('../support/world.ts')
const { arrangeLoad, recordRate, recordsEach } = await import('../support/arrange-load.ts')

/** The owner's connection to the database where it is now: an embedded one comes back on another port with the launcher. */
let connection: { readonly url: string; readonly sql: Sql } | undefined
function sql(): Sql {
  const url = ownerOf(product)
  if (connection?.url === url) return connection.sql
  void connection?.sql.end({ timeout: 1 })
  connection = { url, sql: postgres(url, { max: 4, connect_timeout: 3, onnotice: () => undefined }) }
  return connection.sql
}
afterAll(async () => {
  await connection?.sql.end({ timeout: 1 })
  await product.stop()
  removeScratch(folder)
})

const kill = (pids: readonly number[], signal: NodeJS.Signals = 'SIGKILL'): void => {
  for (const pid of pids) if (pid > 1) signalTo(pid, signal)
}
const gone = (pids: readonly number[]): Promise<void> => vi.waitFor(() => expect(pids.filter(isRunning)).toEqual([]), { timeout: 180_000, interval: 100 })
const database = (): number[] => family(product.process.pid ?? 0).filter((pid) => /^postgres:|\/bin\/postgres /.test(commandLine(pid)))
const postmaster = (): number => family(product.process.pid ?? 0).find((pid) => /^\S*\/bin\/postgres /.test(commandLine(pid))) ?? 0
async function startAgain(pids: readonly number[]): Promise<void> {
  await gone(pids)
  said += product.output()
  product = await startProduct({ folder, port: product.port, env: { PLUMBLINE_LOG_LEVEL: 'warn' } })
}
/** What is struck, in turn; the moment is random. */
const strikes: readonly (readonly [string, () => Promise<void>])[] = [
  ['the web server', async () => kill([childOf(product, 'serve')])],
  ['the database server', async () => kill([postmaster()])],
  ['the worker', async () => kill([childOf(product, 'worker')])],
  [
    'every process at once',
    async () => {
      const pids = family(product.process.pid ?? 0)
      kill(pids)
      await startAgain(pids)
    },
  ],
  [
    'one session of the database',
    async () =>
      kill(
        (await sql()<{ pid: number }[]>`select pid from pg_stat_activity where usename = 'app_rw' order by state = 'idle', random() limit 1`).map(
          (row) => row.pid,
        ),
      ),
  ],
  [
    'the launcher',
    async () => {
      const pids = family(product.process.pid ?? 0),
        exited = once(product.process, 'exit')
      kill([product.process.pid ?? 0])
      await exited
      await startAgain(pids)
    },
  ],
  ['the sealer', async () => kill([childOf(product, 'sealer')])],
  [
    'the database, held still for two seconds',
    async () => {
      const pids = database()
      kill(pids, 'SIGSTOP')
      await delay(2_000)
      kill(pids, 'SIGCONT')
    },
  ],
  [
    'all sessions of the application, politely',
    async () => {
      await sql()`select pg_terminate_backend(pid) from pg_stat_activity where usename in ('app_rw', 'app_auth', 'app_worker')`
    },
  ],
]
const recovered = (): Promise<void> =>
  vi.waitFor(
    async () => {
      expect((await fetch(`${product.origin}/api/health/ready`, { signal: AbortSignal.timeout(3_000) })).status).toBe(200)
      expect((await sql()`select 1 as n`)[0]).toEqual({ n: 1 })
      for (const name of ['serve', 'worker', 'sealer'] as const) expect(childOf(product, name), name).toBeGreaterThan(0)
    },
    { timeout: 180_000, interval: 100 },
  )

/** Rows of the company whose transaction wrote no event, by table. The seal is written by the sealer. */
async function changesWithoutEvent(tenant: string, horizon: string): Promise<string[]> {
  const tables = await sql()<
    { name: string }[]
  >`select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and c.relname not like 'audit%'`
  expect(tables.length).toBeGreaterThan(30)
  const found: string[] = []
  for (const { name } of tables) {
    const rows =
      await sql()`select t.xmin::text as xid, count(*)::int as n from ${sql()(name)} t where t.tenant_id = ${tenant} and t.xmin::text::bigint >= ${horizon}::bigint and t.xmin::text::bigint not in (select xid from audit_events where tenant_id = ${tenant}) group by 1`
    found.push(...rows.map((row) => `${name}: ${row['n']} rows of transaction ${row['xid']}`))
  }
  return found
}

test(`${cycles} kills under load`, async () => {
  const { world, programId, payees, iban } = await arrangeLoad(payeeCount, monthCount),
    { tenant } = world
  const [{ horizon } = { horizon: '' }] = await admin<{ horizon: string }[]>`select pg_snapshot_xmax(pg_current_snapshot())::text as horizon`
  await admin.end()
  await closePools()
  const load = new KillLoad({ world, origin: product.origin, programId, payees, iban, log: join(folder, 'acknowledged.jsonl'), sql })
  let fault: unknown
  const running = load.run().catch((error: unknown) => {
    fault = error
  })
  let judged = 0
  /** Nothing acknowledged is lost, nothing was done that nobody asked for, and the books hold; asked while the load goes on. */
  const examine = async (when: string): Promise<void> => {
    if (fault !== undefined) throw fault
    const until = load.acknowledged.length,
      fresh = load.acknowledged.slice(judged, until)
    judged = until
    const told = new Set(
      (
        await sql()<
          { id: string }[]
        >`select distinct request_id as id from audit_events where tenant_id = ${tenant} and request_id = any(${fresh.map((one) => one.requestId)})`
      ).map((row) => row.id),
    )
    expect(
      fresh.filter((one) => !one.wasInDoubt && !told.has(one.requestId)).map((one) => one.key),
      `acknowledged without a trace, ${when}`,
    ).toEqual([])
    const stored = await sql()<
      { key: string; n: number }[]
    >`select idempotency_key as key, count(*)::int as n from payouts where tenant_id = ${tenant} group by 1 union all select name, count(*)::int from crews where tenant_id = ${tenant} group by 1`
    const counts = new Map(stored.map((row) => [row.key, row.n]))
    expect(
      stored.filter((row) => row.n !== 1 || !load.sent.has(row.key)),
      `done twice or unasked, ${when}`,
    ).toEqual([])
    expect(
      load.acknowledged.slice(0, until).filter(({ key }) => /payee|Crew/.test(key) && !counts.has(key)),
      `acknowledged and lost, ${when}`,
    ).toEqual([])
    expect(await violationsOf((text, ...values) => sql()(text, ...values) as never, tenant), `books, ${when}`).toEqual([])
    expect(
      await sql()`select t.tenant_id from audit_trees t where t.size <> (select count(*) from audit_leaves l where l.tenant_id = t.tenant_id) or t.fault <> ''`,
      `seal, ${when}`,
    ).toHaveLength(0)
  }
  const slow: string[] = []
  for (let cycle = 0; cycle < cycles; cycle++) {
    const [what, strike] = strikes[cycle % strikes.length] as (typeof strikes)[number]
    const acknowledged = load.counts.acknowledged
    await vi.waitFor(() => expect(fault !== undefined || load.counts.acknowledged > acknowledged + 4).toBe(true), { timeout: 60_000, interval: 20 })
    await delay(random() * 2_000)
    const started = performance.now()
    await strike()
    await recovered()
    slow.push(`${what} ${((performance.now() - started) / 1000).toFixed(1)} s`)
    await examine(`after kill ${cycle + 1}, ${what}, seed ${seed}`)
  }
  load.isStopping = true
  await running
  await examine(`at the end, seed ${seed}`)
  console.log(`kill loop, seed ${seed}: ${JSON.stringify(load.counts)}; back after ${slow.join(', ')}`)
  expect(load.counts.months).toBeGreaterThan(2)
  expect(load.counts.unknown).toBeGreaterThan(0)

  // Each month paid once and to the cent, and all of it settled.
  const [paid] = await sql()<
    { payouts: number; minor: string; bank: string }[]
  >`select count(*)::int as payouts, sum(amount_minor)::text as minor, (select (-balance_minor)::text from ledger_accounts where tenant_id = ${tenant} and kind = 'bank') as bank from payouts where tenant_id = ${tenant} and state = 'settled'`
  const owed = BigInt(load.counts.months * payeeCount * recordsEach) * recordRate
  expect(paid).toEqual({ payouts: load.counts.months * payeeCount, minor: String(owed), bank: String(owed) })
  expect(await changesWithoutEvent(tenant, horizon)).toEqual([])
  // What the worker had begun when it was killed is done, too.
  await vi.waitFor(
    async () =>
      expect(
        await sql()`select t.identifier, j.attempts, j.last_error from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id where j.run_at <= now() or j.attempts >= j.max_attempts`,
      ).toEqual([]),
    { timeout: 90_000, interval: 500 },
  )
  await vi.waitFor(
    async () =>
      expect(
        (
          await sql()`select count(*)::int as n from audit_events e where not exists (select from audit_leaves l where l.tenant_id = e.tenant_id and l.id = e.id)`
        )[0],
      ).toEqual({ n: 0 }),
    { timeout: 30_000, interval: 200 },
  )
  await sql()`insert into identity.proofs (id, session_id, act, method, proven_at) values (gen_random_uuid(), ${world.people.owner.sessionId}, ${actDigest(requestExport.name, parse(requestExport.input, { format: 'bundle' }))}, 'totp', now())`
  const cookie = await sessionCookie(world.people.owner),
    asked = await postAction(product.origin, cookie, 'app/(desk)/audit/actions.ts#askForExport', { format: 'bundle' })
  expect(asked).toMatchObject({ kind: 'done', location: expect.stringContaining('/audit/') })
  const response = await fetch(`${product.origin}/api/audit/exports/${(asked.kind === 'done' ? asked.location : '')?.split('/').at(-1)?.split('?')[0]}`, {
    headers: { cookie },
  })
  expect(response.status).toBe(200)
  const bundle = join(folder, 'bundle.zip')
  writeFileSync(bundle, Buffer.from(await response.arrayBuffer()))
  const report = await verifyBundle(bundle, { fingerprints: [auditSigner().fingerprint] })
  expect(report.verdict, JSON.stringify(report.findings)).toBe('proven')
  expect(report.rows).toBeGreaterThan(load.counts.acknowledged)
  expect((said + product.output()).split('\n').filter((line) => /not what was sealed|keeps failing|unhandled rejection/.test(line))).toEqual([])
}, 3_600_000)
