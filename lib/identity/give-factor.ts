import { identityAct } from '../access/identity-act.ts'
import { Refusal } from '../kernel/refusal.ts'
import { proveFactor } from './factor.ts'
import { accountOf, afterProof } from './finish.ts'
import { countWrongCode, takeFlow } from './flow.ts'
import type { FlowAnswer } from './flow-answer.ts'
import { GiveFactor } from './inputs.ts'

/** The second factor of a sign-in, an invitation, a reset or a set-up: five tries, then it starts again from the password. */
export const giveFactor = identityAct({
  name: 'identity.giveFactor',
  credential: 'flow',
  why: 'second proof of a sign-in, a reset or an invitation',
  input: GiveFactor,
  run: async (ctx, { flow: secret, code, previous }): Promise<FlowAnswer | undefined> => {
    const flow = await takeFlow(ctx, secret, 'factor')
    const account = await accountOf(ctx, flow)
    const proof = await proveFactor(ctx, account, code, 'code', flow.id, 'a stranger')
    if (proof.method === undefined) {
      const goesOn = proof.refusal.code === 'too_many' || (await countWrongCode(ctx, flow))
      ctx.refuse(goesOn ? proof.refusal : new Refusal('too_many', 'Five codes were not right. Start again from the password.'))
      return undefined
    }
    return afterProof(ctx, flow, account.id, { methods: [...flow.data.methods, proof.method], factorAt: ctx.now }, previous)
  },
})
