import { load } from '@/app/_bind/load.ts'
import { Field } from '@/app/_ui/field.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { Headline, Page } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { ShownOnce } from '@/app/_ui/shown-once.client.tsx'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { listCompanies } from '@/lib/tenancy/console-lists.ts'
import { invite } from '../../actions.ts'

export const metadata = { title: 'Invite a company' }
export default async function InviteCompanyPage() {
  const { may } = await load(listCompanies, {})
  return (
    <Page
      crumbs={[{ label: 'Companies', href: paths.operator('tenants') }, { label: 'Invite' }]}
      headline={<Headline>Its first owner sets the company up by a link that works once, within three days.</Headline>}
    >
      {may.invite ? (
        <Form action={invite} className="max-w-[520px]" fresh>
          <ShownOnce />
          <Field name="company" label="Company" max={100} autoComplete="organization" hint="The owner may still change it." />
          <Field name="email" label="E-mail of its first owner" kind="email" max={254} autoComplete="off" />
          <OtpField name="factorCode" label="Code from your authenticator app" />
          <Submit primary size="large">
            Invite
          </Submit>
        </Form>
      ) : (
        <Notice tone="warn">Your role does not invite companies.</Notice>
      )}
    </Page>
  )
}
