// Nobody turns their own word into money alone: where a program confirms by itself, an award that counts work which its own payee entered, corrected or imported waits for somebody else.
import { beforeEach, expect, test } from 'vitest'
import { addCrew, joinCrew } from '../../lib/incentives/change-crew.ts'
import { computeAwards } from '../../lib/incentives/compute-awards.ts'
import { confirmAwards } from '../../lib/incentives/confirm-awards.ts'
import { ownWordReason } from '../../lib/incentives/own-word.ts'
import { listAwards } from '../../lib/incentives/read-awards.ts'
import { listWork } from '../../lib/incentives/list-work.ts'
import { correctWork, recordWork } from '../../lib/incentives/record-work.ts'
import { activateRule, writeProgram } from '../../lib/incentives/write-program.ts'
import { makePayee } from '../support/awards.ts'
import { drain } from '../support/drain.ts'
import { checkImport, startImport } from '../../lib/incentives/check-import.ts'
import { uploadImport } from '../../lib/incentives/upload-import.ts'
import { importFile, sampleMapping, uploaded } from '../support/import-file.ts'
import { admin, makeWorld, refusalOf, type World } from '../support/world.ts'

let world: World, programId: string, own: string, other: string
beforeEach(async () => {
  world = await makeWorld()
  programId = await program('none')
  own = (await makePayee(world, 'Office', world.people.office.memberId)).id
  other = (await makePayee(world, 'Ana')).id
})
async function program(split: 'none' | 'equal'): Promise<string> {
  const rule = { version: 1, pay: { kind: 'per_unit', unit: 'record', rate: '250' }, conditions: [], split, caps: {} }
  const made = await world
    .as('manager')
    .run(writeProgram, { name: `Visits, ${split}`, currency: 'USD', period: 'month', confirmation: 'by_itself', budget: '9000.00', rule })
  await world.as('manager').run(activateRule, { programId: made.id, version: 1, effectiveOn: '2008-01-01' })
  return made.id
}
/** The payees beside whose awards the run's list says that they wait for this. */
const held = async (): Promise<string[]> => (await world.as('manager').run(listAwards, {})).rows.filter((r) => r.isHeldBack).map((r) => r.payee.name)
const at = { kind: 'visit', opened: '2026-03-02T08:00:00Z', closed: '2026-03-02T09:00:00Z' }
const record = (who: 'office' | 'owner', key: string, whose: object) => world.as(who).run(recordWork, { key, ...at, ...whose })
const compute = () => world.as('manager').run(computeAwards, { programId, from: '2026-03-01' })
const states = async (): Promise<Record<string, [string, string | null]>> =>
  Object.fromEntries((await world.as('owner').run(listAwards, {})).rows.map((r) => [r.payee.name, [r.state, r.reason]]))

test('by hand: theirs waits with the reason, the others’ does not; they cannot confirm it and somebody else can', async () => {
  await record('office', 'J-1', { payee: own })
  await record('owner', 'J-2', { payee: own })
  await record('office', 'J-3', { payee: other })
  await compute()
  expect(await states()).toEqual({ Office: ['computed', ownWordReason], Ana: ['confirmed', null] })
  expect(await held()).toEqual(['Office'])
  const [waiting] = (await world.as('manager').run(listAwards, { state: 'waiting' })).rows
  expect((await refusalOf(world.as('office').run(confirmAwards, { awardIds: [waiting?.id] }))).code).toBe('forbidden')
  await world.as('manager').run(confirmAwards, { awardIds: [waiting?.id] })
  expect((await states())['Office']?.[0]).toBe('confirmed')
  expect(await held()).toEqual([])
})
test('work that somebody else recorded is confirmed by itself, also for a member', async () => {
  await record('owner', 'J-1', { payee: own })
  await compute()
  expect(await states()).toEqual({ Office: ['confirmed', null] })
})
test('their share of what they recorded for their crew waits; the share of the others does not', async () => {
  programId = await program('equal')
  const crew = (await world.as('owner').run(addCrew, { name: 'Ash' })).id
  for (const payeeId of [other, own]) await world.as('owner').run(joinCrew, { crewId: crew, payeeId, share: 1, joinedOn: '2026-01-01' })
  await record('office', 'J-1', { crew })
  await compute()
  expect(await states()).toEqual({ Office: ['computed', ownWordReason], Ana: ['confirmed', null] })
})
test('a file that they imported is their word, also for a payee that was merged into theirs', async () => {
  await importFile(
    world,
    'request,opened,closed,crew,depth,notes\nR-1,2026-03-02 08:00,2026-03-03 08:00,Alias,1,x\nR-2,2026-03-02 08:00,2026-03-03 08:00,Ana,1,x\n',
  )
  await admin`update payees set merged_into_id = (select id from payees where tenant_id = ${world.tenant} and name = 'Office') where tenant_id = ${world.tenant} and name = 'Alias'`
  await compute()
  const seen = await states()
  expect(seen['Ana']).toEqual(['confirmed', null])
  expect(Object.entries(seen).filter(([name]) => name !== 'Ana')).toEqual([[expect.stringMatching(/^(Alias|Office)$/), ['computed', ownWordReason]]])
})
test.for(['settled how it is read', 'let it run'] as const)('a file that somebody else sent is their word too where they %s', async (hand) => {
  const rows = 'request,opened,closed,crew,depth,notes\nR-1,2026-03-02 08:00,2026-03-03 08:00,Office,1,x\nR-2,2026-03-02 08:00,2026-03-03 08:00,Ana,1,x\n'
  const { id } = await world.as('owner').run(uploadImport, uploaded('requests.csv', Buffer.from(rows)))
  const file = { importId: id, encoding: 'utf-8', delimiter: ',', mappingName: 'Requests', mapping: { ...sampleMapping, unmatchedPayee: 'refuse' } }
  await world.as(hand === 'let it run' ? 'owner' : 'office').run(checkImport, file)
  await drain(world)
  await world.as(hand === 'let it run' ? 'office' : 'owner').run(startImport, { importId: id })
  await drain(world)
  await compute()
  expect(await states()).toEqual({ Office: ['computed', ownWordReason], Ana: ['confirmed', null] })
})
test('a correction of theirs makes an adjustment that waits; what somebody else corrects does not', async () => {
  await record('owner', 'J-1', { payee: own })
  await compute()
  await record('office', 'J-2', { payee: own })
  await drain(world)
  const lines = async () =>
    (await world.as('owner').run(listAwards, { kind: 'adjustment' })).rows.map((r) => [r.state, r.amount.minor, r.reason?.includes('came in later')])
  expect(await lines()).toEqual([['computed', 250n, true]])
  expect(await held()).toEqual(['Office'])
  // What somebody else corrects earns on their word, and is not held up by it.
  const [found] = (await world.as('owner').run(listWork, { q: 'J-1' })).rows
  await world.as('owner').run(correctWork, { recordId: found?.id, ...at, closed: '2026-04-02T09:00:00Z', payee: own, reason: 'It was in April' })
  await world.as('manager').run(computeAwards, { programId, from: '2026-04-01' })
  expect((await world.as('owner').run(listAwards, { periodFrom: '2026-04-01' })).rows.map((r) => r.state)).toEqual(['confirmed'])
})
