// Behind the shipped proxy strangers reach 80 and 443 only, cannot say where they come from, and see the same headers as on the application.
// ASVS V3.4.1 V4.1.3 V12.1.1 V12.2.1 V12.3.3 V13.2.3
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { request as plainRequest, type IncomingHttpHeaders } from 'node:http'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { freePort } from '../../scripts/embedded-postgres.ts'
import { builtAction } from '../support/http-act.ts'
import { cleanEnvironment, makeScratch, removeScratch, root, startProduct, type Product } from '../support/product.ts'

const read = (path: string): string => readFileSync(join(root, path), 'utf8')

describe('what is shipped', () => {
  const compose = read('deploy/compose.yaml')
  const services = new Map(
    [...compose.slice(compose.indexOf('\nservices:'), compose.indexOf('\nnetworks:')).matchAll(/^ {2}(\w+):\n((?: {4,}.*\n|\n)*)/gm)].map((match) => [
      match[1] ?? '',
      match[2] ?? '',
    ]),
  )

  test('has a proxy, the application, a worker, a database and backups', () => {
    expect([...services.keys()].toSorted()).toEqual(['app', 'backups', 'caddy', 'postgres', 'worker'])
  })
  test('publishes 80 and 443 of the proxy and nothing else', () => {
    for (const [name, body] of services) {
      const published = [...body.matchAll(/^ {6}- "([\d:]+)(?:\/udp)?"$/gm)].map((match) => match[1])
      expect(new Set(published), name).toEqual(name === 'caddy' ? new Set(['80:80', '443:443']) : new Set())
      if (name !== 'caddy') expect(body, name).not.toMatch(/ports:|network_mode: host/)
    }
  })
  test('lets the proxy be reached and fetch its certificate, on a network that is its own', () => {
    const networks = new Map(
      [...compose.slice(compose.indexOf('\nnetworks:'), compose.indexOf('\nvolumes:')).matchAll(/^ {2}(\w+):(?: \{\})?\n((?: {4,}.*\n)*)/gm)].map((match) => [
        match[1] ?? '',
        match[2] ?? '',
      ]),
    )
    const of = (name: string): string[] => (/^ {4}networks: \[(.*)\]$/m.exec(services.get(name) ?? '')?.[1] ?? '').split(', ')
    // Docker publishes no port of a container that is on internal networks only.
    const outward = of('caddy').filter((network) => networks.has(network) && !/internal: true/.test(networks.get(network) ?? ''))
    expect(outward.length).toBeGreaterThan(0)
    for (const name of ['app', 'worker', 'backups', 'postgres'])
      expect(
        of(name).filter((network) => outward.includes(network)),
        name,
      ).toEqual([])
    expect(
      of('caddy')
        .filter((network) => of('app').includes(network))
        .filter((network) => /internal: true/.test(networks.get(network) ?? '')),
    ).toEqual(['front'])
  })
  test('gives the database no network, and the application a socket to it', () => {
    expect(services.get('postgres')).toMatch(/network_mode: none[\s\S]*listen_addresses=/)
    expect(compose).toMatch(/DATABASE_URL: postgres:\/\/plumbline:\$\{POSTGRES_PASSWORD[^}]*\}@%2Fvar%2Frun%2Fpostgresql\/plumbline/)
  })
  test('runs nothing of ours as root or able to change itself', () => {
    expect(compose).toMatch(/x-app:[\s\S]*read_only: true\n {2}cap_drop: \[ALL\]/)
    expect(read('deploy/Dockerfile')).toMatch(/^USER node$/m)
    expect(read('.dockerignore')).toMatch(/^\.keys$/m)
  })
  test('asks for every secret and holds none', () => {
    expect(compose).toMatch(/POSTGRES_PASSWORD:\?/)
    expect(compose).toMatch(/PLUMBLINE_SMTP_URL:\?/)
  })
  test('pins images to versions above the floors', () => {
    const images = [...`${compose}\n${read('deploy/Dockerfile')}`.matchAll(/(?:image: |FROM )(\S+:\S+)/g)].map((match) => match[1])
    for (const image of images.filter((name) => name !== 'plumbline:local')) expect(image).toMatch(/:\d+\.\d+/)
  })
})

