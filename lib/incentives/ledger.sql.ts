// Entries and postings of an act, however many, in two statements: ten thousand payouts must not be ten thousand round trips.
import type { Ctx } from '../access/ctx.ts'

export interface EntryRow {
  readonly id: string
  readonly number: string
  readonly kind: string
  readonly memo: string
  readonly subject_kind: string
  readonly subject_id: string
  readonly reverses_id: string | null
}
export interface PostingRow {
  readonly id: string
  readonly entry_id: string
  readonly account_id: string
  readonly amount: string
  readonly currency: string
  readonly payout_id: string | null
}

export async function insertEntries(ctx: Ctx, entries: readonly EntryRow[], postings: readonly PostingRow[]): Promise<void> {
  await Promise.all([
    ctx.sql`insert into public.journal_entries (tenant_id, id, number, kind, memo, subject_kind, subject_id, at, reverses_id, posted_by)
      select ${ctx.tenant}::uuid, e.id, e.number, e.kind, e.memo, e.subject_kind, e.subject_id, ${ctx.now.toISOString()}::timestamptz, e.reverses_id, ${ctx.actor.memberId}::uuid
      from json_to_recordset(${JSON.stringify(entries)}::text::json) as e(id uuid, number text, kind text, memo text, subject_kind text, subject_id uuid, reverses_id uuid)`,
    ctx.sql`insert into public.postings (tenant_id, id, entry_id, account_id, amount_minor, currency, payout_id)
      select ${ctx.tenant}::uuid, p.id, p.entry_id, p.account_id, p.amount, p.currency, p.payout_id
      from json_to_recordset(${JSON.stringify(postings)}::text::json) as p(id uuid, entry_id uuid, account_id uuid, amount bigint, currency text, payout_id uuid)`,
  ])
}
