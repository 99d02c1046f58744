import type { Sql } from 'postgres'
import type { Caller } from '../../lib/access/operation.ts'
import { roleOf } from '../../lib/access/roles.ts'
import { decodeId } from '../../lib/kernel/id.ts'
import { listMembers } from '../../lib/tenancy/list-members.ts'
import { writeGrants } from '../../lib/tenancy/role-draft.ts'
import { previewRole } from '../../lib/tenancy/show-role.ts'
import { copyRole } from '../../lib/tenancy/write-role.ts'
import { addMember, makeCompany, openOwner, runAs, signInOften, type Person } from './company.ts'
import { compare, inTurns, median, type Figure, type Size } from './measure.ts'
import { inBulk } from './seed-money.ts'

const many = 10_000,
  few = 100,
  roleName = 'Bench desk'
interface Staffed {
  readonly callers: readonly Caller[]
  readonly roleId: string
}
/** So many sessions of the owner take turns: one of them may not ask more often than a person would. */
const sessions = 24
/** A company with so many members who were all signed in once; a fiftieth of them hold a role of its own. */
async function staffedCompany(sql: Sql, people: number): Promise<Staffed> {
  const { tenant } = await makeCompany(sql, `Bench members ${people}`),
    owners = await signInOften(sql, tenant, await addMember(sql, tenant, 'owner', 'owner 1'), sessions)
  const { id } = await runAs(sql, owners[0] as Person, copyRole, { source: 'office', name: roleName, grants: writeGrants(roleOf('office').grants) }),
    role = decodeId('role', id)
  await inBulk(sql, async (tx) => {
    await tx`create temporary table people on commit drop as select gen_random_uuid() as member, gen_random_uuid() as account, lpad(i::text, 6, '0') as number, i % 50 = 0 as own from generate_series(1, ${people}::int) i`
    await tx`insert into identity.accounts (id, email, email_verified_at, name) select account, account || '@example.com', now(), 'Person ' || number from people`
    await tx`insert into public.members (tenant_id, id, account_id, number, name, email, role, role_id, state)
      select ${tenant}::uuid, member, account, 'M-' || number, 'Person ' || number, account || '@example.com', case when own then ${roleName}::text else 'office' end, case when own then ${role}::uuid end, 'active' from people`
    await tx`insert into identity.sessions (id, secret_hash, account_id, tenant_id, member_id, methods, factor_at, idle_seconds_max, expires_at, last_seen_at)
      select gen_random_uuid(), sha256(uuid_send(gen_random_uuid())), account, ${tenant}::uuid, member, 'password totp', now(), 43200, now() + interval '12 hours', now() from people`
  })
  return { callers: owners.map(({ caller }) => caller), roleId: id }
}

/** What an administrator looks at most, in a company of 10,000 beside one of 100. */
export async function measureMembers(size: Size): Promise<Figure[]> {
  const sql = openOwner(),
    large = await staffedCompany(sql, many),
    small = await staffedCompany(sql, few),
    beside = `${many.toLocaleString('en-US')}, beside ${few}`
  await sql`vacuum (analyze)`
  let turn = 0
  const next = ({ callers }: Staffed): Caller => callers[turn++ % callers.length] as Caller
  const list = async (staffed: Staffed): Promise<number> => {
    const caller = next(staffed),
      started = performance.now(),
      { rows } = await listMembers.invoke(caller, {})
    if (rows.length === 0) throw new Error('an empty list')
    return performance.now() - started
  }
  const draft = { ...roleOf('office').grants }
  delete draft['member.read']
  const preview = async (staffed: Staffed): Promise<number> => {
    const caller = next(staffed),
      started = performance.now(),
      { holders } = await previewRole.invoke(caller, { roleId: staffed.roleId, name: roleName, grants: writeGrants(draft) })
    if (holders.total === 0) throw new Error('nobody holds the role')
    return performance.now() - started
  }
  const figures: Figure[] = []
  for (const [name, act] of [
    ['list of members', list],
    ['preview of a change to a role', preview],
  ] as const) {
    for (let n = 0; n < size.calls; n++) {
      await act(large)
      await act(small)
    }
    const taken = await inTurns(
      size.calls * size.turns,
      () => act(large),
      () => act(small),
    )
    figures.push(compare(`${name} among ${beside}`, 'ms', median(taken.ours), median(taken.theirs), { most: 1.5 }))
  }
  await sql.end()
  return figures
}
