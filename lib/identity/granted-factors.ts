// Rights that were given for a time ask for the same factor as the roles they come from.
import { and, eq, gt, inArray, isNull, or } from 'drizzle-orm'
import { accessRequests } from '../../db/schema/access.ts'
import { customRoles } from '../../db/schema/tenancy.ts'
import type { FactorRules } from '../access/factor-rules.ts'
import { grantsOf } from '../access/granted.ts'
import type { IdentityCtx } from '../access/identity-act.ts'
import { grantsFrom, isRole, roles, type Grants } from '../access/roles.ts'
import { neverByText } from '../access/text-rules.ts'

interface GrantNow {
  readonly memberId: string
  /** The role that was given, as a policy names roles: a preset, or a role of the company's own by its id. */
  readonly role: string | null
  readonly grants: Grants
}
/** What these members hold now beside their role: the same judgement as at the door (scope.enter). */
export async function grantsNow(ctx: IdentityCtx, memberIds: readonly string[]): Promise<GrantNow[]> {
  if (memberIds.length === 0) return []
  const rows = await ctx.db
    .select({
      memberId: accessRequests.memberId,
      grants: accessRequests.grants,
      preset: accessRequests.preset,
      roleId: accessRequests.roleId,
      own: customRoles.grants,
    })
    .from(accessRequests)
    .leftJoin(customRoles, and(eq(customRoles.tenantId, accessRequests.tenantId), eq(customRoles.id, accessRequests.roleId), isNull(customRoles.endedAt)))
    .where(
      and(
        inArray(accessRequests.memberId, [...memberIds]),
        eq(accessRequests.state, 'granted'),
        gt(accessRequests.endsAt, ctx.now),
        or(isNull(accessRequests.roleId), eq(customRoles.id, accessRequests.roleId)),
      ),
    )
  return rows.map((row) => ({ memberId: row.memberId, role: row.roleId ?? row.preset, grants: grantsOf(row) }))
}
/**
 * Of these members, who needs a passkey for what was given beside the role: a role that needs one, or a right over money, people or the way
 * in that such a role holds. Else a company that asks its approvers for a passkey could be approved in with a code, for a time.
 */
export async function whoNeedByGrant(ctx: IdentityCtx, asked: readonly { readonly memberId: string; readonly rules: FactorRules }[]): Promise<Set<string>> {
  const bound = asked.filter(({ rules }) => rules.passkeyRoles.length > 0),
    given = await grantsNow(
      ctx,
      bound.map(({ memberId }) => memberId),
    )
  if (given.length === 0) return new Set()
  const ofTheirOwn = bound.flatMap(({ rules }) => rules.passkeyRoles).filter((role) => !isRole(role)),
    stored = new Map(
      (ofTheirOwn.length === 0
        ? []
        : await ctx.db
            .select({ id: customRoles.id, grants: customRoles.grants })
            .from(customRoles)
            .where(and(inArray(customRoles.id, ofTheirOwn), isNull(customRoles.endedAt)))
      ).map((row) => [row.id, grantsFrom(row.grants)] as const),
    )
  const held = (role: string): Grants => (isRole(role) ? roles[role] : (stored.get(role) ?? {}))
  return new Set(
    bound
      .filter(({ memberId, rules }) =>
        given.some(
          (grant) =>
            grant.memberId === memberId &&
            ((grant.role !== null && rules.passkeyRoles.includes(grant.role)) ||
              neverByText.some((name) => grant.grants[name] !== undefined && rules.passkeyRoles.some((role) => held(role)[name] !== undefined))),
        ),
      )
      .map(({ memberId }) => memberId),
  )
}
