// How each kind of flow ends once password and factor are proven.
import { and, eq, isNull, ne, sql } from 'drizzle-orm'
import { accounts, links } from '../../db/schema/identity.ts'
import { members } from '../../db/schema/tenancy.ts'
import type { IdentityCtx } from '../access/identity-act.ts'
import { providerRefusal } from '../access/required-provider.ts'
import { assert, one } from '../kernel/assert.ts'
import { conflict, Refusal } from '../kernel/refusal.ts'
import { accountById, inEveryCompany, membershipsOf, type Account, type Membership } from './accounts.ts'
import { deviceName } from './device-name.ts'
import { keepBackupCodes, keepFactor, makeAccount, removeFactors } from './enrolment.ts'
import { factorEnrolled, invitationAccepted, recoveryDone, signInFailed } from './events.ts'
import { advance, endFlow, flowLost, type Flow, type FlowData } from './flow.ts'
import type { FlowAnswer } from './flow-answer.ts'
import { providerOfInvitation } from './judge-provider.ts'
import { useLink, voidLinks } from './links.ts'
import { mails } from './mails.ts'
import { daysIfTooOld } from './password-age.ts'
import { closeRecoveries } from './recovery.ts'
import { endOtherSessions, openSession } from './session.ts'
import type { SessionToken } from './session-token.ts'

/** The account of a flow, judged anew at every step: it may have been closed meanwhile (CVE-2026-16103). */
export async function accountOf(ctx: IdentityCtx, flow: Flow): Promise<Account> {
  const account = flow.accountId === null ? undefined : await accountById(ctx, flow.accountId)
  if (!account || account.isDisabled) throw flowLost()
  return account
}

/** Password and factor are proven: on to what this flow is for. */
export async function afterProof(
  ctx: IdentityCtx,
  flow: Flow,
  accountId: string,
  proven: Pick<FlowData, 'methods'> & { factorAt: Date },
  previous: SessionToken | undefined,
): Promise<FlowAnswer | undefined> {
  const data = { methods: proven.methods, factorAt: proven.factorAt.toISOString() }
  // Whatever the factor was given for, it is not lost.
  if (!proven.methods.includes('recovery')) await closeRecoveries(ctx, accountId, 'cancelled', 'its person signed in with the second factor')
  if (flow.kind === 'setup') {
    ctx.unchanged('the company comes next')
    return { go: 'new_company', flow: await advance(ctx, flow, 'new_company', data, accountId) }
  }
  if (flow.kind === 'reset' && flow.step === 'factor') {
    ctx.unchanged('the new password comes next')
    return { go: 'new_password', flow: await advance(ctx, flow, 'new_password', data) }
  }
  if (flow.kind === 'invite') return acceptInvitation(ctx, flow, accountId, proven, previous)
  return chooseOrOpen(ctx, flow, accountId, proven, previous)
}

export async function chooseOrOpen(
  ctx: IdentityCtx,
  flow: Flow,
  accountId: string,
  proven: Pick<FlowData, 'methods'> & { factorAt: Date },
  previous: SessionToken | undefined,
): Promise<FlowAnswer | undefined> {
  // A provider opens the membership of its own company and no other.
  const found = (await membershipsOf(ctx, accountId)).filter(
    (m) => flow.data.connectionId === undefined || (m.memberId === flow.data.memberId && m.tenantId === flow.tenantId),
  )
  if (found.length === 0) {
    await endFlow(ctx, flow)
    await inEveryCompany(ctx, accountId, 'a stranger', (side) =>
      side.record(signInFailed, null, { step: 'membership', why: 'the account belongs to no active company', device: deviceName(ctx.place.agent) }),
    )
    ctx.refuse(new Refusal('forbidden', 'Your account belongs to no company at present. Ask an admin of your company to invite you again.'))
    return undefined
  }
  if (found.length > 1) {
    ctx.unchanged('the company comes next')
    return { go: 'company', flow: await advance(ctx, flow, 'company', { methods: proven.methods, factorAt: proven.factorAt.toISOString() }, accountId) }
  }
  return open(ctx, flow, accountId, found[0] as Membership, proven, previous)
}
export async function open(
  ctx: IdentityCtx,
  flow: Flow,
  accountId: string,
  membership: Membership,
  proven: Pick<FlowData, 'methods'> & { factorAt: Date },
  previous: SessionToken | undefined,
): Promise<FlowAnswer> {
  const { next, connectionId, sessionUntil, provider } = flow.data,
    days = flow.kind === 'sign_in' ? await daysIfTooOld(ctx, accountId, membership.tenantId, { methods: proven.methods, connectionId }) : undefined
  if (days !== undefined) {
    ctx.unchanged('another password comes first')
    return {
      go: 'new_password',
      flow: await advance(
        ctx,
        flow,
        'new_password',
        { methods: proven.methods, factorAt: proven.factorAt.toISOString(), memberId: membership.memberId, passwordDays: days },
        accountId,
      ),
    }
  }
  await endFlow(ctx, flow)
  const session = await openSession(ctx, {
    accountId,
    membership,
    methods: proven.methods,
    factorAt: proven.factorAt,
    previous,
    connectionId,
    provider,
    until: sessionUntil === undefined ? undefined : new Date(sessionUntil),
  })
  return { go: 'home', flow: null, session, next }
}

