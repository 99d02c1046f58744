// What a bank sends back settles by reference, once; a file that is not ours or cannot be read changes nothing; everything else waits with a sentence.
// ASVS V1.5.1
import { beforeAll, describe, expect, test } from 'vitest'
import { decideStatementLine } from '../../lib/incentives/decide-line.ts'
import { listStatements, showStatement } from '../../lib/incentives/list-statements.ts'
import { exportStatementLines, listStatementLines, showStatementLine } from '../../lib/incentives/list-statement-lines.ts'
import { raisePayout, reissuePayout } from '../../lib/incentives/raise-payouts.ts'
import { showBatch } from '../../lib/incentives/show-batch.ts'
import { listMappings, saveMapping } from '../../lib/incentives/save-mapping.ts'
import { listImports } from '../../lib/incentives/show-import.ts'
import { showReconciliation } from '../../lib/incentives/show-reconciliation.ts'
import { balances, brokenInvariants, companyId, importFile, ownIban, releasedBatch, setOriginator, type ReleasedBatch } from '../support/bank.ts'
import { sampleMapping } from '../support/import-file.ts'
import { achAnswerFile, camtFile, statusFile, type AnswerLine } from '../support/rails/bank-answers.ts'
import { textOf } from '../support/list-file.ts'
import { admin, makeWorld, refusalOf, type World } from '../support/world.ts'

const cents = (minor: bigint): string => `${minor / 100n}.${String(minor % 100n).padStart(2, '0')}`
const paid = (reference: string, minor: bigint): AnswerLine => ({ amount: cents(minor), details: [{ reference, amount: cents(minor) }] })
const back = (reference: string, minor: bigint, code = 'AC04'): AnswerLine => ({
  amount: cents(minor),
  credit: true,
  kind: 'PMNT-RCDT-RRTN',
  details: [{ reference, amount: cents(minor), returned: code }],
})
let sequence = 100
const statement = (lines: readonly AnswerLine[], given: object = {}) => {
  sequence++
  return camtFile({ iban: ownIban, id: `ST-${sequence}`, sequence, lines, ...given })
}
const stateOf = async (world: World, number: string) =>
  (
    await admin<
      { state: string; return_reason: string | null; bank_status: string | null }[]
    >`select state, return_reason, bank_status from payouts where tenant_id = ${world.tenant} and number = ${number}`
  )[0]
const fingerprint = async (world: World) =>
  (
    await admin`select (select count(*) from statements where tenant_id = ${world.tenant}) as s, (select count(*) from statement_lines where tenant_id = ${world.tenant}) as l, (select count(*) from journal_entries where tenant_id = ${world.tenant}) as j,
  (select count(*) from files where tenant_id = ${world.tenant}) as f, (select string_agg(number || state, ' ' order by number) from payouts where tenant_id = ${world.tenant}) as p`
  )[0]
const queue = async (world: World) => (await world.as('finance').run(listStatementLines, { state: 'unmatched' })).rows
let world: World
beforeAll(async () => {
  world = await makeWorld('2026-05-14T09:00:00Z', { currency: 'EUR' })
  for (const [rail, currency] of [
    ['pain001', 'EUR'],
    ['nacha', 'USD'],
    ['payroll_csv', 'EUR'],
  ] as const)
    await setOriginator(world, rail, currency)
})

