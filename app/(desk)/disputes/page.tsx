import { load } from '@/app/_bind/load.ts'
import { Empty } from '@/app/_ui/empty.tsx'
import { ExportLink } from '@/app/_ui/export-link.tsx'
import { choice, days, flag, text } from '@/app/_ui/filter.ts'
import { capital, countText, plural } from '@/app/_ui/format.ts'
import { TextLink } from '@/app/_ui/link.tsx'
import { readList, type SearchParams } from '@/app/_ui/list-url.ts'
import { DayMark } from '@/app/_ui/moment.tsx'
import { Headline, Page } from '@/app/_ui/page.tsx'
import { Pager } from '@/app/_ui/pager.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Filters } from '@/app/_ui/table/filters.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { listDisputes } from '@/lib/incentives/list-disputes.ts'
import { columns } from './columns.tsx'

export const metadata = { title: 'Disputes' }
const filters = [
  text('q', 'Search', 'Number, payee or line'),
  choice('state', 'State', [
    ['open', 'Open'],
    ['upheld', 'Upheld'],
    ['rejected', 'Rejected'],
    ['withdrawn', 'Withdrawn'],
  ]),
  days('due', 'Answer by'),
  flag('overdue', 'Late', 'Past its day'),
] as const

export default async function DisputesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const url = readList(paths.disputes(), await searchParams, { filters, sort: ['opened', 'due'], defaultSort: '-opened' })
  const { rows, next, previous, place, open } = await load(listDisputes, url.query)
  const mine = rows.filter((row) => row.mayDecide),
    others = rows.filter((row) => row.state === 'open' && !row.mayDecide),
    done = rows.filter((row) => row.state !== 'open')
  const groups =
    mine.length + others.length > 0
      ? [
          { label: 'Waiting for your answer', rows: mine },
          { label: 'Waiting for someone else', rows: others },
          { label: 'Answered', rows: done },
        ]
      : [{ label: null, rows }]
  return (
    <Page
      crumbs={[{ label: 'Disputes' }]}
      acts={<ExportLink url={url} />}
      headline={
        <Headline>
          {open.count === 0 ? (
            <>No dispute waits for an answer.</>
          ) : (
            <>
              <TextLink href={url.with({ state: 'open' })}>{capital(countText(open.count, 'dispute', place))}</TextLink> {plural(open.count, 'waits', 'wait')}{' '}
              for an answer
              {open.overdue > 0 ? (
                <>
                  ; <TextLink href={url.with({ overdue: 'yes' })}>{countText(open.overdue, 'is', place, 'are')} late</TextLink>
                </>
              ) : open.nextDue ? (
                <>
                  ; the next by <DayMark day={open.nextDue} place={place} show="weekday" />
                </>
              ) : null}
              .
            </>
          )}
        </Headline>
      }
    >
      <Filters url={url} place={place} columns={columns(place)} />
      <Table
        url={url}
        caption="Disputes"
        columns={columns(place)}
        groups={groups}
        rowKey={(row) => row.id}
        rowHref={(row) => paths.dispute(row.id)}
        rowTone={(row) => (row.state === 'withdrawn' ? 'off' : undefined)}
        noun="disputes"
        empty={
          <Empty.Yet title="Nobody disputes a line.">
            A technician who finds a line of an award wrong says so on their phone; it appears here with its day of answer.
          </Empty.Yet>
        }
      />
      <Pager url={url} next={next} previous={previous} />
    </Page>
  )
}
