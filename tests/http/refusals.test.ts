// What the framework would answer with a 500 or let through is refused before it sees the request.
// ASVS V3.4.7 V3.5.1 V3.5.2 V4.1.4 V4.2.1 V13.4.4 V13.4.5
import { connect } from 'node:net'
import { describe, expect, inject, it } from 'vitest'

const origin = inject('origin')
const { hostname, port, host } = new URL(origin)
const own = { origin }

function sendRaw(text: string, waitMilliseconds = 10_000): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(text))
    let answer = ''
    socket.on('data', (chunk) => (answer += chunk.toString()))
    socket.on('close', () => resolve(answer))
    socket.on('error', reject)
    setTimeout(() => socket.destroy(), waitMilliseconds)
  })
}

describe('cross-site requests', () => {
  it.each([
    {},
    { origin: 'null' },
    { origin: 'https://evil.test' },
    { origin: 'https://evil.test', 'x-forwarded-host': 'evil.test' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'none' },
  ])('an action posted with %j is 403', async (headers) => {
    const response = await fetch(`${origin}/sign-in`, {
      method: 'POST',
      headers: { ...headers, 'next-action': '40f94c90752c30b29a09234499dcae291983b2adb3', 'content-type': 'text/plain;charset=UTF-8' },
      body: '[]',
    })
    expect(response.status).toBe(403)
  })
  it('a picture, script or frame of another site gets nothing', async () => {
    for (const dest of ['image', 'script', 'iframe', 'empty']) {
      const response = await fetch(`${origin}/sign-in`, { headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': dest } })
      expect(response.status, dest).toBe(403)
    }
  })
  it('a link followed from another site works', async () => {
    const answer = await sendRaw(
      `GET /sign-in HTTP/1.1\r\nHost: ${host}\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\nConnection: close\r\n\r\n`,
      20_000,
    )
    expect(answer).toMatch(/^HTTP\/1\.1 200/)
  })
})

describe('malformed and oversized', () => {
  it('methods that nobody answers are 405', async () => {
    for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'])
      expect((await fetch(`${origin}/sign-in`, { method, headers: own })).status, method).toBe(405)
    expect(await sendRaw(`TRACE /sign-in HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)).toMatch(/^HTTP\/1\.1 405/)
    expect(await sendRaw(`CONNECT evil.test:443 HTTP/1.1\r\nHost: ${host}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 405/)
  })
  it('a body above its limit is 413, declared or counted', async () => {
    const body = Buffer.alloc(1_100_000, 'a')
    expect((await fetch(`${origin}/sign-in`, { method: 'POST', headers: own, body })).status).toBe(413)
    const stream = new ReadableStream({
      start: (controller) => {
        controller.enqueue(body)
        controller.close()
      },
    })
    expect((await fetch(`${origin}/sign-in`, { method: 'POST', headers: own, body: stream, duplex: 'half' } as RequestInit)).status).toBe(413)
  })
  it('another host name is 421, so that no link and no rebound name can point elsewhere', async () => {
    expect(await sendRaw('GET /sign-in HTTP/1.1\r\nHost: evil.test\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1\.1 421/)
  })
  it('an upgrade to a web socket and an absolute target reach no other machine', async () => {
    expect(
      await sendRaw(`GET http://169.254.169.254/latest HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: x\r\n\r\n`),
    ).toMatch(/^HTTP\/1\.1 400/)
    expect(
      await sendRaw(
        `GET /sign-in HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: close, Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n`,
      ),
    ).not.toMatch(/101 Switching/)
  })
  it('chunked requests with strange methods open no second request', async () => {
    for (const method of ['DELETE', 'OPTIONS']) {
      const answer = await sendRaw(
        `${method} /sign-in HTTP/1.1\r\nHost: ${host}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /sign-in HTTP/1.1\r\nHost: evil.test\r\nConnection: close\r\n\r\n`,
        1_500,
      )
      expect(answer.match(/^HTTP\/1\.1 \d+/gm)?.filter((line) => line.endsWith('200')) ?? []).toEqual([])
    }
  })
  it('a header called __proto__ and a resumed render leave the server alive', async () => {
    await sendRaw(`GET /sign-in HTTP/1.1\r\nHost: ${host}\r\n__proto__: x\r\nConnection: close\r\n\r\n`)
    for (let time = 0; time < 20; time++)
      await fetch(`${origin}/sign-in`, { method: 'POST', headers: { ...own, 'next-resume': '1' }, body: 'x' }).then((response) => response.arrayBuffer())
    expect((await fetch(`${origin}/api/health/live`)).status).toBe(200)
  })
})

describe('probes and papers', () => {
  it('alive and ready are told to anyone, versions to this machine only', async () => {
    expect(await (await fetch(`${origin}/api/health/live`)).json()).toEqual({ status: 'alive' })
    expect(await (await fetch(`${origin}/api/health/ready`)).json()).toMatchObject({ status: 'ready' })
    expect(await (await fetch(`${origin}/api/health/ready`, { headers: { 'x-forwarded-for': '203.0.113.9' } })).json()).toEqual({ status: 'ready' })
  })
  it('metrics are read on this machine and refused through a proxy', async () => {
    const text = await (await fetch(`${origin}/metrics`)).text()
    expect(text).toMatch(/^plumbline_database_up 1$/m)
    expect(text).toMatch(/^plumbline_http_requests_total\{method="GET",status="200"\} \d+$/m)
    expect((await fetch(`${origin}/metrics`, { headers: { 'x-forwarded-for': '127.0.0.1' } })).status).toBe(403)
  })
  it('security.txt is where researchers look, and the old address leads there', async () => {
    const response = await fetch(`${origin}/.well-known/security.txt`)
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(await response.text()).toMatch(/^Contact: .*\/report$[\s\S]*^Expires: 20\d\d-/m)
    const old = await fetch(`${origin}/security.txt`, { redirect: 'manual' })
    expect([old.status, old.headers.get('location')]).toEqual([301, '/.well-known/security.txt'])
  })
  it('a browser report of any size and shape is swallowed without harm', async () => {
    expect((await fetch(`${origin}/reports/csp`, { method: 'POST', headers: own, body: '[{"type":"csp-violation"}]' })).status).toBe(204)
    expect((await fetch(`${origin}/reports/csp`, { method: 'POST', headers: own, body: Buffer.alloc(100_000) })).status).toBe(413)
  })
})
