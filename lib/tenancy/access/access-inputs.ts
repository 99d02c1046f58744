import { z } from 'zod'
import { pageInput } from '../../access/list-page.ts'
import { accessStates } from '../../../db/schema/access.ts'
import { roleKey } from '../role-inputs.ts'

const id = z.string().max(40)
const reason = (why: string) => z.string(why).trim().min(3, why).max(300, 'A reason has at most 300 characters.')
const amount = z.int('Write a whole number.').min(1, 'Write 1 or more.').max(9_999, 'That is too long.')
export const units = ['hours', 'days'] as const
const unit = z.enum(units, { error: 'Choose hours or days.' })
/** `payout.read:all`: a permission and how far it reaches. */
const grants = z.array(z.string().max(60)).max(20, 'Ask for 20 permissions at most; for more there are roles.')
export const AskAccess = z.strictObject({
  role: roleKey.optional(),
  grants: grants.optional(),
  amount,
  unit,
  reason: reason('Say what you need it for; whoever decides reads it.'),
})
export const AccessId = z.strictObject({ requestId: id })
export const ApproveAccess = z.strictObject({ requestId: id, amount, unit })
export const RefuseAccess = z.strictObject({ requestId: id, reason: reason('Say why; the person reads it.') })
export const EndAccess = z.strictObject({ requestId: id, reason: reason('Say why; the person reads it.') })
export const ListAccess = z.strictObject({ state: z.enum(accessStates).optional(), member: id.optional(), q: z.string().max(80).optional(), ...pageInput })
