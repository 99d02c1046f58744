// Programs, versions of their rules, awards.
import { sql } from 'drizzle-orm'
import { index, integer, jsonb, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { calendarDay, currencyCode, instant, minor, word } from '../columns.ts'
import { oneOf, refers, tenantTable } from '../tenant-table.ts'
import { files } from './tenancy.ts'
import { payees, workRecords } from './work.ts'

export const programStates = ['draft', 'active', 'paused', 'ended', 'archived'] as const
export type ProgramState = (typeof programStates)[number]
export const programs = tenantTable(
  'programs',
  {
    number: text('number').notNull(),
    name: text('name').notNull(),
    currency: currencyCode().notNull(),
    period: word<'week' | 'month' | 'quarter' | 'year'>('period').notNull(),
    state: word<ProgramState>('state').notNull(),
    confirmation: word<'by_person' | 'by_itself'>('confirmation').notNull().default('by_person'),
    minimumMinor: minor('minimum_minor')
      .notNull()
      .default(sql`0`),
    startsOn: calendarDay('starts_on'),
    endsOn: calendarDay('ends_on'),
    createdBy: uuid('created_by').notNull(),
    updatedAt: instant('updated_at').notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex('programs_number').on(t.tenantId, t.number),
    index('programs_list').on(t.tenantId, t.name, t.id),
    oneOf('programs_state', t.state, programStates),
  ],
)
/** Immutable once active: a change is a new version with an effective day. */
export const ruleVersions = tenantTable(
  'rule_versions',
  {
    programId: uuid('program_id').notNull(),
    version: integer('version').notNull(),
    state: word<'draft' | 'active'>('state').notNull(),
    rule: jsonb('rule').notNull(),
    digest: text('digest').notNull(),
    effectiveOn: calendarDay('effective_on'),
    /** Who takes part: {all:true} or lists of payee and crew ids; parsed by lib/incentives. */
    audience: jsonb('audience')
      .notNull()
      .default(sql`'{"all":true}'::jsonb`),
    createdBy: uuid('created_by').notNull(),
    activatedBy: uuid('activated_by'),
    activatedAt: instant('activated_at'),
    note: text('note'),
  },
  (t) => [refers('rule_versions_program', t, t.programId, () => programs), uniqueIndex('rule_versions_version').on(t.tenantId, t.programId, t.version)],
)
export const awardRuns = tenantTable(
  'award_runs',
  {
    number: text('number').notNull(),
    programId: uuid('program_id').notNull(),
    ruleVersionId: uuid('rule_version_id').notNull(),
    periodFrom: calendarDay('period_from').notNull(),
    periodTo: calendarDay('period_to').notNull(),
    recordCount: integer('record_count').notNull(),
    awardCount: integer('award_count').notNull(),
    totalMinor: minor('total_minor').notNull(),
    digest: text('digest').notNull(),
    computedBy: uuid('computed_by'),
    computedAt: instant('computed_at').notNull(),
  },
  (t) => [
    refers('award_runs_program', t, t.programId, () => programs),
    refers('award_runs_rule', t, t.ruleVersionId, () => ruleVersions),
    index('award_runs_list').on(t.tenantId, t.programId, t.periodFrom),
    index('award_runs_period').on(t.tenantId, t.periodFrom, t.id),
  ],
)
export const awardStates = ['computed', 'nominated', 'confirmed', 'in_payout', 'paid', 'declined'] as const
export type AwardState = (typeof awardStates)[number]
export const awardKinds = ['computed', 'nomination', 'adjustment', 'clawback'] as const
export type AwardKind = (typeof awardKinds)[number]
/** What a rule version grants one payee for one period; later lines (adjustment, clawback) point at the award they correct. */
export const awards = tenantTable(
  'awards',
  {
    number: text('number').notNull(),
    programId: uuid('program_id').notNull(),
    ruleVersionId: uuid('rule_version_id'),
    runId: uuid('run_id'),
    payeeId: uuid('payee_id').notNull(),
    kind: word<AwardKind>('kind').notNull(),
    state: word<AwardState>('state').notNull(),
    periodFrom: calendarDay('period_from').notNull(),
    periodTo: calendarDay('period_to').notNull(),
    amountMinor: minor('amount_minor').notNull(),
    currency: currencyCode().notNull(),
    /** Records counted, rule version and each arithmetic step, canonical JSON as text; its SHA-256 is the digest. */
    derivation: text('derivation').notNull(),
    derivationDigest: text('derivation_digest').notNull(),
    correctsId: uuid('corrects_id'),
    reason: text('reason'),
    proofFileId: uuid('proof_file_id'),
    nominatedBy: uuid('nominated_by'),
    decidedBy: uuid('decided_by'),
    decidedAt: instant('decided_at'),
    updatedAt: instant('updated_at').notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex('awards_number').on(t.tenantId, t.number),
    index('awards_list').on(t.tenantId, t.id),
    index('awards_state').on(t.tenantId, t.state, t.id),
    index('awards_payee').on(t.tenantId, t.payeeId, t.id),
    index('awards_run').on(t.tenantId, t.runId),
    uniqueIndex('awards_once')
      .on(t.tenantId, t.programId, t.payeeId, t.periodFrom)
      .where(sql`kind = 'computed' and state <> 'declined'`),
    refers('awards_program', t, t.programId, () => programs),
    refers('awards_rule', t, t.ruleVersionId, () => ruleVersions),
    refers('awards_run', t, t.runId, () => awardRuns),
    refers('awards_payee_ref', t, t.payeeId, () => payees),
    refers('awards_proof', t, t.proofFileId, () => files),
    refers('awards_corrects', t, t.correctsId, () => ({ tenantId: t.tenantId, id: t.id })),
    oneOf('awards_state_known', t.state, awardStates),
    oneOf('awards_kind_known', t.kind, awardKinds),
  ],
)
/** Which records an award counted: the link of the trail. */
export const awardRecords = tenantTable('award_records', { awardId: uuid('award_id').notNull(), recordId: uuid('record_id').notNull() }, (t) => [
  refers('award_records_award', t, t.awardId, () => awards),
  refers('award_records_record', t, t.recordId, () => workRecords),
  uniqueIndex('award_records_once').on(t.tenantId, t.awardId, t.recordId),
  index('award_records_record').on(t.tenantId, t.recordId),
])
