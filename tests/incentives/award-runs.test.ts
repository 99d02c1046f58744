// Every computed period can be found again: by program, month and what of it still waits, page by page, and by nobody who sees own awards only. Programs are listed page by page as well.
import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { awardsText } from '../../app/(desk)/award-runs/columns.tsx'
import { sentenceOf } from '../../lib/audit/event-words.ts'
import { computeAwards } from '../../lib/incentives/compute-awards.ts'
import { confirmAwards } from '../../lib/incentives/confirm-awards.ts'
import { exportAwardRuns, listAwardRuns } from '../../lib/incentives/list-award-runs.ts'
import { listAwards } from '../../lib/incentives/read-awards.ts'
import { exportPrograms, listPrograms, showProgram } from '../../lib/incentives/read-programs.ts'
import { activateRule, draftRule, moveProgram, writeProgram } from '../../lib/incentives/write-program.ts'
import { makePayee } from '../support/awards.ts'
import { textOf } from '../support/list-file.ts'
import { admin, makeWorld, refusalOf, type World } from '../support/world.ts'

const rule = { version: 1, pay: { kind: 'per_unit', unit: 'record', rate: '250' }, conditions: [], split: 'none', caps: {} }
let world: World, alpha: string, beta: string
const runs = (filters: object = {}) => world.as('manager').run(listAwardRuns, filters)
const seen = async (filters: object = {}) => (await runs(filters)).rows.map((row) => `${row.program.name} ${row.period}`)
async function program(name: string, given: object = {}): Promise<string> {
  const made = await world.as('manager').run(writeProgram, { name, currency: 'USD', period: 'month', budget: '1000.00', rule, ...given })
  await world.as('manager').run(activateRule, { programId: made.id, version: 1, effectiveOn: '2015-01-01' })
  return made.id
}
beforeAll(async () => {
  world = await makeWorld('2026-06-10T09:00:00Z')
  const payee = await makePayee(world, 'Jana Ruiz')
  for (const [i, closed] of ['2026-03-05', '2026-04-05', '2026-04-06', '2026-05-05'].entries())
    await admin`insert into work_records (tenant_id, id, number, kind, source_kind, external_key, revision, payee_id, opened_at, counted_at, digest) values (${world.tenant}, ${randomUUID()}, ${`W-${i}`}, 'request', 'import', ${`k${i}`}, 1, ${payee.uuid}, ${`${closed}T10:00:00Z`}, ${`${closed}T12:00:00Z`}, ${`d${i}`})`
  alpha = await program('Alpha')
  beta = await program('Beta', { period: 'quarter' })
  for (const [id, from] of [
    [alpha, '2026-03-01'],
    [alpha, '2026-04-01'],
    [alpha, '2026-05-01'],
    [beta, '2026-04-01'],
  ] as const)
    await world.as('manager').run(computeAwards, { programId: id, from })
})

