// Payees, awards and payouts written by the owner in bulk, as the product would have left them: the ledger sums to zero throughout.
import { randomUUID } from 'node:crypto'
import type { Sql } from 'postgres'
import { writeBankDetailBody } from '../../lib/incentives/bank-detail-body.ts'
import { writeDerivation } from '../../lib/incentives/derivation.ts'
import { encodeId } from '../../lib/kernel/id.ts'
import { envelope } from '../../lib/platform/keys/keys.ts'
import type { Company } from './company.ts'

export interface SeededPayee {
  readonly id: string
  readonly award: string
  readonly account: string
}
const currency = 'EUR'
/** Minor units of every award. */
export const awardMinor = 5_000

/** Bulk rows: no triggers, no checks of references, no wait for the disk. Only the server's own administrator may do that. */
export const inBulk = <T>(sql: Sql, act: (tx: Sql) => Promise<T>): Promise<T> =>
  sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`
    await tx`set local synchronous_commit = off`
    return act(tx as unknown as Sql)
  }) as Promise<T>

/** Payees with a confirmed bank account, each with one confirmed award that waits to be paid out. */
export async function seedPayees(sql: Sql, { tenant }: Company, raisedBy: string, count: number): Promise<SeededPayee[]> {
  const program = randomUUID(),
    key = randomUUID().slice(0, 8)
  const derivation = writeDerivation({
    version: 1,
    kind: 'nomination',
    program: encodeId('program', program),
    payee: '',
    rule: null,
    period: { from: '2026-04-01', to: '2026-04-30' },
    currency,
    records: [],
    steps: [],
    amount: String(awardMinor),
  })
  await inBulk(sql, async (tx) => {
    await tx`insert into programs (tenant_id, id, number, name, currency, period, state, created_by) values (${tenant}, ${program}, ${`PR-${key}`}, 'Bench', ${currency}, 'month', 'active', ${raisedBy})`
    await tx`insert into payees (tenant_id, id, number, name, key, source) select ${tenant}::uuid, gen_random_uuid(), 'PE-' || ${key}::text || i, 'Payee ' || i, ${key}::text || i, 'hand' from generate_series(1, ${count}::int) i`
    await tx`insert into awards (tenant_id, id, number, program_id, payee_id, kind, state, period_from, period_to, amount_minor, currency, derivation, derivation_digest)
      select tenant_id, gen_random_uuid(), 'A-' || number, ${program}::uuid, id, 'nomination', 'confirmed', '2026-04-01', '2026-04-30', ${awardMinor}, ${currency}, ${derivation.text}, ${derivation.digest} from payees where tenant_id = ${tenant} and starts_with(key, ${key})`
    await tx`insert into ledger_accounts (tenant_id, id, number, kind, name, currency, payee_id, balance_minor)
      select tenant_id, gen_random_uuid(), 'L-' || number, 'owed', 'Owed to payees', ${currency}, id, ${-awardMinor} from payees where tenant_id = ${tenant} and starts_with(key, ${key})`
    // Opened now: the first payout of a company would otherwise open it, and the others wait for that.
    await tx`insert into ledger_accounts (tenant_id, id, number, kind, name, currency, balance_minor) values (${tenant}, gen_random_uuid(), 'L-raised', 'payout_raised', 'Payouts raised', ${currency}, 0) on conflict do nothing`
    await tx`insert into ledger_accounts (tenant_id, id, number, kind, name, currency, balance_minor) values (${tenant}, gen_random_uuid(), ${`L-${key}`}, 'expense', 'Incentive expense', ${currency}, 0) on conflict do nothing`
    await tx`update ledger_accounts set balance_minor = balance_minor + ${awardMinor * count} where tenant_id = ${tenant} and kind = 'expense'`
  })
  return sql<
    SeededPayee[]
  >`select p.id::text as id, w.id::text as award, a.id::text as account from payees p join awards w on w.tenant_id = p.tenant_id and w.payee_id = p.id
    join ledger_accounts a on a.tenant_id = p.tenant_id and a.payee_id = p.id where p.tenant_id = ${tenant} and starts_with(p.key, ${key}) order by p.id`
}

/** Gives payees a confirmed bank account, sealed as the product seals it. */
export async function seedBankDetails(sql: Sql, { tenant }: Company, payees: readonly SeededPayee[], enteredBy: string): Promise<void> {
  const rows = await Promise.all(
    payees.map(async ({ id: payee }, i) => {
      const id = randomUUID(),
        iban = ibanOf('DE', `50010517${String(5_000_000_000 + i)}`)
      const sealed = await envelope().seal(
        { tenant, table: 'bank_details', column: 'sealed', row: id },
        writeBankDetailBody({ destination: { kind: 'iban', iban } }),
      )
      return { id, payee, sealed: Buffer.from(sealed).toString('hex'), masked: `…${iban.slice(-4)}` }
    }),
  )
  await inBulk(sql, async (tx) => {
    await tx`insert into bank_details (tenant_id, id, payee_id, kind, sealed, masked, confirmed_at, held_until, entered_by)
      select ${tenant}::uuid, r.id, r.payee, 'iban', decode(r.sealed, 'hex'), r.masked, now() - interval '30 days', now() - interval '20 days', ${enteredBy}::uuid
      from json_to_recordset(${JSON.stringify(rows)}::text::json) as r(id uuid, payee uuid, sealed text, masked text)`
  })
}
function ibanOf(country: string, bban: string): string {
  const digits = [...`${bban}${country}00`].map((c) => (c >= 'A' ? String(c.charCodeAt(0) - 55) : c)).join('')
  return `${country}${String(98n - (BigInt(digits) % 97n)).padStart(2, '0')}${bban}`
}

/**
 * Payouts of so many payees each, with their line and journal entry, numbered after those there are. `states` are taken in turn.
 * They belong to no award: nothing that is measured looks at one.
 */
export async function seedPayouts(
  sql: Sql,
  { tenant }: Company,
  payees: readonly { readonly id: string }[],
  people: { readonly raiser: string; readonly approver: string },
  states: readonly ('raised' | 'approved' | 'settled')[],
  count: number,
): Promise<void> {
  await inBulk(sql, async (tx) => {
    const [taken] = await tx<
      { value: number }[]
    >`insert into counters (tenant_id, id, series, value) values (${tenant}, gen_random_uuid(), 'payout', ${count}) on conflict (tenant_id, series) do update set value = counters.value + ${count} returning value`
    const first = (taken?.value ?? count) - count
    await tx`create temporary table seeded on commit drop as
      select gen_random_uuid() as id, 'P-' || lpad((${first}::int + i)::text, greatest(5, length((${first}::int + i)::text)), '0') as number, (${payees.map((p) => p.id)}::uuid[])[1 + i % ${payees.length}::int] as payee, (${[...states]}::text[])[1 + i % ${states.length}::int] as state,
        (1000 + (i * 7919) % 90000)::bigint as minor, gen_random_uuid() as entry, now() - (${count}::int - i) * interval '20 seconds' as at from generate_series(1, ${count}::int) i`
    await tx`insert into payouts (tenant_id, id, number, payee_id, amount_minor, currency, state, rail, bank_detail_id, raised_by, raised_at, approvals_needed, idempotency_key, request_digest, end_to_end_id, uetr, created_at)
      select ${tenant}::uuid, s.id, s.number, s.payee, s.minor, ${currency}, s.state, 'pain001', b.id, ${people.raiser}::uuid, s.at, 1, s.id::text, 'bench', s.number, gen_random_uuid(), s.at
      from seeded s left join bank_details b on b.tenant_id = ${tenant}::uuid and b.payee_id = s.payee and b.replaced_at is null`
    await tx`insert into payout_tallies (tenant_id, id, state, currency, payouts, amount_minor) select ${tenant}::uuid, gen_random_uuid(), state, ${currency}, count(*), sum(minor) from seeded group by state`
    await tx`insert into payout_approvals (tenant_id, id, payout_id, member_id, decision, at) select ${tenant}::uuid, gen_random_uuid(), id, ${people.approver}::uuid, 'approved', at from seeded where state <> 'raised'`
    await tx`insert into journal_entries (tenant_id, id, number, kind, memo, subject_kind, subject_id, at, posted_by) select ${tenant}::uuid, entry, 'JE-' || number, 'payout.raised', number || ' raised', 'payout', id, at, ${people.raiser}::uuid from seeded`
    await tx`insert into postings (tenant_id, id, entry_id, account_id, amount_minor, currency, payout_id)
      select ${tenant}::uuid, gen_random_uuid(), s.entry, a.id, case when a.kind = 'owed' then s.minor else -s.minor end, ${currency}, s.id
      from seeded s join ledger_accounts a on a.tenant_id = ${tenant}::uuid and (a.payee_id = s.payee and a.kind = 'owed' or a.kind = 'payout_raised')`
    await tx`update ledger_accounts a set balance_minor = a.balance_minor + n.minor from (select account_id, sum(amount_minor)::bigint as minor from postings where tenant_id = ${tenant} and payout_id in (select id from seeded) group by 1) n
      where a.tenant_id = ${tenant} and a.id = n.account_id`
  })
}
