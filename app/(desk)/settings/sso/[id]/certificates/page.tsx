import { notFound } from 'next/navigation'
import { load } from '@/app/_bind/load.ts'
import { AreaField } from '@/app/_ui/value-fields.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { showConnection } from '@/lib/tenancy/sso-connection.ts'
import { addKey } from '../../actions.ts'
import { ConnectionAct } from '../connection-act.tsx'

export const metadata = { title: 'Add a certificate' }
export default async function AddCertificatePage({ params }: { params: Promise<{ id: string }> }) {
  const c = await load(showConnection, { connectionId: (await params).id })
  if (c.client !== null) notFound()
  return (
    <ConnectionAct c={c} title="Add a certificate">
      <Form action={addKey} hidden={{ connectionId: c.id }}>
        <AreaField
          name="certificate"
          label="Certificate"
          rows={8}
          max={20000}
          hint="As text, with the lines BEGIN CERTIFICATE and END CERTIFICATE. The others keep holding."
        />
        <OtpField name="factorCode" label="Code from your authenticator app" />
        <Submit primary wide size="large">
          Add
        </Submit>
      </Form>
    </ConnectionAct>
  )
}
