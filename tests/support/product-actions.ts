// Every server action of the built product with the pages that carry it, the operation behind it and the names of its fields.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from 'zod'
import { jsonSchema } from './sample.ts'
import { root } from './product.ts'

interface Behind {
  readonly name: string
  readonly input: z.ZodType
  readonly stepUp?: 'recent' | 'anew' | undefined
}
export interface ProductAction {
  readonly id: string
  /** `app/(desk)/payouts/actions.ts approve` */
  readonly name: string
  /** Route patterns of the pages that carry it, such as `/payouts/[id]/approve`. */
  readonly pages: readonly string[]
  readonly operation: Behind
  /** Names of form fields, nested ones with dots, lists with `[]`. */
  readonly fields: readonly string[]
}
const modules = import.meta.glob('../../lib/**/*.ts', { eager: true }) as Record<string, Record<string, unknown>>
const isBehind = (v: unknown): v is Behind => typeof v === 'object' && v !== null && 'invoke' in v && 'input' in v && 'name' in v
const behind = new Map<string, Behind>(
  Object.values(modules).flatMap((exports) => Object.entries(exports).filter((entry): entry is [string, Behind] => isBehind(entry[1]))),
)
const read = <T>(path: string): T => JSON.parse(readFileSync(join(root, '.next', path), 'utf8')) as T

/** Route patterns by the framework's name of their file: `/(desk)/payouts/page` → `/payouts`. */
export const routePatterns = (): Readonly<Record<string, string>> => read('app-path-routes-manifest.json')
export function productActions(): ProductAction[] {
  const { node } = read<{ node: Record<string, { workers: Record<string, unknown>; filename: string; exportedName: string }> }>(
      'server/server-reference-manifest.json',
    ),
    patterns = routePatterns()
  return Object.entries(node)
    .map(([id, { workers, filename, exportedName }]) => {
      const source = readFileSync(join(root, filename), 'utf8'),
        bound = new RegExp(`export const ${exportedName}\\b[^=]*= (\\w+)\\(\\s*(\\w+)([^\\n]*)`).exec(source),
        used = bound?.[2] ?? '',
        operation = behind.get(new RegExp(`(\\w+) as ${used}\\b`).exec(source)?.[1] ?? used)
      if (!operation) throw new Error(`${filename} ${exportedName}: which operation is behind it cannot be read from the source`)
      const named = [...(/^, \[([^\]]*)\]/.exec(bound?.[3] ?? '')?.[1] ?? '').matchAll(/'([^']+)'/g)].map((m) => m[1] as string)
      return {
        id,
        name: `${filename} ${exportedName}`,
        pages: Object.keys(workers).map((worker) => patterns[worker.replace(/^app/, '')] ?? '/'),
        operation,
        fields: named.length > 0 ? named : fieldNames(jsonSchema(operation.input)),
      }
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}
type Schema = { readonly [key: string]: unknown }
const isSchema = (v: unknown): v is Schema => typeof v === 'object' && v !== null && !Array.isArray(v)
/** The form fields of an input: `{ lines: [{ payee }] }` → `lines.0.payee`. */
export function fieldNames(schema: Schema, prefix = '', depth = 0): string[] {
  for (const key of ['anyOf', 'oneOf', 'allOf'])
    if (Array.isArray(schema[key])) return [...new Set((schema[key] as Schema[]).flatMap((option) => fieldNames(option, prefix, depth)))]
  if (isSchema(schema['properties']) && depth < 5)
    return Object.entries(schema['properties']).flatMap(([name, child]) => fieldNames(child as Schema, prefix === '' ? name : `${prefix}.${name}`, depth + 1))
  if (schema['type'] === 'array' && isSchema(schema['items']))
    return isSchema(schema['items']['properties']) ? fieldNames(schema['items'], `${prefix}.0`, depth + 1) : [`${prefix}[]`]
  if (schema['type'] === 'integer' || schema['type'] === 'number') return [`${prefix}:int`]
  if (schema['type'] === 'boolean') return [`${prefix}:bool`]
  return prefix === '' ? [] : [prefix]
}
