import { Plus } from 'lucide-react'
import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Empty } from '@/app/_ui/empty.tsx'
import { ExportLink } from '@/app/_ui/export-link.tsx'
import { choice, days, text } from '@/app/_ui/filter.ts'
import { capital, countText } from '@/app/_ui/format.ts'
import { readList, type SearchParams } from '@/app/_ui/list-url.ts'
import { sharedCurrency } from '@/app/_ui/money.tsx'
import { Headline, Page, Tabs } from '@/app/_ui/page.tsx'
import { Pager } from '@/app/_ui/pager.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Filters } from '@/app/_ui/table/filters.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { listBatches } from '@/lib/incentives/list-batches.ts'
import { Sums, sumsOf } from '../payouts/sums.tsx'
import { columns, railWords } from './columns.tsx'

export const metadata = { title: 'Batches' }
const filters = [text('q', 'Search', 'Number'), choice('rail', 'Rail', Object.entries(railWords)), days('made', 'Made')] as const
const tabs = [
  ['', 'All'],
  ['draft', 'Drafts'],
  ['released', 'At the bank'],
  ['settled', 'Settled'],
  ['refused', 'Refused'],
  ['cancelled', 'Cancelled'],
] as const

export default async function BatchesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const url = readList(paths.batches(), await searchParams, { filters, keep: ['state'], sort: ['made', 'amount', 'day'], defaultSort: '-made' })
  const { rows, next, previous, place, mayMake, counts, free } = await load(listBatches, url.query)
  const waiting = free.reduce((n, group) => n + group.payoutCount, 0)
  const drafts = counts.draft ?? 0,
    away = counts.released ?? 0
  return (
    <Page
      crumbs={[{ label: 'Batches' }]}
      headline={
        <Headline>
          {waiting > 0 ? (
            <>
              <a href={paths.newBatch()}>{capital(countText(waiting, 'approved payout', place))}</a> worth{' '}
              <Sums of={sumsOf(free.map((group) => ({ amount: group.total })))} place={place} /> {waiting === 1 ? 'waits' : 'wait'} for a batch
            </>
          ) : (
            <>No approved payout waits for a batch</>
          )}
          {drafts > 0 ? (
            <>
              ; <a href={url.with({ state: 'draft' })}>{countText(drafts, 'draft', place)}</a> to release
            </>
          ) : null}
          {away > 0 ? (
            <>
              ; <a href={url.with({ state: 'released' })}>{countText(away, 'batch', place, 'batches')}</a> at the bank
            </>
          ) : null}
          .
        </Headline>
      }
      acts={
        <>
          <ExportLink url={url} />
          {mayMake && (
            <LinkButton href={paths.newBatch()} icon={Plus} keys="n">
              Make batch
            </LinkButton>
          )}
        </>
      }
      tabs={
        <Tabs
          label="Batches by state"
          items={tabs.map(([state, label]) => ({
            label,
            href: url.with({ state: state === '' ? undefined : state }),
            current: (url.get('state') ?? '') === state,
            ...(state === '' || state === 'cancelled' ? {} : { count: counts[state] ?? 0 }),
          }))}
        />
      }
    >
      <Filters url={url} place={place} columns={columns(place)} />
      <Table
        url={url}
        caption="Batches"
        columns={columns(place, sharedCurrency(rows.map((r) => r.total)))}
        rows={rows}
        rowKey={(r) => r.id}
        rowHref={(r) => paths.batch(r.id)}
        rowTone={(r) => (r.state === 'cancelled' ? 'off' : undefined)}
        noun="batch"
        empty={
          <Empty.Yet title="No batch yet." {...(mayMake && waiting > 0 ? { act: <LinkButton href={paths.newBatch()}>Make batch</LinkButton> } : {})}>
            A batch takes approved payouts of one rail and currency; releasing it writes one file for the bank.
          </Empty.Yet>
        }
      />
      <Pager url={url} next={next} previous={previous} />
    </Page>
  )
}
