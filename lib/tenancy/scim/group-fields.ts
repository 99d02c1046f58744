import { demandSchema, isRecord, ownValue, readText, type Json, type JsonRecord } from './read-json.ts'
import type { Filter } from './read-filter.ts'
import type { PatchStep } from './read-patch.ts'
import { scimFault } from './scim-fault.ts'

export const groupSchema = 'urn:ietf:params:scim:schemas:core:2.0:Group'
/** Members named in one request. */
export const namedMax = 1_000
const nameMax = 300
/** What happens to the members, in the order of the request: some come, some go, or these are all. */
export interface MemberStep {
  readonly kind: 'add' | 'remove' | 'set'
  readonly ids: readonly string[]
}
export interface GroupFields {
  readonly displayName?: string
  readonly externalId?: string | null
  readonly members: readonly MemberStep[]
}

function idsOf(value: Json | undefined): string[] {
  if (value === null || value === undefined) return []
  const list: readonly Json[] = Array.isArray(value) ? (value as readonly Json[]) : [value as Json]
  const ids = list.map((one) => {
    const id = isRecord(one) ? ownValue(one, 'value') : one
    if (typeof id !== 'string' || id.length > 100) throw scimFault('invalidValue', 'Each of the “members” has the id of a person as its value.')
    return id
  })
  return [...new Set(ids)]
}
/** `members[value eq "…"]`, also as a list of them. */
function idsIn(filter: Filter): string[] {
  if (filter.kind === 'or') return filter.of.flatMap(idsIn)
  if (filter.kind === 'eq' && filter.attribute === 'value' && typeof filter.value === 'string') return [filter.value.slice(0, 100)]
  throw scimFault('invalidFilter', 'Members are named by their value: members[value eq "…"].')
}
const required = (value: Json | undefined): string => {
  const text = readText(value, 'displayName', nameMax)
  if (text === null) throw scimFault('invalidValue', 'A group has a displayName.')
  return text
}
/** Accepted and left out. Okta repeats the id of the group. */
const passedOver: ReadonlySet<string> = new Set(['schemas', 'id', 'meta'])

export function groupChanges(steps: readonly PatchStep[]): GroupFields {
  let displayName: string | undefined, externalId: string | null | undefined
  const members: MemberStep[] = []
  for (const { op, attribute, filter, sub, value } of steps) {
    if (attribute === 'displayname') displayName = required(op === 'remove' ? null : value)
    else if (attribute === 'externalid') externalId = op === 'remove' ? null : readText(value, 'externalId', nameMax)
    else if (attribute === 'members') {
      if (sub !== undefined && sub !== 'value') throw scimFault('invalidPath', '“members” has no such part.')
      if (filter !== undefined && op !== 'remove') throw scimFault('invalidPath', 'Members are added without a filter.')
      if (op === 'add') members.push({ kind: 'add', ids: idsOf(value) })
      else if (op === 'replace') members.push({ kind: 'set', ids: idsOf(value) })
      else if (filter !== undefined) members.push({ kind: 'remove', ids: idsIn(filter) })
      // Without a list, everybody is meant.
      else members.push(value === undefined || value === null ? { kind: 'set', ids: [] } : { kind: 'remove', ids: idsOf(value) })
    } else if (!passedOver.has(attribute) && !attribute.startsWith('urn:'))
      throw scimFault(op === 'remove' ? 'noTarget' : 'invalidPath', 'An attribute of the request is none that a group has here.')
  }
  if (members.reduce((n, step) => n + step.ids.length, 0) > namedMax)
    throw scimFault('tooMany', `A request names at most ${namedMax} members. Send less at once.`)
  return { ...(displayName === undefined ? {} : { displayName }), ...(externalId === undefined ? {} : { externalId }), members }
}
/** A whole group, from POST or PUT. Without `members` it has none. */
export function readGroup(body: JsonRecord): GroupFields & { readonly displayName: string } {
  demandSchema(body, groupSchema)
  const steps = Object.entries(body).map(([name, value]): PatchStep => {
    if (!/^(urn:[\w:.-]+|[a-z$][\w$-]*)$/i.test(name)) throw scimFault('invalidSyntax', 'An attribute of the request has a name that cannot be read.')
    return { op: 'replace', attribute: name.toLowerCase(), value }
  })
  const fields = groupChanges(steps)
  if (fields.displayName === undefined) throw scimFault('invalidValue', 'A group has a displayName; this one has none.')
  return { externalId: null, ...fields, displayName: fields.displayName, members: fields.members.length === 0 ? [{ kind: 'set', ids: [] }] : fields.members }
}
