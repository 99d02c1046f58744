import { and, desc, eq, gt, inArray, isNull } from 'drizzle-orm'
import { accessRequests } from '../../db/schema/access.ts'
import { auditEvents, auditPersonal } from '../../db/schema/audit.ts'
import { customRoles, delegations, members } from '../../db/schema/tenancy.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { query } from '../access/operation.ts'
import { withGranted } from '../access/granted.ts'
import { isDelegable, permissionNames, permissions, type Permission, type Reach } from '../access/permissions.ts'
import { mayStandIn, reachOf, roleOf, type Role } from '../access/roles.ts'
import { decodeId, encodeId } from '../kernel/id.ts'
import { notFound } from '../kernel/refusal.ts'
import { grantsInForce } from './access/grants-in-force.ts'
import { ExplainPermission } from './role-inputs.ts'
import { keyOf, rolesOf } from './role.ts'

/** Who did what made it so, where the reader may read the log. */
interface Deed {
  readonly event: string
  readonly at: Date
  readonly by: string
}
interface Change {
  readonly field: string
  readonly before: string
  readonly after: string
}

/** “Why can this person do that?”: from the member through the role to the permission and how far it reaches, whatever was given for a time, and whatever was lent. */
export const explainPermission = query({
  name: 'tenancy.explainPermission',
  needs: 'member.read',
  input: ExplainPermission,
  run: async (ctx, input) => {
    const permission = permissionNames.find((name) => name === input.permission)
    if (permission === undefined) throw notFound('permission')
    const id = decodeId('member', input.memberId)
    const [row] = await ctx.tx
      .select({
        id: members.id,
        number: members.number,
        name: members.name,
        state: members.state,
        role: members.role,
        roleId: members.roleId,
        joinedAt: members.createdAt,
        preset: customRoles.preset,
        grants: customRoles.grants,
      })
      .from(members)
      .leftJoin(customRoles, eq(customRoles.id, members.roleId))
      .where(eq(members.id, id))
    if (!row) throw notFound('member')
    const role = roleOf(row.role, row),
      byRole = row.state === 'active' ? role.grants[permission] : undefined
    const lent = await lentTo(ctx, id, role, permission),
      isLent = row.state === 'active' && lent.some((loan) => loan.counts)
    const given = await givenTo(ctx, id, permission),
      isGiven = row.state === 'active' && given.length > 0
    const reach: Reach | undefined = isLent ? 'all' : isGiven ? withGranted(role, given).grants[permission] : byRole
    return {
      member: {
        id: encodeId('member', row.id),
        number: row.number,
        name: row.name,
        state: row.state,
        isYou: row.id === ctx.actor.memberId,
        given: await givenBy(ctx, id, row.role),
      },
      permission: { name: permission, sentence: permissions[permission] },
      reach,
      mayReadRoles: ctx.reach('role.read') === 'all',
      role: {
        key: keyOf(row),
        name: row.role,
        isOwn: row.roleId !== null,
        preset: role.preset,
        reach: role.grants[permission],
        presetHas: role.preset === null ? undefined : reachOf(role.preset, permission),
        written: row.roleId === null ? undefined : await writtenBy(ctx, row.roleId, permission),
      },
      lent,
      given: given.map(({ grants, ...one }) => ({ ...one, reach: grants[permission] as Reach, counts: row.state === 'active' })),
      mayReadRequests: ctx.reach('member.change') === 'all',
      others: reach === undefined ? (await rolesOf(ctx)).filter((one) => one.grants[permission] !== undefined).map(({ key, name }) => ({ key, name })) : [],
      catalogue: permissionNames
        .filter((name) => name === permission || reachOf('owner', name) !== undefined)
        .map((name) => ({ name, sentence: permissions[name] })),
      place: { locale: ctx.settings.locale, zone: ctx.settings.zone, now: ctx.now },
    }
  },
})
/** What was given to this member for a time and holds the permission, with who asked whom. */
async function givenTo(ctx: ReadCtx, memberId: string, permission: Permission) {
  const found = (await grantsInForce(ctx, [memberId])).filter((grant) => grant.grants[permission] !== undefined)
  if (found.length === 0) return []
  const rows = await ctx.tx
    .select({ id: accessRequests.id, by: members.name })
    .from(accessRequests)
    .leftJoin(members, eq(members.id, accessRequests.decidedBy))
    .where(
      inArray(
        accessRequests.id,
        found.map((grant) => grant.requestId),
      ),
    )
  return found.map((grant) => ({
    id: encodeId('accessRequest', grant.requestId),
    number: grant.number,
    at: grant.startedAt,
    endsAt: grant.endsAt,
    grants: grant.grants,
    by: rows.find((row) => row.id === grant.requestId)?.by ?? '',
  }))
}
/** Delegations to this member that are not over; each counts only while its lender is here and holds the right by role. */
async function lentTo(ctx: ReadCtx, memberId: string, own: Role, permission: Permission) {
  if (!isDelegable(permission)) return []
  const rows = await ctx.tx
    .select({
      id: delegations.id,
      from: members.id,
      name: members.name,
      state: members.state,
      role: members.role,
      preset: customRoles.preset,
      grants: customRoles.grants,
      startsAt: delegations.startsAt,
      endsAt: delegations.endsAt,
    })
    .from(delegations)
    .innerJoin(members, eq(members.id, delegations.fromMemberId))
    .leftJoin(customRoles, eq(customRoles.id, members.roleId))
    .where(and(eq(delegations.toMemberId, memberId), eq(delegations.permission, permission), isNull(delegations.endedAt), gt(delegations.endsAt, ctx.now)))
    .orderBy(delegations.id)
  return rows.map((row) => {
    const holds = row.state === 'active' && roleOf(row.role, row).grants[permission] === 'all',
      isAhead = row.startsAt > ctx.now
    return {
      id: encodeId('delegation', row.id),
      from: { id: encodeId('member', row.from), name: row.name, role: row.role },
      startsAt: row.startsAt,
      endsAt: row.endsAt,
      counts: holds && !isAhead && mayStandIn(own, permission),
      why: !mayStandIn(own, permission)
        ? 'their own role cannot see what there is to decide, so it lends nothing'
        : !holds
          ? `${row.name} does not hold it any more, so nothing is lent`
          : isAhead
            ? 'it begins later'
            : '',
    }
  })
}
async function deeds(ctx: ReadCtx, subject: string, events: readonly string[], most: number) {
  if (ctx.reach('audit.read') !== 'all') return []
  return ctx.tx
    .select({ event: auditEvents.event, detail: auditEvents.detail, at: auditEvents.at, by: auditPersonal.name })
    .from(auditEvents)
    .leftJoin(auditPersonal, eq(auditPersonal.id, auditEvents.id))
    .where(and(eq(auditEvents.subjectId, subject), inArray(auditEvents.event, [...events])))
    .orderBy(desc(auditEvents.id))
    .limit(most)
}
/** The newest act that gave the member this role. */
async function givenBy(ctx: ReadCtx, memberId: string, role: string): Promise<Deed | undefined> {
  for (const row of await deeds(ctx, memberId, ['member.role_changed', 'member.joined', 'member.invited'], 20)) {
    const detail = JSON.parse(row.detail) as { role?: string; changes?: Change[] }
    if (detail.role === role || detail.changes?.some((change) => change.after === role)) return { event: row.event, at: new Date(row.at), by: row.by ?? '' }
  }
  return undefined
}
/** The newest act that wrote the permission into the role. */
async function writtenBy(ctx: ReadCtx, roleId: string, permission: Permission): Promise<Deed | undefined> {
  for (const row of await deeds(ctx, roleId, ['role.revised', 'role.made'], 50)) {
    const detail = JSON.parse(row.detail) as { may?: string; changes?: Change[] }
    if (detail.changes?.some((change) => change.field === permission) || detail.may?.split(' ').some((grant) => grant.startsWith(`${permission}:`)))
      return { event: row.event, at: new Date(row.at), by: row.by ?? '' }
  }
  return undefined
}
