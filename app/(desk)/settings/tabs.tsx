import { Tabs } from '@/app/_ui/page.tsx'
import { paths, type SettingsSection } from '@/app/_ui/paths.ts'

const sections: readonly (readonly [SettingsSection, string])[] = [['company', 'Company'], ['payouts', 'Approvals'], ['rails', 'Who pays'], ['security', 'Sign-in']]
/** What the company decides for itself. */
export function SettingsTabs({ at }: { at: SettingsSection }) {
  return <Tabs label="Settings" items={sections.map(([section, label]) => ({ label, href: paths.settings(section), current: section === at }))} />
}
