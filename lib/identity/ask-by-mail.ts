// What anyone may ask for by typing an address. The answer is the same for every address; only its owner, by mail, learns more.
import { randomBytes } from 'node:crypto'
import { and, count, eq, isNull, ne } from 'drizzle-orm'
import { flows } from '../../db/schema/identity.ts'
import { customRoles, members, recoveries } from '../../db/schema/tenancy.ts'
import { identityAct, type IdentityCtx } from '../access/identity-act.ts'
import { roleOf } from '../access/roles.ts'
import { config } from '../config.ts'
import { sha256 } from '../kernel/digest.ts'
import { newUuid } from '../kernel/id.ts'
import { platformTenant } from '../kernel/platform-tenant.ts'
import { Refusal } from '../kernel/refusal.ts'
import { accountByEmail, inEveryCompany, membershipsOf, type Account } from './accounts.ts'
import { deviceName } from './device-name.ts'
import { passwordResetAsked, recoveryAsked } from './events.ts'
import { AskByEmail, AskRecovery } from './inputs.ts'
import { makeLink } from './links.ts'
import { mails } from './mails.ts'
import { recoveryMark } from './recovery.ts'
import { networkOf } from './throttle-rules.ts'
import { countTry, hasRoom, holdCounter, lookAtCounter } from './throttle.ts'

/** Counts every request, for the address and for the network. @returns whether it may go on */
async function admitMail(ctx: IdentityCtx, email: string): Promise<boolean> {
  // The network first: where it has to wait, a stranger makes us write no row for an address of their invention.
  const network = await lookAtCounter(ctx, 'mailFromNetwork', networkOf(ctx.place.ip))
  if (!hasRoom(ctx, network)) return false
  const address = await holdCounter(ctx, 'mailToAddress', email)
  if (!hasRoom(ctx, address)) return false
  for (const counter of [address, network]) await countTry(ctx, counter)
  return true
}

/**
 * A link to choose a new password, for 30 minutes. It will still ask for the second factor. Links sent before go on working until one is used:
 * whoever knows an address could otherwise keep its person out by asking again and again. How many there are is bounded by how many are mailed.
 */
export const forgetPassword = identityAct({
  name: 'identity.forgetPassword',
  credential: 'none',
  why: 'mails a reset link if the address has an account; says the same either way',
  input: AskByEmail,
  run: async (ctx, { email }): Promise<{ sent: true }> => {
    if (!(await admitMail(ctx, email))) return { sent: true }
    const account = await accountByEmail(ctx, email)
    if (!account || account.isDisabled) {
      ctx.unchanged('no such account')
      return { sent: true }
    }
    await mails.reset(ctx, account.email, await makeLink(ctx, { purpose: 'reset', accountId: account.id, email }))
    await inEveryCompany(ctx, account.id, 'a stranger', (side) => side.record(passwordResetAsked, account.id, { device: deviceName(ctx.place.agent) }))
    return { sent: true }
  },
})

/** A company of one's own, where PLUMBLINE_SIGNUP=open lets strangers in. */
export const signUp = identityAct({
  name: 'identity.signUp',
  credential: 'none',
  why: 'mails a set-up link for a new company; only with PLUMBLINE_SIGNUP=open',
  input: AskByEmail,
  run: async (ctx, { email }): Promise<{ sent: true }> => {
    if (config().signup !== 'open') throw new Refusal('forbidden', 'New companies come by invitation of the operator here.')
    if (!(await admitMail(ctx, email))) return { sent: true }
    ctx.unchanged('a link was mailed')
    await mails.welcomeLink(ctx, email, await makeLink(ctx, { purpose: 'setup', email, data: { kind: 'company', via: 'mail' } }), 'your company')
    return { sent: true }
  },
})

/**
 * A lost second factor without backup codes. With a single membership in a company that has two other admins, those two decide together;
 * otherwise the operator. Whoever decides, a day passes, and signing in with the factor cancels it.
 */
export const askRecovery = identityAct({
  name: 'identity.askRecovery',
  credential: 'none',
  why: 'asks two admins or the operator to let a person back in; says the same for every address',
  input: AskRecovery,
  run: async (ctx, { email, lost }): Promise<{ asked: true }> => {
    if (!(await admitMail(ctx, email))) return { asked: true }
    const account = await accountByEmail(ctx, email)
    if (!account || account.isDisabled) {
      ctx.unchanged('no such account')
      return { asked: true }
    }
    const [open] = await ctx.db
      .select({ id: flows.id })
      .from(flows)
      .where(and(eq(flows.accountId, account.id), eq(flows.kind, 'recover'), eq(flows.step, recoveryMark), isNull(flows.endedAt)))
    if (open) {
      ctx.unchanged('asked before and still open')
      return { asked: true }
    }
    await openRecovery(ctx, account, await whoDecides(ctx, account.id), lost === 'both')
    return { asked: true }
  },
})
type Decides = {
  readonly tenantId: string
  readonly memberId: string | null
  readonly agreements: 1 | 2
  readonly words: 'two admins' | 'the operator' | 'a command on the server'
}
async function whoDecides(ctx: IdentityCtx, accountId: string): Promise<Decides> {
  const found = await membershipsOf(ctx, accountId),
    [only] = found
  const operator = {
    tenantId: platformTenant,
    memberId: null,
    agreements: 1,
    words: found.some((m) => m.kind === 'platform') ? 'a command on the server' : 'the operator',
  } as const
  if (found.length !== 1 || only === undefined || only.kind === 'platform') return operator
  // By kind of role, not by member: a company has few roles.
  const others = await ctx.db
    .select({ role: members.role, preset: customRoles.preset, grants: customRoles.grants, n: count() })
    .from(members)
    .leftJoin(customRoles, and(eq(customRoles.tenantId, members.tenantId), eq(customRoles.id, members.roleId)))
    .where(and(eq(members.tenantId, only.tenantId), eq(members.state, 'active'), ne(members.accountId, accountId)))
    .groupBy(members.role, customRoles.preset, customRoles.grants)
  const admins = others.filter((row) => roleOf(row.role, row).grants['member.change'] === 'all').reduce((n, row) => n + row.n, 0)
  return admins >= 2 ? { tenantId: only.tenantId, memberId: only.memberId, agreements: 2, words: 'two admins' } : operator
}
async function openRecovery(ctx: IdentityCtx, account: Account, decides: Decides, alsoPassword: boolean): Promise<void> {
  await ctx.db
    .insert(flows)
    .values({
      id: newUuid(ctx.now),
      kind: 'recover',
      step: recoveryMark,
      secretHash: sha256(randomBytes(32)),
      accountId: account.id,
      tenantId: decides.tenantId,
      expiresAt: new Date(ctx.now.getTime() + 30 * 86_400_000),
      createdAt: ctx.now,
    })
  if (decides.words !== 'a command on the server') {
    await ctx.inTenant(decides.tenantId, { memberId: null, name: '', role: 'not signed in' }, async (side) => {
      await side.tx
        .insert(recoveries)
        .values({
          accountId: account.id,
          memberId: decides.memberId,
          name: account.name,
          email: account.email,
          alsoPassword,
          state: 'asked',
          agreementsNeeded: decides.agreements,
        })
    })
  }
  await inEveryCompany(ctx, account.id, 'a stranger', (side) =>
    side.record(recoveryAsked, account.id, { decides: decides.words, alsoPassword, device: deviceName(ctx.place.agent) }),
  )
  await mails.recoveryAsked(ctx, account.email, decides.words)
}
