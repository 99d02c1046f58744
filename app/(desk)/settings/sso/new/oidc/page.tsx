import { load } from '@/app/_bind/load.ts'
import { Field } from '@/app/_ui/field.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { Headline, Page } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { listConnections } from '@/lib/tenancy/sso-connection.ts'
import { makeByIssuer } from '../../actions.ts'
import { ClosedNotice, closedBy } from '../../../../closed.tsx'
import { ProtocolTabs } from '../protocol-tabs.tsx'

export const metadata = { title: 'Add a provider' }
export default async function NewOidcConnectionPage() {
  const { mayChange } = await load(listConnections, {}),
    closed = await closedBy('single_sign_on')
  return (
    <Page
      crumbs={[{ label: 'Settings', href: paths.settings('company') }, { label: 'Single sign-on', href: paths.settings('sso') }, { label: 'Add' }]}
      headline={<Headline>Name the provider by its issuer.</Headline>}
      tabs={<ProtocolTabs at="oidc" />}
      about="We ask it what it says of itself. Nobody can sign in by it before you have tested it and switched it on."
    >
      {closed ? (
        <ClosedNotice closed={closed} />
      ) : mayChange ? (
        <Form action={makeByIssuer} className="form max-w-[560px]">
          <Field name="name" label="Name" max={60} hint="People read it on the sign-in page, such as “Tidewell work account”." />
          <Field name="issuer" label="Issuer" kind="url" max={500} mono hint="Beginning with https://, exactly as the provider shows it." />
          <Field
            name="clientId"
            label="Client id"
            max={300}
            mono
            optional
            hint="Leave both empty if the provider asks for our redirect address first: it is shown in the next step."
          />
          <Field name="clientSecret" label="Client secret" max={1000} mono optional secret autoComplete="off" />
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
