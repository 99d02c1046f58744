// Every rule of the books is shown to fire: each is broken once by a superuser with all triggers off, and the check names it.
import { beforeAll, describe, expect, test } from 'vitest'
import type { TransactionSql } from 'postgres'
import { checkInvariants, readInvariants } from '../../lib/incentives/check-invariants.ts'
import { violationsOf } from '../../lib/incentives/invariants.sql.ts'
import { raisePayout } from '../../lib/incentives/raise-payouts.ts'
import { rejectPayouts } from '../../lib/incentives/decide-payouts.ts'
import { giveAward, makePayee } from '../support/awards.ts'
import { approvedPayout, importFile, ownIban, releasedBatch, setOriginator } from '../support/bank.ts'
import { expectBooks } from '../support/books.ts'
import { camtFile } from '../support/rails/bank-answers.ts'
import { admin, makeWorld, refusalOf, type World } from '../support/world.ts'

let world: World
/** A company with a payout in every state of interest. */
beforeAll(async () => {
  world = await makeWorld('2026-05-13T07:00:00Z', { currency: 'EUR' })
  await setOriginator(world, 'pain001', 'EUR')
  const batch = await releasedBatch(world, [500n, 700n])
  const first = batch.payouts[0]!
  await importFile(
    world,
    camtFile({ iban: ownIban, id: 'INV-1', sequence: 1, lines: [{ amount: '5.00', details: [{ reference: first.number, amount: '5.00' }] }] }),
  )
  await approvedPayout(world, 900n)
  const payee = await makePayee(world, 'Waiting')
  await giveAward(world, payee.uuid, 300n, 'EUR')
  await world.as('finance').run(raisePayout, { payeeId: payee.id, currency: 'EUR', rail: 'payroll_csv', idempotencyKey: 'waiting-1' })
  const rejected = await approvedPayout(world, 800n)
  await world.as('manager').run(rejectPayouts, { payoutIds: [rejected.id], reason: 'Wrong month' })
})

