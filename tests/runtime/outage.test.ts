// While the database is away the product says so and waits; when it is back, so is the product, with nothing restarted by hand.
// ASVS V13.2.6 V16.5.2
import { join } from 'node:path'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startEmbedded, type EmbeddedServer } from '../../scripts/embedded-postgres.ts'
import { makeScratch, removeScratch, startProduct, type Product } from '../support/product.ts'

const folder = makeScratch()
let server: EmbeddedServer
let product: Product
const open = (port?: number): Promise<EmbeddedServer> =>
  startEmbedded({ dataDir: join(folder, 'server'), superuserPassword: 'superuser', durable: true, ...(port === undefined ? {} : { port }) })

beforeAll(async () => {
  server = await open()
  const sql = postgres(server.url.replace('/plumbline', '/postgres'), { max: 1 })
  await sql.unsafe('create database plumbline')
  await sql.end()
  product = await startProduct({ folder, env: { DATABASE_URL: server.url } })
})
afterAll(async () => {
  expect(await product.stop()).toBe(0)
  await server.stop()
  removeScratch(folder)
})
const status = async (path: string): Promise<number> => (await fetch(product.origin + path)).status

test('alive stays 200, ready becomes 503 within two seconds, and no process of ours gives up', async () => {
  expect(await status('/api/health/ready')).toBe(200)
  await server.stop()
  const asked = performance.now()
  const response = await fetch(`${product.origin}/api/health/ready`)
  expect(response.status).toBe(503)
  expect(response.headers.get('retry-after')).toBe('2')
  expect(performance.now() - asked).toBeLessThan(2_500)
  expect(await status('/api/health/live')).toBe(200)
  const metrics = await (await fetch(`${product.origin}/metrics`)).text()
  expect(metrics).toMatch(/^plumbline_database_up 0$/m)
  await new Promise((resolve) => setTimeout(resolve, 12_000))
  expect(product.process.exitCode).toBeNull()
  expect(await status('/api/health/live')).toBe(200)
})

test('it is ready again five seconds after the database is', async () => {
  server = await open(server.port)
  await vi.waitFor(async () => expect(await status('/api/health/ready')).toBe(200), { timeout: 5_000, interval: 100 })
})

test('a queued job is worked and an event is sealed again', async () => {
  const sql = postgres(server.url, { max: 1 })
  const [before] = await sql<{ at: string }[]>`select sealed_at::text as at from audit.horizon`
  await vi.waitFor(
    async () => {
      const [after] = await sql<
        { at: string; workers: number }[]
      >`select sealed_at::text as at, (select count(*)::int from pg_stat_activity where usename = 'app_jobs') as workers from audit.horizon`
      expect(after?.at).not.toBe(before?.at)
      expect(after?.workers).toBeGreaterThan(0)
    },
    { timeout: 30_000, interval: 250 },
  )
  await sql.end()
})
