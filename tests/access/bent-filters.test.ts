// Whatever stands in the filters, orders and cursors of a list, the answer is rows or a refusal in words; no fault of the database comes through.
import { expect, test } from 'vitest'
import { operations } from '../../lib/registry.ts'
import { makeWorld } from '../support/world.ts'

const bends: readonly Record<string, unknown>[] = [
  { after: 'x.y' },
  { before: `${'a'.repeat(590)}.b` },
  { q: 'a\u0000' },
  { q: `';--%\\` },
  { sort: '__proto__' },
  { raisedFrom: '2026-99-99' },
  { raisedFrom: '9999-12-31', raisedTo: '9999-12-31' },
  { raisedTo: '8999-12-31' },
  { raisedFrom: '0000-01-01' },
  { raisedFrom: '0001-01-01' },
  { closedFrom: '0000-00-00' },
  { closedTo: '9999-12-31' },
  { requestedTo: '9999-12-31' },
  { dueTo: '9999-12-31' },
  { madeTo: '9999-12-31' },
  { madeFrom: '2026-99-99' },
  { periodFrom: '2026-99-99' },
  { periodTo: '0000-00-00' },
  { amountMin: '1e9' },
  { amountMax: '-' },
  { amountMin: '999999999999999.99' },
  { priceMin: '1,000' },
  { state: '__proto__' },
  { tab: 'constructor' },
  { payee: 'pye_zz' },
  { kind: 'constructor' },
]
test('every list, export and search', async () => {
  const world = await makeWorld(new Date().toISOString())
  const lists = operations.filter(({ name }) => /\.(list|export|find|search)/.test(name))
  expect(lists.length).toBeGreaterThan(30)
  const faults: string[] = []
  for (const operation of lists) {
    for (const bend of bends)
      await world
        .as('owner')
        .run(operation, bend)
        .catch((error: unknown) => {
          if (!(error instanceof Error && error.name === 'Refusal')) faults.push(`${operation.name} ${JSON.stringify(bend)}: ${String(error)}`)
        })
  }
  expect(faults).toEqual([])
})