const undo = new Error('undo')
async function after(breakIt: (tx: TransactionSql, t: string) => Promise<unknown>): Promise<string[]> {
  let found: string[] = []
  await admin
    .begin(async (tx) => {
      await tx`set local session_replication_role = replica`
      await breakIt(tx, world.tenant)
      found = (await violationsOf((text, ...values) => tx(text, ...values) as never, world.tenant)).map((v) => v.invariant)
      throw undo
    })
    .catch((error: unknown) => {
      if (error !== undo) throw error
    })
  return found
}
const breaks: readonly (readonly [string, (tx: TransactionSql, t: string) => Promise<unknown>])[] = [
  [
    'each journal entry sums to zero per currency',
    (tx, t) => tx`update postings set amount_minor = amount_minor + 1 where tenant_id = ${t} and id = (select id from postings where tenant_id = ${t} limit 1)`,
  ],
  [
    'each balance is the sum of its postings',
    (tx, t) => tx`update ledger_accounts set balance_minor = balance_minor + 1 where tenant_id = ${t} and kind = 'bank'`,
  ],
  [
    'all balances of a currency sum to zero',
    (tx, t) => tx`update ledger_accounts set balance_minor = balance_minor + 1 where tenant_id = ${t} and kind = 'bank'`,
  ],
  [
    'a posting has its entry, its ledger account and their currency',
    (tx, t) =>
      tx`delete from journal_entries where tenant_id = ${t} and id = (select id from journal_entries where tenant_id = ${t} and kind = 'award.confirmed' limit 1)`,
  ],
  [
    'no entry is without postings',
    (tx, t) => tx`delete from postings where tenant_id = ${t} and entry_id = (select id from journal_entries where tenant_id = ${t} limit 1)`,
  ],
  [
    'a reversal is the opposite of what it reverses, once',
    (tx, t) =>
      tx`update postings set amount_minor = amount_minor * 2 where tenant_id = ${t} and entry_id = (select id from journal_entries where tenant_id = ${t} and reverses_id is not null limit 1)`,
  ],
  [
    'a payout is the sum of its lines',
    (tx, t) =>
      tx`update payout_lines set amount_minor = amount_minor - 1 where tenant_id = ${t} and id = (select id from payout_lines where tenant_id = ${t} limit 1)`,
  ],
  [
    'what waits of a payout is what the ledger holds as raised',
    (tx, t) => tx`update payouts set amount_minor = amount_minor + 1 where tenant_id = ${t} and state = 'approved'`,
  ],
  ['under way is what was released and has not ended', (tx, t) => tx`update payouts set state = 'released' where tenant_id = ${t} and state = 'settled'`],
  ['nothing is under way for a finished batch', (tx, t) => tx`update batches set state = 'settled' where tenant_id = ${t}`],
  [
    'a payout is raised by one entry',
    (tx, t) =>
      tx`update journal_entries set subject_id = gen_random_uuid() where tenant_id = ${t} and kind = 'payout.raised' and id = (select id from journal_entries where tenant_id = ${t} and kind = 'payout.raised' limit 1)`,
  ],
  [
    'a source is paid by one living payout',
    async (tx, t) => {
      await tx`drop index payout_lines_award_once`
      await tx`update payout_lines set award_id = (select award_id from payout_lines where tenant_id = ${t} and not is_void limit 1) where tenant_id = ${t} and not is_void`
    },
  ],
  ['a living line belongs to a living payout, and only there', (tx, t) => tx`update payout_lines set is_void = true where tenant_id = ${t}`],
  ['an award is paid if and only if its payout is', (tx, t) => tx`update awards set state = 'confirmed' where tenant_id = ${t} and state = 'paid'`],
  ['a released payout has its batch, and the batch its file', (tx, t) => tx`update batches set file_digest = null where tenant_id = ${t}`],
  [
    'a payout that waits is in no batch that left',
    (tx, t) => tx`update payouts set batch_id = (select id from batches where tenant_id = ${t} limit 1) where tenant_id = ${t} and state = 'approved'`,
  ],
  ['every step of a payout has its event', (tx, t) => tx`delete from audit_events where tenant_id = ${t} and event = 'payout.settled'`],
  ['no step is recorded that was not taken', (tx, t) => tx`update payouts set state = 'approved' where tenant_id = ${t} and state = 'rejected'`],
  ['each approval has its event', (tx, t) => tx`delete from audit_events where tenant_id = ${t} and event = 'payout.approved'`],
  ['approved means approved by enough people', (tx, t) => tx`delete from payout_approvals where tenant_id = ${t}`],
  [
    'raiser, payee and approvers are different people',
    (tx, t) =>
      tx`update payout_approvals a set member_id = o.raised_by from payouts o where a.tenant_id = ${t} and a.decision = 'approved' and o.tenant_id = a.tenant_id and o.id = a.payout_id`,
  ],
  ['the releaser approved none and is payee of none', (tx, t) => tx`update batches set released_by = ${world.people.owner.memberId} where tenant_id = ${t}`],
  [
    'no budget is overdrawn',
    async (tx, t) => {
      await tx`alter table ledger_accounts drop constraint ledger_accounts_floor`
      await tx`update ledger_accounts set floor_minor = 0, balance_minor = -1 where tenant_id = ${t} and kind = 'expense'`
    },
  ],
]
test('the books of a company with payouts in every state are in order', async () => {
  await expectBooks(world)
  expect((await world.as('read_only').run(readInvariants, {})).violations).toEqual([])
})
test.each(breaks)('%s', async (name, breakIt) => {
  expect(await after(breakIt)).toContain(name)
})
describe('through a merge', () => {
  test('an approver who turns out to be the payee is named', async () => {
    expect(
      await after(async (tx, t) => {
        const [own] =
          await tx`insert into payees (tenant_id, id, number, name, key, source, member_id) values (${t}, gen_random_uuid(), 'PE-X', 'Alias', 'alias', 'hand', ${world.people.owner.memberId}) returning id`
        await tx`update payees set merged_into_id = ${own!['id']} where tenant_id = ${t} and id = (select payee_id from payouts where tenant_id = ${t} and state = 'approved' limit 1)`
      }),
    ).toContain('raiser, payee and approvers are different people')
  })
})
test('the check by the clock records what is broken, and only a job may run it', async () => {
  expect(await refusalOf(world.as('owner').run(checkInvariants, {}))).toMatchObject({ code: 'forbidden' })
  const before = await admin`select balance_minor from ledger_accounts where tenant_id = ${world.tenant} and kind = 'bank'`
  await admin`update ledger_accounts set balance_minor = balance_minor + 1 where tenant_id = ${world.tenant} and kind = 'bank'`
  const seen = await checkInvariants.invoke(
    { door: { kind: 'platform', tenant: world.tenant, actor: null }, place: { requestId: 'test', ip: '', agent: '' }, clock: world.clock },
    {},
  )
  await admin`update ledger_accounts set balance_minor = ${before[0]!['balance_minor']} where tenant_id = ${world.tenant} and kind = 'bank'`
  expect(seen.violations.map((v) => v.invariant)).toContain('each balance is the sum of its postings')
  expect(await world.events('ledger.invariants_broken')).toHaveLength(1)
})
