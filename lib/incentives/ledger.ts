// The ledger's one way in. Double entry in minor units, debit positive and credit negative; entries are only ever added.
//
//   budget set        Dr budget        Cr funding            payout raised    Dr owed           Cr payout_raised
//   award computed    Dr award_hold    Cr budget             batch released   Dr payout_raised  Cr under_way
//   award confirmed   Dr expense       Cr owed (payee)       bank settled     Dr under_way      Cr bank
//                     Dr funding       Cr award_hold         bank returned    reversal of settlement, then Dr under_way  Cr owed
//   award declined    Dr budget        Cr award_hold         redemption       Dr owed           Cr redemption_hold, then Cr redeemed
//   clawback          Dr owed          Cr expense            rejected, refused, cancelled: a reversal, once
//                     Dr budget        Cr funding            settled abroad   Dr under_way, Cr exchange, and in the account's currency Dr exchange, Cr bank
//                                                           bank charges     Dr bank_charges   Cr bank
import { and, eq, inArray, isNull, or } from 'drizzle-orm'
import { programs } from '../../db/schema/incentives.ts'
import { journalEntries, ledgerAccounts, postings, type LedgerKind } from '../../db/schema/ledger.ts'
import { payees } from '../../db/schema/work.ts'
import type { Ctx, ReadCtx } from '../access/ctx.ts'
import { assert } from '../kernel/assert.ts'
import { newUuid } from '../kernel/id.ts'
import { conflict } from '../kernel/refusal.ts'
import { lockPayee } from './raise.sql.ts'
import { insertEntries, type EntryRow, type PostingRow } from './ledger.sql.ts'

/** Where money stands: a kind of ledger account in one currency, of a program or of a payee where the kind has one. */
export interface LedgerPlace {
  readonly kind: LedgerKind
  readonly currency: string
  readonly programId?: string
  readonly payeeId?: string
}
export interface PostingDraft {
  readonly place: LedgerPlace
  /** Debit positive, credit negative, minor units. */ readonly minor: bigint
  readonly payoutId?: string
}
export interface EntryDraft {
  readonly kind: string
  readonly memo: string
  readonly subject: { readonly kind: string; readonly id: string }
  readonly lines: readonly PostingDraft[]
  readonly reversesId?: string
}
export interface PostedEntry {
  readonly id: string
  readonly number: string
}

const titles: Readonly<Record<LedgerKind, string>> = {
  funding: 'Budgets granted',
  budget: 'Budget',
  award_hold: 'Awards waiting for confirmation',
  expense: 'Incentive expense',
  owed: 'Owed to payees',
  payout_raised: 'Payouts raised',
  under_way: 'Payouts under way',
  bank: 'Bank',
  redemption_hold: 'Redemptions requested',
  redeemed: 'Redeemed goods',
  bank_charges: 'Bank charges',
  exchange: 'Currency exchange',
  suspense: 'Unexplained bank lines',
}
/** Ledger accounts that must not fall below zero: Postgres refuses the posting that would make them. */
const floored: ReadonlySet<LedgerKind> = new Set(['budget', 'award_hold'])

const keyOf = (p: LedgerPlace): string => [p.kind, p.currency, p.programId ?? '', p.payeeId ?? ''].join('|')
const whereIs = (p: LedgerPlace) =>
  and(
    eq(ledgerAccounts.kind, p.kind),
    eq(ledgerAccounts.currency, p.currency),
    p.programId === undefined ? isNull(ledgerAccounts.programId) : eq(ledgerAccounts.programId, p.programId),
    p.payeeId === undefined ? isNull(ledgerAccounts.payeeId) : eq(ledgerAccounts.payeeId, p.payeeId),
  )

