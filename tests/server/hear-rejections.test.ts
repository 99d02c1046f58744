// A connection that breaks right after it was opened breaks what was asked over it and nothing else.
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import postgres from 'postgres'
import { afterEach, expect, test } from 'vitest'
import { hearRejections, isOwnQuestion } from '../../scripts/hear-rejections.ts'

/** The server's side of a start (protocol 3.0): AuthenticationOk, then ReadyForQuery, idle. */
const welcome = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5a, 0, 0, 0, 5, 0x49])
const others = process.listeners('unhandledRejection')
afterEach(() => {
  process.removeAllListeners('unhandledRejection')
  for (const listener of others) process.on('unhandledRejection', listener)
})

test('the question that the driver asks after each connect is known by its words, and nothing else is taken for it', async () => {
  process.removeAllListeners('unhandledRejection')
  const questions: unknown[] = [],
    faults: unknown[] = []
  process.on('unhandledRejection', (reason) => {
    if (isOwnQuestion(reason)) questions.push(reason)
  })
  hearRejections((reason) => {
    faults.push(reason)
  })
  let connections = 0
  const server = createServer((socket) => {
    connections += 1
    socket.on('error', () => undefined)
    // Whatever is said after the welcome finds the line cut.
    socket.once('data', () => {
      socket.write(welcome)
      socket.on('data', () => socket.destroy())
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const client = postgres(`postgres://nobody:nothing@127.0.0.1:${address.port}/none`, { max: 1, connect_timeout: 2, backoff: () => 0.05 })
  const asked = client.reserve().then(
    () => 'reserved',
    (error: { code?: string }) => error.code,
  )
  for (let waited = 0; (questions.length === 0 || connections < 2) && waited < 200; waited++) await delay(50)
  await client.end({ timeout: 0 })
  await delay(20)
  void Promise.reject(new Error('nobody awaits me'))
  void Promise.reject(Object.assign(new Error('write CONNECTION_CLOSED'), { code: 'CONNECTION_CLOSED', query: 'select 1 from pg_catalog.pg_type' }))
  await delay(20)
  server.close()
  expect(connections).toBeGreaterThan(1)
  expect(questions.length).toBeGreaterThan(0)
  expect(questions.every((reason) => (reason as { code?: string }).code?.startsWith('CONNECTION_'))).toBe(true)
  expect(faults.map(String)).toEqual(['Error: nobody awaits me', 'Error: write CONNECTION_CLOSED'])
  expect(await Promise.race([asked, delay(200).then(() => 'waiting')])).not.toBe('reserved')
})
