import { eq } from 'drizzle-orm'
import { accounts } from '../../db/schema/identity.ts'
import { identityAct, type IdentityCtx } from '../access/identity-act.ts'
import { Refusal } from '../kernel/refusal.ts'
import { accountById, hasFactor, inEveryCompany, isKnownPlace } from './accounts.ts'
import { deviceName } from './device-name.ts'
import { toEnrolment } from './enrolment.ts'
import { signInFailed } from './events.ts'
import { advance, takeFlow } from './flow.ts'
import type { FlowAnswer } from './flow-answer.ts'
import { GivePassword } from './inputs.ts'
import { hashPassword, isPassword, needsRehash } from './password.ts'
import { networkOf } from './throttle-rules.ts'
import { countTry, forgive, hasRoom, holdCounter, lookAtCounter, takeBackTry, type Counter } from './throttle.ts'

/**
 * The password step. An unknown address, an account without a password and a wrong password end in the same words after the same work.
 * Wrong tries are counted for the address (row held: parallel guesses stand in line), for the address from this network, and for the network.
 */
export const givePassword = identityAct({
  name: 'identity.givePassword',
  credential: 'flow',
  why: 'first proof of a sign-in; counts wrong tries by address and network',
  input: GivePassword,
  run: async (ctx, { flow: secret, password }): Promise<FlowAnswer | undefined> => {
    const flow = await takeFlow(ctx, secret, 'password')
    const account = flow.accountId === null ? undefined : await accountById(ctx, flow.accountId)
    const counters = await countersOf(ctx, flow.data.email ?? account?.email ?? '')
    const known = await isKnownPlace(ctx, account?.id ?? flow.id)
    if (!hasRoom(ctx, ...(known.network ? [counters.here, counters.network] : [counters.address, counters.here, counters.network]))) return undefined
    if (!(await isPassword(account && !account.isDisabled ? account.passwordHash : null, password)) || !account) {
      const begins = [await countTry(ctx, counters.address), await countTry(ctx, counters.here), await countTry(ctx, counters.network)].some(Boolean)
      const why = begins ? 'a wrong password, and too many of them: further tries must wait' : 'a wrong password'
      await inEveryCompany(ctx, account?.id, 'a stranger', (side, membership) =>
        side.record(signInFailed, membership?.memberId ?? null, {
          step: 'password',
          why: account ? why : `${why}, for an address without an account`,
          device: deviceName(ctx.place.agent),
        }),
      )
      ctx.refuse(new Refusal('invalid', 'The e-mail address or the password is not right.', { password: 'The e-mail address or the password is not right.' }))
      return undefined
    }
    await forgive(ctx, counters.address)
    await forgive(ctx, counters.here)
    if (flow.kind === 'sign_in') await takeBackTry(ctx, await lookAtCounter(ctx, 'startFromNetwork', networkOf(ctx.place.ip)))
    if (account.passwordHash !== null && needsRehash(account.passwordHash))
      await ctx.db
        .update(accounts)
        .set({ passwordHash: await hashPassword(password) })
        .where(eq(accounts.id, account.id))
    ctx.unchanged('the password was right; the second factor comes next')
    const data = { methods: ['password' as const] }
    if (flow.kind === 'recover') return { go: 'enrol', flow: await toEnrolment(ctx, flow, { methods: ['password', 'recovery'] }) }
    if (await hasFactor(ctx, account.id)) return { go: 'factor', flow: await advance(ctx, flow, 'factor', data) }
    return { go: 'enrol', flow: await toEnrolment(ctx, flow, data) }
  },
})
async function countersOf(ctx: IdentityCtx, email: string): Promise<Record<'address' | 'here' | 'network', Counter>> {
  const network = networkOf(ctx.place.ip)
  return {
    address: await holdCounter(ctx, 'address', email),
    here: await holdCounter(ctx, 'addressFromNetwork', `${email} ${network}`),
    network: await lookAtCounter(ctx, 'network', network),
  }
}
