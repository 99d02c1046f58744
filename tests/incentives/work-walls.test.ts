// The hand-written statements of imports and of computing reach their own company only, even on a connection that row-level security does not bind.
import { beforeAll, expect, test } from 'vitest'
import type { Ctx } from '../../lib/access/ctx.ts'
import { addCrew } from '../../lib/incentives/change-crew.ts'
import { linkRecords, recordsBetween } from '../../lib/incentives/compute.sql.ts'
import { computeAwards } from '../../lib/incentives/compute-awards.ts'
import {
  crewsByKey,
  currentRecords,
  forgetKeys,
  insertRecords,
  insertRefusals,
  noteKeys,
  payeesByKey,
  type NewRecord,
} from '../../lib/incentives/import.sql.ts'
import { activateRule, writeProgram } from '../../lib/incentives/write-program.ts'
import { newUuid } from '../../lib/kernel/id.ts'
import { dryRun, importFile, sampleFile } from '../support/import-file.ts'
import { admin, makeWorld, type World } from '../support/world.ts'

let a: World, b: World, theirs: { import: string; award: string; record: string; payee: string }
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
    await admin`select md5(string_agg(t::text, '|' order by t::text)) as m from (select w::text as t from work_records w where tenant_id = ${b.tenant} union all select k::text from import_keys k where tenant_id = ${b.tenant} union all select r::text from import_refusals r where tenant_id = ${b.tenant} union all select l::text from award_records l where tenant_id = ${b.tenant}) x`
  )[0]?.['m']
const idOf = async (table: string): Promise<string> =>
  (await admin.unsafe(`select id from ${table} where tenant_id = '${b.tenant}' order by id limit 1`))[0]?.['id'] as string

beforeAll(async () => {
  ;[a, b] = [await makeWorld(), await makeWorld()]
  await importFile(b, sampleFile())
  await b.as('office').run(addCrew, { name: 'Ash' })
  const program = await b
    .as('manager')
    .run(writeProgram, {
      name: 'Each',
      currency: 'USD',
      period: 'month',
      budget: '100.00',
      rule: { version: 1, pay: { kind: 'per_unit', unit: 'record', rate: '250' }, conditions: [], split: 'none', caps: {} },
    })
  await b.as('manager').run(activateRule, { programId: program.id, version: 1, effectiveOn: '2020-01-01' })
  await b.as('manager').run(computeAwards, { programId: program.id, from: '2026-03-01' })
  const waiting = await dryRun(b, sampleFile())
  await admin`insert into import_keys (tenant_id, id, import_id, attempt, what, key, digest, line) select tenant_id, ${newUuid(b.clock.now())}, id, 9, 'row', 'R-1001', 'd', 1 from imports where tenant_id = ${b.tenant} and number = ${waiting.number}`
  theirs = {
    import: (await admin`select id from imports where tenant_id = ${b.tenant} and number = ${waiting.number}`)[0]?.['id'] as string,
    award: await idOf('awards'),
    record: await idOf('work_records'),
    payee: await idOf('payees'),
  }
})

test('nothing of another company is read', async () => {
  const ctx = unwalled()
  expect(await currentRecords(ctx, 'Requests', ['R-1001', 'R-1002'])).toHaveLength(0)
  expect(await payeesByKey(ctx, ['sewer repair', 'storm drains'])).toHaveLength(0)
  expect(await crewsByKey(ctx, ['ash'])).toHaveLength(0)
  expect(await recordsBetween(ctx, new Date('2026-01-01'), new Date('2027-01-01'), true)).toHaveLength(0)
})
test('another company’s record does not hide ours by superseding it', async () => {
  await importFile(a, sampleFile())
  expect((await recordsBetween(unwalled(), new Date('2026-01-01'), new Date('2027-01-01'), false)).length).toBe(6)
})
test('nothing of another company is written, taken away or met', async () => {
  const before = await mark(),
    ctx = unwalled(),
    id = newUuid(a.clock.now())
  await forgetKeys(ctx, theirs.import)
  const record: NewRecord = {
    id,
    number: 'W-X',
    kind: 'x',
    source_id: theirs.import,
    source_name: 'Requests',
    external_key: 'R-9',
    revision: 1,
    payee_id: theirs.payee,
    crew_id: null,
    opened_at: null,
    counted_at: null,
    quantity_milli: null,
    value_minor: null,
    value_currency: null,
    fields: {},
    digest: 'd',
    supersedes_id: null,
  }
  await expect(insertRecords(ctx, [record])).rejects.toThrow('work_records_payee_ref')
  await expect(insertRecords(ctx, [{ ...record, payee_id: null, supersedes_id: theirs.record }])).rejects.toThrow('work_records_superseded')
  await expect(insertRefusals(ctx, theirs.import, 1, [{ id, line: 1, column: '', reason: 'x', code: 'x', row: [] }])).rejects.toThrow('import_refusals_import')
  await expect(noteKeys(ctx, theirs.import, 9, [{ id, what: 'row', key: 'R-1001', digest: 'd', line: 1 }])).rejects.toThrow('import_keys_import')
  await expect(linkRecords(ctx, [{ awardId: theirs.award, recordId: theirs.record }])).rejects.toThrow(/award_records_(award|record)/)
  expect(await mark()).toBe(before)
})
