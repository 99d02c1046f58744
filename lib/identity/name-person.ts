import { identityAct } from '../access/identity-act.ts'
import { invalid } from '../kernel/refusal.ts'
import { accountByEmail } from './accounts.ts'
import { toEnrolment } from './enrolment.ts'
import { advance, takeFlow } from './flow.ts'
import type { FlowAnswer } from './flow-answer.ts'
import { NamePerson } from './inputs.ts'
import { faultOfPassword, hashPassword } from './password.ts'

/** A new person's name and password. The address is the link's; only the first set-up has none, and there it is typed. */
export const namePerson = identityAct({
  name: 'identity.namePerson',
  credential: 'flow',
  why: 'a new person names themselves and chooses a password; written at the end',
  input: NamePerson,
  run: async (ctx, { flow: secret, name, email: typed, password }): Promise<FlowAnswer> => {
    const flow = await takeFlow(ctx, secret, 'person'),
      email = flow.data.email ?? typed
    if (email === undefined) throw invalid('email', 'Type the e-mail address by which you will sign in.')
    const account = await accountByEmail(ctx, email)
    ctx.unchanged('held until the second factor is enrolled')
    if (account) return { go: 'password', flow: await advance(ctx, flow, 'password', { email }, account.id) }
    const fault = faultOfPassword(password, { email, name, company: flow.data.company })
    if (fault !== undefined) throw invalid('password', fault)
    return { go: 'enrol', flow: await toEnrolment(ctx, flow, { email, name, passwordHash: await hashPassword(password), methods: ['password'] }) }
  },
})
