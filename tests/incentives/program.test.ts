// Who takes part in a program is chosen, its name, minimum and confirmation can be changed, all of it with an event; what cannot be read is said beside its field.
import { describe, expect, test } from 'vitest'
import { programFrom } from '../../app/(desk)/programs/program-input.ts'
import { addCrew, joinCrew } from '../../lib/incentives/change-crew.ts'
import { addPayee } from '../../lib/incentives/change-payee.ts'
import { computeAwards } from '../../lib/incentives/compute-awards.ts'
import { nominateAward } from '../../lib/incentives/nominate-award.ts'
import { listAwards } from '../../lib/incentives/read-awards.ts'
import { recordWork } from '../../lib/incentives/record-work.ts'
import { showProgram } from '../../lib/incentives/read-programs.ts'
import { activateRule, addBudget, changeProgram, writeProgram } from '../../lib/incentives/write-program.ts'
import { makeWorld, refusalOf } from '../support/world.ts'

const rule = { version: 1, pay: { kind: 'per_unit', unit: 'record', rate: '250' }, conditions: [], split: 'none', caps: {} }
/** As the form posts it. */
const shape = { name: 'Visits', currency: 'usd', period: 'month', budget: '100.00', pay: 'per_unit', unit: 'record', rate: '2.50', split: 'none' }
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
describe('who takes part', () => {
  test('is named by number and by crew, earns alone, and stands in the log', async () => {
    const world = await makeWorld(), manager = world.as('manager')
    const [ash, birch, cedar] = await Promise.all(['Ash', 'Birch', 'Cedar'].map((name) => manager.run(addPayee, { name }))), crew = await manager.run(addCrew, { name: 'North' })
    await manager.run(joinCrew, { crewId: crew.id, payeeId: birch?.id, share: 1 })
    for (const [i, payee] of [ash, birch, cedar].entries()) await world.as('office').run(recordWork, { key: `J-${i}`, kind: 'visit', payee: payee?.id, opened: '2026-05-02T08:00:00Z', closed: '2026-05-02T09:00:00Z' })
    const { id } = await manager.run(writeProgram, programFrom({ ...shape, payeeNumbers: `${ash?.number.toLowerCase()},\n`, crewIds: [crew.id] }) as object)
    await manager.run(activateRule, { programId: id, version: 1, effectiveOn: '2026-01-01' })
    await manager.run(computeAwards, { programId: id, from: '2026-05-01' })
    expect((await manager.run(listAwards, { program: id })).rows.map((row) => row.payee.name).sort()).toEqual(['Ash', 'Birch'])
    expect(await manager.run(showProgram, { id })).toMatchObject({ audienceIsAll: false, audience: { payees: [{ name: 'Ash' }], crews: [{ name: 'North' }], more: 0 } })
    expect((await world.as('crew').run(showProgram, { id })).audience).toBeUndefined()
    expect((await world.events('program.created'))[0]?.detail).toMatchObject({ takesPart: `${ash?.number}, ${crew.number}`, confirmation: 'by_person', minimum: '0.00 USD' })
    await manager.run(writeProgram, body)
    expect((await world.events('program.created')).at(-1)?.detail).toMatchObject({ takesPart: 'everyone' })
  })
  test('nobody else is nominated, and whoever is not there takes no part', async () => {
    const world = await makeWorld(), other = await makeWorld(), manager = world.as('manager'), [ash, birch] = await Promise.all(['Ash', 'Birch'].map((name) => manager.run(addPayee, { name }))), foreign = await other.as('manager').run(addPayee, { name: 'Elm' }), crew = await other.as('manager').run(addCrew, { name: 'South' })
    const { id } = await manager.run(writeProgram, { ...body, payeeIds: [ash?.id], rule: { ...rule, pay: { kind: 'nomination', least: '100', most: '900' } } })
    await manager.run(activateRule, { programId: id, version: 1, effectiveOn: '2026-01-01' })
    const nominate = (payeeId: string | undefined) => manager.run(nominateAward, { programId: id, payeeId, amount: '5.00', from: '2026-05-01', reason: 'Stayed late', proof: { name: 'a.txt', type: 'text/plain', bytes: new TextEncoder().encode('thanks') } })
    expect(await refusalOf(nominate(birch?.id))).toMatchObject({ code: 'invalid', fields: { payeeId: expect.stringContaining('does not take part') as string } })
    await nominate(ash?.id)
    expect(await refusalOf(manager.run(writeProgram, { ...body, payeeNumbers: ['PE-99999'] }))).toMatchObject({ code: 'invalid', fields: { payeeNumbers: expect.stringContaining('PE-99999') as string } })
    expect(await refusalOf(manager.run(writeProgram, { ...body, payeeIds: [foreign.id] }))).toMatchObject({ code: 'not_found', message: 'There is no such payee.' })
    expect(await refusalOf(manager.run(writeProgram, { ...body, crewIds: [crew.id] }))).toMatchObject({ code: 'not_found', message: 'There is no such crew.' })
  })
})
