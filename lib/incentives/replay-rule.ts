import { eq, inArray, or } from 'drizzle-orm'
import { z } from 'zod'
import { crews, payees } from '../../db/schema/work.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { query } from '../access/operation.ts'
import { day, periodOf, type DayRange } from '../kernel/day.ts'
import { canonicalJson } from '../kernel/digest.ts'
import { decodeId, encodeId } from '../kernel/id.ts'
import { money } from '../kernel/money.ts'
import { conflict, invalid, notFound } from '../kernel/refusal.ts'
import { readAudience } from './audience.ts'
import { compareEvaluations } from './compare-rules.ts'
import { audienceTest } from './evaluate-rule.ts'
import { ownPayeeIds } from './own-payees.ts'
import { periodName, periodsHolding } from './period-grid.ts'
import { audienceOf, baseOf, crewsOf, evaluate, loadProgram, newestMoments, ruleForOf, ruleOf, versionsOf, type ProgramRow, type RuleFor } from './program.ts'
import { ReplayRule, TryRule } from './program-inputs.ts'
import { heldFields } from './compute.sql.ts'
import { unknownFields } from './unknown-fields.ts'
import type { Rule } from './rule.ts'
import { TriedRecords } from './tried-records.ts'
import { placeOf } from './wallet-place.ts'

