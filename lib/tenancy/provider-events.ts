import { z } from 'zod'
import { event } from '../access/event.ts'

const text = z.string().max(300),
  changes = z.array(z.strictObject({ field: text, before: text, after: text }))
const ended = (n: number): string => (n === 0 ? 'no session ended' : n === 1 ? 'one session ended' : `${n} sessions ended`)
export const providerRequired = event(
  'sso.required',
  'domain',
  z.strictObject({ domain: text, members: z.int(), sessions: z.int(), owners: text, changes }),
  (d) =>
    `requires sign-in by the provider for addresses at ${d.domain} (${d.members} ${d.members === 1 ? 'member' : 'members'}); ${ended(d.sessions)}; ${d.owners} keep a way in by password`,
)
export const requirementLifted = event(
  'sso.requirement_lifted',
  'domain',
  z.strictObject({ domain: text, members: z.int(), changes }),
  (d) => `no longer requires the provider for addresses at ${d.domain}: ${d.members} ${d.members === 1 ? 'member signs' : 'members sign'} in by password too`,
)
export const ownersKept = event(
  'sso.break_glass_chosen',
  'tenant',
  z.strictObject({ owners: text, sessions: z.int(), changes }),
  (d) => `chose ${d.owners} to keep a way in past the required provider; ${ended(d.sessions)}`,
)
