import { Download } from 'lucide-react'
import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { choice } from '@/app/_ui/filter.ts'
import { readList, type SearchParams } from '@/app/_ui/list-url.ts'
import { sharedCurrency } from '@/app/_ui/money.tsx'
import { Section } from '@/app/_ui/page.tsx'
import { Pager } from '@/app/_ui/pager.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Filters } from '@/app/_ui/table/filters.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { showStatement } from '@/lib/incentives/list-statements.ts'
import { listStatementLines } from '@/lib/incentives/list-statement-lines.ts'
import { lineColumns } from '../columns.tsx'
import { StatementDocket } from './docket.tsx'

export const metadata = { title: 'Statement' }
const filters = [
  choice('state', 'State', [
    ['unmatched', 'Unmatched'],
    ['matched', 'Matched'],
    ['ignored', 'Set aside'],
  ]),
] as const

export default async function StatementPage({ params, searchParams }: { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> }) {
  const { id } = await params
  const url = readList(paths.statement(id), await searchParams, { filters, sort: ['position', 'amount'], defaultSort: 'position' })
  const [statement, { rows, next, previous, place }] = await Promise.all([
    load(showStatement, { statementId: id }),
    load(listStatementLines, { statementId: id, ...url.query }),
  ])
  const columns = lineColumns(place, true, sharedCurrency(rows.map((r) => r.amount ?? undefined))),
    state = url.get('state'),
    of = new URLSearchParams({ statementId: id, ...(state === undefined ? {} : { state }) })
  return (
    <StatementDocket statement={statement}>
      <Section
        title="Lines"
        act={
          <LinkButton href={`${paths.statements()}.csv?${of.toString()}`} icon={Download} size="small" quiet download>
            CSV
          </LinkButton>
        }
      >
        <Filters url={url} place={place} columns={columns} />
        <Table
          url={url}
          caption={`Lines of ${statement.number}`}
          columns={columns}
          rows={rows}
          rowKey={(r) => r.id}
          rowHref={(r) => paths.statementLine(id, r.id)}
          noun="line"
        />
        <Pager url={url} next={next} previous={previous} />
      </Section>
    </StatementDocket>
  )
}
