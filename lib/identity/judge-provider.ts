// Where a company requires its provider, no other way opens a membership of it. Accounts are everybody's own: what a password opens elsewhere, it goes on opening.
import { and, asc, eq } from 'drizzle-orm'
import { tenants } from '../../db/schema/identity.ts'
import { ssoConnections } from '../../db/schema/sign-in.ts'
import { members, settings } from '../../db/schema/tenancy.ts'
import type { IdentityCtx } from '../access/identity-act.ts'
import { domainOf, providerRefusal, requiredBy, waysOf } from '../access/required-provider.ts'
import { Refusal } from '../kernel/refusal.ts'
import type { Membership } from './accounts.ts'
import { deviceName } from './device-name.ts'
import { signInFailed } from './events.ts'
import type { FlowData } from './flow.ts'

/** What somebody brings along who wants in. `bySwitch`: nothing was typed for this, it comes from a session in another company. */
export interface Brought {
  readonly methods: FlowData['methods']
  readonly connectionId?: string | undefined
  readonly bySwitch?: true
}
/** A passkey that verified its person stands for both proofs. */
const isByPasskeyAlone = (methods: FlowData['methods']): boolean => methods.length === 1 && methods[0] === 'passkey'
/** Connections by which people of a company come in now. */
export async function providerNames(ctx: IdentityCtx, tenantId: string): Promise<readonly { readonly id: string; readonly name: string }[]> {
  return ctx.db
    .select({ id: ssoConnections.id, name: ssoConnections.name })
    .from(ssoConnections)
    .where(and(eq(ssoConnections.tenantId, tenantId), eq(ssoConnections.state, 'on')))
    .orderBy(asc(ssoConnections.id))
    .limit(5)
}
/** How a person is told, by name, where to go instead. */
export function sentenceOf(company: string, domain: string, names: readonly string[]): string {
  if (names.length === 0)
    return `${company} lets addresses at ${domain} in by its provider only, and that is switched off at present. An owner of ${company} can help.`
  return `${company} lets addresses at ${domain} in by ${names.map((name) => `“${name}”`).join(' or ')} only. Type your address on the sign-in page and choose it there.`
}
/**
 * Whether this membership may be opened with what was brought. `shut`: recorded in that company, and the act ends with the refusal. Owners who
 * keep a way in type password and factor for it, or use a passkey: a mailed link, an agreed recovery and a session elsewhere are not that.
 */
export async function judgeProvider(ctx: IdentityCtx, membership: Membership, brought: Brought): Promise<'open' | 'shut' | 'break-glass'> {
  if (brought.connectionId !== undefined) return 'open'
  const [row] = await ctx.db
    .select({ email: members.email, role: members.role, policy: settings.policy })
    .from(members)
    .innerJoin(settings, eq(settings.tenantId, members.tenantId))
    .where(and(eq(members.tenantId, membership.tenantId), eq(members.id, membership.memberId)))
  const ways = row === undefined ? 'any' : waysOf(row.policy, { id: membership.memberId, role: row.role, email: row.email })
  if (row === undefined || ways === 'any') return 'open'
  const isTyped =
    brought.bySwitch === undefined && (brought.methods.includes('password') || isByPasskeyAlone(brought.methods)) && !brought.methods.includes('recovery')
  if (ways === 'break-glass' && isTyped) return 'break-glass'
  await ctx.inTenant(membership.tenantId, { memberId: membership.memberId, name: membership.name, role: membership.role }, async (side) => {
    side.record(signInFailed, membership.memberId, { step: 'membership', why: 'sign-in by the provider is required', device: deviceName(ctx.place.agent) })
  })
  const kept = brought.methods.includes('reset')
    ? 'Your new password is kept. '
    : brought.methods.includes('recovery')
      ? 'Your new second factor is kept. '
      : ''
  ctx.refuse(
    providerRefusal(
      kept +
        (ways === 'break-glass'
          ? `You keep a way in to ${membership.company} by password and code, or by passkey: sign in with them.`
          : sentenceOf(
              membership.company,
              domainOf(row.email),
              (await providerNames(ctx, membership.tenantId)).map(({ name }) => name),
            )),
    ),
  )
  return 'shut'
}
/** What an invitation meets whose address has to come by the provider; undefined: nothing. */
export async function providerOfInvitation(
  ctx: IdentityCtx,
  tenantId: string,
  email: string,
): Promise<{ readonly sentence: string; readonly connections: readonly { readonly id: string; readonly name: string }[] } | undefined> {
  const [row] = await ctx.db
    .select({ company: tenants.name, policy: settings.policy })
    .from(settings)
    .innerJoin(tenants, eq(tenants.id, settings.tenantId))
    .where(eq(settings.tenantId, tenantId))
  if (!row || !requiredBy(row.policy).domains.includes(domainOf(email))) return undefined
  const connections = await providerNames(ctx, tenantId)
  return {
    connections,
    sentence: `${sentenceOf(
      row.company,
      domainOf(email),
      connections.map(({ name }) => name),
    )} The invitation waits for you there.`,
  }
}
/**
 * An address does not leave a domain for which a company requires its provider, as long as its person belongs to that company: a password
 * would open there again. Owners who keep a way in stay where they are known as such.
 * @throws Refusal that names the company
 */
export async function demandAddressMayLeave(ctx: IdentityCtx, accountId: string, newEmail: string): Promise<void> {
  const rows = await ctx.db
    .select({ email: members.email, company: tenants.name, policy: settings.policy })
    .from(members)
    .innerJoin(tenants, and(eq(tenants.id, members.tenantId), eq(tenants.state, 'active')))
    .innerJoin(settings, eq(settings.tenantId, members.tenantId))
    .where(and(eq(members.accountId, accountId), eq(members.state, 'active')))
  for (const { email, company, policy } of rows) {
    const { domains } = requiredBy(policy)
    if (!domains.includes(domainOf(email)) || domains.includes(domainOf(newEmail))) continue
    const sentence = `${company} lets addresses at ${domainOf(email)} in by its provider only, so yours stays there while you belong to ${company}.`
    throw new Refusal('forbidden', sentence, { email: sentence, provider: 'required' })
  }
}
