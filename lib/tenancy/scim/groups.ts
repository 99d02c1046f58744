// Groups of a provider. What one means stands with the connection; its people follow it in the same transaction.
import { and, asc, count, eq, inArray, isNull } from 'drizzle-orm'
import { scimGroupMembers, scimGroups, scimUsers } from '../../../db/schema/provisioning.ts'
import type { Ctx, ReadCtx } from '../../access/ctx.ts'
import { command, query } from '../../access/operation.ts'
import { violated } from '../../access/passage.ts'
import { one } from '../../kernel/assert.ts'
import { newUuid, tryDecodeId } from '../../kernel/id.ts'
import { notFound } from '../../kernel/refusal.ts'
import { holdProvisioning } from './hold-provisioning.sql.ts'
import { groupsWhere, liveGroups } from './find-where.ts'
import { settleAll } from './place-member.ts'
import { scimFault } from './scim-fault.ts'
import { scimGroupChanged, scimGroupMade, scimGroupRemoved } from './scim-events.ts'
import { ChangeGroup, countMax, CreateGroup, ListScim, ScimId, ShowScim } from './scim-inputs.ts'
import { connectionOf, demandVersion, groupView, listView, versionOf, type GroupView } from './scim-view.ts'
import { knownUsers } from './users.ts'

export type GroupRow = typeof scimGroups.$inferSelect
interface Done {
  readonly resource: GroupView
  readonly version: string
}
type Steps = readonly { readonly kind: 'add' | 'remove' | 'set'; readonly ids: readonly string[] }[]
/** Rows in one statement. */
const sliceMax = 500

async function hold(ctx: Ctx, id: string): Promise<GroupRow> {
  const uuid = tryDecodeId('scimGroup', id),
    connectionId = connectionOf(ctx)
  await holdProvisioning(ctx, connectionId)
  const [row] =
    uuid === undefined
      ? []
      : await ctx.tx
          .select()
          .from(scimGroups)
          .where(and(eq(scimGroups.id, uuid), liveGroups(connectionId)))
          .for('update')
  if (!row) throw notFound('group')
  return row
}
async function membersOf(
  ctx: Pick<ReadCtx, 'tx'>,
  groupIds: readonly string[],
): Promise<ReadonlyMap<string, { readonly id: string; readonly userName: string }[]>> {
  const found = new Map<string, { readonly id: string; readonly userName: string }[]>()
  if (groupIds.length === 0) return found
  const rows = await ctx.tx
    .select({ groupId: scimGroupMembers.groupId, id: scimUsers.id, userName: scimUsers.userName })
    .from(scimGroupMembers)
    .innerJoin(scimUsers, and(eq(scimUsers.id, scimGroupMembers.userId), isNull(scimUsers.endedAt)))
    .where(inArray(scimGroupMembers.groupId, [...groupIds]))
    .orderBy(asc(scimUsers.id))
  for (const { groupId, ...user } of rows) {
    const own = found.get(groupId)
    if (own) own.push(user)
    else found.set(groupId, [user])
  }
  return found
}
const doneWith = async (ctx: Pick<ReadCtx, 'tx'>, row: GroupRow): Promise<Done> => ({
  resource: groupView(row, (await membersOf(ctx, [row.id])).get(row.id) ?? []),
  version: versionOf(row.version),
})
async function orTaken<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    if (violated(error) === 'scim_groups_name') throw scimFault('uniqueness', 'Another group has this displayName.')
    throw error
  }
}
/** Who is in it after the steps, and what that changes. A person whom nobody knows is refused when they come, and passed over when they go. */
async function move(ctx: Ctx, groupId: string, steps: Steps): Promise<{ added: string[]; removed: string[] }> {
  const before = new Set(
      (await ctx.tx.select({ id: scimGroupMembers.userId }).from(scimGroupMembers).where(eq(scimGroupMembers.groupId, groupId))).map((row) => row.id),
    ),
    after = new Set(before)
  for (const step of steps) {
    const ids = step.ids.map((id) => tryDecodeId('scimUser', id))
    if (step.kind === 'set') after.clear()
    for (const id of ids) {
      if (step.kind === 'remove') {
        if (id !== undefined) after.delete(id)
      } else if (id === undefined) throw unknownMember()
      else after.add(id)
    }
  }
  const added = [...after].filter((id) => !before.has(id)).sort(),
    removed = [...before].filter((id) => !after.has(id)).sort(),
    known = await knownUsers(ctx, added)
  if (added.some((id) => !known.has(id))) throw unknownMember()
  for (let from = 0; from < added.length; from += sliceMax) {
    const slice = added.slice(from, from + sliceMax),
      rows = await ctx.tx
        .insert(scimGroupMembers)
        .values(slice.map((userId) => ({ id: newUuid(ctx.now), groupId, userId, createdAt: ctx.now })))
        .returning({ id: scimGroupMembers.id })
    if (rows.length !== slice.length) throw new Error('members of a group were lost')
  }
  if (removed.length > 0)
    await ctx.tx
      .delete(scimGroupMembers)
      .where(and(eq(scimGroupMembers.groupId, groupId), inArray(scimGroupMembers.userId, removed)))
      .returning({ id: scimGroupMembers.id })
  return { added, removed }
}
const unknownMember = () => scimFault('invalidValue', 'One of the “members” is no person that was provisioned here.')

