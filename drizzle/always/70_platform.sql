-- What a tenant's act may do beyond its own tables, each one function with one purpose.
set role app_owner;
-- Mail is written with the act that causes it; only the delivering side can read it again.
create or replace function platform.send_mail(p_id uuid, p_to text, p_subject text, p_body text, p_kind text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if scope.tenant() is null then raise exception 'mail needs a scope' using errcode = '28000'; end if;
  insert into identity.outbox (id, tenant_id, to_address, subject, body, kind) values (p_id, scope.tenant(), p_to, p_subject, p_body, p_kind);
end $$;
-- A member who is suspended, ended or given another role loses every session at once, in the same transaction.
create or replace function platform.end_member_sessions(p_member uuid, p_reason text) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare n int;
begin
  if scope.tenant() is null then raise exception 'needs a scope' using errcode = '28000'; end if;
  update identity.sessions set ended_at = now(), ended_reason = p_reason where tenant_id = scope.tenant() and member_id = p_member and ended_at is null;
  get diagnostics n = row_count;
  return n;
end $$;
-- Whoever the company lets in no more is out at the next request; the rows say so at once.
create or replace function platform.end_support_sessions(p_grant uuid, p_reason text) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare n int;
begin
  if scope.tenant() is null then raise exception 'needs a scope' using errcode = '28000'; end if;
  update identity.sessions set ended_at = now(), ended_reason = p_reason where tenant_id = scope.tenant() and support_grant_id = p_grant and ended_at is null;
  get diagnostics n = row_count;
  return n;
end $$;
-- One session alone, as when an alert was raised over it.
create or replace function platform.end_member_session(p_member uuid, p_session uuid, p_reason text) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare n int;
begin
  if scope.tenant() is null then raise exception 'needs a scope' using errcode = '28000'; end if;
  update identity.sessions set ended_at = now(), ended_reason = p_reason where id = p_session and tenant_id = scope.tenant() and member_id = p_member and ended_at is null and expires_at > now() and last_seen_at + make_interval(secs => idle_seconds_max) > now();
  get diagnostics n = row_count;
  return n;
end $$;
-- Which of these sessions of the company are alive.
create or replace function platform.alive_sessions(p_sessions uuid[]) returns setof uuid
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if scope.tenant() is null then raise exception 'needs a scope' using errcode = '28000'; end if;
  return query select s.id from identity.sessions s where s.id = any (p_sessions) and s.tenant_id = scope.tenant() and s.ended_at is null and s.expires_at > now() and s.last_seen_at + make_interval(secs => s.idle_seconds_max) > now();
end $$;
-- An invitation: one token for the mail, one that the inviter is shown once. Only their hashes arrive here.
create or replace function platform.issue_invitation(p_member uuid, p_email text, p_mailed_id uuid, p_mailed bytea, p_shown_id uuid, p_shown bytea, p_expires timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare sent record;
begin
  if scope.tenant() is null then raise exception 'needs a scope' using errcode = '28000'; end if;
  update identity.links set used_at = now() where purpose = 'invite' and tenant_id = scope.tenant() and member_id = p_member and used_at is null;
  if p_mailed is null then return; end if;
  -- Each is a mail with words of the company's choice to an address of its choice.
  select count(*) as everybody, count(*) filter (where l.email = p_email) as address into sent
    from identity.links l where l.tenant_id = scope.tenant() and l.purpose = 'invite' and l.data ->> 'via' = 'mail' and l.created_at > now() - interval '1 hour';
  if sent.address >= 4 then raise exception 'invited too often' using errcode = '54000', constraint = 'invitations_to_address'; end if;
  if sent.everybody >= 200 then raise exception 'invited too many' using errcode = '54000', constraint = 'invitations_of_company'; end if;
  insert into identity.links (id, purpose, token_hash, tenant_id, member_id, email, data, expires_at) values
    (p_mailed_id, 'invite', p_mailed, scope.tenant(), p_member, p_email, '{"via":"mail"}', p_expires), (p_shown_id, 'invite', p_shown, scope.tenant(), p_member, p_email, '{"via":"shown"}', p_expires);
end $$;
-- The link by which a person whose recovery was agreed comes back in: it works after a day and not for long.
create or replace function platform.issue_recovery(p_id uuid, p_account uuid, p_hash bytea, p_recovery uuid, p_also_password boolean, p_not_before timestamptz, p_expires timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if scope.tenant() is null then raise exception 'needs a scope' using errcode = '28000'; end if;
  insert into identity.links (id, purpose, token_hash, account_id, tenant_id, data, not_before, expires_at)
    values (p_id, 'recover', p_hash, p_account, scope.tenant(), jsonb_build_object('recovery', p_recovery, 'alsoPassword', p_also_password), p_not_before, p_expires);
end $$;
-- A refused recovery: its link is void and the person may ask again.
create or replace function platform.void_recovery(p_account uuid) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if scope.tenant() is null then raise exception 'needs a scope' using errcode = '28000'; end if;
  update identity.links set used_at = now() where purpose = 'recover' and account_id = p_account and tenant_id = scope.tenant() and used_at is null;
  update identity.flows set ended_at = now() where kind = 'recover' and step = 'asked' and account_id = p_account and tenant_id = scope.tenant() and ended_at is null;
end $$;
-- How members of this company prove themselves and when they were last here; nothing of accounts that never signed in to it.
-- Of the accounts that are asked for, or of all: a page of a list must not cost what the whole company does.
drop function if exists platform.member_facts();
create or replace function platform.member_facts(p_accounts uuid[]) returns table (account_id uuid, factors text, backup_codes int, sessions int, last_seen_at timestamptz, email_verified boolean)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if scope.tenant() is null then raise exception 'needs a scope' using errcode = '28000'; end if;
  -- Asked for all, they are read by company; for a page of the list, by account, however many the company has.
  p_accounts := coalesce(p_accounts, array(select distinct o.account_id from identity.sessions o where o.tenant_id = scope.tenant()));
  return query
    select s.account_id, (select string_agg(f.kind, ' ' order by f.kind) from identity.factors f where f.account_id = s.account_id and f.confirmed_at is not null and f.removed_at is null),
      (select count(*)::int from identity.backup_codes b where b.account_id = s.account_id and b.used_at is null and b.replaced_at is null),
      (count(*) filter (where s.ended_at is null and s.expires_at > now() and s.last_seen_at + make_interval(secs => s.idle_seconds_max) > now()))::int, max(s.last_seen_at), bool_or(a.email_verified_at is not null)
    from identity.sessions s join identity.accounts a on a.id = s.account_id where s.tenant_id = scope.tenant() and s.account_id = any (p_accounts) group by s.account_id;
end $$;

-- From where the open sessions of this company's members were last used: who would be kept out by a list of networks.
create or replace function platform.member_addresses() returns table (member_id uuid, ip text, last_seen_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if scope.tenant() is null then raise exception 'needs a scope' using errcode = '28000'; end if;
  return query select s.member_id, coalesce(nullif(s.last_ip, ''), s.ip), s.last_seen_at from identity.sessions s
    where s.tenant_id = scope.tenant() and s.support_grant_id is null and s.ended_at is null and s.expires_at > now() and s.last_seen_at + make_interval(secs => s.idle_seconds_max) > now() order by s.last_seen_at desc;
end $$;

-- Who of this company could come in by password and factor, and how many sessions are open that no provider vouched for. Nothing of accounts
-- that never signed in to it.
create or replace function platform.password_ways() returns table (member_id uuid, account_id uuid, has_password boolean, has_factor boolean, sessions int)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if scope.tenant() is null then raise exception 'needs a scope' using errcode = '28000'; end if;
  return query
    select s.member_id, a.id, a.password_hash is not null, exists (select from identity.factors f where f.account_id = a.id and f.confirmed_at is not null and f.removed_at is null),
      (count(*) filter (where s.connection_id is null and s.ended_at is null and s.expires_at > now() and s.last_seen_at + make_interval(secs => s.idle_seconds_max) > now()))::int
    from identity.sessions s join identity.accounts a on a.id = s.account_id where s.tenant_id = scope.tenant() and s.support_grant_id is null group by s.member_id, a.id;
end $$;
-- A required provider ends what was opened without it, in the same transaction. Answers how many sessions were alive.
create or replace function platform.end_password_sessions(p_members uuid[], p_reason text) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare n int;
begin
  if scope.tenant() is null then raise exception 'needs a scope' using errcode = '28000'; end if;
  with ended as (
    update identity.sessions s set ended_at = now(), ended_reason = p_reason where s.tenant_id = scope.tenant() and s.member_id = any (p_members) and s.connection_id is null and s.ended_at is null
      returning s.expires_at > now() and s.last_seen_at + make_interval(secs => s.idle_seconds_max) > now() as was_alive)
  select count(*) filter (where was_alive) into n from ended;
  return n;
end $$;

-- The name of a company stands where sign-in can read it before any scope exists.
create or replace function platform.rename_company(p_name text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if scope.tenant() is null then raise exception 'needs a scope' using errcode = '28000'; end if;
  update identity.tenants set name = p_name where id = scope.tenant();
end $$;
-- A mail domain belongs to the company that proved it first; the others are told that it is taken, not by whom.
create or replace function platform.claim_domain(p_name text, p_domain uuid) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if scope.tenant() is null then raise exception 'needs a scope' using errcode = '28000'; end if;
  insert into identity.proven_domains (name, tenant_id, domain_id) values (p_name, scope.tenant(), p_domain) on conflict (name) do nothing;
  return exists (select from identity.proven_domains d where d.name = p_name and d.tenant_id = scope.tenant());
end $$;
create or replace function platform.release_domain(p_name text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if scope.tenant() is null then raise exception 'needs a scope' using errcode = '28000'; end if;
  delete from identity.proven_domains d where d.name = p_name and d.tenant_id = scope.tenant();
end $$;
-- The account of a person whom the company's own provider names, found or made without a password, by addresses at the company's own domains only.
-- Nothing of an account that exists is changed. For provisioning alone: no member's scope gets an answer.
create or replace function platform.provisioned_account(p_id uuid, p_email text, p_name text) returns table (account_id uuid, was_there boolean, is_closed boolean, is_proven boolean)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if scope.tenant() is null or scope.actor() is not null then raise exception 'needs the scope of provisioning' using errcode = '28000'; end if;
  if not exists (select from identity.proven_domains d where d.name = substring(p_email from '[^@]*$') and d.tenant_id = scope.tenant()) then return; end if;
  if p_id is not null then insert into identity.accounts (id, email, email_verified_at, name) values (p_id, p_email, now(), p_name) on conflict (email) do nothing; end if;
  return query select a.id, a.id is distinct from p_id, a.is_disabled, a.email_verified_at is not null from identity.accounts a where a.email = p_email;
end $$;
-- Shorter sessions count for the open ones at once; longer ones only for those that begin later.
create or replace function platform.shorten_sessions(p_crew uuid[], p_office_idle int, p_office_max int, p_crew_idle int, p_crew_max int) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare n int;
begin
  if scope.tenant() is null then raise exception 'needs a scope' using errcode = '28000'; end if;
  update identity.sessions s set
      idle_seconds_max = least(s.idle_seconds_max, case when s.member_id = any (p_crew) then p_crew_idle else p_office_idle end),
      expires_at = least(s.expires_at, s.created_at + make_interval(secs => case when s.member_id = any (p_crew) then p_crew_max else p_office_max end))
    where s.tenant_id = scope.tenant() and s.ended_at is null;
  get diagnostics n = row_count;
  return n;
end $$;

-- What the operator sees of companies: that they exist, never what is in them. Answers inside the platform's own tenant only.
create or replace function platform.demand_operator() returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (select from identity.tenants t where t.id = scope.tenant() and t.kind = 'platform') then raise exception 'not the platform' using errcode = '28000'; end if;
end $$;
do $$
begin                                                                  -- a function's answer cannot grow; the older shape goes first
  if exists (select from pg_proc where pronamespace = 'platform'::regnamespace and proname = 'companies' and not 'plan' = any (proargnames)) then drop function platform.companies(); end if;
end $$;
create or replace function platform.companies() returns table (id uuid, name text, slug text, state text, created_at timestamptz, accounts int, sessions int, last_seen_at timestamptz, plan text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform platform.demand_operator();
  return query
    select t.id, t.name, t.slug, t.state, t.created_at, count(distinct s.account_id)::int,
      (count(s.id) filter (where s.ended_at is null and s.expires_at > now() and s.last_seen_at + make_interval(secs => s.idle_seconds_max) > now()))::int, max(s.last_seen_at), t.plan
    from identity.tenants t left join identity.sessions s on s.tenant_id = t.id and s.support_grant_id is null where t.kind = 'company' group by t.id;
end $$;
create or replace function platform.company_invitations() returns table (id uuid, company text, email text, created_at timestamptz, expires_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform platform.demand_operator();
  return query select distinct on (l.data ->> 'invitation') (l.data ->> 'invitation')::uuid, l.data ->> 'company', l.email, l.created_at, l.expires_at from identity.links l
    where l.purpose = 'setup' and l.data ->> 'kind' = 'company' and l.used_at is null and l.expires_at > now() order by l.data ->> 'invitation', l.created_at;
end $$;
create or replace function platform.issue_company_invitation(p_invitation uuid, p_company text, p_email text, p_mailed_id uuid, p_mailed bytea, p_shown_id uuid, p_shown bytea, p_expires timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare facts jsonb := jsonb_build_object('kind', 'company', 'company', p_company, 'invitation', p_invitation);
begin
  perform platform.demand_operator();
  insert into identity.links (id, purpose, token_hash, email, data, expires_at) values
    (p_mailed_id, 'setup', p_mailed, p_email, facts || '{"via":"mail"}', p_expires), (p_shown_id, 'setup', p_shown, p_email, facts || '{"via":"shown"}', p_expires);
end $$;
create or replace function platform.withdraw_company_invitation(p_invitation uuid) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare company text;
begin
  perform platform.demand_operator();
  with gone as (update identity.links l set used_at = now() where l.purpose = 'setup' and l.data ->> 'invitation' = p_invitation::text and l.used_at is null returning l.data ->> 'company' as name)
    select min(gone.name) into company from gone;
  return company;
end $$;
-- Mail on its way. Bodies hold links that sign people in, so the product shows them outside production only.
drop function if exists platform.outbox(timestamptz, int, uuid);
create or replace function platform.outbox(p_q text, p_state text, p_at timestamptz, p_at_id uuid, p_rising boolean, p_limit int) returns table (id uuid, company text, to_address text, subject text, body text, kind text, created_at timestamptz, sent_at timestamptz, failed_at timestamptz, attempts int, last_error text, channel text, sealed bytea)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform platform.demand_operator();
  return query select o.id, t.name, o.to_address, o.subject, ''::text, o.kind, o.created_at, o.sent_at, o.failed_at, o.attempts, o.last_error, o.channel, null::bytea
    from identity.outbox o left join identity.tenants t on t.id = o.tenant_id
    where (p_q is null or strpos(lower(o.subject), lower(p_q)) > 0 or strpos(lower(o.to_address), lower(p_q)) > 0 or strpos(lower(t.name), lower(p_q)) > 0)
      and (p_state is null or p_state = case when o.sent_at is not null then 'sent' when o.failed_at is not null then 'given_up' else 'waiting' end)
      and (p_at is null or case when p_rising then (o.created_at, o.id) > (p_at, p_at_id) else (o.created_at, o.id) < (p_at, p_at_id) end)
    order by case when p_rising then o.created_at end, case when p_rising then o.id end, o.created_at desc, o.id desc limit least(p_limit, 1001);
end $$;
create or replace function platform.mail(p_id uuid) returns table (id uuid, company text, to_address text, subject text, body text, kind text, created_at timestamptz, sent_at timestamptz, failed_at timestamptz, attempts int, last_error text, channel text, sealed bytea)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform platform.demand_operator();
  return query select o.id, t.name, o.to_address, o.subject, o.body, o.kind, o.created_at, o.sent_at, o.failed_at, o.attempts, o.last_error, o.channel, o.sealed
    from identity.outbox o left join identity.tenants t on t.id = o.tenant_id where o.id = p_id;
end $$;
create or replace function platform.health() returns table (is_paused boolean, paused_reason text, mail_waiting int, mail_failed int, sessions int, server_version text, database_bytes bigint, setup_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform platform.demand_operator();
  return query select i.is_paused, i.paused_reason, (select count(*)::int from identity.outbox o where o.sent_at is null and o.failed_at is null), (select count(*)::int from identity.outbox o where o.failed_at is not null and o.channel = 'mail'),
    (select count(*)::int from identity.sessions s where s.ended_at is null and s.expires_at > now() and s.last_seen_at + make_interval(secs => s.idle_seconds_max) > now()),
    current_setting('server_version'), (select sum(pg_total_relation_size(c.oid))::bigint from pg_class c where c.relnamespace in ('public'::regnamespace, 'identity'::regnamespace) and c.relkind = 'r'), i.setup_at from identity.installation i;
end $$;
-- Whether it stands still after a restore: said on every page of whoever would wait for money or mail. A fact of the installation, of no company.
create or replace function platform.is_paused() returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$ select i.is_paused from identity.installation i $$;
create or replace function platform.resume_installation() returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare n int;
begin
  perform platform.demand_operator();
  update identity.installation set is_paused = false, paused_reason = null, updated_at = now() where is_paused;
  get diagnostics n = row_count;
  return n > 0;
end $$;
-- Reports of strangers about the installation's own safety, and the act that stops their clock. Taken once: a second one finds nothing.
create or replace function platform.vulnerability_reports(p_id uuid) returns table (id uuid, reference text, reporter_name text, reporter_email text, what text, place text, severity text, details text, due_at timestamptz, acknowledged_at timestamptz, acknowledged_by text, answer text, created_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform platform.demand_operator();
  return query select r.id, r.reference, r.reporter_name, r.reporter_email, r.what, r.place, r.severity, r.details, r.due_at, r.acknowledged_at, r.acknowledged_by, r.answer, r.created_at
    from identity.vulnerability_reports r where p_id is null or r.id = p_id;
end $$;
create or replace function platform.acknowledge_report(p_id uuid, p_by text, p_answer text, p_at timestamptz) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare n int;
begin
  perform platform.demand_operator();
  update identity.vulnerability_reports r set acknowledged_at = p_at, acknowledged_by = p_by, answer = p_answer where r.id = p_id and r.acknowledged_at is null;
  get diagnostics n = row_count;
  return n = 1;
end $$;
-- A copy made from a backup must not pay anybody a second time: until the operator resumes, no batch leaves.
create or replace function platform.refuse_while_paused() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if (select is_paused from identity.installation) then
    raise exception 'the installation is paused' using errcode = '55000', constraint = 'installation_paused';
  end if;
  return new;
end $$;
create or replace trigger batches_paused before update of state on public.batches for each row when (new.state = 'released' and old.state <> 'released') execute function platform.refuse_while_paused();
revoke all on all functions in schema platform from public;
grant execute on function platform.provisioned_account(uuid, text, text) to app_rw, app_worker;
grant execute on function platform.end_member_session(uuid, uuid, text), platform.alive_sessions(uuid[]) to app_rw;
grant execute on function platform.claim_domain(text, uuid), platform.release_domain(text) to app_rw, app_worker;
grant execute on function platform.send_mail(uuid, text, text, text, text), platform.end_member_sessions(uuid, text) to app_rw, app_worker, app_auth, app_platform;
grant execute on function platform.issue_invitation(uuid, text, uuid, bytea, uuid, bytea, timestamptz), platform.issue_recovery(uuid, uuid, bytea, uuid, boolean, timestamptz, timestamptz), platform.member_facts(uuid[]), platform.member_addresses(), platform.password_ways(), platform.end_password_sessions(uuid[], text), platform.void_recovery(uuid), platform.end_support_sessions(uuid, text), platform.rename_company(text), platform.shorten_sessions(uuid[], int, int, int, int), platform.companies(),
  platform.company_invitations(), platform.issue_company_invitation(uuid, text, text, uuid, bytea, uuid, bytea, timestamptz), platform.withdraw_company_invitation(uuid), platform.outbox(text, text, timestamptz, uuid, boolean, int), platform.mail(uuid), platform.health(), platform.is_paused(), platform.resume_installation(),
  platform.vulnerability_reports(uuid), platform.acknowledge_report(uuid, text, text, timestamptz) to app_rw;
grant execute on function platform.member_addresses(), platform.member_facts(uuid[]) to app_platform;
grant execute on function platform.member_facts(uuid[]) to app_worker; -- a review that is opened anew freezes them
reset role;
