// The hand-written statements of the bank side reach their own company only, even on a connection that row-level security does not bind.
import { beforeAll, expect, test } from 'vitest'
import type { Ctx } from '../../lib/access/ctx.ts'
import { insertLines, notePayoutStatus, releasePayouts, returnPayoutRows, settlePayoutRows, unreleasePayouts } from '../../lib/incentives/bank.sql.ts'
import { newUuid } from '../../lib/kernel/id.ts'
import { approvedPayout, importFile, ownIban, releasedBatch, setOriginator } from '../support/bank.ts'
import { camtFile } from '../support/rails/bank-answers.ts'
import { admin, makeWorld, type World } from '../support/world.ts'

let a: World, b: World, batchId: string, released: string[], approved: string, statementId: string
/** The context of company A on the superuser's connection: no policy of Postgres holds it back. */
const unwalled = (): Ctx =>
  ({
    tenant: a.tenant,
    now: a.clock.now(),
    sql: (text: TemplateStringsArray, ...values: unknown[]) =>
      admin.unsafe(
        text.reduce((all, part, i) => all + (i === 0 ? '' : `$${i}`) + part, ''),
        values as never[],
      ),
  }) as unknown as Ctx
const mark = async () =>
  (
    await admin`select md5(string_agg(t::text, '|' order by t::text)) as m from (select p::text as t from payouts p where tenant_id = ${b.tenant} union all select w::text from awards w where tenant_id = ${b.tenant} union all select l::text from payout_lines l where tenant_id = ${b.tenant} union all select s::text from statement_lines s where tenant_id = ${b.tenant}) x`
  )[0]?.['m']

beforeAll(async () => {
  ;[a, b] = [await makeWorld('2026-05-14T09:00:00Z', { currency: 'EUR' }), await makeWorld('2026-05-14T09:00:00Z', { currency: 'EUR' })]
  await setOriginator(b, 'pain001', 'EUR')
  await releasedBatch(b, [100n, 200n])
  await approvedPayout(b, 300n)
  await importFile(b, camtFile({ iban: ownIban, lines: [{ amount: '9.00', details: [{ reference: 'X', amount: '9.00' }] }] }))
  const rows = await admin<{ id: string; state: string; batch_id: string | null }[]>`select id, state, batch_id from payouts where tenant_id = ${b.tenant}`
  released = rows.filter((row) => row.state === 'released').map((row) => row.id)
  approved = rows.find((row) => row.state === 'approved')?.id as string
  batchId = rows.find((row) => row.batch_id !== null)?.batch_id as string
  statementId = (await admin<{ id: string }[]>`select id from statements where tenant_id = ${b.tenant}`)[0]?.id as string
})

test('release, settlement, return, refusal and notes aimed at another company touch nothing', async () => {
  const before = await mark(),
    ctx = unwalled()
  expect(await releasePayouts(ctx, batchId, [{ id: approved, bank_detail_id: null, trace: null }])).toBe(0)
  expect(await settlePayoutRows(ctx, released)).toBe(0)
  expect(
    await returnPayoutRows(
      ctx,
      released.map((id) => ({ id, reason: 'x' })),
    ),
  ).toBe(0)
  expect(await unreleasePayouts(ctx, batchId)).toHaveLength(0)
  expect(
    await notePayoutStatus(
      ctx,
      released.map((id) => ({ id, status: 'x' })),
    ),
  ).toBe(0)
  expect(await mark()).toBe(before)
})
test('lines for another company’s statement are refused by the key that binds them', async () => {
  const line = {
    id: newUuid(a.clock.now()),
    position: 99,
    booked_on: null,
    amount_minor: '1',
    currency: 'EUR',
    direction: 'debit',
    end_to_end_id: null,
    bank_reference: null,
    text: '',
    status: null,
    reason_code: null,
    reason_text: null,
    state: 'unmatched',
    payout_id: null,
    batch_id: null,
    entry_id: null,
    queue_reason: null,
  }
  const before = await mark()
  await expect(insertLines(unwalled(), statementId, [line])).rejects.toThrow('statement_lines_statement')
  expect(await mark()).toBe(before)
})
