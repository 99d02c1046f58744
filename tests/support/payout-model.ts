// A model of payouts small enough to be seen whole, and the commands that drive it and the product side by side.
import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { expect } from 'vitest'
import { approvePayouts } from '../../lib/incentives/approve-payouts.ts'
import { confirmBankDetail, enterBankDetail } from '../../lib/incentives/bank-detail.ts'
import { holdPayout, rejectPayouts, resumePayouts } from '../../lib/incentives/decide-payouts.ts'
import { makeBatch } from '../../lib/incentives/make-batch.ts'
import { raisePayout, reissuePayout } from '../../lib/incentives/raise-payouts.ts'
import { releaseBatch } from '../../lib/incentives/release-batch.ts'
import { Refusal } from '../../lib/kernel/refusal.ts'
import { giveAward, makePayee } from './awards.ts'
import { importFile, ownIban, setOriginator } from './bank.ts'
import { brokenBooks } from './books.ts'
import { camtFile } from './rails/bank-answers.ts'
import { ibanOf } from './rails/orders.ts'
import { admin, makeWorld, type Person, type World } from './world.ts'

const people = ['finance', 'second', 'owner', 'manager'] as const
type Who = (typeof people)[number]
interface Award {
  readonly minor: bigint
  payout: Payout | undefined
}
interface Payee {
  readonly index: number
  readonly member: Who | undefined
  readonly awards: Award[]
}
interface Payout {
  readonly payee: Payee
  readonly awards: Award[]
  readonly minor: bigint
  readonly raiser: Who
  readonly key: string
  state: string
  heldFrom: string | undefined
  readonly approvals: Set<Who>
  batch: Batch | undefined
  readonly of: Payout | undefined
  lastAnswer: Uint8Array | undefined
}
interface Batch {
  state: 'draft' | 'released'
  readonly payouts: Payout[]
}
export interface Model {
  readonly payees: Payee[]
  readonly payouts: Payout[]
  readonly batches: Batch[]
}
export interface Real {
  readonly world: World
  readonly person: Readonly<Record<Who, Person>>
  readonly payees: { uuid: string; id: string }[]
  readonly payouts: Map<Payout, { id: string; number: string }>
  readonly batches: Map<Batch, string>
}
type Command = fc.AsyncCommand<Model, Real>

let world: World | undefined,
  second: Person | undefined,
  sequence = 0,
  accounts = 0
/** One company for all runs; each run has payees of its own, of whom the first is the manager. */
export async function startModel(): Promise<{ model: Model; real: Real }> {
  if (!world) {
    world = await makeWorld('2026-05-13T07:00:00Z', { currency: 'EUR' })
    second = await world.join('finance', 'Second Finance')
    await setOriginator(world, 'pain001', 'EUR')
  }
  const own = world,
    tag = randomUUID().slice(0, 8)
  await admin`update payees set member_id = null where tenant_id = ${own.tenant} and member_id = ${own.people.manager.memberId}`
  const payees = [
    await makePayee(own, `Manager ${tag}`, own.people.manager.memberId),
    await makePayee(own, `Ruiz ${tag}`),
    await makePayee(own, `Okafor ${tag}`),
  ]
  for (const payee of payees) {
    const iban = ibanOf('DE', `50010517${5_000_000_000 + ++accounts}`)
    const detail = await own.as('finance').run(enterBankDetail, { payeeId: payee.id, kind: 'iban', holder: 'Jana Ruiz', iban })
    await own.as('owner').run(confirmBankDetail, { bankDetailId: detail.id, iban })
  }
  const { finance, owner, manager } = own.people
  return {
    model: { payees: payees.map((_, index) => ({ index, member: index === 0 ? 'manager' : undefined, awards: [] })), payouts: [], batches: [] },
    real: { world: own, person: { finance, second: second as Person, owner, manager }, payees, payouts: new Map(), batches: new Map() },
  }
}
const pick = <T>(list: readonly T[], n: number): T => list[n % list.length] as T
/** Three times in four something for which the act makes sense, so that stories get far; otherwise anything, so that refusals are told too. */
function likely<T>(list: readonly T[], n: number, sensible: (one: T) => boolean): T {
  const good = n % 4 === 0 ? [] : list.filter(sensible)
  return pick(good.length > 0 ? good : list, n >> 2)
}
const inState =
  (...states: string[]) =>
  (payout: Payout): boolean =>
    states.includes(payout.state)
