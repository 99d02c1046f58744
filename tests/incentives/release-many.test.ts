// Ten thousand payouts leave in one act and settle in one import, each with its own event and postings, in seconds.
import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { event } from '../../lib/access/event.ts'
import { command } from '../../lib/access/operation.ts'
import { newUuid } from '../../lib/kernel/id.ts'
import { writeBankDetailBody } from '../../lib/incentives/bank-detail-body.ts'
import { allowSilence } from '../../lib/incentives/bank.sql.ts'
import { downloadBatchFile } from '../../lib/incentives/download-batch-file.ts'
import { post } from '../../lib/incentives/ledger.ts'
import { makeBatch } from '../../lib/incentives/make-batch.ts'
import { releaseBatch } from '../../lib/incentives/release-batch.ts'
import { envelope } from '../../lib/platform/keys/keys.ts'
import { balances, brokenInvariants, importFile, ownIban, setOriginator } from '../support/bank.ts'
import { camtFile } from '../support/rails/bank-answers.ts'
import { ibanOf } from '../support/rails/orders.ts'
import { admin, makeWorld, type World } from '../support/world.ts'

const many = 10_000
const seeded = event('test.seeded', 'payout', z.strictObject({ n: z.int() }), (d) => `seeded ${d.n}`)
const raiseMany = command({
  name: 'test.raiseMany',
  needs: 'payout.raise',
  input: z.strictObject({ payouts: z.array(z.strictObject({ id: z.uuid(), minor: z.string() })) }),
  run: async (ctx, { payouts }) => {
    await post(ctx, {
      kind: 'payout.raised',
      memo: 'seed',
      subject: { kind: 'payout', id: payouts[0]?.id as string },
      lines: payouts.flatMap(({ id, minor }) => [
        { place: { kind: 'expense' as const, currency: 'EUR' }, minor: BigInt(minor), payoutId: id },
        { place: { kind: 'payout_raised' as const, currency: 'EUR' }, minor: -BigInt(minor), payoutId: id },
      ]),
    })
    ctx.record(seeded, null, { n: payouts.length })
  },
})
/** Approved payouts as the owner of the database would load them. */
async function seed(world: World): Promise<{ id: string; number: string; minor: string }[]> {
  const { memberId } = world.people.finance,
    now = world.clock.now()
  const rows = await Promise.all(
    Array.from({ length: many }, async (_, i) => {
      const [payee, detail, id] = [newUuid(now), newUuid(now), newUuid(now)]
      const body = writeBankDetailBody({ destination: { kind: 'iban', iban: ibanOf('DE', `50010517${5_000_000_000 + i}`) } })
      const sealed = await envelope().seal({ tenant: world.tenant, table: 'bank_details', column: 'sealed', row: detail }, body)
      return {
        id,
        payee,
        detail,
        sealed: sealed.toString('hex'),
        number: `P-${String(i + 1).padStart(5, '0')}`,
        name: `Payee ${i + 1}`,
        minor: String(100 + i),
        uetr: randomUUID(),
      }
    }),
  )
  const json = JSON.stringify(rows)
  await admin`insert into payees (tenant_id, id, number, name, key, source) select ${world.tenant}, r.payee, replace(r.number, 'P-', 'PE-'), r.name, lower(r.name), 'hand' from json_to_recordset(${json}::text::json) as r(payee uuid, number text, name text)`
  await admin`insert into bank_details (tenant_id, id, payee_id, kind, sealed, masked, confirmed_at, held_until, entered_by) select ${world.tenant}, r.detail, r.payee, 'iban', decode(r.sealed, 'hex'), '••0000', ${now}, ${now}, ${memberId} from json_to_recordset(${json}::text::json) as r(detail uuid, payee uuid, sealed text)`
  await admin`insert into payouts (tenant_id, id, number, payee_id, amount_minor, currency, state, rail, bank_detail_id, raised_by, raised_at, approvals_needed, idempotency_key, request_digest, end_to_end_id, uetr)
    select ${world.tenant}, r.id, r.number, r.payee, r.minor, 'EUR', 'approved', 'pain001', r.detail, ${memberId}, ${now}, 1, r.number, 'seed', r.number, r.uetr from json_to_recordset(${json}::text::json) as r(id uuid, number text, payee uuid, minor bigint, detail uuid, uetr uuid)`
  await world.as('finance').run(raiseMany, { payouts: rows.map(({ id, minor }) => ({ id, minor })) })
  return rows
}

test('ten thousand payouts: made, released, settled', async () => {
  const world = await makeWorld('2026-05-14T09:00:00Z', { currency: 'EUR' })
  await setOriginator(world, 'pain001', 'EUR')
  const rows = await seed(world)
  const batch = await world.as('finance').run(makeBatch, { rail: 'pain001', currency: 'EUR' })
  expect(batch.payoutCount).toBe(many)
  await world.as('finance').run(releaseBatch, { batchId: batch.id })
  const total = rows.reduce((sum, row) => sum + BigInt(row.minor), 0n)
  expect(await balances(world)).toEqual({ 'expense EUR': String(total), 'under_way EUR': String(-total) })
  const [told] = await admin<{ n: string }[]>`select count(*) as n from audit_events where tenant_id = ${world.tenant} and event = 'payout.released'`
  expect(told?.n).toBe(String(many))
  const { body } = await world.as('finance').run(downloadBatchFile, { batchId: batch.id })
  expect(body.length).toBeGreaterThan(3_000_000)
  const cents = (minor: string): string => `${BigInt(minor) / 100n}.${minor.slice(-2).padStart(2, '0')}`
  const outcome = await importFile(
    world,
    camtFile({ iban: ownIban, lines: [{ amount: cents(String(total)), details: rows.map((row) => ({ reference: row.number, amount: cents(row.minor) })) }] }),
  )
  expect(outcome).toMatchObject({ statements: [{ lines: many, settled: many, waiting: 0 }] })
  expect(await balances(world)).toEqual({ 'expense EUR': String(total), 'bank EUR': String(-total) })
  // What the seed leaves out, and nothing else: it writes no lines, no approvals, and one entry for all.
  expect(await brokenInvariants(world)).toEqual([
    'a payout is the sum of its lines',
    'a payout is raised by one entry',
    'every step of a payout has its event',
    'approved means approved by enough people',
  ])
}, 240_000)
test('a release may be silent for a minute, and nothing else may', async () => {
  const world = await makeWorld()
  const ask = command({
    name: 'test.silence',
    needs: 'payout.release',
    input: z.strictObject({ asks: z.boolean() }),
    run: async (ctx, { asks }) => {
      if (asks) await allowSilence(ctx)
      ctx.unchanged('looks only')
      return (await ctx.sql<{ value: string }>`select current_setting('idle_in_transaction_session_timeout') as value`)[0]?.value
    },
  })
  expect(await world.as('finance').run(ask, { asks: true })).toBe('1min')
  expect(await world.as('finance').run(ask, { asks: false })).toBe('15s')
})
