// The palette finds an entry by any of its words, without accents and in any order, those that begin with them first.
import { expect, test } from 'vitest'
import { rank, type PaletteEntry } from '../../app/_ui/shell/palette-entries.ts'
import { sumsOf } from '../../app/_ui/table/selection-bar.client.tsx'

const entry = (label: string, also?: string): PaletteEntry => ({ id: label, kind: 'place', label, also })
const entries = [entry('Batches', 'bank files'), entry('Payouts'), entry('Raise a payout'), entry('Señor Ruiz'), entry('Statements', 'bank lines')]
const names = (query: string): string[] => rank(entries, query).map((e) => e.label)

test('by the beginning before the middle', () => expect(names('pay')).toEqual(['Payouts', 'Raise a payout']))
test('without accents', () => expect(names('senor')).toEqual(['Señor Ruiz']))
test('by its other words', () => expect(names('bank')).toEqual(['Batches', 'Statements']))
test('by several words in any order', () => expect(names('payout raise')).toEqual(['Raise a payout']))
test('everything for nothing', () => expect(names(' ')).toHaveLength(5))

test('the sums of a selection are exact and kept apart by currency', () => {
  expect(
    sumsOf([
      { id: 'a', minor: 9007199254740993n, currency: 'USD' },
      { id: 'b', minor: 1n, currency: 'USD' },
      { id: 'c', minor: 5n, currency: 'CAD' },
      { id: 'd' },
    ]),
  ).toEqual([
    { minor: 9007199254740994n, currency: 'USD' },
    { minor: 5n, currency: 'CAD' },
  ])
})
