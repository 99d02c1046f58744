import { and, asc, desc, eq, gte, inArray, isNotNull, isNull, lt, not, or, sql, type SQL } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { awardRecords, awards, programs } from '../../db/schema/incentives.ts'
import { members } from '../../db/schema/tenancy.ts'
import { crews, imports, payees, workRecords } from '../../db/schema/work.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { readPage, type PageRequest } from '../access/list-page.ts'
import { query } from '../access/operation.ts'
import { listExport, listOf } from '../audit/list-export.ts'
import { addDays, day, startOfDay } from '../kernel/day.ts'
import { encodeId, tryDecodeId } from '../kernel/id.ts'
import { decimalText, money } from '../kernel/money.ts'
import { notFound } from '../kernel/refusal.ts'
import { inUnits } from './derivation.ts'
import { payeeIdsWithin } from './own-payees.ts'
import { verdictsOn } from './uncounted-work.ts'
import { placeOf } from './wallet-place.ts'
import { ListWork, ShowWork } from './work-inputs.ts'
import { isCurrent, loadWork, reachOfWork, type WorkRow } from './work-record.ts'
import type { z } from 'zod'

const missing = '00000000-0000-0000-0000-000000000000'
interface Row {
  work: WorkRow
  payee: string | null
  crew: string | null
  newer: string | null
}
async function readWork(ctx: ReadCtx, input: z.infer<typeof ListWork>, request: PageRequest = input) {
  const { zone } = ctx.settings,
    newer = alias(workRecords, 'superseding')
  const filters = and(
    await reachOfWork(ctx),
    stateFilter(ctx, input.state),
    among(input),
    input.closedFrom ? gte(workRecords.countedAt, startOfDay(day(input.closedFrom), zone)) : undefined,
    input.closedTo ? lt(workRecords.countedAt, startOfDay(addDays(day(input.closedTo), 1), zone)) : undefined,
  )
  return readPage(
    { id: workRecords.id, idOf: (r: Row) => r.work.id, sorts: { recorded: undefined }, defaultSort: '-recorded' },
    request,
    ({ where, orderBy, limit }) =>
      ctx.tx
        .select({ work: workRecords, payee: payees.name, crew: crews.name, newer: newer.number })
        .from(workRecords)
        .leftJoin(payees, eq(payees.id, workRecords.payeeId))
        .leftJoin(crews, eq(crews.id, workRecords.crewId))
        .leftJoin(newer, eq(newer.supersedesId, workRecords.id))
        .where(and(filters, where))
        .orderBy(...orderBy)
        .limit(limit),
  )
}
const stateFilter = (ctx: ReadCtx, state: string | undefined): SQL | undefined =>
  state === 'superseded'
    ? not(isCurrent(ctx))
    : state === 'open'
      ? and(isNull(workRecords.countedAt), isCurrent(ctx))
      : state === 'closed'
        ? and(isNotNull(workRecords.countedAt), isCurrent(ctx))
        : isCurrent(ctx)
function among(input: z.infer<typeof ListWork>): SQL | undefined {
  const idOf = (noun: 'payee' | 'crew' | 'import', text: string | undefined): string | undefined =>
    text === undefined ? undefined : (tryDecodeId(noun, text) ?? missing)
  const payee = idOf('payee', input.payee),
    crew = idOf('crew', input.crew),
    source = idOf('import', input.import),
    q = input.q?.trim()
  return and(
    payee ? eq(workRecords.payeeId, payee) : undefined,
    crew ? eq(workRecords.crewId, crew) : undefined,
    source ? eq(workRecords.sourceId, source) : undefined,
    input.kind ? eq(workRecords.kind, input.kind) : undefined,
    // Equality and beginnings only: an index serves those under row-level security, and a company has millions of records.
    q ? or(eq(workRecords.number, q.toUpperCase()), sql`starts_with(${workRecords.externalKey}, ${q})`) : undefined,
  )
}
const shaped = ({ work, payee, crew, newer }: Row) => ({
  id: encodeId('workRecord', work.id),
  number: work.number,
  key: work.externalKey,
  kind: work.kind,
  state: newer !== null ? ('superseded' as const) : work.countedAt === null ? ('open' as const) : ('closed' as const),
  newer,
  payee: work.payeeId === null ? undefined : { id: encodeId('payee', work.payeeId), name: payee ?? '' },
  crew: work.crewId === null ? undefined : { id: encodeId('crew', work.crewId), name: crew ?? '' },
  openedAt: work.openedAt,
  closedAt: work.countedAt,
  quantity: work.quantityMilli === null ? undefined : inUnits(work.quantityMilli),
  value: work.valueMinor === null || work.valueCurrency === null ? undefined : money(work.valueMinor, work.valueCurrency),
  revision: work.revision,
  recordedAt: work.createdAt,
})
export type WorkListItem = ReturnType<typeof shaped>

