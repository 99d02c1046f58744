// A database whose administrator is no superuser, as managed services give, is brought up to date and backed up all the same.
// ASVS V13.2.1
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { closePools } from '../../db/client.ts'
import { Sealer } from '../../lib/audit/seal.sql.ts'
import { Witness } from '../../lib/audit/witness.ts'
import { databaseLogins, databaseRoles, loadConfig } from '../../lib/config.ts'
import { systemClock } from '../../lib/kernel/clock.ts'
import { makeBackup } from '../../scripts/backup.ts'
import { startEmbedded, type EmbeddedServer } from '../../scripts/embedded-postgres.ts'
import { prepareKeysDirectory, readDatabasePasswords, urlFor } from '../../scripts/keys-directory.ts'
import { bringUpToDate, inspectServer, isSetUp } from '../../scripts/prepare-database.ts'
import { restore } from '../../scripts/restore.ts'
import { adoptProduct } from '../support/own-product.ts'
import { makeScratch, removeScratch } from '../support/product.ts'

const folder = makeScratch()
const keysDir = join(folder, 'keys')
let server: EmbeddedServer
let managed = ''

beforeAll(async () => {
  prepareKeysDirectory(keysDir, 'development')
  const superuser = readDatabasePasswords(keysDir)['postgres'] ?? ''
  server = await startEmbedded({ dataDir: join(folder, 'data'), superuserPassword: superuser, durable: true })
  const url = new URL(server.url)
  url.pathname = '/postgres'
  const sql = postgres(url.toString(), { max: 1 })
  await sql.unsafe(`create role manager login createrole createdb password 'managed'`)
  await sql.unsafe('create database plumbline owner manager')
  await sql.end()
  managed = urlFor(server.url, 'manager', 'managed')
})
afterAll(async () => {
  await server.stop()
  removeScratch(folder)
})

test('roles, schema and grants are made, twice without harm', async () => {
  const passwords = readDatabasePasswords(keysDir)
  expect((await bringUpToDate(managed, passwords)).length).toBeGreaterThan(0)
  expect(await bringUpToDate(managed, passwords)).toEqual([])
  expect(await inspectServer(managed)).toMatch(/^18\./)
  expect(await isSetUp(urlFor(server.url, 'app_platform', passwords['app_platform'] ?? ''))).toBe(false)
})
test('a server that is reached by the folder of its socket alone is brought up to date as well', async () => {
  // A path of a socket may have 107 bytes only, and the scratch folder may lie deep.
  const sockets = mkdtempSync(join(tmpdir(), 'pg-'))
  const relay = createServer((client) => {
    const upstream = connect(Number(new URL(server.url).port), '127.0.0.1')
    client.on('error', () => upstream.destroy()).pipe(upstream)
    upstream.on('error', () => client.destroy()).pipe(client)
  })
  await new Promise<void>((resolve) => relay.listen(join(sockets, '.s.PGSQL.5432'), resolve))
  try {
    const url = `postgres://manager:managed@${encodeURIComponent(sockets)}/plumbline`
    expect(await inspectServer(url)).toMatch(/^18\./)
    expect(await bringUpToDate(url, readDatabasePasswords(keysDir))).toEqual([])
  } finally {
    relay.close()
    rmSync(sockets, { recursive: true })
  }
})
test('the administrator keeps no way into the tables between the starts', async () => {
  const sql = postgres(managed, { max: 1 })
  await expect(sql`select * from public.members`).rejects.toThrow(/permission denied/)
  await expect(sql`select * from scope.key`).rejects.toThrow(/permission denied/)
  await sql.end()
})
test.each(databaseRoles)('the login of %s opens the database and owns nothing in it', async (role) => {
  const login = databaseLogins[role]
  const sql = postgres(urlFor(server.url, login, readDatabasePasswords(keysDir)[login] ?? ''), { max: 1 })
  const [row] =
    await sql`select rolsuper, rolcreaterole, rolbypassrls, (select count(*)::int from pg_class c join pg_namespace n on n.oid = c.relnamespace where relowner = r.oid and n.nspname in ('public', 'identity', 'audit', 'ledger', 'scope')) as owns from pg_roles r where rolname = current_user`
  expect(row).toEqual({ rolsuper: false, rolcreaterole: false, rolbypassrls: false, owns: 0 })
  await sql.end()
})

