// A redemption that is cancelled after a payout deducted it comes back with the next payout, once, whatever becomes of any of them; no payout that was raised ever changes.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { approvePayouts } from '../../lib/incentives/approve-payouts.ts'
import { cancelRedemption } from '../../lib/incentives/cancel-redemption.ts'
import { addItem } from '../../lib/incentives/change-catalogue.ts'
import { rejectPayouts } from '../../lib/incentives/decide-payouts.ts'
import { fulfilRedemption } from '../../lib/incentives/fulfil-redemption.ts'
import { listEarnings } from '../../lib/incentives/list-earnings.ts'
import { showRedemption } from '../../lib/incentives/list-redemptions.ts'
import { makeBatch } from '../../lib/incentives/make-batch.ts'
import { raisePayout } from '../../lib/incentives/raise-payouts.ts'
import { redeem } from '../../lib/incentives/redeem.ts'
import { releaseBatch } from '../../lib/incentives/release-batch.ts'
import { decimalText, money } from '../../lib/kernel/money.ts'
import { encodeId } from '../../lib/kernel/id.ts'
import { importFile, setOriginator } from '../support/bank.ts'
import { expectBooks } from '../support/books.ts'
import { arrangeAward, arrangePayee, owed } from '../support/wallet.ts'
import { admin, makeWorld, refusalOf, type World } from '../support/world.ts'

let keys = 0
const key = (): string => `given-back-${++keys}`
interface Told {
  readonly world: World
  readonly payeeId: string
  readonly itemId: string
}
async function told(minor: number): Promise<Told> {
  const world = await makeWorld(),
    payeeId = await arrangePayee(world, 'Jana Ruiz', world.people.crew)
  await arrangeAward(world, payeeId, minor)
  await setOriginator(world, 'payroll_csv', 'USD')
  return { world, payeeId, itemId: (await world.as('office').run(addItem, { name: 'Fuel card', price: '10.00' })).id }
}
const take = async ({ world, itemId }: Told) => (await world.as('crew').run(redeem, { itemId, key: key() })).id
const giveUp = ({ world }: Told, id: string) => world.as('office').run(cancelRedemption, { id, reason: 'The shop has none left.' })
const raise = ({ world, payeeId }: Told) =>
  world.as('finance').run(raisePayout, { payeeId: encodeId('payee', payeeId), currency: 'USD', rail: 'payroll_csv', idempotencyKey: key() })
const amountOf = async ({ world }: Told, id: string): Promise<bigint> =>
  BigInt(
    (await admin<{ minor: string }[]>`select amount_minor::text as minor from payouts where tenant_id = ${world.tenant} and number = ${id}`)[0]?.minor ?? '0',
  )
const linesOf = async ({ world }: Told, number: string) =>
  (
    await admin<
      { kind: string; minor: string }[]
    >`select l.kind, l.amount_minor::text as minor from payout_lines l join payouts p on p.tenant_id = l.tenant_id and p.id = l.payout_id where p.tenant_id = ${world.tenant} and p.number = ${number} order by l.kind, l.amount_minor`
  ).map((row) => `${row.kind} ${row.minor}`)
async function release({ world }: Told, ...ids: readonly string[]): Promise<void> {
  await world.as('owner').run(approvePayouts, { payoutIds: ids })
  await world
    .as('finance')
    .run(releaseBatch, { batchId: (await world.as('finance').run(makeBatch, { rail: 'payroll_csv', currency: 'USD', payoutIds: ids })).id })
}
/** The bank's answer, as the CSV of a payroll provider: paid, or come back. */
async function answer({ world }: Told, numbers: readonly string[], code = ''): Promise<void> {
  const rows = await admin<
    { number: string; minor: string }[]
  >`select end_to_end_id as number, amount_minor::text as minor from payouts where tenant_id = ${world.tenant} and number = any(${numbers as string[]})`
  const text = [
    'Day;Amount;Reference;Code',
    ...rows.map((row) => `2026-05-15;${code === '' ? '-' : ''}${decimalText(money(BigInt(row.minor), 'USD'))};${row.number};${code}`),
    `2026-05-15;0.01;unknown ${key()};`,
  ].join('\n')
  await importFile(world, Buffer.from(text), {
    originator: 'payroll_csv USD',
    mapping: { day: 'Day', dayFormat: 'YYYY-MM-DD', amount: 'Amount', decimals: 'point', reference: 'Reference', returnCode: 'Code' },
  })
}

