import { Plus } from 'lucide-react'
import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Empty } from '@/app/_ui/empty.tsx'
import { ExportLink } from '@/app/_ui/export-link.tsx'
import { choice, text } from '@/app/_ui/filter.ts'
import { capital, countText } from '@/app/_ui/format.ts'
import { TextLink } from '@/app/_ui/link.tsx'
import { readList, type SearchParams } from '@/app/_ui/list-url.ts'
import { DayMark, Moment } from '@/app/_ui/moment.tsx'
import { Headline, Page } from '@/app/_ui/page.tsx'
import { Pager } from '@/app/_ui/pager.tsx'
import { paths } from '@/app/_ui/paths.ts'
import type { Place } from '@/app/_ui/place.ts'
import { Status } from '@/app/_ui/status.tsx'
import type { Column } from '@/app/_ui/table/column.ts'
import { Filters } from '@/app/_ui/table/filters.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { listReviews, repeatWords } from '@/lib/tenancy/review/list-reviews.ts'
import { ClosedNotice, closedBy } from '../../closed.tsx'
import { MemberTabs } from '../tabs.tsx'

export const metadata = { title: 'Access reviews' }
type Row = Awaited<ReturnType<typeof listReviews.invoke>>['rows'][number]
const filters = [
  text('q', 'Search', 'Name or number'),
  choice('state', 'State', [
    ['open', 'Open'],
    ['closed', 'Closed'],
  ]),
] as const
const columns = (place: Place): Column<Row>[] => [
  { id: 'number', header: 'Review', quiet: true, cell: (row) => <span className="mono">{row.number}</span> },
  { id: 'name', header: 'Name', priority: 1, strong: true, link: true, cell: (row) => row.name },
  { id: 'scope', header: 'Over', priority: 3, cell: (row) => row.scope },
  { id: 'state', header: 'State', priority: 2, cell: (row) => <Status noun="review" state={row.state} /> },
  {
    id: 'left',
    header: 'Decided',
    align: 'end',
    priority: 4,
    cell: (row) => (
      <span className="tabular-nums">
        {row.lines - row.undecided} of {row.lines}
      </span>
    ),
  },
  { id: 'due', header: 'Due', sortable: true, cell: (row) => <DayMark day={row.dueOn} place={place} /> },
  {
    id: 'next',
    header: 'Next',
    cell: (row) =>
      row.nextOn === null ? (
        '–'
      ) : (
        <>
          {repeatWords[row.repeats]}, <DayMark day={row.nextOn} place={place} />
        </>
      ),
  },
  { id: 'by', header: 'Opened by', quiet: true, cell: (row) => row.openedBy },
  { id: 'opened', header: 'Opened', sortable: true, quiet: true, align: 'end', cell: (row) => <Moment at={row.openedAt} place={place} show="near" /> },
]
export default async function ReviewsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const url = readList(paths.reviews(), await searchParams, { filters, sort: ['opened', 'due'], defaultSort: '-opened' })
  const { rows, next, previous, place, counts, may } = await load(listReviews, url.query),
    closed = await closedBy('access_reviews'),
    begin = (
      <LinkButton href={paths.newReview()} icon={Plus} keys="n" why={closed?.short}>
        Open a review
      </LinkButton>
    )
  return (
    <Page
      crumbs={[{ label: 'Members', href: paths.members() }, { label: 'Access reviews' }]}
      acts={
        <>
          <ExportLink url={url} />
          {may.open && begin}
        </>
      }
      tabs={<MemberTabs at="reviews" mayRoles />}
      about="A review freezes who may do what into lines. Reviewers keep or take away line by line; what is taken away is gone at once, and the evidence is in the sealed log."
      headline={
        <Headline>
          {counts.open === 0 ? (
            'No review is open.'
          ) : (
            <>
              <TextLink href={url.with({ state: 'open' })}>{capital(countText(counts.open, 'review', place))}</TextLink> {counts.open === 1 ? 'is' : 'are'} open
              {counts.late > 0 ? <>; {countText(counts.late, 'is', place, 'are')} late</> : null}.
            </>
          )}
        </Headline>
      }
    >
      {closed && <ClosedNotice closed={closed}>Reviews that are open are decided and closed as before.</ClosedNotice>}
      <Filters url={url} place={place} columns={columns(place)} />
      <Table<Row>
        url={url}
        caption="Access reviews"
        columns={columns(place)}
        rows={rows}
        rowKey={(row) => row.id}
        rowHref={(row) => paths.review(row.id)}
        rowTone={(row) => (row.state === 'closed' ? 'off' : undefined)}
        noun="reviews"
        empty={
          <Empty.Yet title="No review yet." {...(may.open && !closed ? { act: <LinkButton href={paths.newReview()}>Open a review</LinkButton> } : {})}>
            Look over who may do what, on a day that you choose, and keep the proof that you did.
          </Empty.Yet>
        }
      />
      <Pager url={url} next={next} previous={previous} />
    </Page>
  )
}
