import { Upload } from 'lucide-react'
import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Empty } from '@/app/_ui/empty.tsx'
import { ExportLink } from '@/app/_ui/export-link.tsx'
import { choice, text } from '@/app/_ui/filter.ts'
import { countText } from '@/app/_ui/format.ts'
import { readList, type SearchParams } from '@/app/_ui/list-url.ts'
import { Headline, Page } from '@/app/_ui/page.tsx'
import { Pager } from '@/app/_ui/pager.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Filters } from '@/app/_ui/table/filters.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { listStatements } from '@/lib/incentives/list-statements.ts'
import { BankTabs } from '../bank-tabs.tsx'
import { statementColumns } from '../columns.tsx'
import { UnfinishedFiles } from './unfinished.tsx'

export const metadata = { title: 'Statements' }
const filters = [
  text('q', 'Search', 'Number'),
  choice('kind', 'Kind', [
    ['camt053', 'Statement'],
    ['camt054', 'Advice'],
    ['csv', 'CSV statement'],
    ['pain002', 'Status report'],
    ['nacha_return', 'ACH returns'],
    ['nacha_noc', 'ACH notices of change'],
  ]),
] as const

export default async function StatementFilesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const url = readList(paths.statementFiles(), await searchParams, { filters, sort: ['imported'], defaultSort: '-imported' })
  const { rows, next, previous, place, mayImport, waiting, unfinished } = await load(listStatements, url.query)
  return (
    <Page
      crumbs={[{ label: 'Bank', href: paths.statements() }, { label: 'Statements' }]}
      headline={
        <Headline>
          {rows.length === 0 ? (
            <>Nothing was imported from a bank yet.</>
          ) : (
            <>
              What the banks sent, each file once
              {waiting > 0 ? (
                <>
                  ; <a href={`${paths.statements()}?state=unmatched`}>{countText(waiting, 'line', place)}</a> of it {waiting === 1 ? 'waits' : 'wait'} for an
                  explanation
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
          {mayImport && (
            <LinkButton href={paths.newStatement()} icon={Upload} keys="n">
              Import file
            </LinkButton>
          )}
        </>
      }
      tabs={<BankTabs at="files" waiting={waiting} />}
    >
      {unfinished.length > 0 && (
        <div className="mb-6">
          <UnfinishedFiles files={unfinished} place={place} />
        </div>
      )}
      <Filters url={url} place={place} columns={statementColumns(place)} />
      <Table
        url={url}
        caption="Statements"
        columns={statementColumns(place)}
        rows={rows}
        rowKey={(r) => r.id}
        rowHref={(r) => paths.statement(r.id)}
        noun="statement"
        empty={
          <Empty.Yet title="No statement yet." {...(mayImport ? { act: <LinkButton href={paths.newStatement()}>Import file</LinkButton> } : {})}>
            A statement settles payouts by the reference that their file carried.
          </Empty.Yet>
        }
      />
      <Pager url={url} next={next} previous={previous} />
    </Page>
  )
}
