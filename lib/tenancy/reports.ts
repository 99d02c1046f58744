// Vulnerability reports as the operators see them: a clock of one business day until a person says that the report has arrived.
import type { z } from 'zod'
import { command, query } from '../access/operation.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { pageOfRows, type Page, type PageRequest } from '../access/list-page.ts'
import { listExport, listOf } from '../audit/list-export.ts'
import { config } from '../config.ts'
import { decodeId, encodeId, type Id } from '../kernel/id.ts'
import { conflict, notFound } from '../kernel/refusal.ts'
import { reportAcknowledged } from './member-events.ts'
import { ListReports, reportSeverities } from './console-inputs.ts'
import { says } from './console-lists.ts'
import { AcknowledgeReport, ReportId } from './member-inputs.ts'
import { acknowledge, reportHeads, vulnerabilityReport, type ReportHead, type ReportRow } from './platform.sql.ts'

export interface ReportView {
  readonly id: Id<'report'>
  readonly reference: string
  readonly what: string
  readonly severity: ReportRow['severity']
  readonly receivedAt: Date
  readonly dueAt: Date
  readonly acknowledgedAt: Date | null
  readonly acknowledgedBy: string | null
  /** `overdue`: nobody has acknowledged it and the business day is over. `late`: it was acknowledged after that. */
  readonly state: 'open' | 'overdue' | 'in_time' | 'late'
}
function viewOf(row: ReportHead, now: Date): ReportView {
  const dueAt = new Date(row.due_at),
    acknowledgedAt = row.acknowledged_at === null ? null : new Date(row.acknowledged_at),
    isLate = (acknowledgedAt ?? now) > dueAt
  return {
    id: encodeId('report', row.id),
    reference: row.reference,
    what: row.what,
    severity: row.severity,
    receivedAt: new Date(row.created_at),
    dueAt,
    acknowledgedAt,
    acknowledgedBy: row.acknowledged_by,
    state: acknowledgedAt === null ? (isLate ? 'overdue' : 'open') : isLate ? 'late' : 'in_time',
  }
}
const placeOf = (ctx: ReadCtx) => ({ locale: ctx.settings.locale, zone: ctx.settings.zone, now: ctx.now })
async function reportOf(ctx: ReadCtx, reportId: string): Promise<ReportRow> {
  const row = await vulnerabilityReport(ctx, decodeId('report', reportId))
  if (!row) throw notFound('report')
  return row
}

/** Open ones first, by the end of their clock; then the newest. */
const urgency = (report: ReportView): string =>
  report.acknowledgedAt === null ? `0 ${report.dueAt.toISOString()}` : `1 ${String(8_640_000_000_000_000 - report.receivedAt.getTime()).padStart(16, '0')}`
const allReports = async (ctx: ReadCtx): Promise<ReportView[]> => (await reportHeads(ctx)).map((row) => viewOf(row, ctx.now))
const pageOfReports = (all: readonly ReportView[], input: z.infer<typeof ListReports>, request: PageRequest = input): Promise<Page<ReportView>> =>
  pageOfRows(
    {
      idOf: (r: ReportView) => r.id,
      keys: { due: urgency, received: (r) => r.receivedAt, severity: (r) => reportSeverities.indexOf(r.severity) },
      defaultSort: 'due',
    },
    request,
    all.filter(
      (r) =>
        (input.state === undefined || r.state === input.state) &&
        (input.severity === undefined || r.severity === input.severity) &&
        says(input.q, r.what, r.reference),
    ),
  )

export const listReports = query({
  name: 'tenancy.listReports',
  needs: 'installation.read',
  input: ListReports,
  run: async (ctx, input) => {
    const all = await allReports(ctx),
      { rows, next, previous } = await pageOfReports(all, input),
      waiting = all.filter((report) => report.acknowledgedAt === null)
    return {
      reports: rows,
      next,
      previous,
      waiting: waiting.length,
      overdue: waiting.filter((report) => report.state === 'overdue').length,
      formUrl: `${config().url}/report`,
      contact: config().securityContact,
      place: placeOf(ctx),
    }
  },
})
/** Without what they say and who sent them, which stays in the console. */
export const exportReports = listExport({
  name: 'tenancy.exportReports',
  needs: 'installation.read',
  input: ListReports,
  of: (ctx, input) =>
    listOf(
      'vulnerability reports',
      input,
      [
        { header: 'Reference', cell: (r: ReportView) => r.reference },
        { header: 'Report', cell: (r) => r.what },
        { header: 'State', cell: (r) => r.state.replace('_', ' ') },
        { header: 'As they see it', cell: (r) => r.severity },
        { header: 'Arrived', cell: (r) => r.receivedAt },
        { header: 'Acknowledge by', cell: (r) => r.dueAt },
        { header: 'Acknowledged', cell: (r) => r.acknowledgedAt },
        { header: 'By', cell: (r) => r.acknowledgedBy },
      ],
      async (request) => pageOfReports(await allReports(ctx), input, request),
    ),
})
export const showReport = query({
  name: 'tenancy.showReport',
  needs: 'installation.read',
  input: ReportId,
  run: async (ctx, { reportId }) => {
    const row = await reportOf(ctx, reportId)
    return {
      ...viewOf(row, ctx.now),
      where: row.place,
      details: row.details,
      reporterName: row.reporter_name,
      reporterEmail: row.reporter_email,
      answer: row.answer,
      mayAcknowledge: row.acknowledged_at === null && ctx.reach('installation.change') === 'all',
      place: placeOf(ctx),
    }
  },
})
/** Says that a person has read the report. Stops the clock, once; an answer goes to the reporter where they left an address. */
export const acknowledgeReport = command({
  name: 'tenancy.acknowledgeReport',
  needs: 'installation.change',
  input: AcknowledgeReport,
  run: async (ctx, { reportId, answer }): Promise<{ id: Id<'report'>; mailed: boolean }> => {
    const row = await reportOf(ctx, reportId),
      words = answer === undefined || answer === '' ? null : answer
    if (!(await acknowledge(ctx, row.id, ctx.actor.name, words))) throw conflict('This report was acknowledged already. Open it again to see by whom.')
    const mailed = row.reporter_email !== null
    if (row.reporter_email !== null) {
      ctx.mail(
        row.reporter_email,
        `We have read your report ${row.reference}`,
        [
          'Thank you. A person has read your vulnerability report and looks into it.',
          ...(words === null ? [] : ['', words]),
          '',
          `Its state: ${config().url}/report/${row.reference}`,
          '',
          '--',
          `Plumbline at ${config().url}`,
        ].join('\n'),
        'tenancy.report_acknowledged',
      )
    }
    ctx.record(
      reportAcknowledged,
      row.id,
      { reference: row.reference, due: new Date(row.due_at).toISOString(), isLate: ctx.now > new Date(row.due_at), answered: mailed && words !== null },
      row.reporter_email === null ? {} : { email: row.reporter_email },
    )
    return { id: encodeId('report', row.id), mailed }
  },
})
