import { scim } from '@/app/_bind/scim.ts'
import { readScimDocument } from '@/lib/tenancy/scim/documents.ts'

export const GET = scim(readScimDocument, 'ServiceProviderConfig', {
  input: () => ({ kind: 'ServiceProviderConfig' }),
  respond: (resource) => ({ status: 200, resource }),
})
