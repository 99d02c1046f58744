// Whom an assertion is about, in this company and in no other.
import { and, eq, isNull, sql } from 'drizzle-orm'
import { accounts, provenDomains, sessions } from '../../../db/schema/identity.ts'
import { scimUsers } from '../../../db/schema/provisioning.ts'
import { ssoIdentities } from '../../../db/schema/sign-in.ts'
import { counters, members } from '../../../db/schema/tenancy.ts'
import type { IdentityCtx, TenantSide } from '../../access/identity-act.ts'
import { assert, one } from '../../kernel/assert.ts'
import { newUuid } from '../../kernel/id.ts'
import { accountByEmail, accountById, type Account } from '../accounts.ts'
import { givenRole, type ConnectionRow, type Mapped, type Vouched } from './connection.ts'
import { SsoRefused } from './sso-refused.ts'
import { ssoLinked, ssoRoleFollowed } from './sso-events.ts'

type MemberRow = Pick<typeof members.$inferSelect, 'id' | 'accountId' | 'number' | 'name' | 'role' | 'roleId' | 'state' | 'source'>
export interface Person {
  readonly memberId: string
  readonly accountId: string
  readonly number: string
  readonly role: string
}
const columns = {
  id: members.id,
  accountId: members.accountId,
  number: members.number,
  name: members.name,
  role: members.role,
  roleId: members.roleId,
  state: members.state,
  source: members.source,
}

/**
 * A subject is known by connection, issuer and subject. One that is not is linked once, by its address, and only where this very company has
 * proven the address's domain: a provider of another company that asserts the same address reaches nobody (CVE-2024-45409 and its kin aside,
 * any provider may assert anything).
 * @throws SsoRefused
 */