describe('a statement', () => {
  test('settles most lines and returns one: ledger, awards, batch and reissue', async () => {
    const batch = await releasedBatch(world, [12_000n, 7_550n, 30_000n])
    const [a, b, c] = batch.payouts.map((p) => p.number) as [string, string, string]
    const before = await balances(world)
    const outcome = await importFile(
      world,
      statement(
        [
          {
            amount: '195.50',
            block: { id: `${batch.messageId}-1`, count: 2 },
            details: [
              { reference: a, amount: '120.00' },
              { reference: b, amount: '75.50' },
            ],
          },
          paid(c, 30_000n),
          back(b, 7_550n, 'AC01'),
          { amount: '3.20', kind: 'PMNT-ICDT-CHRG', note: 'charges' },
        ],
        { opening: '1000.00', closing: '570.00' },
      ),
    )
    expect(outcome).toMatchObject({
      same: false,
      statements: [{ lines: 5, settled: 3, returned: 1, waiting: 1, warnings: ['Opening 1000.00 plus lines -423.20 is not closing 570.00 EUR.'] }],
    })
    expect((await Promise.all([a, b, c].map((n) => stateOf(world, n)))).map((r) => r?.state)).toEqual(['settled', 'returned', 'settled'])
    expect(await world.as('finance').run(showBatch, { batchId: batch.id })).toMatchObject({ state: 'settled' })
    expect((await stateOf(world, b))?.return_reason).toBe('AC01 · account number wrong')
    const after = await balances(world)
    expect([after['under_way EUR'], BigInt(after['bank EUR'] ?? '0') - BigInt(before['bank EUR'] ?? '0')]).toEqual([undefined, -42_000n])
    expect((await world.events('payout.returned')).at(-1)?.detail).toMatchObject({ number: b, code: 'AC01', reaction: 'fix' })
    expect(await brokenInvariants(world)).toEqual([])
    // Paying it anew takes a new payout, linked to the old and approved anew.
    const again = await world.as('finance').run(reissuePayout, { payoutId: batch.payouts[1]?.id, idempotencyKey: 'reissue-of-b-1' })
    expect(again).toMatchObject({ state: 'raised' })
    expect((await stateOf(world, b))?.state).toBe('returned')
    expect(await brokenInvariants(world)).toEqual([])
  })
  test('imported twice changes nothing and says so, by its bytes and by its id', async () => {
    const batch = await releasedBatch(world, [500n])
    const number = batch.payouts[0]?.number as string
    const file = statement([paid(number, 500n)])
    const first = await importFile(world, file)
    const before = await fingerprint(world)
    expect(await importFile(world, file)).toEqual({ same: true, statements: [], known: [{ id: first.statements[0]?.id, number: first.statements[0]?.number }] })
    const reformatted = new TextEncoder().encode(new TextDecoder().decode(file).replace('<GrpHdr>', '\n<GrpHdr>'))
    expect(await importFile(world, reformatted)).toMatchObject({ same: true })
    expect(await fingerprint(world)).toEqual(before)
  })
  test('brought twice at the same moment is imported once', async () => {
    const batch = await releasedBatch(world, [510n])
    const file = statement([paid(batch.payouts[0]?.number as string, 510n)])
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => importFile(world, file)))
    expect(outcomes.filter((o) => o.same)).toHaveLength(3)
    expect(await brokenInvariants(world)).toEqual([])
  })
  test('of another account, broken, empty or unknown is refused whole and changes nothing', async () => {
    const batch = await releasedBatch(world, [600n])
    const number = batch.payouts[0]?.number as string
    const before = await fingerprint(world)
    const refused = async (bytes: Uint8Array) => (await refusalOf(importFile(world, bytes))).message
    expect(await refused(camtFile({ iban: 'DE89370400440532013000', lines: [paid(number, 600n)] }))).toContain('••3000, which is none of those that pay')
    expect(await refused(new TextEncoder().encode('<!DOCTYPE x><Document/>'))).toContain('document type')
    expect(await refused(statement([paid(number, 600n)]).slice(0, 400))).toContain('not well-formed')
    expect(await refused(new Uint8Array())).toContain('empty')
    expect(await refused(new TextEncoder().encode('<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.99"/>'))).toContain('camt.053')
    expect(await refused(statusFile({ file: 'SOMEBODY-ELSE', status: 'RJCT' }))).toContain('none that left here')
    expect(await refused(achAnswerFile([{ trace: '091000010000001', code: 'R02', cents: 5n }], { companyId: '9999999999' }))).toContain(
      'which is not who pays here',
    )
    expect(await refused(new TextEncoder().encode('Date,Amount\n2026-05-15,-6.00\n'))).toContain('Choose the account')
    expect(await fingerprint(world)).toEqual(before)
    await importFile(world, statement([paid(number, 600n)]))
  })
  test('lines that do not fit wait in the queue with a sentence: other amount, unknown currency, line twice, unknown reference, pending', async () => {
    const batch = await releasedBatch(world, [700n, 800n])
    const [a, b] = batch.payouts.map((p) => p.number) as [string, string]
    const {
      statements: [done],
    } = await importFile(
      world,
      statement([
        paid(a, 701n),
        { amount: '7.00', currency: 'ZZZ', details: [{ reference: a, amount: '7.00', currency: 'ZZZ' }] },
        paid(b, 800n),
        paid(b, 800n),
        paid('RENT-MAY', 700n),
        { ...paid(a, 700n), status: 'PDNG' },
      ]),
    )
    expect(done).toMatchObject({ settled: 1, returned: 0, waiting: 4 })
    const rows = (await world.as('finance').run(listStatementLines, { statementId: done?.id })).rows
    expect(rows.map((r) => [r.state, r.reason])).toEqual([
      ['unmatched', `The bank booked 7.01 EUR for ${a}, which is 7.00 EUR. Ask the bank before settling it.`],
      ['unmatched', expect.stringContaining('“ZZZ” is not a currency in use')],
      ['matched', null],
      ['unmatched', expect.stringContaining(`${b} is settled already`)],
      ['unmatched', `No payout has the reference “RENT-MAY”. ${a} has the same amount, but an amount alone is no match.`],
      ['ignored', 'The bank has not booked this line yet; only a booked line settles.'],
    ])
    expect(await stateOf(world, a)).toMatchObject({ state: 'released' })
    await importFile(world, statement([paid(a, 700n)]))
  })
  test('CSV settles by the mapping that was settled once for the account', async () => {
    const batch = await releasedBatch(world, [900n, 1_000n], { rail: 'payroll_csv', currency: 'EUR' })
    const [a, b] = batch.payouts.map((p) => p.number) as [string, string]
    const csv = (rows: string) => new TextEncoder().encode(`Day;Sum;Ref;Note\r\n${rows}`)
    expect((await refusalOf(importFile(world, csv(`2026-05-15;-9.00;${a};x\r\n`), { originator: 'payroll_csv EUR' }))).fields['mapping.day']).toContain(
      'Day, Sum, Ref, Note',
    )
    const mapping = { day: 'Day', dayFormat: 'YYYY-MM-DD', amount: 'Sum', decimals: 'point', reference: 'Ref', note: 'Note' }
    expect(await importFile(world, csv(`2026-05-15;-9.00;${a};x\r\n`), { originator: 'payroll_csv EUR', mapping })).toMatchObject({
      statements: [{ settled: 1 }],
    })
    expect(await importFile(world, csv(`2026-05-16;-10.00;${b};y\r\n`), { originator: 'payroll_csv EUR' })).toMatchObject({ statements: [{ settled: 1 }] })
    expect(await stateOf(world, b)).toMatchObject({ state: 'settled' })
    // It is no mapping of work: the list of those reads on, and no name of work takes its place.
    expect((await world.as('office').run(listMappings, {})).rows).toEqual([])
    expect((await world.as('office').run(listImports, {})).mappings).toBe(0)
    expect((await refusalOf(world.as('office').run(saveMapping, { name: 'Statement payroll_csv EUR', mapping: sampleMapping }))).fields['name']).toContain(
      'kept for bank statements',
    )
  })
  test('of the paying account settles nothing of another account', async () => {
    const batch = await releasedBatch(world, [1_100n], { rail: 'payroll_csv', currency: 'EUR' })
    const number = batch.payouts[0]?.number as string
    expect(await importFile(world, statement([paid(number, 1_100n)]))).toMatchObject({ statements: [{ settled: 0, waiting: 1 }] })
    expect(await stateOf(world, number)).toMatchObject({ state: 'released' })
  })
  test('a whole block booked in one line settles the batch; the advice that follows is known', async () => {
    const batch = await releasedBatch(world, [100n, 200n, 300n])
    expect(await importFile(world, statement([{ amount: '6.00', block: { id: `${batch.messageId}-1`, count: 3 } }]))).toMatchObject({
      statements: [{ lines: 3, settled: 3, waiting: 0 }],
    })
    expect(await world.as('finance').run(showBatch, { batchId: batch.id })).toMatchObject({ state: 'settled', told: [{ lines: 3 }] })
    expect(await brokenInvariants(world)).toEqual([])
  })
})

