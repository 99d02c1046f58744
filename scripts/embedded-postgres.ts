import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { chooseHome, findBinaries, type ServerUser } from './embedded-home.ts'
import { isRunning } from './instance-lock.ts'

export interface EmbeddedOptions {
  /** The data area; the cluster lies in its folder `postgres`. */
  readonly dataDir: string
  readonly superuserPassword: string
  /** False only for tests: without it a power cut loses what was acknowledged. */
  readonly durable: boolean
  readonly port?: number
}

export interface EmbeddedServer {
  /** The superuser's URL of the database `plumbline`, on loopback: for tools and for maintenance. */
  readonly url: string
  /** The same through the server's socket, over which a round trip takes a quarter less time; the one on loopback where the folder cannot hold a socket. */
  readonly socketUrl: string
  readonly port: number
  readonly directory: string
  /** Settles when the server process has ended, for whatever reason. */
  readonly ended: Promise<void>
  /** Ends the sessions, writes a checkpoint and waits for the process. */
  stop(): Promise<void>
}

/** A sentence for the terminal instead of a stack. */
export class EmbeddedFault extends Error {
  override readonly name = 'EmbeddedFault'
}

/** A disk that is full, or a folder that is gone, costs the line and not the product: it is said on our own output instead. */
function keepLine(log: string, text: string): void {
  try {
    appendFileSync(log, text, { mode: 0o600 })
  } catch (error) {
    process.stderr.write(`${log} cannot be written (${error instanceof Error ? error.message : error}); the database server says:\n${text}`)
  }
}

/** Starts the bundled server on loopback and on a socket, making the cluster at the first start and recovering it after a crash. */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const { directory, native, user } = findCluster(options.dataDir)
  if (!existsSync(join(directory, 'PG_VERSION'))) createCluster(directory, native, options, user)
  await clearCrashed(directory)
  const port = options.port ?? (await freePort())
  const sockets = makeSocketFolder(join(dirname(directory), 'socket'), user)
  const child = spawnServer(native, directory, port, sockets, options, user)
  const log = join(options.dataDir, 'postgres.log')
  if (existsSync(log) && statSync(log).size > 10_000_000) rmSync(log)
  let lines = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    lines = (lines + text).slice(-4000)
    keepLine(log, text)
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  void ended.then(() => child.stdin?.destroy())
  const deadline = performance.now() + 300_000
  while (!lines.includes('database system is ready to accept connections')) {
    if (child.exitCode !== null || child.signalCode !== null) throw new EmbeddedFault(`The database server did not start:\n${lines}`)
    if (performance.now() > deadline) throw new EmbeddedFault(`The database server is not ready after five minutes; see ${log}.`)
    await delay(15)
  }
  const urlAt = (host: string): string => `postgres://postgres:${options.superuserPassword}@${encodeURIComponent(host)}:${port}/plumbline`
  const url = urlAt('127.0.0.1')
  const stop = async (): Promise<void> => {
    child.stdin?.destroy()
    await ended
  }
  return { url, socketUrl: sockets === undefined ? url : urlAt(sockets), port, directory, ended, stop }
}

/** Where the cluster of a data area lies or will lie, which binaries run it, and as whom. */
export function findCluster(dataDir: string): { directory: string; native: string; user: ServerUser | undefined } {
  const user = serverUser()
  const binaries = findBinaries()
  if (binaries === undefined) {
    throw new EmbeddedFault(`No database server is bundled for ${process.platform} on ${process.arch}. Set DATABASE_URL to a PostgreSQL 15 or newer.`)
  }
  mkdirSync(dataDir, { recursive: true, mode: user === undefined ? 0o700 : 0o711 })
  const { area, native } = chooseHome(dataDir, binaries, user)
  return { directory: join(area, 'postgres'), native, user }
}

/** PostgreSQL refuses to run as root, so root lends it a user without rights; others run it as themselves. */
function serverUser(): ServerUser | undefined {
  if (process.getuid === undefined) return undefined
  if (process.getuid() !== 0) {
    try {
      userInfo()
    } catch {
      throw new EmbeddedFault(`User id ${process.getuid()} has no entry in /etc/passwd, which the database server needs. Add one, or set DATABASE_URL.`)
    }
    return undefined
  }
  const entries = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  const found = entries.find(([name]) => name === 'postgres') ?? entries.find(([name]) => name === 'nobody')
  if (found === undefined) throw new EmbeddedFault('Started as root, but neither user "postgres" nor "nobody" exists to run the database server.')
  return { name: found[0] ?? 'nobody', uid: Number(found[2]), gid: Number(found[3]) }
}

/**
 * The folder of the server's socket, for nobody but its user (and root); what a crash left in it goes first, which is nobody's by now.
 * Undefined where no socket can be: a path is bounded to 104 bytes, and some signs in one mean a list of hosts or folders to others.
 */
function makeSocketFolder(folder: string, user: ServerUser | undefined): string | undefined {
  if (process.platform === 'win32' || !/^[\w./-]+$/.test(folder) || Buffer.byteLength(join(folder, '.s.PGSQL.65535')) > 103) return undefined
  mkdirSync(folder, { recursive: true })
  chmodSync(folder, 0o700)
  if (user !== undefined) chownSync(folder, user.uid, user.gid)
  for (const name of readdirSync(folder)) if (name.startsWith('.s.PGSQL.')) rmSync(join(folder, name))
  return folder
}

