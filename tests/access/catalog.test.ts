// The database itself says that every tenant table is walled, and that no login can step over the wall.
// ASVS V1.4.2 V13.2.2 V16.4.2
import { getTableName } from 'drizzle-orm'
import { getTableConfig } from 'drizzle-orm/pg-core'
import { describe, expect, test } from 'vitest'
import { schemaTables } from '../support/schema-tables.ts'
import { admin } from '../support/world.ts'

const tables = schemaTables.filter((t) => getTableConfig(t).schema === undefined)
interface Row {
  name: string
  rls: boolean
  forced: boolean
  owner: string
  policies: string[]
  pk: string[]
  indexes: string[]
  fks: { name: string; cols: string[]; actions: string }[] | null
  tenant: string | null
}
const rows = await admin<Row[]>`
  select c.relname as name, c.relrowsecurity as rls, c.relforcerowsecurity as forced, c.relowner::regrole::text as owner,
    (select array_agg(case when polpermissive then '' else 'restrictive ' end || polcmd::text || ' to ' || (select string_agg(case when r = 0 then 'public' else r::regrole::text end, ',' order by r::regrole::text) from unnest(polroles) r)
      || ' using ' || coalesce(pg_get_expr(polqual, polrelid), '-') || ' check ' || coalesce(pg_get_expr(polwithcheck, polrelid), '-') order by polname) from pg_policy where polrelid = c.oid) as policies,
    (select array_agg(attname::text order by n) from pg_index i, unnest(i.indkey) with ordinality k(att, n), pg_attribute a where i.indrelid = c.oid and i.indisprimary and a.attrelid = c.oid and a.attnum = k.att) as pk,
    (select array_agg(i.indexrelid::regclass::text || ' ' || coalesce((select attname from pg_attribute where attrelid = c.oid and attnum = i.indkey[0]), '(expression)') order by 1) from pg_index i where i.indrelid = c.oid) as indexes,
    (select json_agg(json_build_object('name', conname, 'actions', confdeltype::text || confupdtype::text, 'cols', (select array_agg(x.attname || '>' || y.attname order by n) from unnest(conkey, confkey) with ordinality k(a, b, n)
      join pg_attribute x on x.attrelid = conrelid and x.attnum = a join pg_attribute y on y.attrelid = confrelid and y.attnum = b))) from pg_constraint where conrelid = c.oid and contype = 'f') as fks,
    (select format_type(atttypid, null) || case when attnotnull then ' not null' else '' end || case when atthasdef then ' default' else '' end from pg_attribute where attrelid = c.oid and attname = 'tenant_id') as tenant
  from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition order by 1`

