import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Empty } from '@/app/_ui/empty.tsx'
import { capital, countText, listText } from '@/app/_ui/format.ts'
import { Moment } from '@/app/_ui/moment.tsx'
import { Headline, Page } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Status } from '@/app/_ui/status.tsx'
import { SubmitButton } from '@/app/_ui/submit.client.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { showOwnAccess, type OwnAccess } from '@/lib/tenancy/access/own-access.ts'
import { roleWords } from '../../role-words.ts'
import { AccountTabs } from '../tabs.tsx'
import { withdraw } from './actions.ts'

export const metadata = { title: 'Access' }
type Row = OwnAccess['requests'][number]

export default async function AccessPage() {
  const own = await load(showOwnAccess, {}),
    { place, requests } = own,
    given = requests.filter((row) => row.state === 'granted'),
    waiting = requests.filter((row) => row.state === 'asked')
  return (
    <Page
      crumbs={[{ label: 'Your account', href: paths.account() }, { label: 'Access' }]}
      tabs={<AccountTabs current="access" />}
      headline={
        <Headline>
          You are {roleWords(own.role).toLowerCase()}
          {given.length === 0 ? (
            waiting.length > 0 ? (
              <>
                ; {countText(waiting.length, 'request', place)} {waiting.length === 1 ? 'waits' : 'wait'} for an answer
              </>
            ) : null
          ) : (
            <>, and for a time you have {listText(given.map((row) => row.what))}</>
          )}
          .
        </Headline>
      }
      about={
        own.isCompany
          ? 'What is given for a time counts at once and ends by itself. Separation stays: what you raised, and what is paid to you, others decide.'
          : 'The installation has one role; there is nothing to ask for here.'
      }
      acts={
        own.isCompany && (
          <LinkButton
            primary
            href={paths.askAccess()}
            why={own.mayAsk ? undefined : `${capital(countText(own.waitingMax, 'request', place))} of yours wait already`}
          >
            Ask for access
          </LinkButton>
        )
      }
    >
      <Table<Row>
        plain
        caption="What you asked for"
        rows={requests}
        rowKey={(row) => row.id}
        rowTone={(row) => (row.state === 'granted' || row.state === 'asked' ? undefined : 'off')}
        empty={
          <Empty.Yet title="You have asked for nothing yet.">
            Where your role is not enough for a while, ask: for what, why and how long. Somebody who may give it decides, and it ends by itself.
          </Empty.Yet>
        }
        columns={[
          { id: 'number', header: 'Request', quiet: true, cell: (row) => <span className="mono">{row.number}</span> },
          {
            id: 'what',
            header: 'What',
            priority: 1,
            strong: true,
            wraps: true,
            cell: (row) => (
              <>
                {capital(row.what)}
                {row.permissions.length > 1 && row.what.startsWith('the role') ? (
                  <span className="block text-caption text-ink-2 font-normal">{countText(row.permissions.length, 'permission', place)}</span>
                ) : null}
                <span className="block text-caption text-ink-2 font-normal">{row.reason}</span>
              </>
            ),
          },
          { id: 'state', header: 'State', priority: 2, cell: (row) => <Status noun="accessRequest" state={row.state} /> },
          {
            id: 'left',
            header: 'Until',
            priority: 3,
            cell: (row) =>
              row.state === 'granted' && row.endsAt ? (
                <>
                  <Moment at={row.endsAt} place={place} />{' '}
                  <span className="text-ink-2">
                    (<Moment at={row.endsAt} place={place} show="near" />)
                  </span>
                </>
              ) : row.state === 'asked' ? (
                `${row.asked} asked`
              ) : row.endsAt ? (
                <Moment at={row.endsAt} place={place} show="day" />
              ) : (
                '–'
              ),
          },
          {
            id: 'answer',
            header: 'Answer',
            quiet: true,
            wraps: true,
            cell: (row) =>
              row.state === 'refused'
                ? `${row.decidedBy ?? ''}: ${row.decidedWhy ?? ''}`
                : row.state === 'ended'
                  ? (row.endedWhy ?? '')
                  : row.decidedBy
                    ? `by ${row.decidedBy}`
                    : '',
          },
          { id: 'asked', header: 'Asked', quiet: true, cell: (row) => <Moment at={row.askedAt} place={place} show="near" /> },
          {
            id: 'act',
            header: <span className="visually-hidden">Act</span>,
            align: 'end',
            priority: 4,
            cell: (row) =>
              row.state === 'asked' || row.state === 'granted' ? (
                <SubmitButton action={withdraw} hidden={{ requestId: row.id }} size="small">
                  {row.state === 'asked' ? 'Take it back' : 'Give it back'}
                </SubmitButton>
              ) : null,
          },
        ]}
      />
    </Page>
  )
}
