// Money leaves by one file, written once, released by somebody who approved nothing in it and is paid by none of it.
// ASVS V2.2.3 V2.3.5
import { beforeAll, describe, expect, test } from 'vitest'
import { confirmBankDetail, enterBankDetail } from '../../lib/incentives/bank-detail.ts'
import { approvePayouts } from '../../lib/incentives/approve-payouts.ts'
import { holdPayout } from '../../lib/incentives/decide-payouts.ts'
import { downloadBatchFile } from '../../lib/incentives/download-batch-file.ts'
import { exportBatches, exportBatchPayouts, listBatches, listBatchPayouts, listFreePayouts } from '../../lib/incentives/list-batches.ts'
import { cancelBatch, changeBatch, makeBatch } from '../../lib/incentives/make-batch.ts'
import { raisePayout } from '../../lib/incentives/raise-payouts.ts'
import { refuseBatch } from '../../lib/incentives/refuse-batch.ts'
import { releaseBatch, writeTestFile } from '../../lib/incentives/release-batch.ts'
import { checkBatch, showBatch } from '../../lib/incentives/show-batch.ts'
import { sha256Hex } from '../../lib/kernel/digest.ts'
import { encodeId, newUuid } from '../../lib/kernel/id.ts'
import { judgeNacha } from '../../lib/platform/rails/check-nacha.ts'
import { judgePain001, readPain001 } from '../../lib/platform/rails/check-pain001.ts'
import { giveAward, makePayee } from '../support/awards.ts'
import { approvedPayout, balances, brokenInvariants, releasedBatch, setOriginator, type Approved } from '../support/bank.ts'
import { textOf } from '../support/list-file.ts'
import { admin, makeWorld, refusalOf, type World } from '../support/world.ts'

let world: World
const make = (payouts: readonly Approved[], rail = 'pain001', currency = 'EUR') =>
  world.as('finance').run(makeBatch, { rail, currency, payoutIds: payouts.map((p) => p.id) })
const statesOf = async (numbers: readonly string[]) =>
  (await admin<{ state: string }[]>`select state from payouts where tenant_id = ${world.tenant} and number = any(${[...numbers]}) order by number`).map(
    (row) => row.state,
  )
beforeAll(async () => {
  world = await makeWorld('2026-05-14T09:00:00Z', { currency: 'EUR', zone: 'Europe/Amsterdam' })
  await setOriginator(world, 'pain001', 'EUR')
  await setOriginator(world, 'nacha', 'USD')
  await setOriginator(world, 'payroll_csv', 'EUR')
})

