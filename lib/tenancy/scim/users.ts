// People of a company as its provider keeps them here (RFC 7644 §3). Each act is one transaction with its events; whoever asks sees what their own connection made.
import { and, asc, count, eq, inArray, isNull } from 'drizzle-orm'
import { scimGroupMembers, scimUsers } from '../../../db/schema/provisioning.ts'
import { members } from '../../../db/schema/tenancy.ts'
import type { Ctx } from '../../access/ctx.ts'
import { command, query } from '../../access/operation.ts'
import { violated } from '../../access/passage.ts'
import { one } from '../../kernel/assert.ts'
import { newUuid, tryDecodeId } from '../../kernel/id.ts'
import { notFound, type Refusal } from '../../kernel/refusal.ts'
import { holdProvisioning } from './hold-provisioning.sql.ts'
import { liveUsers, usersWhere } from './find-where.ts'
import { demandOwnDomain, domainOf, groupsOfUsers, nameOf, placeNew, roleRule, settle, type UserRow } from './place-member.ts'
import { scimFault } from './scim-fault.ts'
import { scimOwnerKept, scimUserChanged, scimUserMade, scimUserRemoved } from './scim-events.ts'
import { ChangeUser, countMax, CreateUser, ListScim, ReplaceUser, ScimId, ShowScim } from './scim-inputs.ts'
import { connectionOf, demandVersion, listView, userView, versionOf, type Outcome, type UserView } from './scim-view.ts'
import { endMember, whyKept, type PlacedMember } from './shut-member.ts'
import { addressFrom, type UserFields } from './user-fields.ts'

