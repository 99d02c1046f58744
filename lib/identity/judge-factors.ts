// Which factors count is decided by the company that is entered, for the role that somebody has there.
import { and, eq, inArray } from 'drizzle-orm'
import { tenants } from '../../db/schema/identity.ts'
import { members, settings } from '../../db/schema/tenancy.ts'
import { factorRulesOf, needsPasskey, type FactorRules } from '../access/factor-rules.ts'
import type { IdentityCtx } from '../access/identity-act.ts'
import { Refusal } from '../kernel/refusal.ts'
import { factorsOf, membershipsOf, type Membership } from './accounts.ts'
import { deviceName } from './device-name.ts'
import { signInFailed } from './events.ts'
import type { FactorMethod } from './factor.ts'
import type { Brought } from './judge-provider.ts'
import { isAnswer } from './passkeys/passkey-answer.ts'
import { whoNeedByGrant } from './granted-factors.ts'
import { textCompaniesOf } from './text/phone.ts'

interface Rule extends FactorRules {
  readonly company: string
  readonly needsPasskey: boolean
  /** What the passkey is asked for: the role, or what was given beside it. */ readonly asked: string
}
async function ruleOf(ctx: IdentityCtx, tenantId: string, memberId: string): Promise<Rule | undefined> {
  const [row] = await ctx.db
    .select({ company: tenants.name, role: members.role, roleId: members.roleId, policy: settings.policy })
    .from(members)
    .innerJoin(settings, eq(settings.tenantId, members.tenantId))
    .innerJoin(tenants, eq(tenants.id, members.tenantId))
    .where(and(eq(members.tenantId, tenantId), eq(members.id, memberId)))
  if (!row) return undefined
  const rules = factorRulesOf(row.policy),
    byRole = needsPasskey(rules, row),
    byGrant = !byRole && (await whoNeedByGrant(ctx, [{ memberId, rules }])).has(memberId)
  return { ...rules, company: row.company, needsPasskey: byRole || byGrant, asked: byGrant ? 'what you were given for a time' : 'your role' }
}
/**
 * Whether this membership may be opened with the factors that were brought. `shut`: recorded there, and the act ends with the refusal. A role
 * that needs a passkey is let in by a code as long as its person has none, because adding one takes a session; where they have one, no
 * weaker way goes round it. A provider's word about its own factor is a matter of the connection.
 */
export async function judgeFactors(ctx: IdentityCtx, accountId: string, membership: Membership, brought: Brought): Promise<'open' | 'shut'> {
  const byText = brought.methods.includes('text message') && !(await textCompaniesOf(ctx, accountId)).some(({ memberId }) => memberId === membership.memberId)
  if (brought.connectionId !== undefined && !byText) return 'open'
  const rule = await ruleOf(ctx, membership.tenantId, membership.memberId),
    byPasskey = brought.methods.includes('passkey')
  const isAlone = byPasskey && !brought.methods.includes('password') && !brought.methods.includes('reset')
  const sentence =
    rule === undefined
      ? undefined
      : byText
        ? `${rule.company} does not let your role in by text message. Sign in again with your authenticator app, a passkey or a backup code.`
        : isAlone && !rule.passkeyAlone
          ? `${rule.company} asks for your password beside the passkey. Type your address, then the password, then use the passkey.`
          : rule.needsPasskey && !byPasskey && (await factorsOf(ctx, accountId)).passkey > 0
            ? `${rule.company} lets you in by passkey only, for ${rule.asked}. Sign in again and use yours.`
            : undefined
  if (sentence === undefined) return 'open'
  await ctx.inTenant(membership.tenantId, { memberId: membership.memberId, name: membership.name, role: membership.role }, async (side) => {
    side.record(signInFailed, membership.memberId, {
      step: 'membership',
      why: byText ? 'a text message does not count here' : isAlone ? 'a passkey alone does not count here' : 'a passkey is needed',
      device: deviceName(ctx.place.agent),
    })
  })
  ctx.refuse(new Refusal('forbidden', `${brought.methods.includes('reset') ? 'Your new password is kept. ' : ''}${sentence}`))
  return 'shut'
}
/**
 * Before an act: whether what was typed is of a kind that counts for this member here. Judged before it is looked at, so that no code is
 * used up for nothing. Adding a passkey is judged by itself, below.
 */
export async function whyFactorCountsNot(
  ctx: IdentityCtx,
  signed: { readonly tenantId: string; readonly memberId: string; readonly accountId: string },
  typed: string,
): Promise<Refusal | undefined> {
  if (isAnswer(typed)) return undefined
  const rule = await ruleOf(ctx, signed.tenantId, signed.memberId)
  if (!rule?.needsPasskey) return undefined
  const sentence =
    (await factorsOf(ctx, signed.accountId)).passkey > 0
      ? `${rule.company} asks for a passkey here, for ${rule.asked}; a code does not count.`
      : `${rule.company} asks for a passkey here, for ${rule.asked}, and you have none yet. Add one in your account, under Second factor.`
  return new Refusal('forbidden', sentence, { factorCode: sentence })
}
/**
 * A code adds the first passkey. Where a company of the account asks for one it adds no further: whoever talked password and code out of a person
 * would come in elsewhere, add a passkey of their own there, and go round the rule with it.
 */
export async function whyCodeAddsNoPasskey(ctx: IdentityCtx, accountId: string, typed: string): Promise<Refusal | undefined> {
  if (isAnswer(typed) || (await factorsOf(ctx, accountId)).passkey === 0) return undefined
  const all = await membershipsOf(ctx, accountId)
  // No company is named: a session by one company's provider must not learn of the others.
  if (
    (
      await companiesThatNeedPasskey(
        ctx,
        accountId,
        all.map((membership) => membership.memberId),
      )
    ).length === 0
  )
    return undefined
  const sentence = 'A company asks you for a passkey, and you have one: use it to add another. A code does not count for this.'
  return new Refusal('forbidden', sentence, { factorCode: sentence })
}
/** Whether of this member's factors only passkeys count. */
export const isPasskeyNeeded = async (ctx: IdentityCtx, signed: { readonly tenantId: string; readonly memberId: string }): Promise<boolean> =>
  (await ruleOf(ctx, signed.tenantId, signed.memberId))?.needsPasskey === true
/** Companies that ask this account for a passkey, by name; of these memberships only. */
export async function companiesThatNeedPasskey(ctx: IdentityCtx, accountId: string, memberIds: readonly string[]): Promise<string[]> {
  const rows = await ctx.db
    .select({ memberId: members.id, company: tenants.name, role: members.role, roleId: members.roleId, policy: settings.policy })
    .from(members)
    .innerJoin(tenants, and(eq(tenants.id, members.tenantId), eq(tenants.state, 'active')))
    .innerJoin(settings, eq(settings.tenantId, members.tenantId))
    .where(and(eq(members.accountId, accountId), inArray(members.id, [...memberIds]), eq(members.state, 'active')))
  const byGrant = await whoNeedByGrant(
    ctx,
    rows.map(({ memberId, policy }) => ({ memberId, rules: factorRulesOf(policy) })),
  )
  return rows.filter((row) => needsPasskey(factorRulesOf(row.policy), row) || byGrant.has(row.memberId)).map((row) => row.company)
}
/** The proofs of a session that a switch carries on to another company. */
export function carriedMethods(methods: string, factor: FactorMethod): Brought['methods'] {
  const before = methods.split(', ')
  if (before.includes('password') || !before.includes('passkey')) return ['password', factor]
  return factor === 'passkey' ? ['passkey'] : ['passkey', factor]
}
