import { sql } from 'drizzle-orm'
import { bigint, index, integer, text, timestamp, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { bytes, instant } from '../columns.ts'
import { tenantIndex, tenantTable } from '../tenant-table.ts'

/**
 * One row per act, written in the act's own transaction. The trigger audit.stamp() sets seq, xid and at; update, delete and truncate raise.
 * `detail` is canonical JSON as text, because its bytes are what is sealed. Partitioned by range of the UUIDv7 id.
 */
export const auditEvents = tenantTable(
  'audit_events',
  {
    seq: bigint('seq', { mode: 'bigint' })
      .notNull()
      .$defaultFn(() => 0n),
    xid: bigint('xid', { mode: 'bigint' })
      .notNull()
      .$defaultFn(() => 0n),
    at: timestamp('at', { withTimezone: true, mode: 'string' })
      .notNull()
      .$defaultFn(() => 'now'),
    actorKind: text('actor_kind').notNull(),
    actorId: uuid('actor_id'),
    actorRole: text('actor_role').notNull(),
    event: text('event').notNull(),
    subjectKind: text('subject_kind').notNull(),
    subjectId: uuid('subject_id'),
    detail: text('detail').notNull(),
    permission: text('permission').notNull(),
    requestId: text('request_id').notNull(),
    correlationId: uuid('correlation_id').notNull(),
    personalCommitment: text('personal_commitment').notNull().default(''),
  },
  (t) => [
    index('audit_events_xid').on(t.xid), // the sealer's, across tenants: the one index that does not begin with the tenant
    index('audit_events_actor').on(t.tenantId, t.actorId, t.id),
    index('audit_events_event').on(t.tenantId, t.event, t.id),
    index('audit_events_subject').on(t.tenantId, t.subjectId, t.id),
    index('audit_events_request').on(t.tenantId, t.requestId, t.id),
    index('audit_events_correlation').on(t.tenantId, t.correlationId, t.id),
    index('audit_events_at').on(t.tenantId, t.at, t.id),
  ],
)
/** Personal values of an event (id = the event's). Erasable: the sealed row holds only their commitment. `body` is canonical JSON {actor, ip, agent, session, …}. */
export const auditPersonal = tenantTable(
  'audit_personal',
  { salt: bytes('salt').notNull(), body: text('body').notNull(), ip: text('ip').notNull().default(''), name: text('name').notNull().default('') },
  (t) => [index('audit_personal_ip').on(t.tenantId, t.ip, t.id)],
)
/** Leaf of an event in its tenant's tree (id = the event's). Stays when a partition of events is dropped. */
export const auditLeaves = tenantTable(
  'audit_leaves',
  { leafIndex: bigint('leaf_index', { mode: 'bigint' }).notNull(), hash: bytes('hash').notNull() },
  (t) => [uniqueIndex('audit_leaves_index').on(t.tenantId, t.leafIndex)],
)
/** Hashes of the tree in tiles of 256 (C2SP tlog-tiles): level, number, up to 256 hashes of 32 bytes. The last tile of level 0 stays in audit_leaves until it is full. */
export const auditTiles = tenantTable(
  'audit_tiles',
  { level: integer('level').notNull(), tile: bigint('tile', { mode: 'bigint' }).notNull(), hashes: bytes('hashes').notNull() },
  (t) => [uniqueIndex('audit_tiles_place').on(t.tenantId, t.level, t.tile)],
)
/**
 * The head of a tenant's tree (id = the tenant's). `systemEpoch` is the installation's epoch that this tree has seen: a higher one means
 * that the database was restored in between. `wordsSize`: entries before it are found by their words. `verified…`: the sealer reads the log
 * again and again and compares it with what was sealed; `fault` is what it found, in words.
 */
export const auditTrees = tenantTable('audit_trees', {
  size: bigint('size', { mode: 'bigint' }).notNull(),
  root: bytes('root').notNull(),
  epoch: integer('epoch').notNull(),
  systemEpoch: integer('system_epoch').notNull(),
  sealedAt: instant('sealed_at').notNull(),
  wordsSize: bigint('words_size', { mode: 'bigint' })
    .notNull()
    .default(sql`0`),
  verifiedAt: instant('verified_at'),
  verifiedTo: bigint('verified_to', { mode: 'bigint' })
    .notNull()
    .default(sql`0`),
  fault: text('fault').notNull().default(''),
})
/** Signed notes. The newest of a tree moves forward with it until the next is made, so that a busy day leaves hundreds of them and not a hundred thousand. */
export const auditCheckpoints = tenantTable(
  'audit_checkpoints',
  {
    size: bigint('size', { mode: 'bigint' }).notNull(),
    epoch: integer('epoch').notNull(),
    root: bytes('root').notNull(),
    note: text('note').notNull(),
    at: instant('at').notNull(),
  },
  (t) => [uniqueIndex('audit_checkpoints_size').on(t.tenantId, t.epoch, t.size)],
)
/** Words of an event for free-text search (text equality and ranges are leakproof, trigram and full text are not). */
export const auditWords = tenantIndex('audit_words', { word: text('word').notNull(), eventId: uuid('event_id').notNull() }, ['word', 'eventId'])
