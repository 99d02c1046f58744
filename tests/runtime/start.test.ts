// npm start comes up, refuses a second of itself, survives any kill, and leaves no process behind.
// ASVS V13.2.1 V15.2.3 V16.5.4
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import postgres from 'postgres'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { loadConfig } from '../../lib/config.ts'
import { nodeFault } from '../../lib/platform/health/version-floor.ts'
import { ownerUrl } from '../../scripts/database-home.ts'
import { freePort, startEmbedded } from '../../scripts/embedded-postgres.ts'
import { isRunning } from '../../scripts/instance-lock.ts'
import { childOf, family, signalTo, toldOf } from '../support/own-product.ts'
import { cleanEnvironment, makeScratch, removeScratch, root, startProduct, type Product } from '../support/product.ts'

const folder = makeScratch()
const running: Product[] = []
async function start(options: Parameters<typeof startProduct>[0] = {}): Promise<Product> {
  const product = await startProduct({ folder, ...options })
  running.push(product)
  return product
}
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') for (const product of running) console.error(`What the product of this test said:\n${product.output()}`)
  for (const product of running.splice(0)) await product.stop('SIGTERM')
})
afterAll(() => removeScratch(folder))

const alive = async (product: Product): Promise<boolean> => (await fetch(`${product.origin}/api/health/ready`)).status === 200
const query = async (product: Product, text: string): Promise<Record<string, unknown>[]> => {
  const sql = postgres(ownerUrl(loadConfig({ PLUMBLINE_DATA_DIR: product.dataDir, PLUMBLINE_KEYS_DIR: product.keysDir })), { max: 1 })
  try {
    return await sql.unsafe(text)
  } finally {
    await sql.end()
  }
}
const gone = (pids: readonly number[]): Promise<void> => vi.waitFor(() => expect(pids.filter(isRunning)).toEqual([]), { timeout: 40_000, interval: 100 })

test('the first start makes everything, and a polite stop leaves nothing running', async () => {
  const product = await start()
  expect(await alive(product)).toBe(true)
  const pids = family(product.process.pid ?? 0)
  expect(pids.length).toBeGreaterThan(4)
  expect(statSync(product.keysDir).mode & 0o077).toBe(0)
  // Whoever puts the keys away now can open every backup that is made later.
  expect(existsSync(join(product.keysDir, 'backup.key'))).toBe(true)
  for (const [name, wanted] of Object.entries({
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',
    data_checksums: 'on',
    wal_level: 'replica',
    password_encryption: 'scram-sha-256',
    listen_addresses: '127.0.0.1',
  })) {
    expect((await query(product, `show ${name}`))[0], name).toEqual({ [name]: wanted })
  }
  expect(
    await query(
      product,
      `select datlocprovider::text as provider, datlocale as locale, pg_encoding_to_char(encoding) as encoding from pg_database where datname = 'plumbline'`,
    ),
  ).toEqual([{ provider: 'b', locale: 'C.UTF-8', encoding: 'UTF8' }])
  // The product speaks to its database through a socket in a folder that nobody else can enter.
  expect(statSync(join(dirname(realpathSync(join(product.dataDir, 'postgres'))), 'socket')).mode & 0o077).toBe(0)
  const [spoken] = await query(
    product,
    `select count(*) filter (where client_addr is null)::int > 2 as "bySocket", count(client_addr)::int as "byNetwork" from pg_stat_activity where usename like 'app\\_%'`,
  )
  expect(spoken).toEqual({ bySocket: true, byNetwork: 0 })
  expect(await product.stop('SIGTERM')).toBe(0)
  await gone(pids)
})

