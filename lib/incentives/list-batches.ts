import { and, asc, count, eq, gte, inArray, isNull, lte, sql, type SQL } from 'drizzle-orm'
import { batches, payouts } from '../../db/schema/payouts.ts'
import { members } from '../../db/schema/tenancy.ts'
import { payees } from '../../db/schema/work.ts'
import type { z } from 'zod'
import type { ReadCtx } from '../access/ctx.ts'
import { readPage, type Page, type PageRequest } from '../access/list-page.ts'
import { query } from '../access/operation.ts'
import { listExport, listOf } from '../audit/list-export.ts'
import { instantRange, day, type Day } from '../kernel/day.ts'
import { decodeId, encodeId, type Id } from '../kernel/id.ts'
import { decimalText, money, type Money } from '../kernel/money.ts'
import { notFound } from '../kernel/refusal.ts'
import { listBatchesInput, listBatchPayoutsInput } from './bank-inputs.ts'
import { freePayouts } from './batch.ts'
import type { BatchState, PayoutState, RailName } from '../../db/schema/payouts.ts'

export interface BatchListRow {
  readonly id: Id<'batch'>
  readonly uuid: string
  readonly number: string
  readonly rail: RailName
  readonly state: BatchState
  readonly payoutCount: number
  readonly total: Money
  readonly valueOn: Day
  readonly madeBy: string | null
  readonly madeAt: Date
  readonly releasedAt: Date | null
  readonly bankStatus: string | null
}
type Filters = Omit<z.infer<typeof listBatchesInput>, 'size'> & { readonly size?: number | undefined }
const farDay = (text: string | undefined, otherwise: string): Day => day(text ?? otherwise)

async function readBatches(ctx: ReadCtx, input: Filters): Promise<Page<BatchListRow>> {
  const made =
    input.madeFrom === undefined && input.madeTo === undefined
      ? undefined
      : instantRange({ from: farDay(input.madeFrom, '2000-01-01'), to: farDay(input.madeTo, '2999-12-31') }, ctx.settings.zone)
  const filters = and(
    input.state === undefined ? undefined : eq(batches.state, input.state),
    input.rail === undefined ? undefined : eq(batches.rail, input.rail),
    made && and(gte(batches.createdAt, made.start), lte(batches.createdAt, made.end)),
    input.q === undefined || input.q === '' ? undefined : sql`starts_with(${batches.number}, ${input.q.toUpperCase()})`,
  )
  return readPage(
    {
      id: batches.id,
      idOf: (r: BatchListRow) => r.uuid,
      sorts: { made: undefined, amount: { column: batches.totalMinor, of: (r) => r.total.minor }, day: { column: batches.valueOn, of: (r) => r.valueOn } },
      defaultSort: '-made',
    },
    input,
    async ({ where, orderBy, limit }) => {
      const rows = await ctx.tx
        .select({ batch: batches, madeBy: members.name })
        .from(batches)
        .leftJoin(members, eq(members.id, batches.madeBy))
        .where(and(filters, where))
        .orderBy(...orderBy)
        .limit(limit)
      return rows.map(({ batch, madeBy }): BatchListRow => ({
        id: encodeId('batch', batch.id),
        uuid: batch.id,
        number: batch.number,
        rail: batch.rail,
        state: batch.state,
        payoutCount: batch.payoutCount,
        total: money(batch.totalMinor, batch.currency),
        valueOn: batch.valueOn,
        madeBy,
        madeAt: batch.createdAt,
        releasedAt: batch.releasedAt,
        bankStatus: batch.bankStatus,
      }))
    },
  )
}

/** Batches, newest first, and what could go into the next one. */
export const listBatches = query({
  name: 'incentives.listBatches',
  needs: 'batch.read',
  input: listBatchesInput,
  run: async (ctx, input) => {
    const [page, free, states] = await Promise.all([
      readBatches(ctx, input),
      freePayouts(ctx),
      ctx.tx
        .select({ state: batches.state, count: sql<string>`count(*)` })
        .from(batches)
        .groupBy(batches.state)
        .orderBy(asc(batches.state)),
    ])
    return {
      ...page,
      place: { locale: ctx.settings.locale, zone: ctx.settings.zone, now: ctx.now },
      mayMake: ctx.reach('batch.make') !== undefined,
      counts: Object.fromEntries(states.map((row) => [row.state, Number(row.count)])) as Partial<Record<BatchState, number>>,
      free: free.map((row) => ({ rail: row.rail, currency: row.currency, payoutCount: row.payoutCount, total: money(BigInt(row.minor ?? 0), row.currency) })),
    }
  },
})
/** The filtered list as CSV, recorded. */
export const exportBatches = listExport({
  name: 'incentives.exportBatches',
  needs: 'batch.read',
  input: listBatchesInput,
  of: (ctx, input) =>
    listOf<BatchListRow>(
      'batches',
      input,
      [
        { header: 'Batch', cell: (r) => r.number },
        { header: 'State', cell: (r) => r.state },
        { header: 'Rail', cell: (r) => r.rail },
        { header: 'Payouts', cell: (r) => r.payoutCount },
        { header: 'Amount', cell: (r) => decimalText(r.total) },
        { header: 'Currency', cell: (r) => r.total.currency },
        { header: 'Value day', cell: (r) => r.valueOn },
        { header: 'Made by', cell: (r) => r.madeBy },
        { header: 'Made', cell: (r) => r.madeAt },
        { header: 'Released', cell: (r) => r.releasedAt },
        { header: 'Bank says', cell: (r) => r.bankStatus },
      ],
      (request) => readBatches(ctx, { ...input, ...request }),
    ),
})