describe('cancelled after it was deducted', () => {
  test('the payout stays as it was, the balance grows at once, and the next payout pays it alone', async () => {
    const t = await told(5_000),
      redemption = await take(t),
      first = await raise(t)
    expect([await amountOf(t, first.number), await linesOf(t, first.number), await owed(t.world, t.payeeId)]).toEqual([
      4_000n,
      ['award 5000', 'redemption -1000'],
      0n,
    ])
    await release(t, first.id)
    await giveUp(t, redemption)
    expect([await amountOf(t, first.number), await linesOf(t, first.number), await owed(t.world, t.payeeId)]).toEqual([
      4_000n,
      ['award 5000', 'redemption -1000'],
      1_000n,
    ])
    expect(await t.world.as('office').run(showRedemption, { id: redemption })).toMatchObject({
      state: 'cancelled',
      comesBack: true,
      payouts: [{ number: first.number, amount: { minor: -1_000n } }],
    })
    const second = await raise(t)
    expect([await amountOf(t, second.number), await linesOf(t, second.number), await owed(t.world, t.payeeId)]).toEqual([1_000n, ['redemption 1000'], 0n])
    expect(await t.world.as('office').run(showRedemption, { id: redemption })).toMatchObject({
      comesBack: false,
      payouts: [{ number: first.number }, { number: second.number, amount: { minor: 1_000n } }],
    })
    expect(await refusalOf(raise(t))).toMatchObject({ code: 'conflict' })
    await release(t, second.id)
    await answer(t, [first.number, second.number])
    await expectBooks(t.world)
    expect(await t.world.as('crew').run(listEarnings, {})).toBeDefined()
  })
  test('with the reason in the log and in the payee’s own record', async () => {
    const t = await told(5_000),
      redemption = await take(t)
    await raise(t)
    await giveUp(t, redemption)
    expect((await t.world.events('redemption.cancelled'))[0]?.detail).toMatchObject({ amount: '10.00 USD', reason: 'The shop has none left.' })
    expect(await t.world.as('crew').run(showRedemption, { id: redemption })).toMatchObject({
      state: 'cancelled',
      reason: 'The shop has none left.',
      comesBack: true,
    })
  })
  test('a payout that was rejected has deducted nothing: the next one holds the whole award and no line for it', async () => {
    const t = await told(5_000),
      redemption = await take(t),
      first = await raise(t)
    await t.world.as('owner').run(rejectPayouts, { payoutIds: [first.id], reason: 'Not yet' })
    await giveUp(t, redemption)
    const second = await raise(t)
    expect(await linesOf(t, second.number)).toEqual(['award 5000'])
    expect(await owed(t.world, t.payeeId)).toBe(0n)
    await expectBooks(t.world)
  })
  test('a payout that comes back after the amount was given back is made good by the next one, and the cents are paid once', async () => {
    const t = await told(5_000),
      redemption = await take(t),
      first = await raise(t)
    await release(t, first.id)
    await giveUp(t, redemption)
    const second = await raise(t)
    await release(t, second.id)
    await answer(t, [first.number], 'R03')
    expect(await owed(t.world, t.payeeId)).toBe(4_000n)
    const third = await raise(t)
    expect([await amountOf(t, third.number), await linesOf(t, third.number)]).toEqual([4_000n, ['award 5000', 'redemption -1000']])
    expect((await amountOf(t, second.number)) + (await amountOf(t, third.number))).toBe(5_000n)
    expect(await owed(t.world, t.payeeId)).toBe(0n)
    await expectBooks(t.world)
  })
  test('one that was handed out is never given back', async () => {
    const t = await told(5_000),
      redemption = await take(t)
    await raise(t)
    await t.world.as('office').run(fulfilRedemption, { id: redemption })
    expect(await refusalOf(giveUp(t, redemption))).toMatchObject({ code: 'conflict' })
    expect(await refusalOf(raise(t))).toMatchObject({ code: 'conflict' })
  })
})

type Step = 'redeem' | 'cancel' | 'fulfil' | 'raise' | 'reject' | 'release' | 'settle' | 'return' | 'earn'
test('whatever the order of acts: what was paid, is under way and is owed comes to what was earned less what was handed out or is held', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom<Step>('redeem', 'cancel', 'fulfil', 'raise', 'reject', 'release', 'settle', 'return', 'earn'), { minLength: 6, maxLength: 14 }),
      async (steps) => {
        const t = await told(3_000)
        let earned = 3_000n
        const open: string[] = [],
          raised: { id: string; number: string }[] = [],
          away: string[] = [],
          frozen = new Map<string, string>()
        for (const step of ['redeem', 'raise', ...steps] as Step[]) {
          if (step === 'earn') {
            await arrangeAward(t.world, t.payeeId, 1_500, { program: key() })
            earned += 1_500n
          }
          if (step === 'redeem' && (await owed(t.world, t.payeeId)) >= 1_000n) open.push(await take(t))
          if (step === 'cancel' && open.length > 0) await giveUp(t, open.shift() as string)
          if (step === 'fulfil' && open.length > 0) await t.world.as('office').run(fulfilRedemption, { id: open.shift() as string })
          if (step === 'raise' && (await owed(t.world, t.payeeId)) > 0n) {
            const { id, number } = await raise(t)
            raised.push({ id, number })
            frozen.set(number, (await linesOf(t, number)).join())
          }
          if (step === 'reject' && raised.length > 0)
            await t.world.as('owner').run(rejectPayouts, { payoutIds: [(raised.shift() as { id: string }).id], reason: 'Not yet' })
          if (step === 'release' && raised.length > 0) {
            const { id, number } = raised.shift() as { id: string; number: string }
            await release(t, id)
            away.push(number)
          }
          if (step === 'settle' && away.length > 0) await answer(t, [away.shift() as string])
          if (step === 'return' && away.length > 0) await answer(t, [away.shift() as string], 'R03')
          const [sum] = await admin<
            { living: string; gone: string }[]
          >`select (select coalesce(sum(amount_minor), 0)::text from payouts where tenant_id = ${t.world.tenant} and state in ('raised', 'approved', 'held', 'released', 'settled')) as living,
        (select coalesce(sum(amount_minor), 0)::text from redemptions where tenant_id = ${t.world.tenant} and state <> 'cancelled') as gone`
          expect(BigInt(sum?.living ?? 0) + (await owed(t.world, t.payeeId)) + BigInt(sum?.gone ?? 0), steps.join(' ')).toBe(earned)
          for (const [number, lines] of frozen) expect((await linesOf(t, number)).join(), number).toBe(lines)
        }
        await expectBooks(t.world)
      },
    ),
    { numRuns: 12 },
  )
}, 120_000)
