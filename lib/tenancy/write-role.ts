import { and, eq, inArray, isNull } from 'drizzle-orm'
import { customRoles, members } from '../../db/schema/tenancy.ts'
import type { Ctx } from '../access/ctx.ts'
import { command } from '../access/operation.ts'
import { violated } from '../access/passage.ts'
import { one } from '../kernel/assert.ts'
import { encodeId, newUuid, type Id } from '../kernel/id.ts'
import { conflict, invalid, notFound, Refusal } from '../kernel/refusal.ts'
import { roleChanged } from './member-events.ts'
import { endMemberSessions } from './platform.sql.ts'
import { endGrantsOf, endGrantsOfRole } from './access/end-grants.ts'
import { endUnfit } from './delegation.ts'
import { demandGrantable, findRole, holding, holdersOf, loadOwnRole, type KnownRole } from './role.ts'
import { changesOf, demandFreeWord, demandHeld, differenceOf, readGrants, writeGrants } from './role-draft.ts'
import { roleEnded, roleMade, roleRevised } from './role-events.ts'
import { CopyRole, EndRole, ReviseRole } from './role-inputs.ts'
import { mappingsOf, moveMappings } from './sso-roles.ts'

/** Roles that one company keeps at the same time; each request of a member reads one, each list of roles all. */
const ownRolesMax = 60

