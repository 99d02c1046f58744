// No payout without its event and its ledger entry: whichever statement is lost, before or after Postgres did it, all of the act is there or none of it.
// ASVS V2.3.3 V16.5.3
import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Operation } from '../../lib/access/operation.ts'
import { approvePayouts } from '../../lib/incentives/approve-payouts.ts'
import { enterBankDetail } from '../../lib/incentives/bank-detail.ts'
import { holdPayout, rejectPayouts, resumePayouts } from '../../lib/incentives/decide-payouts.ts'
import { makeBatch } from '../../lib/incentives/make-batch.ts'
import { raiseAllPayouts, raisePayout } from '../../lib/incentives/raise-payouts.ts'
import { releaseBatch } from '../../lib/incentives/release-batch.ts'
import { giveAward, makePayee } from '../support/awards.ts'
import { approvedPayout, setOriginator } from '../support/bank.ts'
import { brokenBooks } from '../support/books.ts'
import { withFaultAt, type Fault } from '../support/fault.ts'
import { admin, makeWorld, type Person, type World } from '../support/world.ts'
import '../../lib/registry.ts'

interface Step {
  readonly who: Person | 'finance' | 'owner' | 'manager'
  readonly operation: Operation<unknown, unknown>
  readonly input: unknown
}
let world: World
beforeAll(async () => {
  world = await makeWorld('2026-05-13T07:00:00Z', { currency: 'EUR' })
  await setOriginator(world, 'pain001', 'EUR')
})

/** Everything an act may have changed, in one text: two equal texts mean that nothing happened. */
async function traces(): Promise<string> {
  const tables = [
    'payouts',
    'payout_lines',
    'payout_approvals',
    'awards',
    'journal_entries',
    'postings',
    'ledger_accounts',
    'batches',
    'bank_details',
    'files',
    'audit_events',
    'audit_personal',
    'counters',
  ]
  const rows = await Promise.all(
    tables.map(
      (table) =>
        admin`select ${table} as name, count(*)::int as n, md5(string_agg(md5(t::text), '' order by t.id)) as digest from ${admin(table)} t where tenant_id = ${world.tenant} ${table.startsWith('audit') ? admin`and ${table === 'audit_events' ? admin`event <> 'access.refused'` : admin`id in (select id from audit_events where tenant_id = ${world.tenant} and event <> 'access.refused')`}` : admin``}`,
    ),
  )
  const [{ n } = { n: 0 }] = await admin`select count(*)::int as n from graphile_worker._private_jobs j where j.payload ->> 'tenant' = ${world.tenant}`
  return JSON.stringify([...rows.flat(), n])
}
const moved = async (): Promise<{ n: number; events: number }> => {
  const [row] = await admin<
    { n: number; events: number }[]
  >`select (select count(*)::int from journal_entries where tenant_id = ${world.tenant}) as n, (select count(*)::int from audit_events where tenant_id = ${world.tenant} and event <> 'access.refused') as events`
  return row as { n: number; events: number }
}
/** Proves the factor first, so that the statements counted are those of the act. */
async function run({ who, operation, input }: Step, n: number, fault: Fault) {
  if (operation.stepUp) {
    const { actDigest, parse } = await import('../../lib/access/operation.ts')
    const person = typeof who === 'string' ? world.people[who] : who
    await admin`insert into identity.proofs (id, session_id, act, method, proven_at) values (gen_random_uuid(), ${person.sessionId}, ${actDigest(operation.name, parse(operation.input, input))}, 'totp', now())`
  }
  return withFaultAt(n, fault, () => world.as(who).runWithoutFactor(operation, input))
}

