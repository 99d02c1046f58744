// A company to measure with, written by the owner: members, sessions, and proofs of the second factor as the step-up leaves them.
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import postgres, { type Sql } from 'postgres'
import { databaseOptions } from '../../lib/config.ts'
import { actDigest, parse, type Caller, type Operation } from '../../lib/access/operation.ts'

/** The owner's connections, which no wall stops. */
export function openOwner(max = 1): Sql {
  const url = process.env['BENCH_OWNER']
  if (url === undefined) throw new Error('a row is measured by npm run bench, which says where')
  return postgres(url, { ...databaseOptions(url), max, onnotice: () => undefined })
}

export interface Person {
  readonly memberId: string
  readonly accountId: string
  readonly sessionId: string
  readonly secret: string
  readonly caller: Caller
}
export interface Company {
  readonly tenant: string
  readonly name: string
}

export async function makeCompany(
  sql: Sql,
  name: string,
  given: { readonly id?: string; readonly currency?: string; readonly zone?: string } = {},
): Promise<Company> {
  const tenant = given.id ?? randomUUID()
  await sql`insert into identity.tenants (id, kind, name, slug) values (${tenant}, 'company', ${name}, ${tenant})`
  await sql`insert into public.settings (tenant_id, id, name, currency, zone, locale) values (${tenant}, ${tenant}, ${name}, ${given.currency ?? 'EUR'}, ${given.zone ?? 'Europe/Amsterdam'}, 'en-IE')`
  return { tenant, name }
}

/** A member with an account. */
export async function addMember(sql: Sql, tenant: string, role: string, name: string): Promise<{ memberId: string; accountId: string }> {
  const memberId = randomUUID(),
    accountId = randomUUID(),
    email = `${memberId}@example.com`
  await sql`insert into identity.accounts (id, email, email_verified_at, name) values (${accountId}, ${email}, now(), ${name})`
  await sql`insert into public.members (tenant_id, id, account_id, number, name, email, role, state) values (${tenant}, ${memberId}, ${accountId}, ${`M-${memberId.slice(-5)}`}, ${name}, ${email}, ${role}, 'active')`
  return { memberId, accountId }
}
/** Signed in with a second factor a moment ago. */
export async function signIn(sql: Sql, tenant: string, member: { readonly memberId: string; readonly accountId: string }): Promise<Person> {
  const secret = randomBytes(32).toString('base64url'),
    sessionId = randomUUID()
  await sql`insert into identity.sessions (id, secret_hash, account_id, tenant_id, member_id, methods, factor_at, idle_seconds_max, expires_at, last_seen_at)
    values (${sessionId}, ${createHash('sha256').update(secret).digest()}, ${member.accountId}, ${tenant}, ${member.memberId}, 'password totp', now(), 43200, now() + interval '12 hours', now())`
  return { ...member, sessionId, secret, caller: { door: { kind: 'session', tenant, secret }, place: { requestId: 'bench', ip: '192.0.2.7', agent: 'bench' } } }
}
/** Several sessions of one member. */
export const signInOften = (sql: Sql, tenant: string, member: { readonly memberId: string; readonly accountId: string }, sessions: number): Promise<Person[]> =>
  Promise.all(Array.from({ length: sessions }, () => signIn(sql, tenant, member)))
/** Many sessions over a few members: one session may not call more than a person ever would. */
export async function signInMany(sql: Sql, tenant: string, role: string, members: number, sessions: number): Promise<Person[]> {
  const people = await Promise.all(Array.from({ length: members }, (_, i) => addMember(sql, tenant, role, `${role} ${i + 1}`)))
  return Promise.all(Array.from({ length: sessions }, (_, i) => signIn(sql, tenant, people[i % people.length] as (typeof people)[number])))
}
/** Runs an operation; where it asks for a second factor for this very act, that is proven first, as the dialog does. */
export async function runAs<O>(sql: Sql, person: Person, operation: Operation<unknown, O>, input: unknown): Promise<O> {
  await proveFor(sql, person, operation, input)
  return operation.invoke(person.caller, input)
}
export async function proveFor(sql: Sql, person: Person, operation: Operation<unknown, unknown>, input: unknown): Promise<void> {
  if (!operation.stepUp) return
  await sql`insert into identity.proofs (id, session_id, act, method, proven_at) values (${randomUUID()}, ${person.sessionId}, ${actDigest(operation.name, parse(operation.input, input))}, 'totp', now())`
}
