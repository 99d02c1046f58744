import { and, desc, eq, gte, ilike, inArray, lt, lte, or, sql, type SQL } from 'drizzle-orm'
import { journalEntries } from '../../db/schema/ledger.ts'
import { payoutLines, payouts } from '../../db/schema/payouts.ts'
import { catalogueItems, redemptions } from '../../db/schema/wallet.ts'
import { members } from '../../db/schema/tenancy.ts'
import { payees } from '../../db/schema/work.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { readPage, type PageRequest } from '../access/list-page.ts'
import { query } from '../access/operation.ts'
import { listExport, listOf } from '../audit/list-export.ts'
import { addDays, day, startOfDay } from '../kernel/day.ts'
import { encodeId, tryDecodeId } from '../kernel/id.ts'
import { decimalText, money, parseMoney } from '../kernel/money.ts'
import { notFound } from '../kernel/refusal.ts'
import { likeText } from './list-catalogue.ts'
import { ownPayeeIds, payeeIdsWithin } from './own-payees.ts'
import { loadRedemption } from './redemption.ts'
import { ListRedemptions, ShowRedemption } from './wallet-inputs.ts'
import { placeOf } from './wallet-place.ts'
import type { z } from 'zod'

const fields = {
  id: redemptions.id,
  number: redemptions.number,
  quantity: redemptions.quantity,
  amountMinor: redemptions.amountMinor,
  currency: redemptions.currency,
  state: redemptions.state,
  at: redemptions.createdAt,
  decidedAt: redemptions.decidedAt,
  reason: redemptions.reason,
  requestedBy: redemptions.requestedBy,
  itemId: redemptions.itemId,
  item: catalogueItems.name,
  payeeId: redemptions.payeeId,
  payee: payees.name,
}

/** Those that the actor may see: all, the crew's, or the own ones. */
async function reachable(ctx: ReadCtx): Promise<SQL | undefined> {
  if (ctx.reach('redemption.read') === 'all') return undefined
  const within = await payeeIdsWithin(ctx, 'redemption.read')
  return within.length === 0 ? sql`false` : inArray(redemptions.payeeId, within)
}
async function readRedemptions(ctx: ReadCtx, input: z.infer<typeof ListRedemptions>, request: PageRequest = input) {
  const { zone, currency } = ctx.settings,
    item = input.item === undefined ? undefined : tryDecodeId('catalogueItem', input.item)
  const filters = and(
    await reachable(ctx),
    input.state && eq(redemptions.state, input.state),
    input.item === undefined ? undefined : item === undefined ? sql`false` : eq(redemptions.itemId, item),
    input.q
      ? or(ilike(payees.name, `%${likeText(input.q)}%`), ilike(catalogueItems.name, `%${likeText(input.q)}%`), eq(redemptions.number, input.q.toUpperCase()))
      : undefined,
    input.requestedFrom ? gte(redemptions.createdAt, startOfDay(day(input.requestedFrom), zone)) : undefined,
    input.requestedTo ? lt(redemptions.createdAt, startOfDay(addDays(day(input.requestedTo), 1), zone)) : undefined,
    input.amountMin ? gte(redemptions.amountMinor, parseMoney(input.amountMin, currency).minor) : undefined,
    input.amountMax ? lte(redemptions.amountMinor, parseMoney(input.amountMax, currency).minor) : undefined,
  )
  return readPage(
    {
      id: redemptions.id,
      idOf: (row: RowOf) => row.id,
      sorts: { requested: undefined, amount: { column: redemptions.amountMinor, of: (row) => row.amountMinor } },
      defaultSort: '-requested',
    },
    request,
    ({ where, orderBy, limit }) =>
      ctx.tx
        .select(fields)
        .from(redemptions)
        .innerJoin(catalogueItems, eq(catalogueItems.id, redemptions.itemId))
        .innerJoin(payees, eq(payees.id, redemptions.payeeId))
        .where(and(filters, where))
        .orderBy(...orderBy)
        .limit(limit),
  )
}
interface RowOf {
  id: string
  number: string
  quantity: number
  amountMinor: bigint
  currency: string
  state: (typeof redemptions.$inferSelect)['state']
  at: Date
  decidedAt: Date | null
  reason: string | null
  requestedBy: string
  itemId: string
  item: string
  payeeId: string
  payee: string
}
const shaped = (row: RowOf, own: ReadonlySet<string>, mayDecide: boolean, memberId: string | null) => ({
  id: encodeId('redemption', row.id),
  number: row.number,
  quantity: row.quantity,
  amount: money(row.amountMinor, row.currency),
  state: row.state,
  at: row.at,
  decidedAt: row.decidedAt,
  reason: row.reason,
  item: { id: encodeId('catalogueItem', row.itemId), name: row.item },
  payee: { id: encodeId('payee', row.payeeId), name: row.payee },
  /** Why the actor may not decide, or undefined when it is theirs to do. */
  notYours:
    row.state !== 'requested' ? undefined : !mayDecide ? 'For the office' : own.has(row.payeeId) || row.requestedBy === memberId ? 'Your own' : undefined,
  mayDecide: row.state === 'requested' && mayDecide && !own.has(row.payeeId) && row.requestedBy !== memberId,
})

