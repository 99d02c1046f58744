import { z } from 'zod'
import { currencies } from '../../kernel/currencies.ts'
import { isZone } from '../../kernel/day.ts'

// A named answer to “which column is what”, given once and used for every file of that kind.

/** A column by its name in the header; `Column 3` where the file has none. */
const column = z.string().trim().min(1, 'Choose a column.').max(200)
export const extraTypes = ['text', 'number', 'time'] as const
const fieldName = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, 'A field name is small letters, digits and underscores, such as category.')

export const MappingBody = z
  .strictObject({
    version: z.literal(1),
    hasHeader: z.boolean(),
    columns: z.strictObject({
      /** What makes a row the same row in the next file. */
      key: column,
      kind: z.union([z.strictObject({ column }), z.strictObject({ fixed: z.string().trim().min(1, 'Say what these records are, such as request.').max(80) })]),
      payee: column.optional(),
      payeeName: column.optional(),
      crew: column.optional(),
      opened: column.optional(),
      closed: column,
      quantity: column.optional(),
      value: column.optional(),
      extra: z.array(z.strictObject({ column, field: fieldName, type: z.enum(extraTypes) })).max(60, 'At most 60 further fields.'),
    }),
    /** Of the value column. */
    currency: z.string().refine((code) => currencies.has(code), 'Choose a currency.'),
    times: z.strictObject({
      format: z.enum(['iso', 'mdy', 'dmy']),
      zone: z.string().max(60).refine(isZone, 'Choose a time zone.'),
      skipped: z.enum(['refuse', 'earlier', 'later']),
      doubled: z.enum(['refuse', 'earlier', 'later']),
    }),
    unmatchedPayee: z.enum(['create', 'refuse', 'unassigned']),
    blankPayee: z.enum(['none', 'refuse', 'unassigned']),
    /** The payee that takes what nobody else does (outside id). */
    unassignedPayee: z.string().max(40).optional(),
    unmatchedCrew: z.enum(['create', 'refuse']),
    /** Rows without a closing time: kept as open records that earn nothing until a later file closes them, or refused. */
    openRows: z.enum(['keep', 'refuse']),
  })
  .superRefine((mapping, check) => {
    const fault = (path: (string | number)[], message: string): void => {
      check.addIssue({ code: 'custom', path, message })
    }
    const { columns } = mapping
    if (columns.payee === undefined && columns.crew === undefined)
      fault(['columns', 'payee'], 'Choose the column of the payee or of the crew; otherwise nobody would earn.')
    if (mapping.unassignedPayee === undefined && (mapping.unmatchedPayee === 'unassigned' || mapping.blankPayee === 'unassigned'))
      fault(['unassignedPayee'], 'Choose the payee that takes unassigned work.')
    const fields = columns.extra.map((e) => e.field)
    fields.forEach((field, i) => {
      if (fields.indexOf(field) !== i) fault(['columns', 'extra', i, 'field'], `Two columns would become “${field}”. Give each its own name.`)
    })
  })
export type Mapping = z.infer<typeof MappingBody>

/** The last column of an error file: it says why the row was refused, and is left out when the corrected file comes back. */
export const reasonColumn = 'plumbline_reason'

/** Header cells as names: blanks get their place. */
export const columnNames = (header: readonly string[]): string[] => header.map((cell, i) => cell.trim() || `Column ${i + 1}`)
export const numberedNames = (count: number): string[] => Array.from({ length: count }, (_, i) => `Column ${i + 1}`)

