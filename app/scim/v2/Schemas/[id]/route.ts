import { scim } from '@/app/_bind/scim.ts'
import { readScimDocument } from '@/lib/tenancy/scim/documents.ts'

export const GET = scim(readScimDocument, 'Schemas', {
  input: ({ id }) => ({ kind: 'Schemas', id: id.slice(0, 200) }),
  respond: (resource) => ({ status: 200, resource }),
})
