import { and, count, eq, gt, ilike, inArray, lte, or } from 'drizzle-orm'
import type { z } from 'zod'
import { accessRequests, type AccessState } from '../../../db/schema/access.ts'
import { customRoles, members } from '../../../db/schema/tenancy.ts'
import type { ReadCtx } from '../../access/ctx.ts'
import { readPage, type PageRequest } from '../../access/list-page.ts'
import { query } from '../../access/operation.ts'
import { grantsFrom, roleOf } from '../../access/roles.ts'
import { union } from '../../access/granted.ts'
import { listExport, listOf } from '../../audit/list-export.ts'
import { decodeId, encodeId, tryDecodeId, type Id } from '../../kernel/id.ts'
import { notFound } from '../../kernel/refusal.ts'
import { policyOf } from '../policy.ts'
import { differenceOf } from '../role-draft.ts'
import { findRole } from '../role.ts'
import { accessEventsOf } from './access-trail.ts'
import { hoursText } from './access-events.ts'
import { AccessId, ListAccess } from './access-inputs.ts'
import { roleKeyOf, sentencesOf, stateNow, whatWords } from './access-request.ts'
import { givenBy, whyNotApprove } from './decide-access.ts'

const columns = {
  id: accessRequests.id,
  number: accessRequests.number,
  memberId: accessRequests.memberId,
  name: members.name,
  memberNumber: members.number,
  memberState: members.state,
  memberRole: members.role,
  kind: accessRequests.kind,
  preset: accessRequests.preset,
  roleId: accessRequests.roleId,
  roleName: customRoles.name,
  grants: accessRequests.grants,
  reason: accessRequests.reason,
  hoursAsked: accessRequests.hoursAsked,
  state: accessRequests.state,
  askedAt: accessRequests.createdAt,
  decidedBy: accessRequests.decidedBy,
  decidedAt: accessRequests.decidedAt,
  decidedWhy: accessRequests.decidedWhy,
  endsAt: accessRequests.endsAt,
  endedAt: accessRequests.endedAt,
  endedWhy: accessRequests.endedWhy,
}
const rowsOf = (ctx: ReadCtx) =>
  ctx.tx
    .select(columns)
    .from(accessRequests)
    .innerJoin(members, eq(members.id, accessRequests.memberId))
    .leftJoin(customRoles, eq(customRoles.id, accessRequests.roleId))
