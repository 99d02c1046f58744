import { Tabs } from '@/app/_ui/page.tsx'
import { paths, type SettingsSection } from '@/app/_ui/paths.ts'
import { opens, type Feature, type Plan } from '@/lib/access/plans.ts'
import { ClosedLabel } from '../closed.tsx'
import { readDesk } from '../desk.ts'
import { mayOpenSection, sections } from './sections.ts'

const featureOf: Readonly<Partial<Record<SettingsSection, Feature>>> = { sso: 'single_sign_on', provisioning: 'provisioning', keys: 'api' }
const isClosed = (plan: Plan, section: SettingsSection): boolean => {
  const feature = featureOf[section]
  return feature !== undefined && !opens(plan, feature)
}

/** What the company decides for itself, as far as the reader may open it. */
export async function SettingsTabs({ at }: { at: SettingsSection }) {
  const { reaches, plan } = await readDesk()
  return (
    <Tabs
      label="Settings"
      items={sections
        .filter((section) => mayOpenSection(section, reaches))
        .map(({ id, label }) => ({ label: isClosed(plan, id) ? <ClosedLabel>{label}</ClosedLabel> : label, href: paths.settings(id), current: id === at }))}
    />
  )
}
