import { load } from '@/app/_bind/load.ts'
import { Empty } from '@/app/_ui/empty.tsx'
import { ExportLink } from '@/app/_ui/export-link.tsx'
import { choice, days } from '@/app/_ui/filter.ts'
import { capital, countText, plural } from '@/app/_ui/format.ts'
import { readList, type SearchParams } from '@/app/_ui/list-url.ts'
import { TextLink } from '@/app/_ui/link.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import { Headline, Page } from '@/app/_ui/page.tsx'
import { Pager } from '@/app/_ui/pager.tsx'
import { paths } from '@/app/_ui/paths.ts'
import type { Place } from '@/app/_ui/place.ts'
import { Status } from '@/app/_ui/status.tsx'
import type { Column } from '@/app/_ui/table/column.ts'
import { Filters } from '@/app/_ui/table/filters.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { listAlerts, type AlertRow } from '@/lib/tenancy/watch/list-alerts.ts'
import { readDesk } from '../../desk.ts'
import { alertTitles } from '../alert-words.tsx'
import { WatchTabs } from '../tabs.tsx'

export const metadata = { title: 'Alerts' }
const columns = (place: Place): Column<AlertRow>[] => [
  { id: 'kind', header: 'Alert', priority: 1, strong: true, link: true, cell: (row) => alertTitles[row.kind] },
  { id: 'person', header: 'Person', priority: 3, clips: true, cell: (row) => row.person?.name ?? '–' },
  { id: 'state', header: 'State', priority: 4, sortable: true, cell: (row) => <Status noun="alert" state={row.state} /> },
  { id: 'raised', header: 'Raised', priority: 2, quiet: true, sortable: true, cell: (row) => <Moment at={row.at} place={place} show="near" /> },
  { id: 'last', header: 'Last seen', quiet: true, hidden: true, cell: (row) => <Moment at={row.lastAt} place={place} show="near" /> },
  { id: 'by', header: 'Resolved by', quiet: true, cell: (row) => row.resolvedBy ?? '–' },
  { id: 'note', header: 'Note', quiet: true, clips: true, cell: (row) => row.note ?? '–' },
]
export default async function AlertsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const given = await searchParams
  const list = (people: readonly { readonly id: string; readonly name: string }[]) =>
    readList(paths.alerts(), given, {
      filters: [
        choice('state', 'State', [
          ['open', 'Open'],
          ['resolved', 'Resolved'],
        ]),
        choice('kind', 'Kind', Object.entries(alertTitles)),
        choice(
          'person',
          'Person',
          people.map(({ id, name }) => [id, name] as const),
        ),
        days('day', 'Raised'),
      ],
      sort: ['raised', 'state'],
      defaultSort: 'state',
    })
  const [{ rows, next, previous, open, people, place }, { reaches }] = await Promise.all([load(listAlerts, list([]).query), readDesk()]),
    url = list(people)
  return (
    <Page
      crumbs={[{ label: 'Sign-ins', href: paths.signIns() }, { label: 'Alerts' }]}
      tabs={<WatchTabs at="alerts" open={open} />}
      acts={reaches['audit.export'] === 'all' && <ExportLink url={url} />}
      headline={
        <Headline>
          {open === 0 ? (
            <>No alert is open.</>
          ) : (
            <>
              <TextLink href={url.with({ state: 'open' })}>{capital(countText(open, 'alert', place))}</TextLink> {plural(open, 'waits', 'wait')} for a look.
            </>
          )}
        </Headline>
      }
    >
      <Filters url={url} place={place} columns={columns(place)} />
      <Table<AlertRow>
        url={url}
        caption="Alerts, the open ones first"
        columns={columns(place)}
        rows={rows}
        rowKey={(row) => row.id}
        rowHref={(row) => paths.alert(row.id)}
        rowTone={(row) => (row.state === 'resolved' ? 'off' : undefined)}
        noun="alerts"
        empty={
          <Empty.Yet title="Nothing has looked wrong." act={<TextLink href={paths.alertRules()}>When an alert is raised</TextLink>}>
            A new device or network, two places too far apart, many refusals, or a large export appear here with what they rest on.
          </Empty.Yet>
        }
      />
      <Pager url={url} next={next} previous={previous} />
    </Page>
  )
}
