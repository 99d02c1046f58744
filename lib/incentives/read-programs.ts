import { and, desc, eq, inArray, sql } from 'drizzle-orm'
import { z } from 'zod'
import { awardRuns, awards, ledgerAccounts, programs, ruleVersions, type ProgramState } from '../../db/schema/incentives.ts'
import { payees } from '../../db/schema/work.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { readPage, type Page, type PageRequest } from '../access/list-page.ts'
import { command, query } from '../access/operation.ts'
import { exportList } from '../audit/list-export.ts'
import { day, periodOf, type DayRange } from '../kernel/day.ts'
import { decodeId, encodeId, type Id } from '../kernel/id.ts'
import { decimalText, money, moneyText, type Money } from '../kernel/money.ts'
import { conflict, invalid, notFound } from '../kernel/refusal.ts'
import { namesOfAudience } from './audience.ts'
import { compareEvaluations } from './compare-rules.ts'
import { ownPayeeIds } from './own-payees.ts'
import { periodName, periodsHolding, shiftPeriod } from './period-grid.ts'
import { evaluate, loadProgram, newestMoments, ruleOf, versionOn, versionsOf, type ProgramRow } from './program.ts'
import { ListPrograms, ReplayRule, ShowProgram, TryRule } from './program-inputs.ts'
import { heldFields } from './compute.sql.ts'
import { rulePieces } from './rule-sentence.ts'
import { unknownFields } from './unknown-fields.ts'
import type { Rule } from './rule.ts'
import { placeOf } from './wallet-place.ts'

