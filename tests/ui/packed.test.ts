// A list that travels packed draws what its elements would have drawn, sign for sign; what cannot be packed is left as it is.
import { createElement as h, Fragment, type ReactNode } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Mark, markShapes } from '../../app/_ui/mark.tsx'
import { Moment } from '../../app/_ui/moment.tsx'
import { Money } from '../../app/_ui/money.tsx'
import { Status } from '../../app/_ui/status.tsx'
import { pack } from '../../app/_ui/table/packed.ts'
import { Rows } from '../../app/_ui/table/rows.client.tsx'

const place = { locale: 'de-DE', zone: 'Europe/Berlin', now: new Date('2026-05-14T16:43:00Z') }
const cellOf = (node: ReactNode): string | undefined => {
  const cells = pack(node)
  if (cells === undefined) return undefined
  const markup = renderToStaticMarkup(
    h('table', null, h('tbody', null, h(Rows, { packed: JSON.stringify([{ id: 'r', cells: [cells] }]), columns: [{ id: 'c' }] }))),
  )
  return markup.replace(/^.*?<td role="cell">/s, '').replace(/<\/td><\/tr><\/tbody><\/table>$/, '')
}
const words = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('', '<b>', '"&\'', '</script>', '@', '{}', '[]', '0'))
const drawn = fc.letrec<{ node: ReactNode }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    words,
    fc.integer(),
    fc.constantFrom(null, undefined, false),
    fc.constantFrom(...markShapes).map((shape) => h(Mark, { shape })),
    fc.bigInt({ min: -99_999n, max: 99_999n }).map((minor) => h(Money, { of: { minor, currency: 'EUR' }, place })),
    fc
      .record({ className: words, title: words })
      .chain((attributes) => fc.array(tie('node'), { maxLength: 3 }).map((inside) => h('span', attributes, ...inside))),
    fc.array(tie('node'), { maxLength: 3 }).map((inside) => h(Fragment, null, ...inside)),
    fc.array(tie('node'), { maxLength: 2 }).map((inside) => h('a', { href: '/x?y="&z=<' }, ...inside)),
  ),
})).node

test('whatever text and elements a cell holds', () => {
  fc.assert(
    fc.property(drawn, (node) => {
      expect(cellOf(node)).toBe(renderToStaticMarkup(node))
    }),
    { numRuns: 300 },
  )
})
test('the cells that lists are made of', () => {
  for (const node of [
    h(Status<'payout'>, { noun: 'payout', state: 'raised' }),
    h(Moment, { at: new Date('2026-05-13T09:41:07Z'), place }),
    h(Money, { of: { minor: -124_000n, currency: 'USD' }, place, code: true, sign: true }),
  ])
    expect(cellOf(node)).toBe(renderToStaticMarkup(node))
})
test('a control, an inline style, raw markup and a component of the browser are not packed', () => {
  const browsers = Object.assign(() => null, { $$typeof: Symbol.for('react.client.reference') })
  for (const node of [
    h('input', { defaultChecked: true }),
    h('b', { onClick: () => undefined }),
    h('b', { dangerouslySetInnerHTML: { __html: '<i>' } }),
    h(browsers),
    h('span', null, 'words ', h(browsers)),
  ])
    expect(pack(node)).toBeUndefined()
})
test('a row keeps its address, its tone and why it cannot be chosen', () => {
  const packed = JSON.stringify([
    { id: 'pay_1', href: '/payouts/pay_1', tone: 'off', may: 'You raised it', cells: [['One'], ['2']] },
    { id: 'pay_2', open: true, may: true, cells: [['Two'], []] },
  ])
  const markup = renderToStaticMarkup(
    h(Rows, {
      packed,
      columns: [
        { id: 'a', link: true, priority: 1 },
        { id: 'b', className: 'end' },
      ],
      tick: 'id',
    }),
  )
  expect(markup).toContain(
    '<tr role="row" data-row="pay_1" class="off"><td role="cell" class="tick-cell"><input type="checkbox" class="tick" disabled="" aria-label="Cannot be chosen: You raised it" name="id" value="pay_1"/></td>',
  )
  expect(markup).toContain(
    '<td role="cell" data-priority="1"><a class="row-link" href="/payouts/pay_1" data-go="">One</a></td><td role="cell" class="end">2</td>',
  )
  expect(markup).toContain('<tr role="row" data-row="pay_2" data-open="">')
})
