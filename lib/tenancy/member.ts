import { and, asc, eq, ne } from 'drizzle-orm'
import { members, settings, type MemberState } from '../../db/schema/tenancy.ts'
import type { Ctx, ReadCtx } from '../access/ctx.ts'
import { requiredBy } from '../access/required-provider.ts'
import { one } from '../kernel/assert.ts'
import { decodeId } from '../kernel/id.ts'
import { conflict, invalid, notFound, Refusal } from '../kernel/refusal.ts'
import { platformTenant } from '../kernel/platform-tenant.ts'

export interface Member {
  readonly id: string
  readonly number: string
  readonly accountId: string
  readonly name: string
  readonly email: string
  readonly role: string
  readonly roleId: string | null
  readonly state: MemberState
  readonly source: string
}
export type MemberAct = 'change' | 'suspend' | 'resume' | 'end' | 'invite again' | 'withdraw' | 'end sessions'
/** When each act makes sense. Who may do it to whom is below; that one may at all is the permission. */
export const memberMay: Readonly<Record<MemberAct, readonly MemberState[]>> = {
  change: ['active', 'suspended', 'invited'],
  suspend: ['active'],
  resume: ['suspended'],
  end: ['active', 'suspended'],
  'invite again': ['invited'],
  withdraw: ['invited'],
  'end sessions': ['active', 'suspended'],
}
const doneWords: Readonly<Record<MemberState, string>> = {
  invited: 'has not accepted the invitation yet',
  active: 'is active',
  suspended: 'is suspended',
  ended: 'has left',
}

/** The member, locked, in a state in which the act makes sense. */
export async function loadMember(ctx: Ctx, memberId: string, act: MemberAct): Promise<Member> {
  const [row] = await ctx.tx
    .select({
      id: members.id,
      number: members.number,
      accountId: members.accountId,
      name: members.name,
      email: members.email,
      role: members.role,
      roleId: members.roleId,
      state: members.state,
      source: members.source,
    })
    .from(members)
    .where(eq(members.id, decodeId('member', memberId)))
    .for('update')
  if (!row) throw notFound('member')
  if (!memberMay[act].includes(row.state)) throw conflict(`${row.name} ${doneWords[row.state]}.`)
  return row
}
/** Nobody decides over themselves here, and only owners decide over owners (stops an admin from taking a company over). */
export function faultOfDeciding(ctx: Pick<ReadCtx, 'actor'>, member: Pick<Member, 'id' | 'role' | 'name'>): string | undefined {
  if (member.id === ctx.actor.memberId) return 'This is you. Another admin or owner decides over your membership.'
  if (member.role === 'owner' && ctx.actor.role !== 'owner') return `${member.name} is an owner. Only another owner can decide over an owner.`
  return undefined
}
export function demandDeciding(ctx: Pick<ReadCtx, 'actor'>, member: Pick<Member, 'id' | 'role' | 'name'>): void {
  const fault = faultOfDeciding(ctx, member)
  if (fault !== undefined) throw new Refusal('forbidden', fault)
}
/**
 * A company always keeps one owner, the platform one operator. The rows of all of them are held in one order, so that two who remove each
 * other at the same time stand in line.
 */
export async function demandAnotherHead(ctx: Ctx, member: Pick<Member, 'id' | 'role'>): Promise<void> {
  const head = ctx.tenant === platformTenant ? 'operator' : 'owner'
  if (member.role !== head) return
  const others = await ctx.tx
    .select({ id: members.id })
    .from(members)
    .where(and(eq(members.role, head), eq(members.state, 'active')))
    .orderBy(asc(members.id))
    .for('update')
  if (!others.some((other) => other.id !== member.id))
    throw conflict(head === 'owner' ? 'This is the last owner. Make somebody else owner first.' : 'This is the last operator. Invite another one first.')
  await demandWayInKept(
    ctx,
    member,
    others.map((other) => other.id),
  )
}
/** Where the provider is required, two owners keep a way in past it. Judged by the policy as it is once their rows are held: requiring holds them too. */
async function demandWayInKept(ctx: Ctx, member: Pick<Member, 'id'>, owners: readonly string[]): Promise<void> {
  const { policy } = one(await ctx.tx.select({ policy: settings.policy }).from(settings), 'settings row'),
    required = requiredBy(policy)
  if (required.domains.length === 0 || !required.owners.includes(member.id)) return
  if (required.owners.filter((id) => id !== member.id && owners.includes(id)).length < 2)
    throw conflict(
      'This owner is one of two who keep a way in past the required provider. Choose another owner for that first, under Settings, Single sign-on.',
    )
}
/** Whether others hold an address in this company; a second invitation to the same address helps nobody. */
export async function demandFreeEmail(ctx: ReadCtx, email: string): Promise<void> {
  const [row] = await ctx.tx
    .select({ name: members.name, state: members.state })
    .from(members)
    .where(and(eq(members.email, email), ne(members.state, 'ended')))
    .limit(1)
  if (row)
    throw invalid(
      'email',
      row.state === 'invited' ? `${row.name} is invited already. Send that invitation again instead.` : `${row.name} is a member with this address already.`,
    )
}
