// For every operation there is: another company's ids are ids that do not exist, and nothing of it changes, whoever calls.
// ASVS V8.2.1 V8.2.2 V8.4.1
import { beforeAll, describe, expect, test } from 'vitest'
import { encodeId, idPrefixes, newUuid, type Noun } from '../../lib/kernel/id.ts'
import { Refusal } from '../../lib/kernel/refusal.ts'
import { isPermission, type Operation } from '../../lib/access/operation.ts'
import { permissionNames } from '../../lib/access/permissions.ts'
import { reachOf, roleNames } from '../../lib/access/roles.ts'
import { operations } from '../../lib/registry.ts'
import { makeDemoPeople, type DemoPeople } from '../../scripts/demo-people.ts'
import { seedYear } from '../../scripts/demo-year.ts'
import { idFields, jsonSchema, sampleOf } from '../support/sample.ts'
import { admin, makeWorld, type Person, type World } from '../support/world.ts'

const tables: Readonly<Partial<Record<Noun, string>>> = {
  apiKey: 'api_keys',
  supportGrant: 'support_grants',
  member: 'members',
  crew: 'crews',
  payee: 'payees',
  bankDetail: 'bank_details',
  mapping: 'mappings',
  import: 'imports',
  workRecord: 'work_records',
  program: 'programs',
  ruleVersion: 'rule_versions',
  awardRun: 'award_runs',
  award: 'awards',
  payout: 'payouts',
  batch: 'batches',
  statement: 'statements',
  statementLine: 'statement_lines',
  statementFile: 'statement_files',
  ledgerAccount: 'ledger_accounts',
  journalEntry: 'journal_entries',
  catalogueItem: 'catalogue_items',
  redemption: 'redemptions',
  dispute: 'disputes',
  delegation: 'delegations',
  accessRequest: 'access_requests',
  review: 'reviews',
  reviewLine: 'review_lines',
  role: 'roles',
  notification: 'notifications',
  file: 'files',
  domain: 'domains',
  ssoConnection: 'sso_connections',
  auditEvent: 'audit_events',
  alert: 'security_alerts',
  originator: 'originators',
}
let a: World, b: DemoPeople
const foreign = new Map<Noun, string>()
beforeAll(async () => {
  a = await makeWorld(new Date().toISOString())
  const made = await makeDemoPeople.invoke({ place: { requestId: 'test', ip: '', agent: '' } }, { slug: `walls-${Date.now()}` })
  if (!made) throw new Error('no other company')
  b = made
  await seedYear(b, () => undefined, { jobs: 120, months: 6 })
  await admin`insert into api_keys (tenant_id, id, member_id, name, hint, secret_hash, permissions, networks, expires_at) select tenant_id, ${newUuid(new Date())}, id, 'Theirs', 'plkey_', 'x', '["payee.read"]', '[]', now() + interval '1 day' from members where tenant_id = ${b.tenant} limit 1`
  await admin`insert into support_grants (tenant_id, id, number, operator_account_id, operator_name, operator_email, reason, hours, granted_by, granted_at, ends_at) select tenant_id, ${newUuid(new Date())}, 'SG-00001', ${newUuid(new Date())}, 'Odd', 'odd@example.com', 'to look', 1, id, now(), now() + interval '1 hour' from members where tenant_id = ${b.tenant} limit 1`
  for (const [noun, table] of Object.entries(tables) as [Noun, string][]) {
    const [row] = await admin`select id from ${admin(table)} where tenant_id = ${b.tenant} order by id limit 1`
    if (row) foreign.set(noun, row['id'] as string)
  }
}, 180_000)