describe('making', () => {
  test('takes the chosen payouts, or all that wait, and no payout twice', async () => {
    const [a, b] = [await approvedPayout(world, 10_000n), await approvedPayout(world, 2_550n)]
    const batch = await make([a])
    expect(batch).toMatchObject({ payoutCount: 1 })
    expect(await refusalOf(make([a]))).toMatchObject({ code: 'conflict', message: `${a.number} is in another batch already.` })
    const rest = await world.as('finance').run(makeBatch, { rail: 'pain001', currency: 'EUR' })
    expect(await world.as('finance').run(showBatch, { batchId: rest.id })).toMatchObject({
      state: 'draft',
      payoutCount: 1,
      total: { minor: 2_550n },
      valueOn: '2026-05-15',
    })
    expect(await refusalOf(world.as('finance').run(makeBatch, { rail: 'pain001', currency: 'EUR' }))).toMatchObject({ code: 'conflict' })
    await world.as('finance').run(cancelBatch, { batchId: batch.id })
    expect(await world.as('finance').run(changeBatch, { batchId: rest.id, add: [a.id], remove: [b.id] })).toMatchObject({
      added: 1,
      removed: 1,
      payoutCount: 1,
    })
    await world.as('finance').run(cancelBatch, { batchId: rest.id })
    expect(await statesOf([a.number, b.number])).toEqual(['approved', 'approved'])
  })
  test('lets go of payouts while it is a draft: they stay approved and free, totals and log follow, and nobody else’s can be named', async () => {
    const three = [await approvedPayout(world, 10_000n), await approvedPayout(world, 2_500n), await approvedPayout(world, 700n)] as const,
      batch = await make([...three])
    const ids = [three[0].id, three[2].id]
    expect((await world.as('finance').run(listBatchPayouts, { batchId: batch.id, ids })).rows.map((row) => row.number)).toEqual([
      three[0].number,
      three[2].number,
    ])
    expect(await world.as('finance').run(changeBatch, { batchId: batch.id, remove: [...ids, three[0].id] })).toMatchObject({ removed: 2, payoutCount: 1 })
    expect(await world.as('finance').run(showBatch, { batchId: batch.id })).toMatchObject({ payoutCount: 1, total: { minor: 2_500n } })
    expect(await statesOf(three.map((p) => p.number))).toEqual(['approved', 'approved', 'approved'])
    expect((await world.events('batch.changed')).at(-1)?.detail).toMatchObject({ removed: 2, payouts: 1, amount: '25.00 EUR' })
    expect(await refusalOf(world.as('finance').run(changeBatch, { batchId: batch.id }))).toMatchObject({
      code: 'invalid',
      fields: { remove: 'Choose at least one payout.' },
    })
    for (const remove of [[three[0].id], [three[1].id, three[0].id]])
      expect(await refusalOf(world.as('finance').run(changeBatch, { batchId: batch.id, remove }))).toMatchObject({ code: 'not_found' })
    expect(await world.as('finance').run(showBatch, { batchId: batch.id })).toMatchObject({ payoutCount: 1 })
    expect(await brokenInvariants(world)).toEqual([])
    await world.as('finance').run(cancelBatch, { batchId: batch.id })
    expect(await refusalOf(world.as('finance').run(changeBatch, { batchId: batch.id, remove: [three[1].id] }))).toMatchObject({ code: 'conflict' })
  })
  test('takes more payouts while it is a draft: only approved and free ones of its rail and currency, all of those named or none, and totals, log and who may release follow', async () => {
    const approver = await world.join('finance', 'Approves what comes later')
    const [first, second, elsewhere, held] = [
      await approvedPayout(world, 10_000n),
      await approvedPayout(world, 2_500n, { approver }),
      await approvedPayout(world, 300n),
      await approvedPayout(world, 400n),
    ] as const
    const [dollars, payroll] = [
      await approvedPayout(world, 500n, { rail: 'nacha', currency: 'USD' }),
      await approvedPayout(world, 600n, { rail: 'payroll_csv' }),
    ] as const
    const batch = await make([first]),
      other = await make([elsewhere]),
      add = (...ids: readonly string[]) => world.as('finance').run(changeBatch, { batchId: batch.id, add: ids })
    await world.as('finance').run(holdPayout, { payoutId: held.id, reason: 'looked at again' })
    const foreign = await makeWorld('2026-05-14T09:00:00Z', { currency: 'EUR' })
    await setOriginator(foreign, 'pain001', 'EUR')
    const theirs = await approvedPayout(foreign, 700n)
    const free = async () => (await world.as('finance').run(listFreePayouts, { batchId: batch.id })).rows.map((row) => row.number)
    expect(await free()).toContain(second.number)
    for (const { number } of [first, elsewhere, held, dollars, payroll]) expect(await free()).not.toContain(number)
    for (const [payout, refusal] of [
      [first, { code: 'conflict', message: `${first.number} is in this batch already.` }],
      [elsewhere, { code: 'conflict', message: `${elsewhere.number} is in another batch already.` }],
      [held, { code: 'conflict', message: expect.stringContaining('only approved payouts') }],
      [dollars, { code: 'conflict', message: expect.stringContaining('this batch holds EUR') }],
      [payroll, { code: 'conflict', message: expect.stringContaining('this batch holds EUR') }],
      [theirs, { code: 'not_found' }],
    ] as const)
      expect(await refusalOf(add(second.id, payout.id)), payout.number).toMatchObject(refusal)
    expect(await world.as('finance').run(showBatch, { batchId: batch.id })).toMatchObject({ payoutCount: 1, total: { minor: 10_000n } })
    expect((await world.as(approver).run(showBatch, { batchId: batch.id })).release).toBe(true)
    for (const role of ['manager', 'office', 'read_only'] as const)
      expect(await refusalOf(world.as(role).run(changeBatch, { batchId: batch.id, add: [second.id] }))).toMatchObject({ code: 'forbidden' })
    expect(await add(second.id, second.id)).toMatchObject({ added: 1, removed: 0, payoutCount: 2 })
    expect(await world.as('finance').run(showBatch, { batchId: batch.id })).toMatchObject({ payoutCount: 2, total: { minor: 12_500n } })
    expect((await world.events('batch.changed')).at(-1)?.detail).toMatchObject({ number: batch.number, added: 1, removed: 0, payouts: 2, amount: '125.00 EUR' })
    expect(await free()).not.toContain(second.number)
    // Four eyes are judged over all that is in it now.
    expect((await world.as(approver).run(showBatch, { batchId: batch.id })).release).toContain(`You approved ${second.number}`)
    expect(await refusalOf(world.as(approver).run(releaseBatch, { batchId: batch.id }))).toMatchObject({ code: 'forbidden' })
    expect(await world.as('finance').run(releaseBatch, { batchId: batch.id })).toMatchObject({ payouts: 2, amount: '125.00 EUR' })
    expect(await refusalOf(add(elsewhere.id))).toMatchObject({ code: 'conflict' })
    expect((await world.as('finance').run(listFreePayouts, { batchId: batch.id })).rows).toEqual([])
    expect(await refusalOf(foreign.as('finance').run(listFreePayouts, { batchId: batch.id }))).toMatchObject({ code: 'not_found' })
    expect(await brokenInvariants(world)).toEqual([])
    await world.as('finance').run(cancelBatch, { batchId: other.id })
  })
  test('taken by two drafts at the same moment is in one of them', async () => {
    const [a, b, wanted] = [await approvedPayout(world, 100n), await approvedPayout(world, 200n), await approvedPayout(world, 300n)] as const,
      drafts = [await make([a]), await make([b])]
    const tries = await Promise.allSettled(drafts.map((draft) => world.as('finance').run(changeBatch, { batchId: draft.id, add: [wanted.id] })))
    expect(tries.filter((t) => t.status === 'fulfilled')).toHaveLength(1)
    expect(
      (await Promise.all(drafts.map((draft) => world.as('finance').run(showBatch, { batchId: draft.id })))).map((draft) => draft.payoutCount).sort(),
    ).toEqual([1, 2])
    for (const draft of drafts) await world.as('finance').run(cancelBatch, { batchId: draft.id })
  })
  test('refuses another currency or rail, what is not approved, a foreign id, a rail nobody set', async () => {
    const dollars = await approvedPayout(world, 500n, { rail: 'nacha', currency: 'USD' })
    expect((await refusalOf(make([dollars]))).message).toContain('this batch holds EUR')
    const payee = await makePayee(world, 'Not yet')
    await giveAward(world, payee.uuid, 100n, 'EUR')
    const raised = await world.as('finance').run(raisePayout, { payeeId: payee.id, currency: 'EUR', rail: 'payroll_csv', idempotencyKey: 'not-yet-approved' })
    expect((await refusalOf(world.as('finance').run(makeBatch, { rail: 'payroll_csv', currency: 'EUR', payoutIds: [raised.id] }))).message).toContain(
      'only approved payouts',
    )
    expect(
      await refusalOf(world.as('finance').run(makeBatch, { rail: 'pain001', currency: 'EUR', payoutIds: ['pay_00000000000000000000000000'] })),
    ).toMatchObject({ code: 'not_found' })
    expect((await refusalOf(world.as('finance').run(makeBatch, { rail: 'pain001', currency: 'GBP' }))).message).toContain('Settings, Who pays')
  })
  test('the value day is open, not before the cut-off allows it, and within the horizon', async () => {
    const a = await approvedPayout(world, 100n)
    const at = (valueOn: string) => world.as('finance').run(makeBatch, { rail: 'pain001', currency: 'EUR', payoutIds: [a.id], valueOn })
    expect((await refusalOf(at('2026-05-14'))).message).toContain('2026-05-15')
    expect((await refusalOf(at('2026-05-16'))).message).toContain('2026-05-18')
    const batch = await at('2027-05-14')
    expect((await refusalOf(world.as('finance').run(releaseBatch, { batchId: batch.id }))).message).toContain('90 days')
    await world.as('finance').run(cancelBatch, { batchId: batch.id })
  })
})

