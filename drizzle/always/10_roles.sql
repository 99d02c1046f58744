-- Who may log in, and what the database refuses to everyone by default. Idempotent; run as an administrator before every migration.
do $$
declare r text;
begin
  foreach r in array array['scope_keeper', 'app_owner'] loop
    if not exists (select from pg_roles where rolname = r) then execute format('create role %I nologin noinherit', r); end if;
  end loop;
  foreach r in array array['app_rw', 'app_auth', 'app_worker', 'app_sealer', 'app_platform', 'app_backup', 'app_jobs'] loop
    if not exists (select from pg_roles where rolname = r) then execute format('create role %I login noinherit', r); end if;
  end loop;
end $$;
-- A managed Postgres gives no superuser: whoever brings the database up to date is a member of the owners while that lasts (db/migrate.ts
-- takes the membership away at the end).
do $$
declare r text;
begin
  if not (select rolsuper from pg_roles where rolname = current_user) then
    foreach r in array array['scope_keeper', 'app_owner', 'app_jobs'] loop execute format('grant %I to current_user', r); end loop;
  end if;
end $$;
do $$
begin
  -- No TEMP: a temporary table named like ours would shadow it for the next tenant on a pooled connection.
  execute format('revoke all on database %I from public', current_database());
  execute format('grant connect on database %I to app_rw, app_auth, app_worker, app_sealer, app_platform, app_backup, app_jobs', current_database());
  execute format('grant create on database %I to app_owner, app_jobs', current_database());
end $$;
revoke all on schema public from public;
grant usage on schema public to app_rw, app_auth, app_worker, app_sealer, app_platform, app_backup, scope_keeper;
grant usage, create on schema public to app_owner;
create schema if not exists scope authorization scope_keeper;
create schema if not exists audit authorization app_owner;
create schema if not exists ledger authorization app_owner;
create schema if not exists jobs authorization app_jobs;
create schema if not exists platform authorization app_owner;
grant usage on schema scope to app_rw, app_auth, app_worker, app_sealer, app_platform, app_owner, app_jobs;
grant usage on schema audit to app_rw, app_auth, app_worker, app_sealer, app_platform;
grant usage on schema jobs to app_rw, app_auth, app_worker, app_platform, scope_keeper;
grant usage on schema platform to app_rw, app_auth, app_platform, app_worker;
-- A statement or a transaction that never ends would stall the sealer's horizon.
alter role app_rw set statement_timeout = '30s';
alter role app_rw set lock_timeout = '5s';
alter role app_rw set idle_in_transaction_session_timeout = '15s';
alter role app_auth set statement_timeout = '10s';
alter role app_auth set lock_timeout = '5s';
alter role app_auth set idle_in_transaction_session_timeout = '15s';
alter role app_worker set statement_timeout = '10min';
alter role app_worker set lock_timeout = '10s';
alter role app_worker set idle_in_transaction_session_timeout = '60s';
