import { and, desc, eq, exists, gte, inArray, isNotNull, lte, notExists, sql } from 'drizzle-orm'
import type { z } from 'zod'
import { awardRuns, awards, programs } from '../../db/schema/incentives.ts'
import { members } from '../../db/schema/tenancy.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { readPage, type Page, type PageRequest } from '../access/list-page.ts'
import { query } from '../access/operation.ts'
import { listExport, listOf } from '../audit/list-export.ts'
import { day, periodOf, type Day } from '../kernel/day.ts'
import { encodeId, tryDecodeId, type Id } from '../kernel/id.ts'
import { decimalText, money, type Money } from '../kernel/money.ts'
import { periodName } from './period-grid.ts'
import { ListAwardRuns } from './program-inputs.ts'
import { correctionsOfRuns } from './run-corrections.ts'
import { placeOf } from './wallet-place.ts'

export interface AwardRunRow {
  readonly id: Id<'awardRun'>
  readonly uuid: string
  readonly number: string
  readonly program: { readonly id: Id<'program'>; readonly name: string }
  readonly period: string
  readonly from: Day
  readonly to: Day
  readonly records: number
  readonly awards: number
  /** Adjustments and clawbacks that the run wrote for awards confirmed before it. */ readonly corrections: number
  /** Awards of the run that nobody has decided yet. */ readonly open: number
  readonly total: Money
  /** Null: the nightly comparison or a job computed it. */ readonly computedBy: string | null
  readonly computedAt: Date
}
type Filters = Omit<z.infer<typeof ListAwardRuns>, keyof PageRequest>
const missing = '00000000-0000-0000-0000-000000000000'
const undecided = inArray(awards.state, ['computed', 'nominated'])
const waits = (ctx: ReadCtx) =>
  ctx.tx
    .select({ one: sql`1` })
    .from(awards)
    .where(and(eq(awards.runId, awardRuns.id), undecided))

/** A run sums what everybody earned: who sees own awards only sees none. */
const reachable = (ctx: ReadCtx) => (ctx.reach('award.read') === 'all' ? undefined : sql`false`)
const within = (month: string) => {
  const { from, to } = periodOf('month', day(`${month}-01`))
  return and(lte(awardRuns.periodFrom, to), gte(awardRuns.periodTo, from))
}

async function readRuns(ctx: ReadCtx, filters: Filters, request: PageRequest): Promise<Page<AwardRunRow>> {
  const where0 = and(
    reachable(ctx),
    filters.program === undefined ? undefined : eq(awardRuns.programId, tryDecodeId('program', filters.program) ?? missing),
    filters.month === undefined ? undefined : within(filters.month),
    filters.state === 'open' ? exists(waits(ctx)) : filters.state === 'decided' ? notExists(waits(ctx)) : undefined,
    filters.q ? eq(awardRuns.number, filters.q.trim().toUpperCase()) : undefined,
  )
  return readPage(
    {
      id: awardRuns.id,
      idOf: (r: AwardRunRow) => r.uuid,
      sorts: {
        computed: undefined,
        period: { column: awardRuns.periodFrom, of: (r) => r.from },
        total: { column: awardRuns.totalMinor, of: (r) => r.total.minor },
      },
      defaultSort: '-computed',
    },
    request,
    async ({ where, orderBy, limit }) => {
      const rows = await ctx.tx
        .select({
          run: awardRuns,
          program: { id: programs.id, name: programs.name, period: programs.period, currency: programs.currency },
          computedBy: members.name,
        })
        .from(awardRuns)
        .innerJoin(programs, eq(programs.id, awardRuns.programId))
        .leftJoin(members, eq(members.id, awardRuns.computedBy))
        .where(and(where0, where))
        .orderBy(...orderBy)
        .limit(limit)
      const ids = rows.map(({ run }) => run.id)
      const counted =
        ids.length === 0
          ? []
          : await ctx.tx
              .select({ runId: awards.runId, count: sql<string>`count(*)` })
              .from(awards)
              .where(and(inArray(awards.runId, ids), undecided))
              .groupBy(awards.runId)
      const corrections = await correctionsOfRuns(ctx, ids),
        open = new Map(counted.map((row) => [row.runId, Number(row.count)]))
      return rows.map(({ run, program, computedBy }): AwardRunRow => ({
        id: encodeId('awardRun', run.id),
        uuid: run.id,
        number: run.number,
        program: { id: encodeId('program', program.id), name: program.name },
        period: periodName(program.period, run.periodFrom),
        from: run.periodFrom,
        to: run.periodTo,
        records: run.recordCount,
        awards: run.awardCount,
        corrections: corrections.get(run.id) ?? 0,
        open: open.get(run.id) ?? 0,
        total: money(run.totalMinor, program.currency),
        computedBy,
        computedAt: run.computedAt,
      }))
    },
  )
}

/** What may be chosen: programs that were computed, and the months of their newest periods. */
const choicesMax = 200
async function choices(ctx: ReadCtx) {
  const computed = await ctx.tx
    .selectDistinct({ id: programs.id, name: programs.name })
    .from(awardRuns)
    .innerJoin(programs, eq(programs.id, awardRuns.programId))
    .where(reachable(ctx))
    .orderBy(programs.name, programs.id)
    .limit(choicesMax)
  const days = await ctx.tx.selectDistinct({ to: awardRuns.periodTo }).from(awardRuns).where(reachable(ctx)).orderBy(desc(awardRuns.periodTo)).limit(choicesMax)
  return {
    programs: computed.map((row) => ({ id: encodeId('program', row.id), name: row.name })),
    months: [...new Set(days.map((row) => row.to.slice(0, 7)))].slice(0, 36),
  }
}

/** Every computed period of every program, newest first: what it counted, what it came to, and what of it still waits. */
export const listAwardRuns = query({
  name: 'incentives.listAwardRuns',
  needs: 'award.read',
  input: ListAwardRuns,
  run: async (ctx, { sort, after, before, size, ...filters }) => {
    const page = await readRuns(ctx, filters, { sort, after, before, size })
    const [waiting] = await ctx.tx
      .select({ runs: sql<string>`count(distinct ${awards.runId})`, awards: sql<string>`count(*)` })
      .from(awards)
      .where(and(reachable(ctx), undecided, isNotNull(awards.runId)))
    return {
      ...page,
      waiting: { runs: Number(waiting?.runs ?? 0), awards: Number(waiting?.awards ?? 0) },
      choices: await choices(ctx),
      place: placeOf(ctx),
      may: { compute: ctx.reach('award.compute') === 'all' },
    }
  },
})
/** The filtered runs as CSV, recorded. */
export const exportAwardRuns = listExport({
  name: 'incentives.exportAwardRuns',
  needs: 'award.read',
  input: ListAwardRuns,
  of: (ctx, input) =>
    listOf<AwardRunRow>(
      'award runs',
      input,
      [
        { header: 'Run', cell: (r) => r.number },
        { header: 'Program', cell: (r) => r.program.name },
        { header: 'From', cell: (r) => r.from },
        { header: 'To', cell: (r) => r.to },
        { header: 'Records', cell: (r) => r.records },
        { header: 'Awards', cell: (r) => r.awards },
        { header: 'Corrections', cell: (r) => r.corrections },
        { header: 'To confirm', cell: (r) => r.open },
        { header: 'Total', cell: (r) => decimalText(r.total) },
        { header: 'Currency', cell: (r) => r.total.currency },
        { header: 'Computed by', cell: (r) => r.computedBy },
        { header: 'Computed at', cell: (r) => r.computedAt },
      ],
      (request) => readRuns(ctx, input, request),
    ),
})
