import { and, asc, eq, isNull, or } from 'drizzle-orm'
import { scimUsers } from '../../../db/schema/provisioning.ts'
import { delegations, members, settings } from '../../../db/schema/tenancy.ts'
import type { Ctx } from '../../access/ctx.ts'
import { isBreakGlass } from '../../access/network.ts'
import { requiredBy } from '../../access/required-provider.ts'
import { one } from '../../kernel/assert.ts'
import { endGrantsOf } from '../access/end-grants.ts'
import { endKeysOf } from '../keys/end-keys.ts'
import { endMemberSessions, issueInvitation } from '../platform.sql.ts'
import { scimMemberOpened, scimMemberShut } from './scim-events.ts'

export type PlacedMember = Pick<typeof members.$inferSelect, 'id' | 'accountId' | 'number' | 'name' | 'email' | 'role' | 'roleId' | 'state' | 'source'>
/**
 * Why an owner stays whatever the provider says: whoever decides over the provider must not be able to close the company behind its last owner, or
 * behind those who were chosen to keep a way in. The owners' rows are held, as when people decide (lib/tenancy/member.ts).
 */
export async function whyKept(ctx: Ctx, member: PlacedMember): Promise<string | undefined> {
  if (member.role !== 'owner') return undefined
  const owners = await ctx.tx
    .select({ id: members.id })
    .from(members)
    .where(and(eq(members.role, 'owner'), eq(members.state, 'active')))
    .orderBy(asc(members.id))
    .for('update')
  if (!owners.some((other) => other.id !== member.id)) return 'This is the last owner of the company. Somebody there makes another one first.'
  const { policy } = one(await ctx.tx.select({ policy: settings.policy }).from(settings), 'settings row'),
    required = requiredBy(policy)
  if (required.domains.length > 0 && required.owners.includes(member.id))
    return 'This owner keeps a way in past the required provider. Another owner is chosen for that first, under Settings, Single sign-on.'
  return isBreakGlass(policy, member)
    ? 'This owner keeps a way in that no list of networks closes. Another owner is chosen for that first, under Settings, Networks.'
    : undefined
}
async function endDelegations(ctx: Ctx, memberId: string): Promise<number> {
  return (
    await ctx.tx
      .update(delegations)
      .set({ endedAt: ctx.now })
      .where(and(or(eq(delegations.fromMemberId, memberId), eq(delegations.toMemberId, memberId)), isNull(delegations.endedAt)))
      .returning({ id: delegations.id })
  ).length
}
/** From the next request on, nothing of this person opens anything here. Their account and their other companies are not touched. */
export async function shutMember(ctx: Ctx, member: PlacedMember, why: 'not active at the provider' | 'no group of theirs means a role'): Promise<void> {
  one(await ctx.tx.update(members).set({ state: 'suspended', updatedAt: ctx.now }).where(eq(members.id, member.id)).returning({ id: members.id }), 'member')
  await endGrantsOf(ctx, member.id, why)
  const sessions = await endMemberSessions(ctx, member.id, why)
  await endKeysOf(ctx, member, 'the provider shut the person out')
  ctx.record(scimMemberShut, member.id, { member: member.number, why, sessions, delegations: await endDelegations(ctx, member.id) })
}
export async function openMember(ctx: Ctx, member: PlacedMember, role: { readonly name: string; readonly id: string | null }): Promise<void> {
  one(
    await ctx.tx
      .update(members)
      .set({ state: 'active', role: role.name, roleId: role.id, updatedAt: ctx.now })
      .where(eq(members.id, member.id))
      .returning({ id: members.id }),
    'member',
  )
  ctx.record(scimMemberOpened, member.id, { member: member.number, role: role.name })
}
/** A person decided about the membership: from now on it is theirs to open, whatever provisioning had done before. */
export async function decidedHere(ctx: Ctx, memberId: string): Promise<void> {
  await ctx.tx
    .update(scimUsers)
    .set({ isShut: false })
    .where(and(eq(scimUsers.memberId, memberId), eq(scimUsers.isShut, true)))
    .returning({ id: scimUsers.id })
}
/** The provider knows the person no more. The row stays for history. @returns how many sessions ended */
export async function endMember(ctx: Ctx, member: PlacedMember): Promise<number> {
  one(
    await ctx.tx.update(members).set({ state: 'ended', endedAt: ctx.now, updatedAt: ctx.now }).where(eq(members.id, member.id)).returning({ id: members.id }),
    'member',
  )
  await issueInvitation(ctx, member.id, member.email, null)
  await endDelegations(ctx, member.id)
  await endGrantsOf(ctx, member.id, 'the provider knows the person no more')
  await endKeysOf(ctx, member, 'the provider shut the person out')
  return endMemberSessions(ctx, member.id, 'the provider knows the person no more')
}
