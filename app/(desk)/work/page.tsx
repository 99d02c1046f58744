import { Plus, Upload } from 'lucide-react'
import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Empty } from '@/app/_ui/empty.tsx'
import { ExportLink } from '@/app/_ui/export-link.tsx'
import { days, text } from '@/app/_ui/filter.ts'
import { capital, numberText } from '@/app/_ui/format.ts'
import { readList, type SearchParams } from '@/app/_ui/list-url.ts'
import { Moment } from '@/app/_ui/moment.tsx'
import { Headline, Page, Tabs } from '@/app/_ui/page.tsx'
import { Pager } from '@/app/_ui/pager.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Filters } from '@/app/_ui/table/filters.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { listWork } from '@/lib/incentives/list-work.ts'
import { columns } from './columns.tsx'

export const metadata = { title: 'Work records' }
const filters = [text('q', 'Search', 'Number or key'), text('kind', 'Kind'), days('closed', 'Closed')] as const
const tabs = [
  [undefined, 'Standing'],
  ['open', 'Open'],
  ['closed', 'Closed'],
  ['superseded', 'Superseded'],
] as const

export default async function WorkPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const url = readList(paths.work(), await searchParams, { filters, keep: ['state', 'payee', 'crew', 'import'], sort: ['recorded'], defaultSort: '-recorded' })
  const { rows, next, previous, totals, place, may } = await load(listWork, url.query)
  const many = (n: number): string => (n > totals.countedUpTo ? `more than ${numberText(totals.countedUpTo, place)}` : numberText(n, place))
  const state = url.get('state')
  return (
    <Page
      crumbs={[{ label: 'Work records' }]}
      headline={
        <Headline>
          {totals.all === 0 ? (
            <>No work is recorded yet.</>
          ) : (
            <>
              <a href={url.with({ state: 'closed' })}>
                {capital(many(totals.all))} {totals.all === 1 ? 'record' : 'records'}
              </a>{' '}
              stand{totals.all === 1 ? 's' : ''}
              {totals.open > 0 ? (
                <>
                  , <a href={url.with({ state: 'open' })}>{many(totals.open)} still open</a>
                </>
              ) : null}
              {totals.lastClosedAt ? (
                <>
                  ; the last was closed <Moment at={totals.lastClosedAt} place={place} show="day" />
                </>
              ) : null}
              .
            </>
          )}
        </Headline>
      }
      acts={
        <>
          {totals.all > 0 && <ExportLink url={url} />}
          {may.record && (
            <>
              <LinkButton href={paths.imports()}>Imports</LinkButton>
              <LinkButton href={paths.newWork()} icon={Plus} keys="n">
                Record work
              </LinkButton>
              <LinkButton href={paths.newImport()} icon={Upload} primary keys="i">
                Import a file
              </LinkButton>
            </>
          )}
        </>
      }
      tabs={
        <Tabs label="Work records by state" items={tabs.map(([value, label]) => ({ label, href: url.with({ state: value }), current: state === value }))} />
      }
    >
      <Filters url={url} place={place} columns={columns(place)} />
      <Table
        url={url}
        caption="Work records"
        noun="work records"
        columns={columns(place)}
        rows={rows}
        rowKey={(r) => r.id}
        rowHref={(r) => paths.workRecord(r.id)}
        rowTone={(r) => (r.state === 'superseded' ? 'off' : undefined)}
        empty={
          <Empty.Yet title="Nothing here." {...(may.record ? { act: <LinkButton href={paths.newImport()}>Import a file</LinkButton> } : {})}>
            Work comes in from a file, or is recorded by hand; programs count it.
          </Empty.Yet>
        }
      />
      <Pager url={url} next={next} previous={previous} />
    </Page>
  )
}
