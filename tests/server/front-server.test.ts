// Our server answers what the framework answers wrongly, strips what outsiders may not say, and puts the headers on every response.
// ASVS V1.5.3 V3.2.1 V4.1.3 V4.1.4 V4.2.1 V4.2.5 V5.2.1 V5.3.2 V13.2.5 V13.4.2 V13.4.4 V15.3.6 V16.5.1
import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFrontServer } from '../../lib/platform/http/front-server.ts'
import { bodyLimit, megabyte } from '../../lib/platform/http/body-limits.ts'

let server: Server
let port = 0
let seen: IncomingMessage | undefined
const origins: string[] = []

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  seen = request
  const path = request.url ?? ''
  if (path.startsWith('/broken')) throw new Error('a bug with a secret: Bearer k9Canary7Secret')
  let bytes = 0
  for await (const chunk of request) bytes += (chunk as Buffer).length
  if (path.startsWith('/page')) {
    response.setHeader('content-security-policy', "script-src 'nonce-abcDEF123+/='")
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'x-powered-by': 'anything', 'x-middleware-next': '1' })
    return void response.end('<p>page</p>')
  }
  if (path.startsWith('/file')) response.setHeader('content-disposition', 'attachment; filename="a.csv"')
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify({ bytes }))
}

beforeAll(async () => {
  server = createFrontServer({ config: { origins, trustedProxies: 0 }, development: false, handle })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  port = typeof address === 'object' && address !== null ? address.port : 0
  origins.push(`http://127.0.0.1:${port}`, `http://localhost:${port}`)
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

interface Answer {
  status: number
  headers: IncomingMessage['headers']
  body: string
}
function send(method: string, path: string, headers: Record<string, string> = {}, body?: Buffer, chunked = false): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const length = body !== undefined && !chunked ? { 'content-length': String(body.length) } : {}
    const outgoing = httpRequest({ host: '127.0.0.1', port, method, path, headers: { ...length, ...headers }, agent: false }, (incoming) => {
      let text = ''
      incoming.on('data', (chunk: Buffer) => (text += chunk.toString()))
      incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: text }))
    })
    // A refused upload is hung up on while we still send; the answer has arrived by then.
    outgoing.on('error', (error: NodeJS.ErrnoException) => (['EPIPE', 'ECONNRESET'].includes(error.code ?? '') ? undefined : reject(error)))
    outgoing.end(body)
  })
}
function sendRaw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    let answer = ''
    socket.on('data', (chunk) => (answer += chunk.toString()))
    socket.on('close', () => resolve(answer))
    socket.on('error', reject)
    setTimeout(() => socket.end(), 300)
  })
}
const own = (): Record<string, string> => ({ origin: `http://127.0.0.1:${port}` })

describe('early answers', () => {
  it.each(['TRACE', 'OPTIONS', 'PUT', 'PATCH', 'DELETE', 'PROPFIND'])('%s is 405 and says what is allowed', async (method) => {
    const answer = await send(method, '/page')
    expect(answer.status).toBe(405)
    expect(answer.headers.allow).toBe('GET, HEAD, POST')
  })
  it('a change without origin is 403, from ours it passes', async () => {
    expect((await send('POST', '/data', {}, Buffer.from('x'))).status).toBe(403)
    expect((await send('POST', '/data', { origin: 'null' }, Buffer.from('x'))).status).toBe(403)
    expect((await send('POST', '/data', own(), Buffer.from('x'))).status).toBe(200)
  })
  it('a foreign host is 421, so no link or rebound name points elsewhere', async () => {
    expect((await send('GET', '/page', { host: 'evil.test' })).status).toBe(421)
    expect((await send('GET', '/api/health/live', { host: 'evil.test' })).status).toBe(200)
    expect(seen?.headers.host).toBe(`127.0.0.1:${port}`)
  })
  it('the image optimiser does not exist', async () => {
    expect((await send('GET', '/_next/image?url=%2Fx&w=64&q=75')).status).toBe(404)
  })
  it('an absolute target, a NUL, broken escapes and a double slash are 400', async () => {
    for (const target of ['http://169.254.169.254/', '/a%00b', '/%E0%A4%A', '//evil.test/x', '/\\evil.test']) {
      expect(await sendRaw(`GET ${target} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`)).toMatch(/^HTTP\/1\.1 400/)
    }
  })
  it('an endless address is 414 and endless headers are 431', async () => {
    expect((await send('GET', `/${'a'.repeat(9000)}`)).status).toBe(414)
    expect((await send('GET', '/page', { 'x-long': 'a'.repeat(17_000) })).status).toBe(431)
  })
})

