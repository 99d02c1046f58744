// Raising in sets and in few round trips: what is read goes out together behind the lock, what is written is one statement however many
// payouts there are. The entry that it posts is the one of the table in ledger.ts: Dr owed, Cr payout_raised.
import type { Ctx, ReadCtx } from '../access/ctx.ts'

/** Ids as one parameter, which Postgres looks up in an index whatever it knows about the table. */
const list = (ids: readonly string[]): string => `{${ids.join(',')}}`

/** Locks a payee against every other draw on what is owed. Not the ledger accounts: those are locked with the postings, behind the counter. */
export async function lockPayee(ctx: Ctx, payeeId: string): Promise<void> {
  await ctx.sql`select id from public.payees where tenant_id = ${ctx.tenant}::uuid and id = ${payeeId}::uuid for no key update`
}
/** Many, in one order so that two acts cannot wait for one another. */
export async function lockPayees(ctx: Ctx, payeeIds: readonly string[]): Promise<void> {
  await ctx.sql`select id from public.payees where tenant_id = ${ctx.tenant}::uuid and id = any(${list(payeeIds)}::text::uuid[]) order by id for no key update`
}

export interface SourceRow {
  readonly payee_id: string
  readonly id: string
  readonly number: string
  readonly minor: string
  readonly program_id: string | null
  readonly minimum: string | null
}
/**
 * What can be paid now: confirmed awards that no living payout holds, and redemptions whose amount the living payouts have not deducted, or
 * have deducted and must give back because it was cancelled. `payeeIds` undefined: everybody's.
 */
export async function readSources(
  ctx: ReadCtx,
  currency: string,
  payeeIds: readonly string[] | undefined,
): Promise<{ awards: readonly SourceRow[]; redemptions: readonly SourceRow[] }> {
  const only = payeeIds === undefined ? null : list(payeeIds)
  const [row] = await ctx.sql<{ awards: SourceRow[] | null; redemptions: SourceRow[] | null }>`
    select (select json_agg(x order by x.id) from (
        select w.payee_id, w.id, w.number, w.amount_minor::text as minor, w.program_id, g.minimum_minor::text as minimum from public.awards w join public.programs g on g.tenant_id = w.tenant_id and g.id = w.program_id
        where w.tenant_id = ${ctx.tenant}::uuid and w.state = 'confirmed' and w.currency = ${currency} and (${only}::text is null or w.payee_id = any(${only}::text::uuid[]))
          and not exists (select 1 from public.payout_lines l where l.tenant_id = w.tenant_id and l.award_id = w.id and not l.is_void)) x) as awards,
      (select json_agg(y order by y.id) from (
        select r.payee_id, r.id, r.number, (d.due - coalesce(sum(l.amount_minor), 0))::text as minor, null as program_id, null as minimum
        from public.redemptions r cross join lateral (select case when r.state = 'cancelled' then 0 else -r.amount_minor end as due) d
          left join public.payout_lines l on l.tenant_id = r.tenant_id and l.redemption_id = r.id and not l.is_void
        where r.tenant_id = ${ctx.tenant}::uuid and r.currency = ${currency} and (${only}::text is null or r.payee_id = any(${only}::text::uuid[]))
        group by r.payee_id, r.id, r.number, d.due having d.due <> coalesce(sum(l.amount_minor), 0)) y) as redemptions`
  return { awards: row?.awards ?? [], redemptions: row?.redemptions ?? [] }
}

