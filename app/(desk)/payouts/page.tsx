import { Plus } from 'lucide-react'
import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Bars } from '@/app/_ui/chart/bars.tsx'
import { Empty } from '@/app/_ui/empty.tsx'
import { ExportLink } from '@/app/_ui/export-link.tsx'
import { amounts, choice, days, text } from '@/app/_ui/filter.ts'
import { capital, countText, countWord, numberText } from '@/app/_ui/format.ts'
import { readList, type SearchParams } from '@/app/_ui/list-url.ts'
import { Moment } from '@/app/_ui/moment.tsx'
import { sharedCurrency } from '@/app/_ui/money.tsx'
import { Headline, Page, Section, Tabs } from '@/app/_ui/page.tsx'
import { Pager } from '@/app/_ui/pager.tsx'
import { paths } from '@/app/_ui/paths.ts'
import type { Place } from '@/app/_ui/place.ts'
import { Filters } from '@/app/_ui/table/filters.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { listPayouts, type PayoutListItem } from '@/lib/incentives/list-payouts.ts'
import { columns } from './columns.tsx'
import { Sums, sumsOf, tabNames, tabState } from './sums.tsx'

export const metadata = { title: 'Payouts' }
type List = Awaited<ReturnType<typeof listPayouts.invoke>>
const common = [text('q', 'Search', 'Number or payee'), days('raised', 'Raised'), amounts('amount', 'Amount')] as const
const inAll = [
  ...common,
  choice('state', 'State', [
    ['raised', 'waiting for approval'],
    ['approved', 'approved'],
    ['released', 'released'],
    ['settled', 'settled'],
    ['returned', 'returned'],
    ['rejected', 'rejected'],
    ['held', 'held'],
  ]),
] as const

export default async function PayoutsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const given = await searchParams,
    asked = given['tab'],
    tab = tabNames.find(([value]) => value === asked)?.[0] ?? 'approve',
    queue = tab === 'approve' || tab === 'release'
  const url = readList(
    paths.payouts(),
    { ...given, tab },
    { filters: tab === 'all' ? inAll : common, keep: ['tab', 'payee', 'batch'], sort: ['raised', 'amount'], defaultSort: queue ? 'raised' : '-raised' },
  )
  const list = await load(listPayouts, url.query),
    { rows, next, previous, place, may } = list
  const count = (state: string): number => list.totals.filter((t) => t.state === state).reduce((n, t) => n + t.count, 0)
  const isMine = tab === 'approve' && may.approve,
    resumes = tab === 'held' && may.raise,
    mine = rows.filter((row) => row.mayApprove),
    others = rows.filter((row) => !row.mayApprove),
    columnsHere = columns(place, tab, sharedCurrency(rows.map((row) => row.amount)))
  const groups = isMine
    ? [
        { label: 'Waiting for you', rows: mine, sums: <Sums of={sumsOf(mine)} place={place} /> },
        { label: 'Waiting for someone else', rows: others, sums: <Sums of={sumsOf(others)} place={place} /> },
      ]
    : resumes
      ? [
          { label: 'Can go on', rows: rows.filter((row) => row.mayResume), sums: <Sums of={sumsOf(rows.filter((row) => row.mayResume))} place={place} /> },
          {
            label: 'Still stopped',
            rows: rows.filter((row) => !row.mayResume),
            sums: <Sums of={sumsOf(rows.filter((row) => !row.mayResume))} place={place} />,
          },
        ]
      : [{ label: null, rows }]
  const rest = tabNames.flatMap(([value, label]) =>
    tabState[value] ? [{ label, value: count(tabState[value]), ...(value === tab ? { tone: 'now' as const } : {}) }] : [],
  )
  return (
    <Page
      crumbs={[{ label: 'Payouts', href: paths.payouts() }, { label: tabNames.find(([value]) => value === tab)?.[1] ?? '' }]}
      headline={
        <Headline>
          <Waiting list={list} place={place} approve={url.with({ tab: 'approve' })} release={url.with({ tab: 'release' })} />
        </Headline>
      }
      acts={
        <>
          <ExportLink url={url} />
          {tab === 'release' && may.batch ? (
            <LinkButton href={paths.newBatch()} icon={Plus}>
              New batch
            </LinkButton>
          ) : may.raise ? (
            <LinkButton href={paths.newPayout()} icon={Plus} keys="n">
              Raise payouts
            </LinkButton>
          ) : null}
        </>
      }
      tabs={
        <Tabs
          label="Payouts by state"
          items={tabNames.map(([value, label]) => ({
            label,
            href: `${paths.payouts()}?tab=${value}`,
            current: tab === value,
            ...(tabState[value] && value !== 'settled' ? { count: count(tabState[value]) } : {}),
          }))}
        />
      }
    >
      <Filters url={url} place={place} columns={columnsHere} />
      <Table<PayoutListItem>
        url={url}
        caption="Payouts"
        columns={columnsHere}
        groups={groups}
        rowKey={(r) => r.id}
        rowHref={(r) => paths.payout(r.id)}
        rowTone={(r) => (isMine && !r.mayApprove ? 'off' : undefined)}
        noun="payout"
        {...(isMine
          ? {
              select: {
                name: 'id',
                may: (r: PayoutListItem) => (r.mayApprove ? (true as const) : r.yourPart),
                amount: (r: PayoutListItem) => r.amount,
                noun: ['payout', 'payouts'] as const,
                place,
                consequence: 'One second-factor check covers all. Nothing leaves before release.',
                acts: [
                  { verb: 'Reject', href: paths.payoutsAct('reject'), key: 'r' },
                  { verb: 'Approve', href: paths.payoutsAct('approve'), key: 'a', primary: true },
                ],
              },
            }
          : resumes
            ? {
                select: {
                  name: 'id',
                  may: (r: PayoutListItem) => (r.mayResume ? (true as const) : (r.checks.bank ?? '')),
                  amount: (r: PayoutListItem) => r.amount,
                  noun: ['payout', 'payouts'] as const,
                  place,
                  consequence: 'Each goes on in the state it came from.',
                  acts: [{ verb: 'Resume', href: paths.payoutsAct('resume'), key: 'r', primary: true }],
                },
              }
            : {})}
        empty={
          <Empty.Yet title={emptyTitles[tab]} {...(may.raise ? { act: <LinkButton href={paths.newPayout()}>Raise payouts</LinkButton> } : {})}>
            Confirmed awards become payouts when finance raises them.
          </Empty.Yet>
        }
      />
      <Pager url={url} next={next} previous={previous} />
      {list.totals.length > 0 && (
        <Section title="Payouts by state">
          <div className="max-w-[640px]">
            <Bars
              bars={rest}
              format={(n) => numberText(n, place)}
              head={['State', 'Payouts']}
              caption={
                <>
                  <b>{capital(countText(count('settled'), 'payout', place))} settled.</b>{' '}
                  {count('returned') === 0 ? 'The bank returned none.' : `The bank returned ${countWord(count('returned'), place)}.`}
                </>
              }
            />
          </div>
        </Section>
      )}
    </Page>
  )
}
const emptyTitles: Readonly<Record<string, string>> = {
  approve: 'Nothing waits for approval.',
  release: 'Nothing waits for release.',
  bank: 'Nothing is at the bank.',
  held: 'Nothing is held.',
  settled: 'Nothing has been settled yet.',
  all: 'No payout yet.',
}

