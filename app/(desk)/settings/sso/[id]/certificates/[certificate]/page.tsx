import { notFound } from 'next/navigation'
import { load } from '@/app/_bind/load.ts'
import { Form } from '@/app/_ui/form.client.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { showConnection } from '@/lib/tenancy/sso-connection.ts'
import { removeKey } from '../../../actions.ts'
import { ConnectionAct } from '../../connection-act.tsx'

export const metadata = { title: 'Remove a certificate' }
export default async function RemoveCertificatePage({ params }: { params: Promise<{ id: string; certificate: string }> }) {
  const { id, certificate } = await params,
    c = await load(showConnection, { connectionId: id }),
    key = c.certificates.find((k) => k.id === certificate)
  if (!key) notFound()
  return (
    <ConnectionAct c={c} title={`Remove the certificate ${key.subject}`}>
      <Notice tone="warn">What the provider signs with it is refused from now on.</Notice>
      <Form action={removeKey} hidden={{ connectionId: c.id, certificateId: key.id }}>
        <OtpField name="factorCode" label="Code from your authenticator app" />
        <Submit danger wide size="large">
          Remove
        </Submit>
      </Form>
    </ConnectionAct>
  )
}
