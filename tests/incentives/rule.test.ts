// A rule grants the same cents for the same facts, in whole minor units, whatever the order of the records; splits and limits add up.
// ASVS V2.2.3
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { day, type DayRange } from '../../lib/kernel/day.ts'
import { evaluateRule, type CrewOfPeriod, type Evaluation, type Task } from '../../lib/incentives/evaluate-rule.ts'
import { meets, type RuleRecord } from '../../lib/incentives/rule-condition.ts'
import { readRule, Rule, ruleDigest } from '../../lib/incentives/rule.ts'
import { splitAmount } from '../../lib/incentives/split.ts'
import { unknownFields } from '../../lib/incentives/unknown-fields.ts'

const may: DayRange = { from: day('2026-05-01'), to: day('2026-05-31') }
const zone = 'America/Los_Angeles'
const base = { version: 1, conditions: [], split: 'none', caps: {} } as const
const rule = (pay: object, more: object = {}): Rule => Rule.parse({ ...base, pay, ...more })
let serial = 0
function record(more: Partial<RuleRecord> = {}): RuleRecord {
  const n = String(++serial).padStart(6, '0')
  return {
    id: `id-${n}`,
    number: `W-${n}`,
    digest: n,
    kind: 'request',
    source: 'import',
    externalKey: n,
    payeeId: 'ana',
    crewId: null,
    openedAt: new Date('2026-05-10T08:00:00Z'),
    countedAt: new Date('2026-05-12T08:00:00Z'),
    quantityMilli: null,
    valueMinor: null,
    valueCurrency: null,
    fields: {},
    ...more,
  }
}
const many = (n: number, more: Partial<RuleRecord> = {}): RuleRecord[] => Array.from({ length: n }, () => record(more))
const run = (r: Rule, records: readonly RuleRecord[], more: Partial<Task> = {}): Evaluation =>
  evaluateRule({ rule: r, currency: 'USD', zone, period: may, records, crews: new Map(), audience: { all: true }, ...more })
const amountOf = (e: Evaluation, payee = 'ana'): bigint => e.outcomes.find((o) => o.payeeId === payee)?.minor ?? 0n
const shown = (e: Evaluation): string => JSON.stringify(e.outcomes, (_k, v: unknown) => (typeof v === 'bigint' ? v.toString() : v))
const crewOf = (id: string, members: [string, number][]): CrewOfPeriod => ({ id, name: id, members: members.map(([payeeId, share]) => ({ payeeId, share })) })

describe('what each kind pays', () => {
  test('per record and per unit of quantity', () => {
    expect(amountOf(run(rule({ kind: 'per_unit', unit: 'record', rate: '250' }), many(7)))).toBe(1_750n)
    expect(amountOf(run(rule({ kind: 'per_unit', unit: 'quantity', rate: '250' }), [record({ quantityMilli: 1_500n }), record({ quantityMilli: 333n })]))).toBe(
      458n,
    ) // 1.833 × 2.50 = 4.5825
  })
  test('a half cent is rounded to the even cent, once, on the award', () => {
    const half = rule({ kind: 'percentage', share: 50 })
    const value = (minor: bigint): RuleRecord => record({ valueMinor: minor, valueCurrency: 'USD' })
    expect(amountOf(run(half, [value(100n)]))).toBe(0n) // 0.5 → 0
    expect(amountOf(run(half, [value(300n)]))).toBe(2n) // 1.5 → 2
    expect(amountOf(run(half, [value(100n), value(300n)]))).toBe(2n) // 2.0, not 0 + 2 by luck
    expect(amountOf(run(half, [value(500n)]))).toBe(2n) // 2.5 → 2
  })
  test('tiers by count without back-application pay each record by its step', () => {
    const tiers = rule({
      kind: 'tiers',
      backApply: false,
      by: {
        measure: 'count',
        steps: [
          { from: '1', rate: '1000' },
          { from: '21', rate: '1200' },
        ],
      },
    })
    expect(amountOf(run(tiers, many(20)))).toBe(20_000n)
    expect(amountOf(run(tiers, many(25)))).toBe(26_000n)
  })
  test('tiers with back-application pay all by the step reached', () => {
    const tiers = rule({
      kind: 'tiers',
      backApply: true,
      by: {
        measure: 'count',
        steps: [
          { from: '1', rate: '1000' },
          { from: '21', rate: '1200' },
        ],
      },
    })
    expect(amountOf(run(tiers, many(20)))).toBe(20_000n)
    expect(amountOf(run(tiers, many(21)))).toBe(25_200n)
  })
  test('tiers by value pay a share of what lies in each step', () => {
    const tiers = rule({
      kind: 'tiers',
      backApply: false,
      by: {
        measure: 'value',
        steps: [
          { from: '0', rate: 200 },
          { from: '1000000', rate: 300 },
        ],
      },
    })
    expect(amountOf(run(tiers, [record({ valueMinor: 1_500_000n, valueCurrency: 'USD' })]))).toBe(35_000n)
  })
  test('a threshold pays once it is reached, and not before', () => {
    const bonus = rule({ kind: 'threshold', measure: 'count', reach: '10', amount: '50000' })
    expect(amountOf(run(bonus, many(9)))).toBe(0n)
    expect(amountOf(run(bonus, many(30)))).toBe(50_000n)
  })
  test('credits that outweigh the work earn nothing and take nothing', () => {
    expect(
      amountOf(
        run(rule({ kind: 'percentage', share: 1_000 }), [
          record({ valueMinor: -5_000n, valueCurrency: 'USD' }),
          record({ valueMinor: 3_000n, valueCurrency: 'USD' }),
        ]),
      ),
    ).toBe(0n)
  })
  test('a nomination computes nothing by itself', () => {
    expect(run(rule({ kind: 'nomination', least: '5000', most: '50000' }), many(3)).outcomes).toEqual([])
  })
})

