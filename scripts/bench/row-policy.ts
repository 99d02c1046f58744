import { randomUUID } from 'node:crypto'
import { addMember, makeCompany, openOwner, signInOften, type Person } from './company.ts'
import { compare, inTurns, median, type Figure, type Size } from './measure.ts'
import { cookieOf, Site } from './web.ts'

/** An empty page that is signed in: what is judged at the door weighs most where nothing else is done. */
const page = '/notifications'
/** What the rules of a company may add to it. */
const shareMax = 1.03
/** So many sessions of a person take turns: one of them may not ask more often than a person would. */
const sessions = 24
/** Lists of networks: of the company, of the person's role and of the person. */
const ranges = 12

/** The same page in a company with lists of networks, a required provider, rules of factors and a right given for a time, beside one that has decided nothing. */
export async function measurePolicy(size: Size): Promise<Figure[]> {
  const sql = openOwner(),
    plain = await makeCompany(sql, 'Bench without rules'),
    ruled = await makeCompany(sql, 'Bench with rules'),
    domain = `r-${randomUUID().slice(0, 12)}.example`,
    connection = randomUUID()
  const [free, bound] = [await addMember(sql, plain.tenant, 'office', 'office 1'), await addMember(sql, ruled.tenant, 'office', 'office 1')]
  const [of, under] = [await signInOften(sql, plain.tenant, free, sessions), await signInOften(sql, ruled.tenant, bound, sessions)]
  await sql`insert into public.sso_connections (tenant_id, id, name, issuer, sso_url, state) values (${ruled.tenant}, ${connection}, 'Bench', 'https://provider.example', 'https://provider.example/sso', 'on')`
  await sql`update identity.sessions set connection_id = ${connection} where member_id = ${bound.memberId}`
  await sql`update identity.accounts set email = ${`person@${domain}`} where id = ${bound.accountId}`
  await sql`update public.members set email = ${`person@${domain}`} where tenant_id = ${ruled.tenant} and id = ${bound.memberId}`
  await sql`update public.settings set policy = policy || ${sql.json({ ssoDomains: { [domain]: connection }, ssoOwners: {}, passkeyRoles: ['owner', 'finance'] })} where tenant_id = ${ruled.tenant}`
  for (const [scope, preset, member] of [
    ['company', null, null],
    ['role', 'office', null],
    ['member', null, bound.memberId],
  ] as const) {
    for (let n = 0; n < ranges; n++)
      await sql`insert into public.network_rules (tenant_id, id, scope, preset, member_id, range) values (${ruled.tenant}, gen_random_uuid(), ${scope}, ${preset}, ${member}, ${n === ranges - 1 ? '127.0.0.0/8' : `10.${n}.0.0/16`})`
  }
  const cookiesOf = (tenant: string, people: readonly Person[]): Promise<string[]> => Promise.all(people.map((person) => cookieOf(tenant, person)))
  const cookies = { plain: await cookiesOf(plain.tenant, of), ruled: await cookiesOf(ruled.tenant, under) },
    site = await Site.open(1)
  let turn = 0
  try {
    const time = async (own: readonly string[]): Promise<number> => {
      const cookie = own[turn++ % own.length],
        started = performance.now()
      await site.get(page, cookie)
      return performance.now() - started
    }
    for (let n = 0; n < size.calls; n++) {
      await time(cookies.ruled)
      await time(cookies.plain)
    }
    const taken = await inTurns(
      size.calls * size.turns,
      () => time(cookies.ruled),
      () => time(cookies.plain),
    )
    return [
      compare('empty page with networks, provider and factors to judge; beside one without', 'ms', median(taken.ours), median(taken.theirs), {
        most: shareMax,
      }),
    ]
  } finally {
    await site.close()
    await sql.end()
  }
}
