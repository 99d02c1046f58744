import { eq } from 'drizzle-orm'
import { accounts } from '../../db/schema/identity.ts'
import { identityAct } from '../access/identity-act.ts'
import { assert } from '../kernel/assert.ts'
import { invalid } from '../kernel/refusal.ts'
import { inEveryCompany, membershipsOf } from './accounts.ts'
import { toEnrolment } from './enrolment.ts'
import { passwordChanged } from './events.ts'
import { accountOf, chooseOrOpen, open } from './finish.ts'
import { takeFlow } from './flow.ts'
import type { FlowAnswer } from './flow-answer.ts'
import { SetNewPassword } from './inputs.ts'
import { useLink, voidLinks } from './links.ts'
import { mails } from './mails.ts'
import { faultOfPassword, hashPassword, isPassword } from './password.ts'
import { endOtherSessions } from './session.ts'

/** The new password after a mailed link and the second factor (reset), after an agreed recovery, where it waits for the new factor, or where a company lets nobody in by an old one. */
export const setNewPassword = identityAct({
  name: 'identity.setNewPassword',
  credential: 'flow',
  why: 'the last step of a reset, after link and second factor; a step of an agreed recovery; a step of a sign-in whose company wants another password from time to time',
  input: SetNewPassword,
  run: async (ctx, { flow: secret, password, previous }): Promise<FlowAnswer | undefined> => {
    const flow = await takeFlow(ctx, secret, 'new_password'),
      account = await accountOf(ctx, flow)
    const fault = faultOfPassword(password, account)
    if (fault !== undefined) throw invalid('password', fault)
    const passwordHash = await hashPassword(password)
    if (flow.kind === 'recover') {
      ctx.unchanged('held until the second factor is enrolled')
      return { go: 'enrol', flow: await toEnrolment(ctx, flow, { passwordHash, methods: ['recovery'] }) }
    }
    if (flow.kind === 'sign_in') {
      assert(flow.data.factorAt && flow.data.passwordDays !== undefined, 'a proven factor')
      if (await isPassword(account.passwordHash, password)) throw invalid('password', 'This is your present password. Choose another.')
      await ctx.db.update(accounts).set({ passwordHash, passwordChangedAt: ctx.now }).where(eq(accounts.id, account.id))
      await voidLinks(ctx, 'reset', account.id)
      const ended = await endOtherSessions(ctx, account.id, null, 'the password was changed', flow.id)
      await inEveryCompany(ctx, account.id, 'the person', (side) => side.record(passwordChanged, account.id, { by: 'the person', sessions: ended }))
      await mails.passwordChanged(ctx, account.email)
      const proven = { methods: flow.data.methods, factorAt: new Date(flow.data.factorAt) },
        membership = (await membershipsOf(ctx, account.id)).find((m) => m.memberId === flow.data.memberId)
      return membership ? open(ctx, flow, account.id, membership, proven, previous) : chooseOrOpen(ctx, flow, account.id, proven, previous)
    }
    assert(flow.kind === 'reset' && flow.data.factorAt, 'a proven factor')
    await useLink(ctx, flow.data.linkId)
    await voidLinks(ctx, 'reset', account.id)
    await ctx.db
      .update(accounts)
      .set({ passwordHash, passwordChangedAt: ctx.now, emailVerifiedAt: account.emailVerifiedAt ?? ctx.now })
      .where(eq(accounts.id, account.id))
    const count = await endOtherSessions(ctx, account.id, null, 'the password was changed')
    await inEveryCompany(ctx, account.id, 'the person', (side) =>
      side.record(passwordChanged, account.id, { by: 'a mailed link and the second factor', sessions: count }),
    )
    await mails.passwordChanged(ctx, account.email)
    return chooseOrOpen(ctx, flow, account.id, { methods: flow.data.methods, factorAt: new Date(flow.data.factorAt) }, previous)
  },
})
