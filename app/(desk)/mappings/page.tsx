import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Empty } from '@/app/_ui/empty.tsx'
import { ExportLink } from '@/app/_ui/export-link.tsx'
import { text } from '@/app/_ui/filter.ts'
import { readList, type SearchParams } from '@/app/_ui/list-url.ts'
import { Headline, Page } from '@/app/_ui/page.tsx'
import { Pager } from '@/app/_ui/pager.tsx'
import { paths } from '@/app/_ui/paths.ts'
import type { Column } from '@/app/_ui/table/column.ts'
import { Filters } from '@/app/_ui/table/filters.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { listMappings } from '@/lib/incentives/save-mapping.ts'

export const metadata = { title: 'Mappings' }
type Row = Awaited<ReturnType<typeof listMappings.invoke>>['rows'][number]
const filters = [text('q', 'Search', 'Name')] as const
const columns: Column<Row>[] = [
  { id: 'name', header: 'Name', priority: 1, link: true, strong: true, sortable: true, cell: (r) => r.name },
  { id: 'version', header: 'Version', priority: 2, align: 'end', sortable: true, cell: (r) => r.version },
  { id: 'key', header: 'Key', priority: 3, cell: (r) => <span className="mono">{r.body.columns.key}</span> },
  { id: 'closed', header: 'Closed', cell: (r) => <span className="mono">{r.body.columns.closed}</span> },
  { id: 'payee', header: 'Payee', priority: 4, cell: (r) => <span className="mono">{r.body.columns.payee ?? r.body.columns.crew ?? '–'}</span> },
  { id: 'fields', header: 'Further fields', align: 'end', quiet: true, cell: (r) => r.body.columns.extra.length || '–' },
  { id: 'zone', header: 'Zone', quiet: true, cell: (r) => r.body.times.zone },
]

export default async function MappingsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const url = readList(paths.mappings(), await searchParams, { filters, sort: ['name', 'version'], defaultSort: 'name' })
  const { rows, next, previous, place } = await load(listMappings, url.query)
  return (
    <Page
      crumbs={[{ label: 'Work records', href: paths.work() }, { label: 'Imports', href: paths.imports() }, { label: 'Mappings' }]}
      headline={<Headline>A mapping says which column is what, and names the source of its keys.</Headline>}
      acts={<ExportLink url={url} />}
    >
      <Filters url={url} place={place} columns={columns} />
      <Table<Row>
        url={url}
        caption="Mappings"
        noun="mappings"
        columns={columns}
        rows={rows}
        rowKey={(r) => r.id}
        rowHref={(r) => paths.mapping(r.id)}
        empty={
          <Empty.Yet title="No mapping is kept yet." act={<LinkButton href={paths.newImport()}>Import a file</LinkButton>}>
            The first import makes one; every later file of that kind uses it.
          </Empty.Yet>
        }
      />
      <Pager url={url} next={next} previous={previous} />
    </Page>
  )
}