const serverEnvironment = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' } as unknown as NodeJS.ProcessEnv

function createCluster(directory: string, native: string, options: EmbeddedOptions, user: ServerUser | undefined): void {
  rmSync(directory, { recursive: true, force: true })
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  chmodSync(directory, 0o700)
  const passwordFile = join(dirname(directory), `.initial-password-${process.pid}`)
  writeFileSync(passwordFile, options.superuserPassword, { mode: 0o600 })
  if (user !== undefined) for (const path of [directory, passwordFile]) chownSync(path, user.uid, user.gid)
  const made = spawnSync(
    join(native, 'bin/initdb'),
    [
      `--pgdata=${directory}`,
      '--username=postgres',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--data-checksums',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      ...(options.durable ? [] : ['--no-sync']),
    ],
    { env: serverEnvironment, encoding: 'utf8', cwd: '/', ...(user === undefined ? {} : { uid: user.uid, gid: user.gid }) },
  )
  rmSync(passwordFile, { force: true })
  if (made.status === 0) return
  rmSync(directory, { recursive: true, force: true })
  throw new EmbeddedFault(`Making the database failed:\n${made.stderr || String(made.error)}`)
}

/**
 * After `kill -9` of the launcher the server may still run; after that of the server its sessions may, for a moment, and would write beside a
 * new one: both are waited for. A pid file that names a stranger or nobody is removed; any other is left for the server itself to judge.
 */
async function clearCrashed(directory: string): Promise<void> {
  const pidFile = join(directory, 'postmaster.pid')
  if (!existsSync(pidFile)) return
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n', 1)[0])
  const isOurs = (): boolean => Number.isInteger(pid) && pid > 1 && isRunning(pid) && commandOf(pid).includes(directory)
  if (isOurs()) {
    process.kill(pid, 'SIGINT')
    for (let waited = 0; waited < 60_000 && isOurs(); waited += 50) await delay(50)
    if (isOurs()) throw new EmbeddedFault(`The database server of an earlier start (process ${pid}) does not end; stop it and start again.`)
  }
  // A session ends by itself when it notices that the server is gone; one that is deep in a query is told after five seconds.
  for (let waited = 0; leftovers(directory).length > 0; waited += 50) {
    if (waited > 60_000)
      throw new EmbeddedFault(`Sessions of a crashed database server (processes ${leftovers(directory).join(', ')}) do not end; stop them and start again.`)
    if (waited % 5_000 === 0 && waited > 0) for (const left of leftovers(directory)) if (isRunning(left)) process.kill(left, 'SIGQUIT')
    await delay(50)
  }
  if (!(pid > 1) || isRunning(pid)) rmSync(pidFile, { force: true })
}

/** Processes of the cluster: each works in its folder, as a shell of the operator may. Elsewhere than on Linux the server finds them by its shared memory. */
function leftovers(directory: string): number[] {
  if (process.platform !== 'linux') return []
  const real = realpathSync(directory)
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && worksIn(name) === real && /^postgres:|\/postgres\0/.test(commandOf(Number(name))))
    .map(Number)
}
function worksIn(pid: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch (error) {
    // It has ended meanwhile, or is another user's and so none of ours.
    if (error instanceof Error && 'code' in error && ['ENOENT', 'EACCES', 'EPERM', 'ESRCH'].includes(String(error.code))) return undefined
    throw error
  }
}

function commandOf(pid: number): string {
  if (process.platform === 'linux') return existsSync(`/proc/${pid}/cmdline`) ? readFileSync(`/proc/${pid}/cmdline`, 'utf8') : ''
  return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout
}

/**
 * The shell in between holds a pipe from us: when this process dies in any way, even by `kill -9`, the pipe closes and the server is told
 * to end. It ignores signals itself, since a service manager sends them to everything at once. Detached, so that Ctrl-C in a terminal does not stop the database before the requests that use it.
 */
function spawnServer(
  native: string,
  directory: string,
  port: number,
  sockets: string | undefined,
  options: EmbeddedOptions,
  user: ServerUser | undefined,
): ChildProcess {
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: sockets ?? '',
    password_encryption: 'scram-sha-256',
    max_connections: '200',
    shared_buffers: '256MB',
    wal_level: 'replica',
    max_wal_size: '2GB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    lc_messages: 'C',
    idle_in_transaction_session_timeout: '30s',
    fsync: options.durable ? 'on' : 'off',
    full_page_writes: options.durable ? 'on' : 'off',
    synchronous_commit: options.durable ? 'on' : 'off',
  }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const guard = 'trap "" TERM INT HUP; exec 3<&0; "$@" 3<&- </dev/null & server=$!; (cat <&3 >/dev/null; kill -INT $server 2>/dev/null) & wait $server'
  return spawn('/bin/sh', ['-c', guard, 'plumbline-database', join(native, 'bin/postgres'), '-D', directory, ...flags], {
    env: serverEnvironment,
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'],
    ...(user === undefined ? {} : { uid: user.uid, gid: user.gid }),
  })
}

/** A free loopback port, chosen by the system. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => (typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no free port'))))
    })
  })
}
