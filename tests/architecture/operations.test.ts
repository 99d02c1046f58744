// What exists, who may call it and what it leaves in the log is a reviewed text: a change of policy is a change that a reviewer sees.
// ASVS V1.2.4 V7.5.3 V8.1.1 V16.1.1
import { expect, test } from 'vitest'
import { isPermission } from '../../lib/access/operation.ts'
import { permissionNames, permissions } from '../../lib/access/permissions.ts'
import { reachOf, roleNames, roles } from '../../lib/access/roles.ts'
import { identityOperations, jobs, operations, subscriptions } from '../../lib/registry.ts'
import { declaredEvents } from '../support/events.ts'
import { expectGolden } from '../support/golden.ts'
import { sourceTree } from '../support/source-tree.ts'
import { jsonSchema } from '../support/sample.ts'

test('the matrix of operations and roles', () => {
  const width = Math.max(...operations.map((o) => o.name.length)) + 2
  const head = `${'operation'.padEnd(width)}${'kind'.padEnd(9)}${'needs'.padEnd(22)}${'factor'.padEnd(8)}${roleNames.map((r) => r.padEnd(10)).join('')}`
  const rows = [...operations]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((o) => {
      const { needs } = o
      return `${o.name.padEnd(width)}${o.kind.padEnd(9)}${needs.padEnd(22)}${(o.stepUp ?? '–').padEnd(8)}${roleNames.map((r) => (isPermission(needs) ? (reachOf(r, needs) ?? '–') : '–').padEnd(10)).join('')}`.trimEnd()
    })
  const acts = [...identityOperations]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((o) => `${o.name.padEnd(width)}identity ${o.credential.padEnd(22)}${o.why}`)
  expectGolden('access-matrix.txt', `${[head, ...rows].join('\n')}\n\nacts before or beside a scope\n${acts.join('\n')}\n`)
})
test('the audit events and what they hold', () => {
  const rows = declaredEvents.map(({ event }) =>
    `${event.name.padEnd(34)}${event.subject.padEnd(16)}${Object.keys((jsonSchema(event.schema)['properties'] as object | undefined) ?? {}).join(' ')}`.trimEnd(),
  )
  expect(new Set(declaredEvents.map(({ event }) => event.name)).size, 'an event is declared once').toBe(declaredEvents.length)
  expectGolden('audit-events.txt', `${rows.sort().join('\n')}\n`)
})
test('no event can hold a secret', () => {
  for (const { event } of declaredEvents)
    for (const [field, shape] of Object.entries((jsonSchema(event.schema)['properties'] as Record<string, { type?: string }> | undefined) ?? {}))
      if (shape.type !== 'boolean') expect(field, event.name).not.toMatch(/password|secret|token|hash|iban|accountNumber|routing/i)
})
test('names are unique and speak the pattern domain.verbNoun', () => {
  const names = [...operations, ...identityOperations].map((o) => o.name)
  expect(new Set(names).size).toBe(names.length)
  for (const name of names) expect(name).toMatch(/^[a-z]+\.[a-z][A-Za-z]+$/)
})
test('money leaves, rights grow and bank details change only after a factor for that very act', () => {
  for (const o of operations)
    if (
      o.kind === 'command' &&
      ['payout.approve', 'payout.release', 'bank_detail.change', 'bank_detail.reveal'].includes(o.needs) &&
      !/reject|hold|prepare|cancel/i.test(o.name)
    )
      expect(o.stepUp, o.name).toBe('anew')
})
test('every permission has a sentence, is asked for by something, and is held by some role', () => {
  // Suspending a company writes two logs, so it is an act of identity that asks by itself.
  const asked = new Set<string>([
    ...operations.map((o) => o.needs),
    ...sourceTree()
      .filter((f) => f.path.startsWith('lib/identity/'))
      .flatMap((f) => [...f.text.matchAll(/reachOf\([\w.]+, '([a-z_.]+)'\)/g)].map((m) => m[1] as string)),
  ])
  for (const name of permissionNames) {
    expect(permissions[name].length).toBeGreaterThan(8)
    expect(
      roleNames.some((role) => reachOf(role, name) !== undefined),
      `${name} is held by no role`,
    ).toBe(true)
    expect(asked.has(name), `${name} is asked for by nothing`).toBe(true)
  }
})
test('an operator reaches no content of a company', () => {
  for (const name of Object.keys(roles.operator))
    expect(name).not.toMatch(/^(work|payee|bank_detail|program|award|payout|batch|statement|ledger|catalogue|redemption|dispute|earnings|evidence)\./)
})
test('jobs and subscriptions name operations that exist', () => {
  for (const { operation } of jobs) {
    expect(operations).toContain(operation)
    expect(operation.jobs, operation.name).toBe(true)
  }
  const events = new Set(declaredEvents.map(({ event }) => event.name))
  for (const { event } of subscriptions) expect(events).toContain(event)
})
test('hand-written SQL: a reviewed list of files', () => {
  const files = sourceTree()
    .filter((f) => /^lib\/.*\.ts$/.test(f.path) && /ctx\.sql(`|<)|\.unsafe\(|\bsql`(select|insert|update|delete|with|copy)\b/i.test(f.text))
    .map((f) => f.path)
  expectGolden('hand-written-sql.txt', `${files.sort().join('\n')}\n`)
})
test('domains lean on one another only as reviewed, never in a circle', () => {
  const edges = new Set<string>()
  for (const f of sourceTree()) {
    const from = /^lib\/(identity|tenancy|incentives|audit|access|jobs|platform|kernel)\//.exec(f.path)?.[1]
    if (!from || !f.path.endsWith('.ts')) continue
    for (const m of f.text.matchAll(/from '(?:\.\.\/)+(?:lib\/)?(identity|tenancy|incentives|audit|access|jobs|platform|kernel)\//g))
      if (m[1] !== from) edges.add(`${from} → ${m[1]}`)
  }
  expect(
    [...edges].filter((e) => edges.has(e.split(' → ').reverse().join(' → '))),
    'two wings lean on each other',
  ).toEqual([])
  expectGolden('edges.txt', `${[...edges].sort().join('\n')}\n`)
})
