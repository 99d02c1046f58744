import { and, asc, eq, gte, ne } from 'drizzle-orm'
import { auditCheckpoints, auditEvents, auditPersonal } from '../../db/schema/audit.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { query } from '../access/operation.ts'
import { permissions } from '../access/permissions.ts'
import { decodeId } from '../kernel/id.ts'
import { notFound } from '../kernel/refusal.ts'
import { auditSigner } from '../platform/keys/keys.ts'
import { canonicalRow, leafHash, type CanonicalRow } from './canonical.ts'
import { proveInclusion, verifyInclusion } from './merkle.ts'
import { grantBehind } from './grant-behind.ts'
import { ShowEvent } from './inputs.ts'
import { readEvents, readSealState, type EventItem } from './search-events.ts'
import { readSealedRow } from './sealed-row.sql.ts'
import { linked, namesOf, referencesIn, type Subject } from './subjects.ts'
import { ourCheckpoint } from './tenant-log.sql.ts'
import { treeOf } from './tree-of.sql.ts'

/** A value in which records are named by links. */
export type Value = readonly (string | Subject)[]
export interface FieldChange {
  readonly field: string
  readonly before: Value | undefined
  readonly after: Value | undefined
}
/** How an entry is proven, computed while it is shown. */
export interface EntryProof {
  readonly leaf: string
  /** The first checkpoint that covers it, and the newest, against which it was just proven. */
  readonly firstAt: Date | undefined
  readonly firstSize: number | undefined
  readonly size: number
  readonly root: string
  readonly time: string
  readonly steps: number
  readonly holds: boolean
}
export interface EventDetail extends EventItem {
  readonly changes: readonly FieldChange[]
  readonly facts: readonly (readonly [field: string, value: Value])[]
  /** What the actor added in own words, and other values that can be erased. */
  readonly personal: readonly (readonly [field: string, value: string])[]
  readonly agent: string | undefined
  readonly isErased: boolean
  readonly permission: { readonly name: string; readonly sentence: string | undefined }
  /** By whose grant it was allowed, where the role did not include it. */
  readonly grant: { readonly id: string; readonly number: string } | undefined
  readonly requestId: string
  readonly act: string
  readonly siblings: readonly EventItem[]
  readonly proof: EntryProof | undefined
}
const siblingsMax = 30
const sentences: Readonly<Record<string, string | undefined>> = permissions

/** One entry with what changed, what allowed it, what else the same act did, and its proof. */
export const showEvent = query({
  name: 'audit.showEvent',
  needs: 'audit.read',
  input: ShowEvent,
  run: async (ctx, { id }): Promise<{ event: EventDetail; place: { locale: string; zone: string; now: Date } }> => {
    const uuid = decodeId('auditEvent', id)
    const [item] = await readEvents(ctx, [uuid])
    const [row] = await ctx.tx
      .select({
        detail: auditEvents.detail,
        permission: auditEvents.permission,
        requestId: auditEvents.requestId,
        correlationId: auditEvents.correlationId,
        actorKind: auditEvents.actorKind,
        actorId: auditEvents.actorId,
        role: auditEvents.actorRole,
        at: auditEvents.at,
        commitment: auditEvents.personalCommitment,
        body: auditPersonal.body,
      })
      .from(auditEvents)
      .leftJoin(auditPersonal, eq(auditPersonal.id, auditEvents.id))
      .where(eq(auditEvents.id, uuid))
    if (!item || !row) throw notFound('entry of the log')
    const siblings = await ctx.tx
      .select({ id: auditEvents.id })
      .from(auditEvents)
      .where(and(eq(auditEvents.correlationId, row.correlationId), ne(auditEvents.id, uuid)))
      .orderBy(asc(auditEvents.id))
      .limit(siblingsMax)
    const { changes, facts } = await readDetail(ctx, row.detail)
    const personal = row.body === null ? {} : (JSON.parse(row.body) as Record<string, string>)
    const known = new Set(['actor', 'ip', 'agent', 'session'])
    return {
      event: {
        ...item,
        changes,
        facts,
        personal: Object.entries(personal).filter(([key]) => !known.has(key)),
        agent: personal['agent'],
        isErased: row.body === null && row.commitment !== '',
        permission: { name: row.permission, sentence: sentences[row.permission] },
        grant: await grantBehind(ctx, {
          memberId: row.actorKind === 'member' ? row.actorId : null,
          role: row.role,
          permission: row.permission,
          at: new Date(row.at),
        }),
        requestId: row.requestId,
        act: row.correlationId,
        siblings: await readEvents(
          ctx,
          siblings.map((sibling) => sibling.id),
        ),
        proof: item.entry === undefined ? undefined : await prove(ctx, item.entry, uuid),
      },
      place: { locale: ctx.settings.locale, zone: ctx.settings.zone, now: ctx.now },
    }
  },
})

interface Detail {
  readonly changes?: readonly { readonly field: string; readonly before?: string | null; readonly after?: string | null }[]
  readonly [key: string]: unknown
}
/** `changes` as before and after; everything else as facts, nested values on one line. */
async function readDetail(ctx: ReadCtx, text: string): Promise<{ changes: FieldChange[]; facts: [string, Value][] }> {
  const { changes = [], ...rest } = JSON.parse(text) as Detail
  const list = Array.isArray(changes) ? changes : []
  const facts = Object.entries(rest).map(([key, value]): [string, string] => [key, typeof value === 'string' ? value : JSON.stringify(value)])
  const subjectOf = await namesOf(
    ctx,
    [...facts.map(([, value]) => value), ...list.flatMap(({ before, after }) => [before ?? '', after ?? ''])].flatMap(referencesIn),
  )
  const value = (raw: string): Value => linked(raw, undefined, subjectOf)
  const known = (raw: string | null | undefined): Value | undefined => (raw === null || raw === undefined || raw === '' ? undefined : value(raw))
  return {
    changes: list.map(({ field, before, after }) => ({ field, before: known(before), after: known(after) })),
    facts: facts.map(([key, raw]) => [key, value(raw)]),
  }
}

async function prove(ctx: ReadCtx, entry: number, uuid: string): Promise<EntryProof | undefined> {
  const { checkpoint } = await readSealState(ctx)
  const signed = ourCheckpoint(checkpoint?.note, ctx.tenant, auditSigner())
  if (!signed || signed.size <= entry) return undefined
  const row: CanonicalRow = await readSealedRow(ctx, uuid)
  const leaf = leafHash(canonicalRow(row))
  const proof = await proveInclusion(entry, signed.size, treeOf(ctx, signed.size))
  const [first] = await ctx.tx
    .select({ size: auditCheckpoints.size, at: auditCheckpoints.at })
    .from(auditCheckpoints)
    .where(gte(auditCheckpoints.size, BigInt(entry + 1)))
    .orderBy(asc(auditCheckpoints.epoch), asc(auditCheckpoints.size))
    .limit(1)
  return {
    leaf: leaf.toString('hex'),
    firstAt: first?.at,
    firstSize: first && Number(first.size),
    size: signed.size,
    root: Buffer.from(signed.root).toString('hex'),
    time: signed.time,
    steps: proof.length,
    holds: verifyInclusion(entry, signed.size, leaf, proof, signed.root),
  }
}
