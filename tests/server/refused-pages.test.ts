// A page that was refused for now is answered 429 or 503 with the time to come again, and is told apart in the log from one that broke.
import { once } from 'node:events'
import type { Server } from 'node:http'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { onRequestError } from '../../instrumentation.ts'
import { floodDigest } from '../../app/_ui/busy.ts'
import { createFrontServer } from '../../lib/platform/http/front-server.ts'
import { notePageRefused, pageRefusal } from '../../lib/platform/http/refused-pages.ts'

let server: Server
const origins: string[] = [],
  ids: string[] = []
beforeAll(async () => {
  server = createFrontServer({
    config: { origins, trustedProxies: 0 },
    development: false,
    handle: async (request, response) => {
      const id = String(request.headers['x-request-id'])
      ids.push(id)
      if (request.url === '/flood') notePageRefused(id, 'too_many', 60)
      if (request.url === '/busy' || request.url === '/drawn') notePageRefused(id, 'unavailable', undefined)
      response.statusCode = request.url === '/drawn' ? 200 : 500
      response.end('')
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

it.each([
  ['/flood', 429, '60'],
  ['/busy', 503, '5'],
  ['/broke', 500, null],
  ['/drawn', 200, null],
] as const)('%s → %i', async (path, status, retryAfter) => {
  const response = await fetch(`${origins[0]}${path}`)
  expect([response.status, response.headers.get('retry-after')]).toEqual([status, retryAfter])
})
it('nothing of a request is remembered once its answer is through', async () => {
  for (const id of ids) await expect.poll(() => pageRefusal(id)).toBeUndefined()
  expect(ids.length).toBeGreaterThan(0)
})

const { write } = process.stdout,
  runtime = process.env['NEXT_RUNTIME']
let lines: string[]
beforeEach(() => {
  lines = []
  process.env['NEXT_RUNTIME'] = 'nodejs'
})
afterEach(() => {
  process.stdout.write = write
  if (runtime === undefined) delete process.env['NEXT_RUNTIME']
  else process.env['NEXT_RUNTIME'] = runtime
})
async function reported(error: Error): Promise<string> {
  process.stdout.write = ((text: string) => {
    lines.push(text)
    return true
  }) as typeof process.stdout.write
  await onRequestError(
    error,
    { path: '/payouts?q=secret', method: 'GET', headers: { 'x-request-id': 'req_1', 'x-client-ip': '203.0.113.9', cookie: 'session=secret' } },
    { routerKind: 'App Router', routePath: '/payouts', routeType: 'render', renderSource: 'react-server-components', revalidateReason: undefined },
  )
  process.stdout.write = write
  return lines.join('')
}
it('what broke is an error in the log, with its request, address and cause', async () => {
  const line = await reported(Object.assign(new Error('the cause'), { digest: '123' }))
  expect(line).toMatch(/"level":"error","message":"page broke","ref":"123","requestId":"req_1","ip":"203.0.113.9".*"path":"\/payouts".*the cause/)
  expect(line).not.toContain('secret')
})
it('what was refused for now is neither an error nor a stack', async () => {
  expect(await reported(Object.assign(new Error('the cause'), { digest: floodDigest }))).not.toMatch(/"level":"error"|the cause|secret/)
})
