// Which roles a provider may make of people: presets but owner, and the company's own. Whoever maps them gives them, so that the same rules hold.
import { asc, eq } from 'drizzle-orm'
import { ssoConnections, ssoGroupRoles } from '../../db/schema/sign-in.ts'
import { customRoles, mappablePresets } from '../../db/schema/tenancy.ts'
import type { Ctx, ReadCtx } from '../access/ctx.ts'
import { one } from '../kernel/assert.ts'
import { encodeId } from '../kernel/id.ts'
import { conflict, invalid, Refusal } from '../kernel/refusal.ts'
import { demandGrantable, findRole, rolesOf, type KnownRole } from './role.ts'
import { connectionChanged, groupsMapped } from './sso-change-events.ts'

type Preset = (typeof mappablePresets)[number]
const asPreset = (name: string): Preset | undefined => mappablePresets.find((preset) => preset === name)
/** A role as the rows of a connection name it. */
export interface MappedRole {
  readonly preset: Preset | null
  readonly roleId: string | null
}
export const mappable = (role: Pick<KnownRole, 'id' | 'name'>): boolean => role.id !== null || asPreset(role.name) !== undefined
export const mapped = (role: Pick<KnownRole, 'id' | 'name'> | undefined): MappedRole => ({
  preset: role === undefined || role.id !== null ? null : (asPreset(role.name) ?? null),
  roleId: role?.id ?? null,
})
export const mappedKey = (row: MappedRole): string => (row.roleId === null ? (row.preset ?? '') : encodeId('role', row.roleId))
export const mappableRoles = async (ctx: ReadCtx): Promise<KnownRole[]> => (await rolesOf(ctx)).filter(mappable)
const spelled = (text: string): string =>
  text
    .trim()
    .replaceAll(/[\s_]+/g, ' ')
    .toLowerCase()

/** `group = role`, one to a line; the first that fits decides. A role is named as people say it, or by its key. */
export function readLines(text: string, known: readonly KnownRole[], most: number): { readonly groupName: string; readonly role: KnownRole }[] {
  const found = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line, i) => {
      const at = line.lastIndexOf('='),
        groupName = line.slice(0, at).trim(),
        word = line.slice(at + 1).trim()
      if (at < 1 || groupName === '' || groupName.length > 300)
        throw invalid('lines', `Line ${i + 1}: write a group, an equals sign and a role, such as “Payroll = finance”.`)
      const role = known.find((it) => it.key === word) ?? known.find((it) => spelled(it.name) === spelled(word))
      if (!role)
        throw invalid(
          'lines',
          spelled(word) === 'owner'
            ? `Line ${i + 1}: nobody becomes owner by a group.`
            : `Line ${i + 1}: there is no role ${word.slice(0, 40)}. Roles are ${known
                .map(({ name }) => name)
                .slice(0, 20)
                .join(', ')}.`,
        )
      return { groupName, role }
    })
  if (found.length > most) throw invalid('lines', `At most ${most} groups are mapped.`)
  const twice = found.find((line, i) => found.findIndex((other) => other.groupName === line.groupName) !== i)
  if (twice) throw invalid('lines', `“${twice.groupName}” stands there twice.`)
  return found
}
/** Held before the connection is: whoever ends a role holds that first too, and the two never wait for each other. */
export async function holdRoles(ctx: Ctx, keys: readonly string[]): Promise<void> {
  for (const key of [...new Set(keys)].sort()) await findRole(ctx, key, 'share')
}
/** The role to map: one that a provider may give, and that this person may give. What stays as it is was given by whoever mapped it. */
export async function demandMappable(ctx: Ctx, key: string, field: string, stays: boolean): Promise<KnownRole> {
  const role = stays ? await findRole(ctx, key, 'share') : await demandGrantable(ctx, key, field)
  if (!role) throw conflict('Somebody ended a role just now. Look at the list again.')
  if (!mappable(role)) throw invalid(field, 'Nobody becomes owner by a provider. Choose another role.')
  return role
}
/** The mapped groups of a connection, in their order, with the role as it is called now. */
export async function groupsOf(ctx: ReadCtx, connectionId: string): Promise<{ readonly group: string; readonly role: string; readonly key: string }[]> {
  const rows = await ctx.tx
    .select({ group: ssoGroupRoles.groupName, preset: ssoGroupRoles.preset, roleId: ssoGroupRoles.roleId, name: customRoles.name })
    .from(ssoGroupRoles)
    .leftJoin(customRoles, eq(customRoles.id, ssoGroupRoles.roleId))
    .where(eq(ssoGroupRoles.connectionId, connectionId))
    .orderBy(asc(ssoGroupRoles.id))
  return rows.map((row) => ({ group: row.group, role: row.name ?? row.preset ?? '', key: mappedKey(row) }))
}

