import { and, eq, isNull, ne, sql } from 'drizzle-orm'
import { z } from 'zod'
import { ledgerAccounts, ledgerKinds, type LedgerKind } from '../../db/schema/ledger.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { pageInput, readPage, type PageRequest } from '../access/list-page.ts'
import { query } from '../access/operation.ts'
import { listExport, listOf } from '../audit/list-export.ts'
import { encodeId } from '../kernel/id.ts'
import { decimalText, money, type Money } from '../kernel/money.ts'
import { placeOf } from './wallet-place.ts'

export interface LedgerSum {
  readonly kind: LedgerKind
  readonly currency: string
  readonly accounts: number
  readonly balance: Money
  /** The only account of its kind and currency, where it is one. */ readonly only: string | undefined
}
/** The whole ledger at a glance: what each kind of ledger account holds in each currency. Debit positive. */
export const showLedger = query({
  name: 'incentives.showLedger',
  needs: 'ledger.read',
  input: z.strictObject({}),
  run: async (ctx) => {
    const rows = await ctx.tx
      .select({
        kind: ledgerAccounts.kind,
        currency: ledgerAccounts.currency,
        accounts: sql<string>`count(*)`,
        minor: sql<string>`sum(${ledgerAccounts.balanceMinor})`,
      })
      .from(ledgerAccounts)
      .groupBy(ledgerAccounts.kind, ledgerAccounts.currency)
    const alone = await ctx.tx
      .select({ id: ledgerAccounts.id, kind: ledgerAccounts.kind, currency: ledgerAccounts.currency })
      .from(ledgerAccounts)
      .where(and(isNull(ledgerAccounts.payeeId), isNull(ledgerAccounts.programId)))
    const sums = rows
      .map((row): LedgerSum => {
        const only = Number(row.accounts) === 1 ? alone.find((one) => one.kind === row.kind && one.currency === row.currency)?.id : undefined
        return {
          kind: row.kind,
          currency: row.currency,
          accounts: Number(row.accounts),
          balance: money(BigInt(row.minor), row.currency),
          only: only === undefined ? undefined : encodeId('ledgerAccount', only),
        }
      })
      .sort((a, b) => ledgerKinds.indexOf(a.kind) - ledgerKinds.indexOf(b.kind) || (a.currency < b.currency ? -1 : 1))
    const currencies = [...new Set(sums.map((sum) => sum.currency))].sort()
    return {
      sums,
      balances: currencies.map((currency) => ({
        currency,
        minor: sums.filter((sum) => sum.currency === currency).reduce((all, sum) => all + sum.balance.minor, 0n),
      })),
      place: placeOf(ctx),
    }
  },
})

const Filters = z.strictObject({
  kind: z.enum(ledgerKinds).optional(),
  currency: z.string().length(3).optional(),
  q: z.string().max(80).optional(),
  open: z.string().max(5).optional(),
  ...pageInput,
})
type Row = typeof ledgerAccounts.$inferSelect
function readAccounts(ctx: ReadCtx, { kind, currency, q, open }: z.infer<typeof Filters>, request: PageRequest) {
  const sought = q?.trim()
  const filters = and(
    kind ? eq(ledgerAccounts.kind, kind) : undefined,
    currency ? eq(ledgerAccounts.currency, currency) : undefined,
    open ? ne(ledgerAccounts.balanceMinor, 0n) : undefined,
    sought
      ? sql`(${ledgerAccounts.number} = ${sought.toUpperCase()} or lower(${ledgerAccounts.name}) like ${`%${sought.toLowerCase().replace(/[\\%_]/g, '')}%`})`
      : undefined,
  )
  return readPage(
    {
      id: ledgerAccounts.id,
      idOf: (row: Row) => row.id,
      sorts: {
        name: { column: ledgerAccounts.name, of: (row) => row.name },
        number: { column: ledgerAccounts.number, of: (row) => row.number },
        balance: { column: ledgerAccounts.balanceMinor, of: (row) => row.balanceMinor },
      },
      defaultSort: 'name',
    },
    request,
    ({ where, orderBy, limit }) =>
      ctx.tx
        .select()
        .from(ledgerAccounts)
        .where(and(filters, where))
        .orderBy(...orderBy)
        .limit(limit),
  )
}
/** Ledger accounts with their balances; debit positive. */
export const listLedgerAccounts = query({
  name: 'incentives.listLedgerAccounts',
  needs: 'ledger.read',
  input: Filters,
  run: async (ctx, input) => {
    const { rows, next, previous } = await readAccounts(ctx, input, input)
    return {
      rows: rows.map((row) => ({
        id: encodeId('ledgerAccount', row.id),
        number: row.number,
        kind: row.kind,
        name: row.name,
        balance: money(row.balanceMinor, row.currency),
      })),
      next,
      previous,
      place: placeOf(ctx),
    }
  },
})
export const exportLedgerAccounts = listExport({
  name: 'incentives.exportLedgerAccounts',
  needs: 'ledger.read',
  input: Filters,
  of: (ctx, input) =>
    listOf(
      'ledger accounts',
      input,
      [
        { header: 'Number', cell: (row: Row) => row.number },
        { header: 'Kind', cell: (row) => row.kind },
        { header: 'Ledger account', cell: (row) => row.name },
        { header: 'Currency', cell: (row) => row.currency },
        { header: 'Balance (debit positive)', cell: (row) => decimalText(money(row.balanceMinor, row.currency)) },
      ],
      (request) => readAccounts(ctx, input, request),
    ),
})
