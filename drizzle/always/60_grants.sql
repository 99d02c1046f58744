-- Every right of every login, in one place; run after each migration. The catalog test compares the database with the same lists.
do $$
declare
  t record;
  -- Facts: added, never changed. Everything else may be updated; rows are deleted from the named few only.
  facts text[] := array['audit_events', 'journal_entries', 'postings', 'work_records', 'award_records', 'payout_approvals', 'award_runs', 'import_refusals', 'mappings', 'files', 'file_slices'];
  sealed text[] := array['audit_leaves', 'audit_tiles', 'audit_trees', 'audit_checkpoints', 'audit_words'];
  deletable text[] := array['notification_choices', 'crew_members', 'import_keys', 'sso_group_roles', 'scim_group_members', 'api_answers', 'sign_ins'];
  signed_in text[] := array['members', 'settings', 'notifications', 'notification_choices', 'counters', 'recoveries', 'sso_identities', 'sso_tests'];
  r text;
begin
  for t in select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition order by 1 loop
    execute format('alter table public.%I enable row level security', t.relname);
    execute format('alter table public.%I force row level security', t.relname);
    execute format('revoke all on public.%I from public, app_rw, app_auth, app_worker, app_sealer, app_platform, app_backup', t.relname);
    foreach r in array array['app_rw', 'app_worker', 'app_platform'] loop
      execute format('grant select on public.%I to %I', t.relname, r);
      if not t.relname = any (sealed) then execute format('grant insert on public.%I to %I', t.relname, r); end if;
      if not t.relname = any (facts || sealed || array['audit_personal', 'ledger_accounts']) then execute format('grant update on public.%I to %I', t.relname, r); end if;
      if t.relname = any (deletable) then execute format('grant delete on public.%I to %I', t.relname, r); end if;
    end loop;
    if t.relname = any (signed_in) then execute format('grant select, insert, update on public.%I to app_auth', t.relname); end if;
    if t.relname in ('audit_events', 'audit_personal') then execute format('grant select, insert on public.%I to app_auth', t.relname); end if;
    if t.relname in ('sso_connections', 'sso_certificates', 'sso_group_roles', 'sso_clients', 'sso_signing_keys', 'scim_tokens', 'scim_users', 'support_grants') then execute format('grant select on public.%I to app_auth', t.relname); end if;
    if t.relname = any (sealed) then
      execute format('grant select, insert, update on public.%I to app_sealer', t.relname);
      execute format('drop policy if exists %I on public.%I', t.relname || '_sealer', t.relname);
      execute format('create policy %I on public.%I as permissive for all to app_sealer using (true) with check (true)', t.relname || '_sealer', t.relname);
    end if;
    if t.relname in ('audit_events', 'audit_personal') then
      execute format('grant select on public.%I to app_sealer', t.relname);
      execute format('drop policy if exists %I on public.%I', t.relname || '_sealer', t.relname);
      execute format('create policy %I on public.%I as permissive for select to app_sealer using (true)', t.relname || '_sealer', t.relname);
    end if;
    -- A backup is one snapshot of everything, read only.
    execute format('grant select on public.%I to app_backup', t.relname);
    execute format('drop policy if exists %I on public.%I', t.relname || '_backup', t.relname);
    execute format('create policy %I on public.%I as permissive for select to app_backup using (true)', t.relname || '_backup', t.relname);
  end loop;
  for t in select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relispartition and c.relkind = 'r' loop
    execute format('revoke all on public.%I from public, app_rw, app_auth, app_worker, app_sealer, app_platform, app_backup', t.relname);
  end loop;
