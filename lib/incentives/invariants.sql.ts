// What must be true of money at every moment. Asked after every money test, by the production schedule, and of a restored copy.
import type { ReadCtx } from '../access/ctx.ts'

export interface Violation {
  readonly invariant: string
  readonly count: number
}
/** Anything that sends a statement written as a template: `ctx.sql`, or the owner's connection where there is no scope (restore, tests). */
export type Sends = <T extends object>(text: TemplateStringsArray, ...values: string[]) => PromiseLike<readonly T[]>

/** Every broken invariant of the actor's tenant with the number of rows that break it; empty is the only good answer. */
export const violations = (ctx: ReadCtx): Promise<Violation[]> => violationsOf((text, ...values) => ctx.sql(text, ...values), ctx.tenant)
/** The same over any connection that may read the tenant. */
export async function violationsOf(sends: Sends, tenant: string): Promise<Violation[]> {
  const rows = [...(await ledgerRows(sends, tenant)), ...(await payoutRows(sends, tenant)), ...(await peopleRows(sends, tenant))]
  return rows.filter((row) => Number(row.n) > 0).map((row) => ({ invariant: row.invariant, count: Number(row.n) }))
}
interface Row {
  readonly invariant: string
  readonly n: string
}

const ledgerRows = (sends: Sends, t: string): PromiseLike<readonly Row[]> => sends<Row>`
  select 'each journal entry sums to zero per currency' as invariant, count(*) as n
    from (select 1 from public.postings where tenant_id = ${t}::uuid group by entry_id, currency having sum(amount_minor) <> 0) x
  union all select 'each balance is the sum of its postings', count(*)
    from public.ledger_accounts a left join (select account_id, sum(amount_minor) as minor from public.postings where tenant_id = ${t}::uuid group by account_id) p on p.account_id = a.id
    where a.tenant_id = ${t}::uuid and a.balance_minor <> coalesce(p.minor, 0)
  union all select 'all balances of a currency sum to zero', count(*)
    from (select 1 from public.ledger_accounts where tenant_id = ${t}::uuid group by currency having sum(balance_minor) <> 0) x
  union all select 'a posting has its entry, its ledger account and their currency', count(*)
    from public.postings p left join public.journal_entries e on e.tenant_id = p.tenant_id and e.id = p.entry_id left join public.ledger_accounts a on a.tenant_id = p.tenant_id and a.id = p.account_id
    where p.tenant_id = ${t}::uuid and (e.id is null or a.id is null or a.currency <> p.currency)
  union all select 'no entry is without postings', count(*)
    from public.journal_entries e where e.tenant_id = ${t}::uuid and not exists (select 1 from public.postings p where p.tenant_id = e.tenant_id and p.entry_id = e.id)
  union all select 'a reversal is the opposite of what it reverses, once', count(*)
    from (select r.reverses_id from public.journal_entries r join public.postings p on p.tenant_id = r.tenant_id and p.entry_id in (r.id, r.reverses_id)
      where r.tenant_id = ${t}::uuid and r.reverses_id is not null group by r.reverses_id, p.account_id having sum(p.amount_minor) <> 0 or count(distinct r.id) > 1) x
  union all select 'no budget is overdrawn', count(*)
    from public.ledger_accounts where tenant_id = ${t}::uuid and balance_minor < floor_minor`

