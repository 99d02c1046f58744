// What an import reads and writes for a slice of rows, each in one statement: a file of a million rows must not be a million round trips.
import type { Ctx, ReadCtx } from '../access/ctx.ts'

export interface CurrentRecord {
  readonly id: string
  readonly key: string
  readonly digest: string
  readonly revision: number
  readonly source_id: string | null
  readonly closed: string | null
}
/** The newest revision of each key of a source. */
export function currentRecords(ctx: ReadCtx, sourceName: string, keys: readonly string[]): Promise<CurrentRecord[]> {
  return ctx.sql<CurrentRecord>`select distinct on (w.external_key) w.id, w.external_key as key, w.digest, w.revision, w.source_id, w.counted_at as closed from public.work_records w
    where w.tenant_id = ${ctx.tenant}::uuid and w.source_kind = 'import' and w.source_name = ${sourceName} and w.external_key in (select value from json_array_elements_text(${JSON.stringify(keys)}::text::json))
    order by w.external_key, w.revision desc`
}
export interface KeyRow {
  readonly id: string
  readonly what: 'row' | 'payee' | 'crew'
  readonly key: string
  readonly digest: string
  readonly line: number
}
/** Notes keys of an attempt; answers those that were there before, with the line and content they had. */
export async function noteKeys(
  ctx: Ctx,
  importId: string,
  attempt: number,
  rows: readonly KeyRow[],
): Promise<{ what: string; key: string; digest: string; line: number }[]> {
  if (rows.length === 0) return []
  const text = JSON.stringify(rows)
  const added = await ctx.sql<{ what: string; key: string }>`insert into public.import_keys (tenant_id, id, import_id, attempt, what, key, digest, line)
    select ${ctx.tenant}::uuid, k.id, ${importId}::uuid, ${attempt}::int, k.what, k.key, k.digest, k.line from json_to_recordset(${text}::text::json) as k(id uuid, what text, key text, digest text, line int)
    on conflict (tenant_id, import_id, attempt, what, key) do nothing returning what, key`
  if (added.length === rows.length) return []
  const fresh = new Set(added.map((row) => `${row.what} ${row.key}`))
  const met = rows.filter((row) => !fresh.has(`${row.what} ${row.key}`))
  return ctx.sql`select k.what, k.key, k.digest, k.line from public.import_keys k
    where k.tenant_id = ${ctx.tenant}::uuid and k.import_id = ${importId}::uuid and k.attempt = ${attempt}::int
      and (k.what, k.key) in (select m.what, m.key from json_to_recordset(${JSON.stringify(met.map(({ what, key }) => ({ what, key })))}::text::json) as m(what text, key text))`
}
export async function forgetKeys(ctx: Ctx, importId: string): Promise<void> {
  await ctx.sql`delete from public.import_keys where tenant_id = ${ctx.tenant}::uuid and import_id = ${importId}::uuid`
}
export interface Named {
  readonly id: string
  readonly key: string
  readonly is_active: boolean
}
export const payeesByKey = (ctx: ReadCtx, keys: readonly string[]): Promise<Named[]> =>
  ctx.sql<Named>`select id, key, is_active from public.payees where tenant_id = ${ctx.tenant}::uuid and key in (select value from json_array_elements_text(${JSON.stringify(keys)}::text::json))`
export const crewsByKey = (ctx: ReadCtx, keys: readonly string[]): Promise<Named[]> =>
  ctx.sql<Named>`select id, key, is_active from public.crews where tenant_id = ${ctx.tenant}::uuid and key in (select value from json_array_elements_text(${JSON.stringify(keys)}::text::json))`

export interface NewRecord {
  readonly id: string
  readonly number: string
  readonly kind: string
  readonly source_id: string
  readonly source_name: string
  readonly external_key: string
  readonly revision: number
  readonly payee_id: string | null
  readonly crew_id: string | null
  readonly opened_at: string | null
  readonly counted_at: string | null
  readonly quantity_milli: string | null
  readonly value_minor: string | null
  readonly value_currency: string | null
  readonly fields: Readonly<Record<string, string>>
  readonly digest: string
  readonly supersedes_id: string | null
}
/** Adds facts of an import; answers how many. A second revision of the same place is refused by the unique index, not doubled. */
export async function insertRecords(ctx: Ctx, rows: readonly NewRecord[]): Promise<number> {
  if (rows.length === 0) return 0
  const done = await ctx.sql<{
    n: string
  }>`with added as (insert into public.work_records (tenant_id, id, number, kind, source_kind, source_id, source_name, external_key, revision, payee_id, crew_id, opened_at, counted_at, quantity_milli, value_minor, value_currency, fields, digest, supersedes_id, recorded_by, created_at)
    select ${ctx.tenant}::uuid, r.id, r.number, r.kind, 'import', r.source_id, r.source_name, r.external_key, r.revision, r.payee_id, r.crew_id, r.opened_at, r.counted_at, r.quantity_milli, r.value_minor, r.value_currency, r.fields, r.digest, r.supersedes_id, null, ${ctx.now.toISOString()}::timestamptz
    from json_to_recordset(${JSON.stringify(rows)}::text::json) as r(id uuid, number text, kind text, source_id uuid, source_name text, external_key text, revision int, payee_id uuid, crew_id uuid, opened_at timestamptz, counted_at timestamptz, quantity_milli bigint, value_minor bigint, value_currency text, fields jsonb, digest text, supersedes_id uuid)
    returning 1) select count(*)::text as n from added`
  return Number(done[0]?.n ?? 0)
}
/** Refused rows of a slice with what they held. */
export async function insertRefusals(
  ctx: Ctx,
  importId: string,
  attempt: number,
  rows: readonly {
    readonly id: string
    readonly line: number
    readonly column: string
    readonly reason: string
    readonly code: string
    readonly row: readonly string[]
  }[],
): Promise<void> {
  if (rows.length === 0) return
  await ctx.sql`insert into public.import_refusals (tenant_id, id, import_id, attempt, line, "column", reason, code, "row")
    select ${ctx.tenant}::uuid, r.id, ${importId}::uuid, ${attempt}::int, r.line, r."column", r.reason, r.code, r."row" from json_to_recordset(${JSON.stringify(rows)}::text::json) as r(id uuid, line int, "column" text, reason text, code text, "row" jsonb)`
}
