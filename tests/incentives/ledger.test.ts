// The ledger is only added to, sums to zero by Postgres’ own word, carries its balances, reverses once, and reads the same at any past moment.
// ASVS V15.4.3
import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { event } from '../../lib/access/event.ts'
import { command } from '../../lib/access/operation.ts'
import { balanceOf, lockOwed, post, postAll, reverse, type PostingDraft } from '../../lib/incentives/ledger.ts'
import { exportLedgerAccounts, listLedgerAccounts, showLedger } from '../../lib/incentives/list-ledger-accounts.ts'
import { exportLedgerAccount, showLedgerAccount } from '../../lib/incentives/show-ledger-account.ts'
import { exportJournalEntries, listJournalEntries, showJournalEntry } from '../../lib/incentives/show-journal-entry.ts'
import { makePayee } from '../support/awards.ts'
import { expectBooks } from '../support/books.ts'
import { textOf } from '../support/list-file.ts'
import { admin, makeWorld, refusalOf, type World } from '../support/world.ts'

const posted = event('test.posted', 'journalEntry', z.strictObject({ number: z.string() }), (d) => `posted ${d.number}`)
const owedTo = z.strictObject({ payeeId: z.uuid(), minor: z.string(), currency: z.string().default('USD'), off: z.string().default('0') })
const expense = (payeeId: string, minor: bigint, currency: string, off = 0n): PostingDraft[] => [
  { place: { kind: 'expense', currency }, minor: minor + off },
  { place: { kind: 'owed', currency, payeeId }, minor: -minor },
]
const grant = command({
  name: 'test.post',
  needs: 'payout.raise',
  input: owedTo,
  run: async (ctx, { payeeId, minor, currency, off }) => {
    const entry = await post(ctx, {
      kind: 'award.confirmed',
      memo: `Granted ${minor}`,
      subject: { kind: 'payee', id: payeeId },
      lines: expense(payeeId, BigInt(minor), currency, BigInt(off)),
    })
    ctx.record(posted, entry.id, { number: entry.number })
    return entry
  },
})
const takeBack = command({
  name: 'test.takeBack',
  needs: 'payout.raise',
  input: z.strictObject({ entryId: z.uuid() }),
  run: async (ctx, { entryId }) => {
    const entry = await reverse(ctx, entryId, 'Taken back')
    ctx.record(posted, entry.id, { number: entry.number })
    return entry
  },
})
const many = command({
  name: 'test.many',
  needs: 'payout.raise',
  input: z.strictObject({ payeeId: z.uuid(), count: z.int() }),
  run: async (ctx, { payeeId, count }) => {
    const entries = await postAll(
      ctx,
      Array.from({ length: count }, (_, i) => ({
        kind: 'award.confirmed',
        memo: `Entry ${i}`,
        subject: { kind: 'payee', id: payeeId },
        lines: expense(payeeId, BigInt(i + 1), 'USD'),
      })),
    )
    ctx.record(posted, entries[0]!.id, { number: entries[0]!.number })
    return entries
  },
})
const overdraw = command({
  name: 'test.overdraw',
  needs: 'payout.raise',
  input: z.strictObject({ programId: z.uuid() }),
  run: async (ctx, { programId }) => {
    await post(ctx, {
      kind: 'award.held',
      memo: 'Too much',
      subject: { kind: 'program', id: programId },
      lines: [
        { place: { kind: 'award_hold', currency: 'USD', programId }, minor: 1n },
        { place: { kind: 'budget', currency: 'USD', programId }, minor: -1n },
      ],
    })
    ctx.unchanged('never')
  },
})
const mixed = command({
  name: 'test.mixed',
  needs: 'payout.raise',
  input: z.strictObject({ entryId: z.uuid(), accountId: z.uuid() }),
  run: async (ctx, { entryId, accountId }) => {
    ctx.unchanged('never')
    await ctx.sql`insert into public.postings (tenant_id, id, entry_id, account_id, amount_minor, currency) values (${ctx.tenant}::uuid, gen_random_uuid(), ${entryId}::uuid, ${accountId}::uuid, 5, 'EUR'), (${ctx.tenant}::uuid, gen_random_uuid(), ${entryId}::uuid, ${accountId}::uuid, -5, 'EUR')`
  },
})
const lock = command({
  name: 'test.lock',
  needs: 'payout.raise',
  input: z.strictObject({ payeeId: z.uuid() }),
  run: async (ctx, { payeeId }) => {
    ctx.unchanged('reads')
    return [(await lockOwed(ctx, payeeId, 'USD')).toString(), (await balanceOf(ctx, { kind: 'owed', currency: 'USD', payeeId })).toString()]
  },
})

