import { Tabs } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'

/** Members and roles are one place. */
export function MemberTabs({ at, members, roles, mayRoles }: { at: 'members' | 'roles'; members?: number | undefined; roles?: number | undefined; mayRoles: boolean }) {
  return <Tabs label="Members and roles" items={[{ label: 'Members', href: paths.members(), count: members, current: at === 'members' }, ...(mayRoles ? [{ label: 'Roles', href: paths.roles(), count: roles, current: at === 'roles' }] : [])]} />
}
