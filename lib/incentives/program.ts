import { and, desc, eq, gte, isNull, lte, or } from 'drizzle-orm'
import { programs, ruleVersions, type ProgramState } from '../../db/schema/incentives.ts'
import { crewMembers, crews, workRecords } from '../../db/schema/work.ts'
import type { Ctx, ReadCtx } from '../access/ctx.ts'
import { instantRange, type Day, type DayRange } from '../kernel/day.ts'
import { decodeId } from '../kernel/id.ts'
import { conflict, notFound } from '../kernel/refusal.ts'
import { recordsBetween } from './compute.sql.ts'
import { evaluateRule, type Audience, type CrewOfPeriod, type Evaluation, type Task } from './evaluate-rule.ts'
import { fieldsOf, readRule, type Rule } from './rule.ts'

export type ProgramRow = typeof programs.$inferSelect
export type RuleVersionRow = typeof ruleVersions.$inferSelect
export const programMay = {
  compute: ['active', 'paused', 'ended'],
  nominate: ['active'],
  activate: ['draft', 'active', 'paused'],
  budget: ['draft', 'active', 'paused'],
  draft: ['draft', 'active', 'paused'],
} as const satisfies Record<string, readonly ProgramState[]>

export async function loadProgram(ctx: ReadCtx, programId: string, verb?: keyof typeof programMay): Promise<ProgramRow> {
  const [program] = await ctx.tx
    .select()
    .from(programs)
    .where(eq(programs.id, decodeId('program', programId)))
  if (!program) throw notFound('program')
  if (verb && !(programMay[verb] as readonly string[]).includes(program.state))
    throw conflict(`${program.number} is ${program.state}; that is not possible now.`)
  return program
}
/** The same, locked: changes of one program and computations of it come one after another. */
export async function lockProgram(ctx: Ctx, programId: string, verb: keyof typeof programMay): Promise<ProgramRow> {
  await ctx.tx
    .select({ id: programs.id })
    .from(programs)
    .where(eq(programs.id, decodeId('program', programId)))
    .for('update')
  return loadProgram(ctx, programId, verb)
}
/** The version in force on a day: the newest active one that is effective by then. */
export async function versionOn(ctx: ReadCtx, programId: string, day: Day): Promise<RuleVersionRow | undefined> {
  return (
    await ctx.tx
      .select()
      .from(ruleVersions)
      .where(and(eq(ruleVersions.programId, programId), eq(ruleVersions.state, 'active'), lte(ruleVersions.effectiveOn, day)))
      .orderBy(desc(ruleVersions.effectiveOn), desc(ruleVersions.version))
      .limit(1)
  )[0]
}
export const versionsOf = (ctx: ReadCtx, programId: string): Promise<RuleVersionRow[]> =>
  ctx.tx.select().from(ruleVersions).where(eq(ruleVersions.programId, programId)).orderBy(desc(ruleVersions.version))

/** What the next draft begins from: the draft there is, or else the newest version. */
export const baseOf = (versions: readonly RuleVersionRow[]): RuleVersionRow | undefined => versions.find((v) => v.state === 'draft') ?? versions[0]

/** Crews as they stood on the last day of the period. */
export async function crewsOf(ctx: ReadCtx, period: DayRange): Promise<Map<string, CrewOfPeriod>> {
  const { end } = instantRange(period, ctx.settings.zone)
  const rows = await ctx.tx
    .select({ id: crews.id, name: crews.name, payeeId: crewMembers.payeeId, share: crewMembers.share })
    .from(crews)
    .innerJoin(crewMembers, eq(crewMembers.crewId, crews.id))
    .where(and(or(isNull(crewMembers.joinedOn), lte(crewMembers.joinedOn, period.to)), or(isNull(crewMembers.leftAt), gte(crewMembers.leftAt, end))))
  const out = new Map<string, { id: string; name: string; members: { payeeId: string; share: number }[] }>()
  for (const row of rows) {
    const crew = out.get(row.id) ?? { id: row.id, name: row.name, members: [] }
    crew.members.push({ payeeId: row.payeeId, share: row.share })
    out.set(row.id, crew)
  }
  return out
}
export const audienceOf = (version: Pick<RuleVersionRow, 'audience'>): Audience => {
  const stored = version.audience as { all?: boolean; payees?: string[]; crews?: string[] }
  return stored.all === true || (stored.payees === undefined && stored.crews === undefined)
    ? { all: true }
    : { payees: stored.payees ?? [], crews: stored.crews ?? [] }
}
/** What a rule grants to those who take part, for a period, on the facts as they stand. */
export async function evaluate(
  ctx: ReadCtx,
  program: ProgramRow,
  { rule, audience }: RuleFor,
  period: DayRange,
  onPassed?: Task['onPassed'],
): Promise<Evaluation> {
  const { start, end } = instantRange(period, ctx.settings.zone)
  const [records, crewMap] = [
    await recordsBetween(
      ctx,
      start,
      end,
      fieldsOf(rule).some((field) => field.startsWith('field:')),
    ),
    await crewsOf(ctx, period),
  ]
  return evaluateRule({
    rule,
    currency: program.currency,
    zone: ctx.settings.zone,
    period,
    records,
    crews: crewMap,
    audience,
    ...(onPassed ? { onPassed } : {}),
  })
}
/** Closing moments of the newest records, for “the last periods that hold records”. */
export async function newestMoments(ctx: ReadCtx, count: number): Promise<Date[]> {
  const rows = await ctx.tx
    .select({ at: workRecords.countedAt })
    .from(workRecords)
    .where(gte(workRecords.countedAt, new Date(0)))
    .orderBy(desc(workRecords.countedAt))
    .limit(count)
  return rows.flatMap((row) => (row.at ? [row.at] : []))
}
/** A rule with those whom it is for. */
export interface RuleFor {
  readonly rule: Rule
  readonly audience: Audience
}
export const ruleForOf = (version: Pick<RuleVersionRow, 'rule' | 'audience'>): RuleFor => ({ rule: ruleOf(version), audience: audienceOf(version) })
export const ruleOf = (version: Pick<RuleVersionRow, 'rule'>): Rule => readRule(version.rule)