/** A mapping on the columns of one file. */
export interface Bound {
  readonly mapping: Mapping
  readonly names: readonly string[]
  readonly key: number
  readonly kind: number | undefined
  readonly payee: number | undefined
  readonly payeeName: number | undefined
  readonly crew: number | undefined
  readonly opened: number | undefined
  readonly closed: number
  readonly quantity: number | undefined
  readonly value: number | undefined
  readonly extra: readonly { readonly index: number; readonly field: string; readonly type: (typeof extraTypes)[number] }[]
}
/** Finds the mapping's columns in a file; otherwise one sentence for each that is missing or there twice. Nothing is guessed. */
export function bindMapping(mapping: Mapping, names: readonly string[]): { readonly bound: Bound } | { readonly faults: readonly string[] } {
  const faults: string[] = []
  const places = new Map<string, number[]>()
  names.forEach((name, i) => {
    places.set(name, [...(places.get(name) ?? []), i])
  })
  const find = (name: string): number => {
    const found = places.get(name.trim()) ?? []
    if (found.length === 0) {
      const near = names.find((other) => other.toLowerCase() === name.trim().toLowerCase())
      faults.push(
        `The file has no column “${name}”${near === undefined ? '' : `; there is “${near}”`}. Add it to the file or choose another column in the mapping.`,
      )
    }
    if (found.length > 1)
      faults.push(`The column “${name}” is there ${found.length} times (columns ${found.map((i) => i + 1).join(' and ')}). Rename all but one.`)
    return found[0] ?? -1
  }
  const maybe = (name: string | undefined): number | undefined => (name === undefined ? undefined : find(name))
  const { columns } = mapping
  const bound: Bound = {
    mapping,
    names,
    key: find(columns.key),
    kind: 'column' in columns.kind ? find(columns.kind.column) : undefined,
    payee: maybe(columns.payee),
    payeeName: maybe(columns.payeeName),
    crew: maybe(columns.crew),
    opened: maybe(columns.opened),
    closed: find(columns.closed),
    quantity: maybe(columns.quantity),
    value: maybe(columns.value),
    extra: columns.extra.map((e) => ({ index: find(e.column), field: e.field, type: e.type })),
  }
  return faults.length > 0 ? { faults: [...new Set(faults)] } : { bound }
}

const guesses: Readonly<Record<'key' | 'kind' | 'payee' | 'crew' | 'opened' | 'closed' | 'quantity' | 'value', RegExp>> = {
  key: /^(unique_?key|external_?(key|id)|case_?id|ticket(_?(id|no|number))?|job(_?(id|no\.?|number))?|request_?id|record_?id|id|key|number|no\.?)$/i,
  kind: /^(kind|type|category|service|job_?type)$/i,
  payee: /^(payee|technician|tech(_?name)?|assignee|assigned_?to|agency_?name|employee|worker|emp\.?_?#?|member)$/i,
  crew: /^(crew|team|group|squad)$/i,
  opened: /^(opened|created|started|requested|open(ed)?_?(at|date|on)|created_?(at|date|on)|start(ed)?_?(at|date|on))$/i,
  closed: /^(closed|completed|finished|done|closed_?(at|date|on)|complet(ed|ion)_?(at|date|on)?|finished_?(at|date|on)|end_?(date|time))$/i,
  quantity: /^(quantity|qty|units|hours|count|amount_?of_?work)$/i,
  value: /^(value|amount|revenue|rev\.?_?amt\.?|price|total|net)$/i,
}
/** A first proposal from the names of the columns, to be looked over by a person. */
export function proposeColumns(names: readonly string[]): Partial<Record<keyof typeof guesses, string>> {
  const out: Partial<Record<keyof typeof guesses, string>> = {}
  for (const [target, pattern] of Object.entries(guesses) as [keyof typeof guesses, RegExp][]) {
    const found = names.find((name) => pattern.test(name.trim().replaceAll(/\s+/g, '_')) && !Object.values(out).includes(name))
    if (found !== undefined) out[target] = found
  }
  return out
}
/** `Emp #` → `emp`, `Supervisor District` → `supervisor_district`: what a condition calls the field. */
export function fieldNameFor(name: string, taken: ReadonlySet<string> = new Set()): string {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
    .slice(0, 36)
  const base = /^[a-z]/.test(plain) ? plain : `field_${plain}`.replace(/_+$/, '')
  for (let n = 1; ; n++) {
    const tried = n === 1 ? base : `${base}_${n}`
    if (!taken.has(tried)) return tried
  }
}
