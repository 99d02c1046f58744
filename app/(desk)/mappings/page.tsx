import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Empty } from '@/app/_ui/empty.tsx'
import { countText } from '@/app/_ui/format.ts'
import { Headline, Page } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Table } from '@/app/_ui/table/table.tsx'
import { listMappings } from '@/lib/incentives/save-mapping.ts'

export const metadata = { title: 'Mappings' }
type Row = Awaited<ReturnType<typeof listMappings.invoke>>['rows'][number]

export default async function MappingsPage() {
  const { rows, place } = await load(listMappings, {})
  return (
    <Page crumbs={[{ label: 'Work records', href: paths.work() }, { label: 'Imports', href: paths.imports() }, { label: 'Mappings' }]}
      headline={<Headline>{rows.length === 0 ? <>No mapping is kept yet.</> : <>{countText(rows.length, 'mapping', place)} {rows.length === 1 ? 'says' : 'say'} which column is what; each names the source of its keys.</>}</Headline>}>
      <Table<Row> caption="Mappings" rows={rows} rowKey={(r) => r.id} rowHref={(r) => paths.mapping(r.id)} columns={[
        { id: 'name', header: 'Name', priority: 1, link: true, strong: true, cell: (r) => r.name }, { id: 'version', header: 'Version', priority: 2, align: 'end', cell: (r) => r.version },
        { id: 'key', header: 'Key', priority: 3, cell: (r) => <span className="mono">{r.body.columns.key}</span> }, { id: 'closed', header: 'Closed', cell: (r) => <span className="mono">{r.body.columns.closed}</span> }, { id: 'payee', header: 'Payee', priority: 4, cell: (r) => <span className="mono">{r.body.columns.payee ?? r.body.columns.crew ?? '–'}</span> },
        { id: 'fields', header: 'Further fields', align: 'end', quiet: true, cell: (r) => r.body.columns.extra.length || '–' }, { id: 'zone', header: 'Zone', quiet: true, cell: (r) => r.body.times.zone },
      ]} empty={<Empty.Yet title="No mapping is kept yet." act={<LinkButton href={paths.newImport()}>Import a file</LinkButton>}>The first import makes one; every later file of that kind uses it.</Empty.Yet>} />
    </Page>
  )
}
