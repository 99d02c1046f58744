import { aliasedTable, and, asc, count, eq, gte, lt } from 'drizzle-orm'
import type { z } from 'zod'
import { members } from '../../../db/schema/tenancy.ts'
import { alertEvidence, securityAlerts, type AlertKind, type AlertState } from '../../../db/schema/watch.ts'
import type { ReadCtx } from '../../access/ctx.ts'
import { readPage, type Page, type PageRequest } from '../../access/list-page.ts'
import { query } from '../../access/operation.ts'
import { listExport, listOf } from '../../audit/list-export.ts'
import { addDays, day, startOfDay } from '../../kernel/day.ts'
import { encodeId, type Id } from '../../kernel/id.ts'
import { Nothing } from '../member-inputs.ts'
import { alertRulesOf } from './alert-rules.ts'
import { personIs } from './person-is.ts'
import { ListAlerts } from './watch-inputs.ts'

export interface AlertRow {
  readonly id: Id<'alert'>
  readonly kind: AlertKind
  readonly state: AlertState
  readonly person: { readonly id: Id<'member'>; readonly name: string; readonly number: string } | undefined
  readonly at: Date
  readonly lastAt: Date
  readonly resolvedAt: Date | null
  readonly resolvedBy: string | null
  readonly note: string | null
}
interface Stored {
  id: string
  kind: AlertKind
  state: AlertState
  memberId: string | null
  name: string | null
  number: string | null
  at: Date
  lastAt: Date
  resolvedAt: Date | null
  resolvedBy: string | null
  note: string | null
}
const resolvers = aliasedTable(members, 'resolver')
const columns = {
  id: securityAlerts.id,
  kind: securityAlerts.kind,
  state: securityAlerts.state,
  memberId: securityAlerts.memberId,
  name: members.name,
  number: members.number,
  at: securityAlerts.at,
  lastAt: securityAlerts.lastAt,
  resolvedAt: securityAlerts.resolvedAt,
  resolvedBy: resolvers.name,
  note: securityAlerts.note,
}
export const alertRow = ({ id, memberId, name, number, ...row }: Stored): AlertRow => ({
  ...row,
  id: encodeId('alert', id),
  person: memberId === null || name === null || number === null ? undefined : { id: encodeId('member', memberId), name, number },
})
export const selectAlerts = (ctx: ReadCtx) =>
  ctx.tx
    .select(columns)
    .from(securityAlerts)
    .leftJoin(members, eq(members.id, securityAlerts.memberId))
    .leftJoin(resolvers, eq(resolvers.id, securityAlerts.resolvedBy))

async function readAlerts(ctx: ReadCtx, input: z.infer<typeof ListAlerts>, request: PageRequest = input): Promise<Page<AlertRow>> {
  const { zone } = ctx.settings
  const filters = and(
    input.state && eq(securityAlerts.state, input.state),
    input.kind && eq(securityAlerts.kind, input.kind),
    personIs(securityAlerts.memberId, input.person),
    input.dayFrom ? gte(securityAlerts.at, startOfDay(day(input.dayFrom), zone)) : undefined,
    input.dayTo ? lt(securityAlerts.at, startOfDay(addDays(day(input.dayTo), 1), zone)) : undefined,
  )
  // “open” stands before “resolved” in the alphabet too.
  const page = await readPage<Stored, 'raised' | 'state'>(
    {
      id: securityAlerts.id,
      idOf: (row) => row.id,
      sorts: { raised: undefined, state: { column: securityAlerts.state, of: (row) => row.state } },
      defaultSort: 'state',
    },
    request,
    ({ where, orderBy, limit }) =>
      selectAlerts(ctx)
        .where(and(filters, where))
        .orderBy(...orderBy)
        .limit(limit),
  )
  return { ...page, rows: page.rows.map(alertRow) }
}
const openCount = async (ctx: ReadCtx): Promise<number> =>
  (await ctx.tx.select({ n: count() }).from(securityAlerts).where(eq(securityAlerts.state, 'open')))[0]?.n ?? 0
/** What looked wrong, the open ones first. */
export const listAlerts = query({
  name: 'tenancy.listAlerts',
  needs: 'audit.read',
  input: ListAlerts,
  run: async (ctx, input) => {
    const [page, open, people] = await Promise.all([
      readAlerts(ctx, input),
      openCount(ctx),
      ctx.tx.select({ id: members.id, name: members.name }).from(members).orderBy(asc(members.name)).limit(500),
    ])
    return {
      ...page,
      open,
      people: people.map(({ id, name }) => ({ id: encodeId('member', id), name })),
      rules: alertRulesOf(ctx.settings.policy),
      may: { resolve: ctx.reach('member.change') === 'all', rules: ctx.reach('company.change') === 'all' },
      place: { locale: ctx.settings.locale, zone: ctx.settings.zone, now: ctx.now },
    }
  },
})
/** How many are open, for the home page. */
export const countAlerts = query({ name: 'tenancy.countAlerts', needs: 'audit.read', input: Nothing, run: async (ctx) => ({ open: await openCount(ctx) }) })
export const exportAlerts = listExport({
  name: 'tenancy.exportAlerts',
  needs: 'audit.export',
  stepUp: 'anew',
  input: ListAlerts,
  of: (ctx, input) =>
    listOf(
      'alerts',
      input,
      [
        { header: 'Alert', cell: (row: AlertRow) => row.id },
        { header: 'Raised at', cell: (row) => row.at },
        { header: 'Kind', cell: (row) => row.kind },
        { header: 'State', cell: (row) => row.state },
        { header: 'Member', cell: (row) => row.person?.number },
        { header: 'Name', cell: (row) => row.person?.name },
        { header: 'Last seen at', cell: (row) => row.lastAt },
        { header: 'Resolved at', cell: (row) => row.resolvedAt },
        { header: 'Resolved by', cell: (row) => row.resolvedBy },
        { header: 'Note', cell: (row) => row.note },
      ],
      (request) => readAlerts(ctx, input, request),
    ),
})
/** Ids of the events that an alert rests on, oldest first. */
export const evidenceOf = async (ctx: ReadCtx, alertId: string, most: number): Promise<string[]> =>
  (
    await ctx.tx
      .select({ eventId: alertEvidence.eventId })
      .from(alertEvidence)
      .where(eq(alertEvidence.alertId, alertId))
      .orderBy(asc(alertEvidence.eventId))
      .limit(most)
  ).map((row) => row.eventId)
