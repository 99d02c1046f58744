import { Tabs } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { readDesk } from '../desk.ts'

/** Members, roles, what is asked for beyond them and the reviews of all that are one place. */
export async function MemberTabs({
  at,
  members,
  roles,
  mayRoles,
}: {
  at: 'members' | 'roles' | 'requests' | 'reviews'
  members?: number | undefined
  roles?: number | undefined
  mayRoles: boolean
}) {
  const { reaches, kind } = await readDesk(),
    mayDecide = reaches['member.change'] === 'all' && kind !== 'platform'
  return (
    <Tabs
      label="Members and roles"
      items={[
        { label: 'Members', href: paths.members(), count: members, current: at === 'members' },
        ...(mayRoles ? [{ label: 'Roles', href: paths.roles(), count: roles, current: at === 'roles' }] : []),
        ...(mayDecide ? [{ label: 'Access requests', href: paths.accessRequests(), current: at === 'requests' }] : []),
        ...(reaches['role.read'] === 'all' ? [{ label: 'Access reviews', href: paths.reviews(), current: at === 'reviews' }] : []),
      ]}
    />
  )
}