export const createScimGroup = command({
  name: 'tenancy.createScimGroup',
  needs: 'provisioning',
  input: CreateGroup,
  run: (ctx, { group }) =>
    orTaken(async (): Promise<Done> => {
      const connectionId = connectionOf(ctx),
        id = newUuid(ctx.now)
      await holdProvisioning(ctx, connectionId)
      const row = one(
        await ctx.tx
          .insert(scimGroups)
          .values({ id, connectionId, displayName: group.displayName, externalId: group.externalId ?? null, createdAt: ctx.now, updatedAt: ctx.now })
          .returning(),
        'group',
      )
      const { added } = await move(ctx, id, group.members)
      ctx.record(scimGroupMade, id, { group: row.displayName, members: added.length })
      await settleAll(ctx, connectionId, added)
      return doneWith(ctx, row)
    }),
})
export const changeScimGroup = command({
  name: 'tenancy.changeScimGroup',
  needs: 'provisioning',
  input: ChangeGroup,
  run: (ctx, { id, match, group }) =>
    orTaken(async (): Promise<Done> => {
      const row = await hold(ctx, id)
      demandVersion(match, row.version)
      const displayName = group.displayName ?? row.displayName,
        externalId = group.externalId === undefined ? row.externalId : group.externalId
      const changes = [
        ['name', row.displayName, displayName],
        ['id at the provider', row.externalId ?? 'none', externalId ?? 'none'],
      ].flatMap(([field = '', before = '', after = '']) => (before === after ? [] : [{ field, before, after }]))
      const { added, removed } = await move(ctx, row.id, group.members)
      if (changes.length === 0 && added.length === 0 && removed.length === 0) {
        ctx.unchanged('the provider says the same again')
        return doneWith(ctx, row)
      }
      const after = one(
        await ctx.tx
          .update(scimGroups)
          .set({ displayName, externalId, version: row.version + 1, updatedAt: ctx.now })
          .where(eq(scimGroups.id, row.id))
          .returning(),
        'group',
      )
      ctx.record(scimGroupChanged, row.id, { group: displayName, added: added.length, removed: removed.length, changes })
      // Under another name it may mean another role for everybody in it.
      const touched =
        changes.length === 0 ? [...added, ...removed] : [...removed, ...((await membersOf(ctx, [row.id])).get(row.id)?.map((user) => user.id) ?? [])]
      await settleAll(ctx, row.connectionId, touched)
      return doneWith(ctx, after)
    }),
})
export const removeScimGroup = command({
  name: 'tenancy.removeScimGroup',
  needs: 'provisioning',
  input: ScimId,
  run: async (ctx, { id, match }): Promise<Record<string, never>> => {
    const row = await hold(ctx, id)
    demandVersion(match, row.version)
    const gone = await ctx.tx.delete(scimGroupMembers).where(eq(scimGroupMembers.groupId, row.id)).returning({ userId: scimGroupMembers.userId })
    one(
      await ctx.tx
        .update(scimGroups)
        .set({ endedAt: ctx.now, version: row.version + 1, updatedAt: ctx.now })
        .where(and(eq(scimGroups.id, row.id), isNull(scimGroups.endedAt)))
        .returning({ id: scimGroups.id }),
      'group',
    )
    ctx.record(scimGroupRemoved, row.id, { group: row.displayName, members: gone.length })
    await settleAll(
      ctx,
      row.connectionId,
      gone.map((one) => one.userId),
    )
    return {}
  },
})
export const showScimGroup = query({
  name: 'tenancy.showScimGroup',
  needs: 'provisioning',
  input: ShowScim,
  run: async (ctx, { id, withMembers }) => {
    const uuid = tryDecodeId('scimGroup', id),
      [row] =
        uuid === undefined
          ? []
          : await ctx.tx
              .select()
              .from(scimGroups)
              .where(and(eq(scimGroups.id, uuid), liveGroups(connectionOf(ctx))))
    if (!row) throw notFound('group')
    return { resource: groupView(row, withMembers ? ((await membersOf(ctx, [row.id])).get(row.id) ?? []) : undefined), version: versionOf(row.version) }
  },
})
export const listScimGroups = query({
  name: 'tenancy.listScimGroups',
  needs: 'provisioning',
  input: ListScim,
  run: async (ctx, { filter, withMembers, ...page }) => {
    const where = and(liveGroups(connectionOf(ctx)), groupsWhere(ctx, filter)),
      startIndex = Math.max(1, page.startIndex),
      limit = Math.min(Math.max(0, page.count), countMax)
    const [all] = await ctx.tx.select({ n: count() }).from(scimGroups).where(where)
    const rows =
        limit === 0
          ? []
          : await ctx.tx
              .select()
              .from(scimGroups)
              .where(where)
              .orderBy(asc(scimGroups.id))
              .limit(limit)
              .offset(startIndex - 1),
      members = withMembers
        ? await membersOf(
            ctx,
            rows.map((row) => row.id),
          )
        : undefined
    return listView(
      all?.n ?? 0,
      startIndex,
      rows.map((row) => groupView(row, members && (members.get(row.id) ?? []))),
    )
  },
})
