// An import takes good rows and refuses bad ones with their reason; the same file again changes nothing, a changed row supersedes, and no stop in the middle loses or doubles a row.
// ASVS V5.3.1
import { expect, test } from 'vitest'
import { advanceImport } from '../../lib/incentives/advance-import.ts'
import { cancelImport, checkImport, startImport } from '../../lib/incentives/check-import.ts'
import { exportImportErrors, listRefusals, showImport } from '../../lib/incentives/show-import.ts'
import { previewImport } from '../../lib/incentives/preview-import.ts'
import { uploadImport } from '../../lib/incentives/upload-import.ts'
import { advanceImportJob } from '../../lib/incentives/work-jobs.ts'
import { drain } from '../support/drain.ts'
import { dryRun, importFile, sampleFile, sampleMapping, uploaded } from '../support/import-file.ts'
import { textOf } from '../support/list-file.ts'
import { admin, makeWorld, refusalOf, type World } from '../support/world.ts'

const records = (world: World) =>
  admin<
    { number: string; external_key: string; revision: number; counted_at: Date | null; supersedes_id: string | null; id: string; digest: string }[]
  >`select * from work_records where tenant_id = ${world.tenant} order by number`
const head = 'request,opened,closed,crew,depth,notes\n'

test('a dry run counts and adds nothing; the import does exactly what it said', async () => {
  const world = await makeWorld()
  const checked = await dryRun(world, sampleFile())
  expect(checked).toMatchObject({
    state: 'checked',
    tally: {
      rows: 11,
      new: 7,
      same: 0,
      superseding: 0,
      refused: 4,
      open: 1,
      newPayees: { count: 2, examples: ['Sewer repair', 'Storm drains'] },
      formulas: { cells: 1 },
      firstDay: '2026-03-04',
      lastDay: '2026-04-11',
    },
  })
  expect(checked.refusals.first.map((r) => [r.line, r.column, r.written])).toEqual([
    [9, 'closed', '2026-04-02 08:00'],
    [10, 'opened', '2026-03-08 02:30'],
    [11, 'depth', '1,5'],
    [12, 'opened', '2026-04-31 08:00'],
  ])
  expect((await records(world)).length).toBe(0)
  expect((await admin`select 1 from payees where tenant_id = ${world.tenant}`).length).toBe(0)
  await world.as('office').run(startImport, { importId: checked.id })
  await drain(world)
  const done = await world.as('office').run(showImport, { id: checked.id })
  expect(done).toMatchObject({ state: 'done', tally: { rows: 11, new: 7, refused: 4 }, progress: { done: 11, total: 11, basisPoints: 10_000 } })
  expect((await records(world)).map((r) => [r.number, r.external_key, r.counted_at?.toISOString() ?? null]).slice(0, 3)).toEqual([
    ['W-00001', 'R-1001', '2026-03-04T17:00:00.000Z'],
    ['W-00002', 'R-1002', '2026-03-04T17:00:01.000Z'],
    ['W-00003', 'R-1003', '2026-03-10T04:00:00.000Z'],
  ])
  expect((await world.events('import.finished'))[0]?.detail).toMatchObject({ new: 7, refused: 4, same: 0, superseding: 0 })
  expect((await admin`select 1 from import_keys where tenant_id = ${world.tenant}`).length).toBe(0)
})
test('the same file again changes nothing and says so', async () => {
  const world = await makeWorld()
  await importFile(world, sampleFile())
  const before = await records(world)
  const again = await importFile(world, sampleFile())
  expect(again).toMatchObject({ state: 'done', tally: { new: 0, same: 7, superseding: 0, refused: 4 }, earlier: { number: 'I-00001' } })
  expect(await records(world)).toEqual(before)
})
test('a changed row supersedes, an open row is closed by a later file, and nothing is ever edited', async () => {
  const world = await makeWorld()
  await importFile(world, sampleFile())
  const before = await records(world)
  const done = await importFile(
    world,
    `${head}R-1001,2026-03-02 09:00,2026-03-05 09:00,Sewer repair,1.5,"closed after exactly 48 hours"\nR-1006,2026-04-02 08:00,2026-04-03 08:00,Storm drains,1,still open\n`,
  )
  expect(done.tally).toMatchObject({ new: 0, same: 0, superseding: 2, firstDay: '2026-03-04', lastDay: '2026-04-03' })
  const after = await records(world)
  expect(after.slice(0, 7)).toEqual(before)
  expect(after.slice(7).map((r) => [r.external_key, r.revision, r.supersedes_id])).toEqual([
    ['R-1001', 2, before[0]?.id],
    ['R-1006', 2, before.find((r) => r.external_key === 'R-1006')?.id],
  ])
})
test('the error file comes back corrected, and only its rows come in', async () => {
  const world = await makeWorld()
  const done = await importFile(world, sampleFile())
  const errors = await world.as('office').run(exportImportErrors, { importId: done.id })
  const text = await textOf(errors)
  expect(text.split('\r\n')[0]).toBe('\uFEFFrequest,opened,closed,crew,depth,notes,plumbline_reason')
  expect(text).toContain(
    'R-1009,2026-04-05 08:00,2026-04-06 08:00,Storm drains,"1,5",decimal comma,"Write a point for decimals: 1.5."'.replace(
      '"Write a point for decimals: 1.5."',
      'Write a point for decimals: 1.5.',
    ),
  )
  const corrected = text.replace('"1,5"', '1.5').replace('2026-04-31 08:00', '2026-04-30 08:00').replace('2026-04-02 08:00,Storm', '2026-04-04 08:00,Storm')
  const again = await importFile(world, corrected, { ...sampleMapping, hasHeader: false })
  expect(again.tally).toMatchObject({ rows: 4, new: 3, refused: 1 })
  expect((await world.events('list.exported'))[0]?.detail).toMatchObject({ list: `refused rows of ${done.number}`, rows: 4 })
})
test('a key that is in the file twice: equal rows count once, different ones are refused, across slices too', async () => {
  const world = await makeWorld()
  const filler = Array.from({ length: 4_500 }, (_, i) => `F-${i},2026-03-01 08:00,2026-03-01 09:00,Sewer repair,1,x`).join('\n')
  const done = await importFile(
    world,
    `${head}A,2026-03-02 09:00,2026-03-03 09:00,Sewer repair,1,x\nA,2026-03-02 09:00,2026-03-03 09:00,Sewer repair,1,x\n${filler}\nA,2026-03-02 09:00,2026-03-03 09:00,Sewer repair,1,x\nA,2026-03-02 09:00,2026-03-03 10:00,Sewer repair,1,x\n`,
  )
  expect(done.tally).toMatchObject({ rows: 4_504, new: 4_501, same: 2, refused: 1, refusedBy: { repeated_key: 1 }, newPayees: { count: 1 } })
  expect(done.refusals.first[0]).toMatchObject({
    line: 4_505,
    column: 'request',
    reason: 'The key A is on line 2 already, with other content. Keep the row that counts.',
  })
  expect((await world.events('import.advanced')).map((e) => [e.detail['phase'], e.detail['lines']])).toEqual([
    ['dry run', '2–4001'],
    ['dry run', '4002–4505'],
    ['import', '2–4001'],
    ['import', '4002–4505'],
  ])
})
test('keys belong to the source that the mapping names: another system’s equal key is another record', async () => {
  const world = await makeWorld()
  const row = 'A,2026-03-02 09:00,2026-03-03 09:00,Sewer repair,1,x\n'
  await importFile(world, head + row)
  expect((await importFile(world, head + row.replace('10', '11'), sampleMapping, { mappingName: 'Another system' })).tally).toMatchObject({
    new: 1,
    superseding: 0,
  })
})
test('a slice that a dead worker had finished is not done twice', async () => {
  const world = await makeWorld()
  const checked = await dryRun(world, sampleFile())
  await world.as('office').run(startImport, { importId: checked.id })
  const [job] = await admin<
    { payload: string }[]
  >`select payload::text as payload from graphile_worker._private_jobs where payload ->> 'tenant' = ${world.tenant}`
  await drain(world)
  const before = await records(world)
  // The queue hands the same slice out again: the commit was there, the word to the queue was not.
  await admin`select graphile_worker.add_job(${advanceImportJob.name}, ${job?.payload ?? ''}::text::json)`
  await drain(world, [{ kind: advanceImportJob, operation: advanceImport }])
  expect(await records(world)).toEqual(before)
})
test('a mapping that does not fit refuses the whole file with a sentence, and can be changed', async () => {
  const world = await makeWorld()
  const failed = await dryRun(world, sampleFile(), { ...sampleMapping, columns: { ...sampleMapping.columns, key: 'Request' } })
  expect(failed).toMatchObject({
    state: 'failed',
    failure: 'The file has no column “Request”; there is “request”. Add it to the file or choose another column in the mapping.',
  })
  await world.as('office').run(checkImport, { importId: failed.id, encoding: 'utf-8', delimiter: ',', mappingName: 'Requests', mapping: sampleMapping })
  await drain(world)
  expect(await world.as('office').run(showImport, { id: failed.id })).toMatchObject({ state: 'checked', mapping: { version: 2 }, tally: { new: 7 } })
})
test('another encoding is proposed, and read once it is confirmed', async () => {
  const world = await makeWorld()
  const text = `${head}Ł-1,2026-03-02 09:00,2026-03-03 09:00,Þórshöfn,1,ok\n`.replaceAll(',', ';')
  const bytes = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')])
  const { id } = await world.as('office').run(uploadImport, uploaded('odd.csv', bytes))
  expect(await world.as('office').run(previewImport, { id })).toMatchObject({
    reading: { encoding: 'utf-16le', delimiter: ';', hasHeader: true },
    names: ['request', 'opened', 'closed', 'crew', 'depth', 'notes'],
    samples: [['Ł-1', '2026-03-02 09:00', '2026-03-03 09:00', 'Þórshöfn', '1', 'ok']],
  })
  expect((await importFile(world, bytes)).tally).toMatchObject({ new: 1, newPayees: { examples: ['Þórshöfn'] } })
})
test('unknown payees are made, refused, or put to the payee that takes unassigned work, as the mapping says', async () => {
  const world = await makeWorld()
  const row = 'A,2026-03-02 09:00,2026-03-03 09:00,Nobody Known,1,x\n'
  expect((await dryRun(world, head + row, { ...sampleMapping, unmatchedPayee: 'refuse' })).refusals.first[0]).toMatchObject({
    code: 'unknown_payee',
    column: 'crew',
    written: 'Nobody Known',
  })
  await importFile(world, head + row)
  const [payee] = await admin<{ key: string; name: string; source: string }[]>`select key, name, source from payees where tenant_id = ${world.tenant}`
  expect(payee).toEqual({ key: 'nobody known', name: 'Nobody Known', source: 'import' })
  // Written another way, it is the same payee.
  expect(
    (await dryRun(world, `${head}B,2026-03-02 09:00,2026-03-03 09:00,  NOBODY   known,1,x\n`, { ...sampleMapping, unmatchedPayee: 'refuse' })).tally,
  ).toMatchObject({ new: 1, refused: 0 })
})
test('a workbook, an archive and an empty file are turned away with the way out', async () => {
  const world = await makeWorld()
  expect(await refusalOf(world.as('office').run(uploadImport, uploaded('a.xlsx', Buffer.from('PK\u0003\u0004rest'))))).toMatchObject({
    code: 'invalid',
    message: 'This is a spreadsheet or a zip archive, not a CSV file. Open it and save the sheet as “CSV UTF-8”.',
  })
  expect(await refusalOf(world.as('office').run(uploadImport, uploaded('a.csv', Buffer.alloc(0))))).toMatchObject({
    code: 'invalid',
    message: 'The file is empty.',
  })
  expect((await admin`select 1 from files where tenant_id = ${world.tenant}`).length).toBe(0)
})
test('an import is stopped where it is; what came in stays', async () => {
  const world = await makeWorld()
  const checked = await dryRun(world, sampleFile())
  await world.as('office').run(cancelImport, { importId: checked.id })
  expect(await refusalOf(world.as('office').run(startImport, { importId: checked.id }))).toMatchObject({
    code: 'conflict',
    message: 'I-00001 was cancelled; that is not possible now. Nothing was changed.',
  })
})
test('the file lies sealed in the database, and another tenant’s import does not exist', async () => {
  const [world, other] = [await makeWorld(), await makeWorld()]
  const done = await importFile(world, sampleFile())
  const slices = await admin<{ body: Buffer }[]>`select body from file_slices where tenant_id = ${world.tenant}`
  expect(slices.length).toBe(1)
  expect(slices.some((slice) => slice.body.includes('Sewer'))).toBe(false)
  for (const [operation, input] of [
    [showImport, { id: done.id }],
    [listRefusals, { id: done.id }],
    [exportImportErrors, { importId: done.id }],
    [startImport, { importId: done.id }],
    [cancelImport, { importId: done.id }],
  ] as const) {
    expect(await refusalOf(other.as('office').run(operation as typeof showImport, input))).toMatchObject({
      code: 'not_found',
      message: 'There is no such import.',
    })
  }
})
