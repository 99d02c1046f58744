import { and, eq, inArray, ne } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { z } from 'zod'
import { awardRecords, awards, programs } from '../../db/schema/incentives.ts'
import { workRecords } from '../../db/schema/work.ts'
import { job } from '../access/job.ts'
import { command } from '../access/operation.ts'
import { encodeId } from '../kernel/id.ts'
import { computeFor } from './compute-awards.ts'
import { lockProgram } from './program.ts'

/** After records were superseded: every period whose awards counted one of them is computed again. Idempotent, so it may run at any time. */
export const recomputeAwards = command({
  name: 'incentives.recomputeAwards', needs: 'job', input: z.object({}).loose(),
  run: async (ctx) => {
    const newer = alias(workRecords, 'newer')
    const touched = await ctx.tx.selectDistinct({ programId: awards.programId, from: awards.periodFrom }).from(awardRecords).innerJoin(awards, eq(awards.id, awardRecords.awardId)).innerJoin(newer, eq(newer.supersedesId, awardRecords.recordId)).innerJoin(programs, eq(programs.id, awards.programId))
      .where(and(ne(awards.state, 'declined'), eq(awards.kind, 'computed'), inArray(programs.state, ['active', 'paused', 'ended']))).orderBy(awards.programId, awards.periodFrom)
    let corrections = 0
    for (const { programId, from } of touched) corrections += (await computeFor(ctx, await lockProgram(ctx, encodeId('program', programId), 'compute'), from)).corrections
    ctx.unchanged('what changed was recorded by each computation')
    return { periods: touched.length, corrections }
  },
})
export const recomputeAwardsJob = job('incentives.recomputeAwards', z.object({}).loose())
