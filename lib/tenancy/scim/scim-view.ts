// How people and groups read in the protocol (RFC 7643 §4).
import { config } from '../../config.ts'
import type { scimGroups, scimUsers } from '../../../db/schema/provisioning.ts'
import type { ReadCtx } from '../../access/ctx.ts'
import { assert } from '../../kernel/assert.ts'
import { encodeId } from '../../kernel/id.ts'
import { groupSchema } from './group-fields.ts'
import { changedMeanwhile } from './scim-fault.ts'
import { userSchema } from './user-fields.ts'

const base = '/scim/v2'
/** What a provider is given; the addresses of the protocol lie below it. */
export const baseUrl = (): string => `${config().url}${base}`
export const listSchema = 'urn:ietf:params:scim:api:messages:2.0:ListResponse'
/** Whose token asks. */
export function connectionOf(ctx: Pick<ReadCtx, 'actor'>): string {
  assert(ctx.actor.provisioning, 'a provider that provisions')
  return ctx.actor.provisioning.connectionId
}
export const versionOf = (version: number): string => `W/"${version}"`
/** @throws Refusal 412 when the client has read another version */
export function demandVersion(match: string | undefined, version: number): void {
  if (match === undefined) return
  const named = match.split(',').map((one) => one.trim().replace(/^W\//, ''))
  if (!named.includes('*') && !named.includes(`"${version}"`)) throw changedMeanwhile()
}
const metaOf = (resourceType: 'User' | 'Group', id: string, row: { readonly createdAt: Date; readonly updatedAt: Date; readonly version: number }) => ({
  resourceType,
  created: row.createdAt.toISOString(),
  lastModified: row.updatedAt.toISOString(),
  location: `${baseUrl()}/${resourceType}s/${id}`,
  version: versionOf(row.version),
})
const given = <T extends Record<string, unknown>>(values: T): Partial<{ [K in keyof T]: NonNullable<T[K]> }> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined)) as never

export function userView(row: typeof scimUsers.$inferSelect, groups: readonly { readonly id: string; readonly displayName: string }[]) {
  const id = encodeId('scimUser', row.id),
    name = given({ formatted: row.formattedName, givenName: row.givenName, familyName: row.familyName })
  return {
    schemas: [userSchema],
    id,
    ...given({ externalId: row.externalId }),
    userName: row.userName,
    ...(Object.keys(name).length === 0 ? {} : { name }),
    ...given({ displayName: row.displayName }),
    emails: [{ value: row.email, type: 'work', primary: true }],
    active: row.isActive,
    groups: groups.map((group) => ({
      value: encodeId('scimGroup', group.id),
      display: group.displayName,
      type: 'direct',
      $ref: `${baseUrl()}/Groups/${encodeId('scimGroup', group.id)}`,
    })),
    meta: metaOf('User', id, row),
  }
}
export type UserView = ReturnType<typeof userView>
export function groupView(row: typeof scimGroups.$inferSelect, members: readonly { readonly id: string; readonly userName: string }[] | undefined) {
  const id = encodeId('scimGroup', row.id)
  return {
    schemas: [groupSchema],
    id,
    ...given({ externalId: row.externalId }),
    displayName: row.displayName,
    ...(members === undefined
      ? {}
      : {
          members: members.map((user) => ({
            value: encodeId('scimUser', user.id),
            display: user.userName,
            type: 'User',
            $ref: `${baseUrl()}/Users/${encodeId('scimUser', user.id)}`,
          })),
        }),
    meta: metaOf('Group', id, row),
  }
}
export type GroupView = ReturnType<typeof groupView>
export interface Listed<T> {
  readonly schemas: readonly string[]
  readonly totalResults: number
  readonly startIndex: number
  readonly itemsPerPage: number
  readonly Resources: readonly T[]
}
export const listView = <T>(all: number, startIndex: number, rows: readonly T[]): Listed<T> => ({
  schemas: [listSchema],
  totalResults: all,
  startIndex,
  itemsPerPage: rows.length,
  Resources: rows,
})
/** What an act comes to: the resource, or a sentence where an owner is kept and nothing was changed. */
export type Outcome<T> =
  | { readonly resource: T; readonly version: string; readonly kept?: undefined }
  | { readonly kept: string; readonly resource?: undefined }
