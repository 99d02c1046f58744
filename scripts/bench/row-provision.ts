import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { Sql } from 'postgres'
import type { Caller } from '../../lib/access/operation.ts'
import { DoorShut } from '../../lib/access/passage.ts'
import { changeScimUser, createScimUser, listScimUsers } from '../../lib/tenancy/scim/users.ts'
import { showDesk } from '../../lib/tenancy/show-desk.ts'
import { makeCompany, openOwner, signIn } from './company.ts'
import { inTurns, median, compare, printed, type Figure, type Size } from './measure.ts'
import { inBulk } from './seed-money.ts'

const many = 10_000,
  few = 100
interface Provisioned {
  readonly tenant: string
  readonly domain: string
  readonly people: number
  readonly caller: Caller
}
/** A company whose provider has told of so many people. */
async function provisionedCompany(sql: Sql, people: number): Promise<Provisioned> {
  const { tenant } = await makeCompany(sql, `Bench provisioning ${people}`),
    connection = randomUUID(),
    domainId = randomUUID(),
    domain = `b-${domainId.slice(0, 12)}.example`,
    secret = randomBytes(32).toString('base64url')
  await sql`insert into public.domains (tenant_id, id, name, token, state, proven_at) values (${tenant}, ${domainId}, ${domain}, 'x', 'proven', now())`
  await sql`insert into identity.proven_domains (name, tenant_id, domain_id) values (${domain}, ${tenant}, ${domainId})`
  await sql`insert into public.sso_connections (tenant_id, id, name, issuer, sso_url, state, default_role) values (${tenant}, ${connection}, 'Bench', 'https://provider.example', 'https://provider.example/sso', 'on', 'finance')`
  await sql`insert into public.scim_tokens (tenant_id, id, connection_id, name, hint, secret_hash, expires_at) values (${tenant}, ${randomUUID()}, ${connection}, 'Bench', 'plscim', ${createHash('sha256').update(secret).digest()}, now() + interval '1 day')`
  await inBulk(sql, async (tx) => {
    await tx`insert into scim_users (tenant_id, id, connection_id, user_name, user_key, external_id, email)
      select ${tenant}::uuid, gen_random_uuid(), ${connection}::uuid, 'p' || i || '@' || ${domain}::text, 'p' || i || '@' || ${domain}::text, 'x' || i, 'p' || i || '@' || ${domain}::text from generate_series(1, ${people}::int) i`
  })
  return { tenant, domain, people, caller: { door: { kind: 'provisioning', tenant, secret }, place: { requestId: 'bench', ip: '192.0.2.7', agent: 'bench' } } }
}
const ask = async ({ caller, domain, people }: Provisioned, n: number): Promise<number> => {
  const started = performance.now(),
    { totalResults } = await listScimUsers.invoke(caller, { filter: `userName eq "P${1 + ((n * 37) % people)}@${domain}"` })
  if (totalResults !== 1) throw new Error(`${totalResults} people of one name`)
  return performance.now() - started
}
/** The provider asks for one person of 10,000 and of 100; and how long it is from its word that somebody has left to the refusal of their next request. */
export async function measureProvision(size: Size): Promise<Figure[]> {
  const sql = openOwner(),
    large = await provisionedCompany(sql, many),
    small = await provisionedCompany(sql, few)
  await sql`analyze scim_users`
  let n = 0
  for (; n < size.calls; n++) {
    await ask(large, n)
    await ask(small, n)
  }
  const found = await inTurns(
    size.calls * size.turns,
    () => ask(large, n++),
    () => ask(small, n++),
  )
  const out: number[] = [],
    made = await createScimUser.invoke(small.caller, { user: { userName: `leaver@${small.domain}`, isActive: true } })
  if (!made.resource) throw new Error('nobody was provisioned')
  const [member] = await sql<
    { memberId: string; accountId: string }[]
  >`select id as "memberId", account_id as "accountId" from public.members where tenant_id = ${small.tenant} and email = ${`leaver@${small.domain}`}`
  if (!member) throw new Error('a provisioned person is no member')
  for (let turn = 0; turn < size.turns * 10; turn++) {
    const person = await signIn(sql, small.tenant, member)
    await showDesk.invoke(person.caller, {})
    const started = performance.now()
    await changeScimUser.invoke(small.caller, { id: made.resource.id, user: { isActive: false } })
    const refused = await showDesk.invoke(person.caller, {}).then(
      () => false,
      (error: unknown) => error instanceof DoorShut,
    )
    if (!refused) throw new Error('a person who was shut out was let in')
    out.push(performance.now() - started)
    await changeScimUser.invoke(small.caller, { id: made.resource.id, user: { isActive: true } })
  }
  await sql.end()
  return [
    compare(`provisioned person found among ${many.toLocaleString('en-US')}, beside ${few}`, 'ms', median(found.ours), median(found.theirs), { most: 1.5 }),
    printed('leaver shut out and refused, from the provider’s word on', 'ms', median(out)),
  ]
}
