import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Empty } from '@/app/_ui/empty.tsx'
import { ExportLink } from '@/app/_ui/export-link.tsx'
import { choice, flag } from '@/app/_ui/filter.ts'
import { capital, countText, localText } from '@/app/_ui/format.ts'
import { TextLink } from '@/app/_ui/link.tsx'
import { readList, type SearchParams } from '@/app/_ui/list-url.ts'
import { Moment } from '@/app/_ui/moment.tsx'
import { Headline, Page } from '@/app/_ui/page.tsx'
import { Pager } from '@/app/_ui/pager.tsx'
import { paths } from '@/app/_ui/paths.ts'
import type { Place } from '@/app/_ui/place.ts'
import { MarkedText } from '@/app/_ui/status.tsx'
import { SubmitButton } from '@/app/_ui/submit.client.tsx'
import type { Column } from '@/app/_ui/table/column.ts'
import { Filters } from '@/app/_ui/table/filters.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { listNotifications } from '@/lib/tenancy/list-notifications.ts'
import { noticeKinds, noticeWords } from '@/lib/tenancy/notice.ts'
import { readAll } from './actions.ts'

export const metadata = { title: 'Notifications' }
const filters = [
  choice(
    'kind',
    'About',
    noticeKinds.map((kind) => [kind, noticeWords[kind].title]),
  ),
  flag('unread', 'Unread', 'Not read yet'),
] as const
type Row = Awaited<ReturnType<typeof listNotifications.invoke>>['rows'][number]
const columns = (place: Place): Column<Row>[] => [
  {
    id: 'sentence',
    header: 'Notice',
    priority: 1,
    link: true,
    wraps: true,
    cell: (row) => (row.isRead ? localText(row.sentence, place) : <span className="font-medium">{localText(row.sentence, place)}</span>),
  },
  { id: 'kind', header: 'About', priority: 3, quiet: true, cell: (row) => row.title },
  {
    id: 'state',
    header: 'State',
    priority: 4,
    cell: (row) => (row.isRead ? <span className="text-ink-2">Read</span> : <MarkedText shape="quarter">New</MarkedText>),
  },
  { id: 'at', header: 'When', align: 'end', priority: 2, quiet: true, cell: (row) => <Moment at={row.at} place={place} show="near" /> },
]

export default async function NotificationsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const url = readList(paths.notifications(), await searchParams, { filters })
  const { rows, next, previous, unread, place } = await load(listNotifications, url.query)
  return (
    <Page
      crumbs={[{ label: 'Notifications' }]}
      headline={
        <Headline>
          {unread === 0 ? (
            <>You have read everything.</>
          ) : (
            <>
              <TextLink href={url.with({ unread: 'yes' })}>{capital(countText(unread, 'notice', place))}</TextLink> you have not read.
            </>
          )}
        </Headline>
      }
      acts={
        <>
          <ExportLink url={url} />
          <LinkButton href={paths.account('notifications')}>How you are told…</LinkButton>
          {unread > 0 && (
            <SubmitButton action={readAll} primary>
              Mark all as read
            </SubmitButton>
          )}
        </>
      }
    >
      <Filters url={url} place={place} columns={columns(place)} />
      <Table
        url={url}
        caption="Notifications"
        columns={columns(place)}
        rows={rows}
        rowKey={(row) => row.id}
        rowHref={(row) => paths.notification(row.id)}
        noun="notices"
        empty={
          <Empty.Yet title="Nothing was told to you yet.">
            What waits for you, what is paid to you and who signs in as you appears here, and by mail as you choose.
          </Empty.Yet>
        }
      />
      <Pager url={url} next={next} previous={previous} />
    </Page>
  )
}
