// When work changes after it was awarded, every period it touches is computed again by itself: what differs is a new line with its reason, once, and nothing that a person declined comes back.
import { existsSync, readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readInvariants } from '../../lib/incentives/check-invariants.ts'
import { addCrew, joinCrew } from '../../lib/incentives/change-crew.ts'
import { addPayee } from '../../lib/incentives/change-payee.ts'
import { computeAwards } from '../../lib/incentives/compute-awards.ts'
import { confirmAwards } from '../../lib/incentives/confirm-awards.ts'
import { listWork, showWork } from '../../lib/incentives/list-work.ts'
import { declineAwards } from '../../lib/incentives/nominate-award.ts'
import { readDerivation } from '../../lib/incentives/derivation.ts'
import { listAwards } from '../../lib/incentives/read-awards.ts'
import { correctWork, recordWork } from '../../lib/incentives/record-work.ts'
import { activateRule, draftRule, writeProgram } from '../../lib/incentives/write-program.ts'
import { periodsHolding } from '../../lib/incentives/period-grid.ts'
import { showImport } from '../../lib/incentives/show-import.ts'
import { MappingBody } from '../../lib/incentives/import/mapping.ts'
import { drain } from '../support/drain.ts'
import { importFile, sampleFile } from '../support/import-file.ts'
import { admin, makeWorld, refusalOf, type World } from '../support/world.ts'

let world: World
beforeEach(async () => {
  world = await makeWorld()
})
afterEach(async () => {
  expect((await world.as('read_only').run(readInvariants, {})).violations).toEqual([])
})

const perRecord = {
  version: 1,
  pay: { kind: 'per_unit', unit: 'record', rate: '250' },
  conditions: [{ op: 'within', from: 'opened', to: 'closed', seconds: 172_800 }],
  split: 'none',
  caps: {},
}
async function program(rule: object = perRecord, more: object = {}): Promise<string> {
  const made = await world.as('manager').run(writeProgram, { name: 'Within 48 hours', currency: 'USD', period: 'month', budget: '10000.00', rule, ...more })
  await world.as('manager').run(activateRule, { programId: made.id, version: 1, effectiveOn: '2008-01-01' })
  return made.id
}
const compute = (programId: string, from: string) => world.as('manager').run(computeAwards, { programId, from })
const lines = async (_programId: string) =>
  await admin<
    { number: string; kind: string; state: string; minor: string; reason: string | null }[]
  >`select number, kind, state, amount_minor::text as minor, reason from awards where tenant_id = ${world.tenant} order by number`
const confirmAll = async (programId: string) =>
  world
    .as('manager')
    .run(confirmAwards, { awardIds: (await world.as('manager').run(listAwards, { program: programId, state: 'computed' })).rows.map((r) => r.id) })
const correctKey = async (key: string, change: object): Promise<void> => {
  const [found] = (await world.as('office').run(listWork, { q: key })).rows
  const work = await world.as('office').run(showWork, { id: found?.id })
  await world
    .as('office')
    .run(correctWork, {
      recordId: work.id,
      kind: work.kind,
      payee: work.payee?.id,
      opened: work.openedAt?.toISOString(),
      closed: work.closedAt?.toISOString(),
      quantity: work.quantity,
      reason: 'The clock was wrong',
      ...change,
    })
}

