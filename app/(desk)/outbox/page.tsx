import { loadOrRefusal } from '@/app/_bind/load.ts'
import { Empty } from '@/app/_ui/empty.tsx'
import { LinkButton } from '@/app/_ui/button.tsx'
import { capital, countText } from '@/app/_ui/format.ts'
import { Moment } from '@/app/_ui/moment.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { Headline, Page } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Table } from '@/app/_ui/table/table.tsx'
import { listOutbox, type MailView } from '@/lib/tenancy/operator.ts'
import { OperatorTabs } from '../operator/tabs.tsx'
import { MailState } from './mail-state.tsx'

export const metadata = { title: 'Outbox' }
export default async function OutboxPage({ searchParams }: { searchParams: Promise<{ before?: string | string[] }> }) {
  const { before } = await searchParams, asked = await loadOrRefusal(listOutbox, typeof before === 'string' ? { before } : {})
  if (asked.refusal) return <Page crumbs={[{ label: 'Installation' }, { label: 'Outbox' }]} headline={<Headline>The outbox.</Headline>}><Notice tone="warn">{asked.refusal.message}</Notice></Page>
  const { mails, older, place } = asked.value, waiting = mails.filter((mail) => mail.sentAt === null && mail.failedAt === null).length
  return (
    <Page crumbs={[{ label: 'Installation' }, { label: 'Outbox' }]} tabs={<OperatorTabs at="outbox" />} headline={<Headline>{mails.length === 0 ? 'Nobody was written to.' : waiting === 0 ? 'Every mail has left.' : <>{capital(countText(waiting, 'mail', place))} {waiting === 1 ? 'waits' : 'wait'} here.</>}</Headline>}
      notice={<Notice tone="accent" title="Development only.">Mails hold links that sign people in. In production they go to their recipients and are not shown.</Notice>}>
      <Table<MailView> caption="Mails" rows={mails} rowKey={(mail) => mail.id} rowHref={(mail) => paths.outboxMessage(mail.id)} empty={<Empty.Yet title="No mail yet.">Invitations, resets and notices appear here until a mail server is set.</Empty.Yet>} columns={[
        { id: 'subject', header: 'Subject', priority: 1, strong: true, link: true, wraps: true, cell: (mail) => mail.subject }, { id: 'to', header: 'To', priority: 3, cell: (mail) => mail.to }, { id: 'company', header: 'Company', quiet: true, cell: (mail) => mail.company ?? 'the account' },
        { id: 'state', header: 'State', priority: 4, cell: (mail) => <MailState mail={mail} /> }, { id: 'at', header: 'Written', quiet: true, align: 'end', priority: 2, cell: (mail) => <Moment at={mail.at} place={place} show="near" /> },
      ]} />
      {older && <div className="mt-4"><LinkButton href={`${paths.outbox()}?before=${encodeURIComponent(older)}`}>Older</LinkButton></div>}
    </Page>
  )
}
