// Programs, rule versions, awards, the ledger, payouts, batches, statements, the wallet.
import { sql } from 'drizzle-orm'
import { boolean, check, index, integer, jsonb, text, unique, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { calendarDay, currencyCode, instant, minor, word } from '../columns.ts'
import { oneOf, refers, tenantTable } from '../tenant-table.ts'
import { files, members } from './tenancy.ts'
import { bankDetails, payees, workRecords } from './work.ts'

export const programStates = ['draft', 'active', 'paused', 'ended', 'archived'] as const
export type ProgramState = (typeof programStates)[number]
export const programs = tenantTable('programs', {
  number: text('number').notNull(), name: text('name').notNull(), currency: currencyCode().notNull(), period: word<'week' | 'month' | 'quarter' | 'year'>('period').notNull(), state: word<ProgramState>('state').notNull(),
  /** Who takes part: {all:true} or lists of payee and crew ids; parsed by lib/incentives. */
  audience: jsonb('audience').notNull().default(sql`'{"all":true}'::jsonb`), confirmation: word<'by_person' | 'by_itself'>('confirmation').notNull().default('by_person'),
  minimumMinor: minor('minimum_minor').notNull().default(sql`0`), startsOn: calendarDay('starts_on'), endsOn: calendarDay('ends_on'), createdBy: uuid('created_by').notNull(), updatedAt: instant('updated_at').notNull().defaultNow(),
}, (t) => [uniqueIndex('programs_number').on(t.tenantId, t.number), index('programs_list').on(t.tenantId, t.name, t.id), oneOf('programs_state', t.state, programStates)])
/** Immutable once active: a change is a new version with an effective day. */
export const ruleVersions = tenantTable('rule_versions', {
  programId: uuid('program_id').notNull(), version: integer('version').notNull(), state: word<'draft' | 'active'>('state').notNull(), rule: jsonb('rule').notNull(), digest: text('digest').notNull(), effectiveOn: calendarDay('effective_on'),
  createdBy: uuid('created_by').notNull(), activatedBy: uuid('activated_by'), activatedAt: instant('activated_at'), note: text('note'),
}, (t) => [refers('rule_versions_program', t, t.programId, () => programs), uniqueIndex('rule_versions_version').on(t.tenantId, t.programId, t.version)])
export const awardRuns = tenantTable('award_runs', {
  number: text('number').notNull(), programId: uuid('program_id').notNull(), ruleVersionId: uuid('rule_version_id').notNull(), periodFrom: calendarDay('period_from').notNull(), periodTo: calendarDay('period_to').notNull(),
  recordCount: integer('record_count').notNull(), awardCount: integer('award_count').notNull(), totalMinor: minor('total_minor').notNull(), digest: text('digest').notNull(), computedBy: uuid('computed_by'), computedAt: instant('computed_at').notNull(),
}, (t) => [refers('award_runs_program', t, t.programId, () => programs), refers('award_runs_rule', t, t.ruleVersionId, () => ruleVersions), index('award_runs_list').on(t.tenantId, t.programId, t.periodFrom), index('award_runs_period').on(t.tenantId, t.periodFrom, t.id)])
export const awardStates = ['computed', 'nominated', 'confirmed', 'in_payout', 'paid', 'declined'] as const
export type AwardState = (typeof awardStates)[number]
export const awardKinds = ['computed', 'nomination', 'adjustment', 'clawback'] as const
export type AwardKind = (typeof awardKinds)[number]
/** What a rule version grants one payee for one period; later lines (adjustment, clawback) point at the award they correct. */
export const awards = tenantTable('awards', {
  number: text('number').notNull(), programId: uuid('program_id').notNull(), ruleVersionId: uuid('rule_version_id'), runId: uuid('run_id'), payeeId: uuid('payee_id').notNull(), kind: word<AwardKind>('kind').notNull(), state: word<AwardState>('state').notNull(),
  periodFrom: calendarDay('period_from').notNull(), periodTo: calendarDay('period_to').notNull(), amountMinor: minor('amount_minor').notNull(), currency: currencyCode().notNull(),
  /** Records counted, rule version and each arithmetic step, canonical JSON as text; its SHA-256 is the digest. */
  derivation: text('derivation').notNull(), derivationDigest: text('derivation_digest').notNull(), correctsId: uuid('corrects_id'), reason: text('reason'), proofFileId: uuid('proof_file_id'), nominatedBy: uuid('nominated_by'),
  decidedBy: uuid('decided_by'), decidedAt: instant('decided_at'), updatedAt: instant('updated_at').notNull().defaultNow(),
}, (t) => [
  uniqueIndex('awards_number').on(t.tenantId, t.number), index('awards_list').on(t.tenantId, t.id), index('awards_state').on(t.tenantId, t.state, t.id), index('awards_payee').on(t.tenantId, t.payeeId, t.id), index('awards_run').on(t.tenantId, t.runId),
  uniqueIndex('awards_once').on(t.tenantId, t.programId, t.payeeId, t.periodFrom).where(sql`kind = 'computed' and state <> 'declined'`),
  refers('awards_program', t, t.programId, () => programs), refers('awards_rule', t, t.ruleVersionId, () => ruleVersions), refers('awards_run', t, t.runId, () => awardRuns), refers('awards_payee_ref', t, t.payeeId, () => payees),
  refers('awards_proof', t, t.proofFileId, () => files), refers('awards_corrects', t, t.correctsId, () => ({ tenantId: t.tenantId, id: t.id })), oneOf('awards_state_known', t.state, awardStates), oneOf('awards_kind_known', t.kind, awardKinds),
])
/** Which records an award counted: the link of the trail. */
export const awardRecords = tenantTable('award_records', { awardId: uuid('award_id').notNull(), recordId: uuid('record_id').notNull() }, (t) => [
  refers('award_records_award', t, t.awardId, () => awards), refers('award_records_record', t, t.recordId, () => workRecords), uniqueIndex('award_records_once').on(t.tenantId, t.awardId, t.recordId), index('award_records_record').on(t.tenantId, t.recordId),
])

export const payoutStates = ['raised', 'approved', 'released', 'settled', 'rejected', 'returned', 'held'] as const
export type PayoutState = (typeof payoutStates)[number]
export const batchStates = ['draft', 'released', 'settled', 'refused', 'cancelled'] as const
export type BatchState = (typeof batchStates)[number]
export const railNames = ['pain001', 'nacha', 'payroll_csv'] as const
export type RailName = (typeof railNames)[number]
/** Who pays: name with IBAN and BIC, or company id and originating bank. Account numbers are sealed inside `body`. */
export const originators = tenantTable('originators', {
  rail: word<RailName>('rail').notNull(), currency: currencyCode().notNull(), name: text('name').notNull(), body: jsonb('body').notNull(), masked: text('masked').notNull(), isTest: boolean('is_test').notNull().default(true), updatedAt: instant('updated_at').notNull().defaultNow(),
}, (t) => [uniqueIndex('originators_rail').on(t.tenantId, t.rail, t.currency), oneOf('originators_rail_known', t.rail, railNames)])
/** Draft → released → settled, or refused by the bank. Releasing writes one file once. */
export const batches = tenantTable('batches', {
  number: text('number').notNull(), rail: word<RailName>('rail').notNull(), currency: currencyCode().notNull(), state: word<BatchState>('state').notNull(), originatorId: uuid('originator_id').notNull(), valueOn: calendarDay('value_on').notNull(),
  messageId: text('message_id'), fileId: uuid('file_id'), fileDigest: text('file_digest'), payoutCount: integer('payout_count').notNull().default(0), totalMinor: minor('total_minor').notNull().default(sql`0`), isTest: boolean('is_test').notNull().default(false),
  madeBy: uuid('made_by').notNull(), releasedBy: uuid('released_by'), releasedAt: instant('released_at'), downloads: integer('downloads').notNull().default(0), bankStatus: text('bank_status'), updatedAt: instant('updated_at').notNull().defaultNow(),
}, (t) => [uniqueIndex('batches_number').on(t.tenantId, t.number), index('batches_list').on(t.tenantId, t.id), index('batches_message').on(t.tenantId, t.messageId), refers('batches_originator', t, t.originatorId, () => originators), refers('batches_file', t, t.fileId, () => files), oneOf('batches_state', t.state, batchStates)])
export const payouts = tenantTable('payouts', {
  number: text('number').notNull(), payeeId: uuid('payee_id').notNull(), amountMinor: minor('amount_minor').notNull(), currency: currencyCode().notNull(), state: word<PayoutState>('state').notNull(), rail: word<RailName>('rail').notNull(),
  bankDetailId: uuid('bank_detail_id'), raisedBy: uuid('raised_by').notNull(), raisedAt: instant('raised_at').notNull(), approvalsNeeded: integer('approvals_needed').notNull(), idempotencyKey: text('idempotency_key').notNull(), requestDigest: text('request_digest').notNull(),
  heldFrom: word<PayoutState>('held_from'), holdReason: text('hold_reason'), batchId: uuid('batch_id'), endToEndId: text('end_to_end_id').notNull(), uetr: uuid('uetr').notNull(), traceNumber: text('trace_number'), reissuesId: uuid('reissues_id'),
  releasedAt: instant('released_at'), settledAt: instant('settled_at'), returnedAt: instant('returned_at'), returnReason: text('return_reason'), bankStatus: text('bank_status'), note: text('note'), updatedAt: instant('updated_at').notNull().defaultNow(),
}, (t) => [
  uniqueIndex('payouts_number').on(t.tenantId, t.number), uniqueIndex('payouts_key').on(t.tenantId, t.idempotencyKey), uniqueIndex('payouts_end_to_end').on(t.tenantId, t.endToEndId), index('payouts_state').on(t.tenantId, t.state, t.id),
  index('payouts_payee').on(t.tenantId, t.payeeId, t.id), index('payouts_batch').on(t.tenantId, t.batchId, t.id), index('payouts_trace').on(t.tenantId, t.traceNumber), index('payouts_raisers').on(t.tenantId, t.raisedBy).where(sql`state = 'raised'`), uniqueIndex('payouts_reissues').on(t.tenantId, t.reissuesId).where(sql`reissues_id is not null and state <> 'rejected'`),
  refers('payouts_payee_ref', t, t.payeeId, () => payees), refers('payouts_bank_detail', t, t.bankDetailId, () => bankDetails), refers('payouts_batch_ref', t, t.batchId, () => batches), refers('payouts_raised_by', t, t.raisedBy, () => members),
  refers('payouts_reissued', t, t.reissuesId, () => ({ tenantId: t.tenantId, id: t.id })), oneOf('payouts_state_known', t.state, payoutStates), check('payouts_amount', sql`amount_minor > 0`), check('payouts_hold', sql`(state = 'held') = (held_from is not null)`),
])
/** What a payout collects: awards, corrections of them, and redemptions already drawn from the balance. A source is in one living payout; a redemption that was cancelled after being deducted is given back in one more. */
export const payoutLines = tenantTable('payout_lines', { payoutId: uuid('payout_id').notNull(), kind: word<'award' | 'redemption'>('kind').notNull(), awardId: uuid('award_id'), redemptionId: uuid('redemption_id'), amountMinor: minor('amount_minor').notNull(), isVoid: boolean('is_void').notNull().default(false) }, (t) => [
  refers('payout_lines_payout', t, t.payoutId, () => payouts), refers('payout_lines_award', t, t.awardId, () => awards), index('payout_lines_payout_list').on(t.tenantId, t.payoutId),
  uniqueIndex('payout_lines_award_once').on(t.tenantId, t.awardId).where(sql`award_id is not null and not is_void`), uniqueIndex('payout_lines_redemption_once').on(t.tenantId, t.redemptionId, sql`(amount_minor > 0)`).where(sql`redemption_id is not null and not is_void`),
])
/** How many payouts of a state there are and what they are worth, kept by a trigger: a list of a hundred thousand must not be counted with every page. Rows of a state add up. */
export const payoutTallies = tenantTable('payout_tallies', { state: word<PayoutState>('state').notNull(), currency: currencyCode().notNull(), payouts: integer('payouts').notNull(), amountMinor: minor('amount_minor').notNull() },
  (t) => [index('payout_tallies_state').on(t.tenantId, t.state, t.currency, t.id), oneOf('payout_tallies_state_known', t.state, payoutStates)])
/** Each decision is a row: who, when, by what right, with which factor moment. One person decides once per payout. */
export const payoutApprovals = tenantTable('payout_approvals', {
  payoutId: uuid('payout_id').notNull(), memberId: uuid('member_id').notNull(), decision: word<'approved' | 'rejected'>('decision').notNull(), note: text('note'), at: instant('at').notNull(), factorAt: instant('factor_at'), onBehalfOf: uuid('on_behalf_of'),
}, (t) => [refers('payout_approvals_payout', t, t.payoutId, () => payouts), refers('payout_approvals_member', t, t.memberId, () => members), uniqueIndex('payout_approvals_once').on(t.tenantId, t.payoutId, t.memberId)])

export const ledgerKinds = ['funding', 'budget', 'award_hold', 'expense', 'owed', 'payout_raised', 'under_way', 'bank', 'redemption_hold', 'redeemed', 'bank_charges', 'exchange', 'suspense'] as const
export type LedgerKind = (typeof ledgerKinds)[number]
/** Balance is kept by a trigger on postings; `floorMinor`/`ceilingMinor` are limits that Postgres itself enforces (a budget cannot be overdrawn). */
export const ledgerAccounts = tenantTable('ledger_accounts', {
  number: text('number').notNull(), kind: word<LedgerKind>('kind').notNull(), name: text('name').notNull(), currency: currencyCode().notNull(), programId: uuid('program_id'), payeeId: uuid('payee_id'), balanceMinor: minor('balance_minor').notNull().default(sql`0`), floorMinor: minor('floor_minor'),
}, (t) => [
  unique('ledger_accounts_place').on(t.tenantId, t.kind, t.currency, t.programId, t.payeeId).nullsNotDistinct(), index('ledger_accounts_list').on(t.tenantId, t.number), refers('ledger_accounts_program', t, t.programId, () => programs), refers('ledger_accounts_payee', t, t.payeeId, () => payees),
  oneOf('ledger_accounts_kind', t.kind, ledgerKinds), check('ledger_accounts_floor', sql`floor_minor is null or balance_minor >= floor_minor`),
])
/** Only ever added. A reversal is a new entry that names what it reverses, once. */
export const journalEntries = tenantTable('journal_entries', {
  number: text('number').notNull(), kind: text('kind').notNull(), memo: text('memo').notNull(), subjectKind: text('subject_kind').notNull(), subjectId: uuid('subject_id').notNull(), at: instant('at').notNull(), reversesId: uuid('reverses_id'), postedBy: uuid('posted_by'),
}, (t) => [uniqueIndex('journal_entries_reverses').on(t.tenantId, t.reversesId).where(sql`reverses_id is not null`), index('journal_entries_list').on(t.tenantId, t.id), index('journal_entries_subject').on(t.tenantId, t.subjectId, t.id), index('journal_entries_number').on(t.tenantId, t.number), refers('journal_entries_reversed', t, t.reversesId, () => ({ tenantId: t.tenantId, id: t.id }))])
/** Signed: debit positive, credit negative. Sums to zero per entry and currency (statement-level trigger). */
export const postings = tenantTable('postings', { entryId: uuid('entry_id').notNull(), accountId: uuid('account_id').notNull(), amountMinor: minor('amount_minor').notNull(), currency: currencyCode().notNull(), payoutId: uuid('payout_id') }, (t) => [
  refers('postings_entry', t, t.entryId, () => journalEntries), refers('postings_account', t, t.accountId, () => ledgerAccounts), index('postings_entry_list').on(t.tenantId, t.entryId), index('postings_account_list').on(t.tenantId, t.accountId, t.id), index('postings_payout').on(t.tenantId, t.payoutId), check('postings_amount', sql`amount_minor <> 0`),
])

export const statements = tenantTable('statements', {
  number: text('number').notNull(), kind: word<'camt053' | 'camt054' | 'csv' | 'pain002' | 'nacha_return' | 'nacha_noc'>('kind').notNull(), accountMasked: text('account_masked').notNull().default(''), reference: text('reference').notNull(), fileId: uuid('file_id').notNull(), digest: text('digest').notNull(),
  lineCount: integer('line_count').notNull(), matchedCount: integer('matched_count').notNull().default(0), /** The first and the last booking day of its lines; none where a file speaks of no bookings. */ bookedFrom: calendarDay('booked_from'), bookedTo: calendarDay('booked_to'), openingMinor: minor('opening_minor'), closingMinor: minor('closing_minor'), currency: currencyCode(), warnings: jsonb('warnings').notNull().default(sql`'[]'::jsonb`), importedBy: uuid('imported_by').notNull(),
}, (t) => [uniqueIndex('statements_digest').on(t.tenantId, t.digest), uniqueIndex('statements_reference').on(t.tenantId, t.kind, t.reference), index('statements_list').on(t.tenantId, t.id), refers('statements_file', t, t.fileId, () => files)])
export const statementFileStates = ['reading', 'done', 'same', 'refused'] as const
export type StatementFileState = (typeof statementFileStates)[number]
/** A file from a bank that is too large to be read while somebody waits: received whole, read by the worker. */
export const statementFiles = tenantTable('statement_files', {
  name: text('name').notNull(), fileId: uuid('file_id').notNull(), digest: text('digest').notNull(), state: word<StatementFileState>('state').notNull(), /** Whose account, for CSV: `pain001 EUR`. */ originator: text('originator'), mapping: jsonb('mapping'),
  /** Why nothing of it was taken; the statements that were there before it. */
  failure: text('failure'), known: jsonb('known').notNull().default(sql`'[]'::jsonb`), receivedBy: uuid('received_by').notNull(), finishedAt: instant('finished_at'),
}, (t) => [index('statement_files_list').on(t.tenantId, t.state, t.id), index('statement_files_digest').on(t.tenantId, t.digest), refers('statement_files_file', t, t.fileId, () => files), oneOf('statement_files_state', t.state, statementFileStates)])
export const statementLineStates = ['unmatched', 'matched', 'ignored'] as const
export const statementLines = tenantTable('statement_lines', {
  statementId: uuid('statement_id').notNull(), position: integer('position').notNull(), bookedOn: calendarDay('booked_on'), amountMinor: minor('amount_minor').notNull(), currency: currencyCode().notNull(), direction: word<'credit' | 'debit' | 'none'>('direction').notNull(), endToEndId: text('end_to_end_id'), bankReference: text('bank_reference'),
  text: text('text').notNull().default(''), status: text('status'), reasonCode: text('reason_code'), reasonText: text('reason_text'), state: word<(typeof statementLineStates)[number]>('state').notNull(), payoutId: uuid('payout_id'), batchId: uuid('batch_id'), entryId: uuid('entry_id'), queueReason: text('queue_reason'), decision: text('decision'), decisionReason: text('decision_reason'), decidedBy: uuid('decided_by'), decidedAt: instant('decided_at'),
}, (t) => [refers('statement_lines_statement', t, t.statementId, () => statements), refers('statement_lines_payout', t, t.payoutId, () => payouts), uniqueIndex('statement_lines_position').on(t.tenantId, t.statementId, t.position), index('statement_lines_queue').on(t.tenantId, t.state, t.id), index('statement_lines_payout').on(t.tenantId, t.payoutId), oneOf('statement_lines_state', t.state, statementLineStates)])

export const catalogueItems = tenantTable('catalogue_items', {
  number: text('number').notNull(), name: text('name').notNull(), description: text('description').notNull().default(''), priceMinor: minor('price_minor').notNull(), currency: currencyCode().notNull(), stock: integer('stock'), limitPerPayee: integer('limit_per_payee'), isActive: boolean('is_active').notNull().default(true), updatedAt: instant('updated_at').notNull().defaultNow(),
}, (t) => [index('catalogue_items_list').on(t.tenantId, t.name, t.id), check('catalogue_items_stock', sql`stock is null or stock >= 0`), check('catalogue_items_price', sql`price_minor > 0`)])
export const redemptionStates = ['requested', 'fulfilled', 'cancelled'] as const
export const redemptions = tenantTable('redemptions', {
  number: text('number').notNull(), itemId: uuid('item_id').notNull(), payeeId: uuid('payee_id').notNull(), quantity: integer('quantity').notNull(), amountMinor: minor('amount_minor').notNull(), currency: currencyCode().notNull(), state: word<(typeof redemptionStates)[number]>('state').notNull(), holdEntryId: uuid('hold_entry_id').notNull(),
  requestedBy: uuid('requested_by').notNull(), decidedBy: uuid('decided_by'), decidedAt: instant('decided_at'), reason: text('reason'), idempotencyKey: text('idempotency_key').notNull(),
}, (t) => [refers('redemptions_item', t, t.itemId, () => catalogueItems), refers('redemptions_payee', t, t.payeeId, () => payees), uniqueIndex('redemptions_key').on(t.tenantId, t.idempotencyKey), index('redemptions_list').on(t.tenantId, t.state, t.id), index('redemptions_payee_list').on(t.tenantId, t.payeeId, t.id), oneOf('redemptions_state', t.state, redemptionStates)])
export const disputeStates = ['open', 'upheld', 'rejected', 'withdrawn'] as const
export const disputes = tenantTable('disputes', {
  number: text('number').notNull(), awardId: uuid('award_id').notNull(), recordId: uuid('record_id'), payeeId: uuid('payee_id').notNull(), lineKey: text('line_key').notNull(), line: text('line').notNull(), reason: text('reason').notNull(), state: word<(typeof disputeStates)[number]>('state').notNull(), openedBy: uuid('opened_by').notNull(), dueOn: calendarDay('due_on').notNull(),
  decidedBy: uuid('decided_by'), decidedAt: instant('decided_at'), outcome: text('outcome'), correctionId: uuid('correction_id'), overdueAt: instant('overdue_at'),
}, (t) => [uniqueIndex('disputes_open').on(t.tenantId, t.awardId, t.lineKey).where(sql`state = 'open'`), refers('disputes_award', t, t.awardId, () => awards), refers('disputes_record', t, t.recordId, () => workRecords), refers('disputes_payee', t, t.payeeId, () => payees), index('disputes_list').on(t.tenantId, t.state, t.id), index('disputes_award_list').on(t.tenantId, t.awardId), index('disputes_payee_list').on(t.tenantId, t.payeeId, t.id), oneOf('disputes_state', t.state, disputeStates)])
