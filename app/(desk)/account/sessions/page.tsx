import { loadOwn } from '@/app/_bind/own.ts'
import { load } from '@/app/_bind/load.ts'
import { Form } from '@/app/_ui/form.client.tsx'
import { countText } from '@/app/_ui/format.ts'
import { Mono } from '@/app/_ui/link.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import { Headline, Page } from '@/app/_ui/page.tsx'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { listOwnSessions, type OwnSessionView } from '@/lib/identity/own-sessions.ts'
import { showDesk } from '@/lib/tenancy/show-desk.ts'
import { AccountTabs } from '../tabs.tsx'
import { endOne, endOthers } from './actions.ts'

export const metadata = { title: 'Your sessions' }
export default async function SessionsPage() {
  const sessions = await loadOwn(listOwnSessions), { locale, zone, now } = await load(showDesk, {}), place = { locale, zone, now }
  return (
    <Page crumbs={[{ label: 'Your account' }, { label: 'Sessions' }]} headline={<Headline>You are signed in with {countText(sessions.length, 'session', place)}.</Headline>} tabs={<AccountTabs current="sessions" />} acts={sessions.length > 1 ? <Form action={endOthers}><Submit>End all others</Submit></Form> : undefined}>
      <Table<OwnSessionView> caption="Your sessions" rows={sessions} rowKey={(s) => s.id} columns={[
        { id: 'device', header: 'Device', priority: 1, strong: true, cell: (s) => <>{s.device}{s.isThis ? <span className="text-ink-2"> this one</span> : null}</> }, { id: 'company', header: 'Company', priority: 3, cell: (s) => s.company }, { id: 'ip', header: 'Address', quiet: true, cell: (s) => <Mono>{s.ip || '–'}</Mono> }, { id: 'methods', header: 'Proven by', quiet: true, cell: (s) => s.methods },
        { id: 'seen', header: 'Last seen', priority: 4, cell: (s) => <Moment at={s.lastSeenAt} place={place} show="near" /> }, { id: 'end', header: '', align: 'end', priority: 2, cell: (s) => (s.isThis ? '' : <Form action={endOne} hidden={{ id: s.id }}><Submit>End</Submit></Form>) },
      ]} />
    </Page>
  )
}
