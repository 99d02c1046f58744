// A backup taken under load comes up whole elsewhere, says nothing without its keys, and a damaged one is refused.
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { Sealer } from '../../lib/audit/seal.sql.ts'
import { Witness } from '../../lib/audit/witness.ts'
import { databaseLogins, loadConfig, type Config } from '../../lib/config.ts'
import { systemClock } from '../../lib/kernel/clock.ts'
import { newUuid } from '../../lib/kernel/id.ts'
import { auditSigner } from '../../lib/platform/keys/keys.ts'
import { checkRestored } from '../../scripts/check-restored.ts'
import { makeBackup } from '../../scripts/backup.ts'
import { startEmbedded, type EmbeddedServer } from '../../scripts/embedded-postgres.ts'
import { lockInstance } from '../../scripts/instance-lock.ts'
import { prepareKeysDirectory, readDatabasePasswords } from '../../scripts/keys-directory.ts'
import { bringUpToDate, createEmbeddedDatabase } from '../../scripts/prepare-database.ts'
import { restore } from '../../scripts/restore.ts'
import { admin, makeWorld } from '../support/world.ts'

const scratch = mkdtempSync(join(tmpdir(), 'plumbline-backup-'))
chmodSync(scratch, 0o711)
const keysDir = join(scratch, 'keys')
const at = (dataDir: string, more: Record<string, string> = {}): Config =>
  loadConfig({ PLUMBLINE_DATA_DIR: join(scratch, dataDir), PLUMBLINE_KEYS_DIR: keysDir, ...more })
let server: EmbeddedServer | undefined
let said: string[] = []

beforeAll(() => {
  vi.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line))
})
afterAll(async () => {
  await server?.stop()
  await admin.end()
  rmSync(scratch, { recursive: true, force: true })
})

async function openSource(): Promise<EmbeddedServer> {
  prepareKeysDirectory(keysDir, 'development')
  const passwords = readDatabasePasswords(keysDir)
  const started = await startEmbedded({ dataDir: at('source').dataDir, superuserPassword: passwords['postgres'] ?? '', durable: true })
  await createEmbeddedDatabase(started.url)
  await bringUpToDate(started.url, passwords)
  return started
}

let physical = ''
let countedBefore = 0

test('a physical backup under load holds everything acknowledged before it began, and nothing in halves', async () => {
  server = await openSource()
  const sql = postgres(server.url, { max: 5, onnotice: () => undefined })
  await sql.unsafe(`create table public.load (id bigserial primary key, pair int not null, body text not null)`)
  let running = true
  const write = async (): Promise<void> => {
    for (let pair = 0; running; pair++) {
      // Two rows in one transaction: a copy that holds one of them is torn.
      await sql.begin(async (tx) => {
        await tx`insert into public.load (pair, body) values (${pair}, ${'x'.repeat(500)})`
        await tx`insert into public.load (pair, body) values (${-pair - 1}, ${'y'.repeat(500)})`
      })
    }
  }
  const writers = [write(), write(), write()]
  await vi.waitFor(async () => expect(Number((await sql`select count(*) as n from public.load`)[0]?.['n'])).toBeGreaterThan(500), { timeout: 30_000 })
  countedBefore = Number((await sql`select count(*) as n from public.load`)[0]?.['n'])
  physical = (await makeBackup(at('source'), server.url, join(scratch, 'backups'))).path
  running = false
  await Promise.all(writers)
  await sql.end()
  expect(statSync(physical).size).toBeGreaterThan(1_000_000)
})

test('nothing readable is in the archive', () => {
  const bytes = readFileSync(physical)
  expect(bytes.includes('app_rw')).toBe(false)
  expect(bytes.includes('PG_VERSION')).toBe(false)
})

