import { notFound } from 'next/navigation'
import { load } from '@/app/_bind/load.ts'
import { CheckField } from '@/app/_ui/choice.client.tsx'
import { Field } from '@/app/_ui/field.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { showConnection } from '@/lib/tenancy/sso-connection.ts'
import { setLogout } from '../../actions.ts'
import { ConnectionAct } from '../connection-act.tsx'

export const metadata = { title: 'Single logout' }
export default async function ConnectionLogoutPage({ params }: { params: Promise<{ id: string }> }) {
  const c = await load(showConnection, { connectionId: (await params).id })
  if (c.client !== null) notFound()
  return (
    <ConnectionAct c={c} title="Single logout">
      <Form action={setLogout} hidden={{ connectionId: c.id }}>
        <CheckField
          name="signsOut:bool"
          label="Signing out goes both ways"
          note="Who signs out here is sent on to the provider, which ends its session and perhaps those of other applications. When the provider ends its session, ours ends too. If the provider fails, the session here has ended all the same."
          defaultChecked={c.signsOut}
        />
        <Field
          name="logoutUrl"
          label="Logout address of the provider"
          kind="url"
          max={2000}
          optional
          mono
          defaultValue={c.logoutUrl ?? undefined}
          hint={
            c.logoutUrl === null
              ? 'Its metadata named none for the redirect binding. Look at the provider; some, such as Google Workspace, have none.'
              : 'For the redirect binding.'
          }
        />
        <Field
          name="logoutAnswerUrl"
          label="Where our answers go, if elsewhere"
          kind="url"
          max={2000}
          optional
          mono
          defaultValue={c.logoutAnswerUrl ?? undefined}
        />
        <p className="text-caption text-ink-2">
          {c.signs === null
            ? 'When you switch it on, a key is made that we sign with. Then give the provider our metadata again.'
            : 'When you switch it off, our key ends. Switching it on again makes a new one, which the provider has to be given.'}
        </p>
        <OtpField name="factorCode" label="Code from your authenticator app" />
        <Submit primary wide size="large">
          Save
        </Submit>
      </Form>
    </ConnectionAct>
  )
}