type Stored = Awaited<ReturnType<typeof rowsOf>>[number]
export interface AccessView {
  readonly id: Id<'accessRequest'>
  readonly number: string
  readonly member: { readonly id: Id<'member'>; readonly name: string; readonly number: string }
  readonly what: string
  readonly isRole: boolean
  readonly permissions: readonly string[]
  readonly reason: string
  readonly hoursAsked: number
  readonly asked: string
  readonly state: AccessState
  readonly askedAt: Date
  readonly decidedBy: string | null
  readonly decidedAt: Date | null
  readonly decidedWhy: string | null
  readonly endsAt: Date | null
  readonly endedAt: Date | null
  readonly endedWhy: string | null
}
/** Names of those who decided. */
async function decidersOf(ctx: ReadCtx, rows: readonly Stored[]): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(rows.flatMap((row) => row.decidedBy ?? []))]
  return ids.length === 0
    ? new Map()
    : new Map((await ctx.tx.select({ id: members.id, name: members.name }).from(members).where(inArray(members.id, ids))).map((row) => [row.id, row.name]))
}
const viewOf = (ctx: ReadCtx, row: Stored, deciders: ReadonlyMap<string, string>): AccessView => ({
  id: encodeId('accessRequest', row.id),
  number: row.number,
  member: { id: encodeId('member', row.memberId), name: row.name, number: row.memberNumber },
  what: whatWords(row, row.roleName),
  isRole: row.kind === 'role',
  permissions: sentencesOf(grantsFrom(row.grants)),
  reason: row.reason,
  hoursAsked: row.hoursAsked,
  asked: hoursText(row.hoursAsked),
  state: stateNow(row, ctx.now),
  askedAt: row.askedAt,
  decidedBy: row.decidedBy === null ? null : (deciders.get(row.decidedBy) ?? ''),
  decidedAt: row.decidedAt,
  decidedWhy: row.decidedWhy,
  endsAt: row.endsAt,
  endedAt: row.endedAt ?? (stateNow(row, ctx.now) === 'expired' ? row.endsAt : null),
  endedWhy: row.endedWhy,
})
/** By the state as it is now: what has run out is over, whether or not a job has written so. */
function inState(ctx: ReadCtx, state: AccessState | undefined) {
  if (state === undefined) return undefined
  if (state === 'granted') return and(eq(accessRequests.state, 'granted'), gt(accessRequests.endsAt, ctx.now))
  return state === 'expired'
    ? or(eq(accessRequests.state, 'expired'), and(eq(accessRequests.state, 'granted'), lte(accessRequests.endsAt, ctx.now)))
    : eq(accessRequests.state, state)
}
async function readRequests(ctx: ReadCtx, input: z.infer<typeof ListAccess>, request: PageRequest = input) {
  const like = input.q === undefined ? undefined : `%${input.q.replaceAll(/[\\%_]/g, (c) => `\\${c}`)}%`,
    member = input.member === undefined ? undefined : tryDecodeId('member', input.member)
  const filters = and(
    inState(ctx, input.state),
    input.member === undefined ? undefined : eq(accessRequests.memberId, member ?? '00000000-0000-0000-0000-000000000000'),
    like === undefined ? undefined : or(ilike(members.name, like), ilike(accessRequests.number, like)),
  )
  const page = await readPage<Stored, 'asked' | 'state'>(
    {
      id: accessRequests.id,
      idOf: (row) => row.id,
      sorts: { asked: undefined, state: { column: accessRequests.state, of: (row) => row.state } },
      defaultSort: '-asked',
    },
    request,
    ({ where, orderBy, limit }) =>
      rowsOf(ctx)
        .where(and(filters, where))
        .orderBy(...orderBy)
        .limit(limit),
  )
  const deciders = await decidersOf(ctx, page.rows)
  return { ...page, rows: page.rows.map((row) => viewOf(ctx, row, deciders)) }
}
/** What members asked for, newest first, with what waits and what counts now. */
export const listAccess = query({
  name: 'tenancy.listAccess',
  needs: 'member.change',
  input: ListAccess,
  run: async (ctx, input) => {
    const page = await readRequests(ctx, input)
    const [[waiting], [given]] = await Promise.all([
      ctx.tx.select({ n: count() }).from(accessRequests).where(inState(ctx, 'asked')),
      ctx.tx.select({ n: count() }).from(accessRequests).where(inState(ctx, 'granted')),
    ])
    return {
      ...page,
      rows: page.rows.map((row) => ({ ...row, isYours: row.member.id === (ctx.actor.memberId === null ? '' : encodeId('member', ctx.actor.memberId)) })),
      counts: { waiting: waiting?.n ?? 0, given: given?.n ?? 0 },
      may: { roles: ctx.reach('role.read') === 'all' },
      place: { locale: ctx.settings.locale, zone: ctx.settings.zone, now: ctx.now },
    }
  },
})
/** Names and reasons leave the house: a code for exactly this. */
export const exportAccess = listExport({
  name: 'tenancy.exportAccess',
  needs: 'member.change',
  stepUp: 'anew',
  input: ListAccess,
  of: (ctx, input) =>
    listOf(
      'access requests',
      input,
      [
        { header: 'Request', cell: (r: AccessView) => r.number },
        { header: 'Member', cell: (r) => r.member.number },
        { header: 'Name', cell: (r) => r.member.name },
        { header: 'What', cell: (r) => r.what },
        { header: 'Permissions', cell: (r) => r.permissions.join('; ') },
        { header: 'Reason', cell: (r) => r.reason },
        { header: 'Hours asked', cell: (r) => r.hoursAsked },
        { header: 'Asked at', cell: (r) => r.askedAt },
        { header: 'State', cell: (r) => r.state },
        { header: 'Decided by', cell: (r) => r.decidedBy },
        { header: 'Decided at', cell: (r) => r.decidedAt },
        { header: 'Why refused', cell: (r) => r.decidedWhy },
        { header: 'Until', cell: (r) => r.endsAt },
        { header: 'Ended at', cell: (r) => r.endedAt },
        { header: 'Why ended', cell: (r) => r.endedWhy },
      ],
      (request) => readRequests(ctx, input, request),
    ),
})
/** One request: what it would add to what the person may do, whether the reader may decide, and what happened. */
export const showAccess = query({
  name: 'tenancy.showAccess',
  needs: 'member.change',
  input: AccessId,
  run: async (ctx, { requestId }) => {
    const id = decodeId('accessRequest', requestId),
      [row] = await rowsOf(ctx).where(eq(accessRequests.id, id))
    if (!row) throw notFound('request')
    const [asker] = await ctx.tx
      .select({ role: members.role, preset: customRoles.preset, grants: customRoles.grants })
      .from(members)
      .leftJoin(customRoles, eq(customRoles.id, members.roleId))
      .where(eq(members.id, row.memberId))
    const own = roleOf(row.memberRole, asker),
      key = roleKeyOf(row),
      role = key === undefined ? undefined : await findRole(ctx, key),
      view = viewOf(ctx, row, await decidersOf(ctx, [row]))
    const given = view.state === 'asked' ? givenBy(row, role) : grantsFrom(row.grants),
      why = whyNotApprove(ctx, { row, member: { id: row.memberId, name: row.name, role: row.memberRole } }, own, role)
    return {
      ...view,
      memberRole: row.memberRole,
      memberState: row.memberState,
      isYours: row.memberId === ctx.actor.memberId,
      daysMax: policyOf(ctx.settings.policy).accessDaysMax,
      adds: differenceOf(own.grants, union(own.grants, given)).map(({ permission, sentence, after }) => ({ name: permission, sentence, reach: after })),
      whyNot: why ?? (row.memberState === 'active' ? '' : 'They are not an active member'),
      trail: await accessEventsOf(ctx, id),
      place: { locale: ctx.settings.locale, zone: ctx.settings.zone, now: ctx.now },
    }
  },
})
export type AccessPage = Awaited<ReturnType<typeof showAccess.invoke>>
