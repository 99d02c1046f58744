import { Tabs } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'

/** Sign-ins, and what looked wrong in them, are one place. */
export function WatchTabs({ at, open }: { at: 'sign-ins' | 'alerts' | 'rules'; open?: number | undefined }) {
  return (
    <Tabs
      label="Sign-ins and alerts"
      items={[
        { label: 'Sign-ins', href: paths.signIns(), current: at === 'sign-ins' },
        { label: 'Alerts', href: paths.alerts(), count: open === 0 ? undefined : open, current: at === 'alerts' },
        { label: 'When to alert', href: paths.alertRules(), current: at === 'rules' },
      ]}
    />
  )
}
