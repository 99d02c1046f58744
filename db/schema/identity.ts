// Account-level tables: they have no tenant, lie in their own schema and are reached by the login app_auth alone.
import { sql } from 'drizzle-orm'
import { bigint, boolean, check, index, integer, jsonb, pgSchema, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { bytes, instant, word } from '../columns.ts'

export const identity = pgSchema('identity')
export const id = () => uuid('id').primaryKey()
/** As lib/access/plans.ts has them (a test compares). */
export const planWords = ['essential', 'business', 'complete'] as const
export const tenants = identity.table(
  'tenants',
  {
    id: id(),
    kind: word<'company' | 'platform'>('kind').notNull(),
    name: text('name').notNull(),
    slug: text('slug').notNull().unique(),
    state: word<'active' | 'suspended' | 'ended'>('state').notNull().default('active'),
    /** What is open to the company (lib/access/plans.ts): out of its own reach, as this schema is. */
    plan: word<(typeof planWords)[number]>('plan').notNull().default('complete'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  () => [check('tenants_plan', sql`plan in (${sql.raw(planWords.map((name) => `'${name}'`).join(', '))})`)],
)
/** Which company has proven a mail domain, first come: a provider of any other links nobody by it. */
export const provenDomains = identity.table(
  'proven_domains',
  {
    name: text('name').primaryKey(),
    tenantId: uuid('tenant_id')
      .notNull()
      .references(() => tenants.id),
    domainId: uuid('domain_id').notNull(),
    provenAt: instant('proven_at').notNull().defaultNow(),
  },
  (t) => [index('proven_domains_tenant').on(t.tenantId)],
)
export const accounts = identity.table('accounts', {
  id: id(),
  email: text('email').notNull().unique(),
  emailVerifiedAt: instant('email_verified_at'),
  name: text('name').notNull(),
  zone: text('zone'),
  passwordHash: text('password_hash'),
  passwordChangedAt: instant('password_changed_at'),
  theme: word<'system' | 'light' | 'dark'>('theme').notNull().default('system'),
  shortcuts: boolean('shortcuts').notNull().default(true),
  isDisabled: boolean('is_disabled').notNull().default(false),
  createdAt: instant('created_at').notNull().defaultNow(),
})
/** Second factors. `secret` is sealed with the envelope key: of an authenticator its secret, of a phone its number, which goes when the phone is removed; a passkey has none here (its public half is in `passkeys`). `lastStep` is the highest TOTP step ever accepted (replay guard). */
export const factors = identity.table(
  'factors',
  {
    id: id(),
    accountId: uuid('account_id')
      .notNull()
      .references(() => accounts.id),
    kind: word<'totp' | 'passkey' | 'sms'>('kind').notNull(),
    name: text('name').notNull(),
    secret: bytes('secret'),
    lastStep: bigint('last_step', { mode: 'number' }).notNull().default(0),
    confirmedAt: instant('confirmed_at'),
    lastUsedAt: instant('last_used_at'),
    removedAt: instant('removed_at'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [
    index('factors_account').on(t.accountId),
    check('factors_secret', sql`(secret is null) = (kind = 'passkey' or (kind = 'sms' and removed_at is not null))`),
  ],
)
/** The public half of a passkey. A credential id belongs to one account for good, also after it was removed: another account that brings it is refused. */
export const passkeys = identity.table('passkeys', {
  factorId: uuid('factor_id')
    .primaryKey()
    .references(() => factors.id),
  credentialId: bytes('credential_id').notNull().unique(),
  publicKey: bytes('public_key').notNull(),
  counter: bigint('counter', { mode: 'number' }).notNull(),
  /** How the browser may reach it, as it said when it was made: `internal hybrid`. */
  transports: text('transports').notNull().default(''),
  /** Whether it may be copied to other devices of its person (fixed when it was made), and whether it is at present. */
  mayBackUp: boolean('may_back_up').notNull(),
  isBackedUp: boolean('is_backed_up').notNull(),
  createdAt: instant('created_at').notNull().defaultNow(),
})
/** What a passkey is asked to sign: good once, soon over, for the flow or the session that asked (`boundTo`). */
export const passkeyChallenges = identity.table(
  'passkey_challenges',
  {
    challengeHash: bytes('challenge_hash').primaryKey(),
    purpose: word<'prove' | 'add' | 'sign_in'>('purpose').notNull(),
    boundTo: uuid('bound_to').notNull(),
    accountId: uuid('account_id'),
    name: text('name'),
    expiresAt: instant('expires_at').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [index('passkey_challenges_bound').on(t.boundTo), index('passkey_challenges_expiry').on(t.expiresAt)],
)
/** A code that was sent by text message: hashed, good once and for minutes, for the sign-in or the session that asked (`boundTo`). `number` is sealed, and there only while a new one is being proven. */
export const textCodes = identity.table(
  'text_codes',
  {
    id: id(),
    purpose: word<'sign_in' | 'add'>('purpose').notNull(),
    boundTo: uuid('bound_to').notNull(),
    accountId: uuid('account_id')
      .notNull()
      .references(() => accounts.id),
    codeHash: bytes('code_hash').notNull(),
    number: bytes('number'),
    tries: integer('tries').notNull().default(0),
    expiresAt: instant('expires_at').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex('text_codes_bound').on(t.boundTo, t.purpose),
    index('text_codes_expiry').on(t.expiresAt),
    check('text_codes_number', sql`(purpose = 'add') = (number is not null)`),
  ],
)
export const backupCodes = identity.table(
  'backup_codes',
  {
    id: id(),
    accountId: uuid('account_id')
      .notNull()
      .references(() => accounts.id),
    codeHash: bytes('code_hash').notNull(),
    usedAt: instant('used_at'),
    replacedAt: instant('replaced_at'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [uniqueIndex('backup_codes_hash').on(t.accountId, t.codeHash)],
)
/** What belongs to a provider's name for a person besides the name: a provider finds it by all of them. */
export interface ProviderName {
  readonly format: string
  readonly nameQualifier: string | null
  readonly spNameQualifier: string | null
}
/** One row per signed-in browser and membership. The cookie holds the secret, the row only its SHA-256. */
export const sessions = identity.table(
  'sessions',
  {
    id: id(),
    secretHash: bytes('secret_hash').notNull().unique(),
    accountId: uuid('account_id')
      .notNull()
      .references(() => accounts.id),
    tenantId: uuid('tenant_id')
      .notNull()
      .references(() => tenants.id),
    memberId: uuid('member_id').notNull(),
    methods: text('methods').notNull(),
    factorAt: instant('factor_at').notNull(),
    idleSecondsMax: integer('idle_seconds_max').notNull(),
    expiresAt: instant('expires_at').notNull(),
    lastSeenAt: instant('last_seen_at').notNull().defaultNow(),
    ip: text('ip').notNull().default(''),
    agent: text('agent').notNull().default(''),
    /** Where it was last used from; `ip` is where it was opened. */
    lastIp: text('last_ip').notNull().default(''),
    endedAt: instant('ended_at'),
    endedReason: text('ended_reason'),
    /** The provider that vouched; null for a password. */
    connectionId: uuid('connection_id'),
    /** An operator's, in a company that let them in: it is no member's, and lives as long as the grant. `memberId` is then the operator's own, of the platform. */
    supportGrantId: uuid('support_grant_id'),
    /** How the provider calls the person and its own session: by these it asks to end this one, and by these it is asked to end its own. */
    providerSubject: text('provider_subject'),
    providerIndex: text('provider_index'),
    providerName: jsonb('provider_name').$type<ProviderName>(),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [
    index('sessions_account').on(t.accountId),
    index('sessions_member').on(t.tenantId, t.memberId),
    index('sessions_provider')
      .on(t.connectionId, t.providerSubject)
      .where(sql`ended_at is null and provider_subject is not null`),
  ],
)
/** A second factor proven for one act (operation and input, as a digest) of one session; taken once, by the act's own transaction. */
export const proofs = identity.table(
  'proofs',
  {
    id: id(),
    sessionId: uuid('session_id')
      .notNull()
      .references(() => sessions.id),
    act: text('act').notNull(),
    method: text('method').notNull(),
    provenAt: instant('proven_at').notNull(),
    usedAt: instant('used_at'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [index('proofs_session').on(t.sessionId, t.act)],
)
/** A sign-in or recovery under way: a state machine kept here, bound to a pre-auth cookie whose secret rotates at each step. */
export const flows = identity.table('flows', {
  id: id(),
  kind: word<'sign_in' | 'enrol' | 'reset' | 'invite' | 'setup' | 'step_up' | 'recover' | 'change_email'>('kind').notNull(),
  step: text('step').notNull(),
  secretHash: bytes('secret_hash').notNull().unique(),
  accountId: uuid('account_id'),
  tenantId: uuid('tenant_id'),
  data: jsonb('data')
    .notNull()
    .default(sql`'{}'::jsonb`),
  tries: integer('tries').notNull().default(0),
  expiresAt: instant('expires_at').notNull(),
  endedAt: instant('ended_at'),
  createdAt: instant('created_at').notNull().defaultNow(),
})
/** Single-use links sent by mail: bound to a purpose, stored as a hash, consumed by one conditional update. */
export const links = identity.table('links', {
  id: id(),
  purpose: word<'setup' | 'invite' | 'reset' | 'change_email' | 'confirm_email' | 'recover'>('purpose').notNull(),
  tokenHash: bytes('token_hash').notNull().unique(),
  accountId: uuid('account_id'),
  tenantId: uuid('tenant_id'),
  memberId: uuid('member_id'),
  email: text('email'),
  data: jsonb('data')
    .notNull()
    .default(sql`'{}'::jsonb`),
  notBefore: instant('not_before'),
  expiresAt: instant('expires_at').notNull(),
  usedAt: instant('used_at'),
  createdAt: instant('created_at').notNull().defaultNow(),
})
/** Counters of attempts by account and by network; only ever a delay, so that a stranger cannot lock anyone out. */
export const throttles = identity.table('throttles', {
  key: text('key').primaryKey(),
  count: integer('count').notNull(),
  windowStart: instant('window_start').notNull(),
  blockedUntil: instant('blocked_until'),
})
/**
 * Mail and text messages leave from here: written with the act that causes them, sent by the worker, readable by the operator in development. Of a
 * text message number and words are `sealed` until it is on its way, `toAddress` says the number's last two digits.
 */
export const outbox = identity.table(
  'outbox',
  {
    id: id(),
    tenantId: uuid('tenant_id'),
    toAddress: text('to_address').notNull(),
    subject: text('subject').notNull(),
    body: text('body').notNull(),
    kind: text('kind').notNull(),
    channel: word<'mail' | 'text'>('channel').notNull().default('mail'),
    sealed: bytes('sealed'),
    expiresAt: instant('expires_at'),
    sentAt: instant('sent_at'),
    failedAt: instant('failed_at'),
    nextTryAt: instant('next_try_at'),
    attempts: integer('attempts').notNull().default(0),
    lastError: text('last_error'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [
    index('outbox_waiting')
      .on(t.createdAt)
      .where(sql`sent_at is null and failed_at is null`),
    check('outbox_channel', sql`channel in ('mail', 'text') and (channel = 'text' or sealed is null)`),
  ],
)
