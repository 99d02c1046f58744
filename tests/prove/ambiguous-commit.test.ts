// The wire is cut after Postgres has committed and before we hear of it: the person is told to look, the act is there once, and sent again it is not done again.
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { closePools } from '../../db/client.ts'
import type { Operation } from '../../lib/access/operation.ts'
import { approvePayouts } from '../../lib/incentives/approve-payouts.ts'
import { makeBatch } from '../../lib/incentives/make-batch.ts'
import { raisePayout } from '../../lib/incentives/raise-payouts.ts'
import { releaseBatch } from '../../lib/incentives/release-batch.ts'
import { giveAward, makePayee } from '../support/awards.ts'
import { approvedPayout, setOriginator } from '../support/bank.ts'
import { expectBooks } from '../support/books.ts'
import { admin, makeWorld, refusalOf, type World } from '../support/world.ts'

/** Stands between the application and Postgres. Armed, it swallows the next answer to a COMMIT and hangs up on both. */
class Wire {
  isArmed = false
  cuts = 0
  readonly #server = createServer((client) => this.#join(client))
  readonly #target: URL
  constructor(target: string) {
    this.#target = new URL(target)
  }
  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    const address = this.#server.address(),
      through = new URL(this.#target)
    through.port = String(typeof address === 'object' && address !== null ? address.port : 0)
    return through.toString()
  }
  close(): void {
    this.#server.close()
  }
  #join(client: Socket): void {
    const database = connect({ host: this.#target.hostname, port: Number(this.#target.port) })
    client.on('data', (bytes) => void database.write(bytes))
    database.on('data', (bytes: Buffer) => {
      if (this.isArmed && bytes.includes('COMMIT\0')) {
        this.isArmed = false
        this.cuts++
        client.destroy()
        return void database.destroy()
      }
      client.write(bytes)
    })
    for (const [one, other] of [
      [client, database],
      [database, client],
    ] as const) {
      one.on('close', () => other.destroy())
      one.on('error', () => other.destroy())
    }
  }
}
const wire = new Wire(inject('databaseUrls').app)
process.env['DATABASE_URL_APP'] = await wire.listen() // read when the first act opens the pool
let world: World
beforeAll(async () => {
  world = await makeWorld('2026-05-13T07:00:00Z', { currency: 'EUR' })
  await setOriginator(world, 'pain001', 'EUR')
})
afterAll(async () => {
  await Promise.all([closePools(), admin.end()])
  wire.close()
})

interface Step {
  readonly who: 'finance' | 'owner'
  readonly operation: Operation<unknown, unknown>
  readonly input: unknown
  readonly effects: () => Promise<number>
}
const count = async (rows: PromiseLike<readonly { n: number }[]>): Promise<number> => (await rows)[0]?.n ?? 0
const steps: readonly (readonly [string, () => Promise<Step>])[] = [
  [
    'raising a payout',
    async () => {
      const payee = await makePayee(world, `Payee ${randomUUID()}`)
      await giveAward(world, payee.uuid, 500n, 'EUR')
      return {
        who: 'finance',
        operation: raisePayout,
        input: { payeeId: payee.id, currency: 'EUR', rail: 'payroll_csv', idempotencyKey: randomUUID() },
        effects: () => count(admin`select count(*)::int as n from payouts where tenant_id = ${world.tenant} and payee_id = ${payee.uuid}`),
      }
    },
  ],
  [
    'approving one',
    async () => {
      const payee = await makePayee(world, `Payee ${randomUUID()}`)
      await giveAward(world, payee.uuid, 500n, 'EUR')
      const { id } = await world.as('finance').run(raisePayout, { payeeId: payee.id, currency: 'EUR', rail: 'payroll_csv', idempotencyKey: randomUUID() })
      return {
        who: 'owner',
        operation: approvePayouts,
        input: { payoutIds: [id] },
        effects: () =>
          count(
            admin`select count(*)::int as n from payout_approvals a join payouts p on p.tenant_id = a.tenant_id and p.id = a.payout_id where a.tenant_id = ${world.tenant} and p.payee_id = ${payee.uuid}`,
          ),
      }
    },
  ],
  [
    'releasing a batch',
    async () => {
      const payout = await approvedPayout(world, 500n),
        batch = await world.as('finance').run(makeBatch, { rail: 'pain001', currency: 'EUR', payoutIds: [payout.id] })
      return {
        who: 'finance',
        operation: releaseBatch,
        input: { batchId: batch.id },
        effects: () =>
          count(
            admin`select count(*)::int as n from journal_entries j join batches b on b.tenant_id = j.tenant_id and b.id = j.subject_id where j.tenant_id = ${world.tenant} and j.kind = 'batch.released' and b.number = ${batch.number}`,
          ),
      }
    },
  ],
]
test.each(steps)('%s', async (_name, prepare) => {
  for (let time = 0; time < 5; time++) {
    const { who, operation, input, effects } = await prepare(),
      cuts = wire.cuts
    expect(await effects()).toBe(0)
    wire.isArmed = true
    const refusal = await refusalOf(world.as(who).run(operation, input))
    expect(wire.cuts).toBe(cuts + 1)
    expect(refusal).toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('Look whether the change is there; sending the same form again is safe'),
    })
    expect(await effects()).toBe(1)
    const again = await world
      .as(who)
      .run(operation, input)
      .then(
        () => 'answered',
        (error: unknown) => (error as Error).name,
      )
    expect(['answered', 'Refusal']).toContain(again)
    expect(await effects()).toBe(1)
    await expectBooks(world)
  }
})