describe('which records count', () => {
  const within = rule({ kind: 'per_unit', unit: 'record', rate: '250' }, { conditions: [{ op: 'within', from: 'opened', to: 'closed', seconds: 172_800 }] })
  test('48:00:00 is within 48 hours, 48:00:01 is not, and a closing before the opening never is', () => {
    const openedAt = new Date('2026-05-10T08:00:00Z')
    expect(amountOf(run(within, [record({ openedAt, countedAt: new Date('2026-05-12T08:00:00Z') })]))).toBe(250n)
    expect(amountOf(run(within, [record({ openedAt, countedAt: new Date('2026-05-12T08:00:01Z') })]))).toBe(0n)
    expect(amountOf(run(within, [record({ openedAt, countedAt: new Date('2026-05-10T07:59:59Z') })]))).toBe(0n)
  })
  test('the period is that of the closing moment in the tenant’s zone', () => {
    const flat = rule({ kind: 'per_unit', unit: 'record', rate: '100' })
    const edge = [
      record({ countedAt: new Date('2026-05-01T06:59:59Z') }),
      record({ countedAt: new Date('2026-05-01T07:00:00Z') }),
      record({ countedAt: new Date('2026-06-01T06:59:59Z') }),
      record({ countedAt: new Date('2026-06-01T07:00:00Z') }),
    ]
    const done = run(flat, edge)
    expect(amountOf(done)).toBe(200n)
    expect(done.passedOver.get('other period')).toBe(2)
  })
  test('what is passed over is counted by its reason', () => {
    const flat = rule({ kind: 'percentage', share: 100 })
    const done = run(flat, [
      record({ countedAt: null }),
      record({ payeeId: null, valueMinor: 1n, valueCurrency: 'USD' }),
      record(),
      record({ valueMinor: 5n, valueCurrency: 'EUR' }),
    ])
    expect(Object.fromEntries(done.passedOver)).toEqual({ open: 1, 'no payee': 1, 'no value': 1, 'other currency': 1 })
  })
  test('conditions compare text without case and numbers exactly', () => {
    const r = record({
      kind: 'Repair',
      valueMinor: 10_000n,
      valueCurrency: 'USD',
      fields: { category: 'Sewer Issues', depth: '0.1', done: '2026-05-11T08:00:00.000Z' },
    })
    const is = (condition: object): boolean => meets(r, [condition as never])
    expect(is({ op: 'is', field: 'kind', value: 'repair ' })).toBe(true)
    expect(is({ op: 'is_not', field: 'field:missing', value: 'x' })).toBe(true)
    expect(is({ op: 'contains', field: 'field:category', value: 'sewer' })).toBe(true)
    expect(is({ op: 'one_of', field: 'field:category', values: ['a', 'SEWER ISSUES'] })).toBe(true)
    expect(is({ op: 'at_least', field: 'value', value: '100' })).toBe(true)
    expect(is({ op: 'at_least', field: 'value', value: '100.01' })).toBe(false)
    expect(is({ op: 'at_most', field: 'field:depth', value: '0.10' })).toBe(true)
    expect(is({ op: 'within', from: 'opened', to: 'field:done', seconds: 86_400 })).toBe(true)
    expect(is({ op: 'is_set', field: 'quantity' })).toBe(false)
    expect(is({ op: 'is_not_set', field: 'field:missing' })).toBe(true)
  })
  test('an audience limits who takes part', () => {
    const flat = rule({ kind: 'per_unit', unit: 'record', rate: '100' }),
      list = [...many(2), ...many(3, { payeeId: 'ben' }), ...many(4, { payeeId: 'cyd' })]
    const crews = new Map([['ash', crewOf('ash', [['ben', 1]])]])
    const done = run(flat, list, { crews, audience: { payees: ['ana'], crews: ['ash'] } })
    expect([amountOf(done), amountOf(done, 'ben'), amountOf(done, 'cyd')]).toEqual([200n, 300n, 0n])
    expect(done.passedOver.get('not in the audience')).toBe(4)
  })
})

