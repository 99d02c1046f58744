import { load } from '@/app/_bind/load.ts'
import { loadOwn } from '@/app/_bind/own.ts'
import { countText } from '@/app/_ui/format.ts'
import { Mono } from '@/app/_ui/link.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import { Headline, Page } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { MarkedText } from '@/app/_ui/status.tsx'
import { SubmitButton } from '@/app/_ui/submit.client.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { listOwnSessions, type OwnSessionView } from '@/lib/identity/own-sessions.ts'
import { showDesk } from '@/lib/tenancy/show-desk.ts'
import { AccountTabs } from '../tabs.tsx'
import { endOne, endOthers } from './actions.ts'

export const metadata = { title: 'Your sessions' }
export default async function SessionsPage() {
  const [sessions, { locale, zone, now }] = await Promise.all([loadOwn(listOwnSessions), load(showDesk, {})]),
    place = { locale, zone, now },
    others = sessions.length - 1
  return (
    <Page
      crumbs={[{ label: 'Your account', href: paths.account() }, { label: 'Sessions' }]}
      tabs={<AccountTabs current="sessions" />}
      about="A session that you do not know is somebody else’s: end it and change your password."
      headline={
        <Headline>
          {others === 0 ? 'You are signed in here and nowhere else.' : <>You are signed in here and in {countText(others, 'other place', place)}.</>}
        </Headline>
      }
      acts={others > 0 && <SubmitButton action={endOthers}>End all others</SubmitButton>}
    >
      <Table<OwnSessionView>
        caption="Your sessions"
        rows={sessions}
        rowKey={(s) => s.id}
        columns={[
          {
            id: 'device',
            header: 'Device',
            priority: 1,
            strong: true,
            cell: (s) => (s.isThis ? <MarkedText shape="disc">{s.device}, this one</MarkedText> : <MarkedText shape="ring">{s.device}</MarkedText>),
          },
          { id: 'company', header: 'Company', priority: 3, cell: (s) => s.company },
          { id: 'ip', header: 'Address', quiet: true, cell: (s) => <Mono>{s.ip === '' ? '–' : s.ip}</Mono> },
          { id: 'methods', header: 'Proven by', quiet: true, cell: (s) => s.methods },
          { id: 'since', header: 'Since', quiet: true, cell: (s) => <Moment at={s.startedAt} place={place} /> },
          { id: 'seen', header: 'Last seen', quiet: true, priority: 4, cell: (s) => <Moment at={s.lastSeenAt} place={place} show="near" /> },
          { id: 'until', header: 'At most until', quiet: true, hidden: true, cell: (s) => <Moment at={s.expiresAt} place={place} /> },
          {
            id: 'end',
            header: '',
            align: 'end',
            priority: 2,
            cell: (s) =>
              s.isThis ? (
                ''
              ) : (
                <SubmitButton action={endOne} hidden={{ id: s.id }} size="small">
                  End
                </SubmitButton>
              ),
          },
        ]}
      />
    </Page>
  )
}
