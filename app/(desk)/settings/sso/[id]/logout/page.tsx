import { load } from '@/app/_bind/load.ts'
import { CheckField } from '@/app/_ui/choice.client.tsx'
import { Copyable } from '@/app/_ui/copyable.client.tsx'
import { Facts } from '@/app/_ui/docket.tsx'
import { Field } from '@/app/_ui/field.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { showConnection, type ConnectionView } from '@/lib/tenancy/sso-connection.ts'
import { setLogout } from '../../actions.ts'
import { ConnectionAct } from '../connection-act.tsx'

export const metadata = { title: 'Single logout' }
export default async function ConnectionLogoutPage({ params }: { params: Promise<{ id: string }> }) {
  const c = await load(showConnection, { connectionId: (await params).id })
  return (
    <ConnectionAct c={c} title="Single logout">
      <Form action={setLogout} hidden={{ connectionId: c.id }}>
        <CheckField
          name="signsOut:bool"
          label="Signing out goes both ways"
          note="Who signs out here is sent on to the provider, which ends its session and perhaps those of other applications. When the provider ends its session, ours ends too. If the provider fails, the session here has ended all the same."
          defaultChecked={c.signsOut}
        />
        {c.client === null ? <SamlFields c={c} /> : <OidcFacts c={c} tells={c.client.tellsSignOuts} />}
        <OtpField name="factorCode" label="Code from your authenticator app" />
        <Submit primary wide size="large">
          Save
        </Submit>
      </Form>
    </ConnectionAct>
  )
}
function SamlFields({ c }: { c: ConnectionView }) {
  return (
    <>
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
    </>
  )
}
/** What an OpenID provider has to know, and what it said by itself. */
function OidcFacts({ c, tells }: { c: ConnectionView; tells: boolean }) {
  return (
    <>
      <Facts
        boxed
        items={[
          ['To enter there, as post-logout and as back-channel address', <Copyable key="o" text={c.own.logoutUrl} label="Copy our address for sign-outs" />],
          ['A sign-out here', c.logoutUrl === null ? 'ends nothing there: the provider names no address for it that can be used' : 'leads on to the provider'],
          ['A sign-out there', tells ? 'ends the session here, once it tells us' : 'ends nothing here, as far as it says; some tell us all the same'],
        ]}
      />
      <p className="text-caption text-ink-2">
        If the provider offers both kinds of tokens for sign-outs, choose the type “logout+jwt”, with the session in it.
      </p>
    </>
  )
}
