import { and, eq, sql } from 'drizzle-orm'
import type { z } from 'zod'
import { statementLines, statements } from '../../db/schema/statements.ts'
import { members } from '../../db/schema/tenancy.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { readPage, type Page, type PageRequest } from '../access/list-page.ts'
import { query } from '../access/operation.ts'
import { listExport, listOf } from '../audit/list-export.ts'
import type { Day } from '../kernel/day.ts'
import { decodeId, encodeId, type Id } from '../kernel/id.ts'
import { decimalText, money, type Money } from '../kernel/money.ts'
import { notFound } from '../kernel/refusal.ts'
import { listStatementsInput, statementInput } from './bank-inputs.ts'
import { unfinishedFiles } from './read-statement-file.ts'
import { kindWords, type StatementKind } from './statement.ts'

export const placeOf = (ctx: ReadCtx) => ({ locale: ctx.settings.locale, zone: ctx.settings.zone, now: ctx.now })
export interface StatementListRow {
  readonly id: Id<'statement'>
  readonly uuid: string
  readonly number: string
  readonly kind: StatementKind
  readonly kindWords: string
  readonly account: string
  readonly lineCount: number
  readonly matchedCount: number
  readonly closing: Money | null
  readonly booked: { readonly from: Day; readonly to: Day } | null
  readonly importedBy: string | null
  readonly importedAt: Date
  readonly warnings: readonly string[]
}
const balance = (minor: bigint | null, currency: string | null): Money | null => (minor === null || currency === null ? null : money(minor, currency))
async function readStatements(ctx: ReadCtx, input: z.infer<typeof listStatementsInput>, request: PageRequest = input): Promise<Page<StatementListRow>> {
  const filters = and(
    input.kind === undefined ? undefined : eq(statements.kind, input.kind),
    input.q === undefined || input.q === '' ? undefined : sql`starts_with(${statements.number}, ${input.q.toUpperCase()})`,
  )
  return readPage(
    { id: statements.id, idOf: (r: StatementListRow) => r.uuid, sorts: { imported: undefined }, defaultSort: '-imported' },
    request,
    async ({ where, orderBy, limit }) => {
      const rows = await ctx.tx
        .select({ statement: statements, importedBy: members.name })
        .from(statements)
        .leftJoin(members, eq(members.id, statements.importedBy))
        .where(and(filters, where))
        .orderBy(...orderBy)
        .limit(limit)
      return rows.map(({ statement, importedBy }) => listRow(statement, importedBy))
    },
  )
}
/** The filtered statements as CSV, recorded. */
export const exportStatements = listExport({
  name: 'incentives.exportStatements',
  needs: 'statement.read',
  input: listStatementsInput,
  of: (ctx, input) =>
    listOf<StatementListRow>(
      'statements',
      input,
      [
        { header: 'Statement', cell: (r) => r.number },
        { header: 'Kind', cell: (r) => r.kind },
        { header: 'Account', cell: (r) => r.account },
        { header: 'Lines', cell: (r) => r.lineCount },
        { header: 'Explained', cell: (r) => r.matchedCount },
        { header: 'Booked from', cell: (r) => r.booked?.from },
        { header: 'Booked to', cell: (r) => r.booked?.to },
        { header: 'Warnings', cell: (r) => r.warnings.join(' ') },
        { header: 'Imported by', cell: (r) => r.importedBy },
        { header: 'Imported', cell: (r) => r.importedAt },
        { header: 'Closing balance', cell: (r) => r.closing && decimalText(r.closing) },
        { header: 'Currency', cell: (r) => r.closing?.currency },
      ],
      (request) => readStatements(ctx, input, request),
    ),
})
/** What banks sent, newest first. */
export const listStatements = query({
  name: 'incentives.listStatements',
  needs: 'statement.read',
  input: listStatementsInput,
  run: async (ctx, input) => {
    return {
      ...(await readStatements(ctx, input)),
      place: placeOf(ctx),
      mayImport: ctx.reach('statement.import') !== undefined,
      waiting: await waitingCount(ctx),
      unfinished: await unfinishedFiles(ctx),
    }
  },
})
const listRow = (statement: typeof statements.$inferSelect, importedBy: string | null): StatementListRow => ({
  id: encodeId('statement', statement.id),
  uuid: statement.id,
  number: statement.number,
  kind: statement.kind,
  kindWords: kindWords[statement.kind],
  account: statement.accountMasked,
  lineCount: statement.lineCount,
  matchedCount: statement.matchedCount,
  closing: balance(statement.closingMinor, statement.currency),
  booked: statement.bookedFrom === null || statement.bookedTo === null ? null : { from: statement.bookedFrom, to: statement.bookedTo },
  importedBy,
  importedAt: statement.createdAt,
  warnings: statement.warnings as string[],
})
export async function waitingCount(ctx: ReadCtx): Promise<number> {
  const [row] = await ctx.tx
    .select({ count: sql<string>`count(*)` })
    .from(statementLines)
    .where(eq(statementLines.state, 'unmatched'))
  return Number(row?.count ?? 0)
}
/** One statement with its balances and warnings. */
export const showStatement = query({
  name: 'incentives.showStatement',
  needs: 'statement.read',
  input: statementInput,
  run: async (ctx, input) => {
    const [row] = await ctx.tx
      .select({ statement: statements, importedBy: members.name })
      .from(statements)
      .leftJoin(members, eq(members.id, statements.importedBy))
      .where(eq(statements.id, decodeId('statement', input.statementId)))
    if (!row) throw notFound('statement')
    const { statement } = row
    const states = await ctx.tx
      .select({ state: statementLines.state, count: sql<string>`count(*)` })
      .from(statementLines)
      .where(eq(statementLines.statementId, statement.id))
      .groupBy(statementLines.state)
    return {
      ...listRow(statement, row.importedBy),
      opening: balance(statement.openingMinor, statement.currency),
      reference: statement.reference.replace(/^[0-9a-f]{16} /, ''),
      digest: statement.digest,
      counts: Object.fromEntries(states.map((s) => [s.state, Number(s.count)])) as Partial<Record<'unmatched' | 'matched' | 'ignored', number>>,
      mayDecide: ctx.reach('statement.import') !== undefined,
      place: placeOf(ctx),
    }
  },
})
