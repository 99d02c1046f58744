import { asc, count, eq, inArray, isNull, and } from 'drizzle-orm'
import { customRoles, members } from '../../db/schema/tenancy.ts'
import type { Ctx, ReadCtx } from '../access/ctx.ts'
import { permissions, type Permission } from '../access/permissions.ts'
import { companyRoles, covers, isRole, reachOf, roleOf, roleSentences, type Role } from '../access/roles.ts'
import { encodeId, tryDecodeId } from '../kernel/id.ts'
import { platformTenant } from '../kernel/platform-tenant.ts'
import { invalid, notFound, Refusal } from '../kernel/refusal.ts'
import { weightsBeyond } from './role-weight.ts'

/** A role of this company: a preset, or one of its own. `key` is how forms and addresses name it: `manager`, or `rol_…`. */
export interface KnownRole extends Role {
  readonly key: string
  /** Null for a preset. */
  readonly id: string | null
  readonly sentence: string
  readonly version: number
}
const presetAs = (name: string): KnownRole => ({ ...roleOf(name), key: name, id: null, sentence: isRole(name) ? roleSentences[name] : '', version: 0 })
type Row = typeof customRoles.$inferSelect
const ownAs = (row: Row): KnownRole => ({
  ...roleOf(row.name, row),
  key: encodeId('role', row.id),
  id: row.id,
  sentence: row.sentence === '' ? `Made from ${row.preset.replace('_', ' ')}` : row.sentence,
  version: row.version,
})

/** The presets, then the company's own by name. A company makes a few dozen at most, so all of them are read at once. */
export async function rolesOf(ctx: ReadCtx): Promise<KnownRole[]> {
  if (ctx.tenant === platformTenant) return [presetAs('operator')]
  const own = await ctx.tx.select().from(customRoles).where(isNull(customRoles.endedAt)).orderBy(asc(customRoles.name), asc(customRoles.id))
  return [...companyRoles.map(presetAs), ...own.map(ownAs)]
}
/** The role that a key names. Whoever gives it holds its row, so that it cannot end meanwhile. */
export async function findRole(ctx: ReadCtx, key: string, lock?: 'share' | 'update'): Promise<KnownRole | undefined> {
  if (isRole(key)) return (ctx.tenant === platformTenant) === (key === 'operator') ? presetAs(key) : undefined
  const id = tryDecodeId('role', key)
  if (id === undefined) return undefined
  const read = ctx.tx
    .select()
    .from(customRoles)
    .where(and(eq(customRoles.id, id), isNull(customRoles.endedAt)))
  const [row] = await (lock === undefined ? read : read.for(lock))
  return row && ownAs(row)
}
/** A role of the company's own, to be changed or ended. A preset is nobody's to change. */
export async function loadOwnRole(ctx: Ctx, roleId: string): Promise<KnownRole & { readonly id: string }> {
  const role = await findRole(ctx, roleId, 'update')
  if (!role) throw notFound('role')
  if (role.id === null) throw new Refusal('forbidden', 'A preset stays as it is. Copy it, and change the copy.')
  return { ...role, id: role.id }
}
/** The role of a member as one's form would name it. */
export const keyOf = (member: { readonly role: string; readonly roleId: string | null }): string =>
  member.roleId === null ? member.role : encodeId('role', member.roleId)

type Giver = Pick<ReadCtx, 'tenant' | 'actor'>
/** What of a role the giver does not hold, and so cannot give. */
export function lackingOf(ctx: Giver, role: Pick<Role, 'name' | 'grants'>): Permission[] {
  const { held, kind } = ctx.actor
  if (kind !== 'member') return []
  // Presets are the product's: whoever looks after members as owner or admin gives them, though an admin pays nobody. What was taken out
  // of a copy of these two is not given back by way of another role.
  const entrusted = isRole(role.name) && (held.preset === 'owner' || held.preset === 'admin') ? held.preset : undefined
  return (Object.keys(role.grants) as Permission[]).filter((name) => {
    const reach = role.grants[name]
    if (reach === undefined || covers(held.grants[name], reach)) return false
    return entrusted === undefined || reachOf(entrusted, name) !== undefined
  })
}
/** Why this person may not give this role; undefined: they may. Nobody gives what they do not hold, and owners are made by owners. */
export function whyNotGive(ctx: Giver, role: Role): string | undefined {
  if (role.name === 'owner' && ctx.actor.kind === 'member' && ctx.actor.role !== 'owner') return 'only an owner makes owners'
  const lacking = lackingOf(ctx, role),
    first = lacking[0]
  if (first === undefined) {
    if (isRole(role.name) && ctx.actor.held.preset === 'admin') return undefined
    const [weight] = weightsBeyond(ctx, role.preset, {}, role.grants)
    return weight === undefined ? undefined : `it would ${weight}, which yours does not`
  }
  return `it includes “${permissions[first]}”${lacking.length > 1 ? ` and ${lacking.length - 1} more` : ''}, which you do not hold`
}
/** Roles that this person may give in this company, each with why not. */
export async function grantableRoles(
  ctx: ReadCtx,
): Promise<readonly { readonly role: string; readonly name: string; readonly sentence: string; readonly why?: string }[]> {
  return (await rolesOf(ctx)).map((role) => {
    const why = whyNotGive(ctx, role)
    return { role: role.key, name: role.name, sentence: role.sentence, ...(why === undefined ? {} : { why }) }
  })
}
/** The role to give, held until the act commits. */
export async function demandGrantable(ctx: Ctx, key: string, field = 'role'): Promise<KnownRole> {
  const role = await findRole(ctx, key, 'share')
  if (!role) throw invalid(field, 'This role is not of this company. Choose one from the list.')
  const why = whyNotGive(ctx, role)
  if (why !== undefined) {
    const sentence = role.name === 'owner' ? 'Only an owner can make somebody owner.' : `You cannot give the role ${role.name.replace('_', ' ')}: ${why}.`
    throw new Refusal('forbidden', sentence, { [field]: sentence })
  }
  return role
}

export interface Holder {
  readonly id: string
  readonly number: string
  readonly name: string
  readonly state: 'invited' | 'active' | 'suspended'
}
export const holding = ['invited', 'active', 'suspended'] as const
/** Who holds a role of the company's own and has not left. */
export async function holdersOf(
  ctx: ReadCtx,
  role: Pick<KnownRole, 'id' | 'name'>,
  most: number,
): Promise<{ readonly total: number; readonly shown: readonly Holder[] }> {
  const has = and(role.id === null ? eq(members.role, role.name) : eq(members.roleId, role.id), inArray(members.state, [...holding]))
  const [[all], shown] = await Promise.all([
    ctx.tx.select({ n: count() }).from(members).where(has),
    ctx.tx
      .select({ id: members.id, number: members.number, name: members.name, state: members.state })
      .from(members)
      .where(has)
      .orderBy(asc(members.name), asc(members.id))
      .limit(most),
  ])
  return { total: all?.n ?? 0, shown: shown as Holder[] }
}
