// A program: it asks the interface by its key, by the handler itself or over HTTP, and reads what comes back.
import { randomUUID } from 'node:crypto'
import { api } from '../../app/_bind/api.ts'
import type { Permission } from '../../lib/access/permissions.ts'
import { makeApiKey } from '../../lib/tenancy/keys/api-key.ts'
import type { Person, World } from './world.ts'
import type { RoleName } from '../../lib/access/roles.ts'

export type Send = (method: string, path: string, init: { headers: Record<string, string>; body?: string }) => Promise<Response>
/** By the handler, as the framework calls it behind our server. */
export const direct: Send = (method, path, { headers, body }) => {
  const url = new URL(`http://localhost/api/v1${path}`),
    request = new Request(url, {
      method,
      headers: { 'x-request-id': 'test', 'x-client-ip': '192.0.2.7', 'user-agent': 'program', ...headers },
      ...(body === undefined ? {} : { body }),
    })
  return api(request, { params: Promise.resolve({ path: url.pathname.slice('/api/v1/'.length).split('/').map(decodeURIComponent) }) })
}
export const overHttp =
  (origin: string): Send =>
  (method, path, { headers, body }) =>
    fetch(`${origin}/api/v1${path}`, { method, headers, redirect: 'manual', ...(body === undefined ? {} : { body }) })
/** Read loosely: a test names what it looks at. */
export interface Body {
  readonly id: string
  readonly number: string
  readonly state: string
  readonly data: readonly Body[]
  readonly next: string | null
  readonly code: string
  readonly detail: string
  readonly title: string
  readonly status: number
  readonly reference: string
  readonly fields?: Readonly<Record<string, string>>
  readonly [name: string]: unknown
}
export interface Got {
  readonly status: number
  readonly body: Body
  readonly headers: Headers
  readonly text: string
}
export class Program {
  readonly token: string
  readonly send: Send
  constructor(token: string, send: Send = direct) {
    this.token = token
    this.send = send
  }
  async ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Got> {
    const act = method === 'GET' || method === 'HEAD' ? {} : { 'idempotency-key': randomUUID(), 'content-type': 'application/json' }
    const response = await this.send(method, path, {
      headers: { authorization: `Bearer ${this.token}`, ...act, ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, text, headers: response.headers, body: (text === '' ? {} : JSON.parse(text)) as Body }
  }
  get(path: string, headers: Record<string, string> = {}): Promise<Got> {
    return this.ask('GET', path, undefined, headers)
  }
  post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Got> {
    return this.ask('POST', path, body, headers)
  }
  put(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Got> {
    return this.ask('PUT', path, body, headers)
  }
}
let made = 0
/** A key of somebody with these rights, as the settings make one. */
export async function keyOf(
  world: World,
  who: Person | RoleName,
  permissions: readonly Permission[],
  more: { readonly networks?: string; readonly days?: number; readonly name?: string; readonly send?: Send } = {},
): Promise<{ program: Program; keyId: string; token: string }> {
  const { send, name = `key ${++made}`, ...rest } = more,
    key = (await world.as(who).run(makeApiKey, { name, permissions: [...permissions], ...rest })) as { id: string; token: string }
  return { program: new Program(key.token, send), keyId: key.id, token: key.token }
}