describe('releasing', () => {
  test('writes one file that the independent checker finds right, moves every payout, posts to the ledger and tells every step', async () => {
    const payouts = [await approvedPayout(world, 10_000n), await approvedPayout(world, 2_550n), await approvedPayout(world, 7n)]
    const before = await balances(world)
    const batch = await make(payouts)
    expect(await world.as('manager').run(checkBatch, { batchId: batch.id })).toMatchObject({ faultCount: 0, earliest: '2026-05-15' })
    const released = await world.as('finance').run(releaseBatch, { batchId: batch.id })
    expect(released).toMatchObject({ payouts: 3, amount: '125.57 EUR', valueOn: '2026-05-15' })
    const file = await world.as('finance').run(downloadBatchFile, { batchId: batch.id })
    expect(judgePain001(file.body, { ours: true })).toEqual([])
    expect(sha256Hex(file.body)).toBe(released.digest)
    expect(readPain001(file.body).payments.map((p) => [p.reference, p.amount, p.debtorIban])).toEqual(
      payouts.map((p) => [p.number, `${p.minor / 100n}.${String(p.minor % 100n).padStart(2, '0')}`, 'NL54FAKE0326806738']),
    )
    const after = await balances(world)
    expect(BigInt(after['under_way EUR'] ?? '0') - BigInt(before['under_way EUR'] ?? '0')).toBe(-12_557n)
    expect((await world.events('payout.released')).filter((e) => e.detail['batch'] === batch.number)).toHaveLength(3)
    expect((await world.events('batch.released')).at(-1)?.detail).toMatchObject({ number: batch.number, payouts: 3, digest: released.digest })
    expect(await brokenInvariants(world)).toEqual([])
  })
  test('is refused to whoever approved one of its payouts, in person or through a delegate, and to a payee of it', async () => {
    const approver = await world.join('finance', 'Approves once')
    const a = await approvedPayout(world, 300n, { approver })
    const batch = await make([a])
    expect(await refusalOf(world.as(approver).run(releaseBatch, { batchId: batch.id }))).toMatchObject({
      code: 'forbidden',
      message: `You approved ${a.number}. Somebody who approved nothing in this batch releases it.`,
    })
    expect((await world.as(approver).run(showBatch, { batchId: batch.id })).release).toContain('You approved')
    const lender = await world.join('finance', 'Away')
    await admin`update payout_approvals set on_behalf_of = ${lender.memberId} where tenant_id = ${world.tenant} and member_id = ${approver.memberId}`
    expect(await refusalOf(world.as(lender).run(releaseBatch, { batchId: batch.id }))).toMatchObject({ code: 'forbidden' })
    const payee = await world.join('finance', 'Paid too')
    const own = await approvedPayout(world, 200n, { memberId: payee.memberId })
    await world.as('finance').run(changeBatch, { batchId: batch.id, add: [own.id] })
    expect(await refusalOf(world.as(payee).run(releaseBatch, { batchId: batch.id }))).toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining(`${own.number} is paid to you`),
    })
    expect(await statesOf([a.number, own.number])).toEqual(['approved', 'approved'])
    await world.as('finance').run(releaseBatch, { batchId: batch.id })
  })
  test('asks the second factor anew for exactly this batch', async () => {
    const batch = await make([await approvedPayout(world, 100n)])
    expect(await refusalOf(world.as('finance').runWithoutFactor(releaseBatch, { batchId: batch.id }))).toMatchObject({ code: 'step_up' })
    await world.as('finance').run(releaseBatch, { batchId: batch.id })
  })
  test('pays what its releaser saw: a draft that changed between the look and the code stays a draft', async () => {
    const [a, b, c] = [await approvedPayout(world, 110n), await approvedPayout(world, 120n), await approvedPayout(world, 120n)]
    const batch = await make([a, b]),
      seen = await world.as('finance').run(checkBatch, { batchId: batch.id })
    expect(seen).toMatchObject({ payoutCount: 2, total: { minor: 230n, currency: 'EUR' } })
    await world.as('finance').run(changeBatch, { batchId: batch.id, add: [c.id] })
    await world.as('finance').run(changeBatch, { batchId: batch.id, remove: [b.id] })
    // As many, and as much: still another batch.
    const refusal = await refusalOf(world.as('finance').run(releaseBatch, { batchId: batch.id, content: seen.content }))
    expect(refusal).toMatchObject({ code: 'conflict', message: expect.stringContaining('changed since you looked') })
    const told = async (seenPayouts: number, seenMinor: string): Promise<string> =>
      (await refusalOf(world.as('finance').run(releaseBatch, { batchId: batch.id, content: seen.content, seenPayouts, seenMinor }))).message
    expect(await told(2, '230')).toContain('still 2 payouts, 2.30 EUR together, but not the same ones, or to another account.')
    expect(await told(3, '350')).toContain('it held 3 payouts, 3.50 EUR together; now it holds 2 payouts, 2.30 EUR together.')
    expect(await statesOf([a.number, b.number, c.number])).toEqual(['approved', 'approved', 'approved'])
    const { content } = await world.as('finance').run(checkBatch, { batchId: batch.id })
    expect(await world.as('finance').run(releaseBatch, { batchId: batch.id, content })).toMatchObject({ payouts: 2, amount: '2.30 EUR' })
  })
  test('happens once, however often and however many at a time it is asked for', async () => {
    const payouts = [await approvedPayout(world, 400n), await approvedPayout(world, 500n)]
    const batch = await make(payouts)
    const tries = await Promise.allSettled(Array.from({ length: 6 }, () => world.as('finance').run(releaseBatch, { batchId: batch.id })))
    expect(tries.filter((t) => t.status === 'fulfilled')).toHaveLength(1)
    expect((await refusalOf(world.as('finance').run(releaseBatch, { batchId: batch.id }))).message).toBe(
      `${batch.number} is released; it cannot be released now.`,
    )
    expect(
      await admin`select 1 from files where tenant_id = ${world.tenant} and id = (select file_id from batches where tenant_id = ${world.tenant} and number = ${batch.number})`,
    ).toHaveLength(1)
    expect((await world.events('payout.released')).filter((e) => e.detail['batch'] === batch.number)).toHaveLength(2)
    expect(await brokenInvariants(world)).toEqual([])
  })
  test('names every payout that cannot leave, and then nothing leaves: on hold, changed bank detail, unconfirmed, inactive', async () => {
    const [held, changed, inactive, fine] = [
      await approvedPayout(world, 100n),
      await approvedPayout(world, 200n),
      await approvedPayout(world, 300n),
      await approvedPayout(world, 400n),
    ]
    const batch = await make([held, changed, inactive, fine])
    await admin`update payouts set state = 'held', held_from = 'approved', hold_reason = 'the payee called' where tenant_id = ${world.tenant} and number = ${held.number}`
    const detail = await world
      .as('finance')
      .run(enterBankDetail, { payeeId: changed.payee.id, kind: 'iban', holder: 'Somebody new', iban: 'AT611904300234573201' })
    await admin`update payees set is_active = false where tenant_id = ${world.tenant} and id = ${inactive.payee.uuid}`
    const { message } = await refusalOf(world.as('finance').run(releaseBatch, { batchId: batch.id }))
    for (const words of [
      `${held.number}: It is held (the payee called)`,
      `${changed.number}: Its bank detail is not confirmed`,
      `${inactive.number}:`,
      'Nothing was released',
    ])
      expect(message).toContain(words)
    expect((await world.as('finance').run(checkBatch, { batchId: batch.id })).faults.map((f) => f.number)).toEqual([
      held.number,
      changed.number,
      inactive.number,
    ])
    await world.as('owner').run(confirmBankDetail, { bankDetailId: detail.id, iban: 'AT611904300234573201' })
    expect((await refusalOf(world.as('finance').run(releaseBatch, { batchId: batch.id }))).message).toContain(
      `${changed.number}: Its bank detail changed and is held until 2026-05-21`,
    )
    await world.as('finance').run(changeBatch, { batchId: batch.id, remove: [held.id, changed.id, inactive.id] })
    expect(await world.as('finance').run(releaseBatch, { batchId: batch.id })).toMatchObject({ payouts: 1 })
    expect(await brokenInvariants(world)).toEqual([])
  })
  test('a draft whose day has passed goes out on the next day that can be had', async () => {
    const later = await makeWorld('2026-05-14T09:00:00Z', { currency: 'EUR' })
    await setOriginator(later, 'pain001', 'EUR')
    const payout = await approvedPayout(later, 100n)
    const batch = await later.as('finance').run(makeBatch, { rail: 'pain001', currency: 'EUR', payoutIds: [payout.id] })
    later.clock.set('2026-05-22T14:00:00Z')
    expect(await later.as('finance').run(releaseBatch, { batchId: batch.id })).toMatchObject({ valueOn: '2026-05-26' })
  })
})

