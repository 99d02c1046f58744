import { and, desc, eq, lte, sql } from 'drizzle-orm'
import { z } from 'zod'
import { journalEntries, ledgerAccounts, ledgerKinds, postings } from '../../db/schema/incentives.ts'
import { members } from '../../db/schema/tenancy.ts'
import { pageInput, readPage } from '../access/list-page.ts'
import { query } from '../access/operation.ts'
import { decodeId, encodeId, idPrefixes, type Noun } from '../kernel/id.ts'
import { money } from '../kernel/money.ts'
import { notFound } from '../kernel/refusal.ts'
import { placeOf } from './wallet-place.ts'

const idText = z.string().max(40)
/** Every ledger account with its balance, by kind and currency; debit positive. */
export const listLedgerAccounts = query({
  name: 'incentives.listLedgerAccounts', needs: 'ledger.read', input: z.strictObject({ kind: z.enum(ledgerKinds).optional(), q: z.string().max(80).optional() }),
  run: async (ctx, { kind, q }) => {
    const rows = await ctx.tx.select().from(ledgerAccounts).where(and(kind ? eq(ledgerAccounts.kind, kind) : undefined, q ? sql`lower(${ledgerAccounts.name}) like ${`%${q.toLowerCase().replace(/[\\%_]/g, '')}%`}` : undefined)).orderBy(ledgerAccounts.kind, ledgerAccounts.name).limit(2_000)
    const all = await ctx.tx.select({ currency: ledgerAccounts.currency, minor: sql<string>`sum(${ledgerAccounts.balanceMinor})` }).from(ledgerAccounts).groupBy(ledgerAccounts.currency)
    return { rows: rows.map((row) => ({ id: encodeId('ledgerAccount', row.id), number: row.number, kind: row.kind, name: row.name, balance: money(row.balanceMinor, row.currency) })), sums: all.map((row) => money(BigInt(row.minor), row.currency)), place: placeOf(ctx) }
  },
})
/** One ledger account, its postings newest first, and its balance at an instant where one is asked for. */
export const showLedgerAccount = query({
  name: 'incentives.showLedgerAccount', needs: 'ledger.read', input: z.strictObject({ id: idText, until: z.iso.datetime().optional(), ...pageInput }),
  run: async (ctx, input) => {
    const accountId = decodeId('ledgerAccount', input.id)
    const [account] = await ctx.tx.select().from(ledgerAccounts).where(eq(ledgerAccounts.id, accountId))
    if (!account) throw notFound('ledger account')
    const until = input.until === undefined ? undefined : new Date(input.until)
    const page = await readPage({ id: postings.id, idOf: (row: { id: string }) => row.id, sorts: { posted: undefined }, defaultSort: '-posted' }, input, ({ where, orderBy, limit }) =>
      ctx.tx.select({ id: postings.id, minor: postings.amountMinor, entryId: journalEntries.id, number: journalEntries.number, memo: journalEntries.memo, kind: journalEntries.kind, at: journalEntries.at, payoutId: postings.payoutId }).from(postings)
        .innerJoin(journalEntries, eq(journalEntries.id, postings.entryId)).where(and(eq(postings.accountId, accountId), until ? lte(journalEntries.at, until) : undefined, where)).orderBy(...orderBy).limit(limit))
    const [then] = until ? await ctx.tx.select({ minor: sql<string>`coalesce(sum(${postings.amountMinor}), 0)` }).from(postings).innerJoin(journalEntries, eq(journalEntries.id, postings.entryId)).where(and(eq(postings.accountId, accountId), lte(journalEntries.at, until))) : []
    return {
      id: input.id, number: account.number, name: account.name, kind: account.kind, balance: money(account.balanceMinor, account.currency), balanceThen: then ? money(BigInt(then.minor), account.currency) : undefined, floor: account.floorMinor === null ? undefined : money(account.floorMinor, account.currency),
      rows: page.rows.map((row) => ({ id: encodeId('posting', row.id), entry: { id: encodeId('journalEntry', row.entryId), number: row.number, memo: row.memo, kind: row.kind, at: row.at }, amount: money(row.minor, account.currency), payout: row.payoutId ? encodeId('payout', row.payoutId) : undefined })),
      next: page.next, previous: page.previous, place: placeOf(ctx),
    }
  },
})
/** Journal entries, newest first. */
export const listJournalEntries = query({
  name: 'incentives.listJournalEntries', needs: 'ledger.read', input: z.strictObject({ q: z.string().max(40).optional(), ...pageInput }),
  run: async (ctx, input) => {
    const page = await readPage({ id: journalEntries.id, idOf: (row: { id: string }) => row.id, sorts: { posted: undefined }, defaultSort: '-posted' }, input, ({ where, orderBy, limit }) =>
      ctx.tx.select().from(journalEntries).where(and(input.q ? eq(journalEntries.number, input.q.trim().toUpperCase()) : undefined, where)).orderBy(...orderBy).limit(limit))
    return { rows: page.rows.map((row) => ({ id: encodeId('journalEntry', row.id), number: row.number, kind: row.kind, memo: row.memo, at: row.at, isReversal: row.reversesId !== null })), next: page.next, previous: page.previous, place: placeOf(ctx) }
  },
})
/** One entry whole: both sides, what it is about, and its reversal. */
export const showJournalEntry = query({
  name: 'incentives.showJournalEntry', needs: 'ledger.read', input: z.strictObject({ id: idText }),
  run: async (ctx, { id }) => {
    const [entry] = await ctx.tx.select().from(journalEntries).where(eq(journalEntries.id, decodeId('journalEntry', id)))
    if (!entry) throw notFound('journal entry')
    const lines = await ctx.tx.select({ id: postings.id, minor: postings.amountMinor, currency: postings.currency, accountId: ledgerAccounts.id, account: ledgerAccounts.name }).from(postings).innerJoin(ledgerAccounts, eq(ledgerAccounts.id, postings.accountId)).where(eq(postings.entryId, entry.id)).orderBy(desc(postings.amountMinor))
    const [reversal] = await ctx.tx.select({ id: journalEntries.id, number: journalEntries.number }).from(journalEntries).where(eq(journalEntries.reversesId, entry.id))
    const [reversed] = entry.reversesId ? await ctx.tx.select({ id: journalEntries.id, number: journalEntries.number }).from(journalEntries).where(eq(journalEntries.id, entry.reversesId)) : []
    const [by] = entry.postedBy ? await ctx.tx.select({ name: members.name }).from(members).where(eq(members.id, entry.postedBy)) : []
    const outside = (row: { id: string; number: string } | undefined) => (row ? { id: encodeId('journalEntry', row.id), number: row.number } : undefined)
    return {
      id, number: entry.number, kind: entry.kind, memo: entry.memo, at: entry.at, by: by?.name, subject: entry.subjectKind in idPrefixes ? { noun: entry.subjectKind as Noun, id: encodeId(entry.subjectKind as Noun, entry.subjectId) } : undefined, reversal: outside(reversal), reverses: outside(reversed),
      lines: lines.map((line) => ({ id: encodeId('posting', line.id), account: { id: encodeId('ledgerAccount', line.accountId), name: line.account }, amount: money(line.minor, line.currency) })), place: placeOf(ctx),
    }
  },
})
