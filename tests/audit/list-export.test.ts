// The log says of an export of a list whatever narrowed it, and an export is the whole filtered list wherever in it somebody stands.
import { expect, test } from 'vitest'
import { platformTenant } from '../../db/migrate.ts'
import type { ListFile } from '../../lib/audit/list-export.ts'
import { operations } from '../../lib/registry.ts'
import { exportPayees, listPayees } from '../../lib/incentives/list-payees.ts'
import { addPayee } from '../../lib/incentives/change-payee.ts'
import { textOf } from '../support/list-file.ts'
import { jsonSchema, sample } from '../support/sample.ts'
import { admin, makeWorld } from '../support/world.ts'

const world = await makeWorld()
const paging = ['sort', 'after', 'before', 'size']
const filtersOf = (operation: (typeof operations)[number]): [string, Record<string, unknown>][] =>
  Object.entries((jsonSchema(operation.input)['properties'] as Record<string, Record<string, unknown>> | undefined) ?? {}).filter(
    ([name]) => !paging.includes(name),
  )
/** They need a record to be lists of; their own tests ask what the log says. */
const ofOneRecord = new Set(['incentives.exportBatchPayouts', 'incentives.exportImportErrors', 'tenancy.exportReview'])
const lists = operations.filter(
  (o) => /\.export[A-Z]/.test(o.name) && Object.hasOwn((jsonSchema(o.input)['properties'] as object | undefined) ?? {}, 'after') && !ofOneRecord.has(o.name),
)
/** What a filter by its name holds; the rest is made from the schema. */
const values: Readonly<Record<string, string>> = {
  network: '192.0.2.0/24',
  month: '2026-05',
  tab: 'all',
  amountMin: '1.00',
  amountMax: '2.00',
  priceMin: '1.00',
  priceMax: '2.00',
  payee: 'pye_00000000000000000000000000',
  program: 'prg_00000000000000000000000000',
  statementId: 'stm_00000000000000000000000000',
}

async function lastExport(who: 'owner' | 'operator'): Promise<unknown> {
  const tenant = who === 'operator' ? platformTenant : world.tenant
  const [row] = await admin<
    { detail: string }[]
  >`select detail from public.audit_events where tenant_id = ${tenant} and actor_id = ${world.people[who].memberId} and event = 'list.exported' order by seq desc limit 1`
  return row && JSON.parse(row.detail)
}
test('there are lists to export', () => expect(lists.length).toBeGreaterThanOrEqual(15))
test.each(lists.map((operation) => [operation.name, operation] as const))('%s', async (_name, operation) => {
  const filters = filtersOf(operation),
    who = /^(installation|tenant)\./.test(operation.needs) ? 'operator' : 'owner'
  expect(filters.length).toBeGreaterThan(0)
  for (const [name, schema] of filters) {
    const value = values[name] ?? sample(schema, () => undefined, name)
    // Read to its end: of a long list the count is recorded then.
    await textOf((await world.as(who).run(operation, { [name]: value })) as ListFile)
    expect(await lastExport(who), name).toMatchObject({ filters: `${name}=${String(value)}` })
  }
})
test('a cursor in the address of an export leaves no row out', async () => {
  for (const name of ['Ash', 'Birch', 'Cedar']) await world.as('office').run(addPayee, { name })
  const page = await world.as('office').run(listPayees, { size: 1 }),
    second = await world.as('office').run(listPayees, { size: 1, after: page.next })
  for (const cursor of [{ after: page.next }, { before: second.previous }]) {
    const lines = (await textOf(await world.as('office').run(exportPayees, cursor))).trim().split('\r\n')
    expect(lines.slice(1).map((line) => line.split(',')[1])).toEqual(['Ash', 'Birch', 'Cedar'])
  }
})