export interface RaisableTally {
  readonly currency: string
  readonly count: number
  readonly minor: string
  readonly oldest: number
}
/** How many confirmed awards wait to be raised by the reader, and what they are worth: not the reader's own, and nothing that its program carries over. `oldest` in milliseconds. */
export async function tallyRaisable(ctx: ReadCtx): Promise<readonly RaisableTally[]> {
  return ctx.sql<RaisableTally>`
    select x.currency, sum(x.n)::int as count, sum(x.minor)::text as minor, min(x.oldest)::float8 as oldest from (
      select w.currency, count(*) as n, sum(w.amount_minor) as minor, extract(epoch from min(coalesce(w.decided_at, w.created_at))) * 1000 as oldest
      from public.awards w join public.programs g on g.tenant_id = w.tenant_id and g.id = w.program_id join public.payees p on p.tenant_id = w.tenant_id and p.id = w.payee_id
      where w.tenant_id = ${ctx.tenant}::uuid and w.state = 'confirmed' and p.member_id is distinct from ${ctx.actor.memberId}::uuid
        and not exists (select 1 from public.payout_lines l where l.tenant_id = w.tenant_id and l.award_id = w.id and not l.is_void)
      group by w.currency, w.payee_id, w.program_id, g.minimum_minor having sum(w.amount_minor) > 0 and sum(w.amount_minor) >= coalesce(g.minimum_minor, 0)) x
    group by x.currency`
}

export interface PayeeRow {
  readonly payee_id: string
  readonly name: string
  readonly is_active: boolean
  readonly id: string | null
  readonly masked: string | null
  readonly kind: string | null
  readonly confirmed_at: string | null
  readonly held_until: string | null
  /** The ledger account of what is owed, and how much that is; null where nothing ever was. */
  readonly account_id: string | null
  readonly owed: string | null
}
export interface Before {
  readonly id: string
  readonly number: string
  readonly state: string
  readonly digest: string
}
export interface Standing {
  readonly before: Before | null
  readonly payees: readonly PayeeRow[]
  readonly own: readonly string[]
  readonly raisedAccount: string | null
}
/** Everything else a raise looks at: an earlier request with the key, where each payee's money goes and what is owed, which payees are the actor. */
export async function readStanding(ctx: Ctx, key: string, currency: string, payeeIds: readonly string[]): Promise<Standing> {
  const [row] = await ctx.sql<{ before: Before | null; payees: PayeeRow[] | null; own: string[] | null; raised_account: string | null }>`
    with recursive kin as (
        select p.id, p.merged_into_id from public.payees p where p.tenant_id = ${ctx.tenant}::uuid and p.member_id = ${ctx.actor.memberId}::uuid
        union select p.id, p.merged_into_id from kin k join public.payees p on p.tenant_id = ${ctx.tenant}::uuid and (p.id = k.merged_into_id or p.merged_into_id = k.id))
    select (select json_build_object('id', id, 'number', number, 'state', state, 'digest', request_digest) from public.payouts where tenant_id = ${ctx.tenant}::uuid and idempotency_key = ${key}) as before,
      (select json_agg(json_build_object('payee_id', p.id, 'name', p.name, 'is_active', p.is_active, 'id', b.id, 'masked', b.masked, 'kind', b.kind, 'confirmed_at', b.confirmed_at, 'held_until', b.held_until, 'account_id', a.id, 'owed', (-a.balance_minor)::text))
        from public.payees p left join public.bank_details b on b.tenant_id = p.tenant_id and b.payee_id = p.id and b.replaced_at is null
          left join public.ledger_accounts a on a.tenant_id = p.tenant_id and a.kind = 'owed' and a.currency = ${currency} and a.program_id is null and a.payee_id = p.id
        where p.tenant_id = ${ctx.tenant}::uuid and p.id = any(${list(payeeIds)}::text::uuid[])) as payees,
      (select json_agg(distinct id) from kin) as own,
      (select id from public.ledger_accounts where tenant_id = ${ctx.tenant}::uuid and kind = 'payout_raised' and currency = ${currency} and program_id is null and payee_id is null) as raised_account`
  return { before: row?.before ?? null, payees: row?.payees ?? [], own: row?.own ?? [], raisedAccount: row?.raised_account ?? null }
}