const is_ = '(tenant_id = ( SELECT scope.tenant() AS tenant))'
const wall = `* to app_auth,app_platform,app_rw,app_worker using ${is_} check ${is_}`
const backup = 'r to app_backup using true check -'
const sealed = ['audit_leaves', 'audit_tiles', 'audit_trees', 'audit_checkpoints', 'audit_words']
/** Reviewed by hand: every policy beside the wall and the backup's, with its reason. */
const exceptions: Readonly<Record<string, string | readonly string[]>> = {
  ...Object.fromEntries(sealed.map((name) => [name, '* to app_sealer using true check true'])), // the sealer's own tables
  audit_events: 'r to app_sealer using true check -',
  audit_personal: 'r to app_sealer using true check -', // it reads every tenant's rows, and writes none
  members: 'r to app_auth,scope_keeper using true check -',
  settings: 'r to app_auth,scope_keeper using true check -', // the doors, before a scope exists
  sso_connections: 'r to app_auth,scope_keeper using true check -', // a provider's answer names its connection before a scope exists; a key's provider has to be on
  roles: 'r to app_auth,scope_keeper using true check -', // what a role of the company's own lets the person do
  network_rules: 'r to app_auth,scope_keeper using true check -', // from where the person may enter
  scim_tokens: 'r to scope_keeper using true check -', // the door of provisioning, before a scope exists
  api_keys: ['r to scope_keeper using true check -', 'w to scope_keeper using true check true'], // the door of programs: looks, and notes the use
  support_grants: ['r to scope_keeper using true check -', 'w to scope_keeper using true check true'], // whether an operator was let in, and that they looked
  delegations: 'r to scope_keeper using true check -', // what others lent the person who enters
  access_requests: 'r to app_auth,scope_keeper using true check -', // what the person was given for a time, which also says what they prove themselves by
  ledger_accounts: `* to app_owner using ${is_} check ${is_}`, // the trigger that carries balances
  payout_tallies: '* to app_owner using true check true', // the trigger that counts, for the tenant of rows that passed the wall of payouts
  member_tallies: '* to app_owner using true check true', // likewise, of rows that passed the wall of members
}
test('the database and the code know the same tenant tables', () => {
  expect(rows.map((r) => r.name)).toEqual(tables.map((t) => getTableName(t)).sort())
})
describe.each(rows.map((row) => [row.name, row] as const))('%s', (name, row) => {
  test('is walled, forced, keyed by tenant, and refers to nothing across the wall', () => {
    expect({ owner: row.owner, rls: row.rls, forced: row.forced, tenant: row.tenant, pk: row.pk }).toEqual({
      owner: 'app_owner',
      rls: true,
      forced: true,
      tenant: 'uuid not null',
      pk: name === 'audit_words' ? ['tenant_id', 'word', 'event_id'] : ['tenant_id', 'id'],
    })
    expect([...row.policies].sort()).toEqual([wall, backup, ...[exceptions[name] ?? []].flat()].sort())
    for (const index of row.indexes)
      if (index !== 'audit_events_xid xid') expect(index, 'an index without the tenant first is an oracle or a scan over tenants').toMatch(/ tenant_id$/)
    for (const fk of row.fks ?? []) {
      expect(fk.cols[0], `${fk.name} must be composite`).toBe('tenant_id>tenant_id')
      expect(fk.actions, `${fk.name} must neither cascade nor set null`).toBe('aa')
    }
  })
})
test('rights on facts: added, never changed or removed', async () => {
  for (const table of ['audit_events', 'journal_entries', 'postings', 'work_records', 'award_records', 'payout_approvals', 'files', 'file_slices']) {
    for (const login of ['app_rw', 'app_worker', 'app_auth', 'app_platform', 'app_sealer', 'app_backup']) {
      const [row] =
        await admin`select has_table_privilege(${login}, ${`public.${table}`}, 'update') or has_table_privilege(${login}, ${`public.${table}`}, 'delete') or has_table_privilege(${login}, ${`public.${table}`}, 'truncate') or has_table_privilege(${login}, ${`public.${table}`}, 'trigger') as may`
      expect(row?.['may'], `${login} on ${table}`).toBe(false)
    }
  }
  const [balance] = await admin`select has_column_privilege('app_rw', 'public.ledger_accounts', 'balance_minor', 'update') as may`
  expect(balance?.['may']).toBe(false)
  for (const login of ['app_rw', 'app_worker', 'app_platform']) {
    const [tally] =
      await admin`select has_table_privilege(${login}, 'public.payout_tallies', 'insert, update, delete') or has_table_privilege(${login}, 'public.member_tallies', 'insert, update, delete') as may`
    expect(tally?.['may'], login).toBe(false)
  }
})
test('no login may bypass, create, inherit or belong to an owner', async () => {
  const logins = ['app_rw', 'app_auth', 'app_worker', 'app_sealer', 'app_platform', 'app_backup', 'app_jobs']
  expect([
    ...(await admin`select rolname from pg_roles where rolname = any(${logins}) and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication or rolinherit)`),
  ]).toEqual([])
  expect([
    ...(await admin`select m.roleid::regrole::text from pg_auth_members m join pg_roles r on r.oid = m.member where r.rolname like 'app\\_%' or m.roleid::regrole::text in ('app_owner', 'scope_keeper', 'app_jobs')`),
  ]).toEqual([])
  for (const login of logins.filter((name) => name !== 'app_jobs')) {
    const [row] =
      await admin`select has_database_privilege(${login}, current_database(), 'TEMP') as temp, has_database_privilege(${login}, current_database(), 'CREATE') as make, (select array_agg(nspname::text) from pg_namespace where has_schema_privilege(${login}, oid, 'CREATE')) as schemas`
    expect({ ...row }, login).toEqual({ temp: false, make: false, schemas: null })
  }
})
test('definer functions pin their search path and are closed to everyone not named here', async () => {
  const functions = await admin<
    { f: string; pinned: boolean; open: boolean }[]
  >`select p.oid::regprocedure::text as f, coalesce(array_to_string(proconfig, ';') like '%search_path=pg_catalog, pg_temp%', false) as pinned, has_function_privilege('public', p.oid, 'execute') as open
    from pg_proc p where pronamespace in (select oid from pg_namespace where nspname in ('scope', 'audit', 'ledger', 'jobs', 'platform', 'public')) and (prosecdef or pronamespace = 'scope'::regnamespace)`
  expect(functions.length).toBeGreaterThan(10)
  for (const { f, pinned, open } of functions) expect({ pinned, open }, f).toEqual({ pinned: true, open: false })
  const may = async (login: string) =>
    (
      await admin<
        { f: string }[]
      >`select p.proname as f from pg_proc p where pronamespace = 'scope'::regnamespace and has_function_privilege(${login}, p.oid, 'execute') order by 1`
    ).map((row) => row.f)
  expect(await may('app_rw')).toEqual([
    'actor',
    'enter',
    'enter_key',
    'enter_provisioning',
    'find_operator',
    'own_support_grants',
    'take_key_share',
    'take_proof',
    'tenant',
    'touch_key',
    'use_of',
    'vouched_by',
  ])
  expect(await may('app_worker')).toEqual(['actor', 'enter_job', 'tenant'])
  expect(await may('app_auth')).toEqual(['actor', 'enter_sign_in', 'needs_provider', 'tenant', 'touch_support'])
  expect(await may('app_platform')).toEqual(['actor', 'enter_as_platform', 'tenant'])
  expect(await may('app_sealer')).toEqual([])
})
test('requests cannot read accounts, secrets or keys', async () => {
  expect([
    ...(await admin`select oid::regclass::text from pg_class where relnamespace in ('scope'::regnamespace, 'identity'::regnamespace) and relkind = 'r' and (has_table_privilege('app_rw', oid, 'select') or has_table_privilege('app_worker', oid, 'select'))`),
  ]).toEqual([])
})
test('no view hides a table from its policy', async () => {
  expect([
    ...(await admin`select relname from pg_class where relnamespace = 'public'::regnamespace and ((relkind = 'v' and not coalesce(array_to_string(reloptions, ',') like '%security_invoker=true%', false)) or relkind in ('m', 'f'))`),
  ]).toEqual([])
})
test('amounts are whole minor units: no float or numeric column exists', () => {
  for (const table of tables)
    for (const column of getTableConfig(table).columns)
      expect(column.getSQLType(), `${getTableName(table)}.${column.name}`).not.toMatch(/numeric|real|double|money/)
})
