// Batches move in sets: ten thousand payouts are a handful of statements, not ten thousand round trips. Each says how many rows it moved.
import type { Ctx } from '../access/ctx.ts'
import { pause } from '../jobs/pause.ts'

/** Rows of one statement; keeps a single text below a few hundred kilobytes. */
const sliceRows = 2_500
async function inSlices<R>(rows: readonly R[], run: (slice: readonly R[]) => Promise<number>): Promise<number> {
  let moved = 0
  for (let at = 0; at < rows.length; at += sliceRows) moved += await run(rows.slice(at, at + sliceRows))
  return moved
}
const moment = (ctx: Ctx): string => ctx.now.toISOString()

/**
 * Bank details of a large batch are opened, its file is written and read back between two statements. On a busy machine that takes longer
 * than the seconds after which Postgres ends a transaction in which nothing happens (drizzle/always/10_roles.sql); this one may be silent
 * for a minute.
 */
export async function allowSilence(ctx: Ctx): Promise<void> {
  await ctx.sql`select set_config('idle_in_transaction_session_timeout', '60s', true)`
}
/** Waits for work beside the database, however long it takes, and meanwhile says a word to it every few seconds for the same reason. */
export async function waitAwake<T>(ctx: Ctx, work: Promise<T>): Promise<T> {
  const over = new AbortController(),
    done = work.finally(() => {
      over.abort()
    })
  while (!over.signal.aborted) {
    await Promise.race([done, pause(5_000, over.signal)])
    if (!over.signal.aborted) await ctx.sql`select 1 as awake`
  }
  return done
}

/** Approved payouts of a batch → released, with the bank detail that is paid and the trace number of ACH. */
export function releasePayouts(
  ctx: Ctx,
  batchId: string,
  rows: readonly { readonly id: string; readonly bank_detail_id: string | null; readonly trace: string | null }[],
): Promise<number> {
  return inSlices(
    rows,
    async (slice) =>
      (
        await ctx.sql`update public.payouts p set state = 'released', released_at = ${moment(ctx)}::timestamptz, bank_detail_id = r.bank_detail_id, trace_number = r.trace, bank_status = null, updated_at = ${moment(ctx)}::timestamptz
    from json_to_recordset(${JSON.stringify(slice)}::text::json) as r(id uuid, bank_detail_id uuid, trace text)
    where p.tenant_id = ${ctx.tenant}::uuid and p.id = r.id and p.batch_id = ${batchId}::uuid and p.state = 'approved' returning p.id`
      ).length,
  )
}
/** Released payouts of a batch that the bank refused whole → approved and free again. */
export async function unreleasePayouts(ctx: Ctx, batchId: string): Promise<readonly { id: string; number: string; amount_minor: string; currency: string }[]> {
  return ctx.sql`update public.payouts set state = 'approved', released_at = null, trace_number = null, batch_id = null, updated_at = ${moment(ctx)}::timestamptz
    where tenant_id = ${ctx.tenant}::uuid and batch_id = ${batchId}::uuid and state = 'released' returning id, number, amount_minor, currency`
}
/** Released payouts → settled; their awards are paid. */
export async function settlePayoutRows(ctx: Ctx, ids: readonly string[]): Promise<number> {
  const moved = await inSlices(
    ids,
    async (slice) =>
      (
        await ctx.sql`update public.payouts set state = 'settled', settled_at = ${moment(ctx)}::timestamptz, updated_at = ${moment(ctx)}::timestamptz
    where tenant_id = ${ctx.tenant}::uuid and id in (select value::uuid from json_array_elements_text(${JSON.stringify(slice)}::text::json)) and state = 'released' returning id`
      ).length,
  )
  await inSlices(
    ids,
    async (slice) =>
      (
        await ctx.sql`update public.awards set state = 'paid', updated_at = ${moment(ctx)}::timestamptz
    where tenant_id = ${ctx.tenant}::uuid and state = 'in_payout' and id in (select l.award_id from public.payout_lines l where l.tenant_id = ${ctx.tenant}::uuid and not l.is_void and l.award_id is not null
      and l.payout_id in (select value::uuid from json_array_elements_text(${JSON.stringify(slice)}::text::json))) returning id`
      ).length,
  )
  return moved
}
/** Released or settled payouts → returned; their awards are confirmed again and their lines make room for a reissue. */
export async function returnPayoutRows(ctx: Ctx, rows: readonly { readonly id: string; readonly reason: string }[]): Promise<number> {
  const moved = await inSlices(
    rows,
    async (slice) =>
      (
        await ctx.sql`update public.payouts p set state = 'returned', returned_at = ${moment(ctx)}::timestamptz, return_reason = r.reason, updated_at = ${moment(ctx)}::timestamptz
    from json_to_recordset(${JSON.stringify(slice)}::text::json) as r(id uuid, reason text)
    where p.tenant_id = ${ctx.tenant}::uuid and p.id = r.id and p.state in ('released', 'settled') returning p.id`
      ).length,
  )
  await inSlices(
    rows.map((row) => row.id),
    async (slice) =>
      (
        await ctx.sql`update public.awards set state = 'confirmed', updated_at = ${moment(ctx)}::timestamptz
    where tenant_id = ${ctx.tenant}::uuid and state in ('in_payout', 'paid') and id in (select l.award_id from public.payout_lines l where l.tenant_id = ${ctx.tenant}::uuid and not l.is_void and l.award_id is not null
      and l.payout_id in (select value::uuid from json_array_elements_text(${JSON.stringify(slice)}::text::json))) returning id`
      ).length,
  )
  await inSlices(
    rows.map((row) => row.id),
    async (slice) =>
      (
        await ctx.sql`update public.payout_lines set is_void = true
    where tenant_id = ${ctx.tenant}::uuid and not is_void and payout_id in (select value::uuid from json_array_elements_text(${JSON.stringify(slice)}::text::json)) returning id`
      ).length,
  )
  return moved
}
/** The bank's word, stored beside each payout. */
export function notePayoutStatus(ctx: Ctx, rows: readonly { readonly id: string; readonly status: string }[]): Promise<number> {
  return inSlices(
    rows,
    async (slice) =>
      (
        await ctx.sql`update public.payouts p set bank_status = r.status, updated_at = ${moment(ctx)}::timestamptz
    from json_to_recordset(${JSON.stringify(slice)}::text::json) as r(id uuid, status text) where p.tenant_id = ${ctx.tenant}::uuid and p.id = r.id returning p.id`
      ).length,
  )
}

