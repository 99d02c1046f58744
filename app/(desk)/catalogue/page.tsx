import { Plus } from 'lucide-react'
import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Empty } from '@/app/_ui/empty.tsx'
import { ExportLink } from '@/app/_ui/export-link.tsx'
import { amounts, choice, text } from '@/app/_ui/filter.ts'
import { capital, countText, plural } from '@/app/_ui/format.ts'
import { TextLink } from '@/app/_ui/link.tsx'
import { readList, type SearchParams } from '@/app/_ui/list-url.ts'
import { Headline, Page } from '@/app/_ui/page.tsx'
import { Pager } from '@/app/_ui/pager.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Filters } from '@/app/_ui/table/filters.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { listCatalogue } from '@/lib/incentives/list-catalogue.ts'
import { columns } from './columns.tsx'
import { RewardTabs } from './reward-tabs.tsx'
import { deskCrumb } from '../desk-link.tsx'

export const metadata = { title: 'Catalogue' }
const filters = [
  text('q', 'Search', 'Name or number'),
  choice('state', 'State', [
    ['offered', 'Offered'],
    ['sold_out', 'Sold out'],
    ['withdrawn', 'Withdrawn'],
  ]),
  amounts('price', 'Price'),
] as const

export default async function CataloguePage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const url = readList(paths.catalogue(), await searchParams, { filters, sort: ['name', 'price'], defaultSort: 'name' })
  const { rows, next, previous, place, counts, mayChange } = await load(listCatalogue, url.query)
  const add = mayChange ? (
    <LinkButton href={paths.newCatalogueItem()} icon={Plus} keys="n">
      Add item
    </LinkButton>
  ) : null
  return (
    <Page
      crumbs={[await deskCrumb('Rewards', paths.redemptions()), { label: 'Catalogue' }]}
      headline={
        <Headline>
          {counts.offered === 0 ? (
            <>Nothing is offered for a balance yet.</>
          ) : (
            <>
              <TextLink href={url.with({ state: 'offered' })}>{capital(countText(counts.offered, 'item', place))}</TextLink>{' '}
              {plural(counts.offered, 'is', 'are')} offered
              {counts.soldOut > 0 ? (
                <>
                  ; <TextLink href={url.with({ state: 'sold_out' })}>{countText(counts.soldOut, 'more', place, 'more')}</TextLink>{' '}
                  {plural(counts.soldOut, 'is', 'are')} sold out
                </>
              ) : null}
              .
            </>
          )}
        </Headline>
      }
      acts={
        <>
          <ExportLink url={url} />
          {add}
        </>
      }
      tabs={<RewardTabs current="catalogue" />}
    >
      <Filters url={url} place={place} columns={columns(place)} />
      <Table
        url={url}
        caption="Catalogue"
        columns={columns(place)}
        rows={rows}
        rowKey={(item) => item.id}
        rowHref={(item) => paths.catalogueItem(item.id)}
        rowTone={(item) => (item.state === 'withdrawn' ? 'off' : undefined)}
        noun="items"
        empty={
          <Empty.Yet
            title="Nothing is offered yet."
            act={
              mayChange ? (
                <LinkButton primary href={paths.newCatalogueItem()}>
                  Add the first item
                </LinkButton>
              ) : undefined
            }
          >
            What stands here can be redeemed from a balance: the amount is held, the office hands it out.
          </Empty.Yet>
        }
      />
      <Pager url={url} next={next} previous={previous} newest={false} />
    </Page>
  )
}
