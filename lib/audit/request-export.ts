import { and, desc, eq, inArray } from 'drizzle-orm'
import { auditEvents } from '../../db/schema/audit.ts'
import { command, query } from '../access/operation.ts'
import { systemClock } from '../kernel/clock.ts'
import { canonicalJson } from '../kernel/digest.ts'
import { decodeId, encodeId, newUuid } from '../kernel/id.ts'
import { Refusal, notFound } from '../kernel/refusal.ts'
import { exported, exportRequested, exportStopped } from './events.ts'
import { readFilters, type Search } from './find-events.ts'
import { EventFilters, OpenExport, RequestExport, type ExportFormat } from './inputs.ts'

/** A request opens its download for this long, once. */
const minutesOpen = 10

/** Asks for an export of the filtered log. Names and addresses leave the house, so the second factor is asked for this very export. */
export const requestExport = command({
  name: 'audit.requestExport',
  needs: 'audit.export',
  stepUp: 'anew',
  input: RequestExport,
  run: async (ctx, { format, ...filters }) => {
    await readFilters(ctx, filters)
    const id = newUuid(ctx.now)
    ctx.record(exportRequested, id, { format, filter: canonicalJson(filters) })
    return { id: encodeId('export', id), format }
  },
})

export interface OpenedExport {
  readonly id: string
  readonly format: ExportFormat
  readonly filters: EventFilters
  readonly search: Search
  readonly company: string
  readonly madeBy: string
}
/**
 * What a download is for. The log itself is the ticket: the request stands in it, by this member, a few minutes old, and nothing yet says
 * that it was taken.
 */
export const openExport = query({
  name: 'audit.openExport',
  needs: 'audit.export',
  input: OpenExport,
  run: async (ctx, { id }): Promise<OpenedExport> => {
    const uuid = decodeId('export', id)
    const rows = await ctx.tx
      .select({ event: auditEvents.event, detail: auditEvents.detail, actorId: auditEvents.actorId, at: auditEvents.at })
      .from(auditEvents)
      .where(and(eq(auditEvents.subjectId, uuid), inArray(auditEvents.event, [exportRequested.name, exported.name, exportStopped.name])))
      .orderBy(desc(auditEvents.id))
      .limit(5)
    const request = rows.find((row) => row.event === exportRequested.name)
    if (!request || request.actorId !== ctx.actor.memberId) throw notFound('export')
    if (rows.some((row) => row.event !== exportRequested.name))
      throw new Refusal('conflict', 'This export was taken already. Ask for it again: each one is on record.')
    if (Date.parse(request.at) < systemClock.now().getTime() - minutesOpen * 60_000)
      throw new Refusal('conflict', `This export was asked for more than ${minutesOpen} minutes ago. Ask for it again.`)
    const { format, filter } = exportRequested.schema.parse(JSON.parse(request.detail))
    const filters = EventFilters.parse(JSON.parse(filter))
    return { id: uuid, format, filters, search: await readFilters(ctx, filters), company: ctx.settings.company, madeBy: ctx.actor.name }
  },
})