const payoutRows = (sends: Sends, t: string): PromiseLike<readonly Row[]> => sends<Row>`
  with o as (select * from public.payouts where tenant_id = ${t}::uuid),
    stands as (select p.payout_id, coalesce(sum(p.amount_minor) filter (where a.kind = 'payout_raised'), 0) as raised, coalesce(sum(p.amount_minor) filter (where a.kind = 'under_way'), 0) as under_way
      from public.postings p join public.ledger_accounts a on a.tenant_id = p.tenant_id and a.id = p.account_id where p.tenant_id = ${t}::uuid and p.payout_id is not null group by p.payout_id),
    said as (select e.subject_id, e.event, count(*) as times from public.audit_events e where e.tenant_id = ${t}::uuid and e.subject_kind = 'payout' group by e.subject_id, e.event)
  select 'a payout is the sum of its lines' as invariant, count(*) as n
    from o left join (select payout_id, sum(amount_minor) as minor from public.payout_lines where tenant_id = ${t}::uuid group by payout_id) l on l.payout_id = o.id where o.amount_minor <> coalesce(l.minor, 0)
  union all select 'the tally of payouts by state is their count and sum', count(*)
    from (select state, currency, count(*) as payouts, sum(amount_minor) as minor from o group by 1, 2) p
    full join (select state, currency, sum(payouts) as payouts, sum(amount_minor) as minor from public.payout_tallies where tenant_id = ${t}::uuid group by 1, 2) s using (state, currency)
    where (coalesce(p.payouts, 0), coalesce(p.minor, 0)) <> (coalesce(s.payouts, 0), coalesce(s.minor, 0))
  union all select 'what waits of a payout is what the ledger holds as raised', count(*)
    from o left join stands s on s.payout_id = o.id where coalesce(s.raised, 0) <> case when o.state in ('raised', 'approved', 'held') then -o.amount_minor else 0 end
  union all select 'under way is what was released and has not ended', count(*)
    from o left join stands s on s.payout_id = o.id where coalesce(s.under_way, 0) <> case when o.state = 'released' then -o.amount_minor else 0 end
  union all select 'nothing is under way for a finished batch', count(*)
    from public.batches b where b.tenant_id = ${t}::uuid and ((b.state = 'settled' and exists (select 1 from o where o.batch_id = b.id and o.state not in ('settled', 'returned')))
      or (b.state in ('refused', 'cancelled') and exists (select 1 from o where o.batch_id = b.id)))
  union all select 'a payout is raised by one entry', count(*)
    from o where (select count(*) from public.journal_entries e where e.tenant_id = ${t}::uuid and e.subject_id = o.id and e.kind = 'payout.raised') <> 1
  union all select 'a source is paid by one living payout', count(*)
    from (select 1 from public.payout_lines where tenant_id = ${t}::uuid and not is_void and award_id is not null group by award_id having count(*) > 1) x
  union all select 'a living line belongs to a living payout, and only there', count(*)
    from public.payout_lines l join o on o.id = l.payout_id where l.tenant_id = ${t}::uuid and l.is_void <> (o.state in ('rejected', 'returned'))
  union all select 'an award is paid if and only if its payout is', count(*)
    from public.payout_lines l join o on o.id = l.payout_id join public.awards w on w.tenant_id = l.tenant_id and w.id = l.award_id
    where l.tenant_id = ${t}::uuid and not l.is_void and w.state <> case when o.state = 'settled' then 'paid' else 'in_payout' end
  union all select 'a released payout has its batch, and the batch its file', count(*)
    from o left join public.batches b on b.tenant_id = ${t}::uuid and b.id = o.batch_id where o.state in ('released', 'settled') and (b.id is null or b.state not in ('released', 'settled') or b.file_digest is null)
  union all select 'a payout that waits is in no batch that left', count(*)
    from o join public.batches b on b.tenant_id = ${t}::uuid and b.id = o.batch_id where o.state in ('raised', 'rejected') or (o.state in ('approved', 'held') and b.state <> 'draft')
  union all select 'every step of a payout has its event', count(*)
    from o cross join lateral (values ('payout.raised', true), ('payout.rejected', o.state = 'rejected'), ('payout.released', o.state in ('released', 'settled')), ('payout.settled', o.state = 'settled'), ('payout.returned', o.state = 'returned')) as step(event, taken)
    where step.taken and not exists (select 1 from said where said.subject_id = o.id and said.event = step.event)
  union all select 'no step is recorded that was not taken', count(*)
    from said join o on o.id = said.subject_id where (said.event = 'payout.raised' and said.times > 1) or (said.event = 'payout.rejected' and o.state <> 'rejected') or (said.event = 'payout.returned' and o.state <> 'returned')
      or (said.event = 'payout.settled' and o.state not in ('settled', 'returned')) or (said.event = 'payout.released' and o.state = 'raised')
  union all select 'each approval has its event', count(*)
    from (select a.payout_id, count(*) as given from public.payout_approvals a where a.tenant_id = ${t}::uuid and a.decision = 'approved' group by a.payout_id) g
    left join said on said.subject_id = g.payout_id and said.event = 'payout.approved' where g.given <> coalesce(said.times, 0)`

const peopleRows = (sends: Sends, t: string): PromiseLike<readonly Row[]> => sends<Row>`
  with recursive kin as (
      select p.id as payee_id, p.id as other from public.payees p where p.tenant_id = ${t}::uuid
      union select k.payee_id, case when p.id = k.other then p.merged_into_id else p.id end from kin k join public.payees p on p.tenant_id = ${t}::uuid and p.merged_into_id is not null and (p.id = k.other or p.merged_into_id = k.other)),
    behind as (select distinct k.payee_id, p.member_id from kin k join public.payees p on p.tenant_id = ${t}::uuid and p.id = k.other and p.member_id is not null),
    o as (select * from public.payouts where tenant_id = ${t}::uuid),
    given as (select a.payout_id, person.id as member_id from public.payout_approvals a cross join lateral (values (a.member_id), (a.on_behalf_of)) as person(id) where a.tenant_id = ${t}::uuid and a.decision = 'approved' and person.id is not null)
  select 'the tally of members by state and role is their count' as invariant, count(*) as n
    from (select state, role, count(*) as members from public.members where tenant_id = ${t}::uuid group by 1, 2) m
    full join (select state, role, sum(members) as members from public.member_tallies where tenant_id = ${t}::uuid group by 1, 2) s using (state, role) where coalesce(m.members, 0) <> coalesce(s.members, 0)
  union all select 'approved means approved by enough people', count(*)
    from o where (o.state in ('approved', 'released', 'settled', 'returned') or o.held_from = 'approved') and (select count(*) from public.payout_approvals a where a.tenant_id = o.tenant_id and a.payout_id = o.id and a.decision = 'approved') < o.approvals_needed
  union all select 'raiser, payee and approvers are different people', count(*)
    from o where exists (select 1 from given g where g.payout_id = o.id and (g.member_id = o.raised_by or exists (select 1 from behind b where b.payee_id = o.payee_id and b.member_id = g.member_id)))
      or exists (select 1 from given g where g.payout_id = o.id group by g.member_id having count(*) > 1)
  union all select 'the releaser approved none and is payee of none', count(*)
    from public.batches b join o on o.batch_id = b.id where b.tenant_id = ${t}::uuid and b.released_by is not null and (exists (select 1 from given g where g.payout_id = o.id and g.member_id = b.released_by)
      or exists (select 1 from behind k where k.payee_id = o.payee_id and k.member_id = b.released_by))`
