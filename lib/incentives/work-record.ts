import { eq, inArray, notExists, type SQL } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { workRecords } from '../../db/schema/work.ts'
import type { Ctx, ReadCtx } from '../access/ctx.ts'
import { canonicalJson, sha256Hex } from '../kernel/digest.ts'
import { decodeId } from '../kernel/id.ts'
import { conflict, notFound } from '../kernel/refusal.ts'
import { payeeIdsWithin } from './own-payees.ts'

export type WorkRow = typeof workRecords.$inferSelect
/** What a record says, without where it came from and when it was written. */
export interface Content {
  readonly kind: string
  readonly externalKey: string
  readonly payeeId: string | null
  readonly crewId: string | null
  readonly openedAt: Date | null
  readonly countedAt: Date | null
  readonly quantityMilli: bigint | null
  readonly valueMinor: bigint | null
  readonly valueCurrency: string | null
  readonly fields: Readonly<Record<string, string>>
}
/** SHA-256 of the content: equal digests are the same fact, so importing it again changes nothing. */
export function contentDigest(c: Content): string {
  return sha256Hex(
    canonicalJson({
      kind: c.kind,
      key: c.externalKey,
      payee: c.payeeId,
      crew: c.crewId,
      opened: c.openedAt?.toISOString() ?? null,
      closed: c.countedAt?.toISOString() ?? null,
      quantity: c.quantityMilli?.toString() ?? null,
      value: c.valueMinor?.toString() ?? null,
      currency: c.valueCurrency,
      fields: c.fields,
    }),
  )
}

/** Nothing supersedes it: the fact as it stands. */
export function isCurrent(ctx: ReadCtx): SQL {
  const newer = alias(workRecords, 'newer')
  return notExists(ctx.tx.select({ id: newer.id }).from(newer).where(eq(newer.supersedesId, workRecords.id)))
}
/** Work of one's own or of one's crew, where the role sees no more; undefined: all. */
export async function reachOfWork(ctx: ReadCtx): Promise<SQL | undefined> {
  if (ctx.reach('work.read') === 'all') return undefined
  const within = await payeeIdsWithin(ctx, 'work.read')
  return inArray(workRecords.payeeId, within.length > 0 ? within : ['00000000-0000-0000-0000-000000000000'])
}
export async function loadWork(ctx: ReadCtx, id: string): Promise<WorkRow> {
  const [row] = await ctx.tx
    .select()
    .from(workRecords)
    .where(eq(workRecords.id, decodeId('workRecord', id)))
  if (!row) throw notFound('work record')
  return row
}
/** The record to correct; one that was superseded already is corrected through its successor. */
export async function loadCurrentWork(ctx: Ctx, id: string): Promise<WorkRow> {
  const row = await loadWork(ctx, id)
  const [newer] = await ctx.tx.select({ number: workRecords.number }).from(workRecords).where(eq(workRecords.supersedesId, row.id))
  if (newer) throw conflict(`${row.number} was corrected already by ${newer.number}. Correct that one.`)
  return row
}
