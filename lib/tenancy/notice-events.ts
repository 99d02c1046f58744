import { z } from 'zod'
import { event } from '../access/event.ts'

export const noticeSent = event(
  'notice.sent',
  'notification',
  z.strictObject({ kind: z.string(), about: z.string(), told: z.int(), mailed: z.int() }),
  (d) => `told ${d.told} ${d.told === 1 ? 'member' : 'members'} (${d.kind.replace('_', ' ')}), ${d.mailed} by mail`,
)
export const digestSent = event(
  'notice.digest_sent',
  'notification',
  z.strictObject({ members: z.int(), notices: z.int() }),
  (d) => `mailed ${d.notices} notices to ${d.members} ${d.members === 1 ? 'member' : 'members'} as their digest`,
)
export const noticesRead = event(
  'notice.read',
  'notification',
  z.strictObject({ count: z.int() }),
  (d) => `read ${d.count} ${d.count === 1 ? 'notice' : 'notices'}`,
)
export const choicesChanged = event(
  'notice.choices_changed',
  'member',
  z.strictObject({ changes: z.array(z.strictObject({ field: z.string(), before: z.string(), after: z.string() })) }),
  (d) => `chose how to be told: ${d.changes.map((change) => `${change.field} ${change.after}`).join(', ')}`,
)
export const delegationBegun = event(
  'delegation.begun',
  'delegation',
  z.strictObject({ permission: z.string(), from: z.string(), to: z.string(), startsAt: z.string(), endsAt: z.string() }),
  (d) => `delegated ${d.permission} to ${d.to} from ${d.startsAt.slice(0, 10)} to ${d.endsAt.slice(0, 10)}`,
)
export const delegationEnded = event(
  'delegation.ended',
  'delegation',
  z.strictObject({ permission: z.string(), from: z.string(), to: z.string(), why: z.string() }),
  (d) => `ended the delegation of ${d.permission} to ${d.to}: ${d.why}`,
)
