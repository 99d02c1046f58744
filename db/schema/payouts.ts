// Payouts, their approvals, batches, and who pays.
import { sql } from 'drizzle-orm'
import { boolean, check, index, integer, jsonb, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { calendarDay, currencyCode, instant, minor, word } from '../columns.ts'
import { oneOf, refers, tenantTable } from '../tenant-table.ts'
import { awards } from './incentives.ts'
import { files, members } from './tenancy.ts'
import { bankDetails, payees } from './work.ts'

export const payoutStates = ['raised', 'approved', 'released', 'settled', 'rejected', 'returned', 'held'] as const
export type PayoutState = (typeof payoutStates)[number]
export const batchStates = ['draft', 'released', 'settled', 'refused', 'cancelled'] as const
export type BatchState = (typeof batchStates)[number]
export const railNames = ['pain001', 'nacha', 'payroll_csv'] as const
export type RailName = (typeof railNames)[number]
/** Who pays: name with IBAN and BIC, or company id and originating bank. Account numbers are sealed inside `body`. */
export const originators = tenantTable(
  'originators',
  {
    rail: word<RailName>('rail').notNull(),
    currency: currencyCode().notNull(),
    name: text('name').notNull(),
    body: jsonb('body').notNull(),
    masked: text('masked').notNull(),
    isTest: boolean('is_test').notNull().default(true),
    updatedAt: instant('updated_at').notNull().defaultNow(),
  },
  (t) => [uniqueIndex('originators_rail').on(t.tenantId, t.rail, t.currency), oneOf('originators_rail_known', t.rail, railNames)],
)
/** Draft → released → settled, or refused by the bank. Releasing writes one file once. */
export const batches = tenantTable(
  'batches',
  {
    number: text('number').notNull(),
    rail: word<RailName>('rail').notNull(),
    currency: currencyCode().notNull(),
    state: word<BatchState>('state').notNull(),
    originatorId: uuid('originator_id').notNull(),
    valueOn: calendarDay('value_on').notNull(),
    messageId: text('message_id'),
    fileId: uuid('file_id'),
    fileDigest: text('file_digest'),
    payoutCount: integer('payout_count').notNull().default(0),
    totalMinor: minor('total_minor')
      .notNull()
      .default(sql`0`),
    isTest: boolean('is_test').notNull().default(false),
    madeBy: uuid('made_by').notNull(),
    releasedBy: uuid('released_by'),
    releasedAt: instant('released_at'),
    downloads: integer('downloads').notNull().default(0),
    bankStatus: text('bank_status'),
    updatedAt: instant('updated_at').notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex('batches_number').on(t.tenantId, t.number),
    index('batches_list').on(t.tenantId, t.id),
    index('batches_message').on(t.tenantId, t.messageId),
    refers('batches_originator', t, t.originatorId, () => originators),
    refers('batches_file', t, t.fileId, () => files),
    oneOf('batches_state', t.state, batchStates),
  ],
)
export const payouts = tenantTable(
  'payouts',
  {
    number: text('number').notNull(),
    payeeId: uuid('payee_id').notNull(),
    amountMinor: minor('amount_minor').notNull(),
    currency: currencyCode().notNull(),
    state: word<PayoutState>('state').notNull(),
    rail: word<RailName>('rail').notNull(),
    bankDetailId: uuid('bank_detail_id'),
    raisedBy: uuid('raised_by').notNull(),
    raisedAt: instant('raised_at').notNull(),
    approvalsNeeded: integer('approvals_needed').notNull(),
    idempotencyKey: text('idempotency_key').notNull(),
    requestDigest: text('request_digest').notNull(),
    heldFrom: word<PayoutState>('held_from'),
    holdReason: text('hold_reason'),
    batchId: uuid('batch_id'),
    endToEndId: text('end_to_end_id').notNull(),
    uetr: uuid('uetr').notNull(),
    traceNumber: text('trace_number'),
    reissuesId: uuid('reissues_id'),
    releasedAt: instant('released_at'),
    settledAt: instant('settled_at'),
    returnedAt: instant('returned_at'),
    returnReason: text('return_reason'),
    bankStatus: text('bank_status'),
    note: text('note'),
    updatedAt: instant('updated_at').notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex('payouts_number').on(t.tenantId, t.number),
    uniqueIndex('payouts_key').on(t.tenantId, t.idempotencyKey),
    uniqueIndex('payouts_end_to_end').on(t.tenantId, t.endToEndId),
    index('payouts_state').on(t.tenantId, t.state, t.id),
    index('payouts_payee').on(t.tenantId, t.payeeId, t.id),
    index('payouts_batch').on(t.tenantId, t.batchId, t.id),
    index('payouts_trace').on(t.tenantId, t.traceNumber),
    index('payouts_raisers')
      .on(t.tenantId, t.raisedBy)
      .where(sql`state = 'raised'`),
    uniqueIndex('payouts_reissues')
      .on(t.tenantId, t.reissuesId)
      .where(sql`reissues_id is not null and state <> 'rejected'`),
    refers('payouts_payee_ref', t, t.payeeId, () => payees),
    refers('payouts_bank_detail', t, t.bankDetailId, () => bankDetails),
    refers('payouts_batch_ref', t, t.batchId, () => batches),
    refers('payouts_raised_by', t, t.raisedBy, () => members),
    refers('payouts_reissued', t, t.reissuesId, () => ({ tenantId: t.tenantId, id: t.id })),
    oneOf('payouts_state_known', t.state, payoutStates),
    check('payouts_amount', sql`amount_minor > 0`),
    check('payouts_hold', sql`(state = 'held') = (held_from is not null)`),
  ],
)
/** What a payout collects: awards, corrections of them, and redemptions already drawn from the balance. A source is in one living payout; a redemption that was cancelled after being deducted is given back in one more. */
export const payoutLines = tenantTable(
  'payout_lines',
  {
    payoutId: uuid('payout_id').notNull(),
    kind: word<'award' | 'redemption'>('kind').notNull(),
    awardId: uuid('award_id'),
    redemptionId: uuid('redemption_id'),
    amountMinor: minor('amount_minor').notNull(),
    isVoid: boolean('is_void').notNull().default(false),
  },
  (t) => [
    refers('payout_lines_payout', t, t.payoutId, () => payouts),
    refers('payout_lines_award', t, t.awardId, () => awards),
    index('payout_lines_payout_list').on(t.tenantId, t.payoutId),
    uniqueIndex('payout_lines_award_once')
      .on(t.tenantId, t.awardId)
      .where(sql`award_id is not null and not is_void`),
    uniqueIndex('payout_lines_redemption_once')
      .on(t.tenantId, t.redemptionId, sql`(amount_minor > 0)`)
      .where(sql`redemption_id is not null and not is_void`),
  ],
)
/** How many payouts of a state there are and what they are worth, kept by a trigger: a list of a hundred thousand must not be counted with every page. Rows of a state add up. */
export const payoutTallies = tenantTable(
  'payout_tallies',
  {
    state: word<PayoutState>('state').notNull(),
    currency: currencyCode().notNull(),
    payouts: integer('payouts').notNull(),
    amountMinor: minor('amount_minor').notNull(),
  },
  (t) => [index('payout_tallies_state').on(t.tenantId, t.state, t.currency, t.id), oneOf('payout_tallies_state_known', t.state, payoutStates)],
)
/** Each decision is a row: who, when, by what right, with which factor moment. One person decides once per payout. */
export const payoutApprovals = tenantTable(
  'payout_approvals',
  {
    payoutId: uuid('payout_id').notNull(),
    memberId: uuid('member_id').notNull(),
    decision: word<'approved' | 'rejected'>('decision').notNull(),
    note: text('note'),
    at: instant('at').notNull(),
    factorAt: instant('factor_at'),
    onBehalfOf: uuid('on_behalf_of'),
  },
  (t) => [
    refers('payout_approvals_payout', t, t.payoutId, () => payouts),
    refers('payout_approvals_member', t, t.memberId, () => members),
    uniqueIndex('payout_approvals_once').on(t.tenantId, t.payoutId, t.memberId),
  ],
)
