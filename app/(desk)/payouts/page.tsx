import { Plus } from 'lucide-react'
import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Bars } from '@/app/_ui/chart/bars.tsx'
import { Empty } from '@/app/_ui/empty.tsx'
import { ExportLink } from '@/app/_ui/export-link.tsx'
import { amounts, days, text } from '@/app/_ui/filter.ts'
import { countText, numberText } from '@/app/_ui/format.ts'
import { readList, type SearchParams } from '@/app/_ui/list-url.ts'
import { Moment } from '@/app/_ui/moment.tsx'
import { Headline, Page, Section, Tabs } from '@/app/_ui/page.tsx'
import { Pager } from '@/app/_ui/pager.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Filters } from '@/app/_ui/table/filters.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { listPayouts } from '@/lib/incentives/list-payouts.ts'
import { columns } from './columns.tsx'
import { Sums, sumsOf, tabNames, tabState } from './sums.tsx'

export const metadata = { title: 'Payouts' }
const filters = [text('q', 'Search', 'Number or payee'), days('raised', 'Raised'), amounts('amount', 'Amount')] as const

export default async function PayoutsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const given = await searchParams
  const url = readList(paths.payouts(), { tab: 'approve', ...given }, { filters, keep: ['tab'], sort: ['raised', 'amount'], defaultSort: '-raised' })
  const tab = (url.get('tab') ?? 'approve') as (typeof tabNames)[number][0]
  const { rows, next, previous, place, totals, oldestAt, may } = await load(listPayouts, url.query)
  const count = (state: string) => totals.filter((t) => t.state === state).reduce((n, t) => n + t.count, 0)
  const mine = rows.filter((row) => row.mayApprove), others = rows.filter((row) => !row.mayApprove)
  const waiting = count('raised')
  const groups = tab === 'approve' && may.approve
    ? [{ label: 'Waiting for you', rows: mine, sums: <Sums of={sumsOf(mine)} place={place} /> }, { label: 'Waiting for someone else', rows: others, sums: <Sums of={sumsOf(others)} place={place} /> }] : [{ label: null, rows }]
  return (
    <Page
      crumbs={[{ label: 'Payouts' }]}
      headline={<Headline>{waiting === 0 ? <>No payout waits for approval.</> : <><a href={url.with({ tab: 'approve' })}>{countText(waiting, 'payout', place)}</a> worth <Sums of={totals.filter((t) => t.state === 'raised').map((t) => t.amount)} place={place} /> {waiting === 1 ? 'waits' : 'wait'} for approval{oldestAt ? <>; the oldest since <Moment at={oldestAt} place={place} show="day" /></> : null}.</>}</Headline>}
      acts={<><ExportLink url={url} />{may.raise ? <LinkButton href={paths.newPayout()} icon={Plus} keys="n">Raise payouts</LinkButton> : null}</>}
      tabs={<Tabs label="Payouts by state" items={tabNames.map(([value, label]) => ({ label, href: url.with({ tab: value }), current: tab === value, ...(tabState[value] ? { count: count(tabState[value]) } : {}) }))} />}
    >
      <Filters url={url} place={place} columns={columns(place)} />
      <Table
        url={url} caption="Payouts" columns={columns(place)} groups={groups} rowKey={(r) => r.id} rowHref={(r) => paths.payout(r.id)} rowTone={(r) => (tab === 'approve' && may.approve && !r.mayApprove ? 'off' : undefined)} noun="payout"
        {...(tab === 'approve' && may.approve ? { select: {
          name: 'id', may: (r: (typeof rows)[number]) => (r.mayApprove ? true as const : r.yourPart), amount: (r: (typeof rows)[number]) => r.amount, noun: ['payout', 'payouts'] as const, place, consequence: 'One second-factor check covers all. Nothing leaves before release.',
          acts: [{ verb: 'Reject', href: paths.payoutsAct('reject'), key: 'r' }, { verb: 'Approve', href: paths.payoutsAct('approve'), key: 'a', primary: true }],
        } } : {})}
        empty={<Empty.Yet title="Nothing here." {...(may.raise ? { act: <LinkButton href={paths.newPayout()}>Raise payouts</LinkButton> } : {})}>Confirmed awards become payouts when finance raises them.</Empty.Yet>}
      />
      <Pager url={url} next={next} previous={previous} />
      {totals.length > 0 && <Section title="Payouts by state"><div className="max-w-[640px]"><Bars bars={tabNames.flatMap(([value, label]) => (tabState[value] ? [{ label, value: count(tabState[value]) }] : []))} format={(n) => numberText(n, place)} head={['State', 'Payouts']} caption={<><b>{countText(count('settled'), 'payout', place)} settled</b> and {count('returned')} returned by the bank so far.</>} /></div></Section>}
    </Page>
  )
}