end $$;
-- Balances move by the ledger's trigger only.
grant update (name, floor_minor) on public.ledger_accounts to app_rw, app_worker, app_platform;
drop policy if exists ledger_accounts_carry on public.ledger_accounts;
create policy ledger_accounts_carry on public.ledger_accounts as permissive for all to app_owner using (tenant_id = (select scope.tenant())) with check (tenant_id = (select scope.tenant()));
-- Tallies move by the trigger on payouts only. It writes for the tenant of the rows that were let through to it.
revoke insert, update on public.payout_tallies from app_rw, app_worker, app_platform;
drop policy if exists payout_tallies_carry on public.payout_tallies;
create policy payout_tallies_carry on public.payout_tallies as permissive for all to app_owner using (true) with check (true);
-- Those of members, likewise.
revoke insert, update on public.member_tallies from app_rw, app_worker, app_platform;
drop policy if exists member_tallies_carry on public.member_tallies;
create policy member_tallies_carry on public.member_tallies as permissive for all to app_owner using (true) with check (true);
-- Erasing a person's plain values keeps every proof; deleting the row is the only way to change it.
grant delete on public.audit_personal to app_rw, app_worker, app_platform;
-- The doors read who belongs where, before any scope exists.
grant usage on schema identity to scope_keeper, app_auth, app_platform, app_backup;
grant select on identity.sessions, identity.accounts, identity.tenants to scope_keeper;
grant select, update on identity.proofs to scope_keeper;
grant select on public.members, public.settings, public.delegations, public.roles, public.network_rules, public.scim_tokens, public.access_requests, public.sso_connections, public.api_keys, public.support_grants to scope_keeper;
-- That an operator came in, and looked at something last.
grant update (last_used_at) on public.support_grants to scope_keeper;
grant update (entered_at, last_used_at) on public.support_grants to app_auth;
-- What a key was used for last, and how often in this minute, is written by its door before a scope exists.
grant update (last_used_at, last_used_ip, window_at, window_count) on public.api_keys to scope_keeper;
grant select on public.roles, public.network_rules, public.access_requests to app_auth;
-- A token that is over is told to its company among the last requests.
grant select, insert, update on public.scim_requests to app_auth;
grant update (requests) on public.scim_tokens to app_auth;
drop policy if exists members_doors on public.members;
create policy members_doors on public.members as permissive for select to scope_keeper, app_auth using (true);
-- A provider's answer names its connection before any scope exists.
drop policy if exists sso_connections_doors on public.sso_connections;
create policy sso_connections_doors on public.sso_connections as permissive for select to scope_keeper, app_auth using (true);
drop policy if exists settings_doors on public.settings;
create policy settings_doors on public.settings as permissive for select to scope_keeper, app_auth using (true);
drop policy if exists roles_doors on public.roles;
create policy roles_doors on public.roles as permissive for select to scope_keeper, app_auth using (true);
drop policy if exists network_rules_doors on public.network_rules;
create policy network_rules_doors on public.network_rules as permissive for select to scope_keeper, app_auth using (true);
drop policy if exists scim_tokens_doors on public.scim_tokens;
create policy scim_tokens_doors on public.scim_tokens as permissive for select to scope_keeper using (true);
drop policy if exists api_keys_doors on public.api_keys;
create policy api_keys_doors on public.api_keys as permissive for select to scope_keeper using (true);
drop policy if exists api_keys_used on public.api_keys;
create policy api_keys_used on public.api_keys as permissive for update to scope_keeper using (true) with check (true);
drop policy if exists delegations_doors on public.delegations;
create policy delegations_doors on public.delegations as permissive for select to scope_keeper using (true);
drop policy if exists support_grants_doors on public.support_grants;
create policy support_grants_doors on public.support_grants as permissive for select to scope_keeper using (true);
drop policy if exists support_grants_used on public.support_grants;
create policy support_grants_used on public.support_grants as permissive for update to scope_keeper using (true) with check (true);
drop policy if exists access_requests_doors on public.access_requests;
-- What was given for a time is judged at sign-in too: it may ask for a passkey, and forbid a text message.
create policy access_requests_doors on public.access_requests as permissive for select to scope_keeper, app_auth using (true);
grant select, insert, update, delete on all tables in schema identity to app_auth;
grant select on all tables in schema identity to app_backup;
grant select on identity.tenants, identity.installation to app_platform;
grant update on identity.installation to app_platform;
grant select, insert, update on identity.outbox to app_platform;
