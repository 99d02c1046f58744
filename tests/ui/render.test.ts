// Components drawn by the server carry no inline style (the policy of our pages forbids it), say states in words, and set money with a true minus.
import { createElement as h, type ComponentType } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { Plus } from 'lucide-react'
import { describe, expect, test } from 'vitest'
import { stepTitle } from '../../app/(auth)/step-titles.ts'
import { Button, LinkButton } from '../../app/_ui/button.tsx'
import { BudgetBand } from '../../app/_ui/chart/band.tsx'
import { Bars, GainBar } from '../../app/_ui/chart/bars.tsx'
import { BalanceLine } from '../../app/_ui/chart/balance.tsx'
import { Line } from '../../app/_ui/chart/line.tsx'
import { Spark } from '../../app/_ui/chart/spark.tsx'
import { Diff, Docket, Facts, Signature } from '../../app/_ui/docket.tsx'
import { Empty } from '../../app/_ui/empty.tsx'
import { Icon } from '../../app/_ui/icon.tsx'
import { readList } from '../../app/_ui/list-url.ts'
import { choice } from '../../app/_ui/filter.ts'
import { Money, Moneys } from '../../app/_ui/money.tsx'
import { Moment } from '../../app/_ui/moment.tsx'
import { Notice } from '../../app/_ui/notice.tsx'
import { Headline, Page, Tabs } from '../../app/_ui/page.tsx'
import { Pager } from '../../app/_ui/pager.tsx'
import type { Place } from '../../app/_ui/place.ts'
import { CrewPage, CrewSum, Ticket } from '../../app/_ui/shell/crew.tsx'
import { Gate } from '../../app/_ui/shell/gate.tsx'
import { Status } from '../../app/_ui/status.tsx'
import { Progress, Steps } from '../../app/_ui/steps.tsx'
import { Trail } from '../../app/_ui/trail.tsx'
import { money } from '../../lib/kernel/money.ts'

const place: Place = { locale: 'en-US', zone: 'America/Los_Angeles', now: new Date('2026-05-14T16:43:00Z') }
const url = readList('/payouts', { state: 'held', after: 'x' }, { filters: [choice('state', 'State', [['held', 'held']])] })
const draw = <P extends object>(component: ComponentType<P>, props: P): string => renderToStaticMarkup(h(component, props))
const usd = (minor: bigint) => money(minor, 'USD')

