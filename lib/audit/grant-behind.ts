import { and, eq, gt, inArray, isNull, lte, or } from 'drizzle-orm'
import { accessRequests } from '../../db/schema/access.ts'
import { customRoles } from '../../db/schema/tenancy.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { permissionNames } from '../access/permissions.ts'
import { grantsFrom, isRole, reachOf, roleOf } from '../access/roles.ts'
import { encodeId, type Id } from '../kernel/id.ts'

/** The request by whose grant somebody was allowed what their role does not include: of those in force at that moment. */
export async function grantBehind(
  ctx: ReadCtx,
  act: { readonly memberId: string | null; readonly role: string; readonly permission: string; readonly at: Date },
): Promise<{ readonly id: Id<'accessRequest'>; readonly number: string } | undefined> {
  const permission = permissionNames.find((name) => name === act.permission)
  if (act.memberId === null || permission === undefined || reachOf(act.role, permission) !== undefined) return undefined
  const rows = await ctx.tx
    .select({ id: accessRequests.id, number: accessRequests.number, grants: accessRequests.grants })
    .from(accessRequests)
    .where(
      and(
        eq(accessRequests.memberId, act.memberId),
        inArray(accessRequests.state, ['granted', 'ended', 'expired']),
        lte(accessRequests.decidedAt, act.at),
        gt(accessRequests.endsAt, act.at),
        or(isNull(accessRequests.endedAt), gt(accessRequests.endedAt, act.at)),
      ),
    )
    .orderBy(accessRequests.id)
  const found = rows.find((row) => grantsFrom(row.grants)[permission] !== undefined)
  if (!found || isRole(act.role)) return found && { id: encodeId('accessRequest', found.id), number: found.number }
  const [own] = await ctx.tx
    .select({ preset: customRoles.preset, grants: customRoles.grants })
    .from(customRoles)
    .where(and(eq(customRoles.name, act.role), isNull(customRoles.endedAt)))
  return own && roleOf(act.role, own).grants[permission] !== undefined ? undefined : { id: encodeId('accessRequest', found.id), number: found.number }
}
