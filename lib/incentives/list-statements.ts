import { and, eq, sql } from 'drizzle-orm'
import type { z } from 'zod'
import { batches, payouts, statementLines, statements } from '../../db/schema/incentives.ts'
import { members } from '../../db/schema/tenancy.ts'
import { payees } from '../../db/schema/work.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { readPage, type Page, type PageRequest } from '../access/list-page.ts'
import { command, query } from '../access/operation.ts'
import { exportList } from '../audit/list-export.ts'
import type { Day } from '../kernel/day.ts'
import { decodeId, encodeId, type Id } from '../kernel/id.ts'
import { decimalText, money, type Money } from '../kernel/money.ts'
import { notFound } from '../kernel/refusal.ts'
import { lineInput, listLinesInput, listStatementsInput, statementInput } from './bank-inputs.ts'
import { stateWords } from './payout.ts'
import { unfinishedFiles } from './read-statement-file.ts'
import { kindWords, type StatementKind } from './statement.ts'

const placeOf = (ctx: ReadCtx) => ({ locale: ctx.settings.locale, zone: ctx.settings.zone, now: ctx.now })
export interface StatementListRow { readonly id: Id<'statement'>; readonly uuid: string; readonly number: string; readonly kind: StatementKind; readonly kindWords: string; readonly account: string; readonly lineCount: number; readonly matchedCount: number; readonly closing: Money | null; readonly booked: { readonly from: Day; readonly to: Day } | null; readonly importedBy: string | null; readonly importedAt: Date; readonly warnings: readonly string[] }
const balance = (minor: bigint | null, currency: string | null): Money | null => (minor === null || currency === null ? null : money(minor, currency))

async function readStatements(ctx: ReadCtx, input: z.infer<typeof listStatementsInput>, request: PageRequest = input): Promise<Page<StatementListRow>> {
  const filters = and(input.kind === undefined ? undefined : eq(statements.kind, input.kind), input.q === undefined || input.q === '' ? undefined : sql`starts_with(${statements.number}, ${input.q.toUpperCase()})`)
  return readPage({ id: statements.id, idOf: (r: StatementListRow) => r.uuid, sorts: { imported: undefined }, defaultSort: '-imported' }, request, async ({ where, orderBy, limit }) => {
    const rows = await ctx.tx.select({ statement: statements, importedBy: members.name }).from(statements).leftJoin(members, eq(members.id, statements.importedBy)).where(and(filters, where)).orderBy(...orderBy).limit(limit)
    return rows.map(({ statement, importedBy }) => listRow(statement, importedBy))
  })
}
/** The filtered statements as CSV, recorded. */
export const exportStatements = command({
  name: 'incentives.exportStatements', needs: 'statement.read', input: listStatementsInput,
  run: (ctx, input) => exportList<StatementListRow>(ctx, 'statements', input, [
    { header: 'Statement', cell: (r) => r.number }, { header: 'Kind', cell: (r) => r.kind }, { header: 'Account', cell: (r) => r.account }, { header: 'Lines', cell: (r) => r.lineCount }, { header: 'Explained', cell: (r) => r.matchedCount }, { header: 'Booked from', cell: (r) => r.booked?.from }, { header: 'Booked to', cell: (r) => r.booked?.to },
    { header: 'Warnings', cell: (r) => r.warnings.join(' ') }, { header: 'Imported by', cell: (r) => r.importedBy }, { header: 'Imported', cell: (r) => r.importedAt }, { header: 'Closing balance', cell: (r) => r.closing && decimalText(r.closing) }, { header: 'Currency', cell: (r) => r.closing?.currency },
  ], (request) => readStatements(ctx, input, request)),
})
/** What banks sent, newest first. */
export const listStatements = query({
  name: 'incentives.listStatements', needs: 'statement.read', input: listStatementsInput,
  run: async (ctx, input) => {
    return { ...(await readStatements(ctx, input)), place: placeOf(ctx), mayImport: ctx.reach('statement.import') !== undefined, waiting: await waitingCount(ctx), unfinished: await unfinishedFiles(ctx) }
  },
})
const listRow = (statement: typeof statements.$inferSelect, importedBy: string | null): StatementListRow => ({
  id: encodeId('statement', statement.id), uuid: statement.id, number: statement.number, kind: statement.kind, kindWords: kindWords[statement.kind], account: statement.accountMasked, lineCount: statement.lineCount, matchedCount: statement.matchedCount,
  closing: balance(statement.closingMinor, statement.currency), booked: statement.bookedFrom === null || statement.bookedTo === null ? null : { from: statement.bookedFrom, to: statement.bookedTo }, importedBy, importedAt: statement.createdAt, warnings: statement.warnings as string[],
})
export async function waitingCount(ctx: ReadCtx): Promise<number> {
  const [row] = await ctx.tx.select({ count: sql<string>`count(*)` }).from(statementLines).where(eq(statementLines.state, 'unmatched'))
  return Number(row?.count ?? 0)
}

