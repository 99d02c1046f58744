import { and, eq, gt, lte, sql } from 'drizzle-orm'
import { z } from 'zod'
import { journalEntries, ledgerAccounts, postings } from '../../db/schema/ledger.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { pageInput, readPage, type PageRequest } from '../access/list-page.ts'
import { query } from '../access/operation.ts'
import { listExport, listOf } from '../audit/list-export.ts'
import { decodeId, encodeId } from '../kernel/id.ts'
import { decimalText, money } from '../kernel/money.ts'
import { notFound } from '../kernel/refusal.ts'
import { placeOf } from './wallet-place.ts'

const Shown = z.strictObject({ id: z.string().max(40), until: z.iso.datetime({ error: 'Write the moment as a date and a time.' }).optional(), ...pageInput })
type Account = typeof ledgerAccounts.$inferSelect

/** One ledger account: its postings newest first, each with the balance after it; up to an instant where one is asked for (show-balance.ts counts what came later). */
export const showLedgerAccount = query({
  name: 'incentives.showLedgerAccount',
  needs: 'ledger.read',
  input: Shown,
  run: async (ctx, input) => {
    const account = await accountOf(ctx, input.id),
      { currency } = account
    const page = await readPostings(ctx, account, input, input.until === undefined ? undefined : new Date(input.until))
    return {
      id: input.id,
      number: account.number,
      name: account.name,
      kind: account.kind,
      balance: money(account.balanceMinor, currency),
      floor: account.floorMinor === null ? undefined : money(account.floorMinor, currency),
      owner: account.payeeId
        ? { noun: 'payee' as const, id: encodeId('payee', account.payeeId) }
        : account.programId
          ? { noun: 'program' as const, id: encodeId('program', account.programId) }
          : undefined,
      next: page.next,
      previous: page.previous,
      place: placeOf(ctx),
      rows: page.rows.map((row) => ({
        id: encodeId('posting', row.id),
        entry: { id: encodeId('journalEntry', row.entryId), number: row.number, memo: row.memo, kind: row.kind, at: row.at },
        amount: money(row.minor, currency),
        balance: money(row.balance, currency),
        payout: row.payoutId ? encodeId('payout', row.payoutId) : undefined,
      })),
    }
  },
})
/** The same as CSV: the statement of a ledger account. */
export const exportLedgerAccount = listExport({
  name: 'incentives.exportLedgerAccount',
  needs: 'ledger.read',
  input: z.strictObject({ id: z.string().max(40) }),
  of: async (ctx, { id }) => {
    const account = await accountOf(ctx, id),
      decimal = (minor: bigint): string => decimalText(money(minor, account.currency))
    return listOf(
      `ledger account ${account.number}`,
      {},
      [
        { header: 'Entry', cell: (row: Posting) => row.number },
        { header: 'Posted at', cell: (row) => row.at },
        { header: 'What caused it', cell: (row) => row.memo },
        { header: 'Debit', cell: (row) => (row.minor > 0n ? decimal(row.minor) : '') },
        { header: 'Credit', cell: (row) => (row.minor < 0n ? decimal(-row.minor) : '') },
        { header: 'Balance (debit positive)', cell: (row) => decimal(row.balance) },
        { header: 'Currency', cell: () => account.currency },
      ],
      (request) => readPostings(ctx, account, request),
    )
  },
})

async function accountOf(ctx: ReadCtx, id: string): Promise<Account> {
  const [account] = await ctx.tx
    .select()
    .from(ledgerAccounts)
    .where(eq(ledgerAccounts.id, decodeId('ledgerAccount', id)))
  if (!account) throw notFound('ledger account')
  return account
}
interface Posting {
  readonly id: string
  readonly minor: bigint
  readonly entryId: string
  readonly number: string
  readonly memo: string
  readonly kind: string
  readonly at: Date
  readonly payoutId: string | null
  readonly balance: bigint
}
async function readPostings(ctx: ReadCtx, account: Account, request: PageRequest, until?: Date) {
  const page = await readPage(
    { id: postings.id, idOf: (row: Omit<Posting, 'balance'>) => row.id, sorts: { posted: undefined }, defaultSort: '-posted' },
    request,
    ({ where, orderBy, limit }) =>
      ctx.tx
        .select({
          id: postings.id,
          minor: postings.amountMinor,
          entryId: journalEntries.id,
          number: journalEntries.number,
          memo: journalEntries.memo,
          kind: journalEntries.kind,
          at: journalEntries.at,
          payoutId: postings.payoutId,
        })
        .from(postings)
        .innerJoin(journalEntries, eq(journalEntries.id, postings.entryId))
        .where(and(eq(postings.accountId, account.id), until ? lte(journalEntries.at, until) : undefined, where))
        .orderBy(...orderBy)
        .limit(limit),
  )
  const newest = page.rows[0]
  const [above] = newest
    ? await ctx.tx
        .select({ minor: sql<string>`coalesce(sum(${postings.amountMinor}), 0)` })
        .from(postings)
        .where(and(eq(postings.accountId, account.id), gt(postings.id, newest.id)))
    : []
  let balance = account.balanceMinor - BigInt(above?.minor ?? 0)
  return {
    ...page,
    rows: page.rows.map((row): Posting => {
      const after = balance
      balance -= row.minor
      return { ...row, balance: after }
    }),
  }
}