describe('splits and limits', () => {
  const tiers = { kind: 'tiers', backApply: false, by: { measure: 'count', steps: [{ from: '1', rate: '1000' }] } }
  test('a crew’s amount is shared equally, the remainder by largest remainder, and says so', () => {
    const done = run(rule(tiers, { split: 'equal' }), many(10, { crewId: 'ash', payeeId: null }), {
      crews: new Map([
        [
          'ash',
          crewOf('ash', [
            ['ana', 5],
            ['ben', 1],
            ['cyd', 1],
          ]),
        ],
      ]),
    })
    expect(done.outcomes.map((o) => o.minor).sort()).toEqual([3_333n, 3_333n, 3_334n])
    expect(done.outcomes.find((o) => o.minor === 3_334n)?.steps.at(-1)?.text).toBe(
      'Crew ash on 2026-05-31: 100.00 USD shared equally by 3 people = 33.34 USD; the 0.01 USD left over goes, 0.01 USD each, to those whose share lost most by rounding down, 0.01 USD of it here',
    )
    expect(done.outcomes.filter((o) => o.minor === 3_333n).map((o) => o.steps.at(-1)?.text.split('; ')[1])).toEqual(
      Array.from({ length: 2 }, () => 'the 0.01 USD left over goes, 0.01 USD each, to those whose share lost most by rounding down, none of it here'),
    )
  })
  test('shares divide by weight, and one person on two crews gets one award', () => {
    const crews = new Map([
      [
        'ash',
        crewOf('ash', [
          ['ana', 3],
          ['ben', 1],
        ]),
      ],
      ['elm', crewOf('elm', [['ana', 1]])],
    ])
    const done = run(rule(tiers, { split: 'shares' }), [...many(4, { crewId: 'ash' }), ...many(2, { crewId: 'elm' })], { crews })
    expect([amountOf(done), amountOf(done, 'ben')]).toEqual([5_000n, 1_000n])
    expect(done.outcomes.find((o) => o.payeeId === 'ana')?.records.length).toBe(6)
  })
  test('limits hold for a person and for the program', () => {
    const flat = rule({ kind: 'per_unit', unit: 'record', rate: '1000' }, { caps: { perPayee: '5000', program: '8000' } })
    const done = run(flat, [...many(9), ...many(3, { payeeId: 'ben' })])
    expect(done.totalMinor).toBe(8_000n)
    expect([amountOf(done), amountOf(done, 'ben')]).toEqual([5_000n, 3_000n])
    const tight = run(flat, [...many(9), ...many(5, { payeeId: 'ben' }), ...many(2, { payeeId: 'cyd' })])
    expect(tight.totalMinor).toBe(8_000n)
  })
})

