import { desc, eq } from 'drizzle-orm'
import { auditEvents, auditLeaves } from '../../db/schema/audit.ts'
import type { ReadCtx } from '../access/ctx.ts'

/** Committed, and not sealed yet. */
export interface WaitingEvents {
  /** The newest first. */
  readonly ids: readonly string[]
  /** There are more than were looked at. */
  readonly isMore: boolean
  readonly since: Date
}
/** While the sealer works a few events wait at most; when it stands still there may be very many. */
const looks = [50, 1_000] as const

/** What waits to be sealed: the newest events without a leaf. Undefined when none does. */
export async function readWaiting(ctx: ReadCtx): Promise<WaitingEvents | undefined> {
  for (const looked of looks) {
    const rows = await ctx.tx
      .select({ id: auditEvents.id, at: auditEvents.at, leaf: auditLeaves.id })
      .from(auditEvents)
      .leftJoin(auditLeaves, eq(auditLeaves.id, auditEvents.id))
      .orderBy(desc(auditEvents.id))
      .limit(looked)
    const waiting = rows.filter((row) => row.leaf === null),
      isMore = waiting.length === looked
    if (isMore && looked !== looks.at(-1)) continue
    if (waiting.length === 0) return undefined
    return { ids: waiting.map((row) => row.id), isMore, since: new Date(Math.min(...waiting.map((row) => Date.parse(row.at)))) }
  }
  return undefined
}
