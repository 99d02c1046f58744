import { sql } from 'drizzle-orm'
import { bigint, boolean, check, index, integer, jsonb, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { bytes, currencyCode, instant, word } from '../columns.ts'
import { oneOf, refers, tenantTable } from '../tenant-table.ts'

export const memberStates = ['invited', 'active', 'suspended', 'ended'] as const
export type MemberState = (typeof memberStates)[number]
export const recoveryStates = ['asked', 'agreed', 'done', 'refused', 'cancelled'] as const
export type RecoveryState = (typeof recoveryStates)[number]

/** What a company decides for itself. One row, whose id is the tenant's. */
export const settings = tenantTable('settings', {
  name: text('name').notNull(), currency: currencyCode().notNull(), zone: text('zone').notNull(), locale: text('locale').notNull(),
  /** Approval policy, session lengths, notification defaults …: parsed by lib/tenancy/policy.ts. */
  policy: jsonb('policy').notNull().default(sql`'{}'::jsonb`), updatedAt: instant('updated_at').notNull().defaultNow(),
})
/** A person's place in a company. The account (sign-in) is global and not of this table. */
export const members = tenantTable('members', {
  accountId: uuid('account_id').notNull(), number: text('number').notNull(), name: text('name').notNull(), email: text('email').notNull(), role: text('role').notNull(),
  state: word<MemberState>('state').notNull(), source: word<'setup' | 'invited' | 'demo' | 'sso'>('source').notNull().default('invited'), invitedBy: uuid('invited_by'),
  lastSeenAt: instant('last_seen_at'), endedAt: instant('ended_at'), updatedAt: instant('updated_at').notNull().defaultNow(),
}, (t) => [
  uniqueIndex('members_account').on(t.tenantId, t.accountId), index('members_list').on(t.tenantId, t.name, t.id), index('members_email').on(t.tenantId, t.email),
  oneOf('members_state', t.state, memberStates),
])
/** Numbers people speak of: P-00913. One row per series, bumped in the transaction that uses the number. */
export const counters = tenantTable('counters', { series: text('series').notNull(), value: bigint('value', { mode: 'number' }).notNull() }, (t) => [uniqueIndex('counters_series').on(t.tenantId, t.series)])

/** Uploaded and generated files: content in slices, encrypted, found by digest. */
export const files = tenantTable('files', {
  name: text('name').notNull(), contentType: text('content_type').notNull(), size: bigint('size', { mode: 'number' }).notNull(), digest: text('digest').notNull(),
  purpose: text('purpose').notNull(), createdBy: uuid('created_by'),
}, (t) => [index('files_digest').on(t.tenantId, t.digest)])
export const fileSlices = tenantTable('file_slices', { fileId: uuid('file_id').notNull(), position: integer('position').notNull(), body: bytes('body').notNull() }, (t) => [
  refers('file_slices_file', t, t.fileId, () => files), uniqueIndex('file_slices_position').on(t.tenantId, t.fileId, t.position),
])

export const notifications = tenantTable('notifications', {
  memberId: uuid('member_id').notNull(), kind: text('kind').notNull(), sentence: text('sentence').notNull(), subjectKind: text('subject_kind').notNull(), subjectId: uuid('subject_id').notNull(),
  /** What is told once to each member: an event, or the record itself. */
  causeId: uuid('cause_id').notNull(), mail: word<'at_once' | 'daily' | 'never'>('mail').notNull(), readAt: instant('read_at'), mailedAt: instant('mailed_at'),
}, (t) => [
  refers('notifications_member', t, t.memberId, () => members), uniqueIndex('notifications_once').on(t.tenantId, t.memberId, t.causeId), index('notifications_list').on(t.tenantId, t.memberId, t.id),
  index('notifications_unread').on(t.tenantId, t.memberId).where(sql`read_at is null`), index('notifications_digest').on(t.tenantId, t.id).where(sql`mail = 'daily' and mailed_at is null`),
  oneOf('notifications_mail', t.mail, ['at_once', 'daily', 'never']),
])
export const notificationChoices = tenantTable('notification_choices', {
  memberId: uuid('member_id').notNull(), kind: text('kind').notNull(), mail: word<'at_once' | 'daily' | 'never'>('mail').notNull(),
}, (t) => [refers('notification_choices_member', t, t.memberId, () => members), uniqueIndex('notification_choices_kind').on(t.tenantId, t.memberId, t.kind)])
/** While away: the delegate may do what the delegator may, within the same separation rules. */
export const delegations = tenantTable('delegations', {
  fromMemberId: uuid('from_member_id').notNull(), toMemberId: uuid('to_member_id').notNull(), permission: text('permission').notNull(), startsAt: instant('starts_at').notNull(),
  endsAt: instant('ends_at').notNull(), endedAt: instant('ended_at'), reason: text('reason'),
}, (t) => [refers('delegations_from', t, t.fromMemberId, () => members), refers('delegations_to', t, t.toMemberId, () => members), index('delegations_to_list').on(t.tenantId, t.toMemberId, t.endsAt)])

/**
 * A lost second factor: asked by the person, agreed by two admins of the only company (or by the operator, in the platform's own tenant),
 * done by the person after a day. One open at a time for each account.
 */
export const recoveries = tenantTable('recoveries', {
  accountId: uuid('account_id').notNull(), memberId: uuid('member_id'), name: text('name').notNull(), email: text('email').notNull(), alsoPassword: boolean('also_password').notNull(),
  state: word<RecoveryState>('state').notNull(), agreementsNeeded: integer('agreements_needed').notNull(), firstBy: uuid('first_by'), firstAt: instant('first_at'), secondBy: uuid('second_by'), secondAt: instant('second_at'),
  dueAt: instant('due_at'), endedAt: instant('ended_at'), endedWhy: text('ended_why'),
}, (t) => [
  uniqueIndex('recoveries_open').on(t.tenantId, t.accountId).where(sql`state in ('asked', 'agreed')`), index('recoveries_list').on(t.tenantId, t.state, t.id),
  oneOf('recoveries_state', t.state, recoveryStates), check('recoveries_two_people', sql`second_by is null or second_by <> first_by`),
])
