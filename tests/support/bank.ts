import { randomUUID } from 'node:crypto'
import { approvePayouts } from '../../lib/incentives/approve-payouts.ts'
import { confirmBankDetail, enterBankDetail } from '../../lib/incentives/bank-detail.ts'
import { importStatement } from '../../lib/incentives/import-statement.ts'
import { makeBatch } from '../../lib/incentives/make-batch.ts'
import { showStatementFile } from '../../lib/incentives/read-statement-file.ts'
import { raisePayout } from '../../lib/incentives/raise-payouts.ts'
import { releaseBatch } from '../../lib/incentives/release-batch.ts'
import { saveOriginator } from '../../lib/incentives/save-originator.ts'
import type { ImportOutcome } from '../../lib/incentives/statement.ts'
import type { RailName } from '../../db/schema/payouts.ts'
import { giveAward, makePayee } from './awards.ts'
import { brokenBooks } from './books.ts'
import { drain } from './drain.ts'
import { ibanOf, routingOf } from './rails/orders.ts'
import { admin, type Person, type World } from './world.ts'

export const ownIban = 'NL54FAKE0326806738'
export const companyId = '1987654321'
/** Who pays, settled by finance. */
export async function setOriginator(world: World, rail: RailName, currency: string, given: Readonly<Record<string, unknown>> = {}): Promise<{ id: string }> {
  const body =
    rail === 'pain001'
      ? { name: 'Tidewell B.V.', iban: ownIban, bic: 'FAKENL2A', street: 'Havenstraat', building: '12', town: 'Rotterdam', country: 'NL' }
      : rail === 'nacha'
        ? { name: 'TIDEWELL SERVICES', companyName: 'TIDEWELL', companyId, routing: '091000019', bankName: 'HARBOR NATIONAL' }
        : { name: 'Tidewell', companyCode: '0042' }
  return world.as('finance').run(saveOriginator, { rail, currency, ...body, ...given })
}

let n = 0
export interface Approved {
  readonly id: string
  readonly number: string
  readonly payee: { readonly uuid: string; readonly id: string; readonly name: string }
  readonly awardId: string
  readonly minor: bigint
}
/** A payout on its way up to approval: a payee with a confirmed bank detail, an award, raised by finance, approved by the owner. */
export async function approvedPayout(
  world: World,
  minor: bigint,
  given: {
    readonly rail?: RailName
    readonly currency?: string
    readonly name?: string
    readonly memberId?: string
    readonly approver?: Person | 'owner' | 'manager'
    readonly raiser?: Person | 'finance'
  } = {},
): Promise<Approved> {
  const i = ++n,
    rail = given.rail ?? 'pain001',
    currency = given.currency ?? 'EUR',
    name = given.name ?? `Payee ${i}`
  const payee = await makePayee(world, `${name} ${i}`, given.memberId)
  if (rail !== 'payroll_csv') {
    const number =
      rail === 'pain001' ? { iban: ibanOf('DE', `50010517${5_000_000_000 + i}`) } : { routing: routingOf('06100010'), accountNumber: `000${4400 + i}` }
    const account = {
      ...number,
      ...(rail === 'pain001' ? { kind: 'iban', ...(currency === 'EUR' ? {} : { bic: 'FAKEDEFF' }) } : { kind: 'ach', accountType: 'checking' }),
    }
    const detail = await world.as('finance').run(enterBankDetail, { payeeId: payee.id, holder: name, ...account })
    await world.as('owner').run(confirmBankDetail, { bankDetailId: detail.id, ...number })
  }
  const awardId = await giveAward(world, payee.uuid, minor, currency)
  const payout = await world.as(given.raiser ?? 'finance').run(raisePayout, { payeeId: payee.id, currency, rail, idempotencyKey: randomUUID() })
  if (payout.state !== 'raised') throw new Error(`${payout.number} is ${payout.state}`)
  await world.as(given.approver ?? 'owner').run(approvePayouts, { payoutIds: [payout.id] })
  if (minor >= 100_000n) await world.as(await secondApprover(world)).run(approvePayouts, { payoutIds: [payout.id] })
  return { id: payout.id, number: payout.number, payee: { ...payee, name }, awardId, minor }
}
const seconds = new Map<string, Person>()
/** A second person who may approve, for amounts that ask for two. */
export async function secondApprover(world: World): Promise<Person> {
  const found = seconds.get(world.tenant) ?? (await world.join('finance', 'Second approver'))
  seconds.set(world.tenant, found)
  return found
}
export interface ReleasedBatch {
  readonly id: string
  readonly number: string
  readonly payouts: readonly Approved[]
  readonly messageId: string
}
/** A batch of approved payouts, released by finance. */
export async function releasedBatch(
  world: World,
  minors: readonly bigint[],
  given: { readonly rail?: RailName; readonly currency?: string } = {},
): Promise<ReleasedBatch> {
  const payouts: Approved[] = []
  for (const minor of minors) payouts.push(await approvedPayout(world, minor, given))
  const batch = await world
    .as('finance')
    .run(makeBatch, { rail: given.rail ?? 'pain001', currency: given.currency ?? 'EUR', payoutIds: payouts.map((p) => p.id) })
  await world.as('finance').run(releaseBatch, { batchId: batch.id })
  const [row] = await admin<{ message_id: string }[]>`select message_id from batches where tenant_id = ${world.tenant} and number = ${batch.number}`
  return { id: batch.id, number: batch.number, payouts, messageId: row?.message_id as string }
}
/** Brings a file from the bank; a large one is read by the worker, whose jobs run here. */
export async function importFile(
  world: World,
  bytes: Uint8Array,
  given: Readonly<Record<string, unknown>> = {},
  by: 'finance' | 'owner' = 'finance',
): Promise<ImportOutcome> {
  const outcome = await world.as(by).run(importStatement, { file: { name: 'from-the-bank', type: '', bytes }, ...given })
  if (outcome.reading === undefined) return outcome
  await drain(world)
  const { known, statements, state } = await world.as(by).run(showStatementFile, { fileId: outcome.reading }),
    told = await world.events('statement.imported')
  return {
    same: state === 'same',
    known,
    statements: statements.map(({ id, number }) => ({
      id,
      number,
      warnings: [],
      ...(told.find((event) => event.detail['number'] === number)?.detail as { lines: number; settled: number; returned: number; waiting: number }),
    })),
  }
}

