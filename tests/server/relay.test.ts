// A request that the framework sends on to itself keeps the name and the address of the one that came from outside; nobody outside can claim either.
import { once } from 'node:events'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createFrontServer } from '../../lib/platform/http/front-server.ts'
import { readRelay, writeRelay } from '../../lib/platform/http/relay.ts'

let server: Server,
  origin = ''
const seen: { path: string; requestId: string; ip: string; host: string }[] = [],
  other = 'http://pay.example.test'
const one = (value: string | string[] | undefined): string => String(value ?? '')
/** As the framework does with an action that another page carries: the same headers, to its own address. */
async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  seen.push({
    path: request.url ?? '',
    requestId: one(request.headers['x-request-id']),
    ip: one(request.headers['x-client-ip']),
    host: one(request.headers.host),
  })
  if (request.url === '/first') {
    const headers = Object.fromEntries(
      Object.entries(request.headers)
        .filter(([name]) => !['host', 'connection', 'transfer-encoding', 'content-length', 'x-forwarded-for'].includes(name))
        .map(([name, value]) => [name, one(value)]),
    )
    await (await fetch(`${origin}/second`, { headers })).text()
  }
  response.end('ok')
}
beforeAll(async () => {
  const origins: string[] = []
  server = createFrontServer({ config: { origins, trustedProxies: 1 }, development: false, handle })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  origin = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  origins.push(origin, other)
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

test('the second request is the first one, to the log and to the counters', async () => {
  const response = await fetch(`${origin}/first`, { headers: { 'x-forwarded-for': '198.51.100.7' } })
  expect(seen.map(({ path, ip }) => [path, ip])).toEqual([
    ['/first', '198.51.100.7'],
    ['/second', '198.51.100.7'],
  ])
  expect(new Set([...seen.map((request) => request.requestId), response.headers.get('x-request-id')]).size).toBe(1)
})
test('the second request goes by the name under which its page was asked for, wherever we listen', async () => {
  for (const own of [origin, other]) {
    seen.length = 0
    await fetch(`${origin}/first`, { headers: { origin: own } })
    expect(seen[1]).toMatchObject({ path: '/second', host: new URL(own).host })
  }
})
test('a header that we did not write, or wrote long ago, or that was changed, says nothing', async () => {
  const told = { requestId: 'req_1', ip: '203.0.113.9' },
    written = writeRelay(told, 1_000)
  expect(readRelay(written, 2_000)).toEqual(told)
  for (const [header, now] of [
    [undefined, 0],
    ['', 0],
    ['req_1 203.0.113.9 1000 forged', 0],
    [written.replace('203.0.113.9', '203.0.113.8'), 2_000],
    [written, 100_000],
  ] as const)
    expect(readRelay(header, now)).toBeUndefined()
  seen.length = 0
  await fetch(`${origin}/second`, { headers: { 'x-relay': 'req_mine 203.0.113.66 1 forged', 'x-forwarded-for': '198.51.100.8' } })
  expect(seen).toMatchObject([{ ip: '198.51.100.8', requestId: expect.stringMatching(/^req_[0-9a-f]{24}$/) }])
})