const hasCaddy = spawnSync('caddy', ['version']).status === 0
const couldNot = 'the shipped proxy could not be run here, only read: Caddy is not installed, which .ci/run tries to do'
if (!hasCaddy) {
  console.warn(couldNot)
  test(couldNot, () => expect(spawnSync('caddy', ['version']).error).toMatchObject({ code: 'ENOENT' }))
} else
  describe('running it', () => {
    const folder = makeScratch()
    let product: Product
    let caddy: ChildProcess
    let ca = ''
    let http = 80
    let https = 443

    const isFree = (port: number): Promise<boolean> =>
      new Promise((resolve) => {
        const probe = createServer()
          .once('error', () => resolve(false))
          .listen(port, () => probe.close(() => resolve(true)))
      })

    beforeAll(async () => {
      if (!(await isFree(80)) || !(await isFree(443))) [http, https] = [await freePort(), await freePort()]
      const suffix = https === 443 ? '' : `:${https}`
      product = await startProduct({ folder, env: { PLUMBLINE_URL: `https://localhost${suffix}`, PLUMBLINE_TRUSTED_PROXIES: '1' } })
      const env = {
        ...cleanEnvironment(),
        XDG_DATA_HOME: join(folder, 'caddy'),
        XDG_CONFIG_HOME: join(folder, 'caddy'),
        HOME: folder,
        PLUMBLINE_DOMAIN: 'localhost',
        PLUMBLINE_HTTP_PORT: String(http),
        PLUMBLINE_HTTPS_PORT: String(https),
        PLUMBLINE_REDIRECT_PORT: suffix,
        PLUMBLINE_UPSTREAM: `127.0.0.1:${product.port}`,
      }
      caddy = spawn('caddy', ['run', '--config', join(root, 'deploy/Caddyfile'), '--adapter', 'caddyfile'], {
        env: env as unknown as NodeJS.ProcessEnv,
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      let log = ''
      caddy.stderr?.setEncoding('utf8').on('data', (text: string) => (log += text))
      const certificate = join(folder, 'caddy/caddy/pki/authorities/local/root.crt')
      await vi.waitFor(() => expect(existsSync(certificate), log).toBe(true), { timeout: 20_000 })
      ca = readFileSync(certificate, 'utf8')
      await vi.waitFor(async () => expect((await ask('/api/health/live')).status).toBe(200), { timeout: 20_000, interval: 200 })
    })
    afterAll(async () => {
      caddy?.kill('SIGTERM')
      await product?.stop()
      removeScratch(folder)
    })

    interface Answer {
      status: number
      headers: IncomingHttpHeaders
      body: string
    }
    function ask(path: string, options: { method?: string; headers?: Record<string, string>; body?: Buffer; plain?: boolean } = {}): Promise<Answer> {
      return new Promise((resolve, reject) => {
        const to = {
          host: '127.0.0.1',
          port: options.plain ? http : https,
          path,
          method: options.method ?? 'GET',
          headers: { host: 'localhost', ...options.headers },
          agent: false as const,
        }
        const outgoing = (options.plain ? plainRequest(to) : request({ ...to, servername: 'localhost', ca })).on('response', (incoming) => {
          let body = ''
          incoming.on('data', (chunk: Buffer) => (body += chunk.toString('latin1')))
          incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body }))
        })
        outgoing.on('error', (error: NodeJS.ErrnoException) => (['EPIPE', 'ECONNRESET'].includes(error.code ?? '') ? undefined : reject(error)))
        outgoing.end(options.body)
      })
    }
    const expectWhole = ({ headers }: Answer, what: string): void => {
      expect(headers['strict-transport-security'], what).toBe('max-age=63072000; includeSubDomains; preload')
      for (const name of ['x-content-type-options', 'x-frame-options', 'referrer-policy', 'cross-origin-resource-policy', 'content-security-policy'])
        expect(headers[name], `${what} ${name}`).toBeTruthy()
      for (const name of ['server', 'x-powered-by', 'via']) expect(headers[name], `${what} ${name}`).toBeUndefined()
      for (const value of Object.values(headers)) expect(String(value), what).not.toMatch(/nosniff, nosniff|DENY, DENY/)
    }

    test('plain HTTP leads to HTTPS', async () => {
      const answer = await ask('/payouts?x=1', { plain: true })
      expect(answer.status).toBe(308)
      expect(answer.headers.location).toMatch(/^https:\/\/localhost(:\d+)?\/payouts\?x=1$/)
      expectWhole(answer, 'redirect')
    })
    test('pages, redirects, data, assets, refusals and what is missing carry the whole set', async () => {
      for (const path of ['/', '/sign-in', '/no/such', '/api/health/live', '/icon.svg', '/.well-known/security.txt', '/_next/image?url=x', '/metrics'])
        expectWhole(await ask(path), path)
      expectWhole(await ask('/sign-in', { method: 'TRACE' }), 'TRACE')
      expectWhole(await ask('/sign-in', { method: 'POST' }), 'POST')
    })
    test('what a client says about itself is overwritten', async () => {
      const forged = {
        'x-forwarded-for': '203.0.113.66',
        'x-forwarded-host': 'evil.test',
        'x-forwarded-proto': 'http',
        forwarded: 'for=203.0.113.66',
        'x-real-ip': '203.0.113.66',
        'x-client-ip': '203.0.113.66',
      }
      const answer = await ask('/sign-in', { headers: forged })
      expect(answer.body).not.toMatch(/evil\.test|203\.0\.113\.66/)
      // The line is written when the answer has left, which may be a moment later.
      await vi.waitFor(() => {
        const line =
          product
            .output()
            .split('\n')
            .filter((text) => text.includes(String(answer.headers['x-request-id'])))
            .at(-1) ?? '{}'
        expect(JSON.parse(line)).toMatchObject({ path: '/sign-in', ip: '127.0.0.1' })
      }, 5_000)
      expect((await ask('/payouts', { headers: forged })).headers.location).toBe('/sign-in?next=%2Fpayouts')
    })
    test('the page that an act leads to comes with its answer, also when the act was posted to a page that does not carry it', async () => {
      const form = new FormData()
      form.append('_1_email', 'nobody@example.com')
      form.append('0', '[null,"$K1"]')
      const sent = new Response(form)
      const body = Buffer.from(await sent.arrayBuffer())
      const origin = `https://localhost${https === 443 ? '' : `:${https}`}`
      const { id } = builtAction('app/(auth)/actions.ts#start')
      const headers = { origin, accept: 'text/x-component', 'next-action': id, 'content-type': sent.headers.get('content-type') ?? '' }
      for (const path of ['/sign-in', '/report']) {
        const answer = await ask(path, { method: 'POST', headers, body })
        expect(answer.headers['x-action-redirect'], path).toMatch(/^\/sign-in\/password/)
        expect(answer.headers['content-type'], path).toMatch(/^text\/x-component/)
        expect(answer.body, path).toContain('current-password')
      }
      expect(product.output()).not.toMatch(/fetch failed|failed to (get|forward)/)
    })
    test('the metrics stay inside', async () => {
      expect((await ask('/metrics')).status).toBe(404)
    })
    test('another name is not served', async () => {
      const answer = await ask('/sign-in', { headers: { host: 'evil.test' } })
      expect(answer.body).not.toMatch(/<form/)
    })
    test('a body above its limit is 413', async () => {
      const headers = { origin: `https://localhost${https === 443 ? '' : `:${https}`}` }
      expect((await ask('/sign-in', { method: 'POST', headers, body: Buffer.alloc(2_000_000) })).status).toBe(413)
    })
    test('when the application is away the proxy answers with the headers, too', async () => {
      const own = product.port
      expect(own).toBeGreaterThan(0)
      const lonely = await freePort()
      const env = {
        ...cleanEnvironment(),
        XDG_DATA_HOME: join(folder, 'caddy'),
        HOME: folder,
        PLUMBLINE_DOMAIN: 'localhost',
        PLUMBLINE_HTTP_PORT: String(await freePort()),
        PLUMBLINE_HTTPS_PORT: String(lonely),
        PLUMBLINE_UPSTREAM: '127.0.0.1:1',
      }
      const second = spawn('caddy', ['run', '--config', join(root, 'deploy/Caddyfile'), '--adapter', 'caddyfile'], {
        env: env as unknown as NodeJS.ProcessEnv,
        stdio: 'ignore',
      })
      const usual = https
      try {
        https = lonely
        await vi.waitFor(async () => expectWhole(await ask('/sign-in'), '502'), { timeout: 20_000, interval: 200 })
        expect((await ask('/sign-in')).status).toBe(502)
      } finally {
        https = usual
        second.kill('SIGTERM')
      }
    })
    test('only TLS 1.2 and 1.3 are spoken', async () => {
      const speak = (version: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'): Promise<string> =>
        new Promise((resolve) => {
          const socket = connect(
            { host: '127.0.0.1', port: https, servername: 'localhost', ca, minVersion: version, maxVersion: version, ciphers: 'ALL:@SECLEVEL=0' },
            () => {
              resolve(socket.getProtocol() ?? '')
              socket.end()
            },
          )
          socket.on('error', () => resolve('refused'))
        })
      expect([await speak('TLSv1.1'), await speak('TLSv1.2'), await speak('TLSv1.3')]).toEqual(['refused', 'TLSv1.2', 'TLSv1.3'])
    })
    test('the HTTP Observatory gives at least 130, A+', () => {
      const tools = process.env['CI_TOOLS'] ?? ''
      const node = join(tools, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin/node')
      const scan = join(tools, 'node_modules/@mdn/mdn-http-observatory/src/scan.js')
      if (tools === '' || !existsSync(node) || !existsSync(scan) || https !== 443) {
        console.warn('The HTTP Observatory could not be run here: it needs the tools that .ci/run installs, and ports 80 and 443 free.')
        return
      }
      writeFileSync(join(folder, 'ca.pem'), ca)
      const done = spawnSync(node, [scan, 'localhost'], {
        encoding: 'utf8',
        env: { ...cleanEnvironment(), NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') } as unknown as NodeJS.ProcessEnv,
      })
      const result = JSON.parse(done.stdout) as {
        scan?: { grade?: string; score?: number; error?: string }
        tests?: Record<string, { pass?: boolean; scoreModifier?: number }>
      }
      console.log(`HTTP Observatory: ${result.scan?.grade} ${result.scan?.score}`)
      expect(Object.entries(result.tests ?? {}).filter(([, { pass }]) => pass === false)).toEqual([])
      expect(result.scan?.score ?? 0, done.stdout + done.stderr).toBeGreaterThanOrEqual(130)
      expect(result.scan?.grade).toBe('A+')
    })
  })
