import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { SelectField } from '@/app/_ui/choice.client.tsx'
import { Field } from '@/app/_ui/field.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { Headline, Page } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { ShownOnce } from '@/app/_ui/shown-once.client.tsx'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { tokenDays } from '@/lib/tenancy/scim/scim-inputs.ts'
import { showProvisioning } from '@/lib/tenancy/scim/scim-token.ts'
import { ClosedNotice, closedBy } from '../../../closed.tsx'
import { make } from '../actions.ts'

export const metadata = { title: 'Make a token' }
export default async function NewTokenPage() {
  const { connections, mayChange, hasDomain } = await load(showProvisioning, {}),
    [only, ...others] = connections,
    closed = await closedBy('provisioning')
  return (
    <Page
      crumbs={[
        { label: 'Settings', href: paths.settings('company') },
        { label: 'Provisioning', href: paths.settings('provisioning') },
        { label: 'Make a token' },
      ]}
      headline={<Headline>A token lets the provider say who belongs to you.</Headline>}
      about="Whoever has it can let people in at your proven domains, with the roles that you have mapped, and shut them out. It does nothing else and is revoked here at any time."
    >
      {closed ? (
        <ClosedNotice closed={closed} />
      ) : !mayChange ? (
        <Notice tone="warn" title="Not yours to change.">
          An admin or owner sets up provisioning.
        </Notice>
      ) : !only ? (
        <Notice tone="hold" title="Add the provider first." act={<LinkButton href={paths.settings('sso')}>Single sign-on</LinkButton>}>
          A token belongs to a connection.
        </Notice>
      ) : !hasDomain ? (
        <Notice tone="hold" title="Prove a domain first." act={<LinkButton href={paths.settings('domains')}>Domains</LinkButton>}>
          People are provisioned by the domain of their address.
        </Notice>
      ) : (
        <Form action={make} className="form max-w-[560px]" fresh {...(others.length === 0 ? { hidden: { connectionId: only.id } } : {})}>
          <ShownOnce />
          <Field name="name" label="Name" max={60} autoComplete="off" hint="By which you know it again, such as “Entra ID 2026”." />
          {others.length > 0 && (
            <SelectField
              name="connectionId"
              label="Connection"
              options={connections.map((c) => ({ value: c.id, label: c.name }))}
              hint="Whose groups mean the roles."
            />
          )}
          <SelectField
            name="days"
            label="It ends after"
            defaultValue="180"
            options={tokenDays.map((days) => ({ value: String(days), label: `${days} days` }))}
          />
          <OtpField name="factorCode" label="Code from your authenticator app" hint="A token gives rights away, so it asks again." />
          <div>
            <Submit primary size="large">
              Make the token
            </Submit>
          </div>
        </Form>
      )}
    </Page>
  )
}
