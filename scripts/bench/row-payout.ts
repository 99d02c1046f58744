import { randomUUID } from 'node:crypto'
import type { Sql } from 'postgres'
import { raisePayout } from '../../lib/incentives/raise-payouts.ts'
import { encodeId, newUuid } from '../../lib/kernel/id.ts'
import { makeCompany, openOwner, signInMany, type Person } from './company.ts'
import { compare, inTurns, median, ratePerSecond, type Figure, type Size } from './measure.ts'
import { seedPayees, type SeededPayee } from './seed-money.ts'

export const connections = 8

/** One payout after another through the product's operation, by eight people at once. Each payee is raised once. */
export function raiser(people: readonly Person[], payees: readonly SeededPayee[]): { readonly left: number; next(): Promise<void> } {
  let at = 0
  return {
    get left() {
      return payees.length - at
    },
    async next() {
      const n = at++,
        payee = payees[n],
        person = people[n % people.length]
      if (payee === undefined || person === undefined) throw new Error('more payouts are measured than payees were made')
      await raisePayout.invoke(person.caller, { payeeId: encodeId('payee', payee.id), currency: 'EUR', rail: 'payroll_csv', idempotencyKey: randomUUID() })
    },
  }
}

/** One payout through its operation, against the same statements in one round trip by the owner: no walls, no checks, no rules. */
export async function measurePayout(size: Size): Promise<Figure[]> {
  const sql = openOwner(connections),
    { calls, turns } = size,
    count = calls * (turns + 1)
  const ours = await makeCompany(sql, 'Bench payouts'),
    theirs = await makeCompany(sql, 'Bench payouts, raw')
  const people = await signInMany(sql, ours.tenant, 'finance', connections, connections * 4),
    [rawPerson] = await signInMany(sql, theirs.tenant, 'finance', 1, 1)
  const memberId = (rawPerson as Person).memberId
  const ourPayees = await seedPayees(sql, ours, people[0]?.memberId ?? '', count),
    theirPayees = await seedPayees(sql, theirs, memberId, count)
  const raise = raiser(people, ourPayees),
    [shared] = await sql<{ id: string }[]>`select id from ledger_accounts where tenant_id = ${theirs.tenant} and kind = 'payout_raised'`
  let at = 0
  const raw = async (): Promise<void> => {
    await rawPayout(sql, theirs.tenant, memberId, shared?.id ?? '', theirPayees[at++] as SeededPayee)
  }
  await ratePerSecond(calls, connections, () => raise.next())
  await ratePerSecond(calls, connections, raw)
  // Postgres looks by itself within a minute of work. What the operation asks was planned while the tables were empty, and reads a whole company
  // where it wants one row (decision 0012); the raw statement does not.
  await sql`analyze`
  const rates = await inTurns(
    turns,
    () => ratePerSecond(calls, connections, () => raise.next()),
    () => ratePerSecond(calls, connections, raw),
  )
  await demandRaised(sql, ours.tenant, count)
  await demandRaised(sql, theirs.tenant, count)
  await sql.end()
  return [compare('one payout through its operation, 8 connections', 'payouts/s', median(rates.ours), median(rates.theirs), { least: 0.5 })]
}
async function demandRaised(sql: Sql, tenant: string, count: number): Promise<void> {
  const [row] = await sql<
    { payouts: number; postings: number; events: number }[]
  >`select (select count(*)::int from payouts where tenant_id = ${tenant}) as payouts, (select count(*)::int from postings where tenant_id = ${tenant}) as postings,
    (select count(*)::int from audit_events where tenant_id = ${tenant} and event = 'payout.raised') as events`
  if (row?.payouts !== count || row.postings !== count * 2 || row.events !== count)
    throw new Error(`${count} payouts were to be raised, but ${JSON.stringify(row)}`)
}

