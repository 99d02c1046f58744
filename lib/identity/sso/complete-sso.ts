import { and, eq, gt } from 'drizzle-orm'
import { z } from 'zod'
import { ssoCodes } from '../../../db/schema/sso.ts'
import { identityAct, type IdentityCtx } from '../../access/identity-act.ts'
import { sameSecret, sha256 } from '../../kernel/digest.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { accountById, hasFactor, membershipsOf } from '../accounts.ts'
import { toEnrolment } from '../enrolment.ts'
import { accountOf, chooseOrOpen } from '../finish.ts'
import { advance, beginFlow, endFlow, takeFlow, type Flow } from '../flow.ts'
import type { FlowAnswer } from '../flow-answer.ts'
import { closeRecoveries } from '../recovery.ts'
import { judgeNetwork } from '../session.ts'
import type { SessionToken } from '../session-token.ts'
import { providerSession } from './provider-session.ts'
import { CompleteSso, ConfirmSso } from './sso-inputs.ts'

const codeData = z.object({
  memberId: z.string(),
  connectionId: z.string(),
  factor: z.boolean(),
  provider: providerSession.optional(),
  next: z.string().optional(),
  sessionUntil: z.string().optional(),
})
const gone = (): Refusal => new Refusal('conflict', 'This sign-in has moved on or was begun in another browser. Start again.')

/**
 * The browser fetches what the provider's answer was worth. Only the one that began may: somebody who hands their own answer to another
 * person's browser does not sign that person in as themselves. An answer that nobody asked for is shown first, with a name on it.
 */
export const completeSso = identityAct({
  name: 'identity.completeSso',
  credential: 'link',
  why: 'exchanges the one-time code after a provider’s answer for a step of a sign-in, in the browser that began',
  input: CompleteSso,
  run: async (ctx, { code, browser, previous }): Promise<FlowAnswer | undefined> => {
    const [row] = await ctx.db
      .delete(ssoCodes)
      .where(and(eq(ssoCodes.codeHash, sha256(code)), gt(ssoCodes.expiresAt, ctx.now)))
      .returning()
    if (!row || (row.browserHash !== null && (browser === undefined || !sameSecret(sha256(browser), row.browserHash)))) {
      ctx.unchanged('a code that is worth nothing here')
      ctx.refuse(gone())
      return undefined
    }
    const data = codeData.parse(row.data),
      account = await accountById(ctx, row.accountId)
    if (!account || account.isDisabled) throw gone()
    const began = row.browserHash !== null
    const secret = await beginFlow(ctx, {
      kind: 'sign_in',
      step: began ? 'factor' : 'confirm',
      accountId: account.id,
      tenantId: row.tenantId,
      data: {
        email: account.email,
        methods: data.factor ? ['sso', 'provider factor'] : ['sso'],
        memberId: data.memberId,
        connectionId: data.connectionId,
        ...(data.provider === undefined ? {} : { provider: data.provider }),
        ...(began && data.next !== undefined ? { next: data.next } : {}),
        ...(data.sessionUntil === undefined ? {} : { sessionUntil: data.sessionUntil }),
      },
    })
    ctx.unchanged('a provider vouched for the person; recorded with its answer')
    if (!began) return { go: 'confirm', flow: secret }
    return goOn(ctx, await takeFlow(ctx, secret, 'factor'), secret, previous)
  },
})
/** “Continue as …”: yes. */
export const confirmSso = identityAct({
  name: 'identity.confirmSso',
  credential: 'flow',
  why: 'goes on with a sign-in that the provider began, once its person said so',
  input: ConfirmSso,
  run: async (ctx, { flow: secret, previous }): Promise<FlowAnswer | undefined> => {
    const flow = await takeFlow(ctx, secret, 'confirm')
    ctx.unchanged('the person goes on')
    const next = await advance(ctx, flow, 'factor')
    return goOn(ctx, await takeFlow(ctx, next, 'factor'), next, previous)
  },
})
/** The provider's factor where it counts, else ours. An account that has none enrols one now, as approvals will ask for it. */
async function goOn(ctx: IdentityCtx, flow: Flow, secret: string, previous: SessionToken | undefined): Promise<FlowAnswer | undefined> {
  const account = await accountOf(ctx, flow)
  const membership = (await membershipsOf(ctx, account.id)).find((m) => m.memberId === flow.data.memberId && m.tenantId === flow.tenantId)
  if (!membership) throw gone()
  // Here already, and not at the session only: nobody enrols a factor from where they may not come in.
  if ((await judgeNetwork(ctx, membership)) === 'shut') {
    await endFlow(ctx, flow)
    return undefined
  }
  if (!(await hasFactor(ctx, account.id))) {
    // No provider of a company enrols a factor for an account that has a life of its own.
    if (account.passwordHash !== null || (await membershipsOf(ctx, account.id)).length > 1)
      throw new Refusal('forbidden', 'Sign in with your password once and set up your second factor. After that your company’s provider works.')
    return { go: 'enrol', flow: await toEnrolment(ctx, flow) }
  }
  if (flow.data.methods.includes('provider factor') && membership.role !== 'owner') {
    await closeRecoveries(ctx, account.id, 'cancelled', 'its person signed in with the second factor of the provider')
    return chooseOrOpen(ctx, flow, account.id, { methods: flow.data.methods, factorAt: ctx.now }, previous)
  }
  return { go: 'factor', flow: secret }
}
