// What provisioning makes of memberships: who joins, who is shut out, whose role follows the groups. In this company and in no other.
import { and, asc, desc, eq, inArray, isNotNull, isNull } from 'drizzle-orm'
import { scimGroupMembers, scimGroups, scimUsers } from '../../../db/schema/provisioning.ts'
import { domains, ssoConnections, ssoGroupRoles } from '../../../db/schema/sign-in.ts'
import { customRoles, members } from '../../../db/schema/tenancy.ts'
import type { Ctx } from '../../access/ctx.ts'
import { one } from '../../kernel/assert.ts'
import { newUuid } from '../../kernel/id.ts'
import { asPlainName, beginningOf } from '../../kernel/plain-name.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { endMemberSessions, issueInvitation, provisionedAccount } from '../platform.sql.ts'
import { openMember, shutMember, whyKept, type PlacedMember } from './shut-member.ts'
import { scimFault } from './scim-fault.ts'
import { scimMemberJoined, scimRoleFollowed } from './scim-events.ts'

export type UserRow = typeof scimUsers.$inferSelect
interface GivenRole {
  readonly name: string
  readonly id: string | null
}
type GroupNames = Pick<typeof scimGroups.$inferSelect, 'displayName' | 'externalId'>
export type RoleFor = (groups: readonly GroupNames[]) => GivenRole | undefined

/** Which role groups mean, by the same lines as at sign-in: the first that fits, else the role of others. The roles are held, so that none ends meanwhile. */
export async function roleRule(ctx: Ctx, connectionId: string): Promise<RoleFor> {
  const [connection] = await ctx.tx
    .select({ preset: ssoConnections.defaultRole, roleId: ssoConnections.defaultRoleId })
    .from(ssoConnections)
    .where(eq(ssoConnections.id, connectionId))
  const lines = await ctx.tx
    .select({ group: ssoGroupRoles.groupName, preset: ssoGroupRoles.preset, roleId: ssoGroupRoles.roleId })
    .from(ssoGroupRoles)
    .where(eq(ssoGroupRoles.connectionId, connectionId))
    .orderBy(asc(ssoGroupRoles.id))
  const ids = [...new Set([...lines, ...(connection ? [connection] : [])].flatMap(({ roleId }) => roleId ?? []))]
  const own = new Map(
    (ids.length === 0
      ? []
      : await ctx.tx
          .select({ id: customRoles.id, name: customRoles.name })
          .from(customRoles)
          .where(and(inArray(customRoles.id, ids), isNull(customRoles.endedAt)))
          .orderBy(asc(customRoles.id))
          .for('share')
    ).map((role) => [role.id, role]),
  )
  const given = ({ preset, roleId }: { readonly preset: string | null; readonly roleId: string | null }): GivenRole | undefined =>
    roleId === null ? (preset === null ? undefined : { name: preset, id: null }) : own.get(roleId)
  return (groups) => {
    const names = new Set(groups.flatMap((group) => [group.displayName, ...(group.externalId === null ? [] : [group.externalId])]))
    const line = lines.find(({ group }) => names.has(group))
    return line ? given(line) : connection && given(connection)
  }
}
export async function groupsOfUsers(ctx: Pick<Ctx, 'tx'>, userIds: readonly string[]): Promise<ReadonlyMap<string, (GroupNames & { readonly id: string })[]>> {
  const found = new Map<string, (GroupNames & { readonly id: string })[]>()
  if (userIds.length === 0) return found
  const rows = await ctx.tx
    .select({ userId: scimGroupMembers.userId, id: scimGroups.id, displayName: scimGroups.displayName, externalId: scimGroups.externalId })
    .from(scimGroupMembers)
    .innerJoin(scimGroups, and(eq(scimGroups.id, scimGroupMembers.groupId), isNull(scimGroups.endedAt)))
    .where(inArray(scimGroupMembers.userId, [...userIds]))
    .orderBy(asc(scimGroups.id))
  for (const { userId, ...group } of rows) found.set(userId, [...(found.get(userId) ?? []), group])
  return found
}
export const domainOf = (email: string): string => email.slice(email.indexOf('@') + 1)
/** An address elsewhere is nobody's to provision here, whoever asks: it may be a person of another company. */
export async function demandOwnDomain(ctx: Ctx, email: string): Promise<void> {
  const [own] = await ctx.tx
    .select({ id: domains.id })
    .from(domains)
    .where(and(eq(domains.name, domainOf(email)), inArray(domains.state, ['proven', 'failing'])))
  if (!own)
    throw scimFault(
      'invalidValue',
      'The address is not at a domain that the company has proven. Prove it under Settings, Domains, or leave the person out of what is provisioned.',
    )
}
export function nameOf(user: Pick<UserRow, 'displayName' | 'formattedName' | 'givenName' | 'familyName' | 'email'>): string {
  const plain = (text: string | null): string => beginningOf(asPlainName(text ?? '').replaceAll(/[<>\p{Cf}]/gu, ''), 100)
  return (
    plain(user.displayName) ||
    plain(user.formattedName) ||
    plain(`${user.givenName ?? ''} ${user.familyName ?? ''}`) ||
    plain(user.email.split('@')[0] ?? '') ||
    'Nameless'
  )
}
const columns = {
  id: members.id,
  accountId: members.accountId,
  number: members.number,
  name: members.name,
  email: members.email,
  role: members.role,
  roleId: members.roleId,
  state: members.state,
  source: members.source,
}
async function held(ctx: Ctx, memberId: string): Promise<PlacedMember> {
  return one(await ctx.tx.select(columns).from(members).where(eq(members.id, memberId)).for('update'), 'member of a provisioned person')
}
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

