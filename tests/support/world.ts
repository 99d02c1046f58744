import { randomBytes } from 'node:crypto'
import { inject } from 'vitest'
import postgres, { type Sql } from 'postgres'
import { platformTenant } from '../../db/migrate.ts'
import { FrozenClock } from '../../lib/kernel/clock.ts'
import { sha256 } from '../../lib/kernel/digest.ts'
import { newUuid } from '../../lib/kernel/id.ts'
import type { Caller, Operation } from '../../lib/access/operation.ts'
import type { RoleName } from '../../lib/access/roles.ts'

/** One signed-in person of a world. */
export interface Person {
  readonly name: string
  readonly email: string
  readonly role: string
  readonly accountId: string
  readonly memberId: string
  readonly sessionId: string
  readonly caller: Caller
}
export interface World {
  readonly tenant: string
  readonly clock: FrozenClock
  readonly people: Readonly<Record<RoleName, Person>>
  /** Adds a member with a session of their own. */
  join(role: string, name?: string): Promise<Person>
  /** Runs an operation as a person; a step-up that the operation asks for is proven first. */
  as(person: Person | RoleName): {
    run<O>(operation: Operation<unknown, O>, input: unknown): Promise<O>
    runWithoutFactor<O>(operation: Operation<unknown, O>, input: unknown): Promise<O>
  }
  /** The audit events of this tenant, oldest first. */
  events(
    name?: string,
  ): Promise<
    { id: string; event: string; subject_id: string | null; detail: Record<string, unknown>; actor_id: string | null; actor_role: string; permission: string }[]
  >
}

/** Superuser connection: arranges and looks, and is what a hostile administrator would have. */
export const admin: Sql = postgres(process.env['TEST_DATABASE_OWNER'] ?? inject('databaseUrl'), { max: 4, onnotice: () => {} })
const place = { requestId: 'test', ip: '192.0.2.7', agent: 'vitest' }

/** A fresh tenant with one member of each preset role, a clock that stands still, and nothing else. */
export async function makeWorld(at = '2026-05-14T09:00:00Z', given: { currency?: string; zone?: string; company?: string } = {}): Promise<World> {
  const clock = new FrozenClock(at)
  const tenant = newUuid(clock.now())
  const company = given.company ?? `Tidewell ${tenant.slice(-6)}`
  await admin`insert into identity.tenants (id, kind, name, slug) values (${tenant}, 'company', ${company}, ${tenant})`
  await admin`insert into public.settings (tenant_id, id, name, currency, zone, locale) values (${tenant}, ${tenant}, ${company}, ${given.currency ?? 'USD'}, ${given.zone ?? 'America/Los_Angeles'}, 'en-US')`
  const join = async (role: string, name = `${role} ${tenant.slice(-4)}`): Promise<Person> =>
    joinTenant(role === 'operator' ? platformTenant : tenant, role, name, clock)
  const names: RoleName[] = ['owner', 'admin', 'manager', 'finance', 'office', 'dispatch', 'crew', 'read_only', 'operator']
  const people = Object.fromEntries(await Promise.all(names.map(async (role) => [role, await join(role)] as const))) as Record<RoleName, Person>
  const world: World = {
    tenant,
    clock,
    people,
    join,
    as(who) {
      const person = typeof who === 'string' ? people[who] : who
      return {
        async run(operation, input) {
          await freshSecret(person)
          if (operation.stepUp) await proveFor(person, operation, input)
          return operation.invoke(person.caller, input)
        },
        async runWithoutFactor(operation, input) {
          await freshSecret(person)
          return operation.invoke(person.caller, input)
        },
      }
    },
    async events(name) {
      const rows = await admin<
        { id: string; event: string; subject_id: string | null; detail: string; actor_id: string | null; actor_role: string; permission: string }[]
      >`
        select id, event, subject_id, detail, actor_id, actor_role, permission from public.audit_events where tenant_id = ${tenant} and (${name ?? null}::text is null or event = ${name ?? null}) order by seq`
      return rows.map((row) => ({ ...row, detail: JSON.parse(row.detail) as Record<string, unknown> }))
    },
  }
  return world
}

async function joinTenant(tenant: string, role: string, name: string, clock: FrozenClock): Promise<Person> {
  const accountId = newUuid(clock.now()),
    memberId = newUuid(clock.now()),
    sessionId = newUuid(clock.now())
  const email = `${role}.${memberId.slice(-8)}@example.com`,
    secret = randomBytes(32).toString('base64url')
  await admin`insert into identity.accounts (id, email, email_verified_at, name) values (${accountId}, ${email}, now(), ${name})`
  await admin`insert into public.members (tenant_id, id, account_id, number, name, email, role, state) values (${tenant}, ${memberId}, ${accountId}, ${`M-${memberId.slice(-5)}`}, ${name}, ${email}, ${role}, 'active')`
  await admin`insert into identity.sessions (id, secret_hash, account_id, tenant_id, member_id, methods, factor_at, idle_seconds_max, expires_at, last_seen_at)
    values (${sessionId}, ${sha256(secret)}, ${accountId}, ${tenant}, ${memberId}, 'password totp', ${clock.now()}, 1800, now() + interval '12 hours', now())`
  return { name, email, role, accountId, memberId, sessionId, caller: { door: { kind: 'session', tenant, secret }, place, clock } }
}
const calls = new WeakMap<Person, number>()
/** A test asks faster than a session may (lib/access/rate.ts counts by the session's secret); long stories change it in time. */
async function freshSecret(person: Person): Promise<void> {
  const count = (calls.get(person) ?? 0) + 1
  calls.set(person, count)
  if (count % 1_000 !== 0) return
  const secret = randomBytes(32).toString('base64url')
  await admin`update identity.sessions set secret_hash = ${sha256(secret)} where id = ${person.sessionId}`
  Object.assign(person.caller.door, { secret })
}
/** What the step-up dialog does: a proof for exactly this act. */
async function proveFor(person: Person, operation: Operation<unknown, unknown>, input: unknown): Promise<void> {
  const { actDigest, parse } = await import('../../lib/access/operation.ts')
  const act = actDigest(operation.name, parse(operation.input, input))
  await admin`insert into identity.proofs (id, session_id, act, method, proven_at) values (${newUuid(new FrozenClock('2026-01-01').now())}, ${person.sessionId}, ${act}, 'totp', now())`
}
/** The code of the Refusal that a promise ends with; a test that expects a refusal fails when there is none. */
export async function refusalOf(promise: Promise<unknown>): Promise<{ code: string; message: string; fields: Readonly<Record<string, string>> }> {
  const { Refusal } = await import('../../lib/kernel/refusal.ts')
  try {
    await promise
  } catch (error) {
    if (error instanceof Refusal) return { code: error.code, message: error.message, fields: error.fields }
    throw error
  }
  throw new Error('expected a refusal, but it was done')
}
