import { Tabs } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'

/** The two ways in which providers vouch. Most know both. */
export function ProtocolTabs({ at }: { at: 'saml' | 'oidc' }) {
  return (
    <Tabs
      label="Protocol"
      items={[
        { label: 'SAML 2.0', href: paths.newSsoConnection(), current: at === 'saml' },
        { label: 'OpenID Connect', href: paths.newOidcConnection(), current: at === 'oidc' },
      ]}
    />
  )
}
