import { identityAct } from '../access/identity-act.ts'
import { recentFactorSeconds } from '../access/operation.ts'
import { decodeId, encodeId, type Id } from '../kernel/id.ts'
import { notFound, Refusal } from '../kernel/refusal.ts'
import { factorsOf, membershipsOf } from './accounts.ts'
import { companySwitched } from './events.ts'
import { proveFactor, type FactorMethod } from './factor.ts'
import { OwnSession, SwitchCompany } from './inputs.ts'
import { carriedMethods, isPasskeyNeeded } from './judge-factors.ts'
import { judgeProvider } from './judge-provider.ts'
import { daysIfTooOld } from './password-age.ts'
import { isByProvider, membershipsSeenBy, openSession, readSession } from './session.ts'
import type { SessionToken } from './session-token.ts'

export interface OwnCompany {
  readonly id: Id<'member'>
  readonly company: string
  readonly role: string
  readonly isThis: boolean
  /** The operator's console and no company. */ readonly isInstallation: boolean
}
export interface OwnCompanies {
  readonly companies: readonly OwnCompany[]
  readonly asksFactor: boolean
  /** How this person answers where a factor is asked for. `needsPasskey`: here nothing but a passkey counts. */ readonly factors: {
    readonly totp: number
    readonly passkey: number
    readonly needsPasskey: boolean
  }
  /** The session came by the company's provider: it knows of this company and leads to no other. */ readonly opensThisOnly: boolean
}

/** The companies of the account, for the menu and the switch. */
export const listOwnCompanies = identityAct({
  name: 'identity.listOwnCompanies',
  credential: 'session',
  why: 'the companies that a person can switch to',
  input: OwnSession,
  run: async (ctx, { session }): Promise<OwnCompanies> => {
    const signed = await readSession(ctx, session)
    ctx.unchanged('read')
    const companies = (await membershipsSeenBy(ctx, signed)).map((m) => ({
      id: encodeId('member', m.memberId),
      company: m.company,
      role: m.role,
      isThis: m.memberId === signed.memberId,
      isInstallation: m.kind === 'platform',
    }))
    return {
      companies,
      asksFactor: !isRecent(signed.factorAt, ctx.now),
      factors: { ...(await factorsOf(ctx, signed.accountId)), needsPasskey: await isPasskeyNeeded(ctx, signed) },
      opensThisOnly: isByProvider(signed),
    }
  },
})
const isRecent = (factorAt: Date, now: Date): boolean => (now.getTime() - factorAt.getTime()) / 1000 <= recentFactorSeconds

/** Another company of the same account is a sign-in of its own: the factor is asked for anew unless it was proven just now, and the session is a new one. */
export const switchCompany = identityAct({
  name: 'identity.switchCompany',
  credential: 'session',
  why: 'opens a session in another company of the same account and ends this one',
  input: SwitchCompany,
  run: async (ctx, { session, memberId, factorCode }): Promise<SessionToken | undefined> => {
    const signed = await readSession(ctx, session),
      id = decodeId('member', memberId)
    // Its company's provider vouched for this session: that proves nothing to another company, however fresh the factor is. Said before any is looked for.
    if (isByProvider(signed))
      throw new Refusal(
        'forbidden',
        'You came in by your company’s provider, which opens that company only. Sign out, and sign in to the other with your password.',
      )
    const target = (await membershipsOf(ctx, signed.accountId)).find((m) => m.memberId === id)
    if (!target) throw notFound('company')
    // Judged before anything is proven or recorded: switching is a sign-in by the rules of the company that is switched to.
    if ((await judgeProvider(ctx, target, { methods: [], bySwitch: true })) === 'shut') return undefined
    let factorAt = signed.factorAt,
      method: FactorMethod = signed.methods.includes('backup code') ? 'backup code' : signed.methods.includes('passkey') ? 'passkey' : 'totp'
    if (!isRecent(signed.factorAt, ctx.now)) {
      if (factorCode === undefined) {
        const asked = 'Confirm it is you: type the code of your authenticator app, or use a passkey.'
        throw new Refusal('step_up', asked, { factorCode: asked })
      }
      const proof = await proveFactor(ctx, { id: signed.accountId, email: signed.email }, factorCode, 'factorCode', signed.sessionId)
      if (proof.method === undefined) {
        ctx.refuse(proof.refusal)
        return undefined
      }
      factorAt = ctx.now
      method = proof.method
    }
    const methods = carriedMethods(signed.methods, method),
      days = await daysIfTooOld(ctx, signed.accountId, target.tenantId, { methods })
    if (days !== undefined)
      throw new Refusal(
        'forbidden',
        `${target.company} asks for another password every ${days} days, and yours is older. Change it in your account, then switch.`,
      )
    await ctx.inTenant(signed.tenantId, signed, async (side) => side.record(companySwitched, signed.sessionId, { to: 'another company' }))
    return openSession(ctx, { accountId: signed.accountId, membership: target, methods, factorAt, previous: session, bySwitch: true })
  },
})