describe('a status report', () => {
  const report = (batch: ReleasedBatch, given: object) => statusFile({ file: batch.messageId, ...given })
  test('returns what the bank rejects, writes the rest beside the payouts, settles nothing', async () => {
    const batch = await releasedBatch(world, [100n, 200n, 300n, 400n])
    const [a, b, c, d] = batch.payouts.map((p) => p.number) as [string, string, string, string]
    const payments = [
      { reference: a, status: 'ACSC' },
      { reference: b, status: 'RJCT', reason: 'AC04' },
      { reference: c, status: 'PDNG' },
    ]
    expect(await importFile(world, report(batch, { status: 'PART', blocks: [{ id: `${batch.messageId}-1`, payments }] }))).toMatchObject({
      statements: [{ settled: 0, returned: 1, waiting: 0 }],
    })
    expect(await Promise.all([a, b, c, d].map((n) => stateOf(world, n)))).toMatchObject([
      { state: 'released', bank_status: 'ACSC, settled on the debtor account' },
      { state: 'returned', return_reason: 'AC04 · account closed' },
      { state: 'released', bank_status: 'PDNG, pending' },
      { state: 'released', bank_status: null },
    ])
    await importFile(world, statement([paid(a, 100n), paid(c, 300n), paid(d, 400n)]))
    expect(await world.as('finance').run(showBatch, { batchId: batch.id })).toMatchObject({ state: 'settled' })
    expect(await brokenInvariants(world)).toEqual([])
  })
  test('that rejects the whole file makes the batch refused and its payouts approved again, once', async () => {
    const batch = await releasedBatch(world, [150n, 250n])
    const file = report(batch, { status: 'RJCT', reason: 'FF01' })
    await importFile(world, file, {}, 'owner')
    expect(await world.as('finance').run(showBatch, { batchId: batch.id })).toMatchObject({
      state: 'refused',
      bankStatus: expect.stringContaining('file format wrong'),
    })
    expect(await Promise.all(batch.payouts.map((p) => stateOf(world, p.number)))).toMatchObject([{ state: 'approved' }, { state: 'approved' }])
    expect(await importFile(world, file)).toMatchObject({ same: true })
    expect(await brokenInvariants(world)).toEqual([])
  })
  test('that frees a batch is not imported by who released it, who could write one and have the batch paid twice', async () => {
    const batch = await releasedBatch(world, [155n]),
      file = report(batch, { status: 'RJCT', reason: 'FF01' })
    expect(await refusalOf(importFile(world, file))).toMatchObject({ code: 'forbidden', message: expect.stringContaining('Somebody else imports it') })
    expect(await stateOf(world, batch.payouts[0]?.number as string)).toMatchObject({ state: 'released' })
    await importFile(world, file, {}, 'owner')
    expect(await stateOf(world, batch.payouts[0]?.number as string)).toMatchObject({ state: 'approved' })
  })
  test('that calls the file a duplicate frees nothing, because the first copy may be paid', async () => {
    const batch = await releasedBatch(world, [160n])
    expect(await importFile(world, report(batch, { status: 'RJCT', reason: 'DUPL' }))).toMatchObject({ statements: [{ waiting: 1 }] })
    expect(await stateOf(world, batch.payouts[0]?.number as string)).toMatchObject({ state: 'released' })
    expect((await queue(world))[0]?.reason).toContain('The first copy counts')
  })
  test('that rejects the file after a statement settled some of it waits in the queue', async () => {
    const batch = await releasedBatch(world, [170n, 180n])
    await importFile(world, statement([paid(batch.payouts[0]?.number as string, 170n)]))
    await importFile(world, report(batch, { status: 'RJCT', reason: 'FF01' }))
    expect(await world.as('finance').run(showBatch, { batchId: batch.id })).toMatchObject({ state: 'released' })
    expect((await queue(world))[0]?.reason).toContain('Ask the bank')
  })
})

