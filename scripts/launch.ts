import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { ConfigFault, databaseRoles, loadConfig, type Config, type DatabaseRole } from '../lib/config.ts'
import { productionFaults, type RuntimeFacts } from '../lib/platform/health/production-faults.ts'
import { nodeFault, postgresFault } from '../lib/platform/health/version-floor.ts'
import { makeBackup } from './backup.ts'
import { roleEnvironment, roleUrls } from './database-home.ts'
import { ensureBackupKey } from './backup-key.ts'
import { EmbeddedFault, startEmbedded, type EmbeddedOptions, type EmbeddedServer } from './embedded-postgres.ts'
import { lockInstance } from './instance-lock.ts'
import { keysMadeIn, prepareKeysDirectory, readDatabasePasswords, type DatabasePasswords } from './keys-directory.ts'
import { OperatorFault } from './operator-fault.ts'
import { answers, awaitDatabase, bringUpToDate, createEmbeddedDatabase, inspectServer, isSetUp, readSchemaState } from './prepare-database.ts'
import { Errand, Supervised, type ChildPlan } from './supervise.ts'

/** Which logins each process is handed; none of them sees the owner's. */
const rolesOf: Readonly<Record<string, readonly DatabaseRole[]>> = {
  serve: ['app', 'auth', 'platform', 'jobs'],
  worker: ['app', 'auth', 'worker', 'platform', 'jobs'],
  sealer: ['sealer'],
}
const drainMilliseconds = 30_000
/** A database server that ends this often within a minute is broken, not unlucky. */
const mostDatabaseCrashes = 4
const usage = 'npm start [-- --demo] [--dev] [--only=serve,worker,sealer]'

/** `npm start`: database, migrations, then server, worker and sealer as children of this one process. */
export async function launch(args: readonly string[]): Promise<void> {
  try {
    await run(args)
  } catch (error) {
    const isPlain = error instanceof ConfigFault || error instanceof OperatorFault || error instanceof EmbeddedFault
    console.error(isPlain ? error.message : error)
    process.exit(1)
  }
}

async function run(args: readonly string[]): Promise<void> {
  const programs = readPrograms(args)
  const config = loadConfig(process.env)
  const demo = args.includes('--demo')
  if (demo && config.environment === 'production') {
    throw new OperatorFault('--demo is refused when PLUMBLINE_ENV=production: invented people and money do not belong beside real ones.')
  }
  const facts: RuntimeFacts = { nodeVersion: process.versions.node, postgresVersion: undefined, keysMadeIn: keysMadeIn(config.keysDir) }
  refuseFaults(config, facts)
  const lock = lockInstance(config.dataDir)
  if ('heldBy' in lock) {
    throw new OperatorFault(`Plumbline already runs on ${config.dataDir} (process ${lock.heldBy}). Stop it first, or set PLUMBLINE_DATA_DIR and PORT.`)
  }
  const system = new RunningSystem(lock.release)
  process.on('SIGINT', () => void system.stop(0))
  process.on('SIGTERM', () => void system.stop(0))
  process.on('SIGHUP', () => void system.stop(0))
  try {
    await bringUp(config, facts, args, programs, system)
  } catch (error) {
    if (system.stopping) return
    await system.stop()
    throw error
  }
}

async function bringUp(config: Config, facts: RuntimeFacts, args: readonly string[], programs: readonly string[], system: RunningSystem): Promise<void> {
  prepareKeysDirectory(config.keysDir, config.environment)
  const passwords = readDatabasePasswords(config.keysDir)
  ensureBackupKey(config.keysDir) // now, not with the first backup: the copy of the keys that is put away at the beginning opens every backup
  const owner = await openDatabase(config, passwords, system)
  await awaitDatabase(owner, 30_000)
  const complete = { ...facts, postgresVersion: await inspectServer(owner) }
  refuseFaults(config, complete)
  warn(complete, config)
  if (system.stopping) return
  const schema = config.databaseOwner === undefined ? await readSchemaState(owner) : undefined
  if (schema?.hasData === true && schema.pending.length > 0) {
    const { path } = await makeBackup(config, owner, join(config.dataDir, 'backups'))
    console.log(`Before the database is brought up to date it was backed up to ${path}.`)
  }
  const applied = await bringUpToDate(owner, passwords)
  if (applied.length > 0 && schema?.hasData === true) console.log(`The database was brought up to date: ${applied.join(', ')}.`)
  if (system.stopping) return
  const urls = roleUrls(config, owner, passwords)
  const development = args.includes('--dev')
  if (args.includes('--demo')) await system.run('demo', { ...childEnvironment(false), ...roleEnvironment(urls, databaseRoles) })
  if (system.stopping) return
  for (const name of programs) {
    const env = { ...childEnvironment(development), ...roleEnvironment(urls, rolesOf[name] ?? []) }
    await system.add(owner, { name, args: development && name === 'serve' ? ['--dev'] : [], env, announces: name === 'serve' })
  }
  if (system.stopping) return
  if (programs.includes('serve')) {
    console.log(`Plumbline is ready at ${config.url}`)
    await printSetupLink(system, owner, urls)
    if (args.includes('--demo'))
      console.log(
        `The demo company: sign in at ${config.url}/sign-in as one of the people in ${join(config.dataDir, 'demo-credentials.json')}; its totpUri makes the codes in any authenticator app.`,
      )
  } else console.log(`Plumbline runs ${programs.join(' and ')}.`)
}

