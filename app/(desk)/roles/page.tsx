import { load } from '@/app/_bind/load.ts'
import { Headline, Page } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Table } from '@/app/_ui/table/table.tsx'
import { listRoles } from '@/lib/tenancy/list-roles.ts'
import { roleWords } from '../role-words.ts'

export const metadata = { title: 'Roles' }
type Row = Awaited<ReturnType<typeof listRoles.invoke>>['groups'][number]['rows'][number]

/** The matrix in words: all, crew, own, or a dash. It is what the operations judge by, not a description of it. */
export default async function RolesPage() {
  const { roles, groups } = await load(listRoles, {})
  return (
    <Page crumbs={[{ label: 'Members', href: paths.members() }, { label: 'Roles' }]} headline={<Headline>Who may do what; the presets cannot be changed.</Headline>}>
      <Table<Row> dense caption="Permissions by role" groups={groups.map((group) => ({ label: group.label, rows: group.rows }))} rowKey={(r) => r.name} columns={[
        { id: 'permission', header: 'Permission', priority: 1, cell: (r) => <>{r.sentence}{r.asksAgain ? <span className="text-caption text-ink-2"> · asks for a code</span> : null}</> },
        ...roles.map((role) => ({ id: role.name, header: roleWords(role.name), cell: (r: Row) => r.reaches[role.name] ?? '–' })),
      ]} />
    </Page>
  )
}