/** Redemptions, newest first, with what waits for the office and for how much, per currency. */
export const listRedemptions = query({
  name: 'incentives.listRedemptions',
  needs: 'redemption.read',
  input: ListRedemptions,
  run: async (ctx, input) => {
    const { rows, next, previous } = await readRedemptions(ctx, input),
      own = new Set(await ownPayeeIds(ctx)),
      mayDecide = ctx.reach('redemption.decide') !== undefined
    const waiting = await ctx.tx
      .select({ currency: redemptions.currency, count: sql<string>`count(*)`, minor: sql<string>`sum(${redemptions.amountMinor})` })
      .from(redemptions)
      .where(and(await reachable(ctx), eq(redemptions.state, 'requested')))
      .groupBy(redemptions.currency)
    const [oldest] = await ctx.tx
      .select({ at: redemptions.createdAt })
      .from(redemptions)
      .where(and(await reachable(ctx), eq(redemptions.state, 'requested')))
      .orderBy(redemptions.id)
      .limit(1)
    return {
      rows: rows.map((row) => shaped(row, own, mayDecide, ctx.actor.memberId)),
      next,
      previous,
      place: placeOf(ctx),
      waiting: {
        count: waiting.reduce((n, row) => n + Number(row.count), 0),
        sums: waiting.map((row) => money(BigInt(row.minor), row.currency)),
        oldestAt: oldest?.at,
      },
    }
  },
})
export const exportRedemptions = listExport({
  name: 'incentives.exportRedemptions',
  needs: 'redemption.read',
  input: ListRedemptions,
  of: (ctx, input) =>
    listOf(
      'redemptions',
      input,
      [
        { header: 'Redemption', cell: (row: RowOf) => row.number },
        { header: 'Requested at', cell: (row) => row.at },
        { header: 'Payee', cell: (row) => row.payee },
        { header: 'Item', cell: (row) => row.item },
        { header: 'Quantity', cell: (row) => row.quantity },
        { header: 'Amount', cell: (row) => decimalText(money(row.amountMinor, row.currency)) },
        { header: 'Currency', cell: (row) => row.currency },
        { header: 'State', cell: (row) => row.state },
        { header: 'Decided at', cell: (row) => row.decidedAt },
        { header: 'Reason', cell: (row) => row.reason },
      ],
      (request) => readRedemptions(ctx, input, request),
    ),
})
/** One redemption with its ledger entries, from the hold to the end. */
export const showRedemption = query({
  name: 'incentives.showRedemption',
  needs: 'redemption.read',
  input: ShowRedemption,
  run: async (ctx, { id }) => {
    const redemption = await loadRedemption(ctx, id),
      own = new Set(await ownPayeeIds(ctx)),
      mayDecide = ctx.reach('redemption.decide') !== undefined
    if (ctx.reach('redemption.read') !== 'all' && !(await payeeIdsWithin(ctx, 'redemption.read')).includes(redemption.payeeId)) throw notFound('redemption')
    const entries = await ctx.tx
      .select({ id: journalEntries.id, number: journalEntries.number, kind: journalEntries.kind, at: journalEntries.at })
      .from(journalEntries)
      .where(and(eq(journalEntries.subjectKind, 'redemption'), eq(journalEntries.subjectId, redemption.id)))
      .orderBy(desc(journalEntries.id))
    const taken = await ctx.tx
      .select({ id: payouts.id, number: payouts.number, state: payouts.state, minor: payoutLines.amountMinor })
      .from(payoutLines)
      .innerJoin(payouts, eq(payouts.id, payoutLines.payoutId))
      .where(and(eq(payoutLines.redemptionId, redemption.id), eq(payoutLines.isVoid, false)))
      .orderBy(payoutLines.id)
    const people = await ctx.tx
      .select({ id: members.id, name: members.name })
      .from(members)
      .where(inArray(members.id, [redemption.requestedBy, ...(redemption.decidedBy === null ? [] : [redemption.decidedBy])]))
    const nameOf = (memberId: string | null): string | undefined => people.find((person) => person.id === memberId)?.name
    return {
      ...shaped({ ...redemption, at: redemption.createdAt }, own, mayDecide, ctx.actor.memberId),
      place: placeOf(ctx),
      requestedBy: nameOf(redemption.requestedBy),
      decidedBy: nameOf(redemption.decidedBy),
      entries:
        ctx.reach('ledger.read') === 'all'
          ? entries.map((entry) => ({ id: encodeId('journalEntry', entry.id), number: entry.number, kind: entry.kind, at: entry.at }))
          : [],
      /** Payouts that deducted the amount (negative) or gave it back. */
      payouts: taken.map((line) => ({
        id: encodeId('payout', line.id),
        number: line.number,
        state: line.state,
        amount: money(line.minor, redemption.currency),
      })),
      /** It was cancelled, and what a payout had deducted is still to be paid. */
      comesBack: redemption.state === 'cancelled' && taken.reduce((sum, line) => sum + line.minor, 0n) < 0n,
      mayOpen: { payout: ctx.reach('payout.read') === 'all', payee: ctx.reach('payee.read') === 'all', ledger: ctx.reach('ledger.read') === 'all' },
    }
  },
})
