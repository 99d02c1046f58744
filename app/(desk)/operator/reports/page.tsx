import { load } from '@/app/_bind/load.ts'
import { Empty } from '@/app/_ui/empty.tsx'
import { ExportLink } from '@/app/_ui/export-link.tsx'
import { choice, text } from '@/app/_ui/filter.ts'
import { capital, countText } from '@/app/_ui/format.ts'
import { Mono, TextLink } from '@/app/_ui/link.tsx'
import { readList, type SearchParams } from '@/app/_ui/list-url.ts'
import { Moment } from '@/app/_ui/moment.tsx'
import { Headline, Page, Section } from '@/app/_ui/page.tsx'
import { Pager } from '@/app/_ui/pager.tsx'
import { paths } from '@/app/_ui/paths.ts'
import type { Place } from '@/app/_ui/place.ts'
import { Status } from '@/app/_ui/status.tsx'
import type { Column } from '@/app/_ui/table/column.ts'
import { Filters } from '@/app/_ui/table/filters.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { listReports, type ReportView } from '@/lib/tenancy/reports.ts'
import { severityWords } from '../report-words.ts'
import { OperatorTabs } from '../tabs.tsx'

export const metadata = { title: 'Reports' }
const filters = [
  text('q', 'Search', 'Words or reference'),
  choice('state', 'State', [
    ['open', 'Open'],
    ['overdue', 'Overdue'],
    ['in_time', 'Acknowledged in time'],
    ['late', 'Acknowledged late'],
  ]),
  choice('severity', 'As they see it', Object.entries(severityWords)),
] as const
const columns = (place: Place): Column<ReportView>[] => [
  { id: 'what', header: 'Report', priority: 1, strong: true, link: true, wraps: true, cell: (r) => r.what },
  { id: 'state', header: 'State', priority: 2, cell: (r) => <Status noun="report" state={r.state} /> },
  { id: 'severity', header: 'As they see it', priority: 3, sortable: true, cell: (r) => severityWords[r.severity] },
  { id: 'reference', header: 'Reference', cell: (r) => <Mono>{r.reference}</Mono> },
  { id: 'received', header: 'Arrived', quiet: true, sortable: true, cell: (r) => <Moment at={r.receivedAt} place={place} show="near" /> },
  { id: 'due', header: 'Acknowledge by', align: 'end', priority: 4, sortable: true, cell: (r) => <Moment at={r.dueAt} place={place} /> },
]

export default async function ReportsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const url = readList(paths.operator('reports'), await searchParams, { filters, sort: ['severity', 'received', 'due'], defaultSort: 'due' })
  const { reports, next, previous, waiting, overdue, formUrl, contact, place } = await load(listReports, url.query)
  return (
    <Page
      crumbs={[{ label: 'Installation' }, { label: 'Reports' }]}
      tabs={<OperatorTabs at="reports" />}
      about="Vulnerabilities that strangers report. Each is to be acknowledged within one business day."
      headline={
        <Headline>
          {waiting === 0 ? (
            <>No report waits.</>
          ) : (
            <>
              {capital(countText(waiting, 'report waits', place, 'reports wait'))}
              {overdue > 0 ? (
                <>
                  ; <TextLink href={url.with({ state: 'overdue' })}>{countText(overdue, 'is', place, 'are')} overdue</TextLink>
                </>
              ) : null}
              .
            </>
          )}
        </Headline>
      }
      acts={<ExportLink url={url} />}
    >
      <Filters url={url} place={place} columns={columns(place)} />
      <Table<ReportView>
        url={url}
        caption="Vulnerability reports"
        noun="reports"
        columns={columns(place)}
        rows={reports}
        rowKey={(r) => r.id}
        rowHref={(r) => paths.operatorReport(r.id)}
        rowTone={(r) => (r.acknowledgedAt === null ? undefined : 'off')}
        empty={
          <Empty.Yet title="Nobody has reported anything." act={<TextLink href={paths.report()}>See the form</TextLink>}>
            The form is open to everyone and named in security.txt.
          </Empty.Yet>
        }
      />
      <Pager url={url} next={next} previous={previous} />
      <Section title="Where they come from">
        <p className="text-ink-2">
          The form at <TextLink href={paths.report()}>{formUrl}</TextLink>, named in{' '}
          <TextLink href={paths.securityTxt()} external>
            security.txt
          </TextLink>
          {contact === undefined ? (
            '; no further contact is set (PLUMBLINE_SECURITY_CONTACT)'
          ) : (
            <>
              {' '}
              beside <Mono>{contact}</Mono>
            </>
          )}
          . Business days are Monday to Friday in {place.zone}.
        </p>
      </Section>
    </Page>
  )
}
