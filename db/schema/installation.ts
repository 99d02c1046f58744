// The installation itself: its one row, and what strangers report about it.
import { sql } from 'drizzle-orm'
import { boolean, check, index, integer, text } from 'drizzle-orm/pg-core'
import { instant, word } from '../columns.ts'
import { identity, id } from './identity.ts'

/** Facts of the installation itself: system identifier, audit epoch, whether the outbox and the rails are paused after a restore. */
export const installation = identity.table('installation', {
  one: boolean('one').primaryKey().default(true),
  systemIdentifier: text('system_identifier').notNull().default(''),
  auditEpoch: integer('audit_epoch').notNull().default(1),
  isPaused: boolean('is_paused').notNull().default(false),
  pausedReason: text('paused_reason'),
  setupAt: instant('setup_at'),
  updatedAt: instant('updated_at').notNull().defaultNow(),
})
/**
 * What strangers report about the safety of the installation itself. It belongs to no company; the operators read it through functions that
 * answer inside the platform's own tenant only. `reference` is what the reporter is given to ask with.
 */
export const vulnerabilityReports = identity.table(
  'vulnerability_reports',
  {
    id: id(),
    reference: text('reference').notNull().unique(),
    reporterName: text('reporter_name'),
    reporterEmail: text('reporter_email'),
    what: text('what').notNull(),
    place: text('place').notNull(),
    severity: word<'low' | 'medium' | 'high' | 'critical' | 'unsure'>('severity').notNull(),
    details: text('details').notNull(),
    dueAt: instant('due_at').notNull(),
    acknowledgedAt: instant('acknowledged_at'),
    acknowledgedBy: text('acknowledged_by'),
    answer: text('answer'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [
    index('vulnerability_reports_open')
      .on(t.dueAt)
      .where(sql`acknowledged_at is null`),
    check('vulnerability_reports_severity', sql`severity in ('low', 'medium', 'high', 'critical', 'unsure')`),
    check('vulnerability_reports_acknowledged', sql`(acknowledged_at is null) = (acknowledged_by is null)`),
  ],
)
