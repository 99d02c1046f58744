import { and, eq, inArray, notExists, sql } from 'drizzle-orm'
import { awards, payoutLines, programs, redemptions } from '../../db/schema/incentives.ts'
import type { ReadCtx } from '../access/ctx.ts'

export interface Line { readonly kind: 'award' | 'redemption'; readonly sourceId: string; readonly number: string; readonly minor: bigint; readonly programId: string | null }
/**
 * What a payout of each payee would collect now: confirmed awards and their corrections, less redemptions that were not deducted yet. A
 * program whose sum stays under its minimum carries over whole. Sums over the lines are what the ledger owes.
 */
export async function collectLines(ctx: ReadCtx, currency: string, payeeIds: readonly string[] | undefined, onlyAwards?: readonly string[]): Promise<Map<string, Line[]>> {
  const notTaken = notExists(ctx.tx.select({ one: sql`1` }).from(payoutLines).where(and(eq(payoutLines.awardId, awards.id), eq(payoutLines.isVoid, false))))
  const rows = await ctx.tx.select({ id: awards.id, number: awards.number, payeeId: awards.payeeId, minor: awards.amountMinor, programId: awards.programId, minimum: programs.minimumMinor }).from(awards)
    .innerJoin(programs, eq(programs.id, awards.programId))
    .where(and(eq(awards.state, 'confirmed'), eq(awards.currency, currency), payeeIds ? inArray(awards.payeeId, [...payeeIds]) : undefined, onlyAwards ? inArray(awards.id, [...onlyAwards]) : undefined, notTaken)).orderBy(awards.id)
  const byProgram = new Map<string, bigint>()
  for (const row of rows) byProgram.set(`${row.payeeId}|${row.programId}`, (byProgram.get(`${row.payeeId}|${row.programId}`) ?? 0n) + row.minor)
  const out = new Map<string, Line[]>()
  const put = (payeeId: string, line: Line): void => { out.set(payeeId, [...(out.get(payeeId) ?? []), line]) }
  for (const row of rows) {
    const total = byProgram.get(`${row.payeeId}|${row.programId}`) ?? 0n
    if (total >= 0n && total < row.minimum) continue                     // carried over until the minimum is reached; a debt is never carried past what is earned
    put(row.payeeId, { kind: 'award', sourceId: row.id, number: row.number, minor: row.minor, programId: row.programId })
  }
  if (onlyAwards) return out
  // What the living payouts have deducted so far, against what they should have: the whole amount, or nothing once it is cancelled. So a
  // redemption that is cancelled after a payout deducted it is given back by the next one, and deducted again should that one come back.
  const drawn = sql<string>`coalesce(sum(${payoutLines.amountMinor}), 0)`, owed = sql`case when ${redemptions.state} = 'cancelled' then 0 else -${redemptions.amountMinor} end`
  const redeemed = await ctx.tx.select({ id: redemptions.id, number: redemptions.number, payeeId: redemptions.payeeId, due: sql<string>`${owed} - ${drawn}` }).from(redemptions)
    .leftJoin(payoutLines, and(eq(payoutLines.redemptionId, redemptions.id), eq(payoutLines.isVoid, false)))
    .where(and(eq(redemptions.currency, currency), payeeIds ? inArray(redemptions.payeeId, [...payeeIds]) : undefined))
    .groupBy(redemptions.id, redemptions.number, redemptions.payeeId, redemptions.state, redemptions.amountMinor).having(sql`${owed} <> ${drawn}`).orderBy(redemptions.id)
  for (const row of redeemed) {
    const minor = BigInt(row.due)
    if (minor > 0n || out.has(row.payeeId)) put(row.payeeId, { kind: 'redemption', sourceId: row.id, number: row.number, minor, programId: null })
  }
  return out
}
