import { Tabs } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'

/** Two lists of one place: what is offered, and what was asked for. */
export function RewardTabs({ current, waiting }: { current: 'catalogue' | 'redemptions'; waiting?: number }) {
  return <Tabs label="Rewards" items={[
    { label: 'Redemptions', href: paths.redemptions(), current: current === 'redemptions', ...(waiting ? { count: waiting } : {}) }, { label: 'Catalogue', href: paths.catalogue(), current: current === 'catalogue' },
  ]} />
}
