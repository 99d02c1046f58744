-- Balanced by construction and checked by Postgres: every statement that adds postings must sum to zero per entry and currency, and carries
-- the balances with it. Limits (a budget's floor) are a check on the account, so an award beyond the budget cannot be written.
set role app_owner;
create or replace function ledger.carry() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if exists (select from added group by tenant_id, entry_id, currency having sum(amount_minor) <> 0) then
    raise exception 'journal entry does not sum to zero' using errcode = '23514', constraint = 'postings_balance';
  end if;
  -- In one order, so that two transactions cannot wait for one another.
  perform 1 from public.ledger_accounts a where (a.tenant_id, a.id) in (select tenant_id, account_id from added) order by a.id for update;
  if exists (select from added n join public.ledger_accounts a on a.tenant_id = n.tenant_id and a.id = n.account_id where a.currency <> n.currency) then
    raise exception 'posting in another currency than its ledger account' using errcode = '23514', constraint = 'postings_currency';
  end if;
  update public.ledger_accounts a set balance_minor = a.balance_minor + n.amount
    from (select tenant_id, account_id, sum(amount_minor)::bigint as amount from added group by 1, 2) n
    where a.tenant_id = n.tenant_id and a.id = n.account_id;
  return null;
end $$;
create or replace trigger postings_carry after insert on public.postings referencing new table as added for each statement execute function ledger.carry();
create or replace function ledger.refuse() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception 'the ledger is only ever added to: post a reversal' using errcode = '42501';
end $$;
create or replace trigger postings_fixed before update or delete on public.postings for each row execute function ledger.refuse();
create or replace trigger journal_entries_fixed before update or delete on public.journal_entries for each row execute function ledger.refuse();
create or replace trigger work_records_fixed before update or delete on public.work_records for each row execute function ledger.refuse();
-- The tally of payouts by state and currency. Whoever finds a row locked takes or makes another one, so that nobody ever waits for a count
-- and no two acts can wait for one another; what a state holds is the sum of its rows.
create or replace function ledger.add_to_tally(p_tenant uuid, p_state text, p_currency text, p_payouts bigint, p_minor numeric) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.payout_tallies t set payouts = t.payouts + p_payouts::int, amount_minor = t.amount_minor + p_minor::bigint
    where t.tenant_id = p_tenant and t.id = (select f.id from public.payout_tallies f where f.tenant_id = p_tenant and f.state = p_state and f.currency = p_currency order by f.id limit 1 for update skip locked);
  if not found then
    insert into public.payout_tallies (tenant_id, id, state, currency, payouts, amount_minor) values (p_tenant, gen_random_uuid(), p_state, p_currency, p_payouts::int, p_minor::bigint);
  end if;
end $$;
create or replace function ledger.tally_raised() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform ledger.add_to_tally(n.tenant_id, n.state, n.currency, n.payouts, n.minor)
    from (select tenant_id, state, currency, count(*) as payouts, sum(amount_minor) as minor from added group by 1, 2, 3) n;
  return null;
end $$;
create or replace function ledger.tally_moved() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform ledger.add_to_tally(n.tenant_id, n.state, n.currency, n.payouts, n.minor)
    from (select tenant_id, state, currency, sum(one) as payouts, sum(one * amount_minor) as minor
      from (select tenant_id, state, currency, amount_minor, 1 as one from added union all select tenant_id, state, currency, amount_minor, -1 from removed) b
      group by 1, 2, 3 having sum(one) <> 0 or sum(one * amount_minor) <> 0) n;
  return null;
end $$;
create or replace trigger payouts_tally_raised after insert on public.payouts referencing new table as added for each statement execute function ledger.tally_raised();
create or replace trigger payouts_tally_moved after update on public.payouts referencing old table as removed new table as added for each statement execute function ledger.tally_moved();
-- The tally of members by state and role, kept in the same way. What changes neither costs nothing: it is looked at by row.
create or replace function ledger.add_members(p_tenant uuid, p_state text, p_role text, p_members bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.member_tallies t set members = t.members + p_members::int
    where t.tenant_id = p_tenant and t.id = (select f.id from public.member_tallies f where f.tenant_id = p_tenant and f.state = p_state and f.role = p_role order by f.id limit 1 for update skip locked);
  if not found then
    insert into public.member_tallies (tenant_id, id, state, role, members) values (p_tenant, gen_random_uuid(), p_state, p_role, p_members::int);
  end if;
end $$;
create or replace function ledger.tally_joined() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform ledger.add_members(n.tenant_id, n.state, n.role, n.members) from (select tenant_id, state, role, count(*) as members from added group by 1, 2, 3) n;
  return null;
end $$;
create or replace function ledger.tally_member() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform ledger.add_members(old.tenant_id, old.state, old.role, -1);
  perform ledger.add_members(new.tenant_id, new.state, new.role, 1);
  return null;
end $$;
create or replace trigger members_tally_joined after insert on public.members referencing new table as added for each statement execute function ledger.tally_joined();
create or replace trigger members_tally_moved after update of state, role on public.members for each row when (old.state <> new.state or old.role <> new.role) execute function ledger.tally_member();
revoke all on all functions in schema ledger from public;
reset role;