export interface BatchPayoutRow {
  readonly id: Id<'payout'>
  readonly uuid: string
  readonly number: string
  readonly state: PayoutState
  readonly amount: Money
  readonly payee: { readonly id: Id<'payee'>; readonly name: string }
  readonly reference: string
  readonly trace: string | null
  readonly bankStatus: string | null
  readonly returnReason: string | null
}
type PayoutRequest = Omit<z.infer<typeof listBatchPayoutsInput>, 'size'> & { readonly size?: number | undefined }
const named = (ids: readonly string[] | undefined) =>
  ids === undefined
    ? undefined
    : inArray(
        payouts.id,
        ids.map((id) => decodeId('payout', id)),
      )
const readPayouts = (ctx: ReadCtx, filters: SQL | undefined, request: PageRequest): Promise<Page<BatchPayoutRow>> =>
  readPage(
    {
      id: payouts.id,
      idOf: (r: BatchPayoutRow) => r.uuid,
      sorts: { number: undefined, amount: { column: payouts.amountMinor, of: (r) => r.amount.minor } },
      defaultSort: 'number',
    },
    request,
    async ({ where, orderBy, limit }) => {
      const rows = await ctx.tx
        .select({ payout: payouts, payeeName: payees.name })
        .from(payouts)
        .innerJoin(payees, eq(payees.id, payouts.payeeId))
        .where(and(filters, where))
        .orderBy(...orderBy)
        .limit(limit)
      return rows.map(({ payout, payeeName }): BatchPayoutRow => ({
        id: encodeId('payout', payout.id),
        uuid: payout.id,
        number: payout.number,
        state: payout.state,
        amount: money(payout.amountMinor, payout.currency),
        payee: { id: encodeId('payee', payout.payeeId), name: payeeName },
        reference: payout.endToEndId,
        trace: payout.traceNumber,
        bankStatus: payout.bankStatus,
        returnReason: payout.returnReason,
      }))
    },
  )
const readBatchPayouts = (ctx: ReadCtx, input: PayoutRequest): Promise<Page<BatchPayoutRow>> =>
  readPayouts(ctx, and(eq(payouts.batchId, decodeId('batch', input.batchId)), named(input.ids)), input)
/** The payouts of a batch, in pages. */
export const listBatchPayouts = query({ name: 'incentives.listBatchPayouts', needs: 'batch.read', input: listBatchPayoutsInput, run: readBatchPayouts })
/** What a draft could take beside what it holds: approved payouts of its rail and currency that no batch has, the longest waiting first. */
export const listFreePayouts = query({
  name: 'incentives.listFreePayouts',
  needs: 'batch.make',
  input: listBatchPayoutsInput,
  run: async (ctx, input) => {
    const [batch] = await ctx.tx
      .select({ rail: batches.rail, currency: batches.currency, state: batches.state })
      .from(batches)
      .where(eq(batches.id, decodeId('batch', input.batchId)))
    if (!batch) throw notFound('batch')
    const free = and(
      eq(payouts.state, 'approved'),
      isNull(payouts.batchId),
      eq(payouts.rail, batch.rail),
      eq(payouts.currency, batch.currency),
      batch.state === 'draft' ? undefined : sql`false`,
    )
    const [all] = await ctx.tx.select({ count: count() }).from(payouts).where(free)
    return { ...(await readPayouts(ctx, and(free, named(input.ids)), input)), count: all?.count ?? 0 }
  },
})
/** The payouts of a batch as CSV, recorded. */
export const exportBatchPayouts = listExport({
  name: 'incentives.exportBatchPayouts',
  needs: 'batch.read',
  input: listBatchPayoutsInput,
  of: async (ctx, input) => {
    const [batch] = await ctx.tx
      .select({ number: batches.number })
      .from(batches)
      .where(eq(batches.id, decodeId('batch', input.batchId)))
    if (!batch) throw notFound('batch')
    return listOf<BatchPayoutRow>(
      `payouts of ${batch.number}`,
      { ids: input.ids },
      [
        { header: 'Payout', cell: (r) => r.number },
        { header: 'Payee', cell: (r) => r.payee.name },
        { header: 'State', cell: (r) => r.state },
        { header: 'Bank says', cell: (r) => r.returnReason ?? r.bankStatus },
        { header: 'Reference', cell: (r) => r.trace ?? r.reference },
        { header: 'Amount', cell: (r) => decimalText(r.amount) },
        { header: 'Currency', cell: (r) => r.amount.currency },
      ],
      (request) => readBatchPayouts(ctx, { ...input, ...request }),
    )
  },
})
