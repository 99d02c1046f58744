import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Empty } from '@/app/_ui/empty.tsx'
import { ExportLink } from '@/app/_ui/export-link.tsx'
import { amounts, choice, days, text } from '@/app/_ui/filter.ts'
import { capital, countText, plural } from '@/app/_ui/format.ts'
import { TextLink } from '@/app/_ui/link.tsx'
import { readList, type SearchParams } from '@/app/_ui/list-url.ts'
import { Moment } from '@/app/_ui/moment.tsx'
import { Moneys } from '@/app/_ui/money.tsx'
import { Headline, Page } from '@/app/_ui/page.tsx'
import { Pager } from '@/app/_ui/pager.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Filters } from '@/app/_ui/table/filters.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { listRedemptions } from '@/lib/incentives/list-redemptions.ts'
import { RewardTabs } from '../catalogue/reward-tabs.tsx'
import { columns } from './columns.tsx'

export const metadata = { title: 'Redemptions' }
const filters = [
  text('q', 'Search', 'Number, payee or item'),
  choice('state', 'State', [
    ['requested', 'Requested'],
    ['fulfilled', 'Fulfilled'],
    ['cancelled', 'Cancelled'],
  ]),
  days('requested', 'Requested'),
  amounts('amount', 'Amount'),
] as const

export default async function RedemptionsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const url = readList(paths.redemptions(), await searchParams, { filters, sort: ['requested', 'amount'], defaultSort: '-requested' })
  const { rows, next, previous, place, waiting } = await load(listRedemptions, url.query)
  const mine = rows.filter((row) => row.mayDecide),
    others = rows.filter((row) => row.state === 'requested' && !row.mayDecide),
    done = rows.filter((row) => row.state !== 'requested')
  const groups =
    mine.length + others.length > 0
      ? [
          { label: 'Waiting for you', rows: mine },
          { label: 'Waiting for someone else', rows: others },
          { label: 'Handed out or cancelled', rows: done },
        ]
      : [{ label: null, rows }]
  return (
    <Page
      crumbs={[{ label: 'Rewards' }]}
      headline={
        <Headline>
          {waiting.count === 0 ? (
            <>No redemption waits to be handed out.</>
          ) : (
            <>
              <TextLink href={url.with({ state: 'requested' })}>{capital(countText(waiting.count, 'redemption', place))}</TextLink> worth{' '}
              <Moneys of={waiting.sums} place={place} /> {plural(waiting.count, 'waits', 'wait')} to be handed out
              {waiting.oldestAt ? (
                <>
                  ; the oldest since <Moment at={waiting.oldestAt} place={place} show="day" />
                </>
              ) : null}
              .
            </>
          )}
        </Headline>
      }
      acts={<ExportLink url={url} />}
      tabs={<RewardTabs current="redemptions" waiting={waiting.count} />}
    >
      <Filters url={url} place={place} columns={columns(place)} />
      <Table
        url={url}
        caption="Redemptions"
        columns={columns(place)}
        groups={groups}
        rowKey={(row) => row.id}
        rowHref={(row) => paths.redemption(row.id)}
        rowTone={(row) => (row.state === 'cancelled' ? 'off' : undefined)}
        noun="redemptions"
        empty={
          <Empty.Yet title="Nobody has redeemed anything yet." act={<LinkButton href={paths.catalogue()}>Open the catalogue</LinkButton>}>
            Technicians redeem on their phone; the amount is held until you hand the item out.
          </Empty.Yet>
        }
      />
      <Pager url={url} next={next} previous={previous} />
    </Page>
  )
}