describe('properties', () => {
  const pays = fc.oneof(
    fc.record({
      kind: fc.constant('per_unit' as const),
      unit: fc.constantFrom('record' as const, 'quantity' as const),
      rate: fc.integer({ min: 1, max: 99_999 }).map(String),
    }),
    fc.record({ kind: fc.constant('percentage' as const), share: fc.integer({ min: 1, max: 20_000 }) }),
    fc
      .record({
        first: fc.integer({ min: 1, max: 5 }),
        second: fc.integer({ min: 6, max: 20 }),
        low: fc.integer({ min: 0, max: 900 }),
        more: fc.integer({ min: 0, max: 900 }),
        backApply: fc.boolean(),
      })
      .map((t) => ({
        kind: 'tiers' as const,
        backApply: t.backApply,
        by: {
          measure: 'count' as const,
          steps: [
            { from: String(t.first), rate: String(t.low) },
            { from: String(t.second), rate: String(t.low + t.more) },
          ],
        },
      })),
    fc.record({
      kind: fc.constant('threshold' as const),
      measure: fc.constant('count' as const),
      reach: fc.integer({ min: 1, max: 20 }).map(String),
      amount: fc.integer({ min: 1, max: 99_999 }).map(String),
    }),
  )
  const records = fc
    .array(
      fc.record({
        payeeId: fc.constantFrom('ana', 'ben', 'cyd'),
        crewId: fc.constantFrom('ash', 'elm'),
        quantityMilli: fc.bigInt({ min: 0n, max: 99_999n }),
        valueMinor: fc.bigInt({ min: 0n, max: 999_999n }),
      }),
      { maxLength: 40 },
    )
    .map((list) => list.map((r) => record({ ...r, valueCurrency: 'USD' })))
  const crews = new Map([
    [
      'ash',
      crewOf('ash', [
        ['ana', 2],
        ['ben', 1],
        ['cyd', 3],
      ]),
    ],
    [
      'elm',
      crewOf('elm', [
        ['ana', 1],
        ['cyd', 1],
      ]),
    ],
  ])

  test('the order of the records changes neither a cent nor a word', () => {
    fc.assert(
      fc.property(pays, records, fc.constantFrom('none', 'equal', 'shares'), fc.infiniteStream(fc.nat()), (pay, list, split, noise) => {
        const r = rule(pay, { split, caps: { perPayee: '70000', program: '120000' } })
        const lots = new Map(list.map((item) => [item.id, noise.next().value as number]))
        const shuffled = [...list].sort((a, b) => (lots.get(a.id) as number) - (lots.get(b.id) as number))
        expect(shown(run(r, shuffled, { crews }))).toBe(shown(run(r, list, { crews })))
      }),
      { numRuns: 150 },
    )
  })
  test('limits are never exceeded and nothing is negative', () => {
    fc.assert(
      fc.property(pays, records, fc.bigInt({ min: 1n, max: 90_000n }), fc.bigInt({ min: 1n, max: 90_000n }), (pay, list, one, all) => {
        const done = run(rule(pay, { caps: { perPayee: String(one), program: String(all) } }), list)
        expect(done.totalMinor <= all && done.outcomes.every((o) => o.minor >= 0n && o.minor <= one)).toBe(true)
        expect(done.outcomes.reduce((sum, o) => sum + o.minor, 0n)).toBe(done.totalMinor)
      }),
      { numRuns: 150 },
    )
  })
  test('the parts of a split sum to the whole and differ from their exact part by less than one', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 12n }), fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 12 }), (minor, shares) => {
        const parts = splitAmount(
          minor,
          'USD',
          shares.map((share, i) => ({ payeeId: `p${i}`, share })),
          '2026-05-01',
        )
        const total = BigInt(shares.reduce((a, b) => a + b, 0))
        expect(parts.reduce((sum, p) => sum + p.minor, 0n)).toBe(minor)
        for (const p of parts) {
          const exact = minor * BigInt(shares[Number(p.payeeId.slice(1))] as number)
          expect(p.minor * total - exact < total && exact - p.minor * total < total).toBe(true)
        }
      }),
      { numRuns: 200 },
    )
  })
  test('more work never earns less where later steps pay no less', () => {
    fc.assert(
      fc.property(pays, fc.integer({ min: 0, max: 30 }), (pay, n) => {
        const more = { quantityMilli: 1_500n, valueMinor: 999n, valueCurrency: 'USD' }
        expect(amountOf(run(rule(pay), many(n + 1, more))) >= amountOf(run(rule(pay), many(n, more)))).toBe(true)
      }),
      { numRuns: 150 },
    )
  })
  test('with back-application the amount is count times the rate of the step reached', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 500 }), fc.integer({ min: 0, max: 500 }), (n, low, more) => {
        const r = rule({
          kind: 'tiers',
          backApply: true,
          by: {
            measure: 'count',
            steps: [
              { from: '3', rate: String(low) },
              { from: '11', rate: String(low + more) },
            ],
          },
        })
        expect(amountOf(run(r, many(n)))).toBe(BigInt(n) * BigInt(n >= 11 ? low + more : n >= 3 ? low : 0))
      }),
      { numRuns: 100 },
    )
  })
  test('every step of the arithmetic states the amount that follows', () => {
    fc.assert(
      fc.property(pays, records, (pay, list) => {
        for (const o of run(rule(pay, { split: 'equal', caps: { program: '5000' } }), list, { crews }).outcomes)
          expect(BigInt(o.steps.at(-1)?.result ?? '0')).toBe(o.minor)
      }),
      { numRuns: 150 },
    )
  })
})

