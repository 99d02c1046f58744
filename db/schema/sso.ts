// What a sign-in or a sign-out through a provider leaves until it is done.
import { index, jsonb, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { bytes, instant } from '../columns.ts'
import { identity, tenants, type ProviderName } from './identity.ts'

/** A request that a provider has to answer: taken once, by the browser that began it. `browserHash` is null where a code follows an answer that the provider began by itself. */
export const ssoRequests = identity.table(
  'sso_requests',
  {
    id: text('id').primaryKey(),
    tenantId: uuid('tenant_id')
      .notNull()
      .references(() => tenants.id),
    connectionId: uuid('connection_id').notNull(),
    testId: uuid('test_id'),
    browserHash: bytes('browser_hash').notNull(),
    next: text('next'),
    expiresAt: instant('expires_at').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [index('sso_requests_expiry').on(t.expiresAt)],
)
/** Assertions that were used, until none of them could be delivered again. */
export const ssoAssertions = identity.table(
  'sso_assertions',
  {
    tenantId: uuid('tenant_id')
      .notNull()
      .references(() => tenants.id),
    connectionId: uuid('connection_id').notNull(),
    assertionId: text('assertion_id').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [primaryKey({ name: 'sso_assertions_pkey', columns: [t.connectionId, t.assertionId] }), index('sso_assertions_expiry').on(t.expiresAt)],
)
/** A session that ended here and that its provider is to be told of: what it is asked with, until its answer has come or nobody waits for it. `testId`: nothing ended, an admin tries it out. */
export const ssoLogouts = identity.table(
  'sso_logouts',
  {
    id: text('id').primaryKey(),
    tenantId: uuid('tenant_id')
      .notNull()
      .references(() => tenants.id),
    connectionId: uuid('connection_id').notNull(),
    testId: uuid('test_id'),
    subject: text('subject').notNull(),
    sessionIndex: text('session_index'),
    name: jsonb('name').$type<ProviderName>().notNull(),
    expiresAt: instant('expires_at').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [index('sso_logouts_expiry').on(t.expiresAt)],
)
/** Hands an accepted assertion over to the browser that asked: good once and for a minute. */
export const ssoCodes = identity.table('sso_codes', {
  codeHash: bytes('code_hash').primaryKey(),
  tenantId: uuid('tenant_id')
    .notNull()
    .references(() => tenants.id),
  browserHash: bytes('browser_hash'),
  accountId: uuid('account_id').notNull(),
  data: jsonb('data').notNull(),
  expiresAt: instant('expires_at').notNull(),
})
