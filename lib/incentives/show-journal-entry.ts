import { and, desc, eq, gte, inArray, lt, sql } from 'drizzle-orm'
import { z } from 'zod'
import { journalEntries, ledgerAccounts, postings } from '../../db/schema/ledger.ts'
import { members } from '../../db/schema/tenancy.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { pageInput, readPage, type PageRequest } from '../access/list-page.ts'
import { query } from '../access/operation.ts'
import { listExport, listOf } from '../audit/list-export.ts'
import { addDays, day, startOfDay } from '../kernel/day.ts'
import { decodeId, encodeId, idPrefixes, type Noun } from '../kernel/id.ts'
import { decimalText, money } from '../kernel/money.ts'
import { notFound } from '../kernel/refusal.ts'
import { placeOf } from './wallet-place.ts'

const Filters = z.strictObject({
  q: z.string().max(80).optional(),
  kind: z.string().max(60).optional(),
  postedFrom: z.string().max(10).optional(),
  postedTo: z.string().max(10).optional(),
  ...pageInput,
})
type Row = typeof journalEntries.$inferSelect & { readonly sides: readonly { readonly account: string; readonly minor: bigint; readonly currency: string }[] }
async function readEntries(ctx: ReadCtx, { q, kind, postedFrom, postedTo }: z.infer<typeof Filters>, request: PageRequest) {
  const sought = q?.trim(),
    { zone } = ctx.settings
  const filters = and(
    sought ? sql`(${journalEntries.number} = ${sought.toUpperCase()} or starts_with(lower(${journalEntries.memo}), ${sought.toLowerCase()}))` : undefined,
    kind ? sql`starts_with(${journalEntries.kind}, ${kind})` : undefined,
    postedFrom ? gte(journalEntries.at, startOfDay(day(postedFrom), zone)) : undefined,
    postedTo ? lt(journalEntries.at, startOfDay(addDays(day(postedTo), 1), zone)) : undefined,
  )
  const page = await readPage(
    { id: journalEntries.id, idOf: (row: typeof journalEntries.$inferSelect) => row.id, sorts: { posted: undefined }, defaultSort: '-posted' },
    request,
    ({ where, orderBy, limit }) =>
      ctx.tx
        .select()
        .from(journalEntries)
        .where(and(filters, where))
        .orderBy(...orderBy)
        .limit(limit),
  )
  const ids = page.rows.map((row) => row.id)
  const sides =
    ids.length === 0
      ? []
      : await ctx.tx
          .select({ entryId: postings.entryId, account: ledgerAccounts.name, minor: postings.amountMinor, currency: postings.currency })
          .from(postings)
          .innerJoin(ledgerAccounts, eq(ledgerAccounts.id, postings.accountId))
          .where(inArray(postings.entryId, ids))
          .orderBy(desc(postings.amountMinor), postings.id)
  return { ...page, rows: page.rows.map((row): Row => ({ ...row, sides: sides.filter((side) => side.entryId === row.id) })) }
}
/** Journal entries, newest first, with what each moved. */
export const listJournalEntries = query({
  name: 'incentives.listJournalEntries',
  needs: 'ledger.read',
  input: Filters,
  run: async (ctx, input) => {
    const { rows, next, previous } = await readEntries(ctx, input, input)
    return {
      next,
      previous,
      place: placeOf(ctx),
      rows: rows.map((row) => {
        const debits = row.sides.filter((side) => side.minor > 0n),
          credits = row.sides.filter((side) => side.minor < 0n),
          currency = debits[0]?.currency
        return {
          id: encodeId('journalEntry', row.id),
          number: row.number,
          kind: row.kind,
          memo: row.memo,
          at: row.at,
          isReversal: row.reversesId !== null,
          debit: debits[0]?.account ?? '',
          credit: credits[0]?.account ?? '',
          sides: row.sides.length,
          amount:
            currency === undefined
              ? undefined
              : money(
                  debits.filter((side) => side.currency === currency).reduce((all, side) => all + side.minor, 0n),
                  currency,
                ),
        }
      }),
    }
  },
})
/** Every posting of the filtered entries, one a line. */
export const exportJournalEntries = listExport({
  name: 'incentives.exportJournalEntries',
  needs: 'ledger.read',
  input: Filters,
  of: (ctx, input) =>
    listOf(
      'journal entries',
      input,
      [
        { header: 'Entry', cell: (line: { row: Row; side: Row['sides'][number] }) => line.row.number },
        { header: 'Posted at', cell: (line) => line.row.at },
        { header: 'Kind', cell: (line) => line.row.kind },
        { header: 'What caused it', cell: (line) => line.row.memo },
        { header: 'Ledger account', cell: (line) => line.side.account },
        { header: 'Debit', cell: (line) => (line.side.minor > 0n ? decimalText(money(line.side.minor, line.side.currency)) : '') },
        { header: 'Credit', cell: (line) => (line.side.minor < 0n ? decimalText(money(-line.side.minor, line.side.currency)) : '') },
        { header: 'Currency', cell: (line) => line.side.currency },
      ],
      async (request) => {
        const page = await readEntries(ctx, input, request)
        return { ...page, rows: page.rows.flatMap((row) => row.sides.map((side) => ({ row, side }))) }
      },
    ),
})
/** One entry whole: both sides, what it is about, and its reversal. */
export const showJournalEntry = query({
  name: 'incentives.showJournalEntry',
  needs: 'ledger.read',
  input: z.strictObject({ id: z.string().max(40) }),
  run: async (ctx, { id }) => {
    const [entry] = await ctx.tx
      .select()
      .from(journalEntries)
      .where(eq(journalEntries.id, decodeId('journalEntry', id)))
    if (!entry) throw notFound('journal entry')
    const lines = await ctx.tx
      .select({
        id: postings.id,
        minor: postings.amountMinor,
        currency: postings.currency,
        accountId: ledgerAccounts.id,
        account: ledgerAccounts.name,
        number: ledgerAccounts.number,
        payoutId: postings.payoutId,
      })
      .from(postings)
      .innerJoin(ledgerAccounts, eq(ledgerAccounts.id, postings.accountId))
      .where(eq(postings.entryId, entry.id))
      .orderBy(desc(postings.amountMinor), postings.id)
    const [reversal] = await ctx.tx
      .select({ id: journalEntries.id, number: journalEntries.number })
      .from(journalEntries)
      .where(eq(journalEntries.reversesId, entry.id))
    const [reversed] = entry.reversesId
      ? await ctx.tx.select({ id: journalEntries.id, number: journalEntries.number }).from(journalEntries).where(eq(journalEntries.id, entry.reversesId))
      : []
    const [by] = entry.postedBy ? await ctx.tx.select({ id: members.id, name: members.name }).from(members).where(eq(members.id, entry.postedBy)) : []
    const outside = (row: { id: string; number: string } | undefined) => (row ? { id: encodeId('journalEntry', row.id), number: row.number } : undefined)
    return {
      id,
      number: entry.number,
      kind: entry.kind,
      memo: entry.memo,
      at: entry.at,
      by: by?.name,
      subject: entry.subjectKind in idPrefixes ? { noun: entry.subjectKind as Noun, id: encodeId(entry.subjectKind as Noun, entry.subjectId) } : undefined,
      reversal: outside(reversal),
      reverses: outside(reversed),
      currencies: [...new Set(lines.map((line) => line.currency))],
      lines: lines.map((line) => ({
        id: encodeId('posting', line.id),
        account: { id: encodeId('ledgerAccount', line.accountId), name: line.account, number: line.number },
        amount: money(line.minor, line.currency),
      })),
      place: placeOf(ctx),
    }
  },
})
