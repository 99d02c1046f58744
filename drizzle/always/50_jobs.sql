-- Enqueueing is part of the act's own transaction, and the tenant is stamped here from the vouched scope, never by the caller.
set role app_jobs;
create or replace function jobs.enqueue(p_task text, p_payload json, p_run_at timestamptz, p_key text, p_attempts int) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare j bigint;
begin
  if scope.tenant() is null then raise exception 'a job needs a scope' using errcode = '28000'; end if;
  -- Two tenants must never share a job key, or one could replace the other's job.
  select (graphile_worker.add_job(p_task, json_build_object('tenant', scope.tenant(), 'input', p_payload), run_at => coalesce(p_run_at, now()),
    job_key => case when p_key is null then null else scope.tenant()::text || ':' || p_key end, max_attempts => coalesce(p_attempts, 8))).id into j;
  return j;
end $$;
create or replace function jobs.tenant_of(p_job bigint) returns uuid
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select (payload ->> 'tenant')::uuid from graphile_worker._private_jobs where id = p_job and locked_at is not null
$$;
-- For the home page of admins and the operator: what waits, what failed for good.
create or replace function jobs.dead(p_tenant uuid) returns table (id bigint, task text, attempts int, last_error text, updated_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select j.id, t.identifier, j.attempts::int, left(j.last_error, 500), j.updated_at from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
    where j.attempts >= j.max_attempts and j.locked_at is null and (j.payload ->> 'tenant')::uuid = scope.tenant() and p_tenant = scope.tenant()
$$;
create or replace function jobs.depth() returns table (task text, waiting bigint, running bigint, dead bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select t.identifier, count(*) filter (where j.locked_at is null and j.attempts < j.max_attempts), count(*) filter (where j.locked_at is not null), count(*) filter (where j.attempts >= j.max_attempts and j.locked_at is null)
    from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id group by 1
$$;
-- What still waits, for the backup through DATABASE_URL: it reads one snapshot and changes nothing.
create or replace function jobs.waiting() returns table (task text, payload json, run_at timestamptz, key text, attempts_max int)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select t.identifier, j.payload, j.run_at, j.key, j.max_attempts::int from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
    where j.attempts < j.max_attempts order by j.id
$$;
-- The operator's view of the queue, in the platform's own tenant only: kinds, counts and errors, never a payload.
create or replace function jobs.operator_dead() returns table (id bigint, tenant_id uuid, task text, attempts int, last_error text, updated_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select j.id, (j.payload ->> 'tenant')::uuid, t.identifier, j.attempts::int, left(j.last_error, 500), j.updated_at from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
    where j.attempts >= j.max_attempts and j.locked_at is null and scope.tenant() = '00000000-0000-7000-8000-000000000001'
$$;
create or replace function jobs.operator_depth() returns table (task text, waiting int, running int, dead int, oldest_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select t.identifier, (count(*) filter (where j.locked_at is null and j.attempts < j.max_attempts))::int, (count(*) filter (where j.locked_at is not null))::int, (count(*) filter (where j.attempts >= j.max_attempts and j.locked_at is null))::int,
    min(j.run_at) filter (where j.locked_at is null and j.attempts < j.max_attempts)
    from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id where scope.tenant() = '00000000-0000-7000-8000-000000000001' group by 1 order by 1
$$;
create or replace function jobs.operator_retry(p_job bigint) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare kind text;
begin
  if scope.tenant() is distinct from '00000000-0000-7000-8000-000000000001' then raise exception 'not the platform' using errcode = '28000'; end if;
  select t.identifier into kind from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id where j.id = p_job and j.attempts >= j.max_attempts and j.locked_at is null;
  if kind is not null then perform graphile_worker.reschedule_jobs(array[p_job], run_at => now(), attempts => 0); end if;
  return kind;
end $$;
revoke all on all functions in schema jobs from public;
grant execute on function jobs.enqueue(text, json, timestamptz, text, int) to app_rw, app_auth, app_worker, app_platform;
grant execute on function jobs.tenant_of(bigint) to scope_keeper;
grant usage on schema jobs to app_backup;
grant execute on function jobs.waiting() to app_backup;
grant execute on function jobs.dead(uuid) to app_rw;
grant execute on function jobs.depth() to app_platform, app_auth;
grant execute on function jobs.operator_dead(), jobs.operator_depth(), jobs.operator_retry(bigint) to app_rw;
reset role;
