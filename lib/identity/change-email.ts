import { and, eq, isNotNull, sql } from 'drizzle-orm'
import { accounts, links } from '../../db/schema/identity.ts'
import { members } from '../../db/schema/tenancy.ts'
import { identityAct, type IdentityCtx } from '../access/identity-act.ts'
import { assert, one } from '../kernel/assert.ts'
import { newUuid } from '../kernel/id.ts'
import { conflict, invalid } from '../kernel/refusal.ts'
import { accountByEmail, accountById, inEveryCompany } from './accounts.ts'
import { deviceName } from './device-name.ts'
import { maskEmail } from './email-address.ts'
import { emailChangeAsked, emailChanged } from './events.ts'
import { proveFactor } from './factor.ts'
import { ChangeEmail, OwnSession } from './inputs.ts'
import { demandAddressMayLeave } from './judge-provider.ts'
import { linkGone, findLink, makeLink, useLink, voidLinks, type FoundLink } from './links.ts'
import { mails } from './mails.ts'
import { endOtherSessions, readSession } from './session.ts'
import { z } from 'zod'

/** Asks both addresses. The new one is mailed only where it is free, and the answer does not say which. */
export const askEmailChange = identityAct({
  name: 'identity.askEmailChange',
  credential: 'session',
  why: 'a person asks for another address; both must agree by links',
  input: ChangeEmail,
  run: async (ctx, { session, email, factorCode }): Promise<{ sent: true } | undefined> => {
    const signed = await readSession(ctx, session)
    if (email === signed.email) throw invalid('email', 'This is your present address.')
    await demandAddressMayLeave(ctx, signed.accountId, email)
    const proof = await proveFactor(ctx, { id: signed.accountId, email: signed.email }, factorCode, 'factorCode', signed.sessionId)
    if (proof.method === undefined) {
      ctx.refuse(proof.refusal)
      return undefined
    }
    await voidLinks(ctx, 'change_email', signed.accountId)
    const data = { request: newUuid(ctx.now), newEmail: email }
    await mails.confirmOldEmail(
      ctx,
      signed.email,
      await makeLink(ctx, { purpose: 'change_email', accountId: signed.accountId, email: signed.email, data }),
      maskEmail(email),
    )
    const toNew = await makeLink(ctx, { purpose: 'change_email', accountId: signed.accountId, email, data })
    if (!(await accountByEmail(ctx, email))) await mails.confirmNewEmail(ctx, email, toNew)
    await inEveryCompany(ctx, signed.accountId, 'the person', (side) =>
      side.record(emailChangeAsked, signed.accountId, { device: deviceName(ctx.place.agent) }),
    )
    return { sent: true }
  },
})
/** A link to the present address, where it was never proven (its invitation came by hand). */
export const askEmailProof = identityAct({
  name: 'identity.askEmailProof',
  credential: 'session',
  why: 'mails a link that proves the present address',
  input: OwnSession,
  run: async (ctx, { session }): Promise<{ sent: true }> => {
    const signed = await readSession(ctx, session)
    await voidLinks(ctx, 'confirm_email', signed.accountId)
    await mails.confirmNewEmail(ctx, signed.email, await makeLink(ctx, { purpose: 'confirm_email', accountId: signed.accountId, email: signed.email }))
    ctx.unchanged('recorded when the link is opened')
    return { sent: true }
  },
})
export type EmailConfirmed = 'changed' | 'waits for the other address' | 'confirmed'
/** Uses one of the two links. With the second the address changes, everywhere, and every session ends but none is opened: a link signs nobody in. */
export const confirmEmail = identityAct({
  name: 'identity.confirmEmail',
  credential: 'link',
  why: 'an address agrees to be an account’s; signs nobody in',
  input: z.strictObject({ token: z.string().max(100) }),
  run: async (ctx, { token }): Promise<EmailConfirmed> => {
    const proof = await findLink(ctx, 'confirm_email', token),
      change = proof ?? (await findLink(ctx, 'change_email', token))
    if (!change || change.accountId === null) throw linkGone()
    await useLink(ctx, change.id)
    const account = await accountById(ctx, change.accountId)
    assert(account, 'the account of a link')
    if (proof) {
      if (account.email !== proof.email) throw linkGone()
      await ctx.db.update(accounts).set({ emailVerifiedAt: ctx.now }).where(eq(accounts.id, account.id))
      await inEveryCompany(ctx, account.id, 'the person', (side) => side.record(emailChanged, account.id, { proof: 'a link to the address' }))
      return 'confirmed'
    }
    return applyChange(ctx, change, account)
  },
})
async function applyChange(ctx: IdentityCtx, change: FoundLink, account: { id: string; email: string }): Promise<EmailConfirmed> {
  const { request, newEmail } = change.data
  assert(request !== undefined && newEmail !== undefined, 'a change of address')
  const used = await ctx.db
    .select({ email: links.email })
    .from(links)
    .where(and(eq(links.purpose, 'change_email'), eq(links.accountId, account.id), sql`${links.data} ->> 'request' = ${request}`, isNotNull(links.usedAt)))
  if (!used.some((row) => row.email === newEmail) || !used.some((row) => row.email === account.email)) {
    ctx.unchanged('one of two addresses has agreed')
    return 'waits for the other address'
  }
  if (await accountByEmail(ctx, newEmail)) throw conflict('This address cannot be used. Choose another one in your account.')
  await demandAddressMayLeave(ctx, account.id, newEmail) // it may be required since both were asked
  await ctx.db.update(accounts).set({ email: newEmail, emailVerifiedAt: ctx.now }).where(eq(accounts.id, account.id))
  await endOtherSessions(ctx, account.id, null, 'the e-mail address was changed')
  await inEveryCompany(ctx, account.id, 'the person', async (side, membership) => {
    if (membership)
      one(
        await side.tx.update(members).set({ email: newEmail, updatedAt: ctx.now }).where(eq(members.id, membership.memberId)).returning({ id: members.id }),
        'member',
      )
    side.record(emailChanged, account.id, { proof: 'links to both addresses' }, { note: `${account.email} → ${newEmail}` })
  })
  await mails.emailChanged(ctx, account.email, maskEmail(newEmail))
  return 'changed'
}
