import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { capital, countText, numberText } from '@/app/_ui/format.ts'
import { Pip } from '@/app/_ui/notice.tsx'
import { Headline, Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Table } from '@/app/_ui/table/table.tsx'
import { listRoles } from '@/lib/tenancy/list-roles.ts'
import { MemberTabs } from '../members/tabs.tsx'
import { roleWords } from '../role-words.ts'

export const metadata = { title: 'Roles' }
type Data = Awaited<ReturnType<typeof listRoles.invoke>>
type Row = Data['groups'][number]['rows'][number]
type Role = Data['roles'][number]
const reachWords = { all: <b className="font-medium">all</b>, crew: 'crew', own: <span className="text-ink-2">own</span> } as const

/** On a phone the row says in words what the columns say on a desk. */
const holders = (row: Row, roles: readonly Role[]): string =>
  roles
    .filter((role) => row.reaches[role.name])
    .map((role) => `${role.name.replace('_', ' ')}${row.reaches[role.name] === 'all' ? '' : ` (${row.reaches[role.name]})`}`)
    .join(', ')
/** The matrix in words: all, crew, own, or a dash. It is what the operations judge by, not a description of it. */
export default async function RolesPage() {
  const { roles, groups, members, mayChange, place } = await load(listRoles, {}),
    own = roles.filter((role) => role.isOwn),
    held = roles.filter((role) => role.members > 0).length
  return (
    <Page
      crumbs={[{ label: 'Members', href: paths.members() }, { label: 'Roles' }]}
      tabs={<MemberTabs at="roles" members={members} roles={roles.length} mayRoles />}
      headline={
        <Headline>
          <a href={paths.members()}>{capital(countText(members, 'member', place))}</a> {members === 1 ? 'holds' : 'hold'}{' '}
          {own.length === 0 ? (
            <>
              {countText(held, 'role', place)} of {countText(roles.length, 'preset', place)}
            </>
          ) : (
            <>
              {numberText(held, place)} of {numberText(roles.length, place)} roles; {countText(own.length, 'is', place, 'are')} your own
            </>
          )}
          .
        </Headline>
      }
      about="Presets stay as they are; a role of your own begins as a copy. What stands here is what every act is judged by."
    >
      <Section title="In a sentence" note="who has which">
        <Table<Role>
          plain
          caption="Roles"
          rows={roles}
          rowKey={(role) => role.name}
          rowHref={(role) => paths.role(role.key)}
          columns={[
            {
              id: 'name',
              header: 'Role',
              priority: 1,
              strong: true,
              link: true,
              cell: (role) => (
                <>
                  {roleWords(role.name)}
                  {role.isOwn ? (
                    <>
                      {' '}
                      <Pip>your own</Pip>
                    </>
                  ) : null}
                </>
              ),
            },
            { id: 'sentence', header: 'Does', priority: 3, wraps: true, cell: (role) => role.sentence },
            { id: 'members', header: 'Members', align: 'end', priority: 2, cell: (role) => (role.members === 0 ? '–' : role.members) },
            ...(mayChange
              ? [
                  {
                    id: 'copy',
                    header: '',
                    align: 'end' as const,
                    cell: (role: Role) => (
                      <LinkButton size="small" href={paths.roleAct(role.key, 'copy')}>
                        Copy…
                      </LinkButton>
                    ),
                  },
                ]
              : []),
          ]}
        />
      </Section>
      <Section title="Permission by permission" note="own, crew or all">
        <Table<Row>
          dense
          caption="Permissions by role"
          groups={groups.map((group) => ({ label: group.label, rows: group.rows }))}
          rowKey={(r) => r.name}
          columns={[
            {
              id: 'permission',
              header: 'May…',
              priority: 1,
              wraps: true,
              cell: (r) => (
                <>
                  {r.sentence}
                  {r.asksAgain ? (
                    <>
                      {' '}
                      <Pip>asks again</Pip>
                    </>
                  ) : null}
                  <span className="block text-caption text-ink-2 min-[720px]:hidden">{holders(r, roles)}</span>
                </>
              ),
            },
            ...roles.map((role) => ({
              id: role.key,
              header: role.name.replace('_', ' '),
              align: 'center' as const,
              cell: (r: Row) => (r.reaches[role.name] ? reachWords[r.reaches[role.name] as 'all'] : <span className="text-ink-3">–</span>),
            })),
          ]}
        />
      </Section>
    </Page>
  )
}