test('a backup taken while people work is loaded into another database by the same administrator, and the books, the log and the walls hold there', async () => {
  const said: string[] = []
  vi.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line))
  adoptProduct({ port: 3000, dataDir: join(folder, 'app'), keysDir }, server.url)
  const { admin, makeWorld } = await import('../support/world.ts')
  const { approvedPayout, releasedBatch, setOriginator } = await import('../support/bank.ts')
  const { auditSigner } = await import('../../lib/platform/keys/keys.ts')
  const world = await makeWorld('2026-05-13T07:00:00Z', { currency: 'EUR' })
  await setOriginator(world, 'pain001', 'EUR')
  await releasedBatch(world, [500n, 700n])
  const sealer = new Sealer(
    postgres(urlFor(server.url, 'app_sealer', readDatabasePasswords(keysDir)['app_sealer'] ?? ''), { max: 2 }),
    auditSigner(),
    new Witness(join(folder, 'witness'), undefined),
    systemClock,
  )
  await sealer.round()
  let working = true
  const work = (async () => {
    while (working) await approvedPayout(world, 900n)
  })()
  const config = loadConfig({ PLUMBLINE_DATA_DIR: join(folder, 'app'), PLUMBLINE_KEYS_DIR: keysDir, DATABASE_URL: managed })
  const { path } = await makeBackup(config, managed, join(folder, 'backups'))
  working = false
  await work
  const copyUrl = managed.replace('/plumbline', '/copy')
  await admin.unsafe('create database copy owner manager')
  await restore(loadConfig({ PLUMBLINE_DATA_DIR: join(folder, 'copy'), PLUMBLINE_KEYS_DIR: keysDir, DATABASE_URL: copyUrl }), path)
  expect(said.join('\n')).toMatch(
    /every table holds as many as the backup counted[\s\S]*paused[\s\S]*sums to zero[\s\S]*audit log is what was sealed: \d+ entries/,
  )
  await expect(restore(loadConfig({ PLUMBLINE_DATA_DIR: join(folder, 'copy'), PLUMBLINE_KEYS_DIR: keysDir, DATABASE_URL: copyUrl }), path)).rejects.toThrow(
    /already holds accounts/,
  )
  // What rested for the restore works again: as many forced filters, waking triggers and immediate references as where the backup was made.
  const guards = `select (select count(*)::int from pg_class where relforcerowsecurity) as filters, (select count(*)::int from pg_trigger where not tgisinternal and tgenabled <> 'D') as triggers, (select count(*)::int from pg_constraint where contype = 'f' and not condeferrable) as references`
  const copy = postgres(server.url.replace('/plumbline', '/copy'), { max: 1 })
  expect((await copy.unsafe(guards))[0]).toEqual((await admin.unsafe(guards))[0])
  expect((await copy`select is_paused, audit_epoch from identity.installation`)[0]).toEqual({ is_paused: true, audit_epoch: 2 })
  expect((await copy`select count(*)::int as n from payouts where state = 'released'`)[0]).toEqual({ n: 2 })
  await copy.end()
  const again = postgres(copyUrl, { max: 1 })
  await expect(again`select * from public.members`).rejects.toThrow(/permission denied/)
  await again.end()
  await Promise.all([admin.end(), closePools()])
})
test('a damaged backup is refused by an administrator who is no superuser, and leaves the database empty', async () => {
  vi.spyOn(console, 'log').mockImplementation(() => undefined)
  const config = loadConfig({ PLUMBLINE_DATA_DIR: join(folder, 'app'), PLUMBLINE_KEYS_DIR: keysDir, DATABASE_URL: managed })
  const { path } = await makeBackup(config, managed, join(folder, 'backups-damaged'))
  const bytes = readFileSync(path)
  bytes.writeUInt8(bytes.readUInt8(bytes.length >> 1) ^ 1, bytes.length >> 1)
  writeFileSync(path, bytes)
  const sql = postgres(server.url, { max: 1 })
  await sql.unsafe('create database damaged owner manager')
  await sql.end()
  await expect(
    restore(
      loadConfig({ PLUMBLINE_DATA_DIR: join(folder, 'damaged'), PLUMBLINE_KEYS_DIR: keysDir, DATABASE_URL: managed.replace('/plumbline', '/damaged') }),
      path,
    ),
  ).rejects.toThrow(/cut short or altered/)
  const damaged = postgres(server.url.replace('/plumbline', '/damaged'), { max: 1 })
  expect(
    (
      await damaged`select (select count(*)::int from identity.accounts) as accounts, (select count(*)::int from pg_class where relname = 'members' and relforcerowsecurity) as walls`
    )[0],
  ).toEqual({ accounts: 0, walls: 1 })
  await damaged.end()
})
