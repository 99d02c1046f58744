// A provider's client: it speaks to the product's own addresses, by their handlers or over HTTP, and reads what comes back as the protocol has it.
import * as configRoute from '../../../app/scim/v2/ServiceProviderConfig/route.ts'
import * as typesRoute from '../../../app/scim/v2/ResourceTypes/route.ts'
import * as typeRoute from '../../../app/scim/v2/ResourceTypes/[id]/route.ts'
import * as schemasRoute from '../../../app/scim/v2/Schemas/route.ts'
import * as schemaRoute from '../../../app/scim/v2/Schemas/[id]/route.ts'
import * as usersRoute from '../../../app/scim/v2/Users/route.ts'
import * as userRoute from '../../../app/scim/v2/Users/[id]/route.ts'
import * as groupsRoute from '../../../app/scim/v2/Groups/route.ts'
import * as groupRoute from '../../../app/scim/v2/Groups/[id]/route.ts'
import * as restRoute from '../../../app/scim/v2/[...rest]/route.ts'

type Handler = (request: Request, route: { params: Promise<Record<string, string>> }) => Response | Promise<Response>
type Module = Readonly<Partial<Record<string, unknown>>>
const routes: readonly (readonly [RegExp, Module])[] = [
  [/^\/ServiceProviderConfig$/, configRoute],
  [/^\/ResourceTypes$/, typesRoute],
  [/^\/ResourceTypes\/([^/]+)$/, typeRoute],
  [/^\/Schemas$/, schemasRoute],
  [/^\/Schemas\/([^/]+)$/, schemaRoute],
  [/^\/Users$/, usersRoute],
  [/^\/Users\/([^/]+)$/, userRoute],
  [/^\/Groups$/, groupsRoute],
  [/^\/Groups\/([^/]+)$/, groupRoute],
]
export type Send = (method: string, path: string, init: { headers: Record<string, string>; body?: string }) => Promise<Response>
/** By the handlers themselves, as the framework calls them. */
export const direct: Send = async (method, path, { headers, body }) => {
  const url = new URL(`http://localhost/scim/v2${path}`),
    request = new Request(url, {
      method,
      headers: { 'x-request-id': 'test', 'x-client-ip': '192.0.2.9', 'user-agent': 'client', ...headers },
      ...(body === undefined ? {} : { body }),
    })
  const bare = url.pathname.slice('/scim/v2'.length),
    found = routes.find(([pattern]) => pattern.test(bare)),
    id = found?.[0].exec(bare)?.[1]
  const handler = ((found?.[1] ?? restRoute) as Module)[method] as Handler | undefined
  if (!handler) return new Response(null, { status: 405 })
  return handler(request, { params: Promise.resolve(id === undefined ? {} : ({ id: decodeURIComponent(id) } as Record<string, string>)) })
}
export const overHttp =
  (origin: string): Send =>
  (method, path, { headers, body }) =>
    fetch(`${origin}/scim/v2${path}`, { method, headers, redirect: 'manual', ...(body === undefined ? {} : { body }) })

/** A resource of the protocol, read loosely: a test names what it looks at. */
export interface Resource {
  readonly id: string
  readonly userName: string
  readonly externalId?: string
  readonly displayName?: string
  readonly active: boolean
  readonly name?: Readonly<Record<string, string>>
  readonly emails: readonly { readonly value: string; readonly type: string; readonly primary: boolean }[]
  readonly groups: readonly { readonly value: string; readonly display: string }[]
  readonly members?: readonly { readonly value: string }[]
  readonly meta: { readonly resourceType: string; readonly location: string; readonly version: string; readonly created: string; readonly lastModified: string }
  readonly schemas: readonly string[]
  readonly totalResults: number
  readonly startIndex: number
  readonly itemsPerPage: number
  readonly Resources: readonly Resource[]
  readonly status: string
  readonly scimType?: string
  readonly detail: string
}
export interface Got {
  readonly status: number
  readonly body: Resource
  readonly headers: Headers
  readonly text: string
}
export class ScimClient {
  readonly token: string
  readonly send: Send
  constructor(token: string, send: Send = direct) {
    this.token = token
    this.send = send
  }
  async ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Got> {
    const response = await this.send(method, path, {
      headers: { authorization: `Bearer ${this.token}`, ...(body === undefined ? {} : { 'content-type': 'application/scim+json' }), ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, text, headers: response.headers, body: (text === '' ? {} : JSON.parse(text)) as Resource }
  }
  get(path: string, headers: Record<string, string> = {}): Promise<Got> {
    return this.ask('GET', path, undefined, headers)
  }
  post(path: string, body: unknown): Promise<Got> {
    return this.ask('POST', path, body)
  }
  put(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Got> {
    return this.ask('PUT', path, body, headers)
  }
  /** The operations of a PATCH, in their frame. */
  patch(path: string, operations: readonly unknown[], headers: Record<string, string> = {}): Promise<Got> {
    return this.ask('PATCH', path, { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: operations }, headers)
  }
  remove(path: string, headers: Record<string, string> = {}): Promise<Got> {
    return this.ask('DELETE', path, undefined, headers)
  }
  find(kind: 'Users' | 'Groups', filter: string, more = ''): Promise<Got> {
    return this.get(`/${kind}?filter=${encodeURIComponent(filter)}${more}`)
  }
}
