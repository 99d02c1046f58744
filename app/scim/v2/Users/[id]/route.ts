import { scim } from '@/app/_bind/scim.ts'
import { matched } from '@/lib/tenancy/scim/read-query.ts'
import { readPatch } from '@/lib/tenancy/scim/read-patch.ts'
import { readUser, userChanges } from '@/lib/tenancy/scim/user-fields.ts'
import { changeScimUser, removeScimUser, replaceScimUser, showScimUser } from '@/lib/tenancy/scim/users.ts'

export const GET = scim(showScimUser, 'Users', { input: ({ id }) => ({ id }), respond: (shown) => ({ status: 200, ...shown }) })
export const PUT = scim(replaceScimUser, 'Users', {
  input: async (request) => ({ ...matched(request), user: readUser(await request.body()) }),
  respond: (done) => ({ status: 200, ...done }),
})
export const PATCH = scim(changeScimUser, 'Users', {
  input: async (request) => ({ ...matched(request), user: userChanges(readPatch(await request.body())) }),
  respond: (done) => ({ status: 200, ...done }),
})
export const DELETE = scim(removeScimUser, 'Users', { input: matched, respond: ({ kept }) => ({ status: 204, kept }) })
