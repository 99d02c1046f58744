import { z } from 'zod'
import { supportHoursMax } from '../../../db/schema/access.ts'
export { supportHoursMax }
import { emailInput } from '../../identity/email-address.ts'

const id = z.string().max(40),
  said = (why: string) => z.string(why).trim().min(3, why).max(300, 'A reason has at most 300 characters.')
export const GrantSupport = z.strictObject({
  operator: emailInput,
  hours: z.int('Write a whole number.').min(1, 'Write 1 or more.').max(supportHoursMax, `Nobody is let in for more than ${supportHoursMax} hours at once.`),
  reason: said('Say what they are to look at; they read it.'),
})
export const EndSupport = z.strictObject({ grantId: id, reason: said('Say why; it stands in the log.') })
