import { identityAct } from '../access/identity-act.ts'
import { assert } from '../kernel/assert.ts'
import { decodeId } from '../kernel/id.ts'
import { notFound } from '../kernel/refusal.ts'
import { membershipsOf } from './accounts.ts'
import { accountOf, open } from './finish.ts'
import { takeFlow } from './flow.ts'
import type { FlowAnswer } from './flow-answer.ts'
import { ChooseCompany } from './inputs.ts'
import { judgeFactors } from './judge-factors.ts'
import { judgeProvider } from './judge-provider.ts'

/** One of several companies: the session belongs to that membership alone. */
export const chooseCompany = identityAct({
  name: 'identity.chooseCompany',
  credential: 'flow',
  why: 'opens the session of one of the account’s memberships',
  input: ChooseCompany,
  run: async (ctx, { flow: secret, memberId, previous }): Promise<FlowAnswer | undefined> => {
    const flow = await takeFlow(ctx, secret, 'company'),
      account = await accountOf(ctx, flow),
      id = decodeId('member', memberId)
    const membership = (await membershipsOf(ctx, account.id)).find((m) => m.memberId === id)
    if (!membership) throw notFound('company')
    assert(flow.data.factorAt, 'a proven factor')
    // Before the flow ends: one of the other companies can still be chosen.
    const brought = { methods: flow.data.methods, connectionId: flow.data.connectionId }
    if ((await judgeProvider(ctx, membership, brought)) === 'shut' || (await judgeFactors(ctx, account.id, membership, brought)) === 'shut') return undefined
    return open(ctx, flow, account.id, membership, { methods: flow.data.methods, factorAt: new Date(flow.data.factorAt) }, previous)
  },
})
