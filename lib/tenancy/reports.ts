// Vulnerability reports as the operators see them: a clock of one business day until a person says that the report has arrived.
import { command, query } from '../access/operation.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { config } from '../config.ts'
import { decodeId, encodeId, type Id } from '../kernel/id.ts'
import { conflict, notFound } from '../kernel/refusal.ts'
import { reportAcknowledged } from './member-events.ts'
import { AcknowledgeReport, Nothing, ReportId } from './member-inputs.ts'
import { acknowledge, vulnerabilityReports, type ReportRow } from './platform.sql.ts'

export interface ReportView {
  readonly id: Id<'report'>; readonly reference: string; readonly what: string; readonly severity: ReportRow['severity']; readonly receivedAt: Date; readonly dueAt: Date; readonly acknowledgedAt: Date | null; readonly acknowledgedBy: string | null
  /** `overdue`: nobody has acknowledged it and the business day is over. `late`: it was acknowledged after that. */
  readonly state: 'open' | 'overdue' | 'in_time' | 'late'
}
function viewOf(row: ReportRow, now: Date): ReportView {
  const dueAt = new Date(row.due_at), acknowledgedAt = row.acknowledged_at === null ? null : new Date(row.acknowledged_at), isLate = (acknowledgedAt ?? now) > dueAt
  return { id: encodeId('report', row.id), reference: row.reference, what: row.what, severity: row.severity, receivedAt: new Date(row.created_at), dueAt, acknowledgedAt, acknowledgedBy: row.acknowledged_by, state: acknowledgedAt === null ? (isLate ? 'overdue' : 'open') : isLate ? 'late' : 'in_time' }
}
const placeOf = (ctx: ReadCtx) => ({ locale: ctx.settings.locale, zone: ctx.settings.zone, now: ctx.now })
async function reportOf(ctx: ReadCtx, reportId: string): Promise<ReportRow> {
  const [row] = await vulnerabilityReports(ctx, decodeId('report', reportId))
  if (!row) throw notFound('report')
  return row
}

export const listReports = query({
  name: 'tenancy.listReports', needs: 'installation.read', input: Nothing,
  run: async (ctx) => ({ reports: (await vulnerabilityReports(ctx, null)).map((row) => viewOf(row, ctx.now)), formUrl: `${config().url}/report`, contact: config().securityContact, place: placeOf(ctx) }),
})
export const showReport = query({
  name: 'tenancy.showReport', needs: 'installation.read', input: ReportId,
  run: async (ctx, { reportId }) => {
    const row = await reportOf(ctx, reportId)
    return { ...viewOf(row, ctx.now), where: row.place, details: row.details, reporterName: row.reporter_name, reporterEmail: row.reporter_email, answer: row.answer, mayAcknowledge: row.acknowledged_at === null && ctx.reach('installation.change') === 'all', place: placeOf(ctx) }
  },
})
/** Says that a person has read the report. Stops the clock, once; an answer goes to the reporter where they left an address. */
export const acknowledgeReport = command({
  name: 'tenancy.acknowledgeReport', needs: 'installation.change', input: AcknowledgeReport,
  run: async (ctx, { reportId, answer }): Promise<{ id: Id<'report'>; mailed: boolean }> => {
    const row = await reportOf(ctx, reportId), words = answer === undefined || answer === '' ? null : answer
    if (!(await acknowledge(ctx, row.id, ctx.actor.name, words))) throw conflict('This report was acknowledged already. Open it again to see by whom.')
    const mailed = row.reporter_email !== null
    if (row.reporter_email !== null) {
      ctx.mail(row.reporter_email, `We have read your report ${row.reference}`, ['Thank you. A person has read your vulnerability report and looks into it.', ...(words === null ? [] : ['', words]), '', `Its state: ${config().url}/report/${row.reference}`, '', '--', `Plumbline at ${config().url}`].join('\n'), 'tenancy.report_acknowledged')
    }
    ctx.record(reportAcknowledged, row.id, { reference: row.reference, due: new Date(row.due_at).toISOString(), isLate: ctx.now > new Date(row.due_at), answered: mailed && words !== null }, row.reporter_email === null ? {} : { email: row.reporter_email })
    return { id: encodeId('report', row.id), mailed }
  },
})