describe('an ACH file', () => {
  test('returns by trace number, and a notice of change waits until the data are corrected', async () => {
    const batch = await releasedBatch(world, [5_000n, 6_000n, 7_000n], { rail: 'nacha', currency: 'USD' })
    const traces = (
      await admin<
        { t: string }[]
      >`select trace_number as t from payouts where tenant_id = ${world.tenant} and number = any(${batch.payouts.map((p) => p.number)}) order by number`
    ).map((r) => r.t) as [string, string, string]
    const file = achAnswerFile(
      [
        { trace: traces[0], code: 'R03', cents: 5_000n },
        { trace: traces[1], code: 'R02', cents: 6_001n },
        { trace: '091000019999999', code: 'R04', cents: 1n },
        { trace: traces[0], code: 'R03', cents: 5_000n },
        { trace: traces[2], code: 'C02', text: '121000248' },
      ],
      { companyId },
    )
    expect(await importFile(world, file)).toMatchObject({ statements: [{ lines: 5, returned: 1, waiting: 4 }] })
    const rows = (await queue(world)).slice(0, 4).map((r) => r.reason)
    expect(rows).toEqual(
      expect.arrayContaining([
        expect.stringContaining('60.01 USD came back'),
        expect.stringContaining('No payout has the trace number 091000019999999'),
        expect.stringContaining('second return'),
        expect.stringContaining('routing number 121000248) by 2026-05-22'),
      ]),
    )
    expect(await stateOf(world, batch.payouts[0]?.number as string)).toMatchObject({ state: 'returned', return_reason: expect.stringContaining('R03') })
    expect(await importFile(world, file)).toMatchObject({ same: true })
    expect(await brokenInvariants(world)).toEqual([])
  })
})

