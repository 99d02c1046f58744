import { loadOrRefusal } from '@/app/_bind/load.ts'
import { Empty } from '@/app/_ui/empty.tsx'
import { ExportLink } from '@/app/_ui/export-link.tsx'
import { choice, text } from '@/app/_ui/filter.ts'
import { capital, countText } from '@/app/_ui/format.ts'
import { TextLink } from '@/app/_ui/link.tsx'
import { readList, type SearchParams } from '@/app/_ui/list-url.ts'
import { Moment } from '@/app/_ui/moment.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { Headline, Page } from '@/app/_ui/page.tsx'
import { Pager } from '@/app/_ui/pager.tsx'
import { paths } from '@/app/_ui/paths.ts'
import type { Place } from '@/app/_ui/place.ts'
import type { Column } from '@/app/_ui/table/column.ts'
import { Filters } from '@/app/_ui/table/filters.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { listOutbox, type MailView } from '@/lib/tenancy/console-lists.ts'
import { OperatorTabs } from '../operator/tabs.tsx'
import { MailState } from './mail-state.tsx'

export const metadata = { title: 'Outbox' }
const filters = [
  text('q', 'Search', 'Subject, address or company'),
  choice('state', 'State', [
    ['waiting', 'Waiting'],
    ['sent', 'Sent'],
    ['given_up', 'Given up'],
  ]),
] as const
const columns = (place: Place): Column<MailView>[] => [
  { id: 'subject', header: 'Subject', priority: 1, strong: true, link: true, wraps: true, cell: (mail) => mail.subject },
  { id: 'to', header: 'To', priority: 3, cell: (mail) => mail.to },
  { id: 'channel', header: 'By', quiet: true, cell: (mail) => (mail.channel === 'mail' ? 'mail' : 'text message') },
  { id: 'company', header: 'Company', quiet: true, cell: (mail) => mail.company ?? 'the account' },
  { id: 'kind', header: 'Kind', quiet: true, hidden: true, cell: (mail) => mail.kind },
  { id: 'state', header: 'State', priority: 4, cell: (mail) => <MailState mail={mail} /> },
  { id: 'at', header: 'Written', quiet: true, align: 'end', priority: 2, sortable: true, cell: (mail) => <Moment at={mail.at} place={place} show="near" /> },
]

export default async function OutboxPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const url = readList(paths.outbox(), await searchParams, { filters, sort: ['at'], defaultSort: '-at' }),
    asked = await loadOrRefusal(listOutbox, url.query)
  if (asked.refusal)
    return (
      <Page crumbs={[{ label: 'Installation' }, { label: 'Outbox' }]} headline={<Headline>The outbox.</Headline>}>
        <Notice tone="warn">{asked.refusal.message}</Notice>
      </Page>
    )
  const { mails, next, previous, waiting, place } = asked.value
  return (
    <Page
      crumbs={[{ label: 'Installation' }, { label: 'Outbox' }]}
      tabs={<OperatorTabs at="outbox" />}
      headline={
        <Headline>
          {waiting === 0 ? (
            'No message waits to leave.'
          ) : (
            <>
              <TextLink href={url.with({ state: 'waiting' })}>{capital(countText(waiting, 'message', place))}</TextLink> {waiting === 1 ? 'waits' : 'wait'}{' '}
              here.
            </>
          )}
        </Headline>
      }
      notice={
        <Notice tone="accent" title="Development only.">
          Mails and text messages hold links and codes that sign people in. In production they go to their recipients and are not shown.
        </Notice>
      }
      acts={<ExportLink url={url} />}
    >
      <Filters url={url} place={place} columns={columns(place)} />
      <Table<MailView>
        url={url}
        caption="Mails and text messages"
        noun="messages"
        columns={columns(place)}
        rows={mails}
        rowKey={(mail) => mail.id}
        rowHref={(mail) => paths.outboxMessage(mail.id)}
        empty={
          <Empty.Yet title="No message yet.">
            Invitations, resets, notices and codes appear here until a mail server and a gateway for text messages are set.
          </Empty.Yet>
        }
      />
      <Pager url={url} next={next} previous={previous} />
    </Page>
  )
}
