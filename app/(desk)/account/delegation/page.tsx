import { load } from '@/app/_bind/load.ts'
import { Empty } from '@/app/_ui/empty.tsx'
import { listText } from '@/app/_ui/format.ts'
import { Moment } from '@/app/_ui/moment.tsx'
import { Headline, Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { MarkedText } from '@/app/_ui/status.tsx'
import { SubmitButton } from '@/app/_ui/submit.client.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { listDelegations } from '@/lib/tenancy/delegation.ts'
import { AccountTabs } from '../tabs.tsx'
import { end } from './actions.ts'
import { DelegationForms } from './forms.tsx'

export const metadata = { title: 'Delegation' }
const states = { now: ['half', 'Now'], ahead: ['ring', 'Ahead'], ended: ['slash', 'Ended'] } as const

export default async function DelegationPage() {
  const { delegations, mayDelegate, place, today, latest } = await load(listDelegations, {})
  const living = delegations.filter((one) => one.state !== 'ended'),
    given = living.filter((one) => one.direction === 'given'),
    received = living.filter((one) => one.direction === 'received')
  return (
    <Page
      crumbs={[{ label: 'Your account', href: paths.account() }, { label: 'Delegation' }]}
      headline={
        <Headline>
          {given.length + received.length === 0
            ? 'Nobody stands in for you, and you for nobody.'
            : listText([
                ...(given.length > 0 ? [`${[...new Set(given.map((one) => one.other))].join(', ')} stands in for you`] : []),
                ...(received.length > 0
                  ? [`${given.length > 0 ? 'you' : 'You'} stand in for ${[...new Set(received.map((one) => one.other))].join(', ')}`]
                  : []),
              ]) + '.'}
        </Headline>
      }
      tabs={<AccountTabs current="delegation" />}
      about="A delegate acts in their own name and within the same separation: what you raised, and what is paid to either of you, stays with others."
    >
      <Table
        plain
        caption="Delegations"
        rows={delegations}
        rowKey={(one) => one.id}
        empty={<Empty.Yet title="No delegation yet.">When you are away, a colleague can do one thing in your place, for the days you choose.</Empty.Yet>}
        columns={[
          { id: 'what', header: 'What', priority: 1, strong: true, wraps: true, cell: (one) => one.sentence },
          { id: 'who', header: 'Who', priority: 3, cell: (one) => (one.direction === 'given' ? `${one.other} for you` : `You for ${one.other}`) },
          { id: 'from', header: 'From', quiet: true, cell: (one) => <Moment at={one.startsAt} place={place} show="day" /> },
          { id: 'until', header: 'Until', quiet: true, cell: (one) => <Moment at={lastMoment(one.endsAt)} place={place} show="day" /> },
          { id: 'reason', header: 'Reason', quiet: true, clips: true, cell: (one) => one.reason ?? '' },
          { id: 'state', header: 'State', priority: 2, cell: (one) => <MarkedText shape={states[one.state][0]}>{states[one.state][1]}</MarkedText> },
          {
            id: 'act',
            header: <span className="visually-hidden">Act</span>,
            align: 'end',
            priority: 4,
            cell: (one) =>
              one.state === 'ended' ? null : (
                <SubmitButton action={end} hidden={{ id: one.id }} size="small">
                  {one.direction === 'given' ? 'End it' : 'Decline'}
                </SubmitButton>
              ),
          },
        ]}
      />
      {mayDelegate.length > 0 && (
        <Section title="Delegate while you are away">
          <DelegationForms offers={mayDelegate} today={today} latest={latest} />
        </Section>
      )}
    </Page>
  )
}
/** The last moment that is still inside, because the stored end is the first that is not. */
const lastMoment = (end: Date): Date => new Date(end.getTime() - 1)
