import type { Sql } from 'postgres'
import type { AuditSigner } from '../platform/keys/port.ts'
import { canonicalRow, leafHash, type CanonicalRow } from './canonical.ts'
import { sealedColumns } from './event-row.sql.ts'
import { coverNodes, Frontier } from './merkle.ts'
import { readLeaves, storedTiles, type Ask } from './stored-tree.sql.ts'
import { ourCheckpoint } from './tenant-log.sql.ts'
import { hashBytes, tiledHashes } from './tiles.ts'

/** Entries read again in one check: a log up to this size is read whole each time, a larger one stretch by stretch. */
const entriesPerCheck = 10_000
const lockKey = 732_104

export interface Check {
  readonly tenant: string
  readonly from: number
  readonly to: number
  readonly fault: string
}

/**
 * Reads a stretch of the log that was checked longest ago, and compares it with the newest signed checkpoint: every row, and through the
 * tiles every other entry. So an edit by someone who owns the database is found without anyone asking. Undefined when no check is due.
 * @param dueBefore logs that were checked after this moment are left in peace.
 */
export async function checkNextLog(sql: Sql, signer: AuditSigner, dueBefore: Date): Promise<Check | undefined> {
  return sql.begin(async (tx) => {
    const ask: Ask = (text, values) => tx.unsafe(text, values as never[], { prepare: true }) as never
    const [lock] = await ask<{ got: boolean }>('select pg_try_advisory_xact_lock($1) as got', [lockKey])
    if (lock?.got !== true) return undefined
    const [log] = await ask<{ tenant: string; from: string; fault: string }>(
      `select tenant_id::text as tenant, verified_to::text as from, fault from public.audit_trees
      where size > 0 and (verified_at is null or verified_at < $1::timestamptz) order by verified_at nulls first limit 1`,
      [dueBefore.toISOString()],
    )
    if (!log) return undefined
    const check = await checkLog(ask, log.tenant, Number(log.from), signer)
    // After a fault the same stretch is read again until it is whole: the fault stays on the screen as long as it is there.
    await ask(
      "update public.audit_trees set verified_at = now(), fault = $2, verified_to = case when $2 <> '' then $3::bigint when $4::bigint >= size then 0 else $4::bigint end where tenant_id = $1::uuid and id = $1::uuid",
      [log.tenant, check.fault, String(check.from), String(check.to)],
    )
    if (check.fault !== '' && check.fault !== log.fault)
      await ask("insert into audit.notices (tenant_id, kind, detail) values ($1::uuid, 'broken', $2)", [log.tenant, check.fault])
    return check
  })
}

async function checkLog(ask: Ask, tenant: string, start: number, signer: AuditSigner): Promise<Check> {
  const [newest] = await ask<{ note: string; size: string }>(
    `select c.note, t.size::text as size from public.audit_trees t
    left join lateral (select note from public.audit_checkpoints c where c.tenant_id = t.tenant_id order by c.epoch desc, c.size desc limit 1) c on true where t.tenant_id = $1::uuid and t.id = $1::uuid`,
    [tenant],
  )
  const signed = ourCheckpoint(newest?.note, tenant, signer)
  const from = start < (signed?.size ?? 0) ? start : 0,
    to = Math.min(from + entriesPerCheck, signed?.size ?? 0)
  const result = (fault: string): Check => ({ tenant, from, to, fault })
  if (!signed) return result('The newest checkpoint is not signed by a key of this installation.')
  if (String(signed.size) !== newest?.size) return result(`The newest checkpoint is of ${signed.size} entries, the log says it has ${newest?.size}.`)

  const rows = await ask<CanonicalRow & { leaf: string }>(
    `select l.leaf_index::text as leaf, ${sealedColumns} from public.audit_leaves l join public.audit_events e on e.tenant_id = l.tenant_id and e.id = l.id
    where l.tenant_id = $1::uuid and l.leaf_index >= $2::bigint and l.leaf_index < $3::bigint order by l.leaf_index`,
    [tenant, String(from), String(to)],
  )
  const leaves = rows.map((row) => leafHash(canonicalRow(row)))
  const stored = Buffer.from(await readLeaves(ask, tenant, from, to - from))
  for (let i = 0; i < to - from; i++) {
    const row = rows[i]
    if (!row || Number(row.leaf) !== from + i) return result(`Entry ${from + i} is missing.`)
    if (!(leaves[i] as Buffer).equals(stored.subarray(i * hashBytes, (i + 1) * hashBytes))) return result(`Entry ${from + i} is not what was sealed.`)
  }
  const frontier = new Frontier(),
    source = tiledHashes(storedTiles(ask, tenant), signed.size)
  const pass = async (begin: number, end: number): Promise<void> => {
    const nodes = coverNodes(begin, end),
      hashes = await source.read(nodes)
    nodes.forEach(({ level }, i) => frontier.append(hashes[i] as Uint8Array, level))
  }
  await pass(0, from)
  for (const leaf of leaves) frontier.append(leaf)
  await pass(to, signed.size)
  return result(
    Buffer.compare(frontier.root(), signed.root) === 0
      ? ''
      : `An entry from ${from} to ${to - 1}, or the tree around it, is not what checkpoint ${signed.size} of ${signed.time} sealed.`,
  )
}
