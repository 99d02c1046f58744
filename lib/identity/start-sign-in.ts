import { identityAct } from '../access/identity-act.ts'
import { accountByEmail } from './accounts.ts'
import { beginFlow } from './flow.ts'
import type { FlowAnswer } from './flow-answer.ts'
import { StartSignIn } from './inputs.ts'

/** The address was typed. The next step and its words are the same for every address, known or not. */
export const startSignIn = identityAct({
  name: 'identity.startSignIn', credential: 'none', why: 'begins a sign-in for an address; tells nothing about it', input: StartSignIn,
  run: async (ctx, { email, next }): Promise<FlowAnswer> => {
    const account = await accountByEmail(ctx, email)
    ctx.unchanged('an address was typed; nothing is known yet')
    return { go: 'password', flow: await beginFlow(ctx, { kind: 'sign_in', step: 'password', accountId: account?.id ?? null, data: { email, ...(next === undefined ? {} : { next }) } }) }
  },
})
