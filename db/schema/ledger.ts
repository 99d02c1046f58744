// The ledger: accounts, entries, postings.
import { sql } from 'drizzle-orm'
import { check, index, text, unique, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { currencyCode, instant, minor, word } from '../columns.ts'
import { oneOf, refers, tenantTable } from '../tenant-table.ts'
import { programs } from './incentives.ts'
import { payees } from './work.ts'

export const ledgerKinds = [
  'funding',
  'budget',
  'award_hold',
  'expense',
  'owed',
  'payout_raised',
  'under_way',
  'bank',
  'redemption_hold',
  'redeemed',
  'bank_charges',
  'exchange',
  'suspense',
] as const
export type LedgerKind = (typeof ledgerKinds)[number]
/** Balance is kept by a trigger on postings; `floorMinor`/`ceilingMinor` are limits that Postgres itself enforces (a budget cannot be overdrawn). */
export const ledgerAccounts = tenantTable(
  'ledger_accounts',
  {
    number: text('number').notNull(),
    kind: word<LedgerKind>('kind').notNull(),
    name: text('name').notNull(),
    currency: currencyCode().notNull(),
    programId: uuid('program_id'),
    payeeId: uuid('payee_id'),
    balanceMinor: minor('balance_minor')
      .notNull()
      .default(sql`0`),
    floorMinor: minor('floor_minor'),
  },
  (t) => [
    unique('ledger_accounts_place').on(t.tenantId, t.kind, t.currency, t.programId, t.payeeId).nullsNotDistinct(),
    index('ledger_accounts_list').on(t.tenantId, t.number),
    refers('ledger_accounts_program', t, t.programId, () => programs),
    refers('ledger_accounts_payee', t, t.payeeId, () => payees),
    oneOf('ledger_accounts_kind', t.kind, ledgerKinds),
    check('ledger_accounts_floor', sql`floor_minor is null or balance_minor >= floor_minor`),
  ],
)
/** Only ever added. A reversal is a new entry that names what it reverses, once. */
export const journalEntries = tenantTable(
  'journal_entries',
  {
    number: text('number').notNull(),
    kind: text('kind').notNull(),
    memo: text('memo').notNull(),
    subjectKind: text('subject_kind').notNull(),
    subjectId: uuid('subject_id').notNull(),
    at: instant('at').notNull(),
    reversesId: uuid('reverses_id'),
    postedBy: uuid('posted_by'),
  },
  (t) => [
    uniqueIndex('journal_entries_reverses')
      .on(t.tenantId, t.reversesId)
      .where(sql`reverses_id is not null`),
    index('journal_entries_list').on(t.tenantId, t.id),
    index('journal_entries_subject').on(t.tenantId, t.subjectId, t.id),
    index('journal_entries_number').on(t.tenantId, t.number),
    refers('journal_entries_reversed', t, t.reversesId, () => ({ tenantId: t.tenantId, id: t.id })),
  ],
)
/** Signed: debit positive, credit negative. Sums to zero per entry and currency (statement-level trigger). */
export const postings = tenantTable(
  'postings',
  {
    entryId: uuid('entry_id').notNull(),
    accountId: uuid('account_id').notNull(),
    amountMinor: minor('amount_minor').notNull(),
    currency: currencyCode().notNull(),
    payoutId: uuid('payout_id'),
  },
  (t) => [
    refers('postings_entry', t, t.entryId, () => journalEntries),
    refers('postings_account', t, t.accountId, () => ledgerAccounts),
    index('postings_entry_list').on(t.tenantId, t.entryId),
    index('postings_account_list').on(t.tenantId, t.accountId, t.id),
    index('postings_payout').on(t.tenantId, t.payoutId),
    check('postings_amount', sql`amount_minor <> 0`),
  ],
)
