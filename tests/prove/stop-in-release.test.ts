// Stopped in the middle of a release, politely or by kill -9, and started again: the whole batch has left once or not at all, and sent again it leaves once.
import { setTimeout as delay } from 'node:timers/promises'
import postgres, { type Sql } from 'postgres'
import { afterAll, expect, test, vi } from 'vitest'
import { closePools } from '../../db/client.ts'
import { actDigest, parse } from '../../lib/access/operation.ts'
import { approvePayouts } from '../../lib/incentives/approve-payouts.ts'
import { violationsOf } from '../../lib/incentives/invariants.sql.ts'
import { makeBatch } from '../../lib/incentives/make-batch.ts'
import { raiseAllPayouts } from '../../lib/incentives/raise-payouts.ts'
import { releaseBatch } from '../../lib/incentives/release-batch.ts'
import { systemClock } from '../../lib/kernel/clock.ts'
import { encodeId } from '../../lib/kernel/id.ts'
import { isRunning } from '../../scripts/instance-lock.ts'
import { awardMinor, seedBankDetails, seedPayees } from '../../scripts/bench/seed-money.ts'
import { postAction, sessionCookie, type Answer } from '../support/http-act.ts'
import { adoptProduct, childOf, family, ownerOf, signalTo } from '../support/own-product.ts'
import { makeScratch, removeScratch, startProduct, type Product } from '../support/product.ts'
import type { World } from '../support/world.ts'

const payouts = 600
const folder = makeScratch()
let product: Product = await startProduct({ folder, env: { PLUMBLINE_LOG_LEVEL: 'warn' } })
adoptProduct(product)
const { admin, makeWorld } = await import('../support/world.ts')
const { setOriginator } = await import('../support/bank.ts')
let sql: Sql = postgres(ownerOf(product), { max: 3, onnotice: () => undefined })
afterAll(async () => {
  await sql.end({ timeout: 1 })
  expect(await product.stop()).toBe(0)
  removeScratch(folder)
})