describe('from a file to awards and back', () => {
  test('a record that was too late and is corrected makes an adjustment that waits for a person; one that falls out makes a clawback', async () => {
    await importFile(world, sampleFile())
    const id = await program()
    await compute(id, '2026-03-01')
    expect((await lines(id)).map((l) => l.minor).sort()).toEqual(['250', '500'])
    await confirmAll(id)
    await correctKey('R-1002', { closed: '2026-03-04T16:00:00Z' })
    expect(await drain(world)).toContain('incentives.recomputePeriod')
    const [adjustment] = (await lines(id)).slice(-1)
    expect(adjustment).toMatchObject({ kind: 'adjustment', state: 'computed', minor: '250', reason: 'W-00008 corrects W-00002 (The clock was wrong)' })
    await confirmAll(id)
    await correctKey('R-1001', { closed: '2026-03-30T16:00:00Z' })
    await drain(world)
    expect((await lines(id)).slice(-1)).toMatchObject(
      [{ kind: 'clawback', state: 'confirmed', minor: '-250', reason: 'W-00009 corrects W-00001 (The clock was wrong)' }].map((l) => ({
        ...l,
        reason: expect.stringContaining('W-00001 no longer counts'),
      })),
    )
    expect(await compute(id, '2026-03-01')).toMatchObject({ awards: 0, corrections: 0 })
  })
  test('a later file that closes an open row earns by itself in a period that was computed, and the trail leads to the record', async () => {
    await importFile(world, sampleFile())
    const id = await program()
    await compute(id, '2026-04-01')
    await confirmAll(id)
    await importFile(world, 'request,opened,closed,crew,depth,notes\nR-1006,2026-04-02 08:00,2026-04-03 08:00,Storm drains,1,still open\n')
    const [last] = (await lines(id)).slice(-1)
    expect(last).toMatchObject({ kind: 'adjustment', minor: '250', reason: 'W-00008 corrects W-00006' })
    const [row] = (await world.as('office').run(listWork, { q: 'W-00008' })).rows
    expect((await world.as('manager').run(showWork, { id: row?.id })).awards.map((a) => a.number)).toEqual([last?.number])
    const [stored] = await admin<{ derivation: string }[]>`select derivation from awards where tenant_id = ${world.tenant} and number = ${last?.number ?? ''}`
    expect(readDerivation(stored?.derivation ?? '')).toMatchObject({ kind: 'correction', records: [{}, {}, {}], rule: { version: 1 } })
  })
  test('periods that nobody computed stay alone', async () => {
    const id = await program()
    await importFile(world, sampleFile())
    expect(await lines(id)).toEqual([])
  })
})

describe('what a person decided stays', () => {
  const visit = async (key: string, opened = '2026-03-02 08:00', closed = '2026-03-02 10:00', payee = ana): Promise<void> => {
    await world.as('office').run(recordWork, { key, kind: 'visit', payee, opened, closed })
  }
  let ana = ''
  beforeEach(async () => {
    ana = (await world.as('office').run(addPayee, { name: 'Ana' })).id
  })
  test('a declined award does not come back on the same facts, and does on other ones', async () => {
    const id = await program()
    await visit('J-1')
    await compute(id, '2026-03-01')
    await world
      .as('manager')
      .run(declineAwards, { awardIds: (await world.as('manager').run(listAwards, { program: id })).rows.map((r) => r.id), reason: 'Not our work' })
    expect(await compute(id, '2026-03-01')).toMatchObject({ awards: 0 })
    await visit('J-2')
    await drain(world)
    expect((await lines(id)).map((l) => [l.state, l.minor])).toEqual([
      ['declined', '250'],
      ['computed', '500'],
    ])
  })
  test('an award taken back by a new computation returns when the facts return', async () => {
    const id = await program()
    await visit('J-1')
    await compute(id, '2026-03-01')
    await correctKey('J-1', { closed: '2026-03-09T10:00:00Z' })
    await drain(world)
    await correctKey('J-1', { closed: '2026-03-02T18:00:00Z' })
    await drain(world)
    expect((await lines(id)).map((l) => [l.state, l.minor])).toEqual([
      ['declined', '250'],
      ['computed', '250'],
    ])
  })
  test('an adjustment that waits is replaced, not added to, and a declined one is not proposed again', async () => {
    const id = await program()
    await visit('J-1')
    await compute(id, '2026-03-01')
    await confirmAll(id)
    await visit('J-2')
    await drain(world)
    await visit('J-3')
    await drain(world)
    expect((await lines(id)).map((l) => [l.kind, l.state, l.minor])).toEqual([
      ['computed', 'confirmed', '250'],
      ['adjustment', 'declined', '250'],
      ['adjustment', 'computed', '500'],
    ])
    await world
      .as('manager')
      .run(declineAwards, {
        awardIds: (await world.as('manager').run(listAwards, { program: id, state: 'computed' })).rows.map((r) => r.id),
        reason: 'Agreed otherwise',
      })
    expect(await compute(id, '2026-03-01')).toMatchObject({ corrections: 0 })
  })
  test('a program that confirms by itself confirms adjustments too', async () => {
    const id = await program(perRecord, { confirmation: 'by_itself' })
    await visit('J-1')
    await compute(id, '2026-03-01')
    await visit('J-2')
    await drain(world)
    expect((await lines(id)).map((l) => [l.kind, l.state])).toEqual([
      ['computed', 'confirmed'],
      ['adjustment', 'confirmed'],
    ])
  })
  test('a new version cannot reach back into a period that was computed', async () => {
    const id = await program()
    await visit('J-1')
    await compute(id, '2026-03-01')
    await world.as('manager').run(draftRule, { programId: id, rule: { ...perRecord, caps: { perPayee: '100' } } })
    expect(await refusalOf(world.as('manager').run(activateRule, { programId: id, version: 2, effectiveOn: '2026-03-15' }))).toMatchObject({
      fields: { effectiveOn: 'March 2026 was computed already. Choose 2026-04-01 or a later day.' },
    })
    await world.as('manager').run(activateRule, { programId: id, version: 2, effectiveOn: '2026-04-01' })
  })
  test('a crew shares among those on it on the last day of the period', async () => {
    const ben = (await world.as('office').run(addPayee, { name: 'Ben' })).id,
      crew = (await world.as('office').run(addCrew, { name: 'Ash' })).id
    await world.as('office').run(joinCrew, { crewId: crew, payeeId: ana, share: 1 })
    await world.as('office').run(joinCrew, { crewId: crew, payeeId: ben, share: 1, joinedOn: '2026-04-15' })
    for (const [key, opened] of [
      ['J-1', '2026-03-02 08:00'],
      ['J-2', '2026-04-02 08:00'],
    ] as const)
      await world.as('office').run(recordWork, { key, kind: 'visit', crew, opened, closed: opened.replace('08:00', '09:00') })
    const id = await program({
      version: 1,
      pay: { kind: 'tiers', backApply: false, by: { measure: 'count', steps: [{ from: '1', rate: '1001' }] } },
      conditions: [],
      split: 'equal',
      caps: {},
    })
    await compute(id, '2026-03-01')
    await compute(id, '2026-04-01')
    expect((await lines(id)).map((l) => l.minor).sort()).toEqual(['1001', '500', '501'])
  })
})

