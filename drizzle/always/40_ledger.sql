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
revoke all on all functions in schema ledger from public;
reset role;
