import { Plus } from 'lucide-react'
import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Empty } from '@/app/_ui/empty.tsx'
import { ExportLink } from '@/app/_ui/export-link.tsx'
import { choice, text } from '@/app/_ui/filter.ts'
import { capital, countText } from '@/app/_ui/format.ts'
import { readList, type SearchParams } from '@/app/_ui/list-url.ts'
import { Headline, Page } from '@/app/_ui/page.tsx'
import { Pager } from '@/app/_ui/pager.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Filters } from '@/app/_ui/table/filters.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { listPayees } from '@/lib/incentives/list-payees.ts'
import { columns } from './columns.tsx'

export const metadata = { title: 'Payees' }
const filters = [
  text('q', 'Search', 'Name, key or number'),
  choice('state', 'State', [
    ['active', 'active'],
    ['inactive', 'inactive'],
    ['merged', 'merged'],
  ]),
  choice('linked', 'Member', [
    ['yes', 'signs in'],
    ['no', 'does not sign in'],
  ]),
  choice('bank', 'Bank detail', [
    ['none', 'none yet'],
    ['waiting', 'waits for a second person'],
    ['confirmed', 'confirmed'],
  ]),
] as const

export default async function PayeesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const url = readList(paths.payees(), await searchParams, { filters, sort: ['name', 'added'], defaultSort: 'name' })
  const { rows, next, previous, totals, place, may } = await load(listPayees, url.query)
  return (
    <Page
      crumbs={[{ label: 'Payees' }]}
      headline={
        <Headline>
          {totals.all === 0 ? (
            <>Nobody is a payee yet.</>
          ) : (
            <>
              <a href={url.with({ state: 'active' })}>{capital(countText(totals.all, 'payee', place))}</a>;{' '}
              {totals.linked === 0 ? (
                'none of them signs in yet'
              ) : (
                <>
                  <a href={url.with({ linked: 'yes' })}>{countText(totals.linked, 'payee', place).replace(/ payees?$/, '')}</a>{' '}
                  {totals.linked === 1 ? 'signs' : 'sign'} in and {totals.linked === 1 ? 'sees own' : 'see their'} earnings
                </>
              )}
              .
            </>
          )}
        </Headline>
      }
      acts={
        <>
          {totals.all > 0 && <ExportLink url={url} />}
          <LinkButton href={paths.crews()}>Crews</LinkButton>
          {may.change && (
            <LinkButton href={paths.newPayee()} icon={Plus} primary keys="n">
              Add a payee
            </LinkButton>
          )}
        </>
      }
    >
      <Filters url={url} place={place} columns={columns(place)} />
      <Table
        url={url}
        caption="Payees"
        noun="payees"
        columns={columns(place)}
        rows={rows}
        rowKey={(r) => r.id}
        rowHref={(r) => paths.payee(r.id)}
        rowTone={(r) => (r.state === 'active' ? undefined : 'off')}
        empty={
          <Empty.Yet title="Nobody is a payee yet." {...(may.change ? { act: <LinkButton href={paths.newImport()}>Import work</LinkButton> } : {})}>
            An import of work adds the people it names; or add one by hand.
          </Empty.Yet>
        }
      />
      <Pager url={url} next={next} previous={previous} newest={false} />
    </Page>
  )
}