const real = '../shared/data/sf-311-requests.csv'
if (existsSync(real)) {
  test('the city’s file through the whole product: every month of it sums to exactly 4,260.00', async () => {
    const mapping = MappingBody.parse({
      version: 1,
      hasHeader: true,
      currency: 'USD',
      times: { format: 'iso', zone: 'America/Los_Angeles', skipped: 'refuse', doubled: 'refuse' },
      unmatchedPayee: 'create',
      blankPayee: 'none',
      unmatchedCrew: 'create',
      openRows: 'keep',
      columns: {
        key: 'unique_key',
        kind: { fixed: 'request' },
        payee: 'agency_name',
        opened: 'created_date',
        closed: 'closed_date',
        extra: [{ column: 'category', field: 'category', type: 'text' }],
      },
    })
    const done = await importFile(world, readFileSync(real), mapping)
    expect(done.tally).toMatchObject({ rows: 5_030, new: 5_022, refused: 8, open: 187, refusedBy: { closed_before_opened: 8 }, newPayees: { count: 170 } })
    expect((await importFile(world, readFileSync(real), mapping)).tally).toMatchObject({ new: 0, same: 5_022, superseding: 0, refused: 8 })
    const id = await program()
    const moments = await admin<{ at: Date }[]>`select counted_at as at from work_records where tenant_id = ${world.tenant} and counted_at is not null`
    for (const period of periodsHolding(
      'month',
      moments.map((m) => m.at),
      'America/Los_Angeles',
    ))
      await compute(id, period.from)
    const [sum] = await admin<
      { minor: string; linked: string }[]
    >`select sum(amount_minor)::text as minor, (select count(*)::text from award_records where tenant_id = ${world.tenant}) as linked from awards where tenant_id = ${world.tenant}`
    expect(sum).toEqual({ minor: '426000', linked: '1704' })
    expect((await world.as('office').run(showImport, { id: done.id })).state).toBe('done')
  }, 120_000)
}
