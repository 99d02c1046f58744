import { and, desc, eq, gt, inArray, isNull, lte } from 'drizzle-orm'
import { auditEvents, auditPersonal } from '../../db/schema/audit.ts'
import { customRoles, delegations, members, type MemberState } from '../../db/schema/tenancy.ts'
import { query } from '../access/operation.ts'
import { permissionNames, permissions, type Permission, type Reach } from '../access/permissions.ts'
import { isDelegable } from '../access/permissions.ts'
import { withGranted } from '../access/granted.ts'
import { covers, mayStandIn, roleOf, type Role } from '../access/roles.ts'
import { decodeId, encodeId, type Id } from '../kernel/id.ts'
import { notFound } from '../kernel/refusal.ts'
import { sentencesOf } from './access/access-request.ts'
import { grantsInForce, type GrantInForce } from './access/grants-in-force.ts'
import { wayIn } from './list-members.ts'
import { faultOfDeciding, memberMay, type MemberAct } from './member.ts'
import { said } from './member-said.ts'
import { MemberId } from './member-inputs.ts'
import { memberFacts } from './platform.sql.ts'
import { findRole, grantableRoles, keyOf } from './role.ts'

export interface EffectivePermission {
  readonly name: Permission
  readonly sentence: string
  readonly reach: Reach
  readonly why: string
}
export interface MemberPage {
  readonly id: Id<'member'>
  readonly number: string
  readonly name: string
  readonly email: string
  readonly role: string
  readonly roleKey: string
  readonly roleSentence: string
  readonly state: MemberState
  readonly source: string
  readonly invitedBy: string | null
  readonly joinedAt: Date
  readonly endedAt: Date | null
  readonly factors: readonly string[]
  readonly codesLeft: number
  readonly sessions: number
  readonly lastSeenAt: Date | null
  readonly emailVerified: boolean
  readonly isYou: boolean
  readonly permissions: readonly EffectivePermission[]
  /** What was given for a time and counts now. */
  readonly granted: readonly { readonly id: Id<'accessRequest'>; readonly number: string; readonly endsAt: Date; readonly sentences: readonly string[] }[]
  readonly mayReadRequests: boolean
  /** Whether the reader may look at the role itself. */
  readonly mayReadRoles: boolean
  readonly mayChangeNetworks: boolean
  readonly trail: readonly { readonly id: Id<'auditEvent'>; readonly event: string; readonly sentence: string; readonly actor: string; readonly at: Date }[]
  /** For each act that the state allows: whether you may, and why not. */
  readonly acts: Readonly<Partial<Record<MemberAct, { readonly may: boolean; readonly why: string }>>>
  readonly roles: readonly { readonly role: string; readonly name: string; readonly sentence: string; readonly why?: string }[]
  readonly place: { readonly locale: string; readonly zone: string; readonly now: Date }
}
const trailMax = 12

