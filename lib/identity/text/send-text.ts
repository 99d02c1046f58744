import { createHmac } from 'node:crypto'
import { outbox } from '../../../db/schema/identity.ts'
import type { IdentityCtx } from '../../access/identity-act.ts'
import { config } from '../../config.ts'
import { newUuid } from '../../kernel/id.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { peppers } from '../../platform/keys/keys.ts'
import { sealText } from '../../platform/sms/sealed-text.ts'
import { deviceName } from '../device-name.ts'
import { textRefused, textSent } from '../events.ts'
import { countTry, holdCounter, lookAtCounter, tooMany, waitOf, type Counter } from '../throttle.ts'
import { networkOf } from '../throttle-rules.ts'
import { ceilingSentence, countToday } from './ceilings.ts'
import type { TextCompany } from './phone.ts'
import { countryCodeOf, maskPhone } from './phone-number.ts'
import { makeTextCode, textSecondsMax, type AskedBy } from './text-code.ts'

/** Counters are keyed by digests; a plain one of a number would be found by trying all numbers. */
const digestOf = (number: string): string =>
  createHmac('sha256', peppers()[0] ?? '')
    .update(`phone:${number}`)
    .digest('hex')

/** Counts that a message was asked for. The same for every account, with a phone or without. @returns the seconds to wait, 0: none */
export async function countAsked(ctx: IdentityCtx, accountId: string): Promise<number> {
  const counters: readonly Counter[] = [
      await holdCounter(ctx, 'textToAccount', accountId),
      await lookAtCounter(ctx, 'textFromNetwork', networkOf(ctx.place.ip)),
    ],
    wait = waitOf(ctx, counters)
  if (wait === 0) for (const counter of counters) await countTry(ctx, counter)
  return wait
}
/**
 * Writes a message with a new code into the outbox, on account of the company that lets it count. Recorded there, sent or not.
 * @returns why none is sent
 */
export async function sendCode(
  ctx: IdentityCtx,
  asker: AskedBy,
  number: string,
  payer: TextCompany,
  who: { readonly name: string; readonly role: string; readonly isProven: boolean },
): Promise<Refusal | undefined> {
  const counter = await holdCounter(ctx, 'textToNumber', digestOf(number)),
    wait = waitOf(ctx, [counter])
  const ceiling = wait > 0 ? undefined : await countToday(ctx, payer.tenantId, countryCodeOf(number))
  const actor = who.isProven ? { memberId: payer.memberId, name: who.name, role: who.role } : { memberId: null, name: '', role: 'not signed in' },
    about = { phone: maskPhone(number), device: deviceName(ctx.place.agent) }
  if (wait > 0 || ceiling) {
    const why = ceiling ? `the ${ceiling.of} has sent its ${ceiling.max} text messages of the day` : 'too many to one number, further ones must wait'
    await ctx.inTenant(payer.tenantId, actor, async (side) => {
      side.record(textRefused, payer.memberId, { ...about, why })
    })
    return ceiling ? new Refusal('too_many', ceilingSentence(ceiling)) : tooMany(wait)
  }
  await countTry(ctx, counter)
  const code = await makeTextCode(ctx, asker, asker.purpose === 'add' ? number : undefined),
    id = newUuid(ctx.now),
    host = new URL(config().url).hostname
  // The last line binds the code to this site: a phone offers it on no other (WICG, origin-bound one-time codes).
  const text = `${code} is your Plumbline code. It works once, for ${textSecondsMax / 60} minutes. Nobody may ask you for it.\n\n@${host} #${code}`
  await ctx.db
    .insert(outbox)
    .values({
      id,
      tenantId: payer.tenantId,
      channel: 'text',
      toAddress: maskPhone(number),
      subject: 'A code by text message',
      body: '',
      kind: 'identity.text_code',
      sealed: await sealText(id, { to: number, text }),
      expiresAt: new Date(ctx.now.getTime() + textSecondsMax * 1000),
    })
  await ctx.inTenant(payer.tenantId, actor, async (side) => {
    side.record(textSent, payer.memberId, about)
  })
  return undefined
}
