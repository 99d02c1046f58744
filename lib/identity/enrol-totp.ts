import { identityAct } from '../access/identity-act.ts'
import { confirmFirstCode, toCodes } from './enrolment.ts'
import { finishEnrolment } from './finish.ts'
import { takeFlow } from './flow.ts'
import type { FlowAnswer } from './flow-answer.ts'
import { ConfirmEnrolment, KeepCodes } from './inputs.ts'

/** The first code of a new authenticator. Nothing is written to the account yet: that waits until the backup codes are kept. */
export const confirmEnrolment = identityAct({
  name: 'identity.confirmEnrolment',
  credential: 'flow',
  why: 'a first code shows that the authenticator holds the secret',
  input: ConfirmEnrolment,
  run: async (ctx, { flow: secret, code }): Promise<FlowAnswer | undefined> => {
    const flow = await takeFlow(ctx, secret, 'enrol')
    const { step } = await confirmFirstCode(ctx, flow, code)
    if (step === undefined) return undefined
    ctx.unchanged('the backup codes come next')
    return { go: 'codes', flow: await toCodes(ctx, flow, step) }
  },
})
/** The backup codes are kept: account, authenticator and codes are written together, and the flow goes on to what it is for. */
export const keepCodes = identityAct({
  name: 'identity.keepCodes',
  credential: 'flow',
  why: 'writes the new authenticator and the backup codes, then goes on',
  input: KeepCodes,
  run: async (ctx, { flow: secret, previous }): Promise<FlowAnswer | undefined> => finishEnrolment(ctx, await takeFlow(ctx, secret, 'codes'), previous),
})
