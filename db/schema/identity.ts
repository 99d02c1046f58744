// Account-level tables: they have no tenant, lie in their own schema and are reached by the login app_auth alone.
import { sql } from 'drizzle-orm'
import { bigint, boolean, check, index, integer, jsonb, pgSchema, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { bytes, instant, word } from '../columns.ts'

export const identity = pgSchema('identity')
const id = () => uuid('id').primaryKey()

export const tenants = identity.table('tenants', {
  id: id(), kind: word<'company' | 'platform'>('kind').notNull(), name: text('name').notNull(), slug: text('slug').notNull().unique(),
  state: word<'active' | 'suspended' | 'ended'>('state').notNull().default('active'), createdAt: instant('created_at').notNull().defaultNow(),
})
/** Which company has proven a mail domain, first come: a provider of any other links nobody by it. */
export const provenDomains = identity.table('proven_domains', {
  name: text('name').primaryKey(), tenantId: uuid('tenant_id').notNull().references(() => tenants.id), domainId: uuid('domain_id').notNull(), provenAt: instant('proven_at').notNull().defaultNow(),
}, (t) => [index('proven_domains_tenant').on(t.tenantId)])
export const accounts = identity.table('accounts', {
  id: id(), email: text('email').notNull().unique(), emailVerifiedAt: instant('email_verified_at'), name: text('name').notNull(), zone: text('zone'),
  passwordHash: text('password_hash'), passwordChangedAt: instant('password_changed_at'), theme: word<'system' | 'light' | 'dark'>('theme').notNull().default('system'),
  shortcuts: boolean('shortcuts').notNull().default(true), isDisabled: boolean('is_disabled').notNull().default(false), createdAt: instant('created_at').notNull().defaultNow(),
})
/** Second factors. `secret` is sealed with the envelope key; `lastStep` is the highest TOTP step ever accepted (replay guard). */
export const factors = identity.table('factors', {
  id: id(), accountId: uuid('account_id').notNull().references(() => accounts.id), kind: word<'totp' | 'passkey' | 'sms'>('kind').notNull(), name: text('name').notNull(),
  secret: bytes('secret').notNull(), lastStep: bigint('last_step', { mode: 'number' }).notNull().default(0), confirmedAt: instant('confirmed_at'),
  lastUsedAt: instant('last_used_at'), removedAt: instant('removed_at'), createdAt: instant('created_at').notNull().defaultNow(),
}, (t) => [index('factors_account').on(t.accountId)])
export const backupCodes = identity.table('backup_codes', {
  id: id(), accountId: uuid('account_id').notNull().references(() => accounts.id), codeHash: bytes('code_hash').notNull(), usedAt: instant('used_at'),
  replacedAt: instant('replaced_at'), createdAt: instant('created_at').notNull().defaultNow(),
}, (t) => [uniqueIndex('backup_codes_hash').on(t.accountId, t.codeHash)])
/** One row per signed-in browser and membership. The cookie holds the secret, the row only its SHA-256. */
export const sessions = identity.table('sessions', {
  id: id(), secretHash: bytes('secret_hash').notNull().unique(), accountId: uuid('account_id').notNull().references(() => accounts.id), tenantId: uuid('tenant_id').notNull().references(() => tenants.id),
  memberId: uuid('member_id').notNull(), methods: text('methods').notNull(), factorAt: instant('factor_at').notNull(), idleSecondsMax: integer('idle_seconds_max').notNull(),
  expiresAt: instant('expires_at').notNull(), lastSeenAt: instant('last_seen_at').notNull().defaultNow(), ip: text('ip').notNull().default(''), agent: text('agent').notNull().default(''),
  /** Where it was last used from; `ip` is where it was opened. */
  lastIp: text('last_ip').notNull().default(''), endedAt: instant('ended_at'), endedReason: text('ended_reason'),
  /** The provider that vouched; null for a password. */
  connectionId: uuid('connection_id'), createdAt: instant('created_at').notNull().defaultNow(),
}, (t) => [index('sessions_account').on(t.accountId), index('sessions_member').on(t.tenantId, t.memberId)])
/** A second factor proven for one act (operation and input, as a digest) of one session; taken once, by the act's own transaction. */
export const proofs = identity.table('proofs', {
  id: id(), sessionId: uuid('session_id').notNull().references(() => sessions.id), act: text('act').notNull(), method: text('method').notNull(), provenAt: instant('proven_at').notNull(), usedAt: instant('used_at'), createdAt: instant('created_at').notNull().defaultNow(),
}, (t) => [index('proofs_session').on(t.sessionId, t.act)])
/** A sign-in or recovery under way: a state machine kept here, bound to a pre-auth cookie whose secret rotates at each step. */
export const flows = identity.table('flows', {
  id: id(), kind: word<'sign_in' | 'enrol' | 'reset' | 'invite' | 'setup' | 'step_up' | 'recover' | 'change_email'>('kind').notNull(), step: text('step').notNull(), secretHash: bytes('secret_hash').notNull().unique(),
  accountId: uuid('account_id'), tenantId: uuid('tenant_id'), data: jsonb('data').notNull().default(sql`'{}'::jsonb`), tries: integer('tries').notNull().default(0),
  expiresAt: instant('expires_at').notNull(), endedAt: instant('ended_at'), createdAt: instant('created_at').notNull().defaultNow(),
})
/** Single-use links sent by mail: bound to a purpose, stored as a hash, consumed by one conditional update. */
export const links = identity.table('links', {
  id: id(), purpose: word<'setup' | 'invite' | 'reset' | 'change_email' | 'confirm_email' | 'recover'>('purpose').notNull(), tokenHash: bytes('token_hash').notNull().unique(), accountId: uuid('account_id'),
  tenantId: uuid('tenant_id'), memberId: uuid('member_id'), email: text('email'), data: jsonb('data').notNull().default(sql`'{}'::jsonb`), notBefore: instant('not_before'),
  expiresAt: instant('expires_at').notNull(), usedAt: instant('used_at'), createdAt: instant('created_at').notNull().defaultNow(),
})
/** A request that a provider has to answer: taken once, by the browser that began it. `browserHash` is null where a code follows an answer that the provider began by itself. */
export const ssoRequests = identity.table('sso_requests', {
  id: text('id').primaryKey(), tenantId: uuid('tenant_id').notNull().references(() => tenants.id), connectionId: uuid('connection_id').notNull(), testId: uuid('test_id'), browserHash: bytes('browser_hash').notNull(), next: text('next'),
  expiresAt: instant('expires_at').notNull(), createdAt: instant('created_at').notNull().defaultNow(),
}, (t) => [index('sso_requests_expiry').on(t.expiresAt)])
/** Assertions that were used, until none of them could be delivered again. */
export const ssoAssertions = identity.table('sso_assertions', {
  tenantId: uuid('tenant_id').notNull().references(() => tenants.id), connectionId: uuid('connection_id').notNull(), assertionId: text('assertion_id').notNull(), expiresAt: instant('expires_at').notNull(),
}, (t) => [primaryKey({ name: 'sso_assertions_pkey', columns: [t.connectionId, t.assertionId] }), index('sso_assertions_expiry').on(t.expiresAt)])
/** Hands an accepted assertion over to the browser that asked: good once and for a minute. */
export const ssoCodes = identity.table('sso_codes', {
  codeHash: bytes('code_hash').primaryKey(), tenantId: uuid('tenant_id').notNull().references(() => tenants.id), browserHash: bytes('browser_hash'), accountId: uuid('account_id').notNull(), data: jsonb('data').notNull(), expiresAt: instant('expires_at').notNull(),
})
/** Counters of attempts by account and by network; only ever a delay, so that a stranger cannot lock anyone out. */
export const throttles = identity.table('throttles', {
  key: text('key').primaryKey(), count: integer('count').notNull(), windowStart: instant('window_start').notNull(), blockedUntil: instant('blocked_until'),
})
/** Mail leaves from here: written with the act that causes it, sent by the worker, readable by the operator in development. */
export const outbox = identity.table('outbox', {
  id: id(), tenantId: uuid('tenant_id'), toAddress: text('to_address').notNull(), subject: text('subject').notNull(), body: text('body').notNull(), kind: text('kind').notNull(),
  sentAt: instant('sent_at'), failedAt: instant('failed_at'), nextTryAt: instant('next_try_at'), attempts: integer('attempts').notNull().default(0), lastError: text('last_error'), createdAt: instant('created_at').notNull().defaultNow(),
}, (t) => [index('outbox_waiting').on(t.createdAt).where(sql`sent_at is null and failed_at is null`)])
/** Facts of the installation itself: system identifier, audit epoch, whether the outbox and the rails are paused after a restore. */
export const installation = identity.table('installation', {
  one: boolean('one').primaryKey().default(true), systemIdentifier: text('system_identifier').notNull().default(''), auditEpoch: integer('audit_epoch').notNull().default(1),
  isPaused: boolean('is_paused').notNull().default(false), pausedReason: text('paused_reason'), setupAt: instant('setup_at'), updatedAt: instant('updated_at').notNull().defaultNow(),
})
/**
 * What strangers report about the safety of the installation itself. It belongs to no company; the operators read it through functions that
 * answer inside the platform's own tenant only. `reference` is what the reporter is given to ask with.
 */
export const vulnerabilityReports = identity.table('vulnerability_reports', {
  id: id(), reference: text('reference').notNull().unique(), reporterName: text('reporter_name'), reporterEmail: text('reporter_email'), what: text('what').notNull(), place: text('place').notNull(),
  severity: word<'low' | 'medium' | 'high' | 'critical' | 'unsure'>('severity').notNull(), details: text('details').notNull(), dueAt: instant('due_at').notNull(),
  acknowledgedAt: instant('acknowledged_at'), acknowledgedBy: text('acknowledged_by'), answer: text('answer'), createdAt: instant('created_at').notNull().defaultNow(),
}, (t) => [
  index('vulnerability_reports_open').on(t.dueAt).where(sql`acknowledged_at is null`), check('vulnerability_reports_severity', sql`severity in ('low', 'medium', 'high', 'critical', 'unsure')`),
  check('vulnerability_reports_acknowledged', sql`(acknowledged_at is null) = (acknowledged_by is null)`),
])
