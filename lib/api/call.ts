// A call of the interface for programs: an operation of the registry under an address, what it takes and what it answers. The handlers and the
// document are made of these and of nothing else.
import { z } from 'zod'
import type { Operation } from '../access/operation.ts'
import { keyable, type Permission } from '../access/permissions.ts'
import { assert } from '../kernel/assert.ts'
import { pageSize, pageSizeMax } from '../kernel/cursor.ts'

export type Method = 'get' | 'post' | 'put'
/** Something that is answered, by the name that the document gives it. Nothing but what stands in its schema leaves. */
export interface Resource<S extends z.ZodType = z.ZodType> {
  readonly name: string
  readonly schema: S
}
export interface Call {
  readonly id: string
  readonly method: Method
  /** Below /api/v1, with `{id}` where a record is named. */
  readonly path: string
  readonly group: string
  readonly summary: string
  readonly detail: string | undefined
  readonly operation: Operation<unknown, unknown>
  /** `key`: every key may, since it is about itself. */
  readonly needs: Permission | 'key'
  readonly query: z.ZodType
  readonly body: z.ZodType | undefined
  readonly status: 200 | 201
  readonly resource: Resource
  readonly isList: boolean
  /** What the operation takes, from the address and what was sent with it. `key` is that of the act. */
  input(id: string, query: Readonly<Record<string, unknown>>, body: Readonly<Record<string, unknown>>, key: string): unknown
  /** What is sent back. @throws where the product answers what the document does not promise: our fault, never sent */
  answer(value: unknown): unknown
}
type Fields = Readonly<Record<string, z.ZodType>>
const nothing = z.strictObject({})
const fieldsOf = (operation: { readonly input: z.ZodType }): Fields => (operation.input as unknown as { readonly shape: Fields }).shape
function without(fields: Fields, left: readonly string[]): Record<string, z.ZodType> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !left.includes(name)))
}
function needOf(operation: Operation<never, never> | Operation<unknown, unknown>): Permission | 'key' {
  if (operation.needs === 'key') return 'key'
  const need = keyable.find((name) => name === operation.needs)
  assert(need && operation.stepUp === undefined, `${operation.name} cannot be asked by a key`)
  return need
}
/** The words of a page that only a screen has. */
const screenFields = ['after', 'before', 'size', 'tab', 'ids', 'entry']
const paging = {
  limit: z.coerce
    .number()
    .int('Write a whole number.')
    .min(1, 'At least 1.')
    .max(pageSizeMax, `At most ${pageSizeMax}.`)
    .optional()
    .describe(`Records on one page; ${pageSize} unless told otherwise.`),
  cursor: z.string().max(600, 'This is no cursor.').optional().describe('`next` of the page before. It holds for the same filters and the same sort only.'),
}
interface About {
  readonly path: string
  readonly group: string
  readonly summary: string
  readonly detail?: string
}
type In<S extends z.ZodType> = z.input<S>

/** A list, page by page: each record appears once however the list grows meanwhile. `by`: how its operation names the record that it is of. */
export function list<R, S extends z.ZodType>(
  id: string,
  operation: Operation<never, { readonly rows: readonly R[]; readonly next: string | undefined }> | Operation<unknown, unknown>,
  about: About & { readonly by?: string },
  resource: Resource<S>,
  shape: (row: R) => In<S>,
): Call {
  const { by, ...rest } = about,
    filters = without(fieldsOf(operation as { readonly input: z.ZodType }), [...screenFields, ...(by === undefined ? [] : [by])]),
    page = z.strictObject({ data: z.array(resource.schema), next: z.string().nullable() })
  return {
    id,
    method: 'get',
    ...rest,
    detail: about.detail,
    operation: operation as Operation<unknown, unknown>,
    needs: needOf(operation as Operation<unknown, unknown>),
    query: z.strictObject({ ...filters, ...paging }),
    body: undefined,
    status: 200,
    resource,
    isList: true,
    input: (record, { limit, cursor, ...asked }) => ({
      ...asked,
      ...(by === undefined ? {} : { [by]: record }),
      ...(limit === undefined ? {} : { size: limit }),
      ...(cursor === undefined ? {} : { after: cursor }),
    }),
    answer: (value) => {
      const { rows, next } = value as { rows: readonly R[]; next: string | undefined }
      return page.parse({ data: rows.map(shape), next: next ?? null })
    },
  }
}
/** One record, or what there is one of. `by` is how its operation names it. */
export function show<V, S extends z.ZodType>(
  id: string,
  operation: Operation<never, V> | Operation<unknown, unknown>,
  about: About & { readonly by?: string },
  resource: Resource<S>,
  shape: (value: V) => In<S>,
): Call {
  const { by = 'id', ...rest } = about,
    isNamed = about.path.includes('{id}')
  return {
    id,
    method: 'get',
    ...rest,
    detail: about.detail,
    operation: operation as Operation<unknown, unknown>,
    needs: needOf(operation as Operation<unknown, unknown>),
    query: nothing,
    body: undefined,
    status: 200,
    resource,
    isList: false,
    input: (record) => (isNamed ? { [by]: record } : {}),
    answer: (value) => resource.schema.parse(shape(value as V)),
  }
}
interface ActAbout extends About {
  readonly method?: 'post' | 'put'
  readonly status?: 200 | 201
  /** How the operation names the record in the address. */
  readonly by?: string
  /** Fields of the operation that programs do not send. */
  readonly left?: readonly string[]
  /** Fields that are sent in another shape. */
  readonly sent?: Fields
  /** From what was sent to what the operation takes. */
  readonly input?: (body: Readonly<Record<string, unknown>>, key: string) => Readonly<Record<string, unknown>>
}
/** An act. It is done once for each Idempotency-Key. */
export function act<V, S extends z.ZodType>(
  id: string,
  operation: Operation<never, V> | Operation<unknown, unknown>,
  about: ActAbout,
  resource: Resource<S>,
  shape: (value: V) => In<S>,
): Call {
  const { method = 'post', status = 201, by, left = [], sent = {}, input, ...rest } = about,
    isNamed = about.path.includes('{id}')
  return {
    id,
    method,
    ...rest,
    detail: about.detail,
    operation: operation as Operation<unknown, unknown>,
    needs: needOf(operation as Operation<unknown, unknown>),
    query: nothing,
    body: z.strictObject({
      ...without(fieldsOf(operation as { readonly input: z.ZodType }), [...left, ...(by === undefined ? [] : [by]), ...Object.keys(sent)]),
      ...sent,
    }),
    status,
    resource,
    isList: false,
    input: (record, _query, body, key) => ({ ...(input ? input(body, key) : body), ...(isNamed && by !== undefined ? { [by]: record } : {}) }),
    answer: (value) => resource.schema.parse(shape(value as V)),
  }
}
