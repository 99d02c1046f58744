import { and, eq, gte, inArray, lte, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { awardRecords, awardRuns, awards, programs, ruleVersions, type AwardKind, type AwardState } from '../../db/schema/incentives.ts'
import { payoutLines, payouts } from '../../db/schema/payouts.ts'
import { files, members } from '../../db/schema/tenancy.ts'
import { payees, workRecords } from '../../db/schema/work.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { readPage, type PageRequest } from '../access/list-page.ts'
import { query } from '../access/operation.ts'
import { listExport, listOf } from '../audit/list-export.ts'
import { sha256Hex } from '../kernel/digest.ts'
import { encodeId, tryDecodeId } from '../kernel/id.ts'
import { decimalText, money, parseMoney } from '../kernel/money.ts'
import { notFound } from '../kernel/refusal.ts'
import type { AwardRow } from './correct-award.ts'
import { inUnits, readDerivation } from './derivation.ts'
import { ownPayeeIds } from './own-payees.ts'
import { ownWordAmong } from './own-word.ts'
import { periodName } from './period-grid.ts'
import { ListAwards, ShowAward, type ListAwardsInput } from './program-inputs.ts'
import { loadAward, openOfRun, reachableAwards } from './reachable-awards.ts'
import { measureOf } from './rule-amount.ts'
import { rulePieces } from './rule-sentence.ts'
import { ruleOf } from './program.ts'
import { placeOf } from './wallet-place.ts'

const missing = '00000000-0000-0000-0000-000000000000'
interface Row {
  readonly award: AwardRow
  readonly payee: string
  readonly program: string
  readonly period: 'week' | 'month' | 'quarter' | 'year'
  readonly confirmation: 'by_person' | 'by_itself'
}
async function readAwards(ctx: ReadCtx, input: ListAwardsInput, request: PageRequest) {
  const idOr = (noun: 'program' | 'payee' | 'awardRun', text: string | undefined) => (text === undefined ? undefined : (tryDecodeId(noun, text) ?? missing)),
    { currency } = ctx.settings
  const programId = idOr('program', input.program),
    payeeId = idOr('payee', input.payee),
    runId = idOr('awardRun', input.run)
  const where0 = and(
    await reachableAwards(ctx),
    input.state === 'waiting' ? inArray(awards.state, ['computed', 'nominated']) : input.state ? eq(awards.state, input.state as AwardState) : undefined,
    input.kind ? eq(awards.kind, input.kind as AwardKind) : undefined,
    programId ? eq(awards.programId, programId) : undefined,
    payeeId ? eq(awards.payeeId, payeeId) : undefined,
    runId ? eq(awards.runId, runId) : undefined,
    input.q ? sql`(${awards.number} = ${input.q.trim().toUpperCase()} or starts_with(lower(${payees.name}), ${input.q.trim().toLowerCase()}))` : undefined,
    input.periodFrom ? gte(awards.periodFrom, input.periodFrom as never) : undefined,
    input.periodTo ? lte(awards.periodFrom, input.periodTo as never) : undefined,
    input.amountMin ? gte(awards.amountMinor, parseMoney(input.amountMin, currency).minor) : undefined,
    input.amountMax ? lte(awards.amountMinor, parseMoney(input.amountMax, currency).minor) : undefined,
  )
  return readPage(
    {
      id: awards.id,
      idOf: (row: Row) => row.award.id,
      sorts: {
        made: undefined,
        amount: { column: awards.amountMinor, of: (row) => row.award.amountMinor },
        period: { column: awards.periodFrom, of: (row) => row.award.periodFrom },
      },
      defaultSort: '-made',
    },
    request,
    ({ where, orderBy, limit }) =>
      ctx.tx
        .select({ award: awards, payee: payees.name, program: programs.name, period: programs.period, confirmation: programs.confirmation })
        .from(awards)
        .innerJoin(payees, eq(payees.id, awards.payeeId))
        .innerJoin(programs, eq(programs.id, awards.programId))
        .where(and(where0, where))
        .orderBy(...orderBy)
        .limit(limit),
  )
}
const isOpen = ({ state }: AwardRow): boolean => state === 'computed' || state === 'nominated'
/** Where a program confirms by itself, what waits says why; elsewhere everything waits, and a list asks nothing more. */
const heldBack = (ctx: ReadCtx, rows: readonly Row[]) =>
  ownWordAmong(
    ctx,
    rows.flatMap((row) => (row.confirmation === 'by_itself' && isOpen(row.award) ? [row.award] : [])),
  )
const shaped = (
  { award, payee, program, period }: Omit<Row, 'confirmation'>,
  own: ReadonlySet<string>,
  me: string | null,
  mayConfirm: boolean,
  held: ReadonlySet<string>,
) => {
  const open = isOpen(award)
  const why = !open
    ? ''
    : !mayConfirm
      ? 'For a manager'
      : own.has(award.payeeId)
        ? 'It is yours'
        : award.nominatedBy === me && award.kind === 'nomination'
          ? 'You nominated it'
          : ''
  return {
    id: encodeId('award', award.id),
    number: award.number,
    kind: award.kind,
    state: award.state,
    amount: money(award.amountMinor, award.currency),
    payee: { id: encodeId('payee', award.payeeId), name: payee },
    program: { id: encodeId('program', award.programId), name: program },
    period: periodName(period, award.periodFrom),
    reason: award.reason,
    mayDecide: open && why === '',
    why,
    isHeldBack: held.has(award.id),
  }
}
export const listAwards = query({
  name: 'incentives.listAwards',
  needs: 'award.read',
  input: ListAwards,
  run: async (ctx, input) => {
    const { rows, next, previous } = await readAwards(ctx, input, input),
      own = new Set(await ownPayeeIds(ctx)),
      held = await heldBack(ctx, rows),
      mayConfirm = ctx.reach('award.confirm') === 'all'
    const totals = await ctx.tx
      .select({ state: awards.state, currency: awards.currency, count: sql<string>`count(*)`, minor: sql<string>`sum(${awards.amountMinor})` })
      .from(awards)
      .where(await reachableAwards(ctx))
      .groupBy(awards.state, awards.currency)
    const runId = input.run ? tryDecodeId('awardRun', input.run) : undefined,
      [run] = runId ? await ctx.tx.select().from(awardRuns).where(eq(awardRuns.id, runId)) : [],
      open = run ? await openOfRun(ctx, run.id) : []
    return {
      rows: rows.map((row) => shaped(row, own, ctx.actor.memberId, mayConfirm, held)),
      next,
      previous,
      totals: totals.map((t) => ({ state: t.state, count: Number(t.count), amount: money(BigInt(t.minor), t.currency) })),
      run: run ? { id: encodeId('awardRun', run.id), number: run.number, open } : undefined,
      may: {
        confirm: mayConfirm,
        nominate: ctx.reach('award.nominate') === 'all',
        runs: ctx.reach('award.read') === 'all',
        raise: ctx.reach('payout.raise') === 'all',
      },
      place: placeOf(ctx),
    }
  },
})
export const exportAwards = listExport({
  name: 'incentives.exportAwards',
  needs: 'award.read',
  input: ListAwards,
  of: (ctx, input) =>
    listOf(
      'awards',
      input,
      [
        { header: 'Award', cell: (r: Row) => r.award.number },
        { header: 'Kind', cell: (r) => r.award.kind },
        { header: 'State', cell: (r) => r.award.state },
        { header: 'Payee', cell: (r) => r.payee },
        { header: 'Program', cell: (r) => r.program },
        { header: 'From', cell: (r) => r.award.periodFrom },
        { header: 'To', cell: (r) => r.award.periodTo },
        { header: 'Amount', cell: (r) => decimalText(money(r.award.amountMinor, r.award.currency)) },
        { header: 'Currency', cell: (r) => r.award.currency },
        { header: 'Derivation digest', cell: (r) => r.award.derivationDigest },
        { header: 'Reason', cell: (r) => r.award.reason },
      ],
      (request) => readAwards(ctx, input, request),
    ),
})
const recordsShown = 1_000
/** An award whole: its arithmetic line by line, each record, its corrections and the payout that paid it; the digest is recomputed here. What its rule measures by is added up where all records are shown. */
export const showAward = query({
  name: 'incentives.showAward',
  needs: 'award.read',
  input: ShowAward,
  run: async (ctx, { id }) => {
    const award = await loadAward(ctx, id),
      all = ctx.reach('award.read') === 'all'
    const [around] = await ctx.tx
      .select({ payee: payees.name, program: programs, version: ruleVersions })
      .from(awards)
      .innerJoin(payees, eq(payees.id, awards.payeeId))
      .innerJoin(programs, eq(programs.id, awards.programId))
      .leftJoin(ruleVersions, eq(ruleVersions.id, awards.ruleVersionId))
      .where(eq(awards.id, award.id))
    if (!around) throw notFound('award')
    const records = await ctx.tx
      .select({
        id: workRecords.id,
        number: workRecords.number,
        key: workRecords.externalKey,
        kind: workRecords.kind,
        countedAt: workRecords.countedAt,
        digest: workRecords.digest,
        quantityMilli: workRecords.quantityMilli,
        valueMinor: workRecords.valueMinor,
        valueCurrency: workRecords.valueCurrency,
      })
      .from(awardRecords)
      .innerJoin(workRecords, eq(workRecords.id, awardRecords.recordId))
      .where(eq(awardRecords.awardId, award.id))
      .orderBy(workRecords.countedAt, workRecords.id)
      .limit(recordsShown)
    const base = alias(awards, 'base'),
      corrections = await ctx.tx
        .select({ id: awards.id, number: awards.number, kind: awards.kind, minor: awards.amountMinor, reason: awards.reason, state: awards.state })
        .from(awards)
        .where(eq(awards.correctsId, award.id))
        .orderBy(awards.id)
    const [corrects] = award.correctsId ? await ctx.tx.select({ id: base.id, number: base.number }).from(base).where(eq(base.id, award.correctsId)) : []
    const paid = await ctx.tx
      .select({ id: payouts.id, number: payouts.number, state: payouts.state, isVoid: payoutLines.isVoid })
      .from(payoutLines)
      .innerJoin(payouts, eq(payouts.id, payoutLines.payoutId))
      .where(eq(payoutLines.awardId, award.id))
      .orderBy(payouts.id)
    const deciders = [award.decidedBy, award.nominatedBy].flatMap((m) => (m ? [m] : [])),
      people = deciders.length === 0 ? [] : await ctx.tx.select({ id: members.id, name: members.name }).from(members).where(inArray(members.id, deciders))
    const [proof] = award.proofFileId
      ? await ctx.tx.select({ name: files.name, digest: files.digest, size: files.size }).from(files).where(eq(files.id, award.proofFileId))
      : []
    const derivation = award.derivation.startsWith('{"') ? readDerivation(award.derivation) : undefined,
      own = new Set(await ownPayeeIds(ctx)),
      nameOf = (m: string | null) => people.find((p) => p.id === m)?.name
    const measure = around.version ? measureOf(ruleOf(around.version).pay) : 'count'
    return {
      ...shaped(
        { award, payee: around.payee, program: around.program.name, period: around.program.period },
        own,
        ctx.actor.memberId,
        ctx.reach('award.confirm') === 'all',
        await ownWordAmong(ctx, isOpen(award) ? [award] : []),
      ),
      from: award.periodFrom,
      to: award.periodTo,
      digest: award.derivationDigest,
      digestHolds: sha256Hex(award.derivation) === award.derivationDigest,
      rule: around.version ? { version: around.version.version, pieces: rulePieces(ruleOf(around.version), around.program) } : undefined,
      steps: derivation?.steps ?? [],
      measure,
      measured:
        records.length < recordsShown
          ? {
              quantity: inUnits(records.reduce((all, r) => all + (r.quantityMilli ?? 0n), 0n)),
              value: money(
                records.reduce((all, r) => all + (r.valueMinor ?? 0n), 0n),
                award.currency,
              ),
            }
          : undefined,
      records: records.map(({ quantityMilli, valueMinor, valueCurrency, ...r }) => ({
        ...r,
        quantity: quantityMilli === null ? undefined : inUnits(quantityMilli),
        value: valueMinor === null || valueCurrency === null ? undefined : money(valueMinor, valueCurrency),
        id: encodeId('workRecord', r.id),
        isSame: derivation?.records.some((d) => d.number === r.number && d.digest === r.digest) ?? false,
      })),
      corrections: corrections.map((c) => ({
        id: encodeId('award', c.id),
        number: c.number,
        kind: c.kind,
        amount: money(c.minor, award.currency),
        reason: c.reason,
        state: c.state,
      })),
      corrects: corrects ? { id: encodeId('award', corrects.id), number: corrects.number } : undefined,
      payouts: paid.map((p) => ({ id: encodeId('payout', p.id), number: p.number, state: p.state, isVoid: p.isVoid })),
      decidedBy: nameOf(award.decidedBy),
      decidedAt: award.decidedAt,
      nominatedBy: nameOf(award.nominatedBy),
      proof,
      createdAt: award.createdAt,
      place: placeOf(ctx),
      all,
      may: {
        correct:
          ctx.reach('award.correct') === 'all' &&
          ['confirmed', 'in_payout', 'paid'].includes(award.state) &&
          award.correctsId === null &&
          !own.has(award.payeeId),
      },
    }
  },
})
