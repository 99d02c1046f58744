import postgres from 'postgres'
import { databaseOptions } from '../lib/config.ts'
import { checkNextLog } from '../lib/audit/check-log.sql.ts'
import { violationsOf } from '../lib/incentives/invariants.sql.ts'
import { auditSigner } from '../lib/platform/keys/keys.ts'
import { OperatorFault } from './operator-fault.ts'
import { joinOwners } from './restore-as-owner.ts'

/** Every sealed event is there, and each tree is as large as it says. */
const treeQuery = `select t.tenant_id from public.audit_trees t left join (select tenant_id, count(*) as n, max(leaf_index) as last from public.audit_leaves group by 1) l
  on l.tenant_id = t.tenant_id where coalesce(l.n, 0) <> t.size or coalesce(l.last, -1) <> t.size - 1`

/** Pauses what leaves the house, raises the audit epoch, and checks the books. One sentence each; a broken one ends with a fault. */
export async function checkRestored(owner: string): Promise<void> {
  const sql = postgres(owner, {
    ...databaseOptions(owner),
    max: 1,
    onnotice: () => undefined,
    connection: { application_name: 'plumbline restore', statement_timeout: 0 },
  })
  const leaveOwners = await joinOwners(sql)
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
    const tenants = await sql<{ id: string; name: string }[]>`select id, name from identity.tenants order by created_at`
    for (const { id, name } of tenants) {
      const found = await violationsOf((text, ...values) => sql(text, ...values) as never, id)
      broken.push(...found.map(({ invariant, count }) => `${name}: ${count} rows break “${invariant}”`))
    }
    if (broken.length === 0)
      console.log(
        `The books of ${tenants.length} ${tenants.length === 1 ? 'company' : 'companies'} hold: every entry sums to zero, every balance is the sum of its postings, every step of a payout has its event.`,
      )
    const trees = await sql.unsafe(treeQuery)
    if (trees.length > 0) broken.push(`${trees.length} trees of the audit log lack leaves`)
    broken.push(...(await readLogsWhole(sql)))
    if (broken.length > 0) throw new OperatorFault(`The restored books are broken:\n${broken.map((fault) => `  - ${fault}`).join('\n')}`)
  } finally {
    await leaveOwners()
    await sql.end({ timeout: 5 })
  }
}

/** Reads every audit log from its first entry to its last against the newest checkpoint signed by our key. */
async function readLogsWhole(sql: postgres.Sql): Promise<string[]> {
  await sql`update public.audit_trees set verified_at = null, verified_to = 0`
  const left = new Map(
    (await sql<{ tenant: string; size: string }[]>`select tenant_id::text as tenant, size from public.audit_trees where size > 0`).map((row) => [
      row.tenant,
      Number(row.size),
    ]),
  )
  const logs = left.size
  const entries = [...left.values()].reduce((sum, size) => sum + size, 0)
  const faults = new Set<string>()
  while (left.size > 0) {
    // No log is too fresh to be checked: the moment lies in the future of all of them.
    const check = await checkNextLog(sql, auditSigner(), new Date('9999-01-01T00:00:00Z'))
    if (check === undefined) throw new OperatorFault('The audit logs are being checked by another process; run the restore again.')
    if (check.fault !== '') faults.add(`the audit log of ${check.tenant}: ${check.fault}`)
    if (check.fault !== '' || check.to >= (left.get(check.tenant) ?? 0)) left.delete(check.tenant)
  }
  if (faults.size === 0)
    console.log(`The audit log is what was sealed: ${entries} entries of ${logs} ${logs === 1 ? 'log' : 'logs'} were read against their signed checkpoints.`)
  return [...faults]
}
