// A file from a bank that is too large to be read while somebody waits is received whole and read by the worker: what it does and what refuses it stand on its page, and it counts once.
import { beforeAll, describe, expect, test } from 'vitest'
import { importStatement } from '../../lib/incentives/import-statement.ts'
import { listStatements, showStatement } from '../../lib/incentives/list-statements.ts'
import { listStatementLines } from '../../lib/incentives/list-statement-lines.ts'
import { readStatementFile, showStatementFile } from '../../lib/incentives/read-statement-file.ts'
import { immediateBytesMax, receiveStatement } from '../../lib/incentives/receive-statement.ts'
import type { ImportOutcome } from '../../lib/incentives/statement.ts'
import { jobs } from '../../lib/registry.ts'
import { sha256Hex } from '../../lib/kernel/digest.ts'
import { decodeId } from '../../lib/kernel/id.ts'
import { brokenInvariants, companyId, ownIban, releasedBatch, setOriginator } from '../support/bank.ts'
import { drain } from '../support/drain.ts'
import { achAnswerFile, camtFile, statusFile, type AnswerLine } from '../support/rails/bank-answers.ts'
import { admin, makeWorld, refusalOf, type World } from '../support/world.ts'

const cents = (minor: bigint): string => `${minor / 100n}.${String(minor % 100n).padStart(2, '0')}`
const paid = (reference: string, minor: bigint, currency?: string): AnswerLine => ({
  amount: cents(minor),
  ...(currency && { currency }),
  details: [{ reference, amount: cents(minor), ...(currency && { currency }) }],
})
/** White space between elements is nothing to a reader and everything to a limit. */
const large = (file: Uint8Array): Uint8Array =>
  new TextEncoder().encode(new TextDecoder().decode(file).replace('</GrpHdr>', `</GrpHdr>${' '.repeat(immediateBytesMax)}`))
let sequence = 500
const statement = (lines: readonly AnswerLine[], given: object = {}) => {
  sequence++
  return large(camtFile({ iban: ownIban, id: `LARGE-${sequence}`, sequence, lines, ...given }))
}
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
const bring = (bytes: Uint8Array, given: Readonly<Record<string, unknown>> = {}, by: 'finance' | 'owner' = 'finance'): Promise<ImportOutcome> =>
  world.as(by).run(receiveStatement, {
    name: 'large.xml',
    size: bytes.length,
    digest: sha256Hex(bytes),
    head: bytes.slice(0, 65_536),
    body: async function* () {
      yield bytes
    },
    ...given,
  })
const pageOf = (outcome: ImportOutcome) => world.as('finance').run(showStatementFile, { fileId: outcome.reading })
const money = async () =>
  (
    await admin`select (select count(*) from statements where tenant_id = ${world.tenant}) as s, (select count(*) from statement_lines where tenant_id = ${world.tenant}) as l, (select count(*) from journal_entries where tenant_id = ${world.tenant}) as j, (select count(*) from mappings where tenant_id = ${world.tenant}) as m,
  (select value from counters where tenant_id = ${world.tenant} and series = 'statement') as n, (select string_agg(number || state, ' ' order by number) from payouts where tenant_id = ${world.tenant}) as p`
  )[0]

