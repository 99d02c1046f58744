import { Tabs } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { readDesk } from '../desk.ts'

/** Two lists of one place: what is offered, and what was asked for. Who sees the first only needs no way to the second. */
export async function RewardTabs({ current, waiting }: { current: 'catalogue' | 'redemptions'; waiting?: number }) {
  if ((await readDesk()).reaches['redemption.read'] !== 'all') return null
  return (
    <Tabs
      label="Rewards"
      items={[
        { label: 'Redemptions', href: paths.redemptions(), current: current === 'redemptions', ...(waiting ? { count: waiting } : {}) },
        { label: 'Catalogue', href: paths.catalogue(), current: current === 'catalogue' },
      ]}
    />
  )
}