describe('files', () => {
  test('a second download gives the same bytes, is counted, and warns', async () => {
    const batch = await releasedBatch(world, [1_234n])
    const first = await world.as('finance').run(downloadBatchFile, { batchId: batch.id }),
      second = await world.as('finance').run(downloadBatchFile, { batchId: batch.id })
    expect(first.warning).toBeUndefined()
    expect(second).toMatchObject({ time: 2, warning: expect.stringContaining('downloaded before') })
    expect(second.body.equals(first.body)).toBe(true)
    expect((await world.events('batch.file_downloaded')).slice(-2).map((e) => e.detail['time'])).toEqual([1, 2])
    expect(await refusalOf(world.as('manager').run(downloadBatchFile, { batchId: batch.id }))).toMatchObject({ code: 'forbidden' })
  })
  test('the stored bytes are sealed: no account number can be read from the database', async () => {
    await releasedBatch(world, [99n])
    const slices = await admin<{ body: Buffer }[]>`select body from file_slices where tenant_id = ${world.tenant}`
    expect(slices.length).toBeGreaterThan(0)
    for (const { body } of slices) expect(body.toString('latin1')).not.toMatch(/IBAN|NL54FAKE|Document/)
    const [originator] = await admin<{ body: string }[]>`select body::text from originators where tenant_id = ${world.tenant} and rail = 'pain001'`
    expect(originator?.body).not.toContain('NL54')
  })
  test('ACH: traces rise through all files of the company, and each file of a day has its own letter', async () => {
    const [one, two] = [
      await releasedBatch(world, [100n, 200n], { rail: 'nacha', currency: 'USD' }),
      await releasedBatch(world, [300n], { rail: 'nacha', currency: 'USD' }),
    ]
    const files = await Promise.all([one, two].map((b) => world.as('finance').run(downloadBatchFile, { batchId: b.id })))
    for (const file of files) expect(judgeNacha(file.body, { ours: true })).toEqual([])
    expect(files.map((f) => f.body.toString().slice(33, 34))).toEqual(['A', 'B'])
    const traces = await admin<
      { trace_number: string }[]
    >`select trace_number from payouts where tenant_id = ${world.tenant} and trace_number is not null order by number`
    expect(traces.map((t) => t.trace_number)).toEqual(['091000010000001', '091000010000002', '091000010000003'])
  })
  test('a payroll list names the payee and no account', async () => {
    const batch = await releasedBatch(world, [4_200n], { rail: 'payroll_csv', currency: 'EUR' })
    const { body } = await world.as('finance').run(downloadBatchFile, { batchId: batch.id })
    expect(body.toString().split('\r\n')[1]).toContain(`${batch.payouts[0]?.number},PE-`)
    expect(body.toString()).toContain('42.00,EUR,2026-05-14')
  })
  test('a test file is marked, moves nothing, and an originator in test mode releases nothing', async () => {
    const a = await approvedPayout(world, 800n)
    const batch = await make([a])
    // It holds what the true one does: whoever may not release makes none.
    expect(await refusalOf(world.as('owner').run(writeTestFile, { batchId: batch.id }))).toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining(`You approved ${a.number}`),
    })
    expect((await world.as('owner').run(showBatch, { batchId: batch.id })).testFile).toContain(`You approved ${a.number}`)
    const file = await world.as('finance').run(writeTestFile, { batchId: batch.id })
    expect(file.fileName).toMatch(/^TEST-B-/)
    expect(readPain001(file.body).test).toBe(true)
    expect(await statesOf([a.number])).toEqual(['approved'])
    await setOriginator(world, 'pain001', 'EUR', { isTest: true })
    expect((await refusalOf(world.as('finance').run(releaseBatch, { batchId: batch.id }))).message).toContain('test files')
    expect(await world.as('finance').run(showBatch, { batchId: batch.id })).toMatchObject({ testFile: true, release: expect.stringContaining('test files') })
    await setOriginator(world, 'pain001', 'EUR', { isTest: false })
    await world.as('finance').run(releaseBatch, { batchId: batch.id })
  })
})

