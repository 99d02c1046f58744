import { and, asc, count, desc, eq, isNotNull, isNull, ne } from 'drizzle-orm'
import { accounts, backupCodes, factors, sessions, tenants } from '../../db/schema/identity.ts'
import { customRoles, members } from '../../db/schema/tenancy.ts'
import type { IdentityActor, IdentityCtx, TenantSide } from '../access/identity-act.ts'
import { platformTenant } from '../kernel/platform-tenant.ts'
import { networkOf } from './throttle-rules.ts'
import { deviceName } from './device-name.ts'

export interface Account {
  readonly id: string
  readonly email: string
  readonly emailVerifiedAt: Date | null
  readonly name: string
  readonly zone: string | null
  readonly passwordHash: string | null
  readonly isDisabled: boolean
}
export interface Membership {
  readonly tenantId: string
  readonly company: string
  readonly kind: 'company' | 'platform'
  readonly memberId: string
  readonly name: string
  readonly role: string
  /** Of a role of the company's own: the preset whose habits it keeps. */ readonly preset?: string | null
}

const accountColumns = {
  id: accounts.id,
  email: accounts.email,
  emailVerifiedAt: accounts.emailVerifiedAt,
  name: accounts.name,
  zone: accounts.zone,
  passwordHash: accounts.passwordHash,
  isDisabled: accounts.isDisabled,
}
export async function accountByEmail(ctx: IdentityCtx, email: string): Promise<Account | undefined> {
  return (await ctx.db.select(accountColumns).from(accounts).where(eq(accounts.email, email)))[0]
}
export async function accountById(ctx: IdentityCtx, id: string): Promise<Account | undefined> {
  return (await ctx.db.select(accountColumns).from(accounts).where(eq(accounts.id, id)))[0]
}
/** Where the account belongs now: active memberships of companies that are not suspended, the oldest first. */
export async function membershipsOf(ctx: IdentityCtx, accountId: string): Promise<Membership[]> {
  return ctx.db
    .select({
      tenantId: tenants.id,
      company: tenants.name,
      kind: tenants.kind,
      memberId: members.id,
      name: members.name,
      role: members.role,
      preset: customRoles.preset,
    })
    .from(members)
    .leftJoin(customRoles, and(eq(customRoles.tenantId, members.tenantId), eq(customRoles.id, members.roleId)))
    .innerJoin(tenants, and(eq(tenants.id, members.tenantId), eq(tenants.state, 'active')))
    .where(and(eq(members.accountId, accountId), eq(members.state, 'active')))
    .orderBy(asc(members.id))
}
/** The company in which the account was last signed in. */
export async function lastCompanyOf(ctx: IdentityCtx, accountId: string): Promise<string | undefined> {
  return (
    await ctx.db.select({ tenantId: sessions.tenantId }).from(sessions).where(eq(sessions.accountId, accountId)).orderBy(desc(sessions.createdAt)).limit(1)
  )[0]?.tenantId
}
/** The factors that an account has now, as a condition on their rows. */
export const presentFactors = (accountId: string) => and(eq(factors.accountId, accountId), isNotNull(factors.confirmedAt), isNull(factors.removedAt))
/** How many of each kind. */
export async function factorsOf(ctx: IdentityCtx, accountId: string): Promise<{ readonly totp: number; readonly passkey: number }> {
  const rows = await ctx.db.select({ kind: factors.kind, n: count() }).from(factors).where(presentFactors(accountId)).groupBy(factors.kind),
    of = (kind: string): number => rows.find((row) => row.kind === kind)?.n ?? 0
  return { totp: of('totp'), passkey: of('passkey') }
}
export async function hasFactor(ctx: IdentityCtx, accountId: string): Promise<boolean> {
  const { totp, passkey } = await factorsOf(ctx, accountId)
  return totp + passkey > 0
}
export async function backupCodesLeft(ctx: IdentityCtx, accountId: string): Promise<number> {
  const [row] = await ctx.db
    .select({ n: count() })
    .from(backupCodes)
    .where(and(eq(backupCodes.accountId, accountId), isNull(backupCodes.usedAt), isNull(backupCodes.replacedAt)))
  return row?.n ?? 0
}
/** Whether this network has let the account in before: then waits that strangers elsewhere caused do not hold its owner up. */
export async function isKnownPlace(ctx: IdentityCtx, accountId: string): Promise<{ network: boolean; device: boolean; any: boolean }> {
  const rows = await ctx.db
    .select({ ip: sessions.ip, agent: sessions.agent })
    .from(sessions)
    .where(and(eq(sessions.accountId, accountId), ne(sessions.ip, '')))
    .orderBy(desc(sessions.createdAt))
    .limit(200)
  const network = networkOf(ctx.place.ip),
    device = deviceName(ctx.place.agent)
  return { network: rows.some((row) => networkOf(row.ip) === network), device: rows.some((row) => deviceName(row.agent) === device), any: rows.length > 0 }
}

const stranger: IdentityActor = { memberId: null, name: '', role: 'not signed in' }
/**
 * Writes into the log of every company of the account, or of the platform where there is none: what happens to an account concerns each of
 * them. `actor` tells whether the person acted (proven) or somebody who claims to be it.
 */
export async function inEveryCompany(
  ctx: IdentityCtx,
  accountId: string | undefined,
  actor: 'the person' | 'a stranger',
  run: (side: TenantSide, membership: Membership | undefined) => void | Promise<void>,
): Promise<void> {
  const found = accountId === undefined ? [] : await membershipsOf(ctx, accountId)
  if (found.length === 0)
    return ctx.inTenant(platformTenant, stranger, async (side) => {
      await run(side, undefined)
    })
  for (const membership of found) {
    await ctx.inTenant(
      membership.tenantId,
      actor === 'the person' ? { memberId: membership.memberId, name: membership.name, role: membership.role } : stranger,
      async (side) => {
        await run(side, membership)
      },
    )
  }
}