/** Without what follows acts by itself: sealers and workers of the tests beside this one do it for every company, whenever they come to it. */
const fingerprints = async (): Promise<string> => {
  const parts: string[] = []
  for (const { name } of await admin<
    { name: string }[]
  >`select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and c.relname !~ '^(audit_(leaves|tiles|trees|words|checkpoints)|notifications|outbox|mail|sign_ins|security_alerts|alert_evidence|member_tallies)' order by 1`) {
    const [row] = await admin`select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as mark from ${admin(name)} t where tenant_id = ${b.tenant}`
    parts.push(`${name} ${row?.['mark']}`)
  }
  return parts.join('\n')
}
/** What the caller learns: done, or the code and sentence of a refusal. Anything else is a bug and fails the test. */
async function outcome(operation: Operation, person: Person, input: unknown): Promise<string> {
  try {
    await a.as(person).run(operation, input)
    return 'done'
  } catch (error) {
    if (error instanceof Refusal) return `${error.code}: ${error.message}`
    if (error instanceof Error && error.name === 'DoorShut') return 'door shut'
    throw new Error(`${operation.name} broke on ${JSON.stringify(input)}: ${error instanceof Error ? `${error.name} ${error.message}` : String(error)}`, {
      cause: error,
    })
  }
}
const callerFor = (operation: Operation): Person | undefined => {
  const { needs } = operation
  if (!isPermission(needs)) return undefined
  return (
    roleNames.map((role) => a.people[role]).find((person) => person.role !== 'operator' && reachOf(person.role, needs) === 'all') ??
    roleNames.map((role) => a.people[role]).find((person) => reachOf(person.role, needs) !== undefined)
  )
}
const withIds = operations.filter((operation) => isPermission(operation.needs) && idFields(jsonSchema(operation.input)).size > 0)

test('the other company has one of nearly everything, so the attempts are aimed', () => {
  expect(foreign.size).toBeGreaterThan(15)
})
describe('another company’s ids', () => {
  test.each(withIds.map((operation) => [operation.name, operation] as const))(
    '%s',
    async (_name, operation) => {
      const person = callerFor(operation)
      if (!person) throw new Error(`${operation.name} can be called by nobody`)
      const fields = idFields(jsonSchema(operation.input))
      for (const noun of Object.keys(idPrefixes) as Noun[]) {
        const theirs = foreign.get(noun)
        if (!theirs) continue
        const missing = newUuid(a.clock.now())
        const at = (uuid: string) => sampleOf(operation, (field) => (fields.has(field) ? encodeId(noun, uuid) : undefined))
        const [toForeign, toMissing] = [await outcome(operation, person, at(theirs)), await outcome(operation, person, at(missing))]
        expect(toForeign.replaceAll(encodeId(noun, theirs), 'ID'), `${operation.name} with a foreign ${noun}`).toBe(
          toMissing.replaceAll(encodeId(noun, missing), 'ID'),
        )
      }
    },
    60_000,
  )
  test('nothing of the other company changed', async () => {
    const before = await fingerprints()
    for (const operation of withIds) {
      const person = callerFor(operation)
      if (!person) continue
      const fields = idFields(jsonSchema(operation.input))
      await outcome(
        operation,
        person,
        sampleOf(operation, (field) => {
          const noun = (Object.keys(tables) as Noun[]).find((n) => field.toLowerCase().startsWith(n.toLowerCase()))
          return fields.has(field) && noun && foreign.get(noun) ? encodeId(noun, foreign.get(noun) as string) : undefined
        }),
      )
    }
    expect(await fingerprints()).toBe(before)
  }, 120_000)
})
test('every role meets every operation as the matrix says: refused where it holds no right, never refused for its role where it does', async () => {
  const lines: string[] = []
  let crowd: Record<string, Person> = {}
  for (const [i, operation] of operations.entries()) {
    const input = sampleOf(operation)
    // Judged by the schema before the right: such a call proves nothing, so it stands in the list.
    const fault = operation.input.safeParse(input).error
    if (fault) {
      lines.push(`${operation.name}: ${fault.issues[0]?.path.join('.')} ${fault.issues[0]?.message}`)
      continue
    }
    // Fresh sessions now and then: one that calls this often is told to wait.
    if (i % 60 === 0) crowd = Object.fromEntries(await Promise.all(roleNames.map(async (role) => [role, await a.join(role)] as const)))
    for (const role of roleNames) {
      let got = await outcome(operation, crowd[role] as Person, input)
      // An act before this one ended the session (leaving the company, signing out everywhere).
      if (got === 'door shut') got = await outcome(operation, (crowd[role] = await a.join(role)), input)
      const right = isPermission(operation.needs) ? reachOf(role, operation.needs) : undefined
      expect(
        /^forbidden: (Your role does not include|Only the system itself|Only a key asks about itself|Only the company’s provider)/.test(got),
        `${operation.name} as ${role}: ${got}`,
      ).toBe(right === undefined)
      expect(got, `${operation.name} as ${role}`).not.toBe('door shut')
    }
  }
  // Nothing is left out: every operation's smallest input is valid (tests/support/sample-overrides.ts says what its schema does not).
  expect(lines).toEqual([])
  expect(permissionNames.length).toBeGreaterThan(30)
}, 180_000)
