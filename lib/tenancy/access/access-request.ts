import { eq } from 'drizzle-orm'
import { accessRequests, type AccessState } from '../../../db/schema/access.ts'
import { customRoles, members } from '../../../db/schema/tenancy.ts'
import type { Ctx, ReadCtx } from '../../access/ctx.ts'
import { everyones, permissions, reachesOf, type Permission, type Reach } from '../../access/permissions.ts'
import { companyPermissions, covers, grantsFrom, type Grants } from '../../access/roles.ts'
import { one } from '../../kernel/assert.ts'
import { decodeId, encodeId } from '../../kernel/id.ts'
import { invalid, notFound } from '../../kernel/refusal.ts'
import { policyOf } from '../policy.ts'
import { grantWords } from '../role-draft.ts'
import type { units } from './access-inputs.ts'
import { hoursText } from './access-events.ts'

export type AccessRow = typeof accessRequests.$inferSelect
export type Asked = Pick<AccessRow, 'kind' | 'preset' | 'roleId' | 'grants'>

/** `payout.read:all` and the like. What everyone has is not asked for, and a reach that the permission cannot have is refused by its name. */
export function readAsked(list: readonly string[]): Grants {
  const asked: Partial<Record<Permission, Reach>> = {}
  for (const text of list) {
    const [name = '', reach = ''] = text.split(':'),
      permission = companyPermissions.find((known) => known === name)
    if (permission === undefined || everyones.includes(permission)) throw invalid('grants', `“${name.slice(0, 40)}” is not a permission that can be asked for.`)
    const known = reachesOf(permission).find((possible) => possible === reach)
    if (known === undefined) throw invalid('grants', `“${permissions[permission]}” reaches ${reachesOf(permission).join(', ')}, not “${reach.slice(0, 20)}”.`)
    asked[permission] = known
  }
  return asked
}
/** What of some grants goes beyond what somebody has. */
export const beyond = (held: Grants, grants: Grants): Grants =>
  Object.fromEntries(
    (Object.keys(grants) as Permission[]).flatMap((name) => {
      const reach = grants[name]
      return reach === undefined || covers(held[name], reach) ? [] : [[name, reach]]
    }),
  )
/** The sentences of some grants, in the order of the catalogue. */
export const sentencesOf = (grants: Grants): string[] =>
  companyPermissions.flatMap((name) => {
    const reach = grants[name]
    return reach === undefined || everyones.includes(name) ? [] : [grantWords(name, reach)]
  })
/** “the role finance”, “See payouts”: what was asked for, inside a sentence. */
export function whatWords(row: Asked, roleName: string | null): string {
  if (row.kind === 'role') return `the role ${(row.preset ?? roleName ?? '').replace('_', ' ')}`
  return sentencesOf(grantsFrom(row.grants))
    .map((sentence) => `“${sentence}”`)
    .join(', ')
}
/** Hours that were typed as hours or days, within what the company allows. */
export function hoursOf(ctx: Pick<ReadCtx, 'settings'>, amount: number, unit: (typeof units)[number]): number {
  const hours = unit === 'days' ? amount * 24 : amount,
    daysMax = policyOf(ctx.settings.policy).accessDaysMax
  if (hours > daysMax * 24) throw invalid('amount', `At most ${hoursText(daysMax * 24)} here. Ask again when it has run out.`)
  return hours
}
/** As it is now: a grant whose time is over has expired, whether or not a job has written so. */
export const stateNow = (row: Pick<AccessRow, 'state' | 'endsAt'>, now: Date): AccessState =>
  row.state === 'granted' && row.endsAt !== null && row.endsAt <= now ? 'expired' : row.state

export interface Loaded {
  readonly row: AccessRow
  readonly member: {
    readonly id: string
    readonly number: string
    readonly name: string
    readonly state: string
    readonly role: string
    readonly preset: string | null
    readonly grants: unknown
  }
  readonly what: string
}
/** The request, held, with the person who asked. A foreign id is an id that does not exist. */
export async function loadRequest(ctx: Ctx, requestId: string): Promise<Loaded> {
  const [row] = await ctx.tx
    .select()
    .from(accessRequests)
    .where(eq(accessRequests.id, decodeId('accessRequest', requestId)))
    .for('update')
  if (!row) throw notFound('request')
  return { row, member: await askerOf(ctx, row.memberId), what: whatWords(row, await roleNameOf(ctx, row.roleId)) }
}
export const askerOf = async (ctx: ReadCtx, memberId: string): Promise<Loaded['member']> =>
  one(
    await ctx.tx
      .select({
        id: members.id,
        number: members.number,
        name: members.name,
        state: members.state,
        role: members.role,
        preset: customRoles.preset,
        grants: customRoles.grants,
      })
      .from(members)
      .leftJoin(customRoles, eq(customRoles.id, members.roleId))
      .where(eq(members.id, memberId)),
    'member who asked',
  )
export async function roleNameOf(ctx: ReadCtx, roleId: string | null): Promise<string | null> {
  if (roleId === null) return null
  return one(await ctx.tx.select({ name: customRoles.name }).from(customRoles).where(eq(customRoles.id, roleId)), 'role that was asked for').name
}
/** How addresses and forms name the role that was asked for. */
export const roleKeyOf = (row: Pick<AccessRow, 'preset' | 'roleId'>): string | undefined =>
  row.preset ?? (row.roleId === null ? undefined : encodeId('role', row.roleId))
export async function write(ctx: Ctx, id: string, set: Partial<typeof accessRequests.$inferInsert>): Promise<void> {
  one(
    await ctx.tx
      .update(accessRequests)
      .set({ ...set, updatedAt: ctx.now })
      .where(eq(accessRequests.id, id))
      .returning({ id: accessRequests.id }),
    'request',
  )
}