const free = (payee: Payee): Award[] => payee.awards.filter((award) => award.payout === undefined)
const sum = (awards: readonly Award[]): bigint => awards.reduce((all, award) => all + award.minor, 0n)
/** What the product answered; a refusal is an answer, anything else is a bug and thrown on. */
async function answer<T>(act: Promise<T>): Promise<T | undefined> {
  try {
    return await act
  } catch (error) {
    if (!(error instanceof Refusal) || error.code === 'unavailable' || error.code === 'too_many') throw error
    said = error.message
    return undefined
  }
}
let said = ''
function agree(what: string, expected: boolean, got: unknown): void {
  expect(got !== undefined, `${what}: the model ${expected ? `allows it, the product says “${said}”` : 'refuses it'}`).toBe(expected)
}
const leave = (payout: Payout, state: string): void => {
  payout.state = state
  for (const award of payout.awards) award.payout = undefined
}

function step(name: string, ready: (m: Model) => boolean, run: (m: Model, r: Real) => Promise<void>): Command {
  return {
    check: ready,
    toString: () => name,
    run: async (m, r) => {
      await run(m, r)
      await same(m, r)
    },
  }
}
/** Every state, and what every payee is owed, are what the model says. */
async function same(m: Model, r: Real): Promise<void> {
  const ids = m.payees.map((payee) => r.payees[payee.index]?.uuid as string)
  const states = await admin<
    { number: string; state: string; held_from: string | null }[]
  >`select number, state, held_from from payouts where tenant_id = ${r.world.tenant} and payee_id in ${admin(ids)} order by number`
  const wanted = m.payouts
    .map((payout) => ({ number: r.payouts.get(payout)?.number as string, state: payout.state, held_from: payout.heldFrom ?? null }))
    .sort((a, b) => (a.number < b.number ? -1 : 1))
  expect(states.map((row) => ({ ...row }))).toEqual(wanted)
  const owed = await admin<
    { payee_id: string; minor: string }[]
  >`select payee_id, (-balance_minor)::text as minor from ledger_accounts where tenant_id = ${r.world.tenant} and kind = 'owed' and currency = 'EUR' and payee_id in ${admin(ids)}`
  for (const payee of m.payees)
    expect(BigInt(owed.find((row) => row.payee_id === ids[payee.index])?.minor ?? 0), `owed to payee ${payee.index}`).toBe(sum(free(payee)))
}
async function grant(r: Real, payee: Payee, minor: bigint): Promise<void> {
  await giveAward(r.world, r.payees[payee.index]?.uuid as string, minor, 'EUR')
  payee.awards.push({ minor, payout: undefined })
}
async function added(m: Model, r: Real, payout: Payout, got: { id: string; number: string } | undefined): Promise<void> {
  if (!got) return
  for (const award of payout.awards) award.payout = payout
  m.payouts.push(payout)
  r.payouts.set(payout, got)
}
async function bank(r: Real, payout: Payout, isReturn: boolean): Promise<void> {
  const amount = `${payout.minor / 100n}.${String(payout.minor % 100n).padStart(2, '0')}`,
    reference = r.payouts.get(payout)?.number as string
  sequence++
  payout.lastAnswer = camtFile({
    iban: ownIban,
    id: `MODEL-${sequence}`,
    sequence,
    lines: [
      isReturn
        ? { amount, credit: true, kind: 'PMNT-RCDT-RRTN', details: [{ reference, amount, returned: 'AC04' }] }
        : { amount, details: [{ reference, amount }] },
    ],
  })
  await importFile(r.world, payout.lastAnswer)
}

const n = fc.nat({ max: 400 }),
  who = fc.constantFrom(...people)
