// The state of a list is its address: only declared keys are read, and every link out of it keeps what the person had set.
// ASVS V1.1.1 V4.3.1
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { amounts, choice, days, text } from '../../app/_ui/filter.ts'
import { readList } from '../../app/_ui/list-url.ts'

const filters = [
  text('q', 'Search'),
  choice('state', 'State', [
    ['raised', 'raised'],
    ['held', 'held'],
  ]),
  days('raised', 'Raised'),
  amounts('amount', 'Amount'),
]
const shape = { filters, sort: ['raised', 'amount'], defaultSort: '-raised' }
const read = (search: string) => readList('/payouts', Object.fromEntries(new URLSearchParams(search)), shape)

test('undeclared keys, empty values and unknown orders are dropped', () => {
  expect(read('state=&q=ruiz&evil=1&sort=payee').query).toEqual({ q: 'ruiz', sort: '-raised' })
})
test('what hangs on the object of the address is no value: only text is', () => {
  // As the framework collects “?__proto__=x&sort=name”: the prototype is an array, so there is a sort before one is asked for.
  const params = Object.setPrototypeOf({ q: ['a', 'b'] }, ['x']) as Record<string, unknown>
  params['sort'] = [Array.prototype.sort, 'name']
  const url = readList('/x', params as never, { filters: [text('q', 'Search', '')], sort: ['name'] })
  expect([url.sort, url.get('q')]).toEqual(['name', 'a'])
  expect(readList('/x', Object.setPrototypeOf({}, ['x']) as never, { sort: ['name'], defaultSort: '-name' }).sort).toBe('-name')
})
test('a filter or an order starts again from the first page, a cursor keeps both', () => {
  const url = read('state=held&after=abc&sort=amount')
  expect(url.with({ q: 'x' })).toBe('/payouts?state=held&sort=amount&q=x')
  expect(url.sortBy('amount')).toBe('/payouts?state=held&sort=-amount')
  expect(url.with({ before: 'b' })).toBe('/payouts?state=held&sort=amount&before=b')
})
test('a range is one filter of two keys', () => {
  const url = read('raisedFrom=2026-05-01&raisedTo=2026-05-14&amountMax=2500')
  expect(url.active.map((filter) => filter.id)).toEqual(['raised', 'amount'])
  expect(url.without(filters[2] as (typeof filters)[number])).toBe('/payouts?amountMax=2500')
  expect(url.cleared).toBe('/payouts')
})
test('the export has the filters and the order of the list and no cursor', () => {
  expect(read('state=held&after=abc').csv).toBe('/payouts.csv?state=held')
})
test('what people type survives the way through the address', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), (typed) => {
      const link = read('').with({ q: typed })
      expect(readList('/payouts', Object.fromEntries(new URL(link, 'http://x').searchParams), shape).get('q') ?? '').toBe(typed.trim())
    }),
  )
})
test('a day or an amount that cannot be one, and characters that no person types, filter nothing', () => {
  for (const search of ['raisedFrom=2026-02-31', 'raisedTo=9999-12-31', 'amountMin=1e9', 'amountMax=-', 'amountMin=1,000', 'q=%00'])
    expect(read(search).query).toEqual({ sort: '-raised' })
  expect(read('raisedFrom=2026-02-28&amountMin=-12.50&q=a%00b').query).toEqual({ raisedFrom: '2026-02-28', amountMin: '-12.50', q: 'ab', sort: '-raised' })
})
test('values are cut at a length that no honest filter has', () => {
  expect(read(`q=${'x'.repeat(5000)}`).get('q')).toHaveLength(400)
})
