// Keys by which programs act for a member, and what was answered to requests that must not be done twice.
import { index, integer, jsonb, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { bytes, instant } from '../columns.ts'
import { refers, tenantTable } from '../tenant-table.ts'
import { ssoConnections } from './sign-in.ts'
import { members } from './tenancy.ts'

/** Only the hash is kept; `hint` is the beginning, by which people tell keys apart. A key does at most what its maker may at that moment. */
export const apiKeys = tenantTable(
  'api_keys',
  {
    memberId: uuid('member_id').notNull(),
    name: text('name').notNull(),
    hint: text('hint').notNull(),
    secretHash: bytes('secret_hash').notNull(),
    /** Names of permissions (lib/access/permissions.ts), and ranges as lib/kernel/network-range.ts writes them; none: from anywhere that its maker may come from. */
    permissions: jsonb('permissions').notNull(),
    networks: jsonb('networks').notNull(),
    /** Which provider vouched for the session in which it was made; none: a password did. The door judges it as it judges sessions. */
    connectionId: uuid('connection_id'),
    expiresAt: instant('expires_at').notNull(),
    lastUsedAt: instant('last_used_at'),
    lastUsedIp: text('last_used_ip'),
    revokedAt: instant('revoked_at'),
    revokedBy: uuid('revoked_by'),
    revokedWhy: text('revoked_why'),
    /** Requests that servers have taken for the running minute; written by scope.take_key_share alone. */
    windowAt: instant('window_at'),
    windowCount: integer('window_count').notNull().default(0),
  },
  (t) => [
    refers('api_keys_member', t, t.memberId, () => members),
    refers('api_keys_connection', t, t.connectionId, () => ssoConnections),
    uniqueIndex('api_keys_hash').on(t.tenantId, t.secretHash),
    index('api_keys_list').on(t.tenantId, t.memberId, t.id),
  ],
)
/** One row for each Idempotency-Key of a key: written in the transaction of the act, so that there is either both or neither. */
export const apiAnswers = tenantTable(
  'api_answers',
  {
    keyId: uuid('key_id').notNull(),
    idempotencyKey: text('idempotency_key').notNull(),
    digest: text('digest').notNull(),
    status: integer('status').notNull(),
    body: text('body').notNull(),
  },
  (t) => [
    refers('api_answers_key', t, t.keyId, () => apiKeys),
    uniqueIndex('api_answers_once').on(t.tenantId, t.keyId, t.idempotencyKey),
    index('api_answers_old').on(t.tenantId, t.createdAt),
  ],
)
