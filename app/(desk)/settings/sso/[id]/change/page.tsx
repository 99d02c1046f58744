import { load } from '@/app/_bind/load.ts'
import { CheckField, ChoiceField, SelectField } from '@/app/_ui/choice.client.tsx'
import { Field } from '@/app/_ui/field.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { showConnection } from '@/lib/tenancy/sso-connection.ts'
import { roleWords } from '../../../../role-words.ts'
import { change } from '../../actions.ts'
import { factorChoices } from '../../words.tsx'
import { ConnectionAct } from '../connection-act.tsx'

export const metadata = { title: 'Change a connection' }
export default async function ChangeConnectionPage({ params }: { params: Promise<{ id: string }> }) {
  const c = await load(showConnection, { connectionId: (await params).id }),
    what = c.client === null ? 'Attribute' : 'Claim'
  return (
    <ConnectionAct c={c} title={`Change ${c.name}`}>
      <Form action={change} hidden={{ connectionId: c.id }}>
        <Field name="name" label="Name" max={60} defaultValue={c.name} />
        <Field
          name="emailAttribute"
          label={`${what} that holds the mail address`}
          max={300}
          mono
          optional
          defaultValue={c.emailAttribute}
          hint={c.client === null ? 'Empty: the name id is the address. A test sign-in shows what comes.' : 'Empty: email. A test sign-in shows what comes.'}
        />
        <Field name="nameAttribute" label={`${what} that holds the name`} max={300} mono optional defaultValue={c.nameAttribute} />
        <Field name="groupsAttribute" label={`${what} that holds the groups`} max={300} mono optional defaultValue={c.groupsAttribute} />
        <CheckField
          name="joins:bool"
          label="People join by signing in"
          note="With an address at a proven domain; otherwise they are invited first."
          defaultChecked={c.joins}
        />
        <SelectField
          name="defaultRole"
          label="Role of those whose groups mean none"
          options={[
            { value: '', label: 'None: they stay outside' },
            ...c.roles.map((role) => ({
              value: role.role,
              label: roleWords(role.name),
              ...(role.why === undefined || role.role === c.defaultRoleKey ? {} : { why: role.why }),
            })),
          ]}
          defaultValue={c.defaultRoleKey}
        />
        {c.client === null ? (
          <>
            <CheckField
              name="wantsResponseSigned:bool"
              label="The response must be signed too"
              note="The assertion always must."
              defaultChecked={c.wantsResponseSigned}
            />
            <CheckField
              name="allowsProviderStart:bool"
              label="A sign-in may begin at the provider"
              note="From its page of applications. Less safe, because nobody here asked; the person is asked first."
              defaultChecked={c.allowsProviderStart}
            />
          </>
        ) : (
          <CheckField
            name="wantsVerifiedEmail:bool"
            label="The provider must say that it has verified the address"
            note="By the claim email_verified. Leave it out only where the provider’s admins alone set addresses, as in Entra ID; no is always no."
            defaultChecked={c.client.wantsVerifiedEmail}
          />
        )}
        <ChoiceField
          name="providerFactor"
          label="The provider’s second factor"
          hint="Owners always give ours."
          options={[...factorChoices]}
          defaultValue={c.providerFactor}
        />
        <Field
          name="attestation"
          label="How the provider asks everybody for it"
          max={300}
          optional
          defaultValue={c.attestation ?? undefined}
          hint="Only where you vouch for it. It stands in the log with your name."
        />
        <OtpField name="factorCode" label="Code from your authenticator app" />
        <Submit primary wide size="large">
          Change
        </Submit>
      </Form>
    </ConnectionAct>
  )
}