/** Counting stops here: beyond it “more than” says enough, and a million records must not be walked for a headline. */
const countMax = 10_000
async function countUpTo(ctx: ReadCtx, where: SQL | undefined): Promise<number> {
  const some = ctx.tx
    .select({ one: sql<number>`1`.as('one') })
    .from(workRecords)
    .where(where)
    .limit(countMax + 1)
    .as('some')
  const [row] = await ctx.tx.select({ n: sql<string>`count(*)` }).from(some)
  return Number(row?.n ?? 0)
}
/** Work records as they stand, newest first; superseded ones when they are asked for. */
export const listWork = query({
  name: 'incentives.listWork',
  needs: 'work.read',
  input: ListWork,
  run: async (ctx, input) => {
    const page = await readWork(ctx, input)
    const reach = await reachOfWork(ctx),
      all = await countUpTo(ctx, and(reach, isCurrent(ctx))),
      open = await countUpTo(ctx, and(reach, isCurrent(ctx), isNull(workRecords.countedAt)))
    const [last] = await ctx.tx
      .select({ at: workRecords.countedAt })
      .from(workRecords)
      .where(and(reach, isNotNull(workRecords.countedAt)))
      .orderBy(desc(workRecords.countedAt))
      .limit(1)
    return {
      ...page,
      rows: page.rows.map(shaped),
      totals: { all, open, countedUpTo: countMax, lastClosedAt: last?.at ?? undefined },
      place: placeOf(ctx),
      may: { record: ctx.reach('work.record') !== undefined },
    }
  },
})
export const exportWork = listExport({
  name: 'incentives.exportWork',
  needs: 'work.read',
  input: ListWork,
  of: (ctx, input) =>
    listOf(
      'work records',
      input,
      [
        { header: 'Record', cell: (r: Row) => r.work.number },
        { header: 'Key', cell: (r) => r.work.externalKey },
        { header: 'Kind', cell: (r) => r.work.kind },
        { header: 'Payee', cell: (r) => r.payee },
        { header: 'Crew', cell: (r) => r.crew },
        { header: 'Opened', cell: (r) => r.work.openedAt },
        { header: 'Closed', cell: (r) => r.work.countedAt },
        { header: 'Quantity', cell: (r) => (r.work.quantityMilli === null ? null : inUnits(r.work.quantityMilli)) },
        {
          header: 'Value',
          cell: (r) => (r.work.valueMinor === null || r.work.valueCurrency === null ? null : decimalText(money(r.work.valueMinor, r.work.valueCurrency))),
        },
        { header: 'Currency', cell: (r) => r.work.valueCurrency },
        { header: 'Revision', cell: (r) => r.work.revision },
        { header: 'Superseded by', cell: (r) => r.newer },
        { header: 'Content digest', cell: (r) => r.work.digest },
      ],
      (request) => readWork(ctx, input, request),
    ),
})