/** A role of the company's own begins as a copy: of a preset, or of another of its own. */
export const copyRole = command({
  name: 'tenancy.copyRole',
  needs: 'role.change',
  stepUp: 'anew',
  feature: 'custom_roles',
  input: CopyRole,
  run: async (ctx, input): Promise<{ id: Id<'role'>; name: string }> => {
    const source = await findRole(ctx, input.source, 'share')
    if (!source || source.preset === null || source.preset === 'operator') throw notFound('role')
    const grants = readGrants(input.grants)
    demandFreeWord(input.name)
    demandHeld(ctx, source.preset, {}, grants)
    const kept = await ctx.tx.select({ id: customRoles.id }).from(customRoles).where(isNull(customRoles.endedAt)).limit(ownRolesMax)
    if (kept.length >= ownRolesMax) throw conflict(`A company keeps ${ownRolesMax} roles of its own at most. End one that nobody needs.`)
    const id = newUuid(ctx.now)
    await named(
      input.name,
      ctx.tx
        .insert(customRoles)
        .values({
          id,
          name: input.name,
          sentence: input.sentence ?? '',
          preset: source.preset,
          grants,
          createdBy: ctx.actor.memberId,
          updatedAt: ctx.now,
          createdAt: ctx.now,
        })
        .returning({ id: customRoles.id }),
    )
    ctx.record(roleMade, id, {
      name: input.name,
      copied: source.name,
      may: writeGrants(grants).join(' '),
      changes: changesOf(differenceOf(source.grants, grants)),
    })
    return { id: encodeId('role', id), name: input.name }
  },
})
/** Counts for everyone who holds it from their next request on, wherever they are signed in. */
export const reviseRole = command({
  name: 'tenancy.reviseRole',
  needs: 'role.change',
  stepUp: 'anew',
  input: ReviseRole,
  run: async (ctx, input): Promise<{ id: Id<'role'>; name: string; members: number }> => {
    const role = await loadOwnRole(ctx, input.roleId)
    demandNotOwn(ctx, role)
    if (role.version !== input.version) throw conflict(`Somebody changed ${role.name} meanwhile. Look at it as it is now, and change that.`)
    const grants = readGrants(input.grants),
      difference = differenceOf(role.grants, grants)
    demandHeld(ctx, role.preset, role.grants, grants)
    if (input.name.toLowerCase() !== role.name.toLowerCase()) demandFreeWord(input.name)
    const [row] = await ctx.tx.select({ sentence: customRoles.sentence }).from(customRoles).where(eq(customRoles.id, role.id)),
      sentence = input.sentence ?? ''
    const words = [
      ...(input.name === role.name ? [] : [{ field: 'name', before: role.name, after: input.name }]),
      ...(row?.sentence === sentence ? [] : [{ field: 'sentence', before: row?.sentence ?? '', after: sentence }]),
    ]
    const { total } = await holdersOf(ctx, role, 1)
    if (difference.length === 0 && words.length === 0) {
      ctx.unchanged('nothing differs')
      return { id: encodeId('role', role.id), name: role.name, members: total }
    }
    await named(
      input.name,
      ctx.tx
        .update(customRoles)
        .set({ name: input.name, sentence, grants, version: role.version + 1, updatedAt: ctx.now })
        .where(and(eq(customRoles.id, role.id), eq(customRoles.version, role.version)))
        .returning({ id: customRoles.id }),
    )
    // The name stands beside each member too, former ones included, for lists and filters.
    if (input.name !== role.name) await ctx.tx.update(members).set({ role: input.name }).where(eq(members.roleId, role.id)).returning({ id: members.id })
    ctx.record(roleRevised, role.id, { name: input.name, version: role.version + 1, members: total, changes: [...words, ...changesOf(difference)] })
    return { id: encodeId('role', role.id), name: input.name, members: total }
  },
})
/** Whoever holds it is moved in the same act; their sessions end, as at any change of a role. */
export const endRole = command({
  name: 'tenancy.endRole',
  needs: 'role.change',
  stepUp: 'anew',
  input: EndRole,
  run: (ctx, { roleId, target }): Promise<EndedRole> => endOwnRole(ctx, roleId, target),
})
interface EndedRole {
  readonly name: string
  readonly members: number
  readonly sessions: number
}
export async function endOwnRole(ctx: Ctx, roleId: string, key: string | undefined): Promise<EndedRole> {
  const role = await loadOwnRole(ctx, roleId)
  demandNotOwn(ctx, role)
  const held = await ctx.tx
    .select({ id: members.id, number: members.number })
    .from(members)
    .where(and(eq(members.roleId, role.id), inArray(members.state, [...holding])))
    .orderBy(members.id)
    .for('update')
  const { groups, defaults } = await mappingsOf(ctx, role.id)
  let target: KnownRole | undefined,
    sessions = 0
  if (held.length + groups + defaults > 0) {
    if (key === undefined || key === '')
      throw invalid(
        'target',
        held.length === 0
          ? 'Sign-ins by a provider give this role. Choose the one that they give from then on.'
          : `${held.length === 1 ? 'One member holds' : `${held.length} members hold`} this role. Choose the role that they have from then on.`,
      )
    target = await demandGrantable(ctx, key, 'target')
    if (target.id === role.id) throw invalid('target', 'Choose another role than the one that ends.')
  }
  if (target && groups + defaults > 0) await moveMappings(ctx, role, target)
  if (target && held.length > 0) {
    // Moving people is a change of members, whatever it is called.
    if (ctx.reach('member.change') !== 'all')
      throw new Refusal('forbidden', 'Members hold this role, and your own role does not include changing members. Have them moved first.')
    const moved = await ctx.tx
      .update(members)
      .set({ role: target.name, roleId: target.id, updatedAt: ctx.now })
      .where(and(eq(members.roleId, role.id), inArray(members.state, [...holding])))
      .returning({ id: members.id })
    if (moved.length !== held.length) throw conflict('Somebody joined this role just now. Try again.')
    for (const member of held) {
      await endGrantsOf(ctx, member.id, 'the role was ended')
      await endUnfit(ctx, member.id, target)
      const ended = await endMemberSessions(ctx, member.id, 'the role was ended')
      sessions += ended
      ctx.record(roleChanged, member.id, { number: member.number, sessions: ended, changes: [{ field: 'role', before: role.name, after: target.name }] })
    }
  }
  one(
    await ctx.tx
      .update(customRoles)
      .set({ endedAt: ctx.now, updatedAt: ctx.now })
      .where(and(eq(customRoles.id, role.id), isNull(customRoles.endedAt)))
      .returning({ id: customRoles.id }),
    'role',
  )
  await endGrantsOfRole(ctx, role.id)
  ctx.record(roleEnded, role.id, { name: role.name, members: held.length, sessions, target: target?.name ?? '' })
  return { name: role.name, members: held.length, sessions }
}
/** Nobody decides over themselves (stops a member from writing their own rights). */
function demandNotOwn(ctx: Ctx, role: KnownRole): void {
  if (ctx.actor.kind === 'member' && ctx.actor.role === role.name) throw new Refusal('forbidden', 'This is your own role. Another admin or owner changes it.')
}
async function named(name: string, written: Promise<{ id: string }[]>): Promise<void> {
  try {
    one(await written, 'role')
  } catch (error) {
    const fault = violated(error)
    if (fault === 'roles_name') throw invalid('name', `There is a role ${name} already. Choose another name.`)
    if (fault === 'roles_not_a_preset') throw invalid('name', `“${name}” names something else already. Choose another name.`)
    throw error
  }
}