test('it comes up elsewhere, paused, with a raised epoch, and every check says its sentence', async () => {
  said = []
  const elsewhere = at('elsewhere')
  await restore(elsewhere, physical)
  expect(said.join('\n')).toMatch(
    /made at[\s\S]*files were laid[\s\S]*replayed its log[\s\S]*paused[\s\S]*sums to zero[\s\S]*sum of its postings[\s\S]*audit log[\s\S]*Done/,
  )
  const copy = await startEmbedded({ dataDir: elsewhere.dataDir, superuserPassword: readDatabasePasswords(keysDir)['postgres'] ?? '', durable: true })
  const sql = postgres(copy.url, { max: 1 })
  try {
    const [load] = await sql<
      { n: string; odd: string }[]
    >`select count(*) as n, (select count(*) from (select 1 from public.load group by abs(pair + (pair < 0)::int), xmin::text having count(*) <> 2) s) as odd from public.load`
    expect(Number(load?.n)).toBeGreaterThanOrEqual(countedBefore)
    expect(Number(load?.odd)).toBe(0)
    expect((await sql`select is_paused, audit_epoch from identity.installation`)[0]).toEqual({ is_paused: true, audit_epoch: 2 })
    expect((await sql`select count(*)::int as n from identity.sessions where ended_at is null`)[0]?.['n']).toBe(0)
  } finally {
    await sql.end()
    await copy.stop()
  }
})

test('a restore never overwrites a database, and never runs beside the product', async () => {
  await expect(restore(at('elsewhere'), physical)).rejects.toThrow(/never overwrites/)
  const lock = lockInstance(at('busy').dataDir)
  await expect(restore(at('busy'), physical)).rejects.toThrow(/Stop it before/)
  if ('release' in lock) lock.release()
})

test('without the keys it says what is missing, and with others it opens nothing', async () => {
  await expect(restore(at('nokeys', { PLUMBLINE_KEYS_DIR: join(scratch, 'absent') }), physical)).rejects.toThrow(
    /keys are missing[\s\S]*No backup contains the keys/,
  )
  const others = join(scratch, 'other-keys')
  cpSync(keysDir, others, { recursive: true })
  writeFileSync(join(others, 'backup.key'), Buffer.alloc(32, 7).toString('base64url'))
  await expect(restore(at('others', { PLUMBLINE_KEYS_DIR: others }), physical)).rejects.toThrow(/cut short or altered, or the keys directory/)
})

test.each([
  ['one byte in the middle', (bytes: Buffer) => bytes.writeUInt8(bytes.readUInt8(bytes.length >> 1) ^ 1, bytes.length >> 1)],
  ['one byte of the readable header', (bytes: Buffer) => bytes.write('2020', bytes.indexOf('madeAt') + 9)],
])('%s changed: refused, and nothing is left behind', async (_what, damage) => {
  const bytes = readFileSync(physical)
  damage(bytes)
  const path = join(scratch, 'damaged.backup')
  writeFileSync(path, bytes)
  await expect(restore(at('damaged'), path)).rejects.toThrow(/cut short or altered/)
  await expect(restore(at('damaged'), physical)).resolves.toBeUndefined()
  rmSync(at('damaged').dataDir, { recursive: true })
})

test.each([17, 1_048_592, 2_000_000])('the last %i bytes cut off: refused', async (cut) => {
  const path = join(scratch, 'cut.backup')
  cpSync(physical, path)
  truncateSync(path, Math.max(400, statSync(path).size - cut))
  await expect(restore(at('cut'), path)).rejects.toThrow(/cut short or altered/)
})