const ways: readonly (readonly [string, () => Promise<void>])[] = [
  [
    'the operator stops it',
    async () => {
      expect(await product.stop('SIGTERM')).toBe(0)
    },
  ],
  [
    'kill -9 of the web server',
    async () => {
      process.kill(childOf(product, 'serve'), 'SIGKILL')
    },
  ],
  [
    'kill -9 of everything',
    async () => {
      const pids = family(product.process.pid ?? 0)
      for (const pid of pids) signalTo(pid, 'SIGKILL')
      await vi.waitFor(() => expect(pids.filter(isRunning)).toEqual([]), { timeout: 60_000, interval: 50 })
    },
  ],
]
/** A batch of approved payouts for each way to be stopped, arranged before anything is. */
async function arrange(): Promise<{ world: World; batches: { id: string; uuid: string }[] }> {
  const world = await makeWorld(systemClock.now().toISOString(), { currency: 'EUR' }),
    { owner, finance } = world.people,
    batches = []
  await setOriginator(world, 'pain001', 'EUR')
  for (let n = 0; n < ways.length; n++) {
    const payees = await seedPayees(admin, { tenant: world.tenant, name: '' }, finance.memberId, payouts)
    await seedBankDetails(admin, { tenant: world.tenant, name: '' }, payees, owner.memberId)
    const raised = await world
      .as('finance')
      .run(raiseAllPayouts, {
        currency: 'EUR',
        rail: 'pain001',
        idempotencyKey: `all ${n} of this company`,
        payeeIds: payees.map((payee) => encodeId('payee', payee.id)),
      })
    const ids = raised.payouts.map((payout) => payout.id)
    for (let from = 0; from < ids.length; from += 100) await world.as('owner').run(approvePayouts, { payoutIds: ids.slice(from, from + 100) })
    const { id } = await world.as('finance').run(makeBatch, { rail: 'pain001', currency: 'EUR', payoutIds: ids })
    const [row] = await admin<{ id: string }[]>`select id from batches where tenant_id = ${world.tenant} order by created_at desc, number desc limit 1`
    batches.push({ id, uuid: row?.id ?? '' })
  }
  return { world, batches }
}
test('a release that is interrupted', async () => {
  const { world, batches } = await arrange(),
    { tenant } = world,
    { finance } = world.people,
    cookie = await sessionCookie(finance)
  await Promise.all([admin.end(), closePools()])
  const books = async (): Promise<string[]> => (await violationsOf((text, ...values) => sql(text, ...values) as never, tenant)).map((found) => found.invariant)
  const release = async (id: string): Promise<Answer> => {
    await sql`insert into identity.proofs (id, session_id, act, method, proven_at) values (gen_random_uuid(), ${finance.sessionId}, ${actDigest(releaseBatch.name, parse(releaseBatch.input, { batchId: id }))}, 'totp', now())`
    return postAction(product.origin, cookie, 'app/(desk)/batches/actions.ts#release', { batchId: id }, 60)
  }
  const left = async (uuid: string) =>
    (
      await sql<{ state: string; released: number; told: number; entries: number; files: number; moved: string }[]>`
    select b.state, (select count(*)::int from payouts p where p.tenant_id = b.tenant_id and p.batch_id = b.id and p.state = 'released') as released,
      (select count(*)::int from audit_events e join payouts p on p.tenant_id = e.tenant_id and p.id = e.subject_id where e.tenant_id = b.tenant_id and e.event = 'payout.released' and p.batch_id = b.id) as told,
      (select count(*)::int from journal_entries j where j.tenant_id = b.tenant_id and j.subject_id = b.id and j.kind = 'batch.released') as entries, (select count(*)::int from files f where f.tenant_id = b.tenant_id and f.id = b.file_id) as files,
      (select coalesce(-sum(p.amount_minor), 0)::text from postings p join ledger_accounts a on a.tenant_id = p.tenant_id and a.id = p.account_id join payouts o on o.tenant_id = p.tenant_id and o.id = p.payout_id where p.tenant_id = b.tenant_id and a.kind = 'under_way' and o.batch_id = b.id) as moved
    from batches b where b.tenant_id = ${tenant} and b.id = ${uuid}`
    )[0]
  const nothing = { state: 'draft', released: 0, told: 0, entries: 0, files: 0, moved: '0' },
    everything = { state: 'released', released: payouts, told: payouts, entries: 1, files: 1, moved: String(payouts * awardMinor) }
  const seeded = await books() // the seed writes no postings for what it owes, and nothing else is amiss
  expect(seeded).toEqual(['each balance is the sum of its postings'])

  for (const [n, [what, stop]] of ways.entries()) {
    const { id, uuid } = batches[n] as (typeof batches)[number]
    const answering = release(id)
    // In the middle: the transaction has written something and has not ended.
    await vi.waitFor(
      async () =>
        expect(Number((await sql`select count(*) as n from pg_stat_activity where usename = 'app_rw' and backend_xid is not null`)[0]?.['n'])).toBeGreaterThan(
          0,
        ),
      { timeout: 60_000, interval: 2 },
    )
    await delay(n * 20)
    await stop()
    const answer = await answering
    await sql.end({ timeout: 1 })
    if (product.process.exitCode !== null || product.process.signalCode !== null)
      product = await startProduct({ folder, port: product.port, env: { PLUMBLINE_LOG_LEVEL: 'warn' } })
    else await vi.waitFor(async () => expect((await fetch(`${product.origin}/api/health/ready`)).status).toBe(200), { timeout: 60_000, interval: 100 })
    sql = postgres(ownerOf(product), { max: 3, onnotice: () => undefined })
    const found = await left(uuid)
    console.log(`${what}: the client ${answer.kind === 'done' ? 'was told it is done' : 'does not know'}, and the batch is ${found?.state}`)
    if (n === 0) expect(answer, 'a polite stop lets the act end and answers').toMatchObject({ kind: 'done' })
    expect(answer.kind).not.toBe('refused')
    expect([nothing, everything], what).toContainEqual(found)
    if (answer.kind === 'done') expect(found, what).toEqual(everything)
    expect(await books(), what).toEqual(seeded)
    // What a person does who saw no answer: sends it again.
    const again = await release(id)
    if (found?.state === 'draft') expect(again.kind, what).toBe('done')
    else expect(again, what).toMatchObject({ kind: 'refused', code: 'conflict' })
    expect(await left(uuid), what).toEqual(everything)
    expect(await books(), what).toEqual(seeded)
  }
}, 600_000)
