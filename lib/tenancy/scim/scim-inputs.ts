// What the operations of provisioning take, once lib/tenancy/scim has read a request.
import { z } from 'zod'
import { isPlainName, notPlain } from '../../kernel/plain-name.ts'

const text = z.string().max(300),
  kept = text.nullable().optional()
export const scimId = z.string().max(100)
const user = { externalId: kept, email: kept, displayName: kept, formattedName: kept, givenName: kept, familyName: kept }
const steps = z.array(z.strictObject({ kind: z.enum(['add', 'remove', 'set']), ids: z.array(scimId).max(1_000) })).max(200)
/** The version that the client has read, from `If-Match`. */
const match = z.string().max(2_000).optional()
export const CreateUser = z.strictObject({ user: z.strictObject({ ...user, userName: text, isActive: z.boolean() }) })
export const ReplaceUser = z.strictObject({ id: scimId, match, user: z.strictObject({ ...user, userName: text, isActive: z.boolean() }) })
export const ChangeUser = z.strictObject({ id: scimId, match, user: z.strictObject({ ...user, userName: text.optional(), isActive: z.boolean().optional() }) })
export const CreateGroup = z.strictObject({ group: z.strictObject({ displayName: text, externalId: kept, members: steps }) })
export const ChangeGroup = z.strictObject({ id: scimId, match, group: z.strictObject({ displayName: text.optional(), externalId: kept, members: steps }) })
export const ScimId = z.strictObject({ id: scimId, match })
export const ShowScim = z.strictObject({ id: scimId, withMembers: z.boolean().default(true) })
export const countMax = 200
export const ListScim = z.strictObject({
  filter: z.string().max(2_000).optional(),
  startIndex: z.int().default(1),
  count: z.int().default(100),
  withMembers: z.boolean().default(true),
})
export const ReadDocument = z.strictObject({ kind: z.enum(['ServiceProviderConfig', 'ResourceTypes', 'Schemas']), id: z.string().max(200).optional() })
export const NoteRequest = z.strictObject({ method: z.string().max(10), path: text, status: z.int().min(100).max(599), reason: z.string().max(300).nullable() })

/** Days that a token lasts. */
export const tokenDays = [30, 90, 180, 365] as const
export const MakeToken = z.strictObject({
  connectionId: z.string('Choose the connection.').max(40),
  name: z.string('Give the token a name.').trim().min(1, 'Give the token a name.').max(60, 'A name has at most 60 characters.').refine(isPlainName, notPlain),
  days: z.enum(tokenDays.map(String) as ['30', '90', '180', '365'], 'Choose how long it lasts.'),
})
export const TokenId = z.strictObject({ tokenId: z.string().max(40) })
export const DeadToken = z.strictObject({ presented: z.string().max(200), method: z.string().max(10), path: text })
