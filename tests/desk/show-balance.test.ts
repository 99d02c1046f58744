// The books can be read as they stood at any moment: what came later is counted as later and nowhere else.
import { expect, test } from 'vitest'
import { z } from 'zod'
import { event } from '../../lib/access/event.ts'
import { command, query } from '../../lib/access/operation.ts'
import { post } from '../../lib/incentives/ledger.ts'
import { showBalance } from '../../lib/incentives/show-balance.ts'
import { encodeId, newUuid } from '../../lib/kernel/id.ts'
import { ledgerAccounts } from '../../db/schema/ledger.ts'
import { makeWorld, refusalOf } from '../support/world.ts'

const posted = event('test.posted', 'journalEntry', z.strictObject({}), () => 'posted')
const bookCharges = command({
  name: 'test.bookCharges',
  needs: 'ledger.read',
  input: z.strictObject({ minor: z.number() }),
  run: async (ctx, { minor }) => {
    await post(ctx, {
      kind: 'bank.charges',
      memo: 'charges',
      subject: { kind: 'statement', id: newUuid(ctx.now) },
      lines: [
        { place: { kind: 'bank_charges', currency: 'USD' }, minor: BigInt(minor) },
        { place: { kind: 'bank', currency: 'USD' }, minor: BigInt(-minor) },
      ],
    })
    ctx.record(posted, null, {})
  },
})
const accountId = query({
  name: 'test.accountId',
  needs: 'ledger.read',
  input: z.strictObject({}),
  run: async (ctx) =>
    (await ctx.tx.select({ id: ledgerAccounts.id, kind: ledgerAccounts.kind }).from(ledgerAccounts)).map((row) => ({
      ...row,
      id: encodeId('ledgerAccount', row.id),
    })),
})

test('a balance at a moment counts what was posted until then', async () => {
  const world = await makeWorld('2026-05-01T09:00:00Z')
  await world.as('finance').run(bookCharges, { minor: 100 })
  world.clock.set('2026-05-02T09:00:00Z')
  await world.as('finance').run(bookCharges, { minor: 50 })
  const id = (await world.as('finance').run(accountId, {})).find((row) => row.kind === 'bank_charges')!.id
  const now = await world.as('finance').run(showBalance, { id })
  expect(now.balance).toEqual({ minor: 150n, currency: 'USD' })
  expect(now.later).toBe(0)
  expect(now.steps.map((step) => step.balance.minor)).toEqual([100n, 150n])
  const then = await world.as('finance').run(showBalance, { id, until: '2026-05-01T12:00:00.000Z' })
  expect(then.balance.minor).toBe(100n)
  expect(then.later).toBe(1)
  expect(then.steps.map((step) => step.balance.minor)).toEqual([100n, 150n])
})
test('an account of another company does not exist', async () => {
  const [a, b] = [await makeWorld(), await makeWorld()]
  await a.as('finance').run(bookCharges, { minor: 1 })
  const id = (await a.as('finance').run(accountId, {}))[0]!.id
  expect(await refusalOf(b.as('finance').run(showBalance, { id }))).toMatchObject({ code: 'not_found' })
})
