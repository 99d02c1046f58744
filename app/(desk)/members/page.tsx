import { UserPlus } from 'lucide-react'
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
import { isRole } from '@/lib/access/roles.ts'
import { listMembers, type MemberRow } from '@/lib/tenancy/list-members.ts'
import { RecoveryList } from '../recovery-list.tsx'
import { roleWords } from '../role-words.ts'
import { columns } from './columns.tsx'
import { MemberTabs } from './tabs.tsx'

export const metadata = { title: 'Members' }
export default async function MembersPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const given = await searchParams
  const list = (known: readonly { key: string; name: string }[]) =>
    readList(paths.members(), given, {
      filters: [
        text('q', 'Search', 'Name, address or number'),
        choice('state', 'State', [
          ['active', 'Active'],
          ['invited', 'Invited'],
          ['suspended', 'Suspended'],
          ['ended', 'Ended'],
        ]),
        choice(
          'role',
          'Role',
          known.map((role) => [role.key, roleWords(role.name)] as const),
        ),
      ],
      sort: ['name', 'role'],
      defaultSort: 'name',
    })
  // Which roles there are is known after asking; an address that names none is read as if it named no role.
  const asked = [given['role'] ?? []]
    .flat()
    .filter((key) => isRole(key) || /^rol_[0-9a-z]{26}$/.test(key))
    .map((key) => ({ key, name: key }))
  const { rows, next, previous, place, counts, roles, known, may } = await load(listMembers, list(asked).query),
    url = list(known)
  const active = counts.active ?? 0,
    away = counts.suspended ?? 0,
    invited = counts.invited ?? 0
  return (
    <Page
      crumbs={[{ label: 'Members' }]}
      headline={
        <Headline>
          <a href={url.cleared}>{capital(countText(active, 'member', place))}</a> {active === 1 ? 'holds' : 'hold'} {countText(roles.length, 'role', place)}
          {invited > 0 ? (
            <>
              ; <a href={url.with({ state: 'invited' })}>{countText(invited, 'invitation', place)}</a> {invited === 1 ? 'waits' : 'wait'} for an answer
            </>
          ) : away > 0 ? (
            <>
              ; <a href={url.with({ state: 'suspended' })}>{countText(away, 'is', place, 'are')} suspended</a>
            </>
          ) : null}
          .
        </Headline>
      }
      acts={
        <>
          <ExportLink url={url} />
          {may.invite && (
            <LinkButton href={paths.inviteMember()} icon={UserPlus} keys="n">
              Invite
            </LinkButton>
          )}
        </>
      }
      tabs={<MemberTabs at="members" members={active} mayRoles={may.roles} />}
    >
      <RecoveryList />
      <Filters url={url} place={place} columns={columns(place)} />
      <Table<MemberRow>
        url={url}
        caption="Members"
        columns={columns(place)}
        rows={rows}
        rowKey={(r) => r.id}
        rowHref={(r) => paths.member(r.id)}
        rowTone={(r) => (r.state === 'suspended' || r.state === 'ended' ? 'off' : undefined)}
        noun="member"
        empty={
          <Empty.Yet title="Nobody is here yet." {...(may.invite ? { act: <LinkButton href={paths.inviteMember()}>Invite</LinkButton> } : {})}>
            People come by an invitation that works once.
          </Empty.Yet>
        }
      />
      <Pager url={url} next={next} previous={previous} newest={false} />
    </Page>
  )
}