/** Where a role of the company's own is what a provider makes of people. */
export async function mappingsOf(ctx: ReadCtx, roleId: string): Promise<{ readonly groups: number; readonly defaults: number }> {
  const [groups, defaults] = await Promise.all([
    ctx.tx.select({ id: ssoGroupRoles.id }).from(ssoGroupRoles).where(eq(ssoGroupRoles.roleId, roleId)),
    ctx.tx.select({ id: ssoConnections.id }).from(ssoConnections).where(eq(ssoConnections.defaultRoleId, roleId)),
  ])
  return { groups: groups.length, defaults: defaults.length }
}
/**
 * The role ends: what is mapped to it means the one that its members have from now on. Left standing, a group below it in the list would decide,
 * and might be worth more.
 */
export async function moveMappings(ctx: Ctx, from: KnownRole & { readonly id: string }, to: KnownRole): Promise<void> {
  if (ctx.reach('sign_in.change') !== 'all')
    throw new Refusal(
      'forbidden',
      'Groups at a provider mean this role, and your own role does not include changing how people sign in. Have them mapped to another role first.',
    )
  if (!mappable(to)) throw invalid('target', 'Groups at a provider mean this role, and nobody becomes owner by a provider. Choose another role.')
  const connections = await ctx.tx
    .select({ id: ssoConnections.id, name: ssoConnections.name, defaultRoleId: ssoConnections.defaultRoleId })
    .from(ssoConnections)
    .orderBy(asc(ssoConnections.id))
    .for('update')
  const moved = await ctx.tx
    .update(ssoGroupRoles)
    .set(mapped(to))
    .where(eq(ssoGroupRoles.roleId, from.id))
    .returning({ connectionId: ssoGroupRoles.connectionId, group: ssoGroupRoles.groupName })
  for (const connection of connections) {
    const groups = moved.filter((row) => row.connectionId === connection.id)
    if (groups.length > 0)
      ctx.record(groupsMapped, connection.id, {
        connection: connection.name,
        changes: groups.map(({ group }) => ({ field: group, before: from.name, after: to.name })),
      })
    if (connection.defaultRoleId !== from.id) continue
    const { preset, roleId } = mapped(to)
    one(
      await ctx.tx
        .update(ssoConnections)
        .set({ defaultRole: preset, defaultRoleId: roleId, updatedAt: ctx.now })
        .where(eq(ssoConnections.id, connection.id))
        .returning({ id: ssoConnections.id }),
      'connection',
    )
    ctx.record(connectionChanged, connection.id, { connection: connection.name, changes: [{ field: 'role of others', before: from.name, after: to.name }] })
  }
}
/** How the role of others is called now; undefined: there is none. */
export async function defaultRoleName(
  ctx: ReadCtx,
  row: { readonly defaultRole: string | null; readonly defaultRoleId: string | null },
): Promise<string | undefined> {
  if (row.defaultRoleId === null) return row.defaultRole ?? undefined
  const [own] = await ctx.tx.select({ name: customRoles.name }).from(customRoles).where(eq(customRoles.id, row.defaultRoleId))
  return own?.name
}
