import { eq } from 'drizzle-orm'
import { sessions } from '../../db/schema/identity.ts'
import { identityAct } from '../access/identity-act.ts'
import { proveFactor } from './factor.ts'
import { WithCode } from './inputs.ts'
import { readSession, rotateSecret } from './session.ts'
import type { SessionToken } from './session-token.ts'

/** Proves a factor in this session for the next five minutes, for acts that ask for a recent one and cannot ask themselves (a download). */
export const confirmSelf = identityAct({
  name: 'identity.confirmSelf', credential: 'session', why: 'proves a factor in a session for five minutes, ahead of a download', input: WithCode,
  run: async (ctx, { session, factorCode }): Promise<SessionToken | undefined> => {
    const signed = await readSession(ctx, session)
    const proof = await proveFactor(ctx, { id: signed.accountId, email: signed.email }, factorCode, 'factorCode')
    if (proof.method === undefined) { ctx.refuse(proof.refusal); return undefined }
    await ctx.db.update(sessions).set({ factorAt: ctx.now }).where(eq(sessions.id, signed.sessionId))
    ctx.unchanged('what follows is recorded itself')
    return rotateSecret(ctx, signed)
  },
})
