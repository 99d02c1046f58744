import { and, eq, isNull } from 'drizzle-orm'
import { factors } from '../../../db/schema/identity.ts'
import { identityAct, type IdentityCtx } from '../../access/identity-act.ts'
import { newUuid } from '../../kernel/id.ts'
import { conflict, Refusal } from '../../kernel/refusal.ts'
import { envelope } from '../../platform/keys/keys.ts'
import { inEveryCompany } from '../accounts.ts'
import { factorEnrolled, factorRefused, factorRemoved } from '../events.ts'
import { deviceName } from '../device-name.ts'
import { factorCell, proveFactor } from '../factor.ts'
import { AskPhone, ConfirmPhone } from '../inputs.ts'
import { mails } from '../mails.ts'
import { endOtherSessions, readSession, rotateSecret, type Signed } from '../session.ts'
import type { SessionToken } from '../session-token.ts'
import { countTry, forgive, hasRoom, holdCounter, tooMany } from '../throttle.ts'
import { maskPhone } from './phone-number.ts'
import { canText, phoneOf, textCompaniesOf, type TextCompany } from './phone.ts'
import { countAsked, sendCode } from './send-text.ts'
import { takeTextCode, type AskedBy } from './text-code.ts'

const askedBy = (signed: Pick<Signed, 'sessionId' | 'accountId'>): AskedBy => ({ purpose: 'add', boundTo: signed.sessionId, accountId: signed.accountId })
/** @throws Refusal where no company of the account lets text messages count */
async function demandPayer(ctx: IdentityCtx, accountId: string): Promise<TextCompany> {
  const [payer] = canText() ? await textCompaniesOf(ctx, accountId) : []
  if (!payer) throw conflict('No company of yours lets people in by text message. A passkey or another authenticator is the safer spare.')
  return payer
}
/** Begins another phone number, after a factor that is no text message: sends it a code. Nothing changes before that code is typed. */
export const askPhone = identityAct({
  name: 'identity.askPhone',
  credential: 'session',
  why: 'a person names a phone number, after another factor; a code goes to it; counted by account, number, network and day',
  input: AskPhone,
  run: async (ctx, { session, phone, factorCode }): Promise<{ sent: true } | undefined> => {
    const signed = await readSession(ctx, session),
      payer = await demandPayer(ctx, signed.accountId)
    if ((await phoneOf(ctx, signed.accountId))?.number === phone)
      throw new Refusal('invalid', 'This is the number that you have already.', { phone: 'This is the number that you have already. Write the new one.' })
    const proof = await proveFactor(ctx, { id: signed.accountId, email: signed.email }, factorCode, 'factorCode', signed.sessionId)
    if (proof.method === undefined) {
      ctx.refuse(proof.refusal)
      return undefined
    }
    const wait = await countAsked(ctx, signed.accountId),
      refusal = wait > 0 ? tooMany(wait) : await sendCode(ctx, askedBy(signed), phone, payer, { name: signed.name, role: signed.role, isProven: true })
    if (refusal) {
      ctx.refuse(refusal)
      return undefined
    }
    return { sent: true }
  },
})
/** The code that came to the new number. An earlier number is erased at once and opens nothing any more; other sessions end, and a mail says so. */
export const confirmPhone = identityAct({
  name: 'identity.confirmPhone',
  credential: 'session',
  why: 'the code that was sent to the new phone number, from the session that named it',
  input: ConfirmPhone,
  run: async (ctx, { session, code }): Promise<SessionToken | undefined> => {
    const signed = await readSession(ctx, session)
    const counter = await holdCounter(ctx, 'factor', signed.accountId)
    if (!hasRoom(ctx, counter)) return undefined
    const taken = await takeTextCode(ctx, askedBy(signed), code)
    if (taken?.number === undefined) {
      await countTry(ctx, counter)
      await inEveryCompany(ctx, signed.accountId, 'the person', (side) =>
        side.record(factorRefused, signed.memberId, {
          why: 'the code of a text message: not right, too late, or used before',
          device: deviceName(ctx.place.agent),
        }),
      )
      const sentence = 'That code is not right, or too old. Type the code of the newest message; after five wrong ones ask for another.'
      ctx.refuse(new Refusal('invalid', sentence, { code: sentence }))
      return undefined
    }
    await forgive(ctx, counter)
    const before = await phoneOf(ctx, signed.accountId),
      id = newUuid(ctx.now),
      name = `Phone ${maskPhone(taken.number)}`
    await erasePhone(ctx, signed.accountId)
    await ctx.db
      .insert(factors)
      .values({
        id,
        accountId: signed.accountId,
        kind: 'sms',
        name,
        secret: await envelope().seal(factorCell(id), taken.number),
        confirmedAt: ctx.now,
        createdAt: ctx.now,
      })
    await endOtherSessions(ctx, signed.accountId, signed.sessionId, 'a phone number was added')
    await inEveryCompany(ctx, signed.accountId, 'the person', (side) => {
      if (before) side.record(factorRemoved, before.factorId, { kind: 'sms', name: before.name, why: 'another number took its place' })
      side.record(factorEnrolled, id, { kind: 'sms', name })
    })
    await mails.factorChanged(
      ctx,
      signed.email,
      before
        ? `Another phone number takes your codes: the one that ends in ${taken.number.slice(-2)}. The one before, which ended in ${before.number.slice(-2)}, opens nothing any more`
        : `A phone number was added for codes by text message: it ends in ${taken.number.slice(-2)}`,
    )
    return rotateSecret(ctx, signed)
  },
})
/** The number goes with the phone: nothing of it stays but the last two digits in its name. */
async function erasePhone(ctx: IdentityCtx, accountId: string): Promise<void> {
  await ctx.db
    .update(factors)
    .set({ removedAt: ctx.now, secret: null })
    .where(and(eq(factors.accountId, accountId), eq(factors.kind, 'sms'), isNull(factors.removedAt)))
}
