// A filter as conditions on our own columns. What has no column is refused by name: an answer to another question would be taken for the truth.
import { and, eq, exists, isNull, or, sql, type SQL } from 'drizzle-orm'
import { scimGroupMembers, scimGroups, scimUsers } from '../../../db/schema/provisioning.ts'
import type { ReadCtx } from '../../access/ctx.ts'
import { tryDecodeId } from '../../kernel/id.ts'
import { readFilter, type Filter, type FilterValue } from './read-filter.ts'
import { scimFault } from './scim-fault.ts'

const nobody = sql`false`,
  everybody = sql`true`
const textOf = (value: FilterValue): string => {
  if (typeof value !== 'string') throw scimFault('invalidFilter', 'The filter cannot be read: a text stands in quotation marks.')
  return value
}
const booleanOf = (value: FilterValue): boolean => {
  const word = String(value).toLowerCase()
  if (word !== 'true' && word !== 'false') throw scimFault('invalidFilter', 'The filter cannot be read: it is true or false.')
  return word === 'true'
}
const unknown = (known: string): Error => scimFault('invalidFilter', `The filter asks by an attribute that is not answered. Answered are ${known}.`)
type Term = (attribute: string, value: FilterValue) => SQL
function conditionOf(filter: Filter, term: Term, path: (filter: Extract<Filter, { kind: 'path' }>) => SQL): SQL {
  if (filter.kind === 'eq') return term(filter.attribute, filter.value)
  if (filter.kind === 'path') return path(filter)
  const parts = filter.of.map((one) => conditionOf(one, term, path))
  return (filter.kind === 'and' ? and(...parts) : or(...parts)) as SQL
}
const userKnown = 'id, userName, externalId, displayName, emails.value and active'
const email = (value: FilterValue): SQL => eq(scimUsers.email, textOf(value).normalize('NFKC').trim().toLowerCase())
const userTerm: Term = (attribute, value) => {
  switch (attribute) {
    case 'id': {
      const id = tryDecodeId('scimUser', textOf(value))
      return id === undefined ? nobody : eq(scimUsers.id, id)
    }
    case 'username':
      return eq(scimUsers.userKey, textOf(value).toLowerCase())
    case 'externalid':
      return eq(scimUsers.externalId, textOf(value))
    case 'displayname':
      return eq(scimUsers.displayName, textOf(value))
    case 'emails':
    case 'emails.value':
      return email(value)
    case 'active':
      return eq(scimUsers.isActive, booleanOf(value))
    default:
      throw unknown(userKnown)
  }
}
/** The one address is of work and primary. */
const emailTerm: Term = (attribute, value) => {
  if (attribute === 'value') return email(value)
  if (attribute === 'type') return textOf(value).toLowerCase() === 'work' ? everybody : nobody
  if (attribute === 'primary') return booleanOf(value) ? everybody : nobody
  throw unknown(userKnown)
}
const noPath = (known: string) => (): SQL => {
  throw unknown(known)
}
export function usersWhere(text: string | undefined): SQL | undefined {
  if (text === undefined) return undefined
  return conditionOf(readFilter(text), userTerm, (filter) => {
    if (filter.attribute !== 'emails' || (filter.sub !== undefined && filter.sub !== 'value')) throw unknown(userKnown)
    const of = conditionOf(filter.of, emailTerm, noPath(userKnown))
    return filter.sub === undefined ? of : (and(of, email(filter.value ?? null)) as SQL)
  })
}
const groupKnown = 'id, displayName, externalId and members.value'
export function groupsWhere(ctx: Pick<ReadCtx, 'tx'>, text: string | undefined): SQL | undefined {
  if (text === undefined) return undefined
  const member = (value: FilterValue): SQL => {
    const id = tryDecodeId('scimUser', textOf(value))
    return id === undefined
      ? nobody
      : exists(
          ctx.tx
            .select({ one: scimGroupMembers.id })
            .from(scimGroupMembers)
            .where(and(eq(scimGroupMembers.groupId, scimGroups.id), eq(scimGroupMembers.userId, id))),
        )
  }
  const term: Term = (attribute, value) => {
    switch (attribute) {
      case 'id': {
        const id = tryDecodeId('scimGroup', textOf(value))
        return id === undefined ? nobody : eq(scimGroups.id, id)
      }
      case 'displayname':
        return eq(sql`lower(${scimGroups.displayName})`, textOf(value).toLowerCase())
      case 'externalid':
        return eq(scimGroups.externalId, textOf(value))
      case 'members':
      case 'members.value':
        return member(value)
      default:
        throw unknown(groupKnown)
    }
  }
  return conditionOf(readFilter(text), term, (filter) => {
    if (filter.attribute !== 'members' || filter.sub !== undefined || filter.of.kind !== 'eq' || filter.of.attribute !== 'value') throw unknown(groupKnown)
    return member(filter.of.value)
  })
}
export const liveUsers = (connectionId: string): SQL => and(eq(scimUsers.connectionId, connectionId), isNull(scimUsers.endedAt)) as SQL
export const liveGroups = (connectionId: string): SQL => and(eq(scimGroups.connectionId, connectionId), isNull(scimGroups.endedAt)) as SQL
