import { EventEmitter, once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { fileURLToPath } from 'node:url'
import next from 'next'
import { config } from '../lib/config.ts'
import { announceEdge } from '../lib/platform/http/edge.ts'
import { createFrontServer } from '../lib/platform/http/front-server.ts'
import { httpMetrics } from '../lib/platform/http/http-metrics.ts'
import { ownOrigin } from '../lib/platform/http/own-origin.ts'
import { log } from '../lib/platform/log/log.ts'
import { hearRejections } from './hear-rejections.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
/** Requests under way may take this long to finish once we are told to stop. */
const drainMilliseconds = 25_000

/** The web server: runs until told to stop, then finishes what has begun. */
export async function main(args: readonly string[], stop: AbortSignal): Promise<void> {
  const settings = config()
  const development = args.includes('--dev')
  announceEdge({ development })
  hearRejections((error) => log('error', 'unhandled rejection', { error }))
  // Given an emitter of its own, the framework does not hang its upgrade handler on our server: nothing here speaks web sockets.
  // The framework asks us itself for the page that an act leads to, and hands acts on to the page that carries them. Left alone it takes what
  // the proxy speaks for what we speak: behind one it would begin TLS with our plain port.
  if (!development) process.env['__NEXT_PRIVATE_ORIGIN'] = ownOrigin(settings.host, settings.port)
  const framework = next({ dev: development, dir: root, hostname: 'localhost', port: settings.port, httpServer: new EventEmitter() as never, quiet: true })
  await framework.prepare()
  const handle = framework.getRequestHandler()
  const server = createFrontServer({ config: settings, development, handle: (request: IncomingMessage, response: ServerResponse) => handle(request, response) })
  if (development) {
    const upgrade = framework as unknown as { upgradeHandler(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> }
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      if (!settings.origins.includes(request.headers.origin ?? '')) return void socket.destroy()
      upgrade.upgradeHandler(request, socket, head).catch((error: unknown) => log('warn', 'hot reload', { error }))
    })
  }
  server.listen(settings.port, settings.host)
  await once(server, 'listening')
  process.send?.({ ready: true })
  log('info', 'listening', { url: settings.url, host: settings.host, port: settings.port })

  if (!stop.aborted) await once(stop, 'abort')
  httpMetrics().draining = true
  const deadline = setTimeout(() => server.closeAllConnections(), drainMilliseconds)
  const closed = once(server, 'close')
  server.close()
  server.closeIdleConnections()
  await closed
  clearTimeout(deadline)
  log('info', 'stopped', {})
}
