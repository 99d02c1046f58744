import type { ReadCtx } from '../access/ctx.ts'
import { countingOwnWord } from './compute.sql.ts'
import type { AwardRow } from './correct-award.ts'
import { membersBehind } from './payout.ts'

/** Stands as the reason of an award that would have been confirmed by itself. */
export const ownWordReason = 'It counts work that its payee recorded, so somebody else confirms it'
/** Of these awards, those that count work which their own payee entered, corrected or had a hand in importing. */
export async function ownWordAmong(ctx: ReadCtx, rows: readonly Pick<AwardRow, 'id' | 'payeeId'>[]): Promise<ReadonlySet<string>> {
  if (rows.length === 0) return new Set()
  const behind = await membersBehind(ctx, [...new Set(rows.map((row) => row.payeeId))])
  return countingOwnWord(
    ctx,
    rows.flatMap((row) => [...(behind.get(row.payeeId) ?? [])].map((member) => ({ award_id: row.id, member_id: member }))),
  )
}
