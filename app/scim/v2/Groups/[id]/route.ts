import { scim } from '@/app/_bind/scim.ts'
import { groupChanges, readGroup } from '@/lib/tenancy/scim/group-fields.ts'
import { changeScimGroup, removeScimGroup, showScimGroup } from '@/lib/tenancy/scim/groups.ts'
import { matched, wantsMembers } from '@/lib/tenancy/scim/read-query.ts'
import { readPatch } from '@/lib/tenancy/scim/read-patch.ts'

export const GET = scim(showScimGroup, 'Groups', {
  input: ({ id, asked }) => ({ id, withMembers: wantsMembers(asked) }),
  respond: (shown) => ({ status: 200, ...shown }),
})
export const PUT = scim(changeScimGroup, 'Groups', {
  input: async (request) => ({ ...matched(request), group: readGroup(await request.body()) }),
  respond: (done) => ({ status: 200, ...done }),
})
/** Without the group in the answer: it may have thousands of members. */
export const PATCH = scim(changeScimGroup, 'Groups', {
  input: async (request) => ({ ...matched(request), group: groupChanges(readPatch(await request.body())) }),
  respond: ({ version }) => ({ status: 204, version }),
})
export const DELETE = scim(removeScimGroup, 'Groups', { input: matched, respond: () => ({ status: 204 }) })
