import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { ReservedSql } from 'postgres'
import { pool } from '../../db/client.ts'
import { newEventId, writeRecords } from '../../lib/access/record.sql.ts'
import { Sealer, type SealRound } from '../../lib/audit/seal.sql.ts'
import { Witness } from '../../lib/audit/witness.ts'
import { canonicalJson } from '../../lib/kernel/digest.ts'
import { systemClock } from '../../lib/kernel/clock.ts'
import { auditSigner } from '../../lib/platform/keys/keys.ts'
import { admin } from '../support/world.ts'

export const newFolder = (): string => fs.mkdtempSync(path.join(os.tmpdir(), 'plumbline-sealed-'))
const gate = 7_710_042
let isAlone = false
/**
 * A sealer seals every log it finds, those of other test files too, and those files judge what their own sealer remembers. So each of its
 * rounds waits while a file keeps the others out.
 */
export class WaitingSealer extends Sealer {
  override async round(): Promise<SealRound> {
    if (isAlone) return super.round()
    const connection = await admin.reserve()
    try {
      await connection`select pg_advisory_lock_shared(${gate})`
      try {
        return await super.round()
      } finally {
        await connection`select pg_advisory_unlock_shared(${gate})`
      }
    } finally {
      connection.release()
    }
  }
}
/** Keeps the sealers of other test files out until the answer is called. */
export async function keepOtherSealersOut(): Promise<() => Promise<void>> {
  const connection = await admin.reserve()
  await connection`select pg_advisory_lock(${gate})`
  isAlone = true
  return async () => {
    isAlone = false
    await connection`select pg_advisory_unlock(${gate})`
    connection.release()
  }
}
/** A sealer as the product runs it, with a memory of its own outside the database. */
export const newSealer = (memory = newFolder(), copies?: string): Sealer =>
  new WaitingSealer(pool('sealer'), auditSigner(), new Witness(memory, copies), systemClock)

export interface Written {
  readonly detail?: Readonly<Record<string, unknown>>
  readonly event?: string
  readonly personal?: Readonly<Record<string, string>>
  readonly subjectId?: string
  readonly ip?: string
  readonly name?: string
}
/** Writes events the way every operation does, inside the transaction that `connection` is in. */
export async function writeEvents(connection: ReservedSql, tenant: string, events: readonly Written[]): Promise<string[]> {
  const send = (text: string, values: unknown[]) => connection.unsafe(text, values as never[], { prepare: true }).execute()
  const recorded = events.map((e) => ({
    id: newEventId(),
    event: e.event ?? 'test.done',
    subjectKind: 'session',
    subjectId: e.subjectId ?? null,
    detail: canonicalJson(e.detail ?? {}),
    personal: e.personal ?? {},
  }))
  const first = events[0]
  const act = {
    tenant,
    actor: { kind: 'system' as const, role: 'system', name: first?.name ?? 'Jana Ruiz', sessionId: null },
    place: { requestId: 'req_test', ip: first?.ip ?? '192.0.2.9', agent: 'vitest' },
    permission: 'test',
    correlation: newEventId(),
  }
  await Promise.all(writeRecords(send, act, recorded))
  return recorded.map((r) => r.id)
}
/** Opens a transaction in a tenant's scope; whoever opens it ends it. */
export async function enter(tenant: string): Promise<ReservedSql> {
  const connection = await pool('platform').reserve()
  await connection.unsafe('begin')
  await connection.unsafe('select scope.enter_as_platform($1, null)', [tenant])
  return connection
}
export async function record(tenant: string, events: readonly Written[]): Promise<string[]> {
  const connection = await enter(tenant)
  try {
    const ids = await writeEvents(connection, tenant, events)
    await connection.unsafe('commit')
    return ids
  } finally {
    connection.release()
  }
}

/** Rounds until everything that this tenant has committed is sealed: other test files may hold the sealer's lock or a transaction for a moment. */
export async function sealAll(sealer: Sealer, tenant: string): Promise<void> {
  for (let i = 0; i < 600; i++) {
    await sealer.round()
    const [open] = await admin<
      { n: number }[]
    >`select count(*)::int as n from public.audit_events e where tenant_id = ${tenant} and not exists (select from public.audit_leaves l where l.tenant_id = e.tenant_id and l.id = e.id)`
    if (open?.n === 0) return
    await new Promise((resolve) => {
      setTimeout(resolve, 50)
    })
  }
  throw new Error('the log was not sealed within half a minute')
}
export interface StoredLeaf {
  readonly leaf: number
  readonly id: string
  readonly hash: Buffer
  readonly seq: number
}
export async function leavesOf(tenant: string): Promise<StoredLeaf[]> {
  return admin<
    StoredLeaf[]
  >`select l.leaf_index::int as leaf, l.id::text as id, l.hash, e.seq::int as seq from public.audit_leaves l join public.audit_events e on e.tenant_id = l.tenant_id and e.id = l.id where l.tenant_id = ${tenant} order by l.leaf_index`
}
export interface StoredTree {
  readonly size: number
  readonly root: Buffer
  readonly epoch: number
  readonly fault: string
  readonly verified_to: number
  readonly words_size: number
}
export async function treeOf(tenant: string): Promise<StoredTree> {
  const [tree] = await admin<
    StoredTree[]
  >`select size::int as size, root, epoch, fault, verified_to::int as verified_to, words_size::int as words_size from public.audit_trees where tenant_id = ${tenant}`
  if (!tree) throw new Error('the tenant has no tree')
  return tree
}
/** What someone who owns the database can do: the guards sleep. */
export async function asSuperuser(act: (sql: typeof admin) => Promise<unknown>): Promise<void> {
  await admin.begin(async (tx) => {
    await tx`set local session_replication_role = replica`
    await act(tx as unknown as typeof admin)
  })
}