/** The ledger account of a place; opened when it is first needed. */
export async function accountAt(ctx: Ctx, place: LedgerPlace): Promise<string> {
  const [found] = await ctx.tx.select({ id: ledgerAccounts.id }).from(ledgerAccounts).where(whereIs(place))
  if (found) return found.id
  const owner =
    place.programId !== undefined
      ? (await ctx.tx.select({ name: programs.name }).from(programs).where(eq(programs.id, place.programId)))[0]?.name
      : place.payeeId !== undefined
        ? (await ctx.tx.select({ name: payees.name }).from(payees).where(eq(payees.id, place.payeeId)))[0]?.name
        : undefined
  await ctx.tx
    .insert(ledgerAccounts)
    .values({
      number: await ctx.number('ledgerAccount'),
      kind: place.kind,
      name: owner ? `${titles[place.kind]} · ${owner}` : titles[place.kind],
      currency: place.currency,
      programId: place.programId ?? null,
      payeeId: place.payeeId ?? null,
      floorMinor: floored.has(place.kind) ? 0n : null,
    })
    .onConflictDoNothing({ target: [ledgerAccounts.tenantId, ledgerAccounts.kind, ledgerAccounts.currency, ledgerAccounts.programId, ledgerAccounts.payeeId] })
  const [opened] = await ctx.tx.select({ id: ledgerAccounts.id }).from(ledgerAccounts).where(whereIs(place))
  assert(opened, 'a ledger account that was just opened')
  return opened.id
}
/** The ledger accounts of many places in one look, by `keyOf`; those that are missing are opened. */
async function accountsAt(ctx: Ctx, places: readonly LedgerPlace[]): Promise<Map<string, string>> {
  const wanted = new Map(places.map((place) => [keyOf(place), place])),
    list = [...wanted.values()]
  const owners = (ids: readonly (string | undefined)[]): string[] => [...new Set(ids.flatMap((id) => id ?? []))]
  const payeeIds = owners(list.map((p) => p.payeeId)),
    programIds = owners(list.map((p) => p.programId))
  const rows = await ctx.tx
    .select({
      id: ledgerAccounts.id,
      kind: ledgerAccounts.kind,
      currency: ledgerAccounts.currency,
      programId: ledgerAccounts.programId,
      payeeId: ledgerAccounts.payeeId,
    })
    .from(ledgerAccounts)
    .where(
      and(
        inArray(ledgerAccounts.kind, [...new Set(list.map((p) => p.kind))]),
        inArray(ledgerAccounts.currency, [...new Set(list.map((p) => p.currency))]),
        or(isNull(ledgerAccounts.payeeId), ...(payeeIds.length > 0 ? [inArray(ledgerAccounts.payeeId, payeeIds)] : [])),
        or(isNull(ledgerAccounts.programId), ...(programIds.length > 0 ? [inArray(ledgerAccounts.programId, programIds)] : [])),
      ),
    )
  const found = new Map<string, string>()
  for (const { id, kind, currency, programId, payeeId } of rows) {
    const key = [kind, currency, programId ?? '', payeeId ?? ''].join('|')
    if (wanted.has(key)) found.set(key, id)
  }
  for (const [key, place] of wanted) if (!found.has(key)) found.set(key, await accountAt(ctx, place))
  return found
}
/** Balance in minor units, debit positive. What is owed to a payee is therefore negative here: see `owedTo`. */
export async function balanceOf(ctx: ReadCtx, place: LedgerPlace): Promise<bigint> {
  const [row] = await ctx.tx.select({ balance: ledgerAccounts.balanceMinor }).from(ledgerAccounts).where(whereIs(place))
  return row?.balance ?? 0n
}
/** What a payee has earned and not yet been paid or redeemed, minor units; negative after a clawback larger than the balance. */
export const owedTo = async (ctx: ReadCtx, payeeId: string, currency: string): Promise<bigint> => -(await balanceOf(ctx, { kind: 'owed', currency, payeeId }))
/** Locks a payee against every other draw on what is owed until the transaction ends, and answers what that is. */
export async function lockOwed(ctx: Ctx, payeeId: string, currency: string): Promise<bigint> {
  await lockPayee(ctx, payeeId)
  return owedTo(ctx, payeeId, currency)
}

/** Posts one entry. @see postAll */
export async function post(ctx: Ctx, entry: EntryDraft): Promise<PostedEntry> {
  return (await postAll(ctx, [entry]))[0] as PostedEntry
}
/**
 * Posts entries in this transaction: each must sum to zero per currency (asserted here, and again by Postgres). An entry that would take a
 * budget below zero fails with constraint `ledger_accounts_floor`, which the verb turns into a sentence (`violated(error)`).
 */
export async function postAll(ctx: Ctx, drafts: readonly EntryDraft[]): Promise<PostedEntry[]> {
  if (drafts.length === 0) return []
  const accounts = await accountsAt(
    ctx,
    drafts.flatMap((draft) => draft.lines.map((line) => line.place)),
  )
  const numbers = await ctx.numbers('journalEntry', drafts.length)
  const entries: EntryRow[] = [],
    rows: PostingRow[] = []
  drafts.forEach((draft, i) => {
    const id = newUuid(ctx.now),
      sums = new Map<string, bigint>()
    entries.push({
      id,
      number: numbers[i] as string,
      kind: draft.kind,
      memo: draft.memo,
      subject_kind: draft.subject.kind,
      subject_id: draft.subject.id,
      reverses_id: draft.reversesId ?? null,
    })
    for (const line of draft.lines) {
      if (line.minor === 0n) continue
      sums.set(line.place.currency, (sums.get(line.place.currency) ?? 0n) + line.minor)
      rows.push({
        id: newUuid(ctx.now),
        entry_id: id,
        account_id: accounts.get(keyOf(line.place)) as string,
        amount: line.minor.toString(),
        currency: line.place.currency,
        payout_id: line.payoutId ?? null,
      })
    }
    for (const [currency, total] of sums) assert(total === 0n, `${draft.kind} sums to ${total} ${currency}`)
  })
  await insertEntries(ctx, entries, rows)
  return entries.map(({ id, number }) => ({ id, number }))
}

/** Posts the opposite of an entry, once: a second reversal of the same entry is refused by a unique index. */
export async function reverse(ctx: Ctx, entryId: string, memo: string): Promise<PostedEntry> {
  const [entry] = await ctx.tx.select().from(journalEntries).where(eq(journalEntries.id, entryId))
  assert(entry, 'the entry to reverse')
  const [earlier] = await ctx.tx.select({ number: journalEntries.number }).from(journalEntries).where(eq(journalEntries.reversesId, entryId))
  if (earlier) throw conflict(`${entry.number} was reversed already by ${earlier.number}.`)
  const lines = await ctx.tx.select().from(postings).where(eq(postings.entryId, entryId))
  const [number] = await ctx.numbers('journalEntry', 1)
  const id = newUuid(ctx.now)
  await insertEntries(
    ctx,
    [
      {
        id,
        number: number as string,
        kind: `${entry.kind}.reversal`,
        memo,
        subject_kind: entry.subjectKind,
        subject_id: entry.subjectId,
        reverses_id: entryId,
      },
    ],
    lines.map((line) => ({
      id: newUuid(ctx.now),
      entry_id: id,
      account_id: line.accountId,
      amount: (-line.amountMinor).toString(),
      currency: line.currency,
      payout_id: line.payoutId,
    })),
  )
  return { id, number: number as string }
}
