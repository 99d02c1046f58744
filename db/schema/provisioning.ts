// People and groups as a provider of identities keeps them here by SCIM, and the tokens by which it does. Who may do what stands with the members.
import { sql } from 'drizzle-orm'
import { bigint, boolean, index, integer, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { bytes, instant } from '../columns.ts'
import { refers, tenantTable } from '../tenant-table.ts'
import { ssoConnections } from './sign-in.ts'
import { members } from './tenancy.ts'

/** What a provider shows when it provisions. Only the hash is kept; `hint` is the beginning, by which people tell tokens apart. */
export const scimTokens = tenantTable(
  'scim_tokens',
  {
    connectionId: uuid('connection_id').notNull(),
    name: text('name').notNull(),
    hint: text('hint').notNull(),
    secretHash: bytes('secret_hash').notNull(),
    createdBy: uuid('created_by'),
    expiresAt: instant('expires_at').notNull(),
    lastUsedAt: instant('last_used_at'),
    revokedAt: instant('revoked_at'),
    revokedBy: uuid('revoked_by'),
    /** How many requests came by it; the last of them stand in scim_requests. */
    requests: bigint('requests', { mode: 'number' }).notNull().default(0),
  },
  (t) => [
    refers('scim_tokens_connection', t, t.connectionId, () => ssoConnections),
    uniqueIndex('scim_tokens_hash').on(t.tenantId, t.secretHash),
    index('scim_tokens_list').on(t.tenantId, t.connectionId, t.id),
  ],
)
/**
 * A person as the provider of one connection keeps them. `memberId` is empty while no group of theirs means a role; `isShut` says that it was
 * provisioning that closed the membership, so that provisioning may open it again. `userKey` is the user name without case.
 */
export const scimUsers = tenantTable(
  'scim_users',
  {
    connectionId: uuid('connection_id').notNull(),
    userName: text('user_name').notNull(),
    userKey: text('user_key').notNull(),
    externalId: text('external_id'),
    email: text('email').notNull(),
    displayName: text('display_name'),
    formattedName: text('formatted_name'),
    givenName: text('given_name'),
    familyName: text('family_name'),
    isActive: boolean('is_active').notNull().default(true),
    memberId: uuid('member_id'),
    isShut: boolean('is_shut').notNull().default(false),
    version: integer('version').notNull().default(1),
    updatedAt: instant('updated_at').notNull().defaultNow(),
    endedAt: instant('ended_at'),
  },
  (t) => [
    refers('scim_users_connection', t, t.connectionId, () => ssoConnections),
    refers('scim_users_member', t, t.memberId, () => members),
    uniqueIndex('scim_users_name')
      .on(t.tenantId, t.userKey)
      .where(sql`ended_at is null`),
    uniqueIndex('scim_users_person')
      .on(t.tenantId, t.memberId)
      .where(sql`ended_at is null`),
    index('scim_users_list').on(t.tenantId, t.connectionId, t.id),
    index('scim_users_outside').on(t.tenantId, t.connectionId, t.externalId),
    index('scim_users_email').on(t.tenantId, t.email),
  ],
)
/** A group of the provider. Which role it means stands with the connection (sso_group_roles), as for its assertions. */
export const scimGroups = tenantTable(
  'scim_groups',
  {
    connectionId: uuid('connection_id').notNull(),
    displayName: text('display_name').notNull(),
    externalId: text('external_id'),
    version: integer('version').notNull().default(1),
    updatedAt: instant('updated_at').notNull().defaultNow(),
    endedAt: instant('ended_at'),
  },
  (t) => [
    refers('scim_groups_connection', t, t.connectionId, () => ssoConnections),
    uniqueIndex('scim_groups_name')
      .on(t.tenantId, t.connectionId, sql`lower(display_name)`)
      .where(sql`ended_at is null`),
    index('scim_groups_list').on(t.tenantId, t.connectionId, t.id),
  ],
)
export const scimGroupMembers = tenantTable('scim_group_members', { groupId: uuid('group_id').notNull(), userId: uuid('user_id').notNull() }, (t) => [
  refers('scim_group_members_group', t, t.groupId, () => scimGroups),
  refers('scim_group_members_user', t, t.userId, () => scimUsers),
  uniqueIndex('scim_group_members_once').on(t.tenantId, t.groupId, t.userId),
  index('scim_group_members_user').on(t.tenantId, t.userId),
])
/** The last requests of each token, in places that are used again: without names, addresses or anything else of a person. */
export const scimRequests = tenantTable(
  'scim_requests',
  {
    tokenId: uuid('token_id').notNull(),
    place: integer('place').notNull(),
    at: instant('at').notNull(),
    method: text('method').notNull(),
    path: text('path').notNull(),
    status: integer('status').notNull(),
    reason: text('reason'),
  },
  (t) => [
    refers('scim_requests_token', t, t.tokenId, () => scimTokens),
    uniqueIndex('scim_requests_place').on(t.tenantId, t.tokenId, t.place),
    index('scim_requests_at').on(t.tenantId, t.at),
  ],
)