const some = (m: Model): boolean => m.payouts.length > 0
const commands: fc.Arbitrary<Command>[] = [
  fc.tuple(n, fc.constantFrom(1n, 500n, 99_999n, 100_000n, 250_000n, -300n)).map(([i, minor]) =>
    step(
      `grant ${minor} to ${i}`,
      () => true,
      async (m, r) => {
        await grant(r, pick(m.payees, i), minor)
      },
    ),
  ),
  fc.tuple(n, who).map(([i, by]) =>
    step(
      `${by} raises for ${i}`,
      () => true,
      async (m, r) => {
        const payee = likely(m.payees, i, (one) => one.member !== by)
        if (i % 4 > 0 && sum(free(payee)) <= 0n) await grant(r, payee, 700n)
        const awards = free(payee),
          minor = sum(awards),
          key = randomUUID(),
          ok = by !== 'manager' && minor > 0n
        const got = await answer(
          r.world.as(r.person[by]).run(raisePayout, { payeeId: r.payees[payee.index]?.id, currency: 'EUR', rail: 'pain001', idempotencyKey: key }),
        )
        agree('raise', ok, got)
        await added(
          m,
          r,
          {
            payee,
            awards,
            minor,
            raiser: by,
            key,
            state: 'raised',
            heldFrom: undefined,
            approvals: new Set(),
            batch: undefined,
            of: undefined,
            lastAnswer: undefined,
          },
          got,
        )
      },
    ),
  ),
  n.map((i) =>
    step(`raise ${i} sent again`, some, async (m, r) => {
      const payout = pick(m.payouts, i)
      if (payout.of) return
      const got = await r.world
        .as(r.person[payout.raiser])
        .run(raisePayout, { payeeId: r.payees[payout.payee.index]?.id, currency: 'EUR', rail: 'pain001', idempotencyKey: payout.key })
      expect(got.id).toBe(r.payouts.get(payout)?.id)
    }),
  ),
  fc.tuple(n, who).map(([i, by]) =>
    step(`${by} approves ${i}`, some, async (m, r) => {
      const payout = likely(m.payouts, i, (one) => one.state === 'raised' && one.raiser !== by && !one.approvals.has(by)),
        ok =
          payout.state === 'raised' &&
          by !== payout.raiser &&
          by !== payout.payee.member &&
          !payout.approvals.has(by) &&
          (by !== 'manager' || payout.minor <= 200_000n)
      agree('approve', ok, await answer(r.world.as(r.person[by]).run(approvePayouts, { payoutIds: [r.payouts.get(payout)?.id] })))
      if (ok) {
        payout.approvals.add(by)
        if (payout.approvals.size >= (payout.minor >= 100_000n ? 2 : 1)) payout.state = 'approved'
      }
    }),
  ),
  n.map((i) =>
    step(`reject ${i}`, some, async (m, r) => {
      const payout = likely(m.payouts, i, inState('held')),
        ok = ['raised', 'approved', 'held'].includes(payout.state) && payout.batch === undefined
      agree('reject', ok, await answer(r.world.as('owner').run(rejectPayouts, { payoutIds: [r.payouts.get(payout)?.id], reason: 'Wrong month' })))
      if (ok) {
        leave(payout, 'rejected')
        payout.heldFrom = undefined
      }
    }),
  ),
  n.map((i) =>
    step(`hold ${i}`, some, async (m, r) => {
      const payout = likely(m.payouts, i, inState('raised')),
        ok = ['raised', 'approved'].includes(payout.state) && payout.batch === undefined
      agree('hold', ok, await answer(r.world.as('finance').run(holdPayout, { payoutId: r.payouts.get(payout)?.id, reason: 'Waits' })))
      if (ok) {
        payout.heldFrom = payout.state
        payout.state = 'held'
      }
    }),
  ),
  n.map((i) =>
    step(`resume ${i}`, some, async (m, r) => {
      const payout = likely(m.payouts, i, inState('held')),
        ok = payout.state === 'held'
      agree('resume', ok, await answer(r.world.as('finance').run(resumePayouts, { payoutIds: [r.payouts.get(payout)?.id] })))
      if (ok) {
        payout.state = payout.heldFrom as string
        payout.heldFrom = undefined
      }
    }),
  ),
  fc.tuple(n, n).map(([i, j]) =>
    step(`batch of ${i} and ${j}`, some, async (m, r) => {
      const chosen = [
          ...new Set((j % 3 === 0 ? [i, j] : [i]).map((at) => likely(m.payouts, at, (one) => one.state === 'approved' && one.batch === undefined))),
        ],
        ok = chosen.every((payout) => payout.state === 'approved' && payout.batch === undefined)
      const got = await answer(
        r.world
          .as('second' === people[j % 4] ? r.person.second : 'finance')
          .run(makeBatch, { rail: 'pain001', currency: 'EUR', payoutIds: chosen.map((payout) => r.payouts.get(payout)?.id) }),
      )
      agree('batch', ok, got)
      if (!got) return
      const batch: Batch = { state: 'draft', payouts: chosen }
      for (const payout of chosen) payout.batch = batch
      m.batches.push(batch)
      r.batches.set(batch, got.id)
    }),
  ),
  fc.tuple(n, who).map(([i, by]) =>
    step(
      `${by} releases batch ${i}`,
      (m) => m.batches.length > 0,
      async (m, r) => {
        const batch = likely(m.batches, i, (one) => one.state === 'draft' && one.payouts.every((payout) => !payout.approvals.has(by))),
          ok =
            batch.state === 'draft' &&
            by !== 'manager' &&
            batch.payouts.every((payout) => !payout.approvals.has(by) && payout.payee.member !== by && payout.state === 'approved')
        agree('release', ok, await answer(r.world.as(r.person[by]).run(releaseBatch, { batchId: r.batches.get(batch) })))
        if (ok) {
          batch.state = 'released'
          for (const payout of batch.payouts) payout.state = 'released'
        }
      },
    ),
  ),
  fc.tuple(n, fc.boolean()).map(([i, isReturn]) =>
    step(`the bank ${isReturn ? 'returns' : 'pays'} ${i}`, some, async (m, r) => {
      const payout = likely(m.payouts, i, inState('released', 'settled'))
      await bank(r, payout, isReturn)
      if (!isReturn && payout.state === 'released') payout.state = 'settled'
      else if (isReturn && ['released', 'settled'].includes(payout.state)) leave(payout, 'returned')
    }),
  ),
  n.map((i) =>
    step(`the bank repeats itself about ${i}`, some, async (m, r) => {
      const { lastAnswer } = pick(m.payouts, i)
      if (lastAnswer) expect(await importFile(r.world, lastAnswer)).toMatchObject({ same: true })
    }),
  ),
  fc.tuple(n, who).map(([i, by]) =>
    step(`${by} reissues ${i}`, some, async (m, r) => {
      const old = likely(m.payouts, i, inState('returned')),
        awards = old.awards.filter((award) => award.payout === undefined),
        minor = sum(awards),
        key = randomUUID()
      const ok =
        by !== 'manager' &&
        old.state === 'returned' &&
        !m.payouts.some((payout) => payout.of === old && payout.state !== 'rejected') &&
        minor > 0n &&
        minor <= sum(free(old.payee))
      const got = await answer(r.world.as(r.person[by]).run(reissuePayout, { payoutId: r.payouts.get(old)?.id, idempotencyKey: key }))
      agree('reissue', ok, got)
      await added(
        m,
        r,
        {
          payee: old.payee,
          awards,
          minor,
          raiser: by,
          key,
          state: 'raised',
          heldFrom: undefined,
          approvals: new Set(),
          batch: undefined,
          of: old,
          lastAnswer: undefined,
        },
        got,
      )
    }),
  ),
]
/** Grants, raises, approvals, batches, releases and answers come oftener than the rest. */
const weights = [3, 7, 1, 10, 1, 1, 1, 7, 8, 8, 1, 4]
/** Runs the model and the product against one another; a failure names the seed and the shortest story that breaks them apart. */
export async function runModel(runs: number, seed?: number): Promise<void> {
  const story = fc.array(fc.oneof(...commands.map((arbitrary, i) => ({ arbitrary, weight: weights[i] ?? 2 }))), { minLength: 25, maxLength: 50, size: 'max' })
  await fc.assert(
    fc.asyncProperty(story, async (list) => {
      await fc.asyncModelRun(startModel, list)
    }),
    { numRuns: runs, endOnFailure: true, ...(seed === undefined ? {} : { seed }) },
  )
  if (world) expect(await brokenBooks(world)).toEqual([])
}