const owed = async (minor = 500n) => {
  const payee = await makePayee(world, `Payee ${randomUUID().slice(0, 8)}`)
  await giveAward(world, payee.uuid, minor, 'EUR')
  return payee
}
const acts: readonly (readonly [string, () => Promise<Step>])[] = [
  [
    'raising',
    async () => ({
      who: 'finance',
      operation: raisePayout,
      input: { payeeId: (await owed()).id, currency: 'EUR', rail: 'payroll_csv', idempotencyKey: randomUUID() },
    }),
  ],
  [
    'raising for two at once',
    async () => ({
      who: 'finance',
      operation: raiseAllPayouts,
      input: { payeeIds: [(await owed()).id, (await owed()).id], currency: 'EUR', rail: 'payroll_csv', idempotencyKey: randomUUID() },
    }),
  ],
  [
    'approving',
    async () => {
      const payee = await owed(),
        { id } = await world.as('finance').run(raisePayout, { payeeId: payee.id, currency: 'EUR', rail: 'payroll_csv', idempotencyKey: randomUUID() })
      return { who: 'owner', operation: approvePayouts, input: { payoutIds: [id] } }
    },
  ],
  [
    'rejecting',
    async () => ({ who: 'manager', operation: rejectPayouts, input: { payoutIds: [(await approvedPayout(world, 500n)).id], reason: 'Wrong month' } }),
  ],
  [
    'holding',
    async () => ({ who: 'finance', operation: holdPayout, input: { payoutId: (await approvedPayout(world, 500n)).id, reason: 'Waits for the contract' } }),
  ],
  [
    'resuming',
    async () => {
      const payout = await approvedPayout(world, 500n)
      await world.as('finance').run(holdPayout, { payoutId: payout.id, reason: 'Waits for the contract' })
      return { who: 'finance', operation: resumePayouts, input: { payoutIds: [payout.id] } }
    },
  ],
  [
    'entering a bank detail',
    async () => ({
      who: 'finance',
      operation: enterBankDetail,
      input: { payeeId: (await owed()).id, kind: 'iban', holder: 'Jana Ruiz', iban: 'DE89370400440532013000' },
    }),
  ],
  [
    'releasing a batch',
    async () => {
      const payout = await approvedPayout(world, 500n)
      const batch = await world.as('finance').run(makeBatch, { rail: 'pain001', currency: 'EUR', payoutIds: [payout.id] })
      return { who: 'finance', operation: releaseBatch, input: { batchId: batch.id } }
    },
  ],
]
describe.each(acts)('%s', (_name, prepare) => {
  test('a statement that is lost before it was done changes nothing; sent again, the act is done once', async () => {
    const step = await prepare(),
      before = await traces()
    let n = 1
    for (; ; n++) {
      const { met, outcome } = await run(step, n, 'before')
      if (!met) {
        expect(outcome.status).toBe('fulfilled')
        break
      }
      expect(outcome.status, `statement ${n}`).toBe('rejected')
      expect(await traces(), `after losing statement ${n}`).toBe(before)
    }
    expect(n).toBeGreaterThan(5)
    expect(await traces()).not.toBe(before)
    expect(await brokenBooks(world)).toEqual([])
  })
  test('a statement whose answer is lost leaves all or nothing; after a lost commit the act is there and is not done again', async () => {
    let step = await prepare(),
      before = await traces(),
      ambiguous = 0
    for (let n = 1; ; n++) {
      const at = await moved()
      const { met, outcome } = await run(step, n, 'after')
      if (!met) {
        expect(outcome.status).toBe('fulfilled')
        break
      }
      expect(outcome.status, `statement ${n}`).toBe('rejected')
      if ((await traces()) === before) continue
      ambiguous++
      const done = await moved()
      expect(done.events, 'no act without its event').toBeGreaterThan(at.events)
      const again = await run(step, 10_000, 'before') // what a client does that does not know
      if (again.outcome.status === 'rejected') expect(again.outcome.reason).toMatchObject({ name: 'Refusal' })
      expect(await moved(), 'done once').toEqual(done)
      step = await prepare()
      before = await traces()
    }
    expect(ambiguous).toBe(1)
    expect(await brokenBooks(world)).toEqual([])
  })
})
