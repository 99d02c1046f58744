import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Empty } from '@/app/_ui/empty.tsx'
import { ExportLink } from '@/app/_ui/export-link.tsx'
import { choice, text } from '@/app/_ui/filter.ts'
import { capital, countText, dayText } from '@/app/_ui/format.ts'
import { readList, type SearchParams } from '@/app/_ui/list-url.ts'
import { sharedCurrency } from '@/app/_ui/money.tsx'
import { Headline, Page, Tabs } from '@/app/_ui/page.tsx'
import { Pager } from '@/app/_ui/pager.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Filters } from '@/app/_ui/table/filters.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { day } from '@/lib/kernel/day.ts'
import { listAwardRuns } from '@/lib/incentives/list-award-runs.ts'
import { columns } from './columns.tsx'

export const metadata = { title: 'Award runs' }
const tabs = [
  ['', 'All'],
  ['open', 'To confirm'],
  ['decided', 'Decided'],
] as const
const shape = { keep: ['state', 'program', 'month'], sort: ['computed', 'period', 'total'], defaultSort: '-computed' } as const

/** Every period of every program that was computed. What may be chosen is known with the answer, so the address is read once before it. */
export default async function AwardRunsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const given = await searchParams
  const { rows, next, previous, place, waiting, choices } = await load(
    listAwardRuns,
    readList(paths.awardRuns(), given, { ...shape, filters: [text('q', 'Search', 'Number')] }).query,
  )
  const filters = [
    text('q', 'Search', 'Number'),
    choice(
      'program',
      'Program',
      choices.programs.map((p) => [p.id, p.name] as const),
    ),
    choice(
      'month',
      'Month',
      choices.months.map((month) => [month, capital(dayText(day(`${month}-01`), place, 'month'))] as const),
    ),
  ]
  const url = readList(paths.awardRuns(), given, { ...shape, keep: ['state'], filters }),
    state = url.get('state') ?? ''
  return (
    <Page
      crumbs={[{ label: 'Awards', href: paths.awards() }, { label: 'Runs' }]}
      acts={<ExportLink url={url} />}
      headline={
        <Headline>
          {waiting.runs === 0 ? (
            <>Every computed period is decided.</>
          ) : (
            <>
              <a href={url.with({ state: 'open' })}>{capital(countText(waiting.runs, 'run', place))}</a> {waiting.runs === 1 ? 'holds' : 'hold'}{' '}
              <a href={`${paths.awards()}?state=waiting`}>{countText(waiting.awards, 'award', place)}</a> to confirm.
            </>
          )}
        </Headline>
      }
      tabs={
        <Tabs
          label="Runs by state"
          items={tabs.map(([value, label]) => ({
            label,
            href: url.with({ state: value || undefined }),
            current: state === value,
            ...(value === 'open' ? { count: waiting.runs } : {}),
          }))}
        />
      }
    >
      <Filters url={url} place={place} columns={columns(place)} />
      <Table
        url={url}
        caption="Award runs"
        columns={columns(place, sharedCurrency(rows.map((r) => r.total)))}
        rows={rows}
        rowKey={(r) => r.id}
        rowHref={(r) => paths.awardRun(r.id)}
        noun="run"
        empty={
          <Empty.Yet title="No period was computed yet." act={<LinkButton href={paths.programs()}>Open programs</LinkButton>}>
            A run is one period of one program, computed: what it counted and what everybody earned by it.
          </Empty.Yet>
        }
      />
      <Pager url={url} next={next} previous={previous} />
    </Page>
  )
}