describe('taking back', () => {
  test('a refusal recorded by a person frees the payouts for another batch, once, and not by the releaser', async () => {
    const batch = await releasedBatch(world, [1_000n, 2_000n])
    const before = await balances(world)
    expect(await refusalOf(world.as('finance').run(refuseBatch, { batchId: batch.id, reason: 'portal says rejected' }))).toMatchObject({ code: 'forbidden' })
    expect(await world.as('owner').run(refuseBatch, { batchId: batch.id, reason: 'portal says rejected' })).toMatchObject({ freed: 2 })
    expect((await refusalOf(world.as('owner').run(refuseBatch, { batchId: batch.id, reason: 'again' }))).message).toContain('refused by the bank')
    expect(await statesOf(batch.payouts.map((p) => p.number))).toEqual(['approved', 'approved'])
    expect(BigInt((await balances(world))['under_way EUR'] ?? '0') - BigInt(before['under_way EUR'] ?? '0')).toBe(3_000n)
    const next = await make(batch.payouts)
    expect(await world.as('finance').run(releaseBatch, { batchId: next.id })).toMatchObject({ payouts: 2 })
    expect(await brokenInvariants(world)).toEqual([])
  })
  test('a draft is cancelled for free; a released batch is not', async () => {
    const batch = await releasedBatch(world, [10n])
    expect((await refusalOf(world.as('finance').run(cancelBatch, { batchId: batch.id }))).message).toBe(
      `${batch.number} is released; it cannot be cancelled now.`,
    )
  })
})