describe('the queue', () => {
  const lineOf = async (fragment: string) => (await queue(world)).find((r) => r.reason?.includes(fragment))
  const decide = (lineId: string | undefined, decision: string, given: object = {}) =>
    world.as('finance').run(decideStatementLine, { lineId, decision, reason: 'looked into it', ...given })
  test('a person settles, returns, explains, books charges or sets aside, each once and with a reason', async () => {
    const batch = await releasedBatch(world, [2_100n, 2_200n])
    const [a, b] = batch.payouts.map((p) => p.number) as [string, string]
    await importFile(
      world,
      statement([
        { amount: '21.00', note: 'no reference at all' },
        { amount: '4.00', kind: 'PMNT-ICDT-CHRG' },
        paid('RENT', 2_200n),
        paid(b, 2_200n),
        { amount: '22.00', credit: true, note: 'came back by cheque' },
      ]),
    )
    const [wait, charge, rent, cheque] = [
      await lineOf('names no reference: it did not leave'),
      await lineOf('Bank charges of 4.00'),
      await lineOf('“RENT”'),
      await lineOf('the money is not a return of ours'),
    ]
    expect(await refusalOf(decide(wait?.id, 'settle', { payout: b }))).toMatchObject({ fields: { payout: expect.stringContaining('is settled') } })
    expect(await refusalOf(decide(rent?.id, 'settle', { payout: a }))).toMatchObject({
      fields: { payout: expect.stringContaining('settles by its own amount only') },
    })
    expect(await refusalOf(decide(wait?.id, 'settle', { payout: 'P-99999' }))).toMatchObject({
      fields: { payout: expect.stringContaining('no payout P-99999') },
    })
    expect(await refusalOf(decide(wait?.id, 'settle', { payout: '' }))).toMatchObject({ code: 'invalid' })
    expect(await world.as('finance').run(showStatementLine, { lineId: wait?.id })).toMatchObject({
      near: expect.arrayContaining([expect.objectContaining({ number: a })]),
    })
    await decide(wait?.id, 'settle', { payout: a })
    await decide(charge?.id, 'charges')
    await decide(rent?.id, 'ignore')
    await decide(cheque?.id, 'return', { payout: b })
    expect(await Promise.all([a, b].map((n) => stateOf(world, n)))).toMatchObject([{ state: 'settled' }, { state: 'returned' }])
    expect((await refusalOf(decide(wait?.id, 'ignore'))).message).toContain('decided already')
    expect((await world.events('statement.line_decided')).slice(-4).map((e) => e.detail['decision'])).toEqual([
      'settles',
      'booked as bank charges',
      'set aside',
      'returns',
    ])
    expect(await brokenInvariants(world)).toEqual([])
  })
  test('who may not match may read the queue and decide nothing', async () => {
    const [line] = await queue(world)
    expect(await refusalOf(world.as('manager').run(decideStatementLine, { lineId: line?.id, decision: 'ignore', reason: 'x' }))).toMatchObject({
      code: 'forbidden',
    })
    expect((await world.as('read_only').run(listStatementLines, { state: 'unmatched' })).mayDecide).toBe(false)
    const csv = await world.as('read_only').run(exportStatementLines, { state: 'unmatched' })
    expect((await textOf(csv)).trim().split('\r\n')).toHaveLength((await queue(world)).length + 1)
  })
})

