import { and, eq, sql } from 'drizzle-orm'
import type { z } from 'zod'
import { batches, payouts } from '../../db/schema/payouts.ts'
import { statementLines, statements } from '../../db/schema/statements.ts'
import { members } from '../../db/schema/tenancy.ts'
import { payees } from '../../db/schema/work.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { readPage, type Page } from '../access/list-page.ts'
import { query } from '../access/operation.ts'
import { listExport, listOf } from '../audit/list-export.ts'
import type { Day } from '../kernel/day.ts'
import { decodeId, encodeId, type Id } from '../kernel/id.ts'
import { decimalText, money, type Money } from '../kernel/money.ts'
import { notFound } from '../kernel/refusal.ts'
import { lineInput, listLinesInput } from './bank-inputs.ts'
import { stateWords } from './payout.ts'
import { batchesOfAmount } from './settle-batch.ts'
import { type StatementKind } from './statement.ts'
import { placeOf, waitingCount } from './list-statements.ts'

export interface LineListRow {
  readonly id: Id<'statementLine'>
  readonly uuid: string
  readonly statement: { readonly id: Id<'statement'>; readonly number: string; readonly kind: StatementKind }
  readonly position: number
  readonly bookedOn: Day | null
  readonly amount: Money | null
  readonly direction: 'credit' | 'debit' | 'none'
  readonly reference: string | null
  readonly text: string
  readonly state: 'unmatched' | 'matched' | 'ignored'
  readonly reason: string | null
  readonly decision: string | null
  readonly decisionReason: string | null
  readonly code: string | null
  readonly status: string | null
  readonly payout: { readonly id: Id<'payout'>; readonly number: string; readonly payee: string } | null
  readonly batch: { readonly id: Id<'batch'>; readonly number: string } | null
}
type LineFilters = Omit<z.infer<typeof listLinesInput>, 'size'> & { readonly size?: number | undefined }
const lineColumns = {
  line: statementLines,
  number: statements.number,
  kind: statements.kind,
  payoutNumber: payouts.number,
  payee: payees.name,
  batchNumber: batches.number,
}
const lineRow = ({
  line,
  number,
  kind,
  payoutNumber,
  payee,
  batchNumber,
}: {
  line: typeof statementLines.$inferSelect
  number: string
  kind: StatementKind
  payoutNumber: string | null
  payee: string | null
  batchNumber: string | null
}): LineListRow => ({
  id: encodeId('statementLine', line.id),
  uuid: line.id,
  statement: { id: encodeId('statement', line.statementId), number, kind },
  position: line.position,
  bookedOn: line.bookedOn,
  amount: line.currency === 'XXX' ? null : money(line.amountMinor, line.currency),
  direction: line.direction,
  reference: line.endToEndId,
  text: line.text,
  state: line.state,
  reason: line.queueReason ?? line.reasonText,
  decision: line.decision,
  decisionReason: line.decisionReason,
  code: line.reasonCode,
  status: line.status,
  payout: line.payoutId === null || payoutNumber === null ? null : { id: encodeId('payout', line.payoutId), number: payoutNumber, payee: payee ?? '' },
  batch: line.batchId === null || batchNumber === null ? null : { id: encodeId('batch', line.batchId), number: batchNumber },
})
async function readLines(ctx: ReadCtx, input: LineFilters): Promise<Page<LineListRow>> {
  const filters = and(
    input.state === undefined ? undefined : eq(statementLines.state, input.state),
    input.direction === undefined ? undefined : eq(statementLines.direction, input.direction),
    input.statementId === undefined ? undefined : eq(statementLines.statementId, decodeId('statement', input.statementId)),
    input.q === undefined || input.q === '' ? undefined : sql`starts_with(${statementLines.endToEndId}, ${input.q})`,
  )
  return readPage(
    {
      id: statementLines.id,
      idOf: (r: LineListRow) => r.uuid,
      sorts: {
        imported: undefined,
        position: { column: statementLines.position, of: (r) => r.position },
        amount: { column: statementLines.amountMinor, of: (r) => r.amount?.minor ?? 0n },
      },
      defaultSort: input.statementId === undefined ? '-imported' : 'position',
    },
    input,
    async ({ where, orderBy, limit }) => {
      const rows = await ctx.tx
        .select(lineColumns)
        .from(statementLines)
        .innerJoin(statements, eq(statements.id, statementLines.statementId))
        .leftJoin(payouts, eq(payouts.id, statementLines.payoutId))
        .leftJoin(payees, eq(payees.id, payouts.payeeId))
        .leftJoin(batches, eq(batches.id, statementLines.batchId))
        .where(and(filters, where))
        .orderBy(...orderBy)
        .limit(limit)
      return rows.map(lineRow)
    },
  )
}
/** Lines of one statement or of all: the queue is `state: unmatched`. */
export const listStatementLines = query({
  name: 'incentives.listStatementLines',
  needs: 'statement.read',
  input: listLinesInput,
  run: async (ctx, input) => ({
    ...(await readLines(ctx, input)),
    place: placeOf(ctx),
    mayDecide: ctx.reach('statement.import') !== undefined,
    waiting: await waitingCount(ctx),
  }),
})
/** The filtered lines as CSV, recorded. */
export const exportStatementLines = listExport({
  name: 'incentives.exportStatementLines',
  needs: 'statement.read',
  input: listLinesInput,
  of: (ctx, input) =>
    listOf<LineListRow>(
      'statement lines',
      input,
      [
        { header: 'Statement', cell: (r) => r.statement.number },
        { header: 'Line', cell: (r) => r.position },
        { header: 'Booked', cell: (r) => r.bookedOn },
        { header: 'Direction', cell: (r) => r.direction },
        { header: 'Amount', cell: (r) => (r.amount ? decimalText(r.amount) : '') },
        { header: 'Currency', cell: (r) => r.amount?.currency },
        { header: 'Reference', cell: (r) => r.reference },
        { header: 'Text', cell: (r) => r.text },
        { header: 'State', cell: (r) => r.state },
        { header: 'Reason', cell: (r) => r.reason },
        { header: 'Payout', cell: (r) => r.payout?.number },
        { header: 'Batch', cell: (r) => r.batch?.number },
      ],
      (request) => readLines(ctx, { ...input, ...request }),
    ),
})
/** One line, and for the queue the payout it may belong to: the one that its reference names, or open ones of the same amount as a hint only. */
export const showStatementLine = query({
  name: 'incentives.showStatementLine',
  needs: 'statement.read',
  input: lineInput,
  run: async (ctx, input) => {
    const [row] = await ctx.tx
      .select({ ...lineColumns, decidedBy: members.name })
      .from(statementLines)
      .innerJoin(statements, eq(statements.id, statementLines.statementId))
      .leftJoin(payouts, eq(payouts.id, statementLines.payoutId))
      .leftJoin(payees, eq(payees.id, payouts.payeeId))
      .leftJoin(batches, eq(batches.id, statementLines.batchId))
      .leftJoin(members, eq(members.id, statementLines.decidedBy))
      .where(eq(statementLines.id, decodeId('statementLine', input.lineId)))
    if (!row) throw notFound('statement line')
    const { line } = row
    const near =
      line.state !== 'unmatched' || line.currency === 'XXX'
        ? []
        : await ctx.tx
            .select({ id: payouts.id, number: payouts.number, state: payouts.state, payee: payees.name })
            .from(payouts)
            .innerJoin(payees, eq(payees.id, payouts.payeeId))
            .where(
              and(
                eq(payouts.amountMinor, line.amountMinor),
                eq(payouts.currency, line.currency),
                line.direction === 'credit' ? sql`${payouts.state} in ('released', 'settled')` : sql`${payouts.state} in ('released', 'settled', 'returned')`,
              ),
            )
            .orderBy(payouts.id)
            .limit(8)
    return {
      ...lineRow(row),
      bankReference: line.bankReference,
      decidedBy: row.decidedBy,
      decidedAt: line.decidedAt,
      mayDecide: line.state === 'unmatched' && ctx.reach('statement.import') !== undefined,
      nearBatches: line.state !== 'unmatched' || line.currency === 'XXX' ? [] : await batchesOfAmount(ctx, line),
      near: near.map((p) => ({ id: encodeId('payout', p.id), number: p.number, state: stateWords[p.state], payee: p.payee })),
      place: placeOf(ctx),
    }
  },
})