/** The account joins: of any number of uses of the link one gets through. A person who had left comes back as the member they were. */
async function acceptInvitation(
  ctx: IdentityCtx,
  flow: Flow,
  accountId: string,
  proven: Pick<FlowData, 'methods'> & { factorAt: Date },
  previous: SessionToken | undefined,
): Promise<FlowAnswer> {
  const { tenantId, data } = flow
  assert(tenantId !== null && data.memberId !== undefined, 'an invitation')
  await useLink(ctx, data.linkId)
  await ctx.db
    .update(links)
    .set({ usedAt: ctx.now })
    .where(and(eq(links.purpose, 'invite'), eq(links.memberId, data.memberId), isNull(links.usedAt))) // the same invitation by its other token
  const account = await accountById(ctx, accountId)
  assert(account, 'account')
  if (data.via === 'mail' && account.emailVerifiedAt === null && account.email === data.email)
    await ctx.db.update(accounts).set({ emailVerifiedAt: ctx.now }).where(eq(accounts.id, accountId))
  // Thrown, so that neither the account nor the place in the company is made: it may be required since the invitation was opened.
  const required =
    (await providerOfInvitation(ctx, tenantId, account.email)) ?? (data.email === undefined ? undefined : await providerOfInvitation(ctx, tenantId, data.email))
  if (required) throw providerRefusal(required.sentence)
  const joined = await ctx.inTenant(tenantId, { memberId: data.memberId, name: account.name, role: 'invited' }, async (side) => {
    const [invited] = await side.tx
      .select({ id: members.id, role: members.role, roleId: members.roleId })
      .from(members)
      .where(and(eq(members.id, data.memberId as string), eq(members.state, 'invited')))
      .for('update')
    if (!invited) throw conflict('This invitation was withdrawn. Ask for a new one.')
    const [before] = await side.tx
      .select({ id: members.id, state: members.state })
      .from(members)
      .where(and(eq(members.accountId, accountId), ne(members.id, invited.id)))
      .for('update')
    if (before && before.state !== 'ended') throw conflict('You belong to this company already. Sign in as usual.')
    const now = {
      name: account.name,
      email: account.email,
      role: invited.role,
      roleId: invited.roleId,
      state: 'active' as const,
      endedAt: null,
      updatedAt: ctx.now,
      lastSeenAt: ctx.now,
    }
    if (before)
      one(
        await side.tx
          .update(members)
          .set({ state: 'ended', endedAt: ctx.now, updatedAt: ctx.now })
          .where(eq(members.id, invited.id))
          .returning({ id: members.id }),
        'invited member',
      )
    const memberId = before?.id ?? invited.id
    one(
      await side.tx
        .update(members)
        .set(before ? now : { ...now, accountId })
        .where(eq(members.id, memberId))
        .returning({ id: members.id }),
      'member',
    )
    side.record(invitationAccepted, memberId, {
      role: invited.role,
      by: flow.accountId === null ? 'a new account' : 'an existing account',
      mailProven: data.via === 'mail',
    })
    return { memberId, role: invited.role }
  })
  const membership = (await membershipsOf(ctx, accountId)).find((m) => m.tenantId === tenantId && m.memberId === joined.memberId)
  if (!membership) throw conflict('This company is not active at present.')
  return open(ctx, flow, accountId, membership, proven, previous)
}

/** The backup codes are kept: only now are account, authenticator and codes written, all together. */
export async function finishEnrolment(ctx: IdentityCtx, flow: Flow, previous: SessionToken | undefined): Promise<FlowAnswer | undefined> {
  const { data } = flow
  const account = flow.accountId === null ? await makeAccount(ctx, flow) : await accountOf(ctx, flow)
  if (flow.kind === 'recover') await finishRecovery(ctx, flow, account)
  const factor = await keepFactor(ctx, flow, account.id)
  await keepBackupCodes(ctx, flow, account.id)
  assert(data.factorAt, 'a proven factor')
  const answer = await afterProof(ctx, flow, account.id, { methods: data.methods, factorAt: new Date(data.factorAt) }, previous)
  await inEveryCompany(ctx, account.id, 'the person', (side) => side.record(factorEnrolled, factor.id, { kind: 'totp', name: factor.name }))
  return answer
}
async function finishRecovery(ctx: IdentityCtx, flow: Flow, account: Pick<Account, 'id' | 'email'>): Promise<void> {
  await useLink(ctx, flow.data.linkId)
  const count = await removeFactors(ctx, account.id)
  await endOtherSessions(ctx, account.id, null, 'recovery')
  if (flow.data.passwordHash !== undefined)
    await ctx.db.update(accounts).set({ passwordHash: flow.data.passwordHash, passwordChangedAt: ctx.now }).where(eq(accounts.id, account.id))
  await ctx.db
    .update(accounts)
    .set({ emailVerifiedAt: sql`coalesce(${accounts.emailVerifiedAt}, now())` })
    .where(eq(accounts.id, account.id))
  await voidLinks(ctx, 'reset', account.id)
  await closeRecoveries(ctx, account.id, 'done', 'a new second factor was enrolled')
  await inEveryCompany(ctx, account.id, 'the person', (side) => side.record(recoveryDone, account.id, { factors: count }))
  await mails.recoveryDone(ctx, account.email)
}
