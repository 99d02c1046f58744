// Who takes part in a program is chosen, its name, minimum and confirmation can be changed, all of it with an event; what cannot be read is said beside its field.
import { describe, expect, test } from 'vitest'
import { audienceFrom, draftFrom, programFrom } from '../../app/(desk)/programs/program-input.ts'
import { addCrew, joinCrew } from '../../lib/incentives/change-crew.ts'
import { addPayee } from '../../lib/incentives/change-payee.ts'
import { computeAwards } from '../../lib/incentives/compute-awards.ts'
import { nominateAward } from '../../lib/incentives/nominate-award.ts'
import { listAwards } from '../../lib/incentives/read-awards.ts'
import { recordWork } from '../../lib/incentives/record-work.ts'
import { showProgram } from '../../lib/incentives/read-programs.ts'
import { replayRule, showAudience } from '../../lib/incentives/replay-rule.ts'
import { activateRule, addBudget, changeProgram, draftRule, writeProgram } from '../../lib/incentives/write-program.ts'
import { makeWorld, refusalOf, type World } from '../support/world.ts'

const rule = { version: 1, pay: { kind: 'per_unit', unit: 'record', rate: '250' }, conditions: [], split: 'none', caps: {} }
/** As the form posts it. */
const shape = { name: 'Visits', currency: 'usd', period: 'month', budget: '100.00', pay: 'per_unit', unit: 'record', rate: '2.50', split: 'none' }
const body = { name: 'Requests closed', currency: 'USD', period: 'month', budget: '100.00', rule }

/** One after another: a payee's number is given when it is added, and what is asserted is in the order of numbers. */
async function addPayees(manager: ReturnType<World['as']>, ...names: string[]) {
  const added = []
  for (const name of names) added.push(await manager.run(addPayee, { name }))
  return added
}