/** Both of the above for one payee in one statement, which Postgres plans once: the everyday raise. */
export async function readOne(
  ctx: Ctx,
  key: string,
  currency: string,
  payeeId: string,
): Promise<Standing & { readonly awards: readonly SourceRow[]; readonly redemptions: readonly SourceRow[] }> {
  const [row] = await ctx.sql<{
    awards: SourceRow[] | null
    redemptions: SourceRow[] | null
    before: Before | null
    payees: PayeeRow[] | null
    own: string[] | null
    raised_account: string | null
  }>`
    with recursive kin as (
        select p.id, p.merged_into_id from public.payees p where p.tenant_id = ${ctx.tenant}::uuid and p.member_id = ${ctx.actor.memberId}::uuid
        union select p.id, p.merged_into_id from kin k join public.payees p on p.tenant_id = ${ctx.tenant}::uuid and (p.id = k.merged_into_id or p.merged_into_id = k.id))
    select (select json_agg(x order by x.id) from (
        select w.payee_id, w.id, w.number, w.amount_minor::text as minor, w.program_id, g.minimum_minor::text as minimum from public.awards w join public.programs g on g.tenant_id = w.tenant_id and g.id = w.program_id
        where w.tenant_id = ${ctx.tenant}::uuid and w.payee_id = ${payeeId}::uuid and w.state = 'confirmed' and w.currency = ${currency}
          and not exists (select 1 from public.payout_lines l where l.tenant_id = w.tenant_id and l.award_id = w.id and not l.is_void)) x) as awards,
      (select json_agg(y order by y.id) from (
        select r.payee_id, r.id, r.number, (d.due - coalesce(sum(l.amount_minor), 0))::text as minor, null as program_id, null as minimum
        from public.redemptions r cross join lateral (select case when r.state = 'cancelled' then 0 else -r.amount_minor end as due) d
          left join public.payout_lines l on l.tenant_id = r.tenant_id and l.redemption_id = r.id and not l.is_void
        where r.tenant_id = ${ctx.tenant}::uuid and r.currency = ${currency} and r.payee_id = ${payeeId}::uuid
        group by r.payee_id, r.id, r.number, d.due having d.due <> coalesce(sum(l.amount_minor), 0)) y) as redemptions,
      (select json_build_object('id', id, 'number', number, 'state', state, 'digest', request_digest) from public.payouts where tenant_id = ${ctx.tenant}::uuid and idempotency_key = ${key}) as before,
      (select json_agg(json_build_object('payee_id', p.id, 'name', p.name, 'is_active', p.is_active, 'id', b.id, 'masked', b.masked, 'kind', b.kind, 'confirmed_at', b.confirmed_at, 'held_until', b.held_until, 'account_id', a.id, 'owed', (-a.balance_minor)::text))
        from public.payees p left join public.bank_details b on b.tenant_id = p.tenant_id and b.payee_id = p.id and b.replaced_at is null
          left join public.ledger_accounts a on a.tenant_id = p.tenant_id and a.kind = 'owed' and a.currency = ${currency} and a.program_id is null and a.payee_id = p.id
        where p.tenant_id = ${ctx.tenant}::uuid and p.id = ${payeeId}::uuid) as payees,
      (select json_agg(distinct id) from kin) as own,
      (select id from public.ledger_accounts where tenant_id = ${ctx.tenant}::uuid and kind = 'payout_raised' and currency = ${currency} and program_id is null and payee_id is null) as raised_account`
  return {
    awards: row?.awards ?? [],
    redemptions: row?.redemptions ?? [],
    before: row?.before ?? null,
    payees: row?.payees ?? [],
    own: row?.own ?? [],
    raisedAccount: row?.raised_account ?? null,
  }
}

/** Confirmed awards → in a payout; answers how many moved. */
export async function takeAwards(ctx: Ctx, awardIds: readonly string[]): Promise<number> {
  return (
    await ctx.sql`update public.awards set state = 'in_payout', updated_at = ${ctx.now.toISOString()}::timestamptz
    where tenant_id = ${ctx.tenant}::uuid and state = 'confirmed' and id = any(${list(awardIds)}::text::uuid[]) returning id`
  ).length
}

