-- The unforgeable scope. Any role may set a custom setting, so the setting holds a value that only a door of this schema can make:
-- tenant, actor and an HMAC over both, the backend and the start of the transaction. It is worth nothing anywhere else or later.
set role scope_keeper;
create table if not exists scope.key (one boolean primary key default true check (one), inner_pad bytea not null, outer_pad bytea not null);
revoke all on scope.key from public;
do $$
declare k bytea; i bytea := ''; o bytea := ''; b int;
begin
  if exists (select from scope.key) then return; end if;
  k := sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
  for n in 0..63 loop                                                  -- RFC 2104: key xor 0x36…, key xor 0x5c…, computed once
    b := case when n < 32 then get_byte(k, n) else 0 end;
    i := i || set_byte('\x00'::bytea, 0, b # 54);
    o := o || set_byte('\x00'::bytea, 0, b # 92);
  end loop;
  insert into scope.key (inner_pad, outer_pad) values (i, o);
end $$;

-- Private: whoever may call it may forge.
create or replace function scope.seal(p_tenant uuid, p_actor uuid) returns bytea
language plpgsql stable parallel restricted set search_path = pg_catalog, pg_temp as $$
declare k record;
begin
  select inner_pad, outer_pad into strict k from scope.key;
  return sha256(k.outer_pad || sha256(k.inner_pad || uuid_send(p_tenant) || uuid_send(p_actor) || int4send(pg_backend_pid()) || timestamptz_send(transaction_timestamp())));
end $$;
revoke all on function scope.seal(uuid, uuid) from public;

-- Private: leaves the vouched value. A connection on which an earlier request left a prepared statement or a held cursor is refused: it
-- would run inside this tenant's scope.
create or replace function scope.admit(p_tenant uuid, p_actor uuid, p_again boolean) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if not p_again and coalesce(current_setting('scope.vouched', true), '') <> '' then
    raise exception 'scope refused' using errcode = '28000', detail = 'entered already';
  end if;
  if exists (select from pg_prepared_statement() s where s.from_sql) or exists (select from pg_cursor() c where c.is_holdable) then
    raise exception 'scope refused' using errcode = '28000', detail = 'connection is tainted';
  end if;
  perform set_config('scope.vouched', p_tenant::text || p_actor::text || encode(scope.seal(p_tenant, p_actor), 'hex'), true);
end $$;
revoke all on function scope.admit(uuid, uuid, boolean) from public;

-- What every policy asks: null when nothing was entered, an error when something was made up.
create or replace function scope.tenant() returns uuid
language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as $$
declare v text := current_setting('scope.vouched', true); k record; t uuid;
begin
  if v is null or v = '' then return null; end if;
  if length(v) <> 136 then raise exception 'scope refused' using errcode = '28000', detail = 'not vouched'; end if;
  t := substr(v, 1, 36)::uuid;
  select inner_pad, outer_pad into strict k from scope.key;
  if decode(substr(v, 73), 'hex') <> sha256(k.outer_pad || sha256(k.inner_pad || uuid_send(t) || uuid_send(substr(v, 37, 36)::uuid)
       || int4send(pg_backend_pid()) || timestamptz_send(transaction_timestamp()))) then
    raise exception 'scope refused' using errcode = '28000', detail = 'not vouched';
  end if;
  return t;
end $$;
-- The member who acts; null for jobs and the platform.
create or replace function scope.actor() returns uuid
language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as $$
begin
  if scope.tenant() is null then return null; end if;
  return nullif(substr(current_setting('scope.vouched'), 37, 36)::uuid, '00000000-0000-0000-0000-000000000000'::uuid);
end $$;

-- Whether a membership is opened by its company's provider alone: the policy names the domain of its address, and it is none of the owners who
-- keep a way in. The same as waysOf in lib/access/required-provider.ts.
create or replace function scope.needs_provider(p_policy jsonb, p_member uuid, p_role text, p_email text) returns boolean
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select coalesce(p_policy -> 'ssoDomains' ? lower(substring(p_email from '[^@]*$')), false) and not (p_role = 'owner' and coalesce(p_policy -> 'ssoOwners' ? p_member::text, false))
$$;

-- Door 1, people: the claimed tenant comes with the secret, so that a query may be sent in the same round trip; a wrong claim aborts all.
do $$
begin                                                                  -- a function's answer cannot change its shape; the older one goes first
  if exists (select from pg_proc where pronamespace = 'scope'::regnamespace and proname = 'enter' and pg_get_function_result(oid) not like '%seen_ip text%') then drop function scope.enter(text, uuid); end if;
  if exists (select from pg_proc where pronamespace = 'scope'::regnamespace and proname = 'enter_job' and pg_get_function_result(oid) not like '%plan text%') then drop function scope.enter_job(bigint); end if;
  if exists (select from pg_proc where pronamespace = 'scope'::regnamespace and proname = 'enter_key' and pg_get_function_result(oid) not like '%, networks text%') then drop function scope.enter_key(text, uuid); end if;
end $$;
create or replace function scope.enter(p_secret text, p_tenant uuid)
returns table (session_id uuid, member_id uuid, account_id uuid, role text, name text, email text, factor_at timestamptz, seen_at timestamptz, tenant_kind text,
  company text, currency text, zone text, locale text, policy jsonb, theme text, shortcuts boolean, delegated jsonb, preset text, grants jsonb, networks text, granted jsonb, plan text, support jsonb, seen_ip text)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare t uuid;
begin
  select s.tenant_id, s.id, s.member_id, s.account_id, coalesce(r.name, m.role), m.name, m.email, s.factor_at, s.last_seen_at, coalesce(nullif(s.last_ip, ''), s.ip), c.kind, g.name, g.currency, coalesce(a.zone, g.zone), g.locale, g.policy, a.theme, a.shortcuts,
      (select jsonb_agg(jsonb_build_object('permission', d.permission, 'from', d.from_member_id, 'name', f.name, 'role', f.role, 'preset', fr.preset, 'grants', fr.grants, 'starts', d.starts_at, 'ends', d.ends_at) order by d.id) from public.delegations d
        join public.members f on f.tenant_id = d.tenant_id and f.id = d.from_member_id and f.state = 'active' left join public.roles fr on fr.tenant_id = f.tenant_id and fr.id = f.role_id and fr.ended_at is null where d.tenant_id = m.tenant_id and d.to_member_id = m.id and d.ended_at is null), r.preset, r.grants,
      (select string_agg(n.scope || ' ' || n.range, ',') from public.network_rules n where n.tenant_id = m.tenant_id and n.ended_at is null
        and (n.scope = 'company' or n.member_id = m.id or n.role_id = m.role_id or (n.preset = m.role and m.role_id is null))),
      -- What was given for a time. Of a role that has ended nothing is left; one that holds less by now gives less.
      (select jsonb_agg(jsonb_build_object('id', q.id, 'number', q.number, 'grants', q.grants, 'ends', q.ends_at, 'preset', q.preset, 'own', qr.grants) order by q.id) from public.access_requests q
        left join public.roles qr on qr.tenant_id = q.tenant_id and qr.id = q.role_id and qr.ended_at is null where q.tenant_id = m.tenant_id and q.member_id = m.id and q.state = 'granted' and (q.role_id is null or qr.id is not null)), c.plan
    into t, enter.session_id, enter.member_id, enter.account_id, enter.role, enter.name, enter.email, enter.factor_at, enter.seen_at, enter.seen_ip, enter.tenant_kind, enter.company, enter.currency, enter.zone, enter.locale, enter.policy, enter.theme, enter.shortcuts, enter.delegated, enter.preset, enter.grants, enter.networks, enter.granted, enter.plan
    from identity.sessions s
    join identity.accounts a on a.id = s.account_id and not a.is_disabled
    join identity.tenants c on c.id = s.tenant_id and c.state = 'active'
    join public.members m on m.tenant_id = s.tenant_id and m.id = s.member_id and m.account_id = s.account_id and m.state = 'active'
    join public.settings g on g.tenant_id = s.tenant_id
    left join public.roles r on r.tenant_id = m.tenant_id and r.id = m.role_id and r.ended_at is null
    where s.secret_hash = sha256(convert_to(p_secret, 'UTF8')) and s.ended_at is null and s.expires_at > now() and s.last_seen_at + make_interval(secs => s.idle_seconds_max) > now() and s.support_grant_id is null
      -- A session that no provider vouched for is none where the company requires one, whenever and however it was opened. The function, which
      -- costs more than all else of this condition, is asked only where a company requires any.
      and (s.connection_id is not null or not g.policy ? 'ssoDomains' or not scope.needs_provider(g.policy, m.id, m.role, m.email));
  if t is null then
    -- An operator whom the company has let in: while its grant is open, they are an operator still, and read only. The company's own list of
    -- networks is around them too. Asked where no member's session was found, so that nobody else waits for it.
    select s.tenant_id, s.id, s.member_id, s.account_id, 'operator', o.name, o.email, s.factor_at, s.last_seen_at, coalesce(nullif(s.last_ip, ''), s.ip), c.kind, g.name, g.currency, coalesce(a.zone, g.zone), g.locale, g.policy, a.theme, a.shortcuts, c.plan,
        (select string_agg(n.scope || ' ' || n.range, ',') from public.network_rules n where n.tenant_id = s.tenant_id and n.ended_at is null and n.scope = 'company'),
        jsonb_build_object('grant', q.id, 'number', q.number, 'ends', q.ends_at)
      into t, enter.session_id, enter.member_id, enter.account_id, enter.role, enter.name, enter.email, enter.factor_at, enter.seen_at, enter.seen_ip, enter.tenant_kind, enter.company, enter.currency, enter.zone, enter.locale, enter.policy, enter.theme, enter.shortcuts, enter.plan, enter.networks, enter.support
      from identity.sessions s
      join public.support_grants q on q.tenant_id = s.tenant_id and q.id = s.support_grant_id and q.operator_account_id = s.account_id and q.ended_at is null and q.ends_at > now() and q.ends_at <= now() + interval '72 hours'
      join identity.accounts a on a.id = s.account_id and not a.is_disabled
      join identity.tenants c on c.id = s.tenant_id and c.state = 'active' and c.kind = 'company'
      join identity.tenants p on p.kind = 'platform' and p.state = 'active'
      join public.members o on o.tenant_id = p.id and o.id = s.member_id and o.account_id = s.account_id and o.state = 'active' and o.role = 'operator'
      join public.settings g on g.tenant_id = s.tenant_id
      where s.secret_hash = sha256(convert_to(p_secret, 'UTF8')) and s.ended_at is null and s.expires_at > now() and s.last_seen_at + make_interval(secs => s.idle_seconds_max) > now();
    -- Below the code: what this transaction could write, Postgres refuses. It cannot be set back once a query has run.
    if t is not null then perform set_config('transaction_read_only', 'on', true); end if;
  end if;
  if t is null or t is distinct from p_tenant then raise exception 'scope refused' using errcode = '28000', detail = 'no session'; end if;
  perform scope.admit(t, enter.member_id, false);
  return next;
end $$;

-- Door 2, jobs: the tenant is the one stamped on the job when it was enqueued inside that tenant's scope, and the job must be running.
create or replace function scope.enter_job(p_job bigint)
returns table (tenant_id uuid, company text, currency text, zone text, locale text, policy jsonb, plan text)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  enter_job.tenant_id := jobs.tenant_of(p_job);
  if enter_job.tenant_id is null then raise exception 'scope refused' using errcode = '28000', detail = 'no running job'; end if;
  select g.name, g.currency, g.zone, g.locale, g.policy, c.plan
    into enter_job.company, enter_job.currency, enter_job.zone, enter_job.locale, enter_job.policy, enter_job.plan
    from public.settings g join identity.tenants c on c.id = g.tenant_id where g.tenant_id = enter_job.tenant_id;
  perform scope.admit(enter_job.tenant_id, '00000000-0000-0000-0000-000000000000', false);
  return next;
end $$;

-- Door 5, provisioning: a provider's token, which is of one company and one connection. The claimed tenant comes with it, as at door 1.
create or replace function scope.enter_provisioning(p_secret text, p_tenant uuid)
returns table (token_id uuid, connection_id uuid, name text, tenant_id uuid, company text, currency text, zone text, locale text, policy jsonb)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  select k.id, k.connection_id, k.name, k.tenant_id, g.name, g.currency, g.zone, g.locale, g.policy
    into enter_provisioning.token_id, enter_provisioning.connection_id, enter_provisioning.name, enter_provisioning.tenant_id, enter_provisioning.company, enter_provisioning.currency, enter_provisioning.zone, enter_provisioning.locale, enter_provisioning.policy
    from public.scim_tokens k
    join identity.tenants c on c.id = k.tenant_id and c.state = 'active' and c.kind = 'company'
    join public.settings g on g.tenant_id = k.tenant_id
    where k.tenant_id = p_tenant and k.secret_hash = sha256(convert_to(p_secret, 'UTF8')) and k.revoked_at is null and k.expires_at > now();
  if enter_provisioning.token_id is null then raise exception 'scope refused' using errcode = '28000', detail = 'no token'; end if;
  perform scope.admit(p_tenant, '00000000-0000-0000-0000-000000000000', false);
  return next;
end $$;

-- Door 6, programs: a key that a member made. It acts for that member, who must be able to come in at this moment; a key made in a session that
-- no provider vouched for is none where the company requires one, as such a session is none. What it may do is judged by the access core.
create or replace function scope.enter_key(p_secret text, p_tenant uuid)
returns table (key_id uuid, key_name text, key_permissions jsonb, key_networks jsonb, used_at timestamptz, member_id uuid, account_id uuid, role text, name text, email text, tenant_kind text,
  tenant_id uuid, company text, currency text, zone text, locale text, policy jsonb, preset text, grants jsonb, networks text, plan text)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  select k.id, k.name, k.permissions, k.networks, k.last_used_at, m.id, m.account_id, coalesce(r.name, m.role), m.name, m.email, c.kind, k.tenant_id, g.name, g.currency, g.zone, g.locale, g.policy, r.preset, r.grants,
      (select string_agg(n.scope || ' ' || n.range, ',') from public.network_rules n where n.tenant_id = m.tenant_id and n.ended_at is null
        and (n.scope = 'company' or n.member_id = m.id or n.role_id = m.role_id or (n.preset = m.role and m.role_id is null))), c.plan
    into enter_key.key_id, enter_key.key_name, enter_key.key_permissions, enter_key.key_networks, enter_key.used_at, enter_key.member_id, enter_key.account_id, enter_key.role, enter_key.name, enter_key.email, enter_key.tenant_kind, enter_key.tenant_id,
      enter_key.company, enter_key.currency, enter_key.zone, enter_key.locale, enter_key.policy, enter_key.preset, enter_key.grants, enter_key.networks, enter_key.plan
    from public.api_keys k
    join identity.tenants c on c.id = k.tenant_id and c.state = 'active' and c.kind = 'company'
    join public.members m on m.tenant_id = k.tenant_id and m.id = k.member_id and m.state = 'active'
    join identity.accounts a on a.id = m.account_id and not a.is_disabled
    join public.settings g on g.tenant_id = k.tenant_id
    left join public.roles r on r.tenant_id = m.tenant_id and r.id = m.role_id and r.ended_at is null
    where k.tenant_id = p_tenant and k.secret_hash = sha256(convert_to(p_secret, 'UTF8')) and k.revoked_at is null and k.expires_at > now()
      and (not scope.needs_provider(g.policy, m.id, m.role, m.email) or exists (select from public.sso_connections s where s.tenant_id = k.tenant_id and s.id = k.connection_id and s.state = 'on'));
  if enter_key.key_id is null then raise exception 'scope refused' using errcode = '28000', detail = 'no key'; end if;
  perform scope.admit(p_tenant, enter_key.member_id, false);
  return next;
end $$;
-- A server takes a share of what a key may ask in a minute, and hands it out by itself: one write for many requests, and the limit holds for all
-- servers together. No row: the key opens nothing.
create or replace function scope.take_key_share(p_secret text, p_tenant uuid, p_take int, p_most int)
returns table (taken int, remaining int, reset_seconds int)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare k record; t timestamptz := clock_timestamp(); w timestamptz := date_trunc('minute', t); before int;
begin
  select a.id, a.window_at, a.window_count into k from public.api_keys a
    where a.tenant_id = p_tenant and a.secret_hash = sha256(convert_to(p_secret, 'UTF8')) and a.revoked_at is null and a.expires_at > now() for update;
  if k.id is null then return; end if;
  before := case when k.window_at = w then k.window_count else 0 end;
  take_key_share.taken := least(p_take, greatest(p_most - before, 0));
  if take_key_share.taken > 0 then update public.api_keys a set window_at = w, window_count = before + take_key_share.taken where a.tenant_id = p_tenant and a.id = k.id; end if;
  take_key_share.remaining := p_most - before - take_key_share.taken;
  take_key_share.reset_seconds := greatest(1, ceil(extract(epoch from w + interval '1 minute' - t)))::int;
  return next;
end $$;
-- When a key was used last, and from where: at most once a minute, beside the request.
create or replace function scope.touch_key(p_secret text, p_tenant uuid, p_ip text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.api_keys k set last_used_at = now(), last_used_ip = p_ip where k.tenant_id = p_tenant and k.secret_hash = sha256(convert_to(p_secret, 'UTF8')) and k.revoked_at is null
    and (k.last_used_at is null or k.last_used_at < now() - interval '1 minute');
end $$;
-- The companies that let this operator in at present: what they said, and no more of them.
create or replace function scope.own_support_grants() returns table (tenant_id uuid, company text, id uuid, number text, reason text, granted_at timestamptz, ends_at timestamptz, entered_at timestamptz, last_used_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query select q.tenant_id, c.name, q.id, q.number, q.reason, q.granted_at, q.ends_at, q.entered_at, q.last_used_at
    from public.members o join identity.tenants p on p.id = o.tenant_id and p.kind = 'platform' join public.support_grants q on q.operator_account_id = o.account_id and q.ended_at is null and q.ends_at > now()
    join identity.tenants c on c.id = q.tenant_id and c.state = 'active' where o.tenant_id = scope.tenant() and o.id = scope.actor() and o.state = 'active' and o.role = 'operator' order by q.ends_at;
end $$;
-- Whom a company can let in: an operator, by their address and within a company's scope.
create or replace function scope.find_operator(p_email text) returns table (account_id uuid, name text, email text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if scope.tenant() is null then raise exception 'scope refused' using errcode = '28000', detail = 'needs a scope'; end if;
  return query select o.account_id, o.name, a.email from identity.accounts a join public.members o on o.account_id = a.id and o.state = 'active' and o.role = 'operator'
    join identity.tenants p on p.id = o.tenant_id and p.kind = 'platform' where a.email = p_email and not a.is_disabled;
end $$;
-- That an operator looked, for those whom it is shown to.
create or replace function scope.touch_support(p_grant uuid) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.support_grants q set last_used_at = now() where q.tenant_id = scope.tenant() and q.id = p_grant;
end $$;
-- How much of what plans bound or close a company uses: numbers for the operator who changes its plan, and nothing of what they count.
create or replace function scope.use_of(p_tenant uuid) returns table (members int, connections int, api_keys int, roles int, tokens int)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (select from identity.tenants t where t.id = scope.tenant() and t.kind = 'platform') then raise exception 'scope refused' using errcode = '28000', detail = 'not the platform'; end if;
  return query select (select count(*)::int from public.members m where m.tenant_id = p_tenant and m.state <> 'ended'), (select count(*)::int from public.sso_connections s where s.tenant_id = p_tenant),
    (select count(*)::int from public.api_keys k where k.tenant_id = p_tenant and k.revoked_at is null and k.expires_at > now()), (select count(*)::int from public.roles r where r.tenant_id = p_tenant and r.ended_at is null),
    (select count(*)::int from public.scim_tokens k where k.tenant_id = p_tenant and k.revoked_at is null and k.expires_at > now());
end $$;
-- Which provider vouched for the session of whoever acts.
create or replace function scope.vouched_by(p_session uuid) returns uuid
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return (select s.connection_id from identity.sessions s where s.id = p_session and s.tenant_id = scope.tenant() and s.member_id = scope.actor());
end $$;

-- Door 3, sign-in: before a session exists, the login app_auth records what happens in the tenant of the attempted identity. It may cross
-- from one membership of an account to the next inside one transaction.
create or replace function scope.enter_sign_in(p_tenant uuid, p_member uuid) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform scope.admit(p_tenant, coalesce(p_member, '00000000-0000-0000-0000-000000000000'), true);
end $$;

-- Door 4, the platform's own acts (first run, restore, schedules, seeding): one tenant per transaction, by a login that requests never hold.
create or replace function scope.enter_as_platform(p_tenant uuid, p_actor uuid)
returns table (tenant_id uuid, company text, currency text, zone text, locale text, policy jsonb)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform scope.admit(p_tenant, coalesce(p_actor, '00000000-0000-0000-0000-000000000000'), false);
  enter_as_platform.tenant_id := p_tenant;
  select g.name, g.currency, g.zone, g.locale, g.policy into enter_as_platform.company, enter_as_platform.currency, enter_as_platform.zone, enter_as_platform.locale, enter_as_platform.policy
    from public.settings g where g.tenant_id = p_tenant;
  return next;
end $$;

-- Takes the proof of a second factor for one act, in the act's own transaction; each proof serves once and for five minutes.
create or replace function scope.take_proof(p_secret text, p_act text) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare n int;
begin
  update identity.proofs p set used_at = now() from identity.sessions s
    where s.id = p.session_id and s.secret_hash = sha256(convert_to(p_secret, 'UTF8')) and s.member_id = scope.actor()
      and p.act = p_act and p.used_at is null and p.proven_at > now() - interval '5 minutes';
  get diagnostics n = row_count;
  return n > 0;
end $$;

revoke all on all functions in schema scope from public;
grant execute on function scope.tenant(), scope.actor() to app_rw, app_auth, app_worker, app_platform, app_owner, app_jobs;
grant execute on function scope.enter(text, uuid), scope.enter_provisioning(text, uuid), scope.enter_key(text, uuid), scope.take_key_share(text, uuid, int, int), scope.touch_key(text, uuid, text), scope.vouched_by(uuid), scope.use_of(uuid), scope.own_support_grants(), scope.find_operator(text), scope.take_proof(text, text) to app_rw;
grant execute on function scope.enter_job(bigint) to app_worker;
grant execute on function scope.enter_sign_in(uuid, uuid), scope.needs_provider(jsonb, uuid, text, text), scope.touch_support(uuid) to app_auth;
grant execute on function scope.enter_as_platform(uuid, uuid) to app_platform;
reset role;