export interface LineRow {
  readonly id: string
  readonly position: number
  readonly booked_on: string | null
  readonly amount_minor: string
  readonly currency: string
  readonly direction: string
  readonly end_to_end_id: string | null
  readonly bank_reference: string | null
  readonly text: string
  readonly status: string | null
  readonly reason_code: string | null
  readonly reason_text: string | null
  readonly state: string
  readonly payout_id: string | null
  readonly batch_id: string | null
  readonly entry_id: string | null
  readonly queue_reason: string | null
}
export async function insertLines(ctx: Ctx, statementId: string, rows: readonly LineRow[]): Promise<void> {
  await inSlices(
    rows,
    async (slice) =>
      (
        await ctx.sql`insert into public.statement_lines (tenant_id, id, statement_id, position, booked_on, amount_minor, currency, direction, end_to_end_id, bank_reference, text, status, reason_code, reason_text, state, payout_id, batch_id, entry_id, queue_reason)
    select ${ctx.tenant}::uuid, r.id, ${statementId}::uuid, r.position, r.booked_on, r.amount_minor, r.currency, r.direction, r.end_to_end_id, r.bank_reference, r.text, r.status, r.reason_code, r.reason_text, r.state, r.payout_id, r.batch_id, r.entry_id, r.queue_reason
    from json_to_recordset(${JSON.stringify(slice)}::text::json) as r(id uuid, position int, booked_on date, amount_minor bigint, currency text, direction text, end_to_end_id text, bank_reference text, text text, status text, reason_code text, reason_text text, state text, payout_id uuid, batch_id uuid, entry_id uuid, queue_reason text)
    returning id`
      ).length,
  )
}
