import { and, eq, gte, ilike, inArray, lt, lte, or, sql, type SQL } from 'drizzle-orm'
import { awards, programs } from '../../db/schema/incentives.ts'
import { disputes } from '../../db/schema/wallet.ts'
import { payees } from '../../db/schema/work.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { readPage, type PageRequest } from '../access/list-page.ts'
import { query } from '../access/operation.ts'
import { listExport, listOf } from '../audit/list-export.ts'
import { addDays, day, type Day } from '../kernel/day.ts'
import { encodeId } from '../kernel/id.ts'
import { decimalText, money } from '../kernel/money.ts'
import { businessDaysUntil } from '../kernel/business-day.ts'
import { likeText } from './list-catalogue.ts'
import { ownPayeeIds, payeeIdsWithin } from './own-payees.ts'
import { ListDisputes } from './wallet-inputs.ts'
import { placeOf } from './wallet-place.ts'
import type { z } from 'zod'

const fields = {
  id: disputes.id,
  number: disputes.number,
  state: disputes.state,
  line: disputes.line,
  reason: disputes.reason,
  dueOn: disputes.dueOn,
  at: disputes.createdAt,
  decidedAt: disputes.decidedAt,
  outcome: disputes.outcome,
  openedBy: disputes.openedBy,
  awardId: awards.id,
  award: awards.number,
  amountMinor: awards.amountMinor,
  currency: awards.currency,
  program: programs.name,
  payeeId: disputes.payeeId,
  payee: payees.name,
}
interface RowOf {
  id: string
  number: string
  state: (typeof disputes.$inferSelect)['state']
  line: string
  reason: string
  dueOn: Day
  at: Date
  decidedAt: Date | null
  outcome: string | null
  openedBy: string
  awardId: string
  award: string
  amountMinor: bigint
  currency: string
  program: string
  payeeId: string
  payee: string
}

async function reachable(ctx: ReadCtx): Promise<SQL | undefined> {
  if (ctx.reach('dispute.read') === 'all') return undefined
  const within = await payeeIdsWithin(ctx, 'dispute.read')
  return within.length === 0 ? sql`false` : inArray(disputes.payeeId, within)
}
async function readDisputes(ctx: ReadCtx, input: z.infer<typeof ListDisputes>, request: PageRequest = input) {
  const filters = and(
    await reachable(ctx),
    input.state && eq(disputes.state, input.state),
    input.overdue === 'yes' ? and(eq(disputes.state, 'open'), lt(disputes.dueOn, ctx.today)) : undefined,
    input.q
      ? or(
          ilike(payees.name, `%${likeText(input.q)}%`),
          ilike(disputes.line, `%${likeText(input.q)}%`),
          eq(disputes.number, input.q.toUpperCase()),
          eq(awards.number, input.q.toUpperCase()),
        )
      : undefined,
    input.dueFrom ? gte(disputes.dueOn, day(input.dueFrom)) : undefined,
    input.dueTo ? lte(disputes.dueOn, day(input.dueTo)) : undefined,
  )
  return readPage(
    {
      id: disputes.id,
      idOf: (row: RowOf) => row.id,
      sorts: { opened: undefined, due: { column: disputes.dueOn, of: (row) => row.dueOn } },
      defaultSort: '-opened',
    },
    request,
    ({ where, orderBy, limit }) =>
      ctx.tx
        .select(fields)
        .from(disputes)
        .innerJoin(awards, eq(awards.id, disputes.awardId))
        .innerJoin(programs, eq(programs.id, awards.programId))
        .innerJoin(payees, eq(payees.id, disputes.payeeId))
        .where(and(filters, where))
        .orderBy(...orderBy)
        .limit(limit),
  )
}
/** Disputes, newest first, with what waits for an answer and what is late. */
export const listDisputes = query({
  name: 'incentives.listDisputes',
  needs: 'dispute.read',
  input: ListDisputes,
  run: async (ctx, input) => {
    const { rows, next, previous } = await readDisputes(ctx, input),
      own = new Set(await ownPayeeIds(ctx)),
      mayDecide = ctx.reach('dispute.decide') !== undefined
    const [open] = await ctx.tx
      .select({
        count: sql<string>`count(*)`,
        overdue: sql<string>`count(*) filter (where ${disputes.dueOn} < ${ctx.today})`,
        soon: sql<string>`count(*) filter (where ${disputes.dueOn} between ${ctx.today} and ${addDays(ctx.today, 2)})`,
        next: sql<Day | null>`min(${disputes.dueOn})`,
      })
      .from(disputes)
      .where(and(await reachable(ctx), eq(disputes.state, 'open')))
    return {
      rows: rows.map((row) => ({
        id: encodeId('dispute', row.id),
        number: row.number,
        state: row.state,
        line: row.line,
        reason: row.reason,
        dueOn: row.dueOn,
        at: row.at,
        decidedAt: row.decidedAt,
        outcome: row.outcome,
        program: row.program,
        award: { id: encodeId('award', row.awardId), number: row.award, amount: money(row.amountMinor, row.currency) },
        payee: { id: encodeId('payee', row.payeeId), name: row.payee },
        daysLeft: row.state === 'open' ? businessDaysUntil(ctx.today, row.dueOn) : undefined,
        mayDecide: row.state === 'open' && mayDecide && !own.has(row.payeeId) && row.openedBy !== ctx.actor.memberId,
        notYours:
          row.state !== 'open'
            ? undefined
            : !mayDecide
              ? 'For the office'
              : own.has(row.payeeId) || row.openedBy === ctx.actor.memberId
                ? 'About your own earnings'
                : undefined,
      })),
      next,
      previous,
      place: placeOf(ctx),
      open: { count: Number(open?.count ?? 0), overdue: Number(open?.overdue ?? 0), soon: Number(open?.soon ?? 0), nextDue: open?.next ?? undefined },
    }
  },
})
export const exportDisputes = listExport({
  name: 'incentives.exportDisputes',
  needs: 'dispute.read',
  input: ListDisputes,
  of: (ctx, input) =>
    listOf(
      'disputes',
      input,
      [
        { header: 'Dispute', cell: (row: RowOf) => row.number },
        { header: 'Opened at', cell: (row) => row.at },
        { header: 'Payee', cell: (row) => row.payee },
        { header: 'Program', cell: (row) => row.program },
        { header: 'Award', cell: (row) => row.award },
        { header: 'Award amount', cell: (row) => decimalText(money(row.amountMinor, row.currency)) },
        { header: 'Currency', cell: (row) => row.currency },
        { header: 'Line', cell: (row) => row.line },
        { header: 'Reason', cell: (row) => row.reason },
        { header: 'State', cell: (row) => row.state },
        { header: 'Answer by', cell: (row) => row.dueOn },
        { header: 'Answered at', cell: (row) => row.decidedAt },
        { header: 'Answer', cell: (row) => row.outcome },
      ],
      (request) => readDisputes(ctx, input, request),
    ),
})