describe('bodies', () => {
  it('declared too large are 413 before anything is read', async () => {
    const answer = await send('POST', '/data', own(), Buffer.alloc(megabyte + 1))
    expect(answer.status).toBe(413)
    expect(answer.body).toMatch(/more than 1 MB/)
  })
  it('counted too large are 413 although no length was declared', async () => {
    expect((await send('POST', '/data', own(), Buffer.alloc(3 * megabyte), true)).status).toBe(413)
  })
  it('a sender who is refused and goes on sending is not cut off before the answer is read', async () => {
    const length = 4 * megabyte,
      socket = connect(port, '127.0.0.1')
    const faults: unknown[] = []
    socket.on('error', (error) => faults.push(error))
    await once(socket, 'connect')
    socket.pause()
    socket.write(`POST /data HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: http://127.0.0.1:${port}\r\nContent-Length: ${length}\r\n\r\n`)
    // In pieces, so that most of it is sent after the refusal has been.
    for (let sent = 0; sent < length; sent += 65_536) await new Promise((done) => socket.write(Buffer.alloc(65_536), done))
    let text = ''
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()))
    socket.resume()
    await once(socket, 'close')
    expect(faults).toEqual([])
    expect(text).toMatch(/^HTTP\/1\.1 413[^]*more than 1 MB/)
  })
  it('just within the limit arrive whole', async () => {
    expect((await send('POST', '/data', own(), Buffer.alloc(megabyte), true)).body).toBe(`{"bytes":${megabyte}}`)
  })
  it('have the limit of what they are for', () => {
    expect(bodyLimit('/payouts', 'text/plain')).toBe(megabyte)
    expect(bodyLimit('/payouts', 'multipart/form-data; boundary=x')).toBeGreaterThan(10 * megabyte)
    for (const path of ['/sign-in', '/invitation/x', '/report', '/api/sso/saml/sso_1/acs'])
      expect(bodyLimit(path, 'multipart/form-data; boundary=x'), path).toBe(megabyte)
    expect(bodyLimit('/api/imports/upload', 'text/csv')).toBeGreaterThan(200 * megabyte)
    expect(bodyLimit('/api/statements/upload', 'multipart/form-data; boundary=x')).toBeGreaterThan(50 * megabyte)
    expect(bodyLimit('/api/statements/upload', 'multipart/form-data; boundary=x')).toBeLessThan(51 * megabyte)
  })
})

const everywhere = [
  'strict-transport-security',
  'x-content-type-options',
  'x-frame-options',
  'referrer-policy',
  'cross-origin-resource-policy',
  'content-security-policy',
  'x-request-id',
]

describe('headers', () => {
  it.each([
    ['a page', 'GET', '/page'],
    ['data', 'GET', '/data'],
    ['a download', 'GET', '/file'],
    ['a refusal', 'TRACE', '/page'],
    ['a bug', 'GET', '/broken'],
    ['a missing optimiser', 'GET', '/_next/image'],
  ])('%s carries the whole set', async (_what, method, path) => {
    const { headers } = await send(method, path)
    for (const name of everywhere) expect(headers[name], name).toBeTruthy()
    for (const name of ['x-powered-by', 'server', 'x-middleware-next']) expect(headers[name], name).toBeUndefined()
  })
  it('even a malformed request gets them', async () => {
    const answer = (await sendRaw('GET / NONSENSE\r\n\r\n')).toLowerCase()
    expect(answer).toMatch(/^http\/1\.1 400/)
    for (const name of everywhere.slice(0, -1)) expect(answer).toContain(`${name}: `)
  })
  it('a page keeps the nonce that the framework used and is never kept', async () => {
    const { headers } = await send('GET', '/page', { cookie: 'session=x' })
    expect(headers['content-security-policy']).toContain("'nonce-abcDEF123+/='")
    expect(headers['content-security-policy']).toContain("require-trusted-types-for 'script'")
    expect(headers['cache-control']).toBe('private, no-store')
  })
  it('data and downloads may run nothing', async () => {
    expect((await send('GET', '/data')).headers['content-security-policy']).toBe("default-src 'none'; frame-ancestors 'none'; sandbox")
    expect((await send('GET', '/file')).headers['cache-control']).toBe('private, no-store')
  })
  it('a bug is 500 with a reference and without its message', async () => {
    const answer = await send('GET', '/broken')
    expect(answer.status).toBe(500)
    expect(answer.body).toContain(answer.headers['x-request-id'])
    expect(answer.body).not.toContain('k9Canary7Secret')
  })
})

describe('what the framework sees', () => {
  it('holds nothing that a client claims about itself', async () => {
    const forged = {
      'x-client-ip': '6.6.6.6',
      'x-forwarded-for': '6.6.6.6',
      'x-forwarded-host': 'evil.test',
      'x-nonce': 'evil',
      'x-middleware-subrequest': 'middleware',
      'x-request-id': 'evil',
      'x-peer': 'loopback',
      forwarded: 'for=6.6.6.6',
    }
    await send('GET', '/data', forged)
    expect(seen?.headers).toMatchObject({ 'x-client-ip': '127.0.0.1', 'x-forwarded-for': '127.0.0.1', 'x-forwarded-host': `127.0.0.1:${port}` })
    expect(seen?.headers['x-request-id']).toMatch(/^req_[0-9a-f]{24}$/)
    // A proxy stood between, so the caller is not local.
    for (const name of ['x-nonce', 'x-middleware-subrequest', 'x-peer', 'forwarded']) expect(seen?.headers[name], name).toBeUndefined()
  })
  it('says local only of a direct caller on this machine', async () => {
    await send('GET', '/data')
    expect(seen?.headers['x-peer']).toBe('loopback')
  })
  it('survives a header called __proto__', async () => {
    expect(await sendRaw(`GET /data HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n__proto__: x\r\nConnection: close\r\n\r\n`)).toMatch(/^HTTP\/1\.1 200/)
  })
  it('is one request, however a second is smuggled into its body', async () => {
    const smuggled = `POST /data HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: http://127.0.0.1:${port}\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /page HTTP/1.1\r\nHost: x\r\n\r\n`
    expect(await sendRaw(smuggled)).toMatch(/^HTTP\/1\.1 400/)
  })
})
