import { eq } from 'drizzle-orm'
import { accounts } from '../../db/schema/identity.ts'
import { settings } from '../../db/schema/tenancy.ts'
import type { IdentityCtx } from '../access/identity-act.ts'
import type { Brought } from './judge-provider.ts'

/** Days after which a company's people choose another password, as its policy holds it; undefined, the default: never. Only contracts ask for it; guidance since 2017 advises against (NIST SP 800-63B §3.1.1.2). */
export function passwordDaysOf(policy: unknown): number | undefined {
  const { passwordDaysMax } = (typeof policy === 'object' && policy !== null ? policy : {}) as { passwordDaysMax?: unknown }
  return typeof passwordDaysMax === 'number' ? passwordDaysMax : undefined
}
/**
 * Whether this company wants another password before it lets in somebody who typed one. A provider and a passkey alone type none. A password
 * whose day is not known is as old as its account.
 * @returns the days that the company allows, where it is older
 */
export async function daysIfTooOld(ctx: IdentityCtx, accountId: string, tenantId: string, { methods, connectionId }: Brought): Promise<number | undefined> {
  if (connectionId !== undefined || !methods.includes('password')) return undefined
  const [row] = await ctx.db.select({ policy: settings.policy }).from(settings).where(eq(settings.tenantId, tenantId)),
    days = passwordDaysOf(row?.policy)
  if (days === undefined) return undefined
  const [account] = await ctx.db
    .select({ changedAt: accounts.passwordChangedAt, createdAt: accounts.createdAt })
    .from(accounts)
    .where(eq(accounts.id, accountId))
  if (!account) return undefined
  return ctx.now.getTime() - (account.changedAt ?? account.createdAt).getTime() > days * 86_400_000 ? days : undefined
}
