import { setTimeout as delay } from 'node:timers/promises'
import type { Sql } from 'postgres'
import { makeCompany, openOwner, signInMany, type Company } from './company.ts'
import { limit, median, percentile, rateFor, ratePerSecond, type Figure, type Size } from './measure.ts'
import { connections, raiser } from './row-payout.ts'
import { seedPayees, type SeededPayee } from './seed-money.ts'
import { startProgram, stopProgram } from './stage.ts'

const payeesPerSecondMin = 1_000
const costMax = 5,
  lagSecondsMax = 3

/** Payouts a second with the sealer at work and without it, by turns, and how long an event waits for its seal under that load. */
export async function measureSealing(size: Size): Promise<Figure[]> {
  const sql = openOwner(2),
    company = await makeCompany(sql, 'Bench sealing'),
    people = await signInMany(sql, company.tenant, 'finance', connections, connections * 8)
  const seconds = size.name === 'quick' ? size.seconds : size.seconds * 2,
    turns = size.turns * 2
  const payees: SeededPayee[] = [],
    raise = raiser(people, payees)
  // More than a turn can take, even when the machine is left alone all of a sudden: how fast it is shows as it goes.
  let fastest = 0
  const stock = async (count: number): Promise<void> => {
    if (raise.left >= count) return
    for (const payee of await seedPayees(sql, company, people[0]?.memberId ?? '', count - raise.left)) payees.push(payee)
    await sql`analyze payees, awards, ledger_accounts`
  }
  const load = async (): Promise<number> => {
    const rate = await rateFor(seconds, connections, () => raise.next())
    fastest = Math.max(fastest, rate)
    return rate
  }
  await stock(size.calls)
  fastest = await ratePerSecond(size.calls, connections, () => raise.next())
  await sealAll(sql)
  await sql`analyze` // as in row-payout.ts: not a plan that was made while the tables were empty
  const withSealer: number[] = [],
    without: number[] = [],
    sealedTurns: { from: string; to: string }[] = []
  for (let turn = 0; turn < turns; turn++) {
    await stock(Math.ceil(Math.max(fastest * 4, payeesPerSecondMin) * seconds))
    if (turn % 4 === 0 || turn % 4 === 3) {
      const sealer = startProgram('sealer', [], process.env as Record<string, string>)
      try {
        await sealed(sql) // it has caught up with what the other turns left
        const from = await clock(sql)
        withSealer.push(await load())
        sealedTurns.push({ from, to: await clock(sql) })
        await sealed(sql)
      } finally {
        await stopProgram(sealer)
      }
    } else without.push(await load())
  }
  const lags = (await Promise.all(sealedTurns.map((turn) => lagsOf(sql, company, turn)))).flat()
  await sql.end()
  const cost = Math.max(0, 1 - median(withSealer) / median(without)) * 100
  return [
    {
      name: 'sealing under payout load, what it costs',
      value: median(withSealer),
      unit: 'payouts/s',
      base: median(without),
      ratio: median(withSealer) / median(without),
      reach: `≤ ${costMax} % cost`,
      ok: cost <= costMax,
    },
    limit('sealing under payout load, lag p99', 's', percentile(lags, 0.99), { most: lagSecondsMax }),
  ]
}
const clock = async (sql: Sql): Promise<string> => (await sql<{ at: string }[]>`select clock_timestamp()::text as at`)[0]?.at ?? ''

/** Seals what earlier turns left, so that the first measured one does not pay for it. */
async function sealAll(sql: Sql): Promise<void> {
  const sealer = startProgram('sealer', [], process.env as Record<string, string>)
  try {
    await sealed(sql)
  } finally {
    await stopProgram(sealer)
  }
}
async function sealed(sql: Sql): Promise<void> {
  for (;;) {
    const [row] = await sql<
      { waiting: boolean }[]
    >`select exists (select from audit_events e where e.xid >= (select next_xid from audit.horizon)) or exists (select from audit_trees where words_size < size) as waiting`
    if (row?.waiting === false) return
    await delay(100)
  }
}
/** Seconds from the commit of each event to the commit of its seal, by the server's own clock. */
async function lagsOf(sql: Sql, { tenant }: Company, { from, to }: { readonly from: string; readonly to: string }): Promise<number[]> {
  const rows = await sql<
    { seconds: number }[]
  >`select extract(epoch from pg_xact_commit_timestamp(l.xmin) - pg_xact_commit_timestamp(e.xmin))::float8 as seconds
    from audit_events e join audit_leaves l on l.tenant_id = e.tenant_id and l.id = e.id where e.tenant_id = ${tenant} and e.at >= ${from}::timestamptz and e.at < ${to}::timestamptz`
  return rows.map((row) => row.seconds)
}
