import { and, asc, eq, gte, inArray, lt, notExists, or, sql } from 'drizzle-orm'
import { awardRecords, programs, ruleVersions, awards } from '../../db/schema/incentives.ts'
import { workRecords } from '../../db/schema/work.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { instantRange, dayOf, periodOf, type DayRange } from '../kernel/day.ts'
import { encodeId, type Id } from '../kernel/id.ts'
import { evaluateRule, type CrewOfPeriod, type PassingReason } from './evaluate-rule.ts'
import { periodName } from './period-grid.ts'
import { crewsOf, ruleForOf, versionOn, type ProgramRow, type RuleFor } from './program.ts'
import type { RuleRecord } from './rule-condition.ts'
import { unmetConditions } from './unmet-conditions.ts'
import { isCurrent, type WorkRow } from './work-record.ts'

/** Records that a page tells the reasons of. */
const shownMost = 50

/** Whether a record counts under a rule: the reason why not, and the conditions that it misses in words. */
export interface Verdict {
  readonly why: PassingReason | undefined
  readonly unmet: readonly string[]
}
export const toRuleRecord = (work: WorkRow): RuleRecord => ({ ...work, source: work.sourceKind, fields: work.fields as Readonly<Record<string, string>> })

/** What a rule version makes of single records of a period. The same evaluation that pays, on these records alone: whether one counts does not hang on others. */
function judge(
  ctx: ReadCtx,
  program: Pick<ProgramRow, 'currency'>,
  { rule, audience }: RuleFor,
  period: DayRange,
  crews: ReadonlyMap<string, CrewOfPeriod>,
  records: readonly RuleRecord[],
): Verdict[] {
  const passed = new Map<string, PassingReason>()
  evaluateRule({
    rule,
    audience,
    currency: program.currency,
    zone: ctx.settings.zone,
    period,
    records,
    crews,
    onPassed: (record, why) => passed.set(record.id, why),
  })
  return records.map((record) => {
    const why = passed.get(record.id)
    return { why, unmet: why === 'conditions' ? unmetConditions(record, rule.conditions) : [] }
  })
}

export interface ProgramVerdict extends Verdict {
  readonly program: { readonly id: Id<'program'>; readonly name: string }
  readonly period: string
}
/**
 * What each program that is running makes of a closed record, in the period of its closing. Programs that are not for its payee are left out, and
 * with them rules that concern somebody else.
 */
export async function verdictsOn(ctx: ReadCtx, work: WorkRow): Promise<ProgramVerdict[]> {
  if (work.countedAt === null) return []
  const running = await ctx.tx.select().from(programs).where(eq(programs.state, 'active')).orderBy(asc(programs.name)).limit(shownMost)
  const out: ProgramVerdict[] = [],
    known = new Map<string, ReadonlyMap<string, CrewOfPeriod>>() // programs mostly share their periods
  for (const program of running) {
    const period = periodOf(program.period, dayOf(work.countedAt, ctx.settings.zone)),
      version = (await versionOn(ctx, program.id, period.from)) ?? (await versionOn(ctx, program.id, period.to))
    if (!version) continue
    const asked = ruleForOf(version),
      record = [toRuleRecord(work)]
    if (asked.rule.pay.kind === 'nomination') continue
    // Conditions are judged before the audience: without them it shows whether the program is for this payee at all.
    const crews = known.get(`${period.from} ${period.to}`) ?? (await crewsOf(ctx, period))
    known.set(`${period.from} ${period.to}`, crews)
    const [open] = judge(ctx, program, { ...asked, rule: { ...asked.rule, conditions: [] } }, period, crews, record)
    if (open?.why === 'not in the audience') continue
    const [verdict] = judge(ctx, program, asked, period, crews, record)
    if (!verdict) continue
    out.push({ ...verdict, program: { id: encodeId('program', program.id), name: program.name }, period: periodName(program.period, period.from) })
  }
  return out
}

export interface UncountedWork extends Verdict {
  readonly id: Id<'workRecord'>
  readonly number: string
  readonly key: string
  readonly kind: string
  readonly countedAt: Date | null
}
/**
 * The payee's records of an award's period that the award did not count, and why. One without a reason counts by the rule: it was recorded or
 * corrected after the award was computed.
 */
export async function uncountedWork(ctx: ReadCtx, award: typeof awards.$inferSelect): Promise<UncountedWork[]> {
  if (award.kind !== 'computed' || award.ruleVersionId === null) return []
  const [version] = await ctx.tx.select().from(ruleVersions).where(eq(ruleVersions.id, award.ruleVersionId))
  if (!version || ruleForOf(version).rule.pay.kind === 'nomination') return []
  const period = { from: award.periodFrom, to: award.periodTo },
    { start, end } = instantRange(period, ctx.settings.zone),
    crews = await crewsOf(ctx, period)
  const crewIds =
    ruleForOf(version).rule.split === 'none'
      ? []
      : [...crews.values()].filter((crew) => crew.members.some((m) => m.payeeId === award.payeeId)).map((crew) => crew.id)
  // Corrections count what the award did not.
  const counted = ctx.tx
    .select({ one: sql`1` })
    .from(awardRecords)
    .innerJoin(awards, eq(awards.id, awardRecords.awardId))
    .where(and(eq(awardRecords.recordId, workRecords.id), or(eq(awards.id, award.id), eq(awards.correctsId, award.id))))
  const left = await ctx.tx
    .select()
    .from(workRecords)
    .where(
      and(
        or(eq(workRecords.payeeId, award.payeeId), crewIds.length > 0 ? inArray(workRecords.crewId, crewIds) : undefined),
        gte(workRecords.countedAt, start),
        lt(workRecords.countedAt, end),
        isCurrent(ctx),
        notExists(counted),
      ),
    )
    .orderBy(asc(workRecords.countedAt), asc(workRecords.id))
    .limit(shownMost)
  const verdicts = judge(ctx, award, ruleForOf(version), period, crews, left.map(toRuleRecord))
  return left.map((row, i) => ({
    id: encodeId('workRecord', row.id),
    number: row.number,
    key: row.externalKey,
    kind: row.kind,
    countedAt: row.countedAt,
    ...(verdicts[i] as Verdict),
  }))
}