/** One member: how they come in, what they may do and why, and what happened to the membership. */
export const showMember = query({
  name: 'tenancy.showMember',
  needs: 'member.read',
  input: MemberId,
  run: async (ctx, { memberId }): Promise<MemberPage> => {
    const id = decodeId('member', memberId)
    const [row] = await ctx.tx.select().from(members).where(eq(members.id, id))
    if (!row) throw notFound('member')
    const [facts, granted, lent, known, inviter, trail] = await Promise.all([
      memberFacts(ctx, [row.accountId]),
      grantsInForce(ctx, [id]),
      ctx.tx
        .select({ permission: delegations.permission, from: members.name, fromRole: members.role, preset: customRoles.preset, grants: customRoles.grants })
        .from(delegations)
        .innerJoin(members, and(eq(members.id, delegations.fromMemberId), eq(members.state, 'active')))
        .leftJoin(customRoles, eq(customRoles.id, members.roleId))
        .where(and(eq(delegations.toMemberId, id), isNull(delegations.endedAt), lte(delegations.startsAt, ctx.now), gt(delegations.endsAt, ctx.now))),
      findRole(ctx, keyOf(row)),
      row.invitedBy === null ? [] : ctx.tx.select({ name: members.name }).from(members).where(eq(members.id, row.invitedBy)),
      ctx.reach('audit.read') === 'all'
        ? ctx.tx
            .select({ id: auditEvents.id, event: auditEvents.event, detail: auditEvents.detail, at: auditEvents.at, actor: auditPersonal.name })
            .from(auditEvents)
            .leftJoin(auditPersonal, eq(auditPersonal.id, auditEvents.id))
            .where(and(eq(auditEvents.subjectId, id), inArray(auditEvents.subjectKind, ['member'])))
            .orderBy(desc(auditEvents.id))
            .limit(trailMax)
        : [],
    ])
    const way = wayIn(facts.get(row.accountId)),
      mayChange = ctx.reach('member.change') === 'all',
      mayInvite = ctx.reach('member.invite') === 'all'
    const fault = faultOfDeciding(ctx, row)
    const acts = Object.fromEntries(
      (Object.keys(memberMay) as MemberAct[])
        .filter((act) => memberMay[act].includes(row.state))
        .map((act) => {
          const holds = act === 'invite again' || act === 'withdraw' ? mayInvite : mayChange
          return [
            act,
            !holds ? { may: false, why: 'your role does not include it' } : fault === undefined ? { may: true, why: '' } : { may: false, why: fault },
          ]
        }),
    )
    const role = known ?? { ...roleOf(row.role), sentence: '' }
    return {
      id: encodeId('member', row.id),
      number: row.number,
      name: row.name,
      email: row.email,
      role: row.role,
      roleKey: keyOf(row),
      roleSentence: role.sentence,
      state: row.state,
      source: row.source,
      invitedBy: inviter[0]?.name ?? null,
      joinedAt: row.createdAt,
      endedAt: row.endedAt,
      ...way,
      isYou: row.id === ctx.actor.memberId,
      mayReadRoles: ctx.reach('role.read') === 'all',
      mayChangeNetworks: ctx.reach('network.change') === 'all',
      permissions: row.state === 'active' ? effective(role, granted, lent) : [],
      granted:
        row.state !== 'active'
          ? []
          : granted.map((grant) => ({
              id: encodeId('accessRequest', grant.requestId),
              number: grant.number,
              endsAt: grant.endsAt,
              sentences: sentencesOf(grant.grants),
            })),
      mayReadRequests: mayChange,
      trail: trail.map((t) => ({
        id: encodeId('auditEvent', t.id),
        event: t.event,
        sentence: said(t.event, t.detail),
        actor: t.actor ?? '',
        at: new Date(t.at),
      })),
      acts,
      roles: await grantableRoles(ctx),
      place: { locale: ctx.settings.locale, zone: ctx.settings.zone, now: ctx.now },
    }
  },
})
/** What a member may do, each with the reason: the role, what was given for a time, or somebody who lent it. What its lender lost is lent no more. */
function effective(
  role: Role,
  granted: readonly GrantInForce[],
  lent: readonly { permission: string; from: string; fromRole: string; preset: string | null; grants: unknown }[],
): EffectivePermission[] {
  return permissionNames.flatMap((name): EffectivePermission[] => {
    const own = role.grants[name],
      loan = isDelegable(name) && mayStandIn(role, name) ? lent.find((l) => l.permission === name && roleOf(l.fromRole, l).grants[name] === 'all') : undefined
    const widest = withGranted(role, granted).grants[name],
      given = granted.find((grant) => grant.grants[name] !== undefined && !covers(own, grant.grants[name]))
    if (widest === undefined && !loan) return []
    const why = [
      ...(own === undefined ? [] : [`role ${role.name.replace('_', ' ')}`]),
      ...(given ? [`given by ${given.number}`] : []),
      ...(loan ? [`lent by ${loan.from}`] : []),
    ]
    return [{ name, sentence: permissions[name], reach: loan ? 'all' : (widest as Reach), why: why.join(', and ') }]
  })
}