/** What waits for the reader; for those who approve nothing, what waits at all. */
function Waiting({ list: { mine, totals }, place, approve, release }: { list: List; place: Place; approve: string; release: string }) {
  const sum = (state: string) => totals.filter((t) => t.state === state),
    n = (state: string): number => sum(state).reduce((all, t) => all + t.count, 0)
  if (mine.isMore && mine.count > 0)
    return (
      <>
        <a href={approve}>At least {countText(mine.count, 'payout', place)}</a> wait for you
        {mine.oldestAt ? (
          <>
            ; the oldest since <Moment at={mine.oldestAt} place={place} show="day" />
          </>
        ) : null}
        .
      </>
    )
  if (mine.count > 0)
    return (
      <>
        <a href={approve}>{capital(countText(mine.count, 'payout', place))}</a> worth <Sums of={mine.sums} place={place} />{' '}
        {mine.count === 1 ? 'waits' : 'wait'} for you
        {mine.oldestAt ? (
          <>
            ; the oldest since <Moment at={mine.oldestAt} place={place} show="day" />
          </>
        ) : null}
        .
      </>
    )
  const raised = n('raised'),
    approved = n('approved')
  if (raised > 0)
    return (
      <>
        <a href={approve}>{capital(countText(raised, 'payout', place))}</a> worth <Sums of={sum('raised').map((t) => t.amount)} place={place} />{' '}
        {raised === 1 ? 'waits' : 'wait'} for someone else’s approval.
      </>
    )
  if (approved > 0)
    return (
      <>
        <a href={release}>{capital(countText(approved, 'payout', place))}</a> worth <Sums of={sum('approved').map((t) => t.amount)} place={place} />{' '}
        {approved === 1 ? 'waits' : 'wait'} for release.
      </>
    )
  return <>No payout waits for anyone.</>
}