/** Until somebody has used one, each start prints a new one-time link. The product runs without it, also when the database goes away just now. */
async function printSetupLink(system: RunningSystem, owner: string, urls: Readonly<Record<DatabaseRole, string>>): Promise<void> {
  try {
    if (await isSetUp(urls.platform)) return
    await system.run('setup-link', { ...childEnvironment(false), ...roleEnvironment(urls, databaseRoles) })
  } catch (error) {
    if (system.stopping) return
    const isAway = !(await answers(owner))
    if (!isAway && !(error instanceof OperatorFault)) console.error(error)
    console.error(
      `${isAway ? 'The database did not answer when the one-time link was to be made.' : 'The one-time link could not be made.'} Ask for it by npm run setup-link, unless the first account exists.`,
    )
  }
}

/** Which processes to run: all, or in a larger installation the named ones. */
function readPrograms(args: readonly string[]): readonly string[] {
  const known = Object.keys(rolesOf)
  const strange = args.filter((arg) => !['--demo', '--dev'].includes(arg) && !arg.startsWith('--only='))
  const named =
    args
      .find((arg) => arg.startsWith('--only='))
      ?.slice('--only='.length)
      .split(',') ?? known
  if (strange.length > 0 || named.some((name) => !known.includes(name))) throw new OperatorFault(`Start it like this: ${usage}`)
  return known.filter((name) => named.includes(name))
}

function refuseFaults(config: Config, facts: RuntimeFacts): void {
  const faults = productionFaults(config, facts)
  if (faults.length > 0) throw new ConfigFault(faults)
}

function warn(facts: RuntimeFacts, config: Config): void {
  const faults = [
    nodeFault(facts.nodeVersion),
    facts.postgresVersion === undefined ? undefined : postgresFault(facts.postgresVersion, config.databaseOwner === undefined ? 'embedded' : 'own'),
  ]
  for (const fault of faults) if (fault !== undefined) console.warn(`Warning: ${fault}`)
  if (config.environment === 'development' && config.host !== '127.0.0.1' && config.host !== '::1') {
    console.warn(`Warning: listening on ${config.host} in development. Set PLUMBLINE_ENV=production before others can reach it.`)
  }
}

/** The owner's URL of a database that exists and answers. */
async function openDatabase(config: Config, passwords: DatabasePasswords, system: RunningSystem): Promise<string> {
  if (config.databaseOwner !== undefined) return config.databaseOwner
  const options = { dataDir: config.dataDir, superuserPassword: passwords['postgres'] ?? '', durable: true }
  const server = await startEmbedded(options)
  system.database = server
  void keepDatabase(server, options, system)
  await createEmbeddedDatabase(server.socketUrl)
  return server.socketUrl
}

/** The server survives the death of any of its processes but the first. That one is started again where it was, so that all the others find it. */
async function keepDatabase(first: EmbeddedServer, options: EmbeddedOptions, system: RunningSystem): Promise<void> {
  let crashes: number[] = []
  for (let server: EmbeddedServer | undefined = first; ;) {
    await server?.ended
    if (system.stopping) return
    if (server) console.error('The database server ended unexpectedly; postgres.log in the data directory says why.')
    const now = performance.now()
    crashes = [...crashes.filter((at) => now - at < 60_000), now]
    if (crashes.length >= mostDatabaseCrashes) return system.giveUp('The database server keeps ending; postgres.log in the data directory says why.')
    try {
      server = await startEmbedded({ ...options, port: first.port })
    } catch (error) {
      // It died while it came up: one more death, not another fault. What kept it from coming up, such as its port, gets time to pass.
      console.error(error instanceof Error ? error.message : String(error))
      server = undefined
      await delay(500 * 2 ** crashes.length)
      if (system.stopping) return
      continue
    }
    if (system.stopping) return await server.stop()
    system.database = server
  }
}

/** Everything a child needs and nothing that opens the database as its owner. */
function childEnvironment(development: boolean): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name, value]) => value !== undefined && !/^(npm_|DATABASE_URL|INIT_CWD$|NODE_ENV$|PG[A-Z]+$)/.test(name))
  return {
    ...(Object.fromEntries(kept) as Record<string, string>),
    NODE_ENV: development ? 'development' : 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    TZ: 'UTC',
  }
}

/** What has been started so far, and the order in which it ends: requests first, the database last. */
class RunningSystem {
  database: EmbeddedServer | undefined
  stopping = false
  readonly #children: Supervised[] = []
  #errand: Errand | undefined
  readonly #release: () => void

  constructor(release: () => void) {
    this.#release = release
  }

  async add(owner: string, plan: ChildPlan): Promise<void> {
    if (this.stopping) return
    const child = new Supervised(
      plan,
      (sentence) => this.giveUp(sentence),
      async () => !(await answers(owner)),
    )
    this.#children.push(child)
    await child.start()
  }

  /** Runs a program to its end. */
  async run(name: string, env: Readonly<Record<string, string>>): Promise<void> {
    this.#errand = new Errand(name, env)
    await this.#errand.done
    this.#errand = undefined
  }

  giveUp(sentence: string): void {
    if (this.stopping) return
    console.error(sentence)
    void this.stop(1)
  }

  /** Ends everything; with an exit code the process too. Called twice it does nothing the second time. */
  async stop(exitCode?: number): Promise<void> {
    if (this.stopping) return
    this.stopping = true
    this.#errand?.end()
    for (const child of this.#children) child.expectEnd()
    const others = this.#children.filter((child) => child.plan.name !== 'serve')
    for (const child of this.#children) if (!others.includes(child)) await child.stop(drainMilliseconds)
    await Promise.all(others.map((child) => child.stop(drainMilliseconds)))
    await this.database?.stop()
    this.#release()
    if (exitCode !== undefined) process.exit(exitCode)
  }
}
