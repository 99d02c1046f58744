// A work record is never edited: a correction is a new record that supersedes it, once, with its reason.
// ASVS V8.2.2
import { expect, test } from 'vitest'
import { exportWork, listWork, showWork } from '../../lib/incentives/list-work.ts'
import { addPayee, linkPayee } from '../../lib/incentives/change-payee.ts'
import { correctWork, recordWork } from '../../lib/incentives/record-work.ts'
import { encodeId } from '../../lib/kernel/id.ts'
import { importFile, sampleFile } from '../support/import-file.ts'
import { textOf } from '../support/list-file.ts'
import { admin, makeWorld, refusalOf, type World } from '../support/world.ts'

const payee = async (world: World, name = 'Ana Ruiz'): Promise<string> => (await world.as('office').run(addPayee, { name })).id
const visit = (payeeId: string, more: object = {}) => ({
  key: 'J-1',
  kind: 'visit',
  payee: payeeId,
  opened: '2026-05-10 08:00',
  closed: '2026-05-10 10:00',
  quantity: '1.5',
  value: '120.50',
  note: 'Leak found',
  ...more,
})

test('work recorded by hand is a fact with its digest in the log', async () => {
  const world = await makeWorld(),
    ana = await payee(world)
  const { id, number } = await world.as('dispatch').run(recordWork, visit(ana))
  expect(number).toBe('W-00001')
  const shown = await world.as('manager').run(showWork, { id })
  expect(shown).toMatchObject({
    key: 'J-1',
    state: 'closed',
    quantity: '1.5',
    value: { minor: 12_050n, currency: 'USD' },
    closedAt: new Date('2026-05-10T17:00:00Z'),
    fields: [['note', 'Leak found']],
    revisions: [{ number: 'W-00001', revision: 1 }],
  })
  expect((await world.events('work.recorded'))[0]?.detail).toMatchObject({ number: 'W-00001', digest: shown.digest, days: '2026-05-10 2026-05-10' })
})
test('the same key twice is refused, and faults name their field', async () => {
  const world = await makeWorld(),
    ana = await payee(world)
  await world.as('office').run(recordWork, visit(ana))
  const refused = (more: object) => refusalOf(world.as('office').run(recordWork, visit(ana, more)))
  expect(await refused({})).toMatchObject({
    code: 'invalid',
    fields: { key: 'Work with the key “J-1” was recorded already. Correct that record, or give this one a key of its own.' },
  })
  expect(await refused({ key: 'J-2', closed: '2026-05-09 10:00' })).toMatchObject({
    fields: { closed: 'The closing lies before the opening. Correct one of the two.' },
  })
  expect(await refused({ key: 'J-2', closed: '2026-05-31 10:00' })).toMatchObject({
    fields: { closed: 'The closing lies in the future. Work counts once it is done.' },
  })
  expect(await refused({ key: 'J-2', value: '1,240.50' })).toMatchObject({ fields: { value: 'Write it without grouping: 1240.50.' } })
  expect(await refused({ key: 'J-2', payee: undefined })).toMatchObject({ fields: { payee: 'Choose whose work it was: a payee or a crew.' } })
})
test('a correction supersedes; the old record stays, and each is corrected once', async () => {
  const world = await makeWorld(),
    ana = await payee(world)
  const { id } = await world.as('office').run(recordWork, visit(ana))
  const [before] = await admin`select * from work_records where tenant_id = ${world.tenant}`
  const { key: _key, ...facts } = visit(ana, { value: '99.00' })
  const corrected = await world.as('office').run(correctWork, { recordId: id, ...facts, reason: 'The part was returned' })
  expect(corrected).toMatchObject({ number: 'W-00002', supersedes: 'W-00001' })
  expect((await admin`select * from work_records where tenant_id = ${world.tenant} and number = 'W-00001'`)[0]).toEqual(before)
  expect((await world.events('work.corrected'))[0]?.detail).toMatchObject({
    supersedes: 'W-00001',
    reason: 'The part was returned',
    changes: [{ field: 'value', before: '120.50 USD', after: '99.00 USD' }],
  })
  expect(await refusalOf(world.as('office').run(correctWork, { recordId: id, ...facts, reason: 'again' }))).toMatchObject({
    code: 'conflict',
    message: 'W-00001 was corrected already by W-00002. Correct that one.',
  })
  expect(await refusalOf(world.as('office').run(correctWork, { recordId: corrected.id, ...facts, reason: 'again' }))).toMatchObject({
    code: 'conflict',
    message: 'Nothing differs from W-00002. Change what was wrong.',
  })
  const list = await world.as('office').run(listWork, {})
  expect(list.rows.map((r) => r.number)).toEqual(['W-00002'])
  expect((await world.as('office').run(listWork, { state: 'superseded' })).rows.map((r) => [r.number, r.newer])).toEqual([['W-00001', 'W-00002']])
  expect((await world.as('office').run(showWork, { id })).newest?.number).toBe('W-00002')
})
test('two corrections of the same record at the same moment: one is made', async () => {
  const world = await makeWorld(),
    ana = await payee(world)
  const { id } = await world.as('office').run(recordWork, visit(ana))
  const { key: _key, ...facts } = visit(ana)
  const done = await Promise.allSettled(
    [1, 2, 3, 4].map((n) => world.as('office').run(correctWork, { recordId: id, ...facts, value: `${n}.00`, reason: 'Corrected' })),
  )
  expect(done.filter((d) => d.status === 'fulfilled').length).toBe(1)
  expect((await admin`select 1 from work_records where tenant_id = ${world.tenant}`).length).toBe(2)
})
test('the database itself refuses to change or remove a fact', async () => {
  const world = await makeWorld(),
    ana = await payee(world)
  await world.as('office').run(recordWork, visit(ana))
  await expect(admin`update work_records set value_minor = 1 where tenant_id = ${world.tenant}`).rejects.toThrow('only ever added')
  await expect(admin`delete from work_records where tenant_id = ${world.tenant}`).rejects.toThrow('only ever added')
})
test('lists find by number, by the beginning of a key, by state, days and import, and export what they show', async () => {
  const world = await makeWorld()
  const done = await importFile(world, sampleFile())
  const found = async (query: object): Promise<string[]> => (await world.as('office').run(listWork, query)).rows.map((r) => r.key)
  expect((await found({ q: 'R-100' })).sort()).toEqual(['R-1001', 'R-1002', 'R-1003', 'R-1004', 'R-1005', 'R-1006'])
  expect(await found({ q: 'w-00002' })).toEqual(['R-1002'])
  expect(await found({ state: 'open' })).toEqual(['R-1006'])
  expect((await found({ closedFrom: '2026-03-31', closedTo: '2026-04-01' })).sort()).toEqual(['R-1004', 'R-1005'])
  expect((await found({ import: done.id })).length).toBe(7)
  expect(await found({ import: 'imp_00000000000000000000000000' })).toEqual([])
  const body = await textOf(await world.as('office').run(exportWork, { state: 'open' }))
  expect(body.split('\r\n')[1]).toContain('R-1006,request')
  expect((await world.as('office').run(listWork, {})).totals).toMatchObject({ all: 7, open: 1, lastClosedAt: new Date('2026-04-11T15:00:00Z') })
})
test('a technician sees own work only; anyone else’s does not exist', async () => {
  const world = await makeWorld(),
    ana = await payee(world),
    ben = await payee(world, 'Ben')
  await world.as('manager').run(linkPayee, { payeeId: ana, memberId: encodeId('member', world.people.crew.memberId) })
  const own = await world.as('office').run(recordWork, visit(ana)),
    other = await world.as('office').run(recordWork, visit(ben, { key: 'J-2' }))
  expect((await world.as('crew').run(listWork, {})).rows.map((r) => r.id)).toEqual([own.id])
  expect((await world.as('crew').run(showWork, { id: own.id })).number).toBe(own.number)
  expect(await refusalOf(world.as('crew').run(showWork, { id: other.id }))).toMatchObject({ code: 'not_found' })
})
