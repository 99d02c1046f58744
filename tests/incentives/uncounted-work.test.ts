// Work that earned nothing says why, to whom it concerns: which program, which condition, and what the record says instead. It can be disputed.
import { beforeEach, expect, test } from 'vitest'
import { addPayee, linkPayee } from '../../lib/incentives/change-payee.ts'
import { computeAwards } from '../../lib/incentives/compute-awards.ts'
import { showWork } from '../../lib/incentives/list-work.ts'
import { openDispute } from '../../lib/incentives/open-dispute.ts'
import { recordWork } from '../../lib/incentives/record-work.ts'
import { tryRule } from '../../lib/incentives/replay-rule.ts'
import type { RuleRecord } from '../../lib/incentives/rule-condition.ts'
import type { Condition } from '../../lib/incentives/rule.ts'
import { listEarnings } from '../../lib/incentives/list-earnings.ts'
import { showEarning } from '../../lib/incentives/show-earning.ts'
import { unmetConditions } from '../../lib/incentives/unmet-conditions.ts'
import { activateRule, writeProgram } from '../../lib/incentives/write-program.ts'
import { encodeId } from '../../lib/kernel/id.ts'
import { makeWorld, refusalOf, type World } from '../support/world.ts'

let world: World, jana: string, other: string
beforeEach(async () => {
  world = await makeWorld('2026-05-14T09:00:00Z', { currency: 'USD' })
  jana = (await world.as('office').run(addPayee, { name: 'Jana Ruiz' })).id
  other = (await world.as('office').run(addPayee, { name: 'Somebody else' })).id
  await world.as('office').run(linkPayee, { payeeId: jana, memberId: encodeId('member', world.people.crew.memberId) })
})
const within = { op: 'within', from: 'opened', to: 'closed', seconds: 172_800 }
async function program(name: string, conditions: readonly object[], more: object = {}): Promise<string> {
  const rule = { version: 1, pay: { kind: 'per_unit', unit: 'record', rate: '250' }, conditions, split: 'none', caps: {} }
  const { id } = await world.as('manager').run(writeProgram, { name, currency: 'USD', period: 'month', budget: '1000.00', rule, ...more })
  await world.as('manager').run(activateRule, { programId: id, version: 1, effectiveOn: '2026-01-01' })
  return id
}
const work = async (key: string, opened: string, closed: string, payee = jana): Promise<string> =>
  (await world.as('office').run(recordWork, { key, kind: 'repair', payee, opened, closed, value: '100.00' })).id
const show = (by: 'crew' | 'office' | 'dispatch', id: string) => world.as(by).run(showWork, { id })

