import { and, eq, inArray, isNull, or } from 'drizzle-orm'
import { crewMembers, payees } from '../../db/schema/work.ts'
import type { ReadCtx } from '../access/ctx.ts'
import type { Permission } from '../access/permissions.ts'

/** A chain of merges longer than this is no chain of a person. */
const stepsMax = 8

/**
 * The payee records that are the signed-in member: those linked to the membership, and whatever was merged with them. A merge links and
 * moves nothing, so earnings may lie on each of them. A record that is linked to somebody else is never followed into.
 */
export async function ownPayeeIds(ctx: ReadCtx, memberId: string | null = ctx.actor.memberId): Promise<string[]> {
  if (memberId === null) return []
  const found = new Set<string>()
  let fresh = await ctx.tx.select({ id: payees.id, into: payees.mergedIntoId }).from(payees).where(eq(payees.memberId, memberId))
  for (let n = 0; fresh.length > 0 && n < stepsMax; n++) {
    for (const { id } of fresh) found.add(id)
    const targets = fresh.flatMap(({ into }) => (into === null || found.has(into) ? [] : [into]))
    const linked = or(inArray(payees.mergedIntoId, [...found]), ...(targets.length > 0 ? [inArray(payees.id, targets)] : []))
    const next = await ctx.tx
      .select({ id: payees.id, into: payees.mergedIntoId })
      .from(payees)
      .where(and(linked, or(isNull(payees.memberId), eq(payees.memberId, memberId))))
    fresh = next.filter(({ id }) => !found.has(id))
  }
  return [...found].sort()
}
/** Whose rows a limited right to read shows: one's own or, where it reaches the crew, also those of whoever is on a crew with one now. */
export async function payeeIdsWithin(ctx: ReadCtx, permission: Permission): Promise<string[]> {
  const own = await ownPayeeIds(ctx)
  if (ctx.reach(permission) !== 'crew' || own.length === 0) return own
  const mine = ctx.tx
    .select({ id: crewMembers.crewId })
    .from(crewMembers)
    .where(and(inArray(crewMembers.payeeId, own), isNull(crewMembers.leftAt)))
  const others = await ctx.tx
    .selectDistinct({ id: crewMembers.payeeId })
    .from(crewMembers)
    .where(and(inArray(crewMembers.crewId, mine), isNull(crewMembers.leftAt)))
  return [...new Set([...own, ...others.map(({ id }) => id)])].sort()
}
/** Whether a payee is the member: nobody decides about what is their own. */
export async function isOwnPayee(ctx: ReadCtx, payeeId: string): Promise<boolean> {
  return (await ownPayeeIds(ctx)).includes(payeeId)
}
