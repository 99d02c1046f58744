// Two whole products on one database are one product: a form sent two hundred times through both is done once, a job of either is worked once.
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { closePools } from '../../db/client.ts'
import { enterBankDetail } from '../../lib/incentives/bank-detail.ts'
import { systemClock } from '../../lib/kernel/clock.ts'
import { postAction, sessionCookie, type Answer } from '../support/http-act.ts'
import { adoptProduct, childOf, ownerOf } from '../support/own-product.ts'
import { makeScratch, removeScratch, startProduct, type Product } from '../support/product.ts'
import { ibanOf } from '../support/rails/orders.ts'
import type { Person, World } from '../support/world.ts'
import '../../lib/registry.ts'

const folder = makeScratch()
const first = await startProduct({ folder, env: { PLUMBLINE_LOG_LEVEL: 'warn' } })
adoptProduct(first)
const { makeWorld, admin } = await import('../support/world.ts')
const { giveAward, makePayee } = await import('../support/awards.ts')
const { expectBooks } = await import('../support/books.ts')
let second: Product, world: World, crowd: Person[]
beforeAll(async () => {
  second = await startProduct({
    folder: join(folder, 'second'),
    env: { PLUMBLINE_LOG_LEVEL: 'warn', PLUMBLINE_KEYS_DIR: first.keysDir, DATABASE_URL: ownerOf(first) },
  })
  world = await makeWorld(systemClock.now().toISOString(), { currency: 'EUR' })
  crowd = await Promise.all(Array.from({ length: 20 }, (_, i) => world.join('finance', `Teller ${i}`)))
})
afterAll(async () => {
  await Promise.all([closePools(), admin.end()])
  expect(await second.stop()).toBe(0)
  expect(await first.stop()).toBe(0)
  removeScratch(folder)
})
const raise = async (server: Product, who: Person, payeeId: string, key: string, rail = 'payroll_csv'): Promise<Answer> =>
  postAction(server.origin, await sessionCookie(who), 'app/(desk)/payouts/actions.ts#raiseOne', { payeeId, currency: 'EUR', rail, idempotencyKey: key })
const payoutsOf = async (payee: string): Promise<number> =>
  Number((await admin`select count(*) as n from payouts where tenant_id = ${world.tenant} and payee_id = ${payee}`)[0]?.['n'])
const owed = async (): Promise<{ id: string; uuid: string }> => {
  const payee = await makePayee(world, `Payee ${randomUUID()}`)
  await giveAward(world, payee.uuid, 500n, 'EUR')
  return payee
}

test('one key two hundred times over twenty connections and both servers, one of them killed meanwhile: one payout, one answer', async () => {
  const payee = await owed(),
    key = randomUUID(),
    servers = [first, second]
  for (const server of servers) await raise(server, crowd[0] as Person, (await owed()).id, randomUUID()) // warm, so that the storm meets both at once
  let answered = 0
  const storm = Promise.all(
    crowd.map(async (teller, lane) => {
      const answers: Answer[] = []
      for (let n = 0; n < 10; n++) {
        for (;;) {
          const answer = await raise(servers[(lane + n) % 2] as Product, teller, payee.id, key)
          answered++
          if (answer.kind !== 'unknown') {
            answers.push(answer)
            break
          }
          await delay(100)
        }
      }
      return answers
    }),
  )
  await vi.waitFor(() => expect(answered).toBeGreaterThan(20), { timeout: 60_000, interval: 5 })
  process.kill(childOf(second, 'serve'), 'SIGKILL')
  const answers = (await storm).flat()
  expect(answers).toHaveLength(200)
  expect(new Set(answers.map((answer) => (answer.kind === 'done' ? answer.location : JSON.stringify(answer))))).toEqual(
    new Set([expect.stringMatching(/^\/payouts\/pay_/)]),
  )
  expect(await payoutsOf(payee.uuid)).toBe(1)
  expect(
    (await world.events('payout.raised')).filter((event) =>
      answers.some((answer) => answer.kind === 'done' && answer.requestId !== '' && event.subject_id !== null),
    ).length,
  ).toBe(3)
  await expectBooks(world)
})

test('the same key with another body is refused by either server', async () => {
  const [one, other] = [await owed(), await owed()],
    key = randomUUID()
  expect((await raise(first, crowd[0] as Person, one.id, key)).kind).toBe('done')
  for (const server of [first, second]) expect(await raise(server, crowd[1] as Person, other.id, key)).toMatchObject({ kind: 'refused', code: 'conflict' })
  expect(await payoutsOf(other.uuid)).toBe(0)
})

test('two hundred jobs with two workers, one of them killed meanwhile: each is worked, its notice is written once, and nobody is told twice', async () => {
  const members = await Promise.all(Array.from({ length: 10 }, (_, i) => world.join('crew', `Technician ${i}`)))
  const payees = await Promise.all(members.map((member, i) => makePayee(world, `Technician ${i} ${randomUUID()}`, member.memberId)))
  let entered = 0
  await Promise.all(
    Array.from({ length: 5 }, async (_, lane) => {
      while (entered < 200) {
        const n = entered++
        if (n === 80) process.kill(childOf(second, 'worker'), 'SIGKILL')
        await world
          .as(crowd[lane] as Person)
          .run(enterBankDetail, { payeeId: payees[n % 10]?.id, kind: 'iban', holder: 'Jana Ruiz', iban: ibanOf('DE', `50010517${5_300_000_000 + n}`) })
      }
    }),
  )
  const waiting = () =>
    admin`select t.identifier, j.attempts, j.last_error from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id where j.payload ->> 'tenant' = ${world.tenant} and (j.run_at <= now() or j.attempts >= j.max_attempts)`
  await vi.waitFor(async () => expect(await waiting()).toEqual([]), { timeout: 120_000, interval: 500 })
  const told = await admin<
    { member: string; cause: string; n: number }[]
  >`select member_id as member, cause_id as cause, count(*)::int as n from notifications where tenant_id = ${world.tenant} and kind = 'bank_detail' group by 1, 2`
  expect(told).toHaveLength(200)
  expect(told.filter((row) => row.n !== 1)).toEqual([])
  expect(new Set(told.map((row) => row.cause))).toEqual(new Set((await world.events('bank_detail.entered')).map((event) => event.id)))
})

test('two sealers leave one log: every event has one leaf, and the tree is what its leaves say', async () => {
  const lacking = () =>
    admin`select count(*)::int as n from audit_events e where tenant_id = ${world.tenant} and not exists (select from audit_leaves l where l.tenant_id = e.tenant_id and l.id = e.id)`
  await vi.waitFor(async () => expect((await lacking())[0]).toEqual({ n: 0 }), { timeout: 30_000, interval: 200 })
  const [tree] =
    await admin`select t.size::int as size, t.fault, (select count(*)::int from audit_leaves l where l.tenant_id = t.tenant_id) as leaves, (select count(*)::int from audit_events e where e.tenant_id = t.tenant_id) as events from audit_trees t where tenant_id = ${world.tenant}`
  expect(tree).toMatchObject({ fault: '', leaves: tree?.['size'], events: tree?.['size'] })
  expect(first.output() + second.output()).not.toMatch(/not what was sealed/)
})
