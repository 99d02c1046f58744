// No answer is a row as it is stored: it names no tenant, holds no secret, digest or sealed byte, and ids from inside only where a cursor is made of them.
// ASVS V8.2.3 V15.3.1
import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { isPermission, type Operation } from '../../lib/access/operation.ts'
import { reachOf, type RoleName } from '../../lib/access/roles.ts'
import { receiveStatement } from '../../lib/incentives/receive-statement.ts'
import { sha256Hex } from '../../lib/kernel/digest.ts'
import { encodeId, idPrefixes, type Noun } from '../../lib/kernel/id.ts'
import { Refusal } from '../../lib/kernel/refusal.ts'
import { operations } from '../../lib/registry.ts'
import { addDomain } from '../../lib/tenancy/domains.ts'
import { makeConnection } from '../../lib/tenancy/sso-change.ts'
import type { DemoRole } from '../../scripts/demo-people.ts'
import { seedYear } from '../../scripts/demo-year.ts'
import { dayOf } from '../../lib/kernel/day.ts'
import { openReview } from '../../lib/tenancy/review/open-review.ts'
import { newSealer, sealAll } from '../audit/live-log.ts'
import { makeCertificate } from '../support/certificate.ts'
import { idFields, jsonSchema, sampleOf } from '../support/sample.ts'
import { keyOf } from '../support/api-client.ts'
import { admin, makeWorld, type Person, type World } from '../support/world.ts'

const tables: Readonly<Partial<Record<Noun, string>>> = {
  apiKey: 'api_keys',
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
  auditEvent: 'audit_events',
  domain: 'domains',
  ssoConnection: 'sso_connections',
}
const ids = new Map<Noun, string>()
let world: World
beforeAll(async () => {
  world = await makeWorld(new Date().toISOString())
  const members = Object.fromEntries((Object.keys(world.people) as RoleName[]).map((role) => [role, world.people[role].memberId])) as Record<DemoRole, string>
  await seedYear({ tenant: world.tenant, members, credentials: [] }, () => undefined, { jobs: 120, months: 6 })
  const bytes = new TextEncoder().encode('<Document/>')
  await world.as('finance').run(receiveStatement, {
    name: 'large.xml',
    size: bytes.length,
    digest: sha256Hex(bytes),
    head: bytes,
    body: async function* () {
      yield bytes
    },
  })
  await world.as('owner').run(addDomain, { name: `c-${randomUUID().slice(0, 12)}.example` })
  await world
    .as('owner')
    .run(makeConnection, { name: 'Work account', issuer: 'urn:example:idp', ssoUrl: 'https://idp.example.com/sso', certificate: makeCertificate().pem })
  await world
    .as('owner')
    .run(openReview, {
      name: 'Everybody',
      scope: 'all',
      dueOn: dayOf(world.clock.now(), 'America/Los_Angeles'),
      reviewers: [encodeId('member', world.people.owner.memberId)],
    })
  await keyOf(world, 'owner', ['payee.read'])
  await sealAll(newSealer(), world.tenant)
  for (const [noun, table] of Object.entries(tables) as [Noun, string][]) {
    const [row] = await admin`select id from ${admin(table)} where tenant_id = ${world.tenant} order by id limit 1`
    if (row) ids.set(noun, row['id'] as string)
  }
}, 180_000)

const insideId = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/
/** Names that columns have and answers have not. */
const storedName = /^(tenant_?id|password_?hash|secret_?hash|token_?hash|code_?hash|salt|last_?step|personal_?commitment|xid|lock_?key)$/i
/** What of an answer should have stayed inside, by its path. */
function leaks(value: unknown, path: string, seen = new Set<object>()): string[] {
  if (typeof value === 'string') return insideId.test(value) ? [`${path}: ${value.slice(0, 60)}`] : []
  if (typeof value !== 'object' || value === null || seen.has(value) || value instanceof Date) return []
  seen.add(value)
  if (value instanceof Uint8Array && path.endsWith('.sealed')) return [path]
  if (value instanceof Uint8Array) return leaks(Buffer.from(value).toString('latin1'), path, seen)
  if (value instanceof Map || value instanceof Set) return [...value].flatMap((item, i) => leaks(item, `${path}(${i})`, seen))
  return Object.entries(value).flatMap(([name, item]) => [...(storedName.test(name) ? [`${path}.${name}`] : []), ...leaks(item, `${path}.${name}`, seen)])
}
/** Cursors are made of `uuid`; a UETR is one by its standard; the key of an act and the act itself were made by the caller; a test's slug is one. */
const isMeant = (leak: string): boolean => /\.checkpoint\.note: plumbline|uetr|\.uuid: |idempotencyKey: |\.act: |\.slug: /i.test(leak)
/** Ids to try, likely ones first, so that few calls are needed. */
const likely = (name: string): [Noun, string][] =>
  [...ids].sort(([a], [b]) => Number(name.toLowerCase().includes(b.toLowerCase())) - Number(name.toLowerCase().includes(a.toLowerCase())))

async function answerOf(operation: Operation, person: Person, input: unknown): Promise<unknown> {
  try {
    return await world.as(person).run(operation, input)
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
}
test('every reading answers with outside ids and chosen fields', async () => {
  const secrets = Object.values(world.people).map(({ caller }) => (caller.door.kind === 'session' ? caller.door.secret : ''))
  const queries = operations.filter((operation) => operation.kind === 'query' && isPermission(operation.needs)),
    faults: string[] = []
  let answered = 0
  for (const operation of queries) {
    const { needs } = operation
    if (!isPermission(needs)) continue
    const reader = (Object.keys(world.people) as RoleName[]).find((role) => reachOf(role, needs) !== undefined),
      fields = idFields(jsonSchema(operation.input))
    if (reader === undefined) continue
    const inputs =
      fields.size === 0
        ? [sampleOf(operation), {}]
        : [
            ...likely(operation.name).map(([, id], i) =>
              sampleOf(operation, (field) => (fields.has(field) ? encodeId(likely(operation.name)[i]?.[0] as Noun, id) : undefined)),
            ),
            {},
          ]
    let found = false
    for (const input of inputs) {
      if (found || !operation.input.safeParse(input).success) continue
      const answer = await answerOf(operation, world.people[reader], input)
      if (answer === undefined) continue
      found = true
      faults.push(...leaks(answer, operation.name).filter((leak) => !isMeant(leak)))
      const text = JSON.stringify(answer, (_name, item: unknown) => (typeof item === 'bigint' ? String(item) : item)) ?? ''
      if (secrets.some((secret) => secret !== '' && text.includes(secret))) faults.push(`${operation.name}: the secret of a session`)
    }
    if (found) answered++
  }
  expect([...new Set(faults)]).toEqual([])
  // The others ask for a record of a state or kind that half a year does not bring.
  expect(answered / queries.length).toBeGreaterThan(0.85)
}, 240_000)
test('a row as it is stored would be seen', () => {
  expect(leaks({ rows: [{ id: '0198c0de-0000-7000-8000-000000000001', tenantId: 'x', sealed: new Uint8Array(2) }] }, 'x')).toHaveLength(3)
  expect(Object.keys(idPrefixes).length).toBeGreaterThan(15)
})
