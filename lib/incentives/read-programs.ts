import { and, desc, eq, inArray, sql } from 'drizzle-orm'
import { z } from 'zod'
import { awardRuns, awards, programs, ruleVersions, type ProgramState } from '../../db/schema/incentives.ts'
import { ledgerAccounts } from '../../db/schema/ledger.ts'
import { payees } from '../../db/schema/work.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { readPage, type Page, type PageRequest } from '../access/list-page.ts'
import { query } from '../access/operation.ts'
import { listExport, listOf } from '../audit/list-export.ts'
import { periodOf } from '../kernel/day.ts'
import { canonicalJson } from '../kernel/digest.ts'
import { encodeId, type Id } from '../kernel/id.ts'
import { decimalText, money, moneyText, type Money } from '../kernel/money.ts'
import { namesOfAudience } from './audience.ts'
import { ownPayeeIds } from './own-payees.ts'
import { periodName, periodsHolding, shiftPeriod } from './period-grid.ts'
import { audienceOf, loadProgram, newestMoments, ruleOf, versionOn, versionsOf, type ProgramRow } from './program.ts'
import { ListPrograms, ShowProgram } from './program-inputs.ts'
import { rulePieces } from './rule-sentence.ts'
import { correctionsOfRuns } from './run-corrections.ts'
import { placeOf } from './wallet-place.ts'

