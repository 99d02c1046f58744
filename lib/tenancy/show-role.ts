import { and, desc, eq } from 'drizzle-orm'
import { auditEvents, auditPersonal } from '../../db/schema/audit.ts'
import { customRoles } from '../../db/schema/tenancy.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { query } from '../access/operation.ts'
import { permissions, reachesOf, type Permission, type Reach } from '../access/permissions.ts'
import { companyPermissions, covers, roleOf } from '../access/roles.ts'
import { encodeId } from '../kernel/id.ts'
import { invalid, notFound } from '../kernel/refusal.ts'
import { asksAgain, groupOf } from './list-roles.ts'
import { said } from './member-said.ts'
import { findRole, grantableRoles, holdersOf, type KnownRole } from './role.ts'
import { mappingsOf } from './sso-roles.ts'
import { beyondOf, demandFreeWord, differenceOf, grantWords, readGrants, type GrantChange } from './role-draft.ts'
import { PreviewRole, ShowRole } from './role-inputs.ts'
import { weightsBeyond } from './role-weight.ts'

const trailMax = 12,
  holdersMax = 12
/** One permission as the editor offers it. */
export interface Offer {
  readonly name: Permission
  readonly sentence: string
  readonly asksAgain: boolean
  readonly reaches: readonly Reach[]
  readonly has: Reach | undefined
  /** The furthest that the reader holds, and so can give; what the role has already may stay. */
  readonly mine: Reach | undefined
}

/** A role: what it may do, who holds it, how it differs from where it came from, and what happened to it. */
export const showRole = query({
  name: 'tenancy.showRole',
  needs: 'role.read',
  input: ShowRole,
  run: async (ctx, { role: key }) => {
    const role = await findRole(ctx, key)
    if (!role) throw notFound('role')
    const [holders, trail, [row], mapped] = await Promise.all([
      holdersOf(ctx, role, holdersMax),
      role.id !== null && ctx.reach('audit.read') === 'all'
        ? ctx.tx
            .select({ id: auditEvents.id, event: auditEvents.event, detail: auditEvents.detail, at: auditEvents.at, actor: auditPersonal.name })
            .from(auditEvents)
            .leftJoin(auditPersonal, eq(auditPersonal.id, auditEvents.id))
            .where(and(eq(auditEvents.subjectId, role.id), eq(auditEvents.subjectKind, 'role')))
            .orderBy(desc(auditEvents.id))
            .limit(trailMax)
        : [],
      role.id === null
        ? []
        : ctx.tx
            .select({ createdAt: customRoles.createdAt, updatedAt: customRoles.updatedAt, sentence: customRoles.sentence })
            .from(customRoles)
            .where(eq(customRoles.id, role.id)),
      role.id === null ? { groups: 0, defaults: 0 } : mappingsOf(ctx, role.id),
    ])
    const source = role.id === null || role.preset === null ? undefined : roleOf(role.preset)
    const offers = companyPermissions.map((name): Offer => ({
      name,
      sentence: permissions[name],
      asksAgain: asksAgain.has(name),
      reaches: reachesOf(name),
      has: role.grants[name],
      mine: ctx.actor.held.grants[name],
    }))
    return {
      key: role.key,
      name: role.name,
      sentence: role.sentence,
      typed: row?.sentence ?? '',
      preset: role.preset,
      isOwn: role.id !== null,
      version: role.version,
      createdAt: row?.createdAt ?? null,
      updatedAt: row?.updatedAt ?? null,
      holders: { total: holders.total, shown: holders.shown.map((holder) => ({ ...holder, id: encodeId('member', holder.id) })) },
      groups: groupOf(offers),
      difference: source ? differenceOf(source.grants, role.grants) : [],
      trail: trail.map((t) => ({
        id: encodeId('auditEvent', t.id),
        event: t.event,
        sentence: said(t.event, t.detail),
        actor: t.actor ?? '',
        at: new Date(t.at),
      })),
      mapped,
      may: {
        signIn: ctx.reach('sign_in.change') === 'all',
        change: ctx.reach('role.change') === 'all',
        why: whyNotChange(ctx, role),
        move: ctx.reach('member.change') === 'all',
        networks: ctx.reach('network.change') === 'all',
      },
      targets: role.id === null ? [] : (await grantableRoles(ctx)).filter((target) => target.role !== role.key),
      place: { locale: ctx.settings.locale, zone: ctx.settings.zone, now: ctx.now },
    }
  },
})
function whyNotChange(ctx: ReadCtx, role: KnownRole): string {
  if (ctx.reach('role.change') !== 'all') return 'your role does not include it'
  if (role.id === null) return 'a preset stays as it is'
  return ctx.actor.role === role.name ? 'this is your own role' : ''
}

/** A draft before it is saved: what it changes in words, whom, and what stands in its way. Nothing is written. */
export const previewRole = query({
  name: 'tenancy.previewRole',
  needs: 'role.change',
  input: PreviewRole,
  run: async (ctx, input) => {
    const before = await findRole(ctx, input.roleId ?? input.source ?? '')
    if (!before || (input.roleId !== undefined && before.id === null)) throw notFound('role')
    const grants = readGrants(input.grants),
      isNew = input.roleId === undefined
    if (isNew || input.name.toLowerCase() !== before.name.toLowerCase()) demandFreeWord(input.name)
    const difference = differenceOf(before.grants, grants),
      holders = isNew ? { total: 0, shown: [] } : await holdersOf(ctx, before, holdersMax)
    const [taken] = (await ctx.tx.select({ id: customRoles.id, name: customRoles.name, endedAt: customRoles.endedAt }).from(customRoles)).filter(
      (row) => row.endedAt === null && row.id !== (isNew ? '' : before.id) && row.name.toLowerCase() === input.name.toLowerCase(),
    )
    if (taken) throw invalid('name', `There is a role ${taken.name} already. Choose another name.`)
    const line = (change: GrantChange) => ({
      ...change,
      words: grantWords(change.permission, (change.after ?? change.before) as Reach),
      holdsMoney: /^(payout|batch|statement|originator|bank_detail)\./.test(change.permission),
      managesMembers: /^(member|role)\./.test(change.permission),
    })
    return {
      difference: difference.map(line),
      beyond: [
        ...beyondOf(ctx, isNew ? {} : before.grants, grants).map((change) => grantWords(change.permission, change.after as Reach)),
        ...weightsBeyond(ctx, before.preset, isNew ? {} : before.grants, grants),
      ],
      isNew,
      from: before.name,
      version: before.version,
      renamed: !isNew && input.name !== before.name,
      holders: { total: holders.total, shown: holders.shown.map((holder) => ({ ...holder, id: encodeId('member', holder.id) })) },
      // Who approves by a role that cannot see payouts approves nothing: said while it can be mended.
      blind: (Object.keys(grants) as Permission[])
        .filter((name) => {
          const reading = `${name.split('.')[0]}.read` as Permission
          return reading in permissions && !name.endsWith('.read') && !covers(grants[reading], 'own')
        })
        .map((name) => permissions[name]),
      place: { locale: ctx.settings.locale, zone: ctx.settings.zone, now: ctx.now },
    }
  },
})
