import { notFound } from 'next/navigation'
import { load } from '@/app/_bind/load.ts'
import { Field } from '@/app/_ui/field.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { showConnection } from '@/lib/tenancy/sso-connection.ts'
import { enter } from '../../actions.ts'
import { ConnectionAct } from '../connection-act.tsx'

export const metadata = { title: 'Client id and secret' }
export default async function ClientPage({ params }: { params: Promise<{ id: string }> }) {
  const c = await load(showConnection, { connectionId: (await params).id })
  if (c.client === null) notFound()
  return (
    <ConnectionAct c={c} title="Client id and secret">
      <Form action={enter} hidden={{ connectionId: c.id }}>
        <Field name="clientId" label="Client id" max={300} mono defaultValue={c.client.clientId ?? undefined} />
        <Field
          name="clientSecret"
          label="Client secret"
          max={1000}
          mono
          secret
          autoComplete="off"
          hint="Kept encrypted and never shown again. It takes the place of the one before at once."
        />
        <OtpField name="factorCode" label="Code from your authenticator app" />
        <Submit primary wide size="large">
          Save
        </Submit>
      </Form>
    </ConnectionAct>
  )
}
