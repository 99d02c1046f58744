import { Upload } from 'lucide-react'
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
import { states } from '@/app/_ui/status.tsx'
import { Filters } from '@/app/_ui/table/filters.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { listImports } from '@/lib/incentives/show-import.ts'
import { columns } from './columns.tsx'

export const metadata = { title: 'Imports' }
const filters = [
  text('q', 'Search', 'File or number'),
  choice(
    'state',
    'State',
    Object.entries(states.import).map(([value, [, words]]) => [value, words]),
  ),
] as const

export default async function ImportsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const url = readList(paths.imports(), await searchParams, { filters, sort: ['started'], defaultSort: '-started' })
  const { rows, next, previous, counts, place, mappings } = await load(listImports, url.query)
  const waiting = (counts.checked ?? 0) + (counts.uploaded ?? 0),
    done = counts.done ?? 0
  return (
    <Page
      crumbs={[{ label: 'Work records', href: paths.work() }, { label: 'Imports' }]}
      headline={
        <Headline>
          {waiting > 0 ? (
            <>
              <a href={url.with({ state: 'checked' })}>{capital(countText(waiting, 'file', place))}</a> {waiting === 1 ? 'waits' : 'wait'} to be mapped or
              confirmed;{' '}
            </>
          ) : null}
          {done === 0 && waiting > 0 ? (
            'none was imported so far'
          ) : (
            <>
              <a href={url.with({ state: 'done' })}>{waiting > 0 ? countText(done, 'file', place) : capital(countText(done, 'file', place))}</a>{' '}
              {done === 1 ? 'was' : 'were'} imported
            </>
          )}
          .
        </Headline>
      }
      acts={
        <>
          <ExportLink url={url} />
          {mappings > 0 && <LinkButton href={paths.mappings()}>Mappings</LinkButton>}
          <LinkButton href={paths.newImport()} icon={Upload} primary keys="n">
            Import a file
          </LinkButton>
        </>
      }
    >
      <Filters url={url} place={place} columns={columns(place)} />
      <Table
        url={url}
        caption="Imports"
        noun="imports"
        columns={columns(place)}
        rows={rows}
        rowKey={(r) => r.id}
        rowHref={(r) => paths.import(r.id)}
        empty={
          <Empty.Yet title="No file was imported yet." act={<LinkButton href={paths.newImport()}>Import a file</LinkButton>}>
            A CSV file from the system that knows the work: you see what it would do before anything is saved.
          </Empty.Yet>
        }
      />
      <Pager url={url} next={next} previous={previous} />
    </Page>
  )
}
