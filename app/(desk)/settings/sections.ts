import type { SettingsSection } from '@/app/_ui/paths.ts'
import type { Permission, Reach } from '@/lib/access/permissions.ts'

export interface Section {
  readonly id: SettingsSection
  readonly label: string
  readonly needs: Permission
  /** Other words by which people look for it. */
  readonly words: string
}
/** What the company decides for itself, in the order of the tabs. */
export const sections: readonly Section[] = [
  { id: 'company', label: 'Company', needs: 'company.read', words: 'name currency zone locale' },
  { id: 'payouts', label: 'Approvals', needs: 'company.read', words: 'policy limits two people hold days' },
  { id: 'rails', label: 'Who pays', needs: 'batch.read', words: 'rails originator bank account iban ach' },
  { id: 'security', label: 'Sign-in', needs: 'company.read', words: 'security sessions factors passkeys' },
  { id: 'domains', label: 'Domains', needs: 'company.read', words: 'dns verify' },
  { id: 'sso', label: 'Single sign-on', needs: 'company.read', words: 'saml oidc provider' },
  { id: 'provisioning', label: 'Provisioning', needs: 'company.read', words: 'scim' },
  { id: 'networks', label: 'Networks', needs: 'company.read', words: 'ip allow list break-glass' },
  { id: 'keys', label: 'API keys', needs: 'api_key.read', words: 'token' },
  { id: 'plan', label: 'Plan', needs: 'company.read', words: 'features' },
  { id: 'support', label: 'Support', needs: 'company.read', words: 'operator grant' },
]
/** Keys are also for whoever sees only their own. */
export const mayOpenSection = ({ needs }: Section, reaches: Readonly<Partial<Record<Permission, Reach>>>): boolean =>
  reaches[needs] === 'all' || (needs === 'api_key.read' && reaches[needs] !== undefined)
