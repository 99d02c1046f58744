// A gateway for text messages that is not ours: it takes what the product sends, and keeps it for whoever has the phone.
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { vi } from 'vitest'

export interface RecordingGateway {
  readonly origin: string
  readonly token: string
  /** The code of the newest message to this number, once there are so many to it. */
  codeTo(number: string, count: number): Promise<string>
  close(): void
}
export async function startGateway(): Promise<RecordingGateway> {
  const token = 'token-of-the-gateway',
    taken: { to: string; text: string }[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString()
    })
    request.on('end', () => {
      const isOurs = request.method === 'POST' && request.headers.authorization === `Bearer ${token}`
      if (isOurs) taken.push(JSON.parse(body) as { to: string; text: string })
      response.writeHead(isOurs ? 202 : 401).end('{}')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token,
    codeTo: (number, count) =>
      vi.waitFor(
        () => {
          const own = taken.filter(({ to }) => to === number),
            code = /^(\d{6}) /.exec(own.at(-1)?.text ?? '')?.[1]
          if (own.length < count || code === undefined) throw new Error(`${own.length} of ${count} messages to ${number}`)
          return code
        },
        { timeout: 60_000, interval: 100 },
      ),
    close: () => {
      server.close()
    },
  }
}
