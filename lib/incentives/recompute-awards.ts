import { and, gte, inArray, lte, eq } from 'drizzle-orm'
import { z } from 'zod'
import { awardRuns, programs } from '../../db/schema/incentives.ts'
import { job } from '../access/job.ts'
import { command } from '../access/operation.ts'
import { isDay } from '../kernel/day.ts'
import { encodeId } from '../kernel/id.ts'
import { ComputeAwards } from './program-inputs.ts'

/** After an event about work: which closing days it touched stands in its detail. */
export const reviewPeriodsJob = job(
  'incentives.reviewPeriods',
  z.strictObject({ event: z.string(), eventId: z.string(), subjectId: z.string().nullable(), actorMemberId: z.string().nullable(), detail: z.string() }),
)
/** One period of one program, computed again as a person would. */
export const recomputePeriodJob = job('incentives.recomputePeriod', ComputeAwards)

const Touched = z.object({ firstDay: z.string().optional(), lastDay: z.string().optional(), days: z.string().optional() })
/** `2026-05-01 2026-05-03` of a record, or first and last day of an import. */
function daysOf(detail: string): { from: string; to: string } | undefined {
  const found = Touched.parse(JSON.parse(detail)),
    [first, last] = found.days === undefined ? [found.firstDay, found.lastDay] : found.days.split(' ')
  return first !== undefined && last !== undefined && isDay(first) && isDay(last) ? { from: first, to: last } : undefined
}

/**
 * Work came in, or was corrected: every period that was computed and that it touches is computed again, so that what was awarded stays what
 * the facts say. Records that begin to count and records that come late are found as well as those that were superseded. Each period is a
 * job of its own; one that waits already is not doubled.
 */
export const reviewPeriods = command({
  name: 'incentives.reviewPeriods',
  needs: 'job',
  input: reviewPeriodsJob.schema,
  run: async (ctx, { detail }) => {
    const days = daysOf(detail)
    const touched =
      days === undefined
        ? []
        : await ctx.tx
            .selectDistinct({ programId: awardRuns.programId, from: awardRuns.periodFrom })
            .from(awardRuns)
            .innerJoin(programs, eq(programs.id, awardRuns.programId))
            .where(
              and(
                lte(awardRuns.periodFrom, days.to as never),
                gte(awardRuns.periodTo, days.from as never),
                inArray(programs.state, ['active', 'paused', 'ended']),
              ),
            )
            .orderBy(awardRuns.programId, awardRuns.periodFrom)
    for (const { programId, from } of touched)
      ctx.later(recomputePeriodJob, { programId: encodeId('program', programId), from }, { key: `recompute:${programId}:${from}` })
    ctx.unchanged('each period is computed by a job of its own')
    return { periods: touched.length }
  },
})
