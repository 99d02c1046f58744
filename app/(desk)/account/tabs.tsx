import { Tabs } from '@/app/_ui/page.tsx'
import { accountSections, paths, type AccountSection } from '@/app/_ui/paths.ts'

const names: Readonly<Record<AccountSection, string>> = {
  profile: 'Profile',
  sessions: 'Sessions',
  factors: 'Second factor',
  notifications: 'Notifications',
  delegation: 'Delegation',
  access: 'Access',
}
export function AccountTabs({ current }: { current: AccountSection }) {
  return (
    <Tabs
      label="Your account"
      items={accountSections.map((section) => ({ label: names[section], href: paths.account(section), current: section === current }))}
    />
  )
}
