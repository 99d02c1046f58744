// The main job as clients do it over HTTP, month after month, while the product is being killed; what was acknowledged is written down outside of it.
import { fsyncSync, openSync, writeSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { Sql } from 'postgres'
import { actDigest, parse, type Operation } from '../../lib/access/operation.ts'
import { approvePayouts } from '../../lib/incentives/approve-payouts.ts'
import { releaseBatch } from '../../lib/incentives/release-batch.ts'
import { decodeId, encodeId } from '../../lib/kernel/id.ts'
import { postAction, sessionCookie, type Answer, type Fields } from './http-act.ts'
import { camtFile } from './rails/bank-answers.ts'
import type { Person, World } from './world.ts'

/** One thing that a client wants done exactly once. */
interface Act {
  readonly key: string
  readonly who: Person
  readonly action: string
  readonly fields: Fields
  /** The act asks for a second factor, typed for exactly this input. */
  readonly proof?: { readonly operation: Operation<unknown, unknown>; readonly input: unknown }
  /** Whether the database holds its effect. */
  readonly isDone: (sql: Sql) => PromiseLike<readonly unknown[]>
}
export interface Acknowledged {
  readonly key: string
  readonly requestId: string
  readonly location: string | undefined
  readonly wasInDoubt: boolean
}
export interface Plan {
  readonly world: World
  readonly origin: string
  readonly programId: string
  readonly payees: readonly { readonly id: string; readonly uuid: string }[]
  readonly iban: string
  readonly log: string
  readonly sql: () => Sql
}

export class KillLoad {
  readonly acknowledged: Acknowledged[] = []
  /** Everything that was ever asked for, answered or not. */
  readonly sent = new Set<string>()
  readonly counts = { sent: 0, acknowledged: 0, unknown: 0, foundDone: 0, months: 0 }
  isStopping = false
  readonly #plan: Plan
  readonly #file: number
  readonly #cookies = new Map<string, string>()
  constructor(plan: Plan) {
    this.#plan = plan
    this.#file = openSync(plan.log, 'a')
  }

  /** Until told to stop; the month under way is brought to its end. */
  async run(): Promise<void> {
    await Promise.all([this.#months(), this.#crews(1), this.#crews(2)])
  }
  async #months(): Promise<void> {
    for (let n = 0; !this.isStopping; n++) {
      await this.#month(n)
      this.counts.months++
    }
  }
  /** Small acts without pause, so that any moment strikes one. */
  async #crews(lane: number): Promise<void> {
    for (let n = 0; !this.isStopping; n++) {
      const name = `Crew ${lane}-${n}`
      await this.#seeThrough({
        key: name,
        who: this.#plan.world.people.manager,
        action: 'app/(desk)/crews/actions.ts#add',
        fields: { name },
        isDone: (sql) => sql`select 1 from crews where tenant_id = ${this.#plan.world.tenant} and name = ${name}`,
      })
      await delay(40)
    }
  }

  async #month(n: number): Promise<void> {
    const { world, programId, payees, iban } = this.#plan,
      { tenant } = world,
      { manager, finance, owner } = world.people
    const from = `${2016 + Math.floor(n / 12)}-${String((n % 12) + 1).padStart(2, '0')}-01`
    await this.#seeThrough({
      key: `compute ${from}`,
      who: manager,
      action: 'app/(desk)/programs/actions.ts#compute',
      fields: { programId, from },
      isDone: (sql) => sql`select 1 from award_runs where tenant_id = ${tenant} and period_from = ${from}`,
    })
    const keys = payees.map((_, i) => `${from} payee ${i}`)
    await inLanes(6, payees, (payee, i) =>
      this.#seeThrough({
        key: keys[i] as string,
        who: finance,
        action: 'app/(desk)/payouts/actions.ts#raiseOne',
        fields: { payeeId: payee.id, currency: 'EUR', rail: 'pain001', idempotencyKey: keys[i] as string },
        isDone: (sql) => sql`select 1 from payouts where tenant_id = ${tenant} and idempotency_key = ${keys[i] as string}`,
      }),
    )
    const rows = await this.#read(
      (sql) =>
        sql<
          { id: string; number: string; minor: string }[]
        >`select id, number, amount_minor::text as minor from payouts where tenant_id = ${tenant} and idempotency_key = any(${keys})`,
    )
    const ids = rows.map((row) => encodeId('payout', row.id)),
      slices = Array.from({ length: Math.ceil(ids.length / 6) }, (_, i) => ids.slice(i * 6, i * 6 + 6))
    await inLanes(3, slices, (payoutIds, i) =>
      this.#seeThrough({
        key: `approve ${from} ${i}`,
        who: owner,
        action: 'app/(desk)/payouts/actions.ts#approve',
        fields: { 'payoutIds[]': payoutIds },
        proof: { operation: approvePayouts, input: { payoutIds } },
        isDone: (sql) => sql`select 1 from payouts where tenant_id = ${tenant} and id = ${decodeId('payout', payoutIds[0] as string)} and state <> 'raised'`,
      }),
    )
    const inBatch = (sql: Sql) =>
      sql<
        { id: string; state: string }[]
      >`select distinct b.id, b.state from batches b join payouts p on p.tenant_id = b.tenant_id and p.batch_id = b.id where p.tenant_id = ${tenant} and p.id = ${rows[0]?.id as string}`
    await this.#seeThrough({
      key: `batch ${from}`,
      who: finance,
      action: 'app/(desk)/batches/actions.ts#make',
      fields: { rail: 'pain001', currency: 'EUR', 'payoutIds[]': ids },
      isDone: inBatch,
    })
    const [batch] = await this.#read(inBatch),
      batchId = encodeId('batch', batch?.id as string)
    await this.#seeThrough({
      key: `release ${from}`,
      who: finance,
      action: 'app/(desk)/batches/actions.ts#release',
      fields: { batchId },
      proof: { operation: releaseBatch, input: { batchId } },
      isDone: (sql) => inBatch(sql).then((found) => found.filter((row) => row.state !== 'draft')),
    })
    const amount = (minor: bigint): string => `${minor / 100n}.${String(minor % 100n).padStart(2, '0')}`
    const total = rows.reduce((sum, row) => sum + BigInt(row.minor), 0n)
    const file = camtFile({
      iban,
      id: `KILL-${n}`,
      sequence: n + 1,
      lines: [{ amount: amount(total), details: rows.map((row) => ({ reference: row.number, amount: amount(BigInt(row.minor)) })) }],
    })
    await this.#seeThrough({
      key: `statement ${from}`,
      who: finance,
      action: 'app/(desk)/statements/actions.ts#importFile',
      fields: { file: new File([Buffer.from(file)], `${from}.xml`) },
      isDone: (sql) => inBatch(sql).then((found) => found.filter((row) => row.state === 'settled')),
    })
  }

  /** Sends until it is known to be done. A refusal is believed at once, unless an earlier try may have been done: then the database decides. */
  async #seeThrough(act: Act): Promise<void> {
    this.sent.add(act.key)
    for (let wasInDoubt = false; ; wasInDoubt = true) {
      const answer = await this.#send(act)
      if (answer.kind === 'done') return this.#acknowledge(act, answer, wasInDoubt)
      if (answer.kind === 'refused') {
        const found = wasInDoubt ? await this.#read(act.isDone) : []
        if (found.length === 0)
          throw new Error(`${act.key} was refused${wasInDoubt ? ' after a lost answer and is not there' : ''}: ${answer.code} ${answer.message}`)
        this.counts.foundDone++
        return
      }
      this.counts.unknown++
      this.#write({ ...answer, key: act.key })
      await delay(150)
    }
  }
  async #send(act: Act): Promise<Answer> {
    this.counts.sent++
    this.#write({ kind: 'sent', key: act.key })
    if (act.proof !== undefined) {
      const { operation, input } = act.proof
      const digest = actDigest(operation.name, parse(operation.input, input))
      await this.#read(
        (sql) =>
          sql`insert into identity.proofs (id, session_id, act, method, proven_at) values (gen_random_uuid(), ${act.who.sessionId}, ${digest}, 'totp', now())`,
      )
    }
    const cookie = this.#cookies.get(act.who.memberId) ?? (await sessionCookie(act.who))
    this.#cookies.set(act.who.memberId, cookie)
    return postAction(this.#plan.origin, cookie, act.action, act.fields)
  }
  #acknowledge(act: Act, answer: Answer & { kind: 'done' }, wasInDoubt: boolean): void {
    this.counts.acknowledged++
    this.#write({ ...answer, key: act.key })
    this.acknowledged.push({ key: act.key, requestId: answer.requestId, location: answer.location, wasInDoubt })
  }
  /** On disk before anything else happens, as a bank would keep it. */
  #write(line: object): void {
    writeSync(this.#file, `${JSON.stringify(line)}\n`)
    if ('kind' in line && line.kind === 'done') fsyncSync(this.#file)
  }
  /** Looks into the database as soon as there is one. */
  async #read<T>(look: (sql: Sql) => PromiseLike<T>): Promise<T> {
    const end = performance.now() + 90_000
    for (;;) {
      try {
        return await look(this.#plan.sql())
      } catch (error) {
        if (performance.now() > end || (error instanceof Error && 'severity' in error && !/^57P|^53/.test(String((error as { code?: string }).code))))
          throw error
        await delay(200)
      }
    }
  }
}
/** Several at a time, each once. */
async function inLanes<T>(lanes: number, items: readonly T[], work: (item: T, index: number) => Promise<void>): Promise<void> {
  let next = 0
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (let i = next++; i < items.length; i = next++) await work(items[i] as T, i)
    }),
  )
}
