import { Tabs } from '@/app/_ui/page.tsx'
import { paths, type SettingsSection } from '@/app/_ui/paths.ts'
import { opens, type Feature, type Plan } from '@/lib/access/plans.ts'
import { ClosedLabel } from '../closed.tsx'
import { readDesk } from '../desk.ts'

const featureOf: Readonly<Partial<Record<SettingsSection, Feature>>> = { sso: 'single_sign_on', provisioning: 'provisioning', keys: 'api' }
const isClosed = (plan: Plan, section: SettingsSection): boolean => {
  const feature = featureOf[section]
  return feature !== undefined && !opens(plan, feature)
}

const sections = [
  ['company', 'Company', 'company.read'],
  ['payouts', 'Approvals', 'company.read'],
  ['rails', 'Who pays', 'batch.read'],
  ['security', 'Sign-in', 'company.read'],
  ['domains', 'Domains', 'company.read'],
  ['sso', 'Single sign-on', 'company.read'],
  ['provisioning', 'Provisioning', 'company.read'],
  ['networks', 'Networks', 'company.read'],
  ['keys', 'API keys', 'api_key.read'],
  ['plan', 'Plan', 'company.read'],
  ['support', 'Support', 'company.read'],
] as const satisfies readonly (readonly [SettingsSection, string, string])[]
/** What the company decides for itself, as far as the reader may open it. */
export async function SettingsTabs({ at }: { at: SettingsSection }) {
  const { reaches, plan } = await readDesk()
  return (
    <Tabs
      label="Settings"
      items={sections
        .filter(([, , needs]) => reaches[needs] === 'all' || (needs === 'api_key.read' && reaches[needs] !== undefined))
        .map(([section, label]) => ({
          label: isClosed(plan, section) ? <ClosedLabel>{label}</ClosedLabel> : label,
          href: paths.settings(section),
          current: section === at,
        }))}
    />
  )
}
