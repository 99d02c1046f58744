-- The audit log defends itself below the application: what the database knows better than the caller, it writes itself; nothing is ever
-- changed or removed through these tables.
set role app_owner;
create sequence if not exists audit.seq;
create or replace function audit.stamp() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare ms bigint;
begin
  new.seq := nextval('audit.seq');
  new.xid := pg_current_xact_id()::text::bigint;                       -- a forged low xid would slip under the sealer's horizon
  new.at := clock_timestamp();
  new.created_at := new.at;
  -- Pages and searches go by the id, whose first 48 bits are its moment (RFC 9562): one of another time would be sealed and never seen. It is
  -- made by the caller, a moment ago and by another clock; lib/audit/find-events.ts allows for the same hour.
  ms := ('x' || translate(substr(new.id::text, 1, 13), '-', ''))::bit(48)::bigint;
  if abs(extract(epoch from new.at) * 1000 - ms) > 3600000 then
    raise exception 'the id of an audit event is of another time' using errcode = '42501';
  end if;
  new.actor_id := scope.actor();                                       -- injected SQL cannot write a false actor
  return new;
end $$;
create or replace function audit.refuse() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception 'audit events are only ever added' using errcode = '42501';
end $$;
create or replace trigger audit_events_stamp before insert on public.audit_events for each row execute function audit.stamp();
create or replace trigger audit_events_fixed before update or delete on public.audit_events for each row execute function audit.refuse();
create or replace trigger audit_events_whole before truncate on public.audit_events for each statement execute function audit.refuse();

-- One partition a month, by the time in the UUIDv7; made three months ahead, the default catches what no month holds.
create or replace function audit.ensure_partitions(p_from timestamptz) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare m timestamptz; low text; high text; made int := 0; label text;
begin
  for n in 0..3 loop
    m := date_trunc('month', p_from at time zone 'UTC') at time zone 'UTC' + make_interval(months => n);
    label := 'audit_events_' || to_char(m at time zone 'UTC', 'YYYY_MM');
    if to_regclass('public.' || label) is null then
      low := lpad(to_hex((extract(epoch from m) * 1000)::bigint), 12, '0');
      high := lpad(to_hex((extract(epoch from (m at time zone 'UTC' + interval '1 month') at time zone 'UTC') * 1000)::bigint), 12, '0');
      execute format('create table public.%I partition of public.audit_events for values from (%L) to (%L)', label,
        substr(low, 1, 8) || '-' || substr(low, 9) || '-0000-0000-000000000000', substr(high, 1, 8) || '-' || substr(high, 9) || '-0000-0000-000000000000');
      execute format('alter table public.%I enable row level security', label);
      execute format('alter table public.%I force row level security', label);
      made := made + 1;
    end if;
  end loop;
  return made;
end $$;
create table if not exists public.audit_events_default partition of public.audit_events default;
alter table public.audit_events_default enable row level security;
alter table public.audit_events_default force row level security;
select audit.ensure_partitions(now());

-- How far the sealer has come (one row for the installation): all transactions below the horizon are sealed.
create table if not exists audit.horizon (one boolean primary key default true check (one), next_xid bigint not null, system_identifier text not null default '', epoch int not null default 1, sealed_at timestamptz not null default now());
insert into audit.horizon (next_xid) values (0) on conflict do nothing;
-- What the sealer noticed and may not write itself: the worker turns each into an event of the tenant's log.
create table if not exists audit.notices (id bigint generated always as identity primary key, tenant_id uuid not null, kind text not null check (kind in ('rewound', 'broken')), detail text not null, at timestamptz not null default now(), recorded_at timestamptz);
grant select, insert on audit.notices to app_sealer;
grant select, update (recorded_at) on audit.notices to app_platform;
grant select, update on audit.horizon to app_sealer;
grant select on audit.horizon to app_rw, app_platform, app_worker;
revoke all on all functions in schema audit from public;
grant execute on function audit.ensure_partitions(timestamptz) to app_platform, app_worker, app_sealer;
reset role;
