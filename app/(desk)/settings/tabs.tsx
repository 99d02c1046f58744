import { Tabs } from '@/app/_ui/page.tsx'
import { paths, type SettingsSection } from '@/app/_ui/paths.ts'
import { readDesk } from '../desk.ts'

const sections = [['company', 'Company', 'company.read'], ['payouts', 'Approvals', 'company.read'], ['rails', 'Who pays', 'batch.read'], ['security', 'Sign-in', 'company.read'], ['domains', 'Domains', 'company.read'], ['sso', 'Single sign-on', 'company.read'], ['provisioning', 'Provisioning', 'company.read'], ['networks', 'Networks', 'company.read']] as const satisfies readonly (readonly [SettingsSection, string, string])[]
/** What the company decides for itself, as far as the reader may open it. */
export async function SettingsTabs({ at }: { at: SettingsSection }) {
  const { reaches } = await readDesk()
  return <Tabs label="Settings" items={sections.filter(([, , needs]) => reaches[needs] === 'all').map(([section, label]) => ({ label, href: paths.settings(section), current: section === at }))} />
}