type Done = Outcome<UserView>
const taken = (): Refusal => scimFault('uniqueness', 'Another person has this userName, or this person is provisioned already.')
/** The person, held. A foreign id, and one of another connection, is an id that does not exist. */
async function hold(ctx: Ctx, id: string): Promise<UserRow> {
  const uuid = tryDecodeId('scimUser', id),
    connectionId = connectionOf(ctx)
  await holdProvisioning(ctx, connectionId)
  const [row] =
    uuid === undefined
      ? []
      : await ctx.tx
          .select()
          .from(scimUsers)
          .where(and(eq(scimUsers.id, uuid), liveUsers(connectionId)))
          .for('update')
  if (!row) throw notFound('person')
  return row
}
const viewOf = async (ctx: Pick<Ctx, 'tx'>, row: UserRow): Promise<UserView> => userView(row, (await groupsOfUsers(ctx, [row.id])).get(row.id) ?? [])
const doneWith = async (ctx: Pick<Ctx, 'tx'>, row: UserRow): Promise<Done> => ({ resource: await viewOf(ctx, row), version: versionOf(row.version) })
/** A second one of the same name, or of the same member, loses by the index; the words are the protocol's. */
async function orTaken<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    if (['scim_users_name', 'scim_users_person', 'members_account'].includes(violated(error) ?? '')) throw taken()
    throw error
  }
}
export const createScimUser = command({
  name: 'tenancy.createScimUser',
  needs: 'provisioning',
  input: CreateUser,
  run: (ctx, { user }) =>
    orTaken(async (): Promise<Done> => {
      const connectionId = connectionOf(ctx),
        email = addressFrom(fieldsOf(user)),
        id = newUuid(ctx.now)
      await demandOwnDomain(ctx, email)
      await holdProvisioning(ctx, connectionId)
      const { userName, isActive, externalId = null, displayName = null, formattedName = null, givenName = null, familyName = null } = user
      const row = one(
        await ctx.tx
          .insert(scimUsers)
          .values({
            id,
            connectionId,
            userName,
            userKey: userName.toLowerCase(),
            externalId,
            email,
            displayName,
            formattedName,
            givenName,
            familyName,
            isActive,
            createdAt: ctx.now,
            updatedAt: ctx.now,
          })
          .returning(),
        'provisioned person',
      )
      const { how, member, isShut } = await placeNew(ctx, row, (await roleRule(ctx, connectionId))([]))
      const after =
        member === undefined
          ? row
          : one(await ctx.tx.update(scimUsers).set({ memberId: member.id, isShut }).where(eq(scimUsers.id, id)).returning(), 'provisioned person')
      ctx.record(scimUserMade, id, { member: member?.number ?? '', domain: domainOf(email), how, role: member?.role ?? '' }, { name: nameOf(row), email })
      return doneWith(ctx, after)
    }),
})
const fieldsOf = (user: { readonly email?: string | null | undefined; readonly userName: string }): { email: string | null; userName: string } => ({
  email: user.email ?? null,
  userName: user.userName,
})
type Given = { readonly [K in keyof UserFields]?: UserFields[K] | undefined }
const words: Readonly<Record<string, string>> = {
  userName: 'user name',
  externalId: 'id at the provider',
  email: 'address',
  displayName: 'name',
  formattedName: 'full name',
  givenName: 'given name',
  familyName: 'family name',
  isActive: 'active',
}
/** The row as the fields leave it. The address of a person whose user name was it goes along with it. */
function merged(
  row: UserRow,
  fields: Given,
): Pick<UserRow, 'userName' | 'externalId' | 'email' | 'displayName' | 'formattedName' | 'givenName' | 'familyName' | 'isActive'> {
  const has = <K extends keyof Given>(name: K): boolean => fields[name] !== undefined
  const userName = fields.userName ?? row.userName,
    wasName = row.email === row.userName.toLowerCase()
  const email = has('email') || (has('userName') && wasName) ? addressFrom({ email: fields.email ?? null, userName }) : row.email
  return {
    userName,
    email,
    isActive: fields.isActive ?? row.isActive,
    externalId: has('externalId') ? (fields.externalId ?? null) : row.externalId,
    displayName: has('displayName') ? (fields.displayName ?? null) : row.displayName,
    formattedName: has('formattedName') ? (fields.formattedName ?? null) : row.formattedName,
    givenName: has('givenName') ? (fields.givenName ?? null) : row.givenName,
    familyName: has('familyName') ? (fields.familyName ?? null) : row.familyName,
  }
}
async function change(ctx: Ctx, id: string, match: string | undefined, fields: Given): Promise<Done> {
  const row = await hold(ctx, id)
  demandVersion(match, row.version)
  const next = merged(row, fields),
    changed = (Object.keys(next) as (keyof typeof next)[]).filter((name) => next[name] !== row[name])
  if (changed.length === 0) {
    ctx.unchanged('the provider says the same again')
    return doneWith(ctx, row)
  }
  if (changed.includes('email') || (changed.includes('isActive') && next.isActive)) await demandOwnDomain(ctx, next.email)
  const member = row.memberId === null ? undefined : await memberOf(ctx, row.memberId)
  if (changed.includes('isActive') && !next.isActive && member?.state === 'active') {
    // Before anything is written: the refusal stays in the log, and of the request nothing is done.
    const why = await whyKept(ctx, member)
    if (why !== undefined) {
      ctx.record(scimOwnerKept, member.id, { member: member.number, why })
      return { kept: why }
    }
  }
  const after = one(
    await ctx.tx
      .update(scimUsers)
      .set({ ...next, userKey: next.userName.toLowerCase(), version: row.version + 1, updatedAt: ctx.now })
      .where(eq(scimUsers.id, row.id))
      .returning(),
    'provisioned person',
  )
  // The name here follows for whom the provider placed; the account, its address and its factors are the person's own.
  if (member?.source === 'scim' && nameOf(after) !== member.name)
    one(
      await ctx.tx
        .update(members)
        .set({ name: nameOf(after), updatedAt: ctx.now })
        .where(eq(members.id, member.id))
        .returning({ id: members.id }),
      'member',
    )
  ctx.record(
    scimUserChanged,
    row.id,
    { member: member?.number ?? '', fields: changed.map((name) => words[name] ?? name).join(', ') },
    { name: nameOf(after), email: after.email },
  )
  if (changed.includes('isActive'))
    await settle(ctx, after, (await roleRule(ctx, row.connectionId))((await groupsOfUsers(ctx, [row.id])).get(row.id) ?? []), false)
  return doneWith(ctx, after)
}
async function memberOf(ctx: Ctx, memberId: string): Promise<PlacedMember> {
  return one(
    await ctx.tx
      .select({
        id: members.id,
        accountId: members.accountId,
        number: members.number,
        name: members.name,
        email: members.email,
        role: members.role,
        roleId: members.roleId,
        state: members.state,
        source: members.source,
      })
      .from(members)
      .where(eq(members.id, memberId))
      .for('update'),
    'member of a provisioned person',
  )
}
export const replaceScimUser = command({
  name: 'tenancy.replaceScimUser',
  needs: 'provisioning',
  input: ReplaceUser,
  run: (ctx, { id, match, user }) => orTaken(() => change(ctx, id, match, { ...user, email: fieldsOf(user).email })),
})
export const changeScimUser = command({
  name: 'tenancy.changeScimUser',
  needs: 'provisioning',
  input: ChangeUser,
  run: (ctx, { id, match, user }) => orTaken(() => change(ctx, id, match, user)),
})
export const removeScimUser = command({
  name: 'tenancy.removeScimUser',
  needs: 'provisioning',
  input: ScimId,
  run: async (ctx, { id, match }): Promise<{ readonly kept?: string }> => {
    const row = await hold(ctx, id)
    demandVersion(match, row.version)
    const member = row.memberId === null ? undefined : await memberOf(ctx, row.memberId),
      why = member?.state === 'active' ? await whyKept(ctx, member) : undefined
    if (member && why !== undefined) {
      ctx.record(scimOwnerKept, member.id, { member: member.number, why })
      return { kept: why }
    }
    const isOpen = member !== undefined && (member.state === 'active' || member.state === 'suspended'),
      sessions = isOpen ? await endMember(ctx, member) : 0
    await ctx.tx.delete(scimGroupMembers).where(eq(scimGroupMembers.userId, row.id)).returning({ id: scimGroupMembers.id })
    // Whom a person here had suspended or sent away does not come back by being removed and provisioned again.
    one(
      await ctx.tx
        .update(scimUsers)
        .set({
          endedAt: ctx.now,
          isActive: false,
          isShut: member?.state === 'active' || (member?.state === 'suspended' && row.isShut),
          version: row.version + 1,
          updatedAt: ctx.now,
        })
        .where(and(eq(scimUsers.id, row.id), isNull(scimUsers.endedAt)))
        .returning({ id: scimUsers.id }),
      'provisioned person',
    )
    ctx.record(scimUserRemoved, row.id, { member: member?.number ?? '', sessions })
    return {}
  },
})
export const showScimUser = query({
  name: 'tenancy.showScimUser',
  needs: 'provisioning',
  input: ShowScim,
  run: async (ctx, { id }) => {
    const uuid = tryDecodeId('scimUser', id),
      [row] =
        uuid === undefined
          ? []
          : await ctx.tx
              .select()
              .from(scimUsers)
              .where(and(eq(scimUsers.id, uuid), liveUsers(connectionOf(ctx))))
    if (!row) throw notFound('person')
    return { resource: userView(row, (await groupsOfUsers(ctx, [row.id])).get(row.id) ?? []), version: versionOf(row.version) }
  },
})
export const listScimUsers = query({
  name: 'tenancy.listScimUsers',
  needs: 'provisioning',
  input: ListScim,
  run: async (ctx, { filter, ...page }) => {
    const where = and(liveUsers(connectionOf(ctx)), usersWhere(filter)),
      startIndex = Math.max(1, page.startIndex),
      limit = Math.min(Math.max(0, page.count), countMax)
    const [all] = await ctx.tx.select({ n: count() }).from(scimUsers).where(where)
    const rows =
        limit === 0
          ? []
          : await ctx.tx
              .select()
              .from(scimUsers)
              .where(where)
              .orderBy(asc(scimUsers.id))
              .limit(limit)
              .offset(startIndex - 1),
      groups = await groupsOfUsers(
        ctx,
        rows.map((row) => row.id),
      )
    return listView(
      all?.n ?? 0,
      startIndex,
      rows.map((row) => userView(row, groups.get(row.id) ?? [])),
    )
  },
})
/** Which of these ids are people of this connection. */
export async function knownUsers(ctx: Pick<Ctx, 'tx' | 'actor'>, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set()
  return new Set(
    (
      await ctx.tx
        .select({ id: scimUsers.id })
        .from(scimUsers)
        .where(and(inArray(scimUsers.id, [...ids]), liveUsers(connectionOf(ctx))))
    ).map((row) => row.id),
  )
}
