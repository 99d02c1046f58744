// The sentence that people read is made from the rule that is computed, and a change shows exactly the values that change.
import { expect, test } from 'vitest'
import { day } from '../../lib/kernel/day.ts'
import { compareEvaluations } from '../../lib/incentives/compare-rules.ts'
import { evaluateRule } from '../../lib/incentives/evaluate-rule.ts'
import { periodFrom, periodName, periodsHolding, periodsIn } from '../../lib/incentives/period-grid.ts'
import { rulePieces, ruleSentences, sentenceChanges } from '../../lib/incentives/rule-sentence.ts'
import type { RuleRecord } from '../../lib/incentives/rule-condition.ts'
import { Rule } from '../../lib/incentives/rule.ts'

const rule = (raw: object): Rule => Rule.parse({ version: 1, conditions: [], split: 'none', caps: {}, ...raw })
const said = (raw: object): string => ruleSentences(rule(raw), { currency: 'USD', period: 'month' }).join(' ')

test.each([
  [
    { pay: { kind: 'per_unit', unit: 'record', rate: '250' }, conditions: [{ op: 'within', from: 'opened', to: 'closed', seconds: 172_800 }] },
    'Each record closed within 48 hours of opening earns 2.50 USD.',
  ],
  [
    {
      pay: {
        kind: 'tiers',
        backApply: false,
        by: {
          measure: 'count',
          steps: [
            { from: '1', rate: '1000' },
            { from: '21', rate: '1200' },
          ],
        },
      },
      split: 'equal',
    },
    'Each record earns 10.00 USD; from the 21st in a month, 12.00 USD. It is counted for each crew and shared equally by those on it on the last day of the period; what does not divide evenly goes to those who lose most by rounding.',
  ],
  [
    { pay: { kind: 'tiers', backApply: true, by: { measure: 'count', steps: [{ from: '3', rate: '1000' }] } } },
    'Each record earns nothing at first; from the 3rd in a month on, all of them earn 10.00 USD.',
  ],
  [
    {
      pay: {
        kind: 'tiers',
        backApply: false,
        by: {
          measure: 'value',
          steps: [
            { from: '0', rate: 200 },
            { from: '1000000', rate: 350 },
          ],
        },
      },
    },
    'The value of records earns 2 %; above 10000.00 USD in a month, 3.5 %.',
  ],
  [
    { pay: { kind: 'threshold', measure: 'count', reach: '20', amount: '10000' }, conditions: [{ op: 'is', field: 'kind', value: 'repair' }] },
    'Whichever person reaches 20 records whose kind is “repair” in a month earns 100.00 USD, once.',
  ],
  [
    {
      pay: { kind: 'percentage', share: 250 },
      conditions: [
        { op: 'at_least', field: 'value', value: '100' },
        { op: 'one_of', field: 'field:source_of_call', values: ['Web', 'Phone'] },
      ],
      caps: { perPayee: '60000', program: '500000' },
    },
    'The value of records whose value is at least 100 and whose source of call is one of “Web”, “Phone” earns 2.5 %. A person earns at most 600.00 USD a month. The program pays at most 5000.00 USD a month in all.',
  ],
  [
    { pay: { kind: 'nomination', least: '5000', most: '50000' } },
    'A person may be nominated for 50.00 USD to 500.00 USD, with a proof attached; somebody else confirms it.',
  ],
] as const)('%#: a rule reads as English', (raw, sentence) => {
  expect(said(raw)).toBe(sentence)
})

test('only the changed values are struck out and added', () => {
  const before = rulePieces(rule({ pay: { kind: 'per_unit', unit: 'record', rate: '250' }, caps: { perPayee: '60000' } }), { currency: 'USD', period: 'month' })
  const after = rulePieces(rule({ pay: { kind: 'per_unit', unit: 'record', rate: '300' }, caps: { perPayee: '60000' } }), { currency: 'USD', period: 'month' })
  expect(
    sentenceChanges(before, after)
      .flat()
      .filter((p) => p.change !== 'same'),
  ).toEqual([
    { text: '2.50 USD', isValue: true, change: 'removed' },
    { text: '3.00 USD', isValue: true, change: 'added' },
  ])
})
test('two versions on the same facts: who gains, who loses, and why', () => {
  const record = (n: number, payeeId: string): RuleRecord => ({
    id: `${payeeId}${n}`,
    number: '',
    digest: '',
    kind: 'visit',
    source: 'hand',
    externalKey: '',
    payeeId,
    crewId: null,
    openedAt: null,
    countedAt: new Date('2026-04-10T12:00:00Z'),
    quantityMilli: null,
    valueMinor: null,
    valueCurrency: null,
    fields: {},
  })
  const records = [...Array.from({ length: 50 }, (_, n) => record(n, 'ana')), ...Array.from({ length: 5 }, (_, n) => record(n, 'ben'))]
  const run = (r: Rule) =>
    evaluateRule({
      rule: r,
      currency: 'USD',
      zone: 'UTC',
      period: { from: day('2026-04-01'), to: day('2026-04-30') },
      records,
      crews: new Map(),
      audience: { all: true },
    })
  const [v1, v2] = [
    rule({ pay: { kind: 'per_unit', unit: 'record', rate: '1250' }, caps: { perPayee: '60000' } }),
    rule({ pay: { kind: 'per_unit', unit: 'record', rate: '1400' }, caps: { perPayee: '52000' } }),
  ]
  const done = compareEvaluations([{ before: run(v1), after: run(v2) }], { before: v1, after: v2 })
  expect(done.rows).toMatchObject([
    { payeeId: 'ana', before: 60_000n, after: 52_000n, difference: -8_000n, because: 'Reaches the new limit' },
    { payeeId: 'ben', before: 6_250n, after: 7_000n, difference: 750n, because: 'Higher rate or earlier step' },
  ])
  expect([done.gaining, done.losing, done.before, done.after]).toEqual([{ count: 1, minor: 750n }, { count: 1, minor: -8_000n }, 66_250n, 59_000n])
})
test('periods follow the calendar of the zone', () => {
  expect(periodsHolding('month', [new Date('2026-03-01T07:00:00Z'), new Date('2026-03-01T09:00:00Z')], 'America/Los_Angeles').map((p) => p.from)).toEqual([
    '2026-02-01',
    '2026-03-01',
  ])
  expect(periodsIn('quarter', { from: day('2025-12-31'), to: day('2026-04-01') }).map((p) => periodName('quarter', p.from))).toEqual([
    'fourth quarter of 2025',
    'first quarter of 2026',
    'second quarter of 2026',
  ])
  expect([
    periodFrom('month', '2026-05-01')?.to,
    periodFrom('month', '2026-05-02'),
    periodFrom('week', '2026-05-11')?.to,
    periodName('month', day('2026-05-01')),
  ]).toEqual(['2026-05-31', undefined, '2026-05-17', 'May 2026'])
})
