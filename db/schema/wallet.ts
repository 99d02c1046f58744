// The catalogue, what is redeemed from it, and disputes.
import { sql } from 'drizzle-orm'
import { boolean, check, index, integer, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { calendarDay, currencyCode, instant, minor, word } from '../columns.ts'
import { oneOf, refers, tenantTable } from '../tenant-table.ts'
import { awards } from './incentives.ts'
import { payees, workRecords } from './work.ts'

export const catalogueItems = tenantTable(
  'catalogue_items',
  {
    number: text('number').notNull(),
    name: text('name').notNull(),
    description: text('description').notNull().default(''),
    priceMinor: minor('price_minor').notNull(),
    currency: currencyCode().notNull(),
    stock: integer('stock'),
    limitPerPayee: integer('limit_per_payee'),
    isActive: boolean('is_active').notNull().default(true),
    updatedAt: instant('updated_at').notNull().defaultNow(),
  },
  (t) => [
    index('catalogue_items_list').on(t.tenantId, t.name, t.id),
    check('catalogue_items_stock', sql`stock is null or stock >= 0`),
    check('catalogue_items_price', sql`price_minor > 0`),
  ],
)
export const redemptionStates = ['requested', 'fulfilled', 'cancelled'] as const
export const redemptions = tenantTable(
  'redemptions',
  {
    number: text('number').notNull(),
    itemId: uuid('item_id').notNull(),
    payeeId: uuid('payee_id').notNull(),
    quantity: integer('quantity').notNull(),
    amountMinor: minor('amount_minor').notNull(),
    currency: currencyCode().notNull(),
    state: word<(typeof redemptionStates)[number]>('state').notNull(),
    holdEntryId: uuid('hold_entry_id').notNull(),
    requestedBy: uuid('requested_by').notNull(),
    decidedBy: uuid('decided_by'),
    decidedAt: instant('decided_at'),
    reason: text('reason'),
    idempotencyKey: text('idempotency_key').notNull(),
  },
  (t) => [
    refers('redemptions_item', t, t.itemId, () => catalogueItems),
    refers('redemptions_payee', t, t.payeeId, () => payees),
    uniqueIndex('redemptions_key').on(t.tenantId, t.idempotencyKey),
    index('redemptions_list').on(t.tenantId, t.state, t.id),
    index('redemptions_payee_list').on(t.tenantId, t.payeeId, t.id),
    oneOf('redemptions_state', t.state, redemptionStates),
  ],
)
export const disputeStates = ['open', 'upheld', 'rejected', 'withdrawn'] as const
export const disputes = tenantTable(
  'disputes',
  {
    number: text('number').notNull(),
    awardId: uuid('award_id').notNull(),
    recordId: uuid('record_id'),
    payeeId: uuid('payee_id').notNull(),
    lineKey: text('line_key').notNull(),
    line: text('line').notNull(),
    reason: text('reason').notNull(),
    state: word<(typeof disputeStates)[number]>('state').notNull(),
    openedBy: uuid('opened_by').notNull(),
    dueOn: calendarDay('due_on').notNull(),
    decidedBy: uuid('decided_by'),
    decidedAt: instant('decided_at'),
    outcome: text('outcome'),
    correctionId: uuid('correction_id'),
    overdueAt: instant('overdue_at'),
  },
  (t) => [
    uniqueIndex('disputes_open')
      .on(t.tenantId, t.awardId, t.lineKey)
      .where(sql`state = 'open'`),
    refers('disputes_award', t, t.awardId, () => awards),
    refers('disputes_record', t, t.recordId, () => workRecords),
    refers('disputes_payee', t, t.payeeId, () => payees),
    index('disputes_list').on(t.tenantId, t.state, t.id),
    index('disputes_award_list').on(t.tenantId, t.awardId),
    index('disputes_payee_list').on(t.tenantId, t.payeeId, t.id),
    oneOf('disputes_state', t.state, disputeStates),
  ],
)
