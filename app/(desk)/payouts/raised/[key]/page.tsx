import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { capital, countText, numberText } from '@/app/_ui/format.ts'
import { Money } from '@/app/_ui/money.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { Headline, Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Status } from '@/app/_ui/status.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { showRaised, type RaisedGroup } from '@/lib/incentives/show-raised.ts'
import { Sums, sumsOf, tabState } from '../../sums.tsx'

export const metadata = { title: 'Payouts raised' }
const tabOf = (state: string): string => Object.entries(tabState).find(([, of]) => of === state)?.[0] ?? 'all'

/** What raising has brought: how much waits for approval, how much is held and what would let it go on. */
export default async function RaisedPage({ params }: { params: Promise<{ key: string }> }) {
  const { groups, place } = await load(showRaised, { key: (await params).key })
  const all = groups.reduce((n, group) => n + group.count, 0),
    held = groups.filter((group) => group.state === 'held').reduce((n, group) => n + group.count, 0)
  return (
    <Page
      crumbs={[{ label: 'Payouts', href: paths.payouts() }, { label: 'Raised' }]}
      headline={
        <Headline>
          {capital(countText(all, 'payout', place))} worth <Sums of={sumsOf(groups)} place={place} /> {all === 1 ? 'is' : 'are'} raised
          {held > 0 ? `; ${held === all ? (all === 1 ? 'it is' : 'all are') : `${numberText(held, place)} ${held === 1 ? 'is' : 'are'}`} held.` : '.'}
        </Headline>
      }
      acts={<LinkButton href={`${paths.payouts()}?tab=${held === all ? 'held' : 'approve'}`}>Open payouts</LinkButton>}
      notice={
        held > 0 ? (
          <Notice tone="warn" title={held === 1 ? 'One payout cannot go on yet' : `${numberText(held, place)} payouts cannot go on yet`}>
            Enter the payees’ bank details and let a second person confirm them, then resume these payouts under Held. The others wait for approval by somebody
            else than you.
          </Notice>
        ) : undefined
      }
    >
      <Section title="Where they are now">
        <Table<RaisedGroup>
          plain
          caption="Payouts of this raise by state"
          rows={groups}
          rowKey={(r) => `${r.state}${r.reason}${r.amount.currency}`}
          rowHref={(r) => `${paths.payouts()}?tab=${tabOf(r.state)}`}
          columns={[
            { id: 'state', header: 'State', priority: 1, link: true, cell: (r) => <Status noun="payout" state={r.state} /> },
            ...(held > 0 ? [{ id: 'reason', header: 'Held because', priority: 4 as const, quiet: true, cell: (r: RaisedGroup) => r.reason }] : []),
            { id: 'count', header: 'Payouts', align: 'end', priority: 3, cell: (r) => numberText(r.count, place) },
            { id: 'amount', header: 'Amount', align: 'end', priority: 2, cell: (r) => <Money of={r.amount} place={place} code /> },
          ]}
        />
      </Section>
    </Page>
  )
}
