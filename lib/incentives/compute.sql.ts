// What computing a period reads and links, lean and in few statements: a period of a hundred thousand records takes seconds.
import type { Ctx, ReadCtx } from '../access/ctx.ts'
import { newUuid } from '../kernel/id.ts'
import type { RuleRecord } from './rule-condition.ts'

interface Lean {
  id: string
  number: string
  digest: string
  kind: string
  source: string
  key: string
  payee: string | null
  crew: string | null
  opened: string | null
  counted: string | null
  quantity: string | null
  value: string | null
  currency: string | null
  fields: Record<string, string> | string | null
}
const noFields: Readonly<Record<string, string>> = {}

/** The records closed in the half-open span that nothing supersedes. Further fields come along only for rules that look at them. */
export async function recordsBetween(ctx: ReadCtx, start: Date, end: Date, withFields: boolean): Promise<RuleRecord[]> {
  const rows =
    await ctx.sql<Lean>`select w.id, w.number, w.digest, w.kind, w.source_kind as source, w.external_key as key, w.payee_id as payee, w.crew_id as crew, (extract(epoch from w.opened_at) * 1000)::bigint::text as opened, (extract(epoch from w.counted_at) * 1000)::bigint::text as counted,
      w.quantity_milli::text as quantity, w.value_minor::text as value, w.value_currency as currency, case when ${withFields}::boolean then w.fields end as fields
    from public.work_records w
    where w.tenant_id = ${ctx.tenant}::uuid and w.counted_at >= ${start.toISOString()}::timestamptz and w.counted_at < ${end.toISOString()}::timestamptz
      and not exists (select from public.work_records n where n.tenant_id = ${ctx.tenant}::uuid and n.supersedes_id = w.id)
    order by w.id`
  return rows.map((r) => ({
    id: r.id,
    number: r.number,
    digest: r.digest,
    kind: r.kind,
    source: r.source,
    externalKey: r.key,
    payeeId: r.payee,
    crewId: r.crew,
    openedAt: r.opened === null ? null : new Date(Number(r.opened)),
    countedAt: r.counted === null ? null : new Date(Number(r.counted)),
    quantityMilli: r.quantity === null ? null : BigInt(r.quantity),
    valueMinor: r.value === null ? null : BigInt(r.value),
    valueCurrency: r.currency,
    fields: r.fields === null ? noFields : typeof r.fields === 'string' ? (JSON.parse(r.fields) as Record<string, string>) : r.fields,
  }))
}
const looked = 20_000
/** The fields that the newest records have, as rules name them: `kind`, `quantity`, `field:category`. Empty where there are no records. */
export async function heldFields(ctx: ReadCtx): Promise<ReadonlySet<string>> {
  const rows = await ctx.sql<{ name: string }>`select distinct f.name from (
      select w.fields, w.quantity_milli, w.value_minor from public.work_records w where w.tenant_id = ${ctx.tenant}::uuid order by w.id desc limit ${looked}::int) w
    cross join lateral (select 'kind' union all select 'quantity' where w.quantity_milli is not null union all select 'value' where w.value_minor is not null
      union all select 'field:' || k.key from jsonb_object_keys(case when jsonb_typeof(w.fields) = 'object' then w.fields else '{}'::jsonb end) as k(key)) as f(name)`
  return new Set(rows.map((row) => row.name))
}
const linkRows = 10_000
/** Which records each award counted. */
export async function linkRecords(ctx: Ctx, links: readonly { readonly awardId: string; readonly recordId: string }[]): Promise<void> {
  for (let at = 0; at < links.length; at += linkRows) {
    const rows = links.slice(at, at + linkRows).map((link) => ({ id: newUuid(ctx.now), award_id: link.awardId, record_id: link.recordId }))
    await ctx.sql`insert into public.award_records (tenant_id, id, award_id, record_id) select ${ctx.tenant}::uuid, l.id, l.award_id, l.record_id from json_to_recordset(${JSON.stringify(rows)}::text::json) as l(id uuid, award_id uuid, record_id uuid)`
  }
}
/** Of these awards with the members who are their payee, those that count a record which such a member entered, corrected or had a hand in importing. */
export async function countingOwnWord(ctx: ReadCtx, pairs: readonly { readonly award_id: string; readonly member_id: string }[]): Promise<Set<string>> {
  if (pairs.length === 0) return new Set()
  const rows = await ctx.sql<{ id: string }>`select distinct p.award_id as id
    from json_to_recordset(${JSON.stringify(pairs)}::text::json) as p(award_id uuid, member_id uuid)
    join public.award_records r on r.tenant_id = ${ctx.tenant}::uuid and r.award_id = p.award_id
    join public.work_records w on w.tenant_id = ${ctx.tenant}::uuid and w.id = r.record_id
    left join public.imports i on i.tenant_id = ${ctx.tenant}::uuid and i.id = w.source_id and w.source_kind = 'import'
    where case when w.recorded_by is null then i.started_by = p.member_id or i.reading -> 'hands' @> to_jsonb(p.member_id::text) else w.recorded_by = p.member_id end`
  return new Set(rows.map((row) => row.id))
}
