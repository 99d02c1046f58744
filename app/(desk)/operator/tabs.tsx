import { Tabs } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'

const places = [['tenants', 'Companies'], ['health', 'Health'], ['jobs', 'Jobs'], ['reports', 'Reports']] as const
/** The places of the console. */
export function OperatorTabs({ at }: { at: (typeof places)[number][0] }) {
  return <Tabs label="Console" items={places.map(([section, label]) => ({ label, href: paths.operator(section), current: section === at }))} />
}