export type How =
  | 'an existing member'
  | 'an invited person'
  | 'a new member with an account'
  | 'a new member with a new account'
  | 'a member who comes back'
  | 'nobody yet: no group of theirs means a role'
  | 'nobody yet: not active'
export interface Placed {
  readonly how: How
  readonly member: PlacedMember | undefined
  readonly isShut: boolean
}
const outside: Placed = { how: 'nobody yet: no group of theirs means a role', member: undefined, isShut: false }

/** The membership of somebody who has none by this person yet: one that is there, one that is invited, or a new one without a password. */
async function join(ctx: Ctx, user: UserRow, role: GivenRole | undefined): Promise<Placed> {
  const name = nameOf(user),
    found = await provisionedAccount(ctx, null, user.email, name)
  if (found?.is_closed) throw new Refusal('forbidden', 'The account of this address is closed.')
  const [known] = found ? await ctx.tx.select(columns).from(members).where(eq(members.accountId, found.account_id)).for('update') : []
  if (known && known.state !== 'ended') {
    // Whom a person has placed keeps the role; whom the provider placed by signing in follows its groups from now on.
    if (known.source === 'sso') await write(ctx, known.id, { source: 'scim' })
    return { how: 'an existing member', member: known.source === 'sso' ? { ...known, source: 'scim' } : known, isShut: false }
  }
  if (known) return comeBack(ctx, user, known, role)
  // Made by a copied invitation of another company, perhaps, under an address that its maker never read mail at, and who would come in here by its password.
  if (found && !found.is_proven)
    throw new Refusal(
      'forbidden',
      'The account of this address was made elsewhere, and nobody ever proved the address. Its person proves it under My account; if that is none of yours, ask whoever runs this installation.',
    )
  const [invited] = await ctx.tx
    .select(columns)
    .from(members)
    .where(and(eq(members.email, user.email), eq(members.state, 'invited')))
    .for('update')
  const given = invited ? { name: invited.role, id: invited.roleId } : role
  if (given === undefined) return outside
  const account = await provisionedAccount(ctx, newUuid(ctx.now), user.email, name)
  if (!account) throw scimFault('invalidValue', 'The address is not at a domain that the company has proven.')
  const id = invited?.id ?? newUuid(ctx.now),
    number = invited?.number ?? (await ctx.number('member'))
  const values = { accountId: account.account_id, name, email: user.email, role: given.name, roleId: given.id, state: 'active' as const, updatedAt: ctx.now }
  if (invited) {
    await write(ctx, id, values)
    await issueInvitation(ctx, id, user.email, null)
  } else
    one(
      await ctx.tx
        .insert(members)
        .values({ id, number, ...values, source: 'scim' })
        .returning({ id: members.id }),
      'member',
    )
  return {
    how: invited ? 'an invited person' : account.was_there ? 'a new member with an account' : 'a new member with a new account',
    member: { id, number, source: invited?.source ?? 'scim', ...values },
    isShut: false,
  }
}
/** Only whom provisioning itself sent away comes back by it: what a person decided here, a person decides anew. */
async function comeBack(ctx: Ctx, user: UserRow, known: PlacedMember, role: GivenRole | undefined): Promise<Placed> {
  const [last] = await ctx.tx
    .select({ isShut: scimUsers.isShut })
    .from(scimUsers)
    .where(and(eq(scimUsers.memberId, known.id), isNotNull(scimUsers.endedAt)))
    .orderBy(desc(scimUsers.endedAt))
    .limit(1)
  if (!last?.isShut) throw new Refusal('forbidden', 'This person left the company by a decision made here. An admin invites them anew.')
  if (role === undefined) return outside
  const name = nameOf(user)
  await write(ctx, known.id, { name, role: role.name, roleId: role.id, state: 'active', source: 'scim', endedAt: null })
  return { how: 'a member who comes back', member: { ...known, name, role: role.name, roleId: role.id, state: 'active', source: 'scim' }, isShut: false }
}
/** Somebody who is new here. The event of it is the caller's. */
export async function placeNew(ctx: Ctx, user: UserRow, role: GivenRole | undefined): Promise<Placed> {
  if (user.isActive) return join(ctx, user, role)
  const found = await provisionedAccount(ctx, null, user.email, nameOf(user)),
    [known] = found ? await ctx.tx.select(columns).from(members).where(eq(members.accountId, found.account_id)).for('update') : []
  if (!known || known.state === 'ended') return { how: 'nobody yet: not active', member: undefined, isShut: false }
  const isShut = known.state === 'active'
  if (isShut) {
    const why = await whyKept(ctx, known)
    if (why !== undefined) throw new Refusal('forbidden', why)
    await shutMember(ctx, known, 'not active at the provider')
  }
  return { how: 'an existing member', member: known, isShut }
}
async function keep(ctx: Ctx, user: UserRow, set: { readonly memberId?: string; readonly isShut: boolean }): Promise<void> {
  one(await ctx.tx.update(scimUsers).set(set).where(eq(scimUsers.id, user.id)).returning({ id: scimUsers.id }), 'provisioned person')
}
/**
 * Brings a membership to what the provider says now. `byGroups`: the groups changed, so that the role follows; otherwise it stays.
 * @returns a sentence where an owner is kept and nothing was changed
 */
