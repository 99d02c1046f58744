// Row-level security alone keeps tenants apart, even from SQL of an attacker's own making that runs as the application's login.
// ASVS V8.4.1 V15.4.1
import postgres, { type Sql } from 'postgres'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { newUuid } from '../../lib/kernel/id.ts'
import { admin, makeWorld, type World } from '../support/world.ts'

let a: World,
  b: World,
  secretA = '',
  secretB = ''
const url = inject('databaseUrls').app
const connections: Sql[] = []
beforeAll(async () => {
  ;[a, b] = [await makeWorld(), await makeWorld()]
  for (const world of [a, b])
    await admin`insert into crews (tenant_id, id, number, name, key) values (${world.tenant}, ${newUuid(world.clock.now())}, 'C-1', 'Canary', 'canary')`
  const secret = (world: World) => {
    const { door } = world.people.owner.caller
    return door.kind === 'session' ? door.secret : ''
  }
  ;[secretA, secretB] = [secret(a), secret(b)]
})
afterAll(async () => {
  await Promise.all(connections.map((c) => c.end()))
})

/** What the script saw of tenant B, and the error it ended with. The simple protocol: any number of statements, as an injection might have. */
async function attack(script: string): Promise<{ saw: number; error: string | undefined }> {
  const sql = postgres(url, { max: 1, onnotice: () => {}, fetch_types: false })
  connections.push(sql)
  const text = script
    .replaceAll('$A', a.tenant)
    .replaceAll('$B', b.tenant)
    .replaceAll('$ENTER', `select * from scope.enter('${secretA}', '${a.tenant}')`)
    .replaceAll('$SECRETB', secretB)
    .replaceAll('$SEE', `select count(*)::int as leaked from crews where tenant_id = '${b.tenant}'`)
  try {
    const messages = text.split(' ;; ') // separate messages on one connection: the next request of the pool
    for (const before of messages.slice(0, -1)) await sql.unsafe(before).simple()
    const results = (await sql.unsafe(messages.at(-1) as string).simple()) as unknown as Record<string, unknown>[][] | Record<string, unknown>[]
    const rows = (Array.isArray(results[0]) ? (results as Record<string, unknown>[][]).flat() : (results as Record<string, unknown>[])).filter(Boolean)
    return { saw: rows.reduce((n, row) => n + Number(row['leaked'] ?? 0), 0), error: undefined }
  } catch (error) {
    return { saw: 0, error: (error as Error).message }
  }
}
const attacks: [string, string][] = [
  ['nothing entered', '$SEE'],
  ['own scope, foreign rows asked for', 'begin; $ENTER; $SEE; commit'],
  ['setting by set_config', "begin; select set_config('scope.vouched', '$B', true); $SEE"],
  ['setting by SET', "set scope.vouched = '$B'; $SEE"],
  ['setting after entering one’s own', "begin; $ENTER; select set_config('scope.vouched', '$B', true); $SEE"],
  [
    'own seal with another tenant in front',
    "begin; $ENTER; select set_config('scope.vouched', '$B' || substr(current_setting('scope.vouched'), 37), true); $SEE",
  ],
  [
    'own seal with another actor',
    "begin; $ENTER; select set_config('scope.vouched', substr(current_setting('scope.vouched'), 1, 36) || '$B' || substr(current_setting('scope.vouched'), 73), true); select scope.actor() is not null as x; $SEE",
  ],
  ['guessed credential', "begin; select * from scope.enter('guess', '$B'); $SEE"],
  ['own credential, other tenant', `begin; select * from scope.enter('own', '$B'); $SEE`],
  ['the sealing key', 'begin; $ENTER; select 1 as leaked from scope.key'],
  ['sealing by oneself', "begin; $ENTER; select scope.seal('$B', '$B'); select 1 as leaked"],
  ['admitting oneself', "begin; select scope.admit('$B', '$B', true); $SEE"],
  ['the sign-in door', "begin; select scope.enter_sign_in('$B', null); $SEE"],
  ['the platform door', "begin; select scope.enter_as_platform('$B', null); $SEE"],
  ['the job door', 'begin; select scope.enter_job(1); $SEE'],
  ['session rows', 'select 1 as leaked from identity.sessions'],
  ['password hashes', 'select 1 as leaked from identity.accounts'],
  ['outbox', 'select 1 as leaked from identity.outbox'],
  [
    'a DO block',
    "do $x$ declare n int; begin perform set_config('scope.vouched', '$B', true); select count(*) into n from crews; if n > 0 then raise exception 'LEAK'; end if; end $x$; $SEE",
  ],
  ['commit and chain', 'begin; $ENTER ;; commit and chain ;; select count(*)::int as leaked from crews'],
  [
    'value kept as a session setting',
    "begin; $ENTER; select set_config('scope.vouched', current_setting('scope.vouched'), false); commit ;; select count(*)::int as leaked from crews",
  ],
  ['temporary table that shadows ours', 'create temp table crews (like public.crews); select 1 as leaked'],
  ['function of one’s own', "create function public.x() returns int language sql as 'select 1'; select 1 as leaked"],
  ['function in pg_temp', "create function pg_temp.sha256(bytea) returns bytea language sql as 'select ''''::bytea'; select 1 as leaked"],
  ['search path', "set search_path = pg_temp, public; begin; select set_config('scope.vouched', '$B', true); $SEE"],
  ['row security off', 'set row_security = off; $SEE'],
  ['disabling it', 'alter table crews disable row level security; $SEE'],
  ['role of the owner', 'set role app_owner; $SEE'],
  ['session authorization', 'set session authorization postgres; $SEE'],
  ['an oracle by division', "begin; $ENTER; select 1 as leaked from crews where tenant_id = '$B' and 1 / (length(name) - 6) > 0"],
  ['statistics', "begin; $ENTER; select 1 as leaked from pg_stats where tablename = 'crews'"],
  ['copy out', "begin; $ENTER; copy (select 1 from crews where tenant_id = '$B') to program 'id'; select 1 as leaked"],
  ['insert into B', "begin; $ENTER; insert into crews (tenant_id, id, number, name, key) values ('$B', gen_random_uuid(), 'C', 'x', 'x'); select 1 as leaked"],
  ['move own row to B', "begin; $ENTER; update crews set tenant_id = '$B'; select 1 as leaked"],
  [
    'query_to_xml',
    "begin; $ENTER; select 1 as leaked where query_to_xml('select * from crews where tenant_id = ''$B''', true, true, '')::text like '%Canary%'",
  ],
  [
    'foreign key as an oracle',
    "begin; $ENTER; insert into crew_members (tenant_id, id, crew_id, payee_id) select '$A', gen_random_uuid(), c, c from (values ('$B'::uuid)) v(c); select 1 as leaked",
  ],
  ['entering twice', "begin; $ENTER; select * from scope.enter('$SECRETB', '$B'); $SEE"],
  ['savepoint', 'begin; savepoint s; $ENTER; rollback to s; select count(*)::int as leaked from crews'],
  ['grant', 'grant select on crews to public; $SEE'],
  ['changing an audit event', "begin; $ENTER; update audit_events set detail = 'x'; select 1 as leaked"],
  ['deleting an audit event', 'begin; $ENTER; delete from audit_events; select 1 as leaked'],
  ['emptying the log', 'truncate audit_events; select 1 as leaked'],
  ['dropping the guard', 'alter table audit_events disable trigger all; select 1 as leaked'],
  ['a partition directly', 'select 1 as leaked from audit_events_default'],
  ['moving the balance', 'begin; $ENTER; update ledger_accounts set balance_minor = 1; select 1 as leaked'],
  ['changing a posting', 'begin; $ENTER; update postings set amount_minor = 1; select 1 as leaked'],
  ['changing a work record', "begin; $ENTER; update work_records set kind = 'x'; select 1 as leaked"],
  [
    'a false checkpoint',
    "begin; $ENTER; insert into audit_checkpoints (tenant_id, id, size, epoch, root, note, at) values ('$A', gen_random_uuid(), 1, 1, '', '', now()); select 1 as leaked",
  ],
  ['the sealer’s horizon', 'update audit.horizon set next_xid = 999999999; select 1 as leaked'],
  ['another’s queue', 'select 1 as leaked from graphile_worker._private_jobs'],
  ['adding a job without a scope', "select jobs.enqueue('x', '{}', now(), null, 1); select 1 as leaked"],
  ['parallel workers', 'set debug_parallel_query = on; set parallel_setup_cost = 0; begin; $ENTER; $SEE'],
  ['large objects', "select lo_import('/etc/passwd'); select 1 as leaked"],
  ['reading files', "select pg_read_file('/etc/passwd'); select 1 as leaked"],
]
describe('hostile SQL as app_rw that aims at another tenant', () => {
  test.each(attacks)('%s', async (_name, script) => {
    const { saw, error } = await attack(script)
    expect(saw, error).toBe(0)
    if (error !== undefined) expect(error).not.toContain('LEAK')
  })
  test('the same scripts do see something with a superuser, so they are aimed well', async () => {
    expect(Number((await admin.unsafe(`select count(*)::int as n from crews where tenant_id = '${b.tenant}'`))[0]?.['n'])).toBe(1)
  })
})
test('a statement or a cursor planted on a pooled connection is met with a refusal, not run inside the next tenant’s scope', async () => {
  for (const plant of ['prepare trap as select 1', 'begin; declare trap cursor with hold for select 1; commit']) {
    const sql = postgres(url, { max: 1, onnotice: () => {}, fetch_types: false })
    connections.push(sql)
    await sql.unsafe(plant).simple()
    await expect(sql.unsafe(`begin; select * from scope.enter('${secretA}', '${a.tenant}')`).simple()).rejects.toMatchObject({
      code: '28000',
      detail: 'connection is tainted',
    })
  }
})
test('entered with its own credential, plain SQL sees one tenant, and an update aimed across touches nothing', async () => {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  connections.push(sql)
  await sql.begin(async (tx) => {
    await tx`select * from scope.enter(${secretA}, ${a.tenant})`
    expect((await tx`select distinct tenant_id from crews`).map((row) => row['tenant_id'])).toEqual([a.tenant])
    expect((await tx`update crews set name = 'x' where tenant_id = ${b.tenant}`).count).toBe(0)
  })
})
test('a thousand interleaved requests of two tenants on a pool of two see only their own', async () => {
  const sql = postgres(url, { max: 2, onnotice: () => {} })
  connections.push(sql)
  const results = await Promise.all(
    Array.from({ length: 1000 }, (_, i) =>
      sql.begin('read only', async (tx) => {
        const [secret, tenant] = i % 2 ? [secretA, a.tenant] : [secretB, b.tenant]
        await tx`select * from scope.enter(${secret}, ${tenant})`
        return (await tx`select tenant_id from crews`).every((row) => row['tenant_id'] === tenant)
      }),
    ),
  )
  expect(results.every(Boolean)).toBe(true)
})
