import { and, count, inArray } from 'drizzle-orm'
import { awards } from '../../db/schema/incentives.ts'
import type { ReadCtx } from '../access/ctx.ts'

/** How many adjustments and clawbacks each run wrote. They are no awards of their own, so that the run's count of awards leaves them out. */
export async function correctionsOfRuns(ctx: ReadCtx, runIds: readonly string[]): Promise<ReadonlyMap<string | null, number>> {
  if (runIds.length === 0) return new Map()
  const rows = await ctx.tx
    .select({ runId: awards.runId, n: count() })
    .from(awards)
    .where(and(inArray(awards.runId, [...runIds]), inArray(awards.kind, ['adjustment', 'clawback'])))
    .groupBy(awards.runId)
  return new Map(rows.map((row) => [row.runId, row.n]))
}
