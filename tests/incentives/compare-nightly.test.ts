// Each night the product compares bank, batches and ledger by itself: once, in the company's own night, with an event either way; a difference is told to those who reconcile.
import { beforeAll, describe, expect, test } from 'vitest'
import type { Caller } from '../../lib/access/operation.ts'
import { compareNightly } from '../../lib/incentives/compare-nightly.ts'
import { schedules } from '../../lib/registry.ts'
import { listNotifications } from '../../lib/tenancy/list-notifications.ts'
import { ownIban, releasedBatch, importFile, setOriginator, type ReleasedBatch } from '../support/bank.ts'
import { drain } from '../support/drain.ts'
import { camtFile } from '../support/rails/bank-answers.ts'
import { admin, makeWorld, type World } from '../support/world.ts'

const nightly = (world: World) => {
  const caller: Caller = { door: { kind: 'platform', tenant: world.tenant, actor: null }, place: { requestId: 'test', ip: '', agent: '' }, clock: world.clock }
  return compareNightly.invoke(caller, {})
}
const amount = (minor: bigint): string => `${minor / 100n}.${String(minor % 100n).padStart(2, '0')}`
const lineOf = (payout: ReleasedBatch['payouts'][number]) => ({
  amount: amount(payout.minor),
  details: [{ reference: payout.number, amount: amount(payout.minor) }],
})
const nextNight = (world: World): void => world.clock.advance(24 * 3_600_000)
const told = async (world: World, role: 'finance' | 'owner' | 'manager' | 'crew') =>
  (await world.as(role).run(listNotifications, { kind: 'books' })).rows.map((row) => row.sentence)

describe('a company with money under way', () => {
  let world: World, batch: ReleasedBatch
  beforeAll(async () => {
    world = await makeWorld('2026-05-14T12:00:00Z', { currency: 'EUR', zone: 'Europe/Berlin' })
    await setOriginator(world, 'pain001', 'EUR')
    expect(await nightly(world)).toEqual({ findings: [] }) // nothing has moved: nothing to say
    batch = await releasedBatch(world, [12_400n, 5_600n])
  })
  test('waits for the company’s night, compares once in it, and says that all agrees', async () => {
    world.clock.advance(12.5 * 3_600_000) // half past two in Berlin
    expect(await nightly(world)).toEqual({ findings: undefined })
    world.clock.advance(1.5 * 3_600_000)
    expect(await nightly(world)).toEqual({ findings: [] })
    expect(await nightly(world)).toEqual({ findings: undefined })
    expect((await world.events('books.agreed')).map((e) => e.detail)).toEqual([{ day: '2026-05-15', currencies: 'EUR' }])
    expect(await drain(world)).not.toContain('incentives.tellOfBooks')
  })
  test('a line that nobody explained is found, kept in the log and told to finance and owner, once a night', async () => {
    nextNight(world)
    await importFile(
      world,
      camtFile({
        iban: ownIban,
        id: 'N-1',
        sequence: 1,
        opening: '1000.00',
        closing: '869.00',
        lines: [lineOf(batch.payouts[0] as never), { amount: '7.00', details: [{ reference: 'nobody', amount: '7.00' }] }],
      }),
    )
    expect(await nightly(world)).toEqual({ findings: ['1 bank line of -7.00 EUR to explain'] })
    expect((await world.events('books.differ')).map((e) => e.detail)).toEqual([{ day: '2026-05-16', findings: ['1 bank line of -7.00 EUR to explain'] }])
    expect(await drain(world)).toContain('incentives.tellOfBooks')
    for (const role of ['finance', 'owner'] as const) expect(await told(world, role)).toEqual(['The books do not agree: 1 bank line of -7.00 EUR to explain'])
    for (const role of ['manager', 'crew'] as const) expect(await told(world, role)).toEqual([])
    expect(
      await admin`select 1 from identity.outbox where tenant_id = ${world.tenant} and kind = 'notice.books' and to_address = ${world.people.finance.email}`,
    ).toHaveLength(1)
    expect(await nightly(world)).toEqual({ findings: undefined })
    expect(await told(world, 'finance')).toHaveLength(1)
  })
  test('a missing statement and a batch that is not its payouts are named, the first in the notice and all in the mail', async () => {
    nextNight(world)
    await importFile(
      world,
      camtFile({ iban: ownIban, id: 'N-3', sequence: 3, opening: '860.00', closing: '804.00', lines: [lineOf(batch.payouts[1] as never)] }),
    )
    await admin`update batches set total_minor = total_minor + 1 where tenant_id = ${world.tenant} and number = ${batch.number}`
    const { findings } = await nightly(world)
    expect(findings).toEqual([
      '1 bank line of -7.00 EUR to explain',
      expect.stringMatching(/^a statement between S-\S+ and S-\S+ is missing; it moved -9\.00 EUR$/),
      `${batch.number} says 2 payouts of 180.01 EUR, its payouts are 2 of 180.00 EUR`,
    ])
    await drain(world)
    expect((await told(world, 'owner'))[0]).toContain('do not agree in 3 places')
    const [mail] = await admin<
      { body: string }[]
    >`select body from identity.outbox where tenant_id = ${world.tenant} and kind = 'notice.books' and to_address = ${world.people.owner.email} order by created_at desc, id desc limit 1`
    for (const finding of findings ?? []) expect(mail?.body).toContain(`- ${finding}`)
  })
  test('books that were changed below the product are found as broken', async () => {
    nextNight(world)
    await admin`update ledger_accounts set balance_minor = balance_minor - 5 where tenant_id = ${world.tenant} and kind = 'under_way'`
    const { findings } = await nightly(world)
    expect(findings).toEqual(
      expect.arrayContaining([
        '0.00 EUR is released and not ended, but the ledger holds 0.05 EUR as under way',
        expect.stringMatching(/^broken: each balance is the sum of its postings/),
      ]),
    )
  })
})
test('the clock starts it for every company, and no person can', async () => {
  expect(schedules.find((s) => s.name === 'nightly books')).toMatchObject({ tenants: 'companies', kind: { name: 'incentives.compareNightly' } })
  const world = await makeWorld()
  for (const role of ['owner', 'finance'] as const) await expect(world.as(role).run(compareNightly, {})).rejects.toMatchObject({ code: 'forbidden' })
})
