import { scim } from '@/app/_bind/scim.ts'
import { readGroup } from '@/lib/tenancy/scim/group-fields.ts'
import { createScimGroup, listScimGroups } from '@/lib/tenancy/scim/groups.ts'
import { listed } from '@/lib/tenancy/scim/read-query.ts'

export const GET = scim(listScimGroups, 'Groups', { input: ({ asked }) => listed(asked), respond: (resource) => ({ status: 200, resource }) })
export const POST = scim(createScimGroup, 'Groups', {
  input: async ({ body }) => ({ group: readGroup(await body()) }),
  respond: (made) => ({ status: 201, ...made, location: made.resource.meta.location }),
})
