// A payee disputes one line of an award of their own; somebody else answers within the clock, in words and, if upheld, by a correction.
import { expect, test } from 'vitest'
import { job } from '../../lib/access/job.ts'
import { z } from 'zod'
import fc from 'fast-check'
import { addBusinessDays, businessDaysUntil } from '../../lib/kernel/business-day.ts'
import { decideDispute } from '../../lib/incentives/decide-dispute.ts'
import { exportDisputes, listDisputes } from '../../lib/incentives/list-disputes.ts'
import { openDispute } from '../../lib/incentives/open-dispute.ts'
import { showDispute } from '../../lib/incentives/show-dispute.ts'
import { showEarning } from '../../lib/incentives/show-earning.ts'
import { markOverdueDisputes } from '../../lib/incentives/tell-of-wallet.ts'
import { withdrawDispute } from '../../lib/incentives/withdraw-dispute.ts'
import { addDays, weekday, type Day } from '../../lib/kernel/day.ts'
import { encodeId, newUuid } from '../../lib/kernel/id.ts'
import { listNotifications } from '../../lib/tenancy/list-notifications.ts'
import { drain } from '../support/drain.ts'
import { textOf } from '../support/list-file.ts'
import { arrangeAward, arrangePayee, owed } from '../support/wallet.ts'
import { admin, makeWorld, refusalOf } from '../support/world.ts'

