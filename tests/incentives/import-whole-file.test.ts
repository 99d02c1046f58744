// A whole file goes from bytes to cents without a database: each row comes in or is refused with its reason, and the sum is exact.
import { createReadStream, existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { dayOf, periodOf } from '../../lib/kernel/day.ts'
import { evaluateRule } from '../../lib/incentives/evaluate-rule.ts'
import { mapRow, type Draft, type RowRefusal } from '../../lib/incentives/import/map-row.ts'
import { bindMapping, columnNames, MappingBody, type Bound, type Mapping } from '../../lib/incentives/import/mapping.ts'
import { readCsv } from '../../lib/incentives/import/read-csv.ts'
import { periodsHolding } from '../../lib/incentives/period-grid.ts'
import type { RuleRecord } from '../../lib/incentives/rule-condition.ts'
import { Rule } from '../../lib/incentives/rule.ts'

const zone = 'America/Los_Angeles',
  now = new Date('2026-05-14T09:00:00Z')
const settings = {
  version: 1,
  hasHeader: true,
  currency: 'USD',
  times: { format: 'iso', zone, skipped: 'refuse', doubled: 'refuse' },
  unmatchedPayee: 'create',
  blankPayee: 'none',
  unmatchedCrew: 'create',
  openRows: 'keep',
} as const
const fortyEight = Rule.parse({
  version: 1,
  pay: { kind: 'per_unit', unit: 'record', rate: '250' },
  conditions: [{ op: 'within', from: 'opened', to: 'closed', seconds: 172_800 }],
  split: 'none',
  caps: {},
})

async function readWhole(path: string, mapping: Mapping): Promise<{ drafts: Draft[]; refusals: RowRefusal[]; rows: number }> {
  const drafts: Draft[] = [],
    refusals: RowRefusal[] = []
  let bound: Bound | undefined,
    rows = 0
  for await (const row of readCsv(createReadStream(path), { delimiter: ',' })) {
    if (!bound) {
      const found = bindMapping(mapping, columnNames(row.cells))
      if (!('bound' in found)) throw new Error(found.faults.join(' '))
      bound = found.bound
      continue
    }
    rows++
    const outcome = mapRow(row, bound, now)
    if (outcome.refusal) refusals.push(outcome.refusal)
    else drafts.push(outcome.draft)
  }
  return { drafts, refusals, rows }
}
const asRecord = (d: Draft): RuleRecord => ({
  id: d.externalKey,
  number: d.externalKey,
  digest: '',
  kind: d.kind,
  source: 'import',
  externalKey: d.externalKey,
  payeeId: d.payeeKey ?? null,
  crewId: null,
  openedAt: d.openedAt,
  countedAt: d.countedAt,
  quantityMilli: d.quantityMilli,
  valueMinor: d.valueMinor,
  valueCurrency: d.valueCurrency,
  fields: d.fields,
})
/** Each month of the closing moments, in the zone, as a program would compute it. */
function payByMonth(drafts: readonly Draft[]): Map<string, { counted: number; minor: bigint; payees: number }> {
  const byMonth = new Map<string, RuleRecord[]>()
  for (const draft of drafts)
    if (draft.countedAt) {
      const from = periodOf('month', dayOf(draft.countedAt, zone)).from
      byMonth.set(from, [...(byMonth.get(from) ?? []), asRecord(draft)])
    }
  return new Map(
    periodsHolding(
      'month',
      drafts.flatMap((d) => d.countedAt ?? []),
      zone,
    ).map((period) => {
      const done = evaluateRule({
        rule: fortyEight,
        currency: 'USD',
        zone,
        period,
        records: byMonth.get(period.from) ?? [],
        crews: new Map(),
        audience: { all: true },
      })
      return [period.from, { counted: done.counted, minor: done.totalMinor, payees: done.outcomes.length }]
    }),
  )
}

test('a sample of our own: every kind of row has its fate', async () => {
  const mapping = MappingBody.parse({
    ...settings,
    columns: {
      key: 'request',
      kind: { fixed: 'request' },
      payee: 'crew',
      opened: 'opened',
      closed: 'closed',
      quantity: 'depth',
      extra: [{ column: 'notes', field: 'notes', type: 'text' }],
    },
  })
  const { drafts, refusals, rows } = await readWhole('tests/incentives/samples/requests.csv', mapping)
  expect([rows, drafts.length]).toEqual([11, 7])
  expect(refusals.map((r) => [r.line, r.column, r.code])).toEqual([
    [9, 'closed', 'closed_before_opened'],
    [10, 'opened', 'skipped_hour'],
    [11, 'depth', 'number'],
    [12, 'opened', 'no_such_day'],
  ])
  expect(drafts.filter((d) => d.countedAt === null).map((d) => d.externalKey)).toEqual(['R-1006'])
  expect(drafts.find((d) => d.formulas.length > 0)).toMatchObject({ externalKey: 'R-1011', fields: { notes: '=HYPERLINK("http://example.com")' } })
  expect(Object.fromEntries(payByMonth(drafts))).toEqual({
    '2026-03-01': { counted: 3, minor: 750n, payees: 2 },
    '2026-04-01': { counted: 2, minor: 500n, payees: 1 },
  })
})

const real = '../shared/data/sf-311-requests.csv'
if (existsSync(real)) {
  test('the city’s file: 5,022 come in, 8 are refused, 187 stay open, and 1,704 within 48 hours make 4,260.00', async () => {
    const mapping = MappingBody.parse({
      ...settings,
      columns: {
        key: 'unique_key',
        kind: { fixed: 'request' },
        payee: 'agency_name',
        opened: 'created_date',
        closed: 'closed_date',
        extra: [
          { column: 'category', field: 'category', type: 'text' },
          { column: 'status_notes', field: 'notes', type: 'text' },
        ],
      },
    })
    const { drafts, refusals, rows } = await readWhole(real, mapping)
    expect([rows, drafts.length, refusals.length, drafts.filter((d) => d.countedAt === null).length]).toEqual([5_030, 5_022, 8, 187])
    expect(new Set(refusals.map((r) => r.code))).toEqual(new Set(['closed_before_opened']))
    expect(new Set(drafts.map((d) => d.payeeKey)).size).toBe(170)
    const months = [...payByMonth(drafts).values()]
    expect(months.reduce((n, m) => n + m.counted, 0)).toBe(1_704)
    expect(months.reduce((sum, m) => sum + m.minor, 0n)).toBe(426_000n)
  })
}