/** One statement with its balances and warnings. */
export const showStatement = query({
  name: 'incentives.showStatement', needs: 'statement.read', input: statementInput,
  run: async (ctx, input) => {
    const [row] = await ctx.tx.select({ statement: statements, importedBy: members.name }).from(statements).leftJoin(members, eq(members.id, statements.importedBy)).where(eq(statements.id, decodeId('statement', input.statementId)))
    if (!row) throw notFound('statement')
    const { statement } = row
    const states = await ctx.tx.select({ state: statementLines.state, count: sql<string>`count(*)` }).from(statementLines).where(eq(statementLines.statementId, statement.id)).groupBy(statementLines.state)
    return { ...listRow(statement, row.importedBy), opening: balance(statement.openingMinor, statement.currency), reference: statement.reference.replace(/^[0-9a-f]{16} /, ''), digest: statement.digest, counts: Object.fromEntries(states.map((s) => [s.state, Number(s.count)])) as Partial<Record<'unmatched' | 'matched' | 'ignored', number>>, mayDecide: ctx.reach('statement.import') !== undefined, place: placeOf(ctx) }
  },
})

export interface LineListRow {
  readonly id: Id<'statementLine'>; readonly uuid: string; readonly statement: { readonly id: Id<'statement'>; readonly number: string; readonly kind: StatementKind }; readonly position: number; readonly bookedOn: Day | null; readonly amount: Money | null; readonly direction: 'credit' | 'debit' | 'none'
  readonly reference: string | null; readonly text: string; readonly state: 'unmatched' | 'matched' | 'ignored'; readonly reason: string | null; readonly decision: string | null; readonly decisionReason: string | null; readonly code: string | null; readonly status: string | null; readonly payout: { readonly id: Id<'payout'>; readonly number: string; readonly payee: string } | null; readonly batch: { readonly id: Id<'batch'>; readonly number: string } | null
}
type LineFilters = Omit<z.infer<typeof listLinesInput>, 'size'> & { readonly size?: number | undefined }
const lineColumns = { line: statementLines, number: statements.number, kind: statements.kind, payoutNumber: payouts.number, payee: payees.name, batchNumber: batches.number }
const lineRow = ({ line, number, kind, payoutNumber, payee, batchNumber }: { line: typeof statementLines.$inferSelect; number: string; kind: StatementKind; payoutNumber: string | null; payee: string | null; batchNumber: string | null }): LineListRow => ({
  id: encodeId('statementLine', line.id), uuid: line.id, statement: { id: encodeId('statement', line.statementId), number, kind }, position: line.position, bookedOn: line.bookedOn, amount: line.currency === 'XXX' ? null : money(line.amountMinor, line.currency), direction: line.direction,
  reference: line.endToEndId, text: line.text, state: line.state, reason: line.queueReason ?? line.reasonText, decision: line.decision, decisionReason: line.decisionReason, code: line.reasonCode, status: line.status,
  payout: line.payoutId === null || payoutNumber === null ? null : { id: encodeId('payout', line.payoutId), number: payoutNumber, payee: payee ?? '' }, batch: line.batchId === null || batchNumber === null ? null : { id: encodeId('batch', line.batchId), number: batchNumber },
})

