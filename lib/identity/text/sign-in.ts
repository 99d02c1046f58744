import { eq } from 'drizzle-orm'
import { factors } from '../../../db/schema/identity.ts'
import { identityAct, type IdentityCtx } from '../../access/identity-act.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { inEveryCompany, type Account } from '../accounts.ts'
import { deviceName } from '../device-name.ts'
import { factorRefused } from '../events.ts'
import { accountOf, afterProof } from '../finish.ts'
import { countWrongCode, noteInFlow, takeFlow, type Flow } from '../flow.ts'
import type { FlowAnswer } from '../flow-answer.ts'
import { GiveText, ShowFlow } from '../inputs.ts'
import { mails } from '../mails.ts'
import { countTry, forgive, hasRoom, holdCounter, tooMany } from '../throttle.ts'
import { canText, phoneOf, textCompaniesOf, type Phone, type TextCompany } from './phone.ts'
import { countAsked, sendCode } from './send-text.ts'
import { takeTextCode, type AskedBy } from './text-code.ts'

const askedBy = (flow: Pick<Flow, 'id'>, accountId: string): AskedBy => ({ purpose: 'sign_in', boundTo: flow.id, accountId })
/** A sign-in alone is carried by a text message: never a new password, a recovery, or a place in a company. */
export async function phoneFor(ctx: IdentityCtx, flow: Flow, accountId: string): Promise<{ readonly phone: Phone; readonly payer: TextCompany } | undefined> {
  if (flow.kind !== 'sign_in' || !canText()) return undefined
  const phone = await phoneOf(ctx, accountId),
    payer = phone && (await textCompaniesOf(ctx, accountId)).find(({ memberId }) => flow.data.connectionId === undefined || memberId === flow.data.memberId)
  return phone && payer && { phone, payer }
}
/**
 * Sends a code to the phone of the account, as second proof of this sign-in. The answer is the same whether there is a phone that counts or
 * not; only who gave the first proof comes this far.
 */
export const askText = identityAct({
  name: 'identity.askText',
  credential: 'flow',
  why: 'sends a code by text message as second proof of this sign-in, where a company lets it count; the same answer whether there is a phone or not; counted by account, number, network and day',
  input: ShowFlow,
  run: async (ctx, { flow: secret }): Promise<FlowAnswer | undefined> => {
    const flow = await takeFlow(ctx, secret, 'factor'),
      account = await accountOf(ctx, flow),
      wait = await countAsked(ctx, account.id)
    if (wait > 0) {
      ctx.refuse(tooMany(wait))
      return undefined
    }
    ctx.unchanged('asked for; what is sent is recorded')
    const found = await phoneFor(ctx, flow, account.id)
    const refusal =
      found && (await sendCode(ctx, askedBy(flow, account.id), found.phone.number, found.payer, { name: account.name, role: 'not signed in', isProven: false }))
    if (refusal) {
      ctx.refuse(refusal)
      return undefined
    }
    await noteInFlow(ctx, flow, { textAskedAt: ctx.now.toISOString() })
    return { go: 'factor', flow: secret }
  },
})
/** The code that came by text message. It opens a session and proves nothing further: whatever asks for a factor asks for another one. */
export const giveText = identityAct({
  name: 'identity.giveText',
  credential: 'flow',
  why: 'second proof of a sign-in by a code from a text message, where the company lets it count',
  input: GiveText,
  run: async (ctx, { flow: secret, code, previous }): Promise<FlowAnswer | undefined> => {
    const flow = await takeFlow(ctx, secret, 'factor'),
      account = await accountOf(ctx, flow)
    const counter = await holdCounter(ctx, 'factor', account.id)
    if (!hasRoom(ctx, counter)) return undefined
    const found = await phoneFor(ctx, flow, account.id)
    if (found && (await takeTextCode(ctx, askedBy(flow, account.id), code))) {
      await forgive(ctx, counter)
      await ctx.db.update(factors).set({ lastUsedAt: ctx.now }).where(eq(factors.id, found.phone.factorId))
      await mails.textUsed(ctx, account.email, found.phone.name.replace(/^Phone /, ''))
      return afterProof(ctx, flow, account.id, { methods: [...flow.data.methods, 'text message'], factorAt: ctx.now }, previous)
    }
    await refuse(
      ctx,
      account,
      (await countTry(ctx, counter)) ? 'too many wrong codes, further ones must wait' : 'the code of a text message: not right, too late, or used before',
    )
    ctx.refuse((await countWrongCode(ctx, flow)) ? wrongText() : new Refusal('too_many', 'Five codes were not right. Start again from the password.'))
    return undefined
  },
})
const wrongText = (): Refusal =>
  new Refusal('invalid', 'That code is not right, or too old. Type the code of the newest message, or ask for another.', {
    code: 'That code is not right, or too old. Type the code of the newest message, or ask for another.',
  })
const refuse = (ctx: IdentityCtx, account: Pick<Account, 'id'>, why: string): Promise<void> =>
  inEveryCompany(ctx, account.id, 'a stranger', (side, membership) =>
    side.record(factorRefused, membership?.memberId ?? null, { why, device: deviceName(ctx.place.agent) }),
  )