test('where the path is too long for a socket, the database is reached by loopback, and is the same', async () => {
  const deep = join(folder, ...Array.from({ length: 5 }, () => 'a-folder-of-a-long-name'), 'data')
  mkdirSync(deep, { recursive: true })
  const server = await startEmbedded({ dataDir: deep, superuserPassword: 'superuser', durable: false })
  try {
    expect(server.socketUrl).toBe(server.url)
    const sql = postgres(server.url.replace(/plumbline$/, 'postgres'), { max: 1 })
    expect(await sql`show unix_socket_directories`).toEqual([{ unix_socket_directories: '' }])
    await sql.end()
  } finally {
    await server.stop()
  }
})

test('a warm start takes seconds', async () => {
  const started = performance.now()
  const product = await start()
  expect(performance.now() - started).toBeLessThan(20_000)
  expect(await product.stop('SIGINT')).toBe(0)
})

test('a second instance on the same data is refused in a sentence, and the first goes on', async () => {
  const product = await start()
  await expect(startProduct({ folder })).rejects.toThrow(/Plumbline already runs on .* \(process \d+\)/)
  expect(await alive(product)).toBe(true)
})

test('no process of the product is handed the owner of the database', async () => {
  const product = await start()
  const told = family(product.process.pid ?? 0)
    .filter((pid) => pid !== product.process.pid)
    .map((pid) => toldOf(pid, 'environ'))
  expect(told.filter((environment) => environment.includes('DATABASE_URL_')).length).toBeGreaterThanOrEqual(3)
  expect(told.filter((environment) => /(^|\0)DATABASE_URL=|postgres:\/\/postgres:/.test(environment))).toEqual([])
})

test('a web server that dies is replaced, and the database does not notice', async () => {
  const product = await start()
  process.kill(childOf(product, 'serve'), 'SIGKILL')
  await vi.waitFor(async () => expect(await alive(product)).toBe(true), { timeout: 30_000, interval: 200 })
  expect(product.output()).toMatch(/serve process ended unexpectedly/)
})

