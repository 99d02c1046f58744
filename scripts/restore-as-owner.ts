import type postgres from 'postgres'

/** Undoes what was done for the restore. */
export type PutBack = () => Promise<void>
const owners = ['scope_keeper', 'app_owner', 'app_jobs'] as const
const nothing: PutBack = async () => undefined
const isSuperuser = async (sql: postgres.Sql): Promise<boolean> =>
  (await sql<{ is: boolean }[]>`select rolsuper as is from pg_roles where rolname = current_user`)[0]?.is === true

/**
 * A managed Postgres gives no superuser. Its administrator reaches the tables as a member of their owners, for whom the row filters rest
 * meanwhile; both end with the restore, and every start of the product sets them right again.
 */
export async function joinOwners(sql: postgres.Sql): Promise<PutBack> {
  if (await isSuperuser(sql)) return nothing
  for (const owner of owners) await sql.unsafe(`grant ${owner} to current_user`)
  const filtered = await sql<
    { name: string }[]
  >`select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname in ('public', 'identity') and c.relforcerowsecurity order by 1`
  for (const { name } of filtered) await sql.unsafe(`alter table ${name} no force row level security`)
  return async () => {
    for (const { name } of filtered) await sql.unsafe(`alter table ${name} force row level security`)
    for (const owner of owners) await sql.unsafe(`revoke ${owner} from current_user`)
  }
}

/**
 * Lets rows be loaded as they were, in any order: triggers would stamp the audit events anew and carry the balances twice. A superuser says
 * so in one word. An owner puts the tables' own triggers to rest and has references judged once all is there, which finds a row without
 * the one it refers to.
 */
export async function restTriggers(tx: postgres.TransactionSql): Promise<PutBack> {
  if (await isSuperuser(tx as unknown as postgres.Sql)) {
    await tx`set local session_replication_role = replica`
    return nothing
  }
  const triggers = await tx<
    { table: string; name: string; state: 'O' | 'A' | 'R' }[]
  >`select format('%I.%I', n.nspname, c.relname) as table, format('%I', g.tgname) as name, g.tgenabled as state
    from pg_trigger g join pg_class c on c.oid = g.tgrelid join pg_namespace n on n.oid = c.relnamespace where n.nspname in ('public', 'identity') and not g.tgisinternal and g.tgparentid = 0 and g.tgenabled <> 'D'`
  for (const { table, name } of triggers) await tx.unsafe(`alter table ${table} disable trigger ${name}`)
  const references = await tx<{ table: string; name: string }[]>`select format('%I.%I', n.nspname, c.relname) as table, format('%I', k.conname) as name
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace where n.nspname in ('public', 'identity') and k.contype = 'f' and k.conparentid = 0 and not k.condeferrable`
  for (const { table, name } of references) await tx.unsafe(`alter table ${table} alter constraint ${name} deferrable initially deferred`)
  return async () => {
    await tx`set constraints all immediate`
    for (const { table, name } of references) await tx.unsafe(`alter table ${table} alter constraint ${name} not deferrable`)
    for (const { table, name, state } of triggers)
      await tx.unsafe(`alter table ${table} enable ${state === 'A' ? 'always ' : state === 'R' ? 'replica ' : ''}trigger ${name}`)
  }
}
