// The phone of an account, and for which of its companies a text message to it counts.
import { and, eq } from 'drizzle-orm'
import { factors, tenants } from '../../../db/schema/identity.ts'
import { customRoles, members, settings } from '../../../db/schema/tenancy.ts'
import type { IdentityCtx } from '../../access/identity-act.ts'
import { withGranted } from '../../access/granted.ts'
import { roleOf } from '../../access/roles.ts'
import { mayUseText } from '../../access/text-rules.ts'
import { config } from '../../config.ts'
import { envelope } from '../../platform/keys/keys.ts'
import { presentFactors } from '../accounts.ts'
import { factorCell } from '../factor.ts'
import { grantsNow } from '../granted-factors.ts'

/** Whether text messages leave this installation: by a gateway, or in development into the outbox. */
export const canText = (): boolean => config().sms.gateway !== undefined || config().environment === 'development'

export interface Phone {
  readonly factorId: string
  readonly number: string
  readonly name: string
}
export async function phoneOf(ctx: IdentityCtx, accountId: string): Promise<Phone | undefined> {
  const [row] = await ctx.db
    .select({ id: factors.id, name: factors.name, secret: factors.secret })
    .from(factors)
    .where(and(presentFactors(accountId), eq(factors.kind, 'sms')))
  return row?.secret ? { factorId: row.id, name: row.name, number: (await envelope().open(factorCell(row.id), row.secret)).toString('utf8') } : undefined
}
export interface TextCompany {
  readonly tenantId: string
  readonly memberId: string
  readonly company: string
}
/** Companies of the account that let it in by a text message, the oldest membership first. */
export async function textCompaniesOf(ctx: IdentityCtx, accountId: string): Promise<TextCompany[]> {
  const rows = await ctx.db
    .select({
      tenantId: tenants.id,
      company: tenants.name,
      memberId: members.id,
      role: members.role,
      roleId: members.roleId,
      policy: settings.policy,
      roleName: customRoles.name,
      preset: customRoles.preset,
      grants: customRoles.grants,
    })
    .from(members)
    .innerJoin(tenants, and(eq(tenants.id, members.tenantId), eq(tenants.state, 'active')))
    .innerJoin(settings, eq(settings.tenantId, members.tenantId))
    .leftJoin(customRoles, and(eq(customRoles.tenantId, members.tenantId), eq(customRoles.id, members.roleId)))
    .where(and(eq(members.accountId, accountId), eq(members.state, 'active')))
    .orderBy(members.id)
  const given = await grantsNow(
    ctx,
    rows.map(({ memberId }) => memberId),
  )
  return rows
    .filter(({ memberId, role, roleId, policy, roleName, preset, grants }) => {
      const all = withGranted(
        roleOf(roleName ?? role, { preset, grants }),
        given.filter((grant) => grant.memberId === memberId),
      )
      return mayUseText(policy, { role, roleId, grants: all.grants })
    })
    .map(({ tenantId, memberId, company }) => ({ tenantId, memberId, company }))
}
