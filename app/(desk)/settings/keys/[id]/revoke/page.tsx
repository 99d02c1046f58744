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
import { showApiKey } from '@/lib/tenancy/keys/api-key.ts'
import { revoke } from '../../actions.ts'

export const metadata = { title: 'Revoke a key' }
export default async function RevokeKeyPage({ params }: { params: Promise<{ id: string }> }) {
  const k = await load(showApiKey, { keyId: (await params).id })
  return (
    <Page
      crumbs={[{ label: 'Settings', href: paths.settings('company') }, { label: 'API keys', href: paths.settings('keys') }, { label: k.name }]}
      headline={<Headline>Revoke {k.name}?</Headline>}
      about="Its program is refused from its next request on. What it has done stays as it is."
    >
      <Facts
        boxed
        items={[
          [
            'Begins',
            <span key="h" className="mono">
              {k.hint}…
            </span>,
          ],
          ['Acts for', k.isYours ? 'you' : k.by],
          ['May', k.permissions.join('; ')],
          ['From', k.networks.length === 0 ? 'wherever its maker may come in' : k.networks.join(', ')],
          ['Until', <Moment key="u" at={k.expiresAt} place={k.place} show="day" />],
          [
            'Last used',
            k.lastUsedAt ? (
              <>
                <Moment key="l" at={k.lastUsedAt} place={k.place} show="near" /> from {k.lastUsedIp}
              </>
            ) : (
              'never'
            ),
          ],
        ]}
      />
      {k.revokedAt !== null ? (
        <Notice tone="hold" title="It is revoked already." />
      ) : k.mayRevoke ? (
        <Form action={revoke} hidden={{ keyId: k.id }} className="form max-w-[560px]">
          <OtpField name="factorCode" label="Code from your authenticator app" hint="Not needed within five minutes of the last one." />
          <div>
            <Submit danger size="large">
              Revoke the key
            </Submit>{' '}
            <LinkButton href={paths.settings('keys')} quiet>
              Back
            </LinkButton>
          </div>
        </Form>
      ) : (
        <Notice tone="warn" title="Not yours to revoke.">
          Its maker, an admin or an owner can.
        </Notice>
      )}
    </Page>
  )
}
