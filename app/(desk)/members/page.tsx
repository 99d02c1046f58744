import { UserPlus } from 'lucide-react'
import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Empty } from '@/app/_ui/empty.tsx'
import { choice, text } from '@/app/_ui/filter.ts'
import { countText } from '@/app/_ui/format.ts'
import { readList, type SearchParams } from '@/app/_ui/list-url.ts'
import { Moment } from '@/app/_ui/moment.tsx'
import { Headline, Page } from '@/app/_ui/page.tsx'
import { Pager } from '@/app/_ui/pager.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Status } from '@/app/_ui/status.tsx'
import { Filters } from '@/app/_ui/table/filters.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { listMembers } from '@/lib/tenancy/list-members.ts'
import { roleWords } from '../role-words.ts'

export const metadata = { title: 'Members' }
type Row = Awaited<ReturnType<typeof listMembers.invoke>>['rows'][number]
const filters = [text('q', 'Search', 'Name or address'), choice('state', 'State', [['invited', 'invited'], ['active', 'active'], ['suspended', 'suspended'], ['ended', 'ended']])] as const

export default async function MembersPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const url = readList(paths.members(), await searchParams, { filters, sort: ['name', 'role'], defaultSort: 'name' })
  const { rows, next, previous, place, counts, may } = await load(listMembers, url.query)
  return (
    <Page crumbs={[{ label: 'Members' }]} headline={<Headline>{countText(counts.active ?? 0, 'member', place)} {counts.active === 1 ? 'belongs' : 'belong'} here{counts.invited ? <>; <a href={url.with({ state: 'invited' })}>{countText(counts.invited, 'invitation', place)}</a> {counts.invited === 1 ? 'waits' : 'wait'}</> : null}.</Headline>}
      acts={<>{may.roles && <LinkButton href={paths.roles()}>Roles</LinkButton>}{may.invite && <LinkButton href={paths.inviteMember()} icon={UserPlus} keys="n">Invite</LinkButton>}</>}>
      <Filters url={url} place={place} />
      <Table<Row> url={url} caption="Members" rows={rows} rowKey={(r) => r.id} rowHref={(r) => paths.member(r.id)} noun="member" empty={<Empty.Yet title="Nobody yet." />} columns={[
        { id: 'name', header: 'Name', sortable: true, priority: 1, strong: true, link: true, cell: (r) => <>{r.name}{r.isYou ? <span className="text-ink-2"> you</span> : null}</> }, { id: 'email', header: 'E-mail', priority: 3, quiet: true, cell: (r) => r.email }, { id: 'role', header: 'Role', sortable: true, priority: 2, cell: (r) => roleWords(r.role) },
        { id: 'state', header: 'State', priority: 4, cell: (r) => <Status noun="member" state={r.state} /> }, { id: 'factors', header: 'Second factor', quiet: true, cell: (r) => (r.factors.length > 0 ? `Authenticator app, ${r.codesLeft} codes left` : 'Not yet') }, { id: 'seen', header: 'Last seen', quiet: true, align: 'end', cell: (r) => (r.lastSeenAt ? <Moment at={r.lastSeenAt} place={place} show="near" /> : '–') },
      ]} />
      <Pager url={url} next={next} previous={previous} />
    </Page>
  )
}
