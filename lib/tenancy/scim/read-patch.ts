// PATCH of RFC 7644 §3.5.2 in the shapes that providers send: with and without a path, dotted names, value paths, capitals in the verbs.
import { demandSchema, isForbiddenName, isRecord, ownValue, type Json, type JsonRecord } from './read-json.ts'
import { readFilter, type Filter } from './read-filter.ts'
import { scimFault } from './scim-fault.ts'

export const patchSchema = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'
export const patchStepsMax = 200
/** One step, with its path taken apart. `attribute` in lower case; a path-less step comes as one for each of its attributes. */
export interface PatchStep {
  readonly op: 'add' | 'replace' | 'remove'
  readonly attribute: string
  readonly filter?: Filter
  readonly sub?: string
  readonly value: Json | undefined
}

const core = /^urn:ietf:params:scim:schemas:core:2\.0:(?:user|group):/i
/** Names of extensions keep their schema in front: `urn:…:user:department`. */
const pathShape = /^([^[\]]+?)(?:\[(.+)\])?(?:\.([a-z$][\w$-]*))?$/is
export function readPath(path: string): Pick<PatchStep, 'attribute' | 'filter' | 'sub'> {
  if (path.length > 500) throw scimFault('invalidPath', 'A path has at most 500 characters.')
  if (isForbiddenName(path.replaceAll(/"(?:[^"\\]|\\.)*"/g, ''))) throw scimFault('invalidPath', 'The path holds a name that is not accepted.')
  const bare = path.trim().replace(core, '')
  if (/^urn:/i.test(bare)) return { attribute: bare.toLowerCase() }
  const match = pathShape.exec(bare)
  if (!match) throw scimFault('invalidPath', 'The path cannot be read.')
  const [, name = '', filter, sub] = match,
    [attribute = '', dotted, ...more] = name.trim().toLowerCase().split('.')
  if (!/^[a-z$][\w$-]*$/.test(attribute) || more.length > 0 || (dotted !== undefined && (filter !== undefined || sub !== undefined)))
    throw scimFault('invalidPath', 'The path cannot be read.')
  const part = dotted ?? sub?.toLowerCase()
  return { attribute, ...(filter === undefined ? {} : { filter: readFilter(filter) }), ...(part === undefined ? {} : { sub: part }) }
}
/** @throws Refusal by its word of the protocol */
export function readPatch(body: JsonRecord): PatchStep[] {
  demandSchema(body, patchSchema)
  const operations = ownValue(body, 'Operations')
  if (!Array.isArray(operations) || operations.length === 0) throw scimFault('invalidSyntax', '“Operations” is a list of what to change.')
  if (operations.length > patchStepsMax) throw scimFault('tooMany', `A request has at most ${patchStepsMax} operations.`)
  return (operations as readonly Json[]).flatMap((operation): PatchStep[] => {
    if (!isRecord(operation)) throw scimFault('invalidSyntax', 'Each of the “Operations” is an object.')
    const word = ownValue(operation, 'op'),
      op = typeof word === 'string' ? word.toLowerCase() : ''
    if (op !== 'add' && op !== 'replace' && op !== 'remove') throw scimFault('invalidSyntax', '“op” is add, replace or remove.')
    const path = ownValue(operation, 'path'),
      value = ownValue(operation, 'value')
    if (path !== undefined && path !== null && typeof path !== 'string') throw scimFault('invalidPath', 'The path is a text.')
    if (typeof path === 'string' && path.trim() !== '') {
      if (op !== 'remove' && value === undefined) throw scimFault('invalidValue', 'The operation has no value.')
      return [{ op, ...readPath(path), value }]
    }
    if (op === 'remove') throw scimFault('noTarget', 'A removal names its path.')
    if (!isRecord(value)) throw scimFault('invalidValue', 'Without a path, the value is an object of attributes.')
    // Names may be paths of their own here: `name.givenName`, `emails[type eq "work"].value`.
    return Object.entries(value).map(([name, inner]) => ({ op, ...readPath(name), value: inner }))
  })
}