/** A record with all its revisions, where it came from and every award that counted it. */
export const showWork = query({
  name: 'incentives.showWork',
  needs: 'work.read',
  input: ShowWork,
  run: async (ctx, { id }) => {
    const work = await loadWork(ctx, id),
      reach = await reachOfWork(ctx)
    if (
      reach &&
      (
        await ctx.tx
          .select({ id: workRecords.id })
          .from(workRecords)
          .where(and(eq(workRecords.id, work.id), reach))
      ).length === 0
    )
      throw notFound('work record')
    const chain = await ctx.tx
      .select({ work: workRecords, by: members.name })
      .from(workRecords)
      .leftJoin(members, eq(members.id, workRecords.recordedBy))
      .where(and(eq(workRecords.sourceKind, work.sourceKind), eq(workRecords.sourceName, work.sourceName), eq(workRecords.externalKey, work.externalKey)))
      .orderBy(asc(workRecords.revision))
      .limit(50)
    const [payee] = work.payeeId === null ? [] : await ctx.tx.select({ name: payees.name }).from(payees).where(eq(payees.id, work.payeeId))
    const [crew] = work.crewId === null ? [] : await ctx.tx.select({ name: crews.name }).from(crews).where(eq(crews.id, work.crewId))
    const sources = chain.flatMap((c) => (c.work.sourceKind === 'import' && c.work.sourceId !== null ? [c.work.sourceId] : []))
    const from =
      sources.length === 0
        ? []
        : await ctx.tx.select({ id: imports.id, number: imports.number, fileName: imports.fileName }).from(imports).where(inArray(imports.id, sources))
    const counted = await ctx.tx
      .select({
        id: awards.id,
        number: awards.number,
        state: awards.state,
        minor: awards.amountMinor,
        currency: awards.currency,
        program: programs.name,
        programId: programs.id,
        from: awards.periodFrom,
        payeeId: awards.payeeId,
        recordId: awardRecords.recordId,
      })
      .from(awardRecords)
      .innerJoin(awards, eq(awards.id, awardRecords.awardId))
      .innerJoin(programs, eq(programs.id, awards.programId))
      .where(
        inArray(
          awardRecords.recordId,
          chain.map((c) => c.work.id),
        ),
      )
      .orderBy(awards.id)
    const newest = chain.at(-1)?.work ?? work,
      within = ctx.reach('award.read') === 'all' ? undefined : await payeeIdsWithin(ctx, 'award.read'),
      seen = counted.filter((a) => within === undefined || within.includes(a.payeeId))
    return {
      ...shaped({
        work,
        payee: payee?.name ?? null,
        crew: crew?.name ?? null,
        newer: newest.id === work.id ? null : (chain.find((c) => c.work.supersedesId === work.id)?.work.number ?? null),
      }),
      digest: work.digest,
      reason: work.reason,
      sourceKind: work.sourceKind,
      sourceName: work.sourceName,
      fields: Object.entries(work.fields as Record<string, string>),
      newest: newest.id === work.id ? undefined : { id: encodeId('workRecord', newest.id), number: newest.number },
      revisions: chain.map(({ work: w, by }) => {
        const source = from.find((f) => f.id === w.sourceId)
        // A correction by hand keeps the source of what it corrects; its author tells that a person wrote it.
        return {
          id: encodeId('workRecord', w.id),
          number: w.number,
          revision: w.revision,
          at: w.createdAt,
          by: by ?? undefined,
          reason: w.reason,
          digest: w.digest,
          closedAt: w.countedAt,
          import: w.recordedBy === null && source ? { id: encodeId('import', source.id), number: source.number, fileName: source.fileName } : undefined,
        }
      }),
      awards: seen.map((a) => ({
        id: encodeId('award', a.id),
        number: a.number,
        state: a.state,
        amount: money(a.minor, a.currency),
        program: a.program,
        from: a.from,
        revision: chain.find((c) => c.work.id === a.recordId)?.work.number ?? '',
      })),
      /** What the programs make of it that have not counted it. */
      verdicts:
        newest.id === work.id && ctx.reach('program.read') !== undefined
          ? (await verdictsOn(ctx, work)).filter(({ program }) => !seen.some((a) => encodeId('program', a.programId) === program.id && a.state !== 'declined'))
          : [],
      place: placeOf(ctx),
      may: {
        correct: ctx.reach('work.record') !== undefined && newest.id === work.id,
        seeImports: ctx.reach('work.record') !== undefined,
        seePayees: ctx.reach('payee.read') === 'all',
      },
    }
  },
})