const disputed = async (line = 's2') => {
  const world = await makeWorld(),
    payeeId = await arrangePayee(world, 'Jana Ruiz', world.people.crew),
    award = await arrangeAward(world, payeeId, 5_000)
  const opened = await world.as('crew').run(openDispute, { awardId: award.id, line, reason: 'Two visits are missing.' })
  return { world, payeeId, award, opened }
}
test('ten business days from a Thursday end on the Thursday two weeks later', async () => {
  const { world, opened } = await disputed()
  expect(opened).toMatchObject({ number: 'D-00001', dueOn: '2026-05-28' })
  expect(await world.events('dispute.opened')).toMatchObject([
    { detail: { number: 'D-00001', award: 'A-00001', line: '20 × 2.50 USD', dueOn: '2026-05-28', payee: 'PE-00001' }, permission: 'dispute.open' },
  ])
})
test('business days never end on a weekend, and counting them back gives the same number', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_000 }), fc.integer({ min: 1, max: 60 }), (offset, days) => {
      const from = addDays('2026-01-01' as Day, offset),
        until = addBusinessDays(from, days)
      expect(weekday(until)).toBeLessThanOrEqual(5)
      expect(businessDaysUntil(from, until)).toBe(days)
      expect(businessDaysUntil(until, from)).toBe(-days)
    }),
  )
})
test('a rejected dispute says why, and the payee is told', async () => {
  const { world, award, opened, payeeId } = await disputed()
  await drain(world)
  expect(await refusalOf(world.as('office').run(decideDispute, { id: opened.id, outcome: 'rejected' }))).toMatchObject({
    fields: { sentence: 'Answer in a sentence: the payee reads it.' },
  })
  expect(await refusalOf(world.as('office').run(decideDispute, { id: opened.id, outcome: 'rejected', sentence: 'No.x', amount: '5.00' }))).toMatchObject({
    fields: { amount: expect.stringContaining('corrects nothing') as string },
  })
  await world.as('office').run(decideDispute, { id: opened.id, outcome: 'rejected', sentence: 'Both visits were returns within 14 days.' })
  await drain(world)
  expect((await world.as('crew').run(listNotifications, {})).rows.map((row) => row.sentence)).toEqual([
    'Your dispute of “20 × 2.50 USD” was rejected: Both visits were returns within 14 days.',
  ])
  expect(await world.as('crew').run(showEarning, { id: award.id })).toMatchObject({
    disputes: [{ state: 'rejected', outcome: 'Both visits were returns within 14 days.' }],
    corrections: [],
  })
  expect(await owed(world, payeeId)).toBe(5_000n)
  expect(await refusalOf(world.as('office').run(decideDispute, { id: opened.id, outcome: 'upheld', sentence: 'After all.' }))).toMatchObject({
    code: 'conflict',
    message: 'D-00001 is rejected already. Nothing was changed.',
  })
})
test('an upheld dispute with an amount corrects the award by a new line, in the same act', async () => {
  const { world, payeeId, award, opened } = await disputed()
  const done = await world.as('finance').run(decideDispute, { id: opened.id, outcome: 'upheld', sentence: 'Two visits were not counted.', amount: '5.00' })
  expect(await owed(world, payeeId)).toBe(5_500n)
  expect(await world.as('crew').run(showEarning, { id: award.id })).toMatchObject({
    corrections: [{ kind: 'adjustment', amount: { minor: 500n }, reason: 'D-00001 upheld: Two visits were not counted.' }],
  })
  expect(await world.as('finance').run(showDispute, { id: opened.id })).toMatchObject({
    state: 'upheld',
    corrections: [{ id: done.correctionId, isAnswer: true }],
    decidedBy: world.people.finance.name,
  })
  expect((await world.events()).slice(-2).map((row) => row.event)).toEqual(['award.corrected', 'dispute.upheld'])
})
test('who may not correct awards may uphold in words only; a correction beyond the award or in a wrong form is refused whole', async () => {
  const { world, opened, payeeId } = await disputed()
  expect(await refusalOf(world.as('office').run(decideDispute, { id: opened.id, outcome: 'upheld', sentence: 'Right.', amount: '5.00' }))).toMatchObject({
    code: 'forbidden',
    message: expect.stringContaining('Correct an award') as string,
  })
  expect(await refusalOf(world.as('manager').run(decideDispute, { id: opened.id, outcome: 'upheld', sentence: 'Too much.', amount: '-50.01' }))).toMatchObject({
    fields: { amount: 'More than the award is worth: 50.00 USD.' },
  })
  expect(await refusalOf(world.as('manager').run(decideDispute, { id: opened.id, outcome: 'upheld', sentence: 'Nothing.', amount: '0' }))).toMatchObject({
    fields: { amount: expect.stringContaining('changes nothing') as string },
  })
  expect(
    await refusalOf(world.as('manager').run(decideDispute, { id: opened.id, outcome: 'upheld', sentence: 'Beyond the budget.', amount: '5000.00' })),
  ).toMatchObject({ code: 'conflict', message: expect.stringContaining('budget') as string })
  expect([await owed(world, payeeId), (await world.as('office').run(showDispute, { id: opened.id })).state]).toEqual([5_000n, 'open'])
  await world.as('office').run(decideDispute, { id: opened.id, outcome: 'upheld', sentence: 'Right, it comes with next month.' })
})
test('nobody answers a dispute about their own earnings', async () => {
  const world = await makeWorld(),
    payeeId = await arrangePayee(world, 'Henrik', world.people.manager),
    award = await arrangeAward(world, payeeId, 5_000)
  const opened = await world.as('manager').run(openDispute, { awardId: award.id, line: 'sum', reason: 'It is more.' })
  expect(await refusalOf(world.as('manager').run(decideDispute, { id: opened.id, outcome: 'upheld', sentence: 'I agree.', amount: '5.00' }))).toMatchObject({
    code: 'forbidden',
    message: expect.stringContaining('your own earnings') as string,
  })
  expect(await world.as('manager').run(showDispute, { id: opened.id })).toMatchObject({ mayDecide: false, notYours: 'About your own earnings' })
})
test('a line is disputed once at a time; a line that is not of the award, or another person’s, is refused', async () => {
  const { world, award, opened } = await disputed()
  const again = (line: string) => world.as('crew').run(openDispute, { awardId: award.id, line, reason: 'Once more.' })
  expect(await refusalOf(again('s2'))).toMatchObject({ code: 'conflict', message: expect.stringContaining('disputed already') as string })
  for (const line of ['s9', 'wrk_0000000000000000000000000x', encodeId('workRecord', newUuid(world.clock.now())), '../x'])
    expect(await refusalOf(again(line))).toMatchObject({ fields: { line: expect.stringContaining('not part of the award') as string } })
  await again('sum')
  const other = await world.join('crew')
  expect(await refusalOf(world.as(other).run(showDispute, { id: opened.id }))).toMatchObject({ code: 'not_found' })
  expect(await refusalOf(world.as(other).run(withdrawDispute, { id: opened.id }))).toMatchObject({ code: 'not_found' })
  await world.as('crew').run(withdrawDispute, { id: opened.id })
  await again('s2')
  expect(await refusalOf(world.as('office').run(decideDispute, { id: opened.id, outcome: 'rejected', sentence: 'Late.' }))).toMatchObject({
    code: 'conflict',
    message: 'D-00001 is withdrawn already. Nothing was changed.',
  })
})
test('twenty answers at once leave one', async () => {
  const { world, opened, payeeId } = await disputed()
  const outcomes = await Promise.allSettled(
    Array.from({ length: 20 }, (_, i) =>
      world.as(i % 2 ? 'manager' : 'finance').run(decideDispute, { id: opened.id, outcome: 'upheld', sentence: 'Right.', amount: '1.00' }),
    ),
  )
  expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1)
  expect(await owed(world, payeeId)).toBe(5_100n)
}, 60_000)
test('a dispute past its day is marked once, and those who answer hear of it', async () => {
  const { world } = await disputed()
  await drain(world)
  const round = async (): Promise<string[]> => {
    await admin`select graphile_worker.add_job('test.overdue', ${JSON.stringify({ tenant: world.tenant, input: {} })}::text::json)`
    return drain(world, [{ kind: job('test.overdue', z.strictObject({})), operation: markOverdueDisputes }])
  }
  world.clock.set('2026-05-29T06:00:00Z') // still the 28th in Los Angeles
  await round()
  expect(await world.events('dispute.overdue')).toEqual([])
  world.clock.set('2026-05-29T08:00:00Z')
  await round()
  await round()
  expect(await world.events('dispute.overdue')).toMatchObject([{ actor_role: 'job', detail: { number: 'D-00001' } }])
  await drain(world)
  expect((await world.as('office').run(listNotifications, {})).rows.map((row) => row.sentence)).toContain(
    'D-00001 of Jana Ruiz should have been answered by Thu, May 28',
  )
  expect((await world.as('office').run(listDisputes, { overdue: 'yes' })).open).toMatchObject({ count: 1, overdue: 1 })
})
test('the list is filtered, reaches own rows only for a technician, and is exported whole', async () => {
  const { world, opened } = await disputed()
  expect((await world.as('office').run(listDisputes, { q: 'jana', state: 'open' })).rows).toMatchObject([{ id: opened.id, daysLeft: 10, mayDecide: true }])
  expect((await world.as('office').run(listDisputes, { q: 'nobody' })).rows).toEqual([])
  expect((await world.as('crew').run(listDisputes, {})).rows).toHaveLength(1)
  expect((await world.as(await world.join('crew')).run(listDisputes, {})).rows).toEqual([])
  expect((await textOf(await world.as('office').run(exportDisputes, {}))).split('\r\n')[1]).toContain('D-00001,')
})
