import { and, eq, isNull, or } from 'drizzle-orm'
import { tenants } from '../../db/schema/identity.ts'
import { members, networkRules, settings } from '../../db/schema/tenancy.ts'
import type { IdentityCtx } from '../access/identity-act.ts'
import { isBreakGlass, keptOut, networkRefusal } from '../access/network.ts'
import type { Refusal } from '../kernel/refusal.ts'

/**
 * Whether a member may act from where this call comes: the same lists as scope.enter answers, for acts beside a tenant's scope. Undefined: they
 * may. `isBreakGlass` tells that a list was passed by.
 */
export async function keptOutAt(
  ctx: IdentityCtx,
  who: { readonly tenantId: string; readonly memberId: string; readonly role: string },
): Promise<{ refusal: Refusal | undefined; isBreakGlass: boolean }> {
  const around = or(
    eq(networkRules.scope, 'company'),
    eq(networkRules.memberId, members.id),
    eq(networkRules.roleId, members.roleId),
    eq(networkRules.preset, members.role),
  )
  const rows = await ctx.db
    .select({ scope: networkRules.scope, range: networkRules.range })
    .from(networkRules)
    .innerJoin(members, and(eq(members.tenantId, networkRules.tenantId), eq(members.id, who.memberId), around))
    .where(and(eq(networkRules.tenantId, who.tenantId), isNull(networkRules.endedAt)))
  const scope = keptOut(rows, ctx.place.ip)
  if (scope === undefined) return { refusal: undefined, isBreakGlass: false }
  const [company] = await ctx.db
    .select({ name: tenants.name, policy: settings.policy })
    .from(settings)
    .innerJoin(tenants, eq(tenants.id, settings.tenantId))
    .where(eq(settings.tenantId, who.tenantId))
  if (isBreakGlass(company?.policy, { id: who.memberId, role: who.role })) return { refusal: undefined, isBreakGlass: true }
  return { refusal: networkRefusal(scope, ctx.place.ip, company?.name ?? 'the company'), isBreakGlass: false }
}
