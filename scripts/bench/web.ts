// The built product behind HTTP, in a process of its own, and a client that keeps its connections.
import { type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request, type IncomingMessage } from 'node:http'
import { gunzipSync } from 'node:zlib'
import { makeSessionToken } from '../../lib/identity/session-token.ts'
import { sessionCookieName } from '../../lib/platform/http/session-cookie.ts'
import { freePort } from '../embedded-postgres.ts'
import type { Person } from './company.ts'
import { startProgram, stopProgram } from './stage.ts'

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
}

/** The web server of the product on the bench's database. */
export class Site {
  readonly #port: number
  readonly #server: ChildProcess
  readonly #agent: Agent
  private constructor(port: number, server: ChildProcess, connections: number) {
    this.#port = port
    this.#server = server
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections })
  }
  static async open(connections: number): Promise<Site> {
    const port = await freePort(),
      server = startProgram('serve', [], { ...(process.env as Record<string, string>), PORT: String(port) })
    const first = await Promise.race([once(server, 'message'), once(server, 'exit').then(() => undefined)])
    if (first === undefined) throw new Error('the web server ended before it was ready')
    return new Site(port, server, connections)
  }
  get pid(): number {
    return this.#server.pid ?? 0
  }

  /** Asks for a path and hands the answer over as it begins. */
  ask(path: string, cookie: string | undefined): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const headers = { accept: 'text/html', 'accept-encoding': 'gzip', ...(cookie === undefined ? {} : { cookie }) }
      request({ host: '127.0.0.1', port: this.#port, path, agent: this.#agent, headers: { ...headers, host: `localhost:${this.#port}` } }, resolve)
        .on('error', reject)
        .end()
    })
  }
  /** The whole answer, which must have one of these statuses. */
  async get(path: string, cookie: string | undefined, statuses: readonly number[] = [200]): Promise<Answer> {
    const response = await this.ask(path, cookie),
      pieces: Buffer[] = []
    for await (const piece of response) pieces.push(piece as Buffer)
    const status = response.statusCode ?? 0
    if (!statuses.includes(status)) throw new Error(`${path} answered ${status} ${String(response.headers.location ?? '')}`)
    return { status, headers: response.headers, body: Buffer.concat(pieces) }
  }
  async close(): Promise<void> {
    this.#agent.destroy()
    await stopProgram(this.#server)
  }
}

/** The cookie that the sign-in leaves. */
export async function cookieOf(tenant: string, person: Person): Promise<string> {
  return `${sessionCookieName(false)}=${await makeSessionToken({ tenant, secret: person.secret })}`
}
export const plainBody = ({ headers, body }: Answer): Buffer => (headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body)
