// A company that pays by ACH: its statements are known by the account that was entered, and one line of the bank settles a whole file, by a
// person's word, to the cent, and once.
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { decideStatementLine } from '../../lib/incentives/decide-line.ts'
import { listOriginators } from '../../lib/incentives/list-originators.ts'
import { listStatementLines, showStatementLine } from '../../lib/incentives/list-statement-lines.ts'
import { showReconciliation } from '../../lib/incentives/show-reconciliation.ts'
import { showPayout } from '../../lib/incentives/show-payout.ts'
import { balances, brokenInvariants, importFile, releasedBatch, setOriginator, type ReleasedBatch } from '../support/bank.ts'
import { camtFile, type AnswerLine } from '../support/rails/bank-answers.ts'
import { admin, makeWorld, refusalOf, type World } from '../support/world.ts'

const account = '000-1234 5678'
let world: World,
  batch: ReleasedBatch,
  sequence = 0
const statement = (lines: readonly AnswerLine[], own = '12345678') =>
  camtFile({ account: own, currency: 'USD', id: `ACH-${++sequence}`, sequence, lines: lines.map((line) => ({ currency: 'USD', ...line })) })
const whole = (amount: string): AnswerLine => ({ amount, kind: 'PMNT-ICDT-DMCT', note: 'ACH SETTLEMENT TIDEWELL' })
const queue = async () => (await world.as('finance').run(listStatementLines, { state: 'unmatched' })).rows
const waiting = async (minor: bigint) => (await queue()).find((row) => row.amount?.minor === minor)?.id ?? ''
const decide = (lineId: string, named: string, by: 'finance' | 'owner' = 'finance', decision = 'batch') =>
  world.as(by).run(decideStatementLine, { lineId, decision, batch: named, reason: 'the file of Tuesday' })
const states = async (of = batch) =>
  (
    await admin`select p.state from payouts p join batches b on b.tenant_id = p.tenant_id and b.id = p.batch_id where p.tenant_id = ${world.tenant} and b.number = ${of.number} order by p.number`
  ).map((row) => row['state'] as string)
beforeAll(async () => {
  world = await makeWorld('2026-05-14T09:00:00Z', { currency: 'USD' })
})
beforeEach(async () => {
  await setOriginator(world, 'nacha', 'USD', { accountNumber: account })
  batch = await releasedBatch(world, [12_550n, 8_000n], { rail: 'nacha', currency: 'USD' })
})