describe('award runs', () => {
  test('tell what was computed, by whom, what it came to and what of it waits', async () => {
    const { rows, waiting, choices, may } = await runs()
    expect(rows).toMatchObject(
      [
        {
          number: 'R-00004',
          program: { id: beta, name: 'Beta' },
          period: 'second quarter of 2026',
          from: '2026-04-01',
          to: '2026-06-30',
          records: 3,
          awards: 1,
          open: 1,
          total: { minor: 750n },
          computedBy: world.people.manager.name,
        },
        { period: 'May 2026', records: 1, total: { minor: 250n } },
        { period: 'April 2026', records: 2, awards: 1, total: { minor: 500n } },
        { period: 'March 2026', records: 1, total: { minor: 250n } },
      ].map(({ number: _number, ...row }: Record<string, unknown>) => row),
    )
    expect(waiting).toEqual({ runs: 4, awards: 4 })
    expect(choices).toEqual({
      programs: [
        { id: alpha, name: 'Alpha' },
        { id: beta, name: 'Beta' },
      ],
      months: ['2026-06', '2026-05', '2026-04', '2026-03'],
    })
    expect(may.compute).toBe(true)
  })
  test('are found by program, month, number and state', async () => {
    expect(await seen({ program: alpha })).toEqual(['Alpha May 2026', 'Alpha April 2026', 'Alpha March 2026'])
    expect(await seen({ month: '2026-05' })).toEqual(['Beta second quarter of 2026', 'Alpha May 2026'])
    expect(await seen({ month: '2026-06' })).toEqual(['Beta second quarter of 2026'])
    expect(await seen({ program: alpha, month: '2026-06' })).toEqual([])
    const [, may] = (await runs()).rows
    expect(await seen({ q: may?.number.toLowerCase() })).toEqual(['Alpha May 2026'])
    await world.as('manager').run(confirmAwards, { runId: may?.id })
    expect(await seen({ state: 'decided' })).toEqual(['Alpha May 2026'])
    expect(await seen({ state: 'open' })).toEqual(['Beta second quarter of 2026', 'Alpha April 2026', 'Alpha March 2026'])
    expect((await runs()).waiting).toEqual({ runs: 3, awards: 3 })
    for (const wrong of [{ month: '2026-13' }, { month: 'May' }, { state: 'waiting' }]) expect(await refusalOf(runs(wrong))).toMatchObject({ code: 'invalid' })
    expect(await seen({ program: 'prg_00000000000000000000000000' })).toEqual([])
  })
  test('come page by page in each order, and whole as CSV', async () => {
    for (const [sort, order] of [
      ['-computed', ['Beta', 'May', 'April', 'March']],
      ['total', ['May', 'March', 'April', 'Beta']],
      ['period', ['March', 'April', 'Beta', 'May']],
    ] as const) {
      const whole = await seen({ sort }),
        paged: string[] = []
      for (let after: string | undefined, first = true; first || after !== undefined; first = false) {
        const page = await runs({ sort, size: 1, ...(after === undefined ? {} : { after }) })
        paged.push(...page.rows.map((row) => `${row.program.name} ${row.period}`))
        after = page.next
      }
      expect(paged, sort).toEqual(whole)
      if (sort !== 'total')
        expect(
          whole.map((name, i) => name.includes(order[i] as string) || sort === 'period'),
          sort,
        ).not.toContain(false)
    }
    const lines = (await textOf(await world.as('read_only').run(exportAwardRuns, { program: alpha }))).trim().split('\r\n')
    expect(lines).toHaveLength(4)
    expect(lines[1]).toMatch(/,Alpha,2026-05-01,2026-05-31,1,1,0,0,2\.50,USD,/)
    expect((await world.events('list.exported')).at(-1)?.detail).toMatchObject({ list: 'award runs', rows: 3, filters: `program=${alpha}` })
  })
  test('of a correction count the adjustments that they wrote, beside the awards', async () => {
    const payee = await makePayee(world, 'Late'),
      late = await program('Gamma')
    const work = (key: string) =>
      admin`insert into work_records (tenant_id, id, number, kind, source_kind, external_key, revision, payee_id, opened_at, counted_at, digest) values (${world.tenant}, ${randomUUID()}, ${key}, 'request', 'import', ${key}, 1, ${payee.uuid}, '2026-02-05T10:00:00Z', '2026-02-05T12:00:00Z', ${key})`
    await work('W-L1')
    const first = await world.as('manager').run(computeAwards, { programId: late, from: '2026-02-01' })
    await world.as('manager').run(confirmAwards, { runId: first.runId })
    await work('W-L2')
    await world.as('manager').run(computeAwards, { programId: late, from: '2026-02-01' })
    const { rows } = await runs({ program: late })
    const waiting = async (run: string | undefined) => (await world.as('manager').run(listAwards, { run, state: 'confirmed' })).run?.open
    // Whatever the list is filtered by: who confirms all of a run sees what that comes to.
    expect([await waiting(rows[0]?.id), await waiting(rows[1]?.id)]).toMatchObject([[{ count: 1, amount: { minor: 250n, currency: 'USD' } }], []])
    expect(rows.map((row) => [row.awards, row.corrections, row.open])).toEqual([
      [0, 1, 1],
      [1, 0, 0],
    ])
    expect(rows.map((row) => awardsText(row, { locale: 'en-US', zone: 'UTC', now: new Date(0) }))).toEqual(['1 correction', '1'])
    expect((await world.as('manager').run(showProgram, { id: late })).runs.map((run) => run.corrections)).toEqual([1, 0])
    expect((await textOf(await world.as('read_only').run(exportAwardRuns, { program: late }))).split('\r\n')[1]).toMatch(/,2,0,1,1,5\.00,USD,/)
    const [said] = (await world.events('award.computed')).slice(-1)
    expect(sentenceOf('award.computed', JSON.stringify(said?.detail))).toMatch(/^computed 0 awards and 1 correction of /)
  })
  test('are of who sees every award, and of their company', async () => {
    expect(await world.as('crew').run(listAwardRuns, {})).toMatchObject({ rows: [], waiting: { runs: 0, awards: 0 }, choices: { programs: [], months: [] } })
    expect((await (await makeWorld()).as('owner').run(listAwardRuns, { program: alpha })).rows).toEqual([])
  })
})

describe('programs', () => {
  test('come by name, page by page, each with the version in force or else its newest, and whole as CSV', async () => {
    const names = Array.from({ length: 7 }, (_, i) => `Paged ${i}`)
    for (const name of names) {
      const id = await program(name)
      if (name !== 'Paged 0') await world.as('manager').run(draftRule, { programId: id, rule: { ...rule, pay: { ...rule.pay, rate: '300' } } })
    }
    const draft = await world.as('manager').run(writeProgram, { name: 'Paged 7', currency: 'USD', period: 'month', rule })
    const pages: string[][] = []
    for (let after: string | undefined, first = true; first || after !== undefined; first = false) {
      const page = await world.as('manager').run(listPrograms, { q: 'paged', size: 3, ...(after === undefined ? {} : { after }) })
      pages.push(page.rows.map((row) => `${row.name} v${row.version}`))
      after = page.next
    }
    expect(pages).toEqual([
      ['Paged 0 v1', 'Paged 1 v1', 'Paged 2 v1'],
      ['Paged 3 v1', 'Paged 4 v1', 'Paged 5 v1'],
      ['Paged 6 v1', 'Paged 7 v1'],
    ])
    const newest = await world.as('manager').run(listPrograms, { sort: '-written', size: 1 })
    expect(newest.rows).toMatchObject([{ id: draft.id, state: 'draft', figures: { budget: { minor: 0n }, computed: { minor: 0n } } }])
    expect(newest.active).toBe(10)
    await world.as('manager').run(moveProgram, { programId: alpha, to: 'paused' })
    expect((await world.as('manager').run(listPrograms, { state: 'paused' })).rows.map((row) => row.name)).toEqual(['Alpha'])
    expect((await textOf(await world.as('manager').run(exportPrograms, { q: 'paged' }))).trim().split('\r\n')).toHaveLength(9)
    expect(await refusalOf(world.as('manager').run(listPrograms, { sort: 'state' }))).toMatchObject({ code: 'invalid' })
  })
})
