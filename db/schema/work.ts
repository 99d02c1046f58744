// Payees, crews, imports and work records: the facts from which everything is earned.
import { sql } from 'drizzle-orm'
import { bigint, boolean, index, integer, jsonb, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { bytes, calendarDay, currencyCode, instant, minor, word } from '../columns.ts'
import { oneOf, refers, tenantTable } from '../tenant-table.ts'
import { files, members } from './tenancy.ts'

/** Whom awards and payouts are for. Linked to a member when that person signs in; a merge links and moves nothing. */
export const payees = tenantTable(
  'payees',
  {
    number: text('number').notNull(),
    name: text('name').notNull(),
    key: text('key').notNull(),
    email: text('email'),
    memberId: uuid('member_id'),
    isActive: boolean('is_active').notNull().default(true),
    mergedIntoId: uuid('merged_into_id'),
    source: word<'hand' | 'import' | 'member' | 'demo'>('source').notNull(),
    updatedAt: instant('updated_at').notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex('payees_key').on(t.tenantId, t.key),
    index('payees_list').on(t.tenantId, t.name, t.id),
    index('payees_member').on(t.tenantId, t.memberId),
    refers('payees_member_ref', t, t.memberId, () => members),
  ],
)
/** A payee's bank account (never called just “account”). Sealed with the envelope key; shown masked; revealing it is a recorded act. */
export const bankDetails = tenantTable(
  'bank_details',
  {
    payeeId: uuid('payee_id').notNull(),
    kind: word<'iban' | 'ach' | 'payroll'>('kind').notNull(),
    sealed: bytes('sealed').notNull(),
    masked: text('masked').notNull(),
    bankName: text('bank_name'),
    confirmedAt: instant('confirmed_at'),
    confirmedBy: uuid('confirmed_by'),
    heldUntil: instant('held_until').notNull(),
    enteredBy: uuid('entered_by').notNull(),
    replacedAt: instant('replaced_at'),
  },
  (t) => [
    refers('bank_details_payee', t, t.payeeId, () => payees),
    uniqueIndex('bank_details_current')
      .on(t.tenantId, t.payeeId)
      .where(sql`replaced_at is null`),
    oneOf('bank_details_kind', t.kind, ['iban', 'ach', 'payroll']),
  ],
)
export const crews = tenantTable(
  'crews',
  { number: text('number').notNull(), name: text('name').notNull(), key: text('key').notNull(), isActive: boolean('is_active').notNull().default(true) },
  (t) => [uniqueIndex('crews_key').on(t.tenantId, t.key)],
)
export const crewMembers = tenantTable(
  'crew_members',
  {
    crewId: uuid('crew_id').notNull(),
    payeeId: uuid('payee_id').notNull(),
    share: integer('share').notNull().default(1),
    /** Null: since always. */ joinedOn: calendarDay('joined_on'),
    leftAt: instant('left_at'),
  },
  (t) => [
    refers('crew_members_crew', t, t.crewId, () => crews),
    refers('crew_members_payee', t, t.payeeId, () => payees),
    uniqueIndex('crew_members_once')
      .on(t.tenantId, t.crewId, t.payeeId)
      .where(sql`left_at is null`),
  ],
)

/** A named answer to “which column is what”; versions are new rows of the same name, the newest counts. */
export const mappings = tenantTable(
  'mappings',
  { name: text('name').notNull(), version: integer('version').notNull(), body: jsonb('body').notNull(), createdBy: uuid('created_by').notNull() },
  (t) => [uniqueIndex('mappings_name').on(t.tenantId, t.name, t.version)],
)
export const importStates = ['uploaded', 'checking', 'checked', 'running', 'done', 'failed', 'cancelled'] as const
export type ImportState = (typeof importStates)[number]
export const imports = tenantTable(
  'imports',
  {
    number: text('number').notNull(),
    fileId: uuid('file_id').notNull(),
    fileName: text('file_name').notNull(),
    digest: text('digest').notNull(),
    mappingId: uuid('mapping_id'),
    state: word<ImportState>('state').notNull(),
    rowsTotal: integer('rows_total').notNull().default(0),
    rowsDone: integer('rows_done').notNull().default(0),
    rowsNew: integer('rows_new').notNull().default(0),
    rowsSame: integer('rows_same').notNull().default(0),
    rowsSuperseding: integer('rows_superseding').notNull().default(0),
    rowsRefused: integer('rows_refused').notNull().default(0),
    summary: jsonb('summary')
      .notNull()
      .default(sql`'{}'::jsonb`),
    /** How the file is read: encoding, delimiter, header; the UTF-8 copy of a file in another encoding; where the next slice begins. */
    reading: jsonb('reading')
      .notNull()
      .default(sql`'{}'::jsonb`),
    textFileId: uuid('text_file_id'),
    byteAt: bigint('byte_at', { mode: 'number' }).notNull().default(0),
    lineAt: integer('line_at').notNull().default(0),
    /** Each dry run and each import is an attempt; refusals and keys belong to one. */
    attempt: integer('attempt').notNull().default(0),
    failure: text('failure'),
    errorFileId: uuid('error_file_id'),
    startedBy: uuid('started_by').notNull(),
    finishedAt: instant('finished_at'),
    updatedAt: instant('updated_at').notNull().defaultNow(),
  },
  (t) => [
    refers('imports_file', t, t.fileId, () => files),
    refers('imports_mapping', t, t.mappingId, () => mappings),
    index('imports_list').on(t.tenantId, t.id),
    oneOf('imports_state', t.state, importStates),
  ],
)
export const importRefusals = tenantTable(
  'import_refusals',
  {
    importId: uuid('import_id').notNull(),
    attempt: integer('attempt').notNull(),
    line: integer('line').notNull(),
    column: text('column').notNull(),
    reason: text('reason').notNull(),
    code: text('code').notNull(),
    row: jsonb('row').notNull(),
  },
  (t) => [refers('import_refusals_import', t, t.importId, () => imports), uniqueIndex('import_refusals_line').on(t.tenantId, t.importId, t.attempt, t.line)],
)
/** Keys seen in one attempt, so that a key that is in the file twice is found however long the file is. Deleted when the import is over. */
export const importKeys = tenantTable(
  'import_keys',
  {
    importId: uuid('import_id').notNull(),
    attempt: integer('attempt').notNull(),
    what: word<'row' | 'payee' | 'crew'>('what').notNull(),
    key: text('key').notNull(),
    digest: text('digest').notNull(),
    line: integer('line').notNull(),
  },
  (t) => [refers('import_keys_import', t, t.importId, () => imports), uniqueIndex('import_keys_once').on(t.tenantId, t.importId, t.attempt, t.what, t.key)],
)

/**
 * A measured fact. Only ever inserted: a correction is a new record that supersedes, and the pair (supersedes) is unique, so a record is
 * superseded once. `countedAt` is the moment that puts it into a period (closing); null while still open, which earns nothing.
 */
export const workRecords = tenantTable(
  'work_records',
  {
    number: text('number').notNull(),
    kind: text('kind').notNull(),
    sourceKind: word<'import' | 'hand' | 'job' | 'demo'>('source_kind').notNull(),
    sourceId: uuid('source_id'),
    /** Whose keys these are: one system's “1001” is not another's. */ sourceName: text('source_name').notNull().default(''),
    externalKey: text('external_key').notNull(),
    revision: integer('revision').notNull().default(1),
    payeeId: uuid('payee_id'),
    crewId: uuid('crew_id'),
    openedAt: instant('opened_at'),
    countedAt: instant('counted_at'),
    quantityMilli: bigint('quantity_milli', { mode: 'bigint' }),
    valueMinor: minor('value_minor'),
    valueCurrency: currencyCode('value_currency'),
    fields: jsonb('fields')
      .notNull()
      .default(sql`'{}'::jsonb`),
    digest: text('digest').notNull(),
    supersedesId: uuid('supersedes_id'),
    reason: text('reason'),
    recordedBy: uuid('recorded_by'),
  },
  (t) => [
    uniqueIndex('work_records_key').on(t.tenantId, t.externalKey, t.sourceKind, t.sourceName, t.revision),
    uniqueIndex('work_records_supersedes').on(t.tenantId, t.supersedesId),
    index('work_records_list').on(t.tenantId, t.id),
    index('work_records_counted').on(t.tenantId, t.countedAt, t.id),
    index('work_records_payee').on(t.tenantId, t.payeeId, t.countedAt),
    index('work_records_number').on(t.tenantId, t.number),
    refers('work_records_payee_ref', t, t.payeeId, () => payees),
    refers('work_records_crew', t, t.crewId, () => crews),
    refers('work_records_superseded', t, t.supersedesId, () => ({ tenantId: t.tenantId, id: t.id })),
  ],
)