export async function settle(ctx: Ctx, user: UserRow, role: GivenRole | undefined, byGroups: boolean): Promise<string | undefined> {
  if (user.memberId === null) {
    if (!user.isActive) return undefined
    const placed = await join(ctx, user, role)
    if (!placed.member) return undefined
    await keep(ctx, user, { memberId: placed.member.id, isShut: false })
    ctx.record(scimMemberJoined, placed.member.id, { member: placed.member.number, how: placed.how, role: placed.member.role })
    return undefined
  }
  const member = await held(ctx, user.memberId),
    follows = member.source === 'scim' && member.role !== 'owner'
  if (!user.isActive) {
    if (member.state !== 'active') return undefined
    const why = await whyKept(ctx, member)
    if (why !== undefined) return why
    await shutMember(ctx, member, 'not active at the provider')
    await keep(ctx, user, { isShut: true })
    return undefined
  }
  if (member.state === 'suspended' && user.isShut) {
    const given = follows ? role : { name: member.role, id: member.roleId }
    if (given === undefined) return undefined
    await openMember(ctx, member, given)
    await keep(ctx, user, { isShut: false })
    return undefined
  }
  if (member.state !== 'active' || !follows || !byGroups || (role && role.name === member.role && role.id === member.roleId)) return undefined
  if (role === undefined) {
    await shutMember(ctx, member, 'no group of theirs means a role')
    await keep(ctx, user, { isShut: true })
    return undefined
  }
  await write(ctx, member.id, { role: role.name, roleId: role.id })
  const sessions = await endMemberSessions(ctx, member.id, 'another role')
  ctx.record(scimRoleFollowed, member.id, { member: member.number, before: member.role, after: role.name, sessions })
  return undefined
}
/** The people of a connection whose groups changed. */
export async function settleAll(ctx: Ctx, connectionId: string, userIds: readonly string[]): Promise<void> {
  if (userIds.length === 0) return
  const roleFor = await roleRule(ctx, connectionId),
    users = await ctx.tx
      .select()
      .from(scimUsers)
      .where(and(inArray(scimUsers.id, [...userIds]), isNull(scimUsers.endedAt)))
      .orderBy(asc(scimUsers.id))
      .for('update'),
    groups = await groupsOfUsers(ctx, userIds)
  const ids = users.flatMap((user) => user.memberId ?? []),
    known = new Map((ids.length === 0 ? [] : await ctx.tx.select(columns).from(members).where(inArray(members.id, ids))).map((member) => [member.id, member]))
  for (const user of users) {
    const role = roleFor(groups.get(user.id) ?? [])
    if (differs(user, user.memberId === null ? undefined : known.get(user.memberId), role)) await settle(ctx, user, role, true)
  }
}
/** Whether there may be something to do. Most of a large group has its role already, and is not held for it. */
function differs(user: UserRow, member: PlacedMember | undefined, role: GivenRole | undefined): boolean {
  if (!user.isActive) return false
  if (!member) return role !== undefined
  if (member.state === 'suspended') return user.isShut
  return member.state === 'active' && member.source === 'scim' && (role === undefined || role.name !== member.role || role.id !== member.roleId)
}
