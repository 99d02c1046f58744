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
  name: text('name').notNull(),
  currency: currencyCode().notNull(),
  zone: text('zone').notNull(),
  locale: text('locale').notNull(),
  /** Approval policy, session lengths, notification defaults …: parsed by lib/tenancy/policy.ts. */
  policy: jsonb('policy')
    .notNull()
    .default(sql`'{}'::jsonb`),
  updatedAt: instant('updated_at').notNull().defaultNow(),
})
/** The presets, as lib/access/roles.ts has them (a test compares): what a member without a role of the company's own may be. */
export const presetNames = ['owner', 'admin', 'manager', 'finance', 'office', 'dispatch', 'crew', 'read_only', 'operator'] as const
/** What a provider of identities may make of somebody: owners are made by owners, one by one. */
export const mappablePresets = presetNames.filter((name) => name !== 'owner' && name !== 'operator')
/** Roles that a company made by copying a preset. One that is over keeps its row, because former members and the log speak of it. */
export const customRoles = tenantTable(
  'roles',
  {
    name: text('name').notNull(),
    sentence: text('sentence').notNull().default(''),
    /** Which preset it was copied from, and whose habits it keeps: length of sessions, limit of approvals, first page. */
    preset: word<(typeof presetNames)[number]>('preset').notNull(),
    /** Permission → reach; read through lib/access/roles.ts, which knows nothing that it does not know. */
    grants: jsonb('grants').notNull(),
    version: integer('version').notNull().default(1),
    createdBy: uuid('created_by'),
    updatedAt: instant('updated_at').notNull().defaultNow(),
    endedAt: instant('ended_at'),
  },
  (t) => [
    uniqueIndex('roles_name')
      .on(t.tenantId, sql`lower(name)`)
      .where(sql`ended_at is null`),
    oneOf(
      'roles_preset',
      t.preset,
      presetNames.filter((name) => name !== 'operator'),
    ),
    check(
      'roles_not_a_preset',
      sql`lower(replace(name, ' ', '_')) not in (${sql.raw([...presetNames, 'job', 'system', 'invited'].map((name) => `'${name}'`).join(', '))})`,
    ),
  ],
)
/** A person's place in a company. The account (sign-in) is global and not of this table. */
export const members = tenantTable(
  'members',
  {
    accountId: uuid('account_id').notNull(),
    number: text('number').notNull(),
    name: text('name').notNull(),
    email: text('email').notNull(),
    /** A preset, or the name of the company's own role that `roleId` is; renaming that role writes it here in the same act. */
    role: text('role').notNull(),
    roleId: uuid('role_id'),
    state: word<MemberState>('state').notNull(),
    source: word<'setup' | 'invited' | 'demo' | 'sso' | 'scim'>('source').notNull().default('invited'),
    invitedBy: uuid('invited_by'),
    lastSeenAt: instant('last_seen_at'),
    endedAt: instant('ended_at'),
    updatedAt: instant('updated_at').notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex('members_account').on(t.tenantId, t.accountId),
    index('members_list').on(t.tenantId, t.name, t.id),
    index('members_email').on(t.tenantId, t.email),
    oneOf('members_state', t.state, memberStates),
    index('members_role')
      .on(t.tenantId, t.roleId)
      .where(sql`role_id is not null`),
    check('members_role', sql`(role_id is null) = (role in (${sql.raw(presetNames.map((name) => `'${name}'`).join(', '))}))`),
    refers('members_own_role', t, t.roleId, () => customRoles),
  ],
)
/** How many members of a state hold a role, kept by a trigger: ten thousand must not be counted with every page. Rows of a pair add up. */
export const memberTallies = tenantTable(
  'member_tallies',
  { state: word<MemberState>('state').notNull(), role: text('role').notNull(), members: integer('members').notNull() },
  (t) => [index('member_tallies_pair').on(t.tenantId, t.state, t.role, t.id), oneOf('member_tallies_state', t.state, memberStates)],
)
/** Networks from which a company, a role or a person may be reached. A range that is over keeps its row, for the log. */
export const networkRules = tenantTable(
  'network_rules',
  {
    scope: word<'company' | 'role' | 'member'>('scope').notNull(),
    /** For a role: the preset's name, or the company's own role; for a person: the member. */
    preset: text('preset'),
    roleId: uuid('role_id'),
    memberId: uuid('member_id'),
    /** As lib/kernel/network-range.ts writes it: one spelling for one range. */
    range: text('range').notNull(),
    label: text('label').notNull().default(''),
    createdBy: uuid('created_by'),
    endedAt: instant('ended_at'),
  },
  (t) => [
    refers('network_rules_role', t, t.roleId, () => customRoles),
    refers('network_rules_member', t, t.memberId, () => members),
    uniqueIndex('network_rules_now')
      .on(t.tenantId, t.scope, sql`coalesce(preset, role_id::text, member_id::text, '')`, t.range)
      .where(sql`ended_at is null`),
    oneOf('network_rules_scope', t.scope, ['company', 'role', 'member']),
    check(
      'network_rules_whose',
      sql`(scope = 'role') = ((preset is null) <> (role_id is null)) and (scope = 'member') = (member_id is not null) and (scope = 'role' or (preset is null and role_id is null))`,
    ),
  ],
)
/** Numbers people speak of: P-00913. One row per series, bumped in the transaction that uses the number. */
export const counters = tenantTable('counters', { series: text('series').notNull(), value: bigint('value', { mode: 'number' }).notNull() }, (t) => [
  uniqueIndex('counters_series').on(t.tenantId, t.series),
])

