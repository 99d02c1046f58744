// What a program is called, carries over and confirms by itself can be changed and the log has before and after; what cannot be read is said beside its field.
import { expect, test } from 'vitest'
import { showProgram } from '../../lib/incentives/read-programs.ts'
import { addBudget, changeProgram, writeProgram } from '../../lib/incentives/write-program.ts'
import { makeWorld, refusalOf } from '../support/world.ts'

const rule = { version: 1, pay: { kind: 'per_unit', unit: 'record', rate: '250' }, conditions: [], split: 'none', caps: {} }
const body = { name: 'Requests closed', currency: 'USD', period: 'month', budget: '100.00', rule }

test('name, minimum and confirmation change, each with its before and after', async () => {
  const world = await makeWorld(), manager = world.as('manager'), { id } = await manager.run(writeProgram, body)
  await manager.run(changeProgram, { programId: id, name: 'Closed in time', minimum: '5.00', confirmation: 'by_itself' })
  expect(await manager.run(showProgram, { id })).toMatchObject({ name: 'Closed in time', minimum: { minor: 500n }, confirmation: 'by_itself' })
  expect((await world.events('program.changed')).map((e) => e.detail['changes'])).toEqual([[{ field: 'name', before: 'Requests closed', after: 'Closed in time' }, { field: 'confirmation', before: 'by_person', after: 'by_itself' }, { field: 'minimum', before: '0.00 USD', after: '5.00 USD' }]])
  await manager.run(changeProgram, { programId: id, name: 'Closed in time', minimum: '5.00', confirmation: 'by_itself' })
  expect(await world.events('program.changed')).toHaveLength(1)
})
test('an amount or a currency that is none is said beside its field, and nothing is written', async () => {
  const world = await makeWorld(), manager = world.as('manager'), { id } = await manager.run(writeProgram, body), before = (await world.events()).length
  for (const [field, refused] of [
    ['minimum', () => manager.run(changeProgram, { programId: id, minimum: '1,50' })], ['amount', () => manager.run(addBudget, { programId: id, amount: '1.000,00' })], ['minimum', () => manager.run(writeProgram, { ...body, minimum: '-1.00' })],
    ['budget', () => manager.run(writeProgram, { ...body, budget: 'much' })], ['currency', () => manager.run(writeProgram, { ...body, currency: 'ABC' })],
  ] as const) expect(Object.keys((await refusalOf(refused())).fields), field).toEqual([field])
  expect(await world.events()).toHaveLength(before)
})