describe('what a rule may say', () => {
  const faultsOf = (raw: object): string[] => Rule.safeParse({ ...base, ...raw }).error?.issues.map((i) => i.message) ?? []
  test('steps rise, and back-application never lowers what was earned', () => {
    expect(
      faultsOf({
        pay: {
          kind: 'tiers',
          backApply: false,
          by: {
            measure: 'count',
            steps: [
              { from: '5', rate: '1' },
              { from: '5', rate: '2' },
            ],
          },
        },
      }),
    ).toEqual(['Each step begins above the one before it.'])
    expect(
      faultsOf({
        pay: {
          kind: 'tiers',
          backApply: true,
          by: {
            measure: 'count',
            steps: [
              { from: '1', rate: '9' },
              { from: '5', rate: '2' },
            ],
          },
        },
      })[0],
    ).toContain('more work would earn less')
  })
  test('a float, an exponent, a negative or an unknown field is refused', () => {
    for (const rate of ['2.5', '1e3', '-1', '0', '01', 2.5]) expect(faultsOf({ pay: { kind: 'per_unit', unit: 'record', rate } }).length).toBeGreaterThan(0)
    expect(faultsOf({ pay: { kind: 'percentage', share: 2.5 } })).toEqual(['Write a percentage with at most two decimals.'])
    expect(faultsOf({ pay: { kind: 'percentage', share: 2 }, surprise: 1 }).length).toBe(1)
  })
  test('the digest depends on what the rule says, not on how its keys are ordered', () => {
    const a = rule({ kind: 'per_unit', unit: 'record', rate: '250' }),
      b = Rule.parse({ caps: {}, split: 'none', conditions: [], pay: { rate: '250', unit: 'record', kind: 'per_unit' }, version: 1 })
    expect(ruleDigest(b)).toBe(ruleDigest(a))
    expect(ruleDigest(readRule(JSON.stringify(a)))).toBe(ruleDigest(a))
    expect(ruleDigest(rule({ kind: 'per_unit', unit: 'record', rate: '251' }))).not.toBe(ruleDigest(a))
  })
})
test.each([
  ['field:type', 'No recent record has a field “type”. Did you mean “kind”?'],
  ['field:kind', 'No recent record has a field “kind”. Write “kind” without “field:”.'],
  ['field:catgory', 'No recent record has a field “catgory”. Did you mean “category”?'],
  ['field:source_of', 'No recent record has a field “source_of”. Did you mean “source_of_call”?'],
  ['field:moon', 'No recent record has a field “moon”. Records have: kind, external_key, source, value, category, source_of_call.'],
])('a condition on %s, which no record has, is told with what was meant', (field, sentence) => {
  const held = new Set(['kind', 'value', 'field:category', 'field:source_of_call'])
  const on = (named: string): Rule => rule({ kind: 'per_unit', unit: 'record', rate: '250' }, { conditions: [{ op: 'is', field: named, value: 'x' }] })
  expect(unknownFields(on(field), held)).toEqual([sentence])
  expect([unknownFields(on('field:category'), held), unknownFields(on('kind'), held), unknownFields(on(field), new Set())]).toEqual([[], [], []])
})
