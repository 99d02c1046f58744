// The log says of an export of a list whatever narrowed it, and an export is the whole filtered list wherever in it somebody stands.
import { expect, test } from 'vitest'
import { operations } from '../../lib/registry.ts'
import { exportPayees, listPayees } from '../../lib/incentives/list-payees.ts'
import { addPayee } from '../../lib/incentives/change-payee.ts'
import { jsonSchema, sample } from '../support/sample.ts'
import { makeWorld } from '../support/world.ts'

const world = await makeWorld()
const paging = ['sort', 'after', 'before', 'size']
const filtersOf = (operation: (typeof operations)[number]): [string, Record<string, unknown>][] => Object.entries((jsonSchema(operation.input)['properties'] as Record<string, Record<string, unknown>> | undefined) ?? {}).filter(([name]) => !paging.includes(name))
const lists = operations.filter((o) => /\.export[A-Z]/.test(o.name) && Object.hasOwn((jsonSchema(o.input)['properties'] as object | undefined) ?? {}, 'after') && o.name !== 'incentives.exportBatchPayouts')
/** What a filter by its name holds; the rest is made from the schema. */
const values: Readonly<Record<string, string>> = { month: '2026-05', tab: 'all', amountMin: '1.00', amountMax: '2.00', priceMin: '1.00', priceMax: '2.00', payee: 'pye_00000000000000000000000000', program: 'prg_00000000000000000000000000', statementId: 'stm_00000000000000000000000000' }

test('there are lists to export', () => expect(lists.length).toBeGreaterThanOrEqual(15))
test.each(lists.map((operation) => [operation.name, operation] as const))('%s', async (_name, operation) => {
  const filters = filtersOf(operation)
  expect(filters.length).toBeGreaterThan(0)
  for (const [name, schema] of filters) {
    const value = values[name] ?? sample(schema, () => undefined, name)
    await world.as('owner').run(operation, { [name]: value })
    expect((await world.events('list.exported')).at(-1)?.detail, name).toMatchObject({ filters: `${name}=${String(value)}` })
  }
})
test('a cursor in the address of an export leaves no row out', async () => {
  for (const name of ['Ash', 'Birch', 'Cedar']) await world.as('office').run(addPayee, { name })
  const page = await world.as('office').run(listPayees, { size: 1 }), second = await world.as('office').run(listPayees, { size: 1, after: page.next })
  for (const cursor of [{ after: page.next }, { before: second.previous }]) {
    const lines = (await world.as('office').run(exportPayees, cursor)).body.toString().trim().split('\r\n')
    expect(lines.slice(1).map((line) => line.split(',')[1])).toEqual(['Ash', 'Birch', 'Cedar'])
  }
})