/** Every ledger balance of the world that is not zero, by kind and currency; payees together. */
export async function balances(world: World): Promise<Record<string, string>> {
  const rows = await admin<
    { place: string; minor: string }[]
  >`select kind || ' ' || currency as place, sum(balance_minor)::text as minor from ledger_accounts where tenant_id = ${world.tenant} group by 1 having sum(balance_minor) <> 0 order by 1`
  return Object.fromEntries(rows.map((row) => [row.place, row.minor]))
}
/** What must hold after every test that moves money. */
export async function brokenInvariants(world: World): Promise<string[]> {
  const rows = await admin<{ fault: string }[]>`
    select 'entry ' || entry_id || ' does not sum to zero' as fault from postings where tenant_id = ${world.tenant} group by entry_id, currency having sum(amount_minor) <> 0
    union all select 'balance of ' || a.number || ' is not the sum of its postings' from ledger_accounts a where a.tenant_id = ${world.tenant} and a.balance_minor <> coalesce((select sum(amount_minor) from postings p where p.tenant_id = a.tenant_id and p.account_id = a.id), 0)
    union all select p.number || ' is ' || p.state || ' with ' || s.minor || ' under way' from payouts p cross join lateral (
      select coalesce(sum(o.amount_minor), 0) as minor from postings o join ledger_accounts a on a.tenant_id = o.tenant_id and a.id = o.account_id where o.tenant_id = p.tenant_id and o.payout_id = p.id and a.kind = 'under_way') s
      where p.tenant_id = ${world.tenant} and s.minor <> case when p.state = 'released' then -p.amount_minor else 0 end
    union all select p.number || ' is ' || p.state || ' with ' || s.minor || ' raised' from payouts p cross join lateral (
      select coalesce(sum(o.amount_minor), 0) as minor from postings o join ledger_accounts a on a.tenant_id = o.tenant_id and a.id = o.account_id where o.tenant_id = p.tenant_id and o.payout_id = p.id and a.kind = 'payout_raised') s
      where p.tenant_id = ${world.tenant} and s.minor <> case when p.state in ('raised', 'approved', 'held') then -p.amount_minor else 0 end
    union all select b.number || ' is settled with payouts under way' from batches b where b.tenant_id = ${world.tenant} and b.state = 'settled' and exists (select from payouts p where p.tenant_id = b.tenant_id and p.batch_id = b.id and p.state not in ('settled', 'returned'))
    union all select 'award of ' || p.number || ' is ' || a.state from payouts p join payout_lines l on l.tenant_id = p.tenant_id and l.payout_id = p.id and not l.is_void join awards a on a.tenant_id = l.tenant_id and a.id = l.award_id
      where p.tenant_id = ${world.tenant} and a.state <> case when p.state = 'settled' then 'paid' else 'in_payout' end`
  return [...rows.map((row) => row.fault), ...(await brokenBooks(world))]
}
