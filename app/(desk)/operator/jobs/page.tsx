import { load } from '@/app/_bind/load.ts'
import { Empty } from '@/app/_ui/empty.tsx'
import { ExportLink } from '@/app/_ui/export-link.tsx'
import { text } from '@/app/_ui/filter.ts'
import { capital, countText } from '@/app/_ui/format.ts'
import { Mono } from '@/app/_ui/link.tsx'
import { readList, type SearchParams } from '@/app/_ui/list-url.ts'
import { Moment } from '@/app/_ui/moment.tsx'
import { Headline, Page, Section } from '@/app/_ui/page.tsx'
import { Pager } from '@/app/_ui/pager.tsx'
import { paths } from '@/app/_ui/paths.ts'
import type { Place } from '@/app/_ui/place.ts'
import { MarkedText } from '@/app/_ui/status.tsx'
import { SubmitButton } from '@/app/_ui/submit.client.tsx'
import type { Column } from '@/app/_ui/table/column.ts'
import { Filters } from '@/app/_ui/table/filters.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { listJobs, type DeadJobView } from '@/lib/tenancy/console-lists.ts'
import { retry } from '../actions.ts'
import { OperatorTabs } from '../tabs.tsx'

export const metadata = { title: 'Jobs' }
const count = (n: number) => (n === 0 ? '–' : n)
const filters = [text('q', 'Search', 'Kind, company or error')] as const
const columns = (place: Place, mayRetry: boolean): Column<DeadJobView>[] => [
  { id: 'task', header: 'Kind', priority: 1, strong: true, sortable: true, cell: (job) => <Mono>{job.task}</Mono> },
  { id: 'company', header: 'Company', priority: 3, sortable: true, cell: (job) => job.company },
  { id: 'error', header: 'Why', priority: 4, wraps: true, cell: (job) => <MarkedText shape="triangle">{job.error}</MarkedText> },
  { id: 'attempts', header: 'Tries', align: 'end', cell: (job) => job.attempts },
  { id: 'at', header: 'Last', quiet: true, align: 'end', sortable: true, cell: (job) => <Moment at={job.at} place={place} show="near" /> },
  ...(mayRetry
    ? [
        {
          id: 'act',
          header: 'Act',
          align: 'end' as const,
          priority: 2 as const,
          cell: (job: DeadJobView) => (
            <SubmitButton action={retry} hidden={{ job: job.id }} size="small">
              Run again
            </SubmitButton>
          ),
        },
      ]
    : []),
]

export default async function JobsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const url = readList(paths.operator('jobs'), await searchParams, { filters, sort: ['task', 'company', 'at'], defaultSort: '-at' })
  const { dead, next, previous, count: failed, depth, mayRetry, place } = await load(listJobs, url.query),
    waiting = depth.reduce((n, row) => n + row.waiting, 0)
  return (
    <Page
      crumbs={[{ label: 'Installation' }, { label: 'Jobs' }]}
      tabs={<OperatorTabs at="jobs" />}
      about="Work behind the pages: kinds, counts and errors. What a job carries belongs to its company and is not shown."
      headline={
        <Headline>
          {failed === 0 ? (
            <>No job has given up</>
          ) : (
            <>
              {capital(countText(failed, 'job', place))} {failed === 1 ? 'has' : 'have'} given up
            </>
          )}
          ; {waiting === 0 ? 'none waits' : <>{countText(waiting, 'waits', place, 'wait')}</>}.
        </Headline>
      }
      acts={failed > 0 && <ExportLink url={url} />}
    >
      {failed > 0 && (
        <Section title="Gave up" note="tried as often as it makes sense">
          <Filters url={url} place={place} columns={columns(place, mayRetry)} />
          <Table<DeadJobView> url={url} caption="Failed jobs" noun="jobs" rows={dead} rowKey={(job) => job.id} columns={columns(place, mayRetry)} />
          <Pager url={url} next={next} previous={previous} />
        </Section>
      )}
      <Section title="Queue" note="by kind">
        <Table
          plain
          caption="Jobs by kind"
          rows={depth}
          rowKey={(row) => row.task}
          empty={<Empty.Yet title="Nothing waits and nothing runs." />}
          columns={[
            { id: 'task', header: 'Kind', priority: 1, strong: true, cell: (row) => <Mono>{row.task}</Mono> },
            { id: 'waiting', header: 'Waiting', align: 'end', priority: 2, cell: (row) => count(row.waiting) },
            { id: 'running', header: 'Running', align: 'end', cell: (row) => count(row.running) },
            { id: 'dead', header: 'Gave up', align: 'end', cell: (row) => count(row.dead) },
            {
              id: 'oldest',
              header: 'Next due',
              quiet: true,
              align: 'end',
              priority: 4,
              cell: (row) => (row.oldestAt ? <Moment at={row.oldestAt} place={place} show="near" /> : '–'),
            },
          ]}
        />
      </Section>
    </Page>
  )
}
