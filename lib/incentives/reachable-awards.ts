import { and, eq, inArray, sql, type SQL } from 'drizzle-orm'
import { awards } from '../../db/schema/incentives.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { decodeId } from '../kernel/id.ts'
import { money } from '../kernel/money.ts'
import { notFound } from '../kernel/refusal.ts'
import type { AwardRow } from './correct-award.ts'
import { payeeIdsWithin } from './own-payees.ts'

/** Whose awards the reader sees. */
export async function reachableAwards(ctx: ReadCtx): Promise<SQL | undefined> {
  if (ctx.reach('award.read') === 'all') return undefined
  const within = await payeeIdsWithin(ctx, 'award.read')
  return within.length === 0 ? sql`false` : inArray(awards.payeeId, within)
}
/** One that the reader sees; otherwise there is none. */
export async function loadAward(ctx: ReadCtx, id: string): Promise<AwardRow> {
  const [award] = await ctx.tx
    .select()
    .from(awards)
    .where(and(eq(awards.id, decodeId('award', id)), await reachableAwards(ctx)))
  if (!award) throw notFound('award')
  return award
}
/** What of a run waits for confirmation, as somebody who confirms all of it has to see it. */
export async function openOfRun(ctx: ReadCtx, runId: string) {
  const rows = await ctx.tx
    .select({ currency: awards.currency, count: sql<string>`count(*)`, minor: sql<string>`sum(${awards.amountMinor})` })
    .from(awards)
    .where(and(await reachableAwards(ctx), eq(awards.runId, runId), inArray(awards.state, ['computed', 'nominated'])))
    .groupBy(awards.currency)
  return rows.map((row) => ({ count: Number(row.count), amount: money(BigInt(row.minor), row.currency) }))
}