test('through DATABASE_URL one snapshot of the tables is taken by the backup login and loaded row for row', async () => {
  const world = await makeWorld('2026-05-14T09:00:00Z')
  const platform = postgres(inject('databaseUrls').platform, { max: 1 })
  const note = (text: string) =>
    platform.begin(async (tx) => {
      await tx`select scope.enter_as_platform(${world.tenant}, null)`
      await tx`insert into public.audit_events (tenant_id, id, seq, xid, at, actor_kind, actor_role, event, subject_kind, detail, permission, request_id, correlation_id) values
      (${world.tenant}, ${newUuid(new Date())}, 0, 0, now(), 'system', '', 'test.noted', 'test', ${JSON.stringify({ text })}, '', 'test', ${newUuid(world.clock.now())})`
    })
  for (let n = 0; n < 25; n++) await note(`sealed ${n}`)
  const sealerSql = postgres(inject('databaseUrls').sealer, { max: 2 })
  await new Sealer(sealerSql, auditSigner(), new Witness(join(scratch, 'witness'), undefined), systemClock).round()
  await note('not sealed yet')
  const url = inject('databaseUrl')
  const settings = { PLUMBLINE_KEYS_DIR: inject('keysDir'), DATABASE_URL: url }
  const source = at('logical', { ...settings, DATABASE_URL_BACKUP: inject('databaseUrls').backup })
  const { path } = await makeBackup(source, url, join(scratch, 'backups-logical'))
  const copyUrl = new URL(url)
  copyUrl.pathname = '/copy'
  await admin.unsafe('create database copy')
  const copy = postgres(copyUrl.toString(), { max: 2, onnotice: () => undefined })
  try {
    said = []
    await restore(at('logical', { ...settings, DATABASE_URL: copyUrl.toString() }), path)
    expect(said.join('\n')).toMatch(/every table holds as many as the backup counted/)
    for (const table of ['identity.accounts', 'public.members', 'public.settings', 'identity.tenants']) {
      const fingerprint = `select md5(string_agg(t::text, '|' order by t::text)) as sum, count(*)::int as n from ${table} t`
      expect((await copy.unsafe(fingerprint))[0], table).toEqual((await admin.unsafe(fingerprint))[0])
    }
    expect(said.join('\n')).toMatch(/audit log is what was sealed: \d+ entries/)
    await expect(restore(at('logical', { ...settings, DATABASE_URL: copyUrl.toString() }), path)).rejects.toThrow(/already holds accounts/)
    // Until the operator resumes, no batch leaves the copy a second time.
    await copy.begin(async (tx) => {
      await tx`set local session_replication_role = replica`
      const columns = await tx<
        { name: string; type: string }[]
      >`select column_name as name, udt_name as type from information_schema.columns where table_schema = 'public' and table_name = 'batches' and is_nullable = 'NO' and column_default is null`
      const value = ({ name, type }: { name: string; type: string }): string =>
        name === 'tenant_id'
          ? `'${world.tenant}'`
          : name === 'rail'
            ? `'pain001'`
            : name === 'state'
              ? `'draft'`
              : name === 'currency'
                ? `'USD'`
                : type === 'uuid'
                  ? `'${newUuid(world.clock.now())}'`
                  : /^int|^num/.test(type)
                    ? '1'
                    : /^date|^time/.test(type)
                      ? 'now()'
                      : type === 'bool'
                        ? 'false'
                        : `'x'`
      await tx.unsafe(`insert into public.batches (${columns.map((column) => column.name).join(', ')}) values (${columns.map(value).join(', ')})`)
    })
    const release = () => copy`update public.batches set state = 'released' where tenant_id = ${world.tenant}`
    await expect(release()).rejects.toMatchObject({ constraint_name: 'installation_paused' })
    await copy`update identity.installation set is_paused = false`
    await expect(release()).resolves.toBeDefined()
    await copy.begin(async (tx) => {
      await tx`set local session_replication_role = replica`
      await tx`delete from public.batches where tenant_id = ${world.tenant}`
    })
    // The sealer goes on in the copy: what was not sealed is, what was is not sealed twice, and an edited row is found.
    await new Sealer(copy, auditSigner(), new Witness(join(scratch, 'witness-copy'), undefined), systemClock).round()
    expect(
      (
        await copy`select count(*)::int as leaves, max(leaf_index)::int as last, (select count(*)::int from public.audit_events where tenant_id = ${world.tenant}) as events from public.audit_leaves where tenant_id = ${world.tenant}`
      )[0],
    ).toEqual({ leaves: 26, last: 25, events: 26 })
    await copy.begin(async (tx) => {
      await tx`set local session_replication_role = replica`
      await tx`update public.audit_events set detail = '{"text":"forged"}' where tenant_id = ${world.tenant} and detail like '%sealed 7%'`
    })
    await expect(checkRestored(copyUrl.toString())).rejects.toThrow(/Entry \d+ is not what was sealed/)
  } finally {
    await Promise.all([copy.end(), platform.end(), sealerSql.end()])
    await admin.unsafe('drop database copy')
  }
})

test('the backup login can write nothing', async () => {
  const backup = postgres(inject('databaseUrls').backup, { max: 1 })
  await expect(backup`insert into public.members default values`).rejects.toThrow(/permission denied/)
  await expect(backup`update identity.accounts set name = 'x'`).rejects.toThrow(/permission denied/)
  expect((await backup`select current_user as me`)[0]?.['me']).toBe(databaseLogins.backup)
  await backup.end()
})
