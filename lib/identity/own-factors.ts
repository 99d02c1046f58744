import { eq } from 'drizzle-orm'
import { factors } from '../../db/schema/identity.ts'
import { identityAct, type IdentityCtx } from '../access/identity-act.ts'
import { decodeId, newUuid } from '../kernel/id.ts'
import { conflict, notFound } from '../kernel/refusal.ts'
import { factorsOf, inEveryCompany, membershipsOf, presentFactors } from './accounts.ts'
import { confirmFirstCode, keepFactor, sealInFlow } from './enrolment.ts'
import { backupCodesMade, factorEnrolled, factorRemoved } from './events.ts'
import { proveFactor, replaceBackupCodes } from './factor.ts'
import { beginFlow, endFlow, flowLost, takeFlow } from './flow.ts'
import type { FlowAnswer } from './flow-answer.ts'
import { companiesThatNeedPasskey } from './judge-factors.ts'
import { AddFactor, ConfirmFactor, RemoveFactor, WithCode } from './inputs.ts'
import { mails } from './mails.ts'
import { endOtherSessions, isByProvider, readSession, rotateSecret, type Signed } from './session.ts'
import type { SessionToken } from './session-token.ts'
import { newTotpSecret } from './totp.ts'

/** Authenticators of one account, besides its passkeys. */
export const factorsMax = 5
/** A present factor, typed anew: adding or removing one must not be possible for whoever finds an open screen. */
async function demand(ctx: IdentityCtx, signed: Signed, code: string): Promise<boolean> {
  const proof = await proveFactor(ctx, { id: signed.accountId, email: signed.email }, code, 'factorCode', signed.sessionId)
  if (proof.method === undefined) ctx.refuse(proof.refusal)
  return proof.method !== undefined
}

/** Begins a further authenticator, after a code of a present one. */
export const addFactor = identityAct({
  name: 'identity.addFactor',
  credential: 'session',
  why: 'a person begins a further authenticator, after a code of a present one',
  input: AddFactor,
  run: async (ctx, { session, name, factorCode }): Promise<FlowAnswer | undefined> => {
    const signed = await readSession(ctx, session)
    if ((await factorsOf(ctx, signed.accountId)).totp >= factorsMax) throw conflict(`An account has at most ${factorsMax} authenticators. Remove one first.`)
    if (!(await demand(ctx, signed, factorCode))) return undefined
    ctx.unchanged('enrolled once its first code is typed')
    const id = newUuid(ctx.now)
    return {
      go: 'enrol',
      flow: await beginFlow(ctx, {
        id,
        kind: 'enrol',
        step: 'enrol',
        accountId: signed.accountId,
        data: { email: signed.email, factorName: name, sealedSecret: await sealInFlow(id, newTotpSecret()) },
      }),
    }
  },
})
/** The first code of the further authenticator, in the session that began it. Other sessions end. */
export const confirmFactor = identityAct({
  name: 'identity.confirmFactor',
  credential: 'session',
  why: 'the further authenticator shows that it holds the secret',
  input: ConfirmFactor,
  run: async (ctx, { session, flow: secret, code }): Promise<FlowAnswer | undefined> => {
    const signed = await readSession(ctx, session),
      flow = await takeFlow(ctx, secret, 'enrol')
    // A flow of a sign-in, or one that another account began in this browser, enrols nothing here.
    if (flow.kind !== 'enrol' || flow.accountId !== signed.accountId) throw flowLost()
    const { step } = await confirmFirstCode(ctx, flow, code)
    if (step === undefined) return undefined
    const factor = await keepFactor(ctx, { ...flow, data: { ...flow.data, lastStep: step } }, signed.accountId)
    await endFlow(ctx, flow)
    await endOtherSessions(ctx, signed.accountId, signed.sessionId, 'a second factor was added')
    await inEveryCompany(ctx, signed.accountId, 'the person', (side) => side.record(factorEnrolled, factor.id, { kind: 'totp', name: factor.name }))
    await mails.factorChanged(ctx, signed.email, `A further authenticator was added: ${factor.name}`)
    return { go: 'factors', flow: null, session: await rotateSecret(ctx, signed) }
  },
})
/** Removes one; the last stays, because everyone has a second factor. */
export const removeFactor = identityAct({
  name: 'identity.removeFactor',
  credential: 'session',
  why: 'a person removes one of several authenticators and passkeys',
  input: RemoveFactor,
  run: async (ctx, { session, id, factorCode }): Promise<SessionToken | undefined> => {
    const signed = await readSession(ctx, session),
      uuid = decodeId('factor', id)
    const list = await ctx.db
      .select({ id: factors.id, name: factors.name, kind: factors.kind })
      .from(factors)
      .where(presentFactors(signed.accountId))
      .for('update')
    const factor = list.find((f) => f.id === uuid)
    if (!factor) throw notFound('factor')
    // A phone is a spare: nobody is left with it alone.
    if (factor.kind !== 'sms' && list.filter((f) => f.kind !== 'sms').length < 2)
      throw conflict('This is your only second factor. Add another one first, then remove this.')
    if (factor.kind === 'passkey' && list.filter((f) => f.kind === 'passkey').length === 1) {
      // Without any they would be let in by a code again, so removing the last would be the way around the rule.
      const all = await membershipsOf(ctx, signed.accountId),
        [company] = await companiesThatNeedPasskey(
          ctx,
          signed.accountId,
          all.map((membership) => membership.memberId),
        )
      if (company !== undefined)
        throw conflict(
          `${isByProvider(signed) ? 'A company' : company} asks you for a passkey, and this is your only one. Add another first, then remove this.`,
        )
    }
    if (!(await demand(ctx, signed, factorCode))) return undefined
    await ctx.db
      .update(factors)
      .set({ removedAt: ctx.now, ...(factor.kind === 'sms' ? { secret: null } : {}) })
      .where(eq(factors.id, uuid))
    await endOtherSessions(ctx, signed.accountId, signed.sessionId, 'a second factor was removed')
    await inEveryCompany(ctx, signed.accountId, 'the person', (side) =>
      side.record(factorRemoved, uuid, { kind: factor.kind, name: factor.name, why: 'by the person' }),
    )
    await mails.factorChanged(
      ctx,
      signed.email,
      `${{ passkey: 'A passkey', sms: 'A phone number', totp: 'An authenticator' }[factor.kind]} was removed: ${factor.name}`,
    )
    return rotateSecret(ctx, signed)
  },
})
/** Ten new backup codes; the old ones are void. @returns the codes, shown once */
export const makeBackupCodes = identityAct({
  name: 'identity.makeBackupCodes',
  credential: 'session',
  why: 'a person replaces their backup codes',
  input: WithCode,
  run: async (ctx, { session, factorCode }): Promise<{ codes: readonly string[]; session: SessionToken } | undefined> => {
    const signed = await readSession(ctx, session)
    if (!(await demand(ctx, signed, factorCode))) return undefined
    const codes = await replaceBackupCodes(ctx, signed.accountId)
    await endOtherSessions(ctx, signed.accountId, signed.sessionId, 'backup codes were replaced')
    await inEveryCompany(ctx, signed.accountId, 'the person', (side) => side.record(backupCodesMade, signed.accountId, { count: codes.length }))
    await mails.factorChanged(ctx, signed.email, 'New backup codes were made; the old ones are void')
    return { codes, session: await rotateSecret(ctx, signed) }
  },
})
