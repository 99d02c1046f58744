import { and, eq, gt, inArray, isNull, or } from 'drizzle-orm'
import { accessRequests } from '../../../db/schema/access.ts'
import { customRoles } from '../../../db/schema/tenancy.ts'
import type { ReadCtx } from '../../access/ctx.ts'
import { grantsOf, type Granted } from '../../access/granted.ts'

export interface GrantInForce extends Granted {
  readonly memberId: string
  readonly startedAt: Date
}
/** What was given for a time and counts now, of everyone or of some: the same judgement as at the door (scope.enter), for looking at others. */
export async function grantsInForce(ctx: ReadCtx, memberIds?: readonly string[]): Promise<GrantInForce[]> {
  if (memberIds?.length === 0) return []
  const rows = await ctx.tx
    .select({
      requestId: accessRequests.id,
      number: accessRequests.number,
      memberId: accessRequests.memberId,
      grants: accessRequests.grants,
      preset: accessRequests.preset,
      own: customRoles.grants,
      startedAt: accessRequests.decidedAt,
      endsAt: accessRequests.endsAt,
    })
    .from(accessRequests)
    .leftJoin(customRoles, and(eq(customRoles.id, accessRequests.roleId), isNull(customRoles.endedAt)))
    .where(
      and(
        eq(accessRequests.state, 'granted'),
        gt(accessRequests.endsAt, ctx.now),
        or(isNull(accessRequests.roleId), eq(customRoles.id, accessRequests.roleId)),
        memberIds && inArray(accessRequests.memberId, [...memberIds]),
      ),
    )
    .orderBy(accessRequests.id)
  return rows.map((row) => ({
    requestId: row.requestId,
    number: row.number,
    memberId: row.memberId,
    startedAt: row.startedAt as Date,
    endsAt: row.endsAt as Date,
    grants: grantsOf(row),
  }))
}
