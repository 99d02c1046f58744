import { and, gte, inArray } from 'drizzle-orm'
import { z } from 'zod'
import { auditEvents } from '../../db/schema/audit.ts'
import type { ReadCtx } from '../access/ctx.ts'
import type { EventNotice } from '../access/ports.ts'
import { assert } from '../kernel/assert.ts'

/** Input of the jobs that follow events. */
export const NoticeOfEvent = z.strictObject({
  event: z.string(),
  eventId: z.uuid(),
  subjectId: z.uuid().nullable(),
  actorMemberId: z.uuid().nullable(),
  detail: z.string(),
})

/** How far behind the named event others of the same slot may lie. */
const reachMilliseconds = 600_000
const eventsMax = 50_000
/**
 * The events that a gathered job stands for: its payload names one of them, the log holds all. Some may have been told by an earlier run;
 * telling is once per event anyway.
 */
export async function eventsAround(
  ctx: ReadCtx,
  names: readonly string[],
  notice: Pick<EventNotice, 'eventId'>,
): Promise<{ id: string; event: string; subjectId: string }[]> {
  const at = Number.parseInt(notice.eventId.replaceAll('-', '').slice(0, 12), 16) - reachMilliseconds
  const hex = at.toString(16).padStart(12, '0'),
    from = `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`
  const rows = await ctx.tx
    .select({ id: auditEvents.id, event: auditEvents.event, subjectId: auditEvents.subjectId })
    .from(auditEvents)
    .where(and(inArray(auditEvents.event, [...names]), gte(auditEvents.id, from)))
    .orderBy(auditEvents.id)
    .limit(eventsMax)
  return rows.flatMap((row) => (row.subjectId === null ? [] : [{ ...row, subjectId: row.subjectId }]))
}
/** The record that an event of one record is about. */
export function subjectOf(notice: Pick<EventNotice, 'event' | 'subjectId'>): string {
  assert(notice.subjectId !== null, `${notice.event} is about a record`)
  return notice.subjectId
}
