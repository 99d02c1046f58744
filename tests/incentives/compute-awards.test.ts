// A program pays exactly what its rule says for the work of a period, the same cents each time, never beyond its budget; what changes later is a new line.
// ASVS V2.3.2
import { randomUUID } from 'node:crypto'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { readInvariants } from '../../lib/incentives/check-invariants.ts'
import { computeAwards } from '../../lib/incentives/compute-awards.ts'
import { confirmAwards } from '../../lib/incentives/confirm-awards.ts'
import { correctAward } from '../../lib/incentives/correct-award.ts'
import { declineAwards, nominateAward } from '../../lib/incentives/nominate-award.ts'
import { listAwards, showAward } from '../../lib/incentives/read-awards.ts'
import { showProgram } from '../../lib/incentives/read-programs.ts'
import { replayRule, tryRule } from '../../lib/incentives/replay-rule.ts'
import { exportPrograms } from '../../lib/incentives/read-programs.ts'
import { activateRule, addBudget, draftRule, moveProgram, writeProgram } from '../../lib/incentives/write-program.ts'
import { makePayee } from '../support/awards.ts'
import { textOf } from '../support/list-file.ts'
import { admin, makeWorld, refusalOf, type World } from '../support/world.ts'

let world: World
const within48 = {
  version: 1,
  pay: { kind: 'per_unit', unit: 'record', rate: '250' },
  conditions: [{ op: 'within', from: 'opened', to: 'closed', seconds: 48 * 3600 }],
  split: 'none',
  caps: {},
}
async function record(
  payee: string | null,
  opened: string,
  closed: string | null,
  more: { supersedes?: string; key?: string; value?: string } = {},
): Promise<string> {
  const id = randomUUID(),
    key = more.key ?? id
  const [last] = await admin`select coalesce(max(revision), 0)::int as n from work_records where tenant_id = ${world.tenant} and external_key = ${key}`
  await admin`insert into work_records (tenant_id, id, number, kind, source_kind, external_key, revision, payee_id, opened_at, counted_at, value_minor, value_currency, digest, supersedes_id) values (${world.tenant}, ${id}, ${`W-${id.slice(0, 8)}`}, 'request', 'import', ${key}, ${Number(last?.['n']) + 1}, ${payee}, ${opened}, ${closed}, ${more.value ?? null}, ${more.value === undefined ? null : 'USD'}, ${id}, ${more.supersedes ?? null})`
  return id
}
const program = async (rule: object, budget = '1000.00', more: object = {}) => {
  const made = await world.as('manager').run(writeProgram, { name: 'Within 48 hours', currency: 'USD', period: 'month', budget, rule, ...more })
  await world.as('manager').run(activateRule, { programId: made.id, version: 1, effectiveOn: '2015-01-01' })
  return made.id
}
const worth = async (payee: string) =>
  (
    await admin`select coalesce(sum(-balance_minor), 0)::text as b from ledger_accounts where tenant_id = ${world.tenant} and kind = 'owed' and payee_id = ${payee}`
  )[0]?.['b']
beforeAll(async () => {
  world = await makeWorld()
})
afterEach(async () => {
  expect((await world.as('read_only').run(readInvariants, {})).violations).toEqual([])
})

