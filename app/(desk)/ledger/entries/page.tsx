import { load } from '@/app/_bind/load.ts'
import { Empty } from '@/app/_ui/empty.tsx'
import { ExportLink } from '@/app/_ui/export-link.tsx'
import { choice, days, text } from '@/app/_ui/filter.ts'
import { Mono } from '@/app/_ui/link.tsx'
import { readList, type SearchParams } from '@/app/_ui/list-url.ts'
import { Mark } from '@/app/_ui/mark.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import { Money } from '@/app/_ui/money.tsx'
import { Headline, Page } from '@/app/_ui/page.tsx'
import { Pager } from '@/app/_ui/pager.tsx'
import { paths } from '@/app/_ui/paths.ts'
import type { Place } from '@/app/_ui/place.ts'
import type { Column } from '@/app/_ui/table/column.ts'
import { Filters } from '@/app/_ui/table/filters.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { listJournalEntries } from '@/lib/incentives/show-journal-entry.ts'

export const metadata = { title: 'Journal entries' }
type Row = Awaited<ReturnType<typeof listJournalEntries.invoke>>['rows'][number]
const filters = [
  text('q', 'Search', 'Number or memo'),
  choice('kind', 'Kind', [
    ['award', 'awards'],
    ['payout', 'payouts'],
    ['batch', 'batches'],
    ['redemption', 'redemptions'],
    ['budget', 'budgets'],
  ]),
  days('posted', 'Posted'),
] as const
const columns = (place: Place): Column<Row>[] => [
  { id: 'number', header: 'Entry', priority: 3, link: true, cell: (r) => <Mono>{r.number}</Mono> },
  {
    id: 'memo',
    header: 'What caused it',
    priority: 1,
    strong: true,
    cell: (r) => (
      <>
        {r.memo}
        {r.isReversal && (
          <span className="inline-flex items-center gap-1 text-ink-2 font-normal">
            {' '}
            <Mark shape="slash" /> reversal
          </span>
        )}
      </>
    ),
  },
  { id: 'debit', header: 'Debit', quiet: true, clips: true, cell: (r) => <span>{r.debit}</span> },
  {
    id: 'credit',
    header: 'Credit',
    quiet: true,
    clips: true,
    cell: (r) => (
      <span>
        {r.credit}
        {r.sides > 2 ? ` and ${r.sides - 2} more` : ''}
      </span>
    ),
  },
  { id: 'kind', header: 'Kind', hidden: true, cell: (r) => <Mono>{r.kind}</Mono> },
  { id: 'posted', header: 'Posted', quiet: true, priority: 4, cell: (r) => <Moment at={r.at} place={place} show="minute" /> },
  { id: 'amount', header: 'Amount', align: 'end', priority: 2, cell: (r) => (r.amount ? <Money of={r.amount} place={place} code /> : '–') },
]

export default async function JournalEntriesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const url = readList(paths.journalEntries(), await searchParams, { filters })
  const { rows, next, previous, place } = await load(listJournalEntries, url.query)
  return (
    <Page
      crumbs={[{ label: 'Ledger', href: paths.ledger() }, { label: 'Journal entries' }]}
      acts={<ExportLink url={url} />}
      headline={<Headline>Journal entries are only added; a reversal names what it reverses.</Headline>}
    >
      <Filters url={url} place={place} columns={columns(place)} />
      <Table<Row>
        url={url}
        dense
        caption="Journal entries, newest first"
        rows={rows}
        rowKey={(r) => r.id}
        rowHref={(r) => paths.journalEntry(r.id)}
        empty={<Empty.Yet title="No entry yet." />}
        noun="entry"
        columns={columns(place)}
      />
      <Pager url={url} next={next} previous={previous} />
    </Page>
  )
}
