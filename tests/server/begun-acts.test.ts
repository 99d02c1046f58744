// A form that nobody could read is the sender's fault (400); what breaks inside an act of ours stays a 500 that rings.
import { once } from 'node:events'
import type { Server } from 'node:http'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { noteBegun } from '../../lib/platform/http/begun-acts.ts'
import { createFrontServer } from '../../lib/platform/http/front-server.ts'

let server: Server
const origins: string[] = []
beforeAll(async () => {
  server = createFrontServer({ config: { origins, trustedProxies: 0 }, development: false, handle: async (request, response) => {
    if (request.url?.startsWith('/began')) noteBegun(String(request.headers['x-request-id']))
    response.statusCode = 500
    response.end('broke')
  } })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  origins.push(`http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`)
})
afterAll(() => { server.closeAllConnections(); server.close() })
const statusOf = async (path: string, method: string): Promise<number> => (await fetch(`${origins[0]}${path}`, { method, headers: { origin: origins[0] as string } })).status

it.each([['/unread', 'POST', 400], ['/began', 'POST', 500], ['/unread', 'GET', 500], ['/api/unread', 'POST', 500]] as const)('%s %s → %i', async (path, method, status) => { expect(await statusOf(path, method)).toBe(status) })
