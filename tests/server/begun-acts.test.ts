// A form that nobody could read is the sender's fault (400); what breaks inside an act of ours stays a 500 that rings. Nobody waits for ever.
import { once } from 'node:events'
import { request as ask, type IncomingMessage, type Server } from 'node:http'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { noteBegun } from '../../lib/platform/http/begun-acts.ts'
import { createFrontServer } from '../../lib/platform/http/front-server.ts'

let server: Server
const origins: string[] = []
/** Requests that the framework never comes back from, as they arrive. */
const waiting: IncomingMessage[] = []
beforeAll(async () => {
  server = createFrontServer({
    config: { origins, trustedProxies: 0 },
    development: false,
    handle: async (request, response) => {
      if (request.url?.startsWith('/began')) noteBegun(String(request.headers['x-request-id']))
      if (request.url?.includes('waits')) return void waiting.push(request.on('end', () => undefined).resume())
      response.statusCode = 500
      response.end('broke')
    },
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  origins.push(`http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`)
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})
const statusOf = async (path: string, method: string): Promise<number> =>
  (await fetch(`${origins[0]}${path}`, { method, headers: { origin: origins[0] as string } })).status

it.each([
  ['/unread', 'POST', 400],
  ['/began', 'POST', 500],
  ['/unread', 'GET', 500],
  ['/api/unread', 'POST', 500],
] as const)('%s %s → %i', async (path, method, status) => {
  expect(await statusOf(path, method)).toBe(status)
})

describe('a request whose arguments wait for themselves', () => {
  afterEach(() => {
    vi.useRealTimers()
  })
  /** Asks, lets so much time pass once the request has arrived whole, and says what came. */
  async function after(milliseconds: number, path: string, method: string): Promise<{ status: number | undefined; id: string }> {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    let status: number | undefined
    const asked = ask(
      `${origins[0]}${path}`,
      { method, headers: { origin: origins[0] as string, accept: 'text/html', ...(method === 'POST' ? { 'content-length': '1' } : {}) } },
      (answer) => {
        status = answer.statusCode
        answer.resume()
      },
    )
    // It is hung up on below, which it calls an error.
    const closed = new Promise((resolve) => {
      asked.on('error', resolve).on('close', resolve)
    })
    asked.end(method === 'POST' ? 'x' : undefined)
    while (waiting.length === 0)
      await new Promise((resolve) => {
        setImmediate(resolve)
      })
    const request = waiting.pop() as IncomingMessage
    while (!request.complete || !request.readableEnded)
      await new Promise((resolve) => {
        setImmediate(resolve)
      })
    vi.advanceTimersByTime(milliseconds)
    // Whatever was written has arrived when the other end of a second request has.
    expect(await statusOf('/unread', 'GET')).toBe(500)
    const seen = status
    asked.destroy()
    await closed
    return { status: seen, id: String(request.headers['x-request-id']) }
  }
  it('is refused when nothing has begun for twenty seconds, and its act can begin no more', async () => {
    const { status, id } = await after(20_000, '/waits', 'POST')
    expect(status).toBe(400)
    expect(() => noteBegun(id)).toThrow('This was refused before it was read.')
  })
  it.each([
    ['before that', 19_000, '/waits', 'POST'],
    ['once its act has begun', 100_000, '/began-waits', 'POST'],
    ['as a page that is only read', 100_000, '/waits', 'GET'],
    ['as data', 100_000, '/api/waits', 'POST'],
  ] as const)('is waited for %s', async (_when, milliseconds, path, method) => {
    const { status, id } = await after(milliseconds, path, method)
    expect(status).toBeUndefined()
    expect(() => noteBegun(id)).not.toThrow()
  })
})
