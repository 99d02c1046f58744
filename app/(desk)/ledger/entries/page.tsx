import { load } from '@/app/_bind/load.ts'
import { Empty } from '@/app/_ui/empty.tsx'
import { text } from '@/app/_ui/filter.ts'
import { Mono } from '@/app/_ui/link.tsx'
import { readList, type SearchParams } from '@/app/_ui/list-url.ts'
import { Moment } from '@/app/_ui/moment.tsx'
import { Headline, Page } from '@/app/_ui/page.tsx'
import { Pager } from '@/app/_ui/pager.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Filters } from '@/app/_ui/table/filters.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { listJournalEntries } from '@/lib/incentives/read-ledger.ts'

export const metadata = { title: 'Journal entries' }
type Row = Awaited<ReturnType<typeof listJournalEntries.invoke>>['rows'][number]

export default async function JournalEntriesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const url = readList(paths.journalEntries(), await searchParams, { filters: [text('q', 'Search', 'Number, such as JE-00042')] })
  const { rows, next, previous, place } = await load(listJournalEntries, url.query)
  return (
    <Page crumbs={[{ label: 'Ledger', href: paths.ledger() }, { label: 'Journal entries' }]} headline={<Headline>Journal entries are only added; a reversal names what it reverses.</Headline>}>
      <Filters url={url} place={place} />
      <Table<Row> url={url} dense caption="Journal entries, newest first" rows={rows} rowKey={(r) => r.id} rowHref={(r) => paths.journalEntry(r.id)} empty={<Empty.Yet title="No entry yet." />} noun="entry" columns={[
        { id: 'number', header: 'Entry', priority: 3, link: true, cell: (r) => <Mono>{r.number}</Mono> }, { id: 'memo', header: 'For', priority: 1, strong: true, cell: (r) => r.memo }, { id: 'kind', header: 'Kind', quiet: true, cell: (r) => <Mono>{r.kind}</Mono> }, { id: 'reversal', header: '', cell: (r) => (r.isReversal ? 'Reversal' : ''), priority: 4 }, { id: 'at', header: 'Posted', priority: 2, align: 'end', cell: (r) => <Moment at={r.at} place={place} show="minute" /> },
      ]} />
      <Pager url={url} next={next} previous={previous} />
    </Page>
  )
}
