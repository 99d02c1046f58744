// What a bank says: statements, their lines, files that are read by the worker.
import { sql } from 'drizzle-orm'
import { index, integer, jsonb, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { calendarDay, currencyCode, instant, minor, word } from '../columns.ts'
import { oneOf, refers, tenantTable } from '../tenant-table.ts'
import { payouts } from './payouts.ts'
import { files } from './tenancy.ts'

export const statements = tenantTable(
  'statements',
  {
    number: text('number').notNull(),
    kind: word<'camt053' | 'camt054' | 'csv' | 'pain002' | 'nacha_return' | 'nacha_noc'>('kind').notNull(),
    accountMasked: text('account_masked').notNull().default(''),
    reference: text('reference').notNull(),
    fileId: uuid('file_id').notNull(),
    digest: text('digest').notNull(),
    lineCount: integer('line_count').notNull(),
    matchedCount: integer('matched_count').notNull().default(0),
    /** The first and the last booking day of its lines; none where a file speaks of no bookings. */ bookedFrom: calendarDay('booked_from'),
    bookedTo: calendarDay('booked_to'),
    openingMinor: minor('opening_minor'),
    closingMinor: minor('closing_minor'),
    currency: currencyCode(),
    warnings: jsonb('warnings')
      .notNull()
      .default(sql`'[]'::jsonb`),
    importedBy: uuid('imported_by').notNull(),
  },
  (t) => [
    uniqueIndex('statements_digest').on(t.tenantId, t.digest),
    uniqueIndex('statements_reference').on(t.tenantId, t.kind, t.reference),
    index('statements_list').on(t.tenantId, t.id),
    refers('statements_file', t, t.fileId, () => files),
  ],
)
export const statementFileStates = ['reading', 'done', 'same', 'refused'] as const
export type StatementFileState = (typeof statementFileStates)[number]
/** A file from a bank that is too large to be read while somebody waits: received whole, read by the worker. */
export const statementFiles = tenantTable(
  'statement_files',
  {
    name: text('name').notNull(),
    fileId: uuid('file_id').notNull(),
    digest: text('digest').notNull(),
    state: word<StatementFileState>('state').notNull(),
    /** Whose account, for CSV: `pain001 EUR`. */ originator: text('originator'),
    mapping: jsonb('mapping'),
    /** Why nothing of it was taken; the statements that were there before it. */
    failure: text('failure'),
    known: jsonb('known')
      .notNull()
      .default(sql`'[]'::jsonb`),
    receivedBy: uuid('received_by').notNull(),
    finishedAt: instant('finished_at'),
  },
  (t) => [
    index('statement_files_list').on(t.tenantId, t.state, t.id),
    index('statement_files_digest').on(t.tenantId, t.digest),
    refers('statement_files_file', t, t.fileId, () => files),
    oneOf('statement_files_state', t.state, statementFileStates),
  ],
)
export const statementLineStates = ['unmatched', 'matched', 'ignored'] as const
export const statementLines = tenantTable(
  'statement_lines',
  {
    statementId: uuid('statement_id').notNull(),
    position: integer('position').notNull(),
    bookedOn: calendarDay('booked_on'),
    amountMinor: minor('amount_minor').notNull(),
    currency: currencyCode().notNull(),
    direction: word<'credit' | 'debit' | 'none'>('direction').notNull(),
    endToEndId: text('end_to_end_id'),
    bankReference: text('bank_reference'),
    text: text('text').notNull().default(''),
    status: text('status'),
    reasonCode: text('reason_code'),
    reasonText: text('reason_text'),
    state: word<(typeof statementLineStates)[number]>('state').notNull(),
    payoutId: uuid('payout_id'),
    batchId: uuid('batch_id'),
    entryId: uuid('entry_id'),
    queueReason: text('queue_reason'),
    decision: text('decision'),
    decisionReason: text('decision_reason'),
    decidedBy: uuid('decided_by'),
    decidedAt: instant('decided_at'),
  },
  (t) => [
    refers('statement_lines_statement', t, t.statementId, () => statements),
    refers('statement_lines_payout', t, t.payoutId, () => payouts),
    uniqueIndex('statement_lines_position').on(t.tenantId, t.statementId, t.position),
    index('statement_lines_queue').on(t.tenantId, t.state, t.id),
    index('statement_lines_payout').on(t.tenantId, t.payoutId),
    index('statement_lines_batch').on(t.tenantId, t.batchId),
    oneOf('statement_lines_state', t.state, statementLineStates),
  ],
)
