import { randomUUID } from 'node:crypto'
import { computeAwards } from '../../lib/incentives/compute-awards.ts'
import { activateRule, writeProgram } from '../../lib/incentives/write-program.ts'
import { addMember, makeCompany, openOwner, runAs, signIn } from './company.ts'
import { inTurns, median, secondsOf, type Figure, type Size } from './measure.ts'
import { inBulk } from './seed-money.ts'

const payees = 500,
  secondsMax = 10
const rate = 1_250
const month = '2026-03-01',
  next = '2026-04-01'

/** The awards of a month computed from its records, each with its derivation and its ledger entry, against the bare sum of the same records. */
export async function measureCompute(size: Size): Promise<Figure[]> {
  const sql = openOwner(),
    company = await makeCompany(sql, 'Bench awards', { zone: 'UTC' }),
    { tenant } = company,
    turns = Math.min(size.turns, 3)
  const manager = await signIn(sql, tenant, await addMember(sql, tenant, 'owner', 'owner 1'))
  await inBulk(sql, async (tx) => {
    await tx`insert into payees (tenant_id, id, number, name, key, source) select ${tenant}::uuid, gen_random_uuid(), 'PE-' || i, 'Payee ' || i, 'p' || i, 'hand' from generate_series(1, ${payees}::int) i`
    await tx`insert into work_records (tenant_id, id, number, kind, source_kind, source_name, external_key, payee_id, opened_at, counted_at, digest)
      select ${tenant}::uuid, gen_random_uuid(), 'W-' || i, 'visit', 'import', 'Bench', 'k' || i, p.ids[1 + i % ${payees}::int], ${month}::timestamptz + (i % 600000) * interval '4 seconds' - interval '1 day', ${month}::timestamptz + (i % 600000) * interval '4 seconds', encode(sha256(convert_to(i::text, 'UTF8')), 'hex')
      from generate_series(1, ${size.records}::int) i, (select array_agg(id order by number) as ids from payees where tenant_id = ${tenant}) p`
  })
  await sql`analyze`

  const compute = async (): Promise<number> => {
    const rule = { version: 1, split: 'none', caps: {}, conditions: [], pay: { kind: 'per_unit', unit: 'record', rate: String(rate) } }
    const { id } = await runAs(sql, manager, writeProgram, {
      name: `Bench ${randomUUID().slice(0, 8)}`,
      currency: 'EUR',
      period: 'month',
      budget: '100000000.00',
      rule,
    })
    await runAs(sql, manager, activateRule, { programId: id, version: 1, effectiveOn: month })
    let awards = 0
    const seconds = await secondsOf(async () => {
      awards = (await runAs(sql, manager, computeAwards, { programId: id, from: month })).awards
    })
    if (awards !== payees) throw new Error(`${awards} awards were computed for ${payees} payees`)
    return seconds
  }
  const sum = async (): Promise<number> =>
    secondsOf(async () => {
      const rows =
        await sql`select payee_id, sum(${rate}::bigint) as minor from work_records w where tenant_id = ${tenant} and counted_at >= ${month}::timestamptz and counted_at < ${next}::timestamptz
      and not exists (select from work_records n where n.tenant_id = ${tenant} and n.supersedes_id = w.id) group by payee_id`
      if (rows.length !== payees) throw new Error(`${rows.length} sums for ${payees} payees`)
    })
  await compute()
  await sum()
  const taken = await inTurns(turns, compute, sum),
    value = median(taken.ours),
    base = median(taken.theirs)
  await sql.end()
  return [
    {
      name: `computing a period of ${size.records.toLocaleString('en-US')} records`,
      value,
      unit: 's',
      base,
      ratio: value / base,
      reach: `≤ ${secondsMax} s`,
      ok: value <= secondsMax,
    },
  ]
}
