import { identityAct } from '../access/identity-act.ts'
import { accountByEmail } from './accounts.ts'
import { beginFlow } from './flow.ts'
import type { FlowAnswer } from './flow-answer.ts'
import { StartSignIn } from './inputs.ts'
import { networkOf } from './throttle-rules.ts'
import { countTry, hasRoom, lookAtCounter } from './throttle.ts'

/**
 * The address was typed. The next step and its words are the same for every address, known or not. Each is counted for its network, so that
 * nobody fills the table of flows by typing addresses; a right password takes the count back.
 */
export const startSignIn = identityAct({
  name: 'identity.startSignIn',
  credential: 'none',
  why: 'begins a sign-in for an address; tells nothing about it; counted by network',
  input: StartSignIn,
  run: async (ctx, { email, next }): Promise<FlowAnswer | undefined> => {
    const counter = await lookAtCounter(ctx, 'startFromNetwork', networkOf(ctx.place.ip))
    if (!hasRoom(ctx, counter)) return undefined
    await countTry(ctx, counter)
    const account = await accountByEmail(ctx, email)
    ctx.unchanged('an address was typed; nothing is known yet')
    return {
      go: 'password',
      flow: await beginFlow(ctx, {
        kind: 'sign_in',
        step: 'password',
        accountId: account?.id ?? null,
        data: { email, ...(next === undefined ? {} : { next }) },
      }),
    }
  },
})
