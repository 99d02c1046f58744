import { z } from 'zod'
import { event } from '../../access/event.ts'

const text = z.string().max(300),
  token = { connection: text, name: text }
export const scimTokenMade = event(
  'scim.token_made',
  'scimToken',
  z.strictObject({ ...token, until: text }),
  (d) => `made the provisioning token ${d.name} for ${d.connection}, good until ${d.until}`,
)
export const scimTokenRevoked = event(
  'scim.token_revoked',
  'scimToken',
  z.strictObject(token),
  (d) => `revoked the provisioning token ${d.name} of ${d.connection}`,
)
const joined = z.enum([
  'an existing member',
  'an invited person',
  'a new member with an account',
  'a new member with a new account',
  'a member who comes back',
  'nobody yet: no group of theirs means a role',
  'nobody yet: not active',
])
export const scimUserMade = event(
  'scim.user_made',
  'scimUser',
  z.strictObject({ member: text, domain: text, how: joined, role: text }),
  (d) => `provisioned ${d.member === '' ? 'a person' : d.member} by the domain ${d.domain}: ${d.how}${d.role === '' ? '' : `, as ${d.role}`}`,
)
export const scimUserChanged = event(
  'scim.user_changed',
  'scimUser',
  z.strictObject({ member: text, fields: text }),
  (d) => `changed what the provider says of ${d.member === '' ? 'a person who is outside' : d.member}: ${d.fields}`,
)
export const scimUserRemoved = event(
  'scim.user_removed',
  'scimUser',
  z.strictObject({ member: text, sessions: z.int() }),
  (d) => `removed ${d.member === '' ? 'a person who was outside' : d.member}: the provider knows them no more; ${d.sessions} sessions ended`,
)
export const scimMemberJoined = event(
  'scim.member_joined',
  'member',
  z.strictObject({ member: text, how: joined, role: text }),
  (d) => `let ${d.member} in: ${d.how}, as ${d.role}`,
)
export const scimMemberShut = event(
  'scim.member_shut',
  'member',
  z.strictObject({ member: text, why: z.enum(['not active at the provider', 'no group of theirs means a role']), sessions: z.int(), delegations: z.int() }),
  (d) => `shut ${d.member} out: ${d.why}; ${d.sessions} sessions and ${d.delegations} delegations ended`,
)
export const scimMemberOpened = event(
  'scim.member_opened',
  'member',
  z.strictObject({ member: text, role: text }),
  (d) => `let ${d.member} in again, as ${d.role}`,
)
export const scimRoleFollowed = event(
  'scim.role_followed',
  'member',
  z.strictObject({ member: text, before: text, after: text, sessions: z.int() }),
  (d) => `changed the role of ${d.member} from ${d.before} to ${d.after}, as the groups at the provider say; ${d.sessions} sessions ended`,
)
export const scimOwnerKept = event(
  'scim.owner_kept',
  'member',
  z.strictObject({ member: text, why: text }),
  (d) => `wanted to shut out ${d.member} and was refused: ${d.why}`,
)
export const scimGroupMade = event(
  'scim.group_made',
  'scimGroup',
  z.strictObject({ group: text, members: z.int() }),
  (d) => `provisioned the group ${d.group} with ${d.members} members`,
)
export const scimGroupChanged = event(
  'scim.group_changed',
  'scimGroup',
  z.strictObject({ group: text, added: z.int(), removed: z.int(), changes: z.array(z.strictObject({ field: text, before: text, after: text })) }),
  (d) =>
    `changed the group ${d.group}: ${[d.added > 0 && `${d.added} came`, d.removed > 0 && `${d.removed} went`, d.changes.length > 0 && d.changes.map((c) => c.field).join(', ')].filter(Boolean).join(', ')}`,
)
export const scimGroupRemoved = event(
  'scim.group_removed',
  'scimGroup',
  z.strictObject({ group: text, members: z.int() }),
  (d) => `removed the group ${d.group}, which had ${d.members} members`,
)
export const scimRolesReread = event(
  'scim.roles_reread',
  'ssoConnection',
  z.strictObject({ people: z.int() }),
  (d) => `looked again which roles the groups of ${d.people} provisioned people mean`,
)
