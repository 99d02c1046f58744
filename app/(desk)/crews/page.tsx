import { Plus } from 'lucide-react'
import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Empty } from '@/app/_ui/empty.tsx'
import { ExportLink } from '@/app/_ui/export-link.tsx'
import { text } from '@/app/_ui/filter.ts'
import { readList, type SearchParams } from '@/app/_ui/list-url.ts'
import { Headline, Page } from '@/app/_ui/page.tsx'
import { Pager } from '@/app/_ui/pager.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Filters } from '@/app/_ui/table/filters.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { listCrews } from '@/lib/incentives/change-crew.ts'
import { columns } from './columns.tsx'

export const metadata = { title: 'Crews' }
const filters = [text('q', 'Search', 'Name or number')] as const

export default async function CrewsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const url = readList(paths.crews(), await searchParams, { filters, sort: ['name', 'added'], defaultSort: 'name' })
  const { rows, next, previous, place, may } = await load(listCrews, url.query)
  return (
    <Page
      crumbs={[{ label: 'Payees', href: paths.payees() }, { label: 'Crews' }]}
      headline={<Headline>A crew earns together; a rule that splits shares it among those on it.</Headline>}
      acts={
        <>
          <ExportLink url={url} />
          {may.change && (
            <LinkButton href={paths.newCrew()} icon={Plus} primary keys="n">
              Add a crew
            </LinkButton>
          )}
        </>
      }
    >
      <Filters url={url} place={place} columns={columns(place)} />
      <Table
        url={url}
        caption="Crews"
        noun="crews"
        columns={columns(place)}
        rows={rows}
        rowKey={(r) => r.id}
        rowHref={(r) => paths.crew(r.id)}
        rowTone={(r) => (r.isActive ? undefined : 'off')}
        empty={
          <Empty.Yet title="There is no crew yet." {...(may.change ? { act: <LinkButton href={paths.newCrew()}>Add a crew</LinkButton> } : {})}>
            A file of work may name crews, and an import adds them; or add one by hand.
          </Empty.Yet>
        }
      />
      <Pager url={url} next={next} previous={previous} newest={false} />
    </Page>
  )
}
