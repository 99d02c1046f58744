import { desc, eq } from 'drizzle-orm'
import { auditEvents, auditPersonal } from '../../../db/schema/audit.ts'
import type { ReadCtx } from '../../access/ctx.ts'
import { encodeId } from '../../kernel/id.ts'
import { said } from '../member-said.ts'

/** What the log holds of one record, for who may read the log. */
export async function accessEventsOf(ctx: ReadCtx, id: string, most = 20) {
  if (ctx.reach('audit.read') !== 'all') return []
  const rows = await ctx.tx
    .select({ id: auditEvents.id, event: auditEvents.event, detail: auditEvents.detail, at: auditEvents.at, actor: auditPersonal.name })
    .from(auditEvents)
    .leftJoin(auditPersonal, eq(auditPersonal.id, auditEvents.id))
    .where(eq(auditEvents.subjectId, id))
    .orderBy(desc(auditEvents.id))
    .limit(most)
  return rows.map((row) => ({
    id: encodeId('auditEvent', row.id),
    event: row.event,
    sentence: said(row.event, row.detail),
    actor: row.actor ?? '',
    at: new Date(row.at),
  }))
}
