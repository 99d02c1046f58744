import { scim } from '@/app/_bind/scim.ts'
import { listed } from '@/lib/tenancy/scim/read-query.ts'
import { readUser } from '@/lib/tenancy/scim/user-fields.ts'
import { createScimUser, listScimUsers } from '@/lib/tenancy/scim/users.ts'

export const GET = scim(listScimUsers, 'Users', { input: ({ asked }) => listed(asked), respond: (resource) => ({ status: 200, resource }) })
export const POST = scim(createScimUser, 'Users', {
  input: async ({ body }) => ({ user: readUser(await body()) }),
  respond: (made) => ({ status: 201, ...made, location: made.resource?.meta.location }),
})
