import { scim } from '@/app/_bind/scim.ts'
import { readScimDocument } from '@/lib/tenancy/scim/documents.ts'

export const GET = scim(readScimDocument, 'ResourceTypes', {
  input: ({ id }) => ({ kind: 'ResourceTypes', id: id.slice(0, 200) }),
  respond: (resource) => ({ status: 200, resource }),
})