test('lists, pages and the CSV of the filtered set agree', async () => {
  const page = await world.as('read_only').run(listBatches, { state: 'released', rail: 'pain001' })
  expect(page.rows.length).toBeGreaterThan(3)
  expect(page.rows.every((r) => r.state === 'released')).toBe(true)
  const csv = await world.as('finance').run(exportBatches, { state: 'released', rail: 'pain001' })
  expect((await textOf(csv)).trim().split('\r\n')).toHaveLength(page.rows.length + 1)
  const [first] = page.rows
  expect((await world.as('read_only').run(listBatchPayouts, { batchId: first?.id })).rows).toHaveLength(first?.payoutCount as number)
  const payouts = await world.as('finance').run(exportBatchPayouts, { batchId: first?.id })
  expect((await textOf(payouts)).trim().split('\r\n')).toHaveLength((first?.payoutCount as number) + 1)
  expect((await world.events('list.exported')).map((e) => e.detail['list'])).toContain(`payouts of ${first?.number}`)
  expect((await refusalOf(world.as('finance').run(exportBatchPayouts, { batchId: encodeId('batch', newUuid(world.clock.now())) }))).code).toBe('not_found')
})
test('nobody without the right makes, releases or refuses a batch', async () => {
  const a = await approvedPayout(world, 100n)
  const batch = await make([a])
  for (const role of ['manager', 'office', 'crew', 'read_only', 'admin'] as const) {
    expect(await refusalOf(world.as(role).run(makeBatch, { rail: 'pain001', currency: 'EUR' }))).toMatchObject({ code: 'forbidden' })
    expect(await refusalOf(world.as(role).run(releaseBatch, { batchId: batch.id }))).toMatchObject({ code: 'forbidden' })
  }
  expect(await refusalOf(world.as('owner').run(approvePayouts, { payoutIds: [a.id] }))).toMatchObject({ code: 'conflict' })
})
