import type { Metadata } from 'next'
import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Docket, Facts } from '@/app/_ui/docket.tsx'
import { numberText } from '@/app/_ui/format.ts'
import { Mono, TextLink } from '@/app/_ui/link.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import { Money } from '@/app/_ui/money.tsx'
import { Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Status } from '@/app/_ui/status.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { showItem } from '@/lib/incentives/list-catalogue.ts'
import { ItemState } from '../item-state.tsx'
import { deskCrumb } from '../../desk-link.tsx'

export const metadata: Metadata = { title: 'Catalogue item' }
export default async function ItemPage({ params }: { params: Promise<{ id: string }> }) {
  const { item, place, mayChange, redemptions, maySeeRedemptions } = await load(showItem, { id: (await params).id })
  const limit = (n: number | null) => (n === null ? 'No limit' : numberText(n, place))
  return (
    <Page crumbs={[await deskCrumb('Rewards', paths.redemptions()), { label: 'Catalogue', href: paths.catalogue() }, { label: item.number }]}>
      <Docket
        number={item.number}
        noun="Catalogue item"
        stub={
          <>
            Changed <Moment at={item.updatedAt} place={place} show="day" />
          </>
        }
        title={item.name}
        about={item.description || undefined}
        acts={
          mayChange ? (
            <LinkButton size="large" primary href={paths.catalogueItemAct(item.id, 'change')} keys="e">
              Change…
            </LinkButton>
          ) : undefined
        }
        status={<ItemState state={item.state} strong />}
        consequence={item.state === 'offered' ? 'Whoever has the balance can redeem it.' : 'It cannot be redeemed now.'}
      />
      <Facts
        boxed
        items={[
          ['Price', <Money key="p" of={item.price} place={place} code />],
          ['Stock', limit(item.stock)],
          ['For each person', limit(item.limitPerPayee)],
        ]}
      />
      {maySeeRedemptions && (
        <Section
          title="Redeemed"
          {...(redemptions.length > 0 ? { note: 'the newest ten' } : {})}
          act={
            redemptions.length > 0 ? (
              <TextLink accent href={`${paths.redemptions()}?q=${encodeURIComponent(item.name)}`}>
                Show all
              </TextLink>
            ) : undefined
          }
        >
          <Table
            plain
            caption="Redemptions of this item"
            rows={redemptions}
            rowKey={(row) => row.id}
            rowHref={(row) => paths.redemption(row.id)}
            empty={<p className="text-ink-2">Nobody has redeemed it yet.</p>}
            columns={[
              { id: 'number', header: 'Redemption', priority: 3, cell: (row) => <Mono>{row.number}</Mono> },
              { id: 'payee', header: 'Payee', priority: 1, strong: true, link: true, cell: (row) => row.payee },
              { id: 'at', header: 'Requested', quiet: true, cell: (row) => <Moment at={row.at} place={place} show="near" /> },
              { id: 'state', header: 'State', priority: 4, cell: (row) => <Status noun="redemption" state={row.state} /> },
              { id: 'quantity', header: 'Quantity', align: 'end', cell: (row) => row.quantity },
              { id: 'amount', header: 'Amount', align: 'end', priority: 2, cell: (row) => <Money of={row.amount} place={place} /> },
            ]}
          />
        </Section>
      )}
    </Page>
  )
}