describe('computing', () => {
  test('counts what meets the rule, 48:00:00 included, in the month of the closing moment in the tenant’s zone; again gives the same', async () => {
    const payee = await makePayee(world, 'PUC Sewer Ops')
    await record(payee.uuid, '2015-03-01T10:00:00-08:00', '2015-03-03T10:00:00-08:00')
    await record(payee.uuid, '2015-03-01T10:00:00-08:00', '2015-03-03T10:00:01-08:00')
    await record(payee.uuid, '2015-03-31T20:00:00-07:00', '2015-03-31T23:30:00-07:00') // already April in UTC
    await record(payee.uuid, '2015-03-31T20:00:00-07:00', null)
    const id = await program(within48)
    expect(await world.as('manager').run(computeAwards, { programId: id, from: '2015-03-01' })).toMatchObject({ awards: 1, total: '5.00 USD' })
    expect(await world.as('manager').run(computeAwards, { programId: id, from: '2015-03-01' })).toMatchObject({
      awards: 0,
      corrections: 0,
      runId: undefined,
      why: 'same',
    })
    const { rows } = await world.as('manager').run(listAwards, { program: id })
    expect(rows).toMatchObject([{ amount: { minor: 500n }, state: 'computed' }])
    const award = await world.as('manager').run(showAward, { id: rows[0]?.id })
    expect(award).toMatchObject({ digestHolds: true, records: [{}, {}] })
    expect(award.steps.length).toBeGreaterThan(0)
    await world.as('manager').run(confirmAwards, { awardIds: [rows[0]?.id] })
    expect(await worth(payee.uuid)).toBe('500')
    expect(await textOf(await world.as('manager').run(exportPrograms, { q: 'within' }))).toMatch(
      /^PR-\d+,Within 48 hours,active,month,1,.*,0\.00,5\.00,0\.00,995\.00,USD\r$/m,
    )
  })
  test('an award beyond the budget cannot be written, and says what is missing', async () => {
    const payee = await makePayee(world, 'Short budget')
    for (let i = 0; i < 5; i++) await record(payee.uuid, '2016-05-01T10:00:00Z', '2016-05-01T12:00:00Z')
    const id = await program(within48, '10.00')
    const refusal = await refusalOf(world.as('manager').run(computeAwards, { programId: id, from: '2016-05-01' }))
    expect(refusal).toMatchObject({ code: 'conflict' })
    expect(refusal.message).toMatch(/ has 10\.00 USD left; this needs 12\.50 USD\. Add to the budget of PR-\d+ first\.$/)
    await world.as('manager').run(addBudget, { programId: id, amount: '2.50' })
    expect(await world.as('manager').run(computeAwards, { programId: id, from: '2016-05-01' })).toMatchObject({ awards: 1, total: '12.50 USD' })
  })
  test('a period in which nothing counts, or what counts earns nothing, says so and not that it was computed before', async () => {
    const payee = await makePayee(world, 'Slow'),
      id = await program(within48)
    const nothing = { runId: undefined, awards: 0, corrections: 0 }
    expect(
      await world
        .as('manager')
        .run(computeAwards, { programId: id, from: '2014-01-01' })
        .catch((error: Error) => error.message),
    ).toContain('no rule in force')
    expect(await world.as('manager').run(computeAwards, { programId: id, from: '2019-11-01' })).toMatchObject({
      ...nothing,
      why: 'no work',
      period: 'November 2019',
    })
    await record(payee.uuid, '2019-11-01T10:00:00Z', '2019-11-20T12:00:00Z')
    expect(await world.as('manager').run(computeAwards, { programId: id, from: '2019-11-01' })).toMatchObject({ ...nothing, why: 'no work' })
    await record(payee.uuid, '2019-11-21T10:00:00Z', '2019-11-21T12:00:00Z')
    const many = await program({ ...within48, pay: { kind: 'threshold', measure: 'count', reach: '20', amount: '1000' } })
    expect(await world.as('manager').run(computeAwards, { programId: many, from: '2019-11-01' })).toMatchObject({ ...nothing, why: 'no amount' })
    expect(await world.as('manager').run(computeAwards, { programId: id, from: '2019-11-01' })).toMatchObject({
      awards: 1,
      why: undefined,
      period: 'November 2019',
    })
    const shown = await world.as('manager').run(showProgram, { id })
    expect(shown.newestWork).toBe('2019-11-01')
    expect(shown.runs).toHaveLength(1)
  })
  test('a share of the value shows the value of each record and what they come to; confirmed awards are told beside what waits', async () => {
    const payee = await makePayee(world, 'Commission')
    for (const value of ['100050', '76500']) await record(payee.uuid, '2020-11-01T10:00:00Z', '2020-11-02T12:00:00Z', { value })
    const id = await program({ version: 1, pay: { kind: 'percentage', share: 500 }, conditions: [], split: 'none', caps: {} })
    await world.as('manager').run(computeAwards, { programId: id, from: '2020-11-01' })
    const [row] = (await world.as('manager').run(listAwards, { program: id })).rows,
      award = await world.as('manager').run(showAward, { id: row?.id })
    expect(award).toMatchObject({ measure: 'value', amount: { minor: 8_828n }, measured: { value: { minor: 176_550n, currency: 'USD' } } })
    expect(award.records.map((r) => r.value?.minor).sort()).toEqual([100_050n, 76_500n].sort())
    await world.as('manager').run(confirmAwards, { awardIds: [row?.id] })
    const after = await world.as('finance').run(listAwards, { state: 'waiting', payee: payee.id })
    expect(after).toMatchObject({ rows: [], may: { raise: true } })
    expect(after.totals.find((t) => t.state === 'confirmed')?.amount.minor).toBeGreaterThanOrEqual(8_828n)
  })
  test('corrected work before confirmation computes anew; after it, an adjustment or a clawback, both visible', async () => {
    const payee = await makePayee(world, 'Corrected')
    const first = await record(payee.uuid, '2017-05-01T10:00:00Z', '2017-05-01T12:00:00Z', { key: 'x1' }),
      second = await record(payee.uuid, '2017-05-02T10:00:00Z', '2017-05-02T12:00:00Z', { key: 'x2' })
    const id = await program(within48)
    const again = () => world.as('manager').run(computeAwards, { programId: id, from: '2017-05-01' })
    await again()
    await record(payee.uuid, '2017-05-01T10:00:00Z', '2017-05-20T12:00:00Z', { supersedes: first, key: 'x1' })
    expect(await again()).toMatchObject({ awards: 1, total: '2.50 USD' })
    await world
      .as('manager')
      .run(confirmAwards, { awardIds: (await world.as('manager').run(listAwards, { program: id, state: 'computed' })).rows.map((r) => r.id) })
    expect(await worth(payee.uuid)).toBe('250')
    await record(payee.uuid, '2017-05-03T10:00:00Z', '2017-05-03T12:00:00Z')
    expect(await again()).toMatchObject({ awards: 0, corrections: 1 })
    expect(await worth(payee.uuid)).toBe('250')
    await world
      .as('manager')
      .run(confirmAwards, { awardIds: (await world.as('manager').run(listAwards, { program: id, state: 'computed' })).rows.map((r) => r.id) })
    expect(await worth(payee.uuid)).toBe('500')
    await record(payee.uuid, '2017-05-02T10:00:00Z', null, { supersedes: second, key: 'x2' })
    expect(await again()).toMatchObject({ corrections: 1 })
    expect(await again()).toMatchObject({ corrections: 0 })
    expect(await worth(payee.uuid)).toBe('250')
    expect((await world.as('manager').run(listAwards, { program: id })).rows.map((r) => r.kind).sort()).toEqual([
      'adjustment',
      'clawback',
      'computed',
      'computed',
    ])
  })
  test('a clawback larger than the balance leaves a debt that is carried', async () => {
    const payee = await makePayee(world, 'Debt')
    await record(payee.uuid, '2018-05-01T10:00:00Z', '2018-05-01T12:00:00Z')
    const id = await program(within48)
    await world.as('manager').run(computeAwards, { programId: id, from: '2018-05-01' })
    const [award] = (await world.as('manager').run(listAwards, { program: id })).rows
    await world.as('manager').run(confirmAwards, { awardIds: [award?.id] })
    expect(await refusalOf(world.as('manager').run(correctAward, { awardId: award?.id, amount: '-3.00', reason: 'Too much' }))).toMatchObject({
      fields: { amount: expect.any(String) },
    })
    await world.as('finance').run(correctAward, { awardId: award?.id, amount: '-2.50', reason: 'It was not our work' })
    expect(await worth(payee.uuid)).toBe('0')
  })
})
describe('rules', () => {
  test('a version in force never changes; the next one begins on a later day, and shows first who gains and who loses', async () => {
    const payee = await makePayee(world, 'Replay')
    for (let i = 0; i < 3; i++) await record(payee.uuid, '2030-05-01T10:00:00Z', `2030-05-01T1${i}:30:00Z`)
    const id = await program(within48),
      better = { ...within48, pay: { kind: 'per_unit', unit: 'record', rate: '300' } }
    const replay = await world.as('manager').run(replayRule, { programId: id, rule: better })
    expect(replay.rows.find((r) => r.payee.name === 'Replay')?.difference.minor).toBe(150n)
    expect(replay.losing.count).toBe(0)
    expect(replay.unknown).toEqual([])
    const typo = {
        ...better,
        conditions: [
          { op: 'is', field: 'field:type', value: 'request' },
          { op: 'is_set', field: 'quantity' },
        ],
      },
      said = (await world.as('manager').run(replayRule, { programId: id, rule: typo })).unknown
    expect(said).toEqual([
      'No recent record has a field “type”. Did you mean “kind”?',
      expect.stringMatching(/^No recent record has a field “quantity”\. Records have: kind, external_key, source/),
    ])
    expect(await world.as('manager').run(draftRule, { programId: id, rule: better })).toMatchObject({ version: 2 })
    expect(await refusalOf(world.as('manager').run(activateRule, { programId: id, version: 2, effectiveOn: '2015-01-01' }))).toMatchObject({
      fields: { effectiveOn: expect.any(String) },
    })
    await world.as('manager').run(activateRule, { programId: id, version: 2, effectiveOn: '2030-06-01' })
    expect(await refusalOf(world.as('manager').run(activateRule, { programId: id, version: 1, effectiveOn: '2031-01-01' }))).toMatchObject({ code: 'conflict' })
    expect(await world.as('manager').run(computeAwards, { programId: id, from: '2030-05-01' })).toMatchObject({ total: '7.50 USD' })
    expect((await world.as('manager').run(tryRule, { programId: id, payeeId: payee.id, from: '2030-05-01', version: 2 })).amount.minor).toBe(900n)
    expect((await world.as('crew').run(showProgram, { id })).versions.map((v) => v.state)).toEqual(['active', 'active'])
  })
  test('a trial lists the records that counted and those that did not, with the reason, of that payee alone', async () => {
    const id = await program(within48, '1000.00', { name: 'Trial' }),
      payee = await makePayee(world, 'Trial'),
      other = await makePayee(world, 'Elsewhere')
    const good = await record(payee.uuid, '2031-05-02T10:00:00-07:00', '2031-05-03T10:00:00-07:00'),
      late = await record(payee.uuid, '2031-05-02T10:00:00-07:00', '2031-05-09T10:00:00-07:00'),
      open = await record(payee.uuid, '2031-05-04T10:00:00-07:00', null)
    await record(other.uuid, '2031-05-02T10:00:00-07:00', '2031-05-09T10:00:00-07:00')
    await record(payee.uuid, '2031-06-02T10:00:00-07:00', null)
    const { work } = await world.as('manager').run(tryRule, { programId: id, payeeId: payee.id, from: '2031-05-01' })
    if (!work) throw new Error('a manager reads work')
    const known = (list: readonly { readonly number: string }[]) => list.map((r) => r.number)
    const numberOf = (uuid: string) => `W-${uuid.slice(0, 8)}`
    expect([known(work.counted.rows), work.counted.inAll]).toEqual([[numberOf(good)], 1])
    expect([work.passed.rows.map((r) => [r.number, r.why]), work.passed.inAll]).toEqual([
      [
        [numberOf(late), 'conditions'],
        [numberOf(open), 'open'],
      ],
      2,
    ])
    for (let n = 0; n < 60; n++) await record(payee.uuid, '2031-05-02T10:00:00-07:00', '2031-05-03T10:00:00-07:00')
    const many = (await world.as('manager').run(tryRule, { programId: id, payeeId: payee.id, from: '2031-05-01' })).work
    expect([many?.counted.rows.length, many?.counted.inAll]).toEqual([50, 61])
  })
  test('paused, resumed, ended; an ended program computes what was earned and drafts no more', async () => {
    const id = await program(within48)
    await world.as('manager').run(moveProgram, { programId: id, to: 'paused' })
    await world.as('manager').run(moveProgram, { programId: id, to: 'active' })
    await world.as('manager').run(moveProgram, { programId: id, to: 'ended' })
    expect(await refusalOf(world.as('manager').run(draftRule, { programId: id, rule: within48 }))).toMatchObject({ code: 'conflict' })
    expect(await refusalOf(world.as('manager').run(moveProgram, { programId: id, to: 'active' }))).toMatchObject({ code: 'conflict' })
  })
})
describe('nominations', () => {
  const rule = { version: 1, pay: { kind: 'nomination', least: '1000', most: '50000' }, conditions: [], split: 'none', caps: {} }
  const proof = { name: 'letter.txt', type: 'text/html', bytes: new TextEncoder().encode('The customer wrote: thank you.') }
  test('need a proof of a known kind, an amount within the rule, and another person to confirm', async () => {
    const payee = await makePayee(world, 'Praised'),
      id = await program(rule)
    const body = { programId: id, payeeId: payee.id, amount: '120.00', from: '2026-05-01', reason: 'Stayed until midnight' }
    expect(await refusalOf(world.as('manager').run(nominateAward, body))).toMatchObject({ fields: { proof: expect.any(String) } })
    expect(
      await refusalOf(world.as('manager').run(nominateAward, { ...body, proof: { ...proof, bytes: new TextEncoder().encode('<svg onload=alert(1)>') } })),
    ).toMatchObject({ fields: { proof: expect.any(String) } })
    expect(await refusalOf(world.as('manager').run(nominateAward, { ...body, amount: '900.00', proof }))).toMatchObject({
      fields: { amount: expect.any(String) },
    })
    const award = await world.as('manager').run(nominateAward, { ...body, proof })
    expect((await refusalOf(world.as('manager').run(confirmAwards, { awardIds: [award.id] }))).message).toContain('You nominated')
    await world.as('owner').run(confirmAwards, { awardIds: [award.id] })
    expect(await worth(payee.uuid)).toBe('12000')
  })
  test('nobody nominates, confirms or declines for themselves', async () => {
    const own = await makePayee(world, 'Boss', world.people.manager.memberId),
      id = await program(rule)
    expect(
      (await refusalOf(world.as('manager').run(nominateAward, { programId: id, payeeId: own.id, amount: '20.00', from: '2026-05-01', reason: 'Me', proof })))
        .code,
    ).toBe('invalid')
    expect(
      (
        await refusalOf(
          world.as('manager').run(nominateAward, { programId: id, payeeId: own.id, amount: '20.00', from: '2026-05-01', reason: 'Myself', proof }),
        )
      ).message,
    ).toContain('yourself')
    const award = await world
      .as('owner')
      .run(nominateAward, { programId: id, payeeId: own.id, amount: '20.00', from: '2026-05-01', reason: 'Good year', proof })
    expect((await refusalOf(world.as('manager').run(confirmAwards, { awardIds: [award.id] }))).message).toContain('your own')
    expect((await refusalOf(world.as('manager').run(declineAwards, { awardIds: [award.id], reason: 'No no' }))).message).toContain('your own')
  })
})
