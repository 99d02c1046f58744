import type { TypedValues } from '@/app/_ui/outcome.ts'
import { Refusal } from '@/lib/kernel/refusal.ts'

/** An uploaded file as an operation takes it. */
export interface UploadedFile {
  readonly name: string
  readonly type: string
  readonly bytes: Uint8Array
}
const reserved = /^\$ACTION|^_/
/** Names under which a person types secrets: never given back to the form. */
const secretName = /password|code|secret|token|account_?number|iban/i

/** No form of ours has so many fields; a list of records to act on is the longest. */
export const fieldsMax = 20_000
function isOverfull(data: FormData): boolean {
  let count = 0
  for (const _ of data.keys()) if (++count > fieldsMax) return true
  return false
}
/**
 * The values of each name, in one pass: asking a form for each of its names reads all of it each time, and a form of a hundred thousand names,
 * which anybody can send, would hold up everybody for minutes.
 */
function byName(data: FormData): ReadonlyMap<string, readonly FormDataEntryValue[]> {
  const found = new Map<string, FormDataEntryValue[]>()
  for (const [name, value] of data) {
    const values = found.get(name)
    if (values) values.push(value)
    else found.set(name, [value])
  }
  return found
}
/**
 * FormData → the operation's raw input. `lines.0.payee` nests, `payees[]` is a list, `count:int` a whole number, `isOn:bool` a switch,
 * `rule:json` a value that a script composed. An empty field is an absent one. Nothing is trusted: the operation's schema judges it.
 */
export async function formValues(data: FormData): Promise<Record<string, unknown>> {
  if (isOverfull(data)) throw new Refusal('invalid', `A form has at most ${fieldsMax} fields. Send fewer at once.`)
  const out: Record<string, unknown> = Object.create(null) as Record<string, unknown>
  for (const [name, given] of byName(data)) {
    if (reserved.test(name)) continue
    const isList = name.endsWith('[]')
    const [path, kind] = (isList ? name.slice(0, -2) : name).split(':') as [string, string | undefined]
    const values = (await Promise.all(given.map((value) => convert(value, kind)))).filter((value) => value !== undefined)
    if (isList) place(out, path, values)
    else if (values.length > 0) place(out, path, values.at(-1))
    else if (kind === 'bool') place(out, path, false)
  }
  return out
}
async function convert(value: FormDataEntryValue, kind: string | undefined): Promise<unknown> {
  if (typeof value !== 'string')
    return value.size === 0 ? undefined : ({ name: value.name, type: value.type, bytes: new Uint8Array(await value.arrayBuffer()) } satisfies UploadedFile)
  // What is neither yes nor no is handed on, for the schema to refuse: read as no it would switch off in silence what somebody ticked.
  if (kind === 'bool') return value === 'on' || value === 'true' ? true : value === '' || value === 'false' ? false : value
  const text = value.trim()
  if (text === '') return undefined
  if (kind === 'int') return /^-?\d{1,15}$/.test(text) ? Number(text) : text
  if (kind === 'json') {
    try {
      return JSON.parse(text) as unknown
    } catch {
      return text
    }
  }
  return value
}
function place(into: Record<string, unknown>, path: string, value: unknown): void {
  const keys = path.split('.')
  if (keys.length > 6 || keys.some((key) => key === '__proto__' || key === 'constructor' || key === 'prototype')) return // prototype pollution by a field name
  let at = into
  keys.slice(0, -1).forEach((key) => {
    at = (typeof at[key] === 'object' && at[key] !== null ? at[key] : (at[key] = Object.create(null))) as Record<string, unknown>
  })
  at[keys.at(-1) as string] = value
}
/** What goes back into the form after a refusal: everything typed, no secret, no file. */
export function typedValues(data: FormData): TypedValues {
  const out: Record<string, string | string[]> = {}
  if (isOverfull(data)) return out
  for (const [name, given] of byName(data)) {
    if (reserved.test(name) || secretName.test(name)) continue
    const texts = given.filter((value): value is string => typeof value === 'string')
    if (texts.length > 0) out[name] = texts.length > 1 ? texts : (texts[0] as string)
  }
  return out
}
/** The form that was posted to a route handler. A body that is none is a request that cannot be read, not a failure of ours. */
export async function postedForm(request: Request): Promise<FormData> {
  try {
    return await request.formData()
  } catch (error) {
    if (error instanceof TypeError) throw new Refusal('invalid', 'The form could not be read. Open the page again and send it once more.')
    throw error
  }
}
