import { loadOrRefusal } from '@/app/_bind/load.ts'
import { Empty } from '@/app/_ui/empty.tsx'
import { ExportLink } from '@/app/_ui/export-link.tsx'
import { choice, days, text } from '@/app/_ui/filter.ts'
import { capital, countText } from '@/app/_ui/format.ts'
import { readList, type SearchParams } from '@/app/_ui/list-url.ts'
import { TextLink } from '@/app/_ui/link.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { Headline, Page } from '@/app/_ui/page.tsx'
import { Pager } from '@/app/_ui/pager.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Filters } from '@/app/_ui/table/filters.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { listSignIns, type SignInRow } from '@/lib/tenancy/watch/list-sign-ins.ts'
import { readDesk } from '../../desk.ts'
import { WatchTabs } from '../tabs.tsx'
import { columns } from './columns.tsx'

export const metadata = { title: 'Sign-ins' }
export default async function SignInsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const given = await searchParams
  const list = (people: readonly { readonly id: string; readonly name: string }[]) =>
    readList(paths.signIns(), given, {
      filters: [
        text('network', 'Network', 'An address, or a network of the list'),
        choice(
          'person',
          'Person',
          people.map(({ id, name }) => [id, name] as const),
        ),
        choice('outcome', 'Outcome', [
          ['in', 'Came in'],
          ['refused', 'Refused'],
        ]),
        days('day', 'Day'),
      ],
      sort: ['when'],
      defaultSort: '-when',
    })
  const [found, { reaches }] = await Promise.all([loadOrRefusal(listSignIns, list([]).query), readDesk()])
  if (!found.value)
    return (
      <Page
        crumbs={[{ label: 'Sign-ins', href: paths.signIns() }]}
        tabs={<WatchTabs at="sign-ins" />}
        headline={<Headline>This filter cannot be read.</Headline>}
        notice={
          <Notice tone="warn" act={<TextLink href={paths.signIns()}>Show all sign-ins</TextLink>}>
            {found.refusal.message}
          </Notice>
        }
      />
    )
  const { rows, next, previous, people, lastDay, openAlerts, knowsPlaces, place } = found.value,
    url = list(people)
  return (
    <Page
      crumbs={[{ label: 'Sign-ins' }]}
      tabs={<WatchTabs at="sign-ins" open={openAlerts} />}
      acts={reaches['audit.export'] === 'all' && <ExportLink url={url} />}
      headline={
        <Headline>
          {lastDay.in + lastDay.refused === 0 ? (
            <>Nobody has signed in within a day.</>
          ) : (
            <>
              {lastDay.in === 0 ? 'Nobody came in' : capital(countText(lastDay.in, 'sign-in', place))} within a day
              {lastDay.refused > 0 ? (
                <>
                  , <a href={url.with({ outcome: 'refused' })}>{countText(lastDay.refused, 'attempt was', place, 'attempts were')} refused</a>
                </>
              ) : null}
              .
            </>
          )}
        </Headline>
      }
      {...(knowsPlaces ? {} : { about: 'Places are unknown: no database of addresses is set up on this server.' })}
    >
      <Filters url={url} place={place} columns={columns(place)} />
      <Table<SignInRow>
        url={url}
        caption="Sign-ins, newest first"
        columns={columns(place)}
        rows={rows}
        rowKey={(row) => row.id}
        rowHref={(row) => paths.auditEvent(row.id)}
        noun="sign-ins"
        empty={
          <Empty.Yet title="Nobody has signed in yet.">
            Each sign-in and each refused attempt stands here a few seconds after it happened: who, from where, with what, and how it was proven.
          </Empty.Yet>
        }
      />
      <Pager url={url} next={next} previous={previous} />
    </Page>
  )
}
