// A smallest valid-looking value for any operation input, made from its schema: the generated proofs call what exists without knowing it.
import { z } from 'zod'
import type { Operation } from '../../lib/access/operation.ts'
import { overrides } from './sample-overrides.ts'

type Schema = { readonly [key: string]: unknown }
const isSchema = (v: unknown): v is Schema => typeof v === 'object' && v !== null && !Array.isArray(v)

/** The input schema of an operation as JSON schema (what goes in, before transforms). */
export const jsonSchema = (schema: z.ZodType): Schema => z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema

/** The smallest valid input of an operation. */
export const sampleOf = (operation: Operation, pick: (field: string) => unknown = () => undefined): unknown => ({
  ...(sample(jsonSchema(operation.input), pick) as object),
  ...overrides[operation.name],
})
/** A value that fits; `pick` may supply one for a field by its name (ids of real rows). */
export function sample(schema: Schema, pick: (field: string) => unknown = () => undefined, field = ''): unknown {
  const given = field === '' ? undefined : pick(field)
  if (given !== undefined && (schema['type'] === 'string' || schema['type'] === undefined)) return given
  if ('const' in schema) return schema['const']
  if (Array.isArray(schema['enum'])) return schema['enum'][0] as unknown
  for (const key of ['anyOf', 'oneOf']) {
    const options = schema[key]
    if (Array.isArray(options)) return sample(options.find((o) => isSchema(o) && o['type'] !== 'null') as Schema, pick, field)
  }
  if (Array.isArray(schema['allOf'])) return sample(Object.assign({}, ...(schema['allOf'] as Schema[])) as Schema, pick, field)
  switch (schema['type']) {
    case 'object': {
      const required = new Set((schema['required'] as string[] | undefined) ?? [])
      return Object.fromEntries(
        Object.entries((schema['properties'] as Record<string, Schema> | undefined) ?? {})
          .filter(([name]) => required.has(name) || pick(name) !== undefined)
          .map(([name, child]) => [name, sample(child, pick, name)]),
      )
    }
    case 'array':
      return Array.from({ length: Math.max(1, Number(schema['minItems'] ?? 1)) }, () =>
        sample((isSchema(schema['items']) ? schema['items'] : {}) as Schema, pick, field),
      )
    case 'integer':
    case 'number':
      return Math.max(Number(schema['minimum'] ?? 1), 1)
    case 'boolean':
      return true
    default:
      return textFor(field, schema)
  }
}
function textFor(field: string, schema: Schema): string {
  if (/on$|day|from$|until|to$|date/i.test(field) && !/note|reason/i.test(field)) return '2026-05-01'
  if (/email/i.test(field)) return 'someone@example.com'
  if (/amount|minor|price|budget/i.test(field)) return '10.00'
  if (/currency/i.test(field)) return 'USD'
  if (/zone/i.test(field)) return 'UTC'
  if (/locale/i.test(field)) return 'en-US'
  return 'sample'.padEnd(Number(schema['minLength'] ?? 0), 'x').slice(0, Number(schema['maxLength'] ?? 500))
}
/** Field names of an input that hold ids, wherever they are nested. */
export function idFields(schema: Schema, found = new Set<string>()): Set<string> {
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'properties' && isSchema(value))
      for (const [name, child] of Object.entries(value)) {
        if (/^(id|ids|.*Ids?)$/.test(name)) found.add(name)
        if (isSchema(child)) idFields(child, found)
      }
    else if (isSchema(value)) idFields(value, found)
    else if (Array.isArray(value)) for (const child of value) if (isSchema(child)) idFields(child, found)
  }
  return found
}
