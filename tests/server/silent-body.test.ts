// Whoever begins a body and says nothing more is hung up on; whoever is slow is not, as long as they go on, up to the time for a whole body.
import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, expect, test, vi } from 'vitest'
import { createFrontServer } from '../../lib/platform/http/front-server.ts'

afterEach(() => vi.useRealTimers())

async function begin(path: string): Promise<{ socket: Socket; isOpen: () => boolean; end: () => void; passed: (seconds: number) => Promise<void> }> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const origins: string[] = []
  let arrived = 0
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    request.on('data', (piece: Buffer) => (arrived += piece.length)).on('end', () => response.end('{}'))
    request.on('error', () => undefined)
  }
  const server = createFrontServer({ config: { origins, trustedProxies: 0 }, development: false, handle })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address(),
    port = typeof address === 'object' && address !== null ? address.port : 0
  origins.push(`http://127.0.0.1:${port}`)
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined).resume()
  let open = true
  socket.on('close', () => (open = false))
  const settle = async (isThere: () => boolean): Promise<void> => {
    for (let turns = 0; turns < 2_000 && !isThere(); turns++) await turn()
  }
  socket.write(`POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: http://127.0.0.1:${port}\r\nContent-Length: 100\r\n\r\nx`)
  await settle(() => arrived === 1)
  expect(arrived).toBe(1)
  const passed = async (seconds: number): Promise<void> => {
    vi.advanceTimersByTime(seconds * 1_000)
    await settle(() => !open)
  }
  return { socket, isOpen: () => open, passed, end: () => (server.closeAllConnections(), server.close()) }
}

test.each([
  ['/data', 15],
  ['/api/imports/upload', 60],
])('%s: silence for %i seconds', async (path, seconds) => {
  const body = await begin(path)
  await body.passed(seconds - 1)
  expect(body.isOpen()).toBe(true)
  await body.passed(2)
  expect(body.isOpen()).toBe(false)
  body.end()
})
test('a byte now and then is no silence, and half a minute is enough for a form', async () => {
  const body = await begin('/data')
  for (const at of [10, 20]) {
    await body.passed(10)
    expect(body.isOpen(), `${at} s`).toBe(true)
    body.socket.write('x')
    for (let turns = 0; turns < 200; turns++) await turn()
  }
  await body.passed(9)
  expect(body.isOpen()).toBe(true)
  await body.passed(2)
  expect(body.isOpen()).toBe(false)
  body.end()
})