async function readLines(ctx: ReadCtx, input: LineFilters): Promise<Page<LineListRow>> {
  const filters = and(
    input.state === undefined ? undefined : eq(statementLines.state, input.state), input.direction === undefined ? undefined : eq(statementLines.direction, input.direction), input.statementId === undefined ? undefined : eq(statementLines.statementId, decodeId('statement', input.statementId)),
    input.q === undefined || input.q === '' ? undefined : sql`starts_with(${statementLines.endToEndId}, ${input.q})`,
  )
  return readPage({ id: statementLines.id, idOf: (r: LineListRow) => r.uuid, sorts: { imported: undefined, position: { column: statementLines.position, of: (r) => r.position }, amount: { column: statementLines.amountMinor, of: (r) => r.amount?.minor ?? 0n } }, defaultSort: input.statementId === undefined ? '-imported' : 'position' }, input, async ({ where, orderBy, limit }) => {
    const rows = await ctx.tx.select(lineColumns).from(statementLines).innerJoin(statements, eq(statements.id, statementLines.statementId)).leftJoin(payouts, eq(payouts.id, statementLines.payoutId)).leftJoin(payees, eq(payees.id, payouts.payeeId)).leftJoin(batches, eq(batches.id, statementLines.batchId))
      .where(and(filters, where)).orderBy(...orderBy).limit(limit)
    return rows.map(lineRow)
  })
}
/** Lines of one statement or of all: the queue is `state: unmatched`. */
export const listStatementLines = query({
  name: 'incentives.listStatementLines', needs: 'statement.read', input: listLinesInput,
  run: async (ctx, input) => ({ ...(await readLines(ctx, input)), place: placeOf(ctx), mayDecide: ctx.reach('statement.import') !== undefined, waiting: await waitingCount(ctx) }),
})
/** The filtered lines as CSV, recorded. */
export const exportStatementLines = command({
  name: 'incentives.exportStatementLines', needs: 'statement.read', input: listLinesInput,
  run: (ctx, input) => exportList<LineListRow>(ctx, 'statement lines', input, [
    { header: 'Statement', cell: (r) => r.statement.number }, { header: 'Line', cell: (r) => r.position }, { header: 'Booked', cell: (r) => r.bookedOn }, { header: 'Direction', cell: (r) => r.direction }, { header: 'Amount', cell: (r) => (r.amount ? decimalText(r.amount) : '') },
    { header: 'Currency', cell: (r) => r.amount?.currency }, { header: 'Reference', cell: (r) => r.reference }, { header: 'Text', cell: (r) => r.text }, { header: 'State', cell: (r) => r.state }, { header: 'Reason', cell: (r) => r.reason }, { header: 'Payout', cell: (r) => r.payout?.number }, { header: 'Batch', cell: (r) => r.batch?.number },
  ], (request) => readLines(ctx, { ...input, ...request })),
})

/** One line, and for the queue the payout it may belong to: the one that its reference names, or open ones of the same amount as a hint only. */
export const showStatementLine = query({
  name: 'incentives.showStatementLine', needs: 'statement.read', input: lineInput,
  run: async (ctx, input) => {
    const [row] = await ctx.tx.select({ ...lineColumns, decidedBy: members.name }).from(statementLines).innerJoin(statements, eq(statements.id, statementLines.statementId)).leftJoin(payouts, eq(payouts.id, statementLines.payoutId)).leftJoin(payees, eq(payees.id, payouts.payeeId)).leftJoin(batches, eq(batches.id, statementLines.batchId))
      .leftJoin(members, eq(members.id, statementLines.decidedBy)).where(eq(statementLines.id, decodeId('statementLine', input.lineId)))
    if (!row) throw notFound('statement line')
    const { line } = row
    const near = line.state !== 'unmatched' || line.currency === 'XXX' ? [] : await ctx.tx.select({ id: payouts.id, number: payouts.number, state: payouts.state, payee: payees.name }).from(payouts).innerJoin(payees, eq(payees.id, payouts.payeeId))
      .where(and(eq(payouts.amountMinor, line.amountMinor), eq(payouts.currency, line.currency), line.direction === 'credit' ? sql`${payouts.state} in ('released', 'settled')` : sql`${payouts.state} in ('released', 'settled', 'returned')`)).orderBy(payouts.id).limit(8)
    return { ...lineRow(row), bankReference: line.bankReference, decidedBy: row.decidedBy, decidedAt: line.decidedAt, mayDecide: line.state === 'unmatched' && ctx.reach('statement.import') !== undefined, near: near.map((p) => ({ id: encodeId('payout', p.id), number: p.number, state: stateWords[p.state], payee: p.payee })), place: placeOf(ctx) }
  },
})
