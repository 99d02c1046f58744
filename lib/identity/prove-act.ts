import { eq } from 'drizzle-orm'
import { proofs, sessions } from '../../db/schema/identity.ts'
import { identityAct } from '../access/identity-act.ts'
import type { ProveFactor as Prover } from '../access/ports.ts'
import { newUuid } from '../kernel/id.ts'
import { proveFactor } from './factor.ts'
import { OwnSession, ProveFactor } from './inputs.ts'
import { whyFactorCountsNot } from './judge-factors.ts'
import { readSession, rotateSecret } from './session.ts'
import type { SessionToken } from './session-token.ts'

/** A second factor for one act of one session: operation and input, as a digest. The act takes the proof in its own transaction. */
export const proveAct = identityAct({
  name: 'identity.proveAct',
  credential: 'session',
  why: 'step-up: proves a factor for exactly one act',
  input: ProveFactor,
  run: async (ctx, { session, act, code }): Promise<void> => {
    const signed = await readSession(ctx, session),
      not = await whyFactorCountsNot(ctx, signed, code)
    if (not) throw not
    const proof = await proveFactor(ctx, { id: signed.accountId, email: signed.email }, code, 'factorCode', signed.sessionId)
    if (proof.method === undefined) {
      ctx.refuse(proof.refusal)
      return
    }
    await ctx.db.insert(proofs).values({ id: newUuid(ctx.now), sessionId: signed.sessionId, act, method: proof.method, provenAt: ctx.now, createdAt: ctx.now })
    await ctx.db.update(sessions).set({ factorAt: ctx.now }).where(eq(sessions.id, signed.sessionId))
    ctx.unchanged('the act that it was proven for is recorded itself')
  },
})
/** What the access core calls (lib/access/ports.ts). */
export const proveFactorForAct: Prover = (secret, tenant, act, code, place) => proveAct.invoke({ place }, { session: { tenant, secret }, act, code })

/** A fresh secret for the same session once a factor was proven in it: what was copied before is worth nothing. */
export const renewSession = identityAct({
  name: 'identity.renewSession',
  credential: 'session',
  why: 'gives a session a fresh secret after a step-up',
  input: OwnSession,
  run: async (ctx, { session }): Promise<SessionToken> => {
    ctx.unchanged('the same session under another secret')
    return rotateSecret(ctx, await readSession(ctx, session))
  },
})
