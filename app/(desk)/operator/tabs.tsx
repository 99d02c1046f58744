import { Tabs } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { readDesk } from '../desk.ts'

const places = [
  ['tenants', 'Companies'],
  ['support', 'Support'],
  ['health', 'Health'],
  ['jobs', 'Jobs'],
  ['reports', 'Reports'],
] as const
/** The places of the console; the outbox is one of them where mail is shown. */
export async function OperatorTabs({ at }: { at: (typeof places)[number][0] | 'outbox' }) {
  const { showsMail } = await readDesk()
  const items = places.map(([section, label]) => ({ label, href: paths.operator(section), current: section === at }))
  return <Tabs label="Console" items={showsMail ? [...items, { label: 'Outbox', href: paths.outbox(), current: at === 'outbox' }] : items} />
}
