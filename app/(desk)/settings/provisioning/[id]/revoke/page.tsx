import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Facts } from '@/app/_ui/docket.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { Headline, Page } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { showScimToken } from '@/lib/tenancy/scim/scim-token.ts'
import { revoke } from '../../actions.ts'

export const metadata = { title: 'Revoke a token' }
export default async function RevokeTokenPage({ params }: { params: Promise<{ id: string }> }) {
  const t = await load(showScimToken, { tokenId: (await params).id })
  return (
    <Page
      crumbs={[{ label: 'Settings', href: paths.settings('company') }, { label: 'Provisioning', href: paths.settings('provisioning') }, { label: t.name }]}
      headline={<Headline>Revoke {t.name}?</Headline>}
      about="The provider is refused from its next request on. People and groups stay as they are, and nobody is shut out by the provider until it has another token."
    >
      <Facts
        boxed
        items={[
          [
            'Begins',
            <span key="h" className="mono">
              {t.hint}…
            </span>,
          ],
          ['Connection', t.connection],
          ['Until', <Moment key="u" at={t.expiresAt} place={t.place} show="day" />],
          ['Last used', t.lastUsedAt ? <Moment key="l" at={t.lastUsedAt} place={t.place} show="near" /> : 'never'],
        ]}
      />
      {t.revokedAt !== null ? (
        <Notice tone="hold" title="It is revoked already." />
      ) : t.mayChange ? (
        <Form action={revoke} hidden={{ tokenId: t.id }} className="form max-w-[560px]">
          <OtpField name="factorCode" label="Code from your authenticator app" hint="Not needed within five minutes of the last one." />
          <div>
            <Submit danger size="large">
              Revoke the token
            </Submit>{' '}
            <LinkButton href={paths.settings('provisioning')} quiet>
              Back
            </LinkButton>
          </div>
        </Form>
      ) : (
        <Notice tone="warn" title="Not yours to change.">
          An admin or owner sets up provisioning.
        </Notice>
      )}
    </Page>
  )
}
