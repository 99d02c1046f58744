// What of a provider's person is kept: names, one address, whether they are active. The rest of the standard's attributes is accepted and left out.
import { readEmail } from '../../identity/email-address.ts'
import { demandSchema, isRecord, ownValue, readBoolean, readText, type Json, type JsonRecord } from './read-json.ts'
import type { Filter } from './read-filter.ts'
import type { PatchStep } from './read-patch.ts'
import { scimFault } from './scim-fault.ts'

export const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User'
export const enterpriseSchema = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
/** What a request sets. A missing one stays as it is, null empties it. */
export interface UserFields {
  readonly userName?: string
  readonly externalId?: string | null
  readonly email?: string | null
  readonly displayName?: string | null
  readonly formattedName?: string | null
  readonly givenName?: string | null
  readonly familyName?: string | null
  readonly isActive?: boolean
}
type Draft = { -readonly [K in keyof UserFields]: UserFields[K] }

export const nameMax = 200
const userNameMax = 254,
  externalMax = 300
/** Attributes of RFC 7643 §4.1 that mean nothing here. `password` is among them: no provider sets one. */
const passedOver: ReadonlySet<string> = new Set([
  'schemas',
  'id',
  'meta',
  'groups',
  'nickname',
  'profileurl',
  'title',
  'usertype',
  'preferredlanguage',
  'locale',
  'timezone',
  'password',
  'phonenumbers',
  'ims',
  'photos',
  'addresses',
  'entitlements',
  'roles',
  'x509certificates',
])
const nameParts: Readonly<Record<string, 'formattedName' | 'givenName' | 'familyName' | null>> = {
  formatted: 'formattedName',
  givenname: 'givenName',
  familyname: 'familyName',
  middlename: null,
  honorificprefix: null,
  honorificsuffix: null,
}
const nameOfPart = (part: string): 'formattedName' | 'givenName' | 'familyName' | null => {
  const field = Object.hasOwn(nameParts, part) ? nameParts[part] : undefined
  if (field === undefined) throw scimFault('invalidPath', '“name” has no such part.')
  return field
}
function setName(draft: Draft, value: Json | undefined, replaces: boolean): void {
  if (value === null || value === undefined) {
    Object.assign(draft, { formattedName: null, givenName: null, familyName: null })
    return
  }
  if (!isRecord(value)) throw scimFault('invalidValue', '“name” is an object.')
  if (replaces) Object.assign(draft, { formattedName: null, givenName: null, familyName: null })
  for (const [part, inner] of Object.entries(value)) {
    const field = nameOfPart(part.toLowerCase())
    if (field) draft[field] = readText(inner, `name.${part}`, nameMax)
  }
}
/** The one address that is kept: the primary, else the one of work, else the first. */
function addressOf(value: Json | undefined): string | null {
  if (value === null || value === undefined) return null
  const list: readonly Json[] = Array.isArray(value) ? (value as readonly Json[]) : [value as Json]
  const read = list
    .map((one) => {
      if (!isRecord(one)) throw scimFault('invalidValue', '“emails” is a list of objects with a value.')
      const primary = ownValue(one, 'primary'),
        type = ownValue(one, 'type')
      return {
        value: readText(ownValue(one, 'value'), 'emails.value', userNameMax),
        primary: primary !== undefined && primary !== null && readBoolean(primary, 'emails.primary'),
        work: typeof type === 'string' && type.toLowerCase() === 'work',
      }
    })
    .filter((one) => one.value !== null)
  return (read.find((one) => one.primary) ?? read.find((one) => one.work) ?? read[0])?.value ?? null
}
/** Whether a value path of `emails` means the address that is kept, which is of work and primary. */
function meansKept(filter: Filter | undefined): boolean {
  if (filter === undefined) return true
  if (filter.kind === 'path') return false
  if (filter.kind !== 'eq') return filter.kind === 'and' ? filter.of.every(meansKept) : filter.of.some(meansKept)
  if (filter.attribute === 'type') return typeof filter.value === 'string' && filter.value.toLowerCase() === 'work'
  if (filter.attribute === 'primary') return filter.value === true || (typeof filter.value === 'string' && filter.value.toLowerCase() === 'true')
  return filter.attribute === 'value'
}
function setAttribute(draft: Draft, { op, attribute, filter, sub, value }: PatchStep): void {
  const given = op === 'remove' ? null : value
  if (attribute === 'username') {
    const text = readText(given, 'userName', userNameMax)
    if (text === null) throw scimFault('invalidValue', 'A person has a userName.')
    draft.userName = text
    return
  }
  if (attribute === 'active') {
    if (op === 'remove') throw scimFault('invalidValue', '“active” is true or false.')
    draft.isActive = readBoolean(given, 'active')
    return
  }
  if (attribute === 'externalid') {
    draft.externalId = readText(given, 'externalId', externalMax)
    return
  }
  if (attribute === 'displayname') {
    draft.displayName = readText(given, 'displayName', nameMax)
    return
  }
  if (attribute === 'name') {
    if (sub === undefined) setName(draft, given, op === 'replace')
    else {
      const field = nameOfPart(sub)
      if (field) draft[field] = readText(given, `name.${sub}`, nameMax)
    }
    return
  }
  if (attribute === 'emails') {
    if (!meansKept(filter)) return
    if (sub === undefined) draft.email = addressOf(given)
    else if (sub === 'value') draft.email = readText(given, 'emails.value', userNameMax)
    else if (!['type', 'primary', 'display'].includes(sub)) throw scimFault('invalidPath', '“emails” has no such part.')
    return
  }
  if (passedOver.has(attribute) || attribute.startsWith('urn:')) return
  throw scimFault(op === 'remove' ? 'noTarget' : 'invalidPath', 'An attribute of the request is none that a person has here.')
}
/** What the steps of a PATCH come to, in their order. */
export function userChanges(steps: readonly PatchStep[]): UserFields {
  const draft: Draft = {}
  for (const step of steps) setAttribute(draft, step)
  return draft
}
/** A whole person, from POST or PUT. What is not there is empty; `active` is true unless it is said. */
export function readUser(body: JsonRecord): UserFields & { readonly userName: string; readonly isActive: boolean } {
  demandSchema(body, userSchema)
  const draft: Draft = { externalId: null, email: null, displayName: null, formattedName: null, givenName: null, familyName: null, isActive: true }
  for (const [name, value] of Object.entries(body)) {
    if (!/^(urn:[\w:.-]+|[a-z$][\w$-]*)$/i.test(name)) throw scimFault('invalidSyntax', 'An attribute of the request has a name that cannot be read.')
    setAttribute(draft, { op: 'replace', attribute: name.toLowerCase(), value })
  }
  const { userName, isActive = true } = draft
  if (userName === undefined) throw scimFault('invalidValue', 'A person has a userName; this one has none.')
  return { ...draft, userName, isActive }
}
/** The address by which somebody is found here: the mail address, or a user name that is one. */
export function addressFrom(fields: { readonly email?: string | null; readonly userName: string }): string {
  const address = readEmail(fields.email ?? fields.userName)
  if (address === undefined)
    throw scimFault(
      'invalidValue',
      fields.email ? '“emails.value” is no mail address.' : 'The person has no mail address: neither “emails” nor “userName” is one.',
    )
  return address
}
