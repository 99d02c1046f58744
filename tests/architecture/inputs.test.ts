// Every input of every operation is closed, bounded in every part, and has no place where a tenant or a right could be put.
// ASVS V1.3.3 V1.5.2 V2.1.1 V2.2.1 V2.2.2 V4.3.1 V8.2.3 V15.3.3 V15.3.6 V15.3.7
import { describe, expect, test } from 'vitest'
import { reachOf, roleNames } from '../../lib/access/roles.ts'
import { isPermission } from '../../lib/access/operation.ts'
import { identityOperations, operations } from '../../lib/registry.ts'
import { formValues } from '../../app/_bind/form-values.ts'
import { jsonSchema, sampleOf } from '../support/sample.ts'

type Schema = { readonly [key: string]: unknown }
const isSchema = (v: unknown): v is Schema => typeof v === 'object' && v !== null && !Array.isArray(v)
const all = [...operations, ...identityOperations]

/** What of a schema is open or without bound, by its path. */
function looseParts(schema: Schema, path: string): string[] {
  const found: string[] = []
  if (schema['type'] === 'object' && schema['additionalProperties'] !== false && !isSchema(schema['additionalProperties']))
    found.push(`${path}: takes fields that nobody named`)
  if (
    schema['type'] === 'string' &&
    schema['maxLength'] === undefined &&
    schema['pattern'] === undefined &&
    schema['format'] === undefined &&
    schema['enum'] === undefined &&
    schema['const'] === undefined
  )
    found.push(`${path}: text of any length`)
  if (schema['type'] === 'array' && schema['maxItems'] === undefined && schema['prefixItems'] === undefined) found.push(`${path}: any number of items`)
  for (const [name, child] of Object.entries((schema['properties'] as Record<string, Schema> | undefined) ?? {}))
    found.push(...looseParts(child, `${path}.${name}`))
  for (const key of ['items', 'additionalProperties', 'not']) if (isSchema(schema[key])) found.push(...looseParts(schema[key], `${path}[]`))
  for (const key of ['anyOf', 'oneOf', 'allOf'])
    for (const child of (schema[key] as Schema[] | undefined) ?? []) if (isSchema(child)) found.push(...looseParts(child, path))
  return found
}
/** Names of all fields, wherever they are nested. */
function namesOf(schema: Schema, found = new Set<string>()): Set<string> {
  for (const [name, child] of Object.entries((schema['properties'] as Record<string, Schema> | undefined) ?? {})) {
    found.add(name)
    namesOf(child, found)
  }
  for (const key of ['items', 'additionalProperties']) if (isSchema(schema[key])) namesOf(schema[key], found)
  for (const key of ['anyOf', 'oneOf', 'allOf']) for (const child of (schema[key] as Schema[] | undefined) ?? []) if (isSchema(child)) namesOf(child, found)
  return found
}

/** A text whose bound its schema cannot state (it must be a day, or one of a list): shown by a long one, which is refused at its place. */
function isJudged(operation: (typeof operations)[number], part: string): boolean {
  if (!part.endsWith('text of any length')) return false
  const path = part.slice(1, part.indexOf(':')).split('.'),
    sample = structuredClone(sampleOf(operation)) as Record<string, unknown>
  let at = sample
  for (const name of path.slice(0, -1)) at = (at[name] ??= {}) as Record<string, unknown>
  at[path.at(-1) as string] = 'x'.repeat(100_000)
  return operation.input.safeParse(sample).error?.issues.some((issue) => issue.path.join('.') === path.join('.')) === true
}

describe('inputs', () => {
  test('are closed and bounded in every part', () => {
    const loose = operations
      .filter((o) => o.needs !== 'job')
      .flatMap((o) =>
        looseParts(jsonSchema(o.input), '')
          .filter((part) => !isJudged(o, part))
          .map((part) => o.name + part),
      )
    expect([...loose, ...identityOperations.flatMap((o) => looseParts(jsonSchema(o.input), o.name))]).toEqual([])
  })
  test('of text of any length, open objects and endless lists would be seen', () => {
    expect(looseParts({ type: 'object', properties: { a: { type: 'string' }, b: { type: 'array', items: { type: 'integer' } } } }, 'x')).toHaveLength(3)
  })
  test('a field that an operation does not know is refused by name, whatever it is called', () => {
    for (const operation of all) {
      const fault = operation.input.safeParse({ ofTenant: 'x', isAdmin: true })
      expect(fault.success, operation.name).toBe(false)
      expect(
        fault.error?.issues.some((issue) => issue.code === 'unrecognized_keys' && issue.keys.includes('ofTenant')),
        operation.name,
      ).toBe(true)
    }
  })
  test('name no tenant: it comes from the session, and only the operator’s acts on companies name one', () => {
    const naming = operations.filter((o) => [...namesOf(jsonSchema(o.input))].some((name) => /tenant/i.test(name)))
    for (const { needs, name } of naming)
      if (isPermission(needs))
        expect(
          roleNames.filter((role) => reachOf(role, needs) !== undefined),
          name,
        ).toEqual(['operator'])
    // Acts before or beside a scope take the session as the cookie states it, and the row decides (tests/identity/races.test.ts).
    // The operator's decision over a company is one of them: it asks for a session of the platform tenant (tests/tenancy/company.test.ts).
    expect(identityOperations.filter((act) => namesOf(jsonSchema(act.input)).has('tenantId')).map((act) => act.name)).toEqual([
      'identity.setCompanyState',
      'identity.setCompanyPlan',
      'identity.enterSupport',
    ])
  })
})
describe('a posted form', () => {
  test('cannot reach the prototype of anything', async () => {
    const data = new FormData()
    for (const name of ['__proto__.admin', 'constructor.prototype.admin', 'a.__proto__.admin', 'prototype.admin']) data.append(name, 'yes')
    data.append('fine.name', 'x')
    const values = await formValues(data)
    expect(values).toEqual({ fine: { name: 'x' } })
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined()
  })
  test('with a field twice has one value, the last; a list must be named as one', async () => {
    const data = new FormData()
    for (const value of ['a', 'b']) {
      data.append('one', value)
      data.append('many[]', value)
    }
    expect(await formValues(data)).toEqual({ one: 'b', many: ['a', 'b'] })
  })
})