async function figures(ctx: ReadCtx, ids: readonly string[]) {
  if (ids.length === 0) return new Map<string, { budget: bigint; computed: bigint; confirmed: bigint; paid: bigint }>()
  const out = new Map(ids.map((id) => [id, { budget: 0n, computed: 0n, confirmed: 0n, paid: 0n }]))
  for (const row of await ctx.tx
    .select({ id: ledgerAccounts.programId, minor: ledgerAccounts.balanceMinor })
    .from(ledgerAccounts)
    .where(and(eq(ledgerAccounts.kind, 'budget'), inArray(ledgerAccounts.programId, [...ids])))) {
    const f = row.id ? out.get(row.id) : undefined
    if (f) f.budget += row.minor
  }
  for (const row of await ctx.tx
    .select({ id: awards.programId, state: awards.state, minor: sql<string>`sum(${awards.amountMinor})` })
    .from(awards)
    .where(inArray(awards.programId, [...ids]))
    .groupBy(awards.programId, awards.state)) {
    const f = out.get(row.id),
      minor = BigInt(row.minor)
    if (!f) continue
    if (row.state === 'computed' || row.state === 'nominated') f.computed += minor
    else if (row.state === 'confirmed' || row.state === 'in_payout') f.confirmed += minor
    else if (row.state === 'paid') f.paid += minor
  }
  return out
}
interface ProgramItem {
  readonly id: Id<'program'>
  readonly uuid: string
  readonly number: string
  readonly name: string
  readonly state: ProgramState
  readonly period: ProgramRow['period']
  readonly currency: string
  readonly version: number | undefined
  readonly sentence: string
  readonly figures: { readonly budget: Money; readonly computed: Money; readonly confirmed: Money; readonly paid: Money } | undefined
}
type ProgramFilters = Omit<z.infer<typeof ListPrograms>, keyof PageRequest>
/** A page of programs by name, each with the version in force or else its newest draft; as many statements for fifty as for one. */
function readPrograms(ctx: ReadCtx, { state, q }: ProgramFilters, request: PageRequest): Promise<Page<ProgramItem>> {
  const filters = and(
    state ? eq(programs.state, state as ProgramState) : undefined,
    q ? sql`starts_with(lower(${programs.name}), ${q.toLowerCase()})` : undefined,
  )
  return readPage(
    {
      id: programs.id,
      idOf: (r: ProgramItem) => r.uuid,
      sorts: { name: { column: programs.name, of: (r) => r.name }, written: undefined },
      defaultSort: 'name',
    },
    request,
    async ({ where, orderBy, limit }) => {
      const rows = await ctx.tx
          .select()
          .from(programs)
          .where(and(filters, where))
          .orderBy(...orderBy)
          .limit(limit),
        ids = rows.map((row) => row.id)
      const sums = ctx.reach('award.read') === 'all' ? await figures(ctx, ids) : undefined
      const versions =
        ids.length === 0 ? [] : await ctx.tx.select().from(ruleVersions).where(inArray(ruleVersions.programId, ids)).orderBy(desc(ruleVersions.version))
      return rows.map((row): ProgramItem => {
        const own = versions.filter((v) => v.programId === row.id),
          shown = own.find((v) => v.state === 'active') ?? own[0],
          f = sums?.get(row.id),
          amount = (minor: bigint) => money(minor, row.currency)
        return {
          id: encodeId('program', row.id),
          uuid: row.id,
          number: row.number,
          name: row.name,
          state: row.state,
          period: row.period,
          currency: row.currency,
          version: shown?.version,
          sentence: shown
            ? rulePieces(ruleOf(shown), row)
                .map((s) => s.map((p) => p.text).join(''))
                .join(' ')
            : '',
          figures: f && { budget: amount(f.budget), computed: amount(f.computed), confirmed: amount(f.confirmed), paid: amount(f.paid) },
        }
      })
    },
  )
}
/** Programs with what they have earned so far, in three figures each. */
export const listPrograms = query({
  name: 'incentives.listPrograms',
  needs: 'program.read',
  input: ListPrograms,
  run: async (ctx, { sort, after, before, size, ...filters }) => {
    const page = await readPrograms(ctx, filters, { sort, after, before, size })
    const [active] = await ctx.tx
      .select({ count: sql<string>`count(*)` })
      .from(programs)
      .where(eq(programs.state, 'active'))
    return {
      ...page,
      active: Number(active?.count ?? 0),
      place: placeOf(ctx),
      may: { write: ctx.reach('program.change') === 'all', runs: ctx.reach('award.read') === 'all' },
    }
  },
})
/** The filtered programs as CSV, recorded. */
export const exportPrograms = listExport({
  name: 'incentives.exportPrograms',
  needs: 'program.read',
  input: ListPrograms,
  of: (ctx, input) =>
    listOf<ProgramItem>(
      'programs',
      input,
      [
        { header: 'Program', cell: (r) => r.number },
        { header: 'Name', cell: (r) => r.name },
        { header: 'State', cell: (r) => r.state },
        { header: 'Period', cell: (r) => r.period },
        { header: 'Version', cell: (r) => r.version },
        { header: 'Rule', cell: (r) => r.sentence },
        { header: 'Computed', cell: (r) => r.figures && decimalText(r.figures.computed) },
        { header: 'Confirmed', cell: (r) => r.figures && decimalText(r.figures.confirmed) },
        { header: 'Paid', cell: (r) => r.figures && decimalText(r.figures.paid) },
        { header: 'Budget left', cell: (r) => r.figures && decimalText(r.figures.budget) },
        { header: 'Currency', cell: (r) => r.currency },
      ],
      (request) => readPrograms(ctx, input, request),
    ),
})
export const showProgram = query({
  name: 'incentives.showProgram',
  needs: 'program.read',
  input: ShowProgram,
  run: async (ctx, { id }) => {
    const program = await loadProgram(ctx, id),
      versions = await versionsOf(ctx, program.id),
      all = ctx.reach('award.read') === 'all'
    const f = all ? (await figures(ctx, [program.id])).get(program.id) : undefined,
      amount = (minor: bigint) => money(minor, program.currency)
    const runs = all ? await ctx.tx.select().from(awardRuns).where(eq(awardRuns.programId, program.id)).orderBy(desc(awardRuns.id)).limit(12) : []
    const corrections = await correctionsOfRuns(
      ctx,
      runs.map((r) => r.id),
    )
    const current = await versionOn(ctx, program.id, ctx.today),
      shown = current ?? versions.find((v) => v.state === 'active') ?? versions[0],
      written = versions.find((v) => v.state === 'draft')
    const holding = periodsHolding(program.period, await newestMoments(ctx, 4_000), ctx.settings.zone)
    // The days are ISO days, which sort as text.
    const began = versions.flatMap((v) => (v.state === 'active' && v.effectiveOn !== null ? [v.effectiveOn] : [])).sort()[0]
    const periods = [
      ...new Map(
        [...holding, periodOf(program.period, ctx.today), shiftPeriod(program.period, periodOf(program.period, ctx.today), -1)].map((p) => [p.from, p]),
      ).values(),
    ]
      .sort((a, b) => (a.from < b.from ? 1 : -1))
      .slice(0, 60)
    return {
      id,
      number: program.number,
      name: program.name,
      state: program.state,
      currency: program.currency,
      period: program.period,
      confirmation: program.confirmation,
      minimum: amount(program.minimumMinor),
      startsOn: program.startsOn,
      endsOn: program.endsOn,
      audienceIsAll: shown === undefined || 'all' in audienceOf(shown),
      audience: shown && (await namesOfAudience(ctx, shown)),
      versions: versions.map((v) => ({
        version: v.version,
        state: v.state,
        effectiveOn: v.effectiveOn,
        digest: v.digest,
        note: v.note,
        activatedAt: v.activatedAt,
        isCurrent: v.id === current?.id,
        rule: ruleOf(v),
        pieces: rulePieces(ruleOf(v), program),
      })),
      // Of a draft that changes who takes part.
      draftAudience:
        written && shown && written.id !== shown.id && canonicalJson(audienceOf(written)) !== canonicalJson(audienceOf(shown))
          ? { isAll: 'all' in audienceOf(written), named: await namesOfAudience(ctx, written) }
          : undefined,
      figures: f ? { budget: amount(f.budget), computed: amount(f.computed), confirmed: amount(f.confirmed), paid: amount(f.paid) } : undefined,
      runs: runs.map((r) => ({
        id: encodeId('awardRun', r.id),
        number: r.number,
        from: r.periodFrom,
        name: periodName(program.period, r.periodFrom),
        awards: r.awardCount,
        corrections: corrections.get(r.id) ?? 0,
        records: r.recordCount,
        total: amount(r.totalMinor),
        at: r.computedAt,
      })),
      periods: periods.map((p) => ({
        from: p.from,
        name: periodName(program.period, p.from),
        hasRule: began !== undefined && began <= p.to,
        isOver: p.to < ctx.today,
      })),
      newestWork: holding.filter((p) => p.from <= ctx.today).at(-1)?.from,
      place: placeOf(ctx),
      today: ctx.today,
      may: {
        change: ctx.reach('program.change') === 'all',
        activate: ctx.reach('program.activate') === 'all',
        compute: ctx.reach('award.compute') === 'all',
        nominate: ctx.reach('award.nominate') === 'all',
        awards: all,
        ledger: ctx.reach('ledger.read') === 'all',
      },
    }
  },
})
/** Payees to choose from when a rule is tried, by name. */
export const listProgramPayees = query({
  name: 'incentives.listProgramPayees',
  needs: 'program.read',
  input: z.strictObject({}),
  run: async (ctx) => {
    const own = ctx.reach('payee.read') === 'all' ? undefined : await ownPayeeIds(ctx)
    const rows =
      own?.length === 0
        ? []
        : await ctx.tx
            .select({ id: payees.id, name: payees.name })
            .from(payees)
            .where(and(eq(payees.isActive, true), own ? inArray(payees.id, own) : undefined))
            .orderBy(payees.name, payees.id)
            .limit(2_000)
    return { payees: rows.map((row) => ({ id: encodeId('payee', row.id), name: row.name })) }
  },
})
/** Active programs that pay by nomination now, with the amounts they allow. */
export const listNominationPrograms = query({
  name: 'incentives.listNominationPrograms',
  needs: 'award.nominate',
  input: z.strictObject({}),
  run: async (ctx) => {
    const out = []
    for (const row of await ctx.tx.select().from(programs).where(eq(programs.state, 'active')).orderBy(programs.name).limit(500)) {
      const version = await versionOn(ctx, row.id, ctx.today),
        rule = version && ruleOf(version)
      if (rule?.pay.kind === 'nomination')
        out.push({
          id: encodeId('program', row.id),
          name: row.name,
          period: row.period,
          range: `${moneyText(money(BigInt(rule.pay.least), row.currency))} to ${moneyText(money(BigInt(rule.pay.most), row.currency))}`,
        })
    }
    return { programs: out, today: ctx.today }
  },
})
