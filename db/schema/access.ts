// What members ask for beyond their role and are given for a time, and the campaigns that look over who may do what.
import { sql } from 'drizzle-orm'
import { boolean, check, index, integer, jsonb, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { calendarDay, instant, word } from '../columns.ts'
import { oneOf, refers, tenantTable } from '../tenant-table.ts'
import { customRoles, members, presetNames } from './tenancy.ts'

export const accessStates = ['asked', 'granted', 'refused', 'withdrawn', 'ended', 'expired'] as const
export type AccessState = (typeof accessStates)[number]
export const accessRequests = tenantTable(
  'access_requests',
  {
    number: text('number').notNull(),
    memberId: uuid('member_id').notNull(),
    kind: word<'role' | 'permissions'>('kind').notNull(),
    /** For a role: the preset's name, or the company's own role. */
    preset: word<(typeof presetNames)[number]>('preset'),
    roleId: uuid('role_id'),
    /** Permission → reach: what is asked for, and from the approval on what was given; read through lib/access/roles.ts. */
    grants: jsonb('grants').notNull(),
    reason: text('reason').notNull(),
    hoursAsked: integer('hours_asked').notNull(),
    state: word<AccessState>('state').notNull().default('asked'),
    decidedBy: uuid('decided_by'),
    decidedAt: instant('decided_at'),
    decidedWhy: text('decided_why'),
    /** From when on it counts no more: judged at each request, whether or not a job has closed the row. */
    endsAt: instant('ends_at'),
    endedAt: instant('ended_at'),
    endedBy: uuid('ended_by'),
    endedWhy: text('ended_why'),
    updatedAt: instant('updated_at').notNull().defaultNow(),
  },
  (t) => [
    refers('access_requests_member', t, t.memberId, () => members),
    refers('access_requests_role', t, t.roleId, () => customRoles),
    uniqueIndex('access_requests_number').on(t.tenantId, t.number),
    index('access_requests_list').on(t.tenantId, t.state, t.id),
    index('access_requests_own').on(t.tenantId, t.memberId, t.id),
    index('access_requests_now')
      .on(t.tenantId, t.memberId, t.endsAt)
      .where(sql`state = 'granted'`),
    oneOf('access_requests_kind', t.kind, ['role', 'permissions']),
    oneOf('access_requests_state', t.state, accessStates),
    oneOf(
      'access_requests_preset',
      t.preset,
      presetNames.filter((name) => name !== 'owner' && name !== 'operator'),
    ),
    check('access_requests_what', sql`case kind when 'role' then (preset is null) <> (role_id is null) else preset is null and role_id is null end`),
    // Nobody decides over what they asked for themselves, whatever the code says.
    check('access_requests_two_people', sql`decided_by is null or decided_by <> member_id`),
    check('access_requests_times', sql`hours_asked > 0 and (state <> 'granted' or (decided_at is not null and ends_at is not null and ends_at > decided_at))`),
  ],
)

/** No operator is let in for longer, whatever the code says. */
export const supportHoursMax = 72
/** That one operator of the installation may look in for a time, read only. Judged by the door at each request of theirs. */
export const supportGrants = tenantTable(
  'support_grants',
  {
    number: text('number').notNull(),
    operatorAccountId: uuid('operator_account_id').notNull(),
    operatorName: text('operator_name').notNull(),
    operatorEmail: text('operator_email').notNull(),
    reason: text('reason').notNull(),
    hours: integer('hours').notNull(),
    grantedBy: uuid('granted_by').notNull(),
    grantedAt: instant('granted_at').notNull(),
    endsAt: instant('ends_at').notNull(),
    endedAt: instant('ended_at'),
    endedBy: uuid('ended_by'),
    endedWhy: text('ended_why'),
    /** When the operator came in first, and looked at something last. */
    enteredAt: instant('entered_at'),
    lastUsedAt: instant('last_used_at'),
  },
  (t) => [
    refers('support_grants_by', t, t.grantedBy, () => members),
    uniqueIndex('support_grants_number').on(t.tenantId, t.number),
    index('support_grants_list').on(t.tenantId, t.id),
    index('support_grants_now')
      .on(t.tenantId, t.operatorAccountId, t.endsAt)
      .where(sql`ended_at is null`),
    check(
      'support_grants_times',
      sql`hours between 1 and ${sql.raw(String(supportHoursMax))} and ends_at > granted_at and ends_at <= granted_at + make_interval(hours => hours)`,
    ),
    check('support_grants_ended', sql`(ended_at is null) = (ended_why is null)`),
  ],
)

/** How often a review is opened anew by itself, and how many months lie between. */
export const reviewMonths = { never: 0, quarterly: 3, half_yearly: 6, yearly: 12 } as const
export type ReviewRepeats = keyof typeof reviewMonths
export const reviewRepeats = Object.keys(reviewMonths) as [ReviewRepeats, ...ReviewRepeats[]]
export const reviewScopes = ['all', 'role', 'money'] as const
/** Kinds of lines. A further kind (keys for programs) is a word here and a reader in lib/tenancy/review/line-kinds.ts. */
export const lineKinds = ['member', 'role', 'token', 'key', 'grant'] as const
export type LineKindName = (typeof lineKinds)[number]
/** A campaign over who may do what: frozen when it is opened, decided line by line, closed with evidence. */
export const reviews = tenantTable(
  'reviews',
  {
    number: text('number').notNull(),
    name: text('name').notNull(),
    scope: word<(typeof reviewScopes)[number]>('scope').notNull(),
    preset: word<(typeof presetNames)[number]>('preset'),
    roleId: uuid('role_id'),
    dueOn: calendarDay('due_on').notNull(),
    state: word<'open' | 'closed'>('state').notNull().default('open'),
    lines: integer('lines').notNull(),
    undecided: integer('undecided').notNull(),
    /** SHA-256 over the frozen lines in their order; the event of the opening says the same. */
    digest: text('digest').notNull(),
    openedBy: uuid('opened_by').notNull(),
    closedBy: uuid('closed_by'),
    closedAt: instant('closed_at'),
    closedWhy: text('closed_why'),
    remindedOn: calendarDay('reminded_on'),
    repeats: word<ReviewRepeats>('repeats').notNull().default('never'),
    /** When the one that follows is opened. None once it is: a series goes on from its newest. */
    nextOn: calendarDay('next_on'),
    followsId: uuid('follows_id'),
  },
  (t) => [
    refers('reviews_role', t, t.roleId, () => customRoles),
    refers('reviews_opener', t, t.openedBy, () => members),
    refers('reviews_follows', t, t.followsId, () => ({ tenantId: t.tenantId, id: t.id })),
    uniqueIndex('reviews_number').on(t.tenantId, t.number),
    uniqueIndex('reviews_follows_once').on(t.tenantId, t.followsId),
    index('reviews_list').on(t.tenantId, t.state, t.id),
    oneOf('reviews_scope', t.scope, reviewScopes),
    oneOf('reviews_state', t.state, ['open', 'closed']),
    oneOf('reviews_repeats', t.repeats, reviewRepeats),
    check('reviews_next', sql`next_on is null or repeats <> 'never'`),
    check('reviews_whose', sql`(scope = 'role') = ((preset is null) <> (role_id is null)) and (scope = 'role' or (preset is null and role_id is null))`),
    check('reviews_counts', sql`undecided between 0 and lines and (state = 'open') = (closed_at is null)`),
  ],
)
export const reviewers = tenantTable('reviewers', { reviewId: uuid('review_id').notNull(), memberId: uuid('member_id').notNull() }, (t) => [
  refers('reviewers_review', t, t.reviewId, () => reviews),
  refers('reviewers_member', t, t.memberId, () => members),
  uniqueIndex('reviewers_once').on(t.tenantId, t.reviewId, t.memberId),
  index('reviewers_own').on(t.tenantId, t.memberId),
])
export const reviewLines = tenantTable(
  'review_lines',
  {
    reviewId: uuid('review_id').notNull(),
    position: integer('position').notNull(),
    kind: word<LineKindName>('kind').notNull(),
    subjectId: uuid('subject_id').notNull(),
    /** Whose line it is, who therefore does not decide it. */
    memberId: uuid('member_id'),
    /** What it was at the freezing, as canonical JSON: the bytes that the digest is over. Numbers and words, no names. */
    frozen: text('frozen').notNull(),
    digest: text('digest').notNull(),
    holdsMoney: boolean('holds_money').notNull(),
    decision: word<'keep' | 'remove'>('decision'),
    decidedBy: uuid('decided_by'),
    decidedAt: instant('decided_at'),
    reason: text('reason'),
    /** What the removal did, in words. */
    outcome: text('outcome'),
  },
  (t) => [
    refers('review_lines_review', t, t.reviewId, () => reviews),
    refers('review_lines_member', t, t.memberId, () => members),
    uniqueIndex('review_lines_position').on(t.tenantId, t.reviewId, t.position),
    uniqueIndex('review_lines_once').on(t.tenantId, t.reviewId, t.kind, t.subjectId),
    index('review_lines_list').on(t.tenantId, t.reviewId, t.id),
    oneOf('review_lines_kind', t.kind, lineKinds),
    oneOf('review_lines_decision', t.decision, ['keep', 'remove']),
    // Nobody decides their own line, whatever the code says; a removal says why.
    check('review_lines_two_people', sql`decided_by is null or member_id is null or decided_by <> member_id`),
    check(
      'review_lines_decided',
      sql`(decision is null) = (decided_by is null) and (decision is null) = (decided_at is null) and (decision is distinct from 'remove' or reason is not null)`,
    ),
  ],
)
