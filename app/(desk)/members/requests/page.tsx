import { load } from '@/app/_bind/load.ts'
import { Empty } from '@/app/_ui/empty.tsx'
import { ExportLink } from '@/app/_ui/export-link.tsx'
import { choice, text } from '@/app/_ui/filter.ts'
import { capital, countText } from '@/app/_ui/format.ts'
import { TextLink } from '@/app/_ui/link.tsx'
import { readList, type SearchParams } from '@/app/_ui/list-url.ts'
import { Headline, Page } from '@/app/_ui/page.tsx'
import { Pager } from '@/app/_ui/pager.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { states } from '@/app/_ui/status.tsx'
import { Filters } from '@/app/_ui/table/filters.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { listAccess } from '@/lib/tenancy/access/list-access.ts'
import { MemberTabs } from '../tabs.tsx'
import { columns } from './columns.tsx'

export const metadata = { title: 'Access requests' }
const filters = [
  text('q', 'Search', 'Name or number'),
  choice(
    'state',
    'State',
    Object.entries(states.accessRequest).map(([state, [, words]]) => [state, words] as const),
  ),
] as const

export default async function RequestsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const url = readList(paths.accessRequests(), await searchParams, { filters, sort: ['asked', 'state'], defaultSort: '-asked' })
  const { rows, next, previous, place, counts, may } = await load(listAccess, url.query),
    waiting = rows.filter((row) => row.state === 'asked'),
    rest = rows.filter((row) => row.state !== 'asked')
  return (
    <Page
      crumbs={[{ label: 'Members', href: paths.members() }, { label: 'Access requests' }]}
      acts={<ExportLink url={url} />}
      tabs={<MemberTabs at="requests" mayRoles={may.roles} />}
      about="What is given here counts at the person’s next request, everywhere, and ends by itself. Nobody decides over their own request, and nobody gives what their own role does not hold."
      headline={
        <Headline>
          {counts.waiting === 0 ? (
            'No request waits for an answer'
          ) : (
            <>
              <TextLink href={url.with({ state: 'asked' })}>{capital(countText(counts.waiting, 'request', place))}</TextLink>{' '}
              {counts.waiting === 1 ? 'waits' : 'wait'} for an answer
            </>
          )}
          {counts.given > 0 ? (
            <>
              ; <TextLink href={url.with({ state: 'granted' })}>{countText(counts.given, 'is', place, 'are')} given for a time</TextLink>
            </>
          ) : null}
          .
        </Headline>
      }
    >
      <Filters url={url} place={place} columns={columns(place)} />
      <Table
        url={url}
        caption="Access requests"
        columns={columns(place)}
        {...(waiting.length > 0 && rest.length > 0
          ? {
              groups: [
                { label: 'To decide', rows: waiting },
                { label: 'Decided', rows: rest },
              ],
            }
          : { rows })}
        rowKey={(row) => row.id}
        rowHref={(row) => paths.accessRequest(row.id)}
        rowTone={(row) => (row.state === 'asked' || row.state === 'granted' ? undefined : 'off')}
        noun="requests"
        empty={<Empty.Yet title="Nobody has asked for anything yet.">Members ask under Your account, Access, or where a page is not for their role.</Empty.Yet>}
      />
      <Pager url={url} next={next} previous={previous} />
    </Page>
  )
}
