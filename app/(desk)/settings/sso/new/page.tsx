import { load } from '@/app/_bind/load.ts'
import { Field } from '@/app/_ui/field.client.tsx'
import { AreaField, FileField } from '@/app/_ui/value-fields.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { Headline, Page } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { listConnections } from '@/lib/tenancy/sso-connection.ts'
import { make } from '../actions.ts'
import { ClosedNotice, closedBy } from '../../../closed.tsx'
import { ProtocolTabs } from './protocol-tabs.tsx'

export const metadata = { title: 'Add a provider' }
export default async function NewConnectionPage() {
  const { mayChange } = await load(listConnections, {}),
    closed = await closedBy('single_sign_on')
  return (
    <Page
      crumbs={[{ label: 'Settings', href: paths.settings('company') }, { label: 'Single sign-on', href: paths.settings('sso') }, { label: 'Add' }]}
      headline={<Headline>Bring what the provider says of itself.</Headline>}
      tabs={<ProtocolTabs at="saml" />}
      about="One of the three is enough. Nobody can sign in by it before you have tested it and switched it on."
    >
      {closed ? (
        <ClosedNotice closed={closed} />
      ) : mayChange ? (
        <Form action={make} className="form max-w-[560px]">
          <Field name="name" label="Name" max={60} hint="People read it on the sign-in page, such as “Tidewell work account”." />
          <FileField name="metadata" label="Metadata as a file" accept=".xml,application/xml,text/xml,application/samlmetadata+xml" max={1_048_576} optional />
          <Field name="metadataUrl" label="Metadata by address" kind="url" max={2000} optional hint="Beginning with https://, as the provider shows it." />
          <details className="disclosure">
            <summary>Enter the values by hand</summary>
            <Field name="issuer" label="Entity id of the provider" max={1000} mono optional />
            <Field name="ssoUrl" label="Sign-in address of the provider" kind="url" max={2000} optional />
            <AreaField name="certificate" label="Certificate that it signs with" rows={5} max={20000} optional />
          </details>
          <OtpField name="factorCode" label="Code from your authenticator app" />
          <div>
            <Submit primary size="large">
              Add the provider
            </Submit>
          </div>
        </Form>
      ) : (
        <Notice tone="warn" title="Not yours to change.">
          An admin or owner sets up single sign-on.
        </Notice>
      )}
    </Page>
  )
}