const nominationSaid = 'This rule pays by nomination: there is nothing to compute.'
async function figures(ctx: ReadCtx, ids: readonly string[]) {
  if (ids.length === 0) return new Map<string, { budget: bigint; computed: bigint; confirmed: bigint; paid: bigint }>()
  const out = new Map(ids.map((id) => [id, { budget: 0n, computed: 0n, confirmed: 0n, paid: 0n }]))
  for (const row of await ctx.tx.select({ id: ledgerAccounts.programId, minor: ledgerAccounts.balanceMinor }).from(ledgerAccounts).where(and(eq(ledgerAccounts.kind, 'budget'), inArray(ledgerAccounts.programId, [...ids])))) { const f = row.id ? out.get(row.id) : undefined; if (f) f.budget += row.minor }
  for (const row of await ctx.tx.select({ id: awards.programId, state: awards.state, minor: sql<string>`sum(${awards.amountMinor})` }).from(awards).where(inArray(awards.programId, [...ids])).groupBy(awards.programId, awards.state)) {
    const f = out.get(row.id), minor = BigInt(row.minor)
    if (!f) continue
    if (row.state === 'computed' || row.state === 'nominated') f.computed += minor
    else if (row.state === 'confirmed' || row.state === 'in_payout') f.confirmed += minor
    else if (row.state === 'paid') f.paid += minor
  }
  return out
}
interface ProgramItem {
  readonly id: Id<'program'>; readonly uuid: string; readonly number: string; readonly name: string; readonly state: ProgramState; readonly period: ProgramRow['period']; readonly currency: string; readonly version: number | undefined; readonly sentence: string
  readonly figures: { readonly budget: Money; readonly computed: Money; readonly confirmed: Money; readonly paid: Money } | undefined
}
type ProgramFilters = Omit<z.infer<typeof ListPrograms>, keyof PageRequest>
/** A page of programs by name, each with the version in force or else its newest draft; as many statements for fifty as for one. */
function readPrograms(ctx: ReadCtx, { state, q }: ProgramFilters, request: PageRequest): Promise<Page<ProgramItem>> {
  const filters = and(state ? eq(programs.state, state as ProgramState) : undefined, q ? sql`starts_with(lower(${programs.name}), ${q.toLowerCase()})` : undefined)
  return readPage({ id: programs.id, idOf: (r: ProgramItem) => r.uuid, sorts: { name: { column: programs.name, of: (r) => r.name }, written: undefined }, defaultSort: 'name' }, request, async ({ where, orderBy, limit }) => {
    const rows = await ctx.tx.select().from(programs).where(and(filters, where)).orderBy(...orderBy).limit(limit), ids = rows.map((row) => row.id)
    const sums = ctx.reach('award.read') === 'all' ? await figures(ctx, ids) : undefined
    const versions = ids.length === 0 ? [] : await ctx.tx.select().from(ruleVersions).where(inArray(ruleVersions.programId, ids)).orderBy(desc(ruleVersions.version))
    return rows.map((row): ProgramItem => {
      const own = versions.filter((v) => v.programId === row.id), shown = own.find((v) => v.state === 'active') ?? own[0], f = sums?.get(row.id), amount = (minor: bigint) => money(minor, row.currency)
      return {
        id: encodeId('program', row.id), uuid: row.id, number: row.number, name: row.name, state: row.state, period: row.period, currency: row.currency, version: shown?.version, sentence: shown ? rulePieces(ruleOf(shown), row).map((s) => s.map((p) => p.text).join('')).join(' ') : '',
        figures: f && { budget: amount(f.budget), computed: amount(f.computed), confirmed: amount(f.confirmed), paid: amount(f.paid) },
      }
    })
  })
}
/** Programs with what they have earned so far, in three figures each. */
export const listPrograms = query({
  name: 'incentives.listPrograms', needs: 'program.read', input: ListPrograms,
  run: async (ctx, { sort, after, before, size, ...filters }) => {
    const page = await readPrograms(ctx, filters, { sort, after, before, size })
    const [active] = await ctx.tx.select({ count: sql<string>`count(*)` }).from(programs).where(eq(programs.state, 'active'))
    return { ...page, active: Number(active?.count ?? 0), place: placeOf(ctx), may: { write: ctx.reach('program.change') === 'all', runs: ctx.reach('award.read') === 'all' } }
  },
})
/** The filtered programs as CSV, recorded. */
export const exportPrograms = command({
  name: 'incentives.exportPrograms', needs: 'program.read', input: ListPrograms,
  run: (ctx, input) => exportList<ProgramItem>(ctx, 'programs', input, [
    { header: 'Program', cell: (r) => r.number }, { header: 'Name', cell: (r) => r.name }, { header: 'State', cell: (r) => r.state }, { header: 'Period', cell: (r) => r.period }, { header: 'Version', cell: (r) => r.version }, { header: 'Rule', cell: (r) => r.sentence },
    { header: 'Computed', cell: (r) => r.figures && decimalText(r.figures.computed) }, { header: 'Confirmed', cell: (r) => r.figures && decimalText(r.figures.confirmed) }, { header: 'Paid', cell: (r) => r.figures && decimalText(r.figures.paid) },
    { header: 'Budget left', cell: (r) => r.figures && decimalText(r.figures.budget) }, { header: 'Currency', cell: (r) => r.currency },
  ], (request) => readPrograms(ctx, input, request)),
})
export const showProgram = query({
  name: 'incentives.showProgram', needs: 'program.read', input: ShowProgram,
  run: async (ctx, { id }) => {
    const program = await loadProgram(ctx, id), versions = await versionsOf(ctx, program.id), all = ctx.reach('award.read') === 'all'
    const f = all ? (await figures(ctx, [program.id])).get(program.id) : undefined, amount = (minor: bigint) => money(minor, program.currency)
    const runs = all ? await ctx.tx.select().from(awardRuns).where(eq(awardRuns.programId, program.id)).orderBy(desc(awardRuns.id)).limit(12) : []
    const current = await versionOn(ctx, program.id, ctx.today)
    const holding = periodsHolding(program.period, await newestMoments(ctx, 4_000), ctx.settings.zone)
    const periods = [...new Map([...holding, periodOf(program.period, ctx.today), shiftPeriod(program.period, periodOf(program.period, ctx.today), -1)].map((p) => [p.from, p])).values()].sort((a, b) => (a.from < b.from ? 1 : -1)).slice(0, 60)
    return {
      id, number: program.number, name: program.name, state: program.state, currency: program.currency, period: program.period, confirmation: program.confirmation, minimum: amount(program.minimumMinor), startsOn: program.startsOn, endsOn: program.endsOn, audienceIsAll: (program.audience as { all?: boolean }).all === true, audience: await namesOfAudience(ctx, program),
      versions: versions.map((v) => ({ version: v.version, state: v.state, effectiveOn: v.effectiveOn, digest: v.digest, note: v.note, activatedAt: v.activatedAt, isCurrent: v.id === current?.id, rule: ruleOf(v), pieces: rulePieces(ruleOf(v), program) })),
      figures: f ? { budget: amount(f.budget), computed: amount(f.computed), confirmed: amount(f.confirmed), paid: amount(f.paid) } : undefined,
      runs: runs.map((r) => ({ id: encodeId('awardRun', r.id), number: r.number, from: r.periodFrom, name: periodName(program.period, r.periodFrom), awards: r.awardCount, records: r.recordCount, total: amount(r.totalMinor), at: r.computedAt })),
      periods: periods.map((p) => ({ from: p.from, name: periodName(program.period, p.from) })), newestWork: holding.filter((p) => p.from <= ctx.today).at(-1)?.from, place: placeOf(ctx), today: ctx.today,
      may: { change: ctx.reach('program.change') === 'all', activate: ctx.reach('program.activate') === 'all', compute: ctx.reach('award.compute') === 'all', nominate: ctx.reach('award.nominate') === 'all', awards: all, ledger: ctx.reach('ledger.read') === 'all' },
    }
  },
})
async function lastPeriods(ctx: ReadCtx, program: ProgramRow, count: number): Promise<DayRange[]> {
  return periodsHolding(program.period, await newestMoments(ctx, 20_000), ctx.settings.zone).slice(-count)
}
const unknownTo = async (ctx: ReadCtx, rule: Rule): Promise<string[]> => (rule.conditions.length === 0 ? [] : unknownFields(rule, await heldFields(ctx)))
/** What a rule would have paid over the last periods that hold records, beside the rule in force: who gains and who loses, before saving. */
export const replayRule = query({
  name: 'incentives.replayRule', needs: 'program.change', input: ReplayRule,
  run: async (ctx, input) => {
    const program = await loadProgram(ctx, input.programId), versions = await versionsOf(ctx, program.id)
    const asked = input.version === undefined ? undefined : versions.find((v) => v.version === input.version)
    if (input.version !== undefined && !asked) throw notFound('rule version')
    const after: Rule | undefined = input.rule ?? (asked ? ruleOf(asked) : undefined)
    if (!after) throw invalid('rule', 'Write the rule first.')
    if (after.pay.kind === 'nomination') throw conflict(nominationSaid)
    const inForce = versions.find((v) => v.state === 'active' && v.version !== input.version), before = inForce ? ruleOf(inForce) : undefined
    const periods = await lastPeriods(ctx, program, input.periods ?? (program.period === 'month' ? 3 : 1)), pairs = []
    for (const period of periods) pairs.push({ before: before && before.pay.kind !== 'nomination' ? await evaluate(ctx, program, before, period) : undefined, after: await evaluate(ctx, program, after, period) })
    const comparison = compareEvaluations(pairs, { before, after }), ids = comparison.rows.map((r) => r.payeeId), amount = (minor: bigint) => money(minor, program.currency)
    const names = new Map((ids.length === 0 ? [] : await ctx.tx.select({ id: payees.id, name: payees.name }).from(payees).where(inArray(payees.id, ids))).map((p) => [p.id, p.name]))
    return {
      periods: periods.map((p) => ({ from: p.from, name: periodName(program.period, p.from) })), before: amount(comparison.before), after: amount(comparison.after), gaining: { count: comparison.gaining.count, amount: amount(comparison.gaining.minor) }, losing: { count: comparison.losing.count, amount: amount(comparison.losing.minor) }, hadRule: before !== undefined, counted: pairs.reduce((n, p) => n + p.after.counted, 0),
      rows: comparison.rows.map((r) => ({ payee: { id: encodeId('payee', r.payeeId), name: names.get(r.payeeId) ?? '' }, before: amount(r.before), after: amount(r.after), difference: amount(r.difference), because: r.because })), unknown: await unknownTo(ctx, after), place: placeOf(ctx),
    }
  },
})
/** The arithmetic for one payee, step by step, on the newest period that holds records or the one asked for. */
export const tryRule = query({
  name: 'incentives.tryRule', needs: 'program.read', input: TryRule,
  run: async (ctx, input) => {
    const program = await loadProgram(ctx, input.programId), payeeId = decodeId('payee', input.payeeId), versions = await versionsOf(ctx, program.id)
    const [payee] = await ctx.tx.select({ name: payees.name }).from(payees).where(eq(payees.id, payeeId))
    // A crew member tries rules on own work only: what others earn is not theirs to see.
    if (!payee || (ctx.reach('payee.read') !== 'all' && !(await ownPayeeIds(ctx)).includes(payeeId))) throw notFound('payee')
    const version = input.version === undefined ? versions[0] : versions.find((v) => v.version === input.version)
    if (!version) throw notFound('rule version')
    const rule = ruleOf(version)
    if (rule.pay.kind === 'nomination') throw conflict(nominationSaid)
    const period = input.from ? periodOf(program.period, day(input.from)) : (await lastPeriods(ctx, program, 1))[0] ?? periodOf(program.period, ctx.today)
    const { outcomes, passedOver } = await evaluate(ctx, program, rule, period), own = outcomes.find((o) => o.payeeId === payeeId)
    return {
      payee: { id: input.payeeId, name: payee.name }, period: { from: period.from, name: periodName(program.period, period.from) }, version: version.version, amount: money(own?.minor ?? 0n, program.currency), records: own?.records.length ?? 0, steps: (own?.steps ?? []).map((s) => ({ text: s.text, result: s.result, unit: s.unit })), passedOver: [...passedOver].map(([why, n]) => ({ why, n })),
      // Told to those who can mend the rule.
      unknown: ctx.reach('program.change') === 'all' ? await unknownTo(ctx, rule) : [], place: placeOf(ctx),
    }
  },
})
/** Payees to choose from when a rule is tried, by name. */
export const listProgramPayees = query({
  name: 'incentives.listProgramPayees', needs: 'program.read', input: z.strictObject({}),
  run: async (ctx) => {
    const own = ctx.reach('payee.read') === 'all' ? undefined : await ownPayeeIds(ctx)
    const rows = own?.length === 0 ? [] : await ctx.tx.select({ id: payees.id, name: payees.name }).from(payees).where(and(eq(payees.isActive, true), own ? inArray(payees.id, own) : undefined)).orderBy(payees.name, payees.id).limit(2_000)
    return { payees: rows.map((row) => ({ id: encodeId('payee', row.id), name: row.name })) }
  },
})
/** Active programs that pay by nomination now, with the amounts they allow. */
export const listNominationPrograms = query({
  name: 'incentives.listNominationPrograms', needs: 'award.nominate', input: z.strictObject({}),
  run: async (ctx) => {
    const out = []
    for (const row of await ctx.tx.select().from(programs).where(eq(programs.state, 'active')).orderBy(programs.name).limit(500)) {
      const version = await versionOn(ctx, row.id, ctx.today), rule = version && ruleOf(version)
      if (rule?.pay.kind === 'nomination') out.push({ id: encodeId('program', row.id), name: row.name, period: row.period, range: `${moneyText(money(BigInt(rule.pay.least), row.currency))} to ${moneyText(money(BigInt(rule.pay.most), row.currency))}` })
    }
    return { programs: out, today: ctx.today }
  },
})