describe('a large file', () => {
  test('is received at once, changes nothing until the worker reads it, and then does what a small one does', async () => {
    const batch = await releasedBatch(world, [12_000n, 7_550n, 800n]),
      [a, b, c] = batch.payouts.map((p) => p.number) as [string, string, string]
    const before = await money()
    const file = statement([paid(a, 12_000n), paid(b, 7_550n), paid(b, 7_550n), paid(c, 800n, 'ZZZ')])
    const outcome = await bring(file)
    expect(outcome).toMatchObject({ same: false, statements: [], known: [], reading: expect.stringMatching(/^stf_/) })
    expect(await pageOf(outcome)).toMatchObject({
      state: 'reading',
      name: 'large.xml',
      size: file.length,
      receivedBy: world.people.finance.name,
      statements: [],
      failure: null,
      finishedAt: null,
    })
    expect((await world.as('read_only').run(listStatements, {})).unfinished).toMatchObject([{ id: outcome.reading, state: 'reading' }])
    expect(await money()).toEqual(before)
    // Brought again meanwhile, it is the same file and not a second one.
    expect(await bring(file, {}, 'owner')).toEqual({ same: true, statements: [], known: [], reading: outcome.reading })
    expect(await drain(world)).toContain('incentives.readStatementFile')
    const page = await pageOf(outcome)
    expect(page).toMatchObject({ state: 'done', statements: [{ lines: 4, matched: 2 }], failure: null })
    const lines = (await world.as('finance').run(listStatementLines, { statementId: page.statements[0]?.id })).rows
    expect(lines.map((line) => [line.state, line.reason])).toEqual([
      ['matched', null],
      ['matched', null],
      ['unmatched', expect.stringContaining(`${b} is settled already`)],
      ['unmatched', expect.stringContaining('“ZZZ” is not a currency in use')],
    ])
    expect((await world.as('finance').run(listStatements, {})).rows[0]).toMatchObject({ importedBy: world.people.finance.name })
    expect((await world.as('finance').run(listStatements, {})).unfinished).toEqual([])
    expect(await brokenInvariants(world)).toEqual([])
    // And again afterwards, by its bytes and by what it says.
    const after = await money(),
      known = [{ id: page.statements[0]?.id, number: page.statements[0]?.number }]
    expect(await bring(file)).toEqual({ same: true, statements: [], known })
    const other = await bring(new TextEncoder().encode(`${new TextDecoder().decode(file)}\n`))
    await drain(world)
    expect(await pageOf(other)).toMatchObject({ state: 'same', known, statements: [] })
    expect(await bring(new TextEncoder().encode(`${new TextDecoder().decode(file)}\n`))).toEqual({ same: true, statements: [], known })
    expect(await money()).toEqual(after)
    expect((await world.events('statement.received')).length).toBe(2)
  })
  test('sent by a form without script goes the same way', async () => {
    const batch = await releasedBatch(world, [901n]),
      file = statement([paid(batch.payouts[0]?.number as string, 901n)])
    const outcome = await world.as('finance').run(importStatement, { file: { name: 'form.xml', type: '', bytes: file } })
    expect(await pageOf(outcome)).toMatchObject({ state: 'reading', name: 'form.xml' })
    await drain(world)
    expect(await pageOf(outcome)).toMatchObject({ state: 'done', statements: [{ lines: 1, matched: 1 }] })
  })
  test('read twice by a worker that died in between counts once', async () => {
    const batch = await releasedBatch(world, [902n]),
      outcome = await bring(statement([paid(batch.payouts[0]?.number as string, 902n)]))
    const binding = {
      kind: jobs.find(({ kind }) => kind.name === 'incentives.readStatementFile')?.kind as (typeof jobs)[number]['kind'],
      operation: readStatementFile,
    }
    await drain(world, [binding])
    const before = await money()
    await admin`select graphile_worker.add_job('incentives.readStatementFile', ${admin.json({ tenant: world.tenant, input: { statementFileId: decodeId('statementFile', outcome.reading as string) } })}::json)`
    expect(await drain(world, [binding])).toEqual(['incentives.readStatementFile'])
    expect(await money()).toEqual(before)
  })
  test('as CSV is asked at once whose account it is and which column is which; the answers count once it was read', async () => {
    const batch = await releasedBatch(world, [903n], { rail: 'payroll_csv', currency: 'EUR' })
    const file = new TextEncoder().encode(
      `Day;Sum;Ref;Note\r\n2026-05-15;-9.03;${batch.payouts[0]?.number};${'x'.repeat(400)}\r\n${`2026-05-18;0.00;;${'x'.repeat(400)}\r\n`.repeat(3_000)}`,
    )
    const before = await money(),
      mapping = { day: 'Day', dayFormat: 'YYYY-MM-DD', amount: 'Sum', decimals: 'point', reference: 'Ref', note: 'Note' }
    expect((await refusalOf(bring(file))).fields['originator']).toContain('Choose the account')
    expect((await refusalOf(bring(file, { originator: 'payroll_csv EUR' }))).fields['mapping.day']).toContain('Day, Sum, Ref, Note')
    const wrong = await bring(file, { originator: 'payroll_csv EUR', mapping: { ...mapping, day: 'Tag' } })
    await drain(world)
    expect(await pageOf(wrong)).toMatchObject({ state: 'refused', failure: expect.stringContaining('no column “Tag”') })
    expect(await money()).toEqual(before)
    const right = await bring(file, { originator: 'payroll_csv EUR', mapping })
    await drain(world)
    const { state, statements } = await pageOf(right)
    expect({ state, statements }).toMatchObject({ state: 'done', statements: [{ lines: 3_001 }] })
    expect(await world.as('read_only').run(showStatement, { statementId: statements[0]?.id })).toMatchObject({
      booked: { from: '2026-05-15', to: '2026-05-18' },
    })
    expect((await money())?.['m']).toBe(String(Number(before?.['m']) + 1))
  })
  test('that is not ours or cannot be read is refused on its page with the sentence of a small one, and changes nothing', async () => {
    const batch = await releasedBatch(world, [904n]),
      number = batch.payouts[0]?.number as string,
      before = await money()
    const cases: readonly (readonly [Uint8Array, string])[] = [
      [statement([paid(number, 904n)], { iban: 'DE89370400440532013000' }), '••3000, which is none of those that pay'],
      [statement([paid(number, 904n)]).slice(0, immediateBytesMax + 900), 'not well-formed'],
      [new TextEncoder().encode(`<!DOCTYPE x>${' '.repeat(immediateBytesMax)}<Document/>`), 'document type'],
      [new TextEncoder().encode(`<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.99">${' '.repeat(immediateBytesMax)}</Document>`), 'camt.053'],
      [large(statusFile({ file: 'SOMEBODY-ELSE', status: 'RJCT' })), 'none that left here'],
      [
        new Uint8Array(
          Buffer.concat([
            achAnswerFile([{ trace: '091000010000001', code: 'R02', cents: 5n }], { companyId: `${companyId.slice(0, 9)}8` }),
            Buffer.alloc(immediateBytesMax, '\n'),
          ]),
        ),
        'which is not who pays here',
      ],
      // Whoever released a batch frees nothing of it by a report of their own, also where a worker reads it.
      [large(statusFile({ file: batch.messageId, status: 'RJCT', reason: 'FF01' })), 'Somebody else imports it'],
    ]
    for (const [bytes, sentence] of cases) {
      const outcome = await bring(bytes)
      await drain(world)
      expect(await pageOf(outcome)).toMatchObject({ state: 'refused', failure: expect.stringContaining(sentence), statements: [] })
      expect((await world.events('statement.file_refused')).at(-1)?.detail).toMatchObject({ file: 'large.xml', why: expect.stringContaining(sentence) })
    }
    expect(await money()).toEqual(before)
    expect((await world.as('finance').run(listStatements, {})).unfinished.filter((file) => file.state === 'refused').length).toBeGreaterThanOrEqual(
      cases.length,
    )
    // What it lacked may be there when it is brought again: by somebody else the same report is good.
    const again = await bring(cases.at(-1)?.[0] as Uint8Array, {}, 'owner')
    await drain(world)
    expect(await pageOf(again)).toMatchObject({ state: 'done' })
    expect((await admin`select state from payouts where tenant_id = ${world.tenant} and number = ${number}`)[0]).toEqual({ state: 'approved' })
    expect(await brokenInvariants(world)).toEqual([])
  })
  test('is brought by who may import, and its page is of its company', async () => {
    const file = statement([])
    for (const role of ['manager', 'office', 'crew', 'read_only'] as const)
      expect(
        await refusalOf(
          world.as(role).run(receiveStatement, {
            name: 'x',
            size: file.length,
            digest: sha256Hex(file),
            head: file.slice(0, 99),
            body: async function* () {
              yield file
            },
          }),
        ),
      ).toMatchObject({ code: 'forbidden' })
    const { reading } = await bring(file),
      other = await makeWorld()
    expect(await refusalOf(other.as('owner').run(showStatementFile, { fileId: reading }))).toMatchObject({ code: 'not_found' })
    await drain(world)
  })
})
