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
revoke all on all functions in schema platform from public;
grant execute on function platform.send_mail(uuid, text, text, text, text), platform.end_member_sessions(uuid, text) to app_rw, app_worker, app_auth, app_platform;
reset role;
