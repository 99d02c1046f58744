// A database whose administrator is no superuser, as managed services give, is brought up to date and backed up all the same.
import { join } from 'node:path'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { databaseLogins, databaseRoles, loadConfig } from '../../lib/config.ts'
import { makeBackup } from '../../scripts/backup.ts'
import { startEmbedded, type EmbeddedServer } from '../../scripts/embedded-postgres.ts'
import { prepareKeysDirectory, readDatabasePasswords, urlFor } from '../../scripts/keys-directory.ts'
import { bringUpToDate, inspectServer, isSetUp } from '../../scripts/prepare-database.ts'
import { restore } from '../../scripts/restore.ts'
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
test('the administrator keeps no way into the tables between the starts', async () => {
  const sql = postgres(managed, { max: 1 })
  await expect(sql`select * from public.members`).rejects.toThrow(/permission denied/)
  await expect(sql`select * from scope.key`).rejects.toThrow(/permission denied/)
  await sql.end()
})
test.each(databaseRoles)('the login of %s opens the database and owns nothing in it', async (role) => {
  const login = databaseLogins[role]
  const sql = postgres(urlFor(server.url, login, readDatabasePasswords(keysDir)[login] ?? ''), { max: 1 })
  const [row] = await sql`select rolsuper, rolcreaterole, rolbypassrls, (select count(*)::int from pg_class c join pg_namespace n on n.oid = c.relnamespace where relowner = r.oid and n.nspname in ('public', 'identity', 'audit', 'ledger', 'scope')) as owns from pg_roles r where rolname = current_user`
  expect(row).toEqual({ rolsuper: false, rolcreaterole: false, rolbypassrls: false, owns: 0 })
  await sql.end()
})
test('a backup is taken, and loading it says who must do that', async () => {
  vi.spyOn(console, 'log').mockImplementation(() => undefined)
  const config = loadConfig({ PLUMBLINE_DATA_DIR: join(folder, 'app'), PLUMBLINE_KEYS_DIR: keysDir, DATABASE_URL: managed })
  const { path } = await makeBackup(config, managed, join(folder, 'backups'))
  await expect(restore(config, path)).rejects.toThrow(/let an administrator run the restore|already holds accounts|permission denied/)
})
