import { identityAct } from '../../access/identity-act.ts'
import { newUuid } from '../../kernel/id.ts'
import { conflict } from '../../kernel/refusal.ts'
import { accountById, inEveryCompany } from '../accounts.ts'
import { deviceName } from '../device-name.ts'
import { signInFailed } from '../events.ts'
import { wrongPasskey } from '../factor.ts'
import { accountOf, afterProof } from '../finish.ts'
import { beginFlow, endFlow, takeFlow } from '../flow.ts'
import type { FlowAnswer } from '../flow-answer.ts'
import { GivePasskey, ShowFlow, StartPasskey } from '../inputs.ts'
import { networkOf } from '../throttle-rules.ts'
import { countTry, hasRoom, lookAtCounter, takeBackTry } from '../throttle.ts'
import { askChallenge, askOptions, demandSite, namesOf, type AskOptions } from './challenge.ts'
import { passkeyChecks } from './passkey-check.ts'
import { usePasskey } from './use-passkey.ts'

export interface PasskeyAsked {
  readonly options: AskOptions
  readonly flow?: string
}
/**
 * Begins a sign-in by passkey alone. No address is asked and none is named, so the answer is the same for everyone and tells nothing about
 * accounts. Counted like a sign-in that is begun by typing an address.
 */
export const startPasskey = identityAct({
  name: 'identity.startPasskey',
  credential: 'none',
  why: 'begins a sign-in by a passkey that names its account itself; the same for everyone; counted by network',
  input: StartPasskey,
  run: async (ctx, { next }): Promise<PasskeyAsked | undefined> => {
    const site = demandSite(),
      counter = await lookAtCounter(ctx, 'startFromNetwork', networkOf(ctx.place.ip))
    if (!hasRoom(ctx, counter)) return undefined
    await countTry(ctx, counter)
    ctx.unchanged('nobody is known yet')
    const id = newUuid(ctx.now),
      flow = await beginFlow(ctx, { id, kind: 'sign_in', step: 'passkey', data: next === undefined ? {} : { next } })
    return { flow, options: askOptions(site, await askChallenge(ctx, { purpose: 'sign_in', boundTo: id })) }
  },
})
/** A passkey that verified its person is both proofs at once. One try for each question: whatever comes of it, the flow goes on or ends. */
export const givePasskey = identityAct({
  name: 'identity.givePasskey',
  credential: 'flow',
  why: 'both proofs of a sign-in at once, by a passkey with user verification',
  input: GivePasskey,
  run: async (ctx, { flow: secret, answer, previous }): Promise<FlowAnswer | undefined> => {
    const flow = await takeFlow(ctx, secret, 'passkey'),
      network = networkOf(ctx.place.ip)
    const counter = await lookAtCounter(ctx, 'passkeyFromNetwork', network)
    if (!hasRoom(ctx, counter)) return undefined
    const used = await usePasskey(ctx, answer, { purpose: 'sign_in', boundTo: flow.id }),
      account = used.accountId === undefined ? undefined : await accountById(ctx, used.accountId)
    if (used.check !== undefined || !account || account.isDisabled) {
      await countTry(ctx, counter)
      await endFlow(ctx, flow)
      const why = used.check === undefined ? 'the account is closed' : `the passkey: ${passkeyChecks[used.check]}`
      await inEveryCompany(ctx, used.accountId, 'a stranger', (side, membership) =>
        side.record(signInFailed, membership?.memberId ?? null, { step: 'passkey', why, device: deviceName(ctx.place.agent) }),
      )
      ctx.refuse(wrongPasskey('answer'))
      return undefined
    }
    await takeBackTry(ctx, await lookAtCounter(ctx, 'startFromNetwork', network))
    return afterProof(
      ctx,
      { ...flow, accountId: account.id, data: { ...flow.data, email: account.email } },
      account.id,
      { methods: ['passkey'], factorAt: ctx.now },
      previous,
    )
  },
})
/** What a passkey is to sign as the second factor of a sign-in under way. Only who gave the first proof sees which passkeys there are. */
export const askPasskeyInFlow = identityAct({
  name: 'identity.askPasskeyInFlow',
  credential: 'flow',
  why: 'what a passkey of the account is to sign as the second proof of this sign-in',
  input: ShowFlow,
  run: async (ctx, { flow: secret }): Promise<PasskeyAsked> => {
    const flow = await takeFlow(ctx, secret, 'factor'),
      account = await accountOf(ctx, flow),
      site = demandSite(),
      names = await namesOf(ctx, account.id)
    if (names.length === 0) throw conflict('This account has no passkey. Type a code.')
    ctx.unchanged('asked; the second proof follows')
    return { options: askOptions(site, await askChallenge(ctx, { purpose: 'prove', boundTo: flow.id }, { accountId: account.id }), names) }
  },
})