const drawn: Record<string, string> = {
  page: draw(Page, {
    crumbs: [{ label: 'Payouts', href: '/payouts' }, { label: 'P-00913' }],
    headline: h(Headline, null, 'Seven payouts wait.'),
    tabs: h(Tabs, { label: 'State', items: [{ label: 'Held', href: '/x', count: 1, current: true }] }),
  }),
  docket: draw(Docket, {
    number: 'P-00913',
    noun: 'Payout',
    figure: h(Money, { of: usd(124000n), place, code: true }),
    acts: h(Button, { why: 'You raised it', children: 'Approve…' }),
    status: h(Status<'payout'>, { noun: 'payout', state: 'raised' }),
  }),
  facts: draw(Facts, { items: [['Program', 'Referral'], false, undefined] }),
  diff: draw(Diff, { rows: [{ field: 'Budget', before: null, after: '$9' }] }),
  signature: draw(Signature, { name: 'Henrik', role: 'Manager', act: 'approved', when: 'now', digest: '9c1e00000000000040ab' }),
  trail: draw(Trail, {
    place,
    items: [
      { id: '1', mark: 'ring', what: 'Bank line', when: 'not yet', ahead: true },
      { id: '2', mark: 'disc', what: 'Finished', when: place.now, bob: true },
    ],
  }),
  line: draw(Line, {
    head: ['Week', 'Share'],
    format: String,
    caption: 'It rose.',
    points: [
      { label: 'a', value: 1 },
      { label: 'b', value: null },
      { label: 'c', value: 3 },
    ],
  }),
  bars: draw(Bars, {
    head: ['Day', 'Jobs'],
    format: String,
    caption: 'Busy.',
    bars: [
      { label: 'Mon', value: 3, tone: 'now' },
      { label: 'Tue', value: 0 },
    ],
  }),
  band: draw(BudgetBand, { title: 'Budget', total: usd(900n), paid: usd(500n), confirmed: usd(300n), computed: usd(400n), forecast: usd(1000n), place }),
  balance: draw(BalanceLine, {
    points: [{ at: place.now, value: 3, label: 'x' }],
    from: new Date('2026-05-01T00:00:00Z'),
    until: place.now,
    asOf: { at: place.now, label: 'now' },
    fromLabel: 'a',
    untilLabel: 'b',
    format: String,
    caption: 'c',
  }),
  spark: draw(Spark, { values: [1, 5, 2] }),
  gain: draw(GainBar, { value: -80n, most: 80n }),
  empty: draw(Empty.Match, { url }),
  notice: draw(Notice, { tone: 'bad', title: 'Nothing was saved.', live: true }),
  pager: draw(Pager, { url, next: 'n', previous: null }),
  steps: draw(Steps, {
    label: 'Import',
    items: [
      { label: 'File', state: 'done', href: '/x' },
      { label: 'Dry run', state: 'now' },
      { label: 'Import', state: 'ahead' },
    ],
  }),
  progress: draw(Progress, { done: 3, of: 9, label: '3 of 9' }),
  crew: draw(CrewPage, {
    title: 'Earnings',
    menu: [{ label: 'Rewards', href: '/x' }],
    act: 'Go',
    children: [h(Ticket, { key: 1, number: 'P-1', children: 'x' }), h(CrewSum, { key: 2, lines: [['a', 'b']], total: ['Sum', 'c'] })],
  }),
  gate: draw(Gate, { children: 'x' }),
  moment: draw(Moment, { at: place.now, place, show: 'near' }),
  icon: draw(Icon, { of: Plus }),
}

test('a step of a set-up or an invitation says so in the title of the window', () => {
  expect(stepTitle({ kind: 'setup', step: 'new_company' })).toBe('Your company · Set-up')
  expect(stepTitle({ kind: 'invite', step: 'person' })).toBe('About you · Invitation')
  expect(stepTitle({ kind: 'sign_in', step: 'factor' })).toBe('Second factor · Sign in')
})
describe.each(Object.entries(drawn))('%s', (_name, html) => {
  test('is drawn without an inline style, an inline handler or a duplicate id', () => {
    expect(html).not.toMatch(/ style=| on[a-z]+=/)
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map((m) => m[1])
    expect(new Set(ids).size).toBe(ids.length)
  })
})

test('what cannot be pressed says why beside it, not in a tooltip', () => {
  expect(drawn['docket']).toMatch(/<button[^>]*disabled[^>]*>.*<\/button><span class="why">.*You raised it/)
  expect(draw(LinkButton, { href: '/x', why: 'Over your limit', children: 'Approve…' })).not.toContain('href=')
})
test('an icon needs no script of its library', () => {
  expect(drawn['icon']).toContain('<path')
  expect(drawn['icon']).not.toContain('lucide')
})
test('money has a true minus, quieter minor units, and its code only when asked', () => {
  expect(draw(Money, { of: usd(-1250n), place })).toBe('<span class="money">−$12<span class="minor">.50</span></span>')
  expect(draw(Money, { of: usd(0n), place, zero: 'dash' })).toContain('–')
  expect(draw(Moneys, { of: [usd(1n), money(2n, 'CAD')], place })).toMatch(/USD.* and .*CAD/)
})
test('a missing fact leaves no empty row', () => expect(drawn['facts']?.match(/<dt>/g)).toHaveLength(1))
test('emptiness by a filter names the filter and the way out', () => {
  expect(drawn['empty']).toContain('Remove the filter State')
  expect(drawn['empty']).toContain('href="/payouts"')
})
