// The large sets that reading is measured on: one company with a long audit log and many payouts, one with a log a tenth as long. Made once.
import { randomUUID } from 'node:crypto'
import type { Sql } from 'postgres'
import { addMember, makeCompany, openOwner, signIn, type Company, type Person } from './company.ts'
import type { Size } from './measure.ts'
import { seedEvents } from './seed-events.ts'
import { seedBankDetails, seedPayees, seedPayouts } from './seed-money.ts'

const large = 'Bench, large log',
  small = 'Bench, small log'
const members = 40

export interface KeptCompany extends Company {
  readonly members: readonly { readonly memberId: string; readonly accountId: string; readonly role: string; readonly name: string }[]
}

export async function makeKept(size: Size, say: (text: string) => void): Promise<void> {
  const sql = openOwner()
  for (const [name, events] of [
    [small, size.eventsSmall],
    [large, size.events],
  ] as const) {
    const company = await makeCompany(sql, name),
      people: string[] = []
    for (let n = 1; n <= members; n++) people.push((await addMember(sql, company.tenant, 'office', `office ${n}`)).memberId)
    const owner = await addMember(sql, company.tenant, 'owner', 'owner 1'),
      finance = await addMember(sql, company.tenant, 'finance', 'finance 1'),
      crew = await addMember(sql, company.tenant, 'crew', 'crew 1')
    await seedEvents(sql, company, people, events, say)
    if (name === small) continue
    const payees = await seedPayees(sql, company, finance.memberId, 1_000)
    await seedBankDetails(sql, company, payees, finance.memberId)
    await seedPayouts(
      sql,
      company,
      payees,
      { raiser: finance.memberId, approver: owner.memberId },
      ['settled', 'settled', 'settled', 'raised', 'approved'],
      size.payouts,
    )
    await sql`update payees set member_id = ${crew.memberId} where tenant_id = ${company.tenant} and id = ${payees[0]?.id ?? randomUUID()}`
    say(`${size.payouts.toLocaleString('en-US')} payouts of ${name}`)
  }
  await sql`vacuum (analyze)`
  await sql`checkpoint`
  await sql.end()
}

export async function keptCompany(sql: Sql, which: 'large' | 'small'): Promise<KeptCompany> {
  const name = which === 'large' ? large : small
  const [row] = await sql<{ tenant: string }[]>`select id::text as tenant from identity.tenants where name = ${name}`
  if (!row) throw new Error(`the company ${name} is not there`)
  const people = await sql<
    { memberId: string; accountId: string; role: string; name: string }[]
  >`select id::text as "memberId", account_id::text as "accountId", role, name from members where tenant_id = ${row.tenant} order by name`
  return { ...row, name, members: people }
}
/** A fresh session of a member with this role. */
export async function signInAs(sql: Sql, company: KeptCompany, role: string): Promise<Person> {
  const member = company.members.find((candidate) => candidate.role === role)
  if (!member) throw new Error(`${company.name} has nobody with the role ${role}`)
  return signIn(sql, company.tenant, member)
}
