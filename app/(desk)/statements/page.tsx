import { Upload } from 'lucide-react'
import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Empty } from '@/app/_ui/empty.tsx'
import { ExportLink } from '@/app/_ui/export-link.tsx'
import { choice, text } from '@/app/_ui/filter.ts'
import { capital, countText } from '@/app/_ui/format.ts'
import { readList, type SearchParams } from '@/app/_ui/list-url.ts'
import { sharedCurrency } from '@/app/_ui/money.tsx'
import { Headline, Page } from '@/app/_ui/page.tsx'
import { Pager } from '@/app/_ui/pager.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Filters } from '@/app/_ui/table/filters.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { listStatementLines } from '@/lib/incentives/list-statement-lines.ts'
import { BankTabs } from './bank-tabs.tsx'
import { lineColumns } from './columns.tsx'

export const metadata = { title: 'Bank lines' }
const filters = [
  text('q', 'Search', 'Reference'),
  choice('state', 'State', [
    ['unmatched', 'Unmatched'],
    ['matched', 'Matched'],
    ['ignored', 'Set aside'],
  ]),
  choice('direction', 'Direction', [
    ['debit', 'Money out'],
    ['credit', 'Money in'],
  ]),
] as const

export default async function StatementsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const url = readList(paths.statements(), await searchParams, { filters, sort: ['imported', 'amount'], defaultSort: '-imported' })
  const { rows, next, previous, place, mayDecide, waiting } = await load(listStatementLines, url.query)
  return (
    <Page
      crumbs={[{ label: 'Bank' }]}
      headline={
        <Headline>
          {waiting === 0 ? (
            <>Every bank line is explained.</>
          ) : (
            <>
              <a href={url.with({ state: 'unmatched' })}>{capital(countText(waiting, 'bank line', place))}</a> {waiting === 1 ? 'waits' : 'wait'} for an
              explanation; nothing is matched on an amount alone.
            </>
          )}
        </Headline>
      }
      acts={
        <>
          <ExportLink url={url} />
          {mayDecide && (
            <LinkButton href={paths.newStatement()} icon={Upload} keys="n">
              Import file
            </LinkButton>
          )}
        </>
      }
      tabs={<BankTabs at={url.get('state') === 'unmatched' ? 'queue' : 'lines'} waiting={waiting} />}
    >
      <Filters url={url} place={place} columns={lineColumns(place)} />
      <Table
        url={url}
        caption="Bank lines"
        columns={lineColumns(place, false, sharedCurrency(rows.map((r) => r.amount ?? undefined)))}
        rows={rows}
        rowKey={(r) => r.id}
        rowHref={(r) => paths.statementLine(r.statement.id, r.id)}
        noun="bank line"
        empty={
          <Empty.Yet title="No bank line yet." {...(mayDecide ? { act: <LinkButton href={paths.newStatement()}>Import file</LinkButton> } : {})}>
            Import what the bank sends: statements, advices, status reports, ACH returns.
          </Empty.Yet>
        }
      />
      <Pager url={url} next={next} previous={previous} />
    </Page>
  )
}