export async function whoIs(ctx: IdentityCtx, side: TenantSide, connection: ConnectionRow, vouched: Vouched, mapped: Mapped): Promise<Person> {
  const [known] = await side.tx
    .select({ id: ssoIdentities.id, memberId: ssoIdentities.memberId, accountId: ssoIdentities.accountId })
    .from(ssoIdentities)
    .where(and(eq(ssoIdentities.connectionId, connection.id), eq(ssoIdentities.issuer, vouched.issuer), eq(ssoIdentities.subject, vouched.subject)))
    .for('update')
  if (known) {
    const [member] = await side.tx.select(columns).from(members).where(eq(members.id, known.memberId)).for('update'),
      account = await accountById(ctx, known.accountId)
    demandActive(member, account)
    if (member.accountId !== known.accountId) throw new SsoRefused('membership', 'the member has another account now')
    one(await side.tx.update(ssoIdentities).set({ lastUsedAt: ctx.now }).where(eq(ssoIdentities.id, known.id)).returning({ id: ssoIdentities.id }), 'identity')
    const role = await followRole(ctx, side, member, mapped)
    return { memberId: member.id, accountId: known.accountId, number: member.number, role }
  }
  return link(ctx, side, connection, vouched, mapped)
}
function demandActive(member: MemberRow | undefined, account: Account | undefined): asserts member is MemberRow {
  if (!member || member.state !== 'active') throw new SsoRefused('membership', member === undefined ? 'no member' : `a member who is ${member.state}`)
  if (!account || account.isDisabled) throw new SsoRefused('membership', 'an account that is closed')
}
async function link(ctx: IdentityCtx, side: TenantSide, connection: ConnectionRow, vouched: Vouched, mapped: Mapped): Promise<Person> {
  const { email } = mapped
  if (email === undefined)
    throw new SsoRefused(
      'attributes',
      connection.emailAttribute === ''
        ? 'the name id is no mail address, and no attribute for it is mapped'
        : `no mail address in ${connection.emailAttribute}`,
    )
  if (!mapped.addressVerified) throw new SsoRefused('verified address', 'not said of this address')
  const domain = email.slice(email.indexOf('@') + 1)
  const [own] = await ctx.db
    .select({ name: provenDomains.name })
    .from(provenDomains)
    .where(and(eq(provenDomains.name, domain), eq(provenDomains.tenantId, connection.tenantId)))
  if (!own) throw new SsoRefused('domain', domain)
  // What the provider said by SCIM last counts, whatever its sign-in page still lets through.
  const [idle] = await side.tx
    .select({ id: scimUsers.id })
    .from(scimUsers)
    .where(and(eq(scimUsers.email, email), eq(scimUsers.isActive, false), isNull(scimUsers.endedAt)))
  if (idle) throw new SsoRefused('membership', 'a person whom provisioning has set inactive')
  const found = await accountByEmail(ctx, email)
  if (found?.isDisabled) throw new SsoRefused('membership', 'an account that is closed')
  const [member] = found ? await side.tx.select(columns).from(members).where(eq(members.accountId, found.id)).for('update') : []
  if (member && member.state !== 'ended') {
    demandActive(member, found)
    await keep(ctx, side, connection, vouched, { memberId: member.id, accountId: member.accountId })
    side.record(ssoLinked, member.id, { member: member.number, domain, how: 'an existing member', role: member.role })
    return { memberId: member.id, accountId: member.accountId, number: member.number, role: member.role }
  }
  if (member) throw new SsoRefused('membership', 'a member who has left')
  // An account can be made by a copied invitation of another company, under an address that its maker never read mail at. Whoever did that
  // knows its password, and would come in here by it (account pre-hijacking).
  if (found && found.emailVerifiedAt === null)
    throw new SsoRefused(
      'membership',
      'an account of this address whose maker never proved it; its person proves it under My account, or whoever runs the installation helps',
    )
  const [invited] = await side.tx
    .select(columns)
    .from(members)
    .where(and(eq(members.email, email), eq(members.state, 'invited')))
    .for('update')
  if (!invited && !connection.joins) throw new SsoRefused('membership', 'an address that nobody here has')
  const role = invited
    ? { name: invited.role, id: invited.roleId }
    : (mapped.role ?? (await givenRole(side, { preset: connection.defaultRole, roleId: connection.defaultRoleId })))
  if (role === undefined)
    throw new SsoRefused('role', mapped.groups.length === 0 ? 'no group was received' : `${mapped.groups.length} groups, none of them mapped`)
  const accountId = found?.id ?? newUuid(ctx.now),
    name = found?.name ?? invited?.name ?? mapped.name ?? (email.split('@')[0] as string)
  // The company that has proven the domain vouches for the mailbox.
  if (!found) await ctx.db.insert(accounts).values({ id: accountId, email, emailVerifiedAt: ctx.now, name, createdAt: ctx.now })
  const memberId = invited?.id ?? newUuid(ctx.now),
    number = invited?.number ?? (await nextNumber(side))
  const values = {
    accountId,
    name,
    email,
    role: role.name,
    roleId: role.id,
    state: 'active' as const,
    source: 'sso' as const,
    updatedAt: ctx.now,
    lastSeenAt: ctx.now,
  }
  if (invited)
    one(
      await side.tx
        .update(members)
        .set({ ...values, source: 'invited' })
        .where(eq(members.id, invited.id))
        .returning({ id: members.id }),
      'invited member',
    )
  else
    one(
      await side.tx
        .insert(members)
        .values({ id: memberId, number, ...values })
        .returning({ id: members.id }),
      'member',
    )
  await keep(ctx, side, connection, vouched, { memberId, accountId })
  side.record(
    ssoLinked,
    memberId,
    {
      member: number,
      domain,
      how: invited ? 'an invited person' : found ? 'a new member with an account' : 'a new member with a new account',
      role: role.name,
    },
    { name, email },
  )
  return { memberId, accountId, number, role: role.name }
}
async function keep(
  ctx: IdentityCtx,
  side: TenantSide,
  connection: ConnectionRow,
  vouched: Vouched,
  person: Pick<Person, 'memberId' | 'accountId'>,
): Promise<void> {
  one(
    await side.tx
      .insert(ssoIdentities)
      .values({
        id: newUuid(ctx.now),
        connectionId: connection.id,
        issuer: vouched.issuer,
        subject: vouched.subject,
        ...person,
        lastUsedAt: ctx.now,
        createdAt: ctx.now,
      })
      .returning({ id: ssoIdentities.id }),
    'identity',
  )
}
async function nextNumber(side: TenantSide): Promise<string> {
  const [row] = await side.tx
    .insert(counters)
    .values({ series: 'member', value: 1 })
    .onConflictDoUpdate({ target: [counters.tenantId, counters.series], set: { value: sql`${counters.value} + 1` } })
    .returning({ value: counters.value })
  assert(row, 'a counter')
  return `M-${String(row.value).padStart(5, '0')}`
}
/** Who joined by the provider follows its groups; nobody whom a person has placed here is moved, and owners never are. @returns the role from now on */
async function followRole(ctx: IdentityCtx, side: TenantSide, member: MemberRow, mapped: Mapped): Promise<string> {
  const { role } = mapped
  if (member.source !== 'sso' || member.role === 'owner' || role === undefined || (role.name === member.role && role.id === member.roleId)) return member.role
  one(
    await side.tx.update(members).set({ role: role.name, roleId: role.id, updatedAt: ctx.now }).where(eq(members.id, member.id)).returning({ id: members.id }),
    'member',
  )
  const ended = await ctx.db
    .update(sessions)
    .set({ endedAt: sql`now()`, endedReason: 'another role' })
    .where(and(eq(sessions.memberId, member.id), eq(sessions.accountId, member.accountId), isNull(sessions.endedAt)))
    .returning({ id: sessions.id })
  side.record(ssoRoleFollowed, member.id, { member: member.number, before: member.role, after: role.name, sessions: ended.length })
  return role.name
}