export interface NewPayout {
  readonly n: number
  readonly id: string
  readonly payee_id: string
  readonly minor: string
  readonly state: string
  readonly bank_detail_id: string | null
  readonly needed: number
  readonly key: string
  readonly held_from: string | null
  readonly hold_reason: string | null
  readonly uetr: string
  readonly entry_id: string
  readonly debit_id: string
  readonly credit_id: string
  readonly owed_account: string
}
export interface NewLine {
  readonly id: string
  readonly payout_id: string
  readonly kind: string
  readonly award_id: string | null
  readonly redemption_id: string | null
  readonly minor: string
}
export interface Shared {
  readonly currency: string
  readonly rail: string
  readonly digest: string
  readonly note: string | null
  readonly reissuesId: string | null
  readonly raisedAccount: string
}
/** Payouts, their lines, their journal entries and postings. Answers the last of the numbers taken; they rise by `n`. */
export async function writePayouts(ctx: Ctx, rows: readonly NewPayout[], lines: readonly NewLine[], shared: Shared): Promise<number> {
  const count = rows.length,
    at = ctx.now.toISOString()
  const [taken] = await ctx.sql<{ value: string }>`
    with d as (select * from json_to_recordset(${JSON.stringify(rows)}::text::json)
        as d(n int, id uuid, payee_id uuid, minor bigint, state text, bank_detail_id uuid, needed int, key text, held_from text, hold_reason text, uetr uuid, entry_id uuid, debit_id uuid, credit_id uuid, owed_account uuid)),
      taken as (insert into public.counters as c (tenant_id, id, series, value) values (${ctx.tenant}::uuid, gen_random_uuid(), 'payout', ${count}::int) on conflict (tenant_id, series) do update set value = c.value + ${count}::int returning value),
      entry_taken as (insert into public.counters as c (tenant_id, id, series, value) values (${ctx.tenant}::uuid, gen_random_uuid(), 'journalEntry', ${count}::int) on conflict (tenant_id, series) do update set value = c.value + ${count}::int returning value),
      numbered as (select d.*, 'P-' || lpad(p.number, greatest(5, length(p.number)), '0') as number, 'JE-' || lpad(e.number, greatest(5, length(e.number)), '0') as entry_number
        from d, taken, entry_taken, lateral (select (taken.value - ${count}::int + d.n)::text as number) p, lateral (select (entry_taken.value - ${count}::int + d.n)::text as number) e),
      payouts_written as (insert into public.payouts (tenant_id, id, number, payee_id, amount_minor, currency, state, rail, bank_detail_id, raised_by, raised_at, approvals_needed, idempotency_key, request_digest, held_from, hold_reason, end_to_end_id, uetr, reissues_id, note)
        select ${ctx.tenant}::uuid, id, number, payee_id, minor, ${shared.currency}, state, ${shared.rail}, bank_detail_id, ${ctx.actor.memberId}::uuid, ${at}::timestamptz, needed, key, ${shared.digest}, held_from, hold_reason, number, uetr, ${shared.reissuesId}::uuid, ${shared.note} from numbered),
      lines_written as (insert into public.payout_lines (tenant_id, id, payout_id, kind, award_id, redemption_id, amount_minor)
        select ${ctx.tenant}::uuid, id, payout_id, kind, award_id, redemption_id, minor from json_to_recordset(${JSON.stringify(lines)}::text::json) as l(id uuid, payout_id uuid, kind text, award_id uuid, redemption_id uuid, minor bigint)),
      entries_written as (insert into public.journal_entries (tenant_id, id, number, kind, memo, subject_kind, subject_id, at, posted_by)
        select ${ctx.tenant}::uuid, entry_id, entry_number, 'payout.raised', number || ' raised', 'payout', id, ${at}::timestamptz, ${ctx.actor.memberId}::uuid from numbered),
      postings_written as (insert into public.postings (tenant_id, id, entry_id, account_id, amount_minor, currency, payout_id)
        select ${ctx.tenant}::uuid, side.id, d.entry_id, side.account_id, side.minor, ${shared.currency}, d.id from d, lateral (values (d.debit_id, d.owed_account, d.minor), (d.credit_id, ${shared.raisedAccount}::uuid, -d.minor)) as side(id, account_id, minor))
    select value from taken`
  return Number(taken?.value)
}
