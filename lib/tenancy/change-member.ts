import { eq } from 'drizzle-orm'
import { members } from '../../db/schema/tenancy.ts'
import type { Ctx } from '../access/ctx.ts'
import { command } from '../access/operation.ts'
import { one } from '../kernel/assert.ts'
import { encodeId, type Id } from '../kernel/id.ts'
import { conflict, notFound } from '../kernel/refusal.ts'
import { endGrantsOf } from './access/end-grants.ts'
import { endUnfit } from './delegation.ts'
import { endKeysOf } from './keys/end-keys.ts'
import { demandAnotherHead, demandDeciding, loadMember, type Member } from './member.ts'
import { memberEnded, memberLeft, memberResumed, memberSessionsEnded, memberSuspended, roleChanged } from './member-events.ts'
import { ChangeRole, MemberId, Nothing, WithReason } from './member-inputs.ts'
import { endMemberSessions, issueInvitation } from './platform.sql.ts'
import { demandGrantable } from './role.ts'
import { decidedHere } from './scim/shut-member.ts'

interface Done {
  readonly id: Id<'member'>
  readonly name: string
  readonly sessions: number
}
const done = (member: Pick<Member, 'id' | 'name'>, sessions: number): Done => ({ id: encodeId('member', member.id), name: member.name, sessions })
async function write(ctx: Ctx, id: string, set: Partial<typeof members.$inferInsert>): Promise<void> {
  one(
    await ctx.tx
      .update(members)
      .set({ ...set, updatedAt: ctx.now })
      .where(eq(members.id, id))
      .returning({ id: members.id }),
    'member',
  )
}

/** Another role. The sessions end: what was opened under the old role must not go on under the new one. */
export const changeRole = command({
  name: 'tenancy.changeRole',
  needs: 'member.change',
  stepUp: 'anew',
  input: ChangeRole,
  run: (ctx, { memberId, role }): Promise<Done> => placeMember(ctx, memberId, role),
})
export async function placeMember(ctx: Ctx, memberId: string, role: string): Promise<Done> {
  const member = await loadMember(ctx, memberId, 'change')
  demandDeciding(ctx, member)
  const given = await demandGrantable(ctx, role)
  if (member.role === given.name) throw conflict(`${member.name} has this role already.`)
  await demandAnotherHead(ctx, member)
  // Whom a person has placed no group at a provider moves any more: it would undo a demotion at the next sign-in.
  await write(ctx, member.id, {
    role: given.name,
    roleId: given.id,
    ...(member.source === 'sso' || member.source === 'scim' ? { source: 'invited' as const } : {}),
  })
  // What was lent or given before was lent or given to the person in that role: a demotion leaves nothing of it behind.
  await endGrantsOf(ctx, member.id, 'the role was changed')
  await endUnfit(ctx, member.id, given)
  const sessions = await endMemberSessions(ctx, member.id, 'the role was changed')
  ctx.record(roleChanged, member.id, { number: member.number, sessions, changes: [{ field: 'role', before: member.role, after: given.name }] })
  return done(member, sessions)
}
export const suspendMember = command({
  name: 'tenancy.suspendMember',
  needs: 'member.change',
  stepUp: 'anew',
  input: WithReason,
  run: (ctx, { memberId, reason }): Promise<Done> => suspend(ctx, memberId, reason),
})
export async function suspend(ctx: Ctx, memberId: string, reason: string): Promise<Done> {
  const member = await loadMember(ctx, memberId, 'suspend')
  demandDeciding(ctx, member)
  await demandAnotherHead(ctx, member)
  await write(ctx, member.id, { state: 'suspended' })
  await decidedHere(ctx, member.id)
  await endGrantsOf(ctx, member.id, 'the membership was suspended')
  await endKeysOf(ctx, member, 'the membership was suspended')
  const sessions = await endMemberSessions(ctx, member.id, 'the membership was suspended')
  ctx.record(memberSuspended, member.id, { number: member.number, sessions, reason })
  return done(member, sessions)
}
export const resumeMember = command({
  name: 'tenancy.resumeMember',
  needs: 'member.change',
  stepUp: 'anew',
  input: MemberId,
  run: async (ctx, { memberId }): Promise<Done> => {
    const member = await loadMember(ctx, memberId, 'resume')
    demandDeciding(ctx, member)
    await write(ctx, member.id, { state: 'active' })
    await decidedHere(ctx, member.id)
    ctx.record(memberResumed, member.id, { number: member.number })
    return done(member, 0)
  },
})
/** The membership ends; the person's account stays theirs, and what they did stays in the log under their number. */
export const endMembership = command({
  name: 'tenancy.endMembership',
  needs: 'member.change',
  stepUp: 'anew',
  input: WithReason,
  run: (ctx, { memberId, reason }): Promise<Done> => endFor(ctx, memberId, reason),
})
export async function endFor(ctx: Ctx, memberId: string, reason: string): Promise<Done> {
  const member = await loadMember(ctx, memberId, 'end')
  demandDeciding(ctx, member)
  await demandAnotherHead(ctx, member)
  const sessions = await end(ctx, member, 'the membership was ended')
  ctx.record(memberEnded, member.id, { number: member.number, sessions, reason })
  return done(member, sessions)
}
/** One leaves by oneself; the last owner cannot. */
export const leaveCompany = command({
  name: 'tenancy.leaveCompany',
  needs: 'session.own',
  stepUp: 'anew',
  input: Nothing,
  run: async (ctx): Promise<{ left: true }> => {
    if (ctx.actor.memberId === null) throw notFound('member')
    const member = await loadMember(ctx, encodeId('member', ctx.actor.memberId), 'end')
    await demandAnotherHead(ctx, member)
    const sessions = await end(ctx, member, 'the person left')
    ctx.record(memberLeft, member.id, { number: member.number, sessions })
    return { left: true }
  },
})
async function end(ctx: Ctx, member: Member, why: string): Promise<number> {
  await write(ctx, member.id, { state: 'ended', endedAt: ctx.now })
  await decidedHere(ctx, member.id)
  await endGrantsOf(ctx, member.id, why)
  await endKeysOf(ctx, member, 'the membership ended')
  await issueInvitation(ctx, member.id, member.email, null)
  return endMemberSessions(ctx, member.id, why)
}
export const endSessionsOfMember = command({
  name: 'tenancy.endSessionsOfMember',
  needs: 'member.change',
  stepUp: 'recent',
  input: MemberId,
  run: async (ctx, { memberId }): Promise<Done> => {
    const member = await loadMember(ctx, memberId, 'end sessions')
    demandDeciding(ctx, member)
    const sessions = await endMemberSessions(ctx, member.id, 'ended by an admin')
    ctx.record(memberSessionsEnded, member.id, { number: member.number, sessions })
    return done(member, sessions)
  },
})