let world: World, payee: { uuid: string; id: string }
beforeAll(async () => {
  world = await makeWorld()
  payee = await makePayee(world, 'Jana Ruiz')
})
const give = (minor: bigint, given: object = {}) => world.as('finance').run(grant, { payeeId: payee.uuid, minor: minor.toString(), ...given })
const owedAccount = async () => (await world.as('finance').run(listLedgerAccounts, { kind: 'owed', q: 'jana' })).rows[0]!

describe('posting', () => {
  test('an entry that does not sum to zero is refused by us, and by Postgres when we would not look', async () => {
    await expect(give(100n, { off: '1' })).rejects.toThrow('sums to 1 USD')
    const entry = await give(100n),
      [account] = await admin`select id from ledger_accounts where tenant_id = ${world.tenant} and kind = 'expense'`
    await expect(
      admin`insert into postings (tenant_id, id, entry_id, account_id, amount_minor, currency) values (${world.tenant}, gen_random_uuid(), ${entry.id}, ${account!['id']}, 5, 'USD')`,
    ).rejects.toMatchObject({ constraint_name: 'postings_balance' })
    await expectBooks(world)
  })
  test('nothing of it is ever changed or removed, not even by a superuser with triggers on', async () => {
    for (const statement of [
      admin`update postings set amount_minor = 1 where tenant_id = ${world.tenant}`,
      admin`delete from postings where tenant_id = ${world.tenant}`,
      admin`update journal_entries set memo = 'x' where tenant_id = ${world.tenant}`,
      admin`delete from journal_entries where tenant_id = ${world.tenant}`,
    ])
      await expect(statement).rejects.toThrow('only ever added')
  })
  test('a posting in another currency than its ledger account is refused by Postgres', async () => {
    const [usd] = await admin`select id from ledger_accounts where tenant_id = ${world.tenant} and kind = 'expense' and currency = 'USD'`,
      entry = await give(100n)
    await expect(world.as('finance').run(mixed, { entryId: entry.id, accountId: usd!['id'] })).rejects.toMatchObject({ constraint_name: 'postings_currency' })
    await expectBooks(world)
  })
  test('a budget is not overdrawn: Postgres refuses the posting', async () => {
    const [program] =
      await admin`insert into programs (tenant_id, id, number, name, currency, period, state, created_by) values (${world.tenant}, gen_random_uuid(), 'PR-B', 'No budget', 'USD', 'month', 'active', ${world.people.owner.memberId}) returning id`
    await expect(world.as('finance').run(overdraw, { programId: program!['id'] })).rejects.toMatchObject({ constraint_name: 'ledger_accounts_floor' })
    await expectBooks(world)
  })
  test('a reversal is the opposite, once', async () => {
    const entry = await give(300n),
      before = await world.as('finance').run(lock, { payeeId: payee.uuid })
    await world.as('finance').run(takeBack, { entryId: entry.id })
    expect(BigInt((await world.as('finance').run(lock, { payeeId: payee.uuid }))[0]!)).toBe(BigInt(before[0]!) - 300n)
    expect((await refusalOf(world.as('finance').run(takeBack, { entryId: entry.id }))).message).toContain('was reversed already by JE-')
    await expectBooks(world)
  })
  test('a thousand entries at once get a thousand numbers in a row and one balance', async () => {
    const other = await makePayee(world, 'Many'),
      entries = await world.as('finance').run(many, { payeeId: other.uuid, count: 1_000 })
    const numbers = entries.map((entry) => Number(entry.number.slice(3)))
    expect(numbers.every((n, i) => i === 0 || n === numbers[i - 1]! + 1)).toBe(true)
    expect(await world.as('finance').run(lock, { payeeId: other.uuid })).toEqual(['500500', '-500500'])
    await expectBooks(world)
  })
})
describe('reading', () => {
  test('a ledger account shows each posting with the balance after it, and as of a moment what stood then', async () => {
    const own = await makeWorld(),
      jana = await makePayee(own, 'Jana Ruiz')
    for (const [minor, hours] of [
      [1_000n, 0],
      [250n, 24],
      [-300n, 24],
    ] as const) {
      own.clock.advance(hours * 3_600_000)
      await own.as('finance').run(grant, { payeeId: jana.uuid, minor: minor.toString() })
    }
    const [row] = (await own.as('read_only').run(listLedgerAccounts, { kind: 'owed' })).rows,
      now = await own.as('read_only').run(showLedgerAccount, { id: row!.id })
    expect(now.rows.map((r) => r.balance.minor)).toEqual([-950n, -1_250n, -1_000n])
    expect(now).toMatchObject({ balance: { minor: -950n }, owner: { noun: 'payee', id: jana.id } })
    const then = await own.as('read_only').run(showLedgerAccount, { id: row!.id, until: '2026-05-15T10:00:00.000Z' })
    expect(then.rows.map((r) => r.amount.minor)).toEqual([-250n, -1_000n])
    expect((await textOf(await own.as('read_only').run(exportLedgerAccount, { id: row!.id }))).split('\r\n')[1]).toMatch(
      /^JE-00003,2026-05-16T09:00:00.000Z,Granted -300,3.00,,-9.50,USD$/,
    )
    expect(await own.events('list.exported')).toHaveLength(1)
  })
  test('by kind, in every currency, the whole sums to zero', async () => {
    await give(700n, { currency: 'JPY' })
    const ledger = await world.as('read_only').run(showLedger, {})
    expect(ledger.balances).toEqual([
      { currency: 'JPY', minor: 0n },
      { currency: 'USD', minor: 0n },
    ])
    expect(ledger.sums.find((sum) => sum.kind === 'expense' && sum.currency === 'JPY')).toMatchObject({
      accounts: 1,
      balance: { minor: 700n },
      only: expect.stringMatching(/^lac_/),
    })
    expect(await textOf(await world.as('read_only').run(exportLedgerAccounts, { kind: 'expense' }))).toContain('expense,Incentive expense,JPY,700')
  })
  test('accounts are searched, sorted by balance and paged without loss', async () => {
    const own = await makeWorld()
    for (let i = 0; i < 7; i++) {
      const one = await makePayee(own, `Payee ${i}`)
      await own.as('finance').run(grant, { payeeId: one.uuid, minor: String(100 * ((i * 3) % 7) + 1) })
    }
    const seen: bigint[] = []
    for (let after: string | undefined; ;) {
      const page = await own.as('read_only').run(listLedgerAccounts, { kind: 'owed', sort: 'balance', size: 3, ...(after ? { after } : {}) })
      seen.push(...page.rows.map((r) => r.balance.minor))
      after = page.next
      if (!after) break
    }
    expect(seen).toEqual([-601n, -501n, -401n, -301n, -201n, -101n, -1n])
  })
  test('an entry shows both sides, what caused it, and its reversal; the list says what each moved', async () => {
    const entry = await give(4_200n),
      back = await world.as('finance').run(takeBack, { entryId: entry.id })
    const list = await world.as('read_only').run(listJournalEntries, { q: entry.number })
    expect(list.rows).toMatchObject([{ number: entry.number, amount: { minor: 4_200n }, debit: 'Incentive expense', credit: 'Owed to payees · Jana Ruiz' }])
    expect(await world.as('read_only').run(showJournalEntry, { id: list.rows[0]!.id })).toMatchObject({
      reversal: { number: back.number },
      subject: { noun: 'payee', id: payee.id },
      by: world.people.finance.name,
      lines: [{ amount: { minor: 4_200n } }, { amount: { minor: -4_200n } }],
    })
    expect((await textOf(await world.as('read_only').run(exportJournalEntries, { q: entry.number }))).trim().split('\r\n')).toHaveLength(3)
  })
  test('who has no right to the ledger sees none of it, and another company’s account does not exist', async () => {
    const account = await owedAccount(),
      other = await makeWorld()
    for (const role of ['crew', 'office', 'dispatch', 'admin'] as const)
      expect(await refusalOf(world.as(role).run(showLedgerAccount, { id: account.id }))).toMatchObject({ code: 'forbidden' })
    expect(await refusalOf(other.as('owner').run(showLedgerAccount, { id: account.id }))).toMatchObject({
      code: 'not_found',
      message: 'There is no such ledger account.',
    })
  })
})
