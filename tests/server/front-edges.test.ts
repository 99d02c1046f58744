// Nobody gets an answer without our headers, is judged by the rules of another path, or takes every place there is.
import { once } from 'node:events'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createFrontServer } from '../../lib/platform/http/front-server.ts'

let server: Server
let port = 0
const origins: string[] = [],
  seen: string[] = [],
  sockets: Socket[] = []
beforeAll(async () => {
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    seen.push(request.url ?? '')
    if (request.url === '/slow') return // an act that takes its time
    request.resume().on('end', () => response.end('{}'))
  }
  server = createFrontServer({ config: { origins, trustedProxies: 1 }, development: false, handle })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  port = typeof address === 'object' && address !== null ? address.port : 0
  origins.push(`http://127.0.0.1:${port}`)
})
afterAll(() => {
  for (const socket of sockets) socket.destroy()
  server.closeAllConnections()
  server.close()
})
async function open(text: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  sockets.push(socket)
  await once(socket, 'connect')
  socket.write(text)
  return socket
}
async function ask(head: string): Promise<string> {
  const socket = await open(`${head}\r\nConnection: close\r\n\r\n`)
  let answer = ''
  socket.on('data', (piece: Buffer) => (answer += piece.toString()))
  await once(socket, 'close')
  return answer
}

test('a request without host, with two, or with an expectation nobody knows is answered with the headers of every response', async () => {
  for (const [head, status] of [
    ['GET /page HTTP/1.1', 421],
    [`GET /page HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nHost: evil.test`, 400],
    [`GET /page HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nExpect: a-miracle`, 200],
  ] as const) {
    const answer = await ask(head)
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status}`))
    for (const name of ['content-security-policy', 'strict-transport-security', 'x-content-type-options', 'x-frame-options'])
      expect(answer.toLowerCase()).toContain(`\r\n${name}: `)
  }
})
test('a path that walks up is refused: it would be judged as one and served as another', async () => {
  for (const path of [
    '/api/v1/../../payouts',
    '/api/v1/%2e%2e/payouts',
    '/api/v1/..%2fpayouts',
    '/api/health/.%2e/home',
    '/a/./b',
    '/a/%5c..%5cb',
    '/api/v1%2fx',
    '/..',
  ]) {
    expect(await ask(`POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: 0`)).toMatch(/^HTTP\/1\.1 400/)
  }
  expect(seen.filter((url) => url.includes('v1'))).toEqual([])
  expect(await ask(`GET /.well-known/security.txt HTTP/1.1\r\nHost: 127.0.0.1:${port}`)).toMatch(/^HTTP\/1\.1 200/)
})
test('bodies that never end keep nobody from being answered: from however many addresses, and from one for bodies of its own alone', async () => {
  const from = (ip: string, more = ''): string => `Host: 127.0.0.1:${port}\r\nOrigin: http://127.0.0.1:${port}\r\nX-Forwarded-For: ${ip}${more}`
  const idle: Socket[] = []
  for (const network of ['2001:db8:1:100', '2001:db8:1:200', '2001:db8:2:200', '2001:db8:3:300', '2001:db9:1:100'])
    for (let i = 0; i < 64; i++) idle.push(await open(`POST /data HTTP/1.1\r\n${from(`${network}::${i.toString(16)}`, '\r\nContent-Length: 10')}\r\n\r\nx`))
  for (const ip of ['2001:db8:1:100::ffff', '198.51.100.7']) expect(await ask(`GET /page HTTP/1.1\r\n${from(ip)}`), ip).toMatch(/^HTTP\/1\.1 200/)
  const post = (ip: string): Promise<string> => ask(`POST /data HTTP/1.1\r\n${from(ip, '\r\nContent-Length: 0')}`)
  expect(await post('198.51.100.7')).toMatch(/^HTTP\/1\.1 200/)
  const sixtyFifth = await open(`POST /data HTTP/1.1\r\n${from('2001:db8:2:200::ffff', '\r\nContent-Length: 10')}\r\n\r\nx`)
  const [answer] = (await once(sixtyFifth, 'data')) as [Buffer]
  expect(answer.toString()).toMatch(/^HTTP\/1\.1 503[^]*retry-after: 1/i)
  // A body that has come takes a place of those that are answered, and gives the other back.
  for (const socket of idle.slice(0, 64)) socket.write('123456789')
  await Promise.all(idle.slice(0, 64).map((socket) => once(socket, 'data')))
  const next = await open(`POST /data HTTP/1.1\r\n${from('2001:db8:1:100::ffff', '\r\nContent-Length: 10')}\r\n\r\n1234567890`)
  expect(((await once(next, 'data')) as [Buffer])[0].toString()).toMatch(/^HTTP\/1\.1 200/)
})
test('acts of one address that take their time leave places for the others, whether they are asked for with a body or without', async () => {
  const from = (ip: string): string => `Host: 127.0.0.1:${port}\r\nOrigin: http://127.0.0.1:${port}\r\nX-Forwarded-For: ${ip}`
  for (let i = 0; i < 130; i++) await open(`POST /slow HTTP/1.1\r\n${from('198.51.100.20')}\r\nContent-Length: 1\r\n\r\nx`)
  for (const head of ['GET /page HTTP/1.1', 'POST /data HTTP/1.1\r\nContent-Length: 0', 'POST /data HTTP/1.1\r\nTransfer-Encoding: chunked'])
    expect(await ask(`${head}\r\n${from('198.51.100.20')}`), head).toMatch(/^HTTP\/1\.1 503/)
  expect(await ask(`GET /page HTTP/1.1\r\n${from('198.51.100.21')}`)).toMatch(/^HTTP\/1\.1 200/)
})
