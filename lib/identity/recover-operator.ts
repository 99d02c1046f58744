import { and, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { flows } from '../../db/schema/identity.ts'
import { identityAct } from '../access/identity-act.ts'
import { config } from '../config.ts'
import { sha256 } from '../kernel/digest.ts'
import { newUuid } from '../kernel/id.ts'
import { Refusal } from '../kernel/refusal.ts'
import { accountByEmail, inEveryCompany, membershipsOf } from './accounts.ts'
import { emailInput } from './email-address.ts'
import { recoveryAsked } from './events.ts'
import { linkHours } from './link-token.ts'
import { makeLink, voidLinks } from './links.ts'
import { mails } from './mails.ts'
import { recoveryMark } from './recovery.ts'

/** A day passes before any recovery takes effect, so that the real owner hears of it first. */
export const recoveryDelayHours = 24

/** An operator's own recovery: made on the server's console, good from 24 hours later, told by mail and in every company's log. */
export const recoverOperator = identityAct({
  name: 'identity.recoverOperator',
  credential: 'console',
  why: 'an operator’s own lost factor: a link made on the server, good after a day',
  input: z.strictObject({ email: emailInput, alsoPassword: z.boolean() }),
  run: async (ctx, { email, alsoPassword }): Promise<{ url: string; from: Date; until: Date }> => {
    const account = await accountByEmail(ctx, email)
    if (!account || !(await membershipsOf(ctx, account.id)).some((m) => m.kind === 'platform'))
      throw new Refusal('not_found', 'There is no operator with this address. Everyone else asks on the sign-in page.')
    const from = new Date(ctx.now.getTime() + recoveryDelayHours * 3_600_000)
    await ctx.db
      .update(flows)
      .set({ endedAt: ctx.now })
      .where(and(eq(flows.accountId, account.id), eq(flows.kind, 'recover'), eq(flows.step, recoveryMark), isNull(flows.endedAt)))
    await ctx.db
      .insert(flows)
      .values({
        id: newUuid(ctx.now),
        kind: 'recover',
        step: recoveryMark,
        secretHash: sha256(newUuid(ctx.now)),
        accountId: account.id,
        tenantId: null,
        expiresAt: new Date(from.getTime() + linkHours.recover * 3_600_000),
        createdAt: ctx.now,
      })
    await voidLinks(ctx, 'recover', account.id)
    const token = await makeLink(ctx, { purpose: 'recover', accountId: account.id, notBefore: from, data: { alsoPassword } })
    await inEveryCompany(ctx, account.id, 'a stranger', (side) =>
      side.record(recoveryAsked, account.id, { decides: 'a command on the server', alsoPassword, device: 'the server’s console' }),
    )
    await mails.recoveryAsked(ctx, account.email, 'a command on the server')
    return { url: `${config().url}/recover/${token}`, from, until: new Date(from.getTime() + linkHours.recover * 3_600_000) }
  },
})