describe('reconciliation', () => {
  test('is explained to the cent when every line is, and names what is not', async () => {
    const own = await makeWorld('2026-05-14T09:00:00Z', { currency: 'EUR' })
    await setOriginator(own, 'pain001', 'EUR')
    const batch = await releasedBatch(own, [1_000n, 2_000n])
    const [a, b] = batch.payouts.map((p) => p.number) as [string, string]
    const state = async () => own.as('finance').run(showReconciliation, {})
    expect(await state()).toMatchObject({
      isExplained: true,
      rows: [{ currency: 'EUR', underWay: { minor: 3_000n }, underWayCount: 2, unexplained: { minor: 0n } }],
    })
    await importFile(
      own,
      camtFile({
        iban: ownIban,
        id: 'R-1',
        sequence: 1,
        opening: '100.00',
        closing: '87.00',
        lines: [paid(a, 1_000n), { amount: '3.00', kind: 'PMNT-ICDT-CHRG' }],
      }),
    )
    expect(await state()).toMatchObject({
      isExplained: false,
      rows: [{ matched: { minor: -1_000n }, waiting: { minor: -300n }, waitingCount: 1, ledger: { minor: -1_000n }, unexplained: { minor: -300n } }],
    })
    await own.as('finance').run(decideStatementLine, { lineId: (await queue(own))[0]?.id, decision: 'charges', reason: 'monthly charges' })
    expect(await state()).toMatchObject({ isExplained: true, rows: [{ ledger: { minor: -1_300n }, unexplained: { minor: 0n }, underWayCount: 1 }] })
    // Settled by an advice: the statement is still to come, and the difference says so until it does.
    await importFile(own, camtFile({ iban: ownIban, id: 'A-1', lines: [{ ...paid(b, 2_000n), block: { id: `${batch.messageId}-1`, count: 1 } }] }, true))
    expect(await state()).toMatchObject({ isExplained: false, rows: [{ difference: { minor: 2_000n }, waitingCount: 0 }] })
    // A statement is missing between the first and this one.
    await importFile(own, camtFile({ iban: ownIban, id: 'R-3', sequence: 3, opening: '50.00', closing: '50.00', lines: [] }))
    expect((await state()).gaps).toMatchObject([{ missing: { minor: -3_700n } }])
  })
  test('a payout that the bank books in another currency is explained in both', async () => {
    const own = await makeWorld('2026-05-14T09:00:00Z', { currency: 'USD' })
    await setOriginator(own, 'pain001', 'USD')
    const batch = await releasedBatch(own, [50_000n], { currency: 'USD' })
    const number = batch.payouts[0]?.number as string
    await importFile(
      own,
      statement([{ amount: '472.96', details: [{ reference: number, amount: '462.96', instructed: ['500.00', 'USD'] }], note: 'includes 10.00 charges' }]),
    )
    expect(await stateOf(own, number)).toMatchObject({ state: 'settled' })
    expect(await balances(own)).toMatchObject({ 'bank EUR': '-46296', 'exchange EUR': '46296', 'exchange USD': '-50000' })
    await own.as('finance').run(decideStatementLine, { lineId: (await queue(own))[0]?.id, decision: 'charges', reason: 'charged for the transfer' })
    expect(await own.as('finance').run(showReconciliation, {})).toMatchObject({
      isExplained: true,
      rows: [{ currency: 'EUR', ledger: { minor: -47_296n }, unexplained: { minor: 0n } }],
    })
    // It comes back: the settlement is reversed in both currencies and the payee is owed again.
    await importFile(
      own,
      statement([
        {
          amount: '460.00',
          credit: true,
          kind: 'PMNT-RCDT-RRTN',
          details: [{ reference: number, amount: '460.00', returned: 'AC03', instructed: ['500.00', 'USD'] }],
        },
      ]),
    )
    expect(await stateOf(own, number)).toMatchObject({ state: 'returned' })
    expect(await brokenInvariants(own)).toEqual([])
  })
})
test('statements are listed and shown with their balances and warnings', async () => {
  const { rows, waiting } = await world.as('read_only').run(listStatements, {})
  expect(rows.length).toBeGreaterThan(5)
  expect(waiting).toBe((await queue(world)).length)
  const first = rows.find((r) => r.warnings.some((w) => w.startsWith('Opening')))
  expect(await world.as('read_only').run(showStatement, { statementId: first?.id })).toMatchObject({
    number: first?.number,
    opening: { minor: 100_000n },
    counts: { matched: 4 },
  })
  expect(await refusalOf((await makeWorld()).as('owner').run(showStatement, { statementId: first?.id }))).toMatchObject({ code: 'not_found' })
})
test('a payout in flight cannot be raised a second time', async () => {
  const batch = await releasedBatch(world, [333n])
  const payee = batch.payouts[0]?.payee
  expect(
    await refusalOf(world.as('finance').run(raisePayout, { payeeId: payee?.id, currency: 'EUR', rail: 'pain001', idempotencyKey: 'second-try-333' })),
  ).toMatchObject({ code: 'conflict' })
})