/** Uploaded and generated files: content in slices, encrypted, found by digest. */
export const files = tenantTable(
  'files',
  {
    name: text('name').notNull(),
    contentType: text('content_type').notNull(),
    size: bigint('size', { mode: 'number' }).notNull(),
    digest: text('digest').notNull(),
    purpose: text('purpose').notNull(),
    createdBy: uuid('created_by'),
  },
  (t) => [index('files_digest').on(t.tenantId, t.digest)],
)
export const fileSlices = tenantTable(
  'file_slices',
  { fileId: uuid('file_id').notNull(), position: integer('position').notNull(), body: bytes('body').notNull() },
  (t) => [refers('file_slices_file', t, t.fileId, () => files), uniqueIndex('file_slices_position').on(t.tenantId, t.fileId, t.position)],
)

export const notifications = tenantTable(
  'notifications',
  {
    memberId: uuid('member_id').notNull(),
    kind: text('kind').notNull(),
    sentence: text('sentence').notNull(),
    subjectKind: text('subject_kind').notNull(),
    subjectId: uuid('subject_id').notNull(),
    /** What is told once to each member: an event, or the record itself. */
    causeId: uuid('cause_id').notNull(),
    mail: word<'at_once' | 'daily' | 'never'>('mail').notNull(),
    readAt: instant('read_at'),
    mailedAt: instant('mailed_at'),
  },
  (t) => [
    refers('notifications_member', t, t.memberId, () => members),
    uniqueIndex('notifications_once').on(t.tenantId, t.memberId, t.causeId),
    index('notifications_list').on(t.tenantId, t.memberId, t.id),
    index('notifications_unread')
      .on(t.tenantId, t.memberId)
      .where(sql`read_at is null`),
    index('notifications_digest')
      .on(t.tenantId, t.id)
      .where(sql`mail = 'daily' and mailed_at is null`),
    oneOf('notifications_mail', t.mail, ['at_once', 'daily', 'never']),
  ],
)
export const notificationChoices = tenantTable(
  'notification_choices',
  { memberId: uuid('member_id').notNull(), kind: text('kind').notNull(), mail: word<'at_once' | 'daily' | 'never'>('mail').notNull() },
  (t) => [refers('notification_choices_member', t, t.memberId, () => members), uniqueIndex('notification_choices_kind').on(t.tenantId, t.memberId, t.kind)],
)
/** While away: the delegate may do what the delegator may, within the same separation rules. */
export const delegations = tenantTable(
  'delegations',
  {
    fromMemberId: uuid('from_member_id').notNull(),
    toMemberId: uuid('to_member_id').notNull(),
    permission: text('permission').notNull(),
    startsAt: instant('starts_at').notNull(),
    endsAt: instant('ends_at').notNull(),
    endedAt: instant('ended_at'),
    reason: text('reason'),
  },
  (t) => [
    refers('delegations_from', t, t.fromMemberId, () => members),
    refers('delegations_to', t, t.toMemberId, () => members),
    index('delegations_to_list').on(t.tenantId, t.toMemberId, t.endsAt),
  ],
)

/**
 * A lost second factor: asked by the person, agreed by two admins of the only company (or by the operator, in the platform's own tenant),
 * done by the person after a day. One open at a time for each account.
 */
export const recoveries = tenantTable(
  'recoveries',
  {
    accountId: uuid('account_id').notNull(),
    memberId: uuid('member_id'),
    name: text('name').notNull(),
    email: text('email').notNull(),
    alsoPassword: boolean('also_password').notNull(),
    state: word<RecoveryState>('state').notNull(),
    agreementsNeeded: integer('agreements_needed').notNull(),
    firstBy: uuid('first_by'),
    firstAt: instant('first_at'),
    secondBy: uuid('second_by'),
    secondAt: instant('second_at'),
    dueAt: instant('due_at'),
    endedAt: instant('ended_at'),
    endedWhy: text('ended_why'),
  },
  (t) => [
    uniqueIndex('recoveries_open')
      .on(t.tenantId, t.accountId)
      .where(sql`state in ('asked', 'agreed')`),
    index('recoveries_list').on(t.tenantId, t.state, t.id),
    oneOf('recoveries_state', t.state, recoveryStates),
    check('recoveries_two_people', sql`second_by is null or second_by <> first_by`),
  ],
)
