// What the protocol asks a service to say of itself (RFC 7643 §5 to §7, RFC 7644 §4): only what is kept and answered here.
import { query } from '../../access/operation.ts'
import { notFound } from '../../kernel/refusal.ts'
import { groupSchema } from './group-fields.ts'
import { countMax, ReadDocument } from './scim-inputs.ts'
import { baseUrl, listView } from './scim-view.ts'
import { enterpriseSchema, userSchema } from './user-fields.ts'

type Document = Readonly<Record<string, unknown>>
interface Shape {
  readonly type?: string
  readonly description: string
  readonly required?: boolean
  readonly caseExact?: boolean
  readonly multiValued?: boolean
  readonly mutability?: string
  readonly uniqueness?: string
  readonly subAttributes?: readonly Document[]
  readonly referenceTypes?: readonly string[]
  readonly canonicalValues?: readonly string[]
}
const attribute = (
  name: string,
  { type = 'string', multiValued = false, required = false, caseExact = false, mutability = 'readWrite', uniqueness = 'none', ...more }: Shape,
): Document => ({ name, type, multiValued, required, caseExact, mutability, returned: 'default', uniqueness, ...more })
const serviceConfig = (): Document => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
  documentationUri: 'https://www.rfc-editor.org/rfc/rfc7644',
  patch: { supported: true },
  bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
  filter: { supported: true, maxResults: countMax },
  changePassword: { supported: false },
  sort: { supported: false },
  etag: { supported: true },
  authenticationSchemes: [
    {
      type: 'oauthbearertoken',
      name: 'Bearer token',
      description: 'A provisioning token, made in the settings of the company and sent as “Authorization: Bearer”.',
      specUri: 'https://www.rfc-editor.org/rfc/rfc6750',
      primary: true,
    },
  ],
  meta: { resourceType: 'ServiceProviderConfig', location: `${baseUrl()}/ServiceProviderConfig` },
})
const typeOf = (id: 'User' | 'Group', schema: string, description: string, extensions: readonly Document[]): Document => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
  id,
  name: id,
  endpoint: `/${id}s`,
  description,
  schema,
  schemaExtensions: extensions,
  meta: { resourceType: 'ResourceType', location: `${baseUrl()}/ResourceTypes/${id}` },
})
const resourceTypes = (): Document[] => [
  typeOf('User', userSchema, 'A person at the provider', [{ schema: enterpriseSchema, required: false }]),
  typeOf('Group', groupSchema, 'A group at the provider', []),
]
const schemaOf = (id: string, name: string, description: string, attributes: readonly Document[]): Document => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:Schema'],
  id,
  name,
  description,
  attributes,
  meta: { resourceType: 'Schema', location: `${baseUrl()}/Schemas/${id}` },
})
const schemas = (): Document[] => [
  schemaOf(userSchema, 'User', 'A person', [
    attribute('userName', {
      description: 'How the provider calls the person; unique in the company, without regard to case',
      required: true,
      uniqueness: 'server',
    }),
    attribute('externalId', { description: 'The person’s id at the provider', caseExact: true }),
    attribute('name', {
      type: 'complex',
      description: 'The parts of the name',
      subAttributes: [
        attribute('formatted', { description: 'The whole name' }),
        attribute('givenName', { description: 'Given name' }),
        attribute('familyName', { description: 'Family name' }),
      ],
    }),
    attribute('displayName', { description: 'The name that people read' }),
    attribute('active', { type: 'boolean', description: 'Whether the person may come in' }),
    attribute('emails', {
      type: 'complex',
      multiValued: true,
      description: 'The address of work; one is kept, at a domain that the company has proven',
      subAttributes: [
        attribute('value', { description: 'The address' }),
        attribute('type', { description: 'work', canonicalValues: ['work'] }),
        attribute('primary', { type: 'boolean', description: 'true' }),
      ],
    }),
    attribute('groups', {
      type: 'complex',
      multiValued: true,
      mutability: 'readOnly',
      description: 'The person’s groups',
      subAttributes: [
        attribute('value', { description: 'Id of the group', mutability: 'readOnly' }),
        attribute('display', { description: 'Its name', mutability: 'readOnly' }),
      ],
    }),
  ]),
  schemaOf(groupSchema, 'Group', 'A group', [
    attribute('displayName', { description: 'The name, by which a group means a role', required: true, uniqueness: 'server' }),
    attribute('externalId', { description: 'The group’s id at the provider', caseExact: true }),
    attribute('members', {
      type: 'complex',
      multiValued: true,
      description: 'The people in it',
      subAttributes: [
        attribute('value', { description: 'Id of the person', mutability: 'immutable' }),
        attribute('display', { description: 'User name', mutability: 'readOnly' }),
        attribute('$ref', { type: 'reference', referenceTypes: ['User'], description: 'Address of the person', mutability: 'readOnly' }),
      ],
    }),
  ]),
  schemaOf(enterpriseSchema, 'EnterpriseUser', 'Accepted and left out', [
    attribute('department', { description: 'Accepted and left out', mutability: 'writeOnly' }),
  ]),
]
export const readScimDocument = query({
  name: 'tenancy.readScimDocument',
  needs: 'provisioning',
  input: ReadDocument,
  run: (_ctx, { kind, id }): Promise<Document> => {
    if (kind === 'ServiceProviderConfig') return Promise.resolve(serviceConfig())
    const all = kind === 'Schemas' ? schemas() : resourceTypes()
    if (id === undefined) return Promise.resolve({ ...listView(all.length, 1, all) })
    const found = all.find((one) => String(one['id']).toLowerCase() === id.toLowerCase())
    if (!found) throw notFound(kind === 'Schemas' ? 'schema' : 'type of resource')
    return Promise.resolve(found)
  },
})
