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
import { listPrograms } from '@/lib/incentives/read-programs.ts'
import { columns, type ProgramItem } from './columns.tsx'

export const metadata = { title: 'Programs' }
const filters = [
  text('q', 'Search', 'Name'),
  choice('state', 'State', [
    ['draft', 'draft'],
    ['active', 'active'],
    ['paused', 'paused'],
    ['ended', 'ended'],
    ['archived', 'archived'],
  ]),
] as const

export default async function ProgramsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const url = readList(paths.programs(), await searchParams, { filters, sort: ['name', 'written'], defaultSort: 'name' })
  const { rows, next, previous, active, place, may } = await load(listPrograms, url.query)
  return (
    <Page
      crumbs={[{ label: 'Programs' }]}
      acts={
        <>
          <ExportLink url={url} />
          {may.runs && (
            <LinkButton href={paths.awardRuns()} quiet>
              Runs
            </LinkButton>
          )}
          {may.write && (
            <LinkButton href={paths.newProgram()} icon={Plus} keys="n">
              Write program
            </LinkButton>
          )}
        </>
      }
      headline={
        <Headline>
          {active === 0 ? (
            <>No program pays anyone yet.</>
          ) : (
            <>
              <a href={url.with({ state: 'active' })}>{capital(countText(active, 'program', place))}</a> {active === 1 ? 'turns' : 'turn'} work into awards.
            </>
          )}
        </Headline>
      }
    >
      <Filters url={url} place={place} columns={columns(place)} />
      <Table<ProgramItem>
        url={url}
        roomy
        caption="Programs"
        columns={columns(place)}
        rows={rows}
        rowKey={(r) => r.id}
        rowHref={(r) => paths.program(r.id)}
        noun="program"
        empty={
          <Empty.Yet
            title="No program yet."
            {...(may.write
              ? {
                  act: (
                    <LinkButton href={paths.newProgram()} primary>
                      Write program
                    </LinkButton>
                  ),
                }
              : {})}
          >
            A program says which work earns what. You can try it on last month’s work before anyone is paid.
          </Empty.Yet>
        }
      />
      <Pager url={url} next={next} previous={previous} />
    </Page>
  )
}