test('name, minimum and confirmation change, each with its before and after', async () => {
  const world = await makeWorld(),
    manager = world.as('manager'),
    { id } = await manager.run(writeProgram, body)
  await manager.run(changeProgram, { programId: id, name: 'Closed in time', minimum: '5.00', confirmation: 'by_itself' })
  expect(await manager.run(showProgram, { id })).toMatchObject({ name: 'Closed in time', minimum: { minor: 500n }, confirmation: 'by_itself' })
  expect((await world.events('program.changed')).map((e) => e.detail['changes'])).toEqual([
    [
      { field: 'name', before: 'Requests closed', after: 'Closed in time' },
      { field: 'confirmation', before: 'by_person', after: 'by_itself' },
      { field: 'minimum', before: '0.00 USD', after: '5.00 USD' },
    ],
  ])
  await manager.run(changeProgram, { programId: id, name: 'Closed in time', minimum: '5.00', confirmation: 'by_itself' })
  expect(await world.events('program.changed')).toHaveLength(1)
})
test('an amount or a currency that is none is said beside its field, and nothing is written', async () => {
  const world = await makeWorld(),
    manager = world.as('manager'),
    { id } = await manager.run(writeProgram, body),
    before = (await world.events()).length
  for (const [field, refused] of [
    ['minimum', () => manager.run(changeProgram, { programId: id, minimum: '1,50' })],
    ['amount', () => manager.run(addBudget, { programId: id, amount: '1.000,00' })],
    ['minimum', () => manager.run(writeProgram, { ...body, minimum: '-1.00' })],
    ['budget', () => manager.run(writeProgram, { ...body, budget: 'much' })],
    ['currency', () => manager.run(writeProgram, { ...body, currency: 'ABC' })],
  ] as const)
    expect(Object.keys((await refusalOf(refused())).fields), field).toEqual([field])
  expect(await world.events()).toHaveLength(before)
})
describe('who takes part', () => {
  test('is named by number and by crew, earns alone, and stands in the log', async () => {
    const world = await makeWorld(),
      manager = world.as('manager')
    const [ash, birch, cedar] = await addPayees(manager, 'Ash', 'Birch', 'Cedar'),
      crew = await manager.run(addCrew, { name: 'North' })
    await manager.run(joinCrew, { crewId: crew.id, payeeId: birch?.id, share: 1 })
    for (const [i, payee] of [ash, birch, cedar].entries())
      await world
        .as('office')
        .run(recordWork, { key: `J-${i}`, kind: 'visit', payee: payee?.id, opened: '2026-05-02T08:00:00Z', closed: '2026-05-02T09:00:00Z' })
    const { id } = await manager.run(writeProgram, programFrom({ ...shape, payeeNumbers: `${ash?.number.toLowerCase()},\n`, crewIds: [crew.id] }) as object)
    await manager.run(activateRule, { programId: id, version: 1, effectiveOn: '2026-01-01' })
    await manager.run(computeAwards, { programId: id, from: '2026-05-01' })
    expect((await manager.run(listAwards, { program: id })).rows.map((row) => row.payee.name).sort()).toEqual(['Ash', 'Birch'])
    expect(await manager.run(showProgram, { id })).toMatchObject({
      audienceIsAll: false,
      audience: { payees: [{ name: 'Ash' }], crews: [{ name: 'North' }], more: 0 },
    })
    expect((await world.as('crew').run(showProgram, { id })).audience).toBeUndefined()
    expect((await world.events('program.created'))[0]?.detail).toMatchObject({
      takesPart: `${ash?.number}, ${crew.number}`,
      confirmation: 'by_person',
      minimum: '0.00 USD',
    })
    await manager.run(writeProgram, body)
    expect((await world.events('program.created')).at(-1)?.detail).toMatchObject({ takesPart: 'everyone' })
  })
  test('nobody else is nominated, and whoever is not there takes no part', async () => {
    const world = await makeWorld(),
      other = await makeWorld(),
      manager = world.as('manager'),
      [ash, birch] = await addPayees(manager, 'Ash', 'Birch'),
      foreign = await other.as('manager').run(addPayee, { name: 'Elm' }),
      crew = await other.as('manager').run(addCrew, { name: 'South' })
    const { id } = await manager.run(writeProgram, { ...body, payeeIds: [ash?.id], rule: { ...rule, pay: { kind: 'nomination', least: '100', most: '900' } } })
    await manager.run(activateRule, { programId: id, version: 1, effectiveOn: '2026-01-01' })
    const nominate = (payeeId: string | undefined) =>
      manager.run(nominateAward, {
        programId: id,
        payeeId,
        amount: '5.00',
        from: '2026-05-01',
        reason: 'Stayed late',
        proof: { name: 'a.txt', type: 'text/plain', bytes: new TextEncoder().encode('thanks') },
      })
    expect(await refusalOf(nominate(birch?.id))).toMatchObject({
      code: 'invalid',
      fields: { payeeId: expect.stringContaining('does not take part') as string },
    })
    await nominate(ash?.id)
    expect(await refusalOf(manager.run(writeProgram, { ...body, payeeNumbers: ['PE-99999'] }))).toMatchObject({
      code: 'invalid',
      fields: { payeeNumbers: expect.stringContaining('PE-99999') as string },
    })
    expect(await refusalOf(manager.run(writeProgram, { ...body, payeeIds: [foreign.id] }))).toMatchObject({
      code: 'not_found',
      message: 'There is no such payee.',
    })
    expect(await refusalOf(manager.run(writeProgram, { ...body, crewIds: [crew.id] }))).toMatchObject({ code: 'not_found', message: 'There is no such crew.' })
  })
  test('is changed by the next version: seen beforehand, from its day on, and the periods before keep their own', async () => {
    const world = await makeWorld('2026-07-14T09:00:00Z'),
      manager = world.as('manager')
    const [ash, birch, cedar] = await addPayees(manager, 'Ash', 'Birch', 'Cedar'),
      crew = await manager.run(addCrew, { name: 'North' })
    await manager.run(joinCrew, { crewId: crew.id, payeeId: cedar?.id, share: 1 })
    for (const month of ['05', '06'])
      for (const [i, payee] of [ash, birch, cedar].entries())
        await world
          .as('office')
          .run(recordWork, {
            key: `J-${month}-${i}`,
            kind: 'visit',
            payee: payee?.id,
            opened: `2026-${month}-02T08:00:00Z`,
            closed: `2026-${month}-02T09:00:00Z`,
          })
    const { id } = await manager.run(writeProgram, programFrom({ ...shape, payeeNumbers: `${ash?.number} ${birch?.number}` }) as object)
    await manager.run(activateRule, { programId: id, version: 1, effectiveOn: '2026-01-01' })
    expect(await manager.run(showAudience, { programId: id })).toEqual({
      payeeNumbers: [ash?.number, birch?.number],
      crews: [{ id: crew.id, name: 'North', takesPart: false }],
    })

    // Before it is saved: Birch leaves, the crew comes in, and nobody else notices.
    const form = { ...shape, currency: 'USD', programId: id, audience: 'asked', payeeNumbers: ash?.number, crewIds: crew.id },
      asked = audienceFrom(form),
      before = (await world.events()).length
    const replay = await manager.run(replayRule, { programId: id, rule, audience: asked, periods: 1 })
    expect(replay.rows.map((row) => [row.payee.name, row.difference.minor, row.because])).toEqual([
      ['Birch', -250n, 'No longer takes part'],
      ['Ash', 0n, 'Unchanged'],
      ['Cedar', 250n, 'Takes part now'],
    ])
    expect([replay.gaining.count, replay.losing.count, (await world.events()).length]).toEqual([1, 1, before])

    const { version } = await manager.run(draftRule, draftFrom(form) as object)
    expect(await manager.run(showProgram, { id })).toMatchObject({
      audience: { payees: [{ name: 'Ash' }, { name: 'Birch' }], crews: [] },
      draftAudience: { isAll: false, named: { payees: [{ name: 'Ash' }], crews: [{ name: 'North' }] } },
    })
    expect((await manager.run(replayRule, { programId: id, version })).losing.count).toBe(1)
    await manager.run(activateRule, { programId: id, version, effectiveOn: '2026-06-01' })
    expect((await world.events('rule.drafted')).map((e) => e.detail['takesPart'])).toEqual([
      `${ash?.number}, ${birch?.number}`,
      `${ash?.number}, ${crew.number}`,
    ])
    expect((await world.events('rule.activated')).at(-1)?.detail).toMatchObject({
      takesPart: `${ash?.number}, ${crew.number}`,
      changes: [{ field: 'rule' }, { field: 'takes part', before: `${ash?.number}, ${birch?.number}`, after: `${ash?.number}, ${crew.number}` }],
    })

    const earners = async (from: string): Promise<string[]> => {
      await manager.run(computeAwards, { programId: id, from })
      return (await manager.run(listAwards, { program: id, periodFrom: from, periodTo: from })).rows.map((row) => row.payee.name).sort()
    }
    expect([await earners('2026-05-01'), await earners('2026-06-01')]).toEqual([
      ['Ash', 'Birch'],
      ['Ash', 'Cedar'],
    ])
    // A draft that does not ask keeps them; one that asks about crews only keeps the payees.
    await manager.run(draftRule, { programId: id, rule: { ...rule, caps: { perPayee: '100' } } })
    expect(await manager.run(showAudience, { programId: id })).toMatchObject({ payeeNumbers: [ash?.number], crews: [{ takesPart: true }] })
    await manager.run(draftRule, { programId: id, rule, audience: { crewIds: [] } })
    expect(await manager.run(showAudience, { programId: id })).toMatchObject({ payeeNumbers: [ash?.number], crews: [{ takesPart: false }] })
    await manager.run(draftRule, { programId: id, rule, audience: { payeeNumbers: [], crewIds: [] } })
    expect(await manager.run(showProgram, { id })).toMatchObject({ audienceIsAll: false, draftAudience: { isAll: true } })
    expect(await refusalOf(manager.run(draftRule, { programId: id, rule, audience: { payeeNumbers: ['PE-99999'] } }))).toMatchObject({
      fields: { payeeNumbers: expect.stringContaining('PE-99999') as string },
    })
  })
})
