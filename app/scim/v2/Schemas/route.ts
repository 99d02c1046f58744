import { scim } from '@/app/_bind/scim.ts'
import { readScimDocument } from '@/lib/tenancy/scim/documents.ts'

export const GET = scim(readScimDocument, 'Schemas', { input: () => ({ kind: 'Schemas' }), respond: (resource) => ({ status: 200, resource }) })