test('a record tells each program that did not count it with the condition it misses and by how much; the one that counts it is an award, to its payee too', async () => {
  const quick = await program('Within two days', [within])
  await program('Installations', [
    { op: 'is', field: 'kind', value: 'installation' },
    { op: 'at_least', field: 'value', value: '500' },
  ])
  await program('For somebody else', [{ op: 'is', field: 'kind', value: 'sale' }], { payeeNumbers: ['PE-00002'] })
  const [late, early] = [await work('J-1', '2026-04-01 08:00', '2026-04-04 07:30'), await work('J-2', '2026-04-05 08:00', '2026-04-05 10:00')]
  for (const by of ['office', 'crew', 'dispatch'] as const)
    expect((await show(by, late)).verdicts.map((v) => [v.program.name, v.period, ...v.unmet])).toEqual([
      [
        'Installations',
        'April 2026',
        'Only records whose kind is “installation” count; this one says “repair”',
        'Only records whose value is at least 500 count; this one says 100.00',
      ],
      ['Within two days', 'April 2026', 'Only records closed within 48 hours of opening count; this one took 71 h 30 min'],
    ])
  expect((await show('crew', early)).verdicts.find((v) => v.program.id === quick)).toMatchObject({ why: undefined, unmet: [] })
  await world.as('manager').run(computeAwards, { programId: quick, from: '2026-04-01' })
  for (const by of ['office', 'crew'] as const) {
    const shown = await show(by, early)
    expect(shown.awards.map((a) => a.program)).toEqual(['Within two days'])
    expect(shown.verdicts.map((v) => v.program.name)).toEqual(['Installations'])
  }
  expect((await show('dispatch', early)).awards).toEqual([]) // may see work, and not what it earned
})
test('an award of one’s own lists the work of its period that did not count, and nobody else’s', async () => {
  const id = await program('Within two days', [within])
  await work('J-1', '2026-04-01 08:00', '2026-04-03 08:00') // 48 hours to the second
  await work('J-2', '2026-04-01 08:00', '2026-04-03 08:01')
  await work('J-3', '2026-03-01 08:00', '2026-03-20 08:01')
  await work('J-4', '2026-04-01 08:00', '2026-04-20 08:01', other)
  await world.as('manager').run(computeAwards, { programId: id, from: '2026-04-01' })
  await work('J-5', '2026-04-06 08:00', '2026-04-06 09:00')
  const [award] = (await world.as('crew').run(listEarnings, { month: '2026-04' })).earnings
  const { uncounted, records } = await world.as('crew').run(showEarning, { id: award?.id ?? '' })
  expect(records.map((r) => r.key)).toEqual(['J-1'])
  expect(uncounted.map((r) => [r.key, r.why, ...r.unmet])).toEqual([
    ['J-2', 'conditions', 'Only records closed within 48 hours of opening count; this one took 48 h 1 min'],
    ['J-5', undefined], // recorded after the award was computed
  ])
  const missed = uncounted[0]?.id ?? ''
  const dispute = await world.as('crew').run(openDispute, { awardId: award?.id ?? '', line: missed, reason: 'I closed it in the van at 07:50.' })
  expect(dispute.number).toBe('D-00001')
  expect((await world.events('dispute.opened'))[0]?.detail).toMatchObject({ line: 'W-00002 (J-2), which was not counted' })
  const [elsewhere] = [await work('J-6', '2026-04-07 08:00', '2026-04-20 08:01', other)]
  expect(await refusalOf(world.as('crew').run(openDispute, { awardId: award?.id ?? '', line: elsewhere, reason: 'mine' }))).toMatchObject({
    fields: { line: expect.stringContaining('not part of the award') },
  })
})
test('trying a program on a person says the same of each record', async () => {
  const programId = await program('Within two days', [within])
  await work('J-2', '2026-04-01 08:00', '2026-04-03 08:01')
  const tried = await world.as('crew').run(tryRule, { programId, payeeId: jana, from: '2026-04-01' })
  expect(tried.work?.passed.rows.map((r) => r.unmet)).toEqual([['Only records closed within 48 hours of opening count; this one took 48 h 1 min']])
})
const record: RuleRecord = {
  id: 'r',
  number: 'W-1',
  digest: '',
  kind: 'repair',
  source: 'hand',
  externalKey: 'J-1',
  payeeId: null,
  crewId: null,
  openedAt: new Date('2026-04-01T08:00:00Z'),
  countedAt: new Date('2026-04-03T08:00:01Z'),
  quantityMilli: null,
  valueMinor: null,
  valueCurrency: null,
  fields: { category: 'Ünder' },
}
test.each<[Condition, string | undefined]>([
  [{ op: 'within', from: 'opened', to: 'closed', seconds: 172_800 }, 'this one took 48 h 1 s'],
  [{ op: 'within', from: 'closed', to: 'opened', seconds: 172_800 }, 'this one has the second time before the first'],
  [{ op: 'within', from: 'opened', to: 'field:arrived', seconds: 60 }, 'this one lacks one of the two times'],
  [{ op: 'at_least', field: 'quantity', value: '1' }, 'this one does not say'],
  [{ op: 'is_not', field: 'field:category', value: 'ünder' }, 'this one says “Ünder”'],
  [{ op: 'one_of', field: 'kind', values: ['visit', 'sale'] }, 'this one says “repair”'],
  [{ op: 'is_set', field: 'value' }, 'this one does not give it'],
  [{ op: 'is_not_set', field: 'field:category' }, 'this one gives it'],
  [{ op: 'is', field: 'kind', value: 'Repair' }, undefined],
])('%o', (condition, said) => {
  const [unmet] = unmetConditions(record, [condition])
  if (said === undefined) expect(unmet).toBeUndefined()
  else expect(unmet).toMatch(new RegExp(`^Only records .+ count; ${said}$`))
})
