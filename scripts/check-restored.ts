import postgres from 'postgres'
import { databaseOptions } from '../lib/config.ts'
import { OperatorFault } from './operator-fault.ts'

interface Check {
  readonly holds: string
  readonly broken: string
  /** Rows that break it. */
  readonly query: string
}

/** What must be true of any moment of the books, asked of the copy before anybody works with it. */
const checks: readonly Check[] = [
  {
    holds: 'Every journal entry sums to zero in each currency.',
    broken: 'journal entries do not sum to zero',
    query: 'select tenant_id, entry_id, currency from public.postings group by 1, 2, 3 having sum(amount_minor) <> 0',
  },
  {
    holds: 'Every ledger balance is the sum of its postings.',
    broken: 'ledger balances differ from their postings',
    query: `select a.id from public.ledger_accounts a left join (select tenant_id, account_id, sum(amount_minor) as total from public.postings group by 1, 2) p
      on p.tenant_id = a.tenant_id and p.account_id = a.id where a.balance_minor <> coalesce(p.total, 0)`,
  },
  {
    holds: 'No posting is without its entry, and none is in another tenant than its entry.',
    broken: 'postings have no entry in their tenant',
    query: 'select p.id from public.postings p where not exists (select from public.journal_entries e where e.tenant_id = p.tenant_id and e.id = p.entry_id)',
  },
  {
    holds: 'Every sealed audit event is there, and its tree is as large as it says.',
    broken: 'trees of the audit log lack leaves',
    query: `select t.tenant_id from public.audit_trees t left join (select tenant_id, count(*) as n, max(leaf_index) as last from public.audit_leaves group by 1) l on l.tenant_id = t.tenant_id
      where coalesce(l.n, 0) <> t.size or coalesce(l.last, -1) <> t.size - 1`,
  },
]

/** Pauses what leaves the house, raises the audit epoch, and checks the books. One sentence each; a broken one ends with a fault. */
export async function checkRestored(owner: string): Promise<void> {
  const sql = postgres(owner, { ...databaseOptions(owner), max: 1, onnotice: () => undefined, connection: { application_name: 'plumbline restore', statement_timeout: 0 } })
  try {
    await sql.begin(async (tx) => {
      const [system] = await tx<{ id: string }[]>`select system_identifier::text as id from pg_control_system()`
      await tx`update identity.installation set is_paused = true, paused_reason = 'restored from a backup', audit_epoch = audit_epoch + 1, system_identifier = ${system?.id ?? ''}, updated_at = now()`
      await tx`update audit.horizon set epoch = epoch + 1, system_identifier = ${system?.id ?? ''}`
      // Cookies and links that were valid when the copy was made must not open it.
      await tx`update identity.sessions set ended_at = now(), ended_reason = 'restored from a backup' where ended_at is null`
    })
    console.log('Mail and bank files are paused, the audit epoch was raised, and every session was ended.')
    const broken: string[] = []
    for (const check of checks) {
      const rows = await sql.unsafe(check.query)
      if (rows.length === 0) console.log(check.holds)
      else broken.push(`${rows.length} ${check.broken}`)
    }
    if (broken.length > 0) throw new OperatorFault(`The restored books are broken:\n${broken.map((fault) => `  - ${fault}`).join('\n')}`)
  } finally {
    await sql.end({ timeout: 5 })
  }
}