const nominationSaid = 'This rule pays by nomination: there is nothing to compute.'
async function lastPeriods(ctx: ReadCtx, program: ProgramRow, count: number): Promise<DayRange[]> {
  return periodsHolding(program.period, await newestMoments(ctx, 20_000), ctx.settings.zone).slice(-count)
}
const unknownTo = async (ctx: ReadCtx, rule: Rule): Promise<string[]> => (rule.conditions.length === 0 ? [] : unknownFields(rule, await heldFields(ctx)))
/** Who took part and who would, where the two differ. */
async function membership(ctx: ReadCtx, before: RuleFor, after: RuleFor, period: DayRange | undefined) {
  if (canonicalJson(before.audience) === canonicalJson(after.audience)) return undefined
  const ofPeriod = period ? await crewsOf(ctx, period) : new Map<string, never>()
  return { before: audienceTest({ audience: before.audience, crews: ofPeriod }), after: audienceTest({ audience: after.audience, crews: ofPeriod }) }
}
/** Those who take part, as the form of the next draft has them: payees by number, crews by name. */
export const showAudience = query({
  name: 'incentives.showAudience',
  needs: 'program.change',
  input: z.strictObject({ programId: z.string().max(40) }),
  run: async (ctx, { programId }) => {
    const program = await loadProgram(ctx, programId),
      base = baseOf(await versionsOf(ctx, program.id)),
      audience = base ? audienceOf(base) : { all: true as const }
    const named = 'all' in audience ? { payees: [], crews: [] } : audience
    const people =
      named.payees.length > 0
        ? await ctx.tx
            .select({ number: payees.number })
            .from(payees)
            .where(inArray(payees.id, [...named.payees]))
            .orderBy(payees.number)
        : []
    const open = await ctx.tx
      .select({ id: crews.id, name: crews.name })
      .from(crews)
      .where(or(eq(crews.isActive, true), named.crews.length > 0 ? inArray(crews.id, [...named.crews]) : undefined))
      .orderBy(crews.name)
      .limit(500)
    return {
      payeeNumbers: people.map((p) => p.number),
      crews: open.map((c) => ({ id: encodeId('crew', c.id), name: c.name, takesPart: named.crews.includes(c.id) })),
    }
  },
})
/** What a rule would have paid over the last periods that hold records, beside the rule in force: who gains and who loses, before saving. */
export const replayRule = query({
  name: 'incentives.replayRule',
  needs: 'program.change',
  input: ReplayRule,
  run: async (ctx, input) => {
    const program = await loadProgram(ctx, input.programId),
      versions = await versionsOf(ctx, program.id)
    const asked = input.version === undefined ? undefined : versions.find((v) => v.version === input.version)
    if (input.version !== undefined && !asked) throw notFound('rule version')
    const after: Rule | undefined = input.rule ?? (asked ? ruleOf(asked) : undefined)
    if (!after) throw invalid('rule', 'Write the rule first.')
    if (after.pay.kind === 'nomination') throw conflict(nominationSaid)
    const inForce = versions.find((v) => v.state === 'active' && v.version !== input.version),
      before = inForce && ruleForOf(inForce),
      base = asked ?? baseOf(versions),
      kept = base ? audienceOf(base) : { all: true as const }
    const next: RuleFor = { rule: after, audience: input.audience ? (await readAudience(ctx, input.audience, kept)).audience : kept }
    const periods = await lastPeriods(ctx, program, input.periods ?? (program.period === 'month' ? 3 : 1)),
      pairs = []
    for (const period of periods)
      pairs.push({
        before: before && before.rule.pay.kind !== 'nomination' ? await evaluate(ctx, program, before, period) : undefined,
        after: await evaluate(ctx, program, next, period),
      })
    const comparison = compareEvaluations(pairs, { before: before?.rule, after, takesPart: before && (await membership(ctx, before, next, periods.at(-1))) }),
      ids = comparison.rows.map((r) => r.payeeId),
      amount = (minor: bigint) => money(minor, program.currency)
    const names = new Map(
      (ids.length === 0 ? [] : await ctx.tx.select({ id: payees.id, name: payees.name }).from(payees).where(inArray(payees.id, ids))).map((p) => [
        p.id,
        p.name,
      ]),
    )
    return {
      periods: periods.map((p) => ({ from: p.from, name: periodName(program.period, p.from) })),
      before: amount(comparison.before),
      after: amount(comparison.after),
      gaining: { count: comparison.gaining.count, amount: amount(comparison.gaining.minor) },
      losing: { count: comparison.losing.count, amount: amount(comparison.losing.minor) },
      hadRule: before !== undefined,
      counted: pairs.reduce((n, p) => n + p.after.counted, 0),
      rows: comparison.rows.map((r) => ({
        payee: { id: encodeId('payee', r.payeeId), name: names.get(r.payeeId) ?? '' },
        before: amount(r.before),
        after: amount(r.after),
        difference: amount(r.difference),
        because: r.because,
      })),
      unknown: await unknownTo(ctx, after),
      place: placeOf(ctx),
    }
  },
})
/** The arithmetic for one payee, step by step, on the newest period that holds records or the one asked for. */
export const tryRule = query({
  name: 'incentives.tryRule',
  needs: 'program.read',
  input: TryRule,
  run: async (ctx, input) => {
    const program = await loadProgram(ctx, input.programId),
      payeeId = decodeId('payee', input.payeeId),
      versions = await versionsOf(ctx, program.id)
    const [payee] = await ctx.tx.select({ name: payees.name }).from(payees).where(eq(payees.id, payeeId))
    // A crew member tries rules on own work only: what others earn is not theirs to see.
    if (!payee || (ctx.reach('payee.read') !== 'all' && !(await ownPayeeIds(ctx)).includes(payeeId))) throw notFound('payee')
    const version = input.version === undefined ? versions[0] : versions.find((v) => v.version === input.version)
    if (!version) throw notFound('rule version')
    const rule = ruleOf(version)
    if (rule.pay.kind === 'nomination') throw conflict(nominationSaid)
    const period = input.from ? periodOf(program.period, day(input.from)) : ((await lastPeriods(ctx, program, 1))[0] ?? periodOf(program.period, ctx.today))
    const tried = new TriedRecords(payeeId, await crewsOf(ctx, period))
    const { outcomes, passedOver } = await evaluate(ctx, program, ruleForOf(version), period, (record, why) => tried.pass(record, why)),
      own = outcomes.find((o) => o.payeeId === payeeId)
    return {
      payee: { id: input.payeeId, name: payee.name },
      period: { from: period.from, name: periodName(program.period, period.from) },
      version: version.version,
      amount: money(own?.minor ?? 0n, program.currency),
      records: own?.records.length ?? 0,
      steps: (own?.steps ?? []).map((s) => ({ text: s.text, result: s.result, unit: s.unit })),
      passedOver: [...passedOver].map(([why, n]) => ({ why, n })),
      // Whoever may not read work sees the amount and the arithmetic alone.
      work: ctx.reach('work.read') === undefined ? undefined : await tried.shown(ctx, rule, own?.records ?? [], period),
      // Told to those who can mend the rule.
      unknown: ctx.reach('program.change') === 'all' ? await unknownTo(ctx, rule) : [],
      place: placeOf(ctx),
    }
  },
})
