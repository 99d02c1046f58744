// An event as text, field by field, exactly as it is sealed. One place, because the sealer, the checks and the bundle must agree to the byte.
import { canonicalVersion, type CanonicalRow } from './canonical.ts'

/** SQL for a timestamp as sealed: UTC, microseconds, `Z`, whatever the connection's zone. */
export const sealedMoment = (column: string): string => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`

/** Columns of audit_events under the alias `e`, named and ordered as in a canonical row without its version. */
export const sealedFields: Readonly<Record<keyof CanonicalRow, string>> = {
  tenant: 'e.tenant_id::text',
  id: 'e.id::text',
  seq: 'e.seq::text',
  at: sealedMoment('e.at'),
  actor_kind: 'e.actor_kind',
  actor_id: "coalesce(e.actor_id::text, '')",
  actor_role: 'e.actor_role',
  event: 'e.event',
  subject_kind: 'e.subject_kind',
  subject_id: "coalesce(e.subject_id::text, '')",
  detail: 'e.detail',
  permission: 'e.permission',
  request_id: 'e.request_id',
  correlation_id: 'e.correlation_id::text',
  personal_commitment: 'e.personal_commitment',
}
export const sealedColumns: string = Object.entries(sealedFields)
  .map(([name, sql]) => `${sql} as ${name}`)
  .join(', ')

/** Fields whose text cannot hold anything that JSON escapes: ids, numbers, moments. */
const plain: ReadonlySet<string> = new Set(['tenant', 'id', 'seq', 'at', 'actor_id', 'subject_id', 'correlation_id'])
const asJson = (name: string, sql: string): string => (plain.has(name) ? `'"' || ${sql} || '"'` : `to_json(${sql})::text`)
/**
 * The leaf of an event, computed where the rows are: the same bytes as `leafHash(canonicalRow(row))`, without carrying a million rows to
 * us. The two are written independently, and the sealer's checks compare them for ever.
 */
export const leafExpression = `sha256('\\x00'::bytea || convert_to('["${canonicalVersion}",' || ${Object.entries(sealedFields)
  .map(([name, sql]) => asJson(name, sql))
  .join(" || ',' || ")} || ']', 'UTF8'))`
