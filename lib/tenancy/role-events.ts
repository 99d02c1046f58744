import { z } from 'zod'
import { event } from '../access/event.ts'

const text = z.string().max(300)
const changes = z.array(z.strictObject({ field: text, before: text, after: text }))
export const roleMade = event(
  'role.made',
  'role',
  z.strictObject({ name: text, copied: text, may: z.string().max(8_000), changes }),
  (d) => `made the role ${d.name} from ${d.copied}${d.changes.length === 0 ? ', unchanged' : `, with ${d.changes.length} differences`}`,
)
export const roleRevised = event(
  'role.revised',
  'role',
  z.strictObject({ name: text, version: z.int(), members: z.int(), changes }),
  (d) =>
    `changed the role ${d.name} in ${d.changes.length} ${d.changes.length === 1 ? 'point' : 'points'}; ${d.members} ${d.members === 1 ? 'member' : 'members'} hold it`,
)
export const roleEnded = event(
  'role.ended',
  'role',
  z.strictObject({ name: text, members: z.int(), sessions: z.int(), target: text }),
  (d) => `ended the role ${d.name}${d.members === 0 ? '' : `; ${d.members} moved to ${d.target}`}`,
)