test('a statement is known by the account number, however the bank writes it, and another account is refused', async () => {
  for (const own of ['00012345678', '1234-5678']) expect((await importFile(world, statement([whole('1.00')], own))).statements).toHaveLength(1)
  expect(await refusalOf(importFile(world, statement([whole('2.00')], '99345678')))).toMatchObject({
    fields: { file: expect.stringContaining('which is none of those that pay. Choose the statement') },
  })
})
test('without an account number the refusal says where it is entered, and entering it lets the statement in', async () => {
  const other = await makeWorld('2026-05-14T09:00:00Z', { currency: 'USD' })
  await setOriginator(other, 'nacha', 'USD')
  expect(await refusalOf(importFile(other, statement([whole('2.00')])))).toMatchObject({
    fields: { file: expect.stringContaining('enter its number under Settings, Who pays, ACH') },
  })
  await setOriginator(other, 'nacha', 'USD', { accountNumber: account })
  expect((await importFile(other, statement([whole('2.00')]))).statements).toHaveLength(1)
})
test('the account number stays when it is not typed again, is shown by its last four signs only, and is checked', async () => {
  await setOriginator(world, 'nacha', 'USD', { bankName: 'HARBOR' })
  const { originators } = await world.as('finance').run(listOriginators, {})
  expect(originators[0]).toMatchObject({ masked: '••4321', body: { accountNumber: '••5678', bankName: 'HARBOR' } })
  expect(await refusalOf(setOriginator(world, 'nacha', 'USD', { accountNumber: '12#34' }))).toMatchObject({ fields: { accountNumber: expect.any(String) } })
  expect(JSON.stringify(await world.events('originator.changed'))).not.toContain('1234 5678')
})
test('one line for the whole file settles each payout of it, by a person who says so, and leads back to the line', async () => {
  await importFile(world, statement([whole('205.50')]))
  const id = await waiting(20_550n)
  expect(await states()).toEqual(['released', 'released']) // an amount alone is no match
  const line = await world.as('finance').run(showStatementLine, { lineId: id })
  expect(line.nearBatches.map((b) => b.number)).toContain(batch.number)
  expect(line.reason).toMatch(/B-\d{5} of 2 payouts has this sum/)
  await decide(id, batch.number)
  expect(await states()).toEqual(['settled', 'settled'])
  expect((await world.events('batch.settled')).at(-1)?.detail).toMatchObject({ number: batch.number, settled: 2 })
  expect((await world.events('statement.line_decided')).at(-1)?.detail).toMatchObject({ decision: 'settles', batch: batch.number, payouts: 2 })
  for (const { id: payoutId } of batch.payouts)
    expect((await world.as('finance').run(showPayout, { id: payoutId })).bank.lines).toEqual([
      expect.objectContaining({ id, isWholeBatch: true, amount: { minor: 20_550n, currency: 'USD' } }),
    ])
  expect(await refusalOf(decide(id, batch.number))).toMatchObject({ code: 'conflict' })
  await importFile(world, statement([whole('205.50')]))
  expect(await refusalOf(decide(await waiting(20_550n), batch.number))).toMatchObject({
    fields: { batch: expect.stringContaining('is settled; only a released') },
  })
  expect(await brokenInvariants(world)).toEqual([])
})
test('a payout that came back before the bank booked the file counts into its sum, and the books agree once its money is in', async () => {
  const [back] = batch.payouts
  await importFile(
    world,
    statement([
      {
        amount: '125.50',
        credit: true,
        kind: 'PMNT-RCDT-RRTN',
        details: [{ reference: back?.number ?? '', amount: '125.50', currency: 'USD', returned: 'AC04' }],
      },
    ]),
  )
  expect(await states()).toEqual(['returned', 'released'])
  await importFile(world, statement([whole('205.50')]))
  await decide(await waiting(20_550n), batch.number)
  expect(await states()).toEqual(['returned', 'settled'])
  expect(await brokenInvariants(world)).toEqual([])
})
test.each([
  ['another sum', '205.49', 20_549n, () => batch.number, { fields: { batch: expect.stringContaining('settles by its own sum only') } }],
  ['a batch that is not there', '205.50', 20_550n, () => 'B-99999', { fields: { batch: expect.stringContaining('There is no batch B-99999') } }],
  ['no batch', '205.50', 20_550n, () => '', { fields: { batch: expect.stringContaining('Enter the number of the batch') } }],
])('%s is refused and settles nothing', async (_what, amount, minor, named, refusal) => {
  const before = await balances(world)
  await importFile(world, statement([whole(amount)]))
  expect(await refusalOf(decide(await waiting(minor), named()))).toMatchObject(refusal)
  expect(await states()).toEqual(['released', 'released'])
  expect(await balances(world)).toEqual(before)
})
test('a batch of which one payout has a line of its own is no longer settled whole, nor by money that came in, nor by whom it pays', async () => {
  const [first, second] = batch.payouts
  await importFile(world, statement([{ ...whole('205.50'), credit: true }, whole('205.50')]))
  const lines = (await queue()).filter((row) => row.amount?.minor === 20_550n)
  const [came, went] = [lines.find((l) => l.direction === 'credit')?.id ?? '', lines.find((l) => l.direction === 'debit')?.id ?? '']
  expect(await refusalOf(decide(came, batch.number))).toMatchObject({ fields: { decision: expect.stringContaining('Money came in') } })
  await admin`update payees set member_id = ${world.people.finance.memberId} where tenant_id = ${world.tenant} and id = ${second?.payee.uuid ?? ''}`
  expect(await refusalOf(decide(went, batch.number))).toMatchObject({ code: 'forbidden', message: expect.stringContaining('is paid to you') })
  await admin`update payees set member_id = null where tenant_id = ${world.tenant}`
  await importFile(world, statement([{ amount: '125.50', details: [{ reference: first?.number ?? '', amount: '125.50', currency: 'USD' }] }]))
  expect(await states()).toEqual(['settled', 'released'])
  expect(await refusalOf(decide(went, batch.number))).toMatchObject({ fields: { batch: expect.stringContaining('was settled by a line of its own') } })
  expect(await states()).toEqual(['settled', 'released'])
})
test('two who decide the same line at once settle it once', async () => {
  await importFile(world, statement([whole('205.50')]))
  const id = await waiting(20_550n)
  const done = await Promise.allSettled([decide(id, batch.number, 'finance'), decide(id, batch.number, 'owner')])
  expect(done.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected'])
  expect(await states()).toEqual(['settled', 'settled'])
  expect(await brokenInvariants(world)).toEqual([])
})
test('bank and ledger agree when the file was booked in one sum', async () => {
  const own = await makeWorld('2026-05-14T09:00:00Z', { currency: 'USD' })
  await setOriginator(own, 'nacha', 'USD', { accountNumber: account })
  const sent = await releasedBatch(own, [5_000n, 7_000n], { rail: 'nacha', currency: 'USD' })
  await importFile(own, statement([whole('120.00')]))
  const [line] = (await own.as('finance').run(listStatementLines, { state: 'unmatched' })).rows
  await own.as('finance').run(decideStatementLine, { lineId: line?.id, decision: 'batch', batch: sent.id, reason: 'the file' })
  const books = await own.as('finance').run(showReconciliation, {})
  expect(books.rows.map((row) => [row.matched.minor, row.ledger.minor, row.difference.minor])).toEqual([[-12_000n, -12_000n, 0n]])
  expect(books.isExplained).toBe(true)
})