/** What the operation reads, locks and writes, and its job and audit rows, as one statement with its own commit. */
async function rawPayout(sql: Sql, tenant: string, memberId: string, raised: string, { id: payee, award, account }: SeededPayee): Promise<void> {
  const id = randomUUID(),
    entry = randomUUID(),
    eventId = newUuid(new Date()),
    detail = JSON.stringify({
      amount: '50.00 EUR',
      approvals_needed: 1,
      awards: ['A-00001'],
      changes: [{ after: 'raised', before: '', field: 'state' }],
      end_to_end: 'P-00001',
      number: 'P-00001',
      payee,
    })
  const body = JSON.stringify({ actor: 'finance 1', agent: 'bench', ip: '192.0.2.7', payee: 'Payee 1', session: id })
  const written = await sql`with locked as (select id from payees where tenant_id = ${tenant} and id = ${payee} for no key update),
    before as (select id from payouts where tenant_id = ${tenant} and idempotency_key = ${id}),
    owed as (select -a.balance_minor as minor from ledger_accounts a, locked where a.tenant_id = ${tenant} and a.id = ${account}),
    bank as (select b.id from bank_details b where b.tenant_id = ${tenant} and b.payee_id = ${payee} and b.replaced_at is null),
    redeemed as (select r.id from redemptions r where r.tenant_id = ${tenant} and r.payee_id = ${payee}),
    w as (update awards set state = 'in_payout', updated_at = now() from owed where tenant_id = ${tenant} and id = ${award} and state = 'confirmed' and amount_minor <= owed.minor and not exists (select from before) and not exists (select from redeemed) returning id, amount_minor),
    n as (insert into counters (tenant_id, id, series, value) select ${tenant}, gen_random_uuid(), 'payout', 1 from w on conflict (tenant_id, series) do update set value = counters.value + 1 returning value),
    j as (insert into counters (tenant_id, id, series, value) select ${tenant}, gen_random_uuid(), 'journalEntry', 1 from w on conflict (tenant_id, series) do update set value = counters.value + 1 returning value),
    o as (insert into payouts (tenant_id, id, number, payee_id, amount_minor, currency, state, rail, bank_detail_id, raised_by, raised_at, approvals_needed, idempotency_key, request_digest, end_to_end_id, uetr)
      select ${tenant}, ${id}, 'P-' || n.value, ${payee}, w.amount_minor, 'EUR', 'raised', 'payroll_csv', (select id from bank), ${memberId}, now(), 1, ${id}, 'bench', 'P-' || n.value, gen_random_uuid() from n, w returning id, amount_minor),
    l as (insert into payout_lines (tenant_id, id, payout_id, kind, award_id, amount_minor) select ${tenant}, gen_random_uuid(), o.id, 'award', w.id, w.amount_minor from o, w),
    e as (insert into journal_entries (tenant_id, id, number, kind, memo, subject_kind, subject_id, at, posted_by) select ${tenant}, ${entry}, 'JE-' || j.value, 'payout.raised', 'raised', 'payout', o.id, now(), ${memberId} from o, j returning id),
    p as (insert into postings (tenant_id, id, entry_id, account_id, amount_minor, currency, payout_id) select ${tenant}, gen_random_uuid(), e.id, a.id, a.minor, 'EUR', o.id from e, o, lateral (values (${account}::uuid, o.amount_minor), (${raised}::uuid, -o.amount_minor)) as a(id, minor)),
    v as (insert into audit_events (tenant_id, id, seq, xid, at, actor_kind, actor_role, event, subject_kind, subject_id, detail, permission, request_id, correlation_id, personal_commitment)
      select ${tenant}, ${eventId}, 0, 0, now(), 'member', 'finance', 'payout.raised', 'payout', o.id, ${detail}, 'payout.raise', 'bench', gen_random_uuid(), 'bench' from o),
    s as (insert into audit_personal (tenant_id, id, salt, body, ip, name) select ${tenant}, ${eventId}, 'bench', ${body}, '192.0.2.7', 'finance 1' from o)
    select (graphile_worker.add_job('bench.payoutRaised', json_build_object('tenant', ${tenant}::text, 'input', json_build_object('eventId', ${eventId}::text)), run_at => now() + interval '1 minute', job_key => ${tenant}::text || ':bench', max_attempts => 8)).id from o`
  if (written.length !== 1) throw new Error('the raw payout was not written')
}