test('a service manager that signals every process at once still gets a stop in order', async () => {
  const product = await start()
  // All of them are up: a process that is killed while it loads has nobody yet to hear the signal.
  await vi.waitFor(() => expect(product.output()).toMatch(/worker started/), { timeout: 30_000, interval: 50 })
  await vi.waitFor(() => expect(product.output()).toMatch(/\/setup\//), { timeout: 30_000, interval: 50 })
  const pids = family(product.process.pid ?? 0)
  const exited = once(product.process, 'exit')
  for (const pid of pids) signalTo(pid, 'SIGTERM')
  expect((await exited)[0]).toBe(0)
  await gone(pids)
  expect(product.output()).not.toMatch(/process ended unexpectedly/)
})

test('kill -9 of the launcher ends everything it started, and the next start works', async () => {
  const product = await start()
  const pids = family(product.process.pid ?? 0)
  await query(product, `create table if not exists public.kept (n int); insert into public.kept values (1)`)
  await product.stop('SIGKILL')
  await gone(pids)
  const again = await start({ port: product.port })
  expect(await alive(again)).toBe(true)
  expect(await query(again, 'select count(*)::int as n from public.kept')).toEqual([{ n: 1 }])
})

test('a launcher that is gone before its child has loaded leaves no child behind', async () => {
  const env = {
    ...cleanEnvironment(),
    PORT: String(await freePort()),
    PLUMBLINE_DATA_DIR: join(folder, 'data'),
    PLUMBLINE_KEYS_DIR: join(folder, 'keys'),
  } as unknown as NodeJS.ProcessEnv
  const goes = `const child = require('node:child_process').fork('scripts/child.mjs', ['serve'], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
    require('node:fs').writeSync(1, String(child.pid))
    process.kill(process.pid, 'SIGKILL')`
  const launcher = spawnSync(process.execPath, ['-e', goes], { cwd: root, env, encoding: 'utf8' })
  expect(launcher.signal).toBe('SIGKILL')
  const child = Number(launcher.stdout)
  expect(child).toBeGreaterThan(1)
  await gone([child])
})

test('kill -9 of everything at once, database included, recovers what was acknowledged', async () => {
  const product = await start()
  const pids = family(product.process.pid ?? 0)
  await query(product, 'insert into public.kept values (2)')
  for (const pid of pids) signalTo(pid, 'SIGKILL')
  await gone(pids)
  const again = await start()
  expect(await query(again, 'select count(*)::int as n from public.kept')).toEqual([{ n: 2 }])
})

test('a pid file that names a stranger, and a lock whose number was given away, stop nobody', async () => {
  const pidFile = join(folder, 'data/postgres/postmaster.pid')
  const owner = statSync(dirname(pidFile))
  writeFileSync(pidFile, `${process.pid}\n/elsewhere\n1\n5432\n\n127.0.0.1\n\nready\n`)
  chownSync(pidFile, owner.uid, owner.gid)
  writeFileSync(join(folder, 'data/instance.lock'), JSON.stringify({ pid: process.pid, start: 'another boot/1' }))
  expect(await alive(await start())).toBe(true)
  writeFileSync(join(folder, 'data/x'), '')
})

test('a stop that reaches npm alone reaches the product', async () => {
  const env = {
    ...cleanEnvironment(),
    PORT: String(await freePort()),
    PLUMBLINE_DATA_DIR: join(folder, 'data'),
    PLUMBLINE_KEYS_DIR: join(folder, 'keys'),
  } as unknown as NodeJS.ProcessEnv
  const npm = spawn('npm', ['start'], { cwd: root, env, stdio: ['ignore', 'pipe', 'ignore'] })
  let said = ''
  npm.stdout?.setEncoding('utf8').on('data', (text: string) => (said += text))
  await vi.waitFor(() => expect(said).toMatch(/Plumbline is ready/), { timeout: 60_000, interval: 100 })
  const pids = family(npm.pid ?? 0)
  expect(pids.length).toBeGreaterThan(5)
  npm.kill('SIGTERM')
  await gone(pids)
})

test('a second server and a worker alone join on the same database, and leave it as politely', async () => {
  const product = await start()
  const shared = {
    PLUMBLINE_KEYS_DIR: product.keysDir,
    DATABASE_URL: ownerUrl(loadConfig({ PLUMBLINE_DATA_DIR: product.dataDir, PLUMBLINE_KEYS_DIR: product.keysDir })),
  }
  const second = await start({ folder: join(folder, 'second'), env: shared })
  expect(await alive(second)).toBe(true)
  expect(existsSync(join(second.dataDir, 'postgres'))).toBe(false)
  const env = { ...cleanEnvironment(), ...shared, PLUMBLINE_DATA_DIR: join(folder, 'third') } as unknown as NodeJS.ProcessEnv
  const worker = spawn(process.execPath, ['scripts/run.mjs', 'worker'], { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  worker.stdout?.setEncoding('utf8').on('data', (text: string) => (said += text))
  await vi.waitFor(() => expect(said).toMatch(/worker started/), { timeout: 20_000, interval: 100 })
  const ended = once(worker, 'exit')
  worker.kill('SIGTERM')
  expect((await ended)[0]).toBe(0)
  expect(await second.stop()).toBe(0)
  expect(await alive(product)).toBe(true)
})

test('the maintenance URL of the embedded database is printed while it runs, and opens it', async () => {
  const env = { ...cleanEnvironment(), PLUMBLINE_DATA_DIR: join(folder, 'data'), PLUMBLINE_KEYS_DIR: join(folder, 'keys') } as unknown as NodeJS.ProcessEnv
  const ask = () => spawnSync(process.execPath, ['scripts/run.mjs', 'db-url'], { cwd: root, env, encoding: 'utf8' })
  expect(ask().stderr).toMatch(/not running: start it with npm start/)
  const product = await start()
  const sql = postgres(ask().stdout.trim(), { max: 1 })
  expect((await sql`select current_database() as name`)[0]).toEqual({ name: 'plumbline' })
  await sql.end()
  expect(await product.stop()).toBe(0)
})

const postmaster = (): number => Number(readFileSync(join(folder, 'data/postgres/postmaster.pid'), 'utf8').split('\n')[0])
test('a database server that dies is started again where it was, and the product goes on', async () => {
  const product = await start()
  const before = postmaster()
  process.kill(before, 'SIGKILL')
  await vi.waitFor(() => expect(product.output()).toMatch(/database server ended unexpectedly; postgres\.log/), { timeout: 60_000, interval: 50 })
  await vi.waitFor(async () => expect(await alive(product)).toBe(true), { timeout: 30_000, interval: 200 })
  expect(postmaster()).not.toBe(before)
  expect(product.process.exitCode).toBeNull()
  expect(await query(product, 'select 1 as n')).toEqual([{ n: 1 }])
})

test('when the database keeps dying the whole product ends and says where to look', async () => {
  const product = await start()
  const pids = family(product.process.pid ?? 0)
  const killed = new Set<number>()
  await vi.waitFor(
    () => {
      const file = join(folder, 'data/postgres/postmaster.pid'),
        pid = existsSync(file) ? postmaster() : 0
      if (pid > 1 && !killed.has(pid)) signalTo(pid, 'SIGKILL')
      killed.add(pid)
      expect(product.process.exitCode).not.toBeNull()
    },
    { timeout: 60_000, interval: 100 },
  )
  await gone(pids)
  expect(product.output()).toMatch(/database server keeps ending; postgres\.log/)
  expect(product.process.exitCode).toBe(1)
})

test('production names every fault and refuses; the demo never mixes with it', () => {
  const run = (args: string[], env: Record<string, string>) =>
    spawnSync(process.execPath, ['scripts/start.mjs', ...args], {
      cwd: root,
      encoding: 'utf8',
      env: { ...cleanEnvironment(), PLUMBLINE_DATA_DIR: join(folder, 'p'), PLUMBLINE_KEYS_DIR: join(folder, 'keys'), ...env } as unknown as NodeJS.ProcessEnv,
    })
  const refused = run([], { PLUMBLINE_ENV: 'production' })
  expect(refused.status).toBe(1)
  expect(refused.stderr).toMatch(/PLUMBLINE_EMBEDDED=allow[\s\S]*made in development[\s\S]*PLUMBLINE_URL[\s\S]*PLUMBLINE_SMTP_URL/)
  expect(run(['--demo'], { PLUMBLINE_ENV: 'production' }).stderr).toMatch(/--demo is refused/)
  expect(run([], { PLUMBLINE_TYPO: '1', PORT: 'x' }).stderr).toMatch(/PLUMBLINE_TYPO is not a setting[\s\S]*PORT must be/)
  expect(existsSync(join(folder, 'p'))).toBe(false)
})

test('a database that does not answer is a sentence, never a silent change to another', () => {
  const refused = spawnSync(process.execPath, ['scripts/start.mjs'], {
    cwd: root,
    encoding: 'utf8',
    timeout: 90_000,
    env: {
      ...cleanEnvironment(),
      PLUMBLINE_DATA_DIR: join(folder, 'q'),
      PLUMBLINE_KEYS_DIR: join(folder, 'q-keys'),
      DATABASE_URL: 'postgres://owner:secret@127.0.0.1:1/plumbline',
    } as unknown as NodeJS.ProcessEnv,
  })
  expect(refused.status).toBe(1)
  expect(refused.stderr).toMatch(/database of DATABASE_URL does not answer/)
  expect(refused.stderr).not.toMatch(/secret|\n\s+at /)
  expect(existsSync(join(folder, 'q/postgres'))).toBe(false)
})

const production = {
  PLUMBLINE_ENV: 'production',
  PLUMBLINE_EMBEDDED: 'allow',
  PLUMBLINE_URL: 'https://pay.example.com',
  PLUMBLINE_SMTP_URL: 'smtp://127.0.0.1:1',
}
/** The Node that .ci/run brings, or the one that runs these tests when it is new enough itself. */
const brought = join(process.env['CI_TOOLS'] ?? '/none', 'node_modules', `node-${process.platform}-${process.arch}`, 'bin/node')
const supportedNode = existsSync(brought) ? brought : nodeFault(process.versions.node) === undefined ? process.execPath : undefined
if (supportedNode === undefined) console.warn('That production starts on a supported Node could not be shown: none is at hand. .ci/run brings one.')

test('a complete production configuration starts on a supported Node, and on an older one it is refused by its number', async () => {
  if (nodeFault(process.versions.node) !== undefined) {
    const env = {
      ...cleanEnvironment(),
      ...production,
      PLUMBLINE_DATA_DIR: join(folder, 'older/data'),
      PLUMBLINE_KEYS_DIR: join(folder, 'older/keys'),
    } as unknown as NodeJS.ProcessEnv
    const refused = spawnSync(process.execPath, ['scripts/start.mjs'], { cwd: root, encoding: 'utf8', env })
    expect(refused.status).toBe(1)
    expect(refused.stderr).toContain(nodeFault(process.versions.node))
    expect(existsSync(join(folder, 'older/data'))).toBe(false)
  }
  if (supportedNode === undefined) return
  const product = await start({ folder: join(folder, 'production'), node: supportedNode, env: production })
  expect((await fetch(`http://127.0.0.1:${product.port}/api/health/ready`)).status).toBe(200)
  expect(product.output()).not.toMatch(/Warning: Node/)
  expect(await product.stop()).toBe(0)
})

const asRoot = process.getuid?.() === 0
test('below a closed folder root lends the cluster a place that its user can enter, others keep it; both find it again', async () => {
  const closed = join(folder, 'closed')
  mkdirSync(closed, { mode: 0o700 })
  chmodSync(closed, 0o700)
  const product = await start({ folder: closed })
  expect(await alive(product)).toBe(true)
  await product.stop()
  const cluster = join(closed, 'data/postgres')
  const real = realpathSync(cluster)
  if (asRoot) expect(real).toMatch(/^\/var\/lib\/plumbline\/[0-9a-f]{12}\/postgres$/)
  else expect(real).toBe(cluster)
  const again = await start({ folder: closed })
  expect(await alive(again)).toBe(true)
  await again.stop()
  if (asRoot) rmSync(dirname(real), { recursive: true, force: true })
})

test('as an ordinary user it runs as that user', async () => {
  const own = join(folder, 'ordinary'),
    uid = asRoot ? 65_534 : (process.getuid?.() ?? 0)
  mkdirSync(own)
  if (asRoot) chownSync(own, uid, uid)
  const product = await start({ folder: own, ...(asRoot ? { uid, tree: readableTree(uid) } : {}), env: { HOME: own } })
  expect(await alive(product)).toBe(true)
  expect(statSync(join(own, 'data/postgres')).uid).toBe(uid)
  expect(await product.stop()).toBe(0)
})
/** The tree itself, or a copy that this user can read: a clone of root's may lie where nobody else may look. */
function readableTree(uid: number): string {
  if (spawnSync('test', ['-r', join(root, 'scripts/start.mjs')], { uid, gid: uid }).status === 0) return root
  const copy = join(folder, 'tree')
  const made = spawnSync(
    'sh',
    [
      '-c',
      `mkdir "$2" && tar -C "$1" --exclude=./.git --exclude=./.data --exclude=./.keys --exclude=./.next/cache --exclude=./.next/dev -cf - . | tar -C "$2" -xf - && chmod -R a+rX "$2"`,
      'sh',
      root,
      copy,
    ],
    { encoding: 'utf8' },
  )
  expect(made.stderr).toBe('')
  return copy
}
