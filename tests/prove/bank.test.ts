// Money is conserved: under random transfers by many workers every full read sums to the same total, and the balances are their postings.
// ASVS V15.4.3
import { asc, inArray } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { ledgerAccounts } from '../../db/schema/ledger.ts'
import { event } from '../../lib/access/event.ts'
import { command, query } from '../../lib/access/operation.ts'
import { Refusal } from '../../lib/kernel/refusal.ts'
import { newUuid } from '../../lib/kernel/id.ts'
import { post } from '../../lib/incentives/ledger.ts'
import { admin, makeWorld, type Person } from '../support/world.ts'

const accounts = 8,
  startMinor = 10_000,
  transferMax = 500,
  workers = 16
const seconds = process.env['PROVE_LONG'] === '1' ? 900 : 20

const moved = event('test.moved', 'journalEntry', z.strictObject({ amount: z.string() }), (d) => `moved ${d.amount}`)
const transfer = command({
  name: 'test.transfer',
  needs: 'payout.raise',
  input: z.strictObject({ from: z.string(), to: z.string(), minor: z.number().int() }),
  run: async (ctx, { from, to, minor }) => {
    const place = (payeeId: string) => ({ kind: 'owed' as const, currency: 'USD', payeeId })
    const entry = await post(ctx, {
      kind: 'test.transfer',
      memo: 'bank test',
      subject: { kind: 'payee', id: from },
      lines: [
        { place: place(from), minor: BigInt(-minor) },
        { place: place(to), minor: BigInt(minor) },
      ],
    })
    ctx.record(moved, entry.id, { amount: String(minor) })
  },
})
const readAll = query({
  name: 'test.readAll',
  needs: 'ledger.read',
  input: z.strictObject({ payees: z.array(z.string()) }),
  run: async (ctx, { payees }) =>
    ctx.tx
      .select({ payee: ledgerAccounts.payeeId, balance: ledgerAccounts.balanceMinor })
      .from(ledgerAccounts)
      .where(inArray(ledgerAccounts.payeeId, payees))
      .orderBy(asc(ledgerAccounts.id)),
})
/** A small generator of its own, so that a failure names the seed that repeats it. */
function random(seed: number): () => number {
  let x = seed
  return () => {
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
    return (x >>> 0) / 2 ** 32
  }
}

test(`${workers} workers, ${seconds} s`, async () => {
  const world = await makeWorld()
  const payees = Array.from({ length: accounts }, () => newUuid(world.clock.now()))
  for (const [i, id] of payees.entries())
    await admin`insert into payees (tenant_id, id, number, name, key, source) values (${world.tenant}, ${id}, ${`PE-${i}`}, ${`Payee ${i}`}, ${`p${i}`}, 'hand')`
  // Start: a ring of transfers opens every account; the total over all is zero and must stay so.
  for (const [i, to] of payees.entries()) await world.as('finance').run(transfer, { from: payees[(i + 1) % accounts], to, minor: startMinor })
  const tellers = await Promise.all(Array.from({ length: workers }, () => world.join('finance'))) // one session is not let through this often
  const seed = Number(process.env['PROVE_SEED'] ?? 20_260_514),
    end = performance.now() + seconds * 1000
  let transfers = 0,
    reads = 0,
    busy = 0
  const violations: string[] = []
  const check = (rows: { payee: string | null; balance: bigint }[]): void => {
    reads++
    const sum = rows.reduce((all, row) => all + row.balance, 0n)
    if (rows.length !== accounts) violations.push(`saw ${rows.length} accounts`)
    if (sum !== 0n) violations.push(`total ${sum} instead of 0`)
  }
  await Promise.all(
    Array.from({ length: workers }, async (_, worker) => {
      const next = random(seed + worker),
        teller = world.as(tellers[worker] as Person)
      while (performance.now() < end && violations.length === 0) {
        try {
          if (next() < 0.2) {
            check(await teller.run(readAll, { payees }))
            continue
          }
          const from = Math.floor(next() * accounts),
            to = (from + 1 + Math.floor(next() * (accounts - 1))) % accounts
          await teller.run(transfer, { from: payees[from], to: payees[to], minor: 1 + Math.floor(next() * transferMax) })
          transfers++
        } catch (error) {
          if (error instanceof Refusal && (error.code === 'unavailable' || error.code === 'too_many')) {
            busy++
            await new Promise((r) => setTimeout(r, 50))
            continue
          }
          throw error
        }
      }
    }),
  )
  expect(violations, `seed ${seed}`).toEqual([])
  const [row] =
    await admin`select (select count(*) from (select entry_id from postings where tenant_id = ${world.tenant} group by entry_id, currency having sum(amount_minor) <> 0) x)::int as unbalanced,
    (select count(*) from ledger_accounts a where tenant_id = ${world.tenant} and balance_minor <> (select coalesce(sum(amount_minor), 0) from postings p where p.tenant_id = a.tenant_id and p.account_id = a.id))::int as drifted,
    (select count(*) from audit_events where tenant_id = ${world.tenant} and event = 'test.moved')::int as events, (select count(*) from journal_entries where tenant_id = ${world.tenant})::int as entries`
  expect({ unbalanced: row?.['unbalanced'], drifted: row?.['drifted'] }).toEqual({ unbalanced: 0, drifted: 0 })
  expect(row?.['events']).toBe(row?.['entries'])
  expect(row?.['entries']).toBe(transfers + accounts)
  expect(transfers).toBeGreaterThan(100)
  expect(reads).toBeGreaterThan(20)
  console.log(`bank: ${transfers} transfers, ${reads} full reads, ${busy} told to come back, 0 violations, seed ${seed}`)
})
